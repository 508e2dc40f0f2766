"""What the tests of the publisher page share."""

import os
import pathlib
import shutil
import socket
import unittest
import urllib.parse

import cluster
import desktop
import keyring
from cluster import PUBLISHER_URL

BOOK = pathlib.Path(os.environ["XDG_CONFIG_HOME"]) / "etoken-ctl" / "publishers.conf"
IDENTITY = os.environ["SANDBOX_IDENTITY"]
FINGERPRINT = os.environ["SANDBOX_FINGERPRINT"]
PASSWORD = pathlib.Path(os.environ["SANDBOX_PASSWORD_FILE"]).read_text().strip()


def save(name="hq", login="key-file", **changes):
    """Puts a publisher into the address book behind the program's back."""
    url = urllib.parse.urlsplit(PUBLISHER_URL)
    values = {"host": url.hostname, "port": url.port, "user": url.username, "path": url.path, "login": login,
              "identity": IDENTITY, **changes}
    BOOK.parent.mkdir(exist_ok=True)
    BOOK.write_text("".join([f"[Publisher {name}]\n", *(f"{key}={value}\n" for key, value in values.items())]))


class PublisherCase(unittest.TestCase):
    def setUp(self):
        self.forget()
        self.addCleanup(self.forget)

    def forget(self):
        cluster.forget()
        BOOK.unlink(missing_ok=True)

    def open(self, **options):
        window = desktop.Window(**options)
        window.show_page("Publisher")
        return window

    def open_keyring(self):
        session = keyring.Session(own_bus=False)
        self.addCleanup(shutil.rmtree, pathlib.Path(os.environ["XDG_DATA_HOME"]) / "keyrings")
        self.addCleanup(session.stop)
        return session

    def press_test(self, window, answer=None):
        window.click("push button", "Test the connection to hq")
        if answer is not None:
            dialog = window.wait_for("dialog", "Unknown host key")
            window.widget("HostKeyDialog.heading").wait_for_text("Is this the host key of publisher 127.0.0.1?")
            self.assertEqual(desktop.text_of(window.widget("HostKeyDialog.fingerprint", root=dialog).wait()), FINGERPRINT)
            window.screenshot("host-key")
            window.click("push button", answer, root=dialog)

    def silent_server(self):
        """Takes connections and says nothing."""
        server = socket.create_server(("127.0.0.1", 0))
        self.addCleanup(server.close)
        save(port=server.getsockname()[1])
        return server
