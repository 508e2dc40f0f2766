"""`update` with real tokens, logins and files, and the ways out of the command. What it makes of which cluster is decided in
tests/unit/workflow/test-update*.c."""

import os
import pathlib
import shutil
import tempfile
import unittest

import cluster
import clusters
import program
from cluster import CERTIFICATES, FIRST, LOGIN, PIN, PUBLISHER_IP, SECOND, SUBSCRIBER_IP, TFTP
from migration import STATE, STEPS, SUBSCRIBER
from planned import URL

DATA = pathlib.Path(os.environ["HOME"]) / ".local/share/etoken-ctl/migrations/oslo"
FILES = (TFTP / "CTLFile.tlv", SUBSCRIBER)


class Update(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.folder = pathlib.Path(folder.name)
        cluster.build(cls.folder / "CTLFile.tlv")
        cls.list = (cls.folder / "CTLFile.tlv").read_bytes()
        program.run("publisher", "add", "oslo", URL, "--node", f"subscriber,{SUBSCRIBER_IP}", "--cli-user", "admin", *LOGIN)

    def setUp(self):
        self.addCleanup(shutil.rmtree, DATA, ignore_errors=True)
        self.cluster = clusters.become("krakow")
        self.addCleanup(clusters.become, "krakow")
        self.cluster.hold(self.list)

    def update(self, *arguments, **options):
        return program.run("update", "oslo", "--sign-with", SECOND, *arguments, **options)

    def signed(self, *arguments, status=program.DONE):
        """The list is put there; then a person has done the restarts elsewhere."""
        if status == program.DONE:
            self.update("--json", "--yes", "--restarted", *arguments, pin=PIN, status=program.NO).expect(
                err="--restarted did not count")
        return self.update("--json", "--yes", "--restarted", *arguments, pin=PIN, status=status)

    def states(self, result):
        self.assertEqual([step["step"] for step in result.json["steps"]], STEPS)
        return [step["state"] for step in result.json["steps"]]

    def found(self, result, step):
        return result.json["steps"][STEPS.index(step)]["found"]

    def held(self):
        """What both nodes hold."""
        one, other = (path.read_bytes() for path in FILES)
        self.assertEqual(one, other)
        return one

    def renew(self, node="sub1"):
        self.cluster.renew(node, "CallManager")

    def assert_nothing_to_do(self):
        program.run("plan", "oslo").expect(out="Nothing to do: the cluster has the list that it needs.")

    def test_renewed_certificate(self):
        """In two runs, since a person does the restarts; then there is nothing to do, and it can be taken back."""
        self.renew()
        waiting = self.update("--json", "--yes", pin=PIN, status=program.NO)
        self.assertEqual(self.states(waiting), ["done"] * 7 + ["waiting", "to-do"])
        self.assertIn("utils service restart Cisco CallManager", waiting.json["steps"][7]["to_do"])
        self.assertIn("CCM+TFTP 10.48.47.154 is renewed: the certificate of CallManager", self.found(waiting, "sign"))
        new = self.held()
        self.assertNotEqual(new, self.list)
        self.assertTrue(cluster.openssl_verifies(new, CERTIFICATES / f"{SECOND}.pem"))
        self.update("--dry-run", status=program.NO).expect(err="--dry-run stops before step 8.")
        program.run("migrate", "oslo", status=program.NETWORK).expect(err='is being changed by "etoken-ctl update"')
        done = self.update("--json", "--restarted")  # the same command goes on, and signs nothing
        self.assertEqual(self.states(done), ["done"] * 9)
        self.assert_nothing_to_do()
        done = self.update("--json")
        self.assertFalse(done.json["plan"]["needs_list"])
        self.assertEqual(self.held(), new)
        program.run("update", "oslo", "--back", "--yes").expect(out="Every node has the previous list again.")
        self.assertEqual(self.held(), self.list)
        program.run("update", "oslo", "--back", "--yes", status=program.USAGE)

    def test_person_says_no(self):
        self.renew()
        answer = self.update("--dry-run", status=program.NO)
        answer.expect(out="  5  CCM+TFTP 10.48.47.154  is renewed: ", err="--dry-run stops before step 3.")
        self.assertFalse(DATA.exists())
        with program.Terminal("update", "oslo", "--sign-with", SECOND) as terminal:
            terminal.expect("CCM+TFTP 10.48.47.154 is renewed: ")
            terminal.expect(f"Sign this list with token {SECOND} and put it on 2 nodes?")
            terminal.type("no")
            terminal.wait(status=program.CANCELLED)
        self.assertEqual(self.held(), self.list)

    def test_cut_off(self):
        """What the program has signed is taken up by the next run, which has no password."""
        self.renew()
        (STATE / "faults").write_text("no-restart")
        with program.Terminal("update", "oslo", "--sign-with", SECOND, "--yes", "--verbose", "--pin-file",
                              os.environ["SANDBOX_PIN_FILE"]) as terminal:
            terminal.expect("[x] 5.")
            terminal.kill()
            terminal.wait(status=None)
        signed = (DATA / "new.tlv").read_bytes()
        self.update("--json", "--restarted", "--take-over", status=program.NO)  # it was not there before
        self.update("--json", "--restarted")
        self.assertEqual(self.held(), signed)
        self.assert_nothing_to_do()

    def test_first_list(self):
        """One token is plugged in, the other one's certificate is a file."""
        for path in FILES:
            path.unlink()
        self.signed("--token", SECOND, "--token-certificate", str(CERTIFICATES / f"{FIRST}.pem"))
        self.assertTrue(cluster.openssl_verifies(self.held(), CERTIFICATES / f"{SECOND}.pem"))
        self.assert_nothing_to_do()

    def test_left_out(self):
        self.renew("pub")
        done = self.signed("--without", SUBSCRIBER_IP)
        self.assertIn("cucm-1051-a-sub1 is left out: it was not asked, its records stay, and it gets no list.",
                      done.json["plan"]["notes"])
        self.assertNotEqual(FILES[0].read_bytes(), self.list)
        self.assertEqual(FILES[1].read_bytes(), self.list)
        back = ("update", "oslo", "--back", "--yes", "--json")
        kept = program.run(*back, "--without", SUBSCRIBER_IP, status=program.NO)
        kept.expect(err=f"{SUBSCRIBER_IP} was left out and keeps the list that it has.")
        self.assertFalse(kept.json["done"])
        self.assertTrue(program.run(*back).json["done"])
        self.assertEqual(self.held(), self.list)
        self.update("--without", PUBLISHER_IP, status=program.USAGE).expect(err="it cannot be left out")
        self.update("--without", "nobody", status=program.USAGE).expect(err="No node of oslo is called nobody")

    def test_refused(self):
        (STATE / "mode").write_text("0\n")
        self.signed(status=program.NO).expect(err="Set it to mixed mode first")
        (STATE / "mode").write_text("1\n")
        (STATE / "version").write_text("14.0.1.13900-155\n")
        self.signed(status=program.NO).expect(err="--accept release-without-tokens")
        (STATE / "version").write_text("10.5.1.10000-7\n")
        shutil.rmtree(self.cluster.own("sub1", "CallManager").parent)
        self.signed(status=program.NO).expect(err="The certificate of CallManager on 10.48.47.154 could not be determined")
        self.signed(status=program.NO).expect(err="--accept not-determined")
        self.update("--json", "--accept", "not-determined", status=program.NO).expect(out="could not be determined")
        program.run("update", "oslo", status=program.USAGE).expect(err="update needs --sign-with TOKEN")
        self.assertEqual(self.held(), self.list)

    def test_restart(self):
        self.renew()
        with program.Terminal("update", "oslo", "--sign-with", SECOND, "--yes", "--restart", "--pin-file",
                              os.environ["SANDBOX_PIN_FILE"]) as terminal:
            for _ in FILES:
                terminal.expect(" now? [yes/no] ")
                terminal.type("yes")
            terminal.wait()
        self.assertEqual(len([line for line in (STATE / "log").read_text().splitlines() if "utils service restart" in line]), 10)
        self.assert_nothing_to_do()


if __name__ == "__main__":
    unittest.main()
