"""The commands in README.md, run as they stand there, print what stands there.

    test-readme.py            compares
    test-readme.py --write    puts today's output into README.md

What differs from run to run (checksums, fingerprints, dates, serial numbers of soft tokens, signature bytes) is
compared by its shape.
"""

import difflib
import os
import pathlib
import re
import shlex
import shutil
import sys
import tempfile

import cluster
import program

README = pathlib.Path(os.environ["ETOKEN_CTL_SOURCE"]) / "README.md"
BLOCK = re.compile(r"^```console\n(.*?)^```$", re.M | re.S)
MAX_LINES = 30  # a longer output is cut in the middle
CUT = "[...]"
WIDTH = 110
# What a person answers to a question that ends like this.
ANSWERS = {f"Password of token {cluster.SECOND}: ": cluster.PIN,
           "? [yes/no] ": "yes",
           "Password of publisher@10.48.47.153: ": pathlib.Path(os.environ["SANDBOX_PASSWORD_FILE"]).read_text().strip()}
VARIABLE = ((r"\b[0-9a-f]{32}\b", "MD5"), (r"\b[0-9a-f]{40}\b", "SHA1"), (r"SHA256:\S{43}", "FINGERPRINT"),
            (r"\b(?:[0-9A-F]{2} ){19}[0-9A-F]{2}\b", "HASH"), (r"^[0-9a-f]{1,2}(?:  [0-9a-f]{1,2}){7}$", "ROW"),
            (r"serial [0-9a-f]{16}", "SERIAL"), (r"\d{4}-\d\d-\d\d", "DATE"),
            (r"[A-Z][a-z]{2} [A-Z][a-z]{2} \d\d \d\d:\d\d:\d\d \S+ \d{4}", "TIME"),
            (r"/\S*libsofthsm2\.so", "MODULE"))


def run(line, folder):
    """What a person sees who types LINE and answers the questions."""
    arguments = shlex.split(line)
    assert arguments[0] == "etoken-ctl", line
    with program.Terminal(*arguments[1:], cwd=folder) as terminal:
        answer_questions(terminal)
        terminal.wait(status=0)
    return terminal.screen.decode().replace("\r\n", "\n")


def answer_questions(terminal):
    shown = 0
    while terminal._read_more():
        for question, answer in ANSWERS.items():
            if terminal.screen.endswith(question.encode()) and len(terminal.screen) > shown:
                shown = len(terminal.screen)
                terminal.type(answer)


def shorten(text):
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
    words = re.split(r" (?=--)", line)
    return " \\\n    ".join(words)


def run_block(block, folder):
    """The block again, with the output of today."""
    commands = re.findall(r"^\$ ((?:.*\\\n)*.*)$", block, re.M)
    assert commands, block
    lines = [join_lines(command) for command in commands]
    return "".join(f"$ {wrap(line)}\n{shorten(run(line, folder))}" for line in lines)


def shape(text):
    for pattern, name in VARIABLE:
        text = re.sub(pattern, name, text, flags=re.M)
    return text


def main():
    old = README.read_text()
    with tempfile.TemporaryDirectory() as folder:
        for path in cluster.CERTIFICATES.glob("*.pem"):
            shutil.copy(path, folder)
        new = BLOCK.sub(lambda match: f"```console\n{run_block(match[1], folder)}```", old)
    if "--write" in sys.argv:
        README.write_text(new)
        return
    if shape(old) != shape(new):
        print("\n".join(difflib.unified_diff(shape(old).split("\n"), shape(new).split("\n"), "README.md",
                                             "what the program prints", lineterm="")))
        sys.exit("README.md is not what the program prints; `test-readme.py --write` renews it")
    print(f"{len(BLOCK.findall(old))} blocks of commands print what README.md says")


if __name__ == "__main__":
    main()
