"""The History page in a small window, and with lists that are damaged."""

import unittest

import cluster
import desktop
import listing
import program
from cluster import LOGIN, TFTP
from history_case import DATA, PUBLISHER_URL, HistoryCase


class History(HistoryCase):
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
