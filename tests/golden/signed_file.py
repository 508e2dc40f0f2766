"""Makes files as nodes sign them for phones, without any of the program's own code.

    signed_file.make(certificate, signer, name, content)

CERTIFICATE has the key; SIGNER is the subject, serial number and issuer of the header, as a list's record spells them.
The layout is that of the configuration in "Security By Default": the header of a list, then the content; the signature
covers all but its own entry.
"""

from encoder import PADDING, tlv

DIGESTS = {"sha1": 1, "sha256": 2, "sha512": 3}


def text(value):
    return value.encode() + b"\0"


def make(certificate, signer, name, content, digest="sha1", order=(4, 5, 6), timestamp=1311776184, padding=2,
         version=(1, 0), more=b"", length=None, modulus=None):
    """MORE are entries behind the timestamp, LENGTH is what the header says instead of its own length."""
    subject, serial, issuer = signer
    names = {4: text(subject), 5: serial, 6: text(issuer)}
    signer_id = b"".join(tlv(tag, names[tag]) for tag in order)
    size = len(certificate.sign(digest, b""))
    code = {64: 0, 128: 1, 256: 2, 512: 3}[size] if modulus is None else modulus
    algorithm = tlv(10, b"\0") + tlv(11, bytes([code]))
    info = tlv(8, bytes([DIGESTS[digest]])) + tlv(9, algorithm)
    behind = tlv(14, text(name)) + tlv(15, timestamp.to_bytes(4, "big")) + bytes([PADDING]) * padding + more
    before = tlv(3, signer_id) + tlv(7, info)
    whole = 5 + 5 + len(before) + 3 + size + len(behind)
    head = tlv(1, bytes(version)) + tlv(2, (whole if length is None else length).to_bytes(2, "big")) + before
    signature = certificate.sign(digest, head + behind + content)
    return head + tlv(12, signature) + behind + content
