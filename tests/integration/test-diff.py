"""`etoken-ctl diff`: what is different between two lists, for a person and for a script."""

import pathlib
import tempfile
import unittest

import cluster
import crafted
import program
import speed
from cluster import FIRST, SECOND
from crafted import CAPF_NAME, CCM_TFTP, PUBLISHER, SUBSCRIBER, TFTP
from program import DAMAGED, NO, USAGE


class Diff(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.old = self.write("old.tlv", crafted.token_list())

    def write(self, name, data):
        path = self.folder / name
        path.write_bytes(data)
        return path

    def expect(self, data, *lines):
        """The lines are the whole answer, and nothing is said on standard error."""
        new = self.write("new.tlv", data)
        result = program.run("diff", self.old, new, status=NO)
        self.assertEqual(result.out.splitlines(), list(lines))
        self.assertEqual(result.err, "")
        answer = program.run("diff", "--json", self.old, new, status=NO).json
        self.assertEqual([change["text"] for change in answer["changes"]], list(lines))
        self.assertFalse(answer["equal"])
        return answer["changes"]

    def test_equal(self):
        result = program.run("diff", self.old, self.old)
        self.assertEqual((result.out, result.err), ("", ""))
        answer = program.run("diff", "--json", self.old, self.old).json
        self.assertEqual((answer["equal"], answer["changes"]), (True, []))
        self.assertEqual(answer["old"], answer["new"])

    def test_our_own_writer(self):
        """What our program builds and what the other writer makes say the same, but for the time of signing."""
        built = self.folder / "built.tlv"
        cluster.build(built)
        changes = program.run("diff", "--json", self.old, built, status=NO).json["changes"]
        self.assertEqual([change["kind"] for change in changes], ["timestamp-changed"])

    @speed.full_only
    def test_added_and_renewed(self):
        """The publisher's record gets CAPF's certificate, and the old one serves another host."""
        self.expect(
            crafted.make(SECOND, *crafted.tokens(), crafted.record(CCM_TFTP, CAPF_NAME, cluster.PUBLISHER_IP),
                         *crafted.servers()[1:], crafted.record(TFTP, PUBLISHER, "10.48.47.170")),
            "Record 3, CCM+TFTP 10.48.47.153: the certificate was renewed (serial "
            "70:CA:F6:4E:09:07:51:B9:DF:22:F4:9F:75:4F:C5:BB → 74:4B:49:99:77:04:96:E7:99:E9:1E:81:D3:C8:10:9B)",
            "Record 6, TFTP 10.48.47.170: added (serial 70:CA:F6:4E:09:07:51:B9:DF:22:F4:9F:75:4F:C5:BB)")

    @speed.full_only
    def test_moved(self):
        self.expect(crafted.make(SECOND, *crafted.tokens(), crafted.record(CCM_TFTP, PUBLISHER, "10.48.47.9"),
                                 *crafted.servers()[1:]),
                    "Record 3, CCM+TFTP 10.48.47.9: the address changed (10.48.47.153 → 10.48.47.9)")

    @speed.full_only
    def test_function(self):
        changes = self.expect(crafted.make(SECOND, *crafted.tokens(), *crafted.servers()[:2],
                                           crafted.record(TFTP, SUBSCRIBER, cluster.SUBSCRIBER_IP)),
                              "Record 5, TFTP 10.48.47.154: the function changed (CCM+TFTP → TFTP)")
        self.assertEqual({name: changes[0][name] for name in ("kind", "old_record", "new_record", "label", "old",
                                                              "new")},
                         {"kind": "function-changed", "old_record": 5, "new_record": 5,
                          "label": "TFTP 10.48.47.154", "old": "CCM+TFTP", "new": "TFTP"})

    @speed.full_only
    def test_lost_token(self):
        self.expect(crafted.make(FIRST, crafted.record(crafted.SAST, FIRST), *crafted.servers()),
                    "The signer changed: SAST-ADN008580ef, serial 83:E9:08:00:00:00:55:45:AF:31 → "
                    "SAST-ADN0054f509, serial 3C:F9:27:00:00:00:AF:A2:DA:45",
                    "Record 2 of the old list, SAST SAST-ADN008580ef: removed")

    @speed.full_only
    def test_order(self):
        self.expect(crafted.make(SECOND, *reversed(crafted.tokens()), *crafted.servers()),
                    "The order of the records changed (numbers of the old list): 1, 2, 3, 4, 5 → 2, 1, 3, 4, 5")

    @speed.full_only
    def test_non_secure(self):
        self.expect(crafted.make(SECOND, *crafted.tokens(), crafted.emptied(cluster.PUBLISHER_IP),
                                 *crafted.servers()[1:]),
                    "Record 3, CCM+TFTP 10.48.47.153: the certificate was taken out (serial "
                    "70:CA:F6:4E:09:07:51:B9:DF:22:F4:9F:75:4F:C5:BB), as for a non-secure cluster")

    @speed.full_only
    def test_signed_again(self):
        self.expect(crafted.make(SECOND, *crafted.tokens(), *crafted.servers(), timestamp=1425678873),
                    "The list was signed at another time: 2015-03-06 21:53:33 UTC → 2015-03-06 21:54:33 UTC")

    def test_standard_input(self):
        self.assertEqual(program.run("diff", self.old, "-", stdin=self.old.read_bytes()).out, "")
        self.assertEqual(program.run("diff", "-", self.old, stdin=self.old.read_bytes()).out, "")
        program.run("diff", "-", "-", status=USAGE)

    def test_damaged(self):
        result = program.run("diff", self.old, "-", stdin=b"nonsense", status=DAMAGED)
        result.expect(err="Standard input: The list is damaged")
        program.run("diff", self.old, self.folder / "missing", status=DAMAGED)
        program.run("diff", self.old, status=USAGE)


if __name__ == "__main__":
    unittest.main()
