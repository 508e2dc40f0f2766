"""From which state each page of the user guide starts, and what happens in the cluster between its commands.

    world = guide_worlds.start("migrate", folder)     # the state that the page tells
    world.before("In a terminal: the new list")       # what the page has told to do elsewhere, before the next command
    world.end()
"""

import os
import pathlib
import shutil
import subprocess

import cluster
import clusters
import crafted
import itl
import migration
import program
from cluster import CERTIFICATES, FIRST, LOGIN, PUBLISHER_IP, SECOND, SUBSCRIBER_IP, TFTP
from tls_services import TvsServer, make_certificate, sha1_of

LOST = "SAST-ADN00nokey00"
HOME = pathlib.Path(os.environ["HOME"])
KNOWN_HOSTS = pathlib.Path(os.environ["XDG_CONFIG_HOME"]) / "etoken-ctl" / "known_hosts"


class World:
    """Two tokens are plugged in, the certificates of the servers are in FOLDER, and nothing was done yet."""

    actions = {}  # by the heading that a command stands under

    def __init__(self, folder):
        self.folder = folder
        self.env = {}
        self.answers = []  # to the next questions, where they are not the right ones
        self.tvs = []
        for path in CERTIFICATES.glob("*.pem"):
            shutil.copy(path, folder)
        self.forget()
        self.start()

    @staticmethod
    def forget():
        for path in (HOME / ".local", KNOWN_HOSTS.parent):
            shutil.rmtree(path, ignore_errors=True)
        for path in (TFTP, migration.SUBSCRIBER.parent):
            for file in path.iterdir():
                file.unlink()

    def start(self):
        pass

    def before(self, heading):
        self.env.clear()
        self.answers.clear()
        if heading in self.actions:
            self.actions[heading](self)

    def end(self):
        for server in self.tvs:
            server.stop()

    def write(self, name, data):
        (self.folder / name).write_bytes(data)

    def learn_host_keys(self):
        """As earlier connections have left them."""
        kind, key = pathlib.Path(os.environ["SANDBOX_KNOWN_HOSTS"]).read_text().splitlines()[0].split()[1:3]
        KNOWN_HOSTS.parent.mkdir(parents=True, exist_ok=True)
        KNOWN_HOSTS.write_text("".join(f"{node} {kind} {key}\n" for node in (SUBSCRIBER_IP, PUBLISHER_IP)))

    def renew_certificate(self, name):
        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:1024", "-nodes", "-sha1", "-days", "1825", "-subj",
                        f"/C=PL/ST=Malopolska/L=Krakow/O=Cisco/OU=TAC/CN={name}", "-set_serial",
                        "0x52AD10FD2E5B4C0F8E63B1D9C7A2460B", "-keyout", "/dev/null", "-out",
                        self.folder / f"{name}.pem"], capture_output=True, check=True)

    def start_tvs(self):
        """On both nodes, which serve an ITL that names it."""
        certificate, key = make_certificate(self.folder, "TVS")
        data = itl.make(migration.CALLMANAGER, migration.CALLMANAGER_KEY, certificate, by_hash=True)
        for folder in (TFTP, migration.SUBSCRIBER.parent):
            (folder / "ITLFile.tlv").write_bytes(data)
        self.tvs = [TvsServer(certificate, key, address=(node, 2445)) for node in (PUBLISHER_IP, SUBSCRIBER_IP)]

    def upload(self, nodes=slice(None)):
        """As Phone-SAST-trust; these nodes have got it."""
        for server in self.tvs[nodes]:
            for name in (FIRST, SECOND):
                server.trust[sha1_of(CERTIFICATES / f"{name}.pem")] = (0, 3)


class SavedCluster(World):
    """The publisher hq is saved and serves a list of both tokens, which is also in the folder."""

    def start(self):
        self.data = self.make_list()
        program.run("publisher", "add", "hq", migration.URL, "--node", f"subscriber,{SUBSCRIBER_IP}", "--cli-user",
                    "admin")
        self.learn_host_keys()
        migration.MigrateTest.serve(self.data)
        self.write("CTLFile.tlv", self.data)
        self.more()

    def make_list(self):
        return crafted.token_list()

    def more(self):
        pass


class Export(SavedCluster):
    def more(self):
        self.start_tvs()
        self.upload(slice(1))


class Migrate(SavedCluster):
    actions = {"In a terminal: the new list": World.upload}

    def make_list(self):
        return itl.make_tokenless(migration.CALLMANAGER, migration.CALLMANAGER_KEY, migration.SERVERS)

    def more(self):
        self.start_tvs()


class Update(SavedCluster):
    actions = {"In a terminal, by parts": lambda world: migration.MigrateTest.serve(world.data)}

    def more(self):
        (self.folder / "CTLFile.tlv").unlink()
        self.renew_certificate("cucm-1051-a-sub1")
        own = clusters.become("krakow").own("sub1", "CallManager")
        own.write_bytes((self.folder / "cucm-1051-a-sub1.pem").read_bytes())
        migration.MigrateTest.serve(self.data)

    def end(self):
        super().end()
        clusters.become("krakow")


class ReplaceToken(SavedCluster):
    actions = {"Passwords": lambda world: world.answers.extend([cluster.PIN] * 3)}

    def make_list(self):
        return crafted.make(SECOND, crafted.record(crafted.SAST, LOST), crafted.record(crafted.SAST, SECOND),
                            *crafted.servers())

    def more(self):
        (self.folder / "CTLFile.tlv").unlink()


class ReadList(SavedCluster):
    def more(self):
        (self.folder / "CTLFile.tlv").unlink()
        self.write("old.tlv", crafted.make(SECOND, *crafted.tokens(), *crafted.servers()[:2]))


class Troubleshooting(SavedCluster):
    """Everything works, until an action of a heading breaks something."""

    def more(self):
        self.write("damaged.tlv", self.data[:3000])
        self.write("changed.tlv", self.data.replace(b"Krakow", b"Cracow", 1))
        self.other = crafted.make(FIRST, crafted.record(crafted.SAST, FIRST), crafted.record(crafted.SAST, LOST),
                                  *crafted.servers())
        self.write("other.tlv", self.other)
        self.start_tvs()

    def before(self, heading):
        self.learn_host_keys()
        migration.MigrateTest.serve(self.data)
        super().before(heading)

    def end(self):
        super().end()
        cluster.build(self.folder / "end.tlv", "--force")  # the token forgets the wrong password

    def pull_tokens(self):
        (self.folder / "no-tokens").mkdir(exist_ok=True)
        path = self.folder / "softhsm2.conf"
        path.write_text(f"directories.tokendir = {self.folder}/no-tokens\n")
        self.env["SOFTHSM2_CONF"] = str(path)

    def mistype(self):
        self.answers.append("Cisco124")

    def change_host_key(self):
        KNOWN_HOSTS.write_text(KNOWN_HOSTS.read_text()[:-9] + "AAAAAAAA\n")

    def serve_another(self):
        migration.MigrateTest.serve(self.other)

    def serve_none(self):
        for path in (TFTP, migration.SUBSCRIBER.parent):
            (path / "CTLFile.tlv").unlink()

    actions = {
        "No token is plugged in": pull_tokens,
        "the password is wrong": mistype,
        "the host key has changed": change_host_key,
        "the login of … was refused": mistype,
        "The Security Token that signed this list does not exist in the CTL File on the publisher": serve_another,
        "No CTL File exists on the server but the Call Manager Cluster Security Mode is in Secure Mode": serve_none,
    }


WORLDS = {"first-list": World, "migrate": Migrate, "export": Export, "update": Update, "replace-token": ReplaceToken,
          "read-list": ReadList, "troubleshooting": Troubleshooting}


def start(page, folder):
    return WORLDS[page](pathlib.Path(folder))
