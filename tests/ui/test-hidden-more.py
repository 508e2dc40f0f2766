"""Other reasons why an eToken that is plugged in is not shown, and a device that is none. See test-hidden.py."""

import os
import pathlib
import socket
import unittest
import unittest.mock

import cluster
import desktop
import mock_usb
from cluster import FIRST

mock_usb.load()


class Hidden(unittest.TestCase):
    def setUp(self):
        self.bus = mock_usb.Bus()

    def pcscd(self):
        path = pathlib.Path("/run/pcscd/pcscd.comm")
        path.parent.mkdir(exist_ok=True)
        listener = socket.socket(socket.AF_UNIX)
        listener.bind(str(path))
        listener.listen(16)
        self.addCleanup(path.unlink)
        self.addCleanup(listener.close)
        # What the modules ask it is answered by a stand-in of libpcsclite.
        build = pathlib.Path(os.environ["ETOKEN_CTL_BUILD"])
        patch = unittest.mock.patch.dict(os.environ, {"LD_LIBRARY_PATH": str(build / "tests/faults/pcsclite")})
        patch.start()
        self.addCleanup(patch.stop)

    def test_driver_to_choose(self):
        self.pcscd()
        with desktop.Window(env={"SOFTHSM2_CONF": None}) as window:
            window.widget("TokensPage.empty", role="panel").wait_for_text("No token is plugged in")
            self.bus.plug(1, 0x0529, 0x0600)
            window.widget("HiddenTokenRow.message").wait_for_text("no PKCS#11 module on this machine can read it")
            window.widget("HiddenTokenRow.step").wait_for_text("SafeNet Authentication Client 10.0")
            window.resize(800, 500)
            window.screenshot("hidden-token-800x500")
            window.click("push button", "Choose a driver")
            window.wait_for("dialog", "Preferences")
            window.dismiss("dialog", "Preferences")
            window.click("push button", "Look again")
            window.widget("HiddenTokenRow.message").wait_for_text("no PKCS#11 module on this machine can read it")

    def test_there_before_the_window(self):
        self.bus.plug(1, 0x0529, 0x0514, driver="cdc_acm")
        with desktop.Window() as window:
            window.widget("HiddenTokenRow.message").wait_for_text("the kernel driver cdc_acm holds it")

    def test_no_etoken(self):
        """A HASP dongle of the same maker is nothing to us, when an eToken that was plugged in later is told of."""
        with desktop.Window() as window:
            window.widget("TokenRow.name").wait_for_text(FIRST)
            self.bus.plug(1, 0x0529, 0x0001)
            self.bus.plug(2, 0x0529, 0x0620)
            window.widget("HiddenTokenRow.message").wait_for_text("no PKCS#11 module shows it")
            self.assertEqual(len(window.widget("HiddenTokenRow.message").all()), 1)


if __name__ == "__main__":
    cluster.forget()
    unittest.main(verbosity=2)
