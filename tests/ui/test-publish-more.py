"""Tokens that cannot sign, publishers that refuse, and closing in the middle."""

import os
import pathlib
import shutil
import subprocess
import unittest

import cluster
import crafted
import desktop
import listing
import program
from cluster import FIRST, PIN, SECOND, TFTP
from publish_case import PUBLISHER_URL, TroubleCase

NO_KEY = "SAST-ADN00nokey00"


class Trouble(TroubleCase):
    def test_token_without_key(self):
        self.path.write_bytes(crafted.make(SECOND, crafted.record(crafted.SAST, NO_KEY), *crafted.tokens(), *crafted.servers()))
        with desktop.Window(self.path, env={"SOFTHSM2_CONF": os.environ["SANDBOX_SOFTHSM_NO_KEY"]}) as window:
            listing.select(window, 5)
            listing.remove(window)
            window.click("push button", "Sign and publish")
            dialog = window.wait_for("dialog", "Sign and publish")
            window.click("push button", "Next", root=dialog)
            window.click("push button", "Sign", root=dialog)
            listing.password(window, PIN)
            window.widget("NoticeBar.text").wait_for_text("private key")
            window.screenshot("sign-no-key")
            listing.close_dialog(window, "Sign and publish", "Cancel")
            listing.discard_and_close(window)

    def test_token_missing(self):
        """The step says what to do, and finds the tokens when they are plugged in."""
        original = pathlib.Path(os.environ["SOFTHSM2_CONF"]).read_text()
        folder = next(line for line in original.splitlines() if "tokendir" in line).split("=")[1].strip()
        (self.folder / "tokens").mkdir()
        (self.folder / "softhsm2.conf").write_text(original.replace(folder, str(self.folder / "tokens")))
        cluster.build(self.path)
        with desktop.Window(self.path, env={"SOFTHSM2_CONF": str(self.folder / "softhsm2.conf")}) as window:
            listing.select(window, 4)
            listing.remove(window)
            window.click("push button", "Sign and publish")
            dialog = window.wait_for("dialog", "Sign and publish")
            window.click("push button", "Next", root=dialog)
            window.widget("PublishSign.empty").wait_for_text("No token that can sign is plugged in.")
            self.assertFalse(desktop.is_(window.find("push button", "Next", root=dialog) or
                                         window.find("push button", "Sign", root=dialog),
                                         desktop.Atspi.StateType.SENSITIVE))
            window.screenshot("sign-no-token")
            shutil.copytree(folder, self.folder / "tokens", dirs_exist_ok=True)
            window.click("push button", "Refresh", root=dialog)
            window.click("radio button", SECOND, root=dialog)
            window.click("push button", "Sign", root=dialog)
            listing.password(window, PIN)
            window.widget("PublishSend.hint").wait_for_text("No publisher is saved.")
            listing.save_as(window, self.folder / "new.tlv", root=dialog)
            window.widget("PublishSend.saved").wait_for_text("The list was saved as")
            window.click("push button", "Next", root=dialog)
            window.widget("PublishDone.next_steps").wait_for_text("The list has not been published.")
            window.screenshot("done-saved-only")
            listing.close_dialog(window, "Sign and publish")
        program.run("verify", self.folder / "new.tlv").expect(out="signed by record 2")

    def test_closed_during_push(self):
        """Escape stops the push and closes the dialog; the window stays."""
        cluster.build(self.path)
        way = self.take_way()
        with desktop.Window(self.path) as window:
            dialog = self.keep_and_go_on(window)
            self.start_push(window, dialog, way)
            self.assertTrue(way.reached.wait(desktop.TIMEOUT_S))
            window.press("Escape")
            window.wait_gone("dialog", "Sign and publish")
            window.widget("TrustListPage.state").wait_for_text(f"signed by {SECOND}, verified")

    def test_quit_during_push(self):
        """No list is opened in the middle of it, and the program ends well and soon."""
        cluster.build(self.path)
        way = self.take_way()
        with desktop.Window(self.path) as window:
            dialog = self.keep_and_go_on(window)
            self.start_push(window, dialog, way)
            self.assertTrue(way.reached.wait(desktop.TIMEOUT_S))
            subprocess.run([desktop.PROGRAM, self.path], check=True)
            window.widget("NoticeBar.text").wait_for_text("No other list is opened while a dialog is open.")
            window.press("<Primary>q")
            window.wait_end()
        self.assertFalse((TFTP / "CTLFile.tlv").exists())

    def test_signer_unknown_to_the_publisher(self):
        """Refused in the client's words by what the publisher serves; only a deliberate tick overrules it."""
        listing.save_publishers(hq=PUBLISHER_URL)
        cluster.build(self.path, "--force", signer=FIRST)
        program.run("build", "--output", self.folder / "old.tlv", "--token", SECOND, "--sign-with", SECOND, "--force",
                    pin=PIN)
        shutil.copy(self.folder / "old.tlv", TFTP / "CTLFile.tlv")
        os.chown(TFTP / "CTLFile.tlv", TFTP.stat().st_uid, TFTP.stat().st_gid)
        with desktop.Window(self.path) as window:
            dialog = self.keep_and_go_on(window)
            window.click("push button", "Check", root=dialog)
            window.widget("FindingRow.text").wait_for_text("does not exist in the CTL File on the publisher")
            window.screenshot("publish-refused")
            self.assertFalse(any("--" in text for text in window.texts()), window.texts())
            self.assertEqual(self.served(), (self.folder / "old.tlv").read_bytes())
            window.wait_for("push button", "Check again", root=dialog)
            self.assertIsNone(window.find("push button", "Publish", root=dialog))
            window.click("check box", "Go on all the same", root=dialog)
            window.click("push button", "Publish", root=dialog)
            window.widget("PublishDone.where").wait_for_text("Publisher hq holds this list now.")
            window.widget("PublishDone.where").wait_for_text("Warning: Phones without Security by Default")
            window.screenshot("publish-warned")
            listing.close_dialog(window, "Sign and publish")
        self.assertEqual(self.served(), self.path.read_bytes())

    def test_origin_is_chosen(self):
        """A list is offered to the publisher that it came from, and to no other."""
        listing.save_publishers(backup=os.environ["SANDBOX_READONLY_URL"], hq=PUBLISHER_URL)
        cluster.build(self.path)
        shutil.copy(self.path, TFTP / "CTLFile.tlv")
        with desktop.Window() as window:
            window.show_page("Trust list")
            window.click("push button", "Fetch")
            fetching = window.wait_for("dialog", "Fetch from publisher")
            listing.choose(window, fetching, "Publisher", "hq")
            window.click("push button", "Fetch", root=fetching)
            window.widget("TrustListPage.state").wait_for_text("from hq")
            dialog = self.keep_and_go_on(window)
            for name, chosen in ("hq", True), ("backup", False):
                box = window.wait_for("check box", name, root=dialog)
                self.assertEqual(desktop.is_(box, desktop.Atspi.StateType.CHECKED), chosen, name)
            listing.close_dialog(window, "Sign and publish", "Cancel")

    def test_lock_of_another_push(self):
        """It is taken over after a deliberate tick."""
        cluster.build(self.path)
        listing.save_publishers(hq=PUBLISHER_URL)
        lock = TFTP / ".CTLFile.tlv.etoken-ctl-lock"
        lock.write_text("alice@desk\n")
        os.utime(lock, (1425678813, 1425678813))
        with desktop.Window(self.path) as window:
            dialog = self.keep_and_go_on(window)
            window.click("push button", "Check", root=dialog)
            window.click("push button", "Publish", root=dialog)
            window.widget("PublishRow.status").wait_for_text("its lock is held by")
            window.screenshot("publish-locked")
            self.assertFalse((TFTP / "CTLFile.tlv").exists())
            window.click("check box", "Take the lock over", root=dialog)
            window.click("push button", "Try again", root=dialog)
            window.widget("PublishDone.where").wait_for_text("Publisher hq holds this list now.")
            listing.close_dialog(window, "Sign and publish")
        self.assertEqual(self.served(), self.path.read_bytes())
        self.assertFalse(lock.exists())

    def test_many_findings(self):
        """They scroll, so that the dialog stays on a small screen; each has to be accepted."""
        wrong = crafted.record(crafted.CCM_TFTP, crafted.SUBSCRIBER, cluster.SUBSCRIBER_IP, tag6=b"\1\2")
        self.path.write_bytes(crafted.make(SECOND, *crafted.tokens(), *crafted.servers()[:2], *[wrong] * 6))
        with desktop.Window(self.path) as window:
            window.resize(800, 500)
            window.widget("TrustListPage.state").wait_for_text("signed by")
            window.click("push button", "Sign and publish")
            dialog = window.wait_for("dialog", "Sign and publish")
            window.widget("FindingRow.text").wait_for_text("Error: record 5, CCM+TFTP")
            window.wait_within(dialog, 800, 500)
            window.screenshot("publish-findings")
            boxes = window.widget("FindingRow.accept", role="check box", on_screen=False).all()
            self.assertEqual(len(boxes), 6)
            for box in boxes:
                self.assertFalse(desktop.is_(window.wait_for("push button", "Next", root=dialog),
                                             desktop.Atspi.StateType.SENSITIVE))
                desktop.Atspi.Action.do_action(box, 0)
            window.click("push button", "Next", root=dialog)
            window.wait_for("radio button", "Keep the signature", root=dialog)
            listing.close_dialog(window, "Sign and publish", "Cancel")

    def test_one_of_two_fails(self):
        """The signed list is not lost: it is saved from where publishing failed."""
        cluster.build(self.path)
        listing.save_publishers(hq=PUBLISHER_URL, backup=os.environ["SANDBOX_READONLY_URL"])
        with desktop.Window(self.path) as window:
            dialog = self.keep_and_go_on(window)
            for name in ("hq", "backup"):
                window.click("check box", name, root=dialog)
            listing.publish(window, dialog)
            window.widget("PublishRow.status").wait_for_text("127.0.0.1 had no list and holds this one now.")
            window.widget("PublishRow.status").wait_for_text("permission denied")
            self.assertEqual(self.served(), self.path.read_bytes())
            listing.save_as(window, self.folder / "kept.tlv", root=dialog)
            window.widget("PublishSend.saved").wait_for_text("The list was saved as")
            window.click("check box", "backup", root=dialog)
            window.click("push button", "Next", root=dialog)
            window.widget("PublishDone.where").wait_for_text("Publisher hq holds this list now.")
            listing.close_dialog(window, "Sign and publish")
            window.widget("TrustListPage.state").wait_for_text("published on hq")
        self.assertEqual((self.folder / "kept.tlv").read_bytes(), self.path.read_bytes())

    def test_closed_during_the_question(self):
        """The window goes while the password is being asked for."""
        cluster.build(self.path)
        with desktop.Window(self.path) as window:
            self.start_signing_again(window)
            window.wait_for("dialog", "Password")
            window.dismiss("dialog", "Password")
            window.dismiss("dialog", "Sign and publish")


if __name__ == "__main__":
    unittest.main()
