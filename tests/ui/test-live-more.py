"""Each state of a token's password, changes of it that go wrong, and a driver that dies while the window is open."""

import os
import pathlib
import subprocess
import unittest

import cluster
import desktop
import soft
from cluster import FIRST, PIN, SECOND
from live_case import NEW, LiveCase

COUNT_LOW, LAST_TRY, LOCKED, TO_BE_CHANGED = 0x10000, 0x20000, 0x40000, 0x80000  # CKF_USER_PIN_...
PROTECTED = 0x100  # CKF_PROTECTED_AUTHENTICATION_PATH


class Live(LiveCase):
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


if __name__ == "__main__":
    cluster.forget()
    unittest.main(verbosity=2)
