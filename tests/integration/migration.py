"""What the tests of `migrate` share: a cluster of two nodes with the tokenless list of the documents, and its TVS."""

import os
import pathlib
import shutil
import tempfile
import unittest

import clusters
import itl
import program
from cluster import CERTIFICATES, FIRST, LOGIN, PUBLISHER_IP, SECOND, SUBSCRIBER_IP, TFTP
from tls_services import TvsServer, make_certificate, sha1_of

WORLD = pathlib.Path(os.environ["SANDBOX"])
STATE = WORLD / "cluster"
KEYS = pathlib.Path(os.environ["SANDBOX_KEYS"])
URL = f"sftp://publisher@{PUBLISHER_IP}/~/tftp/CTLFile.tlv"
SUBSCRIBER = WORLD / "nodes" / SUBSCRIBER_IP / "tftp" / "CTLFile.tlv"
CALLMANAGER, CALLMANAGER_KEY = CERTIFICATES / "cucm-1051-a-pub.pem", KEYS / "cucm-1051-a-pub.key"
SERVERS = ((CALLMANAGER, itl.SAST, "cucm-1051-a-pub", PUBLISHER_IP),
           (CALLMANAGER, itl.CCM_TFTP, "cucm-1051-a-pub", PUBLISHER_IP),
           (CERTIFICATES / "CAPF-e41e7d87.pem", itl.CAPF, "cucm-1051-a-pub", PUBLISHER_IP),
           (CERTIFICATES / "cucm-1051-a-sub1.pem", itl.CCM_TFTP, "cucm-1051-a-sub1", SUBSCRIBER_IP))
STEPS = ["cluster", "tokens", "export", "trust", "sign", "push", "verify", "restart", "phones"]
KEPT = "CTLFile.tlv.etoken-ctl-old"
DATA = pathlib.Path(os.environ["HOME"]) / ".local/share/etoken-ctl/migrations/berlin"


class MigrateTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.folder = folder.name
        cls.tvs_certificate, cls.tvs_key = make_certificate(pathlib.Path(folder.name), "TVS")
        cls.itl = itl.make(CALLMANAGER, CALLMANAGER_KEY, cls.tvs_certificate, by_hash=True)
        cls.old = itl.make_tokenless(CALLMANAGER, CALLMANAGER_KEY, SERVERS)
        cls.add_publisher()

    @staticmethod
    def add_publisher(*more):
        program.run("publisher", "add", "berlin", URL, "--node", f"subscriber,{SUBSCRIBER_IP}", "--replace", *LOGIN, *more)

    def setUp(self):
        self.addCleanup(shutil.rmtree, DATA, ignore_errors=True)
        for name in ("mode", "version", "nodes"):
            self.addCleanup((STATE / name).write_text, (STATE / name).read_text())
        self.addCleanup((STATE / "faults").unlink, missing_ok=True)
        (STATE / "log").write_text("")
        self.serve(self.old)
        (TFTP / "ITLFile.tlv").write_bytes(self.itl)
        self.tvs = []
        self.start_tvs(self.tvs_certificate, self.tvs_key)

    def set_release(self, release):
        """One whose publisher has ITLRecovery, as from 11.5 on."""
        world = clusters.Cluster(WORLD, "krakow")
        (STATE / "version").write_text(f"{release}\n")
        world.renew("pub", "ITLRecovery")
        self.addCleanup(world.own("pub", "ITLRecovery").unlink)

    def start_tvs(self, *arguments, **options):
        """On both nodes, in place of what runs there."""
        self.stop_tvs()
        self.tvs = [TvsServer(*arguments, address=(address, 2445), **options)
                    for address in (PUBLISHER_IP, SUBSCRIBER_IP)]
        self.addCleanup(self.stop_tvs)

    def stop_tvs(self):
        while self.tvs:
            self.tvs.pop().stop()

    def upload(self, *names):
        """What the administrator does on the page Upload Certificate."""
        for server in self.tvs:
            for name in names:
                server.trust[sha1_of(CERTIFICATES / f"{name}.pem")] = (0, 3)

    def migrate(self, *arguments, **options):
        return program.run("migrate", "berlin", "--cli-user", "admin", "--sign-with", SECOND, *arguments, **options)

    def restart(self, *arguments, yes=2, status=0):
        """At a terminal, where a person says YES times yes to a restart; --yes does it for nothing else."""
        with program.Terminal("migrate", "berlin", "--cli-user", "admin", "--sign-with", SECOND, "--yes", "--restart",
                              *arguments) as terminal:
            for _ in range(yes):
                terminal.expect(" now? [yes/no] ")
                terminal.type("yes")
            terminal.wait(status)
            return terminal.screen.decode().replace("\r\n", "\n")

    def served(self):
        """What both nodes have."""
        data = (TFTP / "CTLFile.tlv").read_bytes()
        self.assertEqual(SUBSCRIBER.read_bytes(), data)
        return data

    @staticmethod
    def serve(data):
        for path in (TFTP / "CTLFile.tlv", SUBSCRIBER):
            path.write_bytes(data)

    def states(self, result):
        steps = result.json["steps"]
        self.assertEqual([step["step"] for step in steps], STEPS)
        return [step["state"] for step in steps]

    def restarts(self):
        return [line for line in (STATE / "log").read_text().splitlines() if "utils service restart" in line]
