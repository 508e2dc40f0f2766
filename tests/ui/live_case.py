"""What the tests of tokens that are plugged and pulled share."""

import os
import unittest

import cluster
import desktop
import program
import soft
from cluster import FIRST

NEW = "Neu 56789"


class LiveCase(unittest.TestCase):
    def setUp(self):
        self.tokens = soft.Tokens(self)

    def open(self):
        window = desktop.Window(env=self.tokens.env)
        self.addCleanup(lambda: window.process.poll() is None and window.process.kill())
        return window

    def start_change(self, window, name=FIRST):
        window.click("push button", f"More for {name}")
        window.click("push button", "Change password")

    def answer(self, window, message, text, button):
        """Answers the question MESSAGE for a password."""
        def find():
            return next((node for node in window.all("password text") if node.get_name() == message), None)
        entry = window.wait(find, lambda: f"no question {message!r}\n{window}")
        desktop.Atspi.EditableText.set_text_contents(entry, text)
        window.click("push button", button, root=window.wait_for("dialog", "Password"))
        window.wait(lambda: find() is None, lambda: f"{message} is still there\n{window}")

    def change(self, window, old, new, again=None):
        self.start_change(window)
        self.answer(window, f"Password of token {FIRST}", old, "Next")
        self.answer(window, f"New password of token {FIRST}", new, "Next")
        self.answer(window, f"New password of token {FIRST} once more", again or new, "Change password")

    def sign(self, pin, status=0):
        output = os.path.join(os.environ["TMPDIR"], "signed.tlv")
        program.run(*cluster.build_arguments(output, "--force", signer=FIRST), pin=pin, status=status)
