"""Help in each language, help and preferences in every size, and preferences that are wrong."""

import os
import re
import tempfile
import unittest

import cluster
import desktop
import program
import sessions
import soft
from help_case import SOURCE, PreferencesCase


class Help(unittest.TestCase):
    def test_language(self):
        """The pages are those of the session's language."""
        languages = [path.name for path in sorted((SOURCE / "ui" / "help").iterdir()) if path.is_dir()]
        if not languages:
            self.skipTest("the guide has no translation")
        for language in languages:
            with tempfile.TemporaryDirectory() as folder, \
                    desktop.Window(env=sessions.environment(language, folder)) as window:
                text = (SOURCE / "ui" / "help" / language / "first-list.md").read_text()
                window.widget("TokenRow.name").wait_for_text(cluster.FIRST)
                window.press("F1")
                window.wait_for("list item", re.match(r"# (.*)\n", text)[1])
                page = window.wait_for("text", text.split("\n\n")[1].split("\n")[0])
                window.screenshot(f"help-{language}")
                window.dismiss("text", page.get_name())


class Preferences(PreferencesCase):
    def test_no_driver(self):
        with desktop.Window() as window:
            window.widget("TokenRow.name").wait_for_text(cluster.FIRST)
            dialog = self.open(window)
            window.click("push button", "Add a driver", root=dialog)
            self.choose_file(window, os.environ["SANDBOX_MODULE"], "Add")
            window.widget("NoticeBar.text").wait_for_text("is used already")
            window.dismiss("dialog", "Preferences")

    def test_damaged_file(self):
        """Told where it is changed, and not overwritten; the command line goes on."""
        soft.PREFERENCES.parent.mkdir(exist_ok=True)
        soft.PREFERENCES.write_text("[Signing]\ndigest=md5\n")
        with desktop.Window() as window:
            window.widget("TokenRow.name").wait_for_text(cluster.FIRST)
            self.open(window)
            window.widget("NoticeBar.text").wait_for_text("digest=md5 should be sha1, sha256 or sha512")
            window.dismiss("dialog", "Preferences")
        self.assertEqual(soft.PREFERENCES.read_text(), "[Signing]\ndigest=md5\n")
        program.run("tokens").expect(err="digest=md5 should be sha1, sha256 or sha512.")


class Looks(unittest.TestCase):
    """For people: nothing is asserted but that nothing warns."""

    def test_looks(self):
        for dark in (False, True):
            for width, height in ((800, 500), (1280, 900)):
                size = f"{width}x{height}{'-dark' if dark else ''}"
                with desktop.Window(dark=dark) as window:
                    window.widget("TokenRow.name").wait_for_text(cluster.FIRST)
                    window.resize(width, height)
                    window.press("F1")
                    window.wait_for("dialog", "Help")
                    window.screenshot(f"help-{size}")
                    window.dismiss("dialog", "Help")
                    window.press("<Primary>comma")
                    window.widget("SettingRow.subtitle").wait_for_text("It works and shows 2 tokens.")
                    window.screenshot(f"preferences-{size}")
                    window.dismiss("dialog", "Preferences")


if __name__ == "__main__":
    cluster.forget()
    unittest.main(verbosity=2)
