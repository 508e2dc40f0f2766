"""Several administrators push at the same time: one list after the other is in place, whole, and who comes too late is told.

Each has a home of his own and another list, and in every other round all have read the list that is there before one of
them goes on. A round of four in a quick run, 2, 10 and 20 of them 20 times in the full one.
"""

import os
import pathlib
import subprocess
import tempfile
import threading
import unittest

import cluster
import program
import sshd_sessions
from cluster import CERTIFICATES, FIRST, LOGIN, PUBLISHER_URL, SECOND, TFTP
from proxy import Proxy
from speed import FULL

KEPT = "CTLFile.tlv.etoken-ctl-old"
SERVER = ("127.0.0.1", 2022)
TIMEOUT_S = 120
TOLD = ("so nothing was replaced", "so nothing was put there", "its lock is held by")


def url_at(port):
    return f"sftp://publisher@127.0.0.1:{port}{TFTP}/CTLFile.tlv"


class PushesAtOnce(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.folder = pathlib.Path(folder.name)
        cls.old = cls.folder / "old.tlv"
        cluster.build(cls.old, signer=FIRST)
        cls.lists = [cls.build_list(n) for n in range(20 if FULL else 4)]

    @classmethod
    def build_list(cls, n):
        path = cls.folder / f"list-{n}.tlv"
        program.run("build", "--output", path, "--token", FIRST, "--token", SECOND, "--sign-with", SECOND, "--server",
                    f"CCM+TFTP,10.1.0.{n + 1},{CERTIFICATES}/cucm-1051-a-pub.pem",
                    pin=cluster.PIN)
        return path

    def start(self, path, home, url):
        home.mkdir()
        homes = {name: str(home) for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME")}
        return subprocess.Popen(program.command("push", path, url, *LOGIN), env={**os.environ, **homes},
                                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                                start_new_session=True)

    def count_packets(self):
        """What a push sends before it writes anything: a dry run does no more."""
        with Proxy(SERVER) as proxy:
            program.run("push", self.lists[0], url_at(proxy.port), "--dry-run", *LOGIN)
            return proxy.counts["packets", Proxy.UP]

    def urls(self, n, together):
        """Where each of N pushes goes; TOGETHER: none goes on before all have read the list that is there."""
        if not together:
            return [PUBLISHER_URL] * n
        barrier = threading.Barrier(n, timeout=TIMEOUT_S)
        proxies = [Proxy(SERVER) for _ in range(n)]
        for proxy in proxies:
            self.addCleanup(proxy.close)
            proxy.reset(("packets", Proxy.UP, self.n_packets), lambda: barrier.wait() >= 0)
        return [url_at(proxy.port) for proxy in proxies]

    def push_all(self, folder, lists, together):
        """What became of each: (list, home, status, what was said)."""
        running = [(path, folder / path.stem, self.start(path, folder / path.stem, url))
                   for path, url in zip(lists, self.urls(len(lists), together))]
        results = []
        for path, home, process in running:
            _, said = process.communicate(timeout=TIMEOUT_S)
            results.append((path, home, process.returncode, said))
        sshd_sessions.wait_for_end()
        return results

    def find_replaced(self, home, own, all_lists):
        """The list that a push has replaced, as its history says."""
        kept = {path.read_bytes() for path in home.rglob("*") if path.is_file()}
        found = [path for path in all_lists if path != own and path.read_bytes() in kept]
        self.assertEqual(len(found), 1, f"{own.stem} keeps {[path.stem for path in found]}")
        return found[0]

    def check_round(self, results):
        all_lists = [self.old, *(path for path, *_ in results)]
        by_bytes = {path.read_bytes(): path for path in all_lists}
        served = by_bytes.get((TFTP / "CTLFile.tlv").read_bytes())
        self.assertIsNotNone(served, "no list that was pushed is in place")
        replaced = {}
        for path, home, status, said in results:
            if status == 0:
                replaced[path] = self.find_replaced(home, path, all_lists)
            else:
                self.assertIn(status, (program.NO, program.NETWORK), said)
                self.assertTrue(any(words in said for words in TOLD), said)
        self.assertIn(served, replaced)
        self.check_chain(served, replaced)
        self.assertLessEqual({path.name for path in TFTP.iterdir()}, {"CTLFile.tlv", KEPT}, "something is left")
        kept = by_bytes[(TFTP / KEPT).read_bytes()]
        self.assertEqual(kept, replaced[served])
        return len(replaced)

    def check_chain(self, served, replaced):
        """From the list that is served back to the old one, over all that were published: each was replaced once, by
        somebody who knew of it."""
        seen = [served]
        while seen[-1] != self.old:
            self.assertNotIn(replaced[seen[-1]], seen)
            seen.append(replaced[seen[-1]])
        self.assertEqual(set(seen), {self.old, *replaced}, "a list vanished that nobody who replaced it knew of")

    def play_round(self, lists, together):
        cluster.forget()
        program.run("push", self.old, PUBLISHER_URL, *LOGIN)
        with tempfile.TemporaryDirectory() as folder:
            won = self.check_round(self.push_all(pathlib.Path(folder), lists, together))
        if together:
            self.assertEqual(won, 1)
        return won

    def test_at_once(self):
        self.addCleanup(cluster.forget)
        program.run("push", self.old, PUBLISHER_URL, *LOGIN)
        self.n_packets = self.count_packets()
        for n in (2, 10, 20) if FULL else (4,):
            rounds = 20 if FULL else 1
            won = sum(self.play_round(self.lists[:n], together=number % 2 == 0) for number in range(rounds))
            print(f"{n} pushes at once, {rounds} rounds: {won} were done, {n * rounds - won} came too late and were told",
                  flush=True)


if __name__ == "__main__":
    unittest.main()
