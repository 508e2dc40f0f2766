"""The main job from end to end: export, build, sign, push, fetch, verify, show."""

import hashlib
import os
import pathlib
import re
import tempfile
import unittest
import urllib.parse

import cluster
import crafted
import program
from cluster import CERTIFICATES, FIRST, LOGIN, PIN, PUBLISHER_URL, SECOND, TFTP

TOKEN_NAME = 'cn="{}        ";ou=IPCBU;o="Cisco Systems'
TOKEN_ISSUER = "cn=Cisco Manufacturing CA;o=Cisco Systems"
SERVER_NAME = "CN={};OU=TAC;O=Cisco;L=Krakow;ST=Malopolska;C=PL"


class MainJob(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.list = self.folder / "CTLFile.tlv"
        self.addCleanup(cluster.forget)

    def test_tokens(self):
        out = program.run("tokens").out
        for name in (FIRST, SECOND):
            self.assertIn(name, out)
            self.assertIn(TOKEN_NAME.format(name), out)
        tokens = program.run("tokens", "--json").json["tokens"]
        self.assertEqual([token["name"] for token in tokens], [FIRST, SECOND])
        self.assertEqual(tokens[1]["certificate"]["serial"], "83:E9:08:00:00:00:55:45:AF:31")
        self.assertEqual(tokens[1]["certificate"]["key"], "RSA 1024")

    def test_export(self):
        result = program.run("export", "--all", "--output-dir", self.folder / "new" / "folder")
        result.expect(err="Phone-SAST-trust")
        for name in (FIRST, SECOND):
            exported = (self.folder / "new" / "folder" / f"{name}.cer").read_bytes()
            self.assertEqual(exported, (CERTIFICATES / f"{name}.der").read_bytes())
            self.assertEqual(len(exported), 902)

    def test_export_one_as_pem(self):
        program.run("export", SECOND, "--format", "pem", cwd=self.folder)
        self.assertEqual([path.name for path in self.folder.iterdir()], [f"{SECOND}.pem"])
        self.assertEqual((self.folder / f"{SECOND}.pem").read_bytes().strip(),
                         (CERTIFICATES / f"{SECOND}.pem").read_bytes().strip())

    def test_token_by_any_name(self):
        token = program.run("tokens", "--json").json["tokens"][0]
        for spec in (token["name"], token["name"].upper(), token["label"], token["serial"], token["uri"]):
            program.run("export", spec, "--output-dir", self.folder)

    def test_published_sizes(self):
        cluster.build(self.list)
        data = self.list.read_bytes()
        header = cluster.Header(data)
        self.assertEqual(len(data), 5728)
        self.assertEqual(header.length, 304)
        lengths = [sum(3 + len(value) for _, value in record) for record in cluster.records(data, header.length)]
        self.assertEqual(lengths, [1186, 1186, 1022, 1004, 1026])

    def test_every_tag(self):
        cluster.build(self.list)
        data = self.list.read_bytes()
        header = cluster.Header(data)
        self.assertEqual([tag for tag, _, _ in header.entries], [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 14, 15]
                         + [13] * 3)
        self.assertEqual({tag: length for tag, length, _ in header.entries if tag in header.CONTAINERS},
                         {3: 117, 7: 15, 9: 8})
        self.assertEqual(header[1], b"\x01\x02")
        self.assertEqual(header[4], TOKEN_NAME.format(SECOND).encode() + b"\0")
        self.assertEqual(header[5].hex(), "83e9080000005545af31")
        self.assertEqual(header[6], TOKEN_ISSUER.encode() + b"\0")
        self.assertEqual((header[8], header[10], header[11]), (b"\1", b"\0", b"\1"))
        self.assertEqual(header[14], b"CTLFile.tlv\0")
        self.check_token_record(data, 0, FIRST)
        self.check_token_record(data, 1, SECOND)
        self.check_server_record(data, 2, "cucm-1051-a-pub", 2, cluster.PUBLISHER_IP)
        self.check_server_record(data, 3, "CAPF-e41e7d87", 4, cluster.PUBLISHER_IP)
        self.check_server_record(data, 4, "cucm-1051-a-sub1", 2, cluster.SUBSCRIBER_IP)

    def check_token_record(self, data, index, name):
        record = cluster.records(data, 304)[index]
        self.assertEqual([tag for tag, _ in record], [1, 2, 3, 4, 5, 6, 7, 9, 10])
        tags = dict(record)
        self.assertEqual(tags[2], b"\0")
        self.assertEqual(tags[3], TOKEN_NAME.format(name).encode() + b"\0")
        self.assertEqual(tags[4], b"\0\0")
        self.assertEqual(tags[5], TOKEN_ISSUER.encode() + b"\0")
        self.assertEqual(len(tags[6]), 10)
        self.assertEqual(len(tags[7]), 140)
        self.assertEqual(tags[9], (CERTIFICATES / f"{name}.der").read_bytes())
        self.assertIn(tags[7], tags[9])
        self.assertEqual(tags[10], bytes(4))

    def check_server_record(self, data, index, name, function, address):
        record = cluster.records(data, 304)[index]
        self.assertEqual([tag for tag, _ in record], [1, 2, 3, 4, 5, 6, 7, 9, 10])
        tags = dict(record)
        self.assertEqual(tags[2], address.encode() + b"\0")
        self.assertEqual(tags[3], SERVER_NAME.format(name).encode() + b"\0")
        self.assertEqual(tags[4], bytes([0, function]))
        self.assertEqual(tags[5], tags[3])
        self.assertEqual(len(tags[6]), 16)
        self.assertEqual(tags[9], (CERTIFICATES / f"{name}.der").read_bytes())
        self.assertEqual(tags[10], bytes(map(int, address.split("."))))

    def test_openssl_agrees(self):
        for digest in ("sha1", "sha256", "sha512"):
            with self.subTest(digest):
                cluster.build(self.list, "--digest", digest)
                data = self.list.read_bytes()
                self.assertTrue(cluster.openssl_verifies(data, CERTIFICATES / f"{SECOND}.pem", digest))
                self.assertFalse(cluster.openssl_verifies(data, CERTIFICATES / f"{FIRST}.pem", digest))
                program.run("verify", self.list).expect(out="signed by record 2")

    def test_unread_digest(self):
        """What no phone is known to read is told before the password is asked for."""
        for digest, told in (("sha1", False), ("sha256", True), ("sha512", False)):
            with self.subTest(digest):
                plan = program.run(*cluster.build_arguments(self.list, "--digest", digest, "--dry-run"))
                self.assertEqual(plan.status, 0, plan)
                self.assertEqual("no phone is known to read it" in plan.err, told, plan)

    def test_either_token_signs(self):
        cluster.build(self.list, signer=FIRST)
        program.run("verify", self.list).expect(out="signed by record 1")

    def test_show(self):
        cluster.build(self.list)
        os.utime(self.list, (1425678813, 1425678813))
        data = self.list.read_bytes()
        text = program.run("show", self.list, env={"TZ": "CET-1CEST,M3.5.0,M10.5.0/3"}).out
        self.assertEqual(text.split("\n"), self.expected_show(data).split("\n"))
        self.assertEqual(program.run("show", "-", stdin=data).out.splitlines()[6:], text.splitlines()[6:])

    def expected_show(self, data):
        """Put together from the published dumps and the certificates' own facts."""
        signature = cluster.Header(data)[12]
        rows = "\n".join("  ".join(f"{byte:x}" for byte in signature[i:i + 8]) for i in range(0, 128, 8))
        text = (f"The checksum value of the CTL file:\n{hashlib.md5(data).hexdigest()}(MD5)\n"
                f"{hashlib.sha1(data).hexdigest()}(SHA1)\n\nLength of CTL file: 5728\n"
                "The CTL File was last modified on Fri Mar 06 22:53:33 CET 2015\n\nParse CTL File\n"
                "----------------\n\nVersion:\t1.2\nHeaderLength:\t304 (BYTES)\n\n"
                + TABLE_HEAD + f"3\tSIGNERID\t2\t117\n4\tSIGNERNAME\t56\t{TOKEN_NAME.format(SECOND)}\n"
                "5\tSERIALNUMBER\t10\t83:E9:08:00:00:00:55:45:AF:31\n"
                f"6\tCANAME\t\t42\t{TOKEN_ISSUER}\n7\tSIGNATUREINFO\t2\t15\n8\tDIGESTALGORTITHM\t1\n"
                "9\tSIGNATUREALGOINFO\t2\t8\n10\tSIGNATUREALGORTITHM\t1\n11\tSIGNATUREMODULUS\t1\n"
                f"12\tSIGNATURE\t128\n{rows}\n14\tFILENAME\t12\n15\tTIMESTAMP\t4\n")
        text += token_text(1, FIRST, "3C:F9:27:00:00:00:AF:A2:DA:45", "not used")
        text += token_text(2, SECOND, "83:E9:08:00:00:00:55:45:AF:31", "used")
        text += server_text(3, "cucm-1051-a-pub", 62, cluster.PUBLISHER_IP, "CCM+TFTP", 1022, 694,
                            "70:CA:F6:4E:09:07:51:B9:DF:22:F4:9F:75:4F:C5:BB")
        text += server_text(4, "CAPF-e41e7d87", 60, cluster.PUBLISHER_IP, "CAPF", 1004, 680,
                            "74:4B:49:99:77:04:96:E7:99:E9:1E:81:D3:C8:10:9B")
        text += server_text(5, "cucm-1051-a-sub1", 63, cluster.SUBSCRIBER_IP, "CCM+TFTP", 1026, 696,
                            "6B:EB:FD:CD:CD:8C:A2:77:CB:2F:D1:D1:83:A6:0E:72")
        return text + "\nThe CTL file was verified successfully.\n"

    def test_push_and_fetch(self):
        cluster.build(self.list)
        result = program.run("push", self.list, PUBLISHER_URL, *LOGIN)
        result.expect(out="had no list and holds this one now", err="Restart Cisco Tftp, then Cisco CallManager")
        result.expect(out=hashlib.md5(self.list.read_bytes()).hexdigest())
        self.assertEqual([path.name for path in TFTP.iterdir()], ["CTLFile.tlv"])
        self.assertEqual((TFTP / "CTLFile.tlv").read_bytes(), self.list.read_bytes())
        served = self.folder / "served.tlv"
        program.run("fetch", PUBLISHER_URL, "--output", served, *LOGIN).expect(out="verified")
        self.assertEqual(served.read_bytes(), self.list.read_bytes())
        self.assertEqual(int(served.stat().st_mtime), int((TFTP / "CTLFile.tlv").stat().st_mtime))

    def test_saved_publisher(self):
        """push and fetch take the name of an address book entry, and log in as it says."""
        self.save_publisher("hq")
        cluster.build(self.list)
        program.run("push", self.list, "hq", *LOGIN[2:]).expect(out="had no list and holds this one now")
        served = self.folder / "served.tlv"
        program.run("fetch", "hq", "--output", served)
        self.assertEqual(served.read_bytes(), self.list.read_bytes())
        program.run("fetch", "lab", "--output", served, status=program.USAGE).expect(err="saved are: hq")

    def save_publisher(self, name):
        url = urllib.parse.urlsplit(PUBLISHER_URL)
        book = pathlib.Path(os.environ["XDG_CONFIG_HOME"]) / "etoken-ctl" / "publishers.conf"
        book.parent.mkdir(exist_ok=True)
        self.addCleanup(book.unlink)
        book.write_text(f"[Publisher {name}]\nhost={url.hostname}\nport={url.port}\nuser={url.username}\n"
                        f"path={url.path}\nlogin=key-file\nidentity={os.environ['SANDBOX_IDENTITY']}\n")

    def test_push_replaces(self):
        cluster.build(self.list)
        program.run("push", self.list, PUBLISHER_URL, *LOGIN)
        os.chmod(TFTP / "CTLFile.tlv", 0o640)
        old = (TFTP / "CTLFile.tlv").stat()
        cluster.build(self.list, "--digest", "sha512")
        program.run("push", self.list, PUBLISHER_URL, *LOGIN).expect(out="holds this list now")
        new = (TFTP / "CTLFile.tlv").stat()
        self.assertEqual((TFTP / "CTLFile.tlv").read_bytes(), self.list.read_bytes())
        self.assertEqual((old.st_mode, old.st_uid, old.st_gid), (new.st_mode, new.st_uid, new.st_gid))
        program.run("push", self.list, PUBLISHER_URL, *LOGIN).expect(out="holds this very list already")

    def test_push_as_json(self):
        cluster.build(self.list)
        answer = program.run("push", self.list, PUBLISHER_URL, *LOGIN, "--json").json
        self.assertEqual(answer["length"], 5728)
        found = answer["publishers"][0].pop("findings")
        self.assertEqual([finding["id"] for finding in found], ["release-not-known"])
        self.assertEqual(answer["publishers"], [{"publisher": PUBLISHER_URL, "result": "created", "state": "held"}])

    def test_refused_as_json(self):
        """What was found in the list itself is there too, though nobody was called."""
        self.list.write_bytes(crafted.make(SECOND, *crafted.tokens(), *crafted.servers(),
                                           crafted.record(crafted.TVS, crafted.SUBSCRIBER)))
        answer = program.run("push", self.list, PUBLISHER_URL, *LOGIN, "--json", status=program.NO).json
        self.assertEqual(answer["error"]["code"], "rejected")
        self.assertIn("--accept tvs-in-ctl", answer["error"]["message"])
        self.assertIn(("tvs-in-ctl", "error", False),
                      [(finding["id"], finding["severity"], finding["overruled"]) for finding in answer["findings"]])
        self.assertNotIn("publishers", answer)

    def test_password_login(self):
        cluster.build(self.list)
        password = pathlib.Path(os.environ["SANDBOX_PASSWORD_FILE"])
        for url in (PUBLISHER_URL, os.environ["SANDBOX_KBDINT_URL"]):
            program.run("push", self.list, url, "--host-key", os.environ["SANDBOX_FINGERPRINT"], "--password-file",
                        password)

    def test_asking_a_person(self):
        with program.Terminal(*cluster.build_arguments(self.list)) as terminal:
            terminal.expect(f"Password of token {SECOND}: ")
            terminal.type(PIN)
            terminal.wait(status=0)
        self.assertNotIn(PIN.encode(), terminal.screen)
        with program.Terminal("push", self.list, PUBLISHER_URL) as terminal:
            terminal.expect(os.environ["SANDBOX_FINGERPRINT"])
            terminal.expect("[yes/no] ")
            terminal.type("yes")
            terminal.expect(": ")
            terminal.type(pathlib.Path(os.environ["SANDBOX_PASSWORD_FILE"]).read_text().strip())
            terminal.wait(status=0)
        with program.Terminal("fetch", PUBLISHER_URL, "--output", self.folder / "x", *LOGIN[:2]) as terminal:
            terminal.wait(status=0)  # the key was kept, and nothing is asked

    def test_dry_run(self):
        program.run(*cluster.build_arguments(self.list, "--dry-run")).expect(out="would have 5 records")
        self.assertEqual(list(self.folder.iterdir()), [])
        cluster.build(self.list)
        program.run("push", self.list, PUBLISHER_URL, *LOGIN, "--dry-run").expect(out="would get this one")
        self.assertEqual(list(TFTP.iterdir()), [])
        program.run("export", "--all", "--output-dir", self.folder / "none", "--dry-run")
        self.assertFalse((self.folder / "none").exists())

    def test_help(self):
        for command in re.findall(r"^  (\w+) ", program.run("--help").out, re.M):
            with self.subTest(command):
                result = program.run(command, "--help")
                result.expect(out=f"etoken-ctl {command} ")
                result.expect(out="--pin-file")
        program.run("--version").expect(out="etoken-ctl 0.")


TABLE_HEAD = "BYTEPOS\tTAG\t\tLENGTH\tVALUE\n-------\t---\t\t------\t-----\n"


def certificate_hash(name):
    return hashlib.sha1((CERTIFICATES / f"{name}.der").read_bytes()).digest().hex(" ").upper()


def token_text(number, name, serial, used):
    return (f"\nCTL Record #:{number}\n----\n{TABLE_HEAD}1\tRECORDLENGTH\t2\t1186\n2\tDNSNAME\t\t1\n"
            f"3\tSUBJECTNAME\t56\t{TOKEN_NAME.format(name)}\n4\tFUNCTION\t2\tSystem Administrator Security Token\n"
            f"5\tISSUERNAME\t42\t{TOKEN_ISSUER}\n6\tSERIALNUMBER\t10\t{serial}\n7\tPUBLICKEY\t140\n"
            f"9\tCERTIFICATE\t902\t{certificate_hash(name)} (SHA1 Hash HEX)\n10\tIPADDRESS\t4\n"
            f"This etoken was {used} to sign the CTL file.\n")


def server_text(number, name, name_length, address, function, length, certificate_length, serial):
    text = SERVER_NAME.format(name)
    return (f"\nCTL Record #:{number}\n----\n{TABLE_HEAD}1\tRECORDLENGTH\t2\t{length}\n"
            f"2\tDNSNAME\t\t{len(address) + 1}\t{address}\n3\tSUBJECTNAME\t{name_length}\t{text}\n"
            f"4\tFUNCTION\t2\t{function}\n5\tISSUERNAME\t{name_length}\t{text}\n6\tSERIALNUMBER\t16\t{serial}\n"
            f"7\tPUBLICKEY\t140\n9\tCERTIFICATE\t{certificate_length}\t{certificate_hash(name)} (SHA1 Hash HEX)\n"
            "10\tIPADDRESS\t4\n")


if __name__ == "__main__":
    unittest.main()
