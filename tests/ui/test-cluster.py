"""All that is saved of a publisher, edited in the window; and the status of all nodes of its cluster."""

import shutil
import unittest

import clusters
import desktop
import listing
import program
from cluster import LOGIN, PUBLISHER_IP, SUBSCRIBER_IP
from cluster_case import ALL, CLI_URL, KEYS, NODE, OWN, SUBSCRIBER, TVS_CERTIFICATES, URL, WORLD, FormCase, StatusCase, show


class Form(FormCase):
    def test_nothing_is_lost(self):
        """An entry that the command line has made, saved again without a change."""
        program.run("publisher", "add", "hq", URL, *ALL)
        before = show()
        with self.open() as window:
            window.widget("PublisherRow.cluster").wait_for_text(
                "4 nodes\nOld algorithms are allowed: ssh-rsa, tls-1.0\nThe password is kept in the keyring")
            dialog = self.edit(window)
            window.screenshot("publisher-form-login")
            self.show_tab(window, dialog, "Nodes")
            window.wait_for("text", "Host of the node", root=dialog)
            hosts = [desktop.text_of(node) for node in window.all("text", "Host of the node", root=dialog)]
            self.assertEqual(hosts, [SUBSCRIBER_IP, NODE, OWN])
            window.screenshot("publisher-form-nodes")
            self.show_tab(window, dialog, "More")
            window.wait_for("text", "Platform CLI user", root=dialog)
            window.screenshot("publisher-form-more")
            window.click("push button", "Save", root=dialog)
            window.wait_gone("dialog", "Edit publisher")
        self.assertEqual(show(), before)

    def test_everything_can_be_changed(self):
        program.run("publisher", "add", "hq", URL, *ALL)
        with self.open() as window:
            dialog = self.edit(window)
            self.show_tab(window, dialog, "Nodes")
            window.click("push button", "Remove the node", root=dialog)
            window.click("push button", "Add node", root=dialog)
            hosts = self.wait_hosts(window, dialog, 3)
            desktop.Atspi.EditableText.set_text_contents(hosts[2], "cucm-tftp3")
            roles = list(window.all("combo box", "Role of the node", root=dialog))
            desktop.Atspi.Selection.select_child(roles[2], 1)
            self.show_tab(window, dialog, "More")
            window.type("Platform CLI user", "")
            for name, value in (("Old lists kept on each node", 0), ("TFTP port", 69), ("HTTP port", 6970),
                                ("TVS port", 2445)):
                window.type(name, str(value))
            window.type("Known host keys", "  ".join(KEYS))
            window.type("Known TVS certificates", " ".join(TVS_CERTIFICATES))
            window.click("check box", "Keep passwords", root=dialog)
            self.show_tab(window, dialog, "Old algorithms")
            window.click("check box", "ssh-rsa", root=dialog)
            window.click("check box", "aes-cbc", root=dialog)
            window.screenshot("publisher-form-old")
            window.click("push button", "Save", root=dialog)
            window.wait_gone("dialog", "Edit publisher")
            window.widget("PublisherRow.cluster").wait_for_text("Old algorithms are allowed: aes-cbc, tls-1.0")
        after = show()
        self.assertEqual([node["host"] for node in after["nodes"]][1:], [NODE, "10.48.47.156", "cucm-tftp3"])
        self.assertEqual(after["nodes"][3]["role"], "tftp")
        self.assertEqual(after["old_algorithms"], ["aes-cbc", "tls-1.0"])
        self.assertEqual(after["host_keys"], KEYS)
        self.assertEqual(after["tvs_certificates"], TVS_CERTIFICATES)
        self.assertEqual([after[name] for name in ("tftp_port", "http_port", "tvs_port", "keep_old")], [69, 6970, 2445, 0])
        self.assertFalse(after["keeps_password"])
        self.assertIsNone(after["cli_user"])


class Status(StatusCase):
    def test_all_the_same(self):
        with self.ask() as window:
            window.widget("ClusterView.summary").wait_for_text("All nodes have the same list.")
            window.widget("ClusterView", on_screen=False).wait_for_text(f"{SUBSCRIBER_IP}: holds the same list as the first node")
            window.widget("ClusterView", on_screen=False).wait_for_text("The cluster is in mixed mode, the release is 10.5.1.10000-7.")
            window.widget("ClusterView", on_screen=False).wait_for_text("was signed by SAST-ADN008580ef, and the node has verified it.")
            window.widget("ClusterView", on_screen=False).wait_for_text("Phones get this list (asked by HTTP).")
            window.widget("ClusterView", on_screen=False).wait_for_text("Services: Cisco CallManager started, Cisco CTIManager started, ")
            window.widget("ClusterView", on_screen=False).wait_for_text("Rollback: not prepared (processconfig).")
            text = program.run("show", self.list).out.splitlines()
            window.widget("ClusterView", on_screen=False).wait_for_text(
                f"MD5   {text[1].removesuffix('(MD5)')}\nSHA-1 {text[2].removesuffix('(SHA1)')}")
            window.widget("ClusterView.plan_verdict").wait_for_text("The list is the one that the cluster needs.")
            window.screenshot("status-same")

    def test_another_list(self):
        with self.ask(subscriber=self.other) as window:
            window.widget("ClusterView", on_screen=False).wait_for_text(f"{SUBSCRIBER_IP}: differs from the first node")
            window.widget("ClusterView.summary").wait_for_text(
                f"{SUBSCRIBER_IP} serves another list than the publisher: push the list to it, then restart "
                "Cisco Tftp, then Cisco CallManager, then Cisco CTIManager on it")
            window.resize(800, 500)
            listing.settle()
            window.screenshot("status-differs-small")
            shutil.copy(self.list, SUBSCRIBER)
            window.click("push button", "Ask again")
            window.widget("ClusterView.summary").wait_for_text("All nodes have the same list.")

    def test_renewed_certificate(self):
        """What the list should be is told as `status` tells it."""
        self.addCleanup(clusters.become, "krakow")
        clusters.Cluster(WORLD, "krakow").renew("sub1", "CallManager")
        with self.ask() as window:
            window.widget("ClusterView.plan_verdict").wait_for_text("The cluster needs another list: ")
            shown = window.widget("ClusterView.plan_changes").find_text("CCM+TFTP 10.48.47.154 is renewed: ")
            program.run("status", "berlin", status=program.NO).expect(out=shown)
            window.screenshot("status-renewed")

    def test_edited_and_removed(self):
        """Asked again, it is the publisher as it is saved by then."""
        with self.ask(subscriber=self.other) as window:
            window.widget("ClusterView", on_screen=False).wait_for_text(f"{SUBSCRIBER_IP}: differs from the first node")
            program.run("publisher", "add", "berlin", CLI_URL, "--replace", *LOGIN)
            window.click("push button", "Ask again")
            view = window.widget("ClusterView", on_screen=False)
            view.wait_without_text(f"{SUBSCRIBER_IP}: ")
            view.wait_for_text(f"{PUBLISHER_IP}: holds a list")
            self.assertIsNone(view.find_text(f"{SUBSCRIBER_IP}: "))
            program.run("publisher", "remove", "berlin")
            window.click("push button", "Ask again")
            window.widget("NoticeBar.text").wait_for_text("There is no publisher named berlin")
            self.assertIsNone(view.find_text(f"{PUBLISHER_IP}: "))


if __name__ == "__main__":
    unittest.main(verbosity=2)
