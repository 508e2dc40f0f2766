"""What the tests of an update share: a cluster of two nodes that is saved, and the list that it needed until now."""

import os
import pathlib
import shutil
import tempfile
import unittest

import cluster
import clusters
import desktop
import listing
import program
from cluster import LOGIN, SUBSCRIBER_IP, TFTP
from migration import STATE, SUBSCRIBER
from planned import URL

DATA = pathlib.Path(os.environ["XDG_DATA_HOME"]) / "etoken-ctl" / "migrations" / "oslo"
FILES = (TFTP / "CTLFile.tlv", SUBSCRIBER)
TITLE = "oslo: update the list"


class Person:
    """Whoever sits at the window; each click, and each password with its Return, counts."""

    def __init__(self, window):
        self.window = window
        self.actions = 0

    def click(self, role, name, root=None):
        self.actions += 1
        self.window.click(role, name, root=root)

    def password(self, answer):
        self.actions += 1
        listing.password(self.window, answer)

    def open(self, button="Update the list of oslo"):
        self.click("radio button", "Publisher")
        self.click("push button", button)
        return self.window.wait_for("dialog", TITLE)


class UpdateCase(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.folder = pathlib.Path(folder.name)
        cluster.build(cls.folder / "CTLFile.tlv")
        cls.list = (cls.folder / "CTLFile.tlv").read_bytes()

    def setUp(self):
        self.addCleanup(listing.forget)
        self.addCleanup(shutil.rmtree, DATA, ignore_errors=True)
        self.cluster = clusters.become("krakow")
        self.addCleanup(clusters.become, "krakow")
        self.cluster.hold(self.list)
        program.run("publisher", "add", "oslo", URL, "--node", f"subscriber,{SUBSCRIBER_IP}", "--cli-user", "admin",
                    "--replace", *LOGIN)

    def renew(self):
        self.cluster.renew("sub1", "CallManager")

    def held(self):
        """What both nodes hold."""
        one, other = (path.read_bytes() for path in FILES)
        self.assertEqual(one, other)
        return one

    def restarts(self):
        return [line for line in (STATE / "log").read_text().splitlines() if "utils service restart" in line]

    @staticmethod
    def close(window):
        """With its own button: a notice has one too."""
        dialog = window.wait_for("dialog", TITLE)
        button = list(window.all("push button", "Close", root=dialog))[-1]
        desktop.Atspi.Action.do_action(button, 0)
        window.wait_gone("dialog", TITLE)
