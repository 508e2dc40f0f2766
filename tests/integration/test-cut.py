"""Whatever happens in the middle of a push, each node holds the old list or the new one, whole, and the next push
leaves nothing of ours behind.

The connection is cut after every packet, in both directions, and at every n-th byte; the server is killed, the disk
filled, rights are taken away, the host key changes. A server without posix-rename has a gap between two renames: there
the list may be missing under its own name, and is whole under its backup's.
"""

import os
import pathlib
import signal
import subprocess
import tempfile
import unittest

import cluster
import program
from cluster import LOGIN
from proxy import Proxy

ACCOUNTS = pathlib.Path(os.environ["SANDBOX"]) / "accounts"
SERVER = ("127.0.0.1", 2022)
BYTE_STEP = 397
OURS = ".etoken-ctl-"
KEPT = "CTLFile.tlv.etoken-ctl-old"


class Cut(unittest.TestCase):
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

    def push(self, path, **options):
        return program.run("push", path, "cut", *LOGIN, **options)

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
        happened = self.proxy.cut_after is None
        self.proxy.reset()
        self.assertIn(status, (0, program.NETWORK), where)
        self.assertIn(self.held(), (self.old.read_bytes(), self.new.read_bytes()), f"{where}: a torn file")
        if status == 0:
            self.assertEqual(self.held(), self.new.read_bytes())
        type(self).points += 1 if happened else 0
        return happened

    def check_next_push(self, where):
        self.push(self.new)
        self.assertEqual((self.tftp / "CTLFile.tlv").read_bytes(), self.new.read_bytes(), where)
        left = [path.name for path in self.tftp.iterdir() if OURS in path.name and path.name != KEPT]
        self.assertEqual(left, [], where)

    def try_all(self, unit, direction, first, step, on_cut=None):
        n = first
        while self.try_point((unit, direction, n), on_cut):
            self.check_next_push((unit, direction, n))
            n += step
        return n

    def test_every_packet(self):
        for account in ("publisher", "oldsrv"):
            self.use(account)
            for direction in (Proxy.UP, Proxy.DOWN):
                n = self.try_all("packets", direction, 1, 1)
                self.assertGreater(n, 20)

    def test_every_nth_byte(self):
        self.use("publisher")
        for direction in (Proxy.UP, Proxy.DOWN):
            n = self.try_all("bytes", direction, BYTE_STEP // 2, BYTE_STEP)
            self.assertGreater(n, 5728)

    def test_server_killed(self):
        self.use("publisher")
        uid = (ACCOUNTS / "publisher").stat().st_uid

        def kill():
            for path in pathlib.Path("/proc").glob("[0-9]*"):
                try:
                    if path.stat().st_uid == uid:
                        os.kill(int(path.name), signal.SIGKILL)
                except OSError:
                    pass
            return True

        self.try_all("packets", Proxy.UP, 2, 4, kill)

    def test_rights_taken_away(self):
        for account in ("publisher", "oldsrv"):
            self.use(account)

            def take():
                os.chmod(self.tftp, 0o555)
                return True

            n = 1
            while self.try_point(("packets", Proxy.UP, n), take):
                os.chmod(self.tftp, 0o755)
                self.check_next_push(n)
                n += 3

    def test_disk_filled(self):
        self.use("full")
        filler = self.tftp / "filler"
        size = filler.stat().st_size
        for pages in range(2, 9):  # two for the old list
            os.truncate(filler, size - 4096 * pages)
            self.put_old()
            status = self.push(self.new, status=None).status
            self.assertIn(status, (0, program.NETWORK))
            self.assertIn(self.held(), (self.old.read_bytes(), self.new.read_bytes()))
            left = [path.name for path in self.tftp.iterdir() if OURS in path.name and path.name != KEPT]
            self.assertEqual(left, [])
            type(self).points += 1
        self.assertEqual(status, 0)

    def test_host_key_changed(self):
        self.use("publisher")
        self.put_old()
        self.push(self.old)  # the key is known now
        self.proxy.server = ("127.0.0.1", self.start_stranger())
        result = self.push(self.new, status=program.NETWORK)
        result.expect(err="the host key has changed")
        self.assertEqual(self.held(), self.old.read_bytes())
        self.proxy.server = SERVER
        self.check_next_push("host key")
        type(self).points += 1

    def start_stranger(self):
        """Another server that shows a host key of its own."""
        folder = pathlib.Path(self.folder.name)
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", folder / "key"], check=True)
        config = (pathlib.Path(os.environ["SANDBOX"]) / "server" / "sshd_config").read_text().splitlines()
        lines = ["ListenAddress 127.0.0.1:2030", f"HostKey {folder}/key"]
        lines += [line for line in config if not line.startswith(("ListenAddress", "HostKey"))]
        (folder / "sshd_config").write_text("\n".join(lines) + "\n")
        server = subprocess.Popen(["/usr/sbin/sshd", "-D", "-e", "-f", folder / "sshd_config"],
                                  stderr=subprocess.PIPE, text=True)
        self.addCleanup(server.wait)
        self.addCleanup(server.kill)
        self.addCleanup(server.stderr.close)
        self.assertIn("listening", server.stderr.readline())
        return 2030


if __name__ == "__main__":
    unittest.main()
