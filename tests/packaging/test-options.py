"""The command line is built without GTK and libsecret, on a machine that has neither."""
import os
import pathlib
import subprocess
import tempfile
import unittest

SOURCE = pathlib.Path(os.environ["ETOKEN_CTL_SOURCE"])
ABSENT = ("gtk", "gdk", "libhandy", "libsecret", "atk")


def hide_libraries(folder):
    """A folder with what pkg-config knows here, except what is to be absent."""
    known = subprocess.run(["pkg-config", "--variable", "pc_path", "pkg-config"], check=True, capture_output=True,
                           text=True).stdout.strip()
    for path in known.split(":"):
        for file in pathlib.Path(path).glob("*.pc"):
            link = folder / file.name
            if not file.name.startswith(ABSENT) and not link.is_symlink():
                link.symlink_to(file)


class Options(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="etoken-ctl-options-")
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        (self.folder / "pkgconfig").mkdir()
        hide_libraries(self.folder / "pkgconfig")

    def cmake(self, *arguments):
        environment = dict(os.environ, PKG_CONFIG_LIBDIR=str(self.folder / "pkgconfig"))
        return subprocess.run(["cmake", *arguments], env=environment, capture_output=True, text=True)

    def configure(self, *options):
        return self.cmake("-S", SOURCE, "-B", self.folder / "build", "-G", "Ninja", "-DBUILD_TESTING=OFF", *options)

    def test_both_are_wanted_as_a_rule(self):
        answer = self.configure()
        self.assertNotEqual(answer.returncode, 0)
        self.assertIn("gtk+-3.0", answer.stderr + answer.stdout)

    def test_without(self):
        answer = self.configure("-DWITH_GTK=OFF", "-DWITH_SECRET=OFF")
        self.assertEqual(answer.returncode, 0, answer.stderr)
        answer = self.cmake("--build", self.folder / "build")
        self.assertEqual(answer.returncode, 0, answer.stdout)
        answer = self.cmake("--install", self.folder / "build", "--prefix", self.folder / "installed")
        self.assertEqual(answer.returncode, 0, answer.stderr)
        names = [file.name for file in (self.folder / "installed").rglob("*")]
        self.assertEqual([name for name in names if "gtk" in name.lower()], [])
        self.assertIn("etoken-ctl.1", names)
        program = self.folder / "installed" / "bin" / "etoken-ctl"
        self.assertTrue(subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout)


if __name__ == "__main__":
    unittest.main()
