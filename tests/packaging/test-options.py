"""What who builds may choose: the command line is built without GTK and libsecret, on a machine that has neither, into the
folders that other programs name; and the compiler's flags that are given are kept."""
import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

SOURCE = pathlib.Path(os.environ["ETOKEN_CTL_SOURCE"])
ABSENT = ("gtk", "gdk", "libhandy", "libsecret", "atk", "udev", "bash-completion", "fish")
# As udev of Debian 13 and bash-completion tell theirs.
FOLDERS = {"udev": ("udevdir", "${prefix}/lib/devices"), "bash-completion": ("completionsdir", "${datadir}/bash")}


def hide_libraries(folder):
    """A folder with what pkg-config knows here, except what is to be absent."""
    known = subprocess.run(["pkg-config", "--variable", "pc_path", "pkg-config"], check=True, capture_output=True,
                           text=True).stdout.strip()
    for path in known.split(":"):
        for file in pathlib.Path(path).glob("*.pc"):
            link = folder / file.name
            if not file.name.startswith(ABSENT) and not link.is_symlink():
                link.symlink_to(file)


def write_package(folder, name, variable, value, prefix="/somewhere"):
    (folder / f"{name}.pc").write_text(f"prefix={prefix}\ndatadir=${{prefix}}/share\n{variable}={value}\n\n"
                                       f"Name: {name}\nDescription: {name}\nVersion: 1\n")


class Options(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="etoken-ctl-options-")
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.packages = self.folder / "pkgconfig"
        self.packages.mkdir()
        hide_libraries(self.packages)
        self.flags = {}

    def cmake(self, *arguments):
        environment = dict(os.environ, PKG_CONFIG_LIBDIR=str(self.packages), **self.flags)
        return subprocess.run(["cmake", *arguments], env=environment, capture_output=True, text=True)

    def configure(self, *options):
        return self.cmake("-S", SOURCE, "-B", self.folder / "build", "-G", "Ninja", "-DBUILD_TESTING=OFF", *options)

    def configure_without(self, *options):
        answer = self.configure("-DWITH_GTK=OFF", "-DWITH_SECRET=OFF", *options)
        self.assertEqual(answer.returncode, 0, answer.stderr)

    def setting(self, name):
        answer = self.cmake("-N", "-LA", self.folder / "build").stdout
        return dict(line.split(":STRING=", 1) for line in answer.splitlines() if ":STRING=" in line)[name]

    def build(self, target):
        answer = self.cmake("--build", self.folder / "build", "--target", target)
        self.assertEqual(answer.returncode, 0, answer.stdout)
        self.assertNotIn("warning", answer.stdout)

    def test_both_are_wanted_as_a_rule(self):
        answer = self.configure()
        self.assertNotEqual(answer.returncode, 0)
        self.assertIn("gtk+-3.0", answer.stderr + answer.stdout)

    def test_without(self):
        for name, (variable, value) in FOLDERS.items():
            write_package(self.packages, name, variable, value)
        self.configure_without("-DZSH_COMPLETION_DIR=share/zsh/vendor-completions")
        self.build("all")
        installed = self.folder / "installed"
        answer = self.cmake("--install", self.folder / "build", "--prefix", installed)
        self.assertEqual(answer.returncode, 0, answer.stderr)
        names = [file.name for file in installed.rglob("*")]
        self.assertEqual([name for name in names if "gtk" in name.lower()], [])
        self.assertIn("etoken-ctl.1", names)
        program = installed / "bin" / "etoken-ctl"
        self.assertTrue(subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout)
        for name in ("lib/devices/rules.d/70-etoken-ctl.rules", "share/bash/etoken-ctl",
                     "share/zsh/vendor-completions/_etoken-ctl", "share/fish/vendor_completions.d/etoken-ctl.fish"):
            self.assertTrue((installed / name).is_file(), name)

    def test_folders_without_a_prefix(self):
        """A folder in the installation's prefix is taken, and no other: who installs may not write there."""
        write_package(self.packages, "udev", "udevdir", "/opt/lib64/udev")
        write_package(self.packages, "fish", "completionsdir", "/somewhere/fish")
        self.configure_without("-DCMAKE_INSTALL_PREFIX=/opt")
        self.assertEqual(self.setting("UDEV_RULES_DIR"), "lib64/udev/rules.d")
        self.assertEqual(self.setting("FISH_COMPLETION_DIR"), "share/fish/vendor_completions.d")

    def command(self):
        """How a file of ours is compiled."""
        listing = subprocess.run(["ninja", "-C", self.folder / "build", "-t", "compdb"], check=True,
                                 capture_output=True, text=True).stdout
        return next(entry["command"] for entry in json.loads(listing) if entry["file"].endswith("app/base/error.c"))

    def link_flags(self):
        text = (self.folder / "build" / "build.ninja").read_text()
        return text.partition("build bin/etoken-ctl: ")[2].partition("LINK_FLAGS = ")[2].partition("\n")[0]

    def test_given_flags_are_kept(self):
        self.flags = {"CFLAGS": "-O1 -Wp,-D_FORTIFY_SOURCE=3 -fstack-protector-all -fno-stack-clash-protection",
                      "LDFLAGS": "-Wl,-z,lazy"}
        self.configure_without("-DDEVELOPER=ON")
        command = self.command()
        for flag in ("-fstack-protector-strong", "-fstack-clash-protection", "-D_FORTIFY_SOURCE=2", "-O2", "-DNDEBUG"):
            self.assertNotIn(f" {flag} ", command)
        self.assertIn("-Wl,-z,relro", self.link_flags())
        self.assertNotIn("-z,now", self.link_flags())
        self.build("base")  # a second _FORTIFY_SOURCE would be a warning, and so an error

    def test_protections_without_flags(self):
        self.flags = {"CFLAGS": "", "LDFLAGS": ""}
        self.configure_without()
        command = self.command()
        for flag in ("-fstack-protector-strong", "-O2", "-DNDEBUG"):
            self.assertIn(f" {flag} ", command)
        self.assertIn("-z,now", self.link_flags())

    def test_a_compiler_that_fortifies_by_itself(self):
        """As Ubuntu's does, and warns of a second one."""
        compiler = self.folder / "fortifying-cc"
        compiler.write_text('#!/bin/sh\ncase " $* " in *" -O"[123]*) set -- -D_FORTIFY_SOURCE=3 "$@" ;; esac\n'
                            'exec cc "$@"\n')
        compiler.chmod(0o755)
        self.configure_without("-DDEVELOPER=ON", f"-DCMAKE_C_COMPILER={compiler}")
        self.assertNotIn("_FORTIFY_SOURCE", self.command())
        self.build("base")

    @unittest.skipUnless(shutil.which("clang"), "clang is missing (packaging/install-packages test installs it)")
    def test_a_compiler_that_warns_of_other_machines_flags(self):
        self.configure_without("-DDEVELOPER=ON", "-DCMAKE_C_COMPILER=clang")
        self.build("base")


if __name__ == "__main__":
    unittest.main()
