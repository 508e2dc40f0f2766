"""An SSH server that misbehaves one way at a time, the way that the user's name says.

    server = HostileSsh(behaviours, host_key)        # {"endless-file": Behaviour(...), ...}; see test-hostile.py
    ... connect to server.port as the user endless-file, who needs no login ...
    behaviour.stuck.wait()                           # the client has come to where it waits

SFTP is version 3 (draft-ietf-secsh-filexfer-02) by hand, on files in memory: whatever a server can answer, wrong lengths
and numbers too, can be written down. The platform CLI is a shell that says what the behaviour says.
"""

import asyncio
import struct
import threading
import time
import warnings

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # of ciphers that are on their way out
    import asyncssh

INIT, VERSION, OPEN, CLOSE, READ, WRITE, LSTAT, FSTAT, SETSTAT, FSETSTAT, OPENDIR, READDIR, REMOVE = range(1, 14)
REALPATH, STAT, RENAME, READLINK = 16, 17, 18, 19
STATUS, HANDLE, DATA, NAME, ATTRS, EXTENDED = 101, 102, 103, 104, 105, 200
OK, EOF, NO_SUCH_FILE, DENIED, FAILURE = range(5)
O_CREAT, O_EXCL = 0x08, 0x20
REGULAR, FOLDER, LINK, PIPE = 0o100644, 0o040755, 0o120777, 0o010644
EXTENSIONS = (b"posix-rename@openssh.com", b"hardlink@openssh.com", b"fsync@openssh.com")

PATH = "/tftp/CTLFile.tlv"


def string(data):
    data = data.encode() if isinstance(data, str) else data
    return struct.pack(">I", len(data)) + data


def packet(kind, *parts):
    body = bytes([kind]) + b"".join(parts)
    return struct.pack(">I", len(body)) + body


def number(value):
    return struct.pack(">I", value)


def attributes(size=0, mode=REGULAR, mtime=None):
    mtime = int(time.time()) if mtime is None else mtime
    return struct.pack(">IQIIIII", 0x0F, size, 1000, 1000, mode, mtime, mtime)


class Behaviour:
    """What a server does instead of what it should: ANSWERS by the kind of request, each a function of the session and the
    request. One that returns None lets the server answer as it should; the result SILENCE is no answer at all. SFTP is False
    for a server without, or a function of the process that runs first."""

    def __init__(self, answers=None, files=None, shell=None, version=None, auth=None, sftp=True):
        self.answers = answers or {}
        self.files = dict(files or {})
        self.links = {}
        self.mtime = None
        self.shell = shell
        self.sftp = sftp
        self.version = version
        self.auth = auth
        self.removed = []
        self.stuck = threading.Event()


SILENCE = b""


class Request:
    def __init__(self, body):
        self.kind, self.body, self._at = body[0], body, 1
        self.id = self.uint32()

    def rewind(self):
        self._at = 5

    def uint32(self):
        return self._take(">I", 4)

    def uint64(self):
        return self._take(">Q", 8)

    def string(self):
        length = self.uint32()
        self._at += length
        return self.body[self._at - length:self._at]

    def path(self):
        return self.string().decode(errors="surrogateescape")

    def _take(self, form, size):
        self._at += size
        return struct.unpack(form, self.body[self._at - size:self._at])[0]

    # answers

    def status(self, code, text=b""):
        return packet(STATUS, number(self.id), number(code), string(text), string(b""))

    def handle(self, handle):
        return packet(HANDLE, number(self.id), string(handle))

    def data(self, data):
        return packet(DATA, number(self.id), string(data))

    def names(self, names):
        entries = b"".join(string(name) + string(b"-rw-r--r-- 1 a a 1 Jan 1 00:00 " + name) + attributes(1) for name in names)
        return packet(NAME, number(self.id), number(len(names)), entries)

    def attributes(self, **what):
        return packet(ATTRS, number(self.id), attributes(**what))


class Session:
    """One client's SFTP."""

    def __init__(self, process, behaviour):
        self.process, self.behaviour, self.files = process, behaviour, behaviour.files
        self.open_files, self.counts = {}, {}

    async def run(self):
        while True:
            length = struct.unpack(">I", await self.process.stdin.readexactly(4))[0]
            body = await self.process.stdin.readexactly(length)
            answer = self.version() if body[0] == INIT else await self.answer(Request(body))
            self.send(answer)

    def send(self, data):
        if data:
            self.process.stdout.write(data)

    async def flood(self, data):
        """Sends DATA again and again, as fast as the client takes it."""
        self.behaviour.stuck.set()
        while True:
            self.send(data)
            await self.process.stdout.drain()

    def version(self):
        if self.behaviour.version is not None:
            return self.behaviour.version
        return packet(VERSION, number(3), *(string(name) + string(b"1") for name in EXTENSIONS))

    async def answer(self, request):
        self.counts[request.kind] = self.counts.get(request.kind, 0) + 1
        hostile = self.behaviour.answers.get(request.kind)
        if hostile is not None:
            answer = hostile(self, request)
            answer = await answer if asyncio.iscoroutine(answer) else answer
            if answer is not None:
                return answer
            request.rewind()
        return self.HANDLERS.get(request.kind, Session.do_ok)(self, request)

    def do_ok(self, request):
        return request.status(OK)

    def do_open(self, request):
        path, flags = request.path(), request.uint32()
        if flags & O_CREAT and flags & O_EXCL and path in self.files:
            return request.status(FAILURE)
        if path not in self.files and not flags & O_CREAT:
            return request.status(NO_SUCH_FILE)
        self.files.setdefault(path, b"")
        handle = b"%d" % (len(self.open_files) + 1)
        self.open_files[handle] = path
        return request.handle(handle)

    def do_read(self, request):
        handle, offset, length = request.string(), request.uint64(), request.uint32()
        data = self.files.get(self.open_files.get(handle), b"")[offset:offset + length]
        return request.data(data) if data else request.status(EOF)

    def do_write(self, request):
        path, offset, data = self.open_files[request.string()], request.uint64(), request.string()
        self.files[path] = self.files[path][:offset] + data
        return request.status(OK)

    def do_lstat(self, request):
        path = request.path()
        if path in self.behaviour.links:
            return request.attributes(mode=LINK)
        if path in ("/", "/tftp"):
            return request.attributes(mode=FOLDER)
        if path not in self.files:
            return request.status(NO_SUCH_FILE)
        return request.attributes(size=len(self.files[path]), mtime=self.behaviour.mtime)

    def do_readlink(self, request):
        return request.names([self.behaviour.links[request.path()].encode()])

    def do_opendir(self, request):
        return request.handle(b"folder")

    def do_readdir(self, request):
        if self.counts[READDIR] > 1:
            return request.status(EOF)
        return request.names([path.rpartition("/")[2].encode() for path in self.files])

    def do_remove(self, request):
        path = request.path()
        self.behaviour.removed.append(path)
        return request.status(NO_SUCH_FILE if self.files.pop(path, None) is None else OK)

    def do_rename(self, request):
        old, new = request.path(), request.path()
        if new in self.files:
            return request.status(FAILURE)
        self.files[new] = self.files.pop(old)
        return request.status(OK)

    def do_extended(self, request):
        name = request.string()
        if name == b"posix-rename@openssh.com":
            old, new = request.path(), request.path()
            self.files[new] = self.files.pop(old)
        elif name == b"hardlink@openssh.com":
            old, new = request.path(), request.path()
            if old not in self.files:
                return request.status(NO_SUCH_FILE)
            self.files[new] = self.files[old]
        return request.status(OK)

    HANDLERS = {OPEN: do_open, READ: do_read, WRITE: do_write, LSTAT: do_lstat, STAT: do_lstat, READLINK: do_readlink,
                OPENDIR: do_opendir, READDIR: do_readdir, REMOVE: do_remove, RENAME: do_rename, EXTENDED: do_extended}


class Process(asyncssh.SSHServerSession):
    """A session with bytes to read and to write, for SFTP as well: asyncssh would run a server of its own for that."""

    def __init__(self, behaviours):
        self._behaviours = behaviours
        self._channel = None
        self._may_write = asyncio.Event()
        self.subsystem = None
        self.stdin = asyncio.StreamReader()
        self.stdout = self
        self.gone = False

    def connection_made(self, chan):
        self._channel = chan
        self._may_write.set()

    def pty_requested(self, term_type, term_size, term_modes):
        return True

    def shell_requested(self):
        return True

    def subsystem_requested(self, subsystem):
        self.subsystem = subsystem
        return bool(self._behaviour().sftp)

    def session_started(self):
        asyncio.ensure_future(self._serve())

    def data_received(self, data, datatype):
        self.stdin.feed_data(data)

    def eof_received(self):
        self.stdin.feed_eof()
        return False

    def connection_lost(self, exc):
        self.gone = True
        self.stdin.feed_eof()
        self._may_write.set()

    def pause_writing(self):
        self._may_write.clear()

    def resume_writing(self):
        self._may_write.set()

    def write(self, data):
        if self.gone:
            raise BrokenPipeError
        self._channel.write(data)

    async def drain(self):
        await self._may_write.wait()
        await asyncio.sleep(0)

    def write_stderr(self, data):
        self._channel.write(data, asyncssh.EXTENDED_DATA_STDERR)

    def exit(self, status):
        self._channel.exit(status)

    def _behaviour(self):
        return self._behaviours[self._channel.get_extra_info("username")]

    async def _serve(self):
        behaviour = self._behaviour()
        try:
            if self.subsystem == "sftp":
                if callable(behaviour.sftp):
                    behaviour.sftp(self)
                if not self.gone:
                    await Session(self, behaviour).run()
            else:
                await behaviour.shell(self, behaviour)
        except (asyncio.IncompleteReadError, asyncssh.Error, OSError):
            pass  # the client has gone
        if not self.gone:
            self.exit(0)


class _Connection(asyncssh.SSHServer):
    def __init__(self, behaviours):
        self.behaviours = behaviours
        self.auth = None

    def session_requested(self):
        return Process(self.behaviours)

    def connection_made(self, conn):
        self.conn = conn

    async def begin_auth(self, username):
        self.auth = self.behaviours[username].auth
        begun = self.auth.begin(self.conn, self.behaviours[username]) if self.auth is not None else None
        if asyncio.iscoroutine(begun):
            await begun
        return self.auth is not None and self.auth.asks

    def password_auth_supported(self):
        return getattr(self.auth, "check_password", None) is not None

    def validate_password(self, username, password):
        return self.auth.check_password(password)

    def kbdint_auth_supported(self):
        return hasattr(self.auth, "challenge")

    def get_kbdint_challenge(self, username, lang, submethods):
        return self.auth.challenge()

    def validate_kbdint_response(self, username, responses):
        return self.auth.challenge()


class HostileSsh:
    def __init__(self, behaviours, host_key):
        self.behaviours = behaviours
        self._loop = asyncio.new_event_loop()
        threading.Thread(target=self._loop.run_forever, daemon=True).start()
        self._server = asyncio.run_coroutine_threadsafe(self._listen(str(host_key)), self._loop).result(20)
        self.port = self._server.sockets[0].getsockname()[1]

    def stop(self):
        asyncio.run_coroutine_threadsafe(self._close(), self._loop).result(20)
        self._loop.call_soon_threadsafe(self._loop.stop)

    async def _listen(self, host_key):
        return await asyncssh.create_server(lambda: _Connection(self.behaviours), "127.0.0.1", 0, encoding=None,
                                            server_host_keys=[host_key], config=None, line_editor=False,
                                            login_timeout=0, keepalive_interval=0)

    async def _close(self):
        self._server.close()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
