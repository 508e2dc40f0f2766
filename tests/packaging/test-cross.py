"""Built for another machine, whose programs do not run here, the manual pages and completions are the same: they come from
an etoken-ctl for this machine, which is made or given."""
import filecmp
import os
import pathlib
import subprocess
import tempfile
import unittest

from installation import BUILD, SOURCE

# Programs of this compiler do not start: there is no such loader.
TOOLCHAIN = """set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR another)
set(CMAKE_C_COMPILER cc)
set(CMAKE_EXE_LINKER_FLAGS_INIT -Wl,--dynamic-linker=/no/loader)
"""


class Cross(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="etoken-ctl-cross-")
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.build = self.folder / "build"
        (self.folder / "toolchain.cmake").write_text(TOOLCHAIN)

    def cmake(self, *arguments):
        environment = dict(os.environ, CFLAGS="-DFOR_ANOTHER_MACHINE")
        return subprocess.run(["cmake", *arguments], env=environment, capture_output=True, text=True)

    def configure(self, *options):
        return self.cmake("-S", SOURCE, "-B", self.build, "-G", "Ninja", f"-DCMAKE_TOOLCHAIN_FILE={self.folder}/toolchain.cmake",
                          "-DBUILD_TESTING=OFF", "-DWITH_GTK=OFF", "-DWITH_SECRET=OFF", *options)

    def make_manual(self, *options):
        answer = self.configure(*options)
        self.assertEqual(answer.returncode, 0, answer.stderr)
        answer = self.cmake("--build", self.build, "--target", "manual")
        self.assertEqual(answer.returncode, 0, answer.stdout + answer.stderr)

    def expect_same(self):
        for kind in ("man", "completion"):
            here, there = BUILD / "packaging" / kind, self.build / "packaging" / kind
            names = sorted(path.name for path in here.iterdir())
            self.assertGreater(len(names), 2)
            self.assertEqual(sorted(path.name for path in there.iterdir()), names)
            self.assertEqual(filecmp.cmpfiles(here, there, names, shallow=False), (names, [], []))

    def test_made_for_this_machine(self):
        self.make_manual()
        self.expect_same()
        self.assertNotIn("FOR_ANOTHER_MACHINE", (self.build / "for-build" / "build.ninja").read_text())

    def test_programs_given_by_name(self):
        self.make_manual("-DCMAKE_C_COMPILER_FOR_BUILD=gcc", "-DPKG_CONFIG_FOR_BUILD=pkg-config")
        self.expect_same()

    def test_given(self):
        self.make_manual(f"-DETOKEN_CTL_FOR_BUILD={BUILD}/bin/etoken-ctl")
        self.expect_same()
        self.assertFalse((self.build / "for-build").exists())

    def test_given_of_another_version(self):
        program = self.folder / "etoken-ctl"
        program.write_text("#!/bin/sh\necho etoken-ctl 0.0.9\n")
        program.chmod(0o755)
        answer = self.configure(f"-DETOKEN_CTL_FOR_BUILD={program}")
        self.assertNotEqual(answer.returncode, 0)
        self.assertIn("0.0.9", answer.stderr)


if __name__ == "__main__":
    unittest.main()
