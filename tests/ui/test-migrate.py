"""The migration to eTokens in the window: the whole way in few actions, and back; by keyboard; from the menu."""

import hashlib
import unittest

import desktop
import listing
from cluster import CERTIFICATES, FIRST, LOGIN, PIN, PUBLISHER_IP, SECOND, SUBSCRIBER_IP, openssl_verifies
from migrate_case import DATA, MigrateCase, Person

IDENTITY = LOGIN[:2]
MAX_ACTIONS = 7


class Migrate(MigrateCase):
    def test_few_actions_and_back(self):
        """From the tokenless list of the documents to one that a token signed, host keys confirmed on the way."""
        self.save_publisher(*IDENTITY)
        with desktop.Window() as window:
            person = Person(window)
            dialog = person.open()
            person.click("push button", "Start", root=dialog)
            person.trust_host_keys()
            window.widget("UpdateStepView.to_do").wait_for_text("purpose Phone-SAST-trust")
            window.screenshot("migrate-trust")
            self.assertTrue((DATA / "certificates" / f"{FIRST}.cer").exists())
            self.upload(FIRST, SECOND)  # in the browser; TVS is asked again without being told to
            window.widget("UpdateStepView.question").wait_for_text("put it on 2 nodes?")
            self.assertEqual(self.logins_for_itl(), 1)  # and without another login
            plan = window.widget("UpdatePlanView", on_screen=False)
            for change in ("SAST cucm-1051-a-pub goes", f"SAST {FIRST} is added", f"SAST {SECOND} is added"):
                plan.wait_for_text(change)
            self.assertEqual(self.served(), self.old)
            window.screenshot("migrate-sign")
            person.click("push button", "Sign and publish", root=dialog)
            listing.password(window, PIN)
            for node in (PUBLISHER_IP, SUBSCRIBER_IP):
                window.widget("UpdateStepView.question").wait_for_text(
                    f"Restart Cisco Tftp, then Cisco CallManager, then Cisco CTIManager on {node} now?")
                window.screenshot(f"migrate-restart-{node}")
                person.click("push button", "Restart now", root=dialog)
            self.expect_states(window, *["Done"] * 9)
            print(f"actions of the administrator: {person.actions}")
            self.assertLessEqual(person.actions, MAX_ACTIONS)
            self.check_new_list(window)
            window.screenshot("migrate-done")
            self.take_back(window, dialog)
            self.close(window)

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
        window.widget("UpdateStepView.found").wait_for_text(hashlib.md5(data).hexdigest())
        window.widget("UpdateStepView.found").wait_for_text(f"{SUBSCRIBER_IP}: phones get this list")
        self.assertEqual(len(self.restarts()), 6)

    def take_back(self, window, dialog):
        window.click("push button", "Put the old list back", root=dialog)
        window.click("push button", "Put it back", root=window.wait_for("alert"))
        window.widget("NoticeBar.text").wait_for_text("Every node has the previous list again.")
        self.assertEqual(self.served(), self.old)
        window.widget("NoticeBar.detail").wait_for_text(
            "Restart Cisco Tftp, then Cisco CallManager, then Cisco CTIManager, on all nodes that run them")
        window.screenshot("migrate-back")


if __name__ == "__main__":
    unittest.main()
