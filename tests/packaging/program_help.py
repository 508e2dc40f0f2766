"""The options and commands as the programs' --help has them; read here anew, not by the programs that make the manual."""

import os
import re
import subprocess

ENVIRONMENT = dict(os.environ, LC_ALL="C.UTF-8", LANGUAGE="", ASAN_OPTIONS="detect_leaks=0")


def ask(program, *arguments):
    return subprocess.run([program, *arguments], check=True, capture_output=True, text=True, env=ENVIRONMENT).stdout


def commands(program):
    return re.findall(r"^  (\w+) +[A-Z]", ask(program, "--help"), re.M)


def options(text):
    """Every option of a help text, "-o" and "--output" each by itself."""
    lines = re.findall(r"^  (-.*)", text, re.M)
    return {name for line in lines for name in re.findall(r"(?:^|, )(--?[\w-]+)", line.split("  ")[0])}
