"""Lists as other programs write them: other orders, other names, entries and functions that nobody knows, EC keys."""

import pathlib
import subprocess
import sys
import tempfile
import unittest

import golden
import program

REWRITE_LIST = sys.argv.pop()
SIGNERS = {"third-party-any-order": 2, "third-party-curve": 1, "third-party-no-certificate": 1,
           "third-party-order": 1, "third-party-signer-version": 1}


class ThirdPartyTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.path = pathlib.Path(folder.name) / "list.tlv"

    def write(self, name, replace=(b"", b"")):
        data = golden.make(name).data
        self.assertEqual(data.count(replace[0]) if replace[0] else 1, 1)
        self.path.write_bytes(data.replace(*replace) if replace[0] else data)

    def each(self):
        self.assertEqual(set(SIGNERS), {name for name in golden.names(".list") if name.startswith("third-party")})
        for name in SIGNERS:
            with self.subTest(name):
                self.write(name)
                yield name

    def test_text(self):
        for name in self.each():
            expected = golden.make(name).fill_in(golden.read(name, ".expected"))
            shown = golden.show(self.path, *golden.read_date(expected))
            self.assertEqual(shown.splitlines(True), expected.splitlines(True))

    def test_verify(self):
        for name in self.each():
            program.run("verify", self.path).expect(out=f"signed by record {SIGNERS[name]}")

    def test_rewritten(self):
        for name in self.each():
            again = subprocess.run([REWRITE_LIST, self.path], check=True, capture_output=True).stdout
            self.assertEqual(again, golden.make(name).data)

    def test_unknown_entries_in_json(self):
        self.write("third-party-signer-version")
        shown = program.run("show", "--json", self.path).json
        unknown = [(entry["tag"], entry["value"]) for entry in shown["header_tags"] if entry["name"] is None]
        self.assertEqual(unknown, [(20, "0102AB"), (20, ""), (200, "FF")])
        unknown = [(entry["tag"], entry["value"]) for entry in shown["records"][2]["tags"] if entry["name"] is None]
        self.assertEqual(unknown, [(77, "DEADBEEF"), (77, b"text\0".hex().upper()), (255, "")])
        self.assertEqual(shown["signer_version"], "1.0")

    def test_functions_without_a_name_in_json(self):
        self.write("third-party-no-certificate")
        records = program.run("show", "--json", self.path).json["records"]
        self.assertEqual([(record["function"], record["function_name"]) for record in records],
                         [(0, "SAST"), (5, None), (65535, None)])
        self.assertNotIn("certificate", records[0])

    def test_curve_in_json(self):
        self.write("third-party-curve")
        record = program.run("show", "--json", self.path).json["records"][1]
        point = golden.make("third-party-curve").description.certificates["curve"].key
        self.assertEqual(record["public_key"], point.hex().upper())
        self.assertTrue(record["certificate"]["readable"])

    def test_serial_numbers_are_compared_byte_for_byte(self):
        """Phones find the signer by issuer and serial number: 83:01 in the header is not 00:83:01 in the record."""
        name = "third-party-curve"
        self.write(name, (bytes.fromhex("050003008301"), bytes.fromhex("050003008302")))
        program.run("verify", self.path, status=1).expect(err="the signer is none of the System Administrator")

    def test_an_unreadable_certificate_is_not_passed_over(self):
        """PUBLICKEY stands in for a certificate that is not there, not for one that cannot be read."""
        certificate = golden.make("third-party-order").description.certificates["signer"].der
        self.write("third-party-order", (certificate, b"\x31" + certificate[1:]))
        program.run("verify", self.path, status=1).expect(err="no certificate and no key that can be read")


if __name__ == "__main__":
    unittest.main()
