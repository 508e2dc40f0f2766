"""The list as phones get it: by TFTP and HTTP, the phone's own file first, nothing torn, too large or endless."""

import http.server
import os
import pathlib
import signal
import socket
import tempfile
import threading
import unittest

import cluster
import program
import speed
from cluster import LOGIN, TFTP

PUBLISHER = "10.48.47.153"
NODE = os.environ["SANDBOX_NODES"].split()[0]
NODE_TFTP = pathlib.Path(os.environ["SANDBOX"]) / "nodes" / NODE / "tftp"
URL = f"sftp://publisher@{PUBLISHER}/~/tftp/CTLFile.tlv"
MAC = "00:1b:d4:c6:0a:0b"


class Fetch(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.addCleanup(cluster.forget)
        self.folder = pathlib.Path(folder.name)
        self.output = self.folder / "served.tlv"
        self.list = cluster.build(self.folder / "list.tlv") and (self.folder / "list.tlv").read_bytes()
        program.run("publisher", "add", "hq", URL, "--replace", "--node", NODE)

    def put(self, name="CTLFile.tlv", contents=None, folder=TFTP):
        (folder / name).write_bytes(self.list if contents is None else contents)
        self.addCleanup((folder / name).unlink, missing_ok=True)

    def fetch(self, via, *more, publisher="hq", **options):
        return program.run("fetch", publisher, "--via", via, "--output", self.output, *more, **options)

    def each(self):
        return (("tftp", ()), ("http", ()), ("sftp", LOGIN))

    def test_whole(self):
        self.put()
        for via, more in self.each():
            self.fetch(via, *more).expect(out="verified")
            self.assertEqual(self.output.read_bytes(), self.list)
            self.output.unlink()
        self.fetch("http")
        self.assertEqual(int(self.output.stat().st_mtime), int((TFTP / "CTLFile.tlv").stat().st_mtime))
        answer = self.fetch("tftp", "--json", publisher=URL).json
        self.assertEqual(answer["publisher"], f"tftp://{PUBLISHER}:69/CTLFile.tlv")

    @speed.full_only
    def test_node(self):
        self.put(folder=NODE_TFTP)
        self.fetch("http", status=program.NETWORK).expect(err="has no file CTLFile.tlv")
        self.fetch("http", "--node", NODE).expect(out=f"http://{NODE}:6970/CTLFile.tlv")
        self.fetch("tftp", "--node", "subscriber")
        self.fetch("tftp", "--node", "tftp", status=program.USAGE)

    @speed.full_only
    def test_missing(self):
        for via, more in self.each():
            self.fetch(via, *more, status=program.NETWORK).expect(err="has no file CTLFile.tlv")

    @speed.full_only
    def test_own_file_of_phone(self):
        own = cluster.build(self.folder / "own.tlv", "--digest", "sha512") and (self.folder / "own.tlv").read_bytes()
        self.put()
        for via, more in self.each():
            self.fetch(via, "--mac", MAC, *more)
            self.assertEqual(self.output.read_bytes(), self.list)
        self.put("CTLSEP001BD4C60A0B.tlv", own)
        for via, more in self.each():
            self.fetch(via, "--mac", MAC, *more)
            self.assertEqual(self.output.read_bytes(), own)
        self.fetch("http", "--mac", "00:1b:d4", status=program.USAGE)

    @speed.full_only
    def test_itl(self):
        self.put("ITLFile.tlv")
        for via, more in self.each():
            self.fetch(via, "--itl", *more).expect(out="ITLFile.tlv")

    def test_too_large(self):
        """Neither the client's memory nor the old copy suffers."""
        self.output.write_bytes(b"old")
        with open(TFTP / "CTLFile.tlv", "wb") as large:
            large.truncate(17 * 1024 * 1024)
        for via in ("http", "tftp"):
            self.fetch(via, status=program.DAMAGED).expect(err="larger than 1048576 bytes")
        self.assertEqual(self.output.read_bytes(), b"old")

    def test_damaged(self):
        self.put(contents=self.list[:-1])
        self.fetch("tftp", status=program.DAMAGED)
        self.assertFalse(self.output.exists())

    def test_nobody_there(self):
        program.run("publisher", "add", "dead", URL, "--replace", "--http-port", "6971")
        self.fetch("http", publisher="dead", status=program.NETWORK).expect(err="cannot be fetched")
        self.fetch("carrier-pigeon", status=program.USAGE)

    def serve_strangely(self, behave):
        """An HTTP server that answers as BEHAVE(handler) does; saved as the publisher odd."""
        handler = type("Odd", (http.server.BaseHTTPRequestHandler,),
                       {"do_GET": behave, "log_message": lambda *_: None})
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.addCleanup(server.shutdown)
        program.run("publisher", "add", "odd", "sftp://a@127.0.0.1/CTLFile.tlv", "--replace", "--http-port",
                    server.server_address[1])

    def test_cut_short(self):
        def behave(handler):
            handler.send_response(200)
            handler.send_header("Content-Length", str(len(self.list)))
            handler.end_headers()
            handler.wfile.write(self.list[:1000])
            handler.close_connection = True

        self.serve_strangely(behave)
        self.fetch("http", publisher="odd", status=program.NETWORK).expect(err="before the file was complete")

    def test_sent_elsewhere(self):
        """A redirection is not followed."""
        def behave(handler):
            handler.send_response(302)
            handler.send_header("Location", f"http://{PUBLISHER}:6970/CTLFile.tlv")
            handler.end_headers()

        self.put()
        self.serve_strangely(behave)
        self.fetch("http", publisher="odd", status=program.NETWORK).expect(err="it sends elsewhere (status 302)")
        self.assertFalse(self.output.exists())

    def test_proxy_not_asked(self):
        self.put()
        self.fetch("http", env={"http_proxy": "http://127.0.0.1:9", "ALL_PROXY": "http://127.0.0.1:9"})

    def test_ctrl_c(self):
        """A silent server does not hold anybody up."""
        with socket.create_server(("127.0.0.1", 0)) as silent:
            program.run("publisher", "add", "odd", "sftp://a@127.0.0.1/CTLFile.tlv", "--replace", "--http-port",
                        silent.getsockname()[1])
            running = program.start("fetch", "odd", "--via", "http", "--output", self.output)
            with silent.accept()[0]:
                running.send_signal(signal.SIGINT)
                _, said = running.communicate(timeout=20)
        self.assertEqual(running.returncode, program.CANCELLED, said)


if __name__ == "__main__":
    unittest.main()
