"""Files that a node signed for phones: the header is told, and the signer looked for in the lists that phones hold."""

import pathlib
import tempfile
import unittest

import golden
import program
import signed_file
from encoder import tlv

NAME = "SEP0011215A1AE3.cnf.xml.sgn"
CONTENT = b'<?xml version="1.0" encoding="UTF-8"?>\n<device></device>\n'
RTP = ("CN=CUCM8-Publisher.bbbburns.lab;OU=TAC;O=Cisco;L=RTP;ST=North Carolina;C=US",
       bytes.fromhex("21002D17000000000005"), "CN=JASBURNS-AD")
TVS = (RTP[0], bytes.fromhex("2E3E1A7BDAA64D84"), RTP[0])
KRAKOW = "CN=%s;OU=TAC;O=Cisco;L=Krakow;ST=Malopolska;C=PL"
RENEWED = (KRAKOW % "cucm-1051-a-pub", bytes.fromhex("6B1D357B6841740B078FEE4A1813D5D6"), KRAKOW % "cucm-1051-a-pub")
SUBSCRIBER = (KRAKOW % "cucm-1051-a-sub1", bytes.fromhex("6BEBFDCDCD8CA277CB2FD1D183A60E72"),
              KRAKOW % "cucm-1051-a-sub1")
ITL, CTL = "itl-5438", "ctl-6113-renewed"


def certificate(name, label):
    return golden.make(name).description.certificates[label]


class SignedFileTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.path = self.folder / NAME
        for name in (ITL, CTL):
            (self.folder / name).write_bytes(golden.make(name).data)

    def write(self, *arguments, **options):
        self.path.write_bytes(signed_file.make(*arguments, **options))

    def write_of_itl(self, **options):
        self.write(certificate(ITL, "callmanager"), RTP, NAME, CONTENT, **options)

    def verify(self, *options, status=0):
        return program.run("verify", self.path, *options, status=status)

    def held(self, *lists):
        return [word for name in lists
                for word in ("--phone-itl" if name == ITL else "--phone-ctl", self.folder / name)]

    def check(self, lists, verdict, status, held=None, record=None):
        found = self.verify("--json", *self.held(*lists), status=status).json
        self.assertEqual((found["verdict"], found["list"], found["record"]), (verdict, held, record))
        self.assertEqual(found["reason"] is None, verdict == "trusted")
        return found

    def test_published_layout(self):
        """Offsets and lengths of the header that is published with the note's signer."""
        content = b"x" * 7340
        self.write(certificate(ITL, "callmanager"), RTP, NAME, content)
        self.assertEqual(self.path.stat().st_size, 7652)
        found = self.check((ITL,), "trusted", 0, "phone-itl", 2)
        self.assertEqual((found["header_length"], found["content_offset"], found["content_length"]), (312, 312, 7340))
        self.assertEqual([(tag["tag"], tag["length"]) for tag in found["header_tags"]],
                         [(1, 2), (2, 2), (3, 110), (4, 76), (5, 10), (6, 15), (7, 15), (8, 1), (9, 8), (10, 1), (11, 1),
                          (12, 128), (14, 28), (15, 4), (13, 0), (13, 0)])
        self.assertEqual((found["filename"], found["timestamp"], found["encrypted"]), (NAME, "2011-07-27T14:16:24Z", False))

    def test_right_signatures(self):
        cases = [((ITL, "callmanager"), RTP, "phone-itl", 2), ((CTL, "publisher-renewed"), RENEWED, "phone-ctl", 2),
                 ((CTL, "subscriber"), SUBSCRIBER, "phone-ctl", 4)]
        for (name, label), signer, held, record in cases:
            for options in ({}, {"digest": "sha512"}, {"padding": 0}, {"order": (4, 6, 5)}):
                with self.subTest(label=label, **options):
                    self.write(certificate(name, label), signer, NAME, CONTENT, **options)
                    self.check((CTL, ITL), "trusted", 0, held, record)

    def test_other_names(self):
        for name in ("XMLDefault.cnf.xml.sgn", "Ringlist.xml.SGN", "locale.jar.sha512"):
            with self.subTest(name):
                self.write(certificate(ITL, "callmanager"), RTP, name, CONTENT)
                self.check((ITL,), "trusted", 0, "phone-itl", 2)

    def test_encrypted(self):
        """The header of an encrypted configuration goes on with entries that say how."""
        iv = tlv(17, tlv(18, b"\0") + tlv(19, b"i" * 16) + tlv(20, b"\0\7"))
        key = tlv(21, tlv(22, b"\0") + tlv(23, b"\0\x80") + tlv(24, b"\1") + tlv(25, b"k" * 128))
        more = tlv(16, iv + key) + tlv(26, b"\1") + tlv(27, b"h" * 20)
        self.write(certificate(ITL, "callmanager"), RTP, "SEP0011215A1AE3.cnf.xml.enc.sgn", b"\xd5" * 64,
                   version=(2, 0), more=more)
        self.assertTrue(self.check((ITL,), "trusted", 0, "phone-itl", 2)["encrypted"])
        program.run("show", self.path).expect(out="64 bytes, encrypted")

    def test_wrong(self):
        self.write_of_itl()
        whole = self.path.read_bytes()
        for offset in (95, 145, 200, 280, 307, len(whole) - 1):  # serial number, signature, name, date, content
            with self.subTest(offset):
                self.path.write_bytes(whole[:offset] + bytes([whole[offset] ^ 1]) + whole[offset + 1:])
                found = self.verify("--json", *self.held(ITL), status=1).json
                self.assertEqual(found["verdict"], "unknown" if offset == 95 else "wrong")
        self.path.write_bytes(whole + b"\n")
        self.check((ITL,), "wrong", 1, "phone-itl", 2)
        self.write(certificate(CTL, "subscriber"), RTP, NAME, CONTENT)
        found = self.check((ITL,), "wrong", 1, "phone-itl", 2)
        self.assertIn("changed after it was signed, or signed with another key", found["reason"])
        self.write_of_itl(modulus=2)
        self.check((ITL,), "wrong", 1, "phone-itl", 2)

    def test_unknown_signer(self):
        self.write_of_itl()
        found = self.check((CTL,), "unknown", 1)
        self.assertIn("in no list given here", found["reason"])
        self.write(certificate(ITL, "tvs"), TVS, NAME, CONTENT)
        found = self.check((CTL, ITL), "unknown", 1)
        self.assertIn("the ITL has the signer in record 3", found["reason"])

    def test_text(self):
        self.write_of_itl()
        told = self.verify(*self.held(CTL, ITL))
        told.expect(out="The signature is right; phones find the signer in the ITL, record 2, ")
        told.expect(out=NAME)
        told.expect(out=RTP[0])
        self.assertIn("21:00:2D:17:00:00:00:00:00:05", told.out)
        program.run("show", self.path).expect(out="The signature was not checked")

    def test_without_lists(self):
        self.write_of_itl()
        self.verify(status=2).expect(err="--phone-ctl or --phone-itl")
        self.verify("--tvs", "127.0.0.1", *self.held(ITL), status=2).expect(err="--tvs is for the signer of a list")

    def test_damaged(self):
        self.write_of_itl()
        whole = self.path.read_bytes()
        self.path.write_bytes(whole[:300])
        self.verify(*self.held(ITL), status=5).expect(err="the file ends in its header")
        self.write_of_itl(length=305)
        self.verify(*self.held(ITL), status=5).expect(err="the header is longer than it says")

    def test_no_list(self):
        """It is taken for no list: neither to be checked as one, nor where a list is named."""
        self.write_of_itl()
        for words in (("check", self.path), ("diff", self.path, self.folder / ITL),
                      ("verify", self.folder / CTL, "--phone-ctl", self.path)):
            program.run(*words, status=5).expect(err="it is a phone's signed configuration")


if __name__ == "__main__":
    unittest.main()
