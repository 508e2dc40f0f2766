"""The manual pages: well formed, one for each command, and with the same options, keys and words as the programs."""

import os
import pathlib
import re
import subprocess
import tempfile
import unittest

import installation
import program_help
from installation import BUILD, SOURCE

PROGRAM = BUILD / "bin" / "etoken-ctl"
WINDOW = BUILD / "bin" / "etoken-ctl-gtk"
PARTS = SOURCE / "packaging" / "man"
COMMANDS = program_help.commands(PROGRAM)


class Page:
    def __init__(self, path):
        text = subprocess.run(["mandoc", "-T", "ascii", "-O", "width=1000", path], check=True, capture_output=True,
                              text=True).stdout
        self.text = re.sub(".\x08", "", text)

    def section(self, name):
        return re.search(rf"^{name}\n(.*?)(?=^\S|\Z)", self.text, re.M | re.S).group(1)

    def options(self):
        """Every option that has an entry."""
        entries = re.findall(r"^ {5,7}(-.*)", self.section("OPTIONS"), re.M)
        return {name for entry in entries for name in re.findall(r"(?:^|, )(--?[\w-]+)", entry.split("  ")[0])}

    def tags(self, section):
        """The words that have entries of their own; behind a short one its text begins on the same line."""
        lines = re.findall(r"^ {7}(\S.*)$", self.section(section), re.M)
        return [re.sub(r"^([^\s,]{1,6}) +(?=\S).*", r"\1", line) for line in lines]


class Manual(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        installation.need("mandoc", "man")
        cls.installed = installation.Installation(cls)

    def page(self, name, section=1):
        return Page(self.installed.path(f"share/man/man{section}/{name}.{section}"))

    def test_pages(self):
        installed = {path.name for path in self.installed.path("share/man").rglob("*.?")}
        written = {path.stem for path in PARTS.glob("*.in")}
        self.assertEqual(installed, written | {f"etoken-ctl-{command}.1" for command in COMMANDS})
        self.assertGreaterEqual(len(COMMANDS), 15)

    def test_places(self):
        """The guide is where CMake was told to install it."""
        prefix = re.search(r"^CMAKE_INSTALL_PREFIX:PATH=(.*)$", (BUILD / "CMakeCache.txt").read_text(), re.M).group(1)
        for name in ("etoken-ctl", "etoken-ctl-gtk"):
            self.assertIn(f"{prefix}/share/doc/etoken-ctl/guide", self.page(name).text, name)

    def test_well_formed(self):
        for path in self.installed.path("share/man").rglob("*.?"):
            for command in (["mandoc", "-T", "lint", "-W", "warning", path],
                            ["man", "--warnings", "-E", "UTF-8", "-l", "-Tutf8", "-Z", path]):
                with self.subTest(f"{command[0]} {path.name}"):
                    done = subprocess.run(command, capture_output=True, text=True, check=False,
                                          env=dict(os.environ, LC_ALL="C.UTF-8", MANROFFSEQ="", MANWIDTH="80"))
                    self.assertEqual(done.stderr + (done.stdout if command[0] == "mandoc" else ""), "")

    def test_options_of_commands(self):
        for command in COMMANDS:
            with self.subTest(command):
                own = program_help.ask(PROGRAM, command, "--help").partition("\nCommon options:")[0]
                self.assertEqual(self.page(f"etoken-ctl-{command}").options(), program_help.options(own))

    def test_main_page(self):
        page = self.page("etoken-ctl")
        common = program_help.ask(PROGRAM, "show", "--help").partition("\nCommon options:")[2]
        self.assertEqual(page.options(), program_help.options(common))
        before = program_help.options(program_help.ask(PROGRAM, "--help"))
        self.assertEqual(page.options(), before - {"-h", "--help"})
        self.assertIn("etoken-ctl [OPTION...] COMMAND [OPTION...]", page.section("SYNOPSIS"))
        self.assertEqual(page.tags("COMMANDS")[1:], [f"etoken-ctl-{command}(1)" for command in COMMANDS])
        statuses = re.search(r"Exit status:(.*?)\n\n|Exit status:(.*)\Z", program_help.ask(PROGRAM, "--help"), re.S)
        self.assertEqual(re.findall(r"^ {5,7}(\d+)", page.section("EXIT STATUS"), re.M),
                         re.findall(r"\b(\d+) [a-z]", statuses.group(0)))

    def test_window(self):
        shown = program_help.options(program_help.ask(WINDOW, "--help"))
        shown = {option for option in shown if not option.startswith("--help-")}
        self.assertEqual(self.page("etoken-ctl-gtk").options(), shown)
        shells = {"bash": r"--[\w-]+", "zsh": r"--[\w-]+", "fish": r"-l ([\w-]+)"}
        for shell, pattern in shells.items():
            text = (SOURCE / "packaging" / "completion" / f"etoken-ctl-gtk.{shell}").read_text()
            known = {"--" + name.lstrip("-") for name in re.findall(pattern, text)} - {"--"}
            self.assertEqual(known, {option for option in shown if option.startswith("--")}, shell)

    def test_publishers_conf(self):
        """Every key that is written is explained, and no other."""
        with tempfile.TemporaryDirectory() as folder:
            tvs = pathlib.Path(folder) / "tvs.pem"
            subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", os.devnull, "-out", tvs,
                            "-subj", "/CN=TVS"], check=True, capture_output=True)
            subprocess.run([PROGRAM, "publisher", "add", "hq", "sftp://admin@10.48.47.153:2222/~/tftp/CTLFile.tlv",
                            "--node", "tftp,10.48.47.155", "--login", "key-file", "--identity", "/root/key",
                            "--host-key", "SHA256:" + "A" * 43, "--old-algorithms", "ssh-rsa", "--tftp-port", "70",
                            "--http-port", "71", "--tvs-port", "72", "--keep-old", "2", "--cli-user", "ccmadmin",
                            "--keep-password", "--tvs-cert", tvs], check=True,
                           capture_output=True, env=dict(program_help.ENVIRONMENT, XDG_CONFIG_HOME=folder))
            subprocess.run([PROGRAM, "publisher", "add", "lab", "admin@10.48.47.156", "--deliver", "web", "--fingerprint",
                            ":".join(["AB"] * 32)], check=True, capture_output=True,
                           env=dict(program_help.ENVIRONMENT, XDG_CONFIG_HOME=folder))
            text = (pathlib.Path(folder) / "etoken-ctl" / "publishers.conf").read_text()
        self.assertIn("path=tftp/CTLFile.tlv\n", text)
        self.assertIn("nodes=tftp 10.48.47.155", text)
        tags = self.page("etoken-ctl-publishers.conf", 5).tags("KEYS")
        explained = {key for tag in tags for key in tag.split(", ")}
        self.assertEqual(explained, set(re.findall(r"^([\w-]+)=", text, re.M)))
        sources = "".join((SOURCE / "app" / "publisher" / "settings" / f"{name}.c").read_text()
                          for name in ("address-book-file", "cluster-settings-file"))
        self.assertEqual(set(re.findall(r'\(file, group, "([\w-]+)"', sources)) - explained, set())

    def test_preferences_conf(self):
        """Every key that the program knows is explained, and no other."""
        source = (SOURCE / "app" / "workflow" / "settings" / "preferences-file.c").read_text()
        keys = re.findall(r'(?:"(?:Tokens|Folders|Signing)"|(?:read|write)_folder\(file), "([\w-]+)"', source)
        self.assertEqual(set(self.page("etoken-ctl-preferences.conf", 5).tags("KEYS")), set(keys))

    def test_audit_log(self):
        """Its members are those of history --json, with those of a node."""
        members = set(re.findall(r"^history\[\]\.(?:nodes\[\]\.)?(\w+): ", (PARTS / "json" / "history").read_text(), re.M))
        tags = self.page("etoken-ctl-history", 5).tags("DESCRIPTION")
        self.assertLessEqual(members, {word for tag in tags for word in tag.split(", ")})

    def test_rules(self):
        """Each rule of the tables in the help is explained, as severe as it is, and no other."""
        tables = "".join(program_help.ask(PROGRAM, command, "--help") for command in ("check", "push"))
        known = re.findall(r"^  ([a-z0-9-]+) +((?:error|warning|info)\*?) ", tables, re.M)
        explained = re.findall(r"^ {7}([a-z0-9-]+) \(((?:error|warning|info)\*?)\)$", self.page("etoken-ctl-rules", 7).text,
                               re.M)
        self.assertGreater(len(known), 60)
        self.assertEqual(sorted(explained), sorted(known))

    def test_parts_belong_to_commands(self):
        self.assertEqual({path.name for path in (PARTS / "json").iterdir()}, {*COMMANDS, "common"})
        self.assertLessEqual({path.name for path in (PARTS / "examples").iterdir()}, set(COMMANDS))

    def test_examples_are_commands(self):
        """Every option in an example is one of the command."""
        for path in [*(PARTS / "examples").iterdir(), PARTS / "etoken-ctl.1.in"]:
            text = path.read_text().replace("\\e\n", " ").replace("\\-", "-")
            for command, rest in re.findall(r"^etoken-ctl (\w+)(.*)$", text, re.M):
                known = program_help.options(program_help.ask(PROGRAM, command, "--help"))
                self.assertLessEqual(set(re.findall(r"(?<!\S)--?[a-z][\w-]*", rest)), known, f"{path.name}: {command}")


unittest.main()
