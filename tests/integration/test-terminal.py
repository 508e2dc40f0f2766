"""At the terminal and in the file system: stopping and ending the program, its standard descriptors, symbolic links."""

import os
import pathlib
import shlex
import signal
import stat
import subprocess
import tempfile
import termios
import threading
import unittest

import cluster
import program
from cluster import LOGIN, PIN, PUBLISHER_URL, TFTP

NOBODY = 65534
POLL = "7 " if os.uname().machine == "x86_64" else "73 "  # the number of the system call: poll, elsewhere ppoll


def has_echo(terminal):
    return bool(termios.tcgetattr(terminal._fd)[3] & termios.ECHO)


class Typing(unittest.TestCase):
    """A person at the question for the token's password."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.output = pathlib.Path(folder.name) / "CTLFile.tlv"
        self.terminal = program.Terminal(*cluster.build_arguments(self.output))
        self.addCleanup(self.terminal.close)
        self.terminal.expect("Password of token")
        self.assertFalse(has_echo(self.terminal))

    def test_quit(self):
        """Ctrl-\\ ends it, and the echo is back."""
        os.write(self.terminal._fd, b"\x1c")
        self.terminal.wait(status=128 + signal.SIGQUIT)
        self.assertTrue(has_echo(self.terminal))

    def test_cancelled(self):
        self.terminal.press("C")
        self.terminal.wait(status=program.CANCELLED)
        self.assertTrue(has_echo(self.terminal))


class Stopping(unittest.TestCase):
    """A person at an interactive shell, who stops the program at the question for the token's password."""

    def test_stopped_and_continued(self):
        """The shell gets a terminal that works, and after fg the question is there again, and what is typed is not seen."""
        with tempfile.TemporaryDirectory() as folder:
            output = pathlib.Path(folder) / "CTLFile.tlv"
            line = shlex.join(program.command(*cluster.build_arguments(output)))
            with program.Terminal(line=["/bin/bash", "--norc", "--noprofile", "-i"], env={"PS1": "ready> "}) as shell:
                shell.expect("ready> ")
                shell.type(line)
                shell.expect("Password of token")
                self.assertFalse(has_echo(shell))
                shell.press("Z")
                shell.expect("Stopped")
                shell.expect("ready> ")
                shell.type("stty -a")
                shell.expect(" echo ")
                shell.expect("ready> ")
                shell.type("fg")
                shell.expect("Password of token")
                self.assertFalse(has_echo(shell))
                shell.type(PIN)
                shell.expect("signed and verified")
                shell.expect("ready> ")
                shell.type("exit")
                shell.wait()
            self.assertNotIn(PIN.encode(), shell.screen)
            self.assertTrue(output.exists())

    def test_nobody_could_continue_it(self):
        """Without a shell there is nothing to go back to: Ctrl-Z does nothing, and the question stays as it is."""
        with tempfile.TemporaryDirectory() as folder:
            output = pathlib.Path(folder) / "CTLFile.tlv"
            with program.Terminal(*cluster.build_arguments(output)) as terminal:
                terminal.expect("Password of token")
                terminal.press("Z")
                terminal.expect("Password of token")
                self.assertFalse(has_echo(terminal))
                terminal.type(PIN)
                terminal.wait()
            self.assertNotIn(PIN.encode(), terminal.screen)


class Reading(unittest.TestCase):
    """Something that is read never comes; Ctrl-C ends the program."""

    def interrupt(self, job, number=signal.SIGINT):
        job.send_signal(number)
        job.communicate(timeout=program.TIMEOUT_S)
        self.assertEqual(job.returncode, program.CANCELLED)

    def start_reading(self, *arguments, **options):
        """Only once it waits for its input is a signal one in the middle of reading."""
        job = program.start(*arguments, **options)
        self.addCleanup(job.stdout.close)
        self.addCleanup(job.stderr.close)
        waiting = pathlib.Path(f"/proc/{job.pid}/syscall")
        while not waiting.read_text().startswith(POLL):
            self.assertIsNone(job.poll())
            os.sched_yield()
        return job

    def test_standard_input(self):
        for number in (signal.SIGINT, signal.SIGTERM):
            reading, writing = os.pipe()
            job = self.start_reading("show", "-", stdin=reading)
            self.interrupt(job, number)
            os.close(reading)
            os.close(writing)

    def test_password_pipe(self):
        """Nobody has opened the other end."""
        with tempfile.TemporaryDirectory() as folder:
            fifo = f"{folder}/pin"
            os.mkfifo(fifo)
            self.interrupt(self.start_reading(*cluster.build_arguments(f"{folder}/list", "--pin-file", fifo)))

    def test_password_pipe_is_read(self):
        with tempfile.TemporaryDirectory() as folder:
            fifo = f"{folder}/pin"
            os.mkfifo(fifo)
            writer = threading.Thread(target=lambda: pathlib.Path(fifo).write_text(PIN + "\n"))
            writer.start()
            program.run(*cluster.build_arguments(f"{folder}/list", "--pin-file", fifo))
            writer.join()


class Descriptors(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.addCleanup(cluster.forget)
        self.list = pathlib.Path(folder.name) / "CTLFile.tlv"
        cluster.build(self.list)

    def run_closed(self, closed, *arguments):
        line = ["sh", "-c", f'exec "$@" {closed}', "sh", *program.command(*arguments)]
        return subprocess.run(line, capture_output=True, timeout=program.TIMEOUT_S, check=False)

    def test_closed(self):
        """What is meant for a closed descriptor goes nowhere: not into the list, nor to the server."""
        for closed in ("<&-", ">&-", "2>&-", "<&- >&- 2>&-"):
            cluster.forget()
            done = self.run_closed(closed, "push", self.list, PUBLISHER_URL, "--verbose", *LOGIN)
            self.assertEqual((TFTP / "CTLFile.tlv").read_bytes(), self.list.read_bytes(), closed)
            if ">&-" not in closed.replace("2>&-", ""):
                self.assertEqual(done.returncode, 0, closed)

    def test_output_that_goes_nowhere_is_no_success(self):
        self.assertEqual(self.run_closed(">&-", "show", self.list).returncode, program.DAMAGED)

    def test_reader_that_has_gone(self):
        """What it would have read does not end a job in the middle."""
        reading, writing = os.pipe()
        os.close(reading)
        job = subprocess.run(program.command("push", self.list, PUBLISHER_URL, "--verbose", *LOGIN), stdout=writing,
                             stderr=writing, timeout=program.TIMEOUT_S, check=False)
        os.close(writing)
        self.assertGreaterEqual(job.returncode, 0, "ended by a signal")
        self.assertEqual((TFTP / "CTLFile.tlv").read_bytes(), self.list.read_bytes())


@unittest.skipUnless(os.getuid() == 0, "another user's link takes root to make")
class Links(unittest.TestCase):
    """--output where a symbolic link stands."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.shared = self.folder / "shared"
        self.shared.mkdir()
        self.shared.chmod(0o1777)
        self.target = self.folder / "important"
        self.target.write_text("what stands there\n")
        self.link = self.shared / "CTLFile.tlv"
        self.link.symlink_to(self.target)

    def test_own_link(self):
        cluster.build(self.link)
        self.assertTrue(self.link.is_symlink())
        self.assertGreater(self.target.stat().st_size, 1000)

    def test_link_of_another_user(self):
        """In a folder that all may write to, such as /tmp."""
        os.lchown(self.link, NOBODY, NOBODY)
        os.chown(self.shared, NOBODY + 1, NOBODY + 1)
        self.folder.chmod(0o755)
        answer = program.run(*cluster.build_arguments(self.link), pin=PIN, status=program.DAMAGED)
        answer.expect(err="CTLFile.tlv cannot be written: ")
        self.assertEqual(self.target.read_text(), "what stands there\n")
        self.assertTrue(stat.S_ISLNK(self.link.lstat().st_mode))


if __name__ == "__main__":
    unittest.main()
