"""Platform CLIs that misbehave, for test-hostile.py."""

import asyncio

import program
from hostile_rows import CLI, NASTY, row
from hostile_sftp import Behaviour


def cli(name, shell, status=(program.NO, program.NETWORK), says=None, interrupt=False):
    row(name, CLI, lambda: Behaviour(shell=shell), status, says, interrupt)


def answers_with(text):
    """A CLI that answers each command with TEXT and then the prompt."""
    async def shell(process, _behaviour):
        process.stdout.write(b"\r\nadmin:")
        while True:
            line = await process.stdin.readuntil(b"\r")
            process.stdout.write(line + b"\n" + (text if b"pagination" not in line else b"") + b"\r\nadmin:")
    return shell


def at_command(then):
    """A CLI that goes wrong in the first command that shows something."""
    async def shell(process, behaviour):
        process.stdout.write(b"\r\nadmin:")
        while b"pagination" in (line := await process.stdin.readuntil(b"\r")):
            process.stdout.write(line + b"\nadmin:")
        await then(process, behaviour)
    return shell


def says_on_and_on(text, pause=0, stuck=True):
    async def then(process, behaviour):
        while True:
            process.stdout.write(text)
            await process.stdout.drain()
            if stuck:
                behaviour.stuck.set()
            await asyncio.sleep(pause)
    return then


def asks_on_and_on(text):
    async def then(process, behaviour):
        while True:
            process.stdout.write(text)
            await process.stdin.read(1)
            behaviour.stuck.set()
    return then


async def says_nothing(process, behaviour):
    behaviour.stuck.set()
    await process.stdin.read(1)


async def ends(process, _behaviour):
    process.exit(1)


SHOW_CTL = ("Length of CTL file: 5728\r\nThe CTL File was last modified on Fri Mar 06\r\n{0}\r\nCTL Record #:1\r\n"
            "3 SUBJECTNAME 20 cn={0}\r\nThis etoken was used to sign the CTL file.\r\nThe CTL file was verified successfully.\r\n"
            "ClusterSecurityMode 1\r\nActive Master Version: 10.5.1.10000-7\r\n")

cli("cli-endless", at_command(says_on_and_on(b"CTL Record\r\n" * 1000)), program.NETWORK, "does not come to an end")
cli("cli-endless-line", at_command(says_on_and_on(b"x" * 16384)), program.NETWORK, "does not come to an end")
cli("cli-slow", at_command(says_on_and_on(b".", 0.2)), interrupt=True)
cli("cli-silent", at_command(says_nothing), interrupt=True)
cli("cli-no-prompt", says_nothing, interrupt=True)
cli("cli-slow-banner", says_on_and_on(b"Warning\r\n", 0.2), interrupt=True)
cli("cli-endless-banner", says_on_and_on(b"Warning\r\n" * 1000), program.NETWORK, "does not come to an end")
cli("cli-asks", at_command(asks_on_and_on(b"Continue? (y/n):")), interrupt=True)
cli("cli-pages", at_command(asks_on_and_on(b"\rPress <enter> for 1 line, <space> for one page, or <q> to quit")),
    interrupt=True)
cli("cli-ends", ends, program.NETWORK)
cli("cli-ends-in-command", at_command(ends), program.NETWORK)
cli("cli-nasty", answers_with(SHOW_CTL.format(NASTY).encode()), (0, program.NO, program.NETWORK))
cli("cli-nasty-failure", answers_with(b"Executed command unsuccessfully\r\n" + NASTY.encode()), program.NETWORK)
cli("cli-no-text", answers_with(b"\0\xff\xfe\x80" * 1000), program.NETWORK)
cli("cli-long-line", answers_with(b"A B " * 100000), program.NETWORK)
cli("cli-many-nodes", answers_with(b"".join(b"10.0.%d.%d a a Subscriber callmanager DBSub\r\n" % (i >> 8, i & 255)
                                             for i in range(5000))), program.NETWORK)
cli("cli-huge-numbers",
    answers_with(b"Length of CTL file: 99999999999999999999999\r\nActive Master Version: " + b"9" * 1000 +
                                     b".1\r\nClusterSecurityMode 1\r\n"), program.NETWORK)
