"""Publishing that is stopped: cancelled, its dialog closed, or the whole window closed, at each of its steps. And what
the servers' old algorithms mean for it."""

import os
import pathlib
import socket
import subprocess
import tempfile
import unittest

import cluster
import desktop
import listing
import program
import slow
from cluster import LOGIN, PUBLISHER_IP, PUBLISHER_URL, SECOND, TFTP

URL = f"sftp://publisher@{PUBLISHER_IP}/~/tftp/CTLFile.tlv"
SANDBOX_TOOLS = pathlib.Path(os.environ["ETOKEN_CTL_SOURCE"]) / "tests" / "sandbox"


class Case(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.path = pathlib.Path(folder.name) / "CTLFile.tlv"
        cluster.build(self.path)
        self.addCleanup(listing.forget)

    def silent_node(self):
        """A publisher with another node that takes connections and says nothing."""
        server = socket.create_server(("127.0.0.1", 0))
        self.addCleanup(server.close)
        node = f"subscriber,sftp://publisher@127.0.0.1:{server.getsockname()[1]}/~/tftp/CTLFile.tlv"
        program.run("publisher", "add", "hq", URL, "--node", node, *LOGIN)
        return server

    def slow_node(self):
        """A publisher with a way that is held up in the push, but not in the check."""
        way = slow.Way(PUBLISHER_URL)
        self.addCleanup(way.close)
        listing.save_publishers(hq=way.url, known=False)
        way.know()
        return way

    def is_pushed(self):
        return (TFTP / "CTLFile.tlv").exists()

    def open(self):
        return desktop.Window(self.path)

    def start(self, window):
        window.click("push button", "Sign and publish")
        return window.wait_for("dialog", "Sign and publish")

    def go_to_sign(self, window):
        dialog = self.start(window)
        window.click("push button", "Next", root=dialog)
        window.wait_for("radio button", "Keep the signature", root=dialog)
        return dialog

    def go_to_password(self, window):
        dialog = self.go_to_sign(window)
        window.click("radio button", SECOND, root=dialog)
        window.click("push button", "Sign", root=dialog)
        window.wait_for("dialog", "Password")
        return dialog

    def go_to_check(self, window):
        dialog = self.go_to_sign(window)
        window.click("push button", "Next", root=dialog)
        window.widget("PublishSend.hint").wait_for_text("Choose the nodes")
        return dialog

    def go_to_nodes(self, window):
        listing.save_publishers(hq=PUBLISHER_URL)
        return self.go_to_check(window)

    def go_into_check(self, window):
        """The first connection, which looks at host keys, is ended here; the next one waits for longer than the patient."""
        node = self.silent_node()
        dialog = self.go_to_check(window)
        window.click("push button", "Check", root=dialog)
        look, _ = node.accept()
        self.patient = slow.wait_for_a_publisher(self)
        look.close()
        window.widget("PublishRow.status").wait_for_text(f"{PUBLISHER_IP} holds no list; it would get this one.")
        return dialog

    def go_into_push(self, window):
        way = self.way = self.slow_node()
        dialog = self.go_to_check(window)
        window.click("push button", "Check", root=dialog)
        window.wait_for("push button", "Publish", root=dialog)
        way.close_in(6000)
        self.patient = slow.wait_for_a_publisher(self)
        window.click("push button", "Publish", root=dialog)
        self.assertTrue(way.reached.wait(desktop.TIMEOUT_S))
        return dialog

    def go_to_done(self, window):
        """TFTP and HTTP of this publisher answer nobody, so that it goes on asking."""
        listing.save_publishers(hq=PUBLISHER_URL)
        dialog = self.go_to_check(window)
        self.patient = slow.wait_for_a_publisher(self)
        listing.publish(window, dialog)
        window.widget("PublishDone.where").wait_for_text("Publisher hq holds this list now.")
        return dialog

    def steps(self):
        return {"review": self.start, "sign": self.go_to_sign, "password": self.go_to_password,
                "nodes": self.go_to_nodes, "check": self.go_into_check, "push": self.go_into_push,
                "done": self.go_to_done}


class Stopped(Case):
    def test_window_closed(self):
        """At each step: the program ends well, without waiting for a server that says nothing, and the publisher has the
        list at the end or not at all."""
        for name, step in self.steps().items():
            with self.subTest(name), self.open() as window:
                step(window)
                window.press("<Primary>q")
                window.wait_end()
                if name in ("check", "push", "done"):
                    self.assertTrue(self.patient.is_waiting(), "it has waited until it gave up")
                self.assertEqual(self.is_pushed(), name == "done")
            listing.forget()

    def test_started_while_it_closes(self):
        """A list that is opened while the push of the closing window is tidied up is seen in a window that stays."""
        with self.open() as window:
            self.go_into_push(window)
            window.press("<Primary>q")
            window.wait_gone("frame")
            subprocess.run([desktop.PROGRAM, self.path], check=True)
            window.widget("TrustListPage.state").wait_for_text(f"signed by {SECOND}, verified")
            window.click("toggle button", "Main menu")
            window.click("push button", "Forget passwords now")  # and what the push has logged in ends with it
            self.way.free()
            self.assertTrue(self.way.gone.wait(desktop.TIMEOUT_S), "the closing window still pushes")
            window.show_page("Tokens")
            window.widget("TokenRow.name").wait_for_text(cluster.FIRST)

    def test_dialog_closed(self):
        """By Escape: what runs is stopped first, and the window can be used again."""
        for name, step in self.steps().items():
            with self.subTest(name), self.open() as window:
                step(window)
                if name == "password":
                    window.dismiss("dialog", "Password")
                window.dismiss("dialog", "Sign and publish")
                window.widget("TrustListPage.state").wait_for_text(f"signed by {SECOND}, verified")
                self.assertEqual(self.is_pushed(), name == "done")
            listing.forget()

    def test_check_cancelled(self):
        """The node that had answered keeps its answer; the check can be done again."""
        with self.open() as window:
            dialog = self.go_into_check(window)
            window.screenshot("publish-checking")
            cancels = [node for node in window.all("push button", "Cancel", root=dialog)
                       if desktop.is_(node, desktop.Atspi.StateType.SENSITIVE)]
            self.assertEqual(len(cancels), 1)
            desktop.Atspi.Action.do_action(cancels[0], 0)
            window.widget("PublishRow.status").wait_for_text("Cancelled.")
            window.wait_for("push button", "Try again", root=dialog)
            window.widget("PublishRow.status").wait_for_text(f"{PUBLISHER_IP} holds no list; it would get this one.")
            window.click("check box", "127.0.0.1", root=dialog)
            window.click("push button", "Publish", root=dialog)
            window.widget("PublishDone.where").wait_for_text("without it: 127.0.0.1.")
            listing.close_dialog(window, "Sign and publish")

    def test_asking_cancelled(self):
        """The question what phones get, at the last step."""
        silent = socket.create_server((PUBLISHER_IP, 6971))
        self.addCleanup(silent.close)
        program.run("publisher", "add", "hq", URL, "--http-port", "6971", *LOGIN)
        with self.open() as window:
            dialog = self.go_to_check(window)
            listing.publish(window, dialog)
            window.widget("BusyBar.step").wait_for_text("Reading what the nodes serve to phones")
            window.click("push button", "Cancel", root=dialog)
            window.widget("PublishDone.served").wait_for_text("The nodes were not asked what phones get.")
            silent.close()
            window.click("push button", "Ask again", root=dialog)
            window.widget("PublishDone.served").wait_for_text(f"{PUBLISHER_IP}: phones get this list (asked by TFTP).")
            listing.close_dialog(window, "Sign and publish")


class OldServers(Case):
    def setUp(self):
        super().setUp()
        with tempfile.TemporaryFile("w+") as said:  # the servers go on, and would keep a pipe open
            subprocess.run([SANDBOX_TOOLS / "start-old-ssh"], stdout=said, check=True)
            said.seek(0)
            self.port, self.names = said.readlines()[-2].split()

    def test_old_algorithms(self):
        """Refused with what to do; allowed in the form; then told once, of the login that the push shares."""
        url = PUBLISHER_URL.replace("2022", self.port)
        program.run("publisher", "add", "hq", url, *LOGIN, "--host-key", os.environ["SANDBOX_FINGERPRINT_RSA"])
        with self.open() as window:
            dialog = self.go_to_check(window)
            window.click("push button", "Check", root=dialog)
            window.click("push button", "Do not allow", root=window.wait_for("dialog", "Old algorithms"))
            window.widget("PublishRow.status").wait_for_text("to be allowed for this publisher")
            listing.close_dialog(window, "Sign and publish", "Cancel")
            window.show_page("Publisher")
            window.click("push button", "Edit hq")
            form = window.wait_for("dialog", "Edit publisher")
            window.click("radio button", "Old algorithms", root=form)
            window.widget("OldAlgorithmsForm").wait_for_text("Each of these is broken or close to it.")
            for name in self.names.split(","):
                window.click("check box", name, root=form)
            window.click("push button", "Save", root=form)
            window.show_page("Trust list")
            dialog = self.go_to_check(window)
            window.click("push button", "Check", root=dialog)
            window.widget("PublishRow.status").wait_for_text("protected by old algorithms only, which are allowed")
            window.click("push button", "Publish", root=dialog)
            where = window.widget("PublishDone.where").wait_for_text("Publisher hq holds this list now.")
            self.assertNotIn("Warning", where)
            window.screenshot("publish-old-algorithms")
            listing.close_dialog(window, "Sign and publish")


if __name__ == "__main__":
    unittest.main(verbosity=2)
