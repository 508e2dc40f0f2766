"""A push to all nodes of a cluster at the same time: a result for each, one password, and a second run that does only
what the first could not."""

import os
import pathlib
import signal
import stat
import subprocess
import tempfile
import time
import unittest

import cluster
import program
import speed
from cluster import LOGIN, TFTP
from proxy import Proxy
from sshd_sessions import count_refused_passwords

PUBLISHER = "10.48.47.153"
NODES = os.environ["SANDBOX_NODES"].split()[:2]
URL = f"sftp://publisher@{PUBLISHER}/~/tftp/CTLFile.tlv"
PASSWORD = pathlib.Path(os.environ["SANDBOX_PASSWORD_FILE"]).read_text().strip()
SLOW = ("127.0.1.1", "127.0.1.2")  # proxies before two nodes
KEPT = "CTLFile.tlv.etoken-ctl-old"
KNOWN_HOSTS = pathlib.Path(os.environ["XDG_CONFIG_HOME"]) / "etoken-ctl" / "known_hosts"


def folder_of(node):
    return TFTP if node == PUBLISHER else pathlib.Path(os.environ["SANDBOX"]) / "nodes" / node / "tftp"


class Nodes(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.addCleanup(self.forget)
        self.list, self.other = (pathlib.Path(folder.name) / name for name in ("list.tlv", "other.tlv"))
        cluster.build(self.list)
        cluster.build(self.other, "--digest", "sha512")
        program.run("publisher", "add", "hq", URL, "--replace", "--node", f"subscriber,{NODES[0]}", "--node",
                    f"tftp,{NODES[1]}")

    def forget(self):
        cluster.forget()
        for node in NODES:
            os.chmod(folder_of(node), 0o755)
            for path in folder_of(node).iterdir():
                path.unlink()

    def push(self, path, *more, **options):
        return program.run("push", path, "hq", *LOGIN, *more, **options)

    def results(self, answer):
        return {node["publisher"].split("@")[1].split("/")[0]: node["result"] for node in answer.json["publishers"]}

    def check_all_hold(self, path):
        for node in (PUBLISHER, *NODES):
            self.assertEqual((folder_of(node) / "CTLFile.tlv").read_bytes(), path.read_bytes(), node)

    def test_all_nodes(self):
        answer = self.push(self.list, "--json")
        self.assertEqual(set(self.results(answer).values()), {"created"})
        self.assertEqual([node["role"] for node in answer.json["publishers"]], ["publisher", "subscriber", "tftp"])
        self.assertEqual([node["state"] for node in answer.json["publishers"]], ["served"] * 3)
        self.check_all_hold(self.list)
        self.push(self.other).expect(out=f"publisher@{NODES[1]}/~/tftp/CTLFile.tlv serves this list now")
        self.check_all_hold(self.other)
        for node in (PUBLISHER, *NODES):
            self.assertEqual((folder_of(node) / KEPT).read_bytes(), self.list.read_bytes())
            self.assertEqual(sorted(path.name for path in folder_of(node).iterdir()), ["CTLFile.tlv", KEPT])

    @speed.full_only
    def test_one_fails(self):
        """The others are done, and a second run does the rest only."""
        os.chmod(folder_of(NODES[0]), 0o555)
        answer = self.push(self.list, "--json", status=program.NETWORK)
        self.assertEqual(self.results(answer), {PUBLISHER: "created", NODES[0]: "failed", NODES[1]: "created"})
        failed = next(node for node in answer.json["publishers"] if node["result"] == "failed")
        self.assertIn("permission denied", failed["message"])
        answer.expect(err="1 of 3 nodes failed")
        os.chmod(folder_of(NODES[0]), 0o755)
        answer = self.push(self.list, "--json")
        self.assertEqual(self.results(answer), {PUBLISHER: "unchanged", NODES[0]: "created", NODES[1]: "unchanged"})
        self.check_all_hold(self.list)

    @speed.full_only
    def test_worst_status(self):
        """A refusal (1) beside a node that cannot be written to (4)."""
        (folder_of(NODES[1]) / "CTLFile.tlv").write_bytes(b"nonsense")
        answer = self.push(self.list, "--json", status=program.NO)
        self.assertEqual(self.results(answer)[NODES[1]], "failed")
        os.chmod(folder_of(NODES[0]), 0o555)
        self.push(self.other, status=program.NETWORK).expect(err="2 of 3 nodes failed")
        self.assertEqual((folder_of(NODES[1]) / "CTLFile.tlv").read_bytes(), b"nonsense")

    @speed.full_only
    def test_not_signed_right(self):
        """No node is called, and none is said to hold the list."""
        data = bytearray(self.list.read_bytes())
        data[-1] ^= 1
        self.other.write_bytes(data)
        answer = self.push(self.other, "--json", status=program.NO).json
        self.assertEqual(list(answer), ["error"])
        for node in (PUBLISHER, *NODES):
            self.assertEqual(list(folder_of(node).iterdir()), [])

    @speed.full_only
    def test_some_nodes(self):
        answer = self.push(self.list, "--node", "tftp", "--node", PUBLISHER, "--json")
        self.assertEqual(set(self.results(answer)), {PUBLISHER, NODES[1]})
        self.assertFalse((folder_of(NODES[0]) / "CTLFile.tlv").exists())
        self.push(self.list, "--node", "10.9.9.9", status=program.USAGE).expect(err="no node 10.9.9.9")

    @speed.full_only
    def test_node_of_its_own_kind(self):
        """One node has the list under another path; its user and port could differ as well."""
        own = f"sftp://publisher@{NODES[1]}/~/tftp/Own.tlv"
        program.run("publisher", "add", "hq", URL, "--replace", "--node", NODES[0], "--node", f"tftp,{own}")
        self.push(self.list, "--node", NODES[1]).expect(out=own)
        self.push(self.list)
        self.assertEqual((folder_of(NODES[1]) / "Own.tlv").read_bytes(), self.list.read_bytes())
        self.assertFalse((folder_of(NODES[1]) / "CTLFile.tlv").exists())
        self.assertEqual((folder_of(NODES[0]) / "CTLFile.tlv").read_bytes(), self.list.read_bytes())
        program.run("publisher", "show", "hq").expect(out=own)

    @speed.full_only
    def test_dry_run(self):
        self.push(self.list, "--dry-run").expect(out="would get this one")
        for node in (PUBLISHER, *NODES):
            self.assertEqual(list(folder_of(node).iterdir()), [])

    def test_password_on_many_nodes(self):
        """As many as a cluster may have, with one password, at the same time."""
        nodes = os.environ["SANDBOX_NODES"].split()
        program.run("publisher", "add", "hq", URL, "--replace", *(word for node in nodes for word in ("--node", node)))
        answer = program.run("push", self.list, "hq", "--json", *LOGIN[2:], password=PASSWORD, status=program.NO)
        self.assertEqual(set(self.results(answer).values()), {"created"})
        self.assertEqual([node["state"] for node in answer.json["publishers"]], ["served"] * 3 + ["held"] * (len(nodes) - 2))
        answer.expect(err=f"Neither HTTP nor TFTP answers there: {nodes[2]}, ")
        self.assertGreaterEqual(len(answer.json["publishers"]), 20)

    @speed.full_only
    def test_host_keys(self):
        """A fingerprint that was saved with the publisher is enough; without one, nothing is pushed."""
        self.push_without_key(program.NETWORK)
        program.run("publisher", "add", "hq", URL, "--replace", "--node", NODES[0], *LOGIN[2:])
        self.push_without_key(program.DONE)

    @speed.full_only
    def test_host_key_changed_on_one_node(self):
        """The others get the list."""
        self.push(self.list)
        known = pathlib.Path(os.environ["XDG_CONFIG_HOME"]) / "etoken-ctl" / "known_hosts"
        stranger = self.list.with_name("stranger")
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", stranger], check=True)
        key = stranger.with_suffix(".pub").read_text().split()[1]
        lines = [f"{line.rsplit(' ', 1)[0]} {key}" if line.startswith(NODES[0]) else line
                 for line in known.read_text().splitlines()]
        known.write_text("\n".join(lines) + "\n")
        answer = self.push(self.other, "--json", status=program.NETWORK)
        self.assertEqual(self.results(answer), {PUBLISHER: "replaced", NODES[0]: "failed", NODES[1]: "replaced"})
        self.assertEqual(answer.json["publishers"][1]["code"], "host-key-changed")
        self.assertEqual((folder_of(NODES[0]) / "CTLFile.tlv").read_bytes(), self.list.read_bytes())

    def push_without_key(self, status):
        program.run("push", self.list, "hq", *LOGIN[:2], status=status)

    @speed.full_only
    def test_one_question(self):
        """The password is typed once for all nodes."""
        with program.Terminal("push", self.list, "hq", *LOGIN[2:]) as terminal:
            terminal.expect("Password of publisher@")
            terminal.type(PASSWORD)
            terminal.wait(status=0)
        self.assertEqual(terminal.screen.count(b"Password of"), 1)
        self.check_all_hold(self.list)

    def test_wrong_password(self):
        """A refused password goes to one node and to no other, and the advice is not to give one."""
        before = count_refused_passwords()
        result = program.run("push", self.list, "hq", *LOGIN[2:], password="nonsense", status=program.NETWORK)
        self.assertEqual(count_refused_passwords(), before + 1)
        self.assertIn("the one that was given has been tried; correct it, or use --identity", result.out + result.err)
        self.assertNotIn("use --password", result.out + result.err)

    def test_host_keys_together(self):
        """Three unknown host keys are one question, whose no keeps none of them."""
        for answer, status in (("no", program.NETWORK), ("yes", program.DONE)):
            with program.Terminal("push", self.list, "hq", *LOGIN[:2]) as terminal:
                terminal.expect("The host keys of these nodes are not known yet:")
                for node in (PUBLISHER, *NODES):
                    terminal.expect(f"{node} ssh-ed25519 {LOGIN[3]}\r\n")
                terminal.expect("Are these the host keys of the 3 nodes? [yes/no] ")
                self.assertFalse(KNOWN_HOSTS.exists())
                terminal.type(answer)
                terminal.wait(status=status)
            self.assertEqual(terminal.screen.count(b"? [yes/no] "), 1)
        self.assertEqual([line.split()[0] for line in KNOWN_HOSTS.read_text().splitlines()], [PUBLISHER, *NODES])
        self.check_all_hold(self.list)

    def test_host_keys_without_terminal(self):
        """Each node says what to do; a fingerprint that is given answers for all nodes that show it."""
        result = program.run("push", self.list, "hq", *LOGIN[:2], status=program.NETWORK)
        self.assertEqual((result.out + result.err).count("use --host-key with the publisher's fingerprint"), 3)
        self.assertFalse(KNOWN_HOSTS.exists())
        program.run("push", self.list, "hq", *LOGIN)
        self.check_all_hold(self.list)

    def test_ctrl_c(self):
        """While the question about the host keys waits for an answer; nothing is left."""
        with program.Terminal("push", self.list, "hq", *LOGIN[:2]) as terminal:
            terminal.expect("? [yes/no] ")
            terminal.press("C")
            terminal.wait(status=program.CANCELLED)
        for node in (PUBLISHER, *NODES):
            self.assertEqual(list(folder_of(node).iterdir()), [])

    def test_ctrl_c_on_the_way(self):
        """Cancelled at any time, each node holds the old list or the new one, and nothing else of ours is left."""
        nodes = (PUBLISHER, NODES[0])
        for node, address in zip(nodes, SLOW):
            self.addCleanup(Proxy((node, 22), delay_s=0.02, address=address, port=2200).__exit__)
        program.run("publisher", "add", "slow", f"sftp://publisher@{SLOW[0]}:2200/~/tftp/CTLFile.tlv", "--replace",
                    "--node", SLOW[1], "--keep-old", "0", *LOGIN[2:])
        program.run("push", self.list, "slow", *LOGIN, status=program.NO)  # nobody serves phones there
        statuses = set()
        for tenths in range(2, 22, 2):
            running = program.start("push", self.other, "slow", "--verbose", *LOGIN)
            self.assertTrue(running.stderr.readline())  # it has begun, and knows what to do at Ctrl-C
            time.sleep(tenths / 10)
            running.send_signal(signal.SIGINT)
            running.communicate(timeout=30)
            statuses.add(running.returncode)
            for node in nodes:
                self.assertEqual([path.name for path in folder_of(node).iterdir()], ["CTLFile.tlv"])
                self.assertIn((folder_of(node) / "CTLFile.tlv").read_bytes(),
                              (self.list.read_bytes(), self.other.read_bytes()))
            program.run("push", self.list, "slow", *LOGIN, status=program.NO)
        self.assertIn(program.CANCELLED, statuses)
        self.assertLessEqual(statuses, {program.NO, program.CANCELLED})

    def test_gap_is_told(self):
        """A server without posix-rename is pushed to, with a warning."""
        url = os.environ["SANDBOX_OLDSRV_URL"]
        target = pathlib.Path(os.environ["SANDBOX"]) / "accounts" / "oldsrv" / "tftp" / "CTLFile.tlv"
        self.addCleanup(target.with_name(KEPT).unlink)
        self.addCleanup(target.unlink)
        self.assertEqual(program.run("push", self.list, url, *LOGIN).err.count("warning"), 0)
        program.run("push", self.other, url, *LOGIN).expect(err="between two renames")
        self.assertEqual(target.read_bytes(), self.other.read_bytes())

    def test_address_book(self):
        book = pathlib.Path(os.environ["XDG_CONFIG_HOME"]) / "etoken-ctl" / "publishers.conf"
        self.assertEqual(stat.S_IMODE(book.parent.stat().st_mode), 0o700)
        self.assertIn("tftp 10.48.47.155", book.read_text())
        answer = program.run("publisher", "show", "hq", "--json").json["publishers"]
        self.assertEqual([node["host"] for node in answer[0]["nodes"]], [PUBLISHER, *NODES])
        program.run("publisher", "list").expect(out="hq\n")
        program.run("publisher", "add", "hq", URL, status=program.USAGE).expect(err="named hq already")
        for wrong in (("--node", "boss,a"), ("--old-algorithms", "rot13"), ("--tftp-port", "0"),
                      ("--tvs-port", "-5"), ("--http-port", "70000"),
                      ("--login", "magic"), ("--keep-old", "10"), ("--host-key", "MD5:1"), ("--host-key", "")):
            program.run("publisher", "add", "x", URL, *wrong, status=program.USAGE)
        program.run("publisher", "remove", "x", status=program.USAGE).expect(err="saved are: hq")
        self.damage(book)
        program.run("publisher", "remove", "hq")
        program.run("push", self.list, "hq", status=program.USAGE)

    def damage(self, book):
        """One entry that cannot be used is told, and hides no other; it stays as it was."""
        text = book.read_text()
        bad = "[Publisher bad]\nhost=a\nuser=b\npath=/c\nport=70000\n"
        book.write_text(f"{bad}\n{text}")
        warning = f"warning: Publisher bad in {book} cannot be used: port=70000: it has to be a number between 1 and 65535."
        for arguments in ("list",), ("show", "hq"), ("add", "other", URL), ("remove", "other"):
            result = program.run("publisher", *arguments)
            self.assertEqual(result.err.count(warning), 0 if arguments[0] == "add" else 1)
            self.assertNotIn("CRITICAL", result.err)
        program.run("publisher", "show", "bad", status=program.DAMAGED).expect(err="Publisher bad in ")
        self.assertIn("port=70000", program.run("publisher", "list", "--json").json["warnings"][0])
        self.assertTrue(book.read_text().startswith(bad))
        book.write_text(text)


if __name__ == "__main__":
    unittest.main()
