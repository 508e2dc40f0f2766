"""`status`: what each node of a cluster holds, asked on its platform CLI."""

import hashlib
import os
import pathlib
import shutil
import signal
import socket
import tempfile
import threading
import unittest

import cluster
import program
import speed
from cluster import FIRST, LOGIN, SECOND, TFTP
from proxy import Gate

WORLD = pathlib.Path(os.environ["SANDBOX"])
STATE = WORLD / "cluster"
SUBSCRIBER = WORLD / "nodes" / "10.48.47.154" / "tftp" / "CTLFile.tlv"
URL = os.environ["SANDBOX_CLI_URL"]
SERVICES = ["Cisco Tftp", "Cisco CallManager", "Cisco CTIManager"]
SIGNER = 'cn="{}        ";ou=IPCBU;o="Cisco Systems'


class Status(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.list, cls.other = (pathlib.Path(folder.name) / name for name in ("CTLFile.tlv", "other.tlv"))
        cluster.build(cls.list)
        cluster.build(cls.other, signer=FIRST)
        program.run("publisher", "add", "berlin", URL, "--node", "subscriber,10.48.47.154", *LOGIN)

    def setUp(self):
        self.addCleanup((STATE / "faults").unlink, missing_ok=True)
        self.addCleanup((STATE / "mode").write_text, "1\n")
        self.addCleanup((STATE / "version").write_text, (STATE / "version").read_text())
        self.serve(self.list, self.list)

    def serve(self, publisher, subscriber):
        for path, served in ((TFTP / "CTLFile.tlv", publisher), (SUBSCRIBER, subscriber)):
            path.unlink(missing_ok=True)
            if served:
                shutil.copy(served, path)

    def status(self, *arguments, name="berlin", **options):
        return program.run("status", name, *arguments, **options)

    def json(self, *arguments, **options):
        return self.status("--json", *arguments, **options).json["clusters"][0]

    def test_expected(self):
        """Whether each node has a certain list, and phones get it: by hand, in whatever way it got there."""
        self.status("--expect", self.list).expect(out="Expected held, and served to phones")
        nodes = self.json("--expect", self.other, status=program.NO)["nodes"]
        self.assertEqual([node["expected"] for node in nodes], [{"held": False, "served": False}] * 2)
        stale = STATE / "stale" / "10.48.47.154"
        stale.mkdir()
        self.addCleanup(shutil.rmtree, stale)
        shutil.copy(self.other, stale / "CTLFile.tlv")
        nodes = self.json("--expect", self.list, status=program.NO)["nodes"]
        self.assertEqual([node["expected"]["served"] for node in nodes], [True, False])
        self.status("--expect", "/nowhere", status=program.DAMAGED)

    def test_saved_user_of_the_cli(self):
        """Another user than the one who pushes; an option is stronger than what is saved."""
        program.run("publisher", "add", "saved", URL.replace("admin@", "publisher@"), "--replace", "--cli-user", "admin",
                    *LOGIN)
        self.assertEqual(self.json(name="saved", status=program.NO)["nodes"][0]["mode"], "mixed")
        self.status("--cli-user", "nobody", name="saved", status=program.USAGE).expect(err="nobody@")
        program.run("publisher", "show", "saved").expect(out="CLI user        admin")
        self.assertEqual(program.run("publisher", "show", "saved", "--json").json["publishers"][0]["cli_user"], "admin")
        program.run("publisher", "add", "wrong", URL, "--cli-user", "", status=program.USAGE).expect(err="no name of a user")

    def test_all_the_same(self):
        data = self.list.read_bytes()
        answer = self.json()
        self.assertTrue(answer["same"])
        self.assertEqual([node["host"] for node in answer["nodes"]], ["10.48.47.153", "10.48.47.154"])
        for node in answer["nodes"]:
            self.assertEqual(node["mode"], "mixed")
            self.assertEqual(node["version"], "10.5.1.10000-7")
            self.assertEqual(node["length"], len(data))
            self.assertEqual(node["md5"], hashlib.md5(data).hexdigest())
            self.assertEqual(node["sha1"], hashlib.sha1(data).hexdigest())
            self.assertEqual(node["signer"], SIGNER.format(SECOND))
            self.assertEqual(node["signer_serial"], "83:E9:08:00:00:00:55:45:AF:31")
            self.assertFalse(node["differs"])
            self.assertEqual(node["served"], {"by": "http", "length": len(data), "md5": node["md5"],
                                              "sha1": node["sha1"], "stale": False})
        self.assertEqual((answer["not_asked"], answer["restart"], answer["advice"]), ([], [], []))
        self.status().expect(out="All nodes have the same list.")

    @speed.full_only
    def test_another_list(self):
        self.serve(self.list, self.other)
        answer = self.json(status=program.NO)
        self.assertFalse(answer["same"])
        self.assertEqual([node["differs"] for node in answer["nodes"]], [False, True])
        self.assertEqual(answer["nodes"][1]["signer"], SIGNER.format(FIRST))
        self.assertEqual(answer["restart"], [{"host": "10.48.47.154", "services": SERVICES}])
        self.status(status=program.NO).expect(
            out="10.48.47.154 serves another list than the publisher: push the list to it, then restart Cisco Tftp")

    @speed.full_only
    def test_tftp_was_not_restarted(self):
        """The subscriber holds the new list, and its TFTP service still gives out the old one."""
        behind = STATE / "tftp"
        behind.mkdir()
        self.addCleanup(shutil.rmtree, behind)
        shutil.copy(self.list, behind / "CTLFile.tlv")
        nodes = (STATE / "nodes").read_text()
        self.addCleanup((STATE / "nodes").write_text, nodes)
        (STATE / "nodes").write_text(nodes.replace(str(SUBSCRIBER.parent), str(behind)))
        self.serve(self.list, self.other)
        answer = self.json(status=program.NO)
        self.assertEqual([node["served"]["stale"] for node in answer["nodes"]], [False, True])
        self.assertEqual([node["host"] for node in answer["restart"]], ["10.48.47.154"])
        self.assertIn("still serves another list to phones", answer["advice"][0])
        self.assertIn("restart Cisco Tftp", answer["advice"][0])

    @speed.full_only
    def test_no_list(self):
        self.serve(None, None)
        answer = self.json()
        self.assertEqual([node["found"] for node in answer["nodes"]], [False, False])
        self.assertIn("Call Manager Cluster Security Mode is in Secure Mode", answer["advice"][0])
        self.serve(self.list, None)
        self.status(status=program.NO).expect(out="10.48.47.154 has no list")

    @speed.full_only
    def test_node_that_was_not_asked(self):
        answer = self.json(*LOGIN, name=URL, status=program.NO)
        self.assertEqual(answer["not_asked"], ["cucm-1051-a-sub1"])
        self.assertTrue(answer["same"])
        self.assertFalse(answer["whole"])

    def test_forms_of_a_cluster(self):
        """Of `show network cluster`: what it leaves out is told, and nothing is taken for all."""
        sub, undetermined = "cucm-1051-a-sub1", "What could not be determined of the cluster of 10.48.47.153: "
        for faults, not_asked, not_determined, err in (
                ("no-domain", [sub], [], None),
                ("no-domain other-products successful", [sub], [], None),
                ("no-roles", [sub], [], None),
                ("no-products", [], [sub], undetermined + f"what {sub} runs."),
                ("no-domain no-products", [], [sub], undetermined + f"what {sub} runs."),
                ("no-domain no-products no-roles", [], [sub], undetermined + f"what {sub} runs."),
                ("no-cluster", [], [], undetermined + "which nodes it has.")):
            with self.subTest(faults):
                (STATE / "faults").write_text(faults)
                status = program.NO if err is None else program.NETWORK
                result = self.status("--json", *LOGIN, name=URL, status=status)
                answer = result.json["clusters"][0]
                self.assertEqual((answer["not_asked"], answer["not_determined"]), (not_asked, not_determined))
                self.assertFalse(answer["whole"])
                if err:
                    result.expect(err=err)
                    self.status("--json", status=program.NETWORK if faults == "no-cluster" else 0)

    def test_mode_that_is_not_told(self):
        (STATE / "mode").write_text("\n")
        result = self.status(status=program.NETWORK)
        result.expect(err="cluster of 10.48.47.153: the security mode on 10.48.47.153; the security mode on 10.48.47.154.")
        self.assertNotIn("same list", result.out)

    def test_non_secure_mode(self):
        (STATE / "mode").write_text("0\n")
        answer = self.json(status=program.NO)
        self.assertEqual(answer["nodes"][0]["mode"], "non-secure")
        self.assertTrue(answer["nodes"][0]["for_other_mode"])
        self.assertIn("The cluster is in non-secure mode, and the list on 10.48.47.153 has", answer["advice"][0])

    @speed.full_only
    def test_cluster_without_token_lists(self):
        (STATE / "version").write_text("14.0.1.13900-155\n")
        self.status().expect(out="from 14SU3 (14.0.1.13900) on its CTL Provider supports no tokens, and it is not known whether it serves")

    def test_bad_terminals(self):
        """Slow output, pages, wrapped lines and redrawn ones do not change what is found."""
        wanted = self.json()
        for fault in ("slow", "pages", "wrap=60", "redraw", "no-echo", "escapes", "cursor", "twice", "twice cursor"):
            (STATE / "faults").write_text(fault)
            self.assertEqual(self.json(), wanted, fault)

    def test_session_that_drops(self):
        (STATE / "faults").write_text("drop=ctl")
        result = self.status("--json", status=program.NETWORK)
        result.expect(err='the command "show ctl": the node ended the session')
        self.assertEqual(result.json["clusters"][0]["nodes"][1]["code"], "unreachable")

    def test_account_without_cli(self):
        self.status("--cli-user", "nobody", status=program.NETWORK, name=URL)

    def test_one_password_for_all_nodes(self):
        """It is asked for once, and login by key is not."""
        program.run("publisher", "add", "bonn", URL, "--node", "subscriber,10.48.47.154", "--login", "password", *LOGIN[2:])
        self.status(name="bonn", password="Publ1sher!").expect(out="All nodes have the same list.")

    def add_nodes(self, name, *hosts):
        """A cluster of these hosts, the first of them the publisher, at port 2200."""
        nodes = [text for host in hosts[1:] for text in ("--node", host)]
        program.run("publisher", "add", name, f"sftp://admin@{hosts[0]}:2200/~/tftp/CTLFile.tlv", *nodes, *LOGIN[2:])
        self.addCleanup(program.run, "publisher", "remove", name)

    @speed.full_only
    def test_all_nodes_at_the_same_time(self):
        """No node answers before all were called. One that does not answer has its own error, in its own place."""
        barrier = threading.Barrier(2)
        for node, address in (("10.48.47.153", "127.0.2.1"), ("10.48.47.154", "127.0.2.3")):
            gate = Gate((node, 22), address=address, port=2200)
            gate.barrier = barrier
            self.addCleanup(gate.__exit__)
        self.add_nodes("bremen", "127.0.2.1", "127.0.2.2", "127.0.2.3")
        result = self.status("--json", *LOGIN, name="bremen", status=program.NETWORK)
        nodes = result.json["clusters"][0]["nodes"]
        self.assertEqual([node["host"] for node in nodes], ["127.0.2.1", "127.0.2.2", "127.0.2.3"])
        self.assertEqual([node.get("code") for node in nodes], [None, "unreachable", None])
        self.assertEqual(nodes[2]["md5"], hashlib.md5(self.list.read_bytes()).hexdigest())
        result.expect(err="127.0.2.2")

    @speed.full_only
    def test_several_failures(self):
        self.add_nodes("mainz", "127.0.3.1", "127.0.3.2")
        result = self.status(*LOGIN, name="mainz", status=program.NETWORK)
        result.expect(err="2 of 2 nodes failed; Publisher 127.0.3.1:2200: ")
        result.expect(err="; Publisher 127.0.3.2:2200: ")

    @speed.full_only
    def test_host_keys_together(self):
        """Two that are unknown are one question, before anybody is logged in."""
        known = pathlib.Path(os.environ["XDG_CONFIG_HOME"]) / "etoken-ctl" / "known_hosts"
        known.unlink(missing_ok=True)
        program.run("publisher", "add", "ulm", URL, "--node", "subscriber,10.48.47.154")
        with program.Terminal("status", "ulm", *LOGIN[:2]) as terminal:
            terminal.expect("Are these the host keys of the 2 nodes? [yes/no] ")
            terminal.type("yes")
            terminal.expect("All nodes have the same list.")
            terminal.wait()
        self.assertEqual(terminal.screen.count(b"? [yes/no] "), 1)

    def test_cancelled(self):
        """While a node is silent."""
        with socket.create_server(("127.0.2.9", 2200)) as silent:
            self.add_nodes("worms", "127.0.2.9")
            running = program.start("status", "worms", *LOGIN)
            client, _ = silent.accept()
            running.send_signal(signal.SIGINT)
            running.communicate(timeout=10)
            client.close()
        self.assertEqual(running.returncode, program.CANCELLED)

    def test_utils_ctl_is_never_run(self):
        self.status()
        log = (STATE / "log").read_text()
        self.assertIn("cucm-1051-a-sub1 show ctl", log)
        self.assertNotIn("utils", log.replace(" utils service list\n", "\n"))


if __name__ == "__main__":
    unittest.main()
