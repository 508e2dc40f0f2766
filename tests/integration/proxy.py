"""A proxy between client and server that counts what it hands on, cuts the connection at a chosen point, or delays.

    with Proxy(("127.0.0.1", 2022)) as proxy:
        proxy.cut_after = ("packets", Proxy.UP, 7)     # the 7th packet to the server is the last
        ... connect to proxy.port ...
        print(proxy.counts["packets", Proxy.UP])

A packet is what one read of the socket brings. At the chosen point ON_CUT is called, and the connection cut unless it
returns True.
"""

import collections
import queue
import socket
import threading
import time


class Proxy:
    UP, DOWN = "to the server", "to the client"
    READ_LEN = 65536

    def __init__(self, server, delay_s=0.0, address="127.0.0.1", port=0):
        self.server = server
        self.delay_s = delay_s
        self.cut_after = None
        self.on_cut = None
        self.counts = collections.Counter()
        self._clients, self._lock = set(), threading.Lock()
        self._listener = socket.create_server((address, port), backlog=100)
        self.port = self._listener.getsockname()[1]
        self._accepting = threading.Thread(target=self._accept, daemon=True)
        self._accepting.start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        """No new connections; those that are there go on."""
        _shut_down(self._listener)
        self._accepting.join()
        self._listener.close()

    def cut(self):
        """Ends the connections that are there; new ones are served."""
        with self._lock:
            for client in self._clients:
                _shut_down(client)

    def reset(self, cut_after=None, on_cut=None):
        self.counts.clear()
        self.cut_after, self.on_cut = cut_after, on_cut

    def _accept(self):
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client):
        time.sleep(2 * self.delay_s)  # the connection's own round trip
        try:
            server = socket.create_connection(self.server)
        except OSError:
            client.close()
            return
        with self._lock:
            self._clients.add(client)
        for end in (client, server):
            end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        pumps = [threading.Thread(target=self._pump, args=way, daemon=True)
                 for way in ((client, server, self.UP), (server, client, self.DOWN))]
        for pump in pumps:
            pump.start()
        for pump in pumps:
            pump.join()
        # Not before: the descriptor's number would soon be another connection's, which the other pump might hit.
        with self._lock:
            self._clients.remove(client)
        client.close()
        server.close()

    def _pump(self, source, sink, direction):
        late = queue.Queue()
        postman = threading.Thread(target=self._deliver_late, args=(late, sink), daemon=True)
        if self.delay_s:
            postman.start()
        while data := self._receive(source):
            data, cut = self._count(data, direction)
            if self.delay_s:
                late.put((time.monotonic() + self.delay_s, data))
            elif not _send(sink, data):
                break
            if cut:
                break
        if self.delay_s:
            late.put((time.monotonic() + self.delay_s, b""))
            _shut_down(source)
            postman.join()
        else:
            _shut_down(sink)
            _shut_down(source)

    def _receive(self, source):
        try:
            return source.recv(self.READ_LEN)
        except OSError:
            return b""

    def _count(self, data, direction):
        """What of DATA is handed on, and whether it is the last."""
        before = self.counts["bytes", direction]
        self.counts["bytes", direction] += len(data)
        self.counts["packets", direction] += 1
        if not self.cut_after or self.cut_after[1] != direction:
            return data, False
        unit, _, n = self.cut_after
        if self.counts[unit, direction] < n:
            return data, False
        self.cut_after = None
        if self.on_cut and self.on_cut():
            return data, False
        return (data[:n - before] if unit == "bytes" else data), True

    @staticmethod
    def _deliver_late(late, sink):
        while True:
            when, data = late.get()
            time.sleep(max(0.0, when - time.monotonic()))
            if not data or not _send(sink, data):
                _shut_down(sink)
                return


class Gate(Proxy):
    """A proxy that lets nobody through before all gates of its group, of which barrier is shared, have a client: who
    comes to one after the other gets nowhere. Without a barrier it is open."""

    WAIT_S = 20

    barrier = None

    def _serve(self, client):
        barrier = self.barrier
        try:
            if barrier:
                barrier.wait(self.WAIT_S)
        except threading.BrokenBarrierError:
            client.close()
            return
        super()._serve(client)


def _send(sink, data):
    try:
        sink.sendall(data)
        return True
    except OSError:
        return False


def _shut_down(end):
    try:
        end.shutdown(socket.SHUT_RDWR)
    except OSError:
        pass
