"""A language that does not exist: English with a mark before each text, so that what is translated can be seen.

It is spoken in a session with French dates and numbers, by a copy of the program that has its catalogue:

    foreign.speak(folder)                    # makes the copy
    foreign.run("check", "--json", path)     # as program.run()
    foreign.ENV                              # changes to the environment, for program.Terminal
    foreign.plain(text)                      # without the marks

In English "yes" is "yes"; here it is "sí", for the answers that are typed.
"""

import os
import pathlib
import re
import shutil
import subprocess

import program

ROOT = pathlib.Path(__file__).resolve().parents[2]
MARK = "⟦"
YES = "sí"
LANGUAGE = "xx"  # libraries do not speak it, so their texts stay as they are
LOCALE = "fr_FR.UTF-8"
KEYWORDS = ("_", "N_", "C_:1c,2", "NC_:1c,2", "ngettext:1,2")
ENV = {"LC_ALL": LOCALE, "LANGUAGE": LANGUAGE}


def speak(folder):
    """The copy lies in FOLDER. From now on program.py runs it, in English as well."""
    built = pathlib.Path(os.environ["ETOKEN_CTL"]).resolve().parent.parent
    shutil.copytree(built / "libexec", folder / "libexec")
    (folder / "bin").mkdir()
    shutil.copy(built / "bin" / "etoken-ctl", folder / "bin")
    subprocess.run(["localedef", "-i", "fr_FR", "-f", "UTF-8", folder / LOCALE], check=True)
    ENV["LOCPATH"] = str(folder)
    messages = folder / "share" / "locale" / LANGUAGE / "LC_MESSAGES"
    messages.mkdir(parents=True)
    _pipe(["msgfmt", "-o", messages / "etoken-ctl.mo", "-"], _mark(_catalogue()))
    os.environ["ETOKEN_CTL"] = str(folder / "bin" / "etoken-ctl")


def run(*arguments, **options):
    return program.run(*arguments, env=ENV, **options)


def terminal(*arguments):
    return program.Terminal(*arguments, env=ENV)


def plain(text):
    return text.replace(MARK, "")


def _pipe(command, text):
    return subprocess.run(command, input=text, capture_output=True, check=True, encoding="utf-8", cwd=ROOT).stdout


def _catalogue():
    """All texts of the core as they stand in the sources, each translated by itself."""
    sources = sorted(path for layer in ("app", "pkcs11") for path in (ROOT / layer).rglob("*.c"))
    template = _pipe(["xgettext", "--from-code=UTF-8", "--language=C", *(f"--keyword={word}" for word in KEYWORDS),
                      "--output=-", *sources], "")
    template = template.replace("charset=CHARSET", "charset=UTF-8")
    template = template.replace("nplurals=INTEGER; plural=EXPRESSION;", "nplurals=2; plural=(n != 1);")
    if "Plural-Forms:" not in template:
        template = template.replace('"Language: \\n"', '"Language: \\n"\n"Plural-Forms: nplurals=2; plural=(n != 1);\\n"')
    return _pipe(["msgen", "--no-wrap", "-"], template)


def _mark(catalogue):
    """The first entry is the catalogue's own."""
    head, entries = catalogue.split("\n\n", 1)
    entries = re.sub(r'^(msgstr(?:\[\d\])? ")', r"\1" + MARK, entries, flags=re.MULTILINE)
    typed = f'msgctxt "typed answer"\nmsgid "yes"\nmsgstr "{MARK}yes"'
    assert typed in entries
    return f"{head}\n\n" + entries.replace(typed, typed.replace(f"{MARK}yes", YES))
