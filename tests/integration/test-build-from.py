"""A list made from the list that it replaces: what stays, what changes, and the Windows client's rules."""

import os
import pathlib
import subprocess
import tempfile
import unittest

import cluster
import program
import speed
from cluster import CERTIFICATES, FIRST, PIN, SECOND
from program import NO, USAGE

PKI = pathlib.Path(os.environ["ETOKEN_CTL_SOURCE"]) / "tests/sandbox/pki.cnf"
KEYS = pathlib.Path(os.environ["SANDBOX_KEYS"])
FUNCTION, DNS_NAME, SERIAL, CERTIFICATE, ADDRESS = 4, 2, 6, 9, 10


def records(path):
    data = path.read_bytes()
    return cluster.records(data, cluster.Header(data).length)


def raw(record):
    """A record's bytes, as it stands in the file."""
    return b"".join(bytes([tag]) + len(value).to_bytes(2, "big") + value for tag, value in record)


class BuildFrom(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.old, self.new = self.folder / "old.tlv", self.folder / "new.tlv"
        cluster.build(self.old)

    def build(self, *arguments, signer=SECOND, **options):
        return program.run("build", "--from", self.old, "--output", self.new, "--sign-with", signer, *arguments,
                           pin=PIN, **options)

    def refuses(self, status, err, *arguments, **options):
        """The last line says ERR; before it, there is nothing but what was found against the list."""
        *found, last = self.build(*arguments, status=status, **options).err.splitlines()
        self.assertIn(err, last)
        for line in found:
            self.assertRegex(line, r"^etoken-ctl: (warning|error|overruled): .* \[[a-z-]+\]\.$")
        self.assertFalse(self.new.exists())

    @speed.full_only
    def test_taken_over(self):
        self.build(signer=FIRST)
        self.assertEqual([raw(record) for record in records(self.new)], [raw(record) for record in records(self.old)])
        program.run("verify", self.new).expect(out="signed by record 1")

    def test_into_itself(self):
        self.new = self.old
        self.build("--remove", "5")
        self.assertEqual(len(records(self.old)), 4)

    @speed.full_only
    def test_server_added(self):
        self.build("--server", f"TFTP,10.48.47.155,{CERTIFICATES}/cucm-1051-a-sub1.pem")
        self.assertEqual(len(records(self.new)), 6)
        added = dict(records(self.new)[5])
        self.assertEqual((added[FUNCTION], added[DNS_NAME], added[ADDRESS]),
                         (b"\0\3", b"10.48.47.155\0", bytes([10, 48, 47, 155])))

    @speed.full_only
    def test_server_replaced(self):
        """Same function and host: the record keeps its place and gets the new certificate."""
        self.build("--server", f"CAPF,10.48.47.153,{CERTIFICATES}/cucm-1051-a-sub1.pem")
        old, new = records(self.old), records(self.new)
        self.assertEqual(len(new), 5)
        self.assertEqual(dict(new[3])[CERTIFICATE], (CERTIFICATES / "cucm-1051-a-sub1.der").read_bytes())
        self.assertEqual(new[:3] + new[4:], old[:3] + old[4:])

    @speed.full_only
    def test_several_functions(self):
        """One certificate, two functions: two records; also as a signer, as lists of 11.5 and later have it."""
        pem = CERTIFICATES / "cucm-1051-a-pub.pem"
        self.build("--server", f"SAST,10.48.47.153,{pem}", "--server", f"CCM,10.48.47.153,{pem}")
        added = [dict(record) for record in records(self.new)[5:]]
        self.assertEqual([record[FUNCTION] for record in added], [b"\0\0", b"\0\1"])
        self.assertEqual(added[0][CERTIFICATE], added[1][CERTIFICATE])

    def test_two_sast_records_of_a_host(self):
        """As lists of 11.5 and later have them: two of the publisher, each of which stays itself in the next list."""
        pub, sub1 = CERTIFICATES / "cucm-1051-a-pub.pem", CERTIFICATES / "cucm-1051-a-sub1.pem"
        sast = ("--server", f"SAST,10.48.47.153,{pub}", "--server", f"SAST,10.48.47.153,{sub1}")
        self.build(*sast)
        self.assertEqual(len(records(self.new)), 7)
        self.new.replace(self.old)
        replaced = self.build("--server", f"SAST,10.48.47.153,{sub1}", "--json").json["replaced"]
        self.assertEqual([one["record"] for one in replaced], [7])
        self.assertEqual(len(records(self.new)), 7)
        self.new.unlink()
        self.refuses(USAGE, "SAST cucm-1051-a-pub is named twice with the same certificate", *sast[:2], *sast[:2])

    def test_which_record_is_replaced(self):
        """CAPF twice for one node: a number is asked for, and what was replaced is told."""
        sub1, pub = CERTIFICATES / "cucm-1051-a-sub1.pem", CERTIFICATES / "cucm-1051-a-pub.pem"
        self.build("--server", f"CAPF,10.48.47.153,{sub1}", "--server", f"CAPF,10.48.47.153,{pub}")
        self.new.replace(self.old)
        again = ("--server", f"CAPF,10.48.47.153,{CERTIFICATES}/CAPF-e41e7d87.der")
        self.refuses(USAGE, "could take the place of record 4, CAPF 10.48.47.153 (serial 6B:EB:", *again)
        self.refuses(USAGE, "say which one: --replace NUMBER behind this --server.", *again)
        self.refuses(USAGE, "Record 3, CCM+TFTP 10.48.47.153, has another function", *again, "--replace", "3")
        self.refuses(USAGE, 'no record "7"', *again, "--replace", "7")
        self.refuses(USAGE, "--replace 6: it stands behind the --server", "--replace", "6", *again)
        self.refuses(USAGE, "--replace six: that is no number", *again, "--replace", "six")
        self.build(*again, "--replace", "6").expect(err="takes the place of record 6, CAPF 10.48.47.153 (serial 70:CA:")
        self.assertEqual(dict(records(self.new)[5])[CERTIFICATE], (CERTIFICATES / "CAPF-e41e7d87.der").read_bytes())

    def certify_again(self, serial):
        """Another certificate of the first token, of the same name and issuer."""
        file = self.folder / f"again-{serial}.pem"
        ca = ("-CA", CERTIFICATES / "ca.pem", "-CAkey", KEYS / "ca.key", "-set_serial", serial)
        subprocess.run(["openssl", "req", "-x509", "-config", PKI, "-section", FIRST, "-key", KEYS / f"{FIRST}.key", "-sha1",
                        "-days", "2900", *ca, "-out", file], check=True, capture_output=True)
        return file

    def test_which_token_is_replaced(self):
        """A token with two certificates in the list: the same of --token and --token-certificate."""
        one, two, three = (self.certify_again(serial) for serial in ("71", "72", "73"))
        program.run("build", "--output", self.old, "--token-certificate", one, "--token-certificate", two, "--token", SECOND,
                    *cluster.SERVERS, "--sign-with", SECOND, pin=PIN)
        for option, text in ("--token-certificate", three), ("--token", FIRST):
            with self.subTest(option):
                self.refuses(USAGE, "could take the place of record 1, SAST ", option, text)
                self.refuses(USAGE, f"say which one: --replace NUMBER behind this {option}.", option, text)
                self.refuses(USAGE, "Record 4, CCM+TFTP 10.48.47.153, has another function", option, text, "--replace", "4")
                self.refuses(USAGE, 'no record "9"', option, text, "--replace", "9")
                self.refuses(USAGE, "--replace 2: it stands behind", option, text, "--replace", "1", "--replace", "2")
                self.build(option, text, "--replace", "2").expect(err="takes the place of record 2, SAST ")
                new, old = records(self.new), records(self.old)
                self.assertEqual([raw(new[i]) for i in (0, 2)], [raw(old[i]) for i in (0, 2)])
                self.assertNotEqual(raw(new[1]), raw(old[1]))
                self.new.unlink()

    def test_name_without_address(self):
        """The record that is replaced knows it; without one there is none."""
        sub1 = CERTIFICATES / "cucm-1051-a-sub1.pem"
        by_name = ("--server", f"CCM+TFTP,sub1.invalid,{sub1}")
        self.refuses(program.NETWORK, "Server sub1.invalid: the name has no IPv4 address here", *by_name)
        self.build(*by_name, "--replace", "5")
        node = dict(records(self.new)[4])
        self.assertEqual((node[DNS_NAME], node[ADDRESS]), (b"sub1.invalid\0", bytes([10, 48, 47, 154])))

    def test_token_that_is_not_here(self):
        """From its certificate's file the same record as from the token itself; no server takes it."""
        program.run("export", FIRST, SECOND, "--output-dir", self.folder)
        first, second = self.folder / f"{FIRST}.cer", self.folder / f"{SECOND}.cer"
        program.run("build", "--output", self.new, "--token", FIRST, "--token-certificate", second, *cluster.SERVERS,
                    "--sign-with", FIRST, pin=PIN)
        self.assertEqual([raw(record) for record in records(self.new)], [raw(record) for record in records(self.old)])
        self.new.unlink()
        self.refuses(USAGE, "in the list already", "--token-certificate", first)
        self.refuses(USAGE, "the certificate is that of an eToken", "--server", f"SAST,10.48.47.153,{first}")
        self.refuses(USAGE, "so it is no token's but a server's", "--token-certificate",
                     CERTIFICATES / "cucm-1051-a-pub.pem")
        self.refuses(program.DAMAGED, "No such file", "--token-certificate", self.folder / "nothing.cer")

    @speed.full_only
    def test_removed(self):
        for spec in ("5", "cucm-1051-a-sub1", "10.48.47.154", "6B:EB:FD:CD:CD:8C:A2:77:CB:2F:D1:D1:83:A6:0E:72",
                     "6bebfdcdcd8ca277cb2fd1d183a60e72"):
            with self.subTest(spec):
                self.build("--remove", spec)
                self.assertEqual(records(self.new), records(self.old)[:4])

    @speed.full_only
    def test_two_removed(self):
        """Numbers are those of the old list, whatever was removed before."""
        self.build("--remove", "3", "--remove", "5")
        old = records(self.old)
        self.assertEqual(records(self.new), [old[0], old[1], old[3]])

    @speed.full_only
    def test_removal_that_means_nothing_or_too_much(self):
        self.refuses(USAGE, 'The list has no record "6"', "--remove", "6")
        self.refuses(USAGE, 'no record "nonsense"', "--remove", "nonsense")
        self.refuses(USAGE, "means records 3 and 4; name one by its number", "--remove", "10.48.47.153")

    def test_lost_token(self):
        """The lost one is removed; one is left, which the rules of the Windows client do not allow."""
        self.refuses(NO, "two tokens or more; to go on all the same: --accept too-few-tokens.", "--remove", FIRST)
        refused = self.build("--remove", FIRST, "--json", status=NO).json
        self.assertEqual(refused["error"]["code"], "rejected")
        self.assertIn("too-few-tokens", [finding["id"] for finding in refused["findings"]])
        self.build("--remove", FIRST, "--accept", "too-few-tokens")
        self.assertEqual(records(self.new), records(self.old)[1:])

    @speed.full_only
    def test_last_token_stays(self):
        self.refuses(USAGE, "last System Administrator Security Token cannot be removed", "--remove", FIRST, "--remove",
                     SECOND, "--force")

    @speed.full_only
    def test_same_token_again(self):
        self.refuses(USAGE, "in the list already", "--token", FIRST)

    @speed.full_only
    def test_signer_not_in_the_old_list(self):
        program.run("build", "--output", self.old, "--token", FIRST, "--sign-with", FIRST, "--force", pin=PIN)
        self.refuses(NO, "The Security Token you have inserted does not exist in the CTL File", "--token", SECOND)
        self.build("--token", SECOND, signer=FIRST)
        self.build("--token", SECOND, "--accept", "signer-not-in-old-list")
        program.run("verify", self.new).expect(out="signed by record 2")

    @speed.full_only
    def test_signer_not_in_the_new_list(self):
        self.refuses(NO, "does not exist in the new CTL File", "--remove", SECOND, "--server",
                     f"SAST,10.48.47.153,{CERTIFICATES}/cucm-1051-a-pub.pem")

    def test_non_secure(self):
        """The published sizes: 3746 bytes, CCM+TFTP records of 33, the others as they were."""
        self.build("--non-secure")
        old, new = records(self.old), records(self.new)
        self.assertEqual(self.new.stat().st_size, 3746)
        self.assertEqual([len(raw(record)) for record in new], [1186, 1186, 33, 1004, 33])
        self.assertEqual([tag for tag, _ in new[2]], [1, DNS_NAME, FUNCTION, ADDRESS])
        self.assertEqual([new[0], new[1], new[3]], [old[0], old[1], old[3]])
        program.run("verify", self.new)

    @speed.full_only
    def test_back_to_secure(self):
        self.build("--non-secure")
        self.new.rename(self.old)
        self.refuses(NO, "The certificate of server 10.48.47.153 (CCM+TFTP) is missing")
        self.refuses(NO, "10.48.47.154 (CCM+TFTP) is missing", *cluster.SERVERS[:2])
        self.build(*cluster.SERVERS[:2], *cluster.SERVERS[4:])
        self.assertEqual([len(raw(record)) for record in records(self.new)], [1186, 1186, 1022, 1004, 1026])
        self.new.unlink()
        self.build("--non-secure")  # and it may stay as it is

    def test_order_of_the_options(self):
        """The published list: one token first, the signer last."""
        program.run("build", "--output", self.new, "--token", FIRST, *cluster.SERVERS, "--token", SECOND,
                    "--sign-with", SECOND, pin=PIN)
        functions = [dict(record)[FUNCTION][1] for record in records(self.new)]
        self.assertEqual(functions, [0, 2, 4, 2, 0])
        self.assertEqual(self.new.stat().st_size, 5728)

    def test_old_list_that_does_not_verify(self):
        """Nobody knows whether its records are true: not even --force takes them."""
        self.old.write_bytes(self.old.read_bytes().replace(b"Krakow", b"Cracow", 1))
        for accepted in (), ("--force",):
            self.refuses(NO, "Records are taken from a list that does not verify", *accepted)
        self.refuses(USAGE, "source-not-verified can never be overruled", "--accept", "source-not-verified")

    def test_damaged_old_list(self):
        self.old.write_bytes(b"damaged")
        self.refuses(program.DAMAGED, "old.tlv: The list is damaged")


if __name__ == "__main__":
    unittest.main()
