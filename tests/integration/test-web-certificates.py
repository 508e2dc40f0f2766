#!/usr/bin/python3
"""export --upload and migrate --upload: tokens' certificates by OS Administration, and what TVS knows of them afterwards."""

import os
import pathlib
import shutil
import unittest

import cluster
import crafted
import itl
import migration
import os_administration
import program
import speed
import tls_services
from cluster import CERTIFICATES, FIRST, PIN, PUBLISHER_IP, SECOND, SUBSCRIBER_IP, TFTP

SANDBOX = pathlib.Path(os.environ["SANDBOX"])
FOLDERS = (TFTP, migration.SUBSCRIBER.parent)
CONFIG = pathlib.Path(os.environ["XDG_CONFIG_HOME"]) / "etoken-ctl"
PASSWORD = os_administration.PASSWORD
PAGE = "/cmplatform/certificateUpload.do"
DER = [(CERTIFICATES / f"{name}.der").read_bytes() for name in (FIRST, SECOND)]

# (the step that goes wrong, how, state of the first token, code and words of the message)
FAULTS = (
    ("open", "cut", "not-uploaded", "unreachable", "OS Administration cannot be opened: the connection broke"),
    ("open", "500", "not-uploaded", "remote", "OS Administration cannot be opened: the server answers with status 500"),
    ("login", "half", "not-uploaded", "unreachable", "the login to OS Administration failed: the connection broke"),
    ("login", "500", "not-uploaded", "remote", "the login to OS Administration failed: the server answers with status 500"),
    ("form", "cut", "not-uploaded", "unreachable", "the page for certificates of OS Administration cannot be used: the connection"),
    ("form", "half", "not-uploaded", "unreachable", "the page for certificates of OS Administration cannot be used: the connection"),
    ("form", "endless", "not-uploaded", "remote", "its page has no end"),
    ("form", "500", "not-uploaded", "remote", "the server answers with status 500"),
    ("form", "empty", "not-uploaded", "remote", "its page has no field for a file"),
    ("form", "no-token", "not-uploaded", "remote", "lacks the one-time token"),
    ("form", "to-login", "not-uploaded", "remote", "asks for the login again"),
    ("send", "500", "refused", "remote", "did not take every certificate"),
    ("send", "refused", "refused", "remote", "did not take every certificate"),
    ("send", "cut", "uploaded", None, f"was sent, no whole answer came; not yet known to TVS on {PUBLISHER_IP}, {SUBSCRIBER_IP}"),
    ("send", "half", "uploaded", None, "was sent, no whole answer came"),
    ("send", "endless", "uploaded", None, "was sent, no whole answer came"),
    ("send", "empty", "uploaded", None, "was uploaded; not yet known to TVS on"),
)


class WebCertificates(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(os.environ["TMPDIR"]) / "certificates"
        cls.folder.mkdir()
        cls.tomcat = tls_services.make_certificate(cls.folder, "tomcat")
        cls.tvs_identity = tls_services.make_certificate(cls.folder, "TVS")
        cls.itl = itl.make(migration.CALLMANAGER, migration.CALLMANAGER_KEY, cls.tvs_identity[0], by_hash=True)
        cls.old = itl.make_tokenless(migration.CALLMANAGER, migration.CALLMANAGER_KEY, migration.SERVERS)

    def setUp(self):
        (CONFIG / "known_web.conf").unlink(missing_ok=True)
        self.addCleanup(cluster.forget)
        self.addCleanup(shutil.rmtree, migration.DATA.with_name("hq"), ignore_errors=True)
        for folder in FOLDERS:
            (folder / "ITLFile.tlv").write_bytes(self.itl)
            (folder / "CTLFile.tlv").write_bytes(self.old)
        self.tvs = [tls_services.TvsServer(*self.tvs_identity, address=(address, 2445))
                    for address in (PUBLISHER_IP, SUBSCRIBER_IP)]
        for server in self.tvs:
            self.addCleanup(server.stop)
        self.page = self.start_page()
        self.add()

    def start_page(self, certificate=None, **options):
        page = os_administration.OsAdministration(*(certificate or self.tomcat), (PUBLISHER_IP, 443), TFTP,
                                                  SANDBOX / "cluster" / "stale", **options)
        page.tvs = self.tvs
        self.addCleanup(page.stop)
        return page

    def replace_page(self, certificate=None, **options):
        self.page.stop()
        self.page = self.start_page(certificate, **options)

    def add(self, target=f"admin@{PUBLISHER_IP}", deliver="web", *more):
        program.run("publisher", "add", "hq", target, "--deliver", deliver, "--replace", "--node", f"subscriber,{SUBSCRIBER_IP}",
                    "--host-key", os.environ["SANDBOX_FINGERPRINT"], "--fingerprint", self.fingerprint(), *more)

    def fingerprint(self):
        text = tls_services.sha1_of(self.tomcat[0]).upper()
        return ":".join(text[i:i + 2] for i in range(0, len(text), 2))

    def export(self, *more, status=program.DONE, password=PASSWORD):
        return program.run("export", FIRST, SECOND, "--force", "--output-dir", self.folder, "--upload", "hq", "--json", "--yes",
                           *more, status=status, password=password)

    def states(self, answer):
        return [upload["state"] for upload in answer.json["uploads"]]

    def n_posted(self):
        return self.page.requests.count(f"POST {PAGE}")

    # --- what should be ---

    def test_export(self):
        """TVS on every node knows them; one login for each, which is ended; a second run sends nothing."""
        answer = self.export()
        self.assertEqual(self.states(answer), ["known", "known"])
        self.assertEqual(self.page.certificates, DER)
        self.assertEqual((self.page.logins, self.page.sessions), (["admin"] * 2, []))
        self.assertEqual(self.page.other_purposes, [])
        self.assertIn("Success: Certificate Uploaded.", answer.json["uploads"][0]["said"])
        again = self.export()
        self.assertEqual((self.states(again), self.n_posted()), (["known", "known"], 2))
        self.assertFalse(again.json["uploads"][0]["sent"])

    def test_below_11(self):
        self.replace_page(old=True)
        self.assertEqual(self.states(self.export()), ["known", "known"])
        self.assertEqual(self.page.certificates, DER)

    def test_person_is_asked(self):
        line = ("export", FIRST, "--force", "--output-dir", self.folder, "--upload", "hq", "--password-file",
                os.environ["SANDBOX_PASSWORD_FILE"])
        question = f"Upload to OS Administration of {PUBLISHER_IP}, as Phone-SAST-trust, the certificates of: {FIRST}?"
        with program.Terminal(*line) as terminal:
            terminal.expect(question)
            terminal.type("no")
            terminal.wait(status=program.CANCELLED)
        self.assertEqual(self.n_posted(), 0)
        with program.Terminal(*line) as terminal:
            terminal.expect(question)
            terminal.type("yes")
            terminal.expect(f"{FIRST} was uploaded, and TVS on every node knows it")
            terminal.wait(status=program.DONE)

    def test_account_beside_sftp(self):
        """The list goes by SFTP, the certificates by OS Administration as the user of the platform CLI."""
        self.add(migration.URL, "sftp", "--cli-user", "admin", *cluster.LOGIN)
        self.assertEqual(self.states(self.export()), ["known", "known"])
        self.assertEqual(self.page.logins, ["admin"] * 2)

    def test_dry_run(self):
        answer = self.export("--dry-run")
        self.assertNotIn("uploads", answer.json)
        self.assertEqual(self.page.requests, [])

    # --- what TVS says ---

    def test_never_known(self):
        """The page says that it took them, which proves nothing."""
        self.page.take_certificate = False
        answer = self.export(status=program.NO)
        self.assertEqual(self.states(answer), ["uploaded", "uploaded"])
        self.assertEqual(answer.json["uploads"][0]["missing"], [PUBLISHER_IP, SUBSCRIBER_IP])
        self.assertIn(f"was uploaded; not yet known to TVS on {PUBLISHER_IP}, {SUBSCRIBER_IP}",
                      answer.json["uploads"][0]["text"])

    def test_other_nodes_later(self):
        """They are waited for, and what the publisher has is not sent twice."""
        self.page.delay_s = 3600
        answer = self.export(status=program.NO)
        self.assertEqual((self.states(answer), answer.json["uploads"][1]["missing"]), (["uploaded"] * 2, [SUBSCRIBER_IP]))
        answer.expect(err="Other nodes get the certificates within 30 minutes")
        self.assertEqual((self.states(self.export(status=program.NO)), self.n_posted()), (["uploaded"] * 2, 2))

    @speed.full_only
    def test_waits_for_other_nodes(self):
        self.page.delay_s = 1
        self.assertEqual(self.states(self.export("--wait", "600")), ["known", "known"])

    def test_list_with_a_token_is_there(self):
        """TVS may know the tokens from it."""
        for folder in FOLDERS:
            (folder / "CTLFile.tlv").write_bytes(crafted.token_list())
        answer = self.export(status=program.NO)
        self.assertEqual((self.states(answer), self.n_posted()), (["uploaded"] * 2, 2))
        self.assertEqual(answer.json["uploads"][0]["listed"], [PUBLISHER_IP, SUBSCRIBER_IP])
        self.assertIn("which proves nothing", answer.json["uploads"][0]["text"])

    def test_nobody_says_who_tvs_is(self):
        for folder in FOLDERS:
            (folder / "ITLFile.tlv").unlink()
        answer = self.export(status=program.NO)
        self.assertEqual((self.states(answer), self.n_posted()), (["uploaded"] * 2, 2))
        answer.expect(err="nothing will prove the upload")

    # --- what may go wrong ---

    def test_faults(self):
        """Each step, in each way: the state, the sentence, no certificate sent twice, no session left."""
        for step, fault, state, code, words in FAULTS:
            with self.subTest(step=step, fault=fault):
                self.page.forget()
                self.page.fault = (step, fault)
                answer = self.export(status=program.NO if code is None else program.NETWORK)
                self.assertEqual(self.states(answer)[0], state)
                self.assertEqual(answer.json.get("error", {}).get("code"), code)
                self.assertIn(words, answer.json["error"]["message"] if code else answer.json["uploads"][0]["text"])
                self.assertLessEqual(self.n_posted(), 2 if step == "send" else 0)
                self.assertEqual((self.page.certificates, self.page.sessions), ([], []))

    def test_page_without_the_purpose(self):
        """Nothing is sent there, whatever else it offers."""
        self.page.purposes = ("CallManager-trust", "Phone-trust", "Phone-VPN-trust")
        answer = self.export(status=program.NETWORK)
        self.assertEqual((self.states(answer), self.n_posted()), (["not-uploaded"] * 2, 0))
        self.assertIn("does not offer the purpose Phone-SAST-trust", answer.json["error"]["message"])
        answer.expect(err="purpose Phone-SAST-trust.")
        self.assertEqual((self.page.logins, self.page.sessions), (["admin"], []))

    def test_form_to_another_server(self):
        self.page.certificate_action = f"https://{SUBSCRIBER_IP}/cmplatform/certificateUpload.do"
        answer = self.export(status=program.NETWORK)
        self.assertIn("its form goes to another server", answer.json["error"]["message"])
        self.assertEqual(self.n_posted(), 0)

    def test_wrong_password(self):
        """Sent once, one way."""
        (CONFIG / "known_hosts").unlink(missing_ok=True)
        self.add(migration.URL, "sftp", "--cli-user", "admin", *cluster.LOGIN)
        answer = self.export(status=program.NETWORK, password="wrong")
        self.assertEqual((self.states(answer), answer.json["error"]["code"]), (["not-uploaded"] * 2, "login-refused"))
        self.assertEqual((self.page.logins, self.n_posted()), (["admin"], 0))

    def test_too_many_sessions(self):
        self.page.sessions = ["admin"] * os_administration.MAX_SESSIONS
        answer = self.export(status=program.NETWORK)
        self.assertIn("too many sessions of this user", answer.json["error"]["message"])
        self.assertEqual(self.states(answer), ["not-uploaded"] * 2)

    def test_certificate_changed(self):
        self.export()
        self.replace_page(tls_services.make_certificate(self.folder, "stranger"))
        for server in self.tvs:
            server.trust.clear()
        answer = self.export(status=program.NETWORK)
        self.assertEqual((self.states(answer)[0], answer.json["error"]["code"]), ("not-uploaded", "host-key-changed"))
        self.assertEqual(self.page.requests, [])

    def test_password_is_not_seen(self):
        seen = []

        def look(step):
            for process in pathlib.Path("/proc").glob("[0-9]*"):
                for name in ("cmdline", "environ"):
                    try:
                        text = (process / name).read_bytes()
                    except OSError:
                        continue
                    if PASSWORD.encode() in text:
                        seen.append((step, process, name))

        self.page.watch = look
        self.export()
        self.assertEqual(seen, [])

    def test_options_without_a_publisher(self):
        program.run("export", FIRST, "--wait", "5", "--output-dir", self.folder, status=program.USAGE).expect(
            err="are for --upload PUBLISHER")
        program.run("export", FIRST, "--upload", "nobody", "--output-dir", self.folder, status=program.USAGE)

    # --- in a migration ---

    def migrate(self, *more, **options):
        return program.run("migrate", "hq", "--sign-with", SECOND, "--cli-user", "admin", *more, **options)

    def test_migrate(self):
        """By SFTP: it names no option there until the page was used; then all is done in one run, up to the restarts."""
        self.add(migration.URL, "sftp", "--cli-user", "admin", *cluster.LOGIN)
        self.assertNotIn("--upload", self.migrate(password=PASSWORD, status=program.NO).err)
        answer = self.migrate("--upload", "--yes", "--json", pin=PIN, password=PASSWORD, status=program.NO)
        self.assertEqual([step["state"] for step in answer.json["steps"]], ["done"] * 7 + ["waiting", "to-do"])
        self.assertEqual(self.states(answer), ["known", "known"])
        self.assertEqual(sorted(self.page.certificates), sorted(DER))

    def test_migrate_by_web_names_the_option(self):
        answer = self.migrate(password=PASSWORD, status=program.NO)
        answer.expect(out="purpose Phone-SAST-trust", err="--upload does it by OS Administration")
        self.assertEqual(self.n_posted(), 0)

    def test_migrate_when_it_fails(self):
        """The manual way is left."""
        self.page.purposes = ()
        answer = self.migrate("--upload", "--yes", password=PASSWORD, status=program.NETWORK)
        answer.expect(err="Step 4 (trust): Node")
        answer.expect(err="Without --upload the same command waits")
        for server in self.tvs:
            for name in (FIRST, SECOND):
                server.trust[tls_services.sha1_of(CERTIFICATES / f"{name}.pem")] = (0, 3)
        self.migrate(password=PASSWORD, status=program.USAGE).expect(out="[x] 4.", err="use --yes")


if __name__ == "__main__":
    unittest.main()
