"""What is translated today, for checks of it: the catalogues and the pages of the guide.

    for english, translation in translations.read("fr"):
        for sentence, its_translation in translations.by_sentence(english, translation):

What has no translation yet, or one that is behind the English text, is left out.
"""

import gettext
import io
import pathlib
import re
import shutil
import subprocess
import sys

CATALOGUES = pathlib.Path(__file__).resolve().parents[2] / "packaging" / "po"
sys.path.insert(0, str(CATALOGUES))
import guide

LANGUAGES = guide.LANGUAGES
SKIPPED = 77


def read(language):
    """(English, translation) of each message and each paragraph of the guide."""
    if not shutil.which("msgfmt"):
        print("msgfmt is missing (packaging/install-packages build installs it)")
        sys.exit(SKIPPED)
    yield from read_catalogue(language)
    yield from read_guide(language)


def read_catalogue(language):
    """(English, translation) of each text that has one; the forms of a plural one by one, with the singular."""
    made = subprocess.run(["msgfmt", "--output-file=-", CATALOGUES / f"{language}.po"], check=True, capture_output=True)
    catalogue = gettext.GNUTranslations(io.BytesIO(made.stdout))._catalog  # Python has no other way to list them
    for key, translation in catalogue.items():
        text = key[0] if isinstance(key, tuple) else key
        if text:  # not the head
            yield text.rpartition("\x04")[2], translation  # behind its context


def paragraphs(text):
    found = re.split(r"\n\s*\n|\n(?=\d+\. |- )", text.strip())
    return [re.sub(r"^(?:\d+\.|-) ", "", paragraph) for paragraph in found]


def read_guide(language):
    """The headings and paragraphs of what is translated as the English guide stands today."""
    behind = set(guide.behind(language))
    for page in guide.english_pages():
        path = guide.GUIDE / language / f"{page}.md"
        english, translated = guide.sections(guide.GUIDE / path.name), guide.sections(path) if path.exists() else []
        if len(english) != len(translated):
            continue
        for (heading, text), (its_heading, its_text) in zip(english, translated):
            if (page, heading.lstrip("# ")) not in behind:
                yield heading.lstrip("# "), its_heading.lstrip("# ")
                ours, theirs = paragraphs(text), paragraphs(its_text)
                yield from zip(ours, theirs) if len(ours) == len(theirs) else [(text, its_text)]


def sentences(text):
    """Without what is quoted, and without mnemonics."""
    text = re.sub(r'"[^"]*"|«[^»]*»|`[^`]*`', "", text)
    text = re.sub(r"_(?=\w)", "", " ".join(text.split()))
    text = re.sub(r" (?=[;:?!])", "", text)
    return [sentence for sentence in re.split(r"(?<=[.;:?!])\s+", text) if re.search(r"\w", sentence)]


def by_sentence(english, translation):
    """(sentence, its translation) of each; both texts as a whole where they have not the same number."""
    ours, theirs = sentences(english), sentences(translation)
    return zip(ours, theirs) if len(ours) == len(theirs) else [(" ".join(ours), " ".join(theirs))]
