"""What comes from outside is only shown in the window too: names of files, in lists and in certificates, and what a server
asks and says. GTK's warning of a text that is no UTF-8 would end the program."""

import os
import pathlib
import tempfile
import unittest

import cluster
import crafted
import desktop
import listing
import program
from cluster import SECOND
from list_case import TrustListCase
from nasty import NASTY, TEXTS
from publisher_case import PublisherCase, save
from talking_server import TalkingServer

HOST_KEY = pathlib.Path(os.environ["SANDBOX"]) / "server" / "host-ed25519"
TOGETHER = b" ".join(NASTY)


def check_harmless(window):
    for text in window.texts() + [node.get_name() or "" for node in window.all()]:
        program.check_harmless(text.encode().replace("\ufffc".encode(), b""))  # where something stands in a text


class Lists(TrustListCase):
    def test_names(self):
        record = crafted.record(crafted.CCM_TFTP, crafted.PUBLISHER, cluster.PUBLISHER_IP, tag2=TOGETHER + b"\0",
                                tag3=b"CN=" + TOGETHER + b"\0", tag5=TOGETHER + b"\0", tag9=None)
        path = os.fsdecode(os.path.join(os.fsencode(self.folder), TOGETHER[:200]))
        pathlib.Path(path).write_bytes(crafted.make(SECOND, *crafted.tokens(), record))
        with desktop.Window(path) as window:
            window.widget("TrustListPage.state").wait_for_text(f"signed by {SECOND}, verified")
            check_harmless(window)
            window.screenshot("nasty-list")
            listing.select(window, 2)
            window.click("push button", "Details")
            window.wait_for("dialog", "Record 3")
            check_harmless(window)
            window.screenshot("nasty-details")
            listing.close_dialog(window, "Record 3")
            window.click("push button", "Show text")
            window.wait_for("text", "The checksum value")
            check_harmless(window)
            listing.close_dialog(window, "Text of")

    def test_message(self):
        """Of a file that is not there, with its name."""
        path = os.fsdecode(os.path.join(os.fsencode(self.folder), TOGETHER[:200]))
        with desktop.Window(path) as window:
            window.widget("NoticeBar.text").wait_for_text("\\x1b[2Jb")
            check_harmless(window)
            window.screenshot("nasty-message")


class Servers(PublisherCase):
    def talk(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        server = TalkingServer(HOST_KEY, folder.name)
        self.addCleanup(server.stop)
        save(login="password", port=server.port, path="/CTLFile.tlv")
        return server

    def test_question_of_the_server(self):
        """It is the server's: with its words as such, a warning, and a button that says Answer; the password is not asked for
        in its place."""
        server = self.talk()
        words = " ".join(TEXTS)
        server.rounds = [(words, "", [("Password of token SAST-A: ", False)])]
        with self.open() as window:
            self.press_test(window, "Trust this key")
            window.wait_for("dialog", "Question of the publisher")
            window.widget("PasswordDialog.heading").wait_for_text("publisher@127.0.0.1 asks: Password of token SAST-A")
            window.widget("PasswordDialog.detail").wait_for_text("publisher@127.0.0.1 says: a\\x1b[2Jb")
            window.widget("PasswordDialog.detail").wait_for_text("Never answer with a token's password.")
            check_harmless(window)
            window.screenshot("server-asks")
            window.type("publisher@127.0.0.1 asks", "typed")
            window.click("push button", "Answer")
            window.widget("NoticeBar.text").wait_for_text("hq: The connection works.")
        self.assertEqual(server.answers, [["typed"]])

    def test_good_bye(self):
        server = self.talk()
        server.good_bye = " ".join(TEXTS)
        with self.open() as window:
            self.press_test(window, "Trust this key")
            window.widget("NoticeBar.text").wait_for_text("a\\x1b[2Jb")
            check_harmless(window)
            window.screenshot("server-leaves")


if __name__ == "__main__":
    unittest.main(verbosity=2)
