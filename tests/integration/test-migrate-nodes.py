"""`migrate` on a cluster whose nodes are slow, silent or lost: all are worked on at the same time, and one that does not
answer does not hold up the others."""

import pathlib
import subprocess
import threading
import unittest

import itl
import program
from cluster import FIRST, LOGIN, PIN, PUBLISHER_IP, SECOND, SUBSCRIBER_IP, TFTP
from migration import CALLMANAGER, CALLMANAGER_KEY, MigrateTest, SERVERS, SUBSCRIBER
from proxy import Gate

NODES = (PUBLISHER_IP, SUBSCRIBER_IP)
HOSTS = ("cucm-1051-a-pub.example.com", "cucm-1051-a-sub1.example.com")  # as the cluster's own CLI knows them
GATES = ("127.0.4.1", "127.0.4.2")
NOWHERE = ("127.0.0.1", 9)
COMMAND = ("migrate", "berlin", "--cli-user", "admin", "--sign-with", SECOND)


class MigrateNodes(MigrateTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        hosts = pathlib.Path(cls.folder) / "hosts"
        hosts.write_text("".join(f"{gate} {host}\n" for gate, host in zip(GATES, HOSTS)))
        subprocess.run(["mount", "--bind", hosts, "/etc/hosts"], check=True)  # in the sandbox only
        cls.addClassCleanup(subprocess.run, ["umount", "/etc/hosts"], check=True)
        cls.ssh, cls.tvs_gates = ([Gate((node, to), address=gate, port=port) for node, gate in zip(NODES, GATES)]
                                  for to, port in ((22, 2200), (2445, 2445)))
        program.run("publisher", "add", "berlin", f"sftp://publisher@{HOSTS[0]}:2200/~/tftp/CTLFile.tlv", "--node",
                    HOSTS[1], "--replace", *LOGIN)

    def setUp(self):
        super().setUp()
        self.upload(FIRST, SECOND)
        self.addCleanup(self.open_gates)

    def open_gates(self):
        for node, gate in zip(NODES, self.ssh):
            gate.server = (node, 22)
        self.close_gates(self.ssh + self.tvs_gates, None)

    @staticmethod
    def close_gates(gates, barrier):
        for gate in gates:
            gate.barrier = barrier

    @staticmethod
    def cut(gates):
        """Ends the sessions that the steps before have left open."""
        for gate in gates:
            gate.cut()

    def sign(self, terminal):
        terminal.type("yes")
        terminal.expect("Password")
        terminal.type(PIN)

    def test_all_nodes_at_the_same_time(self):
        """Both platform CLIs, both TVS, both pushes, both checks: no gate opens for one alone."""
        self.close_gates(self.ssh, threading.Barrier(2, action=lambda: self.close_gates(self.ssh, None)))
        self.close_gates(self.tvs_gates, threading.Barrier(2))
        with program.Terminal(*COMMAND) as terminal:
            terminal.expect("put it on 2 nodes?")
            self.close_gates(self.ssh, threading.Barrier(2))
            self.cut(self.ssh)
            self.close_gates(self.tvs_gates, None)  # the push asks the publisher's alone
            self.sign(terminal)
            terminal.expect("[x] 7. Check what every node holds")
            terminal.wait(status=program.NO)
        self.assertNotEqual(self.served(), self.old)

    def test_lost_node(self):
        """The others get the list; the next run does the rest."""
        with program.Terminal(*COMMAND) as terminal:
            terminal.expect("put it on 2 nodes?")
            self.ssh[0].server = NOWHERE
            self.cut(self.ssh[:1])
            self.sign(terminal)
            terminal.expect(f"Step 6 (push): Publisher {HOSTS[0]}:2200")
            terminal.wait(status=program.NETWORK)
        self.assertEqual((TFTP / "CTLFile.tlv").read_bytes(), self.old)
        new = SUBSCRIBER.read_bytes()
        self.assertNotEqual(new, self.old)
        self.open_gates()
        self.migrate(status=program.NO).expect(out="[x] 7. Check what every node holds")
        self.assertEqual(self.served(), new)
        self.ssh[1].server = NOWHERE
        self.migrate("--back", "--yes", status=program.NETWORK).expect(err=HOSTS[1])
        self.assertEqual((TFTP / "CTLFile.tlv").read_bytes(), self.old)
        self.open_gates()
        self.migrate("--back", "--yes")
        self.assertEqual(self.served(), self.old)

    def test_all_nodes_lost(self):
        with program.Terminal(*COMMAND) as terminal:
            terminal.expect("put it on 2 nodes?")
            for gate in self.ssh:
                gate.server = NOWHERE
            self.cut(self.ssh)
            self.sign(terminal)
            terminal.expect("Step 6 (push): 2 of 2 nodes failed; ")
            terminal.expect(HOSTS[0])
            terminal.expect(HOSTS[1])
            terminal.wait(status=program.NETWORK)
        self.assertEqual(self.served(), self.old)

    def test_somebody_else_on_one_node(self):
        """Then nothing is written to any."""
        other = itl.make_tokenless(CALLMANAGER, CALLMANAGER_KEY, SERVERS[:3])
        with program.Terminal(*COMMAND) as terminal:
            terminal.expect("put it on 2 nodes?")
            SUBSCRIBER.write_bytes(other)
            self.sign(terminal)
            terminal.expect("somebody else has put it there since the new one was agreed to")
            terminal.wait(status=program.NO)
        self.assertEqual((TFTP / "CTLFile.tlv").read_bytes(), self.old)
        self.assertEqual(SUBSCRIBER.read_bytes(), other)

    def test_tvs_of_one_node(self):
        """The other is asked all the same."""
        self.tvs[0].fault = "cut"
        self.migrate(status=program.NETWORK).expect(err=f"Step 4 (trust): {HOSTS[0]} port 2445: ")
        self.assertEqual(len(self.tvs[1].asked), 2)

    def test_cancelled(self):
        """While the nodes are silent, nothing is written and nothing left."""
        folders = (TFTP, SUBSCRIBER.parent)
        before = [sorted(folder.iterdir()) for folder in folders]
        with program.Terminal(*COMMAND) as terminal:
            terminal.expect("put it on 2 nodes?")
            self.close_gates(self.ssh, threading.Barrier(3))  # for which there are not enough of them
            self.cut(self.ssh)
            self.sign(terminal)
            terminal.expect("Connecting to")
            terminal.press("C")
            terminal.wait(status=program.CANCELLED)
        self.assertEqual([sorted(folder.iterdir()) for folder in folders], before)
        self.assertEqual(self.served(), self.old)


if __name__ == "__main__":
    unittest.main()
