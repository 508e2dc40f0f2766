"""Passwords of publishers in the desktop's keyring: kept only where that is wanted, used, refused, forgotten."""

import os
import pathlib
import shutil
import tempfile
import unittest

import cluster
import keyring
import program
from cluster import LOGIN, PUBLISHER_IP, PUBLISHER_URL, TFTP
from program import DAMAGED, USAGE
from sshd_sessions import count_refused_passwords

PASSWORD = pathlib.Path(os.environ["SANDBOX_PASSWORD_FILE"]).read_text().strip()
BOOK = pathlib.Path(os.environ["XDG_CONFIG_HOME"]) / "etoken-ctl" / "publishers.conf"
KBDINT_URL = os.environ["SANDBOX_KBDINT_URL"]
CLUSTER_URL = f"sftp://publisher@{PUBLISHER_IP}/~/tftp/CTLFile.tlv"
NODES = os.environ["SANDBOX_NODES"].split()[:2]
NO_TERMINAL = "there is no terminal to ask on"
KEEP = ("--login", "password", "--keep-password", *LOGIN[2:])


class Keyring(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.folder = pathlib.Path(folder.name)
        cls.list = cls.folder / "list.tlv"
        cluster.build(cls.list)

    def setUp(self):
        self.session = keyring.Session()
        self.addCleanup(shutil.rmtree, pathlib.Path(os.environ["HOME"]) / ".local/share/keyrings")
        self.addCleanup(self.session.stop)
        self.addCleanup(cluster.forget)
        self.addCleanup(BOOK.unlink, missing_ok=True)

    @staticmethod
    def add(url=PUBLISHER_URL, *more, name="hq", how=KEEP):
        return program.run("publisher", "add", name, url, "--replace", *how, *more)

    def push(self, *more, **options):
        return program.run("push", self.list, "hq", *more, **options)

    def keep(self, password=PASSWORD, *more):
        program.run("publisher", "password", "hq", *more, password=password)

    def push_and_type(self, *shown, password=PASSWORD, **options):
        """On a terminal; SHOWN comes before the question."""
        with program.Terminal("push", self.list, "hq", **options) as terminal:
            for text in shown:
                terminal.expect(text)
            terminal.expect("Password of ")
            terminal.type(password)
            terminal.wait(status=0)
        return terminal.screen.decode()

    def test_kept_after_the_first_login(self):
        self.add()
        self.push(status=USAGE).expect(err=NO_TERMINAL)
        self.assertEqual(self.session.items(), 0)
        self.push_and_type()
        self.assertEqual(self.session.items(user="publisher", host="127.0.0.1", port="2022"), 1)
        self.assertEqual(self.push().err.count("warning"), 0)
        program.run("fetch", "hq", "--output", self.folder / "fetched.tlv")

    def test_kept_by_hand(self):
        self.add(how=KEEP[:2] + LOGIN[2:])
        self.keep()
        self.push()
        program.run("publisher", "show", "hq").expect(out="in the keyring")
        self.assertTrue(program.run("publisher", "show", "hq", "--json").json["publishers"][0]["keeps_password"])

    def test_only_where_it_is_wanted(self):
        self.add(how=KEEP[:2] + LOGIN[2:])
        self.push_and_type()
        self.push(password=PASSWORD)
        self.assertEqual(self.session.items(), 0)
        self.add()
        self.push(password=PASSWORD)
        self.assertEqual(self.session.items(), 0)

    def test_wrong_password_is_not_kept(self):
        self.add()
        with program.Terminal("push", self.list, "hq") as terminal:
            terminal.expect("Password of ")
            terminal.type("nonsense")
            terminal.wait(status=program.NETWORK)
        self.assertEqual(self.session.items(), 0)

    def test_refused_password_is_asked_for(self):
        """The keyring's is tried once; the one that is typed then takes its place."""
        for url in (PUBLISHER_URL, KBDINT_URL):
            self.add(url)
            self.keep("nonsense")
            before = count_refused_passwords()
            self.push_and_type("The password that the keyring has for ", "was refused.")
            self.assertEqual(count_refused_passwords(), before + (url == PUBLISHER_URL))
            self.push()
            self.assertEqual(self.session.items(), 1)
            program.run("publisher", "remove", "hq")

    def test_refused_password_and_nobody_to_ask(self):
        self.add()
        self.keep("nonsense")
        before = count_refused_passwords()
        self.push(status=USAGE).expect(err="was refused; Password of publisher@127.0.0.1: there is no terminal")
        self.assertEqual(count_refused_passwords(), before + 1)

    def test_given_password_counts(self):
        self.add()
        self.keep("nonsense")
        before = count_refused_passwords()
        self.push(password=PASSWORD)
        self.assertEqual(count_refused_passwords(), before)

    def test_nodes_share_it(self):
        """One item for a cluster; a wrong one goes to one node only."""
        self.addCleanup(self.forget_nodes)
        self.add(CLUSTER_URL, "--node", NODES[0], "--node", NODES[1])
        self.keep("nonsense")
        before = count_refused_passwords()
        screen = self.push_and_type("was refused.")
        self.assertEqual(screen.count("Password of"), 1)
        self.assertEqual(count_refused_passwords(), before + 1)
        self.forget_nodes()
        self.assertEqual(self.push().out.count("serves this list now"), 2)
        self.assertEqual(self.session.items(), 1)

    @staticmethod
    def forget_nodes():
        for node in NODES:
            for path in (pathlib.Path(os.environ["SANDBOX"]) / "nodes" / node / "tftp").iterdir():
                path.unlink()

    def test_each_user_has_his_own(self):
        """The user of the platform CLI has another password in the keyring than the one who pushes."""
        (TFTP / "CTLFile.tlv").write_bytes(self.list.read_bytes())
        self.add(CLUSTER_URL, "--cli-user", "admin")
        self.keep("nonsense")
        self.keep(PASSWORD, "--cli-user", "admin")
        self.assertEqual(self.session.items(), 2)
        before = count_refused_passwords()
        program.run("status", "hq", status=None).expect(out="MD5")
        self.assertEqual(count_refused_passwords(), before)
        program.run("publisher", "password", "hq", "--forget")
        self.assertEqual(self.session.items(), 0)

    def test_forgotten(self):
        self.add()
        self.keep()
        program.run("publisher", "password", "hq", "--forget")
        self.assertEqual(self.session.items(), 0)
        self.assertNotIn("keyring", BOOK.read_text())
        self.push(status=USAGE).expect(err=NO_TERMINAL)

    def test_removed(self):
        """With the last entry that has this address."""
        self.add()
        self.keep()
        self.add(name="twin")
        program.run("publisher", "remove", "hq", "--dry-run")
        program.run("publisher", "remove", "hq")
        self.assertEqual(self.session.items(), 1)
        program.run("publisher", "remove", "twin")
        self.assertEqual(self.session.items(), 0)

    def test_replaced(self):
        """By one that keeps no password, or has another address."""
        self.add()
        self.keep()
        self.add()
        self.assertEqual(self.session.items(), 1)
        self.add(KBDINT_URL.replace("127.0.0.1:2022", PUBLISHER_IP))
        self.assertEqual(self.session.items(), 0)
        self.keep()
        self.add(how=KEEP[:2] + LOGIN[2:])
        self.assertEqual(self.session.items(), 0)

    def test_dry_run(self):
        self.add()
        program.run("publisher", "password", "hq", "--dry-run", password=PASSWORD)
        self.assertEqual(self.session.items(), 0)

    def test_locked(self):
        """And nobody there to unlock it."""
        self.add()
        self.keep()
        self.session.lock()
        self.push_and_type("The keyring cannot give the password of publisher@127.0.0.1: it is locked.")
        program.run("publisher", "remove", "hq").expect(err="warning: The keyring cannot forget the passwords for 127.0.0.1")

    def test_no_keyring(self):
        """One sentence, then the question as usual. Who does not need the password hears nothing of it."""
        self.add()
        none = {"DBUS_SESSION_BUS_ADDRESS": None}
        screen = self.push_and_type("The keyring cannot give the password of publisher@127.0.0.1: none runs", env=none)
        self.assertEqual(screen.count("keyring"), 1)
        program.run("publisher", "password", "hq", password=PASSWORD, env=none, status=DAMAGED).expect(err="none runs in")
        self.add(how=("--keep-password", *LOGIN))
        self.assertNotIn("keyring", self.push(env=none).err)
        self.assertNotIn("keyring", program.run("publisher", "list", env=none).err)

    def test_bus_without_keyring(self):
        self.add()
        self.push(status=USAGE, env={"DBUS_SESSION_BUS_ADDRESS": "unix:path=/nowhere"}).expect(err="none runs in this")

    def test_nothing_is_seen(self):
        """Neither in the address book nor in what is said when everything talks, the bus included."""
        loud = {"G_MESSAGES_DEBUG": "all", "G_DBUS_DEBUG": "all", "SECRET_DEBUG": "all"}
        self.add()
        said = program.run("publisher", "password", "hq", "--verbose", password=PASSWORD, env=loud)
        used = self.push("--verbose", env=loud)
        self.assertIn(b"CreateItem", said.stdout + said.stderr)
        self.assertIn(b"org.freedesktop.Secret", used.stdout + used.stderr)
        for text in (said.stdout, said.stderr, used.stdout, used.stderr, BOOK.read_bytes()):
            self.assertNotIn(PASSWORD.encode(), text)

    def test_password_in_the_address_book(self):
        self.add()
        BOOK.write_text(BOOK.read_text().replace("password=keyring", f"password={PASSWORD}"))
        for command, status in (("publisher", "list"), 0), (("publisher", "show", "hq"), DAMAGED):
            result = program.run(*command, status=status).expect(err="no password belongs into this file")
            self.assertNotIn(PASSWORD, result.err)


if __name__ == "__main__":
    unittest.main()
