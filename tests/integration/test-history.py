"""Each list that is pushed, replaced or fetched can be got back, and the log tells who did what; no secrets."""

import json
import os
import pathlib
import shutil
import stat
import tempfile
import unittest

import cluster
import program
import speed
from cluster import FIRST, LOGIN, PUBLISHER_URL, SECOND, TFTP

DATA = pathlib.Path(os.environ["HOME"]) / ".local" / "share" / "etoken-ctl"
PASSWORD_FILE = pathlib.Path(os.environ["SANDBOX_PASSWORD_FILE"])


class History(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.addCleanup(cluster.forget)
        self.addCleanup(shutil.rmtree, DATA, True)
        self.folder = pathlib.Path(folder.name)
        self.first, self.second = self.folder / "first.tlv", self.folder / "second.tlv"
        cluster.build(self.first)
        cluster.build(self.second, "--digest", "sha512")
        shutil.rmtree(DATA)  # the lines of the signatures

    def push(self, path, *more, **options):
        return program.run("push", path, PUBLISHER_URL, *LOGIN, *more, **options)

    def entries(self):
        return program.run("history", "--json").json["history"]

    @staticmethod
    def audit():
        return [json.loads(line) for line in (DATA / "audit.jsonl").read_text().splitlines()]

    def restore(self, entry):
        output = self.folder / "restored.tlv"
        program.run("history", "--restore", entry["id"], "--output", output)
        return output.read_bytes()

    def test_back_to_the_old_list(self):
        self.push(self.first)
        self.push(self.second)
        entries = self.entries()
        self.assertEqual(sorted(entry["action"] for entry in entries), ["push", "push", "replaced"])
        replaced = next(entry for entry in entries if entry["action"] == "replaced")
        self.assertIn(SECOND, replaced["signer"])
        self.assertEqual(replaced["nodes"][0]["url"], PUBLISHER_URL)
        self.assertEqual(self.restore(replaced), self.first.read_bytes())
        self.push(self.folder / "restored.tlv")
        self.assertEqual((TFTP / "CTLFile.tlv").read_bytes(), self.first.read_bytes())
        program.run("history").expect(out=replaced["id"])

    def test_kept_before_it_is_lost(self):
        """A stranger's list is in the history although no push of ours had put it there."""
        (TFTP / "CTLFile.tlv").write_bytes(b"not even a list")
        self.push(self.first, "--force")
        replaced = next(entry for entry in self.entries() if entry["action"] == "replaced")
        self.assertIsNone(replaced["signer"])
        self.assertEqual(self.restore(replaced), b"not even a list")

    def test_fetched_once(self):
        self.push(self.first)
        for _ in range(3):
            program.run("fetch", PUBLISHER_URL, "--output", self.folder / "x", *LOGIN)
        self.assertEqual([entry["action"] for entry in self.entries()].count("fetch"), 1)
        self.assertEqual([line["action"] for line in self.audit()], ["push"] + ["fetch"] * 3)

    def test_audit(self):
        self.push(self.first)
        self.push(self.first)
        (TFTP / "CTLFile.tlv").write_bytes(b"nonsense")
        self.push(self.first, status=program.NO)
        lines = self.audit()
        self.assertEqual([line["result"] for line in lines], ["held", "held", "refused"])
        self.assertIn("cannot be compared", lines[2]["message"])
        for name in ("time", "user", "signer", "url", "md5", "sha1", "sha256", "action"):
            self.assertTrue(lines[0][name], name)

    def test_signature(self):
        """Who has signed what, in spite of what."""
        for accepted in (), ("--accept", "too-few-tokens"):
            program.run("build", "--from", self.first, "--output", self.first, *(("--remove", FIRST) if accepted else ()),
                        *accepted, "--sign-with", SECOND, pin=cluster.PIN)
        good, one = self.audit()
        for line in good, one:
            self.assertEqual((line["action"], line["result"], line["publisher"], line["url"]), ("sign", "signed", None, None))
            self.assertIn(SECOND, line["signer"])
        self.assertEqual(good["findings"], [])
        self.assertEqual([(found["rule"], found["severity"], found["overruled"]) for found in one["findings"]],
                         [("too-few-tokens", "error", True)])
        self.assertEqual(one["length"], self.first.stat().st_size)
        self.assertEqual(self.entries(), [])  # no list was replaced by it

    def test_overruled(self):
        """What was overruled on a node stands in the history and in the audit log."""
        (TFTP / "CTLFile.tlv").write_bytes(b"nonsense")
        self.push(self.first, "--accept", "old-list-damaged")
        node = next(entry for entry in self.entries() if entry["action"] == "push")["nodes"][0]
        for findings in node["findings"], next(line for line in self.audit() if line["action"] == "push")["findings"]:
            self.assertEqual([(found["rule"], found["overruled"]) for found in findings], [("old-list-damaged", True)])

    def test_dry_run(self):
        self.push(self.first, "--dry-run")
        self.assertEqual(self.entries(), [])

    def test_no_secrets(self):
        program.run("push", self.first, PUBLISHER_URL, *LOGIN[2:], "--password-file", PASSWORD_FILE)
        secrets = [path.read_text().strip().encode() for path in
                   (PASSWORD_FILE, pathlib.Path(os.environ["SANDBOX_PIN_FILE"]))]
        for path in DATA.rglob("*"):
            if path.is_file():
                self.assertFalse([secret for secret in secrets if secret in path.read_bytes()], path)
        self.assertEqual(stat.S_IMODE(DATA.stat().st_mode), 0o700)
        self.assertEqual(stat.S_IMODE((DATA / "audit.jsonl").stat().st_mode), 0o600)

    @speed.full_only
    def test_bounded(self):
        self.push(self.first)
        entry = self.entries()[0]
        facts = (DATA / "history" / f"{entry['id']}.json").read_text()
        for number in range(600):
            name = f"20200101-000000-{number:04x}"
            (DATA / "history" / f"{name}.json").write_text(facts.replace(entry["id"], name))
        self.push(self.second)
        self.assertEqual(len(list((DATA / "history").glob("*.json"))), 500)
        self.assertEqual(self.restore(entry), self.first.read_bytes())

    @speed.full_only
    def test_damaged(self):
        self.push(self.first)
        entry = self.entries()[0]
        (DATA / "history" / f"{entry['id']}.tlv").write_bytes(b"spoilt")
        (DATA / "history" / "20200101-000000-0000.json").write_text("{")
        self.assertEqual(len(self.entries()), 1)
        program.run("history", "--restore", entry["id"], "--output", self.folder / "x",
                    status=program.DAMAGED).expect(err="checksum differs")
        for wrong in ("nothing", "../audit", ""):
            program.run("history", "--restore", wrong, "--output", self.folder / "x", status=program.USAGE)

    def test_cannot_be_written(self):
        """No reason not to push, and no reason to be silent."""
        DATA.parent.mkdir(parents=True, exist_ok=True)
        DATA.write_text("in the way")
        self.addCleanup(DATA.unlink)
        self.push(self.first).expect(err="warning: The history is not complete")
        self.assertEqual((TFTP / "CTLFile.tlv").read_bytes(), self.first.read_bytes())


if __name__ == "__main__":
    unittest.main()
