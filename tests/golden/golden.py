"""Lists made from the descriptions of this folder, for tests: golden.make("ctl-4947-tokenless")."""

import datetime
import functools
import hashlib
import os
import pathlib
import re
import tempfile

import program
from encoder import Description, Encoder

FOLDER = pathlib.Path(__file__).parent
ZONES = {"CET": ("Europe/Warsaw", 1), "CEST": ("Europe/Warsaw", 2),
         "EST": ("America/New_York", -5), "EDT": ("America/New_York", -4)}
_KEYS = tempfile.TemporaryDirectory()


class List:
    """A list's bytes, and its description, whose certificates tell what the bytes hold."""

    def __init__(self, name):
        self.description = Description(FOLDER / f"{name}.list", _KEYS.name)
        self.data = Encoder(self.description).encode()

    def fill_in(self, expected):
        """The expected text with what cannot be known beforehand, taken from the list's bytes."""
        facts = {"md5": hashlib.md5(self.data).hexdigest(), "sha1": hashlib.sha1(self.data).hexdigest()}
        for label, certificate in self.description.certificates.items():
            facts[f"hash of {label}"] = certificate.sha1.hex(" ").upper()
            facts[f"key of {label}"] = certificate.key.hex(" ").upper()
        facts["signature rows"] = signature_rows(find_signature(self.data))
        return re.sub(r"<([a-z0-9 -]+)>", lambda match: facts[match[1]], expected)


@functools.lru_cache(maxsize=None)
def make(name):
    return List(name)


def names(suffix):
    """The lists that have a file with this suffix."""
    return sorted(path.stem for path in FOLDER.glob(f"*{suffix}"))


def read(name, suffix):
    return (FOLDER / f"{name}{suffix}").read_text()


def find_signature(data):
    """Tag 12 of the header, found without the encoder's help."""
    offset = 0
    while data[offset] != 12:
        if data[offset] == 13:
            offset += 1
        elif data[offset] in (3, 7, 9):
            offset += 3
        else:
            offset += 3 + int.from_bytes(data[offset + 1:offset + 3], "big")
    return data[offset + 3:offset + 3 + int.from_bytes(data[offset + 1:offset + 3], "big")]


def signature_rows(signature):
    """8 bytes a row, lower-case hex without leading zeros."""
    return "\n".join("  ".join(f"{byte:x}" for byte in signature[i:i + 8]) for i in range(0, len(signature), 8))


def read_date(text):
    """The zone for TZ and the seconds since 1970 of the line "... was last modified on Fri Mar 06 21:48:48 CET 2015"."""
    match = re.search(r"last modified on \w{3} (\w{3} \d\d [\d:]{8}) (\w+) (\d{4})", text)
    zone, hours = ZONES[match[2]]
    local = datetime.datetime.strptime(f"{match[1]} {match[3]}", "%b %d %H:%M:%S %Y")
    return zone, int((local - datetime.timedelta(hours=hours)).replace(tzinfo=datetime.timezone.utc).timestamp())


def show(path, zone="UTC", modified=0, status=0):
    """What the program prints for a file that was last modified then, in that time zone."""
    os.utime(path, (modified, modified))
    return program.run("show", path, status=status, env={"TZ": zone}).out
