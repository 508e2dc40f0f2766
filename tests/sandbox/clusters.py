#!/usr/bin/python3
"""The clusters that the stand-in world can be. It begins as "krakow"; tests and scripts make it another one:

    clusters.py WORLD NAME                    # WORLD is $SANDBOX

    cluster = clusters.become("12.5")         # no node has a list yet
    cluster.nodes                             # the publisher first; each has a name, an address and tftp, its folder
    cluster.own("sub1", "CallManager")        # the path of a node's own certificate, PEM
    cluster.renew("sub1", "CallManager")      # a new one
    cluster.hold(data)                        # all nodes have this list
    cluster.serve_still("sub1", data)         # phones get this one from the node, until its Cisco Tftp is restarted

What the cluster is stands in WORLD/cluster, from where platform-cli answers, and may be changed there.
"""

import collections
import os
import pathlib
import shutil
import subprocess
import sys

# release       "show version active"
# nodes         that run CallManager, the publisher first, and others: imp is one of IM and Presence, er of Emergency Responder
# domain        of DNS, or none
# certificates  field: those of the published lists; rsa: new ones, of RSA-1024, which costs less time; long: of RSA-2048;
#               ec: a CallManager-ECDSA besides; ca: CallManager is signed by a CA; multi: one CallManager for all nodes
# hidden        NODE:UNIT whose certificate was renewed, and the service was not restarted (see cluster_services.py)
# off           NODE:SERVICE that was stopped, with _ for blanks
# dialect       faults of platform-cli that are none: releases and terminals differ
Line = collections.namedtuple("Line", "release nodes domain certificates hidden off dialect")
CLUSTERS = {
    "krakow": Line("10.5.1.10000-7", "pub sub1", "example.com", "field", "", "", ""),
    "9.1": Line("9.1.2.10000-28", "pub sub1", "", "field", "", "", "old-texts"),
    "10.5": Line("10.5.2.10000-5", "pub sub1 imp er", "example.com", "field", "", "", "wrap=100"),
    "11.5": Line("11.5.1.12900-21", "pub sub1 sub2", "", "rsa", "", "", "escapes successful"),
    "12.5": Line("12.5.1.14900-63", "pub sub1 sub2 imp", "example.com", "ec", "", "", "redraw"),
    "14": Line("14.0.1.10000-20", "pub sub1 sub2", "lab.example.com", "long", "", "", "twice cursor"),
    "ca": Line("12.5.1.14900-63", "pub sub1", "example.com", "ca", "", "", "no-echo"),
    "multi": Line("12.5.1.14900-63", "pub sub1 sub2", "example.com", "multi", "", "", "pages"),
    "hidden": Line("12.5.1.14900-63", "pub sub1", "example.com", "rsa", "sub1:CallManager", "", "successful"),
    "off": Line("11.5.1.12900-21", "pub sub1", "example.com", "rsa", "", "sub1:Cisco_Tftp pub:Cisco_CTIManager", ""),
}
PUBLISHER_ADDRESS, OTHER_ADDRESSES = "10.48.47.153", [f"10.48.47.{number}" for number in range(154, 174)]
PRODUCTS = {"imp": "cups", "er": "ciscoer"}
FIELD = {("pub", "CallManager"): "cucm-1051-a-pub", ("pub", "CAPF"): "CAPF-e41e7d87",
         ("sub1", "CallManager"): "cucm-1051-a-sub1"}
SUBJECT = "/C=PL/O=Cisco/OU=TAC/CN={}/ST=Malopolska/L=Krakow"
UNITS = {"CallManager": "{}", "CallManager-ECDSA": "{}-EC", "CAPF": "CAPF-{}", "ITLRecovery": "ITLRECOVERY_{}"}


class Node:
    def __init__(self, short, address, tftp):
        self.short, self.name, self.address, self.tftp = short, f"cucm-1051-a-{short}", address, tftp
        self.product = PRODUCTS.get(short, "callmanager")

    def line(self, domain):
        role = "Publisher" if self.short == "pub" else "Subscriber"
        full_name = f"{self.name}.{domain}" if domain else self.name
        return f"{self.address} {full_name} {self.name} {role} {self.tftp} {self.product}\n"


class Cluster:
    def __init__(self, world, name):
        self.folder, self.certificates, self.keys = world / "cluster", world / "certificates", world / "cluster-keys"
        self.what = CLUSTERS[name]
        addresses = [PUBLISHER_ADDRESS, *OTHER_ADDRESSES]
        folders = [world / "accounts" / "publisher" / "tftp", *(world / "nodes" / one / "tftp" for one in OTHER_ADDRESSES)]
        self.all = [Node(*node) for node in zip(self.what.nodes.split(), addresses, folders)]
        self.nodes = [node for node in self.all if node.product == "callmanager"]
        self.major, self.minor = map(int, self.what.release.split(".")[:2])

    def write(self):
        self.keys.mkdir(exist_ok=True)
        for folder in (self.folder / "own", *(self.folder / "stale").iterdir(), *(self.folder / "shown").iterdir()):
            shutil.rmtree(folder, ignore_errors=True)
        self.write_nodes(self.what.domain)
        for name, text in (("mode", "1\n"), ("version", f"{self.what.release}\n"), ("faults", f"{self.what.dialect}\n"),
                           ("off", "".join(f"cucm-1051-a-{one}\n" for one in self.what.off.split())), ("rollback", "F\n"),
                           ("trust", "CallManager-trust/Cisco_Manufacturing_CA.pem: Cisco Manufacturing CA\n"), ("log", "")):
            self.say(name, text)
        self.make_certificates()
        for one in self.what.hidden.split():
            self.hide(*one.split(":"))

    def say(self, name, text):
        """What platform-cli answers from."""
        (self.folder / name).write_text(text)

    def write_nodes(self, domain):
        self.say("nodes", "".join(node.line(domain) for node in self.all))

    def make_certificates(self):
        if self.what.certificates == "ca":
            self.make_ca()
        running = [self.start_making(node, unit) for node in self.nodes for unit in self.units(node)]
        for one in running:
            if one and one.wait():
                raise AssertionError(f"openssl made no certificate: {one.args}")
        if self.what.certificates == "multi":
            for node in self.nodes[1:]:
                shutil.copy(self.own("pub", "CallManager"), self.own(node.short, "CallManager"))
                shutil.copy(self.key("pub", "CallManager"), self.key(node.short, "CallManager"))
        for path in (self.folder / "own").rglob("*"):
            path.chmod(0o755 if path.is_dir() else 0o644)

    def make_ca(self):
        start_openssl(self.keys / "ca.pem", self.keys / "ca.key", "Krakow Issuing CA", "-newkey", "rsa:1024").wait()

    def units(self, node):
        """From 12.5 on only the publisher has ITLRecovery, from 14 on only it has CAPF (TN214231)."""
        publisher = node.short == "pub"
        yield "CallManager"
        if publisher or (self.major < 14 and self.what.certificates != "field"):
            yield "CAPF"
        if self.major >= 11 and (publisher or (self.major, self.minor) < (12, 5)):
            yield "ITLRecovery"
        if self.what.certificates == "ec":
            yield "CallManager-ECDSA"

    def start_making(self, node, unit):
        """None where it is there already."""
        path = self.own(node.short, unit)
        path.parent.mkdir(parents=True, exist_ok=True)
        field = FIELD.get((node.short, unit)) if self.what.certificates == "field" else None
        if field:
            shutil.copy(self.certificates / f"{field}.pem", path)
            shutil.copy(self.certificates.parent / "keys" / f"{field}.key", self.key(node.short, unit))
            return None
        return start_openssl(path, self.key(node.short, unit), UNITS[unit].format(node.name), *self.options(unit))

    def options(self, unit):
        """How the certificate of a unit is made."""
        if unit == "CallManager-ECDSA":
            return "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:secp384r1", "-sha384"
        bits, more = 2048 if self.what.certificates == "long" else 1024, ()
        if unit == "CallManager" and self.what.certificates == "ca":
            more = "-CA", self.keys / "ca.pem", "-CAkey", self.keys / "ca.key"
        if unit == "CallManager" and self.what.certificates == "multi":
            more = "-addext", "subjectAltName=" + ",".join(f"DNS:{node.name}" for node in self.nodes)
        return "-newkey", f"rsa:{bits}", "-sha256", *more

    def own(self, node, unit):
        return self.folder / "own" / f"cucm-1051-a-{node}" / f"{unit}.pem"

    def key(self, node, unit):
        return self.keys / f"{node}-{unit}.key"

    def renew(self, node, unit, name=None):
        """With another subject where NAME is given."""
        path = self.own(node, unit)
        subject = name or UNITS[unit].format(f"cucm-1051-a-{node}")
        if start_openssl(path, self.key(node, unit), subject, *self.options(unit)).wait():
            raise AssertionError(f"openssl made no certificate {path}")
        path.chmod(0o644)

    def hide(self, node, unit):
        """Renews a certificate whose service is not restarted."""
        folder = self.for_admin("shown", self.node(node).name)
        shutil.copy(self.own(node, unit), folder / f"{unit}.pem")
        shutil.copy(self.key(node, unit), folder / f"{unit}.key")
        self.renew(node, unit)

    def for_admin(self, *names):
        """A folder in which platform-cli may remove files."""
        folder = self.folder.joinpath(*names)
        folder.mkdir(parents=True, exist_ok=True)
        shutil.chown(folder, "admin")
        return folder

    def serve_still(self, node, data):
        (self.for_admin("stale", self.node(node).address) / "CTLFile.tlv").write_bytes(data)

    def node(self, short):
        return next(node for node in self.all if node.short == short)

    def hold(self, data, *nodes):
        """These nodes, or all, have the list with these bytes; None: they have none."""
        for node in [self.node(short) for short in nodes] or self.nodes:
            path = node.tftp / "CTLFile.tlv"
            if data is None:
                path.unlink(missing_ok=True)
            else:
                path.write_bytes(data)


def start_openssl(path, key, name, *options):
    return subprocess.Popen(["openssl", "req", "-x509", *options, "-nodes", "-days", "1825", "-subj", SUBJECT.format(name),
                             "-keyout", key, "-out", path], stderr=subprocess.DEVNULL)


def become(name, world=None):
    """The stand-in world is this cluster from now on."""
    cluster = Cluster(pathlib.Path(world or os.environ["SANDBOX"]), name)
    cluster.write()
    cluster.hold(None)
    return cluster


if __name__ == "__main__":
    if sys.argv[2] not in CLUSTERS:
        sys.exit(f"clusters.py: there is no cluster {sys.argv[2]}, but {', '.join(CLUSTERS)}")
    become(sys.argv[2], sys.argv[1])
