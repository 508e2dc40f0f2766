"""Every member of the --json outputs stands on the command's manual page, and every member there is one of the program."""

import os
import pathlib
import re
import tempfile
import unittest

import cluster
import program
from cluster import FIRST, LOGIN, PIN, PUBLISHER_URL, SECOND

SOURCE = pathlib.Path(os.environ["ETOKEN_CTL_SOURCE"])
PAGES = SOURCE / "packaging" / "man" / "json"
MEMBER = re.compile(r"^([a-z][\w.\[\]]*): ", re.M)
# Where members are named in the sources: json_add_string(builder, "name", ...), {"name", G_STRUCT_OFFSET(HistoryEntry, ...
NAMED = re.compile(r'(?:\b(?:json_)?(?:add|set)_\w+|json_(?:builder|object)_set_\w*member\w*|print_strings_as_json|'
                   r'add_file)\(\s*\w+,\s*"(\w+)"|\{"(\w+)", (?:G_STRUCT_OFFSET|offsetof)\(HistoryEntry')
NOT_MEMBERS = {"history"}  # printed by hand


def documented(command):
    """The paths of a command's members; "tokens[].name"."""
    return set(MEMBER.findall((PAGES / command).read_text()))


def paths_of(value, path=""):
    """The paths of all that is in a JSON value, each member and its parents."""
    if isinstance(value, dict):
        for name, member in value.items():
            yield from paths_of(member, f"{path}.{name}" if path else name)
    elif isinstance(value, list):
        yield path + "[]"
        for member in value:
            yield from paths_of(member, path + "[]")
    elif path:
        yield path


def with_parents(paths):
    """A path that is explained explains what holds it."""
    parents = set(paths)
    for path in paths:
        while path:
            path = re.sub(r"(\[\]|\.?\w+)$", "", path)
            parents.add(path)
    return parents


class Members(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.list = pathlib.Path(folder.name) / "CTLFile.tlv"
        self.other = pathlib.Path(folder.name) / "other.tlv"

    def check(self, command, *arguments, also="common", **more):
        answer = program.run(command, *arguments, "--json", **more).json
        known = with_parents(documented(command) | documented(also))
        if command == "publisher":  # each element of publishers[] is what add prints
            known |= {f"publishers[].{path}" for path in known}
        self.assertEqual(set(paths_of(answer)) - known, set(), f"packaging/man/json/{command} does not have these")
        return answer

    def test_tokens_and_lists(self):
        self.check("tokens")
        self.check("export", "--all", "--output-dir", self.list.parent)
        self.check("password", FIRST, "--dry-run", pin=PIN, new_pin=PIN)
        build, *arguments = cluster.build_arguments(self.list)
        self.check(build, *arguments, "--dry-run")
        self.check(build, *arguments, also="show", pin=PIN)
        cluster.build(self.other, signer=FIRST)
        self.check("show", self.list)
        self.check("check", self.list, status=None)
        self.check("diff", self.list, self.other, status=program.NO)
        self.check("verify", self.list, "--phone-ctl", self.other)
        self.check("doctor", status=None)
        self.check("show", "/nonexistent", status=None)

    def test_publishers(self):
        cluster.forget()
        cluster.build(self.list)
        self.check("publisher", "add", "json", PUBLISHER_URL, *LOGIN)
        self.check("publisher", "show", "json")
        self.check("push", self.list, "json", "--dry-run")
        self.check("push", self.list, "json")
        self.check("fetch", "json", "--output", self.other)
        history = self.check("history")["history"]
        self.assertGreater(len(history), 1)
        self.check("history", "--restore", history[0]["id"], "--output", self.other)
        self.check("publisher", "certificates", "json", "--output-dir", self.list.parent)
        program.run("publisher", "remove", "json")

    def test_sources(self):
        """What no run above shows: the names in the sources and on the pages are the same."""
        sources = [*(SOURCE / "app" / "cli").rglob("*.c"), SOURCE / "app" / "workflow" / "history" / "history-json.c"]
        named = {name for path in sources for match in NAMED.findall(path.read_text()) for name in match if name}
        pages = {name for path in PAGES.iterdir() for member in MEMBER.findall(path.read_text())
                 for name in re.findall(r"\w+", member)}
        self.assertEqual(named - pages - NOT_MEMBERS, set(), "packaging/man/json does not have these")
        self.assertEqual(pages - named - NOT_MEMBERS, set(), "the program does not have these of packaging/man/json")


unittest.main()
