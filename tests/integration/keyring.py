"""A session bus and a keyring of its own (GNOME's daemon) for a test.

    session = keyring.Session()        # an unlocked, empty keyring; os.environ names the bus
    session = keyring.Session(own_bus=False)    # ... on the bus that is there
    session.items()                    # how many passwords etoken-ctl keeps there
    session.lock()
    session.pause(); session.go_on()   # a keyring that takes its time
    session.stop()
"""

import os
import re
import signal
import subprocess
import time

TIMEOUT_S = "10"
ATTEMPTS = 3
SERVICE = "org.freedesktop.secrets"
LOGIN_KEYRING = "/org/freedesktop/secrets/collection/login"


class Session:
    def __init__(self, own_bus=True):
        self._bus = None
        if own_bus:
            self._bus = subprocess.Popen(["dbus-daemon", "--session", "--nofork", "--print-address"],
                                         stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
            os.environ["DBUS_SESSION_BUS_ADDRESS"] = self._bus.stdout.readline().decode().strip()
        for _ in range(ATTEMPTS):
            self._start_daemon()
            if self._is_ready():
                return
            self._stop_daemon()
        raise AssertionError("the keyring is not unlocked")

    def _start_daemon(self):
        self._daemon = subprocess.Popen(["gnome-keyring-daemon", "--foreground", "--unlock", "--components=secrets"],
                                        stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self._daemon.stdin.write(b"unlock")
        self._daemon.stdin.close()
        subprocess.run(["gdbus", "wait", "--session", "--timeout", TIMEOUT_S, SERVICE], check=True)

    def _stop_daemon(self):
        self._daemon.terminate()
        self._daemon.wait()

    def _is_ready(self):
        """The daemon is on the bus before it has made, unlocked and named the place for passwords. On a busy machine it
        sometimes never does."""
        deadline = time.monotonic() + float(TIMEOUT_S)
        while "<false>" not in self._ask_locked() or LOGIN_KEYRING not in self._call("ReadAlias", "default"):
            if time.monotonic() > deadline:
                return False
            time.sleep(0.05)
        return True

    @staticmethod
    def _ask_locked():
        """"(<false>,)" when it can be used; an error, which is no text here, when it is not there."""
        return subprocess.run(["gdbus", "call", "--session", "--dest", SERVICE, "--object-path", LOGIN_KEYRING, "--method",
                               "org.freedesktop.DBus.Properties.Get", "org.freedesktop.Secret.Collection", "Locked"],
                              check=False, capture_output=True, text=True).stdout

    @staticmethod
    def _call(method, argument):
        return subprocess.run(["gdbus", "call", "--session", "--dest", SERVICE, "--object-path",
                               "/org/freedesktop/secrets", "--method", f"org.freedesktop.Secret.Service.{method}",
                               argument], check=True, capture_output=True, text=True).stdout

    def items(self, **attributes):
        wanted = {"application": "etoken-ctl", **attributes}
        text = ", ".join(f"'{name}': '{value}'" for name, value in wanted.items())
        return len(re.findall("'/org/freedesktop/secrets/collection/", self._call("SearchItems", f"{{{text}}}")))

    def lock(self):
        self._call("Lock", f"['{LOGIN_KEYRING}']")

    def pause(self):
        """From now on the keyring takes questions and answers none, until go_on()."""
        self._daemon.send_signal(signal.SIGSTOP)

    def go_on(self):
        self._daemon.send_signal(signal.SIGCONT)

    def stop(self):
        self._stop_daemon()
        if self._bus:
            self._bus.terminate()
            self._bus.wait()
            self._bus.stdout.close()
            del os.environ["DBUS_SESSION_BUS_ADDRESS"]
