"""No password shows in the process list, in the environment, in what the program says, or in a core file."""

import os
import pathlib
import re
import resource
import signal
import subprocess
import tempfile
import time
import unittest

import cluster
import program
from cluster import LOGIN, PIN, PUBLISHER_URL

PASSWORD = pathlib.Path(os.environ["SANDBOX_PASSWORD_FILE"]).read_text().strip()
DEADLINE_S = 20


def descendants(pid):
    """The process PID and all that it started, as far as they live."""
    found = [pid]
    for known in found:
        try:
            for task in pathlib.Path(f"/proc/{known}/task").glob("*/children"):
                found += [int(child) for child in task.read_text().split()]
        except OSError:
            pass  # it has ended in the meantime
    return found


def visible(pid):
    """What other people see of a process: arguments and environment."""
    folder = pathlib.Path("/proc", str(pid))
    try:
        return (folder / "cmdline").read_bytes() + (folder / "environ").read_bytes()
    except OSError:
        return b""


# The address sanitizer reserves terabytes of address space, and dumps of it fill the disk.
not_sanitized = unittest.skipIf(os.environ.get("ETOKEN_CTL_SANITIZE"), "dumps of a build with sanitizers are too large")


def allow_core_files():
    resource.setrlimit(resource.RLIMIT_CORE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))


class Secrets(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.addCleanup(cluster.forget)
        self.folder = pathlib.Path(folder.name)
        self.list = self.folder / "CTLFile.tlv"

    def start_build(self):
        """The program at its question for the password, on a terminal."""
        terminal = program.Terminal(*cluster.build_arguments(self.list, "--verbose"), cwd=self.folder)
        self.addCleanup(terminal.close)
        terminal.expect("Password of token")
        return terminal

    def test_process_list(self):
        """Every process of the job is looked at, over and over, from the first to the last; the token helper before the
        program is given the token's password."""
        shown, n_looks, n_helpers = b"", 0, 0
        for arguments, secret in ((cluster.build_arguments(self.list), ("--pin-fd", PIN)),
                                  (("push", self.list, PUBLISHER_URL, *LOGIN[2:]), ("--password-fd", PASSWORD))):
            reading, writing = os.pipe()
            job = program.start(*arguments, secret[0], str(reading), pass_fds=[reading])
            os.close(reading)
            given = False
            while job.poll() is None:
                pids = descendants(job.pid)
                n_helpers += len(pids) > 1
                shown += b"".join(map(visible, pids))
                n_looks += 1
                if not given and (n_helpers or secret[1] == PASSWORD):
                    os.write(writing, secret[1].encode() + b"\n")
                    given = True
            os.close(writing)
            self.assertEqual(job.returncode, 0, job.stderr.read())
            shown += job.stdout.read() + job.stderr.read()
            job.stdout.close()
            job.stderr.close()
        self.assertGreater(n_looks, 5)
        self.assertGreater(n_helpers, 0)
        self.assertIn(b"--pin-fd", shown)
        for secret in (PIN, PASSWORD):
            self.assertNotIn(secret.encode(), shown)

    def test_logs(self):
        """Not even with everything switched on that talks."""
        loud = {"G_MESSAGES_DEBUG": "all", "G_DEBUG": "", "PKCS11_DEBUG": "1", "P11_KIT_DEBUG": "all"}
        built = cluster.build(self.list, "--verbose", env=loud)
        pushed = program.run("push", self.list, PUBLISHER_URL, "--verbose", *LOGIN[2:], password=PASSWORD, env=loud)
        sshd = pathlib.Path(os.environ["SANDBOX_SSHD_LOG"]).read_bytes()
        for said in (built.stdout, built.stderr, pushed.stdout, pushed.stderr, sshd):
            self.assertNotIn(PIN.encode(), said)
            self.assertNotIn(PASSWORD.encode(), said)

    def test_core_switched_off(self):
        """Both processes forbid core files and looking into them, before the password is given."""
        terminal = self.start_build()
        pids = descendants(terminal._pid)
        self.assertEqual(len(pids), 2, "the program and its token helper")
        for pid in pids:
            limits = pathlib.Path(f"/proc/{pid}/limits").read_text()
            self.assertRegex(limits, r"Max core file size +0 +0 ")

    @not_sanitized
    def test_no_core_file(self):
        """Killed by a signal that dumps core, with a limit that would let it: the kernel's own word is asked."""
        control = os.fork()
        if control == 0:
            allow_core_files()
            os.chdir(self.folder)
            os.kill(os.getpid(), signal.SIGABRT)
        if not os.WCOREDUMP(os.waitpid(control, 0)[1]):
            self.skipTest("this machine writes no core files at all, so there is nothing to compare with")
        allow_core_files()
        terminal = self.start_build()
        os.write(terminal._fd, PIN.encode())  # typed, the return key not yet pressed: the password is in memory
        self.wait_for_locked_memory(terminal._pid)
        os.kill(terminal._pid, signal.SIGABRT)
        _, status = os.waitpid(terminal._pid, 0)
        terminal._status = -signal.SIGABRT
        self.assertTrue(os.WIFSIGNALED(status))
        self.assertFalse(os.WCOREDUMP(status))

    @not_sanitized
    def test_dump_by_force(self):
        """Even a dump that root makes with gdb while the program holds the token's password does not have it."""
        pin_file, fifo, core = (self.folder / name for name in ("pin", "password", "core"))
        pin_file.write_text(PIN + "\n")
        os.mkfifo(fifo)  # nobody writes to it: the program has read the token's password and waits for the other one
        job = program.start(*cluster.build_arguments(self.list, "--pin-file", pin_file, "--password-file", fifo))
        self.addCleanup(job.communicate)
        self.addCleanup(job.kill)
        self.wait_for_locked_memory(job.pid)
        subprocess.run(["gcore", "-o", core, str(job.pid)], check=True, capture_output=True)
        dump = next(self.folder.glob("core.*")).read_bytes()
        self.assertGreater(len(dump), 100_000)
        self.assertIn(b"--pin-file", dump)
        self.assertNotIn(PIN.encode(), dump)

    def wait_for_locked_memory(self, pid):
        """Until the program has an area that is locked and left out of dumps: it is reading or holding a secret."""
        deadline = time.monotonic() + DEADLINE_S
        while time.monotonic() < deadline:
            smaps = pathlib.Path(f"/proc/{pid}/smaps").read_text()
            if any("lo" in flags.split() and "dd" in flags.split() for flags in re.findall("VmFlags: (.*)", smaps)):
                return
            os.sched_yield()
        self.fail("the program never locks memory")


if __name__ == "__main__":
    unittest.main()
