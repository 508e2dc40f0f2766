"""More answers to the question whether phones will accept a list, and the dialog in every size."""

import unittest

import desktop
import listing
from cluster import FIRST, SECOND
from list_phones_case import CALLMANAGER, TITLE, URL, PhonesCase


class Phones(PhonesCase):
    def test_rejected(self):
        """The signer is in no list that phones hold, and TVS is not asked: what to do is said."""
        with desktop.Window(self.path) as window:
            dialog = self.open(window)
            self.ask(window, dialog, ctl=self.tokenless)
            window.widget("PhonesDialog.summary").wait_for_text(
                "It depends on TVS, which phones will ask about the signer.")
            window.widget("PhonesDialog").wait_for_text("What to do")
            window.widget("PhonesDialog").wait_for_text(
                "upload the certificate of the token that signed as Phone-SAST-trust")
            window.screenshot("phones-depends")
            window.dismiss("dialog", TITLE)

    def test_wrong_files(self):
        """What was typed stays, and no old answer stays beside the error."""
        with desktop.Window(self.path) as window:
            dialog = self.open(window)
            window.widget("PhonesDialog.summary").wait_for_text("Phones that hold no list take this one.")
            self.ask(window, dialog, ctl=self.itl)
            window.widget("NoticeBar.text").wait_for_text(f"{self.itl} is an ITL; give it as the ITL that phones hold.")
            self.assertIsNone(window.widget("PhonesDialog.summary").find_text("Phones that hold no list take this one."))
            self.ask(window, dialog, ctl=self.folder / "missing.tlv")
            window.widget("NoticeBar.text").wait_for_text("missing.tlv cannot be read")
            self.ask(window, dialog, ctl="")
            window.widget("PhonesDialog.summary").wait_for_text("Phones that hold no list take this one.")
            window.click("push button", "Choose the CTL file", root=dialog)
            listing.choose_file(window, "CTL that phones hold", None)
            window.click("push button", "Choose the CTL file", root=dialog)
            listing.choose_file(window, "CTL that phones hold", self.tokenless)
            entry = next(node for node in window.all("text", "CTL that phones hold"))
            self.assertEqual(desktop.text_of(entry), str(self.tokenless))
            listing.close_dialog(window, TITLE)

    def test_not_signed_yet(self):
        with desktop.Window(self.path) as window:
            listing.add_server(window, "TFTP", "10.1.2.3", CALLMANAGER)
            window.wait_gone("dialog", "Add server")
            self.open(window)
            window.widget("PhonesDialog.summary").wait_for_text(
                f"take it when one of these signs it: {FIRST}, {SECOND}.")
            self.assertIsNone(window.find("push button", "Check"))
            window.screenshot("phones-not-signed")
            listing.close_dialog(window, TITLE)
            listing.discard_and_close(window)

    def test_signed_again(self):
        """The list that was replaced is the one that phones hold."""
        with desktop.Window(self.path) as window:
            listing.add_server(window, "TFTP", "10.1.2.3", CALLMANAGER)
            window.wait_gone("dialog", "Add server")
            listing.save_publishers(hq=URL)
            sign = listing.sign(window)
            window.click("push button", "Cancel", root=sign)
            window.wait_gone("dialog", "Sign and publish")
            self.open(window)
            window.widget("PhonesDialog.summary").wait_for_text("Yes. Phones will take this list.")
            listing.close_dialog(window, TITLE)
            listing.discard_and_close(window)

    def test_closed_while_asking(self):
        """The window closes in the middle of the question."""
        self.serve()
        with desktop.Window(self.path) as window:
            dialog = self.open(window)
            listing.choose(window, dialog, "Ask TVS of", "hq")
            self.ask(window, dialog, ctl=self.tokenless)
            listing.quit_by_bus(window)

    def test_names_and_looks(self):
        for dark in (False, True):
            with desktop.Window(self.path, dark=dark) as window:
                window.resize(*((800, 500) if dark else (1280, 900)))
                dialog = self.open(window)
                self.ask(window, dialog, ctl=self.tokenless)
                window.widget("PhonesDialog.summary").wait_for_text("It depends on TVS")
                for node in window.all(root=dialog):
                    if desktop.role_of(node) in ("push button", "text", "combo box"):
                        self.assertNotEqual(node.get_name(), "")
                listing.settle()
                window.screenshot(f"phones{'-dark' if dark else ''}")
                window.dismiss("dialog", TITLE)


if __name__ == "__main__":
    unittest.main()
