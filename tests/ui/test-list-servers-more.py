"""Servers of a cluster that is not saved, names that are wrong, and the dialog in every size."""

import unittest

import desktop
import listing
from cluster import SECOND
from list_servers_case import CALLMANAGER, CALLMANAGER_KEY, CAPF, CAPF_KEY, TITLE, ServersCase


class Servers(ServersCase):
    def test_in_the_list_already(self):
        with desktop.Window(self.list) as window:
            dialog = self.open(window)
            self.look(window, dialog)
            box = window.wait_for("check box", "CAPF: CAPF-e41e7d87", root=dialog)
            self.assertFalse(desktop.is_(box, desktop.Atspi.StateType.SENSITIVE))
            window.widget("ServerOfferRow.detail").wait_for_text("; in this list already")
            listing.close_dialog(window, TITLE, "Cancel")
            window.widget("TrustListPage.state").wait_for_text(f"signed by {SECOND}, verified")

    def test_host_that_is_not_saved(self):
        """Only its services are asked; what is refused is left out and told of."""
        self.serve(5061, CALLMANAGER, CALLMANAGER_KEY)
        self.serve(3804, CAPF, CAPF_KEY)
        with desktop.Window() as window:
            window.show_page("Trust list")
            window.click("push button", "New")
            dialog = self.open(window)
            self.look(window, dialog, name="127.0.0.1")
            self.answer(window, "CallManager", CALLMANAGER, "Cancel")
            self.answer(window, "CAPF", CAPF, "Take this certificate")
            window.wait_for("check box", "CAPF: CAPF-e41e7d87", root=dialog)
            window.widget("ClusterServersDialog.notes").wait_for_text(
                "CallManager on 127.0.0.1 port 5061: its certificate was not confirmed")
            self.assertIsNone(window.find("check box", "CCM+TFTP"))
            window.screenshot("cluster-servers-live")
            window.click("check box", "CAPF: CAPF-e41e7d87", root=dialog)
            window.type("Host of CAPF: CAPF-e41e7d87", "no-such-host.invalid")
            window.click("push button", "Add", root=dialog)
            window.widget("NoticeBar.text").wait_for_text("has no IPv4 address")
            self.assertTrue(desktop.is_(window.find("check box", "CAPF: CAPF-e41e7d87"), desktop.Atspi.StateType.CHECKED))
            listing.close_dialog(window, TITLE, "Cancel")

    def test_wrong_names(self):
        with desktop.Window() as window:
            window.show_page("Trust list")
            window.click("push button", "New")
            dialog = self.open(window)
            self.look(window, dialog, name="two words")
            window.widget("NoticeBar.text").wait_for_text(
                '"two words" is neither a saved publisher nor the name or address of a server.')
            self.look(window, dialog, name="127.0.0.1")
            window.widget("ClusterServersDialog.empty").wait_for_text("No certificate of a server was found.")
            notes = window.widget("ClusterServersDialog.notes").wait_for_text("no certificate from CAPF")
            self.assertNotIn("TVS", notes)
            window.dismiss("dialog", TITLE)

    def test_closed_while_asked(self):
        """The window ends well while the question about a certificate is open."""
        self.serve(3804, CAPF, CAPF_KEY)
        with desktop.Window() as window:
            window.show_page("Trust list")
            window.click("push button", "New")
            dialog = self.open(window)
            self.look(window, dialog, name="127.0.0.1")
            window.wait_for("dialog", "Unknown certificate")
            listing.quit_by_bus(window)

    def test_names_and_looks(self):
        for dark in (False, True):
            with desktop.Window(self.list, dark=dark) as window:
                window.resize(*((800, 500) if dark else (1280, 900)))
                dialog = self.open(window)
                self.look(window, dialog)
                window.wait_for("check box", "CAPF: CAPF-e41e7d87", root=dialog)
                for node in window.all(root=dialog):
                    if desktop.role_of(node) in ("push button", "text", "combo box", "check box", "toggle button"):
                        self.assertNotEqual(node.get_name(), "", f"a {desktop.role_of(node)}\n{window}")
                listing.settle()
                window.screenshot(f"cluster-servers{'-dark' if dark else ''}")
                window.dismiss("dialog", TITLE)


if __name__ == "__main__":
    unittest.main()
