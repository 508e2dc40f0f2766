"""How long after a token was plugged or pulled `etoken-ctl tokens --watch` prints its line. Figures only, the machines are
shared and noisy."""

import json
import os
import pathlib
import signal
import statistics
import tempfile
import time

import mock_usb
import program
from cluster import FIRST, SECOND
from virtual_cards import cards

mock_usb.load()
FAULTY = pathlib.Path(os.environ["ETOKEN_CTL_BUILD"]) / "tests" / "faults" / "faulty-pkcs11.so"
ROUNDS = 10
SCAN_S = 0.4  # the modules are asked about this often: each round begins at another moment between two scans


class Watch:
    """The program, which has shown what is there."""

    def __init__(self, module, env=None):
        self.process = program.start("tokens", "--watch", "--json", "--module", module, env=env)
        for name in (FIRST, SECOND):
            self.expect("present", name)
        self.expect("ready", None)

    def expect(self, event, name):
        line = json.loads(self.process.stdout.readline())
        assert (line["event"], line.get("token", {}).get("name")) == (event, name), line

    def close(self):
        self.process.send_signal(signal.SIGINT)
        self.process.communicate()


def measure(what, watch, unplug, plug):
    took = []
    for number in range(ROUNDS):
        for act, event in ((unplug, "unplugged"), (plug, "plugged")):
            time.sleep(SCAN_S + SCAN_S * number / ROUNDS)
            began = time.monotonic()
            act()
            watch.expect(event, FIRST)
            took.append(1000 * (time.monotonic() - began))
    watch.close()
    print(f"{what}: a line after {statistics.mean(took):.0f} ms (median {statistics.median(took):.0f}, "
          f"at most {max(took):.0f}, {len(took)} times)", flush=True)


def measure_soft_tokens(rules, bus):
    """The rules of tests/faults hide a token, and show it again."""
    def hide(gone):
        new = rules.with_suffix(".new")
        new.write_text(f"[tokens]\n{FIRST}=gone\n" if gone else "")
        new.rename(rules)

    def unplug():
        hide(True)
        bus.unplug(1)

    def plug():
        hide(False)
        bus.plug(1, 0x0529, 0x0620)

    hide(False)
    env = {"FAULTS_FILE": str(rules)}
    measure("without USB events", Watch(FAULTY, env), lambda: hide(True), lambda: hide(False))
    bus.plug(1, 0x0529, 0x0620)
    measure("with USB events", Watch(FAULTY, env), unplug, plug)


def main():
    with tempfile.TemporaryDirectory() as folder:
        measure_soft_tokens(pathlib.Path(folder) / "rules", mock_usb.Bus())
    measure("through pcscd", Watch(os.environ["SANDBOX_CARDS_MODULE"]), lambda: cards("unplug", FIRST),
            lambda: cards("plug", FIRST))


main()
