"""`etoken-ctl tokens --watch` through OpenSC and pcscd, on virtual cards that are really pulled and plugged."""

import json
import os
import signal
import time
import unittest

import program
from cluster import FIRST, SECOND
from program import CANCELLED
from virtual_cards import CARDS, cards


class HotPlug(unittest.TestCase):
    def setUp(self):
        self.watch = program.start("tokens", "--watch", "--json", "--module", os.environ["SANDBOX_CARDS_MODULE"])
        self.addCleanup(self.watch.communicate)
        self.addCleanup(self.watch.kill)
        self.expect(("present", FIRST), ("present", SECOND), ("ready", None))

    def event(self):
        event = json.loads(self.watch.stdout.readline())
        return event["event"], event.get("token", {}).get("name")

    def expect(self, *events):
        self.assertEqual([self.event() for _ in events], list(events))

    def expect_in_any_order(self, *events):
        """For cards that come or go by themselves: the service may see either one first."""
        self.assertCountEqual([self.event() for _ in events], events)

    def tearDown(self):
        self.watch.send_signal(signal.SIGINT)
        self.assertEqual(self.watch.wait(), CANCELLED)

    def test_plug_and_pull(self):
        for action in ("unplug", "plug"):
            cards(action, FIRST)
            self.expect((f"{action}ged", FIRST))

    def test_idle_cards_are_left_alone(self):
        logs = [CARDS / name / "log" for name in (FIRST, SECOND)]
        before = [log.stat().st_size for log in logs]
        time.sleep(3)
        self.assertEqual([log.stat().st_size for log in logs], before)

    def test_service_restarts(self):
        cards("stop-pcscd")
        self.expect_in_any_order(("unplugged", FIRST), ("unplugged", SECOND))
        cards("start-pcscd")
        self.expect_in_any_order(("plugged", FIRST), ("plugged", SECOND))


if __name__ == "__main__":
    unittest.main()
