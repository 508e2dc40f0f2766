"""Machines whose OpenSSL refuses more, which a preloaded library plays: the crypto policy of RHEL 9 and Fedora, which
takes no SHA-1 by the calls that sign and verify, changes nothing; FIPS mode, which refuses short RSA keys, is named, and
what cannot be checked is neither right nor wrong."""

import os
import pathlib
import tempfile
import unittest

import cluster
import crafted
import program
from cluster import FIRST, SECOND
from program import DAMAGED, NO, TOKEN

LIBRARY = pathlib.Path(os.environ["ETOKEN_CTL_BUILD"]) / "tests" / "faults" / "strict-openssl.so"
SOFT = ("--module", os.environ["SANDBOX_MODULE"])
FIPS = "refuses the signer's RSA key of 1024 bits, as FIPS mode does with all below 2048"


def refusing(word):
    """LD_PRELOAD separates files by blanks, which the folder of the build may have in its name."""
    return {"LD_PRELOAD": LIBRARY.name, "LD_LIBRARY_PATH": str(LIBRARY.parent), "STRICT_OPENSSL": word}


class StrictOpenssl(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.list = self.folder / "CTLFile.tlv"

    def build(self, *more, **options):
        return cluster.build(self.list, *more, **options)

    def test_crypto_policy(self):
        """SHA-1 as ever, and a wrong signature is still wrong."""
        env = refusing("sha1-signatures")
        self.build(env=env)
        self.assertTrue(cluster.openssl_verifies(self.list.read_bytes(), cluster.CERTIFICATES / f"{SECOND}.pem", "sha1"))
        program.run("verify", self.list, env=env).expect(out="the signature is right")
        program.run("check", self.list, env=env).expect(out="0 errors, 0 warnings")
        program.run("show", self.list, env=env).expect(out="The CTL file was verified successfully.")
        report = program.run("doctor", *SOFT, "--json", env=env).json
        self.assertEqual(report["verdict"], f"Signing would work, with {FIRST} or {SECOND}")
        data = bytearray(self.list.read_bytes())
        data[-1] ^= 1
        self.list.write_bytes(data)
        program.run("verify", self.list, env=env, status=NO).expect(err="was changed after it was signed")

    def expect_not_checked(self, path, env, why):
        """By each command that judges a list."""
        answer = program.run("verify", "--json", path, env=env, status=DAMAGED).json
        self.assertIsNone(answer["verified"])
        self.assertIn(why, answer["reason"])
        told = program.run("verify", path, "--phone-ctl", path, env=env, status=DAMAGED)
        told.expect(err="The signature of the list cannot be checked here: OpenSSL on this machine refuses")
        told.expect(out="not known: the signature of the file cannot be checked here")
        findings = program.run("check", "--json", path, env=env, status=DAMAGED).json["findings"]
        self.assertIn("signature-not-checked", [found["id"] for found in findings])
        self.assertNotIn("signature-wrong", [found["id"] for found in findings])
        program.run("check", path, env=env, status=DAMAGED).expect(out="[signature-not-checked]", err="cannot be checked here")
        self.assertIsNone(program.run("show", "--json", path, env=env, status=DAMAGED).json["verified"])
        shown = program.run("show", path, env=env, status=DAMAGED)
        shown.expect(out="The signature of the CTL file cannot be checked here.")
        refused = program.run("build", "--from", path, "--output", self.folder / "new.tlv", "--sign-with", SECOND,
                              pin=cluster.PIN, env=env, status=DAMAGED)
        refused.expect(err="cannot be checked here")
        self.assertFalse((self.folder / "new.tlv").exists())
        for told in (refused, shown):
            self.assertNotIn("signature of the list is wrong", told.err)

    def test_fips(self):
        """A list of a short key cannot be checked, nor signed; no token of such a key is said to sign."""
        env = refusing("short-keys")
        self.build()
        self.expect_not_checked(self.list, env, FIPS)
        before = self.list.read_bytes()
        self.build(env=env, status=DAMAGED).expect(err=FIPS)
        self.assertEqual(self.list.read_bytes(), before)
        report = program.run("doctor", *SOFT, "--json", env=env, status=TOKEN).json
        told = [finding["message"] for finding in report["findings"] if finding["state"] == "problem"]
        self.assertIn(f"Token {SECOND} cannot sign on this machine, where OpenSSL refuses RSA keys below 2048 bits, as FIPS "
                      "mode does", told)

    def test_no_for_sure(self):
        """An answer that does not depend on the signature is given: 1, not 5."""
        env = refusing("short-keys")
        self.build()
        strangers = self.folder / "strangers.tlv"
        strangers.write_bytes(crafted.tokenless_list())
        told = program.run("verify", self.list, "--phone-ctl", strangers, env=env, status=NO)
        told.expect(err="phones that hold this CTL would reject it, those without Security by Default")
        faulty = self.folder / "faulty.tlv"
        faulty.write_bytes(crafted.make(SECOND, *crafted.tokens(), crafted.record(crafted.CCM_TFTP, crafted.PUBLISHER,
                                                                                tag7=b"no key")))
        findings = program.run("check", "--json", faulty, env=env, status=NO).json["findings"]
        self.assertIn("signature-not-checked", [found["id"] for found in findings])

    def test_no_sha1(self):
        """A list with SHA-1 cannot be checked, and none is signed with it."""
        self.build()
        self.expect_not_checked(self.list, refusing("sha1"), "refuses to make its SHA1 digest")
        before = self.list.read_bytes()
        self.build(env=refusing("sha1"), status=DAMAGED).expect(err="OpenSSL cannot make a SHA1 digest here")
        self.assertEqual(self.list.read_bytes(), before)
        report = program.run("doctor", *SOFT, "--json", env=refusing("sha1"), status=TOKEN).json
        self.assertEqual(report["verdict"], "Signing would not work: OpenSSL on this machine refuses to make SHA-1 digests")
        self.assertIn("FIPS mode", report["next"])


if __name__ == "__main__":
    unittest.main(verbosity=2)
