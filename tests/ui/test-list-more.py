"""The trust list page with files that are wrong or missing, publishers that are not known, and for screen readers."""

import os
import unittest

from gi.repository import Gio, GLib

import cluster
import desktop
import listing
import program
from cluster import FIRST
from list_case import TrustListCase

BUS_NAME = "io.github.etoken_ctl.Gtk"
OBJECT_PATH = "/io/github/etoken_ctl/Gtk"


class TrustList(TrustListCase):
    def test_damaged_file(self):
        cluster.build(self.path)
        self.path.write_bytes(self.path.read_bytes()[:2000])
        with desktop.Window(self.path) as window:
            window.widget("TrustListPage").wait_for_text("This file is damaged")
            window.widget("TrustListPage.damage_text").wait_for_text(f"{self.path}: ")
            window.click("push button", "Show text")
            self.assertEqual(self.shown_text(window), program.run("show", self.path, status=program.DAMAGED).out)
            listing.close_dialog(window, "Text of")
            for name in ("Add tokens", "Add server", "Sign and publish"):
                self.assertFalse(desktop.is_(window.find("push button", name), desktop.Atspi.StateType.SENSITIVE))

    def test_missing_file(self):
        with desktop.Window(self.path) as window:
            window.widget("NoticeBar.text").wait_for_text(f"{self.path} cannot be read")
            window.widget("TrustListPage.none", role="panel").wait_for_text("No trust list is open")

    def test_opened_while_another_is_read(self):
        """The last one named is shown, as where several are named at once."""
        other = self.folder / "other.tlv"
        cluster.build(self.path)
        cluster.build(other)
        with desktop.Window() as window:
            window.show_page("Trust list")
            bus = Gio.bus_get_sync(Gio.BusType.SESSION)
            for path in (self.path, other):  # no answer is waited for between them
                bus.call(BUS_NAME, OBJECT_PATH, "org.freedesktop.Application", "Open",
                         GLib.Variant("(asa{sv})", ([path.as_uri()], {})), None, Gio.DBusCallFlags.NONE, -1)
            bus.flush_sync()
            window.widget("TrustListPage.title").wait_for_text("other.tlv")

    def test_wrong_signature(self):
        cluster.build(self.path)
        data = bytearray(self.path.read_bytes())
        data[cluster.Header(data).signature_at[0] + 10] ^= 1
        self.path.write_bytes(data)
        with desktop.Window(self.path) as window:
            window.widget("TrustListPage.state").wait_for_text("signature wrong")
            self.assertEqual(len(listing.rows(window)), 5)
            window.screenshot("list-wrong-signature")

    def test_last_token_stays(self):
        with desktop.Window() as window:
            window.show_page("Trust list")
            window.click("push button", "New")
            listing.add_tokens(window, FIRST)
            window.widget("TrustListPage.findings_text").wait_for_text("with fewer than two, none is left when one is lost")
            listing.select(window, 0)
            window.click("push button", "Remove")
            window.widget("NoticeBar.text").wait_for_text(
                "The last System Administrator Security Token cannot be removed")
            listing.discard_and_close(window)

    def test_names_for_screen_readers(self):
        cluster.build(self.path)
        listing.save_publishers(hq=os.environ["SANDBOX_PUBLISHER_URL"])
        with desktop.Window(self.path) as window:
            window.wait_for("table", "Records")
            for button, title in (("Add tokens", "Add tokens"), ("Add server", "Add server"), ("Fetch", "Fetch"),
                                  ("Show text", "Text of")):
                window.click("push button", button)
                self.expect_names(window, window.wait_for("dialog", title))
                window.dismiss("dialog", title)
            window.click("push button", "Sign and publish")
            dialog = window.wait_for("dialog", "Sign and publish")
            for name, words in (("PublishReview.summary", "5 records, the same"), ("PublishSign", "Choose the token"),
                                ("PublishSend.hint", "Choose the nodes")):
                window.widget(name).wait_for_text(words)
                self.expect_names(window, dialog)
                if words != "Choose the nodes":
                    window.click("push button", "Next", root=dialog)
            window.dismiss("dialog", "Sign and publish")

    def expect_names(self, window, root):
        for node in list(window.all(root=root)):
            if desktop.role_of(node) in ("push button", "radio button", "check box", "text", "combo box", "table"):
                self.assertNotEqual(node.get_name(), "", f"a {desktop.role_of(node)} without a name\n{window}")

    def test_fetch_without_publisher(self):
        with desktop.Window() as window:
            window.show_page("Trust list")
            window.click("push button", "Fetch from publisher")
            window.widget("TrustListFetchDialog.empty").wait_for_text("No publisher is saved yet.")
            listing.close_dialog(window, "Fetch from publisher", "Cancel")

    def test_fetch_from_unknown_host(self):
        """The host key is not confirmed: nothing is fetched, and the dialog stays."""
        listing.save_publishers(hq=os.environ["SANDBOX_PUBLISHER_URL"], known=False)
        with desktop.Window() as window:
            window.show_page("Trust list")
            window.click("push button", "Fetch from publisher")
            window.click("push button", "Fetch", root=window.wait_for("dialog", "Fetch from publisher"))
            question = window.wait_for("dialog", "Unknown host key")
            texts = [desktop.text_of(node) for node in window.all("label", root=question)]
            self.assertIn(os.environ["SANDBOX_FINGERPRINT"], texts)
            window.click("push button", "Cancel", root=question)
            window.widget("NoticeBar.detail").wait_for_text(
                "Ask the administrator of the publisher for the fingerprint")
            window.screenshot("fetch-refused")
            listing.close_dialog(window, "Fetch from publisher", "Cancel")
            self.assertFalse((listing.CONFIG / "known_hosts").exists())


if __name__ == "__main__":
    unittest.main()
