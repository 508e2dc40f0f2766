"""The SSH sessions at the sandbox's servers, as the machine shows them. A client's end is not theirs: a server that the
machine lets wait still writes its log, or does what it was asked last."""

import collections
import os
import pathlib
import re
import time

WAIT_S = 20


def wait_for_end():
    """Waits until the servers have ended every session."""
    deadline = time.monotonic() + WAIT_S
    while _any_session():
        assert time.monotonic() < deadline, "an SSH server does not end its session"
        time.sleep(0.01)


def count_refused_passwords():
    """So far, in the publisher's log."""
    return _read_log().count("Failed password")


def count_logins():
    """Those that were accepted so far, as a Counter of (user, node's address)."""
    log, clients = _read_log(), {}
    for client, node in re.findall(r"Connection from (\S+ port \d+) on (\S+) port", log):
        clients[client] = node
    accepted = re.findall(r"Accepted \S+ for (\S+) from (\S+ port \d+)", log)
    return collections.Counter((user, clients[client]) for user, client in accepted)


def _read_log():
    wait_for_end()
    return pathlib.Path(os.environ["SANDBOX_SSHD_LOG"]).read_text(errors="replace")


def _any_session():
    """A session is a process that the server has started of itself (sshd; sshd-session and sshd-auth of OpenSSH 9.8)."""
    parents = {}
    for path in pathlib.Path("/proc").glob("[0-9]*/stat"):
        try:
            pid, rest = path.read_text().split(" (", 1)
        except OSError:
            continue  # it has ended
        name, rest = rest.rsplit(") ", 1)
        state, parent = rest.split()[:2]
        if name.startswith("sshd") and state != "Z":
            parents[pid] = parent
    return any(parent in parents for parent in parents.values())
