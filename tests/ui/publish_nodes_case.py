"""What the tests of publishing to several nodes share."""

import os
import pathlib
import tempfile
import unittest

import cluster
import desktop
import itl
import listing
import program
from cluster import CERTIFICATES, LOGIN, PUBLISHER_IP, SECOND, TFTP
from tls_services import TvsServer, make_certificate

NODES = os.environ["SANDBOX_NODES"].split()[:2]
URL = f"sftp://publisher@{PUBLISHER_IP}/~/tftp/CTLFile.tlv"
KEYS = pathlib.Path(os.environ["SANDBOX_KEYS"])
CALLMANAGER, CALLMANAGER_KEY = CERTIFICATES / "cucm-1051-a-pub.pem", KEYS / "cucm-1051-a-pub.key"
SIGNER = CERTIFICATES / f"{SECOND}.pem"
SERVERS = ((CALLMANAGER, itl.SAST, "cucm-1051-a-pub", PUBLISHER_IP),
           (CALLMANAGER, itl.CCM_TFTP, "cucm-1051-a-pub", PUBLISHER_IP))


def folder_of(node):
    return TFTP if node == PUBLISHER_IP else pathlib.Path(os.environ["SANDBOX"]) / "nodes" / node / "tftp"


def list_of(node):
    path = folder_of(node) / "CTLFile.tlv"
    return path.read_bytes() if path.exists() else None


class NodesCase(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.path = self.folder / "CTLFile.tlv"
        cluster.build(self.path)
        self.addCleanup(self.forget)
        self.add()

    def forget(self):
        for node in (PUBLISHER_IP, *NODES):
            os.chmod(folder_of(node), 0o755)
            for path in folder_of(node).iterdir():
                path.unlink()
        listing.forget()

    @staticmethod
    def add(*more, nodes=(f"subscriber,{NODES[0]}", f"tftp,{NODES[1]}"), login=LOGIN):
        given = [word for node in nodes for word in ("--node", node)]
        program.run("publisher", "add", "hq", URL, "--replace", *given, *login, *more)

    @staticmethod
    def serve(data, nodes=(PUBLISHER_IP, *NODES)):
        for node in nodes:
            path = folder_of(node) / "CTLFile.tlv"
            path.write_bytes(data)

    def open(self, **options):
        return desktop.Window(self.path, **options)

    @staticmethod
    def go_to_check(window):
        window.click("push button", "Sign and publish")
        dialog = window.wait_for("dialog", "Sign and publish")
        window.click("push button", "Next", root=dialog)
        window.wait_for("radio button", "Keep the signature", root=dialog)
        window.click("push button", "Next", root=dialog)
        window.widget("PublishSend.hint").wait_for_text("Choose the nodes")
        window.ask_for_size("Sign and publish", 1000, 880)
        return dialog

    def check(self, window, answer="Publish"):
        """Up to the button that comes after the check."""
        dialog = self.go_to_check(window)
        window.click("push button", "Check", root=dialog)
        window.wait_for("push button", answer, root=dialog)
        return dialog

    def expect(self, window, role, name, *states, root):
        node = window.wait_for(role, name, root=root)
        for state, wanted in states:
            window.wait(lambda: desktop.is_(node, state) == wanted, f"{name}: {state}")


class PhonesCase(NodesCase):
    """The signer is not in the list that is replaced: TVS is asked, as phones would."""

    def setUp(self):
        super().setUp()
        certificate, key = make_certificate(self.folder, "TVS")
        self.old = itl.make_tokenless(CALLMANAGER, CALLMANAGER_KEY, SERVERS)
        self.serve(self.old)
        (TFTP / "ITLFile.tlv").write_bytes(itl.make(CALLMANAGER, CALLMANAGER_KEY, certificate, by_hash=True))
        self.tvs = TvsServer(certificate, key, address=(PUBLISHER_IP, 2445))
        self.addCleanup(self.tvs.stop)
