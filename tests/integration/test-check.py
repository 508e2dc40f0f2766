"""`etoken-ctl check`: findings with names, records and an exit status for scripts."""

import pathlib
import re
import tempfile
import time
import unittest

import cluster
import crafted
import program
import speed
from cluster import SECOND
from crafted import CAPF, CAPF_NAME, CCM_TFTP, PUBLISHER, SUBSCRIBER, TVS
from program import DAMAGED, NO


class Check(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def expect(self, data, *findings, name="list.tlv"):
        """The findings are (identifier, record or None, severity); text and JSON have to agree."""
        path = self.folder / name
        path.write_bytes(data)
        status = NO if any(severity == "error" for _, _, severity in findings) else 0
        answer = program.run("check", "--json", path, status=status).json
        self.assertEqual([(found["id"], found["record"], found["severity"]) for found in answer["findings"]],
                         list(findings))
        self.assertEqual(answer["errors"], sum(severity == "error" for _, _, severity in findings))
        self.assertEqual(answer["warnings"], sum(severity == "warning" for _, _, severity in findings))
        result = program.run("check", path, status=status)
        self.assertEqual(result.err, "")
        lines = result.out.splitlines()
        self.assertEqual(len(lines), len(findings) + 1)
        for line, (identifier, record, severity) in zip(lines, findings):
            self.assertTrue(line.startswith(f"{severity}: " + (f"record {record}, " if record else "")), line)
            self.assertTrue(line.endswith(f" [{identifier}]"), line)
        return answer

    def test_good(self):
        built = self.folder / "CTLFile.tlv"
        cluster.build(built)
        self.assertEqual(program.run("check", built).out, f"{built}: 0 errors, 0 warnings\n")
        self.assertEqual(program.run("check", "-", stdin=built.read_bytes()).out,
                         "Standard input: 0 errors, 0 warnings\n")
        self.assertEqual(self.expect(crafted.token_list())["kind"], "CTL")

    @speed.full_only
    def test_itl(self):
        answer = self.expect(crafted.itl(), name="ITLFile.tlv")
        self.assertEqual(answer["kind"], "ITL")

    @speed.full_only
    def test_tokenless(self):
        self.expect(crafted.tokenless_list(), ("tokenless-one-signer", None, "info"))

    @speed.full_only
    def test_signer(self):
        self.expect(crafted.make(SECOND, crafted.record(crafted.SAST, cluster.FIRST), *crafted.servers()),
                    ("signer-not-in-list", None, "error"), ("too-few-tokens", None, "error"))
        data = bytearray(crafted.token_list())
        data[-1] ^= 1
        self.expect(bytes(data), ("signature-wrong", 2, "error"), ("address-mismatch", 5, "warning"))

    @speed.full_only
    def test_records(self):
        node = crafted.servers()[0]
        capf = crafted.servers()[1]
        changed = {
            "subject-mismatch": {"tag3": crafted.text("CN=other")},
            "issuer-mismatch": {"tag5": crafted.text("CN=other")},
            "serial-mismatch": {"tag6": b"\1"},
            "public-key-mismatch": {"tag7": crafted.public_key(SUBSCRIBER)},
        }
        for identifier, changes in changed.items():
            with self.subTest(identifier):
                wrong = crafted.record(CCM_TFTP, PUBLISHER, cluster.PUBLISHER_IP, **changes)
                self.expect(crafted.make(SECOND, *crafted.tokens(), wrong, capf), (identifier, 3, "error"))
        wrong = crafted.record(CCM_TFTP, PUBLISHER, cluster.PUBLISHER_IP, tag9=b"nonsense")
        self.expect(crafted.make(SECOND, *crafted.tokens(), wrong, capf), ("unreadable-certificate", 3, "error"))
        self.expect(crafted.make(SECOND, *crafted.tokens(), node, capf, capf), ("duplicate-record", 5, "warning"))

    @speed.full_only
    def test_servers(self):
        node, capf, _ = crafted.servers()
        lonely = crafted.record(CAPF, CAPF_NAME, "10.9.9.9")
        self.expect(crafted.make(SECOND, *crafted.tokens(), node), ("no-capf", None, "warning"))
        self.expect(crafted.make(SECOND, *crafted.tokens(), node, lonely), ("server-without-tftp", 4, "warning"))
        self.expect(crafted.make(SECOND, *crafted.tokens(), node, capf, crafted.record(TVS, SUBSCRIBER)),
                    ("tvs-in-ctl", 5, "error"))

    @speed.full_only
    def test_non_secure(self):
        self.expect(crafted.make(SECOND, *crafted.tokens(), crafted.emptied(cluster.PUBLISHER_IP),
                                 crafted.servers()[1]),
                    ("non-secure-list", None, "info"))

    def test_file(self):
        self.expect(crafted.token_list(), ("filename-role", None, "error"), name="ITLFile.tlv")
        self.expect(crafted.itl(), ("filename-role", None, "error"), name="CTLFile.tlv")
        later = int(time.time()) + 7200
        self.expect(crafted.make(SECOND, *crafted.tokens(), *crafted.servers(), timestamp=later),
                    ("timestamp-in-future", None, "warning"))

    @speed.full_only
    def test_size(self):
        signature = crafted.certificate(PUBLISHER)[-128:]
        node = crafted.record(CCM_TFTP, PUBLISHER, cluster.PUBLISHER_IP, tag8=signature)

        def nodes(count):
            for i in range(count):
                third, fourth = 100 + i // 90, 10 + i % 90
                other = node.replace(f"{cluster.PUBLISHER_IP}\0".encode(), f"10.48.{third}.{fourth}\0".encode())
                yield other[:-4] + bytes((10, 48, third, fourth))

        self.expect(crafted.make(SECOND, *crafted.tokens(), node, *nodes(70), crafted.servers()[1]),
                    ("large", None, "warning"))
        self.expect(crafted.make(SECOND, *crafted.tokens(), node, *nodes(500), crafted.servers()[1]),
                    ("large", None, "warning"))

    def test_damaged(self):
        program.run("check", "-", stdin=b"nonsense", status=DAMAGED).expect(err="Standard input: The list is damaged")

    def test_help_is_the_table(self):
        table = re.findall(r"^  ([a-z-]+) +(error\*?|warning|info) +(\S.*)$", program.run("check", "--help").out, re.M)
        self.assertGreaterEqual(len(table), 20)
        self.assertEqual(len({identifier for identifier, _, _ in table}), len(table))
        self.assertIn(("signature-wrong", "error*"), [row[:2] for row in table])


if __name__ == "__main__":
    unittest.main()
