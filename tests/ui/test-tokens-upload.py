"""The export dialog uploads the certificates to a saved cluster."""

import os
import pathlib
import unittest

import desktop
import itl
import listing
import migration
import os_administration
import program
import tls_services
from cluster import CERTIFICATES, FIRST, PUBLISHER_IP, SECOND, TFTP
from tokens_case import TokensCase

KNOWN = pathlib.Path(os.environ["XDG_CONFIG_HOME"]) / "etoken-ctl" / "known_web.conf"
STALE = pathlib.Path(os.environ["SANDBOX"]) / "cluster" / "stale"


class Upload(TokensCase):
    def setUp(self):
        super().setUp()
        KNOWN.unlink(missing_ok=True)
        tomcat = tls_services.make_certificate(self.folder, "tomcat")
        tvs = tls_services.make_certificate(self.folder, "TVS")
        (TFTP / "CTLFile.tlv").write_bytes(
            itl.make_tokenless(migration.CALLMANAGER, migration.CALLMANAGER_KEY, migration.SERVERS))
        (TFTP / "ITLFile.tlv").write_bytes(itl.make(migration.CALLMANAGER, migration.CALLMANAGER_KEY, tvs[0], by_hash=True))
        self.tvs = tls_services.TvsServer(*tvs, address=(PUBLISHER_IP, 2445))
        self.addCleanup(self.tvs.stop)
        self.page = os_administration.OsAdministration(*tomcat, (PUBLISHER_IP, 443), TFTP, STALE)
        self.page.tvs = [self.tvs]
        self.addCleanup(self.page.stop)
        fingerprint = tls_services.sha1_of(tomcat[0]).upper()
        program.run("publisher", "add", "hq", f"admin@{PUBLISHER_IP}", "--deliver", "web", "--replace", "--host-key",
                    os.environ["SANDBOX_FINGERPRINT"], "--fingerprint", ":".join(fingerprint[i:i + 2] for i in range(0, 40, 2)))
        self.addCleanup(program.run, "publisher", "remove", "hq", status=None)

    def upload(self, window):
        """Returns the dialog, which asks for the password."""
        window.click("push button", "Export all")
        window.type("Folder", str(self.folder / "out"))
        dialog = window.wait_for("dialog", "Export certificates")
        window.click("check box", "Upload for me, as Phone-SAST-trust, to", root=dialog)
        window.screenshot("export-upload")
        window.click("push button", "Export", root=dialog)
        listing.password(window, os_administration.PASSWORD)
        return dialog

    def test_known(self):
        with desktop.Window() as window:
            self.upload(window)
            window.widget("NoticeBar.detail").wait_for_text(f"{SECOND} was uploaded, and TVS on every node knows it")
            window.widget("NoticeBar.text").wait_for_text("2 certificates were exported to")
            window.screenshot("tokens-uploaded")
        self.assertEqual(sorted(self.page.certificates),
                         sorted((CERTIFICATES / f"{name}.der").read_bytes() for name in (FIRST, SECOND)))
        self.assertEqual(self.page.sessions, [])

    def test_not_known_yet(self):
        self.page.take_certificate = False
        with desktop.Window() as window:
            self.upload(window)
            window.widget("NoticeBar.detail").wait_for_text(f"{FIRST} was uploaded; not yet known to TVS on {PUBLISHER_IP}")

    def test_page_without_the_purpose(self):
        """The files are there, the dialog stays and says why; without the tick the rest is done by hand."""
        self.page.purposes = ("CallManager-trust",)
        with desktop.Window() as window:
            dialog = self.upload(window)
            window.widget("NoticeBar.text").wait_for_text("does not offer the purpose Phone-SAST-trust")
            self.assertEqual(len(list((self.folder / "out").iterdir())), 2)
            window.click("check box", "Upload for me, as Phone-SAST-trust, to", root=dialog)
            window.click("push button", "Export", root=dialog)
            window.wait_gone("dialog", "Export certificates")
        self.assertEqual(self.page.certificates, [])

    def test_not_offered(self):
        """Where no cluster is saved there is nothing to upload to."""
        program.run("publisher", "remove", "hq")
        with desktop.Window() as window:
            window.click("push button", "Export all")
            dialog = window.wait_for("dialog", "Export certificates")
            self.assertEqual(list(window.all("check box", root=dialog)), [])
            window.click("push button", "Cancel", root=dialog)


unittest.main()
