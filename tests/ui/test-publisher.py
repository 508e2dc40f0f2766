"""The publisher page: the address book, the connection test with its questions, closing in the middle."""

import tempfile
import unittest
import urllib.parse

import cluster
import desktop
import program
from cluster import PUBLISHER_URL, TFTP
from publisher_case import BOOK, FINGERPRINT, IDENTITY, PASSWORD, PublisherCase, save


class Publisher(PublisherCase):
    def fill(self, window, **changes):
        url = urllib.parse.urlsplit(PUBLISHER_URL)
        values = {"Name": "hq", "Host": url.hostname, "User": url.username, "Path": url.path, **changes}
        for name, value in values.items():
            window.type(name, value)
        window.type("Port", str(url.port))

    def save_form(self, window):
        window.click("push button", "Save")

    def test_add(self):
        with self.open() as window:
            window.widget("PublisherPage.empty", role="panel").wait_for_text("No publisher is saved")
            window.screenshot("no-publisher")
            window.click("push button", "Add publisher")
            window.wait_for("dialog", "Add publisher")
            self.fill(window)
            window.click("radio button", "Key file")
            window.type("Private key file", IDENTITY)
            window.screenshot("publisher-form")
            self.save_form(window)
            window.widget("PublisherRow.name").wait_for_text("hq")
            window.widget("PublisherRow.login").wait_for_text(f"Login with the key file {IDENTITY}")
            window.screenshot("publishers")
        with tempfile.TemporaryDirectory() as folder:
            cluster.build(f"{folder}/CTLFile.tlv")
            program.run("push", f"{folder}/CTLFile.tlv", "hq", "--host-key", FINGERPRINT)

    def test_wrong_form(self):
        with self.open() as window:
            window.click("push button", "Add publisher")
            self.fill(window, Path="/tftp/")
            self.save_form(window)
            window.widget("NoticeBar.text").wait_for_text("The path has to name the file of the list")
            self.assertEqual(desktop.text_of(window.find("text", "Path")), "/tftp/")
            window.screenshot("publisher-form-wrong")
            window.type("Path", "/tftp/CTLFile.tlv")
            window.type("Host", "two words")
            self.save_form(window)
            window.widget("NoticeBar.text").wait_for_text("is no host name")
            window.type("Host", "")
            self.save_form(window)
            window.widget("NoticeBar.text").wait_for_text("needs a host")
            self.assertFalse(BOOK.exists())
            window.click("push button", "Cancel", root=window.find("dialog"))

    def test_edit_and_remove(self):
        save()
        with self.open() as window:
            window.click("push button", "Edit hq")
            window.type("Name", "head office")
            window.type("Host", "[2001:db8::1]")
            window.click("radio button", "Password")
            self.save_form(window)
            window.widget("PublisherRow.name").wait_for_text("head office")
            self.assertIn("host=2001:db8::1\n", BOOK.read_text())
            window.widget("PublisherRow.login").wait_for_text("Login with a password")
            window.click("push button", "Remove head office")
            question = window.wait_for("alert")
            window.screenshot("publisher-remove")
            window.click("push button", "Keep", root=question)
            window.wait_gone("alert")
            window.click("push button", "Remove head office")
            window.click("push button", "Remove", root=window.wait_for("alert"))
            window.widget("PublisherPage.empty", role="panel").wait_for_text("No publisher is saved")

    def test_password_is_kept(self):
        """Ticked once beside the question: it is not asked for any more, until the publisher is removed."""
        session = self.open_keyring()
        save(login="password")
        with self.open() as window:
            self.press_test(window, "Trust this key")
            dialog = window.wait_for("dialog", "Password")
            window.type("Password of publisher@127.0.0.1", PASSWORD)
            window.click("check box", "Keep the password in the keyring", root=dialog)
            window.screenshot("password-kept")
            window.click("push button", "Log in", root=dialog)
            window.widget("NoticeBar.text").wait_for_text("hq: The connection works.")
            self.assertEqual(session.items(), 1)
            self.assertIn("password=keyring", BOOK.read_text())
            (TFTP / "CTLFile.tlv").write_bytes(b"no list")
            self.press_test(window)
            window.widget("NoticeBar.text").wait_for_text("The list is damaged")
            window.click("push button", "Remove hq")
            window.click("push button", "Remove", root=window.wait_for("alert"))
            window.widget("PublisherPage.empty", role="panel").wait_for_text("No publisher is saved")
        self.assertEqual(session.items(), 0)

    def test_connection_with_list(self):
        save()
        cluster.build(TFTP / "CTLFile.tlv")
        with self.open() as window:
            self.press_test(window, "Trust this key")
            text = window.widget("NoticeBar.text").wait_for_text("hq: The connection works.")
            self.assertIn("5728 bytes. It was signed by SAST-ADN008580ef, and it verifies.", text)
            window.screenshot("connection-works")

    def test_password(self):
        save(login="password")
        with self.open() as window:
            self.press_test(window, "Trust this key")
            dialog = window.wait_for("dialog", "Password")
            window.type("Password of publisher@127.0.0.1", "wrong")
            window.screenshot("password")
            window.click("push button", "Log in", root=dialog)
            window.widget("NoticeBar.text").wait_for_text("was refused")
            window.widget("NoticeBar.detail").wait_for_text("may lock an account")
            self.press_test(window)
            window.type("Password of publisher@127.0.0.1", PASSWORD)
            window.click("push button", "Log in")
            window.widget("NoticeBar.text").wait_for_text("hq: The connection works.")

    def test_cancel(self):
        self.silent_server()
        with self.open() as window:
            self.press_test(window)
            window.widget("BusyBar.step").wait_for_text("Connecting to 127.0.0.1 …")
            window.screenshot("connecting")
            window.click("push button", "Cancel")
            window.wait_gone("push button", "Cancel")
            self.assertIsNone(window.find("info bar"))
            self.press_test(window)
            window.widget("BusyBar.step").wait_for_text("Connecting to 127.0.0.1 …")


if __name__ == "__main__":
    unittest.main(verbosity=2)
