"""The window in another language: the locale for it, and the catalogue, by which scripts that say English names find
what is on the screen.

    language = languages.Language("fr", folder)
    with desktop.Window(language=language) as window:
        window.click("push button", "Export all")        # finds "Tout exporter…"

PSEUDO is no language but shows what is not marked for translation: each text of the sources in letters with accents,
and a third longer.
"""

import functools
import os
import pathlib
import re
import struct
import subprocess

BUILD = pathlib.Path(os.environ["ETOKEN_CTL_BUILD"])
SOURCE = pathlib.Path(os.environ["ETOKEN_CTL_SOURCE"])
LOCALES = BUILD / "share" / "locale"
LINGUAS = (SOURCE / "packaging" / "po" / "LINGUAS").read_text().split()
PSEUDO = "pseudo"
AS_PSEUDO = "fr"  # whose catalogue is covered by the pseudo one

PLACEHOLDER = re.compile(r"%(?:\d+\$)?[-+ 0#]*\d*(?:\.\d+)?(?:hh|ll|[hlzjt])?[a-zA-Z]|%%")
ACCENTS = str.maketrans("ABCDEGHIJKLNORSTUWYZabcdefghijklmnopqrstuvwxyzFMPQVX",
                        "ÀƁÇÐÉĜĤÎĴĶĻÑÖŔŠŢÛŴÝŽàƀçðéƒĝĥîĵķļɱñöþǫŕšţûṽŵẋýžƑṀÞǪṼẊ")


# --- catalogues ---

def read_catalogue(path):
    """[(English, English plural or None, [translations])] of a .mo file; contexts are dropped."""
    data = path.read_bytes()
    _, _, count, ids, texts = struct.unpack("<IIIII", data[:20])
    entries = []
    for index in range(count):
        pair = []
        for table in (ids, texts):
            length, start = struct.unpack("<II", data[table + 8 * index:table + 8 * index + 8])
            pair.append(data[start:start + length].decode())
        english = pair[0].split("\4")[-1].split("\0")
        if english[0]:
            entries.append((english[0], english[1] if len(english) > 1 else None, pair[1].split("\0")))
    return entries


def write_catalogue(path, entries):
    """The reverse, of [(key, text)] as they stand in the file."""
    entries = sorted((key.encode(), text.encode()) for key, text in entries)
    start = 28 + 16 * len(entries)
    ids, texts, body = b"", b"", b""
    for part in range(2):
        table = b""
        for entry in entries:
            table += struct.pack("<II", len(entry[part]), start + len(body))
            body += entry[part] + b"\0"
        ids, texts = (table, texts) if part == 0 else (ids, table)
    head = struct.pack("<IIIIIII", 0x950412de, 0, len(entries), 28, 28 + len(ids), 0, start)
    path.write_bytes(head + ids + texts + body)


def disguise(text):
    """In letters with accents, placeholders as they are, and about 35 % longer; ⟧ is the end, for the eye."""
    shown, end = "", 0
    for match in PLACEHOLDER.finditer(text):
        shown += text[end:match.start()].translate(ACCENTS) + match[0]
        end = match.end()
    shown += text[end:].translate(ACCENTS)
    more = len(PLACEHOLDER.sub("", text)) * 35 // 100
    filler = ("éïøû áà " * (more // 8 + 1))[:more].strip()
    return f"{shown}{' ' if len(filler) > 3 else ''}{filler}⟧"


def make_english(path):
    """A catalogue of all texts of the sources, each translated by itself; by the translators' own script."""
    template = path.with_suffix(".pot")
    subprocess.run([SOURCE / "packaging" / "po" / "update-catalogues", "--template", template], check=True)
    subprocess.run(["msgen", "--output-file", template, template], check=True)
    subprocess.run(["msgfmt", "--output-file", path, template], check=True)


def make_pseudo(path):
    english = path.with_suffix(".en")
    make_english(english)
    data = english.read_bytes()
    _, _, count, ids, _ = struct.unpack("<IIIII", data[:20])
    entries = [("", "Content-Type: text/plain; charset=UTF-8\nPlural-Forms: nplurals=2; plural=(n > 1);\n")]
    for index in range(count):
        length, start = struct.unpack("<II", data[ids + 8 * index:ids + 8 * index + 8])
        key = data[start:start + length].decode()
        if key:
            entries.append((key, "\0".join(disguise(text) for text in key.split("\4")[-1].split("\0"))))
    write_catalogue(path, entries)


# --- a language ---

def plain(text):
    """Without mnemonics."""
    return re.sub(r"_(?=\w)", "", text)


def pairs_of(entries):
    return [(plain(one), plain(text)) for english, plural, texts in entries for one in (english, plural) if one
            for text in texts if text]


class Language:
    """CODE is one of LINGUAS, PSEUDO, or "en", which needs no catalogue. The locale is made in FOLDER.

    .entries are those of the catalogue, .open the texts that it does not translate yet, as translations of themselves.
    """

    def __init__(self, code, folder):
        self.code = code
        self.entries, self.open, self.toolkit = [], [], []
        self.env = {}
        if code == "en":
            return
        catalogue = LOCALES / (AS_PSEUDO if code == PSEUDO else code) / "LC_MESSAGES" / "etoken-ctl.mo"
        if code == PSEUDO:
            make_pseudo(folder / "pseudo.mo")
            # This world's own namespace: nobody else sees it, and it goes with it.
            subprocess.run(["mount", "--bind", folder / "pseudo.mo", catalogue], check=True)
            code = AS_PSEUDO
        self.entries = read_catalogue(catalogue)
        make_english(folder / "english.mo")
        translated = {english for english, _, _ in self.entries}
        self.open = [entry for entry in read_catalogue(folder / "english.mo") if entry[0] not in translated]
        for name in ("gtk30", "glib20", "libhandy"):
            self.toolkit += read_catalogue(pathlib.Path(f"/usr/share/locale/{code}/LC_MESSAGES/{name}.mo"))
        locale = f"{code}_{code.upper()}.UTF-8"
        if not (folder / locale).exists():
            subprocess.run(["localedef", "-i", locale.split(".")[0], "-f", "UTF-8", folder / locale], check=True)
        self.env = {"LOCPATH": str(folder), "LC_ALL": locale, "LANGUAGE": code}

    @functools.cached_property
    def pairs(self):
        """(English, translation) of all texts without mnemonics; ours before the toolkit's."""
        return pairs_of(self.entries) + pairs_of(self.open) + self.pairs_of_toolkit

    @functools.cached_property
    def pairs_of_toolkit(self):
        return pairs_of(self.toolkit)

    @functools.lru_cache(maxsize=None)  # noqa: B019 (a language lives as long as the test)
    def beginnings(self, name):
        """What may stand on the screen where the English program has something that begins with NAME."""
        found, filled = [], []
        for english, text in self.pairs:
            if english.startswith(name):
                found.append(PLACEHOLDER.split(text)[0])
            elif "%" in english:
                filled.append(self._fill(english, text, name))
        found = [text for text in found if text]
        return tuple(found or [text for text in filled if text] + [name])  # which may be data after all

    @staticmethod
    def _fill(english, text, name):
        """TEXT with what NAME has in the places of ENGLISH's placeholders."""
        parts = PLACEHOLDER.split(english)
        if len("".join(parts).strip()) < 4:
            return None
        match = re.match("(.+?)".join(re.escape(part) for part in parts) + "$", name)
        values = iter(match.groups()) if match else None
        return PLACEHOLDER.sub(lambda _: next(values, ""), text) if match else None

    @functools.lru_cache(maxsize=None)  # noqa: B019
    def parts(self, words):
        """What a text contains where the English one contains WORDS: the longest piece without data."""
        found = {max(PLACEHOLDER.split(text), key=len) for english, text in self.pairs if words in english}
        return tuple(found) or (words,)
