"""The TLS services of a Unified CM node, in threads of the test that starts them.

    tvs = TvsServer(certificate, key)            # TLS 1.2 and later, on a free port of 127.0.0.1
    tvs = TvsServer(certificate, key, old=True)  # TLS 1.0 with AES256-SHA only, as Unified CM 10.5
    tvs.trust[sha1_of_certificate] = (0, 3)      # roles: SAST, TFTP; certificates that are not there are not trusted
    tvs.fault = "silent"                         # see TvsServer.answer()
    service = TlsServer(certificate, key, wants_certificate=True)     # CallManager: wants the phone's certificate
    key, certificate = make_certificate(folder, "TVS", bits=2048, digest="sha256")
"""

import hashlib
import pathlib
import socketserver
import ssl
import struct
import subprocess
import threading
import time
import warnings

PROTOCOL, VERSION, VERIFY_REQUEST, VERIFY_RESPONSE = 0x57, 1, 1, 2
DEVICE_NAME, CERTIFICATE, STATUS, ROLES, TTL = 1, 2, 7, 8, 9
HEADER = struct.Struct(">BBBxIH")


def make_certificate(folder, name, bits=2048, digest="sha256"):
    """A self-signed certificate and its key, as paths."""
    certificate, key = folder / f"{name}.pem", folder / f"{name}.key"
    subprocess.run(["openssl", "req", "-x509", "-newkey", f"rsa:{bits}", "-nodes", f"-{digest}", "-days", "900",
                    "-subj", f"/C=PL/O=Cisco/OU=TAC/CN={name}", "-keyout", key, "-out", certificate],
                   capture_output=True, check=True)
    return certificate, key


def der_of(certificate):
    return ssl.PEM_cert_to_DER_cert(pathlib.Path(certificate).read_text("ascii"))


def sha1_of(certificate):
    return hashlib.sha1(der_of(certificate)).hexdigest()


def tlv(tag, value):
    return struct.pack(">BH", tag, len(value)) + value


def read_tlvs(data):
    at, found = 0, {}
    while at < len(data):
        tag, length = struct.unpack(">BH", data[at:at + 3])
        found[tag] = data[at + 3:at + 3 + length]
        at += 3 + length
    assert at == len(data)
    return found


class TlsServer(socketserver.ThreadingTCPServer):
    """A TLS port that says nothing."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, certificate, key, old=False, wants_certificate=False, address=("127.0.0.1", 0)):
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.set_ciphers("AES256-SHA:@SECLEVEL=0" if old else "DEFAULT:@SECLEVEL=0")
        if old:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", DeprecationWarning)  # that is the point of it
                self.context.minimum_version = self.context.maximum_version = ssl.TLSVersion.TLSv1
        elif wants_certificate:
            self.context.maximum_version = ssl.TLSVersion.TLSv1_2
        self.context.load_cert_chain(certificate, key)
        if wants_certificate:
            self.context.verify_mode = ssl.CERT_REQUIRED
        self.connections = 0
        super().__init__(address, None)
        self.port = self.server_address[1]
        threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()

    def finish_request(self, request, client_address):
        self.connections += 1
        try:
            with self.context.wrap_socket(request, server_side=True) as stream:
                self.serve(stream)
        except (OSError, AssertionError, struct.error):
            pass  # the client will have said something about it

    def serve(self, stream):
        stream.recv(1)

    def stop(self):
        self.shutdown()
        self.server_close()


class TvsServer(TlsServer):
    """The Trust Verification Service."""

    def __init__(self, *arguments, **options):
        self.trust = {}
        self.fault = None
        self.asked = []  # (device name, SHA-1 of the certificate)
        super().__init__(*arguments, **options)

    def serve(self, stream):
        header = self.read_exactly(stream, HEADER.size)
        protocol, version, command, session, length = HEADER.unpack(header)
        assert (protocol, version, command) == (PROTOCOL, VERSION, VERIFY_REQUEST)
        request = read_tlvs(self.read_exactly(stream, length))
        assert request[DEVICE_NAME][0] == 1
        sha1 = hashlib.sha1(request[CERTIFICATE]).hexdigest()
        self.asked.append((request[DEVICE_NAME][1:].decode(), sha1))
        self.answer(stream, session, self.trust.get(sha1))

    def answer(self, stream, session, roles):
        body = tlv(STATUS, bytes([roles is None])) + tlv(ROLES, bytes(roles or ())) + tlv(TTL, struct.pack(">I", 86400))
        if self.fault == "silent":
            time.sleep(30)
        if self.fault == "other-session":
            session ^= 1
        if self.fault == "no-status":
            body = tlv(TTL, bytes(4))
        if self.fault == "damaged":
            body = body[:-2]
        message = HEADER.pack(PROTOCOL, VERSION, VERIFY_RESPONSE, session, len(body)) + body
        if self.fault == "garbage":
            message = b"HTTP/1.0 400 Bad Request\r\n\r\n"
        if self.fault == "cut":
            message = message[:-3]
        if self.fault == "drip":
            for byte in message:
                stream.sendall(bytes([byte]))
                time.sleep(0.01)
            return
        stream.sendall(message)

    @staticmethod
    def read_exactly(stream, length):
        data = b""
        while len(data) < length:
            more = stream.recv(length - len(data))
            assert more
            data += more
        return data
