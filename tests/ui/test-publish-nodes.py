"""Publishing to several nodes in the window: the check beforehand, a result for each node, another try."""

import os
import pathlib
import subprocess
import tempfile
import unittest

import cluster
import desktop
import itl
import listing
import program
from cluster import CERTIFICATES, LOGIN, PUBLISHER_IP, SECOND, TFTP
from tls_services import TvsServer, make_certificate, sha1_of

NODES = os.environ["SANDBOX_NODES"].split()[:2]
URL = f"sftp://publisher@{PUBLISHER_IP}/~/tftp/CTLFile.tlv"
KEYS = pathlib.Path(os.environ["SANDBOX_KEYS"])
CALLMANAGER, CALLMANAGER_KEY = CERTIFICATES / "cucm-1051-a-pub.pem", KEYS / "cucm-1051-a-pub.key"
SIGNER = CERTIFICATES / f"{SECOND}.pem"
SERVERS = ((CALLMANAGER, itl.SAST, "cucm-1051-a-pub", PUBLISHER_IP),
           (CALLMANAGER, itl.CCM_TFTP, "cucm-1051-a-pub", PUBLISHER_IP))


def folder_of(node):
    return TFTP if node == PUBLISHER_IP else pathlib.Path(os.environ["SANDBOX"]) / "nodes" / node / "tftp"


def list_of(node):
    path = folder_of(node) / "CTLFile.tlv"
    return path.read_bytes() if path.exists() else None


class NodesCase(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.path = self.folder / "CTLFile.tlv"
        cluster.build(self.path)
        self.addCleanup(self.forget)
        self.add()

    def forget(self):
        for node in (PUBLISHER_IP, *NODES):
            os.chmod(folder_of(node), 0o755)
            for path in folder_of(node).iterdir():
                path.unlink()
        listing.forget()

    @staticmethod
    def add(*more, nodes=(f"subscriber,{NODES[0]}", f"tftp,{NODES[1]}"), login=LOGIN):
        given = [word for node in nodes for word in ("--node", node)]
        program.run("publisher", "add", "hq", URL, "--replace", *given, *login, *more)

    @staticmethod
    def serve(data, nodes=(PUBLISHER_IP, *NODES)):
        for node in nodes:
            path = folder_of(node) / "CTLFile.tlv"
            path.write_bytes(data)

    def open(self, **options):
        return desktop.Window(self.path, **options)

    @staticmethod
    def go_to_check(window):
        window.click("push button", "Sign and publish")
        dialog = window.wait_for("dialog", "Sign and publish")
        window.click("push button", "Next", root=dialog)
        window.wait_for("radio button", "Keep the signature", root=dialog)
        window.click("push button", "Next", root=dialog)
        window.widget("PublishSend.hint").wait_for_text("Choose the nodes")
        window.ask_for_size("Sign and publish", 1000, 880)
        return dialog

    def check(self, window, answer="Publish"):
        """Up to the button that comes after the check."""
        dialog = self.go_to_check(window)
        window.click("push button", "Check", root=dialog)
        window.wait_for("push button", answer, root=dialog)
        return dialog

    def expect(self, window, role, name, *states, root):
        node = window.wait_for(role, name, root=root)
        for state, wanted in states:
            window.wait(lambda: desktop.is_(node, state) == wanted, f"{name}: {state}")


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
            window.widget("PublishDone.where").wait_for_text("Publisher hq holds this list now.")
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
            window.widget("ClusterView").wait_for_text(f"{NODES[0]}: holds the same list as the first node")
            window.screenshot("publish-done-cli")
            listing.close_dialog(window, "Sign and publish")

    def test_one_fails(self):
        """The two others are done; another try is for the third only."""
        with self.open() as window:
            dialog = self.check(window)
            os.chmod(folder_of(NODES[0]), 0o555)
            window.click("push button", "Publish", root=dialog)
            window.widget("PublishRow.status").wait_for_text("permission denied")
            window.wait_for("push button", "Try again", root=dialog)
            for node in (PUBLISHER_IP, NODES[1]):
                window.widget("PublishRow.status").wait_for_text(f"{node} had no list and holds this one now.")
                self.expect(window, "check box", node, (desktop.Atspi.StateType.SENSITIVE, False), root=dialog)
            self.expect(window, "check box", NODES[0], (desktop.Atspi.StateType.SENSITIVE, True), root=dialog)
            window.screenshot("publish-nodes-failed")
            os.chmod(folder_of(NODES[0]), 0o755)
            os.chmod(folder_of(NODES[1]), 0o555)  # it is not touched again
            window.click("push button", "Try again", root=dialog)
            window.widget("PublishDone.where").wait_for_text("Publisher hq holds this list now.")
            listing.close_dialog(window, "Sign and publish")
        for node in (PUBLISHER_IP, *NODES):
            self.assertEqual(list_of(node), self.path.read_bytes())

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

    # --- trouble that the check finds ---

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
            window.widget("PublishDone.where").wait_for_text("Publisher hq holds this list now.")
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
            window.widget("PublishDone.where").wait_for_text("Publisher hq holds this list now.")
            listing.close_dialog(window, "Sign and publish")


class Phones(NodesCase):
    """The signer is not in the list that is replaced: TVS is asked, as phones would."""

    def setUp(self):
        super().setUp()
        certificate, key = make_certificate(self.folder, "TVS")
        self.old = itl.make_tokenless(CALLMANAGER, CALLMANAGER_KEY, SERVERS)
        self.serve(self.old)
        (TFTP / "ITLFile.tlv").write_bytes(itl.make(CALLMANAGER, CALLMANAGER_KEY, certificate, by_hash=True))
        self.tvs = TvsServer(certificate, key, address=(PUBLISHER_IP, 2445))
        self.addCleanup(self.tvs.stop)

    def test_tvs_vouches(self):
        self.tvs.trust[sha1_of(SIGNER)] = (0, 3)
        with self.open() as window:
            dialog = self.check(window)
            window.widget("PublishRow.status").wait_for_text(
                "Phones with Security by Default that hold the old list will take the new one")
            window.widget("PublishRow.status").wait_for_text(
                "Phones without Security by Default (7940, 7960, Jabber, many TelePresence devices) that "
                "hold the old list will keep it")
            window.screenshot("publish-phones-doubtful")
            window.click("push button", "Publish", root=dialog)
            window.widget("PublishDone.where").wait_for_text("Publisher hq holds this list now.")
            listing.close_dialog(window, "Sign and publish")

    def test_refused_then_uploaded(self):
        """The certificate is uploaded meanwhile, and the check done again asks TVS again."""
        with self.open() as window:
            dialog = self.check(window, answer="Check again")
            window.widget("PublishRisk.text").wait_for_text("upload it on the publisher as Phone-SAST-trust")
            window.screenshot("publish-phones-refused")
            self.assertIsNone(window.find("push button", "Publish", root=dialog))
            self.tvs.trust[sha1_of(SIGNER)] = (0, 3)
            window.click("push button", "Check again", root=dialog)
            window.click("push button", "Publish", root=dialog)
            window.widget("PublishDone.where").wait_for_text("Publisher hq holds this list now.")
            listing.close_dialog(window, "Sign and publish")
        self.assertEqual(list_of(NODES[1]), self.path.read_bytes())

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
