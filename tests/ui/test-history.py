"""The History page: what was pushed and fetched is listed, opened, compared, saved and put back."""

import hashlib
import os
import pathlib
import shutil
import tempfile
import unittest

import cluster
import desktop
import listing
import program
from cluster import FIRST, LOGIN, PIN, SECOND, TFTP

PUBLISHER_URL = os.environ["SANDBOX_PUBLISHER_URL"]
DATA = pathlib.Path(os.environ["XDG_DATA_HOME"]) / "etoken-ctl"
COLUMNS = 5


class History(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.addCleanup(listing.forget)
        self.addCleanup(shutil.rmtree, DATA, True)
        self.folder = pathlib.Path(folder.name)
        self.first, self.second = self.folder / "first.tlv", self.folder / "second.tlv"

    def push_two(self):
        """The second list has one server less."""
        listing.save_publishers(hq=PUBLISHER_URL)
        cluster.build(self.first)
        program.run("build", "--from", self.first, "--remove", "5", "--output", self.second, "--sign-with", FIRST,
                    pin=PIN)
        for path in (self.first, self.second):
            program.run("push", path, "hq", *LOGIN)

    def rows(self, window):
        table = window.wait_for("table", "History")
        cells = [desktop.text_of(node) for node in desktop.nodes(table, "table cell")]
        return [cells[start:start + COLUMNS] for start in range(0, len(cells), COLUMNS)]

    def wait_rows(self, window, *wanted):
        """(what happened, publisher, signer) of each row."""
        window.wait(lambda: [tuple(row[1:4]) for row in self.rows(window)] == list(wanted),
                    lambda: f"the rows are not {wanted}\n{window}")

    def select(self, window, *indexes):
        table = window.wait_for("table", "History")
        for index in range(len(self.rows(window))):
            if index in indexes:
                desktop.Atspi.Table.add_row_selection(table, index)
            else:
                desktop.Atspi.Table.remove_row_selection(table, index)

    def select_old(self, window):
        """The list that was replaced, found by its checksum."""
        md5 = hashlib.md5(self.first.read_bytes()).hexdigest()
        index = next(index for index, row in enumerate(self.rows(window)) if row[1] == "Was replaced")
        self.select(window, index)
        window.widget("HistoryPage.facts").wait_for_text(md5)
        return index

    def test_empty(self):
        with desktop.Window() as window:
            window.press("<Alt>4")
            window.widget("HistoryPage.empty", role="panel").wait_for_text("Nothing was pushed or fetched yet")
            window.screenshot("history-empty")

    def test_listed_and_put_back(self):
        self.push_two()
        with desktop.Window() as window:
            window.show_page("History")
            window.wait(lambda: len(self.rows(window)) == 3, lambda: str(window))
            self.assertEqual(sorted((row[1], row[2], row[3]) for row in self.rows(window)),
                             [("Pushed", "hq", FIRST), ("Pushed", "hq", SECOND), ("Was replaced", "hq", SECOND)])
            self.select_old(window)
            window.widget("HistoryPage.facts").wait_for_text("held this list until then.")
            window.screenshot("history")
            window.click("push button", "Put back")
            dialog = window.wait_for("dialog", "Sign and publish")
            window.click("push button", "Next", root=dialog)
            window.wait_for("radio button", "Keep the signature", root=dialog)
            window.click("push button", "Next", root=dialog)
            window.widget("PublishSend.hint").wait_for_text("Choose the nodes")
            window.click("push button", "Check", root=dialog)
            window.click("push button", "Publish", root=dialog)
            window.widget("PublishDone.where").wait_for_text("Publisher hq holds this list now.")
            listing.close_dialog(window, "Sign and publish")
            self.assertEqual((TFTP / "CTLFile.tlv").read_bytes(), self.first.read_bytes())
            window.wait(lambda: len(self.rows(window)) == 5, lambda: str(window))

    def test_opened_compared_saved(self):
        self.push_two()
        with desktop.Window() as window:
            window.show_page("History")
            self.select_old(window)
            window.click("push button", "Compare")
            window.widget("NoticeBar.text").wait_for_text("There is no other list to compare this one with.")
            window.click("push button", "Save as")
            self.save(window, self.folder / "saved.tlv")
            self.assertEqual((self.folder / "saved.tlv").read_bytes(), self.first.read_bytes())
            window.click("push button", "Open")
            window.widget("TrustListPage.state").wait_for_text("kept on ")
            listing.wait_rows(window, [FIRST, SECOND, "cucm-1051-a-pub", "CAPF-e41e7d87", "cucm-1051-a-sub1"])
            window.show_page("History")
            newest = next(index for index, row in enumerate(self.rows(window)) if row[3] == FIRST)
            self.select(window, newest)
            window.widget("HistoryPage.facts").wait_for_text(hashlib.md5(self.second.read_bytes()).hexdigest())
            window.click("push button", "Compare")
            window.widget("DifferenceView.summary").wait_for_text("1 record added")  # the open list still has it
            self.close_difference(window)
            self.select(window, newest, self.select_old(window))
            window.widget("HistoryPage.facts").wait_for_text("2 lists are selected.")
            window.click("push button", "Compare")
            window.widget("DifferenceView.summary").wait_for_text("1 record removed")
            window.screenshot("history-compare")
            self.close_difference(window)

    def save(self, window, path):
        chooser = window.wait_for("file chooser", "Save the trust list")
        entry = next(node for node in desktop.nodes(chooser) if "EditableText" in node.get_interfaces())
        desktop.Atspi.EditableText.set_text_contents(entry, str(path))
        window.click("push button", "Save", root=chooser)
        window.widget("NoticeBar.text").wait_for_text("The list was saved as")

    def close_difference(self, window):
        dialog = window.wait_for("dialog", None)
        window.click("push button", "Close", root=dialog)
        window.wait_gone("dialog", "")

    def test_looks(self):
        """For the eye: small and large, light and dark; nothing may be pushed out of a small window."""
        self.push_two()
        for width, height, dark in ((800, 500, True), (1280, 900, False)):
            with desktop.Window(dark=dark) as window:
                window.show_page("History")
                self.select_old(window)
                window.resize(width, height)
                for name in ("Open", "Compare", "Save as", "Put back"):
                    window.wait_within(window.wait_for("push button", name), width, height)
                window.screenshot(f"history-{width}")

    def test_damaged(self):
        """What was there before is kept as it was, also when it is no list; and one that was changed is told of."""
        listing.save_publishers(hq=PUBLISHER_URL)
        cluster.build(self.first)
        (TFTP / "CTLFile.tlv").write_bytes(b"not even a list")
        program.run("push", self.first, "hq", "--force", *LOGIN)
        with desktop.Window() as window:
            window.show_page("History")
            window.wait(lambda: len(self.rows(window)) == 2, lambda: str(window))
            index = next(index for index, row in enumerate(self.rows(window)) if row[1] == "Was replaced")
            self.assertEqual(self.rows(window)[index][3], "nobody known (it is damaged)")
            self.select(window, index)
            window.widget("HistoryPage.facts").wait_for_text("15 bytes")
            window.click("push button", "Put back")
            window.widget("NoticeBar.text").wait_for_text("The list is damaged")
            for path in (DATA / "history").glob("*.tlv"):
                path.write_bytes(b"changed")
            window.click("push button", "Open")
            window.widget("NoticeBar.text").wait_for_text("is not the list that was kept: its checksum differs")


if __name__ == "__main__":
    unittest.main()
