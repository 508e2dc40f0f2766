"""The question whether phones will accept a list, by the lists that they hold and with the answer of TVS."""

import os
import pathlib
import socket
import tempfile
import unittest

import cluster
import desktop
import itl
import listing
import program
from cluster import CERTIFICATES, FIRST, PUBLISHER_IP, SECOND, TFTP
from tls_services import TvsServer, make_certificate, sha1_of

KEYS = pathlib.Path(os.environ["SANDBOX_KEYS"])
URL = f"sftp://publisher@{PUBLISHER_IP}:22/~/tftp/CTLFile.tlv"
CALLMANAGER, CALLMANAGER_KEY = CERTIFICATES / "cucm-1051-a-pub.pem", KEYS / "cucm-1051-a-pub.key"
SERVERS = ((CALLMANAGER, itl.SAST, "cucm-1051-a-pub", PUBLISHER_IP),
           (CALLMANAGER, itl.CCM_TFTP, "cucm-1051-a-pub", PUBLISHER_IP))
TITLE = "Will phones accept CTLFile.tlv?"
ITEM = "Will phones accept it?"


class Phones(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.folder = pathlib.Path(folder.name)
        cls.path = cls.folder / "CTLFile.tlv"
        cluster.build(cls.path)
        cls.certificate, cls.key = make_certificate(cls.folder, "TVS")
        cls.tokenless = cls.folder / "tokenless.tlv"
        cls.tokenless.write_bytes(itl.make_tokenless(CALLMANAGER, CALLMANAGER_KEY, SERVERS))
        cls.itl = cls.folder / "ITLFile.tlv"
        cls.itl.write_bytes(itl.make(CALLMANAGER, CALLMANAGER_KEY, cls.certificate, by_hash=True))

    def setUp(self):
        self.addCleanup(listing.forget)

    def open(self, window):
        listing.choose_more(window, ITEM)
        return window.wait_for("dialog", TITLE)

    def ask(self, window, dialog, **entries):
        for name, text in entries.items():
            window.type(f"{name.upper()} that phones hold", str(text))
        window.click("push button", "Check", root=dialog)

    def test_lines_are_those_of_verify(self):
        other = self.folder / "other.tlv"
        cluster.build(other, signer=FIRST)
        lines = program.run("verify", self.path, "--phone-ctl", other, "--phone-itl", self.itl).out.splitlines()
        with desktop.Window(self.path) as window:
            dialog = self.open(window)
            window.widget("PhonesDialog.summary").wait_for_text(
                "Phones that hold no list take this one. Choose the CTL")
            self.ask(window, dialog, ctl=other, itl=self.itl)
            window.widget("PhonesDialog.summary").wait_for_text("Yes. Phones will take this list.")
            shown = listing.all_texts(dialog)
            for line in lines[1:]:
                self.assertIn(line.strip().removesuffix(":"), shown)
            window.screenshot("phones-yes")
            listing.close_dialog(window, TITLE)

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

    def serve(self):
        (TFTP / "ITLFile.tlv").write_bytes(self.itl.read_bytes())
        (TFTP / "CTLFile.tlv").write_bytes(self.tokenless.read_bytes())
        listing.save_publishers(hq=URL)
        server = TvsServer(self.certificate, self.key, address=(PUBLISHER_IP, 2445))
        self.addCleanup(server.stop)
        return server

    def test_tvs(self):
        server = self.serve()
        with desktop.Window(self.path) as window:
            dialog = self.open(window)
            listing.choose(window, dialog, "Ask TVS of", "hq")
            self.ask(window, dialog, ctl=self.tokenless)
            window.widget("PhonesDialog.summary").wait_for_text(
                "No. Phones that ask TVS will keep the list that they hold")
            window.widget("PhonesDialog.tvs").wait_for_text(f"TVS on {PUBLISHER_IP} does not know its certificate.")
            window.screenshot("phones-tvs-no")
            server.trust[sha1_of(CERTIFICATES / f"{SECOND}.pem")] = (0, 3)
            self.ask(window, dialog)
            window.widget("PhonesDialog.summary").wait_for_text(
                "Phones that can ask TVS will take this list, since TVS knows its signer.")
            window.widget("PhonesDialog.summary").wait_for_text(
                "Phones without Security by Default will keep the list that they hold.")
            self.assertIn("Phones that hold this CTL and this ITL", listing.all_texts(dialog))
            server.stop()
            self.ask(window, dialog)
            window.widget("PhonesDialog.summary").wait_for_text("Nobody can say: phones will ask TVS about the signer")
            listing.close_dialog(window, TITLE)

    def test_cancelled(self):
        """TVS says nothing: the question is cancelled, and can be asked without it at once."""
        self.serve().stop()
        silent = socket.create_server((PUBLISHER_IP, 2445))
        self.addCleanup(silent.close)
        with desktop.Window(self.path) as window:
            dialog = self.open(window)
            listing.choose(window, dialog, "Ask TVS of", "hq")
            self.ask(window, dialog, ctl=self.tokenless)
            step = window.widget("BusyBar.step", root=dialog)
            step.wait_for_text(f"Asking TVS on {PUBLISHER_IP}")
            window.click("push button", "Cancel", root=step.wait().get_parent())
            step.wait_gone()
            self.assertIsNone(window.widget("PhonesDialog.summary").find_text("Phones that hold no list take this one."))
            listing.choose(window, dialog, "Ask TVS of", "nobody")
            self.ask(window, dialog)
            window.widget("PhonesDialog.summary").wait_for_text(
                "It depends on TVS, which phones will ask about the signer.")
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
