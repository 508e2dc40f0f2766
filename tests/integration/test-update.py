"""`update`: a cluster of two nodes gets the list that it needs, whatever it had, and nothing when it needs none."""

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
        """A person has done the restarts elsewhere."""
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

    def test_nothing_to_do(self):
        """No token has to be there, nothing is signed, and nothing asked."""
        done = self.update("--json")
        self.assertEqual(self.states(done), ["done"] * 9)
        self.assertEqual(self.found(done, "tokens"), "None is needed: the publisher has the list that the cluster needs.")
        self.assertEqual(self.found(done, "restart"), "Not needed: no node has got another list.")
        self.assertFalse(done.json["plan"]["needs_list"])
        self.assertEqual(self.held(), self.list)

    def test_renewed_certificate(self):
        self.renew()
        waiting = self.update("--json", "--yes", pin=PIN, status=program.NO)
        self.assertEqual(self.states(waiting), ["done"] * 7 + ["waiting", "to-do"])
        self.assertIn("utils service restart Cisco CallManager", waiting.json["steps"][7]["to_do"])
        self.assertEqual(self.found(waiting, "trust"), "Not needed: no phone has to ask TVS about the signer.")
        self.assertIn("CCM+TFTP 10.48.47.154 is renewed: the certificate of CallManager", self.found(waiting, "sign"))
        new = self.held()
        self.assertNotEqual(new, self.list)
        self.assertTrue(cluster.openssl_verifies(new, CERTIFICATES / f"{SECOND}.pem"))
        done = self.update("--json", "--restarted")  # the same command goes on, and signs nothing
        self.assertEqual(self.states(done), ["done"] * 9)
        self.assertEqual(self.held(), new)
        self.assert_nothing_to_do()
        self.update("--json")
        self.assertEqual(self.held(), new)

    def test_dry_run(self):
        self.renew()
        answer = self.update("--dry-run", status=program.NO)
        answer.expect(out="  5  CCM+TFTP 10.48.47.154  is renewed: ", err="--dry-run stops before step 3.")
        self.assertEqual(self.held(), self.list)

    def test_person_says_no(self):
        self.renew()
        with program.Terminal("update", "oslo", "--sign-with", SECOND) as terminal:
            terminal.expect("CCM+TFTP 10.48.47.154 is renewed: ")
            terminal.expect(f"Sign this list with token {SECOND} and put it on 2 nodes?")
            terminal.type("no")
            terminal.wait(status=program.CANCELLED)
        self.assertEqual(self.held(), self.list)

    def test_other_list_on_a_node(self):
        """The publisher's list goes there as it is."""
        cluster.build(self.folder / "other.tlv", signer=FIRST)
        for other in ((self.folder / "other.tlv").read_bytes(), None):
            with self.subTest(other is None):
                SUBSCRIBER.unlink()
                if other is not None:
                    SUBSCRIBER.write_bytes(other)
                self.update(status=program.USAGE).expect(err="there is no terminal")
                self.assertNotEqual(SUBSCRIBER.read_bytes() if SUBSCRIBER.exists() else None, self.list)
                done = self.update("--json", "--yes", "--restarted")
                self.assertEqual(self.found(done, "sign"), "Nothing has to be signed: the list stays as it is.")
                self.assertEqual(self.held(), self.list)

    def test_first_list(self):
        for path in FILES:
            path.unlink()
        self.signed("--token", FIRST, "--token", SECOND)
        self.assertTrue(cluster.openssl_verifies(self.held(), CERTIFICATES / f"{SECOND}.pem"))
        self.assert_nothing_to_do()
        self.update("--back", status=program.USAGE).expect(err="there is nothing to take back")

    def test_signed_again_only_when_the_cluster_has_changed(self):
        """The node is down when the list is to be put there."""
        self.renew()
        (STATE / "faults").write_text("no-restart")
        with program.Terminal("update", "oslo", "--sign-with", SECOND, "--yes", "--verbose", "--pin-file",
                              os.environ["SANDBOX_PIN_FILE"]) as terminal:
            terminal.expect("[x] 5.")
            terminal.kill()
            terminal.wait(status=None)
        signed = (DATA / "new.tlv").read_bytes()
        self.update("--json", "--restarted", "--take-over")
        self.assertEqual(self.held(), signed)
        self.assert_nothing_to_do()

    def test_signed_anew_when_it_has(self):
        self.renew()
        self.update("--yes", pin=PIN, status=program.NO)
        first = self.held()
        self.renew("pub")
        again = self.signed()
        self.assertIn("is not the one that the cluster needs now; it is made again.", self.found(again, "cluster"))
        self.assertNotEqual(self.held(), first)
        self.assert_nothing_to_do()

    def test_back(self):
        self.renew()
        self.signed()
        self.update("--json")  # another one that had nothing to do takes nothing away
        self.update("--back").expect(out="Every node has the previous list again.")
        self.assertEqual(self.held(), self.list)
        self.update("--back", status=program.USAGE)

    def test_node_that_cannot_be_asked(self):
        nodes = (STATE / "nodes").read_text()
        program.run("publisher", "add", "oslo2", URL, "--node", f"subscriber,{SUBSCRIBER_IP}", "--node", "subscriber,10.48.47.199",
                    "--cli-user", "admin", *LOGIN)
        self.addCleanup(program.run, "publisher", "remove", "oslo2")
        (STATE / "nodes").write_text(nodes + f"10.48.47.199 sub2.example.com sub2 Subscriber {TFTP}\n")
        self.renew()
        line = ("update", "oslo2", "--sign-with", SECOND, "--yes", "--restarted")
        program.run(*line, pin=PIN, status=program.NETWORK).expect(err="one can be left out (--without NODE)")
        self.assertEqual(self.held(), self.list)
        done = program.run(*line, "--without", "10.48.47.199", "--json", pin=PIN)
        self.assertIn("sub2 is left out: it was not asked, its records stay, and it gets no list.", done.json["plan"]["notes"])
        self.assertNotEqual(self.held(), self.list)
        program.run(*line, "--without", PUBLISHER_IP, status=program.USAGE).expect(err="it cannot be left out")
        program.run(*line, "--without", "nobody", status=program.USAGE).expect(err="No node of oslo2 is called nobody")

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

    def test_one_job_at_a_time(self):
        self.renew()
        self.update("--yes", pin=PIN, status=program.NO)
        program.run("migrate", "oslo", status=program.NETWORK).expect(err='is being changed by "etoken-ctl update"')
        self.update("--restarted")
        program.run("migrate", "oslo", status=program.NO).expect(err="there is nothing to migrate")

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
