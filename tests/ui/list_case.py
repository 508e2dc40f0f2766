"""What the tests of the trust list page share."""

import pathlib
import tempfile
import unittest

import desktop
import listing


class TrustListCase(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.path = self.folder / "CTLFile.tlv"
        self.addCleanup(listing.forget)

    def shown_text(self, window):
        return desktop.text_of(window.wait_for("text", "The checksum value"))
