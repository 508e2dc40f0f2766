"""What comes from outside is shown, and does nothing: file names, arguments, names in lists and certificates, labels of
tokens, words and questions of servers. That no output has anything else in it, program.py looks at for every test."""

import os
import pathlib
import subprocess
import tempfile
import unittest

import cluster
import crafted
import program
from cluster import FIRST, LOGIN, PIN, PUBLISHER_URL, SECOND, TFTP
from nasty import NASTY, TEXTS, is_text
from program import DAMAGED, NETWORK, TOKEN, USAGE
from talking_server import TalkingServer

HOST_KEY = pathlib.Path(os.environ["SANDBOX"]) / "server" / "host-ed25519"
GIVEN = "given-by-file"


class TextsTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.addCleanup(cluster.forget)


class Names(TextsTest):
    """Of files and other arguments."""

    def test_files(self):
        """Each name, of a good file and of one that is missing, given to each command that names it."""
        good = crafted.token_list()
        for name in NASTY:
            path = os.fsdecode(os.path.join(os.fsencode(self.folder), name))
            pathlib.Path(path).write_bytes(good)
            program.run("check", path, status=None).expect(out="0 errors")
            program.run("verify", path).expect(out="the signature is right")
            program.run("show", path).expect(out="was verified successfully")
            for command in (("check",), ("verify",), ("show",), ("diff", path)):
                program.run(*command, path + "-missing", status=DAMAGED).expect(err="etoken-ctl: ")
                answer = program.run(*command, path + "-missing", "--json", status=DAMAGED)
                self.assertEqual(answer.json["error"]["code"], "file")
            program.run("push", path + "-missing", PUBLISHER_URL, *LOGIN, status=DAMAGED)
            program.run("export", FIRST, "--output-dir", path, status=DAMAGED)
            program.run("build", "--from", path + "-missing", "--output", path + "-new", status=None, pin=PIN)

    def test_json(self):
        """A name of valid UTF-8 is exact there; bytes of other encodings are \\xNN."""
        for name in NASTY:
            path = os.fsdecode(os.path.join(os.fsencode(self.folder), name))
            answer = program.run(*cluster.build_arguments(path, "--dry-run", "--json"), pin=PIN)
            if is_text(name):
                self.assertEqual(answer.json["file"], path)
            else:
                self.assertIn("\\x", answer.json["file"])

    def test_arguments(self):
        for text in map(os.fsdecode, NASTY):
            program.run(text, status=USAGE)
            program.run("show", f"--{text}", status=USAGE)
            program.run("fetch", text, "--output", self.folder / "CTLFile.tlv", status=None)
            program.run("publisher", "add", text, PUBLISHER_URL, status=USAGE)
            program.run("publisher", "add", "hq", f"sftp://ctl@{text}/CTLFile.tlv", status=None)
            program.run("publisher", "remove", text, status=USAGE)
            program.run("verify", self.folder / "missing", "--host-key", text, status=USAGE)
            program.run("tokens", "--module", text, status=TOKEN)
            program.run("export", text, status=TOKEN)

    def test_other_character_set(self):
        """On a terminal of 8 bits the second byte of a letter in UTF-8 is none of its control characters."""
        path = self.folder / "\u011b\u00e9.tlv"  # in UTF-8: C4 9B C3 A9
        path.write_bytes(crafted.token_list())
        for arguments, status in ((("check", path), 0), (("check", f"{path}-missing"), DAMAGED),
                                  (("export", FIRST, "--output-dir", path), DAMAGED)):
            with program.Terminal(*arguments, env={"CHARSET": "ISO-8859-1"}) as terminal:
                terminal.wait(status=status)
            self.assertIn(b"\xe9.tlv", terminal.screen)
            self.assertNotIn(b"\x9b", terminal.screen)
        program.run("check", path, env={"CHARSET": "ISO-8859-1"}).expect(out=path.name)

    def test_environment(self):
        for name in NASTY[:6]:
            home = os.fsdecode(os.path.join(os.fsencode(self.folder), name))
            config = pathlib.Path(home, "etoken-ctl")
            config.mkdir(parents=True)
            (config / "preferences.conf").write_bytes(b"[" + name)
            (config / "publishers.conf").write_bytes(b"[Publisher " + name + b"]\nurl=" + name + b"\n")
            env = {"XDG_CONFIG_HOME": home, "XDG_DATA_HOME": home, "SOFTHSM2_CONF": home}
            for arguments in (("publisher", "list"), ("history",), ("doctor",), ("tokens",)):
                program.run(*arguments, status=None, env=env)


class Lists(TextsTest):
    """Names in lists and in certificates."""

    def nasty_list(self, name):
        record = crafted.record(crafted.CCM_TFTP, crafted.PUBLISHER, cluster.PUBLISHER_IP, tag2=name + b"\0",
                                tag3=b"CN=" + name + b"\0", tag5=name + b"\0")
        return crafted.make(SECOND, *crafted.tokens(), record)

    def test_names(self):
        plain, path = self.folder / "plain.tlv", self.folder / "nasty.tlv"
        plain.write_bytes(crafted.token_list())
        for name in NASTY:
            path.write_bytes(self.nasty_list(name))
            program.run("show", path).expect(out="was verified successfully")
            program.run("check", path, status=None)
            program.run("diff", plain, path, status=program.NO)
            program.run("verify", path, "--phone-ctl", plain)
            for command in (("show", path), ("check", path), ("diff", plain, path)):
                program.run(*command, "--json", status=None).json

    def test_names_with_nul(self):
        path = self.folder / "nasty.tlv"
        path.write_bytes(self.nasty_list(b"good\0\x1b[2J"))
        for more in ((), ("--json",)):
            program.run("show", path, *more, status=None)
            program.run("check", path, *more, status=None)

    def test_certificates(self):
        """A server whose certificate's name is nasty: in the list that is built, and in its JSON."""
        for number, text in enumerate(TEXTS):
            name = self.folder / f"{number}.pem"
            subject = text.replace("\\", "\\\\").replace("/", "\\/")
            subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:1024", "-nodes", "-utf8", "-subj", f"/CN={subject}",
                            "-keyout", os.devnull, "-out", name], check=True, capture_output=True)
            path = self.folder / "CTLFile.tlv"
            cluster.build(path, "--server", f"CAPF,10.48.47.200,{name}", "--force")
            program.run("show", path).expect(out="was verified successfully")
            program.run("show", path, "--json").json
            program.run("check", path, status=None)


class Tokens(TextsTest):
    def test_labels(self):
        for number, text in enumerate(map(os.fsdecode, NASTY)):
            store = self.folder / str(number)
            store.mkdir()
            conf = self.folder / f"{number}.conf"
            conf.write_text(f"directories.tokendir = {store}\nobjectstore.backend = file\nlog.level = ERROR\n")
            env = {"SOFTHSM2_CONF": str(conf)}
            subprocess.run(["softhsm2-util", "--init-token", "--free", "--label", text, "--so-pin", "12345678", "--pin", PIN],
                           check=True, capture_output=True, env={**os.environ, **env})
            program.run("tokens", env=env).expect(out="\\")
            program.run("tokens", "--json", env=env).json
            program.run("doctor", env=env, status=None)


class Servers(TextsTest):
    def setUp(self):
        super().setUp()
        self.list = self.folder / "CTLFile.tlv"
        self.list.write_bytes(crafted.token_list())

    def test_links(self):
        """The publisher's file is a link to nowhere of that name."""
        for name in NASTY:
            os.symlink(name, os.fsencode(TFTP / "CTLFile.tlv"))
            answer = program.run("push", self.list, PUBLISHER_URL, *LOGIN, status=NETWORK)
            answer.expect(err="which does not exist")
            program.run("push", self.list, PUBLISHER_URL, *LOGIN, "--json", status=NETWORK).json
            (TFTP / "CTLFile.tlv").unlink()

    def test_good_bye(self):
        server = self.talk()
        for text in TEXTS:
            server.good_bye = text
            program.run(*self.push_arguments(server), status=NETWORK, password=GIVEN).expect(err="ended the login")

    def talk(self):
        served = self.folder / "served"
        served.mkdir()
        server = TalkingServer(HOST_KEY, served)
        self.addCleanup(server.stop)
        return server

    def push_arguments(self, server):
        return ("push", self.list, f"sftp://ctl@127.0.0.1:{server.port}/CTLFile.tlv", *LOGIN[2:])

    def test_password_is_for_the_password(self):
        server = self.talk()
        server.rounds = [("", "", [("Password: ", False)])]
        program.run(*self.push_arguments(server), password=GIVEN)
        self.assertEqual(server.answers, [[GIVEN]])

    def test_password_is_for_nothing_else(self):
        """Nobody is there to answer: nothing is sent, and what --pin-file would hold neither."""
        server = self.talk()
        for question in (f"Password of token {FIRST}: ", "PIN: ", "Verification code: ", "New password: "):
            server.rounds = [("", "", [(question, False)])]
            answer = program.run(*self.push_arguments(server), password=GIVEN, pin=PIN, status=None)
            self.assertNotEqual(answer.status, 0)
            answer.expect(err="somebody has to answer what the server asks")
        self.assertEqual(server.answers, [])

    def test_person_answers_the_server(self):
        """Who sees that it is the server who asks; a second factor is typed, the password comes from the file."""
        server = self.talk()
        server.rounds = [("Gate", "Your token \x1b[1mis\x1b[0m locked.", [("Password: ", False), ("Password of token A: ", False)]),
                         ("", "", [("Colour? ", True)])]
        password = self.folder / "password"
        password.write_text(GIVEN)
        with program.Terminal(*self.push_arguments(server), "--password-file", password) as terminal:
            terminal.expect("ctl@127.0.0.1 says: Gate")
            terminal.expect("ctl@127.0.0.1 says: Your token \\x1b[1mis\\x1b[0m locked.")
            terminal.expect("Never answer with a token's password.")
            terminal.expect("ctl@127.0.0.1 asks: Password of token A: ")
            terminal.type("typed")
            terminal.expect("ctl@127.0.0.1 asks: Colour?: ")
            terminal.type("blue")
            terminal.wait()
        self.assertEqual(server.answers, [[GIVEN, "typed"], ["blue"]])
        self.assertNotIn(b"\x1b", terminal.screen)
        self.assertNotIn(b"typed", terminal.screen)

    def test_questions_are_shown(self):
        server = self.talk()
        for text in TEXTS:
            server.rounds = [(text, text, [(text, False)])]
            with program.Terminal(*self.push_arguments(server)) as terminal:
                terminal.expect("ctl@127.0.0.1 says: ")
                terminal.expect("ctl@127.0.0.1 asks: ")
                terminal.press("C")
                terminal.wait(status=program.CANCELLED)
            program.check_harmless(terminal.screen.replace(b"\r\n", b"\n").replace(b"^C", b""))


unittest.main()
