"""All that is saved of a publisher, edited in the window; and the status of all nodes of its cluster."""

import os
import pathlib
import shutil
import tempfile
import unittest

import cluster
import desktop
import listing
import program
from cluster import FIRST, LOGIN, PUBLISHER_IP, SUBSCRIBER_IP, TFTP

KEYS = [f"SHA256:{43 * letter}" for letter in "AE"]
WORLD = pathlib.Path(os.environ["SANDBOX"])
STATE = WORLD / "cluster"
SUBSCRIBER = WORLD / "nodes" / SUBSCRIBER_IP / "tftp" / "CTLFile.tlv"
CLI_URL = os.environ["SANDBOX_CLI_URL"]
URL = f"sftp://publisher@{PUBLISHER_IP}/~/tftp/CTLFile.tlv"
NODE = "10.48.47.155"
OWN = "sftp://other@10.48.47.156:2222/tftp/CTLFile.tlv"
ALL = ("--node", f"subscriber,{SUBSCRIBER_IP}", "--node", f"tftp,{NODE}", "--node", f"tftp,{OWN}", "--cli-user", "admin",
       "--tftp-port", "6969", "--http-port", "6971", "--tvs-port", "2446", "--keep-old", "3", "--keep-password",
       "--old-algorithms", "ssh-rsa,tls-1.0", "--host-key", KEYS[0], *LOGIN)


def show(name="hq"):
    return program.run("publisher", "show", name, "--json").json["publishers"][0]


class Form(unittest.TestCase):
    def setUp(self):
        self.addCleanup(listing.forget)

    def open(self, **options):
        window = desktop.Window(**options)
        window.show_page("Publisher")
        return window

    def edit(self, window):
        window.click("push button", "Edit hq")
        return window.wait_for("dialog", "Edit publisher")

    def show_tab(self, window, dialog, name):
        window.click("radio button", name, root=dialog)

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
        self.assertEqual([after[name] for name in ("tftp_port", "http_port", "tvs_port", "keep_old")], [69, 6970, 2445, 0])
        self.assertFalse(after["keeps_password"])
        self.assertIsNone(after["cli_user"])

    @staticmethod
    def wait_hosts(window, dialog, count):
        def find():
            hosts = list(window.all("text", "Host of the node", root=dialog))
            return hosts if len(hosts) == count else None
        return window.wait(find, f"not {count} nodes")

    def test_wrong_node(self):
        """The page with it is shown, and what was typed stays."""
        program.run("publisher", "add", "hq", URL, "--node", NODE, *LOGIN)
        before = show()
        with self.open() as window:
            dialog = self.edit(window)
            self.show_tab(window, dialog, "Nodes")
            window.click("push button", "Add node", root=dialog)
            hosts = self.wait_hosts(window, dialog, 2)
            desktop.Atspi.EditableText.set_text_contents(hosts[1], "two words")
            self.show_tab(window, dialog, "Login")
            window.click("push button", "Save", root=dialog)
            window.widget("NoticeBar.text").wait_for_text("is no host name of a node")
            hosts = self.wait_hosts(window, dialog, 2)
            self.assertEqual(desktop.text_of(hosts[1]), "two words")
            window.screenshot("publisher-form-wrong-node")
            desktop.Atspi.EditableText.set_text_contents(hosts[1], NODE)
            window.click("push button", "Save", root=dialog)
            window.widget("NoticeBar.text").wait_for_text(f"Node {NODE} is given twice")
            self.show_tab(window, dialog, "More")
            window.type("Known host keys", "nonsense")
            self.show_tab(window, dialog, "Nodes")
            desktop.Atspi.EditableText.set_text_contents(self.wait_hosts(window, dialog, 2)[1], "")
            window.click("push button", "Save", root=dialog)
            window.widget("NoticeBar.text").wait_for_text("is no fingerprint of a host key")
            window.wait_for("text", "Known host keys", root=dialog)
            window.click("push button", "Cancel", root=dialog)
        self.assertEqual(show(), before)

    def test_small_window(self):
        """Every page can be used at 800x500, and in the dark."""
        program.run("publisher", "add", "hq", URL, *ALL)
        for dark in (False, True):
            with self.open(dark=dark) as window:
                window.resize(800, 500)
                listing.settle()
                window.screenshot(f"publishers-small-{'dark' if dark else 'light'}")
                dialog = self.edit(window)
                for tab in ("Login", "Nodes", "More", "Old algorithms"):
                    self.show_tab(window, dialog, tab)
                    window.ask_for_size("Edit publisher", 640, 460)
                    listing.settle()
                    window.screenshot(f"publisher-form-small-{tab}-{'dark' if dark else 'light'}")
                window.click("push button", "Cancel", root=dialog)


class Status(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.list, cls.other = (pathlib.Path(folder.name) / name for name in ("CTLFile.tlv", "other.tlv"))
        cluster.build(cls.list)
        cluster.build(cls.other, signer=FIRST)

    def setUp(self):
        self.addCleanup((STATE / "faults").unlink, missing_ok=True)
        self.addCleanup(SUBSCRIBER.unlink, missing_ok=True)
        self.addCleanup(listing.forget)
        program.run("publisher", "add", "berlin", CLI_URL, "--node", f"subscriber,{SUBSCRIBER_IP}", *LOGIN)

    def ask(self, subscriber=None, **options):
        shutil.copy(self.list, TFTP / "CTLFile.tlv")
        shutil.copy(subscriber or self.list, SUBSCRIBER)
        window = desktop.Window(**options)
        window.show_page("Publisher")
        window.click("push button", "Status of all nodes of berlin")
        return window

    def test_all_the_same(self):
        with self.ask() as window:
            window.widget("ClusterView.summary").wait_for_text("All nodes have the same list.")
            window.widget("ClusterView").wait_for_text(f"{SUBSCRIBER_IP}: holds the same list as the first node")
            window.widget("ClusterView").wait_for_text("The cluster is in mixed mode, the release is 10.5.1.10000-7.")
            window.widget("ClusterView").wait_for_text("was signed by SAST-ADN008580ef, and the node has verified it.")
            window.widget("ClusterView").wait_for_text("Phones get this list (asked by HTTP).")
            text = program.run("show", self.list).out.splitlines()
            window.widget("ClusterView").wait_for_text(
                f"MD5   {text[1].removesuffix('(MD5)')}\nSHA-1 {text[2].removesuffix('(SHA1)')}")
            window.screenshot("status-same")

    def test_another_list(self):
        with self.ask(subscriber=self.other) as window:
            window.widget("ClusterView").wait_for_text(f"{SUBSCRIBER_IP}: differs from the first node")
            window.widget("ClusterView.summary").wait_for_text(
                f"{SUBSCRIBER_IP} serves another list than the publisher: push the list to it, then restart "
                "Cisco Tftp and Cisco CallManager on it")
            window.resize(800, 500)
            listing.settle()
            window.screenshot("status-differs-small")
            shutil.copy(self.list, SUBSCRIBER)
            window.click("push button", "Ask again")
            window.widget("ClusterView.summary").wait_for_text("All nodes have the same list.")

    def test_node_that_fails(self):
        """It is told with what to do; the other node's answer stands beside it."""
        program.run("publisher", "add", "berlin", CLI_URL, "--replace", "--node", f"subscriber,{SUBSCRIBER_IP}", "--node",
                    "tftp,10.9.9.9", *LOGIN)
        with self.ask(dark=True) as window:
            window.resize(960, 880)  # all of it can be seen
            window.widget("ClusterView").wait_for_text("10.9.9.9: could not be asked")
            window.widget("ClusterView").wait_for_text(
                "Check the host and the port, the network, and whether the publisher is up.")
            window.widget("ClusterView").wait_for_text(f"{PUBLISHER_IP}: holds a list")
            listing.settle()
            window.screenshot("status-failed-dark")

    def test_cancelled(self):
        (STATE / "faults").write_text("hang=show")
        with self.ask() as window:
            window.widget("BusyBar.step").wait_for_text("Asking")
            window.click("push button", "Cancel")
            window.widget("ClusterView.summary").wait_for_text("Cancelled. The nodes were not asked.")
            (STATE / "faults").unlink()
            window.click("push button", "Ask again")
            window.widget("ClusterView.summary").wait_for_text("All nodes have the same list.")

    def test_closed_in_the_middle(self):
        (STATE / "faults").write_text("slow")
        with self.ask() as window:
            window.widget("BusyBar.step").wait_for_text("Asking")
            window.close()


if __name__ == "__main__":
    unittest.main(verbosity=2)
