"""What the tests of help and preferences share."""

import os
import pathlib
import unittest

import desktop
import soft

SOURCE = pathlib.Path(os.environ["ETOKEN_CTL_SOURCE"])


class PreferencesCase(unittest.TestCase):
    def setUp(self):
        soft.PREFERENCES.unlink(missing_ok=True)
        self.addCleanup(soft.PREFERENCES.unlink, missing_ok=True)

    def open(self, window):
        window.press("<Primary>comma")
        return window.wait_for("dialog", "Preferences")

    def choose_file(self, window, path, button):
        """In GTK's chooser, by its own keys: it hides the entry for names until "/" is typed."""
        chooser = window.wait_for("file chooser")
        window.press("slash")
        entry = window.wait(lambda: next((node for node in desktop.nodes(chooser)
                                          if "EditableText" in node.get_interfaces()), None), "no entry for a name")
        desktop.Atspi.EditableText.set_text_contents(entry, str(path))
        window.click("push button", button, root=chooser)
        window.wait_gone("file chooser")
