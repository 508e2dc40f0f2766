"""Every published dump: the description makes a file of the published size, `show` makes the text from the file, and the
text compares with the one in git, byte for byte, and with the publication, without its white space.

    *.list        describes the file, see encoder.py
    *.expected    what `show` prints; <...> is what a stand-in certificate makes unknowable, filled in from the file
    *.published   the dumps as published, with [...] where something was left out; checksums, certificate hashes and
                  signatures in them are those of certificates that nobody has, so only their lengths can be compared
"""

import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

import golden
import program

SIZES = {"ctl-3746-non-secure": 3746, "ctl-4947-tokenless": 4947, "ctl-5728-tokens": 5728,
         "ctl-5728-reordered": 5728, "ctl-6113-renewed": 6113, "itl-5438": 5438}
REWRITE_LIST = sys.argv.pop()


class PublishedTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.path = pathlib.Path(folder.name) / "list.tlv"

    def each(self, suffix=".list"):
        for name in golden.names(suffix):
            if name in SIZES:
                with self.subTest(name):
                    self.path.write_bytes(golden.make(name).data)
                    yield name

    def show(self, text):
        """What `show` prints in the zone and for the date that TEXT has."""
        zone, modified = golden.read_date(text)
        return golden.show(self.path, zone, modified)

    def test_sizes(self):
        self.assertEqual({name: len(golden.make(name).data) for name in self.each()}, SIZES)

    def test_text(self):
        for name in self.each():
            expected = golden.make(name).fill_in(golden.read(name, ".expected"))
            self.assertEqual(self.show(expected).splitlines(True), expected.splitlines(True))

    def test_check(self):
        """What clusters and the Windows client wrote is without fault; CallManager alone was right up to 10.5(1)."""
        findings = {name: [found["id"] for found in program.run("check", "--json", self.path).json["findings"]]
                    for name in self.each()}
        self.assertEqual({name: found for name, found in findings.items() if found},
                         {"ctl-3746-non-secure": ["non-secure-list"],
                          "ctl-4947-tokenless": ["tokenless-one-signer"],
                          "ctl-6113-renewed": ["tokenless-one-signer"]})

    def test_publication(self):
        n_dumps = 0
        for name in self.each(".published"):
            for dump in re.split(r"^admin:show [ci]tl\n", golden.read(name, ".published"), flags=re.M)[1:]:
                self.compare(dump, self.show(dump))
                n_dumps += 1
        self.assertEqual(n_dumps, 9)

    def compare(self, dump, shown):
        """All pieces of the dump occur, one after the other."""
        at, text = 0, without_unknowable(shown)
        for piece in map(without_unknowable, dump.split("[...]")):
            found = text.find(piece, at)
            self.assertGreaterEqual(found, 0, f"not shown:\n{piece}\n--- but this is:\n{text}")
            at = found + len(piece)

    def test_verify(self):
        for _ in self.each():
            program.run("verify", self.path)

    def test_json_names(self):
        """Scripts depend on them: names may be added, none may go. What they mean stands in app/cli/output/list-json.h."""
        self.path.write_bytes(golden.make("itl-5438").data)
        shown = program.run("show", "--json", self.path).json
        self.assertEqual(set(shown), {
            "length", "md5", "sha1", "modified", "verified", "kind", "version", "signer_version", "header_length",
            "signer", "digest", "digest_algorithm", "signature_algorithm", "signature_modulus", "signature",
            "filename", "timestamp", "header_tags", "records"})
        self.assertEqual(set(shown["signer"]), {"subject", "issuer", "serial"})
        always = {"number", "length", "function", "function_name", "dns_name", "subject", "issuer", "serial",
                  "signed_the_list", "tags"}
        self.assertEqual(set(shown["records"][0]), always | {"public_key", "signature", "certificate"})
        self.assertEqual(set(shown["records"][3]),
                         always | {"public_key", "signature", "certificate_hash", "hash_algorithm"})
        self.assertEqual(set(shown["records"][0]["certificate"]),
                         {"length", "sha1", "readable", "not_before", "not_after", "der_base64"})
        self.assertEqual(set(shown["header_tags"][0]), {"tag", "name", "length", "value"})
        self.assertEqual(set(shown["records"][0]["tags"][0]), {"tag", "name", "length", "value"})

    def test_json_holds_the_whole_file(self):
        """The entries' raw values put together again are the file."""
        for name in self.each():
            shown = program.run("show", "--json", "-", stdin=golden.make(name).data).json
            entries = shown["header_tags"] + [entry for record in shown["records"] for entry in record["tags"]]
            again = b"".join(bytes([entry["tag"]]) + (b"" if entry["name"] == "PADDING" else
                                                      entry["length"].to_bytes(2, "big")) +
                             bytes.fromhex(entry["value"]) for entry in entries)
            self.assertEqual(again, golden.make(name).data)

    def test_standard_input(self):
        """There the list's own time stamp stands in for the file's date."""
        for name in self.each():
            expected = golden.make(name).fill_in(golden.read(name, ".expected"))
            zone, _ = golden.read_date(expected)
            shown = program.run("show", "-", stdin=golden.make(name).data, env={"TZ": zone}).out
            self.assertEqual(shown.splitlines(True), expected.splitlines(True))

    def test_rewritten(self):
        for name in self.each():
            again = subprocess.run([REWRITE_LIST, self.path], check=True, capture_output=True).stdout
            self.assertEqual(again, golden.make(name).data)


def without_unknowable(text):
    """The text without white space and with a mark in place of every checksum, certificate hash and signature."""
    text = re.sub(r"[0-9a-f]{32}\(MD5\)\s+[0-9a-f]{40}\(SHA1\)", "<checksums>", text)
    text = re.sub(r"(CERT\w+\s+\d+)\s+(?:[0-9A-F]{2}\s+){19}[0-9A-F]{2}\b", r"\1<hash>", text)
    text = re.sub(r"^((?:[0-9a-f]{1,2}\s+){127,}[0-9a-f]{1,2})$",
                  lambda match: f"<signature of {len(match[1].split())}>", text, flags=re.M)
    return re.sub(r"\s+", "", text)


if __name__ == "__main__":
    unittest.main()
