"""The commands in README.md, run as they stand there, print what stands there (see console.py).

    test-readme.py            compares
    test-readme.py --write    puts today's output into README.md where it differs; so does WRITE=1 in the environment
"""

import os
import pathlib
import shutil
import sys
import tempfile

import cluster
import console

README = pathlib.Path(os.environ["ETOKEN_CTL_SOURCE"]) / "README.md"


def main():
    old = README.read_text()
    with tempfile.TemporaryDirectory() as folder:
        for path in cluster.CERTIFICATES.glob("*.pem"):
            shutil.copy(path, folder)
        new = console.renew(old, console.Runner(folder))
    if "--write" in sys.argv or "WRITE" in os.environ:
        console.write(README, old, new)
    elif wrong := console.differences("README.md", old, new):
        sys.exit(f"{wrong}\nREADME.md is not what the program prints; `test-readme.py --write` renews it")
    print(f"{len(console.BLOCK.findall(old))} blocks of commands print what README.md says")


if __name__ == "__main__":
    main()
