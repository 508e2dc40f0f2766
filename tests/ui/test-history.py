"""The History page: what was pushed and fetched is listed, opened, compared, saved and put back."""

import hashlib
import unittest

import desktop
import listing
from cluster import FIRST, SECOND, TFTP
from history_case import HistoryCase


class History(HistoryCase):
    def wait_rows(self, window, *wanted):
        """(what happened, publisher, signer) of each row."""
        window.wait(lambda: [tuple(row[1:4]) for row in self.rows(window)] == list(wanted),
                    lambda: f"the rows are not {wanted}\n{window}")

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


if __name__ == "__main__":
    unittest.main()
