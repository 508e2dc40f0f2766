"""An eToken that is plugged in but that no driver shows: the tokens page says why, and what helps. USB devices come from
umockdev, a socket stands in for pcscd."""

import unittest

import cluster
import desktop
import mock_usb
from cluster import FIRST

mock_usb.load()


class Hidden(unittest.TestCase):
    def setUp(self):
        self.bus = mock_usb.Bus()

    def test_command_that_helps(self):
        with desktop.Window() as window:
            window.widget("TokenRow.name").wait_for_text(FIRST)
            self.bus.plug(1, 0x0529, 0x0620)
            window.widget("HiddenTokenRow.message").wait_for_text(
                "is plugged in, but no PKCS#11 module shows it: pcscd, the smart card service, is not")
            window.widget("HiddenTokenRow.step").wait_for_text('Run "sudo ')
            window.screenshot("hidden-token")
            window.click("push button", "Copy command")
            window.wait_for("push button", "Copied")
            self.assertIsNone(window.find("push button", "Choose a driver"))
            self.bus.unplug(1)
            window.wait_gone("push button", "Copied")


if __name__ == "__main__":
    cluster.forget()
    unittest.main(verbosity=2)
