"""The publisher page: the address book, the connection test with its questions, closing in the middle."""

import os
import pathlib
import shutil
import socket
import tempfile
import unittest
import urllib.parse

import cluster
import desktop
import keyring
import program
import slow
from cluster import PUBLISHER_URL, TFTP

BOOK = pathlib.Path(os.environ["XDG_CONFIG_HOME"]) / "etoken-ctl" / "publishers.conf"
KNOWN_HOSTS = BOOK.parent / "known_hosts"
IDENTITY = os.environ["SANDBOX_IDENTITY"]
FINGERPRINT = os.environ["SANDBOX_FINGERPRINT"]
PASSWORD = pathlib.Path(os.environ["SANDBOX_PASSWORD_FILE"]).read_text().strip()


def save(name="hq", login="key-file", **changes):
    """Puts a publisher into the address book behind the program's back."""
    url = urllib.parse.urlsplit(PUBLISHER_URL)
    values = {"host": url.hostname, "port": url.port, "user": url.username, "path": url.path, "login": login,
              "identity": IDENTITY, **changes}
    BOOK.parent.mkdir(exist_ok=True)
    BOOK.write_text("".join([f"[Publisher {name}]\n", *(f"{key}={value}\n" for key, value in values.items())]))


class Publisher(unittest.TestCase):
    def setUp(self):
        self.forget()
        self.addCleanup(self.forget)

    def forget(self):
        cluster.forget()
        BOOK.unlink(missing_ok=True)

    def open(self, **options):
        window = desktop.Window(**options)
        window.show_page("Publisher")
        return window

    def fill(self, window, **changes):
        url = urllib.parse.urlsplit(PUBLISHER_URL)
        values = {"Name": "hq", "Host": url.hostname, "User": url.username, "Path": url.path, **changes}
        for name, value in values.items():
            window.type(name, value)
        window.type("Port", str(url.port))

    def save_form(self, window):
        window.click("push button", "Save")

    # --- the address book ---

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
            window.click("radio button", "Password")
            self.save_form(window)
            window.widget("PublisherRow.name").wait_for_text("head office")
            window.widget("PublisherRow.login").wait_for_text("Login with a password")
            window.click("push button", "Remove head office")
            question = window.wait_for("alert")
            window.screenshot("publisher-remove")
            window.click("push button", "Keep", root=question)
            window.wait_gone("alert")
            window.click("push button", "Remove head office")
            window.click("push button", "Remove", root=window.wait_for("alert"))
            window.widget("PublisherPage.empty", role="panel").wait_for_text("No publisher is saved")

    # --- the keyring ---

    def open_keyring(self):
        session = keyring.Session(own_bus=False)
        self.addCleanup(shutil.rmtree, pathlib.Path(os.environ["XDG_DATA_HOME"]) / "keyrings")
        self.addCleanup(session.stop)
        return session

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
            window.widget("NoticeBar.text").wait_for_text("It is damaged")
            window.click("push button", "Remove hq")
            window.click("push button", "Remove", root=window.wait_for("alert"))
            window.widget("PublisherPage.empty", role="panel").wait_for_text("No publisher is saved")
        self.assertEqual(session.items(), 0)

    def test_password_is_not_kept(self):
        session = self.open_keyring()
        save(login="password")
        with self.open() as window:
            self.press_test(window, "Trust this key")
            window.wait_for("dialog", "Password")
            window.type("Password of publisher@127.0.0.1", PASSWORD)
            window.click("push button", "Log in")
            window.widget("NoticeBar.text").wait_for_text("hq: The connection works.")
        self.assertEqual(session.items(), 0)
        self.assertNotIn("keyring", BOOK.read_text())

    def test_damaged_address_book(self):
        BOOK.parent.mkdir(exist_ok=True)
        BOOK.write_text("[Publisher hq]\nhost=\n")
        with self.open() as window:
            window.widget("NoticeBar.text").wait_for_text("Publisher hq in ")

    # --- the connection test ---

    def press_test(self, window, answer=None):
        window.click("push button", "Test the connection to hq")
        if answer is not None:
            dialog = window.wait_for("dialog", "Unknown host key")
            window.widget("HostKeyDialog.heading").wait_for_text("Is this the host key of publisher 127.0.0.1?")
            self.assertEqual(desktop.text_of(window.widget("HostKeyDialog.fingerprint", root=dialog).wait()), FINGERPRINT)
            window.screenshot("host-key")
            window.click("push button", answer, root=dialog)

    def test_connection_without_list(self):
        save()
        with self.open() as window:
            self.press_test(window, "Trust this key")
            window.widget("NoticeBar.text").wait_for_text("hq: The connection works. There is no list yet")
            self.assertIn("127.0.0.1", KNOWN_HOSTS.read_text())
            self.press_test(window)
            window.widget("NoticeBar.text").wait_for_text("hq: The connection works.")

    def test_connection_with_list(self):
        save()
        cluster.build(TFTP / "CTLFile.tlv")
        with self.open() as window:
            self.press_test(window, "Trust this key")
            text = window.widget("NoticeBar.text").wait_for_text("hq: The connection works.")
            self.assertIn("5728 bytes. It was signed by SAST-ADN008580ef, and it verifies.", text)
            window.screenshot("connection-works")

    def test_connection_with_damaged_list(self):
        save()
        (TFTP / "CTLFile.tlv").write_bytes(b"no list")
        with self.open() as window:
            self.press_test(window, "Trust this key")
            window.widget("NoticeBar.text").wait_for_text("It is damaged")

    def test_host_key_refused(self):
        save()
        with self.open() as window:
            self.press_test(window, "Cancel")
            window.widget("NoticeBar.text").wait_for_text("was not confirmed")
            window.widget("NoticeBar.detail").wait_for_text(
                "Ask the administrator of the publisher for the fingerprint")
            window.screenshot("host-key-refused")
        self.assertFalse(KNOWN_HOSTS.exists())

    def test_password(self):
        save(login="password")
        with self.open() as window:
            self.press_test(window, "Trust this key")
            dialog = window.wait_for("dialog", "Password")
            window.type("Password of publisher@127.0.0.1", "wrong")
            window.screenshot("password")
            window.click("push button", "Log in", root=dialog)
            window.widget("NoticeBar.text").wait_for_text("was refused")
            window.widget("NoticeBar.detail").wait_for_text("locks an account")
            self.press_test(window)
            window.type("Password of publisher@127.0.0.1", PASSWORD)
            window.click("push button", "Log in")
            window.widget("NoticeBar.text").wait_for_text("hq: The connection works.")

    def test_caps_lock(self):
        save(login="password")
        with self.open() as window:
            self.press_test(window, "Trust this key")
            dialog = window.wait_for("dialog", "Password")
            window.press("Caps_Lock")
            window.widget("PasswordDialog.caps_lock").wait_for_text("Caps Lock is on.")
            window.press("Caps_Lock")
            window.widget("PasswordDialog.caps_lock").wait_gone()
            window.click("push button", "Cancel", root=dialog)
            window.wait_gone("dialog")

    def test_password_not_given(self):
        save(login="password")
        with self.open() as window:
            self.press_test(window, "Trust this key")
            dialog = window.wait_for("dialog", "Password")
            self.assertFalse(desktop.is_(window.find("push button", "Log in"), desktop.Atspi.StateType.SENSITIVE))
            window.click("push button", "Cancel", root=dialog)
            window.wait_gone("dialog")
            window.wait_gone("push button", "Cancel")
            self.assertIsNone(window.find("info bar"), "a cancelled test is no error")

    def test_unreachable(self):
        save(port=9)
        with self.open() as window:
            self.press_test(window)
            window.widget("NoticeBar.text").wait_for_text("127.0.0.1:9")
            window.widget("NoticeBar.detail").wait_for_text("Check the host and the port")
            window.screenshot("unreachable")

    # --- slow publishers ---

    def silent_server(self):
        """Takes connections and says nothing."""
        server = socket.create_server(("127.0.0.1", 0))
        self.addCleanup(server.close)
        save(port=server.getsockname()[1])
        return server

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

    def test_closed_in_the_middle(self):
        self.silent_server()
        with self.open() as window:
            patient = slow.Patient(self)
            self.press_test(window)
            window.widget("BusyBar.step").wait_for_text("Connecting to 127.0.0.1 …")
            window.close()
            self.assertTrue(patient.is_waiting(), "it has waited until it gave up")


if __name__ == "__main__":
    unittest.main(verbosity=2)
