"""Servers are added from a cluster: from the lists that it holds and from its services."""

import os
import pathlib
import shutil
import socket
import tempfile
import unittest

import cluster
import desktop
import itl
import listing
from cluster import CERTIFICATES, FIRST, PUBLISHER_IP, SECOND, SUBSCRIBER_IP, TFTP
from tls_services import TlsServer, make_certificate, sha1_of

KEYS = pathlib.Path(os.environ["SANDBOX_KEYS"])
CALLMANAGER, CAPF = CERTIFICATES / "cucm-1051-a-pub.pem", CERTIFICATES / "CAPF-e41e7d87.pem"
CALLMANAGER_KEY, CAPF_KEY = KEYS / "cucm-1051-a-pub.key", KEYS / "CAPF-e41e7d87.key"
TITLE = "Add servers of a cluster"


def fingerprint(certificate):
    sha1 = sha1_of(certificate).upper()
    return ":".join(sha1[at:at + 2] for at in range(0, len(sha1), 2))


class Servers(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.folder = pathlib.Path(folder.name)
        cls.list = cls.folder / "CTLFile.tlv"
        cluster.build(cls.list)
        cls.renewed, cls.renewed_key = make_certificate(cls.folder, "CAPF-new")
        cls.tvs, _ = make_certificate(cls.folder, "TVS")

    def setUp(self):
        self.addCleanup(listing.forget)
        shutil.copy(self.list, TFTP / "CTLFile.tlv")
        listing.save_publishers(hq=os.environ["SANDBOX_PUBLISHER_URL"])

    def serve(self, port, certificate, key, **options):
        server = TlsServer(certificate, key, address=("127.0.0.1", port), **options)
        self.addCleanup(server.stop)

    def open(self, window):
        window.click("push button", "Add server")
        window.click("push button", "From a cluster", root=window.wait_for("dialog", "Add server"))
        return window.wait_for("dialog", TITLE)

    def look(self, window, dialog, name=None, live=False):
        if name is not None:
            window.type("Publisher or host", name, role="text")
        if live:
            window.click("check box", "Ask CallManager and CAPF themselves too", root=dialog)
        window.click("push button", "Look for certificates", root=dialog)

    def answer(self, window, service, certificate, button):
        """The question about a certificate that a service shows."""
        heading = f"Is this the certificate of {service} on 127.0.0.1 port"
        window.widget("CertificateDialog.heading").wait_for_text(heading)
        question = window.wait_for("dialog", "Unknown certificate")
        shown = window.widget("CertificateDialog.fingerprints").wait_for_text("SHA-256")
        self.assertIn(f"SHA-1 {fingerprint(certificate)}", shown)
        window.screenshot("certificate-question")
        window.click("push button", button, root=question)
        window.widget("CertificateDialog.heading").wait_without_text(heading)  # the next question may be there already

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

    def test_in_the_list_already(self):
        with desktop.Window(self.list) as window:
            dialog = self.open(window)
            self.look(window, dialog)
            box = window.wait_for("check box", "CAPF: CAPF-e41e7d87", root=dialog)
            self.assertFalse(desktop.is_(box, desktop.Atspi.StateType.SENSITIVE))
            window.widget("ServerOfferRow.detail").wait_for_text("; in this list already")
            listing.close_dialog(window, TITLE, "Cancel")
            window.widget("TrustListPage.state").wait_for_text(f"signed by {SECOND}, verified")

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
