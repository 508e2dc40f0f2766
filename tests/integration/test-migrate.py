"""`migrate`: from a tokenless list back to one that eTokens sign, with each check shown, and back again."""

import hashlib
import os
import pathlib
import shutil
import unittest

import cluster
import itl
import program
import speed
from cluster import CERTIFICATES, FIRST, LOGIN, PIN, PUBLISHER_IP, SECOND, SUBSCRIBER_IP, TFTP
from migration import CALLMANAGER, CALLMANAGER_KEY, DATA, KEPT, MigrateTest, SERVERS, STATE, STEPS, SUBSCRIBER, URL
from tls_services import make_certificate


def md5(data):
    return hashlib.md5(data).hexdigest()


class Migrate(MigrateTest):
    def test_start_is_the_published_list(self):
        self.assertEqual(len(self.old), 4947)

    def test_whole_way_and_back(self):
        """In the runs that an administrator would make."""
        waiting = self.migrate("--json", status=program.NO)
        self.assertEqual(self.states(waiting), ["done"] * 3 + ["waiting"] + ["to-do"] * 5)
        trust = waiting.json["steps"][3]
        self.assertIn("purpose Phone-SAST-trust", trust["to_do"])
        exported = DATA / "certificates" / f"{FIRST}.cer"
        self.assertEqual(exported.read_bytes(), (CERTIFICATES / f"{FIRST}.der").read_bytes())
        self.upload(FIRST)
        self.migrate(status=program.NO).expect(out=f"TVS does not know yet: {SECOND} on {PUBLISHER_IP}")
        self.assertEqual(self.served(), self.old)
        self.upload(SECOND)

        pushed = self.migrate("--json", "--yes", pin=PIN, status=program.NO)
        self.assertEqual(self.states(pushed), ["done"] * 7 + ["waiting", "to-do"])
        self.check_new_list(pushed)
        self.assertEqual(self.restarts(), [])
        for folder in (TFTP, SUBSCRIBER.parent):
            self.assertEqual((folder / KEPT).read_bytes(), self.old)

        self.migrate("--json", "--yes", "--restart", status=program.USAGE).expect(
            err="there is no terminal to ask on; somebody has to say yes to each restart, --yes does not")
        self.assertEqual(self.restarts(), [])
        self.restart()
        done = self.migrate("--json")
        self.assertEqual(self.states(done), ["done"] * 9)
        self.assertEqual(self.restarts(), [f"{node} utils service restart {service}"
                                           for node in ("cucm-1051-a-pub", "cucm-1051-a-sub1")
                                           for service in ("Cisco Tftp", "Cisco CallManager", "Cisco CTIManager")])
        self.assertIn("restarted Cisco Tftp, Cisco CallManager, Cisco CTIManager.", done.json["steps"][7]["found"])
        self.assertIn(hashlib.md5(self.served()).hexdigest(), done.json["steps"][8]["found"])
        self.assertTrue(self.migrate("--json").json["done"])

        self.migrate("--back", "--yes").expect(out="Every node has the previous list again.",
                                      err="Phones that hold the newer list check the older one by it")
        self.assertEqual(self.served(), self.old)
        self.assertNotIn("utils ctl", (STATE / "log").read_text())

    def check_new_list(self, result):
        data = self.served()
        header = cluster.Header(data)
        found = [dict(record) for record in cluster.records(data, header.length)]
        self.assertEqual(header[6], b"cn=Cisco Manufacturing CA;o=Cisco Systems\0")
        self.assertEqual([int.from_bytes(record[4], "big") for record in found].count(itl.SAST), 2)
        self.assertEqual(len(found), 5)
        self.assertTrue(cluster.openssl_verifies(data, CERTIFICATES / f"{SECOND}.pem"))
        changes = result.json["steps"][4]["found"]
        self.assertIn("SAST cucm-1051-a-pub goes: ", changes)
        for name in (FIRST, SECOND):
            self.assertIn(f"SAST {name} is added: ", changes)
        for record in found:
            if int.from_bytes(record[4], "big") != itl.SAST:
                self.assertIn(record[9], self.old)

    @speed.full_only
    def test_every_check_is_shown(self):
        self.upload(FIRST, SECOND)
        shown = self.migrate("--yes", pin=PIN, status=program.NO).out + self.restart()
        for number, words in enumerate((
                f"Mixed mode, release 10.5.1.10000-7; 2 nodes with the same list of 4947 bytes (MD5 {md5(self.old)})",
                f"Tokens with their keys: {SECOND}, {FIRST}", f"{SECOND}.cer",
                "TVS on every node knows the tokens", f"Signed by {SECOND}", "The list is on 2 nodes",
                f"Every node holds the new list and verifies it (MD5 {md5(self.served())})",
                f"{SUBSCRIBER_IP}: restarted Cisco Tftp", "Reset all phones"), start=1):
            self.assertIn(f"[x] {number}. ", shown)
            self.assertIn(words, shown)

    def test_refused_as_json(self):
        """What was found stands beside the steps and the error, not only on standard error."""
        self.upload(FIRST, SECOND)
        self.serve(itl.make_tokenless(CALLMANAGER, CALLMANAGER_KEY,
                                      (*SERVERS, (self.tvs_certificate, itl.TVS, "TVS", PUBLISHER_IP))))
        refused = self.migrate("--json", "--yes", pin=PIN, status=program.NO)
        self.assertEqual(self.states(refused), ["done"] * 4 + ["to-do"] * 5)
        self.assertFalse(refused.json["done"])
        self.assertEqual(refused.json["error"]["code"], "rejected")
        self.assertIn("Step 5 (sign): ", refused.json["error"]["message"])
        self.assertIn(("tvs-in-ctl", "error"),
                      [(finding["id"], finding["severity"]) for finding in refused.json["findings"]])

    def test_service_that_does_not_start(self):
        """It stops there: the other node goes on serving."""
        self.upload(FIRST, SECOND)
        self.migrate("--yes", pin=PIN, status=program.NO)
        (STATE / "faults").write_text("broken=Cisco_CallManager inactive=Cisco_CTIManager")
        self.assertIn(f"Node {PUBLISHER_IP} does not say that Cisco CallManager was started again; its last words are "
                      '"Cisco CallManager[STOPPED]"', self.restart(yes=1, status=program.NETWORK))
        self.assertEqual({line.split()[0] for line in self.restarts()}, {"cucm-1051-a-pub"})
        (STATE / "faults").write_text("late=Cisco_CallManager inactive=Cisco_CTIManager old-texts")
        self.assertIn(f"{SUBSCRIBER_IP}: restarted Cisco Tftp, Cisco CallManager; not activated there, which is no "
                      "failure: Cisco CTIManager.", self.restart())

    @speed.full_only
    def test_stopped_at_each_step(self):
        """Killed and Ctrl-C by turns, at the beginning of each step and in the middle; the same command goes on."""
        self.upload(FIRST, SECOND)
        stops = (f"Asking {SUBSCRIBER_IP}", "[x] 1.", "[x] 2.", "[x] 3.", "Asking TVS on", "[x] 4.",
                 "Signing with token", "[x] 5.", f"in place on {SUBSCRIBER_IP}", "[x] 6.", "[x] 6.", "[x] 7.",
                 f"Restarting Cisco Tftp on {PUBLISHER_IP}", f"Restarting Cisco CallManager on {PUBLISHER_IP}",
                 f"Restarting Cisco Tftp on {SUBSCRIBER_IP}", "[x] 8.")
        self.screens = ""  # of all runs so far
        n_stopped = 0
        for number, text in enumerate(stops):
            with self.subTest(text):
                n_stopped += self.stop_at(text, number % 2 == 0, "--restart")
                self.check_whole()
        print(f"stopped at {n_stopped} of {len(stops)} points", flush=True)
        with self.person("--restart") as terminal:
            terminal.wait()
        done = self.migrate("--json")
        self.assertEqual(self.states(done), ["done"] * 9)
        new = self.served()
        self.check_new_list(done)
        self.assertIn(new, self.lists)
        self.assertEqual(len(set(self.restarts())), 6)
        self.assertTrue(self.stop_at(f"Uploading CTLFile.tlv to {PUBLISHER_IP}", True, "--back"))
        self.check_whole()
        held = {path.read_bytes() for path in (TFTP / "CTLFile.tlv", SUBSCRIBER)}
        back = self.migrate("--back", "--yes", "--take-over", status=None)
        faster_than_the_kill = held == {self.old} and back.status == program.USAGE
        self.assertTrue(faster_than_the_kill or back.status == program.DONE, back)
        self.assertEqual(self.served(), self.old)
        for folder in (TFTP, SUBSCRIBER.parent):
            self.assertEqual([path.name for path in folder.glob("*etoken-ctl*")], [KEPT])
        self.migrate("--back", "--yes", status=program.USAGE)

    @staticmethod
    def person(*arguments):
        """One who has typed ahead that both nodes may be restarted."""
        terminal = program.Terminal("migrate", "berlin", "--cli-user", "admin", "--sign-with", SECOND, "--yes", "--verbose",
                                    "--take-over", *arguments, "--pin-file", os.environ["SANDBOX_PIN_FILE"])
        terminal.type("yes")
        terminal.type("yes")
        return terminal

    def stop_at(self, text, kill, *arguments):
        """Returns whether TEXT was shown: not when a stop before came so late that its run went past it."""
        with self.person(*arguments) as terminal:
            is_shown = terminal.shows(text)
            if not is_shown:
                terminal.wait(program.DONE)
                self.assertIn(text, self.screens)
            elif kill:
                terminal.kill()
                terminal.wait(status=None)
            else:
                terminal.press("C")
                self.assertIn(terminal.wait(status=None), (program.DONE, program.CANCELLED))
            self.screens += terminal.screen.decode()
            return is_shown

    def check_whole(self):
        """Each node has the list of before or the one that the job has signed."""
        signed = DATA / "new.tlv"
        self.lists = {self.old} | ({signed.read_bytes()} if signed.exists() else set())
        for path in (TFTP / "CTLFile.tlv", SUBSCRIBER):
            self.assertIn(path.read_bytes(), self.lists)

    @speed.full_only
    def test_person_is_asked(self):
        self.upload(FIRST, SECOND)
        line = ("migrate", "berlin", "--cli-user", "admin", "--sign-with", SECOND)
        with program.Terminal(*line) as terminal:
            terminal.expect("SAST cucm-1051-a-pub goes: ")
            terminal.expect(f"Sign this list with token {SECOND} and put it on 2 nodes?")
            terminal.type("no")
            terminal.wait(status=program.CANCELLED)
        self.assertEqual(self.served(), self.old)
        with program.Terminal(*line, "--restart") as terminal:
            terminal.expect("put it on 2 nodes?")
            terminal.type("yes")
            terminal.expect("Password")
            terminal.type(PIN)
            terminal.expect(f"on {PUBLISHER_IP} now?")
            terminal.type("yes")
            terminal.expect(f"on {SUBSCRIBER_IP} now?")
            terminal.type("no")
            terminal.wait(status=program.CANCELLED)
        self.assertEqual(len(self.restarts()), 3)
        self.restart(yes=1)
        self.assertEqual(len(self.restarts()), 6)  # the publisher is not restarted twice

    @speed.full_only
    def test_restarted_elsewhere(self):
        self.upload(FIRST, SECOND)
        before = {entry["id"] for entry in self.history()}
        self.migrate("--yes", "--restarted", pin=PIN, status=program.NO).expect(err="--restarted did not count")
        self.migrate("--restarted").expect(out="[x] 9. See it on a phone")
        self.assertEqual(self.restarts(), [])
        published = [[node["publisher"] for node in entry["nodes"]] for entry in self.history()
                     if entry["id"] not in before]
        self.assertIn(["berlin"] * 2, published)

    @staticmethod
    def history():
        return program.run("history", "--json").json["history"]

    @speed.full_only
    def test_tftp_was_not_restarted(self):
        """Phones still get the old list of one node: the last step waits until they get the new one."""
        self.upload(FIRST, SECOND)
        self.migrate("--yes", pin=PIN, status=program.NO)
        new = self.served()
        SUBSCRIBER.write_bytes(self.old)
        waiting = self.migrate("--restarted", "--json", status=program.NO)
        self.assertEqual(self.states(waiting), ["done"] * 8 + ["waiting"])
        self.assertIn(f"{PUBLISHER_IP}: phones get this list", waiting.json["steps"][8]["found"])
        self.assertIn(f"{SUBSCRIBER_IP}: phones still get another list", waiting.json["steps"][8]["found"])
        SUBSCRIBER.write_bytes(new)
        self.migrate().expect(out=f"{SUBSCRIBER_IP}: phones get this list")

    def expect_refusal(self, words, status=program.NO):
        before = self.served()
        self.upload(FIRST, SECOND)
        self.migrate("--yes", pin=PIN, status=status).expect(err=words)
        self.assertEqual(self.served(), before)

    @speed.full_only
    def test_14su3(self):
        self.set_release("14.0.1.13900-155")
        self.expect_refusal("from 14SU3 (14.0.1.13900) on its CTL Provider supports no tokens, and it is not known whether it serves")
        self.expect_refusal("; to go on all the same: --accept release-without-tokens.")
        self.migrate("--accept", "release-without-tokens", "--dry-run").expect(err="--dry-run stops before step 3")

    @speed.full_only
    def test_non_secure(self):
        (STATE / "mode").write_text("0\n")
        self.expect_refusal("only one in mixed mode can be migrated")

    @speed.full_only
    def test_list_of_tokens_already(self):
        cluster.build(TFTP / "CTLFile.tlv")
        shutil.copy(TFTP / "CTLFile.tlv", SUBSCRIBER)
        self.expect_refusal("signed by an eToken already")

    @speed.full_only
    def test_nodes_that_differ(self):
        SUBSCRIBER.write_bytes(itl.make_tokenless(CALLMANAGER, CALLMANAGER_KEY, SERVERS[:3]))
        self.upload(FIRST, SECOND)
        self.migrate("--yes", pin=PIN, status=program.NO).expect(err="do not hold the same list")

    def test_second_token_lies_in_a_safe(self):
        """Its certificate is enough, for the list and for TVS."""
        line = ("--token", SECOND, "--token-certificate", CERTIFICATES / f"{FIRST}.der")
        self.migrate(*line, status=program.NO).expect(out=f"TVS does not know yet: {SECOND} on {PUBLISHER_IP}, {FIRST} on")
        self.upload(FIRST, SECOND)
        self.migrate(*line, "--yes", pin=PIN, status=program.NO)
        self.migrate(*line, "--restarted")
        self.check_new_list(self.migrate(*line, "--json"))

    @speed.full_only
    def test_one_token(self):
        self.migrate("--token", SECOND, status=program.TOKEN).expect(err="two tokens")

    @speed.full_only
    def test_forgotten_node(self):
        (STATE / "nodes").write_text((STATE / "nodes").read_text()
                                     + f"10.48.47.155 sub2.example.com sub2 Subscriber {TFTP}\n")
        self.expect_refusal("Node sub2 belongs to the cluster")

    @speed.full_only
    def test_other_tvs(self):
        (TFTP / "ITLFile.tlv").write_bytes(itl.make(CALLMANAGER, CALLMANAGER_KEY, CALLMANAGER, by_hash=True))
        self.expect_refusal("is not the one that phones know for TVS", status=program.NETWORK)

    @speed.full_only
    def test_old_tvs_needs_the_permission_of_the_entry(self):
        """TLS 1.0, RSA-1024 and SHA-1 on every node."""
        certificate, key = make_certificate(pathlib.Path(self.folder), "TVS-old", bits=1024, digest="sha1")
        (TFTP / "ITLFile.tlv").write_bytes(itl.make(CALLMANAGER, CALLMANAGER_KEY, certificate, by_hash=True))
        self.start_tvs(certificate, key, old=True)
        self.upload(FIRST, SECOND)
        refused = self.migrate(status=program.NETWORK)
        refused.expect(err="Step 4 (trust): 2 of 2 nodes failed; 10.48.47.153 port 2445: ")
        refused.expect(err="old algorithms switched on")
        self.assertEqual([server.asked for server in self.tvs], [[], []])
        self.addCleanup(self.add_publisher)
        self.add_publisher("--old-algorithms", "tls-1.0")
        done = self.migrate("--yes", pin=PIN, status=program.NO)
        for node in (PUBLISHER_IP, SUBSCRIBER_IP):
            done.expect(err=f"TVS on {node}: the connection uses old algorithms: TLS 1.0, RSA-1024, SHA-1")
        asked = [len(server.asked) for server in self.tvs]
        self.assertEqual(asked, [4, 2])  # about both tokens; then the publisher's about the signer, before and in the push

    @speed.full_only
    def test_broken_off_and_taken_up(self):
        """The node is lost while what was pushed is checked; the next run goes on there."""
        self.upload(FIRST, SECOND)
        self.migrate(status=program.USAGE).expect(err="--yes")
        self.assertEqual(self.served(), self.old)
        line = ("migrate", "berlin", "--cli-user", "admin", "--sign-with", SECOND)
        with program.Terminal(*line) as terminal:
            terminal.expect("put it on 2 nodes?")
            (STATE / "faults").write_text("drop=network")
            terminal.type("yes")
            terminal.expect("Password")
            terminal.type(PIN)
            terminal.expect("Step 7 (verify)")
            terminal.wait(status=program.NETWORK)
        (STATE / "faults").unlink()
        new = self.served()
        self.assertNotEqual(new, self.old)
        self.migrate(status=program.NO).expect(out="[x] 7. Check what every node holds")
        self.assertEqual(self.served(), new)
        self.migrate("--back", "--yes")
        self.assertEqual(self.served(), self.old)

    @speed.full_only
    def test_list_of_somebody_else(self):
        """One that was put there while the job stood still is neither replaced nor undone."""
        self.upload(FIRST, SECOND)
        self.migrate("--yes", pin=PIN, status=program.NO)
        cluster.build(TFTP / "CTLFile.tlv", "--digest", "sha512")
        shutil.copy(TFTP / "CTLFile.tlv", SUBSCRIBER)
        other = self.served()
        self.migrate("--back", "--yes", status=program.NO).expect(err="somebody else has replaced it")
        self.assertEqual(self.served(), other)

    @speed.full_only
    def test_list_that_changed_before_signing(self):
        """Each run starts from the list that the cluster has then: a firewall was added."""
        self.migrate(status=program.NO)
        self.upload(FIRST, SECOND)
        firewall = (CALLMANAGER, itl.CCM, "asa", "10.1.1.1")
        self.serve(itl.make_tokenless(CALLMANAGER, CALLMANAGER_KEY, [*SERVERS, firewall]))
        self.migrate("--yes", pin=PIN, status=program.NO)
        data = self.served()
        self.assertEqual(len(cluster.records(data, cluster.Header(data).length)), 6)

    def test_dry_run(self):
        self.migrate("--dry-run").expect(out="[x] 2.", err="--dry-run stops before step 3")
        self.assertFalse((DATA / "certificates").exists())

    def test_saved_user_of_the_cli(self):
        self.addCleanup(program.run, "publisher", "remove", "saved")
        self.addCleanup(shutil.rmtree, DATA.with_name("saved"), ignore_errors=True)
        program.run("publisher", "add", "saved", URL, "--node", f"subscriber,{SUBSCRIBER_IP}", "--cli-user", "admin", *LOGIN)
        program.run("migrate", "saved", "--dry-run").expect(out="[x] 2.")

    @speed.full_only
    def test_nothing_to_take_back(self):
        self.migrate("--back", "--yes", status=program.USAGE)


if __name__ == "__main__":
    unittest.main()
