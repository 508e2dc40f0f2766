"""The user guide (ui/help) says what is true, in each language that it has.

    test-guide.py                                    compares
    test-guide.py --write [--language LL] [PAGE...]  puts today's output into the pages where it differs; so does WRITE=1
                                               in the environment

Its commands are run as they stand there, each page in a world of its own (guide_worlds.py), and print what stands there
(console.py). Each heading of the third level is a message of the programs.

The pages of ui/help/LL have the same headings, commands and code as the English ones. Where they are behind, that is
counted and printed. With CTL_CHECK_FULL=1 it is an error, and their commands are run as well, with the programs speaking
that language.
"""

import argparse
import gettext
import itertools
import os
import pathlib
import re
import subprocess
import sys
import tempfile

import console
import guide_worlds
import sessions

SOURCE = pathlib.Path(os.environ["ETOKEN_CTL_SOURCE"])
LOCALES = pathlib.Path(os.environ["ETOKEN_CTL_BUILD"]) / "share" / "locale"
GUIDE = SOURCE / "ui" / "help"
FULL = os.environ.get("CTL_CHECK_FULL") == "1"
LANGUAGES = [path.name for path in sorted(GUIDE.iterdir()) if path.is_dir()]
BLOCK = re.compile(r"^```\w*\n.*?^```$", re.M | re.S)  # of any kind
HEADING = re.compile(r"^#+ (.*)$", re.M)
BOLD = re.compile(r"\*\*(.+?)\*\*", re.S)
MESSAGE = re.compile(r"^### (.*)$", re.M)
DIRECTIVE = re.compile(r"%(?:\d+\$)?[-.\d]*l*[a-z]")
COMMENT_OR_LITERAL = re.compile(r'/\*.*?\*/|("(?:[^"\\\n]|\\.)*")', re.S)


def path_of(language, page):
    return GUIDE / (language or "") / f"{page}.md"


def without_blocks(text):
    return BLOCK.sub("", text)


def commands(text):
    return [console.join_lines(command) for block in console.BLOCK.findall(text)
            for command in console.COMMAND.findall(block)]


def headings_of_blocks(text):
    """For each block the heading that it stands under."""
    return [HEADING.findall(without_blocks(text[:match.start()]))[-1] for match in console.BLOCK.finditer(text)]


def run_page(language, page):
    """The page as it stands in the guide, and with the output of today."""
    old = path_of(language, page).read_text()
    headings = headings_of_blocks(path_of(None, page).read_text())
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as locales:
        world = guide_worlds.start(page, folder)
        environment = sessions.environment(language, locales)
        runner = console.Runner(folder, progress=False)

        def before_block(number):
            if number == 1 or headings[number - 1] != headings[number - 2]:
                world.before(headings[number - 1])
                runner.env = {**environment, **world.env}
                runner.answers = world.answers

        try:
            return old, console.renew(old, runner, before_block)
        finally:
            world.end()


def compare_with_english(language, page):
    """A sentence for each way in which a translated page is not the English one."""
    english, text = (path_of(which, page).read_text() for which in (None, language))
    where = path_of(language, page).relative_to(SOURCE)
    parts = (("headings", lambda page: [len(mark) for mark in re.findall("^(#+) ", without_blocks(page), re.M)]),
             ("commands", commands),
             ("code", lambda page: sorted(re.findall(r"`([^`]+)`", " ".join(without_blocks(page).split())))))
    for name, part in parts:
        for ours, theirs in itertools.zip_longest(part(text), part(english)):
            if ours != theirs:
                yield f"{where}: its {name} are not those of the English page: {ours!r} in place of {theirs!r}"
                break


def literals():
    """All texts of the sources, as gettext would have them."""
    for path in [path for folder in ("app", "pkcs11", "ui") for path in sorted((SOURCE / folder).rglob("*.[ch]"))]:
        text = re.sub(COMMENT_OR_LITERAL, lambda match: match[1] or "", path.read_text())
        text = re.sub(r'"\s*G_GU?INT\d+_FORMAT\s*"', "%u", text)
        for literal in re.findall(r'"((?:[^"\\\n]|\\.)*)"', re.sub(r'"\s*\n\s*"', "", text)):
            yield literal.replace('\\"', '"').replace("\\n", "\n")


def fixed(message):
    return DIRECTIVE.sub("…", message)


def read_catalogue(path):
    """Each text with its translation; a text with plural forms several times."""
    with open(path, "rb") as file:
        catalogue = gettext.GNUTranslations(file)._catalog  # Python has no other way to list them
    return [(key if isinstance(key, str) else key[0], value) for key, value in catalogue.items()]


def translations(language):
    return read_catalogue(LOCALES / language / "LC_MESSAGES" / "etoken-ctl.mo")


def names(language):
    """What stands in the window, as its texts are; in English also what no language has yet."""
    if language is not None:
        return [value for _, value in translations(language)]
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([SOURCE / "packaging" / "po" / "update-catalogues", "--template", f"{folder}/pot"], check=True,
                       capture_output=True)
        subprocess.run(["msginit", "--no-translator", "--locale=en", f"--input={folder}/pot",
                        f"--output-file={folder}/po"], check=True, capture_output=True)
        subprocess.run(["msgfmt", f"--output-file={folder}/mo", f"{folder}/po"], check=True)
        return [value for _, value in read_catalogue(f"{folder}/mo")]


def check_messages(language):
    """A sentence for each heading of a message that no program says."""
    english = MESSAGE.findall(path_of(None, "troubleshooting").read_text())
    if language is None:
        texts = [fixed(text) for text in literals()]
        for heading in english:
            if not any(heading in text for text in texts):
                yield f"troubleshooting.md: no program says \"{heading}\""
    elif (page := path_of(language, "troubleshooting")).exists():
        catalogue = [(fixed(key), fixed(value)) for key, value in translations(language)]
        for heading, theirs in zip(english, MESSAGE.findall(page.read_text())):
            if not any(heading in key and theirs in value for key, value in catalogue):
                yield f"{language}/troubleshooting.md: \"{theirs}\" is not how the catalogue says \"{heading}\""


def check_names(language):
    """A sentence for each name in bold that nothing in the window has."""
    shown = {name.replace("_", "") for name in names(language)}
    for page in pages(language):
        for name in BOLD.findall(without_blocks(path_of(language, page).read_text())):
            if re.sub(r"[ \n]+", " ", name) not in shown:
                yield f"{path_of(language, page).relative_to(SOURCE)}: the window has no \"{name}\""


def pages(language):
    known = set(guide_worlds.WORLDS)
    found = {path.stem for path in (GUIDE / (language or "")).glob("*.md")}
    assert found == known if language is None else found <= known, found ^ known
    return sorted(found)


def check_output(language, page, write):
    """A sentence if the commands of the page do not print what stands there; with WRITE the page is renewed instead."""
    old, new = run_page(language, page)
    if write:
        console.write(path_of(language, page), old, new)
    elif difference := console.differences(str(path_of(language, page).relative_to(SOURCE)), old, new):
        yield f"{difference}\nThe page is not what the program prints; `test-guide.py --write` renews it"


def check_language(language, wanted):
    faults = [*check_messages(language), *check_names(language)]
    write = wanted.write or "WRITE" in os.environ
    run = language is None or FULL or write or wanted.language
    for page in pages(language):
        if wanted.pages and page not in wanted.pages:
            continue
        faults += compare_with_english(language, page) if language else []
        if run and commands(path_of(language, page).read_text()) == commands(path_of(None, page).read_text()):
            faults += check_output(language, page, write)
    return faults


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--language", choices=["en", *LANGUAGES])
    parser.add_argument("pages", nargs="*")
    wanted = parser.parse_args()
    languages = [None, *LANGUAGES] if wanted.language is None else [wanted.language.replace("en", "") or None]
    faults = {language: check_language(language, wanted) for language in languages}
    wrong = faults.pop(None, [])
    behind = [fault for found in faults.values() for fault in found]
    if behind:
        print(f"Behind: translated pages of the guide: {len(behind)} places", *behind, sep="\n")
    if wrong or (behind and FULL):
        sys.exit("\n".join(["The guide is not true:", *wrong]))
    print(f"the guide says what is true: {', '.join(language or 'en' for language in languages)}")


if __name__ == "__main__":
    main()
