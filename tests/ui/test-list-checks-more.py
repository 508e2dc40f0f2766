"""More findings and differences of the list, the page by Tab alone and in every size, and closing it while something is asked."""

import subprocess
import unittest

import cluster
import desktop
import listing
import program
from cluster import FIRST, PUBLISHER_IP, SECOND
from list_checks_case import CAPF, ChecksCase


class Checks(ChecksCase):
    def test_finding_of_the_list(self):
        with desktop.Window(self.path) as window:
            listing.select(window, 3)
            listing.remove(window)
            text = window.widget("TrustListPage.findings_text").wait_for_text("Warning: The list has no CAPF record")
            self.assertTrue(text.endswith("."), text)
            window.screenshot("list-finding")
            listing.add_server(window, "CAPF", PUBLISHER_IP, CAPF)
            window.wait_gone("dialog", "Add server")
            window.widget("TrustListPage.findings_text").wait_without_text("Warning: The list has no CAPF record")
            listing.discard_and_close(window)

    def test_findings_are_those_of_check(self):
        """Of a signed list all that the command line finds stands somewhere on the page."""
        program.run("build", "--output", self.path, "--from", self.path, "--remove", "4", "--server",
                    f"CAPF,10.9.9.9,{CAPF}", "--sign-with", SECOND, "--force", pin=cluster.PIN)
        found = program.run("check", self.path, "--json").json["findings"]
        self.assertEqual([finding["id"] for finding in found], ["server-without-tftp"])
        with desktop.Window(self.path) as window:
            self.assertIn("1 warning", self.marks(window))

    def test_wrong_signature_is_marked(self):
        data = bytearray(self.path.read_bytes())
        data[cluster.Header(data).signature_at[0] + 10] ^= 1
        self.path.write_bytes(data)
        with desktop.Window(self.path) as window:
            window.widget("TrustListPage.state").wait_for_text("signature wrong")
            self.assertIn("1 error", self.marks(window)[1])

    def test_nothing_to_compare_with(self):
        """A new list replaces none; the item cannot be chosen."""
        with desktop.Window() as window:
            window.show_page("Trust list")
            window.click("push button", "New")
            window.widget("TrustListPage.hint").wait_for_text("The list is empty.")
            window.click("toggle button", "More")
            item = window.wait_for("push button", "What has changed")
            self.assertFalse(desktop.is_(item, desktop.Atspi.StateType.SENSITIVE))
            window.press("Escape")

    def test_compare_with_damaged_file(self):
        other = self.folder / "other.tlv"
        other.write_bytes(b"no list")
        with desktop.Window(self.path) as window:
            listing.choose_more(window, "Compare with file")
            listing.choose_file(window, "Compare with a trust list", other)
            window.widget("NoticeBar.text").wait_for_text(f"{other}: The list is damaged")
            listing.choose_more(window, "Compare with file")
            listing.choose_file(window, "Compare with a trust list", None)
            self.assertEqual(len(listing.rows(window)), 5)

    def test_second_file_while_asked(self):
        """Not while a question is open; the question stays."""
        with desktop.Window(self.path) as window:
            listing.choose_more(window, "Set Unified CM Cluster to Non-Secure Mode")
            alert = window.wait_for("alert")
            subprocess.run([desktop.PROGRAM, self.path], check=True)
            window.widget("NoticeBar.text").wait_for_text("No other list is opened while a dialog is open.")
            window.click("push button", "Keep the certificates", root=alert)
            window.wait_gone("alert")

    def test_closed_while_asked(self):
        """The window is told to close while a question, then while a dialog is open: it ends well."""
        for item, role, name in (("Set Unified CM Cluster", "alert", None), ("What has changed", "dialog", "Difference")):
            with desktop.Window(self.path) as window:
                listing.choose_more(window, item)
                window.wait_for(role, name)
                listing.quit_by_bus(window)

    def test_every_control_by_tab(self):
        """Tab comes around through everything on the page that can be pressed, in the flowing rows as well."""
        with desktop.Window(self.path) as window:
            listing.select(window, 1)
            wanted = {node.get_name() for node in window.all("push button")
                      if desktop.is_(node, desktop.Atspi.StateType.SENSITIVE)} | {"More", "Records"}
            reached = {window.press_tab(self.control) for _ in range(30)}
            self.assertLessEqual(wanted, reached)

    @staticmethod
    def control(node):
        """The name of what has the focus; of the table, when one of its cells tells first that it has it."""
        return (node.get_parent() if desktop.role_of(node) == "table cell" else node).get_name()

    def test_looks(self):
        """Nothing is clipped at 560 pixels: the window becomes as narrow."""
        for dark in (False, True):
            with desktop.Window(self.path, dark=dark) as window:
                listing.select(window, 3)
                listing.remove(window)
                listing.add_server(window, "CAPF", "10.9.9.9", CAPF)
                window.wait_gone("dialog", "Add server")
                for width, height in ((800, 500), (1280, 900), (560, 640)):
                    window.resize(width, height)
                    listing.settle()
                    window.screenshot(f"list-{width}x{height}{'-dark' if dark else ''}")
                    window.wait_within(window.find("frame"), width, height)
                listing.discard_and_close(window)

    def test_large(self):
        with desktop.Window(self.path, env={"GDK_SCALE": "2"}) as window:
            # In a window that fits the screen there is no room for two of the columns.
            listing.wait_rows(window, [FIRST, SECOND, "cucm-1051-a-pub", "CAPF-e41e7d87", "cucm-1051-a-sub1"], columns=6)
            window.ask_for_size("eToken CTL Client", 1280, 880)
            listing.settle()
            window.screenshot("list-scale-2")


if __name__ == "__main__":
    unittest.main()
