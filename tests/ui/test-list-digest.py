"""The digest of the signature is chosen in the step that signs, with what it means for phones."""

import os
import pathlib
import tempfile
import unittest

import cluster
import desktop
import listing
from cluster import PIN, SECOND


class Digest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.path = pathlib.Path(folder.name) / "CTLFile.tlv"
        self.addCleanup(listing.forget)
        cluster.build(self.path)
        listing.save_publishers(hq=os.environ["SANDBOX_PUBLISHER_URL"])

    def test_digests(self):
        """The words follow the choice, and the saved list has the digest."""
        saved = self.path.with_name("saved.tlv")
        with desktop.Window(self.path) as window:
            window.click("push button", "Sign and publish")
            dialog = window.wait_for("dialog", "Sign and publish")
            window.click("push button", "Next", root=dialog)
            window.click("radio button", SECOND, root=dialog)
            window.widget("PublishSign.digest_text").wait_for_text("Phones of any age check SHA-1")
            for name, words in (("SHA-256", "no phone is known to read it"),
                                ("SHA-512", "Which phones know this one is not known")):
                listing.choose(window, dialog, "Digest", name)
                window.widget("PublishSign.digest_text").wait_for_text(words)
            for size in ((800, 500), (1280, 900)):
                window.resize(*size)
                listing.settle()
                window.screenshot(f"digest-{size[0]}")
            window.click("push button", "Sign", root=dialog)
            listing.password(window, PIN)
            window.widget("PublishSend.hint", root=dialog).wait_for_text("Choose the nodes")
            listing.save_as(window, saved, root=dialog)
            desktop.wait_until(saved.exists, "the saved file")
            window.click("push button", "Cancel", root=dialog)
            window.wait_gone("dialog", "Sign and publish")
        data = saved.read_bytes()
        self.assertEqual(cluster.Header(data)[8], b"\x03")
        self.assertTrue(cluster.openssl_verifies(data, cluster.CERTIFICATES / f"{SECOND}.pem", "sha512"))


if __name__ == "__main__":
    unittest.main()
