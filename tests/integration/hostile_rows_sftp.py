"""SSH and SFTP servers that misbehave, for test-hostile.py."""

import asyncio
import struct

import hostile_sftp as ssh
import program
from hostile_net import TcpServer, hang, repeat
from hostile_rows import FAILED, FETCH, NASTY, PUSH, row
from hostile_sftp import PATH, Behaviour

def silent(session, _request):
    session.behaviour.stuck.set()
    return ssh.SILENCE


def late(code):
    """What was asked is done, and then answered with CODE."""
    def answer(session, request):
        request.rewind()
        session.HANDLERS[request.kind](session, request)
        return request.status(code)
    return answer


def only(name, answer):
    """For the extended request NAME."""
    def choose(session, request):
        return answer(session, request) if request.string() == name else None
    return choose


def nth(n, answer):
    """At the N-th request of this kind."""
    def choose(session, request):
        return answer(session, request) if session.counts[request.kind] == n else None
    return choose


def status(code, text=b""):
    return lambda _session, request: request.status(code, text)


def is_target(answer):
    """For requests about the list itself."""
    def choose(session, request):
        return answer(session, request) if request.path() == PATH else None
    return choose


def sftp(name, how, answers=None, status=FAILED, says=None, interrupt=False, old=True, check=None, password=None,
         **behaviour):
    row(name, how, lambda: Behaviour(answers, **behaviour), status, says, interrupt, old, password, check)


RENAME = b"posix-rename@openssh.com"


def endless_file(session, request):
    session.behaviour.stuck.set()
    return request.data(b"\1" * 32768)


def crumbs(session, request):
    """A byte now and then."""
    async def later():
        if session.counts[ssh.READ] > 3:
            session.behaviour.stuck.set()
        await asyncio.sleep(0.2)
        return request.data(b"\1")
    return later()


def endless_names(pause, names):
    async def later(session, request):
        if pause:
            session.behaviour.stuck.set()
        await asyncio.sleep(pause)
        return request.names(names)
    return lambda session, request: later(session, request)


def endless_links(session, request):
    if request.path() in ("/", "/tftp"):
        return None
    return request.attributes(mode=ssh.LINK)


def link_to(target):
    return {ssh.LSTAT: is_target(lambda _session, request: request.attributes(mode=ssh.LINK)),
            ssh.READLINK: lambda _session, request: request.names([target])}


def flood_packet(session, request):
    return session.flood(struct.pack(">I", 200 * 1024 * 1024) + b"\0" * (1 << 20))


def drop(session, _request):
    session.process.exit(0)
    return ssh.SILENCE


def swap_old(contents):
    """Somebody else puts a list there once the new one was uploaded (CONTENTS: None removes it)."""
    def answer(session, request):
        if request.path().endswith("-lock"):
            if contents is None:
                session.files.pop(PATH, None)
            else:
                session.files[PATH] = contents
        return None
    return answer


def make_locked(_session, request):
    if request.path().endswith("-lock"):
        return request.attributes(size=9, mtime=1)
    return None


def ignore_exclusive(session, request):
    path = request.path()
    session.files.setdefault(path, b"")
    handle = b"x%d" % session.counts[ssh.OPEN]
    session.open_files[handle] = path
    return request.handle(handle)


def lose_bytes(session, request):
    path, offset, contents = session.open_files[request.string()], request.uint64(), request.string()
    session.files[path] = session.files[path][:offset] + contents[:-1] + bytes([contents[-1] ^ 1])
    return request.status(ssh.OK)


HEX_PART = b".CTLFile.tlv.etoken-ctl-%016x.part"

for op, kind in (("open", ssh.OPEN), ("read", ssh.READ), ("lstat", ssh.LSTAT)):
    sftp(f"fetch-silent-{op}", FETCH, {kind: silent}, interrupt=True)
sftp("fetch-silent-close", FETCH, {ssh.CLOSE: silent}, 0, interrupt=None)  # all was read before
for op, kind in (("write", ssh.WRITE), ("listing", ssh.READDIR), ("setstat", ssh.SETSTAT)):
    sftp(f"push-silent-{op}", PUSH, {kind: silent}, interrupt=True)
sftp("push-silent-rename", PUSH, {ssh.EXTENDED: only(RENAME, silent)}, status=program.NETWORK, interrupt=None,
     says="while /tftp/CTLFile.tlv was put in place")
sftp("fetch-endless-file", FETCH, {ssh.READ: endless_file}, program.DAMAGED, "larger than")
sftp("push-endless-file", PUSH, {ssh.READ: endless_file}, says="larger than")
sftp("fetch-huge-size", FETCH,
     {ssh.LSTAT: is_target(lambda _s, request: request.attributes(size=1 << 63))}, program.DAMAGED, "larger than")
sftp("fetch-crumbs", FETCH, {ssh.READ: crumbs}, interrupt=True)
sftp("fetch-nothing", FETCH, {ssh.READ: lambda _s, request: request.data(b"")}, program.DAMAGED)
sftp("fetch-cut", FETCH, {ssh.READ: lambda s, request: request.data(s.files[PATH][:2000]) if s.counts[ssh.READ] == 1 else
                               request.status(ssh.EOF)}, program.DAMAGED)
sftp("fetch-read-ok", FETCH, {ssh.READ: status(ssh.OK)})
sftp("fetch-read-too-much", FETCH, {ssh.READ: lambda _s, request: request.data(b"\1" * 100000)}, program.NETWORK)
sftp("push-endless-listing", PUSH, {ssh.READDIR: endless_names(0, [b"a%d" % i for i in range(500)])}, 0)
sftp("push-slow-listing", PUSH, {ssh.READDIR: endless_names(0.2, [b"a"])}, interrupt=True)
sftp("push-others-files", PUSH,
     {ssh.READDIR: nth(1, lambda _s, request: request.names([HEX_PART % i for i in range(400)] + [b"../x", b"a/b"]))}, 0,
     check=lambda behaviour: all("/tftp/.CTLFile.tlv.etoken-ctl-" in path for path in behaviour.removed))
sftp("fetch-endless-links", FETCH, {ssh.LSTAT: endless_links, ssh.READLINK: lambda _s, request: request.names(
    [request.path().encode() + b"x"])}, program.NETWORK, "leads in a circle")
sftp("fetch-link-to-itself", FETCH, link_to(PATH.encode()), program.NETWORK, "leads in a circle")
sftp("fetch-nasty-link", FETCH, link_to(NASTY.encode()), program.NETWORK)
sftp("push-nasty-link", PUSH, link_to(b"/" + NASTY.encode() + b"\xff\xfe"), program.NETWORK)
sftp("fetch-long-link", FETCH, link_to(b"x" * 100000), program.NETWORK, "leads to no path")
sftp("fetch-nasty-refusal", FETCH, {ssh.OPEN: status(ssh.FAILURE, NASTY.encode())}, program.NETWORK)
sftp("fetch-unknown-status", FETCH, {ssh.OPEN: status(4711)}, program.NETWORK, "4711")
sftp("fetch-no-attributes", FETCH, {ssh.LSTAT: lambda _s, request: ssh.packet(ssh.ATTRS, ssh.number(request.id))})
sftp("fetch-pipe", FETCH, {ssh.LSTAT: is_target(lambda _s, request: request.attributes(mode=ssh.PIPE))},
     program.NETWORK, "is a device or pipe")
sftp("fetch-folder", FETCH, {ssh.LSTAT: is_target(lambda _s, request: request.attributes(mode=ssh.FOLDER))},
     program.NETWORK, "is a folder")
sftp("fetch-year-2106", FETCH,
     {ssh.LSTAT: is_target(lambda s, request: request.attributes(size=len(s.files[PATH]), mtime=0xFFFFFFFF))}, 0)
sftp("fetch-text-for-version", FETCH, version=b"This account is not available\r\n" + NASTY.encode(), says="SFTP")
sftp("fetch-no-version", FETCH, version=ssh.SILENCE, interrupt=None)
sftp("fetch-many-extensions", FETCH, status=0, version=ssh.packet(
    ssh.VERSION, ssh.number(3), *(ssh.string(NASTY + str(i)) + ssh.string(NASTY) for i in range(2000))))
sftp("fetch-huge-length", FETCH, {ssh.LSTAT: lambda _s, _r: b"\xff\xff\xff\xff" + b"\0" * 64}, program.NETWORK)
sftp("fetch-flood", FETCH, {ssh.LSTAT: flood_packet}, program.NETWORK)
sftp("push-flood", PUSH, {ssh.WRITE: flood_packet}, program.NETWORK)
sftp("fetch-empty-packet", FETCH, {ssh.LSTAT: lambda _s, _r: b"\0\0\0\0"}, (program.NETWORK,), interrupt=None)
sftp("fetch-other-answer", FETCH, {ssh.LSTAT: lambda _s, request: request.handle(b"h")}, program.NETWORK)
sftp("push-renamed-and-denied", PUSH, {ssh.EXTENDED: only(RENAME, late(ssh.FAILURE))}, 0,
     "but the new CTLFile.tlv is in its place")
sftp("push-rename-denied", PUSH, {ssh.EXTENDED: only(RENAME, status(ssh.DENIED))}, program.NETWORK, "permission denied")
sftp("push-rename-lies", PUSH, {ssh.EXTENDED: only(RENAME, status(ssh.OK))}, program.NETWORK, "does not hold what was sent")
sftp("push-rename-odd", PUSH, {ssh.EXTENDED: only(RENAME, lambda _s, request: request.data(b"x" * 30))}, program.NETWORK,
     "while /tftp/CTLFile.tlv was put in place")
sftp("push-rename-other-id", PUSH, {ssh.EXTENDED: only(RENAME, lambda _s, _r: ssh.packet(
    ssh.STATUS, ssh.number(7), ssh.number(0), ssh.string(b""), ssh.string(b"")))}, program.NETWORK, "was put in place")
sftp("push-rename-and-gone", PUSH, {ssh.EXTENDED: only(RENAME, drop)}, program.NETWORK, "while /tftp/CTLFile.tlv")
sftp("push-gone-while-writing", PUSH, {ssh.WRITE: drop}, program.NETWORK, "connection broke")
sftp("push-bytes-lost", PUSH, {ssh.WRITE: lose_bytes}, program.NETWORK, "does not hold what was sent")
sftp("push-write-lies", PUSH, {ssh.WRITE: status(ssh.OK)}, program.NETWORK, "does not hold what was sent")
sftp("push-list-changes", PUSH, {ssh.LSTAT: swap_old(b"another list")}, program.NO,
     "than the one that this push was checked")
sftp("push-list-vanishes", PUSH, {ssh.LSTAT: swap_old(None)}, program.NO, "is not there any more")
sftp("push-list-appears", PUSH, {ssh.LSTAT: swap_old(b"another list")}, program.NO, "another /tftp", old=False)
sftp("push-locked-by-nasty", PUSH, status=program.NETWORK, says="its lock is held by",
     files={"/tftp/.CTLFile.tlv.etoken-ctl-lock": f"owner: {NASTY}\ntime: 9999-99-99\n".encode()})
sftp("push-endless-lock", PUSH, {ssh.LSTAT: make_locked, ssh.READ: endless_file}, files={}, old=False,
     status=program.NETWORK, says="its lock is held by")
sftp("push-not-exclusive", PUSH, {ssh.OPEN: ignore_exclusive}, 0, "does not refuse to make a file that is there already")
sftp("push-nothing-may-be-made", PUSH, {ssh.OPEN: lambda s, request: None if request.path() == PATH else
                                             request.status(ssh.DENIED)}, program.NETWORK, "permission denied")
sftp("push-lock-denied", PUSH, {ssh.OPEN: lambda s, request: request.status(ssh.DENIED) if request.path().endswith(
    "-lock") else None}, program.NETWORK, "no file can be made")


def no_lock(times):
    """Somebody else has just made the lock, and removes it before anybody looks."""
    def answer(session, request):
        if not request.path().endswith("-lock"):
            return None
        session.counts["lock"] = session.counts.get("lock", 0) + 1
        return request.status(ssh.FAILURE) if session.counts["lock"] <= times else None
    return answer


sftp("push-lock-missed", PUSH, {ssh.OPEN: no_lock(3)}, 0)
sftp("push-lock-never-made", PUSH, {ssh.OPEN: no_lock(9999)}, program.NETWORK, "no file can be made")


class Banner:
    asks = False

    def begin(self, conn, _behaviour):
        conn.send_auth_banner(NASTY * 100)


class Banners:
    """Sends them without end, and never says which logins it takes."""

    asks = False

    def __init__(self, pause, text):
        self.pause, self.text = pause, text

    async def begin(self, conn, behaviour):
        while True:
            conn.send_auth_banner(self.text)
            behaviour.stuck.set()
            await asyncio.sleep(self.pause)


class Questions:
    """Asks without end."""

    asks = True

    def __init__(self, prompt):
        self.prompt, self.n = prompt, 0

    def begin(self, _conn, _behaviour):
        pass

    def challenge(self):
        self.n += 1
        return NASTY, NASTY, "", [(self.prompt.format(self.n), False)]


sftp("login-banner", FETCH, status=0, auth=Banner())
sftp("login-slow-banners", FETCH, auth=Banners(0.1, NASTY), interrupt=True)
sftp("login-endless-banners", FETCH, auth=Banners(0, NASTY * 1000), status=program.NETWORK)
sftp("login-same-question", FETCH, status=program.NETWORK, says="is wrong", auth=Questions("Password: "), password="x")
sftp("login-questions-without-end", FETCH, status=(program.USAGE, program.NETWORK), auth=Questions("Password {}: " + NASTY),
     password="x")


# --- SSH before there is any ---

def tcp(name, behave, **options):
    row(name, FETCH, lambda: TcpServer(behave), **options)


tcp("ssh-silent", hang, interrupt=True)
tcp("ssh-endless-greeting", repeat(b"Welcome to a server that is none\r\n" * 100), status=program.NETWORK)
tcp("ssh-endless-line", repeat(b"x" * 65536), status=program.NETWORK)
tcp("ssh-slow-greeting", repeat(b".", 0.2), interrupt=True)
tcp("ssh-nasty-greeting", lambda connection, _s: connection.sendall(b"SSH-2.0-" + NASTY.encode() + b"\r\n\0\0\0\1"),
    status=program.NETWORK)
tcp("ssh-garbage", lambda connection, _s: connection.sendall(b"SSH-2.0-x\r\n" + b"\xff" * 4096), status=program.NETWORK)
tcp("ssh-closed", lambda _connection, _s: None, status=program.NETWORK)
tcp("ssh-web", lambda connection, _s: connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n"), status=program.NETWORK)
