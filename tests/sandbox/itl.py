"""Makes the lists that a cluster signs itself, with the CallManager key.

    data = itl.make(callmanager, callmanager_key, tvs, by_hash=True)      # an ITL; paths of PEM files
    data = itl.make_tokenless(callmanager, callmanager_key, servers)      # a CTL as `utils ctl` writes it
"""

import hashlib
import ipaddress
import pathlib
import ssl
import struct
import subprocess

SAST, CCM, CCM_TFTP, CAPF, TVS = 0, 1, 2, 4, 21


def tlv(tag, value):
    return struct.pack(">BH", tag, len(value)) + value


def facts(certificate):
    """Subject, issuer and serial of a certificate, as lists spell them."""
    out = subprocess.run(["openssl", "x509", "-in", certificate, "-noout", "-subject", "-issuer", "-serial",
                          "-nameopt", "sep_comma_plus,sname"], capture_output=True, check=True, text=True).stdout
    lines = dict(line.split("=", 1) for line in out.splitlines())
    return spell(lines["subject"]), spell(lines["issuer"]), bytes.fromhex(lines["serial"])


def spell(name):
    parts = dict(part.split("=", 1) for part in name.strip().split(","))
    return ";".join(f"{key}={parts[key]}" for key in ("CN", "OU", "O", "L", "ST", "C") if key in parts).encode() + b"\0"


def record(certificate, function, by_hash):
    subject, issuer, serial = facts(certificate)
    der = ssl.PEM_cert_to_DER_cert(pathlib.Path(certificate).read_text("ascii"))
    body = (tlv(2, b"\0") + tlv(3, subject) + tlv(4, struct.pack(">H", function)) + tlv(5, issuer)
            + tlv(6, serial.lstrip(b"\0")))
    body += tlv(11, hashlib.sha1(der).digest()) + tlv(12, b"\1") if by_hash else tlv(9, der)
    return tlv(1, struct.pack(">H", len(body) + 5)) + body


def full_record(certificate, function, host, address):
    """As `utils ctl` writes it: host name, the certificate's key and signature, address."""
    subject, issuer, serial = facts(certificate)
    der = ssl.PEM_cert_to_DER_cert(pathlib.Path(certificate).read_text("ascii"))
    public = subprocess.run(["openssl", "x509", "-in", certificate, "-noout", "-pubkey"], capture_output=True,
                            check=True).stdout
    key = subprocess.run(["openssl", "rsa", "-pubin", "-RSAPublicKey_out", "-outform", "DER"], input=public,
                         capture_output=True, check=True).stdout
    body = (tlv(2, host.encode() + b"\0") + tlv(3, subject) + tlv(4, struct.pack(">H", function)) + tlv(5, issuer)
            + tlv(6, serial.lstrip(b"\0")) + tlv(7, key) + tlv(8, der[-128:]) + tlv(9, der)
            + tlv(10, ipaddress.ip_address(address).packed))
    return tlv(1, struct.pack(">H", len(body) + 5)) + body


def sign(callmanager, key, records, name):
    """A list of RECORDS, signed by CALLMANAGER."""
    subject, issuer, serial = facts(callmanager)
    names = tlv(4, subject) + tlv(5, serial.lstrip(b"\0")) + tlv(6, issuer)
    before = struct.pack(">BH", 3, len(names)) + names
    before += struct.pack(">BH", 7, 15) + tlv(8, b"\1") + struct.pack(">BH", 9, 8) + tlv(10, b"\0") + tlv(11, b"\1")
    after = tlv(14, name) + tlv(15, struct.pack(">I", 1425678813))
    length = 10 + len(before) + 3 + 128 + len(after)
    padding = -length % 4
    start = tlv(1, b"\1\2") + tlv(2, struct.pack(">H", length + padding)) + before
    end = after + b"\x0d" * padding + records
    signature = subprocess.run(["openssl", "dgst", "-sha1", "-sign", key], input=start + end, capture_output=True,
                               check=True).stdout
    return start + tlv(12, signature) + end


def make(callmanager, key, tvs, by_hash=False):
    return sign(callmanager, key, record(callmanager, SAST, False) + record(callmanager, CCM_TFTP, False)
                + record(tvs, TVS, by_hash), b"ITLFile.tlv\0")


def make_tokenless(callmanager, key, servers):
    """SERVERS are (certificate, function, host, address); the signer's SAST record comes first."""
    return sign(callmanager, key, b"".join(full_record(*server) for server in servers), b"CTLFile.tlv\0")
