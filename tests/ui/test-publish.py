"""The main job in the window, from two plugged in tokens to the list that the publisher serves."""

import os
import pathlib
import shutil
import tempfile
import unittest

import cluster
import desktop
import listing
import program
from cluster import CERTIFICATES, FIRST, LOGIN, PIN, PUBLISHER_IP, SECOND, TFTP
from publish_case import PUBLISHER_URL, TroubleCase

CLUSTER_URL = f"sftp://publisher@{PUBLISHER_IP}/~/tftp/CTLFile.tlv"


class MainJob(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.addCleanup(listing.forget)

    def test_whole_job(self):
        """Export both tokens, a new list with two tokens and two servers, sign, push, fetch, compare."""
        program.run("publisher", "add", "hq", CLUSTER_URL, *LOGIN)  # this one answers phones too
        with desktop.Window() as window:
            self.export(window)
            listing.new_list(window)
            window.screenshot("list-new")
            dialog = listing.sign(window)
            window.screenshot("publish-send")
            window.click("push button", "Check", root=dialog)
            window.widget("PublishRow.status").wait_for_text("10.48.47.153 holds no list; it would get this one.")
            window.screenshot("publish-checked")
            window.click("push button", "Publish", root=dialog)
            window.widget("PublishDone.where").wait_for_text("Publisher hq serves this list now.")
            window.widget("PublishDone.served").wait_for_text("10.48.47.153: phones get this list (asked by HTTP).")
            window.screenshot("publish-done")
            self.check_done(window, dialog)
            window.click("push button", "Close", root=dialog)
            window.widget("TrustListPage.state").wait_for_text(f"signed by {SECOND}, verified")
            program.run("verify", TFTP / "CTLFile.tlv").expect(out="signed by record 2")
            self.fetch_and_show(window)

    def export(self, window):
        window.click("push button", "Export all")
        window.type("Folder", str(self.folder))
        window.click("push button", "Export", root=window.wait_for("dialog", "Export certificates"))
        window.widget("NoticeBar.text").wait_for_text("2 certificates were exported")
        for name in (FIRST, SECOND):
            self.assertEqual((self.folder / f"{name}.cer").read_bytes(),
                             (CERTIFICATES / f"{name}.der").read_bytes())

    def check_done(self, window, dialog):
        data = (TFTP / "CTLFile.tlv").read_bytes()
        text = program.run("show", TFTP / "CTLFile.tlv").out.splitlines()
        texts = [desktop.text_of(node) for node in window.all("label", root=dialog)]
        for wanted in (str(len(data)), text[1].removesuffix("(MD5)"), text[2].removesuffix("(SHA1)")):
            self.assertIn(wanted, texts)
        window.widget("PublishDone.next_steps").wait_for_text("Restart Cisco Tftp, then Cisco CallManager")

    def fetch_and_show(self, window):
        os.utime(TFTP / "CTLFile.tlv", (1425678813, 1425678813))
        window.click("push button", "Fetch")
        window.click("push button", "Fetch", root=window.wait_for("dialog", "Fetch from publisher"))
        window.widget("TrustListPage.state").wait_for_text("from hq · signed by")
        window.click("push button", "Show text")
        view = window.wait_for("text", "The checksum value of the CTL file")
        self.assertEqual(desktop.text_of(view), program.run("show", TFTP / "CTLFile.tlv").out)
        listing.settle()
        window.screenshot("show-text")
        window.click("push button", "Close", root=window.wait_for("dialog", "Text of CTLFile.tlv"))


class Trouble(TroubleCase):
    def left_overs(self):
        return [path.name for path in TFTP.iterdir() if path.name != "CTLFile.tlv"]

    def test_wrong_password(self):
        cluster.build(self.path)
        with desktop.Window(self.path) as window:
            dialog = self.start_signing_again(window)
            listing.password(window, "wrong")
            window.widget("NoticeBar.text").wait_for_text("the password is wrong")
            window.widget("NoticeBar.detail").wait_for_text("Too many wrong ones in a row lock a token for good.")
            window.wait_for("radio button", f"{SECOND}, valid until", root=dialog)
            window.widget("PublishSign", role="radio button").wait_for_text("The last password given was wrong.")
            window.click("push button", "Sign", root=dialog)
            question = window.wait_for("dialog", "Password")
            window.click("push button", "Cancel", root=question)
            window.wait_gone("dialog", "Password")
            window.click("push button", "Sign", root=dialog)
            listing.password(window, PIN)
            window.widget("PublishSend.hint").wait_for_text("No publisher is saved.")
            listing.close_dialog(window, "Sign and publish", "Cancel")
            window.widget("TrustListPage.state").wait_for_text(f"signed by {SECOND}, verified, not saved")
            listing.discard_and_close(window)

    def test_rules_refuse(self):
        """One token only: refused in words, done after a deliberate tick, which leaving the step keeps."""
        with desktop.Window() as window:
            window.show_page("Trust list")
            window.click("push button", "New")
            listing.add_tokens(window, FIRST)
            window.click("push button", "Sign and publish")
            dialog = window.wait_for("dialog", "Sign and publish")
            window.widget("FindingRow.text").wait_for_text("with fewer than two, none is left when one is lost")
            self.expect_insensitive(window, "Next", dialog)
            window.click("check box", "Go on all the same", root=dialog)
            window.click("push button", "Next", root=dialog)
            window.click("radio button", SECOND, root=dialog)
            window.widget("FindingRow.text").wait_for_text("does not exist in the new CTL File")
            self.assertIsNone(window.find("check box", "Go on all the same", root=dialog))  # which nobody may
            self.expect_insensitive(window, "Sign", dialog)
            window.click("push button", "Back", root=dialog)
            self.assertTrue(desktop.is_(window.wait_for("check box", "Go on all the same", root=dialog),
                                        desktop.Atspi.StateType.CHECKED))
            window.click("push button", "Next", root=dialog)
            self.assertTrue(desktop.is_(window.wait_for("radio button", SECOND, root=dialog),
                                        desktop.Atspi.StateType.CHECKED))
            window.click("radio button", FIRST, root=dialog)
            window.click("push button", "Sign", root=dialog)
            listing.password(window, PIN)
            window.widget("PublishSend.hint").wait_for_text("No publisher is saved.")
            listing.save_as(window, self.path, root=dialog)
            window.widget("PublishSend.saved").wait_for_text("The list was saved as")
            listing.close_dialog(window, "Sign and publish", "Cancel")
            window.widget("TrustListPage.state").wait_for_text(f"signed by {FIRST}, verified")
        program.run("verify", self.path).expect(out="signed by record 1")

    def expect_insensitive(self, window, name, root):
        self.assertFalse(desktop.is_(window.wait_for("push button", name, root=root),
                                     desktop.Atspi.StateType.SENSITIVE))

    def test_unknown_host_key(self):
        cluster.build(self.path)
        listing.save_publishers(hq=PUBLISHER_URL, known=False)
        with desktop.Window(self.path) as window:
            dialog = self.keep_and_go_on(window)
            window.click("push button", "Check", root=dialog)
            window.click("push button", "Cancel", root=window.wait_for("dialog", "Unknown host key"))
            window.widget("PublishRow.advice").wait_for_text(
                "Ask the administrator of the publisher for the fingerprint")
            self.assertEqual(list(TFTP.iterdir()), [])
            window.click("push button", "Try again", root=dialog)
            window.click("push button", "Trust this key", root=window.wait_for("dialog", "Unknown host key"))
            window.click("push button", "Publish", root=dialog)
            window.widget("PublishDone.where").wait_for_text("Publisher hq holds this list now.")
            listing.close_dialog(window, "Sign and publish")
        self.assertEqual(self.served(), self.path.read_bytes())

    def test_cancelled_push(self):
        """In the middle of the upload: the old list stays, nothing is left over, and it can be tried again."""
        old = self.folder / "old.tlv"
        cluster.build(old)
        cluster.build(self.path, "--digest", "sha512")
        shutil.copy(old, TFTP / "CTLFile.tlv")
        os.chown(TFTP / "CTLFile.tlv", TFTP.stat().st_uid, TFTP.stat().st_gid)
        way = self.take_way()
        with desktop.Window(self.path) as window:
            dialog = self.keep_and_go_on(window)
            self.start_push(window, dialog, way)
            self.assertTrue(way.reached.wait(desktop.TIMEOUT_S))
            window.widget("PublishRow.status").wait_for_text("Uploading")
            window.screenshot("publish-uploading")
            cancels = [node for node in window.all("push button", "Cancel", root=dialog)
                       if desktop.is_(node, desktop.Atspi.StateType.SENSITIVE)]
            self.assertEqual(len(cancels), 1)
            desktop.Atspi.Action.do_action(cancels[0], 0)
            way.free()
            window.widget("PublishRow.status").wait_for_text("Cancelled. The node keeps the list that it had.")
            self.assertEqual(self.served(), old.read_bytes())
            self.assertEqual(self.left_overs(), [])
            window.click("push button", "Try again", root=dialog)
            window.widget("PublishDone.where").wait_for_text("Publisher hq holds this list now.")
            listing.close_dialog(window, "Sign and publish")
        self.assertEqual(self.served(), self.path.read_bytes())


if __name__ == "__main__":
    unittest.main()
