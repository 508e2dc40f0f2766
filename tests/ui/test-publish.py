"""The main job in the window, from two plugged in tokens to the list that the publisher serves."""

import os
import pathlib
import tempfile
import unittest

import desktop
import listing
import program
from cluster import CERTIFICATES, FIRST, PIN, SECOND, TFTP


class MainJob(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.addCleanup(listing.forget)

    def test_whole_job(self):
        """Export both tokens, a new list with two tokens and two servers, sign, push, fetch, compare."""
        listing.save_publishers(hq=os.environ["SANDBOX_PUBLISHER_URL"])
        with desktop.Window() as window:
            self.export(window)
            listing.new_list(window)
            window.screenshot("list-new")
            dialog = listing.sign(window)
            window.screenshot("publish-send")
            window.click("push button", "Publish", root=dialog)
            window.wait_text("Publisher hq holds this list now.")
            window.screenshot("publish-done")
            self.check_done(window, dialog)
            window.click("push button", "Close", root=dialog)
            window.wait_text(f"signed by {SECOND}, verified")
            program.run("verify", TFTP / "CTLFile.tlv").expect(out="signed by record 2")
            self.fetch_and_show(window)

    def export(self, window):
        window.click("push button", "Export all")
        window.type("Folder", str(self.folder))
        window.click("push button", "Export", root=window.wait_for("dialog", "Export certificates"))
        window.wait_text("2 certificates were exported")
        for name in (FIRST, SECOND):
            self.assertEqual((self.folder / f"{name}.cer").read_bytes(),
                             (CERTIFICATES / f"{name}.der").read_bytes())

    def check_done(self, window, dialog):
        data = (TFTP / "CTLFile.tlv").read_bytes()
        text = program.run("show", TFTP / "CTLFile.tlv").out.splitlines()
        texts = [desktop.text_of(node) for node in window.all("label", root=dialog)]
        for wanted in (str(len(data)), text[1].removesuffix("(MD5)"), text[2].removesuffix("(SHA1)")):
            self.assertIn(wanted, texts)
        window.wait_text("Restart Cisco Tftp, then Cisco CallManager")

    def fetch_and_show(self, window):
        os.utime(TFTP / "CTLFile.tlv", (1425678813, 1425678813))
        window.click("push button", "Fetch")
        window.click("push button", "Fetch", root=window.wait_for("dialog", "Fetch from publisher"))
        window.wait_text("from hq · signed by")
        window.click("push button", "Show text")
        view = window.wait_for("text", "The checksum value of the CTL file")
        self.assertEqual(desktop.text_of(view), program.run("show", TFTP / "CTLFile.tlv").out)
        listing.settle()
        window.screenshot("show-text")
        window.click("push button", "Close", root=window.wait_for("dialog", "Text of CTLFile.tlv"))


if __name__ == "__main__":
    unittest.main()
