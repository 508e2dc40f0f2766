"""What a quick run leaves out of a test that tries many cases of one kind; `./check --full` sets CTL_CHECK_FULL=1.

    @speed.full_only             # this case is one of many, or what it shows is decided, and tested, in process
    for n in range(1, last, speed.step(7)):   # every case, or every seventh
"""

import os
import unittest

FULL = os.environ.get("CTL_CHECK_FULL") == "1"

full_only = unittest.skipUnless(FULL, "only in the full run (CTL_CHECK_FULL=1)")


def step(quick):
    """1 in the full run, else QUICK."""
    return 1 if FULL else quick
