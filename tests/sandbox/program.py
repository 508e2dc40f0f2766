"""Runs etoken-ctl (the program named by the environment's ETOKEN_CTL) for tests.

    result = program.run("show", "CTLFile.tlv")                       # fails when the exit status is not 0
    result = program.run("verify", path, status=1)                    # ... or not 1
    result = program.run("build", ..., pin="Cisco123")                # the password by a descriptor, --pin-fd
    with program.Terminal("build", ...) as terminal:                  # a person at a terminal
        terminal.expect("Password of SAST-ADN0054f509")
        terminal.type("Cisco123")
        terminal.wait(status=0)

A failed expectation raises AssertionError with all that the program said.
"""

import json
import os
import pty
import select
import shlex
import signal
import subprocess
import time
import unicodedata

TIMEOUT_S = 60
HARMFUL = ("Cc", "Cf", "Cs", "Zl", "Zp")  # controls, characters without looks, separators of lines

# The exit statuses that scripts rely on.
DONE, NO, USAGE, TOKEN, NETWORK, DAMAGED, CANCELLED = 0, 1, 2, 3, 4, 5, 130


class Result:
    """What a program that ended has left: arguments, status, stdout and stderr (bytes; .out and .err as text)."""

    def __init__(self, arguments, status, stdout, stderr):
        self.arguments = arguments
        self.status = status
        self.stdout = stdout
        self.stderr = stderr

    @property
    def out(self):
        return self.stdout.decode()

    @property
    def err(self):
        return self.stderr.decode()

    @property
    def json(self):
        return json.loads(self.stdout)

    def expect(self, status=None, out=None, err=None):
        """Checks the exit status and that the texts occur. Returns the result itself."""
        if status is not None and self.status != status:
            raise AssertionError(f"exit status {self.status} instead of {status}\n{self}")
        for what, wanted, got in (("output", out, self.stdout), ("error output", err, self.stderr)):
            if wanted is not None and wanted.encode() not in got:
                raise AssertionError(f"{wanted!r} is not in the {what}\n{self}")
        return self

    def __str__(self):
        said = "".join(f"--- {name}\n{text.decode(errors='replace')}"
                       for name, text in (("output", self.stdout), ("error output", self.stderr)) if text)
        return f"$ {shlex.join(self.arguments)}\n{said}"


def command(*arguments):
    """The program's command line, as a list of strings. etoken-ctl itself when ARGUMENTS do not say otherwise."""
    return [os.environ["ETOKEN_CTL"], *map(str, arguments)]


def run(*arguments, status=0, pin=None, new_pin=None, password=None, stdin=b"", timeout=TIMEOUT_S, env=None, cwd=None):
    """Runs the program to its end without a terminal. STATUS is the exit status it has to have, None for any.

    PIN, NEW_PIN and PASSWORD (of the token, of the SSH account) reach it by descriptors of their own. ENV holds changes to
    the environment; a variable with the value None is removed.
    """
    secrets = [(option, secret) for option, secret in (("--pin-fd", pin), ("--new-pin-fd", new_pin),
                                                       ("--password-fd", password)) if secret is not None]
    descriptors = [_pipe_with(secret) for _, secret in secrets]
    options = [text for (option, _), fd in zip(secrets, descriptors) for text in (option, str(fd))]
    line = command(*arguments, *options)
    try:
        done = subprocess.run(line, input=stdin, capture_output=True, timeout=timeout, pass_fds=descriptors,
                              env=_environment(env), cwd=cwd, start_new_session=True, check=False)
    finally:
        for fd in descriptors:
            os.close(fd)
    result = Result(line, _shell_status(done.returncode), done.stdout, done.stderr).expect(status)
    for said in (done.stdout, done.stderr):
        check_harmless(said, result)
    return result


def check_harmless(said, result=None):
    """No output writes to the terminal, whatever came in: it is valid UTF-8, of lines and tabs and characters that show."""
    try:
        text = said.decode()
    except UnicodeDecodeError as error:
        raise AssertionError(f"not UTF-8: {error}\n{result or said}") from None
    for character in text:
        if character not in "\n\t" and unicodedata.category(character) in HARMFUL:
            raise AssertionError(f"{character!r} in the output\n{text!r}\n{result or ''}")


def start(*arguments, env=None, cwd=None, stdin=subprocess.DEVNULL, **options):
    """Starts the program without a terminal and returns the subprocess.Popen, for tests that interrupt it."""
    return subprocess.Popen(command(*arguments), env=_environment(env), cwd=cwd, stdin=stdin,
                            stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True, **options)


class Terminal:
    """The program on a terminal of its own, with a person who reads and types. STDERR is a descriptor for its error output,
    which else goes to the terminal, too. LINE is another program's command line."""

    def __init__(self, *arguments, env=None, cwd=None, timeout=TIMEOUT_S, stderr=None, line=None):
        self.arguments = line or command(*arguments)
        self.screen = b""  # all that was shown so far
        self._read_up_to = 0
        self._deadline = time.monotonic() + timeout
        self._status = None
        self._pid, self._fd = pty.fork()
        if self._pid == 0:
            if stderr is not None:
                os.dup2(stderr, 2)
            _become(self.arguments, _environment(env), cwd)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def expect(self, text):
        """Waits until TEXT is shown, after what earlier calls have waited for."""
        if not self.shows(text):
            raise AssertionError(f"{text!r} was not shown\n{self}")

    def shows(self, text):
        """As expect(), but FALSE when the program ends without it."""
        wanted = text.encode()
        while (found := self.screen.find(wanted, self._read_up_to)) < 0:
            if not self._read_more():
                return False
        self._read_up_to = found + len(wanted)
        return True

    def type(self, line):
        """Types a line and the return key."""
        os.write(self._fd, line.encode() + b"\r")

    def press(self, key):
        """Presses a key with Ctrl: press("C"). Only after the program has shown something: earlier it is Python."""
        os.write(self._fd, bytes([ord(key.upper()) & 0x1F]))

    def wait(self, status=0):
        """Reads to the end. STATUS is the exit status that the program has to have, None for any."""
        while self._read_more():
            pass
        if self._status is None:
            self._status = os.waitstatus_to_exitcode(os.waitpid(self._pid, 0)[1])
        got = _shell_status(self._status)
        if status is not None and got != status:
            raise AssertionError(f"exit status {got} instead of {status}\n{self}")
        return got

    def kill(self):
        """The program is gone; wait() still reads what it has shown."""
        os.kill(self._pid, signal.SIGKILL)

    def close(self):
        """Ends the program if it has not ended."""
        if self._status is None:
            os.kill(self._pid, signal.SIGKILL)
            self._status = os.waitstatus_to_exitcode(os.waitpid(self._pid, 0)[1])
        if self._fd is not None:
            os.close(self._fd)
            self._fd = None

    def _read_more(self):
        """FALSE when the program has closed its terminal. Fails when it stays silent for too long."""
        ready, _, _ = select.select([self._fd], [], [], max(0, self._deadline - time.monotonic()))
        if not ready:
            raise AssertionError(f"nothing more was shown in time\n{self}")
        try:
            more = os.read(self._fd, 65536)
        except OSError:  # Linux says EIO when the last process has left the terminal
            return False
        self.screen += more
        return bool(more)

    def __str__(self):
        return f"$ {shlex.join(self.arguments)}\n--- screen\n{self.screen.decode(errors='replace')}"


def _pipe_with(secret):
    """The reading end of a pipe that holds a line."""
    reading, writing = os.pipe()
    os.write(writing, secret.encode() + b"\n")
    os.close(writing)
    return reading


def _environment(changes):
    changed = {**os.environ, **(changes or {})}
    return {name: value for name, value in changed.items() if value is not None}


def _become(arguments, environment, cwd):
    """Turns this child process into the program."""
    try:
        if cwd:
            os.chdir(cwd)
        os.execve(arguments[0], arguments, environment)
    except OSError as error:
        os.write(2, f"{arguments[0]}: {error}\n".encode())
    finally:
        os._exit(127)


def _shell_status(returncode):
    """As the shell counts: 128 and the signal's number for a program that a signal has ended."""
    return 128 - returncode if returncode < 0 else returncode
