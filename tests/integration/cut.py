"""What the tests share in which something happens in the middle of a push.

Whatever it is, each node holds the old list or the new one, whole, and the next push leaves nothing of ours behind, when
it may take over the lock of the one that was cut off.
A server without posix-rename has a gap between two renames: there the list may be missing under its own name, and is
whole under its backup's.
"""

import os
import pathlib
import tempfile
import time
import unittest

import cluster
import program
import sshd_sessions
from cluster import LOGIN
from proxy import Proxy

ACCOUNTS = pathlib.Path(os.environ["SANDBOX"]) / "accounts"
SERVER = ("127.0.0.1", 2022)
OURS = ".etoken-ctl-"
KEPT = "CTLFile.tlv.etoken-ctl-old"


def make_old(folder):
    """What pushes have left in FOLDER, locks too, is two hours old now: no push is at work with it any more."""
    then = time.time() - 7200
    for path in folder.iterdir():
        if OURS in path.name:
            os.utime(path, (then, then))


class CutTest(unittest.TestCase):
    """Pushes of a new list in place of an old one, to which something happens. Each point is counted."""

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.old, cls.new = (pathlib.Path(cls.folder.name) / name for name in ("old.tlv", "new.tlv"))
        cluster.build(cls.old)
        cluster.build(cls.new, "--digest", "sha512")
        cls.points = cls.gaps = 0

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()
        print(f"{cls.points} points tried, 0 torn files; {cls.gaps} times a server without posix-rename was cut off "
              "between two renames, with the old list whole under its backup's name", flush=True)

    def setUp(self):
        self.proxy = Proxy(SERVER)
        self.addCleanup(self.proxy.__exit__)
        self.addCleanup(cluster.forget)

    def use(self, account):
        """Pushes go to this account, through the proxy, by a saved publisher that keeps one old list."""
        self.account = account
        self.tftp = ACCOUNTS / account / "tftp"
        program.run("publisher", "add", "cut", self.url(self.proxy.port), "--replace")

    def url(self, port):
        return f"sftp://{self.account}@127.0.0.1:{port}{self.tftp}/CTLFile.tlv"

    def push(self, path, *more, **options):
        return program.run("push", path, "cut", *more, *LOGIN, **options)

    def put_old(self):
        for path in self.tftp.iterdir():
            if path.name != "filler":
                path.unlink()
        self.put(self.old.read_bytes())

    def put(self, contents):
        path = self.tftp / "CTLFile.tlv"
        path.write_bytes(contents)
        owner = (ACCOUNTS / self.account).stat()
        os.chown(path, owner.st_uid, owner.st_gid)

    def held(self):
        """The list that the node holds, by whichever name."""
        path = self.tftp / "CTLFile.tlv"
        if path.exists():
            return path.read_bytes()
        self.assertEqual(self.account, "oldsrv", "no list is there")
        backups = [path.read_bytes() for path in self.tftp.iterdir() if path.name.endswith(".old")]
        self.assertEqual(backups, [self.old.read_bytes()])
        type(self).gaps += 1
        return backups[0]

    def try_point(self, where, on_cut=None):
        """A push that something happens to. True when it did happen."""
        self.put_old()
        self.proxy.reset(where, on_cut)
        status = self.push(self.new, status=None).status
        sshd_sessions.wait_for_end()
        happened = self.proxy.cut_after is None
        self.proxy.reset()
        self.assertIn(status, (0, program.NETWORK), where)
        self.assertIn(self.held(), (self.old.read_bytes(), self.new.read_bytes()), f"{where}: a torn file")
        if status == 0:
            self.assertEqual(self.held(), self.new.read_bytes())
        type(self).points += 1 if happened else 0
        return happened

    def check_next_push(self, where):
        """It is told that the push before is no longer at work, and finds that it left nothing young."""
        make_old(self.tftp)
        self.push(self.new, "--take-over")
        self.assertEqual((self.tftp / "CTLFile.tlv").read_bytes(), self.new.read_bytes(), where)
        left = [path.name for path in self.tftp.iterdir() if OURS in path.name and path.name != KEPT]
        self.assertEqual(left, [], where)

    def try_all(self, unit, direction, first, step, on_cut=None):
        n = first
        while self.try_point((unit, direction, n), on_cut):
            self.check_next_push((unit, direction, n))
            n += step
        return n
