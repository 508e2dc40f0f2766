"""Servers as people have them, for test-hostile.py: with text where none belongs, without SFTP, with an expired password, with
a second factor, and those with which all is well."""

import asyncio

import program
from hostile_rows import CLI, FETCH, NASTY, PUSH, row
from hostile_rows_cli import SHOW_CTL, answers_with
from hostile_sftp import Behaviour, asyncssh


def server(name, how=FETCH, status=program.NETWORK, says=None, password=None, **behaviour):
    row("server-" + name, how, lambda: Behaviour(**behaviour), status, says, password=password)


# --- SFTP ---


def before(text):
    """A start-up file of the account that prints something."""
    return lambda process: process.write(text)


def instead(text):
    """An account that is closed: OpenSSH's server says so on the other stream."""
    def refuse(process):
        process.write_stderr(text)
        process.exit(1)
        process.gone = True
    return refuse


START_UP = "where SFTP has to begin; as a rule a start-up file of the account does that"
EXPIRED = "the password has expired; change it by a login of your own"

server("good", PUSH, 0)
server("text", says=f'writes "Welcome to cucm-pub" {START_UP}', sftp=before(b"Welcome to cucm-pub\n"))
server("text-line-ends", says=f'writes "Last login: today" {START_UP}', sftp=before(b"\r\n\r\n\r\nLast login: today\r\n"))
server("text-nasty", PUSH, says=START_UP, sftp=before(NASTY.encode() * 100))
server("no-sftp", says="the login succeeded, but the server has no SFTP for this account", sftp=False)
server("closed", says='SFTP cannot be started; the server writes "This account is closed."',
       sftp=instead(b"This account is closed.\n"))
server("expired", says=EXPIRED + ' (the server writes "WARNING: Your password has expired. Password change required',
       sftp=instead(b"WARNING: Your password has expired.\nPassword change required but no TTY available.\n"))


# --- logins ---


class Password:
    """Takes this one."""

    asks = True

    def __init__(self, right):
        self.right = right

    def begin(self, _conn, _behaviour):
        pass

    def check_password(self, password):
        return password == self.right


class Factors(Password):
    """Asks for the password, then for a code."""

    def __init__(self, *questions):
        self.left = list(questions)

    def challenge(self):
        return ("", "", "", [(self.left.pop(0), False)]) if self.left else True

    check_password = None


class Expired(Password):
    """Wants a new one."""

    def check_password(self, password):
        raise asyncssh.PasswordChangeRequired("Your password has expired. New password: ")


server("password", PUSH, 0, password="right", auth=Password("right"))
server("password-wrong", PUSH, says="was refused; the server offers: password", password="wrong", auth=Password("right"))
server("asks", PUSH, 0, password="right", auth=Factors("Password: "))
server("second-factor", status=program.USAGE, says="somebody has to answer what the server asks", password="right",
       auth=Factors("Password: ", "Code: "))
server("password-again", says="the password of server-password-again@127.0.0.1 is wrong", password="wrong",
       auth=Factors("Password: ", "Password: "))
server("new-password", says="the password of server-new-password@127.0.0.1 has expired; change it by a login of your own",
       password="right", auth=Expired("right"))


# --- the platform CLI ---


def says_and(text, end):
    async def shell(process, _behaviour):
        process.write(text)
        if end:
            process.exit(1)
            process.gone = True
        else:
            await process.stdin.read()
    return shell


def after_line_end(shell):
    """A CLI that shows its first prompt only then."""
    async def wait(process, behaviour):
        await process.stdin.readuntil(b"\r")
        await shell(process, behaviour)
    return wait


# Nobody says which nodes the cluster has, nor a checksum of the list, hence the status.
SHOWN = answers_with(SHOW_CTL.format("").encode())
ANSWERED = "List     5728 bytes, verified by the node"

server("cli-good", CLI, program.NETWORK, ANSWERED, shell=SHOWN)
server("cli-prompt-after-line-end", CLI, program.NETWORK, ANSWERED, shell=after_line_end(SHOWN))
def asks_like_a_shell(prompt):
    async def shell(process, _behaviour):
        process.write(b"Last login: today\r\n" + prompt)
        while True:
            await process.stdin.readuntil(b"\r")
            process.write(b"\r\n" + prompt)
    return shell


async def release_15(process, _behaviour):
    """Its first prompt comes once more, when the first command is there already."""
    prompt, again = b"\r\n\r\x1b[24;1H\x1b(B\x1b[madmin:", b"\r\n\radmin:"
    process.write(b"Command Line Interface is starting up, please wait ...\r\n\r\n"
                  b"   Welcome to the Platform Command Line Interface\r\n\r\nVMware Installation:\r\n"
                  b"\tWARNING: DNS unreachable\r\n\r\nadmin:")
    while True:
        line = await process.stdin.readuntil(b"\r")
        process.write(again)
        again = b""
        await asyncio.sleep(0.2)  # longer than what is waited for after a prompt
        process.write(line + b"\n" + (b"" if b"pagination" in line else SHOW_CTL.format("").encode()) + prompt)


server("cli-release-15", CLI, program.NETWORK, ANSWERED, shell=release_15)
server("cli-asks", CLI, program.NETWORK, ANSWERED, shell=SHOWN, password="right", auth=Factors("Password: "))
server("cli-password", CLI, program.NETWORK, ANSWERED, shell=SHOWN, password="right", auth=Password("right"))
server("cli-other-shell", CLI,
       says='the platform CLI: no platform CLI answers there, but something with the prompt "[admin@cucm ~]$"',
       shell=asks_like_a_shell(b"[admin@cucm ~]$ "))
server("cli-ends", CLI, says='the node ended the session; its last words were "Too many sessions."',
       shell=says_and(b"Sorry.\r\nToo many sessions.\r\n", end=True))
server("cli-expired", CLI, says="the platform CLI: " + EXPIRED,
       shell=says_and(b"WARNING: Your password has expired.\r\nYou must change your password now and login again!\r\n",
                      end=True))
server("cli-asks-for-a-new-one", CLI, says="the platform CLI: " + EXPIRED,
       shell=says_and(b"Changing password for ccmadmin.\r\nCurrent password: ", end=False))
