"""http-files.py ADDRESS=FOLDER...: serves the files of each folder on its address, port 6970, as Unified CM does."""

import functools
import http.server
import sys
import threading

PORT = 6970


def main():
    for argument in sys.argv[1:]:
        address, folder = argument.split("=", 1)
        handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=folder)
        server = http.server.ThreadingHTTPServer((address, PORT), handler)
        threading.Thread(target=server.serve_forever).start()


if __name__ == "__main__":
    main()
