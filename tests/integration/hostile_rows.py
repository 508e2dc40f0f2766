"""A table of servers that misbehave, one way each; test-hostile.py tells what has to be true of all of them."""

import program

# What moves a cursor, sets a title, clears the screen, colours, and hides or turns round what follows.
NASTY = "\x1b]0;owned\x07\x1b[2J\x1b[31m\r\x08\x9b5n\u202e\u2066\u200b\u2028x"

# How the program comes to the server.
PUSH, FETCH, CLI, HTTP, TFTP, TVS = "push", "fetch", "status", "http", "tftp", "verify"

# It may end in each of these ways where a row does not say more.
FAILED = (program.NO, program.NETWORK, program.DAMAGED)

ROWS = {}


class Row:
    """MAKE is called for the server: a Behaviour of hostile_sftp.py, or one with a port of its own. STATUS is an exit status
    or several, SAYS stands in what is said. INTERRUPT: Ctrl-C when the program waits for a server that does not go on (True),
    or after a second if it still runs then (None). OLD: the publisher has a list. CHECK(server) has to be true in the end."""

    def __init__(self, how, make, status=FAILED, says=None, interrupt=False, old=True, password=None, check=None):
        self.how, self.make, self.says, self.interrupt = how, make, says, interrupt
        self.status = (program.CANCELLED,) if interrupt else (status,) if isinstance(status, int) else status
        if interrupt is None:
            self.status += (program.CANCELLED,)
        self.old, self.password, self.check = old, password, check


def row(name, *arguments, **options):
    assert name not in ROWS, name
    ROWS[name] = Row(*arguments, **options)
