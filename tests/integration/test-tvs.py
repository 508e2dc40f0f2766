"""`verify --tvs`: the Trust Verification Service is asked about a list's signer, as phones do."""

import os
import pathlib
import signal
import tempfile
import time
import unittest

import cluster
import itl
import program
import speed
from cluster import CERTIFICATES, SECOND
from tls_services import TlsServer, TvsServer, make_certificate, sha1_of

KEYS = pathlib.Path(os.environ["SANDBOX_KEYS"])
SIGNER = CERTIFICATES / f"{SECOND}.pem"
SAST_AND_TFTP = (0, 3)


class Tvs(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.folder = pathlib.Path(folder.name)
        cls.list = cls.folder / "CTLFile.tlv"
        cluster.build(cls.list)
        cls.new, cls.new_key = make_certificate(cls.folder, "TVS")
        cls.old, cls.old_key = make_certificate(cls.folder, "TVS-old", bits=1024, digest="sha1")
        cls.other, _ = make_certificate(cls.folder, "Other")

    def server(self, old=False, **options):
        certificate, key = (self.old, self.old_key) if old else (self.new, self.new_key)
        server = TvsServer(certificate, key, old=old, **options)
        self.addCleanup(server.stop)
        server.trust[sha1_of(SIGNER)] = SAST_AND_TFTP
        return server

    def itl(self, tvs, **options):
        path = self.folder / "ITLFile.tlv"
        path.write_bytes(itl.make(CERTIFICATES / "cucm-1051-a-pub.pem", KEYS / "cucm-1051-a-pub.key", tvs, **options))
        return path

    def ask(self, server, identity, *more, **options):
        return program.run("verify", self.list, "--tvs", f"127.0.0.1:{server.port}", "--tvs-cert", identity, *more,
                           **options)

    def test_trusted(self):
        server = self.server()
        self.ask(server, self.new).expect(out="the signer's certificate is trusted, with the roles SAST, TFTP")
        self.assertEqual(server.asked, [("CP-7975-SEP000000000000", sha1_of(SIGNER))])

    def test_json(self):
        server = self.server()
        answer = self.ask(server, self.new, "--json").json["tvs"]
        self.assertEqual(answer, {"host": "127.0.0.1", "port": server.port, "trusted": True, "roles": [0, 3],
                                  "ttl_s": 86400, "accepts_signer": True, "old_algorithms": None})

    @speed.full_only
    def test_not_trusted(self):
        server = self.server()
        server.trust.clear()
        self.ask(server, self.new, status=program.NO).expect(out="not trusted", err="Phone-SAST-trust")
        self.assertFalse(self.ask(server, self.new, "--json", status=program.NO).json["tvs"]["accepts_signer"])

    @speed.full_only
    def test_trusted_for_something_else(self):
        server = self.server()
        server.trust[sha1_of(SIGNER)] = (2,)
        self.ask(server, self.new, status=program.NO).expect(err="although it trusts it")

    @speed.full_only
    def test_server_known_by_the_itl(self):
        server = self.server()
        for by_hash in (False, True):
            self.ask(server, self.itl(self.new, by_hash=by_hash)).expect(out="trusted")

    def test_another_server_is_not_asked(self):
        server = self.server()
        for identity in (self.other, self.itl(self.other), self.itl(self.other, by_hash=True)):
            self.ask(server, identity, status=program.NETWORK).expect(err="is not the one that phones know for TVS")
        self.assertEqual(server.asked, [])

    @speed.full_only
    def test_forged_itl(self):
        """An ITL that says who TVS is has to verify itself."""
        path = self.itl(self.new)
        data = bytearray(path.read_bytes())
        data[-1] ^= 1
        path.write_bytes(data)
        self.ask(self.server(), path, status=program.NO).expect(err="The ITL cannot say who TVS is")

    @speed.full_only
    def test_nobody_says_who_tvs_is(self):
        server = self.server()
        program.run("verify", self.list, "--tvs", f"127.0.0.1:{server.port}", status=program.USAGE)
        self.ask(server, self.list, status=program.USAGE).expect(err="no TVS record")
        self.assertEqual(server.connections, 0)

    def test_old_tls(self):
        """TLS 1.0 with RSA-1024 and SHA-1: refused, and allowed with a warning that names them."""
        server = self.server(old=True)
        self.ask(server, self.old, status=program.NETWORK).expect(err="old algorithms switched on")
        self.assertEqual(server.asked, [])
        result = self.ask(server, self.old, "--old-algorithms", "tls-1.0", "--json")
        result.expect(err="Warning: the connection to TVS on 127.0.0.1 uses old algorithms (TLS 1.0, RSA-1024, SHA-1)")
        self.assertEqual(result.json["tvs"]["old_algorithms"], "TLS 1.0, RSA-1024, SHA-1")

    def test_each_old_part_needs_the_permission(self):
        weak, weak_key = make_certificate(self.folder, "TVS-1024", bits=1024)
        sha1, sha1_key = make_certificate(self.folder, "TVS-sha1", digest="sha1")
        for certificate, key, old, names in ((self.new, self.new_key, True, "TLS 1.0"),
                                             (weak, weak_key, False, "RSA-1024"), (sha1, sha1_key, False, "SHA-1")):
            with self.subTest(names):
                server = TvsServer(certificate, key, old=old)
                self.addCleanup(server.stop)
                server.trust[sha1_of(SIGNER)] = SAST_AND_TFTP
                self.ask(server, certificate, status=program.NETWORK).expect(err="old algorithms")
                self.ask(server, certificate, "--old-algorithms", "ssh-rsa", status=program.NETWORK)
                self.assertEqual(server.asked, [])
                self.ask(server, certificate, "--old-algorithms", "tls-1.0").expect(err=f"old algorithms ({names})")

    def test_old_certificate_over_new_tls(self):
        server = TvsServer(self.old, self.old_key)
        self.addCleanup(server.stop)
        server.trust[sha1_of(SIGNER)] = SAST_AND_TFTP
        self.ask(server, self.old, status=program.NETWORK).expect(err="RSA-1024")
        self.assertEqual(server.asked, [])
        self.ask(server, self.old, "--old-algorithms", "tls-1.0").expect(err="old algorithms (RSA-1024, SHA-1)")

    def test_bad_answers(self):
        server = self.server()
        for fault, words in (("other-session", "was not asked"), ("no-status", "does not say whether"),
                             ("damaged", "damaged"), ("garbage", "does not speak TVS"),
                             ("cut", "the connection broke")):
            server.fault = fault
            self.ask(server, self.new, status=program.NETWORK).expect(err=words)
        server.fault = "drip"
        self.ask(server, self.new)

    def test_silence_can_be_cancelled(self):
        server = self.server()
        server.fault = "silent"
        running = program.start("verify", self.list, "--tvs", f"127.0.0.1:{server.port}", "--tvs-cert", self.new)
        while not server.asked:
            time.sleep(0.02)
        running.send_signal(signal.SIGINT)
        running.communicate(timeout=10)
        self.assertEqual(running.returncode, program.CANCELLED)

    def test_no_server(self):
        server = self.server()
        server.stop()
        self.ask(server, self.new, status=program.NETWORK).expect(err="nothing listens there")
        program.run("verify", self.list, "--tvs", "[::1", "--tvs-cert", self.new, status=program.USAGE)

    def test_no_tls(self):
        plain = TlsServer(self.new, self.new_key)
        self.addCleanup(plain.stop)
        plain.finish_request = lambda request, _: request.sendall(b"220 mail\r\n")
        self.ask(plain, self.new, status=program.NETWORK).expect(err="TLS")


if __name__ == "__main__":
    unittest.main()
