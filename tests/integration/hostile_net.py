"""Servers of HTTP, TFTP and plain TCP that misbehave one way at a time, each on a port of its own, in threads of the test.

    server = TcpServer(behave)        # behave(connection, stuck) is called for each connection, which ends with it
    server = TftpServer(behave)       # behave(reply, stuck): reply(packet) sends to who has asked
    server.stuck.wait()               # the client has come to where it waits
"""

import socket
import struct
import threading

from tls_services import TvsServer, tlv

good_list = b""  # what is served by those that misbehave in something else


class TcpServer:
    def __init__(self, behave):
        self._behave = behave
        self.stuck = threading.Event()
        self._over = threading.Event()
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        threading.Thread(target=self._run, daemon=True).start()

    def stop(self):
        self._over.set()
        self._socket.close()

    def _run(self):
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection):
        with connection:
            try:
                self._behave(connection, self)
            except OSError:
                pass  # the client has gone

    def wait(self, seconds):
        """A pause; FALSE when the test is over."""
        return not self._over.wait(seconds)

    def hang(self):
        """Says nothing more."""
        self.stuck.set()
        self._over.wait()


def http(answer, then=None):
    """Reads the request, gives ANSWER, then does THEN(connection, server)."""
    def behave(connection, server):
        request = b""
        while b"\r\n\r\n" not in request:
            more = connection.recv(4096)
            if not more:
                return
            request += more
        connection.sendall(answer)
        if then is not None:
            then(connection, server)
    return behave


def repeat(data, pause=0):
    """Sends DATA again and again."""
    def behave(connection, server):
        server.stuck.set()
        while server.wait(pause):
            connection.sendall(data)
    return behave


def hang(_connection, server):
    server.hang()


RRQ, DATA, ACK, ERROR, OACK = 1, 3, 4, 5, 6


def data(block, contents):
    return struct.pack(">HH", DATA, block & 0xFFFF) + contents


def error(code, text):
    return struct.pack(">HH", ERROR, code) + text + b"\0"


class TftpServer:
    """ANSWER(kind, block) is what is sent for a request or an acknowledgement: packets; None: the test may go on, nothing
    more comes."""

    def __init__(self, answer):
        self._answer = answer
        self.stuck = threading.Event()
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        threading.Thread(target=self._run, daemon=True).start()

    def stop(self):
        self._socket.close()

    def _run(self):
        while True:
            try:
                packet, client = self._socket.recvfrom(65536)
            except OSError:
                return
            kind, block = struct.unpack(">HH", packet[:4])
            answer = self._answer(kind, block)
            if answer is None:
                self.stuck.set()
            for part in answer or ():
                self._socket.sendto(part, client)


class HostileTvs(TvsServer):
    def __init__(self, behave, *arguments):
        self.behave, self.stuck, self.over = behave, threading.Event(), threading.Event()
        super().__init__(*arguments)

    def answer(self, stream, session, roles):
        body = tlv(7, b"\0") + tlv(8, b"\0\3") + tlv(9, struct.pack(">I", 86400))
        self.behave(stream, self, (0x57, 1, 2, session), body)

    def stop(self):
        self.over.set()
        super().stop()
