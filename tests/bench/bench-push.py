"""What a push costs in time. Taken in turns in the same run; figures only, the machines are shared and noisy.

1. one push beside OpenSSH's own sftp doing put, rename and get, on the loopback interface
2. twenty nodes beside one, at a round trip of 50 ms (a delaying proxy before each server): a push, and `status` and
   `plan` with the memory that they take
"""

import os
import pathlib
import statistics
import subprocess
import tempfile
import time

import cluster
import program
from cluster import LOGIN, PUBLISHER_IP
from proxy import Proxy

ROUNDS = 12
NODE_ROUNDS = 4
DELAY_S = 0.025  # each way
SAMPLE_S = 0.01  # how often memory is looked at
NODES = os.environ["SANDBOX_NODES"].split()
PROXIED = [f"127.0.1.{number}" for number in range(1, len(NODES) + 1)]
PORT = 2200
HTTP_PORT = 6970


def timed(line, **options):
    began = time.monotonic()
    subprocess.run(line, check=True, capture_output=True, **options)
    return time.monotonic() - began


class Lists:
    """Two lists, each pushed in place of the other."""

    def __init__(self, folder):
        self.paths = [folder / "a.tlv", folder / "b.tlv"]
        cluster.build(self.paths[0])
        cluster.build(self.paths[1], "--digest", "sha512")

    def next(self):
        self.paths.reverse()
        return self.paths[0]


def push(lists, publisher, *more):
    return timed(program.command("push", lists.next(), publisher, *LOGIN, *more))


def sftp(lists, folder, known_hosts):
    commands = folder / "commands"
    commands.write_text(f"put {lists.next()} tftp/.new\nrename tftp/.new tftp/CTLFile.tlv\nget tftp/CTLFile.tlv "
                        f"{folder}/got\n")
    return timed(["sftp", "-q", "-F", "none", "-i", os.environ["SANDBOX_IDENTITY"], "-o",
                  f"UserKnownHostsFile={known_hosts}", "-o", "StrictHostKeyChecking=accept-new", "-b", commands,
                  f"publisher@{PUBLISHER_IP}"])


def ms(values):
    return f"{1000 * statistics.median(values):.0f} ms"


def bench_one(lists, folder):
    url = f"sftp://publisher@{PUBLISHER_IP}/~/tftp/CTLFile.tlv"
    program.run("publisher", "add", "one", url, "--replace", "--keep-old", "0")
    times = [(push(lists, "one"), push(lists, url), sftp(lists, folder, folder / "known_hosts"))
             for _ in range(ROUNDS + 1)][1:]
    plain, keeping, theirs = zip(*times)
    print(f"one push {ms(plain)} (with the old list kept on the server {ms(keeping)}), sftp put, rename, get "
          f"{ms(theirs)}: {statistics.median(plain) / statistics.median(theirs):.2f} times (medians of {ROUNDS}, "
          "without delay)")


def report_many(what, times):
    one, many = zip(*times)
    print(f"{what}: {len(NODES)} nodes {ms(many)}, one node {ms(one)}: "
          f"{statistics.median(many) / statistics.median(one):.2f} times (medians of {NODE_ROUNDS}, 50 ms round trip, "
          f"{os.cpu_count()} cores shared with servers and proxies)")


def peak_of(pid):
    """What a program has had in memory so far at most, in KiB; 0 of one that has ended."""
    try:
        lines = pathlib.Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("VmHWM:")), 0)


class Question:
    """`status` or `plan`, whatever it finds: the nodes are one cluster only to the address book."""

    def __init__(self, command):
        self.command = command
        self.peaks = {}

    def ask(self, publisher):
        began = time.monotonic()
        running = subprocess.Popen(program.command(self.command, publisher, "--cli-user", "admin", *LOGIN),
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        while running.poll() is None:
            self.peaks[publisher] = max(peak_of(running.pid), self.peaks.get(publisher, 0))
            time.sleep(SAMPLE_S)
        if running.returncode not in (program.DONE, program.NO, program.NETWORK):
            raise AssertionError(f"{self.command} ended with {running.returncode}")
        return time.monotonic() - began

    def report(self):
        report_many(self.command, [(self.ask("first"), self.ask("many")) for _ in range(NODE_ROUNDS + 1)][1:])
        print(f"{self.command}, at most in memory: {len(NODES)} nodes {self.peaks['many'] / 1024:.1f} MiB, one node "
              f"{self.peaks['first'] / 1024:.1f} MiB: {self.peaks['many'] / self.peaks['first']:.2f} times")


def bench_many(lists):
    proxies = [Proxy((node, 22), delay_s=DELAY_S, address=address, port=PORT)
               for node, address in zip(NODES, PROXIED)]
    proxies += [Proxy((PUBLISHER_IP, HTTP_PORT), delay_s=DELAY_S, address=address, port=HTTP_PORT)
                for address in PROXIED]
    url = f"sftp://publisher@{PROXIED[0]}:{PORT}/~/tftp/CTLFile.tlv"
    others = [text for address in PROXIED[1:] for text in ("--node", address)]
    program.run("publisher", "add", "many", url, "--replace", *others, *LOGIN[2:])
    program.run("publisher", "add", "first", url, "--replace", *LOGIN[2:])
    report_many("push", [(push(lists, "many", "--node", PROXIED[0]), push(lists, "many"))
                         for _ in range(NODE_ROUNDS + 1)][1:])
    for command in ("status", "plan"):
        Question(command).report()
    for proxy in proxies:
        proxy.__exit__()


def main():
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        lists = Lists(folder)
        bench_one(lists, folder)
        bench_many(lists)


if __name__ == "__main__":
    main()
