"""The connection is cut in the middle of a push: after every packet, in both directions, and at every n-th byte.
See cut.py for what has to be true then."""

import unittest

import speed
from cut import CutTest
from proxy import Proxy

BYTE_STEP = 397


class Cut(CutTest):
    def test_every_packet(self):
        for account in ("publisher", "oldsrv"):
            self.use(account)
            for direction in (Proxy.UP, Proxy.DOWN):
                n = self.try_all("packets", direction, 1, speed.step(5))
                self.assertGreater(n, 20)

    @speed.full_only
    def test_every_nth_byte(self):
        self.use("publisher")
        for direction in (Proxy.UP, Proxy.DOWN):
            n = self.try_all("bytes", direction, BYTE_STEP // 2, BYTE_STEP)
            self.assertGreater(n, 5728)

if __name__ == "__main__":
    unittest.main()
