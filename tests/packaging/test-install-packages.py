"""packaging/install-packages installs what is missing, and nothing that is there, also by another name. The machine is one
of shell scripts: nothing is installed."""

import os
import pathlib
import re
import subprocess
import tempfile
import unittest

from installation import SOURCE

COMMAND = SOURCE / "packaging" / "install-packages"

# sudo does nothing but note what it was asked for.
PROGRAMS = {
    "dpkg": 'echo amd64',
    "dpkg-query": 'cat "$MACHINE/status"',
    "id": 'echo 1000',
    "sudo": 'echo "$*" >>"$MACHINE/asked"; case "$*" in *" tee "*) cat >/dev/null ;; esac',
    "systemctl": 'exit 1',
}


def listed(group: str) -> list[str]:
    """The packages of a group."""
    lines = re.findall(rf"^{group}: (.*)", (SOURCE / "packaging" / "packages").read_text(), re.M)
    return sorted(set(" ".join(lines).split()))


class InstallPackages(unittest.TestCase):
    def setUp(self):
        self.machine = pathlib.Path(tempfile.mkdtemp())
        self.addCleanup(subprocess.run, ["rm", "-r", self.machine], check=True)
        for name, text in PROGRAMS.items():
            (self.machine / name).write_text(f"#!/bin/sh\n{text}\n")
            (self.machine / name).chmod(0o755)

    def install(self, group: str, status: list[str]) -> tuple[list[str], str]:
        """The packages that apt-get is asked for on a machine with these packages (status, architecture, name, what it
        provides), and what install-packages says."""
        (self.machine / "status").write_text("".join(line + "\n" for line in status))
        (self.machine / "asked").write_text("")
        environment = dict(os.environ, MACHINE=str(self.machine), PATH=f"{self.machine}:{os.environ['PATH']}")
        said = subprocess.run([COMMAND, group], env=environment, capture_output=True, text=True, check=True)
        asked = re.findall(r" install --no-install-recommends (.*)", (self.machine / "asked").read_text())
        return (asked[0].split() if asked else [], said.stdout + said.stderr)

    def test_all_there(self):
        self.assertEqual(self.install("run", [f"installed amd64 {name} " for name in listed("run")]), ([], ""))

    def test_there_by_other_names(self):
        """Debian 13 renamed libraries; what they were called is among what they provide."""
        status = [f"installed all {name}t64 lib-something (= 1.2-3~deb13u1), {name} (= 1:1.0-1), {name}-abi"
                  for name in listed("run")]
        self.assertEqual(self.install("run", status), ([], ""))

    def test_missing(self):
        asked, said = self.install("run", [])
        self.assertEqual(asked, listed("run"))
        self.assertIn(f"Installing {' '.join(listed('run'))}\n", said)

    def test_not_quite_there(self):
        """Removed but not purged, for another kind of computer, or only named in what another one provides."""
        first, second, third, *others = listed("run")
        status = [f"config-files amd64 {first} ", f"installed i386 {second} ", f"installed amd64 {third}-x {third}-y (= 1)",
                  *(f"installed amd64 {name} " for name in others)]
        self.assertEqual(self.install("run", status)[0], [first, second, third])

    def test_unknown_group(self):
        said = subprocess.run([COMMAND, "nothing"], capture_output=True, text=True, check=False)
        self.assertEqual(said.returncode, 1)
        self.assertIn("there is no group nothing", said.stderr)


if __name__ == "__main__":
    unittest.main()
