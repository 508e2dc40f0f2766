#!/usr/bin/python3
"""update and fetch on clusters whose accounts have no SFTP: files get in by OS Administration, are served after a restart of
Cisco Tftp, and are read as phones get them, when the platform CLI tells the same checksums."""

import os
import pathlib
import shutil
import tempfile
import unittest

import cluster
import clusters
import os_administration
import program
import tls_services
from cluster import FIRST, PIN, SECOND

SANDBOX = pathlib.Path(os.environ["SANDBOX"])
DATA = pathlib.Path(os.environ["HOME"]) / ".local/share/etoken-ctl/migrations/oslo"
PASSWORD = ("--password-file", os.environ["SANDBOX_PASSWORD_FILE"])


class UpdateWeb(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(cls.enterClassContext(tempfile.TemporaryDirectory()))
        cls.certificate = tls_services.make_certificate(cls.folder, "tomcat")
        cluster.build(cls.folder / "CTLFile.tlv")
        cls.list = (cls.folder / "CTLFile.tlv").read_bytes()
        cluster.build(cls.folder / "other.tlv", "--digest", "sha512")

    def become(self, name, old):
        """The cluster NAME, with OS Administration on each node and one known certificate for all."""
        self.cluster = clusters.become(name)
        self.addCleanup(clusters.become, "krakow")
        self.addCleanup(shutil.rmtree, DATA, ignore_errors=True)
        self.pages = []
        for node in self.cluster.nodes:
            page = os_administration.OsAdministration(*self.certificate, (node.address, 443), node.tftp,
                                                      SANDBOX / "cluster" / "stale", old=old)
            self.addCleanup(page.stop)
            self.addCleanup(page.restart)
            self.pages.append(page)
        others = [word for node in self.cluster.nodes[1:] for word in ("--node", f"subscriber,{node.address}")]
        program.run("publisher", "add", "oslo", f"admin@{self.cluster.nodes[0].address}", "--deliver", "web", "--replace",
                    *others, "--host-key", os.environ["SANDBOX_FINGERPRINT"], "--fingerprint", self.fingerprint())

    def fingerprint(self):
        text = tls_services.sha1_of(self.certificate[0]).upper()
        return ":".join(text[i:i + 2] for i in range(0, len(text), 2))

    def update(self, *arguments, **options):
        return program.run("update", "oslo", "--sign-with", SECOND, "--token", FIRST, "--token", SECOND, "--yes", *PASSWORD,
                           *arguments, pin=PIN, **options)

    def check_cluster(self, name, old):
        """The first run puts the list on every node and waits for the restart; the second restarts, node by node."""
        self.become(name, old)
        first = self.update("--json", status=program.NO).json
        states = {step["step"]: step["state"] for step in first["steps"]}
        self.assertEqual((states["push"], states["verify"], states["restart"]), ("done", "done", "waiting"))
        with program.Terminal("update", "oslo", "--sign-with", SECOND, "--token", FIRST, "--token", SECOND, "--yes", "--restart",
                              *PASSWORD, "--pin-file", os.environ["SANDBOX_PIN_FILE"]) as terminal:
            for node in self.cluster.nodes:
                terminal.expect(f"on {node.address} now")
                terminal.type("yes")
            terminal.wait(status=program.DONE)
        held = {(node.tftp / "CTLFile.tlv").read_bytes() for node in self.cluster.nodes}
        self.assertEqual(len(held), 1)
        for page in self.pages:
            self.assertFalse(page.before.exists())
            self.assertEqual(page.sessions, [])
            self.assertEqual(page.requests.count("POST /cmplatform/tftpFileUpload.do"), 1)

    def test_below_11(self):
        self.check_cluster("10.5", old=True)

    def test_from_11_on(self):
        self.check_cluster("11.5", old=False)

    def test_fetch(self):
        """Without SFTP, and without being told: what is served, when the platform CLI confirms it."""
        self.become("krakow", old=False)
        self.cluster.hold(self.list)
        output = self.folder / "fetched.tlv"
        program.run("fetch", "oslo", "--output", output, *PASSWORD)
        self.assertEqual(output.read_bytes(), self.list)
        self.pages[0].keep(self.pages[0].folder / "CTLFile.tlv", (self.folder / "other.tlv").read_bytes())
        program.run("fetch", "oslo", "--output", output, "--force", *PASSWORD, status=program.NETWORK).expect(
            err="serves another list to phones than it holds")


unittest.main()
