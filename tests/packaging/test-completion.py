"""Completion in bash, zsh and fish: commands, every option of every command and no other, files where files are expected,
and the names of saved publishers."""

import os
import pathlib
import re
import subprocess
import tempfile
import unittest

import installation
import program_help
import shells
from installation import BUILD

PROGRAM = BUILD / "bin" / "etoken-ctl"
BOOK = "[Publisher hq]\nhost=a\n\n[Publisher head quarters]\nhost=b\n"
FILES, FOLDERS, PUBLISHERS = {"CTLFile.tlv", "a b.pem", "certificates"}, {"certificates"}, {"hq", "head quarters"}
CASES = {
    "etoken-ctl pus": {"push"},
    "etoken-ctl --json --pin-file CTLFile.tlv pus": {"push"},
    "etoken-ctl --pin-file=CTLFile.tlv --yes pus": {"push"},
    "etoken-ctl --identity ": FILES,
    "etoken-ctl --old-algorithms ": {"all"},
    "etoken-ctl --pin-fd ": set(),
    "etoken-ctl --module CTLFile.tlv --yes status h": PUBLISHERS,
    "etoken-ctl -v publisher show ": PUBLISHERS,
    "etoken-ctl --password-file=CTLFile.tlv diff CTLFile.tlv ": FILES,
    "etoken-ctl show ": FILES,
    "etoken-ctl diff CTLFile.tlv ": FILES,
    "etoken-ctl push ": FILES,
    "etoken-ctl push CTLFile.tlv ": PUBLISHERS,
    "etoken-ctl push --node publisher --force CTLFile.tlv he": {"head quarters"},
    "etoken-ctl status hq ": PUBLISHERS,
    "etoken-ctl fetch --via=t": {"tftp"},
    "etoken-ctl fetch --via ": {"sftp", "tftp", "http"},
    "etoken-ctl build --output ": FILES,
    "etoken-ctl build -o C": {"CTLFile.tlv"},
    "etoken-ctl publisher show ": PUBLISHERS,
    "etoken-ctl publisher --json remove ": PUBLISHERS,
    "etoken-ctl publisher certificates h": PUBLISHERS,
    "etoken-ctl publisher add ": set(),
    "etoken-ctl publisher list ": set(),
    "etoken-ctl tokens ": set(),
    "etoken-ctl password ": set(),
    "etoken-ctl build --sign-with ": set(),
    "etoken-ctl push --accept phones-": {"phones-reject"},
    "etoken-ctl build --accept no-": {"no-certificate"},
    "etoken-ctl migrate --accept signature-": {"signature-moved"},
}


class Completion(unittest.TestCase):
    shell = None

    @classmethod
    def setUpClass(cls):
        if cls.shell is None:
            raise unittest.SkipTest("only what the shells have in common")
        installed = installation.Installation(cls)
        cls.script = installed.path(cls.path)
        temporary = tempfile.TemporaryDirectory()
        cls.addClassCleanup(temporary.cleanup)
        folder = pathlib.Path(temporary.name)
        (folder / "config" / "etoken-ctl").mkdir(parents=True)
        (folder / "config" / "etoken-ctl" / "publishers.conf").write_text(BOOK)
        work = folder / "work"
        (work / "certificates").mkdir(parents=True)
        for name in FILES - FOLDERS:
            (work / name).touch()
        environment = dict(os.environ, XDG_CONFIG_HOME=str(folder / "config"), HOME=str(folder), LC_ALL="C.UTF-8")
        running = cls.shell(cls.script, work, environment)
        cls.addClassCleanup(running.close)
        cls.ask = staticmethod(running.ask)

    def test_cases(self):
        for line, offers in CASES.items():
            with self.subTest(line):
                self.assertEqual(self.ask(line), offers)

    def test_actions(self):
        """The words that the usage line of the command has."""
        usage = re.search(r"etoken-ctl publisher \S+ (.*)", program_help.ask(PROGRAM, "publisher", "--help")).group(1)
        actions = {words.split()[0] for words in usage.split(" | ")}
        self.assertGreater(len(actions), 4)
        self.assertEqual(self.ask("etoken-ctl publisher "), actions)

    def test_folders(self):
        self.assertLessEqual(FOLDERS, self.ask("etoken-ctl export --output-dir "))

    def test_commands(self):
        offered = self.ask("etoken-ctl ")
        self.assertEqual({offer for offer in offered if not offer.startswith("-")}, set(program_help.commands(PROGRAM)))

    def test_options(self):
        for command in program_help.commands(PROGRAM):
            with self.subTest(command):
                shown = program_help.options(program_help.ask(PROGRAM, command, "--help"))
                self.assertEqual(self.ask(f"etoken-ctl {command} --"), {name for name in shown if name[:2] == "--"})

    def test_options_before_the_command(self):
        shown = program_help.options(program_help.ask(PROGRAM, "--help"))
        self.assertGreater(len(shown), 10)
        for line in ("etoken-ctl --", "etoken-ctl --pin-fd 3 --json --"):
            with self.subTest(line):
                self.assertEqual(self.ask(line), {name for name in shown if name[:2] == "--"})

    def test_words(self):
        """Every word that is offered for an option's value stands in the option's help."""
        asked = 0
        for command in program_help.commands(PROGRAM):
            for name, text in re.findall(r"^  (?:-\w, )?(--[\w-]+)=(?:FORMAT|DIGEST|METHOD|NAMES|NODE|ROLE,HOST) +(.*)",
                                         program_help.ask(PROGRAM, command, "--help"), re.M):
                with self.subTest(f"{command} {name}"):
                    words = self.ask(f"etoken-ctl {command} {name} ")
                    asked += len(words)
                    for word in words:
                        self.assertIn(word.rstrip(","), re.findall(r"[\w-]+", text))
        self.assertGreater(asked, 15)

    def test_rules(self):
        """Every error of the tables in the help that can be accepted, and no other."""
        tables = "".join(program_help.ask(PROGRAM, command, "--help") for command in ("check", "push"))
        rules = set(re.findall(r"^  ([a-z-]+) +error ", tables, re.M))
        self.assertGreater(len(rules), 20)
        self.assertEqual(self.ask("etoken-ctl push --accept "), rules)

    def test_syntax(self):
        subprocess.run([self.name, "-n", self.script], check=True)


class Bash(Completion):
    name, shell, path = "bash", shells.Bash, "share/bash-completion/completions/etoken-ctl"

    def test_registered(self):
        said = subprocess.run(["bash", "--norc", "-c", f"source {self.script}; complete -p etoken-ctl"], check=True,
                              capture_output=True, text=True).stdout
        self.assertEqual(said, "complete -F _etoken_ctl etoken-ctl\n")

    def test_server(self):
        self.assertEqual(self.ask("etoken-ctl build --server CCM+TFTP,10.48.47.153,C"), {"CCM+TFTP,10.48.47.153,CTLFile.tlv"})

    def test_shellcheck(self):
        installation.need("shellcheck")
        subprocess.run(["shellcheck", self.script], check=True)


class Fish(Completion):
    name, shell, path = "fish", shells.Fish, "share/fish/vendor_completions.d/etoken-ctl.fish"

    def test_options_before_the_command(self):
        self.assertEqual(self.ask("etoken-ctl --yes --module /x status"), {"status"})
        self.assertEqual(self.ask("etoken-ctl --yes status "), PUBLISHERS)
        self.assertEqual(self.ask("etoken-ctl --json publisher --yes show "), PUBLISHERS)
        self.assertEqual(self.ask("etoken-ctl --yes push --"), self.ask("etoken-ctl push --"))


class Zsh(Completion):
    name, shell, path = "zsh", shells.Zsh, "share/zsh/site-functions/_etoken-ctl"


installation.need("bash", "fish", "zsh")
unittest.main()
