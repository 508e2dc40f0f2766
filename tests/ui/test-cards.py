"""The window on virtual cards, through OpenSC and pcscd: really plugged and pulled, used while they are watched, and
with tries that run out."""

import unittest

import cluster
import desktop
import listing
from cluster import FIRST, PIN, SECOND
from virtual_cards import cards, tries_left

ALONE = {"SOFTHSM2_CONF": None}  # no soft tokens, which have the same certificates
ROUNDS = 2


class Cards(unittest.TestCase):
    def setUp(self):
        listing.save_publishers()
        self.addCleanup(listing.forget)
        self.addCleanup(cards, "reset", FIRST)
        self.addCleanup(cards, "plug", FIRST)

    def test_plug_and_pull(self):
        with desktop.Window(env=ALONE) as window:
            window.wait_for("list item", FIRST)
            for _ in range(ROUNDS):
                cards("unplug", FIRST)
                window.wait_gone("list item", FIRST)
                cards("plug", FIRST)
                window.wait_for("list item", FIRST)
                self.assertEqual([node.get_name() for node in window.all("list item")], [FIRST, SECOND])

    def test_signs_while_watched(self):
        """Signing is not disturbed, and neither is the watching."""
        with desktop.Window(env=ALONE) as window:
            window.wait_for("list item", FIRST)
            listing.new_list(window)
            dialog = listing.start_signing(window, FIRST)
            listing.password(window, PIN)
            window.widget("PublishSend.hint").wait_for_text("Save the list to a file now")
            window.click("push button", "Cancel", root=dialog)
            window.show_page("Tokens")
            self.assertEqual([node.get_name() for node in window.all("list item")], [FIRST, SECOND])
            listing.discard_and_close(window)

    def test_pulled_before_the_password(self):
        """The card goes while its password is being asked for."""
        with desktop.Window(env=ALONE) as window:
            window.wait_for("list item", FIRST)
            listing.new_list(window)
            dialog = listing.start_signing(window, FIRST)
            window.wait_for("dialog", "Password")
            cards("unplug", FIRST)
            listing.password(window, PIN)
            window.widget("NoticeBar.detail").wait_for_text(
                "Plug the token in, wait until its light is on, and try again.")
            cards("plug", FIRST)
            window.click("push button", "Sign", root=dialog)
            listing.password(window, PIN)
            window.widget("PublishSend.hint").wait_for_text("Save the list to a file now")
            window.click("push button", "Cancel", root=dialog)
            listing.discard_and_close(window)

    def start_change(self, window):
        window.click("push button", f"More for {FIRST}")
        window.click("push button", "Change password")

    def wrong(self, window):
        self.start_change(window)
        self.answer(window)

    def answer(self, window):
        for entry, text, button in ((f"Password of token {FIRST}", "wrong123", "Next"),
                                    (f"New password of token {FIRST}", "12345678", "Next"),
                                    (f"New password of token {FIRST} once more", "12345678", "Change password")):
            node = window.wait(lambda entry=entry: next((node for node in window.all("password text")
                                                         if node.get_name() == entry), None), entry)
            desktop.Atspi.EditableText.set_text_contents(node, text)
            window.click("push button", button, root=window.wait_for("dialog", "Password"))

    def test_tries_run_out(self):
        """Two of three: the row says that one is left, and a yes is wanted before it is used; then it is locked, and
        nothing is asked any more."""
        with desktop.Window(env=ALONE) as window:
            window.wait_for("list item", FIRST)
            for _ in range(2):
                self.wrong(window)
                window.widget("NoticeBar.text").wait_for_text("the password is wrong")
                window.click("push button", "Close this message")
            window.widget("TokenRow.password").wait_for_text("Only one try is left.")
            window.screenshot("token-last-try")
            self.start_change(window)
            window.click("push button", "Cancel", root=window.wait_for("alert"))
            window.widget("NoticeBar.text").wait_for_text("its last password try was left unused")
            self.assertEqual(tries_left(FIRST), 1)
            self.start_change(window)
            window.click("push button", "Use the last try", root=window.wait_for("alert"))
            self.answer(window)
            window.widget("NoticeBar.text").wait_for_text("it is locked for good, after too many wrong passwords")
            self.assertEqual(tries_left(FIRST), 0)
            window.widget("TokenRow.password").wait_for_text(
                "The token is locked for good after too many wrong passwords.")
            window.screenshot("token-locked")
            window.click("push button", "Close this message")
            self.start_change(window)
            window.widget("NoticeBar.text").wait_for_text("it is locked for good, after too many wrong passwords")
            self.assertIsNone(window.find("dialog", "Password"))


if __name__ == "__main__":
    cluster.forget()
    unittest.main(verbosity=2)
