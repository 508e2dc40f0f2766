"""The server is killed in the middle of a push, its disk filled, rights are taken away, its host key changes.
See cut.py for what has to be true then."""

import itertools
import os
import pathlib
import signal
import subprocess
import unittest

import program
from cluster import LOGIN
from cut import ACCOUNTS, CutTest, KEPT, OURS, SERVER
from proxy import Proxy
from rekey_server import RekeyServer

HOST_KEY = pathlib.Path(os.environ["SANDBOX"]) / "server" / "host-ed25519"


class CutServer(CutTest):
    def test_server_killed(self):
        self.use("publisher")
        uid = (ACCOUNTS / "publisher").stat().st_uid

        def kill():
            for path in pathlib.Path("/proc").glob("[0-9]*"):
                try:
                    if path.stat().st_uid == uid:
                        os.kill(int(path.name), signal.SIGKILL)
                except OSError:
                    pass
            return True

        for direction in (Proxy.UP, Proxy.DOWN):
            n = self.try_all("packets", direction, 1, 1, kill)
            self.assertGreater(n, 20)

    def test_rights_taken_away(self):
        for account in ("publisher", "oldsrv"):
            self.use(account)

            def take():
                os.chmod(self.tftp, 0o555)
                return True

            n = 1
            while self.try_point(("packets", Proxy.UP, n), take):
                os.chmod(self.tftp, 0o755)
                self.check_next_push(n)
                n += 1
            self.assertGreater(n, 20)

    def test_disk_filled(self):
        self.use("full")
        filler = self.tftp / "filler"
        size = filler.stat().st_size
        for pages in range(2, 9):  # two for the old list
            os.truncate(filler, size - 4096 * pages)
            self.put_old()
            status = self.push(self.new, status=None).status
            self.assertIn(status, (0, program.NETWORK))
            self.assertIn(self.held(), (self.old.read_bytes(), self.new.read_bytes()))
            left = [path.name for path in self.tftp.iterdir() if OURS in path.name and path.name != KEPT]
            self.assertEqual(left, [])
            type(self).points += 1
        self.assertEqual(status, 0)

    def test_host_key_changed_between_connections(self):
        self.use("publisher")
        self.put_old()
        self.push(self.old)  # the key is known now
        self.proxy.server = ("127.0.0.1", self.start_stranger())
        result = self.push(self.new, status=program.NETWORK)
        result.expect(err="the host key has changed")
        self.assertEqual(self.held(), self.old.read_bytes())
        self.proxy.server = SERVER
        self.check_next_push("host key")
        type(self).points += 1

    def test_host_key_changed_in_a_connection(self):
        """The session's keys are made anew before the n-th answer, and the server shows another host key there."""
        self.use("publisher")
        server = self.start_rekeying(self.make_key("other"))
        for n in itertools.count(1):
            self.put_old()
            server.rekeys, server.rekey_at = 0, n
            result = self.push(self.new, status=None)
            if not server.rekeys:
                break
            result.expect(err="the host key has changed in the middle of the connection")
            held = self.held()
            if result.status == 0:
                result.expect(err="after the new CTLFile.tlv had been put in place and checked")
                self.assertEqual(held, self.new.read_bytes(), n)
            else:
                result.expect(program.NETWORK, err="find out why before you connect again")
                told = "the new file had been put in place before" in result.err
                self.assertEqual(held, self.new.read_bytes() if told else self.old.read_bytes(), n)
            server.rekey_at = 0
            self.check_next_push(n)
            type(self).points += 1
        self.assertGreater(n, 20)

    def test_new_session_keys(self):
        """That they are made anew with the same host key does no harm."""
        self.use("publisher")
        server = self.start_rekeying(HOST_KEY)
        for n in itertools.count(1):
            self.put_old()
            server.rekeys, server.rekey_at = 0, n
            self.push(self.new)
            self.assertEqual(self.held(), self.new.read_bytes(), n)
            if not server.rekeys:
                break
        self.assertGreater(n, 20)

    def try_until_no_change(self, server, *arguments):
        """Runs the program while the host key changes before the n-th answer. The exit statuses, and the last result, to
        which nothing happened any more."""
        statuses = []
        for n in itertools.count(1):
            server.rekeys, server.rekey_at = 0, n
            result = program.run(*arguments, *LOGIN, status=None)
            if not server.rekeys:
                return statuses, result
            statuses.append(result.status)
            if result.status:
                result.expect(program.NETWORK, err="the host key has changed in the middle of the connection")

    def test_fetch(self):
        """Nothing that came after the change is taken for the list."""
        self.use("publisher")
        self.put_old()
        server = self.start_rekeying(self.make_key("fetching"))
        statuses, last = self.try_until_no_change(server, "fetch", "cut", "--output", self.old.with_name("got"), "--force")
        last.expect(0)
        self.assertEqual(statuses[-2:], [program.NETWORK, 0])  # the last answer is that to the closing of the file
        self.assertNotIn(0, statuses[:-1])

    def test_platform_cli(self):
        self.use("publisher")
        server = self.start_rekeying(self.make_key("prompting"))
        statuses, _ = self.try_until_no_change(server, "status", "cut")
        self.assertGreater(len(statuses), 5)
        self.assertNotIn(0, statuses)

    def start_rekeying(self, second_key):
        server = RekeyServer(HOST_KEY, second_key, f"{os.environ['SANDBOX_IDENTITY']}.pub")
        self.addCleanup(server.stop)
        self.proxy.server = ("127.0.0.1", server.port)
        return server

    def make_key(self, name):
        key = pathlib.Path(self.folder.name) / name
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key], check=True)
        return key

    def start_stranger(self):
        """Another server that shows a host key of its own."""
        folder, key = pathlib.Path(self.folder.name), self.make_key("stranger")
        config = (pathlib.Path(os.environ["SANDBOX"]) / "server" / "sshd_config").read_text().splitlines()
        lines = ["ListenAddress 127.0.0.1:2030", f"HostKey {key}"]
        lines += [line for line in config if not line.startswith(("ListenAddress", "HostKey"))]
        (folder / "sshd_config").write_text("\n".join(lines) + "\n")
        server = subprocess.Popen(["/usr/sbin/sshd", "-D", "-e", "-f", folder / "sshd_config"],
                                  stderr=subprocess.PIPE, text=True)
        self.addCleanup(server.wait)
        self.addCleanup(server.kill)
        self.addCleanup(server.stderr.close)
        self.assertIn("listening", server.stderr.readline())
        return 2030


if __name__ == "__main__":
    unittest.main()
