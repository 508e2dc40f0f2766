"""A way to the publisher on which the traffic becomes slow, or stops, after a number of bytes; for tests that cancel."""

import os
import pathlib
import socket
import threading
from urllib.parse import urlsplit

from listing import CONFIG


class Way:
    """Passes on LIMIT bytes to the publisher (None: all, until close_in() sets one), then 512 bytes each PACE_S
    seconds, or nothing more where that is None, until the way is freed. `url` leads over it."""

    def __init__(self, url, limit=None, pace_s=None):
        parts = urlsplit(url)
        self._target = (parts.hostname, parts.port)
        self._left = limit
        self._pace_s = pace_s
        self._free = threading.Event()
        self.reached = threading.Event()  # the limit
        self._server = socket.create_server(("127.0.0.1", 0))
        self._ports = (f":{parts.port}", f":{self._server.getsockname()[1]}")
        self.url = url.replace(*self._ports)
        threading.Thread(target=self._accept, daemon=True).start()

    def know(self):
        """The program knows the publisher's host key at this end too."""
        known = pathlib.Path(os.environ["SANDBOX_KNOWN_HOSTS"]).read_text()
        (CONFIG / "known_hosts").write_text(known.replace(*self._ports))

    def close_in(self, limit):
        """From now on LIMIT bytes are passed on."""
        self._left = limit

    def free(self):
        self._free.set()

    def close(self):
        self._free.set()
        self._server.close()

    def _accept(self):
        while True:
            try:
                client, _ = self._server.accept()
            except OSError:
                return
            server = socket.create_connection(self._target)
            threading.Thread(target=self._pass, args=(client, server, True), daemon=True).start()
            threading.Thread(target=self._pass, args=(server, client, False), daemon=True).start()

    def _pass(self, source, sink, counted):
        try:
            while data := source.recv(512):
                if counted and self._left is not None and not self._free.is_set():
                    self._left -= len(data)
                    if self._left < 0:
                        self.reached.set()
                        self._free.wait(self._pace_s)
                sink.sendall(data)
            sink.shutdown(socket.SHUT_WR)
        except OSError:
            pass
