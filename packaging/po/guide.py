#!/usr/bin/python3
"""Which sections of the guide have changed in English since they were translated.

    guide.py                          prints them, and says in the exit status whether there are any
    guide.py --done LANGUAGE PAGE...  after a translator has brought these pages up to date

A section is what stands under a heading. LANGUAGE.guide beside this file has a line for each one that was translated:
a checksum of the English text, the page, the heading. What stands in console blocks does not count, since
tests/integration/test-guide.py renews it, nor where a line is broken.
"""

import hashlib
import pathlib
import re
import sys

FOLDER = pathlib.Path(__file__).resolve().parent
GUIDE = FOLDER.parents[1] / "ui" / "help"
LANGUAGES = (FOLDER / "LINGUAS").read_text().split()
BLOCK = re.compile(r"^```.*?^```\n", re.M | re.S)


def sections(path):
    """(heading, text) of each; the marks of the heading, ##, stay with it."""
    parts = re.split(r"^(#+ .*)$", BLOCK.sub("", path.read_text()), flags=re.M)
    return list(zip(parts[1::2], parts[2::2]))


def digests(page):
    """For each section of the English PAGE the line that LANGUAGE.guide has when it is translated."""
    for heading, text in sections(GUIDE / f"{page}.md"):
        digest = hashlib.sha256(" ".join([heading, *text.split()]).encode()).hexdigest()
        yield f"{digest[:12]} {page} {heading.lstrip('#').strip()}"


def translated(language):
    path = FOLDER / f"{language}.guide"
    return path.read_text().splitlines() if path.exists() else []


def english_pages():
    return sorted(path.stem for path in GUIDE.glob("*.md"))


def behind(language):
    """(page, heading) of each English section that has no translation, or had other words when it was translated."""
    known = set(translated(language))
    for page in english_pages():
        there = (GUIDE / language / f"{page}.md").exists()
        for line in digests(page):
            if not there or line not in known:
                yield page, line.split(" ", 2)[2]


def note(language, pages):
    lines = [line for line in translated(language) if line.split(" ", 2)[1] not in pages]
    lines += [line for page in pages for line in digests(page)]
    lines.sort(key=lambda line: line.split(" ", 2)[1])  # stable: a page's lines stay in its order
    (FOLDER / f"{language}.guide").write_text("\n".join(lines) + "\n")


def main(arguments):
    option, *names = arguments or [None]
    pages = [name.removesuffix(".md") for name in names[1:]]
    if option == "--done" and pages and names[0] in LANGUAGES and set(pages) <= set(english_pages()):
        note(names[0], pages)
        return 0
    if option is not None:
        print("usage: guide.py [--done LANGUAGE PAGE...]", file=sys.stderr)
        return 2
    late = {language: list(behind(language)) for language in LANGUAGES}
    for language, found in late.items():
        if found:
            print(f"Behind: ui/help/{language}: sections of the guide: {len(found)}")
            print("\n".join(f"  {language}/{page}.md: {heading}" for page, heading in found))
    return any(late.values())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
