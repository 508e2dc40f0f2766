"""An update of a cluster's list in the window: after a renewed certificate, in few actions, from the plan to what phones get;
and taken up after it was cut off."""

import hashlib
import unittest

import cluster
import desktop
import listing
import program
from cluster import CERTIFICATES, FIRST, PIN, PUBLISHER_IP, SECOND, SUBSCRIBER_IP
from update_case import DATA, FILES, TITLE, Person, UpdateCase

MAX_ACTIONS = 6
MAX_ACTIONS_FIRST = 15
RENEWED = "CCM+TFTP 10.48.47.154 is renewed"


class Update(UpdateCase):
    def test_renewed_certificate(self):
        self.renew()
        with desktop.Window() as window:
            person = Person(window)
            dialog = person.open()
            window.widget("UpdateStepView.question").wait_for_text(f"Sign this list with token {FIRST} and put it on 2 nodes?")
            view = window.widget("UpdatePlanView", on_screen=False)
            view.wait_for_text(RENEWED)
            window.widget("UpdatePlanView.verdict").wait_for_text("The cluster needs a new list.")
            reason = view.find_text("the certificate of CallManager")
            program.run("plan", "oslo", status=program.NO).expect(out=reason)
            window.screenshot("update-plan")
            self.assertEqual(self.held(), self.list)
            person.click("push button", "Sign and publish", root=dialog)
            person.password(PIN)
            for node in (PUBLISHER_IP, SUBSCRIBER_IP):
                window.widget("UpdateStepView.question").wait_for_text(f" on {node} now?")
                person.click("push button", "Restart now", root=dialog)
            window.widget("UpdateStepView.found").wait_for_text(hashlib.md5(self.held()).hexdigest())
            window.screenshot("update-done")
            print(f"actions of the administrator: {person.actions}")
            self.assertLessEqual(person.actions, MAX_ACTIONS)
            self.assertTrue(cluster.openssl_verifies(self.held(), CERTIFICATES / f"{FIRST}.pem"))
            self.close(window)
        program.run("plan", "oslo").expect(out="Nothing to do: the cluster has the list that it needs.")

    def test_cut_off(self):
        """What was signed is taken up, without a password; the publisher's row offers it."""
        self.renew()
        with desktop.Window() as window:
            dialog = Person(window).open()
            window.click("push button", "Sign and publish", root=dialog)
            Person(window).password(PIN)
            window.widget("UpdateStepView.question").wait_for_text(f" on {PUBLISHER_IP} now?")
            self.close(window)
            window.widget("PublisherRow.cluster").wait_for_text("A change of its list was interrupted and can go on")
            window.screenshot("update-interrupted")
        signed = (DATA / "new.tlv").read_bytes()
        FILES[1].write_bytes(self.list)  # as if it had been cut off earlier
        with desktop.Window() as window:
            dialog = Person(window).open()
            window.widget("UpdateStepView.introduction").wait_for_text("An earlier run has signed the list")
            window.screenshot("update-go-on")
            window.click("push button", "Go on", root=dialog)
            window.widget("UpdateStepView.question").wait_for_text(f" on {PUBLISHER_IP} now?")
            window.click("push button", "They were restarted elsewhere", root=dialog)
            window.widget("UpdateStepView.found").wait_for_text(hashlib.md5(signed).hexdigest())
            self.close(window)
            window.widget("PublisherRow.update_button", role="push button").wait_for_text("Update the list of oslo")
            window.widget("PublisherRow.cluster").wait_without_text("can go on")
        self.assertEqual(self.held(), signed)

    def test_nothing_to_do(self):
        with desktop.Window() as window:
            Person(window).open()
            window.widget("UpdateStepView.title").wait_for_text("9. See it on a phone: Done")
            self.close(window)
        self.assertEqual(self.held(), self.list)
        self.assertEqual(self.restarts(), [])

    def test_another_wish(self):
        """A node is left out, and a token comes from a file: without that node the list is right."""
        self.renew()
        with desktop.Window() as window:
            Person(window).open()
            window.widget("UpdateStepView.question").wait_for_text("put it on 2 nodes?")
            window.click("push button", "Change…")
            dialog = window.wait_for("dialog", "What the list is to be")
            window.click("check box", SUBSCRIBER_IP, root=dialog)
            window.click("radio button", "These, and no others:", root=dialog)
            window.click("check box", FIRST, root=dialog)
            window.click("push button", "From a file", root=dialog)
            listing.choose_file(window, "Certificate of the token", CERTIFICATES / f"{SECOND}.pem")
            window.wait(lambda: desktop.is_(window.find("check box", SECOND, root=dialog), desktop.Atspi.StateType.CHECKED),
                        "the token of the file is plugged in, and not ticked")
            window.screenshot("update-wish")
            window.click("push button", "Make the plan", root=dialog)
            window.widget("UpdateStepView.title").wait_for_text("9. See it on a phone: Done")
            desktop.Atspi.Selection.select_child(window.find("list box", "Steps"), 1)
            window.widget("UpdatePlanView.rest").wait_for_text("cucm-1051-a-sub1 is left out: it was not asked")
            window.screenshot("update-left-out")
            self.close(window)
        self.assertEqual(self.held(), self.list)

    def test_first_list(self):
        """The cluster has none: which tokens it is to have has to be said."""
        self.cluster.hold(None)
        with desktop.Window() as window:
            person = Person(window)
            dialog = person.open()
            window.widget("UpdatePlanView.rest", on_screen=False).wait_for_text("no token was named")
            self.assertIsNone(window.find("push button", "Ask again now", root=dialog))
            window.screenshot("update-no-list")
            person.click("push button", "Change…", root=dialog)
            wish = window.wait_for("dialog", "What the list is to be")
            person.click("radio button", "These, and no others:", root=wish)
            for token in (FIRST, SECOND):
                person.click("check box", token, root=wish)
            person.click("push button", "Make the plan", root=wish)
            window.widget("UpdateStepView.question").wait_for_text("put it on 2 nodes?")
            person.click("push button", "Sign and publish", root=dialog)
            person.password(PIN)
            for node in (PUBLISHER_IP, SUBSCRIBER_IP):
                window.widget("UpdateStepView.question").wait_for_text(f" on {node} now?")
                person.click("push button", "Restart now", root=dialog)
            window.widget("UpdateStepView.title").wait_for_text("9. See it on a phone: Done")
            print(f"actions of the administrator: {person.actions}")
            self.assertLessEqual(person.actions, MAX_ACTIONS_FIRST)
            self.close(window)
        self.assertTrue(cluster.openssl_verifies(self.held(), CERTIFICATES / f"{FIRST}.pem"))

    def test_from_the_status(self):
        """Its button is there when the list is wrong, and opens the update."""
        self.renew()
        with desktop.Window() as window:
            window.show_page("Publisher")
            window.click("push button", "Status of all nodes of oslo")
            window.widget("ClusterView.plan_verdict").wait_for_text("The cluster needs another list: Update list… makes it.")
            window.screenshot("status-wrong")
            window.click("push button", "Update list…", root=window.widget("ClusterView.plan", role="filler").wait())
            window.wait_for("dialog", TITLE)
            self.close(window)


if __name__ == "__main__":
    unittest.main(verbosity=2)
