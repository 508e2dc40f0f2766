"""What the trust list page says about the list: findings, differences, and what non-secure mode does to it."""

import contextlib
import os
import pathlib
import subprocess
import time
import unittest

import cluster
import desktop
import listing
import program
from cluster import CERTIFICATES, FIRST, PUBLISHER_IP, SECOND, SUBSCRIBER_IP
from list_checks_case import CAPF, ChecksCase


@contextlib.contextmanager
def drag_source(x, y, path):
    source = subprocess.Popen(["/usr/bin/python3", pathlib.Path(__file__).with_name("drag-source.py"), str(x), str(y),
                               path], stdout=subprocess.PIPE)
    try:
        assert source.stdout.readline() == b"ready\n"
        yield
    finally:
        source.kill()
        source.wait()
        source.stdout.close()


def drag(start, end, steps=20):
    """As a hand does: pressed, moved in small steps that the programs can follow, released."""
    mouse = desktop.Atspi.generate_mouse_event
    mouse(*start, "abs")
    mouse(*start, "b1p")
    for step in range(1, steps + 1):
        mouse(*(a + (b - a) * step // steps for a, b in zip(start, end)), "abs")
        time.sleep(0.02)
    mouse(*end, "b1r")


class Checks(ChecksCase):
    def test_findings_follow_changes(self):
        """A mark in the row, the sentence in its details; both go when the list is put right."""
        with desktop.Window(self.path) as window:
            self.assertEqual(self.marks(window), ["", "signed this list", "", "", ""])
            listing.add_server(window, "CAPF", "10.9.9.9", CAPF)
            window.wait_gone("dialog", "Add server")
            desktop.wait_until(lambda: self.marks(window)[5] == "1 warning, added", lambda: str(window))
            listing.select(window, 5)
            window.click("push button", "Details")
            dialog = window.wait_for("dialog", "Record 6")
            sentence = "10.9.9.9 has a CAPF record but none as CCM+TFTP, so phones may not trust it as a call manager."
            labels = [desktop.text_of(node) for node in window.all("label", root=dialog)]
            self.assertIn("Warning", labels)
            self.assertIn(sentence, labels)
            window.screenshot("list-finding-details")
            listing.close_dialog(window, "Record 6")
            listing.add_server(window, "CCM+TFTP", "10.9.9.9", CERTIFICATES / "cucm-1051-a-pub.pem")
            window.wait_gone("dialog", "Add server")
            desktop.wait_until(lambda: self.marks(window)[5:] == ["added", "added"], lambda: str(window))
            listing.discard_and_close(window)

    def test_what_has_changed(self):
        with desktop.Window(self.path) as window:
            listing.choose_more(window, "What has changed")
            window.widget("DifferenceView.summary").wait_for_text("Both lists are the same, byte for byte.")
            listing.close_dialog(window, "Difference")
            self.change(window)
            listing.choose_more(window, "What has changed")
            window.widget("DifferenceView.summary").wait_for_text("1 record added, 1 removed, 1 changed.")
            for text in ("Added", "Removed", "Changed", "Record 5, TFTP 10.1.2.3",
                         f"Record 5 of the old list, CCM+TFTP {SUBSCRIBER_IP}", f"Record 4, CAPF {PUBLISHER_IP}"):
                window.widget("DifferenceView").wait_for_text(text)
            window.widget("DifferenceView").wait_for_text("the certificate was renewed (serial ")
            window.screenshot("difference")
            window.dismiss("dialog", "Difference")
            listing.discard_and_close(window)

    def change(self, window):
        """One record is removed, one replaced, one added."""
        listing.select(window, 4)
        listing.remove(window)
        listing.add_server(window, "TFTP", "10.1.2.3", CERTIFICATES / "cucm-1051-a-sub1.der")
        window.wait_gone("dialog", "Add server")
        listing.add_server(window, "CAPF", PUBLISHER_IP, CERTIFICATES / "cucm-1051-a-sub1.der")
        window.wait_gone("dialog", "Add server")

    def test_compare_with_file(self):
        """The lines are those of diff."""
        other = self.folder / "other.tlv"
        cluster.build(other, "--server", f"TFTP,10.1.2.3,{CAPF}", signer=FIRST)
        lines = program.run("diff", other, self.path, status=1).out.splitlines()
        with desktop.Window(self.path) as window:
            listing.choose_more(window, "Compare with file")
            listing.choose_file(window, "Compare with a trust list", other)
            dialog = window.wait_for("dialog", "Difference")
            window.widget("DifferenceView.summary").wait_for_text("1 record removed.")
            shown = [desktop.text_of(node) for node in window.all("label", root=dialog)]
            self.assertIn(f"From {other} to CTLFile.tlv", shown)
            for line in lines:
                self.assertTrue(any(line == text or line.endswith(f": {text}") for text in shown), f"{line}: {shown}")
            window.screenshot("difference-files")
            listing.close_dialog(window, "Difference")

    def test_non_secure(self):
        expected = self.folder / "expected.tlv"
        listing.save_publishers(hq=os.environ["SANDBOX_PUBLISHER_URL"])
        program.run("build", "--output", expected, "--from", self.path, "--non-secure", "--sign-with", SECOND,
                    pin=cluster.PIN)
        with desktop.Window(self.path) as window:
            listing.choose_more(window, "Set Unified CM Cluster to Non-Secure Mode")
            alert = window.wait_for("alert")
            window.widget("GtkMessageDialog.label").wait_for_text("Set Unified CM Cluster to Non-Secure Mode?")
            window.widget("GtkMessageDialog.secondary_label").wait_for_text(
                "All CCM+TFTP records lose their certificate")
            window.screenshot("non-secure-question")
            window.click("push button", "Keep the certificates", root=alert)
            window.wait_gone("alert")
            window.widget("TrustListPage.state").wait_for_text(f"signed by {SECOND}, verified")
            listing.choose_more(window, "Set Unified CM Cluster to Non-Secure Mode")
            window.click("push button", "Take them out", root=window.wait_for("alert"))
            window.widget("TrustListPage.findings_text").wait_for_text(
                "Note: This is the list of a cluster in non-secure mode")
            self.assertEqual([row[6] for row in listing.rows(window)].count("no certificate"), 2)
            listing.choose_more(window, "Set Unified CM Cluster to Non-Secure Mode")
            window.widget("NoticeBar.text").wait_for_text("No CCM+TFTP record of the list holds a certificate")
            self.assertEqual(self.signed_records(window), self.records_of(expected))

    def signed_records(self, window):
        """Signs the list in the window, saves it, and gives its records."""
        dialog = listing.sign(window)
        window.click("push button", "Cancel", root=dialog)
        window.wait_gone("dialog", "Sign and publish")
        saved = self.folder / "saved.tlv"
        listing.save_as(window, saved)
        window.widget("NoticeBar.text").wait_for_text(f"The list was saved as {saved}.")
        return self.records_of(saved)

    def records_of(self, path):
        data = path.read_bytes()
        return cluster.records(data, cluster.Header(data).length)

    def test_open_chooser(self):
        """It shows trust lists first; cancelled, nothing happens."""
        with desktop.Window() as window:
            window.show_page("Trust list")
            window.click("push button", "Open")
            chooser = window.wait_for("file chooser", "Open a trust list")
            names = [node.get_name() for node in window.all("combo box", root=chooser)]
            self.assertIn("Trust lists (*.tlv)", names)
            listing.choose_file(window, "Open a trust list", None)
            window.widget("TrustListPage.none", role="panel").wait_for_text("No trust list is open")
            window.click("push button", "Open")
            listing.choose_file(window, "Open a trust list", self.path)
            window.widget("TrustListPage.state").wait_for_text(f"signed by {SECOND}, verified")

    def test_dropped(self):
        """A file is dragged from another program's window and dropped on the page."""
        with desktop.Window() as window:
            window.show_page("Trust list")
            window.widget("TrustListPage.none", role="panel").wait_for_text("No trust list is open")
            with drag_source(1000, 700, self.path):
                drag((1100, 750), self.point_on(window))
                window.widget("TrustListPage.state").wait_for_text(f"signed by {SECOND}, verified")

    @staticmethod
    def point_on(window):
        """A place on the page, at its upper left, which the other window leaves free."""
        box = window.wait_for("frame").get_extents(desktop.Atspi.CoordType.SCREEN)
        return box.x + box.width // 4, box.y + box.height // 3

    def test_second_file(self):
        """As by a double click while the program runs: the window that is there shows it."""
        other = self.folder / "Other.tlv"
        cluster.build(other, signer=FIRST)
        with desktop.Window(self.path) as window:
            window.widget("TrustListPage.state").wait_for_text(f"signed by {SECOND}, verified")
            subprocess.run([desktop.PROGRAM, other], check=True)
            window.widget("TrustListPage.state").wait_for_text(f"signed by {FIRST}, verified")
            window.widget("TrustListPage.title").wait_for_text("Trust list: Other.tlv")

    def test_menu_by_keyboard(self):
        with desktop.Window(self.path) as window:
            listing.select(window, 1)
            desktop.Atspi.Component.grab_focus(window.find("toggle button", "More"))
            window.press("Return")
            item = window.wait_for("push button", "What has changed")
            desktop.wait_until(lambda: desktop.is_(item, desktop.Atspi.StateType.FOCUSED), lambda: str(window))
            window.press("Return")
            window.wait_for("dialog", "Difference")
            window.dismiss("dialog", "Difference")


if __name__ == "__main__":
    unittest.main()
