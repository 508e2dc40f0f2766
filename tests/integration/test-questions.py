"""What a person is asked from the first command to the list on every node: each kind of question once, the host keys of all
nodes together; and no key is kept that was not shown."""

import collections
import os
import pathlib
import re
import shutil
import tempfile
import unittest
import urllib.request

import clusters
import program
from cluster import FIRST, PIN, SECOND
from node_servers import NodeServer

KNOWN_HOSTS = pathlib.Path(os.environ["XDG_CONFIG_HOME"]) / "etoken-ctl" / "known_hosts"
JOBS = pathlib.Path(os.environ["HOME"]) / ".local/share/etoken-ctl/migrations"
PASSWORD = pathlib.Path(os.environ["SANDBOX_PASSWORD_FILE"]).read_text().strip()
TOKENS = ("--token", FIRST, "--token", SECOND)
KINDS = {"Are these the host keys of ": "host keys", "Is this the host key of ": "host keys",
         "Password of publisher@": "the cluster's password", "Password of token ": "the token's password",
         "Sign this list with token ": "go on"}
QUESTION = re.compile(r"^(.*\? \[yes/no\]|(?:Password|Passphrase) [^:\r\n]+: )", re.MULTILINE)


def kind_of(question):
    """A question that is none of KINDS is one for itself."""
    return next((kind for begin, kind in KINDS.items() if question.startswith(begin)), question)


def count(screens):
    """How often each kind of question was asked, of all that a terminal showed."""
    return collections.Counter(kind_of(question) for screen in screens for question in QUESTION.findall(screen))


class Questions(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(dir=os.environ["SANDBOX"])
        self.addCleanup(folder.cleanup)
        self.addCleanup(KNOWN_HOSTS.unlink, missing_ok=True)
        self.addCleanup(shutil.rmtree, JOBS, ignore_errors=True)
        self.addCleanup(clusters.become, "krakow")
        KNOWN_HOSTS.unlink(missing_ok=True)
        self.cluster = clusters.become("11.5")
        self.servers = []
        for node in self.cluster.nodes:
            self.servers.append(NodeServer(pathlib.Path(folder.name), node))
            self.addCleanup(self.servers[-1].stop)
        self.screens = []

    def command(self, *arguments):
        """A command at a terminal; what it shows is kept."""
        terminal = program.Terminal(*arguments)
        self.addCleanup(terminal.close)
        return terminal

    def end(self, terminal, status=program.DONE):
        terminal.wait(status)
        self.screens.append(terminal.screen.decode())

    def add(self):
        publisher, *others = self.servers
        nodes = [text for server in others for text in ("--node", f"subscriber,{server.url}")]
        self.end(self.command("publisher", "add", "riga", publisher.url, "--deliver", "sftp", "--replace", *nodes))

    def update(self, *more):
        return self.command("update", "riga", "--sign-with", SECOND, *TOKENS, *more)

    def expect_host_keys(self, terminal, answer):
        terminal.expect("The host keys of these nodes are not known yet:\r\n")
        for server in self.servers:
            terminal.expect(f"{server.where} ssh-ed25519 {server.fingerprint}\r\n")
        terminal.expect("Are these the host keys of the 3 nodes? [yes/no] ")
        self.assertFalse(KNOWN_HOSTS.exists())
        terminal.type(answer)

    def known(self):
        return KNOWN_HOSTS.read_text().splitlines() if KNOWN_HOSTS.exists() else []

    def held(self):
        paths = [node.tftp / "CTLFile.tlv" for node in self.cluster.nodes]
        return [path.read_bytes() if path.exists() else None for path in paths]

    def served(self):
        """What phones get from each node."""
        return [urllib.request.urlopen(f"http://{node.address}:6970/CTLFile.tlv").read() for node in self.cluster.nodes]

    def test_each_kind_once(self):
        self.add()
        terminal = self.update()
        self.expect_host_keys(terminal, "yes")
        terminal.expect("Password of publisher@")
        terminal.type(PASSWORD)
        terminal.expect(f"Sign this list with token {SECOND} and put it on 3 nodes")
        terminal.expect("? [yes/no] ")
        terminal.type("yes")
        terminal.expect(f"Password of token {SECOND}: ")
        terminal.type(PIN)
        self.end(terminal, program.NO)
        self.assertEqual(len(self.screens), 2)
        self.assertEqual(count(self.screens), dict.fromkeys(KINDS.values(), 1))
        terminal = self.update("--restarted")
        terminal.expect("Password of publisher@")
        terminal.type(PASSWORD)
        self.end(terminal)
        self.assertEqual(self.known(), [server.key_line for server in self.servers])
        served = self.served()
        self.assertEqual(served, self.held())
        self.assertEqual(len(set(served)), 1)
        for node in self.cluster.nodes:
            self.assertIn(f"{node.address}: phones get this list", self.screens[2])

    def test_known_by_now(self):
        """Keys are asked about in the first command that needs them, and never again."""
        self.add()
        for times in (1, 2):
            terminal = self.command("status", "riga")
            if times == 1:
                self.expect_host_keys(terminal, "yes")
            terminal.expect("Password of publisher@")
            terminal.type(PASSWORD)
            self.end(terminal)
        self.assertEqual(count(self.screens), {"host keys": 1, "the cluster's password": 2})

    def test_no(self):
        """No password is asked for, and no node is logged in to."""
        self.add()
        terminal = self.update()
        self.expect_host_keys(terminal, "no")
        self.end(terminal, program.NETWORK)
        self.assertEqual(count(self.screens), {"host keys": 1})
        for server in self.servers:
            self.assertIn(f"{server.fingerprint} was not confirmed", self.screens[1])
        self.assertEqual(self.known(), [])

    def test_changed_before_the_answer(self):
        """What was confirmed is what was shown: another key is refused, and nobody is asked about it."""
        self.add()
        shown = [server.key_line for server in self.servers]
        terminal = self.update()
        self.expect_host_keys(terminal, "")  # neither yes nor no
        self.end(terminal, program.NETWORK)
        terminal = self.update()
        terminal.expect("Are these the host keys of the 3 nodes? [yes/no] ")
        self.servers[1].change_key()
        terminal.type("yes")
        terminal.expect("Password of publisher@")
        terminal.type(PASSWORD)
        self.end(terminal, program.NETWORK)
        self.assertEqual(count(self.screens), {"host keys": 2, "the cluster's password": 1})
        self.assertIn("the host key has changed: the server shows ssh-ed25519 "
                      f"{self.servers[1].fingerprint}, but line 2 of {KNOWN_HOSTS} expects", self.screens[2])
        self.assertEqual(self.known(), shown)
        self.assertEqual(self.held(), [None] * 3)

    def test_changed_before_the_push(self):
        """The node keeps what it has, which is no list."""
        self.add()
        shown = [server.key_line for server in self.servers]
        terminal = self.update()
        self.expect_host_keys(terminal, "yes")
        terminal.expect("Password of publisher@")
        terminal.type(PASSWORD)
        terminal.expect("Sign this list with token ")
        self.servers[2].change_key()
        terminal.type("yes")
        terminal.expect(f"Password of token {SECOND}: ")
        terminal.type(PIN)
        self.end(terminal, program.NETWORK)
        self.assertEqual(count(self.screens), dict.fromkeys(KINDS.values(), 1))
        self.assertIn("the host key has changed", self.screens[1])
        self.assertEqual(self.known(), shown)
        self.assertIsNone(self.held()[2])


if __name__ == "__main__":
    unittest.main()
