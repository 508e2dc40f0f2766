"""In another language only sentences are other: `show`, the fixed words of --json and all files stay as they are."""

import json
import os
import pathlib
import re
import shutil
import tempfile
import unittest

import cluster
import crafted
import foreign
import program
from cluster import LOGIN, PUBLISHER_URL, TFTP
from foreign import END, MARK

DATA = pathlib.Path(os.environ["HOME"]) / ".local" / "share" / "etoken-ctl"
CONFIG = pathlib.Path(os.environ["XDG_CONFIG_HOME"]) / "etoken-ctl"

# Members that are sentences for persons; scripts must not rely on them.
SENTENCES = {"text", "message", "step", "verdict", "next", "advice", "password_state", "failures"}
SENTENCES_OF_THE_WHOLE = {"reason"}  # words for scripts further inside


def setUpModule():
    folder = tempfile.TemporaryDirectory()
    unittest.addModuleCleanup(folder.cleanup)
    foreign.speak(pathlib.Path(folder.name))


class Language(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.addCleanup(cluster.forget)
        self.addCleanup(shutil.rmtree, DATA, True)
        self.folder = pathlib.Path(folder.name)

    def write(self, name, data):
        path = self.folder / name
        path.write_bytes(data)
        return path

    def lists(self):
        """A good one of each kind, one that somebody changed, one for a non-secure cluster, one without its signer."""
        changed = bytearray(crafted.token_list())
        changed[-1] ^= 1
        return [self.write("CTLFile.tlv", crafted.token_list()), self.write("ITLFile.tlv", crafted.itl()),
                self.write("changed.tlv", bytes(changed)), self.write("tokenless.tlv", crafted.tokenless_list()),
                self.write("other.tlv", crafted.make(cluster.SECOND, crafted.record(crafted.SAST, cluster.FIRST)))]

    def both(self, *arguments, **options):
        """What the program says in English and in the other language, with the same exit status."""
        english = program.run(*arguments, status=None, **options)
        return english, foreign.run(*arguments, status=english.status, **options)

    def compare(self, english, other, path=()):
        """Apart from its sentences' marks OTHER is the same. Returns how many sentences were translated."""
        self.assertEqual(type(english), type(other), path)
        if isinstance(english, dict):
            self.assertEqual(list(english), list(other))
            return sum(self.compare(english[name], other[name], (*path, name)) for name in english)
        if isinstance(english, list):
            self.assertEqual(len(english), len(other), path)
            return sum(self.compare(one, two, path) for one, two in zip(english, other))
        is_sentence = path[-1] in (SENTENCES if len(path) > 1 else SENTENCES | SENTENCES_OF_THE_WHOLE)
        self.assertEqual(english, foreign.plain(other) if is_sentence and isinstance(other, str) else other, path)
        return isinstance(other, str) and MARK in other

    def same_json(self, *arguments, **options):
        english, other = self.both(*arguments, "--json", **options)
        return self.compare(json.loads(english.out), json.loads(other.out))

    def test_show(self):
        for path in self.lists():
            english, other = self.both("show", path)
            self.assertEqual(english.stdout, other.stdout)
            self.assertEqual(self.same_json("show", path), 0)

    def test_judgements(self):
        paths = self.lists()
        self.assertGreater(sum(self.same_json("check", path) for path in paths), 3)
        self.assertGreater(sum(self.same_json("diff", paths[0], path) for path in paths[1:]), 3)
        self.assertGreater(sum(self.same_json("verify", path, "--phone-ctl", paths[0]) for path in paths), 3)

    def test_machine(self):
        self.same_json("tokens")
        self.same_json("doctor")
        for module in ("/usr/lib/none.so", self.write("text.so", b"not a library"), "/lib/x86_64-linux-gnu/libc.so.6"):
            self.assertGreater(self.same_json("doctor", "--module", module), 0)

    def test_errors(self):
        for arguments in (("show", self.folder / "none"), ("show", self.write("short.tlv", b"\1\0")),
                          ("export", "SAST-NONE"), ("push", self.write("a.tlv", crafted.token_list()), "nowhere")):
            self.assertEqual(self.same_json(*arguments), 1, arguments)

    def stored(self, run):
        """What is in the files after a publisher was added and lists were pushed, but for time and identifiers."""
        cluster.forget()
        shutil.rmtree(DATA, True)
        shutil.rmtree(CONFIG, True)
        self.addCleanup(shutil.rmtree, CONFIG, True)
        run("publisher", "add", "hq", PUBLISHER_URL, "--node", "subscriber,10.48.47.154", "--cli-user", "admin",
            "--old-algorithms", "ssh-rsa")
        good = self.write("CTLFile.tlv", crafted.token_list())
        run("push", good, PUBLISHER_URL, *LOGIN)
        (TFTP / "CTLFile.tlv").write_bytes(b"nonsense")
        run("push", good, PUBLISHER_URL, *LOGIN, status=program.NO)
        run("push", good, PUBLISHER_URL, *LOGIN, "--force")
        return sorted((self.steady(path.relative_to(folder)), self.steady(path.read_bytes().decode(errors="replace")))
                      for folder in (DATA, CONFIG) for path in folder.rglob("*") if path.is_file())

    @staticmethod
    def steady(text):
        """A time in each of the forms that are stored, and the random end of an identifier."""
        text = re.sub(r"\d{8}-\d{6}-[0-9a-f]{4}", "ID", str(text))
        return re.sub(r'\d{4}-\d\d-\d\dT[\d:.]+Z|(?<=time" : )\d+|(?<=time":)\d+', "0", text)

    def test_stored_files(self):
        english, other = self.stored(program.run), self.stored(foreign.run)
        self.assertLessEqual({"audit.jsonl", "history/ID.json", "history/ID.tlv", "known_hosts", "publishers.conf"},
                             {name for name, _ in english})
        self.assertEqual(english, [(name, foreign.plain(text)) for name, text in other])
        translated = {name: text for name, text in other if MARK in text}
        self.assertEqual(list(translated), ["audit.jsonl", "history/ID.json"])
        pairs = zip(dict(english)["audit.jsonl"].splitlines(), translated["audit.jsonl"].splitlines())
        self.assertEqual(sum(self.compare(json.loads(one), json.loads(two)) for one, two in pairs), 3)
        english, other = self.both("history", "--json")  # sentences are stored in the language of the push
        self.compare(json.loads(foreign.plain(english.out)), json.loads(other.out))

    def ask_for_host_key(self, answer, status):
        """FORGET's host key is asked for, and ANSWER is given."""
        cluster.forget()
        path = self.write("CTLFile.tlv", crafted.token_list())
        with foreign.terminal("push", path, PUBLISHER_URL, *LOGIN[:2]) as terminal:
            terminal.expect(f"? [{foreign.YES}/{MARK}no{END}]")
            terminal.type(answer)
            terminal.wait(status=status)

    def test_typed_answers(self):
        for yes in (foreign.YES, "SÍ", "si", "yes", "YES"):
            self.ask_for_host_key(yes, program.DONE)
        for no in ("no", "s", "oui", ""):
            self.ask_for_host_key(no, program.NETWORK)


if __name__ == "__main__":
    unittest.main()
