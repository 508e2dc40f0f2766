"""Servers of HTTP, TFTP and TVS that misbehave, for test-hostile.py."""

import struct

import hostile_net
from hostile_net import ACK, RRQ, TcpServer, TftpServer, data, error, hang, http, repeat
from hostile_rows import FAILED, HTTP, NASTY, TFTP, TVS, row
from tls_services import tlv


# --- HTTP ---


def web(name, answer, then=None, status=FAILED, says=None, interrupt=False):
    row(name, HTTP, lambda: TcpServer(http(answer, then)), status, says, interrupt)


def web_list(name, *headers):
    """The right file, which the test puts in hostile_net.good_list, with these headers."""
    row(name, HTTP, lambda: TcpServer(http(response(b"200 OK", *headers, body=hostile_net.good_list))), 0)


def response(line, *headers, body=b""):
    return b"\r\n".join((b"HTTP/1.1 " + line, *headers, b"Connection: close", b"", body))


LIST = b"\1\0\2\1\0" + bytes(3000)  # begins as one
# Without the carriage return, which libcurl 8.22 refuses in a header and 7.88 does not: it has a row of its own.
IN_HEADER = NASTY.replace("\r", "").encode()
PAGE = b"<!DOCTYPE html><html><body>Log in, " + NASTY.encode() + b"</body></html>"
ENDLESS = (b"Transfer-Encoding: chunked",)
WEB_PAGE = "a web page, not a list"

web("http-302", response(b"302 Found", b"Location: http://127.0.0.1:1/x", b"Content-Length: 0"), status=4, says=WEB_PAGE)
web("http-301-page", response(b"301 Moved", b"Location: " + IN_HEADER, body=PAGE), status=4, says=WEB_PAGE)
web("http-302-list", response(b"302 Found", body=LIST), status=4, says=WEB_PAGE)
web("http-page", response(b"200 OK", b"Content-Type: text/html", body=PAGE), status=4, says=WEB_PAGE)
web("http-page-untyped", response(b"200 OK", body=b"\r\n  " + PAGE), status=4, says=WEB_PAGE)
web("http-text", response(b"200 OK", b"Content-Type: text/plain", body=b"Not found"), status=4, says=WEB_PAGE)
web("http-endless-page", response(b"302 Found", *ENDLESS), repeat(b"8000\r\n" + b"<" * 32768 + b"\r\n"), status=4,
    says=WEB_PAGE)
web("http-empty", response(b"200 OK", b"Content-Length: 0"), status=5)
web("http-204", response(b"204 No Content"), status=4, says="status 204")
web("http-206", response(b"206 Partial Content", b"Content-Range: bytes 0-9/9999", body=LIST[:10]), status=4,
    says="status 206")
web("http-404", response(b"404 Not Found", body=PAGE), status=4, says="has no file")
web("http-500", response(b"500 " + IN_HEADER, body=PAGE), status=4, says="status 500")
web("http-500-return", response(b"500 " + NASTY.encode(), body=PAGE), status=4)
web("http-too-short", response(b"200 OK", b"Content-Length: 9000", body=LIST), status=4,
    says="before the file was complete")
web("http-too-long", response(b"200 OK", b"Content-Length: 100", body=LIST), status=5)
web("http-negative", response(b"200 OK", b"Content-Length: -5", body=LIST), status=(4, 5))
web("http-huge-length", response(b"200 OK", b"Content-Length: 99999999999999999999", body=LIST), status=(4, 5))
web("http-endless", response(b"200 OK", *ENDLESS), repeat(b"8000\r\n" + b"\1" * 32768 + b"\r\n"), status=5,
    says="larger than")
web("http-bad-chunk", response(b"200 OK", *ENDLESS, body=b"zzzz\r\n" + LIST), status=4)
web("http-endless-header", b"HTTP/1.1 200 OK\r\n", repeat(b"X-A: " + b"x" * 1000 + b"\r\n"), status=4)
web("http-endless-header-line", b"HTTP/1.1 200 OK\r\nX: ", repeat(b"x" * 32768), status=4)
web("http-crumbs", response(b"200 OK", b"Content-Length: 9000"), repeat(b"\1", 0.2), interrupt=True)
web("http-silent", b"", hang, interrupt=True)
web("http-nasty-line", b"HTTP/1.1 " + NASTY.encode() + b"\r\n\r\n", status=4)
web("http-no-http", NASTY.encode() * 100, status=(4, 5))
web("http-gone", b"", status=4)
web_list("http-late-date", b"Last-Modified: Fri, 01 Jan 9999 00:00:00 GMT")
web_list("http-early-date", b"Last-Modified: Sun, 01 Jan 1911 00:00:00 GMT")
web_list("http-wrong-date", b"Last-Modified: " + IN_HEADER)
web_list("http-list-as-text", b"Content-Type: text/plain")


# --- TFTP ---


def tftp(name, answer, status=FAILED, says=None, interrupt=False):
    row(name, TFTP, lambda: TftpServer(answer), status, says, interrupt)


BLOCK = b"\1" * 512
OTHER_ERROR = "the server refuses it with a TFTP error that does not tell the reason"

tftp("tftp-missing", lambda *_: [error(1, NASTY.encode())], 4, "has no file")
tftp("tftp-denied", lambda *_: [error(2, NASTY.encode())], 4, "denies access")
tftp("tftp-nasty", lambda *_: [error(0, NASTY.encode() * 20)], 4)
tftp("tftp-options", lambda *_: [error(8, b"Option negotiation failed")], 4, OTHER_ERROR)
tftp("tftp-odd-error", lambda *_: [error(999, b"no end")], 4, OTHER_ERROR)
tftp("tftp-endless", lambda kind, block: [data(block + 1 if kind == ACK else 1, BLOCK)], 5, "larger than")
tftp("tftp-same-block", lambda *_: [data(1, BLOCK)], interrupt=None)
tftp("tftp-silent", lambda *_: None, interrupt=True)
tftp("tftp-stops", lambda kind, block: [data(1, BLOCK)] if kind == RRQ else None, interrupt=True)
tftp("tftp-empty", lambda *_: [data(1, b"")], 5)
tftp("tftp-too-much", lambda *_: [data(1, b"\1" * 2000)], (4, 5), interrupt=None)
tftp("tftp-oack", lambda *_: [struct.pack(">H", 6) + b"blksize\x0065464\0tsize\x00-1\0"], (4, 5), interrupt=None)
tftp("tftp-short-packet", lambda *_: [b"\0"], interrupt=None)


# --- TVS ---


def tvs(name, answer, status=FAILED, says=None, interrupt=False):
    """ANSWER(stream, server, header of the right answer, body of the right answer)."""
    row(name, TVS, answer, status, says, interrupt)


def tvs_hang(stream, server, _header, _body):
    server.stuck.set()
    server.over.wait()


def tvs_crumbs(stream, server, header, body):
    for byte in struct.pack(">BBBxIH", *header[:3], header[3], 65535) + bytes(65535):
        stream.sendall(bytes([byte]))
        if server.over.wait(0.2):
            return
        server.stuck.set()


def tvs_send(change):
    def answer(stream, _server, header, body):
        stream.sendall(change(header, body))
    return answer


def tvs_packet(header, body, length=None):
    return struct.pack(">BBBxIH", *header[:4], len(body) if length is None else length) + body


tvs("tvs-silent", tvs_hang, interrupt=True)
tvs("tvs-crumbs", tvs_crumbs, interrupt=True)
tvs("tvs-cut", tvs_send(lambda header, body: tvs_packet(header, body)[:-3]), 4)
tvs("tvs-longer-than-sent", tvs_send(lambda header, body: tvs_packet(header, body, 65535)), 4)
tvs("tvs-text", tvs_send(lambda header, body: b"HTTP/1.0 400 " + NASTY.encode() + b"\r\n\r\n"), 4)
tvs("tvs-other-session", tvs_send(lambda header, body: tvs_packet((*header[:3], header[3] ^ 1), body)), 4)
tvs("tvs-other-command", tvs_send(lambda header, body: tvs_packet((0x57, 1, 9, header[3]), body)), 4)
tvs("tvs-no-status", tvs_send(lambda header, body: tvs_packet(header, tlv(9, bytes(4)))), 4)
tvs("tvs-damaged", tvs_send(lambda header, body: tvs_packet(header, body[:-2])), 4)
tvs("tvs-no-roles", tvs_send(lambda header, body: tvs_packet(header, tlv(7, b"\0"))), FAILED)
tvs("tvs-many-roles", tvs_send(lambda header, body: tvs_packet(header, tlv(7, b"\0") + tlv(8, bytes(60000)) + tlv(9,
    bytes(4)))),
    (0, 1, 4))
tvs("tvs-odd-status", tvs_send(lambda header, body: tvs_packet(header, tlv(7, b"\x7f") + tlv(8, b"\0") + tlv(9,
    bytes(4)))), FAILED)
tvs("tvs-nothing", tvs_send(lambda header, body: tvs_packet(header, b"")), 4)
