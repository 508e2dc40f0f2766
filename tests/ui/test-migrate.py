"""The migration to eTokens in the window: the whole way in few actions, stopped and taken up again, refused, and back."""

import hashlib
import os
import pathlib
import shutil
import unittest

import desktop
import listing
import program
from cluster import CERTIFICATES, FIRST, LOGIN, PIN, PUBLISHER_IP, SECOND, SUBSCRIBER_IP, openssl_verifies
from migration import STATE, SUBSCRIBER, URL, MigrateTest

IDENTITY = LOGIN[:2]
DATA = pathlib.Path(os.environ["XDG_DATA_HOME"]) / "etoken-ctl" / "migrations" / "berlin"
MAX_ACTIONS = 8


class Person:
    """Whoever sits at the window; each click counts."""

    def __init__(self, window):
        self.window = window
        self.actions = 0

    def click(self, role, name, root=None):
        self.actions += 1
        self.window.click(role, name, root=root)

    def open(self):
        self.click("radio button", "Publisher")
        self.click("push button", "Migrate berlin to eTokens")
        return self.window.wait_for("dialog", "Migrate berlin to eTokens")

    def trust_host_keys(self, count):
        """One after the other."""
        for _ in range(count):
            self.click("push button", "Trust this key", root=self.window.wait_for("dialog", "Unknown host key"))


class Migrate(MigrateTest):
    def setUp(self):
        super().setUp()
        shutil.rmtree(DATA.parent.parent, ignore_errors=True)
        self.save_publisher(*LOGIN)

    def save_publisher(self, *login):
        program.run("publisher", "add", "berlin", URL, "--node", f"subscriber,{SUBSCRIBER_IP}", "--cli-user", "admin",
                    "--replace", *login)
        (listing.CONFIG / "known_hosts").unlink(missing_ok=True)

    def start(self, window):
        dialog = Person(window).open()
        window.click("push button", "Start", root=dialog)
        return dialog

    def sign(self, window, dialog):
        window.click("push button", "Sign and publish", root=dialog)
        listing.password(window, PIN)

    def close(self, window):
        """With its own button: a notice has one too."""
        dialog = window.wait_for("dialog", "Migrate berlin to eTokens")
        button = list(window.all("push button", "Close", root=dialog))[-1]
        desktop.Atspi.Action.do_action(button, 0)
        window.wait_gone("dialog", "Migrate berlin to eTokens")

    def expect_states(self, window, *states):
        """Of the steps, in their order; those that are scrolled out of sight count too."""
        def shown():
            steps = window.find("list box", "Steps")
            rows = [steps.get_child_at_index(index).get_name() for index in range(steps.get_child_count())]
            return [row.rsplit(": ", 1)[1] for row in rows] == list(states)
        window.wait(shown, lambda: f"not {states}\n{window}")

    def test_few_actions_and_back(self):
        """From the tokenless list of the documents to one that a token signed, host keys confirmed on the way."""
        self.save_publisher(*IDENTITY)
        with desktop.Window() as window:
            person = Person(window)
            dialog = person.open()
            person.click("push button", "Start", root=dialog)
            person.trust_host_keys(2)
            window.widget("MigrateStepView.to_do").wait_for_text("purpose Phone-SAST-trust")
            window.screenshot("migrate-trust")
            self.assertTrue((DATA / "certificates" / f"{FIRST}.cer").exists())
            self.upload(FIRST, SECOND)  # in the browser; TVS is asked again without being told to
            window.widget("MigrateStepView.question").wait_for_text("put it on 2 nodes?")
            self.assertEqual(self.logins_for_itl(), 1)  # and without another login
            window.widget("DifferenceView.summary").wait_for_text("2 records added, 1 removed")
            self.assertEqual(self.served(), self.old)
            window.screenshot("migrate-sign")
            person.click("push button", "Sign and publish", root=dialog)
            listing.password(window, PIN)
            for node in (PUBLISHER_IP, SUBSCRIBER_IP):
                window.widget("MigrateStepView.question").wait_for_text(
                    f"Restart Cisco Tftp and Cisco CallManager on {node} now?")
                window.screenshot(f"migrate-restart-{node}")
                person.click("push button", "Restart now", root=dialog)
            self.expect_states(window, *["Done"] * 9)
            print(f"actions of the administrator: {person.actions}")
            self.assertLessEqual(person.actions, MAX_ACTIONS)
            self.check_new_list(window)
            window.screenshot("migrate-done")
            self.take_back(window, dialog)
            self.close(window)

    def test_closed_and_taken_up_again(self):
        """Closed at each step that waits for somebody; opened again it goes on there."""
        with desktop.Window() as window:
            self.start(window)
            window.widget("MigrateStepView.to_do").wait_for_text("purpose Phone-SAST-trust")
            self.close(window)
            self.upload(FIRST, SECOND)
            self.start(window)
            window.widget("MigrateStepView.question").wait_for_text("put it on 2 nodes?")
            self.close(window)
            self.assertEqual(self.served(), self.old)
            dialog = self.start(window)
            self.choose_signer(window, dialog)
            window.click("push button", "Sign and publish", root=dialog)
            window.click("push button", "Cancel", root=window.wait_for("dialog", "Password"))
            window.widget("NoticeBar.text").wait_for_text("Stopped. What was done so far is kept.")
            self.assertEqual(self.served(), self.old)
            window.click("push button", "Go on", root=dialog)
            self.sign(window, dialog)
            window.widget("MigrateStepView.question").wait_for_text(
                f"Restart Cisco Tftp and Cisco CallManager on {PUBLISHER_IP} now?")
            self.assertTrue(openssl_verifies(self.served(), CERTIFICATES / f"{SECOND}.pem"))
            self.close(window)
        with desktop.Window() as window:
            dialog = Person(window).open()
            self.expect_states(window, *["Done"] * 7, "Next", "To do")
            window.click("push button", "Go on", root=dialog)
            window.widget("MigrateStepView.question").wait_for_text(f"on {PUBLISHER_IP} now?")
            window.click("push button", "Restart now", root=dialog)
            window.widget("MigrateStepView.question").wait_for_text(f"on {SUBSCRIBER_IP} now?")
            self.close(window)
            dialog = Person(window).open()
            window.click("push button", "Go on", root=dialog)
            window.widget("MigrateStepView.question").wait_for_text(f"on {SUBSCRIBER_IP} now?")
            window.click("push button", "They were restarted elsewhere", root=dialog)
            self.expect_states(window, *["Done"] * 9)
            self.assertEqual(len(self.restarts()), 2)
            self.start_anew(window, dialog)
            self.close(window)

    def start_anew(self, window, dialog):
        """A list that a token signed is nothing to migrate."""
        window.click("push button", "Start anew", root=dialog)
        window.click("push button", "Start anew", root=window.wait_for("alert"))
        self.expect_states(window, "Next", *["To do"] * 8)
        window.click("push button", "Start", root=dialog)
        window.widget("NoticeBar.text").wait_for_text("signed by an eToken already; there is nothing to migrate")

    def choose_signer(self, window, dialog):
        """The question is asked anew, with the other token."""
        window.widget("MigrateStepView.question").wait_for_text(f"Sign this list with token {FIRST}")
        listing.choose(window, dialog, "Sign with token", SECOND)
        window.widget("MigrateStepView.question").wait_for_text(f"Sign this list with token {SECOND}")

    def test_14su3(self):
        (STATE / "version").write_text("14.0.1.13900-155\n")
        with desktop.Window() as window:
            self.start(window)
            window.widget("NoticeBar.text").wait_for_text(
                "from 14SU3 (14.0.1.13900) on, lists signed by eTokens are no longer taken")
            self.expect_states(window, "Failed", *["To do"] * 8)
            window.screenshot("migrate-14su3")
            self.close(window)

    def test_way_out(self):
        """A failed check says what to do, and is made again when that was done."""
        SUBSCRIBER.write_bytes(b"x")
        (STATE / "mode").write_text("0\n")
        with desktop.Window() as window:
            dialog = self.start(window)
            window.widget("NoticeBar.text").wait_for_text("Set it to mixed mode first, then start again")
            (STATE / "mode").write_text("1\n")
            window.click("push button", "Try again", root=dialog)
            window.widget("NoticeBar.text").wait_for_text(
                f"{SUBSCRIBER_IP} serves another list than the publisher: push the list to it")
            window.screenshot("migrate-failed")
            self.serve(self.old)
            window.click("push button", "Try again", root=dialog)
            window.widget("MigrateStepView.to_do").wait_for_text("purpose Phone-SAST-trust")
            self.upload(FIRST, SECOND)
            window.click("push button", "Ask again now", root=dialog)
            window.click("push button", "Sign and publish", root=dialog)
            listing.password(window, "wrong")
            window.widget("NoticeBar.text").wait_for_text("the password is wrong")
            window.click("push button", "Try again", root=dialog)
            self.sign(window, dialog)
            window.widget("MigrateStepView.question").wait_for_text(f"on {PUBLISHER_IP} now?")
            self.close(window)

    def test_cancelled_and_quit(self):
        """Cancel stops the step that runs; the program can be quit in the middle of one."""
        (STATE / "faults").write_text("hang=show")
        with desktop.Window() as window:
            dialog = self.start(window)
            window.click("push button", "Cancel", root=dialog)
            window.widget("NoticeBar.text").wait_for_text("Stopped. What was done so far is kept.")
            window.click("push button", "Go on", root=dialog)
            window.wait_for("push button", "Cancel", root=dialog)
            window.press("<Primary>q")
            window.wait_end()
        self.assertEqual(self.served(), self.old)

    def test_keyboard(self):
        """Return goes on, Escape stops and closes."""
        self.upload(FIRST, SECOND)
        with desktop.Window() as window:
            dialog = Person(window).open()
            self.wait_ready(window, "Start", dialog)
            window.press("Return")
            self.wait_ready(window, "Sign and publish", dialog)
            window.press("Return")
            window.wait_for("dialog", "Password")
            window.dismiss("dialog", "Password")
            window.widget("NoticeBar.text").wait_for_text("Stopped. What was done so far is kept.")
            window.dismiss("dialog", "Migrate berlin to eTokens")
        self.assertEqual(self.served(), self.old)

    @staticmethod
    def wait_ready(window, button, dialog):
        """Return presses it: it is the button that goes on, and can be pressed."""
        def ready():
            node = window.find("push button", button, root=dialog)
            return node is not None and desktop.is_(node, desktop.Atspi.StateType.SENSITIVE)
        window.wait(ready, lambda: f"{button} cannot be pressed\n{window}")

    def test_looks(self):
        """For the eye, in a small dark window."""
        self.upload(FIRST, SECOND)
        with desktop.Window(dark=True) as window:
            window.resize(800, 500)
            dialog = self.start(window)
            window.widget("MigrateStepView.question").wait_for_text("put it on 2 nodes?")
            window.screenshot("migrate-sign-dark")
            window.wait_within(dialog, 800, 500)
            self.close(window)

    def test_from_the_menu(self):
        with desktop.Window() as window:
            window.click("toggle button", "Main menu")
            window.click("push button", "Migrate to eTokens")
            window.wait_for("dialog", "Migrate berlin to eTokens")
            window.screenshot("migrate-start")
            self.close(window)

    @staticmethod
    def logins_for_itl():
        return (DATA.parent.parent / "audit.jsonl").read_text().count("ITLFile.tlv")

    def check_new_list(self, window):
        data = self.served()
        self.assertNotEqual(data, self.old)
        self.assertTrue(openssl_verifies(data, CERTIFICATES / f"{FIRST}.pem"))
        window.widget("MigrateStepView.found").wait_for_text(hashlib.md5(data).hexdigest())
        window.widget("MigrateStepView.found").wait_for_text(f"{SUBSCRIBER_IP}: phones get this list")
        self.assertEqual(len(self.restarts()), 4)

    def take_back(self, window, dialog):
        window.click("push button", "Put the old list back", root=dialog)
        window.click("push button", "Put it back", root=window.wait_for("alert"))
        window.widget("NoticeBar.text").wait_for_text("Every node has the list of before the migration again.")
        self.assertEqual(self.served(), self.old)
        window.widget("NoticeBar.detail").wait_for_text("Restart Cisco Tftp, then Cisco CallManager, on every node")
        window.screenshot("migrate-back")


if __name__ == "__main__":
    unittest.main()
