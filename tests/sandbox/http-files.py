"""http-files.py ADDRESS=FOLDER...: serves the files of each folder on its address, port 6970, as Unified CM does.

What stands in before-restart, beside the folder, is served instead: the file of before an upload, until Cisco Tftp is
restarted (os_administration.py, platform-cli); NAME.none says that there was none.
"""

import functools
import http.server
import pathlib
import sys
import threading

PORT = 6970


class Handler(http.server.SimpleHTTPRequestHandler):
    def translate_path(self, path):
        now = pathlib.Path(super().translate_path(path))
        before = pathlib.Path(self.directory).parent / "before-restart" / now.name
        none = before.with_name(f"{before.name}.none")
        return str(before if before.is_file() or none.exists() else now)


def main():
    for argument in sys.argv[1:]:
        address, folder = argument.split("=", 1)
        handler = functools.partial(Handler, directory=folder)
        server = http.server.ThreadingHTTPServer((address, PORT), handler)
        threading.Thread(target=server.serve_forever).start()


if __name__ == "__main__":
    main()
