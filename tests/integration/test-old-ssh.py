"""Servers that are limited to old algorithms: refused with a sentence that says what to do, pushed to when the
publisher's entry or the command allows them, with a warning that names them; a server that can do better never."""

import os
import pathlib
import re
import socket
import struct
import subprocess
import tempfile
import threading
import unittest

import cluster
import program
from cluster import LOGIN, PUBLISHER_URL, TFTP
from sshd_sessions import wait_for_end

SANDBOX = pathlib.Path(os.environ["SANDBOX"])
SANDBOX_TOOLS = pathlib.Path(os.environ["ETOKEN_CTL_SOURCE"]) / "tests" / "sandbox"
KEY = (*LOGIN[:2], "--host-key", os.environ["SANDBOX_FINGERPRINT"], "--host-key",
       os.environ["SANDBOX_FINGERPRINT_RSA"])


ALL_OLD, ONLY_SSH_RSA = -2, -1  # of the servers


def offer_old_algorithms(listener):
    """What a server says until it knows that there is no algorithm in common (RFC 4253, sections 4.2, 6 and 7.1)."""
    names = ("diffie-hellman-group1-sha1", "ssh-rsa", "aes256-cbc", "aes256-cbc", "hmac-sha1", "hmac-sha1", "none", "none",
             "", "")
    payload = b"\x14" + bytes(16) + b"".join(struct.pack(">I", len(name)) + name.encode() for name in names) + bytes(5)
    padding = 16 - (len(payload) + 5) % 8
    packet = struct.pack(">IB", 1 + len(payload) + padding, padding) + payload + bytes(padding)
    client, _ = listener.accept()
    with client:
        client.sendall(b"SSH-2.0-OpenSSH_5.8\r\n")
        client.recv(1000)
        client.sendall(packet)
        client.recv(3000)


def told(names):
    """What has to be done about a server that needs NAMES: all of them at once."""
    if "," in names:
        return f"the old algorithms {names.replace(',', ', ')} have to be allowed for this publisher"
    return f"the old algorithm {names} has to be allowed for this publisher"


class OldSsh(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.rsa_key = SANDBOX / "client-key-rsa"
        subprocess.run(["ssh-keygen", "-q", "-t", "rsa", "-b", "2048", "-N", "", "-f", cls.rsa_key], check=True)
        # To a file: the servers go on, and would keep a pipe open.
        with tempfile.TemporaryFile("w+") as said:
            subprocess.run([SANDBOX_TOOLS / "start-old-ssh"], stdout=said, check=True)
            said.seek(0)
            cls.servers = [line.split() for line in said]

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.addCleanup(cluster.forget)
        self.list = pathlib.Path(folder.name) / "list.tlv"
        cluster.build(self.list)

    def push(self, port, *more, **options):
        return program.run("push", self.list, PUBLISHER_URL.replace("2022", port), *KEY, *more, **options)

    def test_each_alone(self):
        self.assertEqual(len(self.servers), 7)
        for port, names in self.servers[:-1]:
            with self.subTest(names):
                cluster.forget()
                first = names.split(",")[0]
                refused = self.push(port, status=program.NETWORK)
                refused.expect(err=told(names))
                others = ",".join({"ssh-rsa", "aes-cbc", "hmac-sha1", "diffie-hellman-group14-sha1"} - {first})
                self.push(port, "--old-algorithms", others, status=program.NETWORK)
                self.assertEqual(list(TFTP.iterdir()), [])
                done = self.push(port, "--old-algorithms", names)
                for name in names.replace("aes-cbc", "-cbc").split(","):
                    done.expect(err=name)
                done.expect(err="warning: Publisher 127.0.0.1")
                self.assertEqual((TFTP / "CTLFile.tlv").read_bytes(), self.list.read_bytes())

    def test_by_address_book(self):
        port, names = self.servers[ALL_OLD]
        url = PUBLISHER_URL.replace("2022", port)
        program.run("publisher", "add", "old", url, "--replace")
        program.run("push", self.list, "old", *KEY, status=program.NETWORK)
        program.run("publisher", "add", "old", url, "--replace", "--old-algorithms", "all")
        answer = program.run("push", self.list, "old", *KEY, "--json")
        self.assertIn("diffie-hellman-group1-sha1, ssh-rsa, aes256-cbc, hmac-sha1",
                      answer.json["publishers"][0]["warnings"][0])
        self.assertEqual(names.count(","), 3)
        program.run("fetch", "old", "--output", self.list.with_name("served"), *KEY).expect(err="warning")

    def log_in(self, url, port, names, *more, env=None):
        """A push by the login that MORE and ENV allow. What the server has accepted."""
        log = SANDBOX / ("sshd.log" if port == "2022" else f"sshd-old-{port}.log")
        before = log.stat().st_size
        old = ("--old-algorithms", names) if names else ()
        program.run("push", self.list, url.replace("2022", port), *KEY[2:], *old, *more, env=env)
        return re.findall("Accepted ([^ ]+) for", log.read_text()[before:])

    def test_every_login_on_every_server(self):
        """OpenSSH as it comes and limited to each old set; password, questions, key file and agent."""
        password = ("--password-file", os.environ["SANDBOX_PASSWORD_FILE"])
        key = os.environ["SANDBOX_IDENTITY"]
        for port, names in (("2022", None), *self.servers[:ONLY_SSH_RSA]):
            with self.subTest(port=port, names=names):
                logins = (self.log_in(PUBLISHER_URL, port, names, *password),
                          self.log_in(os.environ["SANDBOX_KBDINT_URL"], port, names, *password),
                          self.log_in(PUBLISHER_URL, port, names, "--identity", key),
                          self.log_in(PUBLISHER_URL, port, names, env={"SSH_AUTH_SOCK": self.start_agent(key)}))
                self.assertEqual(logins, (["password"], ["keyboard-interactive/pam"], ["publickey"], ["publickey"]))

    def start_agent(self, key):
        """An agent that holds this key only. Its socket."""
        path = self.list.with_name(f"agent-{len(list(self.list.parent.iterdir()))}")
        agent = subprocess.Popen(["ssh-agent", "-D", "-a", path], stdout=subprocess.DEVNULL)
        self.addCleanup(agent.wait)
        self.addCleanup(agent.kill)
        while subprocess.run(["ssh-add", "-q", key], env={**os.environ, "SSH_AUTH_SOCK": str(path)}, check=False,
                             capture_output=True).returncode == 2:  # there is no agent yet
            self.assertIsNone(agent.poll())
        return str(path)

    def test_ssh_rsa_for_the_client_needs_its_permission(self):
        """A server that takes RSA keys with SHA-1 only, although it claims otherwise, gets that when ssh-rsa is allowed."""
        port, names = self.servers[ONLY_SSH_RSA]
        line = ("push", self.list, PUBLISHER_URL.replace("2022", port), *KEY[2:], "--identity", self.rsa_key)
        program.run(*line, "--old-algorithms", names.replace(",ssh-rsa", ""), status=program.NETWORK)
        self.assertEqual(list(TFTP.iterdir()), [])
        program.run(*line, "--old-algorithms", names)

    def test_server_that_hangs_up_at_once(self):
        """It is understood all the same which algorithms it needs."""
        with socket.create_server(("127.0.0.1", 0)) as listener:
            for _ in range(10):
                threading.Thread(target=offer_old_algorithms, args=(listener,), daemon=True).start()
                self.push(str(listener.getsockname()[1]), status=program.NETWORK).expect(
                    err=told("diffie-hellman-group1-sha1,ssh-rsa,aes-cbc,hmac-sha1"))

    def test_one_connection_more(self):
        """However many old algorithms are allowed and needed, the server is called twice."""
        port, names = self.servers[ALL_OLD]
        log = SANDBOX / f"sshd-old-{port}.log"
        before = log.stat().st_size
        self.push(port, "--old-algorithms", names)
        wait_for_end()
        said = log.read_bytes()[before:].decode(errors="replace")
        self.assertEqual((said.count("no matching"), said.count("Accepted publickey for")), (1, 1), said)

    def test_one_consent(self):
        """Asked once for two servers of the same age, for all that they need; kept with the publisher, and only there."""
        port, names = self.servers[ALL_OLD]
        url = PUBLISHER_URL.replace("2022", port)
        program.run("publisher", "add", "age", url, "--replace", *KEY, "--node", url.replace("127.0.0.1", "localhost"))
        for answer, status in (("no", program.NETWORK), ("yes", program.DONE)):
            with program.Terminal("push", self.list, "age", "--dry-run") as terminal:
                terminal.expect("Allow diffie-hellman-group1-sha1, ssh-rsa, aes-cbc, hmac-sha1 for age? [yes/no] ")
                terminal.type(answer)
                terminal.wait(status)
            self.assertEqual(terminal.screen.count(b"[yes/no]"), 1)
            kept = program.run("publisher", "list", "--json").json["publishers"]
            kept = next(one for one in kept if one["name"] == "age")["old_algorithms"]
            self.assertEqual(kept, names.split(",") if answer == "yes" else [])
        self.assertIn(b"Allowed for age from now on: diffie-hellman-group1-sha1, ssh-rsa", terminal.screen)
        program.run("push", self.list, "age", "--dry-run")

    def kept(self, name):
        publishers = program.run("publisher", "list", "--json").json["publishers"]
        return next(one for one in publishers if one["name"] == name)["old_algorithms"]

    def test_taken_name(self):
        """A publisher that wants another one's name is not called, and what it would need is allowed for nobody."""
        program.run("publisher", "add", "taken", PUBLISHER_URL, "--replace", *KEY)
        port, _ = self.servers[ALL_OLD]
        with program.Terminal("publisher", "add", "taken", PUBLISHER_URL.replace("2022", port), *KEY) as terminal:
            terminal.expect("There is a publisher named taken already")
            terminal.wait(program.USAGE)
        self.assertNotIn(b"[yes/no]", terminal.screen)
        self.assertEqual(self.kept("taken"), [])

    def test_never_without_need(self):
        done = self.push("2022", "--old-algorithms", "all")
        self.assertNotIn("warning", done.err)


if __name__ == "__main__":
    unittest.main()
