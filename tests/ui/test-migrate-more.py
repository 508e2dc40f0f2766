"""The migration stopped and taken up again, refused, and in a small window."""

import unittest

import desktop
import itl
import listing
from cluster import CERTIFICATES, FIRST, PIN, PUBLISHER_IP, SECOND, SUBSCRIBER_IP, TFTP, openssl_verifies
from migrate_case import MigrateCase, Person
from migration import CALLMANAGER, CALLMANAGER_KEY, KEPT, SERVERS, STATE, SUBSCRIBER


class Migrate(MigrateCase):
    def start(self, window):
        dialog = Person(window).open()
        window.click("push button", "Start", root=dialog)
        return dialog

    def sign(self, window, dialog):
        window.click("push button", "Sign and publish", root=dialog)
        listing.password(window, PIN)

    def test_closed_and_taken_up_again(self):
        """Closed at each step that waits for somebody; opened again it goes on there."""
        with desktop.Window() as window:
            self.start(window)
            window.widget("UpdateStepView.to_do").wait_for_text("purpose Phone-SAST-trust")
            self.close(window)
            self.upload(FIRST, SECOND)
            self.start(window)
            window.widget("UpdateStepView.question").wait_for_text("put it on 2 nodes?")
            self.close(window)
            self.assertEqual(self.served(), self.old)
            dialog = self.start(window)
            self.choose_signer(window, dialog)
            window.click("push button", "Sign and publish", root=dialog)
            window.click("push button", "Cancel", root=window.wait_for("dialog", "Password"))
            window.widget("NoticeBar.text").wait_for_text("Stopped. What was done so far is kept.")
            self.assertEqual(self.served(), self.old)
            window.click("push button", "Go on", root=dialog)
            self.sign(window, dialog)
            window.widget("UpdateStepView.question").wait_for_text(
                f"Restart Cisco Tftp, then Cisco CallManager, then Cisco CTIManager on {PUBLISHER_IP} now?")
            self.assertTrue(openssl_verifies(self.served(), CERTIFICATES / f"{SECOND}.pem"))
            self.close(window)
        with desktop.Window() as window:
            dialog = Person(window).open()
            self.expect_states(window, "Next", *["Done"] * 6, "To do", "To do")  # the cluster is looked at once more
            window.click("push button", "Go on", root=dialog)
            window.widget("UpdateStepView.question").wait_for_text(f"on {PUBLISHER_IP} now?")
            window.click("push button", "Restart now", root=dialog)
            window.widget("UpdateStepView.question").wait_for_text(f"on {SUBSCRIBER_IP} now?")
            self.close(window)
            dialog = Person(window).open()
            window.click("push button", "Go on", root=dialog)
            window.widget("UpdateStepView.question").wait_for_text(f"on {SUBSCRIBER_IP} now?")
            window.click("push button", "They were restarted elsewhere", root=dialog)
            self.expect_states(window, *["Done"] * 9)
            self.assertEqual(len(self.restarts()), 3)
            self.start_anew(window, dialog)
            self.close(window)

    def start_anew(self, window, dialog):
        """A list that a token signed is nothing to migrate."""
        window.click("push button", "Start anew", root=dialog)
        window.click("push button", "Start anew", root=window.wait_for("alert"))
        self.expect_states(window, "Next", *["To do"] * 8)
        window.click("push button", "Start", root=dialog)
        window.widget("NoticeBar.text").wait_for_text("signed by an eToken already; there is nothing to migrate")

    def choose_signer(self, window, dialog):
        """The question is asked anew, with the other token."""
        window.widget("UpdateStepView.question").wait_for_text(f"Sign this list with token {FIRST}")
        listing.choose(window, dialog, "Sign with token", SECOND)
        window.widget("UpdateStepView.question").wait_for_text(f"Sign this list with token {SECOND}")

    def test_14su3(self):
        """Refused until the person wants it; another refusal of the same step is told for itself then."""
        self.set_release("14.0.1.13900-155")
        (STATE / "mode").write_text("0\n")
        with desktop.Window() as window:
            dialog = self.start(window)
            window.widget("FindingRow.text").wait_for_text(
                "from 14SU3 (14.0.1.13900) on its CTL Provider supports no tokens, and it is not known whether it serves")
            self.expect_states(window, "Failed", *["To do"] * 8)
            self.assertIsNone(window.widget("NoticeBar.text").find())  # it would say the same
            window.screenshot("migrate-14su3")
            window.click("push button", "Try again", root=dialog)
            window.widget("FindingRow.text").wait_for_text("Warning: The cluster runs 14.0.1.13900-155")
            window.click("check box", "Go on all the same", root=dialog)
            window.click("push button", "Try again", root=dialog)
            window.widget("NoticeBar.text").wait_for_text("Set it to mixed mode first, then start again")
            window.widget("FindingRow.text").wait_gone()
            (STATE / "mode").write_text("1\n")
            window.click("push button", "Try again", root=dialog)
            window.widget("UpdateStepView.to_do").wait_for_text("purpose Phone-SAST-trust")
            self.close(window)

    def test_way_out(self):
        """A failed check says what to do, and is made again when that was done."""
        SUBSCRIBER.write_bytes(b"x")
        (STATE / "mode").write_text("0\n")
        with desktop.Window() as window:
            dialog = self.start(window)
            window.widget("NoticeBar.text").wait_for_text("Set it to mixed mode first, then start again")
            (STATE / "mode").write_text("1\n")
            window.click("push button", "Try again", root=dialog)
            window.widget("NoticeBar.text").wait_for_text(
                f"{SUBSCRIBER_IP} serves another list than the publisher: push the list to it")
            window.screenshot("migrate-failed")
            self.serve(self.old)
            window.click("push button", "Try again", root=dialog)
            window.widget("UpdateStepView.to_do").wait_for_text("purpose Phone-SAST-trust")
            self.upload(FIRST, SECOND)
            window.click("push button", "Ask again now", root=dialog)
            window.click("push button", "Sign and publish", root=dialog)
            listing.password(window, "wrong")
            window.widget("NoticeBar.text").wait_for_text("the password is wrong")
            window.click("push button", "Try again", root=dialog)
            self.sign(window, dialog)
            window.widget("UpdateStepView.question").wait_for_text(f"on {PUBLISHER_IP} now?")
            self.close(window)

    def test_lock_of_another_push(self):
        self.upload(FIRST, SECOND)
        lock = SUBSCRIBER.with_name(".CTLFile.tlv.etoken-ctl-lock")
        lock.write_text("alice@desk\n")
        with desktop.Window() as window:
            dialog = self.start(window)
            self.sign(window, dialog)
            window.widget("NoticeBar.text").wait_for_text("its lock is held by")
            self.assertEqual(SUBSCRIBER.read_bytes(), self.old)
            window.screenshot("migrate-locked")
            window.click("check box", "Take the lock over", root=dialog)
            window.click("push button", "Try again", root=dialog)
            window.widget("UpdateStepView.question").wait_for_text(f"on {PUBLISHER_IP} now?")
            self.assertIsNone(window.find("check box", "Take the lock over", root=dialog))
            self.assertNotEqual(self.served(), self.old)
            self.close(window)
        self.assertFalse(lock.exists())

    def test_refused_and_overruled(self):
        """Somebody has replaced the list of one node meanwhile: nothing is written before the user says so."""
        other = itl.make_tokenless(CALLMANAGER, CALLMANAGER_KEY, SERVERS[:3])
        self.upload(FIRST, SECOND)
        with desktop.Window() as window:
            window.resize(800, 500)
            dialog = self.start(window)
            window.widget("UpdateStepView.question").wait_for_text("put it on 2 nodes?")
            SUBSCRIBER.write_bytes(other)
            self.sign(window, dialog)
            window.widget("FindingRow.text").wait_for_text("somebody else has replaced it; find out who has")
            window.screenshot("migrate-refused")
            window.wait_within(dialog, 800, 500)
            self.assertIsNone(window.widget("NoticeBar.text").find())  # it would say the same
            self.assertEqual((SUBSCRIBER.read_bytes(), (TFTP / "CTLFile.tlv").read_bytes()), (other, self.old))
            window.click("check box", "Go on all the same", root=dialog)
            window.click("push button", "Try again", root=dialog)
            window.widget("UpdateStepView.question").wait_for_text(f"on {PUBLISHER_IP} now?")
            self.assertEqual(SUBSCRIBER.with_name(KEPT).read_bytes(), other)
            self.assertNotIn(self.served(), (other, self.old))
            self.close(window)

    def test_cancelled_and_quit(self):
        """Cancel stops the step that runs; the program can be quit in the middle of one."""
        (STATE / "faults").write_text("hang=show")
        with desktop.Window() as window:
            dialog = self.start(window)
            window.click("push button", "Cancel", root=dialog)
            window.widget("NoticeBar.text").wait_for_text("Stopped. What was done so far is kept.")
            window.click("push button", "Go on", root=dialog)
            window.wait_for("push button", "Cancel", root=dialog)
            window.press("<Primary>q")
            window.wait_end()
        self.assertEqual(self.served(), self.old)

    def test_looks(self):
        """For the eye, in a small dark window."""
        self.upload(FIRST, SECOND)
        with desktop.Window(dark=True) as window:
            window.resize(800, 500)
            dialog = self.start(window)
            window.widget("UpdateStepView.question").wait_for_text("put it on 2 nodes?")
            window.screenshot("migrate-sign-dark")
            window.wait_within(dialog, 800, 500)
            self.close(window)


if __name__ == "__main__":
    unittest.main()
