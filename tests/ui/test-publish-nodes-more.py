"""Choosing nodes, trouble that the check finds, and each step in a small window."""

import subprocess
import unittest

import cluster
import desktop
import listing
import program
from cluster import LOGIN, PUBLISHER_IP
from publish_nodes_case import NODES, SIGNER, NodesCase, PhonesCase, list_of
from tls_services import sha1_of


class Nodes(NodesCase):
    def test_left_out(self):
        """A node that is not chosen gets nothing, and the last step says so."""
        with self.open() as window:
            dialog = self.go_to_check(window)
            window.click("check box", NODES[1], root=dialog)
            listing.publish(window, dialog)
            window.widget("PublishDone.where").wait_for_text(
                f"Publisher hq holds this list now, but not on all nodes; without it: {NODES[1]}.")
            listing.close_dialog(window, "Sign and publish")
        self.assertIsNone(list_of(NODES[1]))
        self.assertEqual(list_of(NODES[0]), self.path.read_bytes())

    def test_all_at_once(self):
        """The publisher's own box chooses all of its nodes, or none."""
        with self.open() as window:
            dialog = self.go_to_check(window)
            window.click("check box", "hq, all 3 nodes", root=dialog)
            for node in (PUBLISHER_IP, *NODES):
                self.expect(window, "check box", node, (desktop.Atspi.StateType.CHECKED, False), root=dialog)
            self.expect(window, "push button", "Next", (desktop.Atspi.StateType.SENSITIVE, False), root=dialog)
            window.click("check box", NODES[0], root=dialog)
            self.expect(window, "check box", "hq, all 3 nodes", (desktop.Atspi.StateType.INDETERMINATE, True),
                        root=dialog)
            listing.close_dialog(window, "Sign and publish", "Cancel")

    def test_small_and_dark(self):
        """Each step at the size of a small screen, to be looked at; what leads on can be seen."""
        old = self.folder / "old.tlv"
        cluster.build(old, "--digest", "sha512")
        for dark in (False, True):
            self.serve(old.read_bytes())
            with self.open(dark=dark) as window:
                window.resize(800, 500)
                window.click("push button", "Sign and publish")
                dialog = window.wait_for("dialog", "Sign and publish")
                for step, button in (("review", "Next"), ("sign", "Next"), ("nodes", "Check"), ("checked", "Publish"),
                                     ("done", "Close")):
                    window.wait_for("push button", button, root=dialog)
                    if step == "sign":
                        window.wait_for("radio button", "Keep the signature", root=dialog)
                    window.ask_for_size("Sign and publish", 780, 480)
                    listing.settle()
                    window.screenshot(f"publish-small-{step}-{'dark' if dark else 'light'}")
                    window.wait_within(window.wait_for("push button", button, root=dialog), 780, 480)
                    window.click("push button", button, root=dialog)

    def change_host_key(self, node):
        known = listing.CONFIG / "known_hosts"
        stranger = self.folder / "stranger"
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", stranger], check=True)
        key = stranger.with_suffix(".pub").read_text().split()[1]
        known.write_text("\n".join(f"{line.rsplit(' ', 1)[0]} {key}" if line.startswith(node) else line
                                   for line in known.read_text().splitlines()) + "\n")

    def test_host_key_changed(self):
        """On one of three: nothing is written anywhere, and there is no way round it but to leave the node out."""
        program.run("push", self.path, "hq", "--dry-run")  # the keys are known now
        self.change_host_key(NODES[0])
        with self.open() as window:
            dialog = self.check(window, answer="Try again")
            window.widget("PublishRow.advice").wait_for_text(
                "Do not go on before the administrator of the publisher has confirmed the new key.")
            self.assertIsNone(window.find("push button", "Publish", root=dialog))
            self.assertIsNone(window.find("check box", "Go on all the same", root=dialog))
            window.screenshot("publish-host-key-changed")
            self.assertEqual([list_of(node) for node in (PUBLISHER_IP, *NODES)], [None] * 3)
            window.click("check box", NODES[0], root=dialog)
            window.click("push button", "Publish", root=dialog)
            window.widget("PublishDone.where").wait_for_text(f"without it: {NODES[0]}.")
            listing.close_dialog(window, "Sign and publish")
        self.assertIsNone(list_of(NODES[0]))

    def test_password_once(self):
        """It is asked for in the check, and not again in the push."""
        self.add("--login", "password", login=LOGIN[2:])
        with self.open() as window:
            dialog = self.go_to_check(window)
            window.click("push button", "Check", root=dialog)
            listing.password(window, listing.PASSWORD)
            window.click("push button", "Publish", root=dialog)
            window.widget("PublishDone.where").wait_for_text("Publisher hq serves this list now.")
            listing.close_dialog(window, "Sign and publish")

    def test_wrong_password(self):
        """It goes to one node; the next asks again, which is given up here."""
        self.add("--login", "password", nodes=(f"tftp,{NODES[1]}",), login=LOGIN[2:])
        with self.open() as window:
            dialog = self.go_to_check(window)
            window.click("push button", "Check", root=dialog)
            listing.password(window, "wrong")
            question = window.wait_for("dialog", "Password")
            window.widget("PublishRow.status").wait_for_text("was refused")
            window.click("push button", "Cancel", root=question)
            window.click("push button", "Try again", root=dialog)
            listing.password(window, listing.PASSWORD)
            window.click("push button", "Publish", root=dialog)
            window.widget("PublishDone.where").wait_for_text("Publisher hq serves this list now.")
            listing.close_dialog(window, "Sign and publish")


class Phones(PhonesCase):
    def test_tvs_vouches(self):
        self.tvs.trust[sha1_of(SIGNER)] = (0, 3)
        with self.open() as window:
            dialog = self.check(window)
            window.widget("PublishRow.status").wait_for_text(
                "Phones with Security by Default that hold the old list will take the new one")
            window.widget("PublishRow.status").wait_for_text(
                "Phones without Security by Default (see Unified Reporting > Unified CM Phone Feature List) that "
                "hold the old list will keep it")
            window.screenshot("publish-phones-doubtful")
            window.click("push button", "Publish", root=dialog)
            window.widget("PublishDone.where").wait_for_text("Publisher hq serves this list now.")
            listing.close_dialog(window, "Sign and publish")

    def test_refused_and_overruled(self):
        """For each node by itself."""
        with self.open() as window:
            dialog = self.check(window, answer="Check again")
            boxes = list(window.all("check box", "Go on all the same", root=dialog))
            self.assertEqual(len(boxes), 3)
            desktop.Atspi.Action.do_action(boxes[0], 0)
            window.wait_for("push button", "Check again", root=dialog)
            for node in NODES:
                window.click("check box", node, root=dialog)
            window.click("push button", "Publish", root=dialog)
            window.widget("PublishDone.where").wait_for_text(f"without it: {NODES[0]}, {NODES[1]}.")
            listing.close_dialog(window, "Sign and publish")
        self.assertEqual(list_of(PUBLISHER_IP), self.path.read_bytes())
        self.assertEqual(list_of(NODES[0]), self.old)


if __name__ == "__main__":
    unittest.main(verbosity=2)
