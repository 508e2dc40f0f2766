"""The udev rules: udev's own parser has nothing to say against them, and mocked devices show whom they match.

`udevadm test` runs in a mount namespace with a /run of its own, since it writes there. Needs root and umockdev.
"""

import os
import pathlib
import re
import shutil
import subprocess
import sys
import unittest

SKIPPED = 77
NAME = "70-etoken-ctl.rules"
RULES = pathlib.Path(os.environ["ETOKEN_CTL_BUILD"]) / "udev" / NAME
TABLE = pathlib.Path(os.environ["ETOKEN_CTL_SOURCE"]) / "udev" / "devices.txt"
OTHERS = {"0529:0001": "a HASP dongle", "0529:0003": "another HASP dongle", "08e6:3437": "a smart card reader",
          "1d6b:0002": "a root hub", "0620:0529": "an eToken's numbers the wrong way round"}
COMPLAINT = re.compile(r"invalid|unknown|ignoring|missing|failed to parse|unexpected", re.IGNORECASE)


def table_ids():
    lines = [line for line in TABLE.read_text().splitlines() if line and not line.startswith("#")]
    return [line.split()[0] for line in lines]


def describe(device_id, devtype="usb_device"):
    """A device in umockdev's words."""
    vendor, product = device_id.split(":")
    return (f"P: /devices/pci0000:00/usb1/1-1\nN: bus/usb/001/011\nE: SUBSYSTEM=usb\nE: DEVTYPE={devtype}\n"
            f"E: DEVNAME=/dev/bus/usb/001/011\nE: MAJOR=189\nE: MINOR=10\nE: PRODUCT={vendor}/{product}/200\n"
            f"A: idVendor={vendor}\nA: idProduct={product}\nA: busnum=1\nA: devnum=11\nA: dev=189:10\n")


class Rules(unittest.TestCase):
    def setUp(self):
        rules = pathlib.Path("/run/udev/rules.d")
        rules.mkdir(parents=True, exist_ok=True)
        self.installed = rules / NAME
        shutil.copy(RULES, self.installed)

    def udev(self, device_id, action="add", **more):
        """What udev makes of the device: all that `udevadm test` says. The summary at its end is laid out differently
        since systemd 257, with headings, and systemd 262 quotes what a rule sets."""
        for remembered in ("data", "tags"):
            shutil.rmtree(f"/run/udev/{remembered}", ignore_errors=True)
        testbed = UMockdev.Testbed.new()
        testbed.add_from_string(describe(device_id, **more))
        done = subprocess.run(["udevadm", "test", f"--action={action}", "/devices/pci0000:00/usb1/1-1"],
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=True)
        return done.stdout

    def is_given(self, *arguments, **more):
        said = self.udev(*arguments, **more)
        tagged = re.search(r"^ *CURRENT_TAGS=.*:uaccess:", said, re.M) is not None
        mode = re.search(rf'{NAME}:\d+ MODE(?: |=")0(\d+)', said)
        self.assertEqual(tagged, mode is not None, said)
        if tagged:
            self.assertEqual(mode.group(1), "660", said)
            self.assertIn("uaccess", re.search(r"^(?:run: '| *RUN\{builtin\} : )(.*)", said, re.M).group(1), said)
            self.assertIsNone(re.search(rf"{NAME}:\d+ (GROUP|OWNER)", said), said)
        return tagged

    def complaints(self):
        said = self.udev("0529:0620")
        return [line for line in said.splitlines() if NAME in line and COMPLAINT.search(line)]

    def test_parser_is_content(self):
        self.assertEqual(self.complaints(), [])
        text = self.installed.read_text()
        for good, bad in (("MODE=", "XMODE="), ('GOTO="etoken_ctl_end"', 'GOTO="nowhere"')):
            self.installed.write_text(text.replace(good, bad))
            self.assertNotEqual(self.complaints(), [], f"udev says nothing against {bad}")

    def test_commas(self):
        """What udev's parser does not mind: a forgotten comma."""
        for line in RULES.read_text().splitlines():
            if line and not line.startswith("#"):
                self.assertRegex(line, r'^[A-Z]+(\{\w+\})?[!=+]=?"[^"]+"(, [A-Z]+(\{\w+\})?[!=+]=?"[^"]+")*$')

    def test_every_etoken(self):
        ids = table_ids()
        self.assertEqual(len(ids), 18)
        for device_id in ids:
            with self.subTest(device_id):
                self.assertTrue(self.is_given(device_id))

    def test_others(self):
        for device_id, what in OTHERS.items():
            with self.subTest(what):
                self.assertFalse(self.is_given(device_id))
        self.assertFalse(self.is_given("0529:0620", devtype="usb_interface"))

    def test_later_events_keep_the_access(self):
        for action in ("bind", "change"):
            with self.subTest(action):
                self.assertTrue(self.is_given("0529:0620", action))
        self.assertFalse(self.is_given("0529:0620", "remove"))

    def test_hasp_is_refused_by_the_generator(self):
        table = pathlib.Path("/run/devices.txt")
        for line in ("0529:0001 own HASP", "0529:0620 ccid A\n0529:0600 own B", "0529:62 ccid C", "nonsense", "#"):
            table.write_text(line + "\n")
            done = subprocess.run(["cmake", "-D", f"TABLE={table}", "-D", "RULES=/run/r", "-D", "MODELS=/run/m",
                                   "-P", TABLE.parent / "generate.cmake"], capture_output=True, check=False)
            self.assertNotEqual(done.returncode, 0, line)
        self.assertFalse(pathlib.Path("/run/r").exists())


def skip(reason):
    print(reason)
    sys.exit(SKIPPED)


def enter_namespace():
    if os.geteuid() != 0:
        skip("it has to be started as root, since it makes a mount namespace of its own")
    for program in ("udevadm", "umockdev-wrapper", "unshare"):
        if not shutil.which(program):
            skip(f"the program {program} is missing (packaging/install-packages test installs it)")
    namespace = ["unshare", "--mount", "--propagation", "private"]
    if subprocess.run([*namespace, "true"], stderr=subprocess.DEVNULL, check=False).returncode != 0:
        skip("this machine does not let root make namespaces (a container without CAP_SYS_ADMIN?)")
    inside = ["sh", "-c", 'mount -t tmpfs none /run && exec umockdev-wrapper "$@"', "sh", sys.executable, __file__,
              "inside"]
    os.execvp("unshare", namespace + inside)


if sys.argv[1:] != ["inside"]:
    enter_namespace()
try:
    import gi
    gi.require_version("UMockdev", "1.0")
    from gi.repository import UMockdev
except (ImportError, ValueError) as error:
    skip(f"umockdev cannot be used from Python: {error}")
unittest.main(argv=[sys.argv[0]])
