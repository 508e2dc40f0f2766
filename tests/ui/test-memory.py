"""Memory does not grow while tokens come and go: more than a thousand plugs and pulls through the monitor and the page."""

import os
import pathlib
import sys
import time
import unittest

import cluster
import desktop
import mock_usb
import soft
from cluster import FIRST, SECOND

mock_usb.load()
WARM_UP, EVENTS = 800, 1400
# What the events in between may add. The heap finds its size: it grows until some 600 events (Debian 12) or 1200 (Debian
# 13, by less than 1.2 MB from 800 on), and then stays (seen up to 4,000). A token, a row or a helper that leaked each
# time would add far more, a row alone 4 MB.
GROWTH_KB = 2000


def written_kb(window):
    """What the process wrote, also what it shares with a child that is just being started. Not the libraries' pages:
    they become its own when another program with GTK ends."""
    lines = pathlib.Path(f"/proc/{window.process.pid}/smaps_rollup").read_text().splitlines()
    fields = dict(line.split(":") for line in lines[1:])
    return sum(int(fields[name].split()[0]) for name in ("Anonymous", "Swap"))


def settled_kb(window):
    """The least of some readings: what is being worked on goes away."""
    readings = []
    for _ in range(10):
        readings.append(written_kb(window))
        time.sleep(0.1)
    return min(readings)


class Memory(unittest.TestCase):
    def test_many_events(self):
        """Two events each time: one token is pulled and the other plugged. USB events make the monitor look at once."""
        tokens = soft.Tokens(self)
        bus = mock_usb.Bus()
        bus.plug(1, 0x0529, 0x0620)
        with desktop.Window(env=tokens.env) as window:
            window.wait_for("list item", FIRST)
            tokens.pull(SECOND)
            window.wait_gone("list item", SECOND)
            for n_events in range(0, EVENTS, 2):
                there, gone = (SECOND, FIRST) if n_events % 4 == 0 else (FIRST, SECOND)
                if n_events == WARM_UP:
                    before = settled_kb(window)
                tokens.pull(gone)
                bus.unplug(1)
                bus.plug(1, 0x0529, 0x0620)
                window.wait_for("list item", there)
                window.wait_gone("list item", gone)
            after = settled_kb(window)
            print(f"memory written after {WARM_UP} events {before} kB, after {EVENTS} events {after} kB", flush=True)
            self.assertLess(after - before, GROWTH_KB)
            # Not by keys: the accessibility bus is still busy with telling of all those rows.
            window.click("toggle button", "Main menu")
            window.click("push button", "Quit")
            window.wait_end()


if __name__ == "__main__":
    if os.environ["ETOKEN_CTL_SANITIZE"]:
        print("the address sanitizer keeps back what was freed, so that memory always grows")
        sys.exit(77)
    cluster.forget()
    unittest.main(verbosity=2)
