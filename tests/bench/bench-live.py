"""How long it takes until the window shows that a token was plugged or pulled, and until it is closed while something
that it asked does not answer. Figures only, the machines are shared and noisy."""

import os
import socket
import statistics
import time
import unittest

import desktop
import listing
import soft
from cluster import FIRST, SECOND
from virtual_cards import cards

ROUNDS = 8
MONITOR_S = 0.5  # the tokens are looked at about this often: each round begins at another moment between two looks
NEVER_MS = 600000


def moments():
    """Spread over the time between two looks."""
    for index in range(ROUNDS):
        time.sleep(MONITOR_S * index / ROUNDS)
        yield index


def took_ms(act, wait):
    began = time.monotonic()
    act()
    wait()
    return 1000 * (time.monotonic() - began)


def show(what, values):
    print(f"{what}: {statistics.median(values):.0f} ms, at most {max(values):.0f} (median of {len(values)}, "
          f"{os.cpu_count()} cores)", flush=True)


class Bench(unittest.TestCase):
    def plug_and_pull(self, what, env, pull, plug):
        pulled, plugged = [], []
        with desktop.Window(env=env) as window:
            window.wait_for("list item", FIRST)
            window.wait_for("list item", SECOND)
            for _ in moments():
                pulled.append(took_ms(pull, lambda: window.wait_gone("list item", FIRST)))
                plugged.append(took_ms(plug, lambda: window.wait_for("list item", FIRST)))
        show(f"{what} pulled until it is not shown", pulled)
        show(f"{what} plugged until it is shown", plugged)

    def test_soft_tokens(self):
        tokens = soft.Tokens(self)
        cards("unplug", FIRST)  # which has the same certificate
        self.addCleanup(cards, "plug", FIRST)
        self.plug_and_pull("soft token", tokens.env, lambda: tokens.pull(FIRST), tokens.set)

    def test_cards(self):
        """From the call that pulls it, which waits for pcscd's look at its readers (0.4 s)."""
        self.plug_and_pull("virtual card", {"SOFTHSM2_CONF": None}, lambda: cards("unplug", FIRST),
                           lambda: cards("plug", FIRST))

    def test_closed_while_a_module_is_silent(self):
        tokens = soft.Tokens(self)
        tokens.set(f"[delays]\nC_GetSlotList={NEVER_MS}\n")
        closed = []
        for _ in range(ROUNDS):
            with desktop.Window(env=tokens.env) as window:
                window.widget("TokensPage.looking").wait_for_text("Looking for tokens …")
                closed.append(took_ms(lambda: None, window.close))
        show("closed while a module does not answer", closed)

    def test_closed_while_a_publisher_is_silent(self):
        silent = socket.create_server(("127.0.0.1", 0))
        self.addCleanup(silent.close)
        listing.save_publishers(hq=f"sftp://publisher@127.0.0.1:{silent.getsockname()[1]}/~/tftp/CTLFile.tlv")
        self.addCleanup(listing.forget)
        closed = []
        for _ in range(ROUNDS):
            with desktop.Window() as window:
                window.show_page("Publisher")
                window.click("push button", "Test the connection to hq")
                window.widget("BusyBar.step").wait_for_text("Connecting to 127.0.0.1 …")
                closed.append(took_ms(lambda: None, window.close))
        show("closed while a publisher does not answer", closed)


if __name__ == "__main__":
    unittest.main()
