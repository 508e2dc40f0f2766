"""A language that does not exist: English with marks around each text, so that what is translated can be seen.

It is spoken in a session with French dates and numbers, by a copy of the program that has its catalogue:

    foreign.speak(folder)                    # makes the copy
    foreign.run("check", "--json", path)     # as program.run()
    foreign.ENV                              # changes to the environment, for program.Terminal
    foreign.plain(text)                      # without the marks
    foreign.outside(text)                    # ... and without what is between them

In English "yes" is "yes"; here it is "sí", for the answers that are typed.
"""

import os
import pathlib
import re
import shutil
import subprocess
import tempfile

import program

ROOT = pathlib.Path(__file__).resolve().parents[2]
MARK, END = "⟦⟧"
YES = "sí"
SKIPPED = 77
LANGUAGE = "xx"  # libraries do not speak it, so their texts stay as they are
LOCALE = "fr_FR.UTF-8"
ENV = {"LC_ALL": LOCALE, "LANGUAGE": LANGUAGE}


def speak(folder):
    """The copy lies in FOLDER. From now on program.py runs it, in English as well."""
    built = pathlib.Path(os.environ["ETOKEN_CTL"]).resolve().parent.parent
    shutil.copytree(built / "libexec", folder / "libexec")
    (folder / "bin").mkdir()
    shutil.copy(built / "bin" / "etoken-ctl", folder / "bin")
    make_locale("fr_FR", folder)
    ENV["LOCPATH"] = str(folder)
    messages = folder / "share" / "locale" / LANGUAGE / "LC_MESSAGES"
    messages.mkdir(parents=True)
    _pipe(["msgfmt", "-o", messages / "etoken-ctl.mo", "-"], _finish(_catalogue()))
    os.environ["ETOKEN_CTL"] = str(folder / "bin" / "etoken-ctl")


def make_locale(name, folder):
    """A locale of the package `locales`, in FOLDER for the variable LOCPATH. Returns what LC_ALL calls it."""
    if shutil.which("localedef") is None:
        print("the package locales is missing, so no language can be spoken")
        raise SystemExit(SKIPPED)
    subprocess.run(["localedef", "-i", name, "-f", "UTF-8", folder / f"{name}.UTF-8"], check=True)
    return f"{name}.UTF-8"


def run(*arguments, **options):
    return program.run(*arguments, env=ENV, **options)


def terminal(*arguments):
    return program.Terminal(*arguments, env=ENV)


def plain(text):
    return text.replace(MARK, "").replace(END, "")


def outside(text):
    """Fails where the marks do not pair, as in a text that was cut."""
    depth, rest = 0, []
    for char in text:
        depth += (char == MARK) - (char == END)
        if depth < 0:
            break
        if depth == 0:
            rest.append(" " if char == END else char)
    if depth != 0:
        raise AssertionError(f"the marks do not pair in\n{text}")
    return "".join(rest)


def _pipe(command, text):
    return subprocess.run(command, input=text, capture_output=True, check=True, encoding="utf-8", cwd=ROOT).stdout


def _catalogue():
    """All texts as they stand in the sources, each translated by itself between marks."""
    with tempfile.NamedTemporaryFile("r", encoding="utf-8") as file:
        _pipe([ROOT / "packaging" / "po" / "update-catalogues", "--template", file.name, f"--msgstr-prefix={MARK}",
               f"--msgstr-suffix={END}"], "")
        return file.read()


def _finish(catalogue):
    """As msgfmt wants it: a head that says what is there, and line ends where the English texts have theirs."""
    catalogue = catalogue.replace("#, fuzzy\n", "", 1)
    catalogue = catalogue.replace("nplurals=INTEGER; plural=EXPRESSION", "nplurals=2; plural=(n != 1)", 1)
    catalogue = catalogue.replace(f'\\n"\n"{END}"', f'{END}\\n"')
    typed = f'msgctxt "typed answer"\nmsgid "yes"\nmsgstr "{MARK}yes{END}"'
    assert typed in catalogue
    return catalogue.replace(typed, typed.replace(f"{MARK}yes{END}", YES))
