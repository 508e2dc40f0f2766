"""packaging/install-packages installs what is missing, and nothing that is there, also by another name. The machine is one
of shell scripts: nothing is installed."""

import os
import pathlib
import re
import shutil
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
    "sudo": '''echo "$*" >>"$MACHINE/asked"
case "$*" in
-n*) exit "${SUDO_WANTS_PASSWORD:-0}" ;;
*" tee "*) cat >/dev/null ;;
*" update") printf "$UPDATE_SAYS"; exit "${UPDATE_ENDS:-0}" ;;
*" install "*) exit "${INSTALL_ENDS:-0}" ;;
esac''',
    "systemctl": 'exit 1',
}


def listed(group: str) -> list[str]:
    """The packages of a group."""
    lines = re.findall(rf"^{group}: (.*)", (SOURCE / "packaging" / "packages").read_text(), re.M)
    return sorted(set(" ".join(lines).split()))


class InstallPackages(unittest.TestCase):
    def setUp(self):
        self.variables: dict[str, str] = {}
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
        environment = dict(os.environ, MACHINE=str(self.machine), TMPDIR=str(self.machine), UPDATE_SAYS="",
                           PATH=f"{self.machine}:{os.environ['PATH']}") | self.variables
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

    def test_no_library_by_its_version(self):
        """Debian 14 has libxml2 as libxml2-16, which provides no libxml2."""
        groups = set(re.findall(r"^(\w+):", (SOURCE / "packaging" / "packages").read_text(), re.M))
        self.assertIn("run", groups)
        self.assertEqual([name for group in groups for name in listed(group) if re.fullmatch(r"lib\S*\d(t64)?", name)], [])

    def test_not_quite_there(self):
        """Removed but not purged, for another kind of computer, or only named in what another one provides."""
        first, second, third, *others = listed("run")
        status = [f"config-files amd64 {first} ", f"installed i386 {second} ", f"installed amd64 {third}-x {third}-y (= 1)",
                  *(f"installed amd64 {name} " for name in others)]
        self.assertEqual(self.install("run", status)[0], [first, second, third])

    def refused(self, path: str = "", **variables: str) -> str:
        """The one line that install-packages says, beside what it installs, when it cannot. It has no terminal."""
        (self.machine / "status").write_text("")
        environment = dict(os.environ, MACHINE=str(self.machine), TMPDIR=str(self.machine), UPDATE_SAYS="",
                           PATH=path or f"{self.machine}:{os.environ['PATH']}") | variables
        said = subprocess.run([COMMAND, "run"], env=environment, capture_output=True, text=True, check=False,
                              start_new_session=True, stdin=subprocess.DEVNULL)
        self.assertEqual(said.returncode, 1)
        lines = said.stderr.splitlines()
        self.assertEqual(len(lines), 1, said.stderr)
        return lines[0]

    def asked(self) -> str:
        return (self.machine / "asked").read_text()

    def test_sudo_wants_a_password(self):
        self.assertIn("sudo wants a password", self.refused(SUDO_WANTS_PASSWORD="1"))
        self.assertNotIn("apt-get", self.asked())

    def test_no_sudo(self):
        (self.machine / "sudo").unlink()
        for program in ("bash", "env", "dirname", "realpath", "sed", "grep", "sort", "comm", "tr", "cat"):
            (self.machine / program).symlink_to(shutil.which(program))
        # the script adds /usr/sbin and /sbin, where sudo never is
        self.assertIn("there is no sudo", self.refused(path=str(self.machine)))

    def test_no_network(self):
        said = self.refused(UPDATE_SAYS="Err:1 http://deb.example.org bookworm\\n", UPDATE_ENDS="100")
        self.assertIn("is there a network?", said)
        self.assertNotIn(" install ", self.asked())
        self.assertIn("deb.example.org", self.log_named_in(said))

    def test_one_origin_of_two_is_out_of_order(self):
        """The other one may have all that is needed."""
        self.variables = {"UPDATE_SAYS": "Hit:1 http://a\\nErr:2 http://b\\n", "UPDATE_ENDS": "100"}
        asked, said = self.install("run", [])
        self.assertEqual(asked, listed("run"))
        self.assertIn("some package lists could not be read", said)

    def test_installation_fails(self):
        said = self.refused(INSTALL_ENDS="100")
        self.assertIn("could not install", said)
        self.log_named_in(said)

    def log_named_in(self, sentence: str) -> str:
        return pathlib.Path(re.search(r"(/\S+/install-packages\.\w+) tells", sentence)[1]).read_text()

    def test_unknown_group(self):
        said = subprocess.run([COMMAND, "nothing"], capture_output=True, text=True, check=False)
        self.assertEqual(said.returncode, 1)
        self.assertIn("there is no group nothing", said.stderr)


if __name__ == "__main__":
    unittest.main()
