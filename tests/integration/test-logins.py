"""Each node is logged in to once with each user, however many questions and steps a command has."""

import os
import pathlib
import signal
import unittest

import program
from cluster import FIRST, LOGIN, PIN, PUBLISHER_IP, SECOND, SUBSCRIBER_IP
from migration import MigrateTest, URL
from sshd_sessions import count_logins, count_refused_passwords

CLI = {("admin", PUBLISHER_IP): 1, ("admin", SUBSCRIBER_IP): 1}
SFTP = {("publisher", PUBLISHER_IP): 1, ("publisher", SUBSCRIBER_IP): 1}


def end_cli(node):
    """Ends the platform CLIs that NODE runs now."""
    for path in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            is_cli = b"platform-cli" in (path / "cmdline").read_bytes()
            if is_cli and f" {node} 22".encode() in (path / "environ").read_bytes():
                os.kill(int(path.name), signal.SIGKILL)
        except OSError:
            continue  # it has ended


class Logins(MigrateTest):
    def logins_of(self, *arguments, **options):
        before = count_logins()
        program.run(*arguments, **options)
        return dict(count_logins() - before)

    def test_one_session_for_each_node(self):
        publisher = {("publisher", PUBLISHER_IP): 1}
        for expected, status, arguments in (
                (CLI, None, ("status", "berlin", "--cli-user", "admin")),
                (CLI, None, ("plan", "berlin", "--cli-user", "admin")),
                (publisher, 0, ("publisher", "certificates", "berlin", "--output-dir", self.folder)),
                (publisher, 0, ("fetch", "berlin", "--mac", "001BD4C60A0B", "--output", f"{self.folder}/fetched"))):
            self.assertEqual(self.logins_of(*arguments, status=status), expected, arguments)

    def test_all_steps_of_a_migration(self):
        """Asks, fetches, pushes, asks again and restarts."""
        self.migrate(status=program.NO)
        self.upload(FIRST, SECOND)
        before = count_logins()
        self.migrate("--yes", pin=PIN, status=program.NO)
        self.assertEqual(dict(count_logins() - before), CLI | SFTP)
        before = count_logins()
        self.restart()
        self.assertEqual(dict(count_logins() - before), CLI)

    def test_session_that_the_node_has_ended(self):
        """While a person thinks, the nodes end the sessions that nobody uses; they are logged in to anew."""
        self.migrate(status=program.NO)
        self.upload(FIRST, SECOND)
        before = count_logins()
        with program.Terminal("migrate", "berlin", "--cli-user", "admin", "--sign-with", SECOND, "--pin-file",
                              os.environ["SANDBOX_PIN_FILE"]) as terminal:
            terminal.expect("? [yes/no] ")
            end_cli(PUBLISHER_IP)
            end_cli(SUBSCRIBER_IP)
            for _ in range(2):
                terminal.type("yes")
            terminal.wait(program.NO)
        self.assertEqual(dict(count_logins() - before), {login: 2 for login in CLI} | SFTP)

    def test_refused_password_is_sent_once(self):
        """Given once more at the terminal, it is not sent to the other node."""
        before = count_refused_passwords()
        program.run("publisher", "add", "berlin", URL, "--node", f"subscriber,{SUBSCRIBER_IP}", "--replace", "--login",
                    "password", *LOGIN[2:])
        self.addCleanup(self.add_publisher)
        with program.Terminal("status", "berlin", "--cli-user", "admin") as terminal:
            for _ in range(2):
                terminal.expect("Password of admin@")
                terminal.type("nonsense")
            terminal.wait(status=program.NETWORK)
        self.assertIn(b"was refused before, and was not sent again", terminal.screen)
        self.assertEqual(count_refused_passwords(), before + 1)


if __name__ == "__main__":
    unittest.main()
