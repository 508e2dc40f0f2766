"""`etoken-ctl tokens --watch`: soft tokens are pulled and plugged by the rules of tests/faults, with and without the
USB events that come with real ones. How long it takes until a line is there is told by tests/bench."""

import json
import os
import pathlib
import select
import signal
import subprocess
import tempfile
import time
import unittest

import mock_usb
import program
from program import CANCELLED

mock_usb.load()
FAULTY = pathlib.Path(os.environ["ETOKEN_CTL_BUILD"]) / "tests" / "faults" / "faulty-pkcs11.so"
FIRST, SECOND = "SAST-ADN0054f509", "SAST-ADN008580ef"
PATIENCE_S = 20
ROUNDS = 2


class HotPlug(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.rules = pathlib.Path(folder.name) / "rules"
        self.set_rules("")
        self.bus = mock_usb.Bus()

    def set_rules(self, text):
        new = self.rules.with_suffix(".new")
        new.write_text(text)
        new.rename(self.rules)

    def start(self, *arguments):
        watch = program.start("tokens", "--watch", "--module", FAULTY, *arguments, env={"FAULTS_FILE": str(self.rules)})
        self.addCleanup(watch.wait)
        self.addCleanup(watch.kill)
        self.unread = b""
        return watch

    def line(self, watch):
        deadline = time.monotonic() + PATIENCE_S
        while b"\n" not in self.unread:
            ready, _, _ = select.select([watch.stdout], [], [], max(0, deadline - time.monotonic()))
            self.assertTrue(ready, "nothing more was printed in time")
            more = os.read(watch.stdout.fileno(), 65536)
            self.assertTrue(more, "it ended")
            self.unread += more
        line, self.unread = self.unread.split(b"\n", 1)
        return line.decode()

    def event(self, watch):
        event = json.loads(self.line(watch))
        return event["event"], event.get("token", {}).get("name")

    def end(self, watch):
        """Ctrl-C, and no helper stays behind."""
        children = subprocess.run(["pgrep", "-P", str(watch.pid)], capture_output=True, text=True, check=True).stdout.split()
        self.assertEqual(len(children), 1)
        watch.send_signal(signal.SIGINT)
        rest, err = watch.communicate(timeout=PATIENCE_S)
        self.assertEqual(watch.returncode, CANCELLED)
        self.assertEqual(rest, b"")
        helper = pathlib.Path(f"/proc/{children[0]}")
        deadline = time.monotonic() + PATIENCE_S
        while helper.exists() and time.monotonic() < deadline:
            time.sleep(0.01)
        self.assertFalse(helper.exists(), helper.exists() and (helper / "status").read_text())
        return err.decode()

    def test_text(self):
        watch = self.start()
        self.assertRegex(self.line(watch), rf"^\d{{4}}-\d\d-\d\d \d\d:\d\d:\d\d  present    {FIRST}  \(SoftHSM project ")
        self.assertRegex(self.line(watch), f"  present    {SECOND}  ")
        self.set_rules(f"[tokens]\n{SECOND}=gone\n")
        self.assertRegex(self.line(watch), f"  unplugged  {SECOND}  ")
        self.set_rules(f"[tokens]\n{FIRST}=0x40000\n")
        lines = sorted([self.line(watch), self.line(watch)], key=lambda line: FIRST in line)
        self.assertRegex(lines[0], f"  plugged    {SECOND}  ")
        self.assertRegex(lines[1], f"  changed    {FIRST}  .* The token is locked for good")
        self.assertIn("Watching 1 PKCS#11 module; Ctrl-C ends.", self.end(watch))

    def test_plug_and_pull(self):
        self.plug_and_pull(plug=lambda: None, unplug=lambda: None)

    def test_with_usb_events(self):
        self.plug_and_pull(plug=lambda: self.bus.plug(1, 0x0529, 0x0620), unplug=lambda: self.bus.unplug(1))

    def plug_and_pull(self, plug, unplug):
        """Each once, in its order, and nothing else."""
        plug()
        watch = self.start("--json")
        for expected in (("present", FIRST), ("present", SECOND), ("ready", None)):
            self.assertEqual(self.event(watch), expected)
        for _ in range(ROUNDS):
            for rules, event, act in ((f"[tokens]\n{FIRST}=gone\n", "unplugged", unplug), ("", "plugged", plug)):
                self.set_rules(rules)
                act()
                self.assertEqual(self.event(watch), (event, FIRST))
        self.end(watch)

    def test_module_that_dies(self):
        watch = self.start("--json")
        for _ in range(3):
            self.event(watch)
        helper = subprocess.run(["pgrep", "-P", str(watch.pid)], capture_output=True, text=True, check=True).stdout
        os.kill(int(helper), signal.SIGKILL)
        self.assertEqual(self.event(watch)[0], "failed")
        self.set_rules(f"[tokens]\n{FIRST}=gone\n")
        self.assertEqual(self.event(watch), ("unplugged", FIRST))
        self.assertIn("crashed (signal 9)", self.end(watch))

    def test_terminal(self):
        with program.Terminal("tokens", "--watch", "--module", FAULTY, env={"FAULTS_FILE": str(self.rules)}) as terminal:
            terminal.expect("Ctrl-C ends.")
            terminal.press("C")
            terminal.wait(status=CANCELLED)


if __name__ == "__main__":
    unittest.main()
