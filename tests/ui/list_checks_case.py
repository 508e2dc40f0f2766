"""What the tests of findings and differences share."""

import pathlib
import tempfile
import unittest

import cluster
import listing
from cluster import CERTIFICATES

CAPF = CERTIFICATES / "CAPF-e41e7d87.pem"


class ChecksCase(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.path = self.folder / "CTLFile.tlv"
        self.addCleanup(listing.forget)
        cluster.build(self.path)

    def marks(self, window):
        return [row[7] for row in listing.rows(window)]
