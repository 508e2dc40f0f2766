"""What `push` knows beforehand about the phones: whether they take the list, and what TVS says of its signer."""

import os
import pathlib
import tempfile
import unittest

import cluster
import crafted
import itl
import program
import speed
from cluster import CERTIFICATES, FIRST, LOGIN, PUBLISHER_IP, SECOND, SUBSCRIBER_IP, TFTP
from program import NO, USAGE
from tls_services import TvsServer, make_certificate, sha1_of

KEYS = pathlib.Path(os.environ["SANDBOX_KEYS"])
URL = f"sftp://publisher@{PUBLISHER_IP}/~/tftp/CTLFile.tlv"
NODES = [SUBSCRIBER_IP, *[node for node in os.environ["SANDBOX_NODES"].split() if node != SUBSCRIBER_IP][:3]]
CALLMANAGER, CALLMANAGER_KEY = CERTIFICATES / "cucm-1051-a-pub.pem", KEYS / "cucm-1051-a-pub.key"
SIGNER = CERTIFICATES / f"{SECOND}.pem"
SERVERS = ((CALLMANAGER, itl.SAST, "cucm-1051-a-pub", PUBLISHER_IP),
           (CALLMANAGER, itl.CCM_TFTP, "cucm-1051-a-pub", PUBLISHER_IP))
SAST_AND_TFTP = (0, 3)
NOT_IN_LIST = "The Security Token that signed this list does not exist in the CTL File on the publisher"
MODERN = "Phones with Security by Default that hold the old list"
PLAIN = ("Phones without Security by Default (see Unified Reporting > Unified CM Phone Feature List) that hold the "
         "old list")


def folder_of(node):
    return TFTP if node == PUBLISHER_IP else pathlib.Path(os.environ["SANDBOX"]) / "nodes" / node / "tftp"


class PushPhones(unittest.TestCase):
    """The publisher holds a list that another has signed: that of a cluster without tokens."""

    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.folder = pathlib.Path(folder.name)
        cls.list = cls.folder / "list.tlv"
        cluster.build(cls.list)
        cls.certificate, cls.key = make_certificate(cls.folder, "TVS")
        cls.old = itl.make_tokenless(CALLMANAGER, CALLMANAGER_KEY, SERVERS)
        cls.itl = itl.make(CALLMANAGER, CALLMANAGER_KEY, cls.certificate, by_hash=True)

    def setUp(self):
        self.addCleanup(self.forget)
        self.serve(self.old)
        (TFTP / "ITLFile.tlv").write_bytes(self.itl)
        self.tvs = self.start_tvs()
        self.add("hq")

    def start_tvs(self, port=2445, **options):
        server = TvsServer(self.certificate, self.key, address=(PUBLISHER_IP, port), **options)
        self.addCleanup(server.stop)
        return server

    @staticmethod
    def add(name, *more):
        program.run("publisher", "add", name, URL, "--replace", *LOGIN, *more)

    @staticmethod
    def forget():
        for node in (PUBLISHER_IP, *NODES):
            for path in folder_of(node).iterdir():
                path.unlink()

    @staticmethod
    def serve(data, nodes=(PUBLISHER_IP,)):
        for node in nodes:
            (folder_of(node) / "CTLFile.tlv").write_bytes(data)

    def push(self, *more, path=None, to="hq", **options):
        return program.run("push", path or self.list, to, *more, **options)

    def served(self):
        return (TFTP / "CTLFile.tlv").read_bytes()

    def expect_refusal(self, words, *more, **options):
        result = self.push(*more, status=NO, **options)
        result.expect(err=f"{NOT_IN_LIST} ({PUBLISHER_IP}), and ").expect(err=words).expect(err="; to go on all the same: --accept phones-reject.")
        self.assertEqual(self.served(), self.old)
        return result

    def test_tvs_vouches(self):
        """The push goes on, and says what phones without TVS will do."""
        self.tvs.trust[sha1_of(SIGNER)] = SAST_AND_TFTP
        result = self.push()
        result.expect(err=f"warning: {NOT_IN_LIST}, but TVS on {PUBLISHER_IP} knows its certificate as that of a System")
        result.expect(err=f"warning: {PLAIN} will keep it: no list that the phone holds knows the signer, {SECOND}")
        self.assertNotIn(MODERN, result.err)
        self.assertEqual(self.tvs.asked, [("CP-7975-SEP000000000000", sha1_of(SIGNER))])
        self.assertEqual(self.served(), self.list.read_bytes())

    @speed.full_only
    def test_tvs_does_not_know(self):
        result = self.expect_refusal(f"TVS on {PUBLISHER_IP} does not know its certificate, so phones that hold that "
                                     "list will reject the new one as long as TVS says so; upload it on the publisher as Phone-SAST-trust")
        result.expect(err=f"warning: {MODERN} will keep it: no list that the phone holds knows the signer, and TVS on ")
        result.expect(err=f"warning: {PLAIN} will keep it")

    @speed.full_only
    def test_tvs_knows_as_something_else(self):
        self.tvs.trust[sha1_of(SIGNER)] = (2,)
        self.expect_refusal("knows its certificate, but not as that of a System Administrator Security Token")

    @speed.full_only
    def test_tvs_does_not_answer(self):
        self.tvs.stop()
        result = self.expect_refusal(f"TVS on {PUBLISHER_IP} could not be asked ({PUBLISHER_IP} port 2445: nothing "
                                     "listens there (connection refused)), so phones that hold that list may reject")
        result.expect(err=f"warning: {MODERN} may keep it: no list that the phone holds knows the signer, and it is not")

    @speed.full_only
    def test_dry_run(self):
        """The same answers, and nothing is pushed."""
        self.expect_refusal("does not know its certificate", "--dry-run")
        self.tvs.trust[sha1_of(SIGNER)] = SAST_AND_TFTP
        self.push("--dry-run").expect(out="would get this list", err=f"warning: {NOT_IN_LIST}, but TVS on")
        self.assertEqual(self.served(), self.old)
        self.assertEqual(len(self.tvs.asked), 2)

    def test_json(self):
        node = self.push("--json", status=NO).json["publishers"][0]
        self.assertEqual((node["result"], node["code"], len(node["warnings"])), ("failed", "rejected", 2))
        self.tvs.trust[sha1_of(SIGNER)] = SAST_AND_TFTP
        node = self.push("--json").json["publishers"][0]
        self.assertEqual((node["result"], len(node["warnings"])), ("replaced", 2))

    @speed.full_only
    def test_force_asks_nobody(self):
        self.push("--force").expect(err=f"warning: {MODERN} will ask TVS: no list").expect(err=f"warning: {PLAIN} will ke")
        self.assertEqual(self.tvs.connections, 0)
        self.assertEqual(self.served(), self.list.read_bytes())

    @speed.full_only
    def test_nothing_is_asked_without_need(self):
        """The ordinary push: a token of the old list has signed the new one. Nor where there is no list."""
        other = self.folder / "other.tlv"
        cluster.build(other, signer=FIRST)
        self.serve(other.read_bytes())
        self.assertNotIn("warning", self.push().err)
        (TFTP / "CTLFile.tlv").unlink()
        self.push()
        self.assertEqual(self.tvs.connections, 0)

    @speed.full_only
    def test_signature_with_another_key(self):
        """A record of the old list has the signer's name and number, but not his key: TVS is not asked."""
        wrong = crafted.record(crafted.SAST, SECOND, tag7=crafted.public_key(FIRST), tag9=crafted.certificate(FIRST))
        old = crafted.make(FIRST, crafted.record(crafted.SAST, FIRST), wrong)
        self.serve(old)
        self.push(status=NO).expect(err=f"will reject this one: record 2 of the CTL it holds, SAST {SECOND}, has the ")
        self.assertEqual(self.served(), old)
        self.assertEqual(self.tvs.connections, 0)

    @speed.full_only
    def test_once_for_all_nodes(self):
        """Five nodes at the same time, one question."""
        self.tvs.trust[sha1_of(SIGNER)] = SAST_AND_TFTP
        self.serve(self.old, NODES)
        self.add("all", *[word for node in NODES for word in ("--node", node)])
        result = self.push(to="all")
        self.assertEqual(len(self.tvs.asked), 1)
        for rule, times in ("tvs-vouches", 1), ("phones-may-keep", 1), ("node-not-named", len(NODES) - 1):
            self.assertEqual(result.err.count(f"[{rule}]"), times, result)
        for node in (PUBLISHER_IP, *NODES):
            self.assertEqual((folder_of(node) / "CTLFile.tlv").read_bytes(), self.list.read_bytes())

    @speed.full_only
    def test_once_for_all_nodes_that_are_refused(self):
        self.serve(self.old, NODES)
        self.add("all", *[word for node in NODES for word in ("--node", node)])
        result = self.push(to="all", status=NO)
        self.assertEqual(len(self.tvs.asked), 1)
        for node in (PUBLISHER_IP, *NODES):
            self.assertEqual((folder_of(node) / "CTLFile.tlv").read_bytes(), self.old)
            result.expect(err=f"on the publisher ({node})")

    @speed.full_only
    def test_only_nodes_that_need_it(self):
        """A node that holds the new list already is no reason to ask."""
        self.serve(self.list.read_bytes())
        self.push()
        self.assertEqual(self.tvs.connections, 0)

    @speed.full_only
    def test_saved_ports_and_old_tls(self):
        """TVS on a port of its own that speaks TLS 1.0: only where it is allowed, and with a warning."""
        old = self.start_tvs(port=2446, old=True)
        old.trust[sha1_of(SIGNER)] = SAST_AND_TFTP
        self.add("hq", "--tvs-port", "2446")
        self.expect_refusal("needs the old algorithms switched on")
        self.add("hq", "--tvs-port", "2446", "--old-algorithms", "tls-1.0")
        self.push().expect(err=f"warning: The connection to TVS on {PUBLISHER_IP} uses old algorithms (TLS 1.0")
        self.assertEqual(self.tvs.connections, 0)

    @speed.full_only
    def test_address_that_is_not_saved(self):
        self.tvs.trust[sha1_of(SIGNER)] = SAST_AND_TFTP
        self.push(*LOGIN, to=URL)
        self.assertEqual(len(self.tvs.asked), 1)

    def test_itl_by_tftp(self):
        self.tvs.trust[sha1_of(SIGNER)] = SAST_AND_TFTP
        self.add("hq", "--http-port", "6971")
        self.push()
        self.assertEqual(len(self.tvs.asked), 1)

    @speed.full_only
    def test_no_itl(self):
        """Nobody says who TVS is, so that nobody is believed."""
        self.tvs.trust[sha1_of(SIGNER)] = SAST_AND_TFTP
        (TFTP / "ITLFile.tlv").unlink()
        self.expect_refusal("could not be asked (the ITL, which says who TVS is, is served neither by HTTP nor by TFTP)")
        self.assertEqual(self.tvs.connections, 0)

    def test_itl_of_a_renewed_certificate(self):
        """The old list does not know the server that signs the ITL now, and the new one is not asked. The ITL is read
        over SSH then; where there is none, somebody has to say who TVS is."""
        stranger, key = make_certificate(self.folder, "Lost", bits=1024)
        self.serve(itl.make_tokenless(stranger, key, ((stranger, itl.SAST, "lost", PUBLISHER_IP),)))
        self.tvs.trust[sha1_of(SIGNER)] = SAST_AND_TFTP
        self.push("--dry-run")
        self.assertEqual(len(self.tvs.asked), 1)
        self.add("hq", "--tvs-cert", self.certificate)
        self.push()
        self.assertEqual(len(self.tvs.asked), 2)

    def test_named_certificate(self):
        """Who TVS is, a file can say: the certificate, or an ITL. Another one is not believed."""
        self.tvs.trust[sha1_of(SIGNER)] = SAST_AND_TFTP
        path = self.folder / "named.tlv"
        path.write_bytes(self.itl)
        (TFTP / "ITLFile.tlv").unlink()
        for named in self.certificate, path:
            self.push("--dry-run", "--tvs-cert", named).expect(err="but TVS on")
        self.push("--tvs-cert", CALLMANAGER, status=NO).expect(err="compared with the certificate that was given")
        self.push("--tvs-cert", self.list, status=USAGE).expect(err="has no TVS record")
        program.run("push", self.list, "hq", URL, "--tvs-cert", path, status=USAGE).expect(err="give one publisher")
        self.assertEqual(len(self.tvs.asked), 2)

    @speed.full_only
    def test_itl_without_tvs(self):
        (TFTP / "ITLFile.tlv").write_bytes(itl.sign(CALLMANAGER, CALLMANAGER_KEY,
                                                    itl.record(CALLMANAGER, itl.SAST, False), b"ITLFile.tlv\0"))
        result = self.expect_refusal("could not be asked (The ITL has no TVS record")
        result.expect(err=f"warning: {MODERN} and the cluster's ITL: not known whether they will take the new one")
        result.expect(err=f"warning: {MODERN} and no ITL may keep it")

    @speed.full_only
    def test_signer_that_the_itl_knows(self):
        """Back to a list without tokens: phones with the ITL take it anyway, the others if TVS vouches."""
        self.serve(self.list.read_bytes())
        tokenless = self.folder / "tokenless.tlv"
        tokenless.write_bytes(self.old)
        result = self.push(path=tokenless, status=NO)
        result.expect(err=f"warning: {MODERN} and no ITL will keep it")
        self.assertNotIn("and the cluster's ITL", result.err)
        self.tvs.trust[sha1_of(CALLMANAGER)] = (0, 2)
        self.push(path=tokenless).expect(err=f"warning: {PLAIN} will keep it")
        self.assertEqual(self.served(), self.old)

    @speed.full_only
    def test_damaged_list_on_the_publisher(self):
        self.serve(self.old[:200])
        self.push(status=NO).expect(err="cannot be compared with the new one")
        self.push("--accept", "old-list-damaged").expect(err="overruled: The list on publisher")
        self.assertEqual(self.tvs.connections, 0)


if __name__ == "__main__":
    unittest.main()
