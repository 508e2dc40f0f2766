"""What the integration tests share: the job's usual arguments, and a reader of trust lists that is not ours.

The reader follows the format, not our C code, and does no more than cut the file into tags.
"""

import os
import pathlib
import struct
import subprocess
import tempfile

import program

FIRST, SECOND = "SAST-ADN0054f509", "SAST-ADN008580ef"
PUBLISHER_IP, SUBSCRIBER_IP = "10.48.47.153", "10.48.47.154"
PIN = "Cisco123"
CERTIFICATES = pathlib.Path(os.environ["SANDBOX_CERTIFICATES"])
TFTP = pathlib.Path(os.environ["SANDBOX_TFTP"])
PUBLISHER_URL = os.environ["SANDBOX_PUBLISHER_URL"]
LOGIN = ("--identity", os.environ["SANDBOX_IDENTITY"], "--host-key", os.environ["SANDBOX_FINGERPRINT"])

SERVERS = ("--server", f"CCM+TFTP,{PUBLISHER_IP},{CERTIFICATES}/cucm-1051-a-pub.pem",
           "--server", f"CAPF,{PUBLISHER_IP},{CERTIFICATES}/CAPF-e41e7d87.der",
           "--server", f"CCM+TFTP,{SUBSCRIBER_IP},{CERTIFICATES}/cucm-1051-a-sub1.pem")


def build_arguments(output, *more, signer=SECOND):
    return ("build", "--output", output, "--token", FIRST, "--token", SECOND, *SERVERS, "--sign-with", signer, *more)


def build(output, *more, signer=SECOND, **options):
    """A list of two tokens and three servers in the file OUTPUT."""
    return program.run(*build_arguments(output, *more, signer=signer), pin=PIN, **options)


def forget():
    """The publisher has no list any more, and its host key is unknown again."""
    for path in TFTP.iterdir():
        path.unlink()
    (pathlib.Path(os.environ["XDG_CONFIG_HOME"]) / "etoken-ctl" / "known_hosts").unlink(missing_ok=True)


class Header:
    """The tags of a header as (tag, length field, value), and where the signature's entry begins and ends."""

    CONTAINERS, PADDING, SIGNATURE = (3, 7, 9), 13, 12

    def __init__(self, data):
        self.entries = []
        self.length = struct.unpack(">H", data[8:10])[0]
        at = 0
        while at < self.length:
            tag = data[at]
            if tag == self.PADDING:
                self.entries.append((tag, 0, b""))
                at += 1
                continue
            length = struct.unpack(">H", data[at + 1:at + 3])[0]
            value = b"" if tag in self.CONTAINERS else data[at + 3:at + 3 + length]
            if tag == self.SIGNATURE:
                self.signature_at = (at, at + 3 + length)
            self.entries.append((tag, length, value))
            at += 3 + len(value)
        assert at == self.length

    def __getitem__(self, tag):
        return next(value for known, _, value in self.entries if known == tag)


def records(data, header_length):
    """Each record as a list of (tag, value)."""
    found, at = [], header_length
    while at < len(data):
        end = at + struct.unpack(">H", data[at + 3:at + 5])[0]
        entries = []
        while at < end:
            tag, length = data[at], struct.unpack(">H", data[at + 1:at + 3])[0]
            entries.append((tag, data[at + 3:at + 3 + length]))
            at += 3 + length
        assert at == end
        found.append(entries)
    assert at == len(data)
    return found


def public_key(certificate):
    """The public key of a certificate file, as PEM."""
    return subprocess.run(["openssl", "x509", "-in", certificate, "-noout", "-pubkey"], capture_output=True,
                          check=True).stdout


def openssl_verifies(data, certificate, digest="sha1"):
    """Does OpenSSL's own program accept the signature over the file without its SIGNATURE entry?"""
    start, end = Header(data).signature_at
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder)
        (path / "signed").write_bytes(data[:start] + data[end:])
        (path / "signature").write_bytes(data[start + 3:end])
        (path / "key").write_bytes(public_key(certificate))
        done = subprocess.run(["openssl", "dgst", f"-{digest}", "-verify", path / "key", "-signature",
                               path / "signature", path / "signed"], capture_output=True, check=False)
    return done.returncode == 0
