"""What the tests of the History page share."""

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
from cluster import FIRST, LOGIN, PIN

PUBLISHER_URL = os.environ["SANDBOX_PUBLISHER_URL"]
DATA = pathlib.Path(os.environ["XDG_DATA_HOME"]) / "etoken-ctl"
COLUMNS = 5


class HistoryCase(unittest.TestCase):
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
