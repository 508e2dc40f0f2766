"""Console blocks of a document: their commands are run as they stand there, and print what stands there.

    ```console
    $ etoken-ctl verify served.tlv
    served.tlv: the signature is wrong...
    $ echo $?
    1
    ```

A command that is not followed by `echo $?` has to succeed. What differs from run to run (checksums, fingerprints,
dates, serial numbers of soft tokens, signature bytes, the order in which nodes answer) is compared by its shape.
"""

import difflib
import itertools
import os
import pathlib
import re
import shlex
import tempfile

import cluster
import program

BLOCK = re.compile(r"^```console\n(.*?)^```$", re.M | re.S)
COMMAND = re.compile(r"^\$ ((?:.*\\\n)*.*)$", re.M)
STATUS = "echo $?"
MAX_LINES = 30  # a longer output is cut in the middle
CUT = "[...]"
WIDTH = 110
HOME = "/home/anna"
PASSWORD = pathlib.Path(os.environ["SANDBOX_PASSWORD_FILE"]).read_text().strip()
VARIABLE = ((r"\b[0-9a-f]{32}\b", "MD5"), (r"\b[0-9a-f]{40}\b", "SHA1"), (r"SHA256:\S{43}", "FINGERPRINT"),
            (r"\b(?:[0-9A-F]{2} ){19}[0-9A-F]{2}\b", "HASH"), (r"^[0-9a-f]{1,2}(?:  [0-9a-f]{1,2}){7}$", "ROW"),
            (r"\b[0-9a-f]{16}\b", "SERIAL"), (r"ITLFile\.tlv\s?: \d+", "ITLFile.tlv: LENGTH"),
            (r"\d{4}-\d\d-\d\d(?: \d\d:\d\d:\d\d)?", "DATE"),
            (r"[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d (?:\S+ )?\d{4}", "TIME"),
            (r"/\S*libsofthsm2\.so", "MODULE"), (r"@10\.48\.47\.1\d\d\s?: ?$", "@NODE: "))
NODE = re.compile(r"10\.48\.47\.1\d\d|@NODE")


class Runner:
    """Runs the commands of one document in FOLDER.

    `env` are changes to the environment, `answers` what a person answers to the next questions, where that is not yes and
    the right passwords. Without PROGRESS the error output is no terminal, so that progress is not told; errors then stand
    after the output. The home folder is always called HOME.
    """

    def __init__(self, folder, env=None, progress=True):
        self.folder = folder
        self.env = env or {}
        self.progress = progress
        self.answers = []

    def block(self, block):
        """The block again, with the output of today."""
        lines = [join_lines(command) for command in COMMAND.findall(block)]
        assert lines, block
        shown, status = "", 0
        for line, following in itertools.zip_longest(lines, lines[1:]):
            shown += f"$ {wrap(line)}\n"
            if line == STATUS:
                shown += f"{status}\n"
                continue
            screen, status = self.run(line)
            shown += shorten(screen)
            assert status == 0 or following == STATUS, f"exit status {status}:\n{shown}"
        return shown

    def run(self, line):
        """What a person sees who types LINE and answers the questions, and the exit status."""
        arguments = shlex.split(line)
        assert arguments[0] == "etoken-ctl", line
        with tempfile.TemporaryFile() as errors:
            with program.Terminal(*arguments[1:], cwd=self.folder, env=self.env,
                                  stderr=None if self.progress else errors.fileno()) as terminal:
                answer_questions(terminal, self.answers)
                status = terminal.wait(status=None)
            errors.seek(0)
            screen = (terminal.screen + errors.read()).decode()
        return screen.replace("\r\n", "\n").replace(os.environ["HOME"], HOME), status


def answer_questions(terminal, given):
    """Of any language: a question is what the cursor stays behind."""
    shown = 0
    while terminal._read_more():
        question = terminal.screen.decode(errors="replace").rpartition("\n")[2]
        if question.endswith((": ", "] ")) and len(terminal.screen) > shown:
            shown = len(terminal.screen)
            terminal.type(given.pop(0) if given else usual_answer(question))


def usual_answer(question):
    if question.endswith("] "):
        return re.search(r"\[([^/\]]+)/[^]]*\] $", question)[1]
    return PASSWORD if "@" in question else cluster.PIN


def renew(text, runner, before_block=lambda number: None):
    """The document with the output of today. BEFORE_BLOCK is called with the number of each block (from 1)."""
    numbers = itertools.count(1)

    def run(match):
        before_block(next(numbers))
        return f"```console\n{runner.block(match[1])}```"

    return BLOCK.sub(run, text)


def differences(name, old, new):
    """As a text for people; empty when the document OLD says what the program prints today."""
    if shape(old) == shape(new):
        return ""
    return "\n".join(difflib.unified_diff(shape(old).split("\n"), shape(new).split("\n"), name,
                                          "what the program prints", lineterm=""))


def write(path, old, new):
    """Puts the document NEW in the place of OLD, if it says anything else."""
    if shape(old) != shape(new):
        path.write_text(new)


def shorten(text):
    if not text:
        return ""
    lines = text.rstrip("\n").split("\n")
    if len(lines) > MAX_LINES:
        lines = lines[:MAX_LINES - 2] + [CUT] + lines[-1:]
    return "\n".join(lines) + "\n"


def join_lines(line):
    return line.replace(" \\\n    ", " ")


def wrap(line):
    """A long command with a line for each option or two."""
    if len(line) <= WIDTH:
        return line
    return " \\\n    ".join(re.split(r" (?=--)", line))


def shape(text):
    for pattern, name in VARIABLE:
        text = re.sub(pattern, name, text, flags=re.M)
    return "\n".join(in_any_order(text.split("\n")))


def in_any_order(lines):
    """Nodes are worked on at the same time: lines about them that follow each other are sorted."""
    for about_nodes, group in itertools.groupby(lines, key=lambda line: bool(NODE.search(line)) and line[:2] != "$ "):
        yield from sorted(group) if about_nodes else group
