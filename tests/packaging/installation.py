"""`cmake --install` into a folder of its own."""

import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

SKIPPED = 77
SOURCE = pathlib.Path(os.environ["ETOKEN_CTL_SOURCE"])
BUILD = pathlib.Path(os.environ["ETOKEN_CTL_BUILD"])
PREFIX = "/usr"


def skip(reason):
    print(reason)
    sys.exit(SKIPPED)


def need(*programs):
    """Skips the test where one of the programs is missing."""
    for program in programs:
        if not shutil.which(program):
            skip(f"the program {program} is missing (packaging/install-packages test installs it)")


class Installation:
    """What `cmake --install` installs, in a folder that goes at the end; .root is its /."""

    def __init__(self, case):
        folder = tempfile.TemporaryDirectory(prefix="installed-")
        case.addClassCleanup(folder.cleanup)
        self.root = pathlib.Path(folder.name)
        subprocess.run(["cmake", "--install", BUILD, "--prefix", PREFIX], check=True, stdout=subprocess.DEVNULL,
                       env=dict(os.environ, DESTDIR=folder.name))

    def path(self, name):
        """The file that is installed as PREFIX/NAME."""
        return self.root / PREFIX.lstrip("/") / name
