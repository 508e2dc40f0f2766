"""Servers are added from a cluster: from the lists that it holds and from its services."""

import socket
import unittest

import desktop
import itl
import listing
from cluster import FIRST, PUBLISHER_IP, SECOND, SUBSCRIBER_IP, TFTP
from list_servers_case import CALLMANAGER, CALLMANAGER_KEY, CAPF, CAPF_KEY, TITLE, ServersCase, fingerprint


class Servers(ServersCase):
    def test_from_the_lists(self):
        """A new list gets the servers of the one that the publisher holds: the same records as by build."""
        (TFTP / "ITLFile.tlv").write_bytes(itl.make(CALLMANAGER, CALLMANAGER_KEY, self.tvs))
        with desktop.Window() as window:
            window.show_page("Trust list")
            window.click("push button", "New")
            listing.add_tokens(window, FIRST, SECOND)
            dialog = self.open(window)
            self.look(window, dialog)
            for title in ("CCM+TFTP: cucm-1051-a-pub", "CAPF: CAPF-e41e7d87", "CCM+TFTP: cucm-1051-a-sub1"):
                window.click("check box", title, root=dialog)
            self.assertIn(f"SHA-1 {fingerprint(CALLMANAGER)}", listing.all_texts(dialog))
            self.assertNotIn("TVS: TVS", listing.all_texts(dialog))
            window.screenshot("cluster-servers")
            window.click("push button", "Add", root=dialog)
            window.wait_gone("dialog", TITLE)
            listing.wait_rows(window, [FIRST, SECOND, "cucm-1051-a-pub", "CAPF-e41e7d87", "cucm-1051-a-sub1"])
            self.assertEqual([row[2] for row in listing.rows(window)],
                             ["", "", PUBLISHER_IP, PUBLISHER_IP, SUBSCRIBER_IP])
            self.assertEqual(self.signed_size(window), self.list.stat().st_size)

    def signed_size(self, window):
        dialog = listing.sign(window)
        saved = self.folder / "saved.tlv"
        listing.save_as(window, saved, root=dialog)
        desktop.wait_until(saved.exists, "the saved file")
        window.click("push button", "Cancel", root=dialog)
        window.wait_gone("dialog", "Sign and publish")
        return saved.stat().st_size

    def test_live(self):
        """The renewed CAPF certificate is asked about; the one that the list confirms is not."""
        self.serve(5061, CALLMANAGER, CALLMANAGER_KEY)
        self.serve(3804, self.renewed, self.renewed_key)
        with desktop.Window(self.list) as window:
            dialog = self.open(window)
            self.look(window, dialog, live=True)
            self.answer(window, "CAPF", self.renewed, "Take this certificate")
            window.click("check box", "CAPF: CAPF-new", root=dialog)
            window.widget("ServerOfferRow.detail").wait_for_text("shown on port 3804")
            window.type("Host of CAPF: CAPF-new", PUBLISHER_IP)
            window.click("push button", "Add", root=dialog)
            window.wait_gone("dialog", TITLE)
            listing.wait_rows(window, [FIRST, SECOND, "cucm-1051-a-pub", "CAPF-new", "cucm-1051-a-sub1"])
            self.assertIn("replaced", listing.rows(window)[3][7])
            listing.discard_and_close(window)

    def test_cancelled(self):
        """A service that says nothing: the search is cancelled, and the dialog can be used again at once."""
        silent = socket.create_server(("127.0.0.1", 5061))
        self.addCleanup(silent.close)
        self.serve(3804, CAPF, CAPF_KEY)
        with desktop.Window() as window:
            window.show_page("Trust list")
            window.click("push button", "New")
            dialog = self.open(window)
            self.look(window, dialog, name="127.0.0.1")
            step = window.widget("BusyBar.step", root=dialog)
            step.wait_for_text("Asking the services of 1 node for their certificates")
            self.assertFalse(desktop.is_(window.find("push button", "Look"), desktop.Atspi.StateType.SENSITIVE))
            window.click("push button", "Cancel", root=step.wait().get_parent())
            step.wait_gone()
            silent.close()
            self.look(window, dialog)
            self.answer(window, "CAPF", CAPF, "Take this certificate")
            window.wait_for("check box", "CAPF: CAPF-e41e7d87", root=dialog)
            window.dismiss("dialog", TITLE)


if __name__ == "__main__":
    unittest.main()
