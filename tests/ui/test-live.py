"""Tokens that are plugged and pulled while the window is open, and changing the password of one."""

import unittest

import cluster
import desktop
import listing
from cluster import FIRST, PIN, SECOND
from live_case import NEW, LiveCase

ROUNDS = 2


class Live(LiveCase):
    def test_plug_and_pull(self):
        """What stays keeps its focus, and what comes back its place."""
        with self.open() as window:
            window.wait_for("list item", SECOND)
            focus = window.wait_for("push button", f"Details of {SECOND}")
            desktop.Atspi.Component.grab_focus(focus)
            for _ in range(ROUNDS):
                self.tokens.pull(FIRST)
                window.wait_gone("list item", FIRST)
                self.assertEqual(window.focused().get_name(), f"Details of {SECOND}")
                self.tokens.set()
                window.wait_for("list item", FIRST)
                self.assertEqual([node.get_name() for node in window.all("list item")], [FIRST, SECOND])

    def test_last_one_pulled(self):
        with self.open() as window:
            window.wait_for("list item", FIRST)
            self.tokens.pull(FIRST, SECOND)
            window.widget("TokensPage.empty", role="panel").wait_for_text("No token is plugged in")
            self.assertIsNone(window.find("list item", FIRST))
            self.tokens.set()
            window.wait_for("list item", FIRST)

    def test_change_password(self):
        with self.open() as window:
            window.wait_for("list item", FIRST)
            window.click("push button", f"More for {FIRST}")
            window.wait_for("push button", "Change password")
            window.screenshot("token-menu")
            window.click("push button", "Change password")
            window.wait_for("dialog", "Password")
            window.screenshot("change-password-old")
            self.answer(window, f"Password of token {FIRST}", PIN, "Next")
            window.widget("PasswordDialog.detail").wait_for_text("The new password has to have")
            window.screenshot("change-password-new")
            self.answer(window, f"New password of token {FIRST}", NEW, "Next")
            self.answer(window, f"New password of token {FIRST} once more", NEW, "Change password")
            window.widget("NoticeBar.text").wait_for_text(f"The password of token {FIRST} was changed.")
            self.sign(NEW)
            self.change(window, NEW, PIN)
            window.wait(lambda: window.find("progress bar") is None, "it is still at work")
            self.sign(PIN)

    def test_pulled_while_signing(self):
        """The window stays usable, and says what happened and what to do."""
        listing.save_publishers()
        self.addCleanup(listing.forget)
        with self.open() as window:
            window.wait_for("list item", FIRST)
            listing.new_list(window)
            dialog = listing.start_signing(window)
            window.wait_for("dialog", "Password")
            self.tokens.set("[calls]\nC_Sign=remove\n[tokens]\n")
            listing.password(window, PIN)
            window.widget("NoticeBar.text").wait_for_text("it was removed")
            window.widget("NoticeBar.detail").wait_for_text("Plug the token in")
            window.screenshot("pulled-while-signing")
            self.tokens.set()
            window.click("push button", "Sign", root=dialog)
            listing.password(window, PIN)
            window.widget("PublishSend.hint").wait_for_text("Save the list to a file now")
            window.click("push button", "Cancel", root=dialog)
            listing.discard_and_close(window)


if __name__ == "__main__":
    cluster.forget()
    unittest.main(verbosity=2)
