"""The window as a whole: keyboard only; opening files; readable by a screen reader."""

import os
import subprocess
import unittest

import cluster
import desktop
from desktop import Atspi

PAGES = ("Tokens", "Trust list", "Publisher")
# Roles that a person can act on: each has to say what it is.
CONTROLS = {"push button", "toggle button", "radio button", "check box", "text", "password text", "spin button",
            "combo box", "list box", "list item", "table"}


class TheWindow(unittest.TestCase):
    def test_names_for_screen_readers(self):
        with desktop.Window() as window:
            window.widget("TokenRow.name").wait_for_text(cluster.FIRST)
            for page in PAGES:
                window.show_page(page)
                for node in list(window.all()):
                    if desktop.role_of(node) in CONTROLS:
                        self.assertNotEqual(node.get_name(), "", f"{desktop.role_of(node)} on {page}\n{window}")

    def test_pages_by_keyboard(self):
        with desktop.Window() as window:
            window.widget("TokenRow.name").wait_for_text(cluster.FIRST)
            window.press("<Alt>3")
            window.widget("PublisherPage.empty", role="panel").wait_for_text("No publisher is saved")
            window.press("<Alt>1")
            window.wait_for("push button", "Export all")

    def test_export_by_keyboard(self):
        folder = os.path.join(os.environ["TMPDIR"], "by-keyboard")
        with desktop.Window() as window:
            window.widget("TokenRow.name").wait_for_text(cluster.FIRST)
            window.press("<Alt>e")
            window.wait_for("dialog", "Export certificates")
            window.type("Folder", folder)
            window.press("<Alt>p", "Return")
            window.widget("NoticeBar.text").wait_for_text("2 certificates were exported")
        self.assertEqual(sorted(os.listdir(folder)), [f"{cluster.FIRST}.pem", f"{cluster.SECOND}.pem"])

    def test_every_control_by_tab(self):
        """Tab comes around through everything that can be pressed."""
        with desktop.Window() as window:
            window.widget("TokenRow.name").wait_for_text(cluster.FIRST)
            wanted = {node.get_name() for node in window.all("push button")}
            reached = set()
            for _ in range(30):
                reached.add(window.press_tab())
            self.assertLessEqual(wanted, reached)

    def test_main_menu_by_keyboard(self):
        """Opened for the first time, its first item has the focus."""
        with desktop.Window() as window:
            window.widget("TokenRow.name").wait_for_text(cluster.FIRST)
            window.press("F10")
            item = window.wait_for("push button", "Update list…")
            desktop.wait_until(lambda: desktop.is_(item, Atspi.StateType.FOCUSED), "the first item has no focus")
            window.press("Escape")

    def test_escape_closes_dialogs(self):
        with desktop.Window() as window:
            window.click("push button", f"Details of {cluster.FIRST}")
            window.wait_for("dialog", cluster.FIRST)
            window.dismiss("dialog", None)

    def test_file_of_the_command_line(self):
        path = os.path.join(os.environ["TMPDIR"], "CTLFile.tlv")
        cluster.build(path)
        with desktop.Window(path) as window:
            page = window.wait_for("radio button", "Trust list")
            desktop.wait_until(lambda: desktop.is_(page, Atspi.StateType.CHECKED), "the trust list page")

    def test_version(self):
        out = subprocess.run([desktop.PROGRAM, "--version"], capture_output=True, text=True, check=True).stdout
        self.assertRegex(out, r"^etoken-ctl-gtk \d+\.\d+\.\d+\n$")
        with open("/dev/full", "wb") as full:
            done = subprocess.run([desktop.PROGRAM, "--version"], stdout=full, stderr=subprocess.PIPE, text=True, check=False)
        self.assertEqual((done.returncode, done.stderr),
                         (5, "etoken-ctl-gtk: Standard output cannot be written: No space left on device.\n"))


if __name__ == "__main__":
    cluster.forget()
    unittest.main(verbosity=2)
