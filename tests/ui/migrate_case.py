"""What the tests of the migration share."""

import os
import pathlib
import shutil

import desktop
import listing
import program
from cluster import LOGIN, SUBSCRIBER_IP
from migration import URL, MigrateTest

DATA = pathlib.Path(os.environ["XDG_DATA_HOME"]) / "etoken-ctl" / "migrations" / "berlin"


class Person:
    """Whoever sits at the window; each click counts."""

    def __init__(self, window):
        self.window = window
        self.actions = 0

    def click(self, role, name, root=None):
        self.actions += 1
        self.window.click(role, name, root=root)

    def open(self):
        self.click("radio button", "Publisher")
        self.click("push button", "Migrate berlin to eTokens")
        return self.window.wait_for("dialog", "Migrate berlin to eTokens")

    def trust_host_keys(self):
        """Those of all nodes together."""
        self.click("push button", "Trust these keys", root=self.window.wait_for("dialog", "Unknown host keys"))


class MigrateCase(MigrateTest):
    def setUp(self):
        super().setUp()
        shutil.rmtree(DATA.parent.parent, ignore_errors=True)
        self.save_publisher(*LOGIN)

    def save_publisher(self, *login):
        program.run("publisher", "add", "berlin", URL, "--node", f"subscriber,{SUBSCRIBER_IP}", "--cli-user", "admin",
                    "--replace", *login)
        (listing.CONFIG / "known_hosts").unlink(missing_ok=True)

    def close(self, window):
        """With its own button: a notice has one too."""
        dialog = window.wait_for("dialog", "Migrate berlin to eTokens")
        button = list(window.all("push button", "Close", root=dialog))[-1]
        desktop.Atspi.Action.do_action(button, 0)
        window.wait_gone("dialog", "Migrate berlin to eTokens")

    def expect_states(self, window, *states):
        """Of the steps, in their order; those that are scrolled out of sight count too."""
        def shown():
            steps = window.find("list box", "Steps")
            rows = [steps.get_child_at_index(index).get_name() for index in range(steps.get_child_count())]
            return [row.rsplit(": ", 1)[1] for row in rows] == list(states)
        window.wait(shown, lambda: f"not {states}\n{window}")
