"""Stand-ins for certificates whose sizes, names and serial numbers are published but whose bytes are not.

Each one has a new key and exactly the size that is asked for; a comment extension fills it up. The DER is put together
here; openssl makes the keys and the signatures.
"""

import hashlib
import pathlib
import subprocess

OIDS = {"CN": "0603550403", "OU": "060355040B", "O": "060355040A", "L": "0603550407", "ST": "0603550408",
        "C": "0603550406", "DC": "060A0992268993F22C640119"}
IA5_STRING, UTF8_STRING = 0x16, 0x0C
SHA1_WITH_RSA = bytes.fromhex("300D06092A864886F70D0101050500")
COMMENT = bytes.fromhex("060960864801" "86F842010D")
VALIDITY = (b"110727140000Z", b"340604140000Z")


def der(tag, *parts):
    """One DER element."""
    body = b"".join(parts)
    length = len(body)
    if length < 0x80:
        return bytes([tag, length]) + body
    octets = length.to_bytes((length.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(octets)]) + octets + body


def openssl(*arguments, data=b""):
    return subprocess.run(["openssl", *map(str, arguments)], input=data, capture_output=True, check=True).stdout


def name(attributes):
    """A distinguished name from ("CN", "value") pairs, in their order."""
    return der(0x30, *(der(0x31, der(0x30, bytes.fromhex(OIDS[key]),
                                    der(IA5_STRING if key == "DC" else UTF8_STRING, value.encode())))
                       for key, value in attributes))


class Certificate:
    """A certificate and its key. KIND is rsa or ec, SERIAL its magnitude bytes, SIGNED_BY another one or None."""

    def __init__(self, folder, label, kind, parameter, serial, subject, signed_by=None, size=None, validity=VALIDITY):
        self._validity = validity
        self._key_file = pathlib.Path(folder) / f"{label}.key"
        self._subject = subject
        self._make_key(kind, parameter)
        issuer = signed_by or self
        self.der = self._fill_up(serial, issuer, size)
        self.sha1 = hashlib.sha1(self.der).digest()

    def sign(self, digest, data):
        """RSASSA-PKCS1-v1_5 (or ECDSA) over DATA."""
        return openssl("dgst", f"-{digest}", "-sign", self._key_file, data=data)

    def _make_key(self, kind, parameter):
        if not self._key_file.exists():
            option = {"rsa": "rsa_keygen_bits", "ec": "ec_paramgen_curve"}[kind]
            openssl("genpkey", "-algorithm", kind, "-pkeyopt", f"{option}:{parameter}", "-out", self._key_file)
        self._public = openssl("pkey", "-in", self._key_file, "-pubout", "-outform", "DER")
        if kind == "rsa":
            self.key = openssl("rsa", "-in", self._key_file, "-RSAPublicKey_out", "-outform", "DER")
        else:
            self.key = self._public[-65:]  # the uncompressed point of P-256

    def _fill_up(self, serial, issuer, size):
        """The certificate with a comment as long as it takes. Two lengths can miss a size: when a length field grows."""
        plain = self._encode(serial, issuer, 0)
        if size is None:
            return plain
        for length in range(max(0, size - len(plain) - 12), size - len(plain) + 1):
            filled = self._encode(serial, issuer, length)
            if len(filled) == size:
                return filled
        raise ValueError(f"no certificate of {size} bytes: the smallest has {len(plain)}")

    def _encode(self, serial, issuer, comment_length):
        comment = der(0x30, COMMENT, der(0x04, der(IA5_STRING, b"." * comment_length)))
        sign_byte = b"\0" if serial[0] & 0x80 else b""
        body = der(0x30, der(0xA0, der(0x02, b"\2")), der(0x02, sign_byte + serial), SHA1_WITH_RSA,
                   name(issuer._subject), der(0x30, *(der(0x17, time) for time in self._validity)),
                   name(self._subject), self._public, der(0xA3, der(0x30, comment)))
        self.signature = issuer.sign("sha1", body)
        return der(0x30, body, SHA1_WITH_RSA, der(0x03, b"\0" + self.signature))
