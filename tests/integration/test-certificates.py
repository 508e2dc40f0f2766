"""`publisher certificates`: the certificates of the servers, from the lists that are served and from TLS ports."""

import os
import pathlib
import shutil
import tempfile
import threading
import unittest

import cluster
import itl
import program
import speed
from cluster import CERTIFICATES, LOGIN, PUBLISHER_URL, TFTP
from proxy import Gate
from tls_services import TlsServer, TvsServer, der_of, make_certificate, sha1_of

KEYS = pathlib.Path(os.environ["SANDBOX_KEYS"])
CALLMANAGER, CAPF = CERTIFICATES / "cucm-1051-a-pub.pem", CERTIFICATES / "CAPF-e41e7d87.pem"
CALLMANAGER_KEY, CAPF_KEY = KEYS / "cucm-1051-a-pub.key", KEYS / "CAPF-e41e7d87.key"
FROM_CTL = {"cucm-1051-a-pub_CCM-TFTP.pem": CALLMANAGER, "CAPF-e41e7d87_CAPF.pem": CAPF,
            "cucm-1051-a-sub1_CCM-TFTP.pem": CERTIFICATES / "cucm-1051-a-sub1.pem"}


def fingerprint(certificate):
    sha1 = sha1_of(certificate)
    return ":".join(sha1[at:at + 2] for at in range(0, len(sha1), 2)).upper()


class Certificates(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.sources = pathlib.Path(folder.name)
        cls.list = cls.sources / "CTLFile.tlv"
        cluster.build(cls.list)
        cls.tvs, cls.tvs_key = make_certificate(cls.sources, "TVS-pub")

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name) / "new"
        self.addCleanup(cluster.forget)
        shutil.copy(self.list, TFTP / "CTLFile.tlv")

    def run_it(self, *arguments, **options):
        return program.run("publisher", "certificates", PUBLISHER_URL, "--output-dir", self.folder, *LOGIN, *arguments,
                           **options)

    def serve_itl(self, **options):
        (TFTP / "ITLFile.tlv").write_bytes(itl.make(CALLMANAGER, CALLMANAGER_KEY, self.tvs, **options))

    def serve_tls(self, port, certificate, key, kind=TlsServer, **options):
        server = kind(certificate, key, address=("127.0.0.1", port), **options)
        self.addCleanup(server.stop)

    def check_files(self, wanted):
        self.assertEqual(sorted(path.name for path in self.folder.iterdir()), sorted(wanted))
        for name, source in wanted.items():
            self.assertEqual(der_of(self.folder / name), der_of(source), name)

    @speed.full_only
    def test_from_the_list(self):
        result = self.run_it()
        self.check_files(FROM_CTL)
        result.expect(out=f"CCM+TFTP of 10.48.47.153, SHA-1 {fingerprint(CALLMANAGER)}", err="ITLFile.tlv")

    def test_build_takes_them(self):
        """Built from these files, a list has the size of the one that they came from."""
        answer = self.run_it("--json").json["certificates"]
        servers = [text for server in answer
                   for text in ("--server", f"{server['function']},{server['host']},{server['file']}")]
        program.run("build", "--output", self.sources / "again.tlv", "--token", cluster.FIRST, "--token",
                    cluster.SECOND, *servers, "--sign-with", cluster.SECOND, pin=cluster.PIN)
        self.assertEqual((self.sources / "again.tlv").stat().st_size, self.list.stat().st_size)

    def test_from_ctl_and_itl(self):
        self.serve_itl()
        self.run_it()
        self.check_files({**FROM_CTL, "TVS-pub_TVS.pem": self.tvs})

    @speed.full_only
    def test_itl_with_hashes(self):
        self.serve_itl(by_hash=True)
        self.run_it()
        self.check_files(FROM_CTL)

    @speed.full_only
    def test_list_that_does_not_verify(self):
        data = bytearray(self.list.read_bytes())
        data[-1] ^= 1
        (TFTP / "CTLFile.tlv").write_bytes(data)
        self.run_it(status=program.NO)
        self.assertFalse(self.folder.exists())

    def test_other_files_are_kept(self):
        self.folder.mkdir()
        mine = self.folder / "CAPF-e41e7d87_CAPF.pem"
        mine.write_text("mine")
        self.run_it(status=program.DAMAGED).expect(err="--force")
        self.assertEqual(mine.read_text(), "mine")
        self.run_it("--force")
        self.run_it()
        self.check_files(FROM_CTL)

    def test_dry_run(self):
        self.run_it("--dry-run")
        self.assertFalse(self.folder.exists())

    @speed.full_only
    def test_no_list(self):
        (TFTP / "CTLFile.tlv").unlink()
        self.run_it(status=program.NETWORK).expect(err="--live")

    def test_live_certificates_that_a_list_knows(self):
        """They need no confirmation, whether or not the service wants a certificate of the client."""
        self.serve_tls(5061, CALLMANAGER, CALLMANAGER_KEY, wants_certificate=True)
        self.serve_tls(3804, CAPF, CAPF_KEY)
        self.run_it("--live").expect(err="127.0.0.1 port 2443: nothing listens there")
        self.check_files(FROM_CTL)

    @speed.full_only
    def test_live_certificate_has_to_be_confirmed(self):
        self.serve_tls(2445, self.tvs, self.tvs_key, kind=TvsServer)
        self.run_it("--live", status=program.USAGE).expect(err="--fingerprint")
        self.run_it("--live", "--fingerprint", fingerprint(CAPF), status=program.NETWORK).expect(err="not confirmed")
        self.assertFalse(self.folder.exists())
        self.run_it("--live", "--fingerprint", fingerprint(self.tvs).lower())
        self.check_files({**FROM_CTL, "TVS-pub_TVS.pem": self.tvs})

    @speed.full_only
    def test_live_without_a_list(self):
        (TFTP / "CTLFile.tlv").unlink()
        self.serve_tls(5061, CALLMANAGER, CALLMANAGER_KEY, wants_certificate=True)
        answer = self.run_it("--live", "--json", "--fingerprint", fingerprint(CALLMANAGER)).json["certificates"]
        self.assertEqual([(server["function"], server["host"], server["port"]) for server in answer],
                         [("CCM+TFTP", "127.0.0.1", 5061)])

    @speed.full_only
    def test_live_asks_all_at_once(self):
        """No service is let through before all are asked. What both nodes show is the first one's."""
        barrier = threading.Barrier(8)
        for host in ("127.0.0.1", "127.0.0.2"):
            for port in (5061, 2443, 3804, 2445):
                server = TlsServer(CAPF, CAPF_KEY) if port == 3804 else TlsServer(CALLMANAGER, CALLMANAGER_KEY)
                self.addCleanup(server.stop)
                gate = Gate(("127.0.0.1", server.port), address=host, port=port)
                self.addCleanup(gate.__exit__)
                gate.barrier = barrier
        (TFTP / "CTLFile.tlv").unlink()
        program.run("publisher", "add", "two", PUBLISHER_URL, "--node", "subscriber,127.0.0.2")
        answer = program.run("publisher", "certificates", "two", "--output-dir", self.folder, *LOGIN, "--live", "--json",
                             "--fingerprint", fingerprint(CALLMANAGER), "--fingerprint", fingerprint(CAPF))
        found = [(server["function"], server["host"], server["port"]) for server in answer.json["certificates"]]
        self.assertEqual(found, [("CCM+TFTP", "127.0.0.1", 5061), ("CAPF", "127.0.0.1", 3804), ("TVS", "127.0.0.1", 2445)])

    def test_person_says_yes_or_no(self):
        self.serve_tls(2445, self.tvs, self.tvs_key, kind=TvsServer)
        line = ("publisher", "certificates", PUBLISHER_URL, "--output-dir", self.folder, "--live", *LOGIN)
        for answer, status in (("no", program.NETWORK), ("yes", program.DONE)):
            with program.Terminal(*line) as terminal:
                terminal.expect(fingerprint(self.tvs))
                terminal.expect("Is this the certificate of TVS on 127.0.0.1 port 2445?")
                terminal.type(answer)
                terminal.wait(status=status)
            self.assertEqual(self.folder.exists(), answer == "yes")

    def test_old_tls(self):
        self.serve_tls(3804, CAPF, CAPF_KEY, old=True)
        self.run_it("--live").expect(err="no certificate from CAPF")
        self.assertNotIn("3804", self.run_it("--live", "--old-algorithms", "tls-1.0").err)


if __name__ == "__main__":
    unittest.main()
