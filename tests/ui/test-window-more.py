"""The window in every size, light and dark, its menu, and a key whose window goes away."""

import os
import signal
import subprocess
import unittest

import cluster
import desktop
import xserver
from desktop import Gdk

PAGES = ("Tokens", "Trust list", "Publisher")


class TheWindow(unittest.TestCase):
    def test_closed_by_assistive_technology_within_a_key(self):
        """GTK goes on with a key in a window that was closed while assistive technology was being told of the key."""
        with desktop.Window() as window:
            window.click("push button", f"Details of {cluster.FIRST}")
            dialog = window.wait_for("dialog", cluster.FIRST)
            close = window.wait_for("push button", "Close", root=dialog)
            window.press("Shift_L")  # the dialog has the keyboard now, and the registry runs
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
