"""The virtual cards of a world that `sandbox run --cards` made, as a person has them in hand."""

import os
import pathlib
import subprocess

CARDS = pathlib.Path(os.environ["SANDBOX_CARDS"])


def cards(*arguments):
    """Plugs, pulls, stops the service: see tests/sandbox/cards."""
    subprocess.run([os.environ["SANDBOX_CARDS_COMMAND"], *arguments], check=True, stdin=subprocess.DEVNULL,
                   stdout=subprocess.DEVNULL)


def tries_left(name):
    """Of the card's password, as the card itself counts."""
    return int((CARDS / name / "tries").read_text())
