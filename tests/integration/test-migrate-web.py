#!/usr/bin/python3
"""migrate on clusters of three nodes whose accounts have no SFTP: from the tokenless list to one with tokens that every node
serves, by OS Administration, below release 11 and above."""

import os
import pathlib
import shutil
import tempfile
import unittest

import cluster
import clusters
import itl
import os_administration
import program
from cluster import CERTIFICATES, FIRST, PIN, SECOND
from tls_services import TvsServer, make_certificate, sha1_of

SANDBOX = pathlib.Path(os.environ["SANDBOX"])
DATA = pathlib.Path(os.environ["HOME"]) / ".local/share/etoken-ctl/migrations"
PASSWORD = ("--password-file", os.environ["SANDBOX_PASSWORD_FILE"])


class MigrateWeb(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(cls.enterClassContext(tempfile.TemporaryDirectory()))
        cls.certificate = make_certificate(cls.folder, "tomcat")
        cls.tvs_certificate, cls.tvs_key = make_certificate(cls.folder, "TVS")

    def become(self, release, old):
        clusters.CLUSTERS["three"] = clusters.Line(release, "pub sub1 sub2", "", "rsa", "", "", "")
        self.cluster = clusters.become("three")
        self.addCleanup(clusters.become, "krakow")
        self.addCleanup(shutil.rmtree, DATA, ignore_errors=True)
        self.hold_tokenless()
        self.pages = [self.start_page(node, old) for node in self.cluster.nodes]
        self.tvs = [TvsServer(self.tvs_certificate, self.tvs_key, address=(node.address, 2445)) for node in self.cluster.nodes]
        for server in self.tvs:
            self.addCleanup(server.stop)
        others = [word for node in self.cluster.nodes[1:] for word in ("--node", f"subscriber,{node.address}")]
        text = sha1_of(self.certificate[0]).upper()
        program.run("publisher", "add", "oslo", f"admin@{self.cluster.nodes[0].address}", "--deliver", "web", "--replace",
                    *others, "--host-key", os.environ["SANDBOX_FINGERPRINT"], "--fingerprint",
                    ":".join(text[i:i + 2] for i in range(0, len(text), 2)))

    def start_page(self, node, old):
        page = os_administration.OsAdministration(*self.certificate, (node.address, 443), node.tftp,
                                                  SANDBOX / "cluster" / "stale", old=old)
        self.addCleanup(page.stop)
        self.addCleanup(page.restart)
        return page

    def hold_tokenless(self):
        """As the cluster makes it: the publisher's CallManager signs, and TVS stands in the ITL."""
        own, publisher = self.cluster.own, self.cluster.nodes[0]
        signer, key = own("pub", "CallManager"), self.cluster.key("pub", "CallManager")
        servers = [(signer, itl.SAST, publisher.name, publisher.address)]
        if own("pub", "ITLRecovery").exists():
            servers.append((own("pub", "ITLRecovery"), itl.SAST, publisher.name, publisher.address))
        servers += [(own(node.short, "CallManager"), itl.CCM_TFTP, node.name, node.address) for node in self.cluster.nodes]
        servers.append((own("pub", "CAPF"), itl.CAPF, publisher.name, publisher.address))
        self.old = itl.make_tokenless(signer, key, servers)
        self.cluster.hold(self.old)
        for node in self.cluster.nodes:
            path = node.tftp / "ITLFile.tlv"
            path.write_bytes(itl.make(signer, key, self.tvs_certificate, by_hash=True))
            self.addCleanup(path.unlink)

    def migrate(self, *arguments, **options):
        return program.run("migrate", "oslo", "--sign-with", SECOND, "--json", *PASSWORD, *arguments, **options)

    def states(self, answer):
        return {step["step"]: step["state"] for step in answer.json["steps"]}

    def restart(self):
        """At a terminal, with a yes for each node."""
        with program.Terminal("migrate", "oslo", "--sign-with", SECOND, "--yes", "--restart", *PASSWORD) as terminal:
            for node in self.cluster.nodes:
                terminal.expect(f"on {node.address} now")
                terminal.type("yes")
            terminal.wait()

    def check_all_serve(self):
        held = {(node.tftp / "CTLFile.tlv").read_bytes() for node in self.cluster.nodes}
        self.assertEqual(len(held), 1)
        data = held.pop()
        records = [dict(record) for record in cluster.records(data, cluster.Header(data).length)]
        self.assertEqual([int.from_bytes(record[4], "big") for record in records].count(itl.CCM_TFTP), 3)
        self.assertNotEqual(data, self.old)
        for page in self.pages:
            self.assertFalse(page.before.exists())
            self.assertEqual(page.sessions, [])
            self.assertEqual(page.requests.count("POST /cmplatform/tftpFileUpload.do"), 1)

    def check_migration(self, release, old):
        self.become(release, old)
        self.assertEqual(self.states(self.migrate(status=program.NO))["trust"], "waiting")
        self.assertEqual([page.logins for page in self.pages], [[]] * 3)
        for server in self.tvs:
            for token in (FIRST, SECOND):
                server.trust[sha1_of(CERTIFICATES / f"{token}.pem")] = (0, 3)
        states = self.states(self.migrate("--yes", pin=PIN, status=program.NO))
        self.assertEqual((states["push"], states["verify"], states["restart"]), ("done", "done", "waiting"))
        self.restart()
        self.assertTrue(self.migrate().json["done"])
        self.check_all_serve()

    def test_below_11(self):
        """Its form has no one-time token."""
        self.check_migration("10.5.2.10000-5", old=True)

    def test_from_11_on(self):
        self.check_migration("12.5.1.14900-63", old=False)


if __name__ == "__main__":
    unittest.main()
