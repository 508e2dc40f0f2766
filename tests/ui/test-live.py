"""Tokens that are plugged and pulled while the window is open, the state of their passwords, and changing one."""

import os
import pathlib
import subprocess
import unittest

import cluster
import desktop
import listing
import program
import soft
from cluster import FIRST, PIN, SECOND

COUNT_LOW, LAST_TRY, LOCKED, TO_BE_CHANGED = 0x10000, 0x20000, 0x40000, 0x80000  # CKF_USER_PIN_...
PROTECTED = 0x100  # CKF_PROTECTED_AUTHENTICATION_PATH
NEW = "Neu 56789"
ROUNDS = 2


class Live(unittest.TestCase):
    def setUp(self):
        self.tokens = soft.Tokens(self)

    def open(self):
        window = desktop.Window(env=self.tokens.env)
        self.addCleanup(lambda: window.process.poll() is None and window.process.kill())
        return window

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

    def test_other_page_is_shown(self):
        """What happened meanwhile is there when the page is shown again."""
        with self.open() as window:
            window.wait_for("list item", FIRST)
            window.show_page("Publisher")
            self.tokens.pull(FIRST)
            before = self.tokens.scans()  # one may be at it now, the next sees it, one more: that is told
            window.wait(lambda: self.tokens.scans() >= before + 3, "the tokens are not looked at")
            window.show_page("Tokens")
            self.assertIsNone(window.find("list item", FIRST))
            window.wait_for("list item", SECOND)

    def test_driver_dies(self):
        """Its helper is killed: the tokens stay, and it is started again."""
        with self.open() as window:
            window.wait_for("list item", FIRST)
            self.tokens.set("[delays]\nC_Initialize=3000\n")  # of the helper that is started then
            os.kill(self.helper(window), 9)
            window.widget("NoticeBar.text").wait_for_text("crashed (signal 9)")
            self.assertIsNotNone(window.find("list item", FIRST))
            self.tokens.pull(FIRST)
            window.wait_gone("list item", FIRST)
            self.assertIsNotNone(window.find("list item", SECOND))
            self.assertIsNone(window.widget("NoticeBar.text").find_text("crashed"), "the failure is over")

    @staticmethod
    def helper(window):
        """The process that watches the soft tokens."""
        out = subprocess.run(["pgrep", "-P", str(window.process.pid)], capture_output=True, text=True, check=False).stdout
        return next(int(pid) for pid in out.split() if soft.FAULTY.name in pathlib.Path(f"/proc/{pid}/maps").read_text())

    def test_ends_with_the_window(self):
        window = self.open()
        with window:
            window.wait_for("list item", FIRST)
            helper = self.helper(window)
        desktop.wait_until(lambda: not pathlib.Path(f"/proc/{helper}").exists(), "a helper stays behind")

    # --- passwords ---

    def test_password_states(self):
        with self.open() as window:
            window.wait_for("list item", FIRST)
            for flags, words in ((COUNT_LOW, "The last password given was wrong."),
                                 (LAST_TRY, "Only one try is left."),
                                 (LOCKED, "The token is locked for good"),
                                 (TO_BE_CHANGED, "has to be changed")):
                self.tokens.flags(flags)
                window.widget("TokenRow.password").wait_for_text(words)
            window.screenshot("token-password-state")
            self.tokens.set()
            window.widget("TokenRow.password").wait_without_text("has to be changed")

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

    def test_change_goes_wrong(self):
        """Typed in two ways, too short, wrong: nothing is changed, and it says so."""
        self.addCleanup(self.sign, PIN)  # which makes the token forget the wrong try
        with self.open() as window:
            window.wait_for("list item", FIRST)
            self.change(window, PIN, NEW, NEW + "x")
            window.widget("NoticeBar.text").wait_for_text("in two different ways; nothing was changed")
            self.start_change(window)
            self.answer(window, f"Password of token {FIRST}", PIN, "Next")
            self.answer(window, f"New password of token {FIRST}", "abc", "Next")
            window.widget("NoticeBar.text").wait_for_text("too short")
            self.change(window, "Cisco124", NEW)
            window.widget("NoticeBar.text").wait_for_text("the password is wrong")
            window.widget("TokenRow.password").wait_for_text("The last password given was wrong.")
            window.widget("NoticeBar.detail").wait_for_text("Too many wrong ones in a row lock a token for good.")

    def test_change_cancelled(self):
        with self.open() as window:
            window.wait_for("list item", FIRST)
            self.start_change(window)
            window.wait_for("dialog", "Password")
            window.dismiss("dialog", "Password")
            window.wait(lambda: window.find("progress bar") is None, "it is still at work")
        self.sign(PIN)

    def test_last_try(self):
        """A yes is needed before the password is asked for; without it the try is left."""
        self.tokens.flags(LAST_TRY)
        with self.open() as window:
            window.widget("TokenRow.password").wait_for_text("Only one try is left.")
            self.start_change(window)
            question = window.wait_for("alert")
            window.screenshot("last-try")
            window.click("push button", "Cancel", root=question)
            window.widget("NoticeBar.text").wait_for_text("its last password try was left unused")
            self.start_change(window)
            window.click("push button", "Use the last try", root=window.wait_for("alert"))
            self.answer(window, f"Password of token {FIRST}", PIN, "Next")
            window.widget("PasswordDialog.detail").wait_for_text("The new password has to have")
            window.dismiss("dialog", "Password")

    def test_reader_with_keys(self):
        """No entry for a password that is typed on the reader."""
        self.tokens.set(f"[tokens]\n{FIRST}={PROTECTED:#x}\n[delays]\nC_SetPIN=5000\n")
        with self.open() as window:
            window.wait_for("list item", FIRST)
            self.start_change(window)
            window.widget("BusyBar.step").wait_for_text(
                f"Type the old and the new password of token {FIRST} on the keys of its reader")
            window.screenshot("change-password-reader")
            self.assertIsNone(window.find("dialog", "Password"))
            window.wait(lambda: window.find("progress bar") is None, "it is still at work")

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
