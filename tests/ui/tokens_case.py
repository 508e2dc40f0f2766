"""What the tests of the tokens page share."""

import pathlib
import tempfile
import unittest


class TokensCase(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def export(self, window, button, folder, pem=False):
        window.click("push button", button)
        window.type("Folder", str(folder))
        if pem:
            window.click("radio button", "PEM")
        dialog = window.wait_for("dialog", "Export certificates")
        window.click("push button", "Export", root=dialog)
