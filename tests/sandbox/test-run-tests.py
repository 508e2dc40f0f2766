"""Checks tests/run-tests with tests that pass, fail, are skipped, hang, or fail at first only."""

import os
import pathlib
import subprocess
import tempfile
import unittest

RUN_TESTS = pathlib.Path(__file__).resolve().parents[1] / "run-tests"
AT_FIRST = "if [ -e {mark} ]; then exit 0; fi; touch {mark}; "


class RunTests(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.tests = []

    def add(self, name, script, **properties):
        properties["SKIP_RETURN_CODE"] = 77
        words = " ".join(f"{key} {value}" for key, value in properties.items())
        self.tests.append(f'add_test({name} sh -c [==[{script}]==])\nset_tests_properties({name} PROPERTIES {words})\n')

    def add_unsteady(self, name, script, **properties):
        self.add(name, AT_FIRST.format(mark=self.folder / f"{name}.seen") + script, **properties)

    def run_them(self, status, *options):
        (self.folder / "CTestTestfile.cmake").write_text("".join(self.tests))
        done = subprocess.run([RUN_TESTS, self.folder, *options], capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, status, done.stdout + done.stderr)
        return done.stdout

    def kept(self):
        return {path.stem: path.read_text() for path in (self.folder / "unsteady").glob("*.log")}

    def test_good(self):
        self.add("good", "exit 0")
        self.assertNotIn("unsteady", self.run_them(0))
        self.assertEqual(self.kept(), {})

    def test_skipped(self):
        self.add("absent", "echo the card is missing; exit 77")
        self.add("dumb", "exit 77")
        self.add("gone", "echo the card is missing; exit 77")
        said = self.run_them(0)
        self.assertIn("Skipped: absent gone: the card is missing\n", said)
        self.assertIn("Skipped: dumb: it does not say why\n", said)

    def test_not_run_for_want_of_root(self):
        self.add("absent", "echo the card is missing; exit 77")
        self.add("jailed", "echo sandbox: cannot run here: it has to be started as root, since so; exit 77")
        self.add("good", "exit 0")
        self.run_them(0)
        self.assertEqual((self.folder / "not-run").read_text(), "jailed\n")

    def test_behind(self):
        self.add("translations", "echo 'Behind: es.po: 3 texts'; echo more")
        said = self.run_them(0)
        self.assertEqual(said.splitlines()[-1], "Behind: es.po: 3 texts")

    def test_broken(self):
        """What fails twice fails the run, whatever else passes."""
        self.add("good", "exit 0")
        self.add("broken", "echo what it says; exit 1")
        self.add_unsteady("shaky", "exit 1")
        said = self.run_them(1)
        self.assertIn("failed twice: broken\n", said)
        self.assertEqual(said.splitlines()[-1].split()[:2], ["unsteady:", "shaky"])
        self.assertNotIn("unsteady: broken", said)

    def test_unsteady(self):
        """It does not fail the run, is named in its last line, and what it said at first is kept."""
        self.add("good", "exit 0")
        self.add_unsteady("shaky", "echo the first words; exit 1")
        said = self.run_them(0)
        log = self.folder / "unsteady" / "shaky.log"
        self.assertEqual(said.splitlines()[-1], f"unsteady: shaky (it failed at first: {log})")
        self.assertIn("the first words", self.kept()["shaky"])
        self.assertNotIn("unsteady", self.run_them(0))  # and is forgotten by the next run
        self.assertEqual(self.kept(), {})

    def test_program_is_missing(self):
        """ctest calls it skipped; beside an unsteady test it still fails the run."""
        self.tests.append("add_test(absent /nowhere/program)\n")
        self.add_unsteady("shaky", "exit 1")
        said = self.run_them(1)
        self.assertIn("failed twice: absent\n", said)
        self.assertNotIn("Skipped", said)

    def test_hanging(self):
        """A test that ran into its limit is run again like one that failed."""
        self.add_unsteady("slow", "echo begins; exec sleep 60", TIMEOUT=1)
        self.assertIn("unsteady: slow", self.run_them(0))
        self.assertIn("begins", self.kept()["slow"])

    def test_alone(self):
        """The second try has nothing beside it: each takes a lock that no other may hold."""
        for name in ("one", "two", "three"):
            self.add_unsteady(name, "exit 1")
            self.tests[-1] = self.tests[-1].replace("then exit 0;", f"then mkdir {self.folder}/lock && "
                                                    f"sleep 0.1 && rmdir {self.folder}/lock; exit;")
        self.assertEqual(self.run_them(0).count("unsteady: "), 3)

    def test_options(self):
        """They choose the tests, and none is no success."""
        self.add("good", "exit 0", LABELS="unit")
        self.add("broken", "exit 1", LABELS="full")
        self.run_them(0, "--label-exclude", "^full$")
        self.assertNotEqual(subprocess.run([RUN_TESTS, self.folder, "-L", "nothing"], capture_output=True,
                                           check=False).returncode, 0)


if __name__ == "__main__":
    os.environ.pop("CTEST_PARALLEL_LEVEL", None)
    unittest.main()
