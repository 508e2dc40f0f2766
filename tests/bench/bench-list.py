"""bench-list.py BENCH-LIST: lists with 5 to 500 records: what it takes to read, verify and show them, beside what
OpenSSL alone takes for the same bytes, and the memory that etoken-ctl needs at its peak. The aims: parse + verify at
most 1.3 times OpenSSL from the signer's certificate on, and 500 records below 30 MB."""

import pathlib
import subprocess
import sys
import tempfile

import golden
import program
from encoder import Encoder

COUNTS = (5, 50, 500)
SIGNER_RECORD = 5  # of the 5728-byte list, whose records are repeated


def write_list(path, n_records):
    """A list of the 5728-byte one's records over and over; the signer's comes last, where it is found latest."""
    description = golden.make("ctl-5728-tokens").description
    header, *records = description.sections
    servers = records[1:SIGNER_RECORD - 1]
    description.sections = [header, *(servers[i % len(servers)] for i in range(n_records - 1)), records[-1]]
    path.write_bytes(Encoder(description).encode())
    description.sections = [header, *records]


def peak_mb(bench_list, *arguments):
    """The most memory that the program had resident at any time."""
    done = subprocess.run([bench_list, "--peak", *program.command(*arguments)], stdout=subprocess.DEVNULL,
                          stderr=subprocess.PIPE, check=True)
    return int(done.stderr) / 1024


def main(bench_list):
    if b"__asan_init" in pathlib.Path(bench_list).read_bytes():
        print("figures of a build with sanitizers mean nothing")
        return 77
    with tempfile.TemporaryDirectory() as name:
        paths = [pathlib.Path(name) / f"{count}.tlv" for count in COUNTS]
        for path, count in zip(paths, COUNTS):
            write_list(path, count)
        lines = subprocess.run([bench_list, *paths], check=True, capture_output=True, text=True).stdout.splitlines()
        peaks = [[peak_mb(bench_list, *command, path) for command in (["verify"], ["show"], ["show", "--json"])]
                 for path in paths]
    print("records     bytes | parse+verify   OpenSSL  ratio  (decoded key)  per record |     show |  MB: verify "
          " show  JSON   (microseconds of processor time, the fastest run)")
    for line, (verify_mb, show_mb, json_mb) in zip(lines, peaks):
        count, size, ours, theirs, theirs_with_key, show = map(float, line.split())
        print(f"{count:7.0f} {size:9.0f} | {ours:12.1f} {theirs:9.1f} {ours / theirs:6.2f} {ours / theirs_with_key:14.2f} "
              f"{ours / count:11.2f} | {show:8.0f} | {verify_mb:11.1f} {show_mb:5.1f} {json_mb:5.1f}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
