"""The trust list page: what it shows of a list, how the list is changed, and what is asked before it is lost."""

import os
import pathlib
import shutil
import subprocess
import unittest

import cluster
import desktop
import listing
import program
from cluster import CERTIFICATES, FIRST, PUBLISHER_IP, SECOND, TFTP
from list_case import TrustListCase


class TrustList(TrustListCase):
    def test_opened_from_the_command_line(self):
        cluster.build(self.path)
        with desktop.Window(self.path) as window:
            window.widget("TrustListPage.state").wait_for_text(f"in {self.folder} · signed by {SECOND}, verified")
            rows = listing.rows(window)
            self.assertEqual([row[0] for row in rows], ["1", "2", "3", "4", "5"])
            self.assertEqual([row[1] for row in rows], ["SAST", "SAST", "CCM+TFTP", "CAPF", "CCM+TFTP"])
            self.assertEqual([row[2] for row in rows], ["", "", cluster.PUBLISHER_IP, cluster.PUBLISHER_IP,
                                                        cluster.SUBSCRIBER_IP])
            self.assertEqual(rows[1][3:6], [SECOND, "Cisco Manufacturing CA", "83:E9:08:00:00:00:55:45:AF:31"])
            self.assertEqual([row[7] for row in rows], ["", "signed this list", "", "", ""])

    def test_text_equals_show(self):
        cluster.build(self.path)
        with desktop.Window(self.path) as window:
            window.click("push button", "Show text")
            self.assertEqual(self.shown_text(window), program.run("show", self.path).out)
            listing.close_dialog(window, "Text of")
            listing.select(window, 2)
            listing.remove(window)
            window.click("push button", "Show text")
            self.assertEqual(self.shown_text(window), program.run("show", self.path).out)
            window.widget("ShowTextDialog.note").wait_for_text("as it was before your changes")
            listing.close_dialog(window, "Text of")
            listing.discard_and_close(window)

    def test_details(self):
        cluster.build(self.path)
        with desktop.Window(self.path) as window:
            listing.select(window, 2)
            window.click("push button", "Details")
            dialog = window.wait_for("dialog", "Record 3")
            text = [desktop.text_of(node) for node in window.all("label", root=dialog)]
            for fact in (cluster.PUBLISHER_IP, "CN=cucm-1051-a-pub;OU=TAC;O=Cisco;L=Krakow;ST=Malopolska;C=PL",
                         "70:CA:F6:4E:09:07:51:B9:DF:22:F4:9F:75:4F:C5:BB", "RSA 1024", "1022 bytes",
                         self.fingerprint("cucm-1051-a-pub")):
                self.assertIn(fact, text)
            listing.close_dialog(window, "Record 3")

    def fingerprint(self, name):
        line = subprocess.run(["openssl", "x509", "-in", CERTIFICATES / f"{name}.pem", "-noout", "-fingerprint",
                               "-sha1"], capture_output=True, text=True, check=True).stdout
        return line.strip().split("=")[1]

    def test_add_and_remove(self):
        cluster.build(self.path)
        with desktop.Window(self.path) as window:
            listing.wait_rows(window, [FIRST, SECOND, "cucm-1051-a-pub", "CAPF-e41e7d87", "cucm-1051-a-sub1"])
            listing.select(window, 4)
            window.click("push button", "Remove")
            alert = window.wait_for("alert")
            texts = [desktop.text_of(node) for node in window.all("label", root=alert)]
            self.assertIn("Remove record 5, CCM+TFTP cucm-1051-a-sub1?", texts)
            window.click("push button", "Keep", root=alert)
            window.wait_gone("alert")
            self.assertEqual(len(listing.rows(window)), 5)
            listing.remove(window)
            window.widget("TrustListPage.state").wait_for_text("changed, not signed")
            listing.add_server(window, "TFTP", "10.1.2.3", CERTIFICATES / "cucm-1051-a-sub1.der")
            window.wait_gone("dialog", "Add server")
            listing.add_server(window, "CAPF", PUBLISHER_IP, CERTIFICATES / "cucm-1051-a-sub1.der")
            window.wait_gone("dialog", "Add server")
            listing.wait_rows(window, [FIRST, SECOND, "cucm-1051-a-pub", "cucm-1051-a-sub1", "cucm-1051-a-sub1"])
            self.assertEqual([row[7] for row in listing.rows(window)], ["", "", "", "replaced", "added"])
            window.screenshot("list-changed")
            self.check_review(window)
            listing.discard_and_close(window)

    def check_review(self, window):
        window.click("push button", "Sign and publish")
        dialog = window.wait_for("dialog", "Sign and publish")
        window.widget("PublishReview.summary").wait_for_text("1 added, 1 replaced, 1 removed, 3 as before")
        self.assertEqual([row[7 - 2] for row in listing.rows(window, columns=6)],
                         ["", "", "", "replaced", "added", "removed"])
        window.click("push button", "Cancel", root=dialog)
        window.wait_gone("dialog", "Sign and publish")

    def test_wrong_server(self):
        """What was typed stays after an error."""
        (self.folder / "text.pem").write_text("no certificate")
        with desktop.Window() as window:
            window.show_page("Trust list")
            window.click("push button", "New")
            dialog = listing.add_server(window, "TFTP", "10.1.2.3", self.folder / "missing.pem")
            window.widget("NoticeBar.text").wait_for_text("missing.pem cannot be read")
            self.expect_typed(window, "10.1.2.3", self.folder / "missing.pem")
            for host, certificate, message in (
                    ("10.1.2.3", self.folder / "text.pem", "text.pem"),
                    ("::1", CERTIFICATES / "cucm-1051-a-pub.pem", "room for an IPv4 address only"),
                    ("no-such-host.invalid", CERTIFICATES / "cucm-1051-a-pub.pem", "has no IPv4 address")):
                window.type("Host", host)
                window.type("Certificate file", str(certificate))
                window.click("push button", "Add", root=dialog)
                window.widget("NoticeBar.text").wait_for_text(message)
                self.expect_typed(window, host, certificate)
            window.type("Host", "10.1.2.3")
            window.click("push button", "Add", root=dialog)
            window.wait_gone("dialog", "Add server")
            self.assertEqual(listing.rows(window)[0][1:4], ["TFTP", "10.1.2.3", "cucm-1051-a-pub"])
            listing.discard_and_close(window)

    def expect_typed(self, window, host, certificate):
        for name, text in (("Host", host), ("Certificate file", str(certificate))):
            entry = next(node for node in window.all("text", name) if node.get_name() == name)
            self.assertEqual(desktop.text_of(entry), text)

    def test_no_token(self):
        """Says what to do, and finds the tokens when they are plugged in."""
        configuration = self.folder / "softhsm2.conf"
        (self.folder / "tokens").mkdir()
        original = pathlib.Path(os.environ["SOFTHSM2_CONF"]).read_text()
        folder = next(line for line in original.splitlines() if "tokendir" in line).split("=")[1].strip()
        configuration.write_text(original.replace(folder, str(self.folder / "tokens")))
        with desktop.Window(env={"SOFTHSM2_CONF": str(configuration)}) as window:
            window.show_page("Trust list")
            window.click("push button", "New")
            window.click("push button", "Add tokens")
            dialog = window.wait_for("dialog", "Add tokens")
            window.widget("AddTokensDialog.empty").wait_for_text("Plug an eToken in")
            window.screenshot("add-tokens-none")
            shutil.copytree(folder, self.folder / "tokens", dirs_exist_ok=True)
            window.click("push button", "Refresh", root=dialog)
            window.click("check box", FIRST, root=dialog)
            window.click("push button", "Cancel", root=dialog)

    def test_token_from_a_file(self):
        """A token that lies in a safe: none is plugged in. The certificate of a server is none of a token."""
        program.run("export", SECOND, "--output-dir", self.folder)
        configuration = self.folder / "softhsm2.conf"
        (self.folder / "tokens").mkdir()
        configuration.write_text(f"directories.tokendir = {self.folder}/tokens\n")
        with desktop.Window(env={"SOFTHSM2_CONF": str(configuration)}) as window:
            window.show_page("Trust list")
            window.click("push button", "New")
            window.click("push button", "Add tokens")
            dialog = window.wait_for("dialog", "Add tokens")
            window.widget("AddTokensDialog.empty").wait_for_text("Plug an eToken in")
            window.click("push button", "From a file", root=dialog)
            listing.choose_file(window, "Certificate of the token", CERTIFICATES / "cucm-1051-a-pub.pem")
            window.widget("NoticeBar.text").wait_for_text("so it is no token's but a server's")
            window.click("push button", "From a file", root=dialog)
            listing.choose_file(window, "Certificate of the token", self.folder / f"{SECOND}.cer")
            box = window.wait_for("check box", SECOND, root=dialog)
            self.assertIn(", from its file", desktop.text_of(box))
            window.screenshot("add-tokens-file")
            window.click("push button", "Add", root=dialog)
            window.wait_gone("dialog", "Add tokens")
            listing.wait_rows(window, [SECOND])
            self.assertEqual(listing.rows(window)[0][1:3], ["SAST", ""])
            listing.discard_and_close(window)

    def test_which_record_is_replaced(self):
        """CAPF twice for one node: the person chooses whose place the new record takes."""
        again = ("--server", f"CAPF,{PUBLISHER_IP},{CERTIFICATES}/cucm-1051-a-sub1.pem")
        cluster.build(self.path, *again)
        with desktop.Window(self.path) as window:
            listing.wait_rows(window, [FIRST, SECOND, "cucm-1051-a-pub", "CAPF-e41e7d87", "cucm-1051-a-sub1",
                                       "cucm-1051-a-sub1"])
            dialog = listing.add_server(window, "CAPF", PUBLISHER_IP, CERTIFICATES / "cucm-1051-a-pub.pem")
            window.widget("NoticeBar.text").wait_for_text("could take the place of record 4, CAPF 10.48.47.153")
            add = window.wait_for("push button", "Add", root=dialog)
            self.assertFalse(desktop.is_(add, desktop.Atspi.StateType.SENSITIVE))
            window.screenshot("add-server-place")
            listing.choose(window, dialog, "Takes the place of", "record 6, CAPF")
            window.click("push button", "Add", root=dialog)
            window.wait_gone("dialog", "Add server")
            listing.wait_rows(window, [FIRST, SECOND, "cucm-1051-a-pub", "CAPF-e41e7d87", "cucm-1051-a-sub1",
                                       "cucm-1051-a-pub"])
            self.assertEqual([row[7].endswith("replaced") for row in listing.rows(window)],
                             [False, False, False, False, False, True])
            listing.discard_and_close(window)

    def test_by_keyboard(self):
        """Into the table, down to a record, its details with Return; the shortcuts of new and remove."""
        cluster.build(self.path)
        with desktop.Window(self.path) as window:
            listing.wait_rows(window, [FIRST, SECOND, "cucm-1051-a-pub", "CAPF-e41e7d87", "cucm-1051-a-sub1"])
            desktop.wait_until(lambda: window.focused() is not None, "nothing has the focus")
            window.press("Home", "Down", "Down", "Return")
            window.wait_for("dialog", "Record 3")
            window.dismiss("dialog", "Record 3")
            window.press("<Alt>r")
            window.widget("GtkMessageDialog.label").wait_for_text("Remove record 3, CCM+TFTP cucm-1051-a-pub?")
            window.dismiss("alert", None)
            window.press("<Primary>n")
            window.widget("TrustListPage.hint").wait_for_text("The list is empty.")
            window.press("<Alt>t")
            window.wait_for("dialog", "Add tokens")
            window.dismiss("dialog", "Add tokens")

    def test_unsaved_changes(self):
        cluster.build(self.path)
        with desktop.Window(self.path) as window:
            listing.select(window, 0)
            listing.remove(window)
            for button in ("New", "Fetch"):
                window.click("push button", button)
                alert = window.wait_for("alert")
                window.widget("GtkMessageDialog.secondary_label").wait_for_text(
                    "The changes to CTLFile.tlv were not signed; they would be lost.")
                window.click("push button", "Keep it", root=alert)
                window.wait_gone("alert")
            window.press("<Primary>q")
            window.click("push button", "Keep it", root=window.wait_for("alert"))
            window.wait_gone("alert")
            self.assertEqual(len(listing.rows(window)), 4)
            self.open_again(window)
            window.click("push button", "Discard", root=window.wait_for("alert"))
            window.widget("TrustListPage.state").wait_for_text(f"signed by {SECOND}, verified")
            self.assertEqual(len(listing.rows(window)), 5)

    def open_again(self, window):
        """As a file manager does: the program that runs opens the file."""
        subprocess.run([desktop.PROGRAM, self.path], check=True)

    def test_fetch_and_save(self):
        cluster.build(self.path)
        shutil.copy(self.path, TFTP / "CTLFile.tlv")
        os.utime(TFTP / "CTLFile.tlv", (1425678813, 1425678813))
        listing.save_publishers(hq=os.environ["SANDBOX_PUBLISHER_URL"], login="password")
        with desktop.Window() as window:
            window.show_page("Trust list")
            window.click("push button", "Fetch from publisher")
            window.click("push button", "Fetch", root=window.wait_for("dialog", "Fetch from publisher"))
            listing.password(window, listing.PASSWORD)
            window.widget("TrustListPage.state").wait_for_text(f"from hq · signed by {SECOND}, verified")
            copy = self.folder / "copy.tlv"
            listing.save_as(window, copy)
            window.widget("NoticeBar.text").wait_for_text(f"The list was saved as {copy}.")
            self.assertEqual(copy.read_bytes(), self.path.read_bytes())
            self.assertEqual(copy.stat().st_mtime, 1425678813)
            listing.save_as(window, copy)
            window.widget("GtkMessageDialog.secondary_label").wait_for_text(f"{copy} is there already")
            window.click("push button", "Replace", root=window.wait_for("alert"))
            window.wait_gone("alert")


if __name__ == "__main__":
    unittest.main()
