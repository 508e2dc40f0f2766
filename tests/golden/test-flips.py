"""test-flips.py LIST FLIP-BITS: any single bit flipped anywhere in a signed list makes `verify` say no."""

import pathlib
import subprocess
import sys
import tempfile

import golden


def main(name, flip_bits):
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "list.tlv"
        path.write_bytes(golden.make(name).data)
        return subprocess.run([flip_bits, path], check=False).returncode


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
