"""The main job in the window under valgrind: no memory of ours is lost, and none is used wrongly. Takes minutes, so it
is no part of the usual run: `ctest -C valgrind -R leaks`. Leaks are those that valgrind calls definite and whose
stack names a function of ours other than main(); what is GTK's own is in gtk.supp."""

import importlib.util
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

os.environ.setdefault("UI_TIMEOUT_S", "240")
import cluster  # noqa: E402
import desktop  # noqa: E402
import soft  # noqa: E402

HERE = pathlib.Path(__file__).parent
SOURCE = HERE.parents[1]
OURS = {path.name for folder in ("app", "pkcs11", "ui") for path in (SOURCE / folder).rglob("*.c")} - {"main.c"}
FRAME = re.compile(r"^==\d+==    (?:at|by) 0x[0-9A-F]+: .* \(([\w.-]+\.c):\d+\)$", re.M)
HEADING = re.compile(r"definitely lost|^==\d+== (?:Invalid|Use of|Conditional|Syscall|Mismatched|Source and)", re.M)


def under_valgrind(folder):
    """A program that runs the window under valgrind; its reports go to FOLDER."""
    program = folder / "etoken-ctl-gtk"
    program.write_text(
        "#!/bin/sh\nexport G_SLICE=always-malloc G_DEBUG=gc-friendly,fatal-warnings\n"
        f"exec valgrind --quiet --leak-check=full --show-leak-kinds=definite --num-callers=60 --trace-children=no "
        f"--suppressions={HERE}/gtk.supp --log-file={folder}/log.%p {desktop.PROGRAM} \"$@\"\n")
    program.chmod(0o755)
    return program


def reports(folder):
    """Each error and definite leak that valgrind tells of."""
    for log in folder.glob("log.*"):
        for block in re.split(r"^==\d+== \n", log.read_text(), flags=re.M):
            if HEADING.search(block):
                yield block


def is_ours(block):
    return any(name in OURS for name in FRAME.findall(block))


class MainJob(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        program, desktop.PROGRAM = desktop.PROGRAM, under_valgrind(self.folder)
        self.addCleanup(setattr, desktop, "PROGRAM", program)

    def run_other(self, script, name):
        """A test of another script, which has to pass."""
        spec = importlib.util.spec_from_file_location("other", HERE / script)
        module = importlib.util.module_from_spec(spec)
        sys.modules["other"] = module
        spec.loader.exec_module(module)
        result = unittest.TextTestRunner(stream=sys.stdout).run(unittest.defaultTestLoader.loadTestsFromName(name, module))
        self.assertTrue(result.wasSuccessful(), "the job itself fails")

    def check(self):
        found = list(reports(self.folder))
        ours = [block for block in found if is_ours(block)]
        print(f"valgrind tells of {len(found)} errors and definite leaks, {len(ours)} of them ours", flush=True)
        if os.environ.get("LEAKS_LOG"):
            shutil.copytree(self.folder, os.environ["LEAKS_LOG"], dirs_exist_ok=True)
        self.assertEqual(ours, [], "\n".join(ours))

    def test_main_job(self):
        self.run_other("test-publish.py", "MainJob.test_whole_job")
        self.check()

    def test_plugged_and_pulled(self):
        """Tokens come and go, help and preferences are looked at."""
        tokens = soft.Tokens(self)
        with desktop.Window(env=tokens.env) as window:
            window.wait_for("list item", cluster.FIRST)
            tokens.pull(cluster.FIRST)
            window.wait_gone("list item", cluster.FIRST)
            tokens.set()
            window.wait_for("list item", cluster.FIRST)
            window.press("F1")
            window.wait_for("dialog", "Help")
            window.dismiss("dialog", "Help")
            window.press("<Primary>comma")
            window.widget("SettingRow.subtitle").wait_for_text("It works and shows 2 tokens.")
            window.dismiss("dialog", "Preferences")
        self.check()


if __name__ == "__main__":
    if shutil.which("valgrind") is None:
        print("valgrind is missing (packaging/install-packages test installs it)")
        sys.exit(77)
    if subprocess.run(["readelf", "--dynamic", desktop.PROGRAM], capture_output=True, text=True,
                      check=True).stdout.count("asan"):
        print("a build with the address sanitizer does not run under valgrind")
        sys.exit(77)
    cluster.forget()
    unittest.main(verbosity=2)
