"""USB devices that umockdev makes up, for tests that run under umockdev-wrapper."""

import os
import subprocess
import sys

SKIPPED = 77
HUB = ("P: /devices/pci0000:00/usb1\nN: bus/usb/001/001\nE: SUBSYSTEM=usb\nE: DEVTYPE=usb_device\nE: BUSNUM=001\n"
       "E: DEVNUM=001\nE: DEVNAME=/dev/bus/usb/001/001\nE: MAJOR=189\nE: MINOR=0\nE: PRODUCT=1d6b/2/602\n"
       "A: idVendor=1d6b\nA: idProduct=0002\nA: busnum=1\nA: devnum=1\nA: bConfigurationValue=1\nA: speed=480\n"
       "H: descriptors=12010002090000406b1d020006020301010009021900010100e0000904000001090000000705810304000c\n")


def skip(reason):
    print(reason)
    sys.exit(SKIPPED)


def load():
    """Finds out whether this works here, and ends the test with the reason when it does not."""
    global UMockdev
    try:
        import gi
        gi.require_version("UMockdev", "1.0")
        from gi.repository import UMockdev
    except (ImportError, ValueError) as error:
        skip(f"umockdev cannot be used from Python: {error}")
    if "umockdev" not in os.environ.get("LD_PRELOAD", ""):
        skip("it does not run under umockdev-wrapper")
    needed = subprocess.run(["readelf", "--dynamic", os.environ["ETOKEN_CTL"]], capture_output=True, text=True, check=True)
    if "[libasan.so" in needed.stdout:
        skip("gcc's shared address sanitizer and umockdev both want to be loaded first; clang's works")


class Bus:
    """A bus with nothing plugged in; made new, the devices of the last one are gone."""

    def __init__(self):
        self.testbed = UMockdev.Testbed.new()
        os.environ["UMOCKDEV_DIR"] = self.testbed.get_root_dir()  # set behind Python's back
        self.testbed.add_from_string(HUB)

    def plug(self, port, vendor, product, driver=None, authorized=1):
        """Plugs a device in at 1-PORT, whose interface DRIVER holds ("usbfs" is a process)."""
        address, place = port + 10, f"/devices/pci0000:00/usb1/1-{port}"
        ids = bytes([vendor & 255, vendor >> 8, product & 255, product >> 8]).hex()
        self.testbed.add_from_string(
            f"P: {place}\nN: bus/usb/001/{address:03}\nE: SUBSYSTEM=usb\nE: DEVTYPE=usb_device\nE: BUSNUM=001\n"
            f"E: DEVNUM={address:03}\nE: DEVNAME=/dev/bus/usb/001/{address:03}\nE: MAJOR=189\nE: MINOR={address - 1}\n"
            f"E: PRODUCT={vendor:x}/{product:x}/200\nA: idVendor={vendor:04x}\nA: idProduct={product:04x}\nA: busnum=1\n"
            f"A: devnum={address}\nA: devpath={port}\nA: bConfigurationValue=1\nA: authorized={authorized}\nA: speed=12\n"
            f"H: descriptors=1201100100000008{ids}00020102000109021200010100803209040000000b000000\n")
        if driver:
            self.testbed.add_from_string(
                f"P: {place}/1-{port}:1.0\nE: SUBSYSTEM=usb\nE: DEVTYPE=usb_interface\nE: DRIVER={driver}\n"
                f"A: bInterfaceClass=0b\nL: driver=../../../../../bus/usb/drivers/{driver}\n")

    def unplug(self, port):
        place = f"/sys/devices/pci0000:00/usb1/1-{port}"
        self.testbed.uevent(place, "remove")
        self.testbed.remove_device(place)
