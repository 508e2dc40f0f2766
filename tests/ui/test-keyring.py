"""Passwords of publishers that the keyring keeps, in the window. A script of its own: a keyring that another test has
made the bus start would not be unlocked."""

import os
import pathlib
import shutil
import tempfile
import unittest

import cluster
import desktop
import keyring
import listing
import program
from cluster import LOGIN, PUBLISHER_IP, SUBSCRIBER_IP

URL = f"sftp://publisher@{PUBLISHER_IP}/~/tftp/CTLFile.tlv"
NODE = "10.48.47.155"


def show(name="hq"):
    return program.run("publisher", "show", name, "--json").json["publishers"][0]


def folder_of(node):
    return pathlib.Path(os.environ["SANDBOX"]) / "nodes" / node / "tftp"


class Keyring(unittest.TestCase):
    def setUp(self):
        self.session = keyring.Session(own_bus=False)
        self.addCleanup(shutil.rmtree, pathlib.Path(os.environ["XDG_DATA_HOME"]) / "keyrings")
        self.addCleanup(self.session.stop)
        self.addCleanup(listing.forget)

    def test_forgotten(self):
        program.run("publisher", "add", "hq", URL, "--login", "password", *LOGIN[2:])
        program.run("publisher", "password", "hq", password=listing.PASSWORD)
        self.assertEqual(self.session.items(), 1)
        with desktop.Window() as window:
            window.show_page("Publisher")
            window.click("push button", "Forget the password of hq")
            window.widget("NoticeBar.text").wait_for_text("The keyring has forgotten the password of hq.")
            window.wait_gone("push button", "Forget the password of hq")
        self.assertEqual(self.session.items(), 0)
        self.assertFalse(show()["keeps_password"])

    def test_unticked_in_the_form(self):
        """The password goes with the tick."""
        program.run("publisher", "add", "hq", URL, "--login", "password", *LOGIN[2:])
        program.run("publisher", "password", "hq", password=listing.PASSWORD)
        with desktop.Window() as window:
            window.show_page("Publisher")
            window.click("push button", "Edit hq")
            dialog = window.wait_for("dialog", "Edit publisher")
            window.click("radio button", "More", root=dialog)
            window.click("check box", "Keep passwords", root=dialog)
            window.click("push button", "Save", root=dialog)
            window.wait(lambda: self.session.items() == 0, "the password is still in the keyring")

    def keep_passwords(self, names):
        for number, name in enumerate(names):
            url = URL.replace(PUBLISHER_IP, f"10.48.47.16{number}")
            program.run("publisher", "add", name, url, "--login", "password", *LOGIN[2:])
            program.run("publisher", "password", name, password=listing.PASSWORD)
        self.assertEqual(self.session.items(), len(names))

    def pause(self):
        self.session.pause()
        self.addCleanup(self.session.go_on)

    def test_window_closed(self):
        """What was asked for is done, though the keyring is still at the first of it when the window closes."""
        self.keep_passwords(("first", "second", "third"))
        with desktop.Window() as window:
            window.show_page("Publisher")
            self.pause()
            window.click("push button", "Forget the password of first")
            window.click("push button", "Forget the password of second")
            window.click("push button", "Remove third")
            window.click("push button", "Remove", root=window.wait_for("alert"))
            window.wait_gone("alert")
            window.press("<Primary>q")
            window.wait_gone("frame")
            self.session.go_on()
            window.wait_end()
        self.assertEqual(self.session.items(), 0)
        saved = program.run("publisher", "list", "--json").json["publishers"]
        self.assertEqual([publisher["name"] for publisher in saved], ["first", "second"])
        self.assertFalse(show("second")["keeps_password"])

    def test_closed_beside_a_keyring_that_does_not_answer(self):
        """The window does not wait for it, and the address book has forgotten what it should."""
        self.keep_passwords(("first", "second"))
        with desktop.Window() as window:
            window.show_page("Publisher")
            self.pause()
            window.click("push button", "Forget the password of first")
            window.click("push button", "Forget the password of second")
            window.press("<Primary>q")
            window.wait_end()
            self.session.go_on()
        self.assertFalse(show("first")["keeps_password"])
        self.assertFalse(show("second")["keeps_password"])

    def test_failure_between_successes(self):
        """What went wrong stays on the screen when the next one succeeds."""
        self.keep_passwords(("first", "second", "third"))
        book = listing.CONFIG / "publishers.conf"
        with desktop.Window() as window:
            window.show_page("Publisher")
            self.pause()
            for name in ("first", "second", "third"):
                window.click("push button", f"Forget the password of {name}")
            book.write_text(book.read_text().replace("second", "renamed"))
            self.session.go_on()
            text = window.widget("NoticeBar.text").wait_for_text("The keyring has forgotten the password of third.")
            self.assertIn("second", text)
            window.widget("NoticeBar.icon", role="icon").wait()
            window.click("push button", "Forget the password of renamed")
            text = window.widget("NoticeBar.text").wait_for_text("The keyring has forgotten the password of renamed.")
            self.assertNotIn("second", text)

    def test_one_after_the_other(self):
        """While the keyring still works on one publisher's password, others are asked to be forgotten in each way."""
        names = ("first", "second", "third", "fourth")
        self.keep_passwords(names)
        with desktop.Window() as window:
            window.show_page("Publisher")
            self.pause()
            window.click("push button", "Forget the password of first")
            window.click("push button", "Forget the password of second")
            window.click("push button", "Edit third")
            dialog = window.wait_for("dialog", "Edit publisher")
            window.click("radio button", "More", root=dialog)
            window.click("check box", "Keep passwords", root=dialog)
            window.click("push button", "Save", root=dialog)
            window.wait_gone("dialog", "Edit publisher")
            window.click("push button", "Remove fourth")
            window.click("push button", "Remove", root=window.wait_for("alert"))
            window.wait_gone("alert")
            self.session.go_on()
            window.wait_gone("push button", "Remove fourth")
            window.wait_gone("push button", "Forget the password of second")
            window.wait(lambda: self.session.items() == 0, "a password is still in the keyring")
        saved = program.run("publisher", "list", "--json").json["publishers"]
        self.assertEqual([publisher["name"] for publisher in saved], list(names[:3]))
        self.assertEqual([show(name)["keeps_password"] for name in names[:3]], 3 * [False])

    def test_kept_for_several_nodes(self):
        """Ticked once, in the push to two nodes; the next login asks nothing."""
        program.run("publisher", "add", "hq", URL, "--node", NODE, "--login", "password", *LOGIN[2:])
        program.run("publisher", "add", "other", URL.replace(PUBLISHER_IP, SUBSCRIBER_IP), *LOGIN)
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "CTLFile.tlv"
            cluster.build(path)
            with desktop.Window(path) as window:
                window.click("push button", "Sign and publish")
                dialog = window.wait_for("dialog", "Sign and publish")
                window.click("push button", "Next", root=dialog)
                window.wait_for("radio button", "Keep the signature", root=dialog)
                window.click("push button", "Next", root=dialog)
                window.click("check box", "hq, all 2 nodes", root=dialog)
                window.click("check box", "other", root=dialog)
                window.click("push button", "Check", root=dialog)
                window.click("check box", "Keep", root=window.wait_for("dialog", "Password"))
                listing.password(window, listing.PASSWORD)
                window.click("push button", "Publish", root=dialog)
                window.widget("PublishDone.where").wait_for_text("Publisher hq serves this list now.")
                listing.close_dialog(window, "Sign and publish")
        self.assertEqual(self.session.items(), 1)
        self.assertTrue(show()["keeps_password"])
        self.assertFalse(show("other")["keeps_password"])
        for node in (SUBSCRIBER_IP, NODE):
            (folder_of(node) / "CTLFile.tlv").unlink()


if __name__ == "__main__":
    unittest.main(verbosity=2)
