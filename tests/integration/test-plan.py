"""`plan`: which list a cluster needs, asked of its nodes' platform CLIs and of what the publisher serves."""

import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

import cluster
import program
from cluster import CERTIFICATES, FIRST, LOGIN, SECOND, TFTP

WORLD = pathlib.Path(os.environ["SANDBOX"])
STATE = WORLD / "cluster"
OWN = STATE / "own"
SUBSCRIBER = WORLD / "nodes" / "10.48.47.154" / "tftp" / "CTLFile.tlv"
URL = os.environ["SANDBOX_CLI_URL"]


def make_certificate(path, name):
    """A new self-signed one, as a server regenerates it."""
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:1024", "-nodes", "-keyout", "/dev/null", "-subj", f"/O=Cisco/CN={name}",
                    "-days", "1000", "-out", path], check=True, capture_output=True)
    path.chmod(0o644)


class Plan(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.list, cls.one_signer_less = (pathlib.Path(folder.name) / name for name in ("CTLFile.tlv", "other.tlv"))
        cluster.build(cls.list)
        program.run("publisher", "add", "paris", URL, "--node", "subscriber,10.48.47.154", *LOGIN)

    def setUp(self):
        self.addCleanup((STATE / "faults").unlink, missing_ok=True)
        self.addCleanup((STATE / "version").write_text, (STATE / "version").read_text())
        saved = tempfile.TemporaryDirectory()
        shutil.copytree(OWN, saved.name, dirs_exist_ok=True)
        self.addCleanup(saved.cleanup)
        self.addCleanup(shutil.copytree, saved.name, OWN, dirs_exist_ok=True)
        self.addCleanup((OWN / "cucm-1051-a-pub" / "ITLRecovery.pem").unlink, missing_ok=True)
        for path in (TFTP / "CTLFile.tlv", SUBSCRIBER):
            shutil.copy(self.list, path)

    def plan(self, *arguments, **options):
        return program.run("plan", "paris", *arguments, **options)

    def changes(self, answer):
        return [(record["action"], record["label"]) for record in answer["records"] if record["action"] != "keep"]

    def test_nothing_to_do(self):
        self.plan().expect(out="Nothing to do: the cluster has the list that it needs.")
        answer = self.plan("--json").json
        self.assertEqual(self.changes(answer), [])
        self.assertEqual((answer["needs_list"], answer["determined"], answer["to_do"]), (False, True, []))
        self.assertEqual(answer["list"]["length"], len(self.list.read_bytes()))

    def test_renewed_certificate(self):
        make_certificate(OWN / "cucm-1051-a-sub1" / "CallManager.pem", "cucm-1051-a-sub1")
        answer = self.plan(status=program.NO)
        answer.expect(out="  5  CCM+TFTP 10.48.47.154  is renewed: the certificate of CallManager of 10.48.47.154 was renewed")
        answer.expect(out="The cluster needs a new list.")
        self.assertEqual(self.changes(self.plan("--json", status=program.NO).json), [("renew", "CCM+TFTP 10.48.47.154")])

    def test_upgraded(self):
        (STATE / "version").write_text("12.5.1.14900-63\n")
        make_certificate(OWN / "cucm-1051-a-pub" / "ITLRecovery.pem", "ITLRECOVERY_cucm-1051-a-pub")
        self.assertEqual(self.changes(self.plan("--json", status=program.NO).json),
                         [("add", "SAST ITLRECOVERY_cucm-1051-a-pub"), ("add", "SAST cucm-1051-a-pub")])

    def test_tokens_that_are_named(self):
        """One that is here, one by its file; the one that is not named goes."""
        certificate = CERTIFICATES / f"{FIRST}.der"
        self.plan("--token", SECOND, "--token-certificate", certificate)
        answer = self.plan("--token", SECOND, status=program.NO)
        answer.expect(out=f"  1  SAST {FIRST}  goes: the token is not one of those that were named")
        answer.expect(out="Of the list that this makes:\nError: ")
        answer.expect(out="none is left when one is lost; add the certificates of two tokens or more.")
        self.plan("--token", "nobody", status=program.TOKEN)
        self.plan("--token-certificate", CERTIFICATES / "cucm-1051-a-pub.pem", status=program.USAGE)

    def test_first_list(self):
        for path in (TFTP / "CTLFile.tlv", SUBSCRIBER):
            path.unlink()
        answer = self.plan("--json", "--token", FIRST, "--token", SECOND, status=program.NO).json
        self.assertIsNone(answer["list"])
        self.assertEqual([label for _, label in self.changes(answer)],
                         [f"SAST {FIRST}", f"SAST {SECOND}", "CCM+TFTP 10.48.47.153", "CAPF 10.48.47.153", "CCM+TFTP 10.48.47.154"])

    def test_what_nobody_vouches_for_is_no_list(self):
        """What is served is another list than the node holds: HTTP and TFTP are nobody's word."""
        other = pathlib.Path(self.list.parent) / "served.tlv"
        cluster.build(other, signer=FIRST)
        held = WORLD / "nodes" / "10.48.47.160" / "tftp" / "CTLFile.tlv"
        shutil.copy(other, held)
        self.addCleanup(held.unlink)
        nodes = (STATE / "nodes").read_text()
        self.addCleanup((STATE / "nodes").write_text, nodes)
        (STATE / "nodes").write_text(nodes.replace(str(TFTP), str(held.parent), 1))
        self.plan(status=program.NETWORK).expect(err="serves another list to phones than it holds")
        named = self.plan("--list", other, status=program.NO)
        self.assertNotIn("does not hold the list that was given", named.out)
        self.plan("--list", self.list, status=program.NO).expect(out="The publisher does not hold the list that was given")

    def test_what_is_not_known_is_said(self):
        (STATE / "faults").write_text("no-cluster\n")
        answer = self.plan(status=program.NETWORK)
        answer.expect(out="Whether the cluster needs a new list could not be determined.")
        (STATE / "faults").unlink()
        shutil.rmtree(OWN / "cucm-1051-a-sub1")
        self.assertIn("The certificate of CallManager on 10.48.47.154 could not be determined.",
                      self.plan("--json", status=program.NETWORK).json["unknown"])

    def test_goals(self):
        self.plan("--to", "tokenless", status=program.NETWORK).expect(out="run \"utils ctl update CTLFile\"")
        self.plan("--to", "nowhere", status=program.USAGE).expect(err="none of tokens, tokenless")


if __name__ == "__main__":
    unittest.main()
