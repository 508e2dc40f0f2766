"""Several administrators push at the same time: one list after the other is in place, whole, and who comes too late is told.

Each has a home of his own and another list. A round of four in a quick run, 2, 10 and 20 of them 20 times in the full one.
"""

import os
import pathlib
import subprocess
import tempfile
import unittest

import cluster
import program
import sshd_sessions
from cluster import CERTIFICATES, FIRST, LOGIN, PUBLISHER_URL, SECOND, TFTP
from speed import FULL

KEPT = "CTLFile.tlv.etoken-ctl-old"
TIMEOUT_S = 120
TOLD = ("so nothing was replaced", "so nothing was put there", "its lock is held by")


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

    def start(self, path, home):
        home.mkdir()
        homes = {name: str(home) for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME")}
        return subprocess.Popen(program.command("push", path, PUBLISHER_URL, *LOGIN), env={**os.environ, **homes},
                                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                                start_new_session=True)

    def push_all(self, folder, lists):
        """What became of each: (list, home, status, what was said)."""
        running = [(path, folder / path.stem, self.start(path, folder / path.stem)) for path in lists]
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

    def play_round(self, lists):
        cluster.forget()
        program.run("push", self.old, PUBLISHER_URL, *LOGIN)
        with tempfile.TemporaryDirectory() as folder:
            return self.check_round(self.push_all(pathlib.Path(folder), lists))

    def test_at_once(self):
        self.addCleanup(cluster.forget)
        for n in (2, 10, 20) if FULL else (4,):
            rounds = 20 if FULL else 1
            won = sum(self.play_round(self.lists[:n]) for _ in range(rounds))
            print(f"{n} pushes at once, {rounds} rounds: {won} were done, {n * rounds - won} came too late and were told",
                  flush=True)


if __name__ == "__main__":
    unittest.main()
