"""The part of the tour that goes through the page of the trust list and its dialogs; see tour.py."""

import os
import pathlib

import cluster
import desktop
import itl
import listing
import program
from cluster import CERTIFICATES, FIRST, LOGIN, PIN, PUBLISHER_IP, SECOND, SUBSCRIBER_IP, TFTP
from tls_services import TlsServer, TvsServer, make_certificate, sha1_of

KEYS = pathlib.Path(os.environ["SANDBOX_KEYS"])
CALLMANAGER, CALLMANAGER_KEY = CERTIFICATES / "cucm-1051-a-pub.pem", KEYS / "cucm-1051-a-pub.key"
CAPF = CERTIFICATES / "CAPF-e41e7d87.pem"
URL = f"sftp://publisher@{PUBLISHER_IP}/~/tftp/CTLFile.tlv"
SERVERS = ((CALLMANAGER, itl.SAST, "cucm-1051-a-pub", PUBLISHER_IP),
           (CALLMANAGER, itl.CCM_TFTP, "cucm-1051-a-pub", PUBLISHER_IP))


class ListTour:
    # --- the trust list ---

    def lists(self):
        path = self.folder / "CTLFile.tlv"
        cluster.build(path)
        listing.save_publishers(hq=os.environ["SANDBOX_PUBLISHER_URL"])
        with self.open() as window:
            window.show_page("Trust list")
            window.widget("TrustListPage.none", role="panel").wait_for_text("No trust list is open")
            self.stop(window, "no-list")
            window.click("push button", "Fetch")
            dialog = window.wait_for("dialog", "Fetch from publisher")
            window.click("push button", "Fetch", root=dialog)
            window.wait_for("info bar", root=dialog)
            self.stop(window, "fetch-failed")
            self.close(window, dialog, "Fetch from publisher", "Cancel")
            self.new_list(window)
        with self.open(path) as window:
            window.wait_for("table", "Records")
            self.stop(window, "list")
            self.questions(window)
            self.changed_list(window)

    def new_list(self, window):
        window.click("push button", "New")
        window.wait_for("table", "Records")
        self.stop(window, "list-empty")
        window.click("push button", "Add tokens")
        dialog = window.wait_for("dialog", "Add tokens")
        window.wait_for("check box", FIRST, root=dialog)
        self.stop(window, "add-tokens")
        window.click("check box", FIRST, root=dialog)
        window.click("push button", "Add", root=dialog)
        window.wait_gone("dialog", "Add tokens")
        window.click("push button", "Add tokens")
        window.wait_for("check box", FIRST, root=window.wait_for("dialog", "Add tokens"))
        self.stop(window, "add-tokens-again")
        window.dismiss("dialog", "Add tokens")
        dialog = listing.add_server(window, "CAPF", "no-such-host.invalid", CAPF)
        window.wait_for("info bar", root=dialog)
        self.stop(window, "add-server")
        self.close(window, dialog, "Add server", "Cancel")
        self.stop(window, "list-new")
        window.press("<Primary>q")
        question = window.wait_for("alert")
        self.stop(window, "list-discard")
        window.click("push button", "Discard", root=question)
        window.wait_end()

    def questions(self, window):
        """What is asked about a list without changing it."""
        window.click("toggle button", "More")
        window.wait_for("push button", "What has changed")
        self.stop(window, "list-menu")
        window.press("Escape")
        listing.select(window, 2)
        window.click("push button", "Details")
        dialog = window.wait_for("dialog", "Record 3")
        self.stop(window, "record")
        self.close(window, dialog, "Record 3")
        window.click("push button", "Show text")
        dialog = window.wait_for("dialog", "Text of CTLFile.tlv")
        self.stop(window, "show-text")
        self.close(window, dialog, "Text of CTLFile.tlv")
        self.compare(window)
        self.phones(window)
        window.click("push button", "Save as")
        chooser = window.wait_for("file chooser", "Save the trust list")
        self.stop(window, "save")
        window.click("push button", "Cancel", root=chooser)
        window.wait_gone("file chooser")

    def compare(self, window):
        other = self.folder / "other.tlv"
        cluster.build(other, "--digest", "sha512", "--server", f"TFTP,10.1.2.3,{CAPF}", signer=FIRST)
        listing.choose_more(window, "Compare with file")
        window.wait_for("file chooser", "Compare with a trust list")
        self.stop(window, "compare-file")
        listing.choose_file(window, "Compare with a trust list", other)
        dialog = window.wait_for("dialog", "Difference")
        self.stop(window, "compare")
        self.close(window, dialog, "Difference")

    def phones(self, window):
        old = self.folder / "tokenless.tlv"
        old.write_bytes(itl.make_tokenless(CALLMANAGER, CALLMANAGER_KEY, SERVERS))
        title = "Will phones accept CTLFile.tlv?"
        listing.choose_more(window, "Will phones accept it?")
        dialog = window.wait_for("dialog", title)
        window.type("CTL that phones hold", str(old))
        window.click("push button", "Check", root=dialog)
        window.widget("PhonesDialog.summary").wait_for_text("It depends on TVS")
        self.stop(window, "phones")
        self.close(window, dialog, title)

    def changed_list(self, window):
        listing.select(window, 4)
        window.click("push button", "Remove")
        question = window.wait_for("alert")
        self.stop(window, "remove")
        window.click("push button", "Remove", root=question)
        window.wait_gone("alert")
        listing.add_server(window, "CAPF", PUBLISHER_IP, CERTIFICATES / "cucm-1051-a-sub1.der")
        window.wait_gone("dialog", "Add server")
        self.stop(window, "list-changed")
        listing.choose_more(window, "What has changed")
        dialog = window.wait_for("dialog", "Difference")
        self.stop(window, "changes")
        self.close(window, dialog, "Difference")
        window.click("push button", "Show text")
        dialog = window.wait_for("dialog", "Text of CTLFile.tlv")
        self.stop(window, "show-text-changed")
        self.close(window, dialog, "Text of CTLFile.tlv")
        listing.choose_more(window, "Will phones accept it?")
        dialog = window.wait_for("dialog", "Will phones accept CTLFile.tlv?")
        self.stop(window, "phones-unsigned")
        self.close(window, dialog, "Will phones accept CTLFile.tlv?")
        listing.choose_more(window, "Set Unified CM Cluster to Non-Secure Mode")
        question = window.wait_for("alert")
        self.stop(window, "non-secure")
        window.click("push button", "Take them out", root=question)
        window.wait_gone("alert")
        self.stop(window, "list-non-secure")
        listing.discard_and_close(window)

    def damaged_list(self):
        path = self.folder / "damaged.tlv"
        path.write_bytes(b"no list")
        with self.open(path) as window:
            window.widget("TrustListPage").wait_for_text("This file is damaged and cannot be used")
            self.stop(window, "list-damaged")

    def servers(self):
        """From the lists of a publisher, and from a service that shows a certificate nobody knows."""
        renewed, key = make_certificate(self.folder, "CAPF-new")
        server = TlsServer(renewed, key, address=("127.0.0.1", 3804))
        title = "Add servers of a cluster"
        listing.save_publishers(hq=os.environ["SANDBOX_PUBLISHER_URL"])
        cluster.build(TFTP / "CTLFile.tlv")
        try:
            with self.open(TFTP / "CTLFile.tlv") as window:
                window.click("push button", "Add server")
                window.click("push button", "From a cluster", root=window.wait_for("dialog", "Add server"))
                dialog = window.wait_for("dialog", title)
                self.stop(window, "cluster-servers")
                window.click("check box", "Ask CallManager and CAPF themselves too", root=dialog)
                window.click("push button", "Look for certificates", root=dialog)
                question = window.wait_for("dialog", "Unknown certificate")
                self.stop(window, "certificate")
                window.click("push button", "Take this certificate", root=question)
                window.wait(lambda: any(node.get_name().startswith("CAPF") for node in listing.all_below(dialog)),
                            "no certificate of CAPF")
                self.stop(window, "cluster-servers-found")
                self.close(window, dialog, title, "Cancel")
        finally:
            server.stop()

    # --- sign and publish ---

    def publish(self):
        """With an old list on the nodes whose phones will ask TVS, which vouches."""
        path = self.folder / "new" / "CTLFile.tlv"
        path.parent.mkdir()
        cluster.build(path)
        program.run("publisher", "add", "hq", URL, "--replace", "--node", f"subscriber,{SUBSCRIBER_IP}", "--cli-user",
                    "admin", *LOGIN)
        certificate, key = make_certificate(self.folder, "TVS")
        (TFTP / "CTLFile.tlv").write_bytes(itl.make_tokenless(CALLMANAGER, CALLMANAGER_KEY, SERVERS))
        (TFTP / "ITLFile.tlv").write_bytes(itl.make(CALLMANAGER, CALLMANAGER_KEY, certificate, by_hash=True))
        tvs = TvsServer(certificate, key, address=(PUBLISHER_IP, 2445))
        try:
            with self.open(path) as window:
                listing.select(window, 4)
                listing.remove(window)
                self.sign_and_publish(window, tvs)
        finally:
            tvs.stop()

    def sign_and_publish(self, window, tvs):
        window.click("push button", "Sign and publish")
        dialog = window.wait_for("dialog", "Sign and publish")
        self.stop(window, "publish-review")
        window.click("radio button", "What changes", root=dialog)
        self.stop(window, "publish-changes")
        window.click("push button", "Next", root=dialog)
        window.wait_for("radio button", SECOND, root=dialog)
        self.stop(window, "publish-sign")
        self.sign_wrongly(window, dialog)
        window.click("push button", "Sign", root=dialog)
        self.answer(window, window.wait_for("dialog", "Password"), PIN, "Sign")
        window.wait_for("push button", "Check", root=dialog)
        self.stop(window, "publish-nodes")
        window.click("push button", "Check", root=dialog)
        window.wait_for("push button", "Check again", root=dialog)
        self.stop(window, "publish-refused")
        tvs.trust = {sha1_of(CERTIFICATES / f"{name}.pem"): (0, 3) for name in (FIRST, SECOND)}
        window.click("push button", "Check again", root=dialog)
        window.wait_for("push button", "Publish", root=dialog)
        self.stop(window, "publish-checked")
        self.click_below(dialog, f"What changes on {PUBLISHER_IP}")
        difference = window.wait_for("dialog", "Difference")
        self.stop(window, "publish-difference")
        self.close(window, difference, "Difference")
        window.click("push button", "Publish", root=dialog)
        window.widget("PublishDone.served", on_screen=False).wait_for_text("phones get this list")
        self.stop(window, "publish-done")
        self.click_below(dialog, "Ask the platform CLI of all nodes")
        window.widget("ClusterView.summary", on_screen=False).wait_for_text("All nodes have the same list.")
        self.stop(window, "publish-done-cli")
        self.close(window, dialog, "Sign and publish")
        self.stop(window, "list-published")

    def sign_wrongly(self, window, dialog):
        window.click("push button", "Sign", root=dialog)
        question = window.wait_for("dialog", "Password")
        self.stop(window, "publish-password")
        self.answer(window, question, "wrong", "Sign")
        window.wait_for("info bar", root=dialog)
        window.wait(lambda: desktop.is_(window.find("push button", "Sign", root=dialog),
                                        desktop.Atspi.StateType.SENSITIVE), "Sign cannot be pressed again")
        self.stop(window, "publish-wrong-password")
