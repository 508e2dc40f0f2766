"""`plan` on each release: the SAST records that its lists have, and the list that is made of the plan."""

import hashlib
import os
import pathlib
import subprocess
import tempfile
import unittest

import cluster
import golden
import planned
import program
from cluster import CERTIFICATES, FIRST, SECOND
from encoder import Description, Encoder

TOKENS = [f"SAST {FIRST}", f"SAST {SECOND}"]
SERVERS = ["SAST ITLRECOVERY_cucm-1051-a-pub", "SAST cucm-1051-a-pub"]
# The SAST records of lists that tokens sign, by release: Security Guide 12.5(1)SU1, "CTL Client Setup", and 12.5(1)SU5,
# "Security Modes".
SAST = {"9.1": TOKENS, "10.5": TOKENS, "11.5": TOKENS + SERVERS, "12.5": TOKENS + SERVERS, "14": TOKENS + SERVERS,
        "ca": TOKENS + SERVERS, "multi": TOKENS + SERVERS}
SAST_TAG, FUNCTION, SERIAL = b"\0\0", 4, 6
SIGNER_SERIAL, SIGNATURE, TIMESTAMP = 5, 12, 15
LABELS = {"publisher": "cucm-1051-a-pub", "capf": "CAPF-e41e7d87", "subscriber": "cucm-1051-a-sub1",
          "token-54f509": FIRST, "token-8580ef": SECOND}


class Field:
    """A certificate of the sandbox, for the encoder of published lists."""

    def __init__(self, name):
        self.der = (CERTIFICATES / f"{name}.der").read_bytes()
        self.sha1, self.signature = hashlib.sha1(self.der).digest(), b""  # no record has one
        self.key_file = pathlib.Path(os.environ["SANDBOX_KEYS"]) / f"{name}.key"
        self.key = self.openssl("rsa", "-in", self.key_file, "-RSAPublicKey_out", "-outform", "DER")

    def sign(self, digest, data):
        return self.openssl("dgst", f"-{digest}", "-sign", self.key_file, data=data)

    @staticmethod
    def openssl(*arguments, data=b""):
        return subprocess.run(["openssl", *arguments], input=data, capture_output=True, check=True).stdout


def parse(data):
    """The header's entries without what differs each time, and the records, as bytes."""
    header = cluster.Header(data)
    entries = [entry for entry in header.entries if entry[0] not in (SIGNATURE, TIMESTAMP)]
    return entries, [b"".join(bytes([tag]) + value for tag, value in record) for record in cluster.records(data, header.length)]


class PlanReleases(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.path = self.folder / "CTLFile.tlv"

    def make_list(self, name, *tokens):
        """The first list of that cluster, and what the plan said."""
        chosen = planned.become(name)
        answer = planned.plan("--json", *tokens, status=program.NO).json
        self.assertTrue(answer["determined"], answer["unknown"])
        planned.build(chosen, [record["label"] for record in answer["records"]], self.path)
        return chosen, answer

    def test_sast_records(self):
        for name, wanted in SAST.items():
            with self.subTest(name):
                chosen, answer = self.make_list(name, *planned.TOKENS)
                self.assertEqual([record["label"] for record in answer["records"] if record["label"].startswith("SAST ")], wanted)
                self.check_list(len(wanted))
                chosen.hold(self.path.read_bytes())
                planned.plan().expect(out="Nothing to do: the cluster has the list that it needs.")

    def check_list(self, n_sast):
        """It is without error, one of its tokens has signed it, and it has no SAST record besides."""
        program.run("check", self.path)
        data = self.path.read_bytes()
        header = cluster.Header(data)
        sast = [dict(record) for record in cluster.records(data, header.length) if dict(record)[FUNCTION] == SAST_TAG]
        self.assertEqual(len(sast), n_sast)
        self.assertEqual(header[SIGNER_SERIAL], sast[1][SERIAL])

    def test_published_list(self):
        """The plan for 10.5 is the published list of 5728 bytes, its tokens in the order that is asked for."""
        description = Description(golden.FOLDER / "ctl-5728-tokens.list", self.folder)
        for label, name in LABELS.items():
            description.certificates[label] = Field(name)
        header, published = parse(Encoder(description).encode())
        for tokens, order in ((planned.TOKENS, (0, 4, 1, 2, 3)),
                              (planned.TOKENS[2:] + planned.TOKENS[:2], (4, 0, 1, 2, 3))):
            self.make_list("10.5", *tokens)
            data = self.path.read_bytes()
            self.assertEqual(len(data), 5728)
            self.assertEqual(parse(data), (header, [published[i] for i in order]))


if __name__ == "__main__":
    unittest.main()
