"""http-files.py CLUSTER ADDRESS=FOLDER...: serves the files of each folder on its address, port 6970, as Unified CM does: one
that stands in CLUSTER/stale/ADDRESS is served in place of the folder's until Cisco Tftp is restarted (see platform-cli);
NAME.none there says that none is served."""

import functools
import http.server
import pathlib
import sys
import threading

PORT = 6970


class Handler(http.server.SimpleHTTPRequestHandler):
    stale = pathlib.Path()

    def translate_path(self, path):
        found = super().translate_path(path)
        before = self.stale / self.server.server_address[0] / pathlib.Path(found).name
        none = before.with_name(f"{before.name}.none")
        return str(before) if before.is_file() or none.exists() else found


def main():
    Handler.stale = pathlib.Path(sys.argv[1]) / "stale"
    for argument in sys.argv[2:]:
        address, folder = argument.split("=", 1)
        handler = functools.partial(Handler, directory=folder)
        server = http.server.ThreadingHTTPServer((address, PORT), handler)
        threading.Thread(target=server.serve_forever).start()


if __name__ == "__main__":
    main()
