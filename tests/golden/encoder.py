"""Makes trust list files from text descriptions (*.list in this folder), without any of the program's own code.

    include FILE                             certificates that several lists share
    certificate LABEL rsa 1024 694 bytes     a stand-in: kind and size of its key, its own size (or - for any)
      serial 70:CA:F6
      subject C="PL" CN="a b "               in the certificate's own order
      signed by LABEL                        itself when this is missing
    header 336                               the published size in bytes
    record 1156
      TAG NAME LENGTH VALUE                  as in `show ctl`; NAME is for the reader alone

VALUE is one of
    "text"                  with its final NUL            12:AB:34      bytes
    number 5                big-endian, LENGTH bytes      version 1.2
    address 10.48.47.155                                  contents 149  a container that counts what belongs to it
    key of LABEL            certificate of LABEL          signature of LABEL        hash of LABEL
    sha1 by LABEL           the list's own signature
PADDING has a count for its length. Every length and size is written out and checked against what was encoded.
"""

import pathlib
import re
import sys

from certificates import Certificate

HEADER, RECORD = "header", "record"
SIGNATURE, PADDING = 12, 13
CONTAINERS = {3: (4, 5, 6), 7: (8, 9, 10, 11), 9: (10, 11)}


class Entry:
    """One line of a header or record."""

    def __init__(self, line):
        tag, rest = line.split(None, 1)
        match = re.match(r"(.*?)\s+(\d+)(?:\s+(.+))?$", rest) if '"' not in rest else \
            re.match(r"([^\"]*?)\s+(\d+)\s+(\".*)$", rest)
        self.line, self.tag, self.length, self.value = line, int(tag), int(match[2]), match[3]


class Description:
    """A list's description: certificates by label, and sections of (kind, size, entries)."""

    def __init__(self, path, folder):
        self._folder = folder
        self.certificates = {}
        self.sections = []
        self._read(pathlib.Path(path))

    def _read(self, path):
        pending = None
        for line in path.read_text().splitlines():
            words = line.split()
            if not words or words[0].startswith("#"):
                continue
            if not line.startswith(" "):
                pending = self._finish(pending)
            if words[0] == "include":
                self._read(path.parent / words[1])
            elif words[0] == "certificate":
                pending = {"head": words}
            elif words[0] in (HEADER, RECORD):
                self.sections.append((words[0], int(words[1]), []))
            elif pending:
                key, value = line.strip().split(None, 1)
                pending[key] = value
            else:
                self.sections[-1][2].append(Entry(line.strip()))
        self._finish(pending)

    def _finish(self, pending):
        """Makes the certificate whose lines have all been read."""
        if pending:
            _, label, kind, parameter, size = pending["head"][:5]
            issuer = pending["signed"].removeprefix("by ") if "signed" in pending else None
            subject = re.findall(r'(\w+)="([^"]*)"', pending["subject"])
            self.certificates[label] = Certificate(
                self._folder, label, kind, parameter, read_bytes(pending["serial"]), subject,
                self.certificates.get(issuer), None if size == "-" else int(size))


def read_bytes(text):
    return bytes.fromhex(text.replace(":", ""))


def check(condition, sentence):
    if not condition:
        raise ValueError(sentence)


class Encoder:
    def __init__(self, description):
        self._description = description
        self._certificates = description.certificates

    def encode(self):
        """The whole file. The signature covers all but its own entry."""
        pieces = []
        signer = None
        for kind, size, entries in self._description.sections:
            encoded = [self._encode_entry(kind, entry, entries) for entry in entries]
            length = sum(map(len, encoded))
            signature = next((entry for entry in entries if kind == HEADER and entry.tag == SIGNATURE), None)
            if signature:
                signer = len(pieces) + entries.index(signature), signature
                length += 3 + signature.length
            check(length == size, f"the {kind} has {length} bytes instead of {size}")
            own_length = [entry for entry in entries if entry.tag == (2 if kind == HEADER else 1)]
            check(own_length[0].value == f"number {size}", f"the {kind} says another length than its own")
            pieces += encoded
        return self._sign(pieces, *signer) if signer else b"".join(pieces)

    def _sign(self, pieces, index, entry):
        digest, _, label = entry.value.split()
        pieces[index] = b""
        signature = self._certificates[label].sign(digest, b"".join(pieces))
        check(len(signature) == entry.length, f"{entry.line}: the signature has {len(signature)} bytes")
        pieces[index] = tlv(entry.tag, signature)
        return b"".join(pieces)

    def _encode_entry(self, kind, entry, entries):
        if kind == HEADER and entry.tag == PADDING:
            return bytes([PADDING]) * entry.length
        if kind == HEADER and entry.tag == SIGNATURE:
            return b""
        if kind == HEADER and entry.tag in CONTAINERS:
            counted = sum(3 + (0 if other.tag in CONTAINERS else other.length)
                          for other in entries if other.tag in CONTAINERS[entry.tag])
            check(entry.value == f"contents {counted}", f"{entry.line}: what belongs to it has {counted} bytes")
            return bytes([entry.tag]) + counted.to_bytes(2, "big")
        value = self._encode_value(entry)
        check(len(value) == entry.length, f"{entry.line}: the value has {len(value)} bytes")
        return tlv(entry.tag, value)

    def _encode_value(self, entry):
        text = entry.value or ""
        if text.startswith('"'):
            return text[1:-1].encode() + b"\0"
        words = text.split()
        if not words:
            return b""
        if words[0] == "number":
            return int(words[1]).to_bytes(entry.length, "big")
        if words[0] in ("version", "address"):
            return bytes(map(int, words[1].split(".")))
        if len(words) == 3 and words[1] == "of":
            certificate = self._certificates[words[2]]
            return {"key": certificate.key, "certificate": certificate.der, "signature": certificate.signature,
                    "hash": certificate.sha1}[words[0]]
        return read_bytes(text)


def tlv(tag, value):
    return bytes([tag]) + len(value).to_bytes(2, "big") + value


def main(description, folder, output):
    """encoder.py DESCRIPTION KEYS-FOLDER OUTPUT"""
    pathlib.Path(output).write_bytes(Encoder(Description(description, folder)).encode())


if __name__ == "__main__":
    main(*sys.argv[1:])
