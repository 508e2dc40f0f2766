"""etoken-ctl-gtk beside a GTK 3 + libhandy hello-world: from the start until its window is shown and the program answers
to accessibility, and the memory that it has when its page is there. Taken in turns in the same run."""

import os
import pathlib
import statistics
import subprocess
import sys
import time

import desktop

ROUNDS = 15
HELLO = pathlib.Path(os.environ["ETOKEN_CTL_BUILD"]) / "bin" / "hello-window"


def memory_kb(pid):
    """What the process keeps for itself, and its share of what it shares."""
    lines = pathlib.Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    fields = dict(line.split(":") for line in lines[1:])
    return tuple(int(fields[name].split()[0]) for name in ("Pss", "Rss"))


def children(node):
    node.clear_cache()
    return [node.get_child_at_index(index) for index in range(node.get_child_count())]


def is_shown(node):
    return node is not None and desktop.is_(node, desktop.Atspi.StateType.SHOWING)


def measure(program, role, name):
    """Milliseconds until the window is shown; then, with something of this role and name in it, PSS and RSS in kB."""
    desktop.PROGRAM = program
    started = time.monotonic()
    window = desktop.Window(env={"GTK_MODULES": None})  # nothing of the tests' own in it
    window.wait(lambda: any(is_shown(child) for child in children(window.application)), "a window")
    elapsed = 1000 * (time.monotonic() - started)
    window.wait_for(role, name)
    time.sleep(0.5)  # until nothing moves any more
    pss, rss = memory_kb(window.process.pid)
    window.process.kill()
    window.process.wait()
    window.process.stderr.close()
    return elapsed, pss, rss


def main():
    ours, hello = [], []
    measure(HELLO, "label", "Hello, world")  # the accessibility bus starts with the first window
    program = pathlib.Path(os.environ["ETOKEN_CTL_BUILD"]) / "bin" / "etoken-ctl-gtk"
    for _ in range(ROUNDS):
        ours.append(measure(program, "label", "SAST-"))
        hello.append(measure(HELLO, "label", "Hello, world"))
    for title, unit, column in (("start to usable window", "ms", 0), ("PSS", "kB", 1), ("RSS", "kB", 2)):
        us, them = (statistics.median(run[column] for run in runs) for runs in (ours, hello))
        print(f"{title}: etoken-ctl-gtk {us:.0f} {unit}, hello-world {them:.0f} {unit}: {us / them:.2f} times "
              f"(median of {ROUNDS} runs each, in turns, {os.cpu_count()} cores)")


if __name__ == "__main__":
    sys.exit(main())
