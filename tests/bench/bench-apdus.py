"""PKCS#11 calls, and commands that smart cards get (APDUs), of each job with tokens, beside pkcs11-tool's for the same job.

Two virtual cards, so that looking for a token has its price too. pkcs11-tool needs several runs for what one of ours
tells or does. "One run" is the cheapest that does the essential part of the job, and is even told the slot of the token,
which we look for by name. Counts are no times, hence these are asserted: no job needs more APDUs than that one run."""

import os
import pathlib
import re
import subprocess
import sys
import tempfile

import cluster
import program
from cluster import FIRST, PIN, SECOND
from virtual_cards import CARDS

MODULE = pathlib.Path(os.environ["SANDBOX_CARDS_MODULE"])
SPY = MODULE.resolve().parent / "pkcs11-spy.so"
DIGEST_INFO = bytes.fromhex("3021300906052b0e03021a05000414") + bytes(20)  # of a SHA-1 digest, as PKCS #1 has it


class Counter:
    """Runs a command twice and counts at the second time, when no card has just been plugged in."""

    def __init__(self, folder):
        self.log = folder / "calls"
        self.env = {**os.environ, "PKCS11SPY": str(MODULE), "PKCS11SPY_OUTPUT": str(self.log)}

    def count(self, run):
        """The PKCS#11 functions called, in their order, and the number of APDUs."""
        for _ in range(2):
            self.log.write_text("")
            logs = [CARDS / name / "log" for name in (FIRST, SECOND)]
            for log in logs:
                log.write_text("")
            run(self.env)
        calls = re.findall(r"^\d+: (C_\w+)", self.log.read_text(), re.MULTILINE)
        self.log.unlink()  # it has the password in clear
        return calls, sum(log.read_text().count("APDU >") for log in logs)


def ours(*arguments, pin=None):
    return lambda env: program.run(*arguments, "--module", SPY, pin=pin, env=env)


def theirs(*arguments):
    line = ["pkcs11-tool", "--module", SPY, *arguments]
    return lambda env: subprocess.run(line, env=env, check=True, capture_output=True)


def jobs(folder):
    """For each job its name, our run, pkcs11-tool's runs for the same, its one run, and how often ours logs in and signs."""
    digest, out = folder / "digest", folder / "out"
    digest.write_bytes(DIGEST_INFO)
    read = ("--read-object", "--type", "cert", "--id", "01", "--output-file", out)
    sign = ("--login", "--pin", PIN, "--sign", "--mechanism", "RSA-PKCS", "--id", "01", "--input-file", digest,
            "--output-file", out)
    by_name = [("--token-label", name) for name in (FIRST, SECOND)]
    by_slot = ("--slot-index", "1")
    return (
        ("list", ours("tokens", "--json"), [("-L",), *(("-O", *name) for name in by_name)], ("-L",), 0),
        ("export", ours("export", SECOND, "--force", "--output-dir", folder), [(*read, *by_name[1])],
         (*read, *by_slot), 0),
        ("sign", ours(*cluster.build_arguments(folder / "CTLFile.tlv"), pin=PIN),
         [*((*read, *name) for name in by_name), (*sign, *by_name[1])], (*sign, *by_slot), 1),
    )


def main():
    if not SPY.exists():
        print(f"{SPY} is not there")
        return 77
    os.environ.pop("SOFTHSM2_CONF", None)
    print("job     | etoken-ctl: calls  APDUs | pkcs11-tool, the same: runs  calls  APDUs | one run: calls  APDUs")
    with tempfile.TemporaryDirectory() as name:
        counter = Counter(pathlib.Path(name))
        for job, run, same, one, n_signatures in jobs(pathlib.Path(name)):
            calls, n_apdus = counter.count(run)
            counted = [counter.count(theirs(*line)) for line in same]
            one_calls, one_apdus = counter.count(theirs(*one))
            print(f"{job:7} | {len(calls):17} {n_apdus:6} | {len(same):27} {sum(len(c) for c, _ in counted):6} "
                  f"{sum(n for _, n in counted):6} | {len(one_calls):14} {one_apdus:6}")
            assert calls.count("C_Login") == calls.count("C_Sign") == n_signatures, calls
            assert n_apdus <= one_apdus, f"{job}: {n_apdus} APDUs, {one_apdus} would do"
    return 0


if __name__ == "__main__":
    sys.exit(main())
