"""Connection tests that fail or are stopped, passwords that are not given or not kept, and an address book that is damaged."""

import unittest

import desktop
import slow
from cluster import TFTP
from publisher_case import BOOK, PASSWORD, PublisherCase, save

KNOWN_HOSTS = BOOK.parent / "known_hosts"


class Publisher(PublisherCase):
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
        save()
        BOOK.write_text("[Publisher bad]\nhost=a\nuser=b\npath=/c\nport=70000\n\n" + BOOK.read_text())
        with self.open() as window:
            window.widget("NoticeBar.text").wait_for_text("Publisher bad in ")
            window.widget("NoticeBar.text").wait_for_text("port=70000")
            window.widget("PublisherRow.name").wait_for_text("hq")

    def test_connection_without_list(self):
        save()
        with self.open() as window:
            self.press_test(window, "Trust this key")
            window.widget("NoticeBar.text").wait_for_text("hq: The connection works. There is no list yet")
            self.assertIn("127.0.0.1", KNOWN_HOSTS.read_text())
            self.press_test(window)
            window.widget("NoticeBar.text").wait_for_text("hq: The connection works.")

    def test_connection_with_damaged_list(self):
        save()
        (TFTP / "CTLFile.tlv").write_bytes(b"no list")
        with self.open() as window:
            self.press_test(window, "Trust this key")
            window.widget("NoticeBar.text").wait_for_text("The list is damaged")

    def test_host_key_refused(self):
        save()
        with self.open() as window:
            self.press_test(window, "Cancel")
            window.widget("NoticeBar.text").wait_for_text("was not confirmed")
            window.widget("NoticeBar.detail").wait_for_text(
                "Ask the administrator of the publisher for the fingerprint")
            window.screenshot("host-key-refused")
        self.assertFalse(KNOWN_HOSTS.exists())

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

    def test_closed_in_the_middle(self):
        self.silent_server()
        with self.open() as window:
            patient = slow.wait_for_a_publisher(self)
            self.press_test(window)
            window.widget("BusyBar.step").wait_for_text("Connecting to 127.0.0.1 …")
            window.close()
            self.assertTrue(patient.is_waiting(), "it has waited until it gave up")


if __name__ == "__main__":
    unittest.main(verbosity=2)
