"""How a window logs in to a cluster: the password is asked for once, until it is forgotten; old algorithms are allowed in one
dialog, for one publisher."""

import os
import pathlib
import subprocess
import tempfile
import unittest

import desktop
import listing
import program
from cluster import LOGIN, PUBLISHER_URL
from publisher_case import BOOK, FINGERPRINT, PASSWORD, PublisherCase, save

KEYS = (*LOGIN[:2], "--host-key", FINGERPRINT, "--host-key", os.environ["SANDBOX_FINGERPRINT_RSA"])
TOOLS = pathlib.Path(os.environ["ETOKEN_CTL_SOURCE"]) / "tests" / "sandbox"
FOUR = ("diffie-hellman-group1-sha1: key exchange of SSH, broken", "ssh-rsa: host and user keys that sign with SHA-1",
        "aes-cbc: cipher of SSH", "hmac-sha1: checksums of SSH")


class Login(PublisherCase):
    def test_password_once(self):
        """The second test logs in with the password of the first; once it was forgotten, it is asked for again."""
        save(login="password")
        with self.open() as window:
            self.press_test(window, "Trust this key")
            listing.password(window, PASSWORD)
            window.widget("NoticeBar.text").wait_for_text("hq: The connection works.")
            self.press_test(window)
            window.widget("NoticeBar.text").wait_for_text("hq: The connection works.")
            window.click("toggle button", "Main menu")
            window.click("push button", "Forget passwords now")
            self.press_test(window)
            window.wait_for("dialog", "Password")
            window.dismiss("dialog", "Password")

    def test_edited_user(self):
        """The password is the old user's."""
        save(login="password")
        with self.open() as window:
            self.press_test(window, "Trust this key")
            listing.password(window, PASSWORD)
            window.widget("NoticeBar.text").wait_for_text("hq: The connection works.")
            save(login="password", user="somebody")
            self.press_test(window)
            window.widget("PasswordDialog.heading").wait_for_text("somebody@127.0.0.1")
            window.dismiss("dialog", "Password")

    def test_old_algorithms(self):
        """To say no changes nothing; what was allowed is kept, and for this publisher only."""
        self.add_old_server()
        before = BOOK.read_text()
        with self.open() as window:
            self.press_test(window)
            dialog = window.wait_for("dialog", "Old algorithms")
            window.widget("OldAlgorithmsDialog.heading").wait_for_text("Allow these 4 old algorithms for hq?")
            items = window.widget("OldAlgorithmsDialog", root=dialog)
            for text in FOUR:
                items.wait_for_text(text)
            window.screenshot("old-algorithms")
            window.click("push button", "Do not allow", root=dialog)
            window.widget("NoticeBar.text").wait_for_text("have to be allowed for this publisher")
            self.assertEqual(BOOK.read_text(), before)
            self.press_test(window)
            window.click("push button", "Allow", root=window.wait_for("dialog", "Old algorithms"))
            window.widget("NoticeBar.text").wait_for_text("hq: The connection works.")
        kept = program.run("publisher", "show", "hq", "--json").json["publishers"][0]
        self.assertEqual(kept["old_algorithms"], [text.split(":")[0] for text in FOUR])
        with self.open() as window:
            self.press_test(window)
            window.widget("NoticeBar.text").wait_for_text("hq: The connection works.")
            self.assertIsNone(window.find("dialog", "Old algorithms"))

    def add_old_server(self):
        """One that has nothing but old algorithms, as "hq"."""
        with tempfile.TemporaryFile("w+") as said:  # the servers go on, and would keep a pipe open
            subprocess.run([TOOLS / "start-old-ssh"], stdout=said, check=True)
            said.seek(0)
            port = said.read().splitlines()[-2].split()[0]
        program.run("publisher", "add", "hq", PUBLISHER_URL.replace("2022", port), "--replace", *KEYS)


if __name__ == "__main__":
    unittest.main(verbosity=2)
