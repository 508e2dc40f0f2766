"""The window publishes to a node that takes files by OS Administration."""

import os
import pathlib
import shutil
import unittest

import cluster
import desktop
import listing
import os_administration
import program
import tls_services
from cluster import FIRST, PUBLISHER_IP, SUBSCRIBER_IP, TFTP
from publish_case import TroubleCase

KNOWN = pathlib.Path(os.environ["XDG_CONFIG_HOME"]) / "etoken-ctl" / "known_web.conf"
STALE = pathlib.Path(os.environ["SANDBOX"]) / "cluster" / "stale"


class PublishWeb(TroubleCase):
    def setUp(self):
        super().setUp()
        KNOWN.unlink(missing_ok=True)  # each test has a certificate of its own
        certificate, key = tls_services.make_certificate(self.folder, "tomcat")
        self.page = os_administration.OsAdministration(certificate, key, (PUBLISHER_IP, 443), TFTP, STALE)
        self.addCleanup(self.page.stop)
        self.addCleanup(self.page.restart)
        fingerprint = tls_services.sha1_of(certificate).upper()
        self.fingerprint = "--fingerprint", ":".join(fingerprint[i:i + 2] for i in range(0, 40, 2))
        program.run("publisher", "add", "hq", f"admin@{PUBLISHER_IP}", "--deliver", "web", *self.fingerprint)
        old = self.folder / "old.tlv"
        cluster.build(old, signer=FIRST)
        cluster.build(self.path)
        shutil.copy(old, TFTP / "CTLFile.tlv")

    def publish(self, window):
        dialog = self.keep_and_go_on(window)
        window.click("push button", "Check", root=dialog)
        window.widget("PublishRow.status").wait_for_text(f"{PUBLISHER_IP} would get this list in place of its old one.")
        self.assertEqual(self.page.requests, [])
        window.click("push button", "Publish", root=dialog)
        return dialog

    def test_uploaded(self):
        """What is said is what the node serves."""
        with desktop.Window(self.path) as window:
            dialog = self.publish(window)
            listing.password(window, os_administration.PASSWORD)
            window.widget("PublishDone.where").wait_for_text(
                f"Publisher hq took this list; it serves it once Cisco Tftp was restarted on: {PUBLISHER_IP}.")
            window.widget("PublishDone.served").wait_for_text(f"{PUBLISHER_IP}: phones still get another list")
            window.click("push button", "Close", root=dialog)
        self.assertEqual(self.served(), self.path.read_bytes())
        self.assertEqual((self.page.logins, self.page.sessions), (["admin"], []))

    def test_restart(self):
        """Cisco Tftp is restarted by a button, after a question; then phones get the list, and the button is gone."""
        program.run("publisher", "add", "hq", f"admin@{PUBLISHER_IP}", "--deliver", "web", "--replace", *self.fingerprint,
                    "--host-key", os.environ["SANDBOX_FINGERPRINT"])
        with desktop.Window(self.path) as window:
            dialog = self.keep_and_go_on(window)
            window.click("push button", "Check", root=dialog)
            listing.password(window, os_administration.PASSWORD)  # of the platform CLI, which is asked what the node holds
            window.widget("PublishRow.status").wait_for_text(f"{PUBLISHER_IP} would get this list")
            window.click("push button", "Publish", root=dialog)
            window.widget("PublishDone.served").wait_for_text(f"{PUBLISHER_IP}: phones still get another list")
            window.click("push button", "Restart Cisco Tftp…", root=dialog)
            window.click("push button", "Restart now")
            window.widget("PublishDone.where").wait_for_text("Publisher hq serves this list now.")
            window.widget("PublishDone.served").wait_for_text(f"{PUBLISHER_IP}: phones get this list")
            window.screenshot("publish-web-restarted")
            self.assertIsNone(window.find("push button", "Restart Cisco Tftp…", root=dialog))
            window.click("push button", "Close", root=dialog)

    def press_test(self, window):
        window.show_page("Publisher")
        window.click("push button", "Test the connection to hq")
        listing.password(window, os_administration.PASSWORD)

    def test_the_test_proposes(self):
        """A stock cluster that was saved as one with SFTP: what would work is said."""
        program.run("publisher", "add", "hq", f"sftp://admin@{PUBLISHER_IP}/~/tftp/CTLFile.tlv", "--replace",
                    *self.fingerprint, "--host-key", os.environ["SANDBOX_FINGERPRINT"])
        with desktop.Window() as window:
            self.press_test(window)
            window.widget("NoticeBar.text").wait_for_text("OS Administration takes files there: choose it as Way under Edit")

    def test_the_test_asks_every_node(self):
        """Of each other node it is said whether files get in; here nobody answers there."""
        program.run("publisher", "add", "hq", f"admin@{PUBLISHER_IP}", "--deliver", "web", "--replace", *self.fingerprint,
                    "--node", f"subscriber,{SUBSCRIBER_IP}", "--host-key", os.environ["SANDBOX_FINGERPRINT"])
        with desktop.Window() as window:
            self.press_test(window)
            text = window.widget("NoticeBar.text").wait_for_text("hq: The connection works.")
            self.assertIn(f"\n{SUBSCRIBER_IP}: not reached (", text)
            window.screenshot("publisher-tested")

    def test_saved_in_the_window(self):
        """The way brings its port and its folder; what is edited later stays."""
        program.run("publisher", "remove", "hq")
        with desktop.Window() as window:
            window.show_page("Publisher")
            window.click("push button", "Add publisher")
            dialog = window.wait_for("dialog", "Add publisher")
            window.type("Name", "hq")
            window.type("Host", PUBLISHER_IP)
            listing.choose(window, dialog, "Way", "OS Administration")
            window.type("User", "admin")
            window.click("push button", "Save", root=dialog)
            window.wait_gone("dialog", "Add publisher")
        saved = program.run("publisher", "show", "hq", "--json").json["publishers"][0]
        self.assertEqual((saved["deliver"], saved["port"], saved["path"]), ("web", 443, "/CTLFile.tlv"))

    def test_form_finds_the_way(self):
        """The form logs in where it is asked to, says what it has found, and takes the way that works."""
        program.run("publisher", "add", "hq", f"sftp://admin@{PUBLISHER_IP}/tftp/CTLFile.tlv", "--replace", *self.fingerprint,
                    "--host-key", os.environ["SANDBOX_FINGERPRINT"])
        with desktop.Window() as window:
            window.show_page("Publisher")
            window.click("push button", "Edit hq")
            dialog = window.wait_for("dialog", "Edit publisher")
            window.click("push button", "Find out", root=dialog)
            listing.password(window, os_administration.PASSWORD)
            window.widget("NoticeBar.text", root=dialog).wait_for_text("SFTP: refused; platform CLI: works;")
            window.widget("Path", role="text", root=dialog).wait_for_text("/CTLFile.tlv")
            window.screenshot("publisher-way-found")
            window.click("push button", "Save", root=dialog)
            window.wait_gone("dialog", "Edit publisher")
        saved = program.run("publisher", "show", "hq", "--json").json["publishers"][0]
        self.assertEqual(saved["deliver"], "web")

    def test_way_of_a_saved_publisher(self):
        """The path of SFTP does not stay: phones would not ask for the list there. It comes back with its way."""
        program.run("publisher", "add", "hq", f"sftp://admin@{PUBLISHER_IP}/tftp/CTLFile.tlv", "--replace")
        with desktop.Window() as window:
            window.show_page("Publisher")
            window.click("push button", "Edit hq")
            dialog = window.wait_for("dialog", "Edit publisher")
            listing.choose(window, dialog, "Way", "OS Administration")
            listing.choose(window, dialog, "Way", "SFTP")
            window.widget("Path", role="text", root=dialog).wait_for_text("/tftp/CTLFile.tlv")
            listing.choose(window, dialog, "Way", "By hand")
            window.click("push button", "Save", root=dialog)
            window.wait_gone("dialog", "Edit publisher")
        saved = program.run("publisher", "show", "hq", "--json").json["publishers"][0]
        self.assertEqual((saved["deliver"], saved["port"], saved["path"]), ("hand", 443, "/CTLFile.tlv"))

    def test_refused(self):
        """The reason stands at the node, and the same button tries again."""
        self.page.overwrites = False
        with desktop.Window(self.path) as window:
            dialog = self.publish(window)
            listing.password(window, os_administration.PASSWORD)
            window.widget("PublishRow.status").wait_for_text("did not take the file by OS Administration")
            self.page.overwrites = True
            window.click("push button", "Try again", root=dialog)
            window.widget("PublishDone.where").wait_for_text("Publisher hq took this list")
            window.click("push button", "Close", root=dialog)


unittest.main()
