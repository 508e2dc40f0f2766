"""What the tests of the publisher's form and of the status share."""

import os
import pathlib
import shutil
import tempfile
import unittest

import cluster
import desktop
import listing
import program
from cluster import CERTIFICATES, FIRST, LOGIN, PUBLISHER_IP, SUBSCRIBER_IP, TFTP

KEYS = [f"SHA256:{43 * letter}" for letter in "AE"]
TVS_CERTIFICATES = [":".join(20 * ["AB"]), ":".join(32 * ["CD"])]
WORLD = pathlib.Path(os.environ["SANDBOX"])
STATE = WORLD / "cluster"
SUBSCRIBER = WORLD / "nodes" / SUBSCRIBER_IP / "tftp" / "CTLFile.tlv"
CLI_URL = os.environ["SANDBOX_CLI_URL"]
URL = f"sftp://publisher@{PUBLISHER_IP}/~/tftp/CTLFile.tlv"
NODE = "10.48.47.155"
OWN = "sftp://other@10.48.47.156:2222/tftp/CTLFile.tlv"
ALL = ("--node", f"subscriber,{SUBSCRIBER_IP}", "--node", f"tftp,{NODE}", "--node", f"tftp,{OWN}", "--cli-user", "admin",
       "--tftp-port", "6969", "--http-port", "6971", "--tvs-port", "2446", "--keep-old", "3", "--keep-password",
       "--old-algorithms", "ssh-rsa,tls-1.0", "--host-key", KEYS[0],
       "--tvs-cert", CERTIFICATES / "cucm-1051-a-pub.pem", *LOGIN)


def show(name="hq"):
    return program.run("publisher", "show", name, "--json").json["publishers"][0]


class FormCase(unittest.TestCase):
    def setUp(self):
        self.addCleanup(listing.forget)

    def open(self, **options):
        window = desktop.Window(**options)
        window.show_page("Publisher")
        return window

    def edit(self, window):
        window.click("push button", "Edit hq")
        return window.wait_for("dialog", "Edit publisher")

    def show_tab(self, window, dialog, name):
        window.click("radio button", name, root=dialog)

    @staticmethod
    def wait_hosts(window, dialog, count):
        def find():
            hosts = list(window.all("text", "Host of the node", root=dialog))
            return hosts if len(hosts) == count else None
        return window.wait(find, f"not {count} nodes")


class StatusCase(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.list, cls.other = (pathlib.Path(folder.name) / name for name in ("CTLFile.tlv", "other.tlv"))
        cluster.build(cls.list)
        cluster.build(cls.other, signer=FIRST)

    def setUp(self):
        self.addCleanup((STATE / "faults").unlink, missing_ok=True)
        self.addCleanup(SUBSCRIBER.unlink, missing_ok=True)
        self.addCleanup(listing.forget)
        program.run("publisher", "add", "berlin", CLI_URL, "--node", f"subscriber,{SUBSCRIBER_IP}", *LOGIN)

    def ask(self, subscriber=None, **options):
        shutil.copy(self.list, TFTP / "CTLFile.tlv")
        shutil.copy(subscriber or self.list, SUBSCRIBER)
        window = desktop.Window(**options)
        window.show_page("Publisher")
        window.click("push button", "Status of all nodes of berlin")
        return window
