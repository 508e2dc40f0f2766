"""What the tests of adding a cluster's servers share."""

import os
import pathlib
import shutil
import tempfile
import unittest

import cluster
import listing
from cluster import CERTIFICATES, TFTP
from tls_services import TlsServer, make_certificate, sha1_of

KEYS = pathlib.Path(os.environ["SANDBOX_KEYS"])
CALLMANAGER, CAPF = CERTIFICATES / "cucm-1051-a-pub.pem", CERTIFICATES / "CAPF-e41e7d87.pem"
CALLMANAGER_KEY, CAPF_KEY = KEYS / "cucm-1051-a-pub.key", KEYS / "CAPF-e41e7d87.key"
TITLE = "Add servers of a cluster"


def fingerprint(certificate):
    sha1 = sha1_of(certificate).upper()
    return ":".join(sha1[at:at + 2] for at in range(0, len(sha1), 2))


class ServersCase(unittest.TestCase):
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
