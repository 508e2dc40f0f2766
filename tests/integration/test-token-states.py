"""Tokens as they are in the field: several certificates, one behind a login, the same label twice, blanks, modules
that are none."""

import os
import pathlib
import subprocess
import tempfile
import unittest

import cluster
import program
from cluster import CERTIFICATES, FIRST, PIN, SECOND

KEYS = pathlib.Path(os.environ["SANDBOX_KEYS"])
MODULE = os.environ["SANDBOX_MODULE"]
FAULTY = pathlib.Path(os.environ["ETOKEN_CTL_BUILD"]) / "tests" / "faults" / "faulty-pkcs11.so"
SERVER = "cucm-1051-a-pub"


class World(unittest.TestCase):
    """A store of soft tokens of the test's own."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        (self.folder / "tokens").mkdir()
        self.conf = self.folder / "softhsm2.conf"
        self.conf.write_text(f"directories.tokendir = {self.folder}/tokens\nobjectstore.backend = file\n"
                             "log.level = ERROR\nslots.removable = true\n")
        self.env = {"SOFTHSM2_CONF": str(self.conf)}

    def tool(self, *arguments):
        return subprocess.run(arguments, check=True, capture_output=True, text=True,
                              env={**os.environ, **self.env}).stdout

    def make_token(self, label):
        """Its serial number."""
        self.tool("softhsm2-util", "--init-token", "--free", "--label", label, "--so-pin", "12345678", "--pin", PIN)
        slots = self.tool("softhsm2-util", "--show-slots").split("Slot ")
        serials = [line.split(":")[1].strip() for slot in slots for line in slot.splitlines()
                   if "Serial number" in line and f"Label:            {label}" in slot]
        return next(serial for serial in serials if serial not in getattr(self, "serials", []))

    def put(self, serial, name, identity, label, certificate=True):
        where = ("pkcs11-tool", "--module", MODULE, "--slot-index", str(self.slot_index(serial)), "--login", "--pin", PIN)
        self.tool(*where, "--write-object", KEYS / f"{name}.key", "--type", "privkey", "--usage-sign", "--id", identity,
                  "--label", label)
        if certificate:
            self.tool(*where, "--write-object", CERTIFICATES / f"{name}.der", "--type", "cert", "--id", identity,
                      "--label", label)

    def slot_index(self, serial):
        slots = self.tool("pkcs11-tool", "--module", MODULE, "-L").split("Slot ")[1:]
        return next(index for index, slot in enumerate(slots) if serial in slot)

    def run_program(self, *arguments, **options):
        return program.run(*arguments, env=self.env, **options)

    def tokens(self):
        return self.run_program("tokens", "--json").json["tokens"]

    def build(self, *specs, signer, **options):
        self.list = self.folder / "CTLFile.tlv"
        tokens = [text for spec in specs for text in ("--token", spec)]
        return self.run_program("build", "--output", self.list, *tokens, "--sign-with", signer, **options)


class Certificates(World):
    def make_crowded(self):
        serial = self.make_token("crowded")
        self.put(serial, SERVER, "07", "own")
        self.put(serial, FIRST, "01", FIRST)
        self.put(serial, SECOND, "02", SECOND)
        return serial

    def test_several(self):
        """The SAST one by issuer and subject; any other by URI, to export, to list and to sign."""
        self.make_crowded()
        token, = self.tokens()
        sast = token["name"]
        self.assertIn(sast, (FIRST, SECOND))
        self.assertEqual(len(token["other_certificates"]), 2)
        self.run_program("export", sast, "--output-dir", self.folder)
        self.assertEqual((self.folder / f"{sast}.cer").read_bytes(), (CERTIFICATES / f"{sast}.der").read_bytes())
        for uri, name, file in (("pkcs11:object=own", SERVER, "own"), ("pkcs11:id=%07", SERVER, "own"),
                                ("pkcs11:token=crowded;id=%01", FIRST, FIRST), ("pkcs11:id=%02", SECOND, SECOND)):
            self.run_program("export", uri, "--output-dir", self.folder, "--force")
            self.assertEqual((self.folder / f"{file}.cer").read_bytes(), (CERTIFICATES / f"{name}.der").read_bytes())
        for signer in (FIRST, SECOND):
            uri = f"pkcs11:object={signer}"
            self.build("pkcs11:id=%01", "pkcs11:id=%02", signer=uri, pin=PIN)
            self.assertTrue(cluster.openssl_verifies(self.list.read_bytes(), CERTIFICATES / f"{signer}.pem"))

    def test_shown_uri(self):
        self.make_crowded()
        for other in self.tokens()[0]["other_certificates"]:
            self.run_program("export", other["uri"], "--output-dir", self.folder)
            self.run_program("tokens").expect(out=other["uri"])

    def test_no_such(self):
        self.make_crowded()
        self.run_program("export", "pkcs11:id=%09", "--output-dir", self.folder, pin=PIN,
                         status=program.TOKEN).expect(err="holds no such certificate")


class Foreign(World):
    """A card of another kind, which the module cannot read."""

    def setUp(self):
        super().setUp()
        self.put(self.make_token("mine"), FIRST, "01", FIRST)
        self.make_token("foreign")
        rules = self.folder / "rules"
        rules.write_text("[tokens]\nforeign=broken\n")
        self.env["FAULTS_FILE"] = str(rules)

    def test_told_once(self):
        words = "cannot read one of its tokens"
        self.run_program("tokens", "--module", FAULTY).expect(err=words)
        export = self.run_program("export", FIRST, "--module", FAULTY, "--output-dir", self.folder)
        self.assertNotIn(words, export.err)
        self.run_program("export", SECOND, "--module", FAULTY, "--output-dir", self.folder,
                         status=program.TOKEN).expect(err=words)


class Hanging(World):
    """A module that never answers, beside one that does."""

    def setUp(self):
        super().setUp()
        self.serial = self.make_token("mine")
        self.put(self.serial, FIRST, "01", FIRST)
        rules = self.folder / "rules"
        rules.write_text("[calls]\nC_GetSlotList=hang\n")
        self.env["FAULTS_FILE"] = str(rules)
        self.hanging = ("--module", FAULTY, "--module-timeout", "1")

    def test_not_waited_for(self):
        """What is named is there, by name or by serial number; the limit is not waited for."""
        modules = ("--module", FAULTY, "--module-timeout", "600", "--module", MODULE)
        for name in (FIRST, self.serial):
            self.run_program("export", name, *modules, "--output-dir", self.folder, "--force").expect(
                err=f"PKCS#11 module {FAULTY} has not answered, and is not waited for")

    def test_limit(self):
        self.run_program("tokens", *self.hanging, "--module", MODULE).expect(
            out=FIRST, err=f"PKCS#11 module {FAULTY} did not answer within 1 s")
        self.run_program("tokens", *self.hanging, status=program.TOKEN).expect(
            err=f"No token is known to be plugged in: PKCS#11 module {FAULTY} did not answer within 1 s")
        for seconds in ("0", "601"):
            self.run_program("tokens", "--module-timeout", seconds, status=program.USAGE).expect(
                err="--module-timeout takes 1 to 600 seconds")


class Hidden(World):
    def setUp(self):
        super().setUp()
        serial = self.make_token("shy")
        self.tool("/usr/bin/python3", str(pathlib.Path(__file__).parent / "private_certificate.py"), MODULE, "shy", PIN,
                  CERTIFICATES / f"{FIRST}.der", "01")
        self.put(serial, FIRST, "01", FIRST, certificate=False)
        other = self.make_token("open")
        self.put(other, SECOND, "01", SECOND)

    def test_hint(self):
        shy = next(token for token in self.tokens() if token["name"] == "shy")
        self.assertTrue(shy["certificate_may_be_hidden"])
        self.assertNotIn("certificate", shy)
        self.run_program("tokens").expect(out="it may need a login for that")
        self.run_program("export", "--all", "--output-dir", self.folder).expect(err="export it by name")

    def test_export(self):
        self.run_program("export", "shy", "--output-dir", self.folder, pin=PIN)
        self.assertEqual((self.folder / f"{FIRST}.cer").read_bytes(), (CERTIFICATES / f"{FIRST}.der").read_bytes())
        self.run_program("export", "shy", "--output-dir", self.folder, pin="wrong", status=program.TOKEN)
        self.run_program("export", "shy", "--output-dir", self.folder, status=program.USAGE).expect(err="--pin-file")

    def test_build(self):
        self.list = self.folder / "CTLFile.tlv"
        self.run_program("build", "--output", self.list, "--token", "shy", "--token", "open", "--sign-with", "shy",
                         pin=PIN)  # which can be read only once
        self.assertTrue(cluster.openssl_verifies(self.list.read_bytes(), CERTIFICATES / f"{FIRST}.pem"))

    def test_terminal(self):
        """One question: the login that shows the certificate also signs."""
        arguments = ("build", "--output", self.folder / "x", "--token", "shy", "--token", "open", "--sign-with", "shy")
        with program.Terminal(*arguments, env=self.env) as terminal:
            terminal.expect("Password of token shy: ")
            terminal.type(PIN)
            terminal.wait(status=0)
        self.assertEqual(terminal.screen.count(b"Password of token"), 1)


class Names(World):
    def test_same_label(self):
        first = self.make_token("eToken")
        self.serials = [first]
        second = self.make_token("eToken")
        self.put(first, FIRST, "01", "x")
        self.put(second, SECOND, "01", "x")
        both = self.run_program("export", "eToken", "--output-dir", self.folder, status=program.TOKEN)
        both.expect(err=f"(serial {first})").expect(err=f"(serial {second})").expect(err="by its serial number")
        self.build(first, second, signer=second, pin=PIN)
        self.assertTrue(cluster.openssl_verifies(self.list.read_bytes(), CERTIFICATES / f"{SECOND}.pem"))
        self.run_program("password", "eToken", pin=PIN, new_pin="12345678", status=program.TOKEN)
        self.run_program("password", second, pin=PIN, new_pin="12345678").expect(out=SECOND)
        self.build(first, second, signer=first, pin=PIN)

    def test_blanks(self):
        serial = self.make_token("eToken")
        self.put(serial, FIRST, "01", "x")
        for spec in (FIRST + " " * 8, "eToken  ", f"{serial} "):
            self.run_program("export", spec, "--output-dir", self.folder)


class Modules(World):
    def test_overrides(self):
        """--module is used instead of those found, SoftHSM only when it was asked for."""
        serial = self.make_token("eToken")
        self.put(serial, FIRST, "01", "x")
        self.assertEqual([token["name"] for token in self.tokens()], [FIRST])
        alone = {"SOFTHSM2_CONF": None}
        listed = program.run("tokens", "--json", env=alone, status=None)
        self.assertNotIn("softhsm", listed.out)
        self.run_program("tokens", "--module", "/nowhere.so", status=program.TOKEN).expect(err="/nowhere.so")

    def test_no_modules(self):
        """Each is told of in a sentence, and the good one works."""
        serial = self.make_token("eToken")
        self.put(serial, FIRST, "01", "x")
        text = self.folder / "text.so"
        text.write_text("no library")
        foreign = self.folder / "foreign.so"
        header = bytearray(pathlib.Path(MODULE).read_bytes())
        header[4] = 1      # ELFCLASS32
        header[18] = 3     # x86
        foreign.write_bytes(header)
        other = self.folder / "other.so"
        header[4], header[18] = 2, 183 if header[18] != 183 else 62
        other.write_bytes(header)
        cut = self.folder / "cut.so"
        cut.write_bytes(pathlib.Path(MODULE).read_bytes()[:5000])
        modules = [text, foreign, other, "/nowhere.so", "libm.so.6", cut, MODULE]
        options = [option for module in modules for option in ("--module", module)]
        answer = self.run_program("tokens", "--json", *options)
        self.assertEqual([token["name"] for token in answer.json["tokens"]], [FIRST])
        failures = answer.json["failures"]
        self.assertEqual(len(failures), len(modules) - 1)
        for module, failure in zip(modules, failures[:-1]):
            self.assertTrue(failure.startswith(f"PKCS#11 module {module} cannot be loaded: "), failure)
        self.assertTrue(failures[-1].startswith(f"PKCS#11 module {cut} "))  # the loader itself may crash on it
        self.assertIn("it is a library for 32-bit x86, which this program is not", failures[1])
        self.assertIn("it is a library for 64-bit ARM64, which this program is not", failures[2])
        self.assertIn("no PKCS#11 module", failures[4])


if __name__ == "__main__":
    unittest.main()
