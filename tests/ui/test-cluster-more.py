"""Nodes that are wrong in the form, nodes that fail or are slow in the status, and both in a small window."""

import unittest

import desktop
import listing
import program
from cluster import LOGIN, PUBLISHER_IP, SUBSCRIBER_IP
from cluster_case import ALL, CLI_URL, NODE, STATE, URL, FormCase, StatusCase, show


class Form(FormCase):
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
            window.widget("NoticeBar.text").wait_for_text("is not the whole fingerprint of a host key")
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


class Status(StatusCase):
    def test_node_that_fails(self):
        """It is told with what to do; the other node's answer stands beside it."""
        program.run("publisher", "add", "berlin", CLI_URL, "--replace", "--node", f"subscriber,{SUBSCRIBER_IP}", "--node",
                    "tftp,10.9.9.9", *LOGIN)
        with self.ask(dark=True) as window:
            window.resize(960, 880)  # all of it can be seen
            window.widget("ClusterView", on_screen=False).wait_for_text("10.9.9.9: could not be asked")
            window.widget("ClusterView", on_screen=False).wait_for_text(
                "Check the host and the port, the network, and whether the publisher is up.")
            window.widget("ClusterView", on_screen=False).wait_for_text(f"{PUBLISHER_IP}: holds a list")
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
