"""Bad input of every kind: one sentence, the contract's exit status, and every existing file as it was."""

import json
import os
import pathlib
import socket
import struct
import subprocess
import tempfile
import threading
import unittest

import cluster
import crafted
import program
import speed
from cluster import CERTIFICATES, FIRST, LOGIN, PIN, PUBLISHER_URL, SECOND, TFTP
from program import CANCELLED, DAMAGED, NETWORK, NO, TOKEN, USAGE

OLD = b"an older file"
BEHIND = ("etoken-ctl: warning: ", "etoken-ctl: note: ", "etoken-ctl: overruled: ")
WRONG_PIN = "Wrong0123"


class BadInput(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.shared = tempfile.TemporaryDirectory()
        cls.good = pathlib.Path(cls.shared.name) / "good.tlv"
        cluster.build(cls.good)
        cls.good_bytes = cls.good.read_bytes()

    @classmethod
    def tearDownClass(cls):
        cls.shared.cleanup()

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.output = self.folder / "CTLFile.tlv"
        self.output.write_bytes(OLD)
        self.addCleanup(cluster.forget)

    def refuses(self, status, err, *arguments, **options):
        """One sentence on standard error that contains ERR, behind what was found and does not stand in the way; and the
        output file untouched."""
        result = program.run(*arguments, status=status, **options)
        sentences = [line for line in result.err.splitlines() if not line.startswith(BEHIND)]
        self.assertEqual(len(sentences), 1, result)
        self.assertTrue(sentences[0].startswith("etoken-ctl: "), result)
        self.assertEqual(sentences[0], result.err.splitlines()[-1], result)
        self.assertIn(err, sentences[0])
        self.assertTrue(sentences[0].endswith("."), sentences[0])
        self.assertEqual(self.output.read_bytes(), OLD)
        self.assertNotIn(PIN, result.out + result.err)
        return result

    # --- files ---

    def damaged(self, data, err):
        path = self.folder / "damaged.tlv"
        path.write_bytes(data)
        for command in ("show", "verify"):
            self.refuses(DAMAGED, err, command, path)
        self.refuses(DAMAGED, err, "push", path, PUBLISHER_URL, *LOGIN)
        self.assertEqual(list(TFTP.iterdir()), [])

    def test_truncated(self):
        self.damaged(self.good_bytes[:-1], "longer than the rest of the file")
        self.damaged(self.good_bytes[:200], "ends in its header")
        self.damaged(b"", "the file is empty")

    @speed.full_only
    def test_oversized(self):
        self.damaged(self.good_bytes + bytes(17 << 20), "larger than 1048576 bytes")

    def test_looping(self):
        self.damaged(self.good_bytes[:304] + b"\1\0\2\0\0" + self.good_bytes[309:], "shorter than its own length")

    def test_duplicated(self):
        record = b"\2\0\1\0" + b"\4\0\2\0\0" * 2
        self.damaged(self.good_bytes + b"\1\0\2" + struct.pack(">H", len(record) + 5) + record, "same entry twice")

    def test_trailing_garbage(self):
        self.damaged(self.good_bytes + b"garbage", "record 6 does not begin with its length")

    def test_no_list(self):
        self.damaged(os.urandom(3000), "damaged")
        self.damaged(b"<!DOCTYPE html>\n<html></html>\n", "The file is no trust list: it is a web page")

    def test_changed(self):
        path = self.folder / "changed.tlv"
        path.write_bytes(self.good_bytes[:-1] + bytes([self.good_bytes[-1] ^ 1]))
        for arguments in (("show", path), ("verify", path), ("push", path, PUBLISHER_URL, *LOGIN)):
            self.refuses(NO, "The signature of the list is wrong", *arguments)
        self.assertEqual(list(TFTP.iterdir()), [])
        program.run("push", path, PUBLISHER_URL, *LOGIN, "--force", status=NO)  # no force for a wrong signature
        self.assertEqual(list(TFTP.iterdir()), [])
        for command in ("show", "verify"):  # one object, which says it
            said = json.loads(program.run(command, path, "--json", status=NO).stdout)
            self.assertFalse(said["verified"])

    @speed.full_only
    def test_no_file(self):
        for command in ("show", "verify"):
            self.refuses(DAMAGED, "No such file", command, self.folder / "nothing")
            self.refuses(DAMAGED, "it is a folder", command, self.folder)
            self.refuses(DAMAGED, "device or pipe", command, "/dev/zero")
        fifo = self.folder / "fifo"
        os.mkfifo(fifo)
        self.refuses(DAMAGED, "device or pipe", "show", fifo)

    # --- certificates ---

    def build_with_server(self, server, status, err):
        self.refuses(status, err, "build", "--output", self.output, "--token", FIRST, "--token", SECOND, "--server",
                     server, "--sign-with", SECOND, pin=PIN)

    @speed.full_only
    def test_no_certificate(self):
        junk = self.folder / "junk.pem"
        junk.write_text("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")
        self.build_with_server(f"CAPF,10.0.0.1,{junk}", DAMAGED, "holds no certificate")
        self.build_with_server(f"CAPF,10.0.0.1,{self.good}", DAMAGED, "holds no certificate")
        self.build_with_server(f"CAPF,10.0.0.1,{self.folder}/none", DAMAGED, "No such file")
        self.build_with_server("CAPF,10.0.0.1,/dev/zero", DAMAGED, "device or pipe")

    @speed.full_only
    def test_wrong_server(self):
        pem = CERTIFICATES / "CAPF-e41e7d87.pem"
        self.build_with_server(f"CAPF,{pem}", USAGE, "is not FUNCTION,HOST,CERTFILE")
        self.build_with_server(f"ROUTER,10.0.0.1,{pem}", USAGE, "the function is none of")
        self.build_with_server(f"TVS,10.0.0.1,{pem}", USAGE, "the function is none of")
        self.build_with_server(f"CAPF,::1,{pem}", USAGE, "IPv4 address only")
        self.build_with_server(f"CAPF,{'x' * 300},{pem}", USAGE, "longer than")
        self.build_with_server(f"CAPF,no.such.host.invalid,{pem}", NETWORK, "give the dotted address")

    # --- tokens ---

    @speed.full_only
    def test_wrong_password(self):
        self.refuses(TOKEN, f"{SECOND}: the password is wrong", *cluster.build_arguments(self.output), pin=WRONG_PIN)
        cluster.build(self.output)  # the right one still works, and resets the count
        self.output.write_bytes(OLD)

    def test_no_password(self):
        self.refuses(USAGE, "there is no terminal to ask on; use --pin-file or --pin-fd",
                     *cluster.build_arguments(self.output))
        empty = self.folder / "empty"
        empty.write_text("\n")
        self.refuses(USAGE, "the first line is empty", *cluster.build_arguments(self.output, "--pin-file", empty))
        self.refuses(DAMAGED, "No such file", *cluster.build_arguments(self.output, "--pin-file", "/none"))

    @speed.full_only
    def test_certificate_without_key(self):
        no_key = {"SOFTHSM2_CONF": os.environ["SANDBOX_SOFTHSM_NO_KEY"]}
        self.refuses(TOKEN, "SAST-ADN00nokey00", "build", "--output", self.output, "--token", "SAST-ADN00nokey00",
                     "--force", "--sign-with", "SAST-ADN00nokey00", pin=PIN, env=no_key)

    def test_no_token(self):
        self.refuses(TOKEN, "SAST-ADN00nothere", "export", "SAST-ADN00nothere", "--output-dir", self.folder)
        conf = self.folder / "softhsm2.conf"
        (self.folder / "tokens").mkdir()
        conf.write_text(f"directories.tokendir = {self.folder}/tokens\n")
        self.refuses(TOKEN, "No token is plugged in", "tokens", env={"SOFTHSM2_CONF": str(conf)})

    def test_no_module(self):
        result = program.run("tokens", "--module", "/none.so", status=TOKEN)
        result.expect(err="/none.so")
        result = program.run("tokens", "--module", self.good, status=TOKEN)
        result.expect(err=str(self.good))

    # --- rules ---

    def test_rules(self):
        one = ("build", "--output", self.output, "--token", FIRST, "--sign-with", FIRST)
        self.refuses(NO, "two tokens or more; to go on all the same: --accept too-few-tokens.", *one, pin=PIN)
        self.refuses(USAGE, "in the list already", *one, "--token", FIRST, pin=PIN)
        self.refuses(USAGE, "named twice", *cluster.build_arguments(self.output, *cluster.SERVERS[:2]), pin=PIN)
        for accepted in ("--accept", "too-few-tokens"), ("--force",):
            program.run(*one, *accepted, pin=PIN).expect(err="overruled: The list has 1 System Administrator Security Token")
            program.run("verify", self.output)
            self.output.write_bytes(OLD)
        self.refuses(NO, "--accept too-few-tokens.", *one, "--accept", "certificate-expired", pin=PIN)
        self.refuses(USAGE, 'There is no rule "nonsense"', *one, "--accept", "nonsense", pin=PIN)
        self.refuses(USAGE, "no-token can never be overruled", *one, "--accept", "no-token", pin=PIN)
        self.refuses(NO, "does not exist in the new CTL File", *one[:-1], SECOND, "--force", pin=PIN)

    def test_usage(self):
        for arguments in ((), ("nonsense",)):
            program.run(*arguments, status=USAGE)
        self.refuses(USAGE, "Unknown option", "show", "--nonsense", self.good)
        self.refuses(USAGE, "before the command stand only those that every", "--output", self.output, "fetch", PUBLISHER_URL)
        self.refuses(USAGE, 'There is no command "nonsense"', "--json", "--pin-fd", "3", "nonsense")
        self.refuses(USAGE, "Usage: etoken-ctl show", "show")
        self.refuses(USAGE, "Usage: etoken-ctl show", "show", self.good, self.good)
        self.refuses(USAGE, "--output FILE", "build", "--token", FIRST, "--sign-with", FIRST)
        self.refuses(USAGE, "Name the tokens", "export")
        self.refuses(USAGE, "none of sha1", *cluster.build_arguments(self.output, "--digest", "md5"), pin=PIN)

    @speed.full_only
    def test_output_cannot_be_written(self):
        arguments = cluster.build_arguments(self.folder / "missing" / "CTLFile.tlv")
        self.refuses(DAMAGED, "No such file", *arguments, pin=PIN)
        self.refuses(DAMAGED, "it is a folder", *cluster.build_arguments(self.folder), pin=PIN)
        self.refuses(DAMAGED, "device or pipe", *cluster.build_arguments("/dev/null"), pin=PIN)
        self.assertTrue(pathlib.Path("/dev/null").is_char_device())

    def test_standard_output_is_full(self):
        """Told in one sentence, whatever is printed: less than a buffer holds, or more."""
        large = self.folder / "large.tlv"
        large.write_bytes(crafted.make(SECOND, *crafted.tokens(), *40 * crafted.servers()))
        for arguments in (["--help"], ["--version"], ["verify", "--help"], ["show", large], ["show", "--json", large],
                          ["check", large], ["tokens", "--module", os.environ["SANDBOX_MODULE"]]):
            with open("/dev/full", "wb") as full:
                done = subprocess.run(program.command(*arguments), stdout=full, stderr=subprocess.PIPE, text=True, check=False)
            said = f"{arguments}\n{done.stderr}"
            self.assertEqual(done.returncode, DAMAGED, said)
            self.assertEqual(done.stderr.splitlines()[-1],
                             "etoken-ctl: Standard output cannot be written: No space left on device.", said)

    @speed.full_only
    def test_export_keeps_other_files(self):
        path = self.folder / f"{FIRST}.cer"
        path.write_bytes(OLD)
        self.refuses(DAMAGED, "holds something else; --force overrules this", "export", FIRST, "--output-dir", self.folder)
        self.assertEqual(path.read_bytes(), OLD)
        program.run("export", FIRST, "--output-dir", self.folder, "--force")
        self.assertNotEqual(path.read_bytes(), OLD)

    # --- publishers ---

    def push(self, status, err, url, *more):
        return self.refuses(status, err, "push", self.good, url, *(more or LOGIN))

    def test_wrong_url(self):
        for url in ("nonsense", "http://a@b/c", "sftp://127.0.0.1/CTLFile.tlv", "sftp://a@b", "sftp://a@b/c/",
                    "sftp://a:secret@127.0.0.1/CTLFile.tlv", "sftp://a@b:99999/c"):
            with self.subTest(url):
                result = self.push(USAGE, "", url)
                self.assertNotIn("secret", result.err)

    def test_unreachable(self):
        self.push(NETWORK, "127.0.0.1", "sftp://publisher@127.0.0.1:9/CTLFile.tlv")

    def test_refusing(self):
        wrong = self.folder / "wrong-password"
        wrong.write_text("nonsense\n")
        self.push(NETWORK, "publisher@127.0.0.1", PUBLISHER_URL, "--password-file", wrong, *LOGIN[2:])

    def test_no_ssh_at_all(self):
        with socket.create_server(("127.0.0.1", 0)) as server:
            port = server.getsockname()[1]
            threading.Thread(target=lambda: server.accept()[0].close(), daemon=True).start()
            self.push(NETWORK, "127.0.0.1", f"sftp://publisher@127.0.0.1:{port}/CTLFile.tlv")

    def test_unknown_host_key(self):
        self.push(NETWORK, "host key", PUBLISHER_URL, *LOGIN[:2], "--host-key", "SHA256:" + "A" * 43)
        self.push(NETWORK, "use --host-key", PUBLISHER_URL, *LOGIN[:2])

    def test_half_a_host_key(self):
        for text in ("", "S", "SHA256:", "ssh-ed25519", "127.0.0.1", LOGIN[3][:-1]):
            self.push(USAGE, "is not the whole fingerprint of a host key", PUBLISHER_URL, *LOGIN[:2], "--host-key", text)
            self.assertEqual(list(TFTP.iterdir()), [])

    def test_changed_host_key(self):
        folder = pathlib.Path(os.environ["HOME"]) / ".ssh"
        folder.mkdir(exist_ok=True)
        known_hosts = folder / "known_hosts"
        right = pathlib.Path(os.environ["SANDBOX_KNOWN_HOSTS"]).read_text()
        line = next(line for line in right.splitlines() if "ssh-ed25519" in line)
        host, kind, _ = line.split()[:3]
        other = "AAAAC3NzaC1lZDI1NTE5AAAAI" + "B" * 43
        known_hosts.write_text(f"{host} {kind} {other}\n")
        self.addCleanup(known_hosts.unlink)
        self.push(NETWORK, "host key", PUBLISHER_URL)
        self.assertEqual(list(TFTP.iterdir()), [])

    def test_full(self):
        folder = pathlib.Path(os.environ["SANDBOX"]) / "accounts" / "full" / "tftp"
        before = sorted(path.name for path in folder.iterdir())
        self.push(NETWORK, "", os.environ["SANDBOX_FULL_URL"])
        self.assertEqual(sorted(path.name for path in folder.iterdir()), before)

    def test_read_only(self):
        self.push(NETWORK, "", os.environ["SANDBOX_READONLY_URL"])

    def test_missing_folder(self):
        self.push(NETWORK, "", PUBLISHER_URL.replace("CTLFile.tlv", "missing/CTLFile.tlv"))

    def test_target_is_a_folder(self):
        (TFTP / "CTLFile.tlv").mkdir()
        try:
            self.push(NETWORK, "", PUBLISHER_URL)
        finally:
            (TFTP / "CTLFile.tlv").rmdir()

    def test_stranger_on_the_publisher(self):
        """The list on the publisher knows other tokens: phones that hold it would reject ours."""
        (TFTP / "CTLFile.tlv").write_bytes(self.stranger_list())
        before = (TFTP / "CTLFile.tlv").read_bytes()
        result = program.run("push", self.good, PUBLISHER_URL, *LOGIN, status=NO)
        result.expect(err="etoken-ctl: The Security Token that signed this list does not exist in the CTL File")
        self.assertEqual((TFTP / "CTLFile.tlv").read_bytes(), before)
        program.run("push", self.good, PUBLISHER_URL, *LOGIN, "--force")
        self.assertEqual((TFTP / "CTLFile.tlv").read_bytes(), self.good_bytes)

    def stranger_list(self):
        """A list that only the first token is in; ours is signed by the second."""
        path = self.folder / "stranger.tlv"
        program.run("build", "--output", path, "--token", FIRST, "--sign-with", FIRST, "--force", pin=PIN)
        return path.read_bytes()

    def test_damaged_on_the_publisher(self):
        (TFTP / "CTLFile.tlv").write_bytes(OLD)
        self.push(NO, "cannot be compared", PUBLISHER_URL)
        self.assertEqual((TFTP / "CTLFile.tlv").read_bytes(), OLD)
        self.refuses(DAMAGED, "damaged", "fetch", PUBLISHER_URL, "--output", self.output, *LOGIN)
        program.run("fetch", PUBLISHER_URL, "--output", self.folder / "odd.tlv", *LOGIN, "--force")
        self.assertEqual((self.folder / "odd.tlv").read_bytes(), OLD)

    def test_nothing_to_fetch(self):
        self.refuses(NETWORK, "has no file", "fetch", PUBLISHER_URL, "--output", self.output, *LOGIN)

    def test_no_atomic_rename(self):
        url = os.environ["SANDBOX_OLDSRV_URL"]
        target = pathlib.Path(os.environ["SANDBOX"]) / "accounts" / "oldsrv" / "tftp" / "CTLFile.tlv"
        program.run("push", self.good, url, *LOGIN)
        self.assertEqual(target.read_bytes(), self.good_bytes)
        other = self.folder / "other.tlv"
        cluster.build(other, "--digest", "sha256")
        program.run("push", other, url, *LOGIN).expect(err="between two renames")
        self.assertEqual(target.read_bytes(), other.read_bytes())
        kept = target.with_name("CTLFile.tlv.etoken-ctl-old")
        self.assertEqual(kept.read_bytes(), self.good_bytes)
        self.assertEqual(sorted(target.parent.iterdir()), [target, kept])
        target.unlink()
        kept.unlink()

    # --- a person gives up ---

    def test_ctrl_c(self):
        with program.Terminal(*cluster.build_arguments(self.output)) as terminal:
            terminal.expect("Password of token")
            terminal.press("C")
            terminal.wait(status=CANCELLED)
        self.assertEqual(self.output.read_bytes(), OLD)

    def test_host_key_not_confirmed(self):
        with program.Terminal("push", self.good, PUBLISHER_URL, *LOGIN[:2]) as terminal:
            terminal.expect("[yes/no] ")
            terminal.type("no")
            terminal.wait(status=NETWORK)
        self.assertEqual(list(TFTP.iterdir()), [])


if __name__ == "__main__":
    unittest.main()
