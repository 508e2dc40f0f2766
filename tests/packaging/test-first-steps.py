"""./demo and ./check on a machine that does not let them: each says why in one line, and goes no further. What they start is
noted, not done."""

import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

from installation import SOURCE

NOTE = '#!/bin/sh\necho "$0 $*" >>"$MACHINE/started"\n'


class FirstSteps(unittest.TestCase):
    def setUp(self):
        self.machine = pathlib.Path(tempfile.mkdtemp())
        self.addCleanup(subprocess.run, ["rm", "-r", self.machine], check=True)
        self.tree = self.machine / "a tree's [copy]"
        for name in ("demo", "check", "packaging/install-packages", "tests/run-tests", "tests/sandbox/sandbox"):
            (self.tree / name).parent.mkdir(parents=True, exist_ok=True)
            self.program(self.tree / name)
        for name in ("demo", "check"):
            shutil.copy(SOURCE / name, self.tree / name)
        self.bin = self.machine / "bin"
        self.bin.mkdir()
        for name in ("bash", "sh", "dirname", "realpath", "mkdir", "rm", "cat", "wc", "basename", "tail", "env"):
            (self.bin / name).symlink_to(shutil.which(name))
        self.program(self.bin / "cmake")
        self.program(self.bin / "id", "echo 1000\n")
        self.program(self.bin / "sudo", 'exec "$@"\n')

    def program(self, path: pathlib.Path, more: str = "") -> None:
        path.write_text(NOTE * (path.name != "id") + "#!/bin/sh\n" * (path.name == "id") + more)
        path.chmod(0o755)

    def run_it(self, *command: str) -> tuple[int, list[str], list[str]]:
        """Its exit status, its lines, and the names of the programs that it started."""
        environment = {"PATH": str(self.bin), "MACHINE": str(self.machine), "HOME": str(self.machine)}
        done = subprocess.run([self.tree / command[0], *command[1:]], env=environment, check=False, text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        started = self.machine / "started"
        names = [os.path.basename(line.removeprefix(str(self.tree)).split()[0])
                 for line in started.read_text().splitlines()] if started.exists() else []
        return done.returncode, done.stdout.splitlines(), names

    def test_demo(self):
        status, _, started = self.run_it("demo", "--terminal")
        self.assertEqual(status, 0)
        self.assertEqual(started, ["install-packages", "cmake", "cmake", "sudo", "sandbox"])

    def test_installation_fails(self):
        for name in ("demo", "check"):
            self.program(self.tree / "packaging/install-packages", "echo why >&2; exit 1\n")
            (self.machine / "started").unlink(missing_ok=True)
            status, said, started = self.run_it(name)
            self.assertEqual((status, said, started), (1, ["why"], ["install-packages"]), name)

    def test_compilation_fails(self):
        self.program(self.bin / "cmake", "echo no compiler; exit 3\n")
        status, said, started = self.run_it("demo", "--terminal")
        self.assertEqual((status, started), (1, ["install-packages", "cmake"]))
        self.assertIn("no compiler", said)
        self.assertIn(f"{self.tree}/build/demo/log has all that it said", said[-1])

    def test_no_sudo(self):
        (self.bin / "sudo").unlink()
        status, said, started = self.run_it("demo")
        self.assertEqual((status, len(said), started), (1, 1, []))
        self.assertIn("there is no sudo", said[0])

    def test_folder_is_not_writable(self):
        """`build` is a file here: root may write into any folder."""
        (self.tree / "build").touch()
        for name in ("demo", "check"):
            status, said, started = self.run_it(name)
            self.assertEqual((status, len(said), started), (1, 1, []), f"{name}: {said}")
            self.assertIn("cannot be written to", said[0])

    def test_folder_that_cmake_cannot_use(self):
        """cmake 3.25 itself stumbles over each of these."""
        for character in '";#\\':
            self.tree = self.tree.rename(self.machine / f"a{character}tree")
            for name in ("demo", "check"):
                status, said, started = self.run_it(name)
                self.assertEqual((status, len(said), started), (1, 1, []), f"{name}: {said}")
                self.assertIn(f"cmake cannot build in {self.tree}: ", said[0])

    def test_root_gives_back(self):
        """What sudo ./check has compiled, also when a test failed, so that ./check can go on there as a user."""
        self.program(self.bin / "chown")
        self.program(self.tree / "tests/run-tests", "exit 1\n")
        self.assertNotIn("chown", self.run_it("check")[2])
        self.program(self.bin / "id", "echo 0\n")
        status, _, started = self.run_it("check")
        self.assertEqual((status, started[-1]), (1, "chown"))

    def test_last_line_of_check(self):
        """What was not run for want of root, and how it is; nothing when all was."""
        self.program(self.tree / "tests/run-tests", "mkdir -p build/check; printf 'a\\nb\\n' >build/check/not-run\n")
        status, said, _ = self.run_it("check")
        self.assertEqual(status, 0)
        self.assertIn("Not run: 2 tests", said[-1])
        self.assertTrue(said[-1].endswith("sudo ./check, or ./check as root"), said)
        self.program(self.tree / "tests/run-tests")
        self.assertNotIn("Not run", "".join(self.run_it("check")[1]))


if __name__ == "__main__":
    unittest.main()
