"""A push that is killed at any moment leaves the old list or the new one on the publisher, whole.

strace kills the program with SIGKILL when it is about to make its n-th write to a file or socket, for every n
until a push gets through, so that each packet it sends is a point of death once.
"""

import itertools
import os
import pathlib
import signal
import subprocess
import tempfile
import unittest

import cluster
import program
import sshd_sessions
from cluster import LOGIN, PUBLISHER_URL, TFTP
from cut import make_old

# The leak sanitizer traces the program as strace does, and two cannot.
ENVIRONMENT = {**os.environ, "ASAN_OPTIONS": os.environ.get("ASAN_OPTIONS", "") + ":detect_leaks=0"}
WRITES = "write,writev,sendto,sendmsg"
KEPT = "CTLFile.tlv.etoken-ctl-old"
SIGKILL_STATUS = 128 + signal.SIGKILL


class PushKilled(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.addCleanup(cluster.forget)
        self.old, self.new = (pathlib.Path(folder.name) / name for name in ("old.tlv", "new.tlv"))
        cluster.build(self.old)
        cluster.build(self.new, "--digest", "sha512")
        program.run("push", self.old, PUBLISHER_URL, *LOGIN)
        self.trace = pathlib.Path(folder.name) / "trace"

    def push_with_signal(self, name, n):
        """Pushes the new list and sends the program a signal at its n-th write. Returns its exit status."""
        line = ["strace", "--follow-forks", "-o", self.trace, "-e", f"trace={WRITES}", "-e",
                f"inject={WRITES}:signal={name}:when={n}", *program.command("push", self.new, PUBLISHER_URL, "--take-over", *LOGIN)]
        return subprocess.run(line, capture_output=True, check=False, env=ENVIRONMENT).returncode

    def killed_push(self, n):
        """FALSE when the program came to its end before its n-th write."""
        status = self.push_with_signal("KILL", n)
        sshd_sessions.wait_for_end()
        self.assertIn(status, (0, -signal.SIGKILL, SIGKILL_STATUS))
        return status != 0

    def left_overs(self):
        return [path for path in TFTP.iterdir() if path.name not in ("CTLFile.tlv", KEPT)]

    def test_client_killed_at_every_write(self):
        old, new = self.old.read_bytes(), self.new.read_bytes()
        seen = {old: 0, new: 0}
        n_left = 0
        for n in itertools.count(1):
            (TFTP / "CTLFile.tlv").write_bytes(old)
            make_old(TFTP)
            killed = self.killed_push(n)
            served = (TFTP / "CTLFile.tlv").read_bytes()
            self.assertIn(served, seen, f"killed at write {n}: a torn file of {len(served)} bytes")
            if not killed:
                break
            seen[served] += 1
            n_left = max(n_left, len(self.left_overs()))
        print(f"killed at {n - 1} writes: {seen[old]} times the old list stayed, {seen[new]} times the new one was "
              "there, 0 torn files", flush=True)
        self.assertEqual(served, new)
        self.assertGreater(seen[old], 10)
        self.assertGreater(seen[new], 0)
        self.assertGreater(n_left, 0)
        self.assertEqual(self.left_overs(), [], "the last push did not tidy up after the dead ones")

    def test_interrupted_push_tidies_up(self):
        """Ctrl-C, unlike SIGKILL, leaves nothing behind."""
        old = self.old.read_bytes()
        for n in range(15, 31, 3):
            self.assertIn(self.push_with_signal("INT", n), (0, program.CANCELLED))
            self.assertIn((TFTP / "CTLFile.tlv").read_bytes(), (old, self.new.read_bytes()))
            self.assertEqual(self.left_overs(), [])


if __name__ == "__main__":
    unittest.main()
