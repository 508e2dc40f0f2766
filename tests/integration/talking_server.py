"""An SSH server that asks and says what a test wants: keyboard-interactive questions, and words when it hangs up.

    server = TalkingServer(host_key)
    server.rounds = [("name", "instruction", [("Password: ", False)])]   # True: the answer may be seen
    ... log in to server.port as any user ...
    print(server.answers)             # those of each round
    server.good_bye = "words"         # ... when it hangs up instead

OpenSSH's server asks what PAM asks; this is Python's asyncssh, in a thread of the test. After its questions it lets
everybody in, to the folder `server.folder`.
"""

import asyncio
import threading
import warnings

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # of ciphers that are on their way out
    import asyncssh

GONE = 2  # RFC 4253, section 11.1: the protocol was not kept


class _Connection(asyncssh.SSHServer):
    def __init__(self, server):
        self.server = server
        self.left = list(server.rounds)

    def connection_made(self, conn):
        self.conn = conn

    def begin_auth(self, username):
        if self.server.good_bye:
            self.conn.disconnect(GONE, self.server.good_bye)
        return True

    def kbdint_auth_supported(self):
        return True

    def get_kbdint_challenge(self, username, lang, submethods):
        return self._next_round()

    def validate_kbdint_response(self, username, responses):
        self.server.answers.append(list(responses))
        return self._next_round()

    def _next_round(self):
        if not self.left:
            return True
        name, instruction, questions = self.left.pop(0)
        return name, instruction, "", questions


class TalkingServer:
    def __init__(self, host_key, folder):
        self.rounds, self.answers, self.good_bye, self.folder = [], [], None, str(folder)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._server = self._run(self._listen(str(host_key)))
        self.port = self._server.sockets[0].getsockname()[1]

    def stop(self):
        self._run(self._close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _listen(self, host_key):
        return await asyncssh.create_server(
            lambda: _Connection(self), "127.0.0.1", 0, server_host_keys=[host_key], config=None,
            sftp_factory=lambda channel: asyncssh.SFTPServer(channel, chroot=self.folder.encode()))

    async def _close(self):
        """With what is still at work for clients that have gone."""
        self._server.close()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    def _run(self, coroutine):
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result(20)
