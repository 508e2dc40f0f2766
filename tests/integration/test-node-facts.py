"""What `status` and `plan` tell of nodes besides their lists: services, TLS ports, ITL and the rollback switch."""

import os
import pathlib
import tempfile
import unittest

import planned
import program
from tls_services import TlsServer, make_certificate

STATE = pathlib.Path(os.environ["SANDBOX"]) / "cluster"
SUB = "10.48.47.154"


class NodeFacts(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def become(self, name):
        """The cluster of this name with the list that it needs."""
        chosen, path = planned.become(name), self.folder / "CTLFile.tlv"
        answer = planned.plan("--json", *planned.TOKENS, status=program.NO).json
        planned.build(chosen, [record["label"] for record in answer["records"]], path)
        chosen.hold(path.read_bytes())
        return chosen

    def ask(self, status):
        """Both commands tell the same of a node, in words and as JSON."""
        told = program.run("status", "paris", "--json", status=status).json["clusters"][0]
        plan = planned.plan("--json", status=status).json
        members = ("host", "services", "ports", "itl", "rollback")
        self.assertEqual([[node[name] for name in members] for node in told["nodes"]],
                         [[node[name] for name in members] for node in plan["nodes"]])
        self.assertEqual(told["advice"], plan["to_do"])
        words = (program.run("status", "paris", status=status).out, planned.plan(status=status).out)
        lines = [[line for line in text.splitlines() if line.split()[:1] and line.split()[0] in ("Services", "Ports", "ITL", "Rollback")]
                 for text in words]
        self.assertEqual(lines[0], lines[1])
        return told, words[0]

    def test_services_that_are_off(self):
        self.become("off")
        told, words = self.ask(program.NO)
        states = {service["name"]: service["state"] for service in told["nodes"][1]["services"]}
        self.assertEqual((states["Cisco Tftp"], states["Cisco CallManager"]), ("commanded-out", "started"))
        self.assertIn(f"Cisco Tftp does not run on {SUB}, where it is activated", told["advice"][1])
        self.assertIn("Cisco Tftp STOPPED by somebody", words)

    def test_port_with_the_old_certificate(self):
        """The CLI has the new one: the service was not restarted."""
        chosen = self.become("12.5")
        old = TlsServer(*make_certificate(self.folder, "old"), address=(SUB, 5061))
        self.addCleanup(old.stop)
        own = TlsServer(chosen.own("pub", "CallManager"), chosen.key("pub", "CallManager"), address=("10.48.47.153", 5061))
        self.addCleanup(own.stop)
        told, words = self.ask(program.NO)
        shows = [node["ports"][0] for node in told["nodes"][:2]]
        self.assertEqual([port["shows"] for port in shows], ["own", "other"])
        self.assertEqual(told["advice"], [f"CallManager on {SUB} shows another certificate on port 5061 than the node has (show cert "
                                          "own): it was not restarted since the certificate was renewed; restart Cisco "
                                          "CallManager there."])
        self.assertIn("CallManager 5061 ANOTHER CERTIFICATE", words)

    def test_rollback_and_itl(self):
        self.become("11.5")
        (STATE / "rollback").write_text("T\n")
        told, words = self.ask(program.NO)
        self.assertEqual([node["rollback"] for node in told["nodes"]], ["on", None, None])
        self.assertIn("The cluster is prepared for a rollback", told["advice"][0])
        self.assertIn("none (show itl)", words)
        (STATE / "rollback").write_text("F\n")
        told, words = self.ask(program.DONE)
        self.assertEqual(told["nodes"][0]["rollback"], "off")
        self.assertIn("not prepared (processconfig)", words)


if __name__ == "__main__":
    unittest.main()
