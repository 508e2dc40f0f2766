"""A way to the publisher on which the traffic stops after a number of bytes, and a run that waits in vain; for tests
that cancel."""

import os
import pathlib
import socket
import subprocess
import threading
from urllib.parse import urlsplit

import program
from cluster import LOGIN
from listing import CONFIG
from proxy import Proxy


class Patient:
    """A run of etoken-ctl that waits for something which does not answer, until it gives up. What began to wait later and
    was stopped has ended while this one is still waiting; what was not stopped gives up after this one."""

    def __init__(self, case, *arguments, env=None):
        self.process = subprocess.Popen(program.command(*arguments), env={**os.environ, **(env or {})},
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        case.addCleanup(self.process.wait)
        case.addCleanup(self.process.kill)

    def is_waiting(self):
        return self.process.poll() is None


def wait_for_a_publisher(case):
    """A Patient that has begun to wait for a server which takes connections and says nothing."""
    silent = socket.create_server(("127.0.0.1", 0))
    case.addCleanup(silent.close)
    url = f"sftp://publisher@127.0.0.1:{silent.getsockname()[1]}/~/tftp/CTLFile.tlv"
    patient = Patient(case, "fetch", url, "--output", "-", *LOGIN)
    connection, _ = silent.accept()
    case.addCleanup(connection.close)
    return patient


class Way(Proxy):
    """Passes on all bytes to the publisher until close_in() sets a limit, and nothing beyond that until the way is freed.
    `url` leads over it."""

    READ_LEN = 512

    def __init__(self, url):
        parts = urlsplit(url)
        self._left = None
        self._free = threading.Event()
        self.reached = threading.Event()  # the limit
        self.gone = threading.Event()  # the client who was held up
        super().__init__((parts.hostname, parts.port))
        self._ports = (f":{parts.port}", f":{self.port}")
        self.url = url.replace(*self._ports)

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
        super().close()

    def _serve(self, client):
        super()._serve(client)
        if self.reached.is_set():
            self.gone.set()

    def _count(self, data, direction):
        if direction == self.UP and self._left is not None and not self._free.is_set():
            self._left -= len(data)
            if self._left < 0:
                self.reached.set()
                self._free.wait()
        return super()._count(data, direction)
