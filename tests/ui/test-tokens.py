"""The tokens page: what it shows, details, export."""

import hashlib
import os
import unittest

import cluster
import desktop
from cluster import CERTIFICATES, FIRST, SECOND
from tokens_case import TokensCase


class Tokens(TokensCase):
    def test_shown(self):
        with desktop.Window() as window:
            for name in (FIRST, SECOND):
                window.widget("TokenRow.name").wait_for_text(name)
            facts = window.widget("TokenRow.facts").texts()
            self.assertEqual(len(facts), 2)
            self.assertRegex(facts[0], r"^Cisco Manufacturing CA · valid until \d+ \w+ 20\d\d · RSA 1024$")
            window.widget("TokensPage.hint").wait_for_text("Phone-SAST-trust")
            window.screenshot("tokens")

    def test_details(self):
        with desktop.Window() as window:
            window.click("push button", f"Details of {SECOND}")
            dialog = window.wait_for("dialog", SECOND)
            text = "\n".join(desktop.text_of(node) for node in window.all("label", root=dialog))
            for fact in ('cn="SAST-ADN008580ef        ";ou=IPCBU;o="Cisco Systems',
                         "cn=Cisco Manufacturing CA;o=Cisco Systems", "83:E9:08:00:00:00:55:45:AF:31", "RSA 1024",
                         self.sha1_fingerprint(SECOND), os.path.basename(os.environ["SANDBOX_MODULE"])):
                self.assertIn(fact, text)
            window.screenshot("token-details")
            window.click("push button", "Close", root=dialog)
            window.wait_gone("dialog", SECOND)

    def sha1_fingerprint(self, name):
        return hashlib.sha1((CERTIFICATES / f"{name}.der").read_bytes()).digest().hex(":").upper()

    def test_export_all(self):
        with desktop.Window() as window:
            self.export(window, "Export all", self.folder / "new" / "folder")
            window.widget("NoticeBar.text").wait_for_text(f"2 certificates were exported to {self.folder}/new/folder.")
            window.screenshot("tokens-exported")
        for name in (FIRST, SECOND):
            self.assertEqual((self.folder / "new" / "folder" / f"{name}.cer").read_bytes(),
                             (CERTIFICATES / f"{name}.der").read_bytes())

    def test_export_one_as_pem(self):
        with desktop.Window() as window:
            self.export(window, f"Export {FIRST}", self.folder, pem=True)
            window.widget("NoticeBar.text").wait_for_text(f"The certificate was exported as {self.folder}/{FIRST}.pem.")
        self.assertEqual([path.name for path in self.folder.iterdir()], [f"{FIRST}.pem"])
        self.assertEqual((self.folder / f"{FIRST}.pem").read_text().strip(),
                         (CERTIFICATES / f"{FIRST}.pem").read_text().strip())

    def test_overwrite_question(self):
        mine = self.folder / f"{FIRST}.cer"
        mine.write_text("mine")
        with desktop.Window() as window:
            self.export(window, "Export all", self.folder)
            question = window.wait_for("alert")
            self.assertIn(str(mine), "\n".join(desktop.text_of(node) for node in window.all("label", root=question)))
            window.screenshot("overwrite")
            window.click("push button", "Keep", root=question)
            window.wait_gone("alert")
            self.assertEqual([path.name for path in self.folder.iterdir()], [f"{FIRST}.cer"])
            self.assertEqual(mine.read_text(), "mine")
            # What was typed is still there.
            window.click("push button", "Export", root=window.wait_for("dialog", "Export certificates"))
            window.click("push button", "Replace", root=window.wait_for("alert"))
            window.widget("NoticeBar.text").wait_for_text("2 certificates were exported")
        self.assertEqual(mine.read_bytes(), (CERTIFICATES / f"{FIRST}.der").read_bytes())

    def test_folder_that_cannot_be_made(self):
        (self.folder / "file").write_text("")
        with desktop.Window() as window:
            self.export(window, "Export all", self.folder / "file" / "below")
            window.widget("NoticeBar.text").wait_for_text("cannot be made")
            entry = window.wait_for("text", "Folder")
            self.assertEqual(desktop.text_of(entry), f"{self.folder}/file/below")
            window.screenshot("export-failed")
            window.type("Folder", str(self.folder))
            window.click("push button", "Export", root=window.wait_for("dialog", "Export certificates"))
            window.widget("NoticeBar.text").wait_for_text("2 certificates were exported")


if __name__ == "__main__":
    cluster.forget()
    unittest.main(verbosity=2)
