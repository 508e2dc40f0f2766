#!/usr/bin/python3
"""publisher test and publisher add: which ways an account has into the nodes, which is proposed, and where a password goes."""

import hashlib
import os
import pathlib
import unittest

import cluster
import os_administration
import program
import tls_services
from sshd_sessions import count_refused_passwords

PUBLISHER, SUBSCRIBER = cluster.PUBLISHER_IP, cluster.SUBSCRIBER_IP
LAB_URL = cluster.PUBLISHER_URL
LAB_PASSWORD = pathlib.Path(os.environ["SANDBOX_PASSWORD_FILE"]).read_text().strip()
PASSWORD = os_administration.PASSWORD
SANDBOX = pathlib.Path(os.environ["SANDBOX"])
FOLDERS = {PUBLISHER: cluster.TFTP, SUBSCRIBER: SANDBOX / "nodes" / SUBSCRIBER / "tftp"}
CONFIGURATION = pathlib.Path(os.environ["XDG_CONFIG_HOME"]) / "etoken-ctl"
BOOK = CONFIGURATION / "publishers.conf"


def fingerprint_of(certificate):
    text = hashlib.sha256(tls_services.der_of(certificate)).hexdigest().upper()
    return ":".join(text[i:i + 2] for i in range(0, len(text), 2))


class Test(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.certificates = {host: tls_services.make_certificate(pathlib.Path(os.environ["TMPDIR"]), f"tomcat-{host}")
                            for host in FOLDERS}
        cls.nodes = {host: cls.start(host) for host in FOLDERS}

    @classmethod
    def start(cls, host):
        return os_administration.OsAdministration(*cls.certificates[host], (host, 443), FOLDERS[host],
                                                  SANDBOX / "cluster" / "stale")

    def setUp(self):
        for name in ("publishers.conf", "known_web.conf", "known_hosts"):
            (CONFIGURATION / name).unlink(missing_ok=True)
        CONFIGURATION.mkdir(parents=True, exist_ok=True)
        kind, key = pathlib.Path(os.environ["SANDBOX_KNOWN_HOSTS"]).read_text().splitlines()[0].split()[1:3]
        (CONFIGURATION / "known_hosts").write_text("".join(f"{host} {kind} {key}\n" for host in FOLDERS))
        for node in self.nodes.values():
            node.forget()

    @property
    def fingerprints(self):
        return [word for certificate, _ in self.certificates.values() for word in ("--fingerprint", fingerprint_of(certificate))]

    def add(self, target, *more):
        return program.run("publisher", "add", "hq", target, "--replace", *self.fingerprints, *more)

    def ways(self, answer):
        """{host: [state of SFTP, platform CLI, OS Administration, what phones get]}"""
        for node in answer.json["nodes"]:
            self.assertEqual([way["way"] for way in node["ways"]], ["sftp", "cli", "web", "served"])
        return {node["host"]: [way["state"] for way in node["ways"]] for node in answer.json["nodes"]}

    def logins(self):
        return [len(node.logins) for node in self.nodes.values()]

    # --- test ---

    def test_stock_nodes(self):
        """Each way of each node; OS Administration is left again, and no file is sent there."""
        self.add(f"admin@{PUBLISHER}", "--deliver", "web", "--node", f"subscriber,{SUBSCRIBER}")
        answer = program.run("publisher", "test", "hq", "--json", password=PASSWORD)
        self.assertEqual(self.ways(answer), {host: ["refused", "works", "works", "works"] if host == PUBLISHER else
                                             ["not-tried", "works", "works", "works"] for host in FOLDERS})
        self.assertEqual((answer.json["deliver"], answer.json["proposed"]), ("web", "web"))
        self.assertIn("has the platform CLI and no SFTP", answer.json["nodes"][0]["ways"][0]["message"])
        self.assertEqual(self.logins(), [1, 1])
        for node in self.nodes.values():
            self.assertEqual((node.sessions, node.requests[-1]), ([], "GET /cmplatform/logout.do"))
            self.assertFalse([line for line in node.requests if line.startswith("POST /cmplatform/tftp")])

    def test_wrong_way(self):
        """The account of a stock cluster, saved as one with SFTP: refused, and the way that works is named."""
        self.add(f"sftp://admin@{PUBLISHER}/~/tftp/CTLFile.tlv", "--node", f"subscriber,{SUBSCRIBER}")
        answer = program.run("publisher", "test", "hq", password=PASSWORD, status=program.NETWORK)
        answer.expect(out="OS Administration  works", err="save the publisher with --deliver web")

    def test_refused_password(self):
        """It goes to one node, by one way."""
        self.add(f"admin@{PUBLISHER}", "--deliver", "web", "--node", f"subscriber,{SUBSCRIBER}")
        before = count_refused_passwords()
        answer = program.run("publisher", "test", "hq", "--json", password="nonsense", status=program.NETWORK)
        self.assertEqual(self.ways(answer), {PUBLISHER: ["refused", "refused", "not-tried", "works"],
                                             SUBSCRIBER: ["not-tried", "not-tried", "not-tried", "works"]})
        self.assertIsNone(answer.json["proposed"])
        self.assertEqual((count_refused_passwords(), self.logins()), (before + 1, [0, 0]))

    def test_nobody_there(self):
        answer = program.run("publisher", "test", "sftp://admin@127.0.0.77/~/CTLFile.tlv", "--json", password=PASSWORD,
                             status=program.NETWORK)
        self.assertEqual(self.ways(answer), {"127.0.0.77": ["not-reached"] * 4})

    # --- add, in a terminal ---

    def add_in_terminal(self, target, *more):
        return program.Terminal("publisher", "add", "hq", target, *self.fingerprints, *more)

    def saved_way(self):
        return program.run("publisher", "show", "hq", "--json").json["publishers"][0]["deliver"]

    def test_add_proposes(self):
        """A host is enough: the way that works is asked for, and saved."""
        with self.add_in_terminal(f"admin@{PUBLISHER}", "--node", f"subscriber,{SUBSCRIBER}") as terminal:
            terminal.expect("Password of admin@")
            terminal.type(PASSWORD)
            terminal.expect("SFTP               refused")
            terminal.expect("Save the publisher with --deliver web? [yes/no] ")
            terminal.type("yes")
            terminal.wait()
        self.assertEqual(self.saved_way(), "web")

    def test_add_no(self):
        """Whoever says no gets what the address names; a host names nothing, and is not saved."""
        for target, status in ((f"sftp://admin@{PUBLISHER}/~/tftp/CTLFile.tlv", program.DONE),
                               (f"admin@{PUBLISHER}", program.USAGE)):
            BOOK.unlink(missing_ok=True)
            with self.add_in_terminal(target) as terminal:
                terminal.expect("Password of admin@")
                terminal.type(PASSWORD)
                terminal.expect("--deliver web? [yes/no] ")
                terminal.type("no")
                terminal.wait(status)
            self.assertEqual(BOOK.exists(), status == program.DONE)
        self.assertIn("No way was chosen", terminal.screen.decode())

    def test_add_fits(self):
        """What works as it is named is no question."""
        with self.add_in_terminal(LAB_URL, "--host-key", os.environ["SANDBOX_FINGERPRINT"]) as terminal:
            terminal.expect("Password of publisher@")
            terminal.type(LAB_PASSWORD)
            terminal.expect("SFTP               works")
            terminal.wait()
        self.assertEqual(self.saved_way(), "sftp")

    def test_add_without_questions(self):
        """--yes, and a named way, ask for nothing and log in nowhere."""
        for more in (("--yes",), ("--deliver", "sftp")):
            BOOK.unlink(missing_ok=True)
            with self.add_in_terminal(f"sftp://admin@{PUBLISHER}/~/tftp/CTLFile.tlv", *more) as terminal:
                terminal.wait()
            self.assertEqual(self.saved_way(), "sftp")
        self.assertEqual(self.logins(), [0, 0])

    def test_add_gives_up(self):
        """Ctrl-C at the password saves nothing."""
        with self.add_in_terminal(f"admin@{PUBLISHER}") as terminal:
            terminal.expect("Password of admin@")
            terminal.press("C")
            terminal.wait(program.CANCELLED)
        self.assertFalse(BOOK.exists())


if __name__ == "__main__":
    unittest.main()
