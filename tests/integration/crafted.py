"""Makes lists that our program would not make (ITL files, lists with faults), signed with the sandbox's keys by
OpenSSL's own program. A writer of its own, after the format and not after our C code."""

import functools
import os
import pathlib
import struct
import subprocess
import tempfile

import cluster
from cluster import CERTIFICATES, FIRST, SECOND

KEYS = pathlib.Path(os.environ["SANDBOX_KEYS"])
SAST, CCM, CCM_TFTP, TFTP, CAPF, TVS = 0, 1, 2, 3, 4, 21
PUBLISHER, SUBSCRIBER, CAPF_NAME = "cucm-1051-a-pub", "cucm-1051-a-sub1", "CAPF-e41e7d87"
TOKEN_ISSUER = "cn=Cisco Manufacturing CA;o=Cisco Systems"


def tlv(tag, value):
    return struct.pack(">BH", tag, len(value)) + value


def text(value):
    return value.encode() + b"\0"


def certificate(name):
    return (CERTIFICATES / f"{name}.der").read_bytes()


def _openssl(*arguments):
    return subprocess.run(["openssl", *arguments], capture_output=True, check=True).stdout


def names(name):
    """Subject and issuer as lists spell them."""
    if name.startswith("SAST-"):
        return f'cn="{name:<24}";ou=IPCBU;o="Cisco Systems', TOKEN_ISSUER
    subject = f"CN={name};OU=TAC;O=Cisco;L=Krakow;ST=Malopolska;C=PL"
    return subject, subject


@functools.cache
def serial(name):
    shown = _openssl("x509", "-in", str(CERTIFICATES / f"{name}.pem"), "-noout", "-serial").decode()
    return bytes.fromhex(shown.split("=")[1])


@functools.cache
def public_key(name):
    return _openssl("rsa", "-in", str(KEYS / f"{name}.key"), "-RSAPublicKey_out", "-outform", "DER")


def record(function, name, host=None, address=True, **changes):
    """A record of the certificate NAME; CHANGES are the values of other tags, tag4=b"...", None to leave one out."""
    subject, issuer = names(name)
    numbers = bytes(map(int, host.split("."))) if host else bytes(4)
    tags = {2: text(host or ""), 3: text(subject), 4: struct.pack(">H", function), 5: text(issuer), 6: serial(name),
            7: public_key(name), 9: certificate(name), 10: numbers if address else None}
    tags.update({int(tag[3:]): value for tag, value in changes.items()})
    body = b"".join(tlv(tag, value) for tag, value in sorted(tags.items()) if value is not None)
    return tlv(1, struct.pack(">H", len(body) + 5)) + body


def emptied(host):
    """A CCM+TFTP record of a cluster in non-secure mode."""
    body = tlv(2, text(host)) + tlv(4, struct.pack(">H", CCM_TFTP)) + tlv(10, bytes(map(int, host.split("."))))
    return tlv(1, struct.pack(">H", len(body) + 5)) + body


def _header(signer, filename, timestamp, signature):
    subject, issuer = names(signer)
    identity = tlv(4, text(subject)) + tlv(5, serial(signer)) + tlv(6, text(issuer))
    algorithms = tlv(10, b"\0") + tlv(11, b"\1")
    info = tlv(8, b"\1") + struct.pack(">BH", 9, len(algorithms)) + algorithms
    rest = (struct.pack(">BH", 3, len(identity)) + identity + struct.pack(">BH", 7, len(info)) + info
            + tlv(12, signature) + tlv(14, text(filename)) + tlv(15, struct.pack(">I", timestamp)))
    padding = b"\x0d" * (-(len(rest) + 10) % 4)
    length = len(rest) + 10 + len(padding)
    return tlv(1, b"\1\2") + tlv(2, struct.pack(">H", length)) + rest + padding


def make(signer, *records, filename="CTLFile.tlv", timestamp=1425678813):
    """The bytes of a list with these records, signed with the key of the certificate SIGNER (RSA-1024, SHA-1)."""
    body = b"".join(records)
    unsigned = _header(signer, filename, timestamp, bytes(128)) + body
    start, end = cluster.Header(unsigned).signature_at
    with tempfile.NamedTemporaryFile() as file:
        file.write(unsigned[:start] + unsigned[end:])
        file.flush()
        signature = _openssl("dgst", "-sha1", "-sign", str(KEYS / f"{signer}.key"), file.name)
    return unsigned[:start + 3] + signature + unsigned[end:]


def tokens():
    return record(SAST, FIRST), record(SAST, SECOND)


def servers():
    return (record(CCM_TFTP, PUBLISHER, cluster.PUBLISHER_IP), record(CAPF, CAPF_NAME, cluster.PUBLISHER_IP),
            record(CCM_TFTP, SUBSCRIBER, cluster.SUBSCRIBER_IP))


def token_list(signer=SECOND):
    return make(signer, *tokens(), *servers())


def tokenless_list(signer=PUBLISHER):
    return make(signer, record(SAST, signer, cluster.PUBLISHER_IP), *servers())


def itl(signer=PUBLISHER):
    """The ITL of a node: its own certificate as SAST and as CCM+TFTP, and a TVS server's by its hash."""
    digest = bytes.fromhex(_openssl("dgst", "-sha1", "-r", str(CERTIFICATES / f"{SUBSCRIBER}.der")).split()[0].decode())
    return make(signer, record(SAST, signer, address=False), record(CCM_TFTP, signer, address=False),
                record(TVS, SUBSCRIBER, address=False, tag9=None, tag11=digest, tag12=b"\1"), filename="ITLFile.tlv")
