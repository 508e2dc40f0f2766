"""What the tests of publishing share."""

import os
import pathlib
import tempfile
import unittest

import desktop
import listing
import slow
from cluster import SECOND, TFTP

PUBLISHER_URL = os.environ["SANDBOX_PUBLISHER_URL"]


class TroubleCase(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.path = self.folder / "CTLFile.tlv"
        self.addCleanup(listing.forget)

    def served(self):
        return (TFTP / "CTLFile.tlv").read_bytes()

    def start_signing_again(self, window):
        """Not keeping the signature that the list has."""
        window.click("push button", "Sign and publish")
        dialog = window.wait_for("dialog", "Sign and publish")
        window.click("push button", "Next", root=dialog)
        window.wait_for("radio button", "Keep the signature")
        window.click("radio button", SECOND, root=dialog)
        window.click("push button", "Sign", root=dialog)
        return dialog

    def keep_and_go_on(self, window):
        """Up to the step that publishes, with the signature that the list has."""
        window.click("push button", "Sign and publish")
        dialog = window.wait_for("dialog", "Sign and publish")
        window.click("push button", "Next", root=dialog)
        self.assertTrue(desktop.is_(window.wait_for("radio button", "Keep the signature", root=dialog),
                                    desktop.Atspi.StateType.CHECKED))
        window.click("push button", "Next", root=dialog)
        window.widget("PublishSend.hint").wait_for_text("Choose the nodes")
        return dialog

    def take_way(self):
        """The publisher can be reached over a way only that can be held."""
        way = slow.Way(PUBLISHER_URL)
        self.addCleanup(way.close)
        listing.save_publishers(hq=way.url, known=False)
        way.know()
        return way

    def start_push(self, window, dialog, way):
        """The check is over before the way is held."""
        window.click("push button", "Check", root=dialog)
        window.wait_for("push button", "Publish", root=dialog)
        way.close_in(6000)
        window.click("push button", "Publish", root=dialog)
