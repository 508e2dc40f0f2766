"""Checks program.py with a program that is no etoken-ctl: a shell script that says what it was given."""

import os
import tempfile
import unittest

import program

SCRIPT = """#!/bin/bash
case $1 in
say) echo "out $2"; echo "err $2" >&2; exit "$2" ;;
secrets) while [ $# -gt 1 ]; do
           case $1 in --pin-fd | --password-fd) read -r line <&"$2"; echo "$1 $line" ;; esac; shift
         done ;;
variable) echo "${TRIED-none}" ;;
ask) read -r -s -p 'Password: ' line; echo; echo "$line" | tr a-z A-Z; exit 3 ;;
die) kill -KILL $$ ;;
sleep) echo asleep; sleep 60 ;;
esac
"""


class ProgramTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        path = os.path.join(folder.name, "script")
        with open(path, "w") as script:
            script.write(SCRIPT)
        os.chmod(path, 0o755)
        os.environ["ETOKEN_CTL"] = path

    def test_status_and_texts(self):
        program.run("say", 5, status=5).expect(out="out 5", err="err 5")
        with self.assertRaisesRegex(AssertionError, "exit status 5 instead of 0"):
            program.run("say", 5)
        with self.assertRaisesRegex(AssertionError, "'no' is not in the output"):
            program.run("say", 0).expect(out="no")

    def test_a_signal_is_a_status(self):
        program.run("die", status=137)

    def test_secrets_by_descriptor(self):
        result = program.run("secrets", pin="Cisco123", password="Publ1sher!")
        self.assertEqual(result.out, "--pin-fd Cisco123\n--password-fd Publ1sher!\n")

    def test_environment(self):
        os.environ["TRIED"] = "outer"
        self.assertEqual(program.run("variable").out, "outer\n")
        self.assertEqual(program.run("variable", env={"TRIED": "inner"}).out, "inner\n")
        self.assertEqual(program.run("variable", env={"TRIED": None}).out, "none\n")

    def test_terminal(self):
        with program.Terminal("ask") as terminal:
            terminal.expect("Password: ")
            terminal.type("secret")
            terminal.expect("SECRET")
            terminal.wait(status=3)
            self.assertNotIn(b"secret", terminal.screen)

    def test_terminal_interrupted(self):
        with program.Terminal("sleep") as terminal:
            terminal.expect("asleep")
            terminal.press("C")
            terminal.wait(status=130)

    def test_terminal_says_what_it_saw(self):
        with program.Terminal("say", 0) as terminal:
            with self.assertRaisesRegex(AssertionError, "'more' was not shown(.|\n)*out 0"):
                terminal.expect("more")

    def test_terminal_does_not_wait_forever(self):
        with program.Terminal("sleep", timeout=0.2) as terminal:
            with self.assertRaisesRegex(AssertionError, "in time"):
                terminal.expect("anything")


if __name__ == "__main__":
    unittest.main()
