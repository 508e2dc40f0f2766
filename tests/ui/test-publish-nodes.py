"""Publishing to several nodes in the window: the check beforehand, a result for each node, another try."""

import os
import unittest

import cluster
import desktop
import listing
import program
from cluster import LOGIN, PUBLISHER_IP
from publish_nodes_case import NODES, SIGNER, URL, NodesCase, PhonesCase, folder_of, list_of
from tls_services import sha1_of


class Nodes(NodesCase):
    def test_all_nodes(self):
        old = self.folder / "old.tlv"
        cluster.build(old, "--digest", "sha512")
        self.serve(old.read_bytes())
        with self.open() as window:
            dialog = self.check(window)
            for node in (PUBLISHER_IP, *NODES):
                window.widget("PublishRow.status").wait_for_text(
                    f"{node} would get this list in place of its old one.\n"
                    "All phones that hold the old list will take this one.")
                self.assertEqual(list_of(node), old.read_bytes())
            window.screenshot("publish-nodes-checked")
            window.click("push button", f"What changes on {NODES[0]}", root=dialog)
            window.widget("DifferenceDialog.heading").wait_for_text(f"What the new list changes on {NODES[0]}")
            window.widget("DifferenceView").wait_for_text("digest")
            window.screenshot("publish-difference")
            listing.close_dialog(window, "Difference")
            window.click("push button", "Publish", root=dialog)
            window.widget("PublishDone.where").wait_for_text("Publisher hq serves this list now.")
            for node in (PUBLISHER_IP, *NODES):
                window.widget("PublishDone.served").wait_for_text(f"{node}: phones get this list (asked by HTTP).")
                self.assertEqual(list_of(node), self.path.read_bytes())
            window.screenshot("publish-nodes-done")
            listing.close_dialog(window, "Sign and publish")
            window.widget("TrustListPage.state").wait_for_text("published on hq")

    def test_platform_cli_at_the_end(self):
        """The last step asks the nodes themselves too, where they have been given a user for that."""
        program.run("publisher", "add", "hq", URL, "--replace", "--node", f"subscriber,{NODES[0]}", "--cli-user", "admin",
                    *LOGIN)
        with self.open() as window:
            dialog = self.go_to_check(window)
            listing.publish(window, dialog)
            window.click("push button", "Ask the platform CLI of all nodes", root=dialog)
            window.widget("ClusterView.summary").wait_for_text("All nodes have the same list.")
            window.widget("ClusterView", on_screen=False).wait_for_text(f"{NODES[0]}: holds the same list as the first node")
            window.screenshot("publish-done-cli")
            listing.close_dialog(window, "Sign and publish")

    def test_host_keys_together(self):
        """A dialog for the keys of all nodes; Cancel keeps none of them, and asks for nothing else."""
        known = listing.CONFIG / "known_hosts"
        known.unlink(missing_ok=True)
        self.add(login=LOGIN[:2])
        lines = [f"{node} ssh-ed25519 {LOGIN[3]}" for node in (PUBLISHER_IP, *NODES)]
        with self.open() as window:
            dialog = self.go_to_check(window)
            window.click("push button", "Check", root=dialog)
            question = window.wait_for("dialog", "Unknown host keys")
            window.widget("HostKeysDialog.heading").wait_for_text("Are these the host keys of the 3 nodes?")
            window.widget("HostKeysDialog.keys", role="text", root=question).wait_for_text("\n".join(lines))
            window.click("push button", "Copy", root=question)
            window.screenshot("host-keys")
            window.click("push button", "Cancel", root=question)
            window.widget("PublishRow.advice").wait_for_text("Ask the administrator of the publisher for the fingerprint")
            self.assertFalse(known.exists())
            window.click("push button", "Try again", root=dialog)
            window.click("push button", "Trust these keys", root=window.wait_for("dialog", "Unknown host keys"))
            window.wait_for("push button", "Publish", root=dialog)
            listing.close_dialog(window, "Sign and publish", "Cancel")
        self.assertEqual([line.split()[0] for line in known.read_text().splitlines()], [PUBLISHER_IP, *NODES])

    def test_one_fails(self):
        """The two others are done; another try is for the third only."""
        with self.open() as window:
            dialog = self.check(window)
            os.chmod(folder_of(NODES[0]), 0o555)
            window.click("push button", "Publish", root=dialog)
            window.widget("PublishRow.status").wait_for_text("permission denied")
            window.wait_for("push button", "Try again", root=dialog)
            for node in (PUBLISHER_IP, NODES[1]):
                window.widget("PublishRow.status").wait_for_text(f"{node} serves this list now.")
                self.expect(window, "check box", node, (desktop.Atspi.StateType.SENSITIVE, False), root=dialog)
            self.expect(window, "check box", NODES[0], (desktop.Atspi.StateType.SENSITIVE, True), root=dialog)
            window.screenshot("publish-nodes-failed")
            os.chmod(folder_of(NODES[0]), 0o755)
            os.chmod(folder_of(NODES[1]), 0o555)  # it is not touched again
            window.click("push button", "Try again", root=dialog)
            window.widget("PublishDone.where").wait_for_text("Publisher hq serves this list now.")
            listing.close_dialog(window, "Sign and publish")
        for node in (PUBLISHER_IP, *NODES):
            self.assertEqual(list_of(node), self.path.read_bytes())


class Phones(PhonesCase):
    def test_refused_then_uploaded(self):
        """The certificate is uploaded meanwhile, and the check done again asks TVS again."""
        with self.open() as window:
            dialog = self.check(window, answer="Check again")
            window.widget("FindingRow.text").wait_for_text("upload it on the publisher as Phone-SAST-trust")
            window.screenshot("publish-phones-refused")
            self.assertIsNone(window.find("push button", "Publish", root=dialog))
            self.tvs.trust[sha1_of(SIGNER)] = (0, 3)
            window.click("push button", "Check again", root=dialog)
            window.click("push button", "Publish", root=dialog)
            window.widget("PublishDone.where").wait_for_text("Publisher hq serves this list now.")
            listing.close_dialog(window, "Sign and publish")
        self.assertEqual(list_of(NODES[1]), self.path.read_bytes())


if __name__ == "__main__":
    unittest.main(verbosity=2)
