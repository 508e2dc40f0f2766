"""Tokens as smart cards behind pcscd: the main job through OpenSC's module, which is found without --module, and what
becomes of wrong passwords, pulled cards and a service that is not there."""

import os
import pathlib
import tempfile
import time
import unittest

import cluster
import program
from cluster import CERTIFICATES, FIRST, LOGIN, PIN, PUBLISHER_URL, SECOND
from virtual_cards import CARDS, cards, tries_left

MODULE = os.environ["SANDBOX_CARDS_MODULE"]
SIGN = "87"  # the card's instruction GENERAL AUTHENTICATE
VERIFY = "20"


class Pcsc(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        # OpenSC alone; one test has the soft tokens with the same certificates beside it.
        cls.softhsm = os.environ.pop("SOFTHSM2_CONF")

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.addCleanup(cluster.forget)
        self.list = pathlib.Path(folder.name, "CTLFile.tlv")
        self.folder = pathlib.Path(folder.name)

    def tearDown(self):
        for name in (FIRST, SECOND):
            (CARDS / name / "unplug-at").unlink(missing_ok=True)
            cards("reset", name)
            cards("plug", name)

    def build(self, pin, *options, status=0):
        return program.run(*cluster.build_arguments(self.list, *options), pin=pin, status=status)

    def tokens(self, **options):
        return program.run("tokens", "--json", **options).json["tokens"]

    def token(self, name):
        return next(token for token in self.tokens() if token["name"] == name)

    def wait_for(self, names):
        deadline = time.monotonic() + program.TIMEOUT_S
        while True:
            shown = program.run("tokens", "--json", status=None)
            found = [token["name"] for token in shown.json.get("tokens", [])]
            if found == names:
                return
            self.assertLess(time.monotonic(), deadline, f"{found} instead of {names}")

    def test_main_job(self):
        tokens = self.tokens()
        self.assertEqual([token["name"] for token in tokens], [FIRST, SECOND])
        self.assertEqual({os.path.basename(token["module"]) for token in tokens}, {"opensc-pkcs11.so"})
        program.run("export", "--all", "--output-dir", self.folder)
        for name in (FIRST, SECOND):
            self.assertEqual((self.folder / f"{name}.cer").read_bytes(), (CERTIFICATES / f"{name}.der").read_bytes())
        for digest in ("sha1", "sha512"):
            self.build(PIN, "--digest", digest)
            self.assertTrue(cluster.openssl_verifies(self.list.read_bytes(), CERTIFICATES / f"{SECOND}.pem", digest))
        program.run("push", self.list, PUBLISHER_URL, *LOGIN)
        program.run("verify", self.list).expect(out="signed by record 2")

    def test_beside_soft_tokens(self):
        """Two modules show the same certificates: each token once."""
        tokens = self.tokens(env={"SOFTHSM2_CONF": self.softhsm})
        self.assertEqual([token["name"] for token in tokens], [FIRST, SECOND])

    def test_proxy(self):
        """All that p11-kit knows, through its own module."""
        library = pathlib.Path(MODULE).resolve().parent / "libp11-kit.so.0"
        if not library.exists():
            self.skipTest(f"{library} is not installed")
        proxy = self.folder / "p11-kit-proxy.so"  # which is a link to it everywhere
        proxy.symlink_to(library)
        found = [token["name"] for token in program.run("tokens", "--json", "--module", proxy).json["tokens"]]
        self.assertEqual(found[:2], [FIRST, SECOND])
        self.build(PIN, "--module", proxy)

    def test_one_login_one_signature(self):
        (CARDS / SECOND / "log").write_text("")
        self.build(PIN)
        log = (CARDS / SECOND / "log").read_text()
        self.assertEqual(log.count("APDU > 0020008008"), 1)
        self.assertEqual(log.count(f"APDU > 00{SIGN}"), 1)
        self.assertNotIn(PIN.encode().hex().upper(), log)
        self.assertNotIn("APDU > 0020008008", (CARDS / FIRST / "log").read_text())

    def test_ladder(self):
        """Wrong, wrong, last try with an explicit yes, locked; each step is told before the question and after it."""
        wrong = self.build("87654321", status=program.TOKEN)
        wrong.expect(err=f"Token {SECOND}: the password is wrong (CKR_PIN_INCORRECT); one try is used up")
        self.assertEqual(tries_left(SECOND), 2)
        self.build("87654321", status=program.TOKEN).expect(err="only one is left before the token locks for good")
        self.assertEqual(tries_left(SECOND), 1)
        self.assertTrue(self.token(SECOND)["password_last_try"])
        program.run("tokens").expect(out="  Password     Only one try is left.")
        self.build(PIN, status=program.USAGE).expect(err="use --yes")  # nobody there who could agree
        with program.Terminal(*cluster.build_arguments(self.list)) as terminal:
            terminal.expect("Only one try is left. One more wrong password locks the token for good")
            terminal.expect(f"Use the last password try of token {SECOND}? [yes/no] ")
            terminal.type("no")
            terminal.wait(status=program.TOKEN)
        self.assertEqual(tries_left(SECOND), 1)
        self.build("87654321", "--yes", status=program.TOKEN).expect(err="locked for good")
        self.assertEqual(tries_left(SECOND), 0)
        program.run("tokens").expect(out="  Password     The token is locked for good")
        locked = self.build(PIN, "--yes", status=program.TOKEN)
        locked.expect(err=f"Token {SECOND}: it is locked for good, after too many wrong passwords")

    def test_last_try_right(self):
        (CARDS / SECOND / "tries").write_text("1\n")
        with program.Terminal(*cluster.build_arguments(self.list)) as terminal:
            terminal.expect("[yes/no] ")
            terminal.type("yes")
            terminal.expect(f"Password of token {SECOND}: ")
            terminal.type(PIN)
            terminal.wait(status=0)
        self.assertEqual(tries_left(SECOND), 3)

    def test_password(self):
        for old, new in ((PIN, "12345678"), ("12345678", "876543")):
            program.run("password", SECOND, pin=old, new_pin=new).expect(out="the password was changed")
            self.assertEqual((CARDS / SECOND / "password").read_text().strip(), new)
        program.run("password", SECOND, pin=PIN, new_pin="123456", status=program.TOKEN).expect(err="one try is used up")
        self.assertEqual(tries_left(SECOND), 2)
        self.build("876543")

    def test_password_of_letters(self):
        """This kind of card takes digits only: the old password stays, and costs no try."""
        refused = program.run("password", SECOND, pin=PIN, new_pin="abcdefgh", status=program.TOKEN)
        refused.expect(err="characters that the token does not allow")
        self.assertEqual(tries_left(SECOND), 3)

    def test_length_is_told(self):
        with program.Terminal("password", SECOND) as terminal:
            terminal.expect(f"Password of token {SECOND}: ")
            terminal.type(PIN)
            terminal.expect("The new password has to have 4 to 8 characters.")
            terminal.expect(f"New password of token {SECOND}: ")
            terminal.type("123456789")
            terminal.wait(status=program.USAGE)
        self.assertIn(b"too long, the token takes at most 8 bytes", terminal.screen)
        self.assertEqual(tries_left(SECOND), 3)

    def test_pulled_at_question(self):
        with program.Terminal(*cluster.build_arguments(self.list)) as terminal:
            terminal.expect(f"Password of token {SECOND}: ")
            cards("unplug", SECOND)
            terminal.type(PIN)
            terminal.wait(status=program.TOKEN)
        self.assertIn(f"Token {SECOND}: it was removed".encode(), terminal.screen)
        self.assertFalse(self.list.exists())

    def test_pulled_during_job(self):
        """At the login and at the signature itself; plugged in again, it signs."""
        for instruction in (VERIFY, SIGN):
            with self.subTest(instruction):
                program.run("tokens")
                if instruction == SIGN:
                    (CARDS / SECOND / "unplug-at").write_text(SIGN)
                    result = self.build(PIN, status=program.TOKEN)
                else:
                    with program.Terminal(*cluster.build_arguments(self.list)) as terminal:
                        terminal.expect(f"Password of token {SECOND}: ")
                        (CARDS / SECOND / "unplug-at").write_text(VERIFY)
                        terminal.type(PIN)
                        terminal.wait(status=program.TOKEN)
                    result = None
                if result:
                    result.expect(err=f"Token {SECOND}: ")
                self.assertFalse(self.list.exists())
                self.wait_for([FIRST])
                cards("unplug", SECOND)  # it has gone; until pcscd knows, too
                cards("plug", SECOND)
                self.build(PIN)
                self.list.unlink()

    def test_unplugged_and_plugged(self):
        cards("unplug", SECOND)
        self.wait_for([FIRST])
        missing = self.build(PIN, status=program.TOKEN)
        missing.expect(err=f"Token {SECOND} is not plugged in; plugged in: {FIRST}")
        cards("unplug", FIRST)
        program.run("tokens", status=program.TOKEN).expect(err="No token is plugged in")
        cards("plug", FIRST)
        cards("plug", SECOND)
        self.wait_for([FIRST, SECOND])

    def test_service(self):
        """pcscd not there, then there again, also between two steps of a job."""
        cards("stop-pcscd")
        program.run("tokens", status=program.TOKEN).expect(err="No token is plugged in")
        self.build(PIN, status=program.TOKEN)
        cards("start-pcscd")
        self.build(PIN)
        self.list.unlink()
        with program.Terminal(*cluster.build_arguments(self.list)) as terminal:
            terminal.expect(f"Password of token {SECOND}: ")
            cards("stop-pcscd")
            cards("start-pcscd")
            terminal.type(PIN)
            status = terminal.wait(status=None)
        self.assertIn(status, (program.DONE, program.TOKEN))
        self.assertEqual(self.list.exists(), status == program.DONE)
        self.assertEqual(tries_left(SECOND), 3)
        self.build(PIN)


if __name__ == "__main__":
    unittest.main()
