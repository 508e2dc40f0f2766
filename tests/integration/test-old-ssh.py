"""Servers that are limited to old algorithms: refused with a sentence that says what to do, pushed to when the
publisher's entry or the command allows them, with a warning that names them; a server that can do better never."""

import os
import pathlib
import subprocess
import tempfile
import unittest

import cluster
import program
from cluster import LOGIN, PUBLISHER_URL, TFTP

SANDBOX_TOOLS = pathlib.Path(os.environ["ETOKEN_CTL_SOURCE"]) / "tests" / "sandbox"
KEY = (*LOGIN[:2], "--host-key", os.environ["SANDBOX_FINGERPRINT"], "--host-key",
       os.environ["SANDBOX_FINGERPRINT_RSA"])


class OldSsh(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
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
        self.assertEqual(len(self.servers), 6)
        for port, names in self.servers:
            with self.subTest(names):
                cluster.forget()
                first = names.split(",")[0]
                refused = self.push(port, status=program.NETWORK)
                refused.expect(err=f"the old algorithm {first} has to be allowed for this publisher")
                others = ",".join({"ssh-rsa", "aes-cbc", "hmac-sha1", "diffie-hellman-group14-sha1"} - {first})
                self.push(port, "--old-algorithms", others, status=program.NETWORK)
                self.assertEqual(list(TFTP.iterdir()), [])
                done = self.push(port, "--old-algorithms", names)
                for name in names.replace("aes-cbc", "-cbc").split(","):
                    done.expect(err=name)
                done.expect(err="warning: Publisher 127.0.0.1")
                self.assertEqual((TFTP / "CTLFile.tlv").read_bytes(), self.list.read_bytes())

    def test_by_address_book(self):
        port, names = self.servers[-1]
        url = PUBLISHER_URL.replace("2022", port)
        program.run("publisher", "add", "old", url, "--replace")
        program.run("push", self.list, "old", *KEY, status=program.NETWORK)
        program.run("publisher", "add", "old", url, "--replace", "--old-algorithms", "all")
        answer = program.run("push", self.list, "old", *KEY, "--json")
        self.assertIn("diffie-hellman-group1-sha1, ssh-rsa, aes256-cbc, hmac-sha1",
                      answer.json["publishers"][0]["warnings"][0])
        self.assertEqual(names.count(","), 3)
        program.run("fetch", "old", "--output", self.list.with_name("served"), *KEY).expect(err="warning")

    def test_password_logins(self):
        """Old servers are logged in to by password, too."""
        port, names = self.servers[-1]
        program.run("push", self.list, PUBLISHER_URL.replace("2022", port), *KEY[2:], "--old-algorithms", names,
                    "--password-file", os.environ["SANDBOX_PASSWORD_FILE"])

    def test_never_without_need(self):
        done = self.push("2022", "--old-algorithms", "all")
        self.assertNotIn("warning", done.err)


if __name__ == "__main__":
    unittest.main()
