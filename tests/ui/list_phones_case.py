"""What the tests of the question whether phones accept a list share."""

import os
import pathlib
import tempfile
import unittest

import cluster
import itl
import listing
from cluster import CERTIFICATES, PUBLISHER_IP, TFTP
from tls_services import TvsServer, make_certificate

KEYS = pathlib.Path(os.environ["SANDBOX_KEYS"])
URL = f"sftp://publisher@{PUBLISHER_IP}:22/~/tftp/CTLFile.tlv"
CALLMANAGER, CALLMANAGER_KEY = CERTIFICATES / "cucm-1051-a-pub.pem", KEYS / "cucm-1051-a-pub.key"
SERVERS = ((CALLMANAGER, itl.SAST, "cucm-1051-a-pub", PUBLISHER_IP),
           (CALLMANAGER, itl.CCM_TFTP, "cucm-1051-a-pub", PUBLISHER_IP))
TITLE = "Will phones accept CTLFile.tlv?"
ITEM = "Will phones accept it?"


class PhonesCase(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.folder = pathlib.Path(folder.name)
        cls.path = cls.folder / "CTLFile.tlv"
        cluster.build(cls.path)
        cls.certificate, cls.key = make_certificate(cls.folder, "TVS")
        cls.tokenless = cls.folder / "tokenless.tlv"
        cls.tokenless.write_bytes(itl.make_tokenless(CALLMANAGER, CALLMANAGER_KEY, SERVERS))
        cls.itl = cls.folder / "ITLFile.tlv"
        cls.itl.write_bytes(itl.make(CALLMANAGER, CALLMANAGER_KEY, cls.certificate, by_hash=True))

    def setUp(self):
        self.addCleanup(listing.forget)

    def open(self, window):
        listing.choose_more(window, ITEM)
        return window.wait_for("dialog", TITLE)

    def ask(self, window, dialog, **entries):
        for name, text in entries.items():
            window.type(f"{name.upper()} that phones hold", str(text))
        window.click("push button", "Check", root=dialog)

    def serve(self):
        (TFTP / "ITLFile.tlv").write_bytes(self.itl.read_bytes())
        (TFTP / "CTLFile.tlv").write_bytes(self.tokenless.read_bytes())
        listing.save_publishers(hq=URL)
        server = TvsServer(self.certificate, self.key, address=(PUBLISHER_IP, 2445))
        self.addCleanup(server.stop)
        return server
