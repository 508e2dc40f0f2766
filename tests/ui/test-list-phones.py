"""The question whether phones will accept a list, by the lists that they hold and with the answer of TVS."""

import socket
import unittest

import cluster
import desktop
import listing
import program
from cluster import CERTIFICATES, FIRST, PUBLISHER_IP, SECOND
from list_phones_case import TITLE, PhonesCase
from tls_services import sha1_of


class Phones(PhonesCase):
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


if __name__ == "__main__":
    unittest.main()
