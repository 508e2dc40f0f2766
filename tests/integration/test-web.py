#!/usr/bin/python3
"""push by OS Administration: the upload, what the nodes serve afterwards, and what is told when a step of it goes wrong."""

import hashlib
import json
import os
import pathlib
import shutil
import signal
import unittest

import cluster
import os_administration
import program
import speed
import tls_services

PUBLISHER, SUBSCRIBER = cluster.PUBLISHER_IP, cluster.SUBSCRIBER_IP
SILENT = os.environ["SANDBOX_NODES"].split()[2]  # neither HTTP nor TFTP
SANDBOX = pathlib.Path(os.environ["SANDBOX"])
FOLDERS = {PUBLISHER: cluster.TFTP, SUBSCRIBER: SANDBOX / "nodes" / SUBSCRIBER / "tftp",
           SILENT: SANDBOX / "nodes" / SILENT / "tftp"}
KNOWN = pathlib.Path(os.environ["XDG_CONFIG_HOME"]) / "etoken-ctl" / "known_web.conf"
HISTORY = pathlib.Path(os.environ["HOME"]) / ".local/share/etoken-ctl/history"
KNOWN_HOSTS = KNOWN.with_name("known_hosts")
PASSWORD = os_administration.PASSWORD

# (the step that goes wrong, how, state of the node, code and words of the message)
FAULTS = (
    ("open", "cut", "not-reached", "unreachable", "OS Administration cannot be opened: the connection broke"),
    ("open", "half", "not-reached", "unreachable", "OS Administration cannot be opened: the connection broke"),
    ("open", "endless", "refused", "remote", "OS Administration cannot be opened: its page has no end"),
    ("open", "500", "refused", "remote", "OS Administration cannot be opened: the server answers with status 500"),
    ("open", "empty", "refused", "remote", "the login to OS Administration failed: the server answers with status 400"),
    ("login", "cut", "not-reached", "unreachable", "the login to OS Administration failed: the connection broke"),
    ("login", "half", "not-reached", "unreachable", "the login to OS Administration failed: the connection broke"),
    ("login", "endless", "refused", "remote", "the login to OS Administration failed: its page has no end"),
    ("login", "500", "refused", "remote", "the login to OS Administration failed: the server answers with status 500"),
    ("login", "empty", "refused", "remote", "asks for the login again"),
    ("form", "cut", "not-reached", "unreachable", "TFTP File Management of OS Administration cannot be opened"),
    ("form", "half", "not-reached", "unreachable", "TFTP File Management of OS Administration cannot be opened"),
    ("form", "endless", "refused", "remote", "its page has no end"),
    ("form", "500", "refused", "remote", "the server answers with status 500"),
    ("form", "empty", "refused", "remote", "its page has no field for a file"),
    ("form", "no-token", "refused", "remote", "lacks the one-time token"),
    ("form", "to-login", "refused", "remote", "asks for the login again"),
    ("send", "cut", "uploaded", "unreachable", "did not answer after the file was sent"),
    ("send", "half", "uploaded", "unreachable", "did not answer after the file was sent"),
    ("send", "endless", "uploaded", "unreachable", "did not answer after the file was sent"),
    ("send", "500", "refused", "remote", "did not take the file by OS Administration (it says: 500)"),
    ("send", "empty", "refused", "remote", "did not take the file by OS Administration (it says: -)"),
    ("send", "refused", "refused", "remote", "it says: Status: The upload failed."),
)


def fingerprint_of(certificate):
    text = hashlib.sha256(tls_services.der_of(certificate)).hexdigest().upper()
    return ":".join(text[i:i + 2] for i in range(0, len(text), 2))


class Test(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.lists = pathlib.Path(os.environ["TMPDIR"]) / "lists"
        cls.lists.mkdir()
        cls.old, cls.new = cls.lists / "old.tlv", cls.lists / "CTLFile.tlv"
        cluster.build(cls.old)
        cluster.build(cls.new, "--digest", "sha512")
        cls.certificates = {address: tls_services.make_certificate(cls.lists, f"tomcat-{address}") for address in FOLDERS}
        cls.nodes = {address: cls.start(address) for address in FOLDERS}
        cls.fingerprints = [word for certificate, _ in cls.certificates.values()
                            for word in ("--fingerprint", fingerprint_of(certificate))]

    @classmethod
    def start(cls, address, **options):
        return os_administration.OsAdministration(*cls.certificates[address], (address, 443), FOLDERS[address],
                                                  SANDBOX / "cluster" / "stale", **options)

    def setUp(self):
        KNOWN.unlink(missing_ok=True)
        self.know_hosts()
        for address, folder in FOLDERS.items():
            self.nodes[address].forget()
            (folder / "CTLFile.tlv").write_bytes(self.old.read_bytes())
        self.add()

    def add(self, *more, fingerprints=True, target=f"admin@{PUBLISHER}"):
        program.run("publisher", "add", "hq", target, "--deliver", "web", "--replace", *more,
                    *(self.fingerprints if fingerprints else ()))

    @staticmethod
    def know_hosts():
        """As an earlier look at the cluster has left them: its platform CLIs can be asked."""
        kind, key = pathlib.Path(os.environ["SANDBOX_KNOWN_HOSTS"]).read_text().splitlines()[0].split()[1:3]
        KNOWN_HOSTS.parent.mkdir(parents=True, exist_ok=True)
        KNOWN_HOSTS.write_text("".join(f"{node} {kind} {key}\n" for node in FOLDERS))

    def replace_node(self, address, certificate=None, **options):
        """Another release, or another certificate, at the publisher's place for the time of a test."""
        node = self.nodes[address]
        node.stop()
        before = self.certificates[address]
        self.certificates[address] = certificate or before
        self.nodes[address] = self.start(address, **options)

        def put_back():
            self.nodes[address].stop()
            self.certificates[address] = before
            self.nodes[address] = self.start(address)

        self.addCleanup(put_back)
        return self.nodes[address]

    def push(self, *more, status=program.DONE, password=PASSWORD, **options):
        return program.run("push", self.new, "hq", "--json", *more, status=status, password=password, **options)

    def states(self, answer):
        return [node["state"] for node in answer.json["publishers"]]

    def check_untouched(self, *addresses):
        """The old list is there, and nothing waits for a restart."""
        for address in addresses:
            self.assertEqual((FOLDERS[address] / "CTLFile.tlv").read_bytes(), self.old.read_bytes())
            self.assertFalse(self.nodes[address].before.exists())

    # --- what should be ---

    def test_push(self):
        """Two nodes: uploaded, then served after the restart; each is logged in to once, and left."""
        self.add("--node", f"subscriber,{SUBSCRIBER}")
        nodes = [self.nodes[PUBLISHER], self.nodes[SUBSCRIBER]]
        self.assertEqual(self.states(self.push(status=program.NO)), ["uploaded", "uploaded"])
        for node in nodes:
            self.assertEqual((node.folder / "CTLFile.tlv").read_bytes(), self.new.read_bytes())
            self.assertEqual((node.logins, node.sessions), (["admin"], []))
            self.assertEqual(node.requests[-1], "GET /cmplatform/logout.do")
            node.restart()
        answer = self.push()
        self.assertEqual(self.states(answer), ["served", "served"])
        self.assertEqual([node["result"] for node in answer.json["publishers"]], ["unchanged", "unchanged"])
        self.assertEqual([node.logins for node in nodes], [["admin"], ["admin"]])

    def test_put_back_before_the_restart(self):
        """What is served is the right list, and another one waits: it is uploaded."""
        self.push(status=program.NO)
        program.run("push", self.old, "hq", "--json", "--force", status=None, password=PASSWORD)
        self.assertEqual((FOLDERS[PUBLISHER] / "CTLFile.tlv").read_bytes(), self.old.read_bytes())

    def test_again_before_the_restart(self):
        """It lies there already: it is not sent twice."""
        self.push(status=program.NO)
        answer = self.push(status=program.NO)
        self.assertEqual((answer.json["publishers"][0]["result"], self.states(answer)), ("unchanged", ["uploaded"]))
        self.assertEqual(self.nodes[PUBLISHER].logins, ["admin"])

    def test_list_that_waits_unseen(self):
        """Somebody else has uploaded it; nobody has judged it."""
        folder = FOLDERS[PUBLISHER]
        self.nodes[PUBLISHER].before.mkdir(exist_ok=True)
        (self.nodes[PUBLISHER].before / "CTLFile.tlv").write_bytes(self.old.read_bytes())
        foreign = self.lists / "foreign.tlv"
        cluster.build(foreign, "--digest", "sha256")
        (folder / "CTLFile.tlv").write_bytes(foreign.read_bytes())
        self.addCleanup(shutil.rmtree, HISTORY, ignore_errors=True)
        shutil.rmtree(HISTORY, ignore_errors=True)
        answer = self.push(status=program.NO).json["publishers"][0]
        self.assertIn("holds a list that it does not serve yet", answer["message"])
        self.assertEqual((folder / "CTLFile.tlv").read_bytes(), foreign.read_bytes())
        self.assertEqual(self.states(self.push("--accept", "old-list-unexpected", status=program.NO)), ["uploaded"])

    def test_nobody_confirms_what_is_served(self):
        """The platform CLI is not known yet: what HTTP says is told to be unprotected, and is no reason to send nothing."""
        KNOWN_HOSTS.unlink()
        (FOLDERS[PUBLISHER] / "CTLFile.tlv").write_bytes(self.new.read_bytes())
        answer = self.push().json["publishers"][0]
        self.assertEqual((answer["result"], self.nodes[PUBLISHER].logins), ("replaced", ["admin"]))
        self.assertIn("was read without protection", answer["warnings"][0])
        self.nodes[PUBLISHER].forget()
        (FOLDERS[PUBLISHER] / "CTLFile.tlv").unlink()
        answer = self.push(status=program.NETWORK).json["publishers"][0]
        self.assertIn("has a list is not known", answer["message"])

    def test_told_to_a_person(self):
        answer = program.run("push", self.new, "hq", status=program.NO, password=PASSWORD)
        answer.expect(out=f"https://admin@{PUBLISHER}/CTLFile.tlv took this list, and serves it once Cisco Tftp was restarted")
        self.nodes[PUBLISHER].restart()
        program.run("push", self.new, "hq", password=PASSWORD).expect(out="holds this very list already")

    def test_restart(self):
        """With a yes for each node; what was uploaded is served afterwards, and the exit status says so."""
        self.add("--node", f"subscriber,{SUBSCRIBER}", "--host-key", os.environ["SANDBOX_FINGERPRINT"])
        with program.Terminal("push", self.new, "hq", "--restart", "--password-file",
                              os.environ["SANDBOX_PASSWORD_FILE"]) as terminal:
            for address in (PUBLISHER, SUBSCRIBER):
                terminal.expect(f"Restart Cisco Tftp on {address} now")
                terminal.type("yes")
            terminal.expect(f"https://admin@{PUBLISHER}/CTLFile.tlv serves this list now")
            terminal.expect(f"https://admin@{SUBSCRIBER}/CTLFile.tlv serves this list now")
            terminal.wait(status=program.DONE)
        self.assertEqual(self.states(self.push()), ["served", "served"])

    def test_no_restart(self):
        """--yes is no answer to it; the list stays where it was put."""
        self.add("--host-key", os.environ["SANDBOX_FINGERPRINT"])
        answer = self.push("--restart", "--yes", status=program.USAGE)
        self.assertEqual(self.states(answer), ["uploaded"])
        answer.expect(err="somebody has to say yes to each restart")

    def test_history(self):
        """The list that was there is kept before anything is sent."""
        self.push(status=program.NO)
        entries = program.run("history", "--json").json["history"]
        pushed, replaced = (next(entry for entry in entries if entry["action"] == action) for action in ("push", "replaced"))
        self.assertEqual((pushed["nodes"][0]["result"], replaced["nodes"][0]["result"]), ("uploaded", "held"))
        self.assertEqual(replaced["sha256"], hashlib.sha256(self.old.read_bytes()).hexdigest())
        program.run("history").expect(out="uploaded")

    def test_below_11(self):
        node = self.replace_node(PUBLISHER, old=True)
        self.assertEqual(self.states(self.push(status=program.NO)), ["uploaded"])
        self.assertEqual((node.folder / "CTLFile.tlv").read_bytes(), self.new.read_bytes())
        self.assertIn("POST /cmplatform/WEB-INF/pages/j_security_check", node.requests)
        self.assertEqual(node.sessions, [])

    def test_served_at_once(self):
        """A node that needs no restart."""
        self.nodes[PUBLISHER].needs_restart = False
        self.assertEqual(self.states(self.push()), ["served"])

    def test_no_list_before(self):
        (FOLDERS[PUBLISHER] / "CTLFile.tlv").unlink()
        answer = self.push(status=program.NO)
        self.assertEqual((answer.json["publishers"][0]["result"], self.states(answer)), ("created", ["uploaded"]))

    def test_other_folder(self):
        """No phone would ask for the list there."""
        answer = program.run("publisher", "add", "hq", f"https://admin@{PUBLISHER}/sub/CTLFile.tlv", "--replace",
                             status=program.USAGE)
        answer.expect(err="give /CTLFile.tlv")

    def test_dry_run(self):
        answer = self.push("--dry-run")
        self.assertNotIn("state", answer.json["publishers"][0])
        self.assertEqual(self.nodes[PUBLISHER].requests, [])

    def test_by_hand_waits(self):
        """In a terminal the nodes are looked at until a person has put the file there; Ctrl-C ends only that."""
        self.add(target=f"admin@{PUBLISHER}", *("--node", f"subscriber,{SUBSCRIBER},hand", "--deliver", "hand"))
        arguments = "push", self.new, "hq", "--password-file", os.environ["SANDBOX_PASSWORD_FILE"]
        with program.Terminal(*arguments) as terminal:
            terminal.expect(f"Waiting until the list is served by: {PUBLISHER}, {SUBSCRIBER}.")
            terminal.press("C")
            terminal.expect("The same command goes on.")
            terminal.wait(program.CANCELLED)
        self.check_untouched(PUBLISHER, SUBSCRIBER)
        with program.Terminal(*arguments) as terminal:
            terminal.expect(f"By hand on {PUBLISHER}: put the file as CTLFile.tlv")
            terminal.expect(f"Waiting until the list is served by: {PUBLISHER}, {SUBSCRIBER}.")
            for address in (PUBLISHER, SUBSCRIBER):
                (FOLDERS[address] / "CTLFile.tlv").write_bytes(self.new.read_bytes())
            terminal.wait()
        self.assertEqual(terminal.screen.count(b"serves this list now") + terminal.screen.count(b"holds this very list"), 2)
        self.push("--wait", "1", status=program.DONE)

    def test_by_hand(self):
        """The program says what to do, and sees when it was done."""
        self.add("--node", f"subscriber,{SUBSCRIBER},hand")
        self.assertEqual(program.run("publisher", "list", "--json").json["publishers"][0]["nodes"][1]["deliver"], "hand")
        answer = self.push(status=program.NO)
        self.assertEqual(self.states(answer), ["uploaded", "not-reached"])
        waited = program.run("push", self.new, "hq", "--wait", "1", password=PASSWORD, status=program.NO)
        waited.expect(out=f"hand://admin@{SUBSCRIBER}/CTLFile.tlv does not serve this list yet",
                      err="The time is over, and the list is not served yet by: ")
        program.run("push", self.new, "hq", "--wait", "-1", status=program.USAGE).expect(err="--wait takes 0 seconds or more")
        self.assertIn("put the file as CTLFile.tlv into the directory", answer.json["publishers"][1]["warnings"][0])
        self.check_untouched(SUBSCRIBER)
        (FOLDERS[SUBSCRIBER] / "CTLFile.tlv").write_bytes(self.new.read_bytes())
        self.nodes[PUBLISHER].restart()
        self.assertEqual(self.states(self.push()), ["served", "served"])

    # --- what may go wrong ---

    def test_faults(self):
        """Each step, in each way: the state, the sentence, no list lost, the file sent once at most, no session left."""
        node = self.nodes[PUBLISHER]
        for step, fault, state, code, words in FAULTS:
            with self.subTest(step=step, fault=fault):
                node.forget()
                node.fault = (step, fault)
                answer = self.push(status=program.NETWORK).json["publishers"][0]
                self.assertEqual((answer["state"], answer["code"]), (state, code), answer)
                self.assertIn(words, answer["message"])
                self.check_untouched(PUBLISHER)
                self.assertLessEqual(node.requests.count("POST /cmplatform/tftpFileUpload.do"), 1)
                self.assertLessEqual(len(node.logins), 1)
                self.assertEqual(node.sessions, [])

    def test_refuses_to_replace(self):
        node = self.nodes[PUBLISHER]
        node.overwrites = False
        answer = self.push(status=program.NETWORK).json["publishers"][0]
        self.assertEqual(answer["state"], "refused")
        self.assertIn("The file exists already", answer["message"])
        self.assertIn('"file delete tftp CTLFile.tlv"', answer["message"])
        self.check_untouched(PUBLISHER)

    def test_never_served(self):
        for _ in range(2):
            self.assertEqual(self.states(self.push(status=program.NO)), ["uploaded"])

    def test_other_list_served(self):
        """Somebody else publishes in the middle."""
        node = self.nodes[PUBLISHER]

        def publish(step):
            if step is None and node.before.exists():  # the logout, which follows the upload
                (node.before / "CTLFile.tlv").write_bytes(b"other")

        node.watch = publish
        answer = self.push(status=program.NO)
        self.assertEqual(self.states(answer), ["uploaded"])
        self.assertIn("serves neither this list nor the one that it served before", answer.json["publishers"][0]["warnings"][0])

    def test_nothing_can_be_read(self):
        """A list that cannot be kept is not replaced."""
        self.add(target=f"admin@{SILENT}")
        answer = self.push(status=program.NETWORK).json["publishers"][0]
        self.assertEqual((answer["state"], answer["code"]), ("not-reached", "unreachable"))
        self.assertIn("Nothing was uploaded", answer["message"])
        self.assertEqual(self.nodes[SILENT].requests, [])

    def test_too_many_sessions(self):
        node = self.nodes[PUBLISHER]
        node.sessions = ["admin"] * os_administration.MAX_SESSIONS
        answer = self.push(status=program.NETWORK).json["publishers"][0]
        self.assertEqual(answer["state"], "refused")
        self.assertIn("too many sessions of this user", answer["message"])
        self.check_untouched(PUBLISHER)

    def test_wrong_password(self):
        """It is sent to one node, once."""
        KNOWN_HOSTS.unlink()
        self.add("--node", f"subscriber,{SUBSCRIBER}")
        answer = self.push(status=program.NETWORK, password="wrong")
        logins = self.nodes[PUBLISHER].logins + self.nodes[SUBSCRIBER].logins
        self.assertEqual(logins, ["admin"])
        self.assertIn("login-refused", [node["code"] for node in answer.json["publishers"]])
        self.check_untouched(PUBLISHER, SUBSCRIBER)

    def test_password_without_a_verdict(self):
        """Nobody knows whether it is right: it is not sent to a second node, and the message says so."""
        KNOWN_HOSTS.unlink()  # the platform CLI would prove it
        self.add("--node", f"subscriber,{SUBSCRIBER}")
        nodes = [self.nodes[PUBLISHER], self.nodes[SUBSCRIBER]]
        for fault in (("login", "cut"), ("login", "half"), ("login", "500"), ("login", "empty"), ("form", "500")):
            with self.subTest(fault=fault):
                for node in nodes:
                    node.forget()
                    node.fault = fault
                answer = self.push(status=program.NETWORK)
                self.assertEqual(sum(node.requests.count(f"POST {node.login_path}") for node in nodes), 1)
                answer.expect(out="A node did not say whether the password is right")

    def test_too_many_sessions_everywhere(self):
        KNOWN_HOSTS.unlink()
        self.add("--node", f"subscriber,{SUBSCRIBER}")
        nodes = [self.nodes[PUBLISHER], self.nodes[SUBSCRIBER]]
        for node in nodes:
            node.sessions = ["admin"] * os_administration.MAX_SESSIONS
        self.push(status=program.NETWORK)
        self.assertEqual(nodes[0].logins + nodes[1].logins, ["admin"])

    def test_banner(self):
        """One that speaks of a limit is no refusal of a session."""
        self.add("--node", f"subscriber,{SUBSCRIBER}")
        nodes = [self.nodes[PUBLISHER], self.nodes[SUBSCRIBER]]
        for words in ("All sessions are monitored; use is limited to staff.", "A maximum of 30 minutes is set to sessions."):
            for node in nodes:
                node.forget()
                node.banner = words
                (node.folder / "CTLFile.tlv").write_bytes(self.old.read_bytes())
            with self.subTest(words=words):
                KNOWN_HOSTS.unlink()
                answer = self.push(status=program.NETWORK, password="wrong")
                self.assertEqual(nodes[0].logins + nodes[1].logins, ["admin"])
                self.assertEqual([node["code"] for node in answer.json["publishers"]], ["login-refused", "login-refused"])
                self.know_hosts()
                self.assertEqual(self.states(self.push(status=program.NO)), ["uploaded", "uploaded"])
                self.assertEqual([node.sessions for node in nodes], [[], []])

    def test_account_without_sftp(self):
        """Who tries SFTP with it is told which way it has."""
        answer = program.run("push", self.new, os.environ["SANDBOX_CLI_URL"], "--host-key", os.environ["SANDBOX_FINGERPRINT"],
                             password=PASSWORD, status=program.NETWORK)
        answer.expect(err="this account has the platform CLI and no SFTP; save the publisher with --deliver web")

    # --- who the node is ---

    def test_certificate_unknown(self):
        self.add(fingerprints=False)
        answer = self.push(status=program.NETWORK).json["publishers"][0]
        self.assertEqual((answer["state"], answer["code"]), ("not-reached", "host-key-unknown"))
        self.assertIn("--fingerprint", answer["message"])
        self.assertEqual(self.nodes[PUBLISHER].requests, [])
        self.push(*self.fingerprints, status=program.NO)

    def test_fingerprint_of_one_cluster(self):
        """It is not believed of another one, nor taken where nobody would look at it."""
        url = os.environ["SANDBOX_PUBLISHER_URL"]
        answer = self.push(url, *self.fingerprints, status=program.USAGE)
        answer.expect(err="give one publisher with it")
        program.run("push", self.new, url, *self.fingerprints, status=program.USAGE).expect(err="no node of this push")
        self.add("--node", f"subscriber,{SUBSCRIBER},hand")
        self.push("--node", SUBSCRIBER, *self.fingerprints, status=program.USAGE).expect(err="no node of this push")
        self.assertEqual(self.nodes[PUBLISHER].requests, [])

    def test_certificate_confirmed(self):
        """A person looks at it once."""
        self.add(fingerprints=False)
        with program.Terminal("push", self.new, "hq", "--password-file", os.environ["SANDBOX_PASSWORD_FILE"]) as terminal:
            terminal.expect(fingerprint_of(self.certificates[PUBLISHER][0]))
            terminal.expect(f"Is this the certificate of OS Administration on {PUBLISHER}")
            terminal.type("yes")
            terminal.wait(status=program.NO)
        self.assertEqual(self.states(self.push(status=program.NO)), ["uploaded"])

    def test_changed_during_a_question(self):
        """What is served is looked at once more when all was answered, not before: somebody else's list is not replaced."""
        self.add(fingerprints=False)
        with program.Terminal("push", self.new, "hq") as terminal:
            terminal.expect("Password of admin@")  # of the platform CLI, which is asked what the node holds
            terminal.type(PASSWORD)
            terminal.expect(f"Is this the certificate of OS Administration on {PUBLISHER}")
            other = self.lists / "other.tlv"
            cluster.build(other, "--digest", "sha256")
            (FOLDERS[PUBLISHER] / "CTLFile.tlv").write_bytes(other.read_bytes())
            terminal.type("yes")
            terminal.wait(status=program.NO)
        self.assertIn(b"has changed while it was looked at", terminal.screen)
        self.assertEqual((FOLDERS[PUBLISHER] / "CTLFile.tlv").read_bytes(), other.read_bytes())
        self.assertEqual(self.nodes[PUBLISHER].requests, [])

    def tell_certificate(self, certificate):
        """What the publisher's platform CLI says that its tomcat certificate is."""
        path = SANDBOX / "cluster" / "own" / "cucm-1051-a-pub" / "tomcat.pem"
        shutil.copy(certificate, path)
        path.chmod(0o644)
        self.addCleanup(path.unlink)
        self.add("--host-key", os.environ["SANDBOX_FINGERPRINT"], fingerprints=False)

    def test_certificate_told_by_the_node(self):
        """Over SSH, whose host key is known: nobody is asked."""
        self.tell_certificate(self.certificates[PUBLISHER][0])
        self.assertEqual(self.states(self.push(status=program.NO)), ["uploaded"])

    def test_other_certificate_told_by_the_node(self):
        self.tell_certificate(self.certificates[SUBSCRIBER][0])
        answer = self.push(status=program.NETWORK).json["publishers"][0]
        self.assertEqual((answer["state"], answer["code"]), ("not-reached", "host-key-unknown"))
        self.assertEqual(self.nodes[PUBLISHER].requests, [])

    def test_password_refused_over_ssh(self):
        """It is not tried by OS Administration too."""
        self.tell_certificate(self.certificates[PUBLISHER][0])
        answer = self.push(status=program.NETWORK, password="wrong").json["publishers"][0]
        self.assertEqual((answer["state"], answer["code"]), ("refused", "login-refused"))
        self.assertEqual(self.nodes[PUBLISHER].logins, [])

    def test_certificate_changed(self):
        self.push(status=program.NO)
        self.nodes[PUBLISHER].forget()
        (FOLDERS[PUBLISHER] / "CTLFile.tlv").write_bytes(self.old.read_bytes())
        node = self.replace_node(PUBLISHER, tls_services.make_certificate(self.lists, "stranger"))
        answer = self.push(status=program.NETWORK).json["publishers"][0]
        self.assertEqual((answer["state"], answer["code"]), ("not-reached", "host-key-changed"))
        self.assertIn(str(KNOWN), answer["message"])
        self.assertEqual(node.requests, [])

    @speed.full_only
    def test_old_tls(self):
        """TLS 1.0 needs the consent, and is told."""
        self.replace_node(PUBLISHER, old=True, old_tls=True)
        answer = self.push(status=program.NETWORK).json["publishers"][0]
        self.assertIn("old algorithms", answer["message"])
        self.add("--old-algorithms", "all")
        answer = self.push(status=program.NO)
        self.assertEqual(self.states(answer), ["uploaded"])
        self.assertIn("TLS 1.0", answer.json["publishers"][0]["warnings"][0])

    # --- the password, and the end ---

    def test_password_is_not_seen(self):
        """Not in the arguments nor in the environment of any process, while the login is under way."""
        seen = []

        def look(step):
            for process in pathlib.Path("/proc").glob("[0-9]*"):
                for name in ("cmdline", "environ"):
                    try:
                        text = (process / name).read_bytes()
                    except OSError:
                        continue
                    if PASSWORD.encode() in text:
                        seen.append((step, process, name))

        self.nodes[PUBLISHER].watch = look
        self.push(status=program.NO)
        self.assertEqual(seen, [])

    def is_ours(self, fields):
        """Whether this test has started the process, itself or by others. FIELDS are those of its status."""
        while (parent := int(fields["PPid"])) not in (0, os.getpid()):
            status = pathlib.Path(f"/proc/{parent}/status").read_text()
            fields = dict(line.split(":", 1) for line in status.splitlines())
        return parent == os.getpid()

    def kill_helper(self, node, at):
        """The program that uploads is killed at the step AT of NODE."""
        killed = []

        def kill(step):
            if step != at or killed:
                return
            for status in pathlib.Path("/proc").glob("[0-9]*/status"):
                try:
                    fields = dict(line.split(":", 1) for line in status.read_text().splitlines())
                    command = (status.parent / "cmdline").read_bytes().split(b"\0")
                except OSError:
                    continue  # it has ended
                if command[0].endswith(b"etoken-ctl-url-helper") and command[1] == b"upload" and self.is_ours(fields):
                    killed.append(int(fields["Pid"]))
                    os.kill(killed[0], signal.SIGKILL)

        node.watch = kill
        return killed

    def test_helper_dies(self):
        """The step that it had begun decides what is told."""
        node = self.nodes[PUBLISHER]
        steps = (("open", "not-reached", "failed", "OS Administration cannot be opened: the helper program failed"),
                 ("login", "not-reached", "failed", "the login to OS Administration failed: the helper program failed"),
                 ("form", "not-reached", "failed", "cannot be opened: the helper program failed"),
                 ("send", "uploaded", "unreachable", "did not answer after the file was sent"))
        for step, state, code, words in steps:
            with self.subTest(step=step):
                node.forget()
                (node.folder / "CTLFile.tlv").write_bytes(self.old.read_bytes())
                killed = self.kill_helper(node, step)
                answer = self.push(status=None).json["publishers"][0]
                self.assertEqual(len(killed), 1)
                self.assertEqual((answer["state"], answer["code"]), (state, code), answer)
                self.assertIn(words, answer["message"])
        self.assertEqual((node.folder / "CTLFile.tlv").read_bytes(), self.new.read_bytes())
        self.check_in_history("uploaded")

    def check_in_history(self, result):
        """The list that was sent is there, with what became of it."""
        pushed = next(entry for entry in program.run("history", "--json").json["history"] if entry["action"] == "push")
        self.assertEqual((pushed["nodes"][0]["result"], pushed["sha256"]), (result, hashlib.sha256(self.new.read_bytes()).hexdigest()))

    def test_interrupted(self):
        """Ctrl-C in the middle of the upload: the session on the node is ended all the same, and what may be there is told."""
        node = self.nodes[PUBLISHER]
        running = []

        def interrupt(step):
            if step == "send" and running:
                running.pop().send_signal(signal.SIGINT)
                node.fault = ("send", "endless")

        node.watch = interrupt
        running.append(self.start_push())
        self.check_cancelled(running[0], "uploaded")
        self.assertEqual((node.logins, node.sessions), (["admin"], []))
        self.check_in_history("uploaded")

    def test_interrupted_before_the_upload(self):
        """Nothing was given to the node, and nothing is told of it."""
        node = self.nodes[PUBLISHER]
        running = []

        def interrupt(step):
            if step == "form" and running:
                running.pop().send_signal(signal.SIGINT)
                node.fault = ("form", "endless")

        node.watch = interrupt
        running.append(self.start_push())
        self.check_cancelled(running[0], "not-reached")
        self.check_untouched(PUBLISHER)
        self.assertEqual(node.sessions, [])

    def start_push(self):
        return program.start("push", self.new, "hq", "--json", "--password-file", os.environ["SANDBOX_PASSWORD_FILE"])

    def check_cancelled(self, process, state):
        output, _ = process.communicate()
        self.assertEqual(process.returncode, program.CANCELLED)
        told = json.loads(output)["publishers"][0]
        self.assertEqual((told["state"], told["code"]), (state, "cancelled"))
        sentences = [text for text in told.get("warnings", []) if "may have taken the file" in text]
        self.assertEqual(len(sentences), 1 if state == "uploaded" else 0)


unittest.main()
