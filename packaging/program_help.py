"""What `etoken-ctl --help` and `etoken-ctl COMMAND --help` say, in parts: the one description of commands and options from
which the manual pages and the completions are made."""

import os
import re
import subprocess

OPTION = re.compile(r"  (?:-(\w), )?--([\w-]+)(?:=(\S+))? +(\S.*)")
COMMAND = re.compile(r"  (\w+) +(\S.*)")


class Option:
    """One option: its name, its letter and the name of its value (both None without), and its explanation."""

    def __init__(self, letter, name, value, text):
        self.letter = letter
        self.name = name
        self.value = value
        self.text = text


class CommandHelp:
    """What the program says of one command."""

    def __init__(self, name, text):
        head, _, rest = text.partition("\nOptions:\n")
        usage, self.summary, self.description = split_head(head)
        self.name = name
        self.arguments = usage.partition("]")[2].strip()  # what stands after [OPTION...]
        own, _, rest = rest.partition("\nCommon options:\n")
        common, _, self.more = rest.partition("\n\n")  # more of the description, which has lines that must stay lines
        self.options = read_options(own)
        self.common_options = read_options(common)
        if not usage.startswith(f"etoken-ctl {name} ") or not self.options or not self.common_options:
            raise ValueError(f"the help of {name} does not look as it should:\n{text}")

    def alternatives(self):
        """The arguments as lists of words; several where the usage has "a | b"."""
        return [part.split() for part in self.arguments.split(" | ")]


def split_head(head):
    """Usage line, summary and description (a list of paragraphs)."""
    paragraphs = head.strip().split("\n\n")
    usage = paragraphs[0].removeprefix("Usage:\n").strip().replace("[OPTION…]", "[OPTION...]")
    return usage, paragraphs[1], [" ".join(paragraph.split()) for paragraph in paragraphs[2:]]


def read_options(text):
    lines = [line for line in text.splitlines() if line]
    matches = [OPTION.fullmatch(line) for line in lines]
    if None in matches:
        raise ValueError(f"this is no option: {lines[matches.index(None)]}")
    return [Option(*match.groups()) for match in matches]


class ProgramHelp:
    """All that PROGRAM says: .commands (of CommandHelp, in the order of the job), .common_options, and .options, which are
    taken before the command: the common ones and --help."""

    def __init__(self, program):
        self.program = program
        text = self._ask("--help")
        listing = text.partition("\nCommands")[2].partition("\n\n")[0]
        names = [COMMAND.fullmatch(line)[1] for line in listing.splitlines()[1:]]
        self.commands = [CommandHelp(name, self._ask(name, "--help")) for name in names]
        self.common_options = self.commands[0].common_options
        self.options = read_options(text.partition("\nCommon options:\n")[2].partition("\n\n")[0])
        self.version = self._ask("--version").split()[1]

    def _ask(self, *arguments):
        # English, whatever the session's language: LANGUAGE is stronger than LC_ALL. What a sanitizer finds is told by the
        # tests.
        environment = dict(os.environ, LC_ALL="C.UTF-8", LANGUAGE="", ASAN_OPTIONS="detect_leaks=0")
        return subprocess.run([self.program, *arguments], check=True, stdout=subprocess.PIPE, text=True,
                              encoding="utf-8", env=environment).stdout
