"""An SSH server with SFTP and a prompt, which makes new session keys in the middle of a connection and can show another
host key then.

    server = RekeyServer(first_key, second_key, client_key)   # paths; second_key may be first_key
    server.rekey_at = 7               # new session keys before the 7th answer, counted from the login on
    ... connect to server.port, as any user who has client_key ...
    print(server.rekeys)              # how often that happened since it was last set to 0

OpenSSH's server shows one host key as long as a connection lasts, so this is Python's asyncssh, in a thread of the
test. It shows the machine's files as the test itself sees them.
"""

import asyncio
import threading
import warnings

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # of ciphers that are on their way out
    import asyncssh

HOST_KEY_TYPE = b"ssh-ed25519"
CHANNEL_MESSAGES = 90         # RFC 4250, section 4.1.2: from here on
GOOD_BYES = (96, 97, 98)      # end of data, close, exit status: nobody waits for them


class _Connection(asyncssh.SSHServer):
    """Works on asyncssh's own insides: it has no means to choose the moment, and the version of Debian 12 sends answers
    while keys are exchanged, which RFC 4253, section 7.1, forbids."""

    def __init__(self, server):
        self.server = server
        self.n_answers = 0
        self.changed = False

    def connection_made(self, conn):
        send = conn.send_packet

        def send_or_defer(kind, *parts, **options):
            if kind >= CHANNEL_MESSAGES:
                self.n_answers += kind not in GOOD_BYES
                if self.n_answers == self.server.rekey_at and not self.changed:
                    self.exchange_keys(conn)
                if not conn._kex_complete:
                    conn._deferred_packets.append((kind, parts))
                    return
            send(kind, *parts, **options)

        conn.send_packet = send_or_defer

    def exchange_keys(self, conn):
        self.changed = True
        self.server.rekeys += 1
        conn._server_host_keys = {HOST_KEY_TYPE: self.server.second_key}
        conn._send_kexinit()
        conn._kexinit_sent = True


async def _prompt(process):
    """A platform CLI with no answer to anything."""
    process.stdout.write("admin:")
    while await process.stdin.readline():  # an async for would have a last, empty one, and answer a client that has gone
        process.stdout.write("admin:")


class RekeyServer:
    def __init__(self, first_key, second_key, client_key):
        self.rekey_at = 0
        self.rekeys = 0
        self.second_key = asyncssh.load_keypairs([str(second_key)])[0]
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._server = self._run(self._listen(str(first_key), str(client_key)))
        self.port = self._server.sockets[0].getsockname()[1]

    def stop(self):
        self._run(self._close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _listen(self, host_key, client_key):
        return await asyncssh.create_server(lambda: _Connection(self), "127.0.0.1", 0, server_host_keys=[host_key],
                                            authorized_client_keys=client_key, sftp_factory=True,
                                            process_factory=_prompt, config=None)

    async def _close(self):
        """With what is still at work for clients that have gone."""
        self._server.close()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    def _run(self, coroutine):
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result(20)
