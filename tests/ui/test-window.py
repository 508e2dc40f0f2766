"""The window as a whole: every page in every size, light and dark; keyboard only; opening files; readable by a screen
reader."""

import os
import signal
import subprocess
import unittest

import cluster
import desktop
import xserver
from desktop import Atspi, Gdk

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
            item = window.wait_for("push button", "Migrate to eTokens")
            desktop.wait_until(lambda: desktop.is_(item, Atspi.StateType.FOCUSED), "the first item has no focus")
            window.press("Escape")

    def test_escape_closes_dialogs(self):
        with desktop.Window() as window:
            window.click("push button", f"Details of {cluster.FIRST}")
            window.wait_for("dialog", cluster.FIRST)
            window.dismiss("dialog", None)

    def test_closed_by_assistive_technology_within_a_key(self):
        """GTK goes on with a key in a window that was closed while assistive technology was being told of the key."""
        with desktop.Window() as window:
            window.click("push button", f"Details of {cluster.FIRST}")
            dialog = window.wait_for("dialog", cluster.FIRST)
            close = window.wait_for("push button", "Close", root=dialog)
            window.press("Shift_L")  # the pointer is in the dialog now, and the registry runs
            registry = int(subprocess.run(["pgrep", "-f", "at-spi2-registryd"], check=True, capture_output=True,
                                          text=True).stdout.split()[0])
            xserver.send_key(Gdk.KEY_Shift_L, True)
            os.kill(registry, signal.SIGSTOP)
            try:
                xserver.send_key(Gdk.KEY_Shift_L, False)
                desktop.Atspi.Action.do_action(close, 0)
                window.wait_gone("dialog", cluster.FIRST)
            finally:
                os.kill(registry, signal.SIGCONT)
            window.show_page("Publisher")

    def test_shortcuts_and_about(self):
        with desktop.Window() as window:
            window.widget("TokenRow.name").wait_for_text(cluster.FIRST)
            window.press("F10")
            window.click("push button", "Keyboard shortcuts")
            window.widget("DetailsDialog").wait_for_text("Look for tokens again")
            window.screenshot("shortcuts")
            window.dismiss("dialog", "Keyboard shortcuts")
            window.press("F10")
            window.click("push button", "About")
            window.wait_for("dialog", "About")
            window.screenshot("about")
            window.dismiss("dialog", "About")

    def test_file_of_the_command_line(self):
        path = os.path.join(os.environ["TMPDIR"], "CTLFile.tlv")
        cluster.build(path)
        with desktop.Window(path) as window:
            page = window.wait_for("radio button", "Trust list")
            desktop.wait_until(lambda: desktop.is_(page, Atspi.StateType.CHECKED), "the trust list page")

    def test_version(self):
        out = subprocess.run([desktop.PROGRAM, "--version"], capture_output=True, text=True, check=True).stdout
        self.assertRegex(out, r"^etoken-ctl-gtk \d+\.\d+\.\d+\n$")

    def test_looks(self):
        """Nothing is asserted here but that no page warns; the screenshots are for people."""
        for dark in (False, True):
            for width, height in ((800, 500), (1280, 900), (560, 640)):
                size = f"{width}x{height}{'-dark' if dark else ''}"
                with desktop.Window(dark=dark) as window:
                    window.widget("TokenRow.name").wait_for_text(cluster.FIRST)
                    window.resize(width, height)
                    for page in PAGES:
                        window.show_page(page)
                        window.screenshot(f"{page.lower().replace(' ', '-')}-{size}")

    def test_large(self):
        with desktop.Window(env={"GDK_SCALE": "2"}) as window:
            window.widget("TokenRow.name").wait_for_text(cluster.FIRST)
            for page in PAGES:
                window.show_page(page)
                window.screenshot(f"{page.lower().replace(' ', '-')}-scale-2")


if __name__ == "__main__":
    cluster.forget()
    unittest.main(verbosity=2)
