"""Soft tokens that a test plugs and pulls in the window, by the rules of tests/faults (see faulty-rules.h)."""

import os
import pathlib
import tempfile

import listing
from cluster import FIRST, SECOND  # noqa: F401

FAULTY = pathlib.Path(os.environ["ETOKEN_CTL_BUILD"]) / "tests" / "faults" / "faulty-pkcs11.so"
PREFERENCES = listing.CONFIG / "preferences.conf"


class Tokens:
    """The faulty module is the only one, by the preferences; SoftHSM itself is not looked for. `env` is for the window."""

    def __init__(self, case):
        folder = tempfile.TemporaryDirectory()
        case.addCleanup(folder.cleanup)
        self.rules = pathlib.Path(folder.name) / "rules"
        self.log = self.rules.with_name("log")
        self.set()
        own = pathlib.Path(os.environ["HOME"]) / ".config" / "softhsm2" / "softhsm2.conf"
        own.parent.mkdir(parents=True, exist_ok=True)
        own.write_bytes(pathlib.Path(os.environ["SOFTHSM2_CONF"]).read_bytes())
        PREFERENCES.parent.mkdir(parents=True, exist_ok=True)
        PREFERENCES.write_text(f"[Tokens]\nmodules={FAULTY};\n")
        case.addCleanup(PREFERENCES.unlink)
        self.env = {"FAULTS_FILE": str(self.rules), "FAULTS_LOG": str(self.log), "SOFTHSM2_CONF": None}

    def set(self, text=""):
        """Other rules from now on."""
        new = self.rules.with_suffix(".new")
        new.write_text(text)
        new.rename(self.rules)

    def scans(self):
        """How often the window has begun to look at the tokens."""
        return sum(line.startswith("C_GetInfo ") for line in self.log.read_text().splitlines())

    def flags(self, value, name=FIRST):
        self.set(f"[tokens]\n{name}={value:#x}\n")

    def pull(self, *names):
        self.set("[tokens]\n" + "".join(f"{name}=gone\n" for name in names))
