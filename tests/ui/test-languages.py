"""The window in each language: all is translated, and nothing is cut off for want of room."""

import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

import desktop
import languages
import layout
import listing
import tour
import xserver

SMALL, LARGE = (800, 500), (1280, 900)
DATA = pathlib.Path(os.environ["XDG_DATA_HOME"]) / "etoken-ctl"


# Texts of the publisher, guides that are files of their own, and the toolkit's box.
NOT_OURS = r"ShowTextDialog .*#view$|HelpWindow .*(?:GtkTextView|GtkListBox)|GtkAboutDialog"

# What stands in the window in every language: names, numbers, addresses, files, words of the field.
KNOWN = re.compile("|".join((
    r"Cisco (?:CallManager|CTIManager|Trust Verification Service|Tftp|HAProxy|Certificate Authority Proxy Function)",
    r"utils service list|show cert own|show itl|processconfig",
    r"(?i:\b(?:cn|ou|o|l|st|c)=)(?:\"[^\"]*\"?|[^;,\n]*)", r"\bsftp://\S+", r"~?/[\w./*~-]+",
    r"\S+?\.(?:tlv|cer|pem|so|invalid)", r"SAST-ADN\w+", r"(?:[0-9A-F]{2}:)+[0-9A-F]{2}",
    r"(?a:\b\d{8}-\d{6}-[0-9a-f]{4}\b)", r"(?a:\b(?=[a-f]*\d)[0-9a-f]{4,}\b)",
    r"\b\d{1,2} \w{3,5}\.? \d{4}", r"\w{3} \w{3} \d{2} [\d:]{8} \d{4}", r"SHA256:[\w+/=…]*", r"\bCKR_\w+|\bUTC\b",
    r"SoftHSM project SoftHSM v2", r"cucm-1051-a-\w+", r"CAPF-\w+", r"CCM\+TFTP", r"Cisco Manufacturing CA|Cisco Systems",
    r"System Administrator Security Token|CallManager", r"\b(?:SHA-?(?:1|256|512)|MD5|RSA|DER|PEM)\b",
    r"\b(?:TFTP|HTTP|CAPF|SAST|CCM|APP|TVS|CTL|ITL|SSH|TLS)\b",
    r"diffie-hellman-\S+|ssh-rsa|aes-cbc|hmac-sha1|tls-1\.0|ssh-ed25519", r"\b(?:hq|root|publisher@|admin)\b",
    r"\b(?:Ctrl|Alt|Shift|Esc|Echap|Échap)\b", r"Erreur de résolution[^)]*\)")))  # GLib's


def find_plain_words(text):
    """The first word in plain letters that is no data, or None."""
    found = re.search(r"[A-Za-z]{3,}", KNOWN.sub("", text))
    return found and found[0]


class Clipped:
    """A program that is looked at as desktop.Window is."""

    def __init__(self, env):
        program = pathlib.Path(__file__).with_name("clipped-window.py")
        self.process = subprocess.Popen([sys.executable, program], env={**os.environ, **env})

    def wait(self, condition, what):
        return desktop.wait_until(condition, what)


class Watch(unittest.TestCase):
    """What looks for texts without room can find them."""

    def test_all_faults(self):
        folder = self.enterContext(tempfile.TemporaryDirectory())
        watch = layout.Watch(folder, (200, 200))
        clipped = Clipped(watch.env)
        self.addCleanup(clipped.process.wait)
        self.addCleanup(clipped.process.kill)
        desktop.wait_until(lambda: "Clipped" in xserver.titles(), "no window")
        faults = watch.look(clipped).faults
        found = {(fault.kind, fault.place.rsplit("#", 1)[-1]) for fault in faults}
        for kind in ("ellipsized", "squeezed", "outside"):
            self.assertIn((kind, kind), found)
        self.assertIn(("cut", "squeezed"), found)
        self.assertLessEqual({"sideways", "too-large"}, {fault.kind for fault in faults})
        self.assertFalse([fault for fault in faults if fault.place.endswith("#good")])

    def test_texts(self):
        finder = EnglishFinder([("Export _all…", None, ["Tout exporter…"]), ("Tokens", None, ["Tokens"]),
                                ("%u list is there.", "%u lists are there.", ["%u liste.", "%u listes."])])
        for text in ("Export all…", "3 lists are there.", "So: 3 lists are there. More."):
            self.assertTrue(finder.find(text), text)
        for text in ("Tout exporter…", "Tokens", "3 listes."):
            self.assertFalse(finder.find(text), text)
        finder = EnglishFinder([("The list is signed", None, ["La liste est signée"])],
                               [("The list is signed by nobody", None, ["The list is signed by nobody"])])
        self.assertFalse(finder.find("The list is signed by nobody"))
        self.assertTrue(finder.find("The list is signed"))
        self.assertEqual(find_plain_words("hq: Ţöķéñ SAST-ADN0054f509, RSA 1024, forgotten"), "forgotten")
        self.assertIsNone(find_plain_words("hq: Ţöķéñ SAST-ADN0054f509, RSA 1024, šéŕîàļ 98820e2ccdea7400éï, "
                                           "éï20261121-070247-cafeéï"))


class EnglishFinder:
    """Finds texts of a catalogue that are shown as they stand in the sources although they have a translation.

    OPEN are those without one; they may hold the words of others.
    """

    MIN_LENGTH = 12  # of what is looked for in the middle of a longer text

    def __init__(self, entries, open_entries=()):
        texts = {languages.plain(text) for _, _, forms in (*entries, *open_entries) for text in forms}
        english = {languages.plain(one) for one, more, forms in entries for one in (one, more) if one and any(forms)}
        self.whole = english - texts
        pieces = {piece.strip() for text in self.whole for piece in languages.PLACEHOLDER.split(text)}
        long = sorted(piece for piece in pieces if len(piece) >= self.MIN_LENGTH and " " in piece
                      and not any(piece in text for text in texts))
        self.pieces = re.compile("|".join(map(re.escape, long)) or "(?!)")

    def find(self, text):
        found = self.pieces.search(text)
        return text if text in self.whole else found and found[0]


class Languages(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.locales = pathlib.Path(folder.name)

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.addCleanup(listing.forget)
        self.addCleanup(shutil.rmtree, DATA, True)
        self.folder = folder.name

    def walk(self, code, size=SMALL):
        """Through all of the window, and looks whether there is room."""
        walk = tour.Tour(languages.Language(code, self.locales), self.folder, size)
        walk.no_history()
        for part in os.environ.get("TOUR", "whole").split():
            getattr(walk, part)()
        faults = [f"{name}: {fault}" for name, report in walk.reports for fault in report.faults]
        self.assertFalse(faults, "\n" + "\n".join(dict.fromkeys(faults)))
        return walk

    def test_english(self):
        self.walk("en")

    def translation(self, code):
        """No text of the catalogue is shown in English."""
        walk = self.walk(code)
        self.expect_none(walk, EnglishFinder(walk.language.entries, walk.language.open).find)

    def test_pseudo(self):
        """Whatever is still in plain letters is data, or was never marked. What is a third longer has room too."""
        walk = self.walk(languages.PSEUDO)
        toolkit = {text for _, text in walk.language.pairs_of_toolkit}
        self.expect_none(walk, lambda text: None if text in toolkit else find_plain_words(text))

    def expect_none(self, walk, find):
        """FIND gives what is wrong in a text; each text is told of once, with the first place that shows it."""
        found = {}
        for name, report in walk.reports:
            for line in report.texts:
                if not line.is_toolkit() and not re.search(NOT_OURS, line.place) and find(line.text):
                    found.setdefault(line.text, f"{name}: {find(line.text)!r} in {line}")
        self.assertFalse(found, "\n" + "\n".join(found.values()))


for one in languages.LINGUAS:
    setattr(Languages, f"test_{one}", lambda self, code=one: self.translation(code))

if __name__ == "__main__":
    unittest.main(verbosity=2)
