"""Nodes that have an SSH server of their own, on PORT, with a host key that no other has. The account publisher gets both
ways there, SFTP and the platform CLI, as an account of Unified CM does.

    servers = [NodeServer(folder, node) for node in cluster.nodes]    # of clusters.py; each is to be stopped
    servers[0].key_line                                                # as known_hosts has it
    servers[0].change_key()
"""

import os
import pathlib
import subprocess

PORT = 2030
WORLD = pathlib.Path(os.environ["SANDBOX"])
CHOOSE = """#!/bin/sh
case $SSH_ORIGINAL_COMMAND in
*sftp*) exec /usr/lib/openssh/sftp-server -d {tftp} ;;
*) exec {cluster}/platform-cli {cluster} ;;
esac
"""


class NodeServer:
    def __init__(self, folder, node):
        self.node = node
        self.folder = folder / node.short
        self.folder.mkdir()
        for path in (folder, self.folder):
            path.chmod(0o755)
        choose = self.folder / "choose"
        choose.write_text(CHOOSE.format(tftp=node.tftp.parent, cluster=WORLD / "cluster"))
        choose.chmod(0o755)
        self.number = 0
        self.start()

    @property
    def url(self):
        return f"sftp://publisher@{self.node.address}:{PORT}/~/tftp/CTLFile.tlv"

    @property
    def where(self):
        return f"[{self.node.address}]:{PORT}"

    @property
    def key_line(self):
        return f"{self.where} {' '.join(self.key.with_suffix('.pub').read_text().split()[:2])}"

    @property
    def fingerprint(self):
        told = subprocess.run(["ssh-keygen", "-l", "-f", self.key], capture_output=True, check=True, text=True)
        return told.stdout.split()[1]

    def start(self):
        self.number += 1
        self.key = self.folder / f"key{self.number}"
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", self.key], check=True)
        config = (WORLD / "server" / "sshd_config").read_text()
        own = config[:config.index("\nMatch ")].splitlines()
        lines = [f"ListenAddress {self.node.address}:{PORT}", f"HostKey {self.key}", f"ForceCommand {self.folder}/choose"]
        lines += [line for line in own if not line.startswith(("ListenAddress", "HostKey"))]
        (self.folder / "sshd_config").write_text("\n".join(lines) + "\n")
        self.server = subprocess.Popen(["/usr/sbin/sshd", "-D", "-e", "-f", self.folder / "sshd_config"],
                                       stderr=subprocess.PIPE, text=True)
        assert "listening" in self.server.stderr.readline()

    def stop(self):
        self.server.kill()
        self.server.wait()
        self.server.stderr.close()

    def change_key(self):
        """The node was installed anew, or somebody else answers."""
        self.stop()
        self.start()
