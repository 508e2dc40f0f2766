"""Servers that misbehave, a row of the table each: no false success, no control character for the terminal, less than 64 MB,
and where the program waits for more, Ctrl-C ends it.

What a server can make the program wait for is ended by Ctrl-C here, in a row with INTERRUPT: its time limits are those of
tests/unit/publisher. HOSTILE=http runs the rows alone whose names begin so.
"""

import concurrent.futures
import os
import pathlib
import re
import signal
import subprocess
import tempfile
import time
import unittest

import cluster
import hostile_net
import hostile_rows_cli
import hostile_rows_home
import hostile_rows_net
import hostile_rows_sftp
import program
from cluster import CERTIFICATES, FIRST, SECOND
from hostile_net import HostileTvs
from hostile_rows import CLI, FETCH, HTTP, PUSH, ROWS, TFTP, TVS
from hostile_sftp import PATH, Behaviour, HostileSsh
from tls_services import make_certificate, sha1_of

MAX_MEMORY_KB = 64 * 1024
PATIENCE_S = 60    # of a row
CANCELLED_S = 10   # after Ctrl-C; a time limit of the program's own is 15 s at least

# What must not reach a terminal: controls but line end and tab, C1, bidi, what has no width, line separators.
FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f\x80-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")

class Run:
    """What became of one row."""

    def __init__(self, name):
        self.name, self.row = name, ROWS[name]
        self.peak_kb = 0
        self.interrupted = False

# A push that failed says so when the new list may be there all the same.
MAYBE_DONE = re.compile("while [^ ]+ was put in place|had been put in place before")


def peak_of(pid):
    try:
        text = pathlib.Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0
    found = re.search(r"VmHWM:\s+(\d+)", text)
    return int(found[1]) if found else 0


def descendants(pid):
    try:
        children = pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        children = []
    return [pid, *children]


class Hostile(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.folder = pathlib.Path(folder.name)
        cls.old, cls.new = cls.folder / "old.tlv", cls.folder / "new.tlv"
        cluster.build(cls.old, signer=FIRST)
        cluster.build(cls.new)
        key = cls.folder / "host"
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key], check=True)
        said = subprocess.run(["ssh-keygen", "-lf", f"{key}.pub"], capture_output=True, text=True, check=True).stdout
        cls.fingerprint = said.split()[1]
        cls.behaviours = {}
        cls.ssh = HostileSsh(cls.behaviours, key)
        cls.addClassCleanup(cls.ssh.stop)
        hostile_net.good_list = cls.new.read_bytes()
        cls.certificate, cls.tvs_key = make_certificate(cls.folder, "TVS")

    # what a row needs

    def serve(self, run):
        """The row's server. Returns the Behaviour, or the server itself."""
        if run.row.how == TVS:
            server = HostileTvs(run.row.make, self.certificate, self.tvs_key)
            server.trust[sha1_of(CERTIFICATES / f"{SECOND}.pem")] = (0, 3)
        else:
            server = run.row.make()
        if isinstance(server, Behaviour):
            if run.row.old:
                server.files[PATH] = self.old.read_bytes()
            self.behaviours[run.name] = server
        return server

    def url(self, run, server):
        port = self.ssh.port if isinstance(server, Behaviour) else server.port
        return f"sftp://{run.name}@127.0.0.1:{port}{PATH}"

    def arguments(self, run, server, home, environment):
        trust = ("--host-key", self.fingerprint)
        url = f"sftp://{run.name}@127.0.0.1/CTLFile.tlv" if run.row.how in (HTTP, TFTP, TVS) else self.url(run, server)
        if run.row.how == PUSH:
            return "push", self.new, url, *trust
        if run.row.how == FETCH:
            return "fetch", url, "--output", home / "got.tlv", *trust
        if run.row.how == TVS:
            return "verify", self.new, "--tvs", f"127.0.0.1:{server.port}", "--tvs-cert", self.certificate
        if run.row.how == CLI:
            program.run("publisher", "add", "odd", url, *trust, env=environment)
            return "status", "odd"
        program.run("publisher", "add", "odd", url, f"--{run.row.how}-port", server.port, env=environment)
        return "fetch", "odd", "--via", run.row.how, "--output", home / "got.tlv"

    def watch(self, run, running, server):
        """Until it ends by itself or by Ctrl-C."""
        begin = time.monotonic()
        while running.poll() is None:
            run.peak_kb = max(run.peak_kb, *(peak_of(pid) for pid in descendants(running.pid)))
            may = run.row.interrupt is None and time.monotonic() > begin + 1
            if may or (run.row.interrupt and server.stuck.is_set()):
                run.interrupted = True
                running.send_signal(signal.SIGINT)
                running.wait(CANCELLED_S)
            if time.monotonic() > begin + PATIENCE_S:
                running.kill()
                self.fail(f"{run.name}: it does not end")
            time.sleep(0.005)

    def run_row(self, name):
        run = Run(name)
        home = self.folder / name
        home.mkdir()
        environment = dict.fromkeys(("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"), str(home))
        server = self.serve(run)
        try:
            arguments = self.arguments(run, server, home, environment)
            if run.row.password:
                (home / "password").write_text(run.row.password + "\n")
                arguments += ("--password-file", home / "password")
            with open(home / "out", "wb") as out, open(home / "err", "wb") as err:
                running = subprocess.Popen(program.command(*arguments), env={**os.environ, **environment}, stdout=out,
                                           stderr=err, stdin=subprocess.DEVNULL, start_new_session=True)
                self.watch(run, running, server)
            run.status = running.returncode
            run.out, run.err = ((home / part).read_bytes().decode(errors="surrogateescape") for part in ("out", "err"))
            run.got = home / "got.tlv"
            self.check(run, server)
        finally:
            if not isinstance(server, Behaviour):
                server.stop()
        return run

    # what has to be true

    def check(self, run, server):
        said = f"{run.name}: status {run.status}\n{run.out}{run.err}"
        self.assertIn(run.status, run.row.status, said)
        self.assertIsNone(FORBIDDEN.search(run.out + run.err), ascii(said))
        self.assertTrue(run.status in (0, 1) or run.err, said)
        if run.row.says and run.status != program.CANCELLED:
            self.assertIn(run.row.says, run.out + run.err, said)
        if not os.environ["ETOKEN_CTL_SANITIZE"]:  # sanitizers have shadows of their own
            self.assertLess(run.peak_kb, MAX_MEMORY_KB, said)
        self.check_result(run, server, said)

    def check_result(self, run, server, said):
        """What is said is what happened."""
        if run.row.how in (FETCH, HTTP, TFTP):
            self.assertEqual(run.got.exists(), run.status == 0, said)
        if run.got.exists():
            self.assertLess(run.got.stat().st_mtime, time.time() + 3600)
        if run.row.how == PUSH:
            held = server.files.get(PATH)
            if run.status == 0:
                self.assertEqual(held, self.new.read_bytes(), said)
            elif not MAYBE_DONE.search(run.err):
                self.assertNotEqual(held, self.new.read_bytes(), said)
        if run.row.check:
            self.assertTrue(run.row.check(server), said)

    def test_all(self):
        wanted = [name for name in ROWS if name.startswith(os.environ.get("HOSTILE", ""))]
        with concurrent.futures.ThreadPoolExecutor(6) as pool:
            runs = {name: pool.submit(self.run_row, name) for name in wanted}
        done = []
        for name, result in runs.items():
            with self.subTest(name):
                done.append(result.result())
        peak_kb = max(run.peak_kb for run in done)
        print(f"{len(done)} of {len(wanted)} hostile servers; the program had {peak_kb} KB at most; Ctrl-C ended it "
              f"{sum(run.interrupted for run in done)} times", flush=True)
        self.assertGreaterEqual(len(ROWS), 60)


if __name__ == "__main__":
    unittest.main()
