"""What bash, zsh and fish offer for a line that ends where TAB was pressed."""

import os
import pty
import re
import select
import shlex
import subprocess
import time

TIMEOUT_S = 60

BASH = r"""
source "$1"; shift
compopt() { :; }  # which works inside a real completion only
COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
_etoken_ctl
[ ${#COMPREPLY[@]} = 0 ] || printf '%s\n' "${COMPREPLY[@]}"
"""

# The widget prints what would be offered, in place of offering it.
ZSH = r"""PROMPT= RPS1= PS2=; fpath=(FOLDER $fpath); autoload -Uz compinit; compinit -u -D
report() { compadd() { if [[ ${@[1,(i)(-|--)]} == *-[OAD]\ * ]]; then builtin compadd "$@"; else local -a offered; builtin compadd -O offered "$@"; print -rl -- "OFFER "${^offered}; fi }; _main_complete; unfunction compadd; compstate[insert]=; compstate[list]=; print E''ND }
zle -C report complete-word report; bindkey '^T' report; print RE''ADY
"""


class Bash:
    """Words are split as bash does it, at blanks and "="."""

    def __init__(self, script, folder, environment):
        self.script = script
        self.run = {"cwd": folder, "env": environment}

    def ask(self, line):
        words = [word for part in re.split("(=)", line) for word in (shlex.split(part) if part != "=" else ["="])]
        if line.endswith((" ", "=")):
            words += [""] if line.endswith(" ") else []
        done = subprocess.run(["bash", "--norc", "-c", BASH, "bash", self.script, *words], check=True,
                              capture_output=True, text=True, timeout=TIMEOUT_S, **self.run)
        return {offer.rstrip("=").replace("\\", "") for offer in done.stdout.splitlines()}

    def close(self):
        pass


class Fish:
    def __init__(self, script, folder, environment):
        self.script = script
        self.run = {"cwd": folder, "env": environment}

    def ask(self, line):
        done = subprocess.run(["fish", "--no-config", "-c", f"source {self.script}; complete -C {shlex.quote(line)}"],
                              check=True, capture_output=True, text=True, timeout=TIMEOUT_S, **self.run)
        assert not done.stderr, f"fish says at {line}: {done.stderr}"
        offers = {offer.split("\t")[0].rstrip("/") for offer in done.stdout.splitlines()}
        return {re.sub(r"^--[\w-]+=(?=.)", "", offer) for offer in offers}

    def close(self):
        pass


class Zsh:
    """One shell on a terminal, since zsh completes nowhere else."""

    def __init__(self, script, folder, environment):
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.chdir(folder)
            os.execvpe("zsh", ["zsh", "-f", "-i"], dict(environment, TERM="dumb"))
        self._type(ZSH.replace("FOLDER", shlex.quote(str(script.parent))))
        self._wait("READY")

    def ask(self, line):
        self._type("\x15" + line + "\x14")
        return {offer.replace("\\", "") for offer in re.findall(r"OFFER (.+?)\r?\n", self._wait("END"))}

    def close(self):
        os.close(self.fd)
        os.waitpid(self.pid, 0)

    def _type(self, text):
        os.write(self.fd, text.encode())

    def _wait(self, text):
        said, deadline = "", time.monotonic() + TIMEOUT_S
        while text + "\r\n" not in said:
            if not select.select([self.fd], [], [], max(0, deadline - time.monotonic()))[0]:
                raise AssertionError(f"zsh did not say {text}:\n{said}")
            said += os.read(self.fd, 65536).decode()
        return said
