"""`etoken-ctl verify` beside `openssl dgst -sha1 -verify` on the same bytes: processor time, whole process beside
whole process, taken in turns in the same run."""

import os
import pathlib
import resource
import statistics
import subprocess
import tempfile

import cluster
import program

ROUNDS = 60


def cost_ms(line):
    """User and system time of one run, in milliseconds."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(line, stdout=subprocess.DEVNULL, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return 1000 * (after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime)


def prepare(folder):
    """The command lines that verify a list of 5728 bytes, ours and OpenSSL's."""
    path = folder / "CTLFile.tlv"
    cluster.build(path)
    data = path.read_bytes()
    start, end = cluster.Header(data).signature_at
    (folder / "signed").write_bytes(data[:start] + data[end:])
    (folder / "signature").write_bytes(data[start + 3:end])
    (folder / "key").write_bytes(cluster.public_key(cluster.CERTIFICATES / f"{cluster.SECOND}.pem"))
    return (program.command("verify", path),
            ["openssl", "dgst", "-sha1", "-verify", folder / "key", "-signature", folder / "signature",
             folder / "signed"])


def main():
    with tempfile.TemporaryDirectory() as name:
        lines = prepare(pathlib.Path(name))
        costs = [(cost_ms(lines[0]), cost_ms(lines[1])) for _ in range(ROUNDS)]
    ours, theirs = (statistics.mean(column) for column in zip(*costs))
    print(f"etoken-ctl verify {ours:.2f} ms, openssl dgst -verify {theirs:.2f} ms: {ours / theirs:.2f} times "
          f"(mean processor time of {ROUNDS} runs each, in turns, {os.cpu_count()} cores)")


if __name__ == "__main__":
    main()
