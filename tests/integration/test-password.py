"""password: changes a token's password, asks for what it needs, and never tries twice."""

import os
import pathlib
import tempfile
import unittest

import cluster
import program
import speed
from cluster import FIRST, PIN, SECOND

NEW = "Neu 56789"


class Password(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.current = PIN
        self.addCleanup(self.restore)

    def restore(self):
        if self.current != PIN:
            program.run("password", FIRST, pin=self.current, new_pin=PIN)
        self.sign(PIN)  # which also makes the token forget wrong tries

    def sign(self, pin, status=0):
        output = self.folder / "CTLFile.tlv"
        return program.run(*cluster.build_arguments(output, signer=FIRST), pin=pin, status=status)

    def state(self):
        return next(token for token in program.run("tokens", "--json").json["tokens"] if token["name"] == FIRST)

    def test_descriptors(self):
        program.run("password", FIRST, pin=PIN, new_pin=NEW).expect(out=f"Token {FIRST}: the password was changed")
        self.current = NEW
        self.sign(NEW)
        self.sign(PIN, status=program.TOKEN)

    def test_files(self):
        old, new = self.folder / "old", self.folder / "new"
        old.write_text(PIN + "\n")
        new.write_text(NEW + "\n")
        answer = program.run("password", FIRST, "--pin-file", old, "--new-pin-file", new, "--json").json
        self.assertEqual(answer, {"token": FIRST, "changed": True, "password_state": None})
        self.current = NEW

    def test_terminal(self):
        with program.Terminal("password", FIRST) as terminal:
            for question, answer in ((f"Password of token {FIRST}: ", PIN),
                                     (f"New password of token {FIRST}: ", NEW),
                                     (f"New password of token {FIRST} once more: ", NEW)):
                terminal.expect(question)
                terminal.type(answer)
            terminal.wait(status=0)
        self.current = NEW
        self.assertIn(b"characters.", terminal.screen)  # the lengths, before the question
        self.assertNotIn(NEW.encode(), terminal.screen)

    @speed.full_only
    def test_two_ways(self):
        with program.Terminal("password", FIRST) as terminal:
            for answer in (PIN, NEW, NEW + "x"):
                terminal.expect(": ")
                terminal.type(answer)
            terminal.wait(status=program.USAGE)
        self.assertIn(b"in two different ways; nothing was changed", terminal.screen)
        self.sign(PIN)

    @speed.full_only
    def test_wrong_old(self):
        wrong = program.run("password", FIRST, pin="Cisco124", new_pin=NEW, status=program.TOKEN)
        wrong.expect(err=f"Token {FIRST}: the password is wrong (CKR_PIN_INCORRECT); one try is used up")
        self.assertEqual(self.state()["password_state"], "The last password given was wrong.")
        program.run("tokens").expect(out="  Password     The last password given was wrong.")
        again = program.run("password", FIRST, pin=PIN, new_pin=PIN)
        again.expect(err=f"Token {FIRST}: The last password given was wrong.")  # nobody sees a question
        self.assertIsNone(self.state()["password_state"])

    @speed.full_only
    def test_length(self):
        """What the token cannot take is not sent to it."""
        short = program.run("password", FIRST, pin="Cisco124", new_pin="abc", status=program.USAGE)
        short.expect(err="the new password is too short, the token takes at least 4 bytes; nothing was changed")
        long = program.run("password", FIRST, pin="Cisco124", new_pin="x" * 255, status=None)
        self.assertIn(long.status, (program.USAGE, program.TOKEN))
        self.assertFalse(self.state()["password_count_low"] and long.status == program.USAGE)

    def test_nobody_there(self):
        program.run("password", FIRST, status=program.USAGE).expect(err="use --pin-file or --pin-fd")
        program.run("password", FIRST, pin=PIN, status=program.USAGE).expect(err="use --new-pin-file or --new-pin-fd")
        self.sign(PIN)

    def test_arguments(self):
        """Never by argument; there is no option for it, and none to initialise, unlock or delete."""
        program.run("password", FIRST, PIN, NEW, status=program.USAGE)
        program.run("password", "--pin", PIN, FIRST, status=program.USAGE)
        text = "".join(program.run(command, "--help").out for command in ("password", "tokens", "build")).lower()
        for word in ("initiali", "unlock a", "so-pin", "delete"):
            self.assertNotIn(word, text)

    def test_dry_run(self):
        program.run("password", FIRST, "--dry-run").expect(out="would be changed; nothing was asked or done")

    def test_no_token(self):
        program.run("password", "SAST-ADN00000000", pin=PIN, new_pin=NEW, status=program.TOKEN)
        program.run("password", f"pkcs11:token={FIRST}?pin-value={PIN}", status=program.USAGE)


if __name__ == "__main__":
    unittest.main()
