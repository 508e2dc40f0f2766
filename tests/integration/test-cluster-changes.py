"""What can happen to a cluster, a line each: what `plan` does to the list that was right before, which cause it names,
and how it ends; and that `update` makes it so, where a list or a restart does, after which a second plan has nothing to
do. The cluster has the list of its records, two tokens and signed by the second, when it happens.

tests/unit/workflow/test-plan.c decides most of them in process, and more; here real parts tell of them: the dialects of the
CLI, the database, what is served. A quick run leaves out what needs none of these, and the updates."""

import contextlib
import os
import pathlib
import shutil
import ssl
import subprocess
import tempfile
import unittest

import cluster_services
import clusters
import planned
import program
import speed
from certificates import Certificate
from cluster import CERTIFICATES, FIRST, SECOND
from program import DONE, NETWORK, NO

JOBS = pathlib.Path(os.environ["HOME"]) / ".local/share/etoken-ctl/migrations"
THIRD = "SAST-ADN00nokey00"
PUB, SUB1, SUB2 = "10.48.47.153", "10.48.47.154", "10.48.47.155"
SAST = [f"SAST {FIRST}", f"SAST {SECOND}"]
SERVER_SAST = ["SAST ITLRECOVERY_cucm-1051-a-pub", "SAST cucm-1051-a-pub"]


class World:
    """The chosen cluster and the list that it has. AFTER runs what a case has to put right."""

    def __init__(self, name, folder, after):
        self.after = after
        self.cluster = planned.become(name)
        self.list = folder / "CTLFile.tlv"
        self.folder = folder
        self.arguments = []
        sast = SERVER_SAST if self.cluster.major >= 11 else []
        self.build(SAST + sast)

    def servers(self):
        labels = [f"CCM+TFTP {node.address}" for node in self.cluster.nodes]
        return labels[:1] + [f"CAPF {PUB}"] + labels[1:]

    def build(self, sast, *more, servers=None, **options):
        planned.build(self.cluster, sast + (servers or self.servers()), self.list, "--force", *more, **options)
        self.cluster.hold(self.list.read_bytes())

    def say(self, name, text):
        self.cluster.say(name, f"{text}\n")

    def renew(self, *what):
        for one in what:
            self.cluster.renew(*one.split(":"))


def renewed(*what):
    return lambda world: world.renew(*what)


def nothing(world):
    pass


def node_added(world):
    world.build(SAST + SERVER_SAST, servers=world.servers()[:-1])


def node_removed(world):
    world.cluster.all.pop()
    world.cluster.nodes.pop()
    world.cluster.write_nodes("")
    planned.save(world.cluster)


def node_renamed(world):
    """Its certificate is made anew with the name."""
    node = world.cluster.node("sub1")
    shutil.move(world.cluster.folder / "own" / node.name, world.cluster.folder / "own" / "cucm-new")
    node.name = "cucm-new"
    world.cluster.write_nodes("example.com")
    path = world.cluster.folder / "own" / "cucm-new" / "CallManager.pem"
    clusters.start_openssl(path, world.folder / "key", "cucm-new", *world.cluster.options("CallManager")).wait()
    path.chmod(0o644)


def new_address(world):
    world.cluster.node("sub1").address, world.cluster.node("sub1").tftp = SUB2, world.cluster.node("imp").tftp
    world.cluster.node("imp").address = "10.48.47.160"
    world.cluster.write_nodes("example.com")
    planned.save(world.cluster)
    world.cluster.hold(world.list.read_bytes())


def new_domain(world):
    """Host names have a domain, and the certificates that name them are new."""
    world.cluster.write_nodes("new.example.com")
    for node in world.cluster.nodes:
        world.cluster.renew(node.short, "CallManager", f"{node.name}.new.example.com")


def ec_renewed(world):
    """The list has the subscriber's EC certificate besides, which alone is renewed."""
    ec = world.cluster.own("sub1", "CallManager-ECDSA")
    world.build(SAST + SERVER_SAST, "--server", f"CCM+TFTP,{SUB1},{ec}")
    world.renew("sub1:CallManager-ECDSA")


def uploaded(world):
    """The certificate that a CA has signed takes the place of the node's own."""
    world.cluster.what = clusters.CLUSTERS["ca"]
    world.cluster.make_ca()
    world.renew("sub1:CallManager")


def not_restarted(world):
    """The subscriber holds the new list, and its TFTP service still gives out the one of before."""
    new = world.list.read_bytes()
    world.build(SAST, signer=FIRST)
    world.cluster.hold(new)
    world.cluster.serve_still("sub1", world.list.read_bytes())


def service_not_restarted(world):
    """It goes on showing the certificate of before."""
    for service in cluster_services.start(world.cluster):
        world.after.callback(service.stop)


def prepared_for_rollback(world):
    world.say("rollback", "T")


def mode_changed(world):
    world.say("mode", 0)


def deleted_on_a_node(world):
    world.cluster.hold(None, "sub1")


def other_on_a_node(world):
    before = world.list.read_bytes()
    world.build(SAST, signer=FIRST)
    world.cluster.hold(before, "pub")


def expired(world):
    """The subscriber's certificate, which the list has, too."""
    made = Certificate(world.folder, "old", "rsa", 1024, b"\x42", [("O", "Cisco"), ("CN", "cucm-1051-a-sub1")],
                       validity=(b"110727140000Z", b"160604140000Z"))
    world.cluster.own("sub1", "CallManager").write_text(ssl.DER_cert_to_PEM_cert(made.der))
    world.build(SAST)


def second_cluster(world):
    """Its CallManager certificate, by which its lists are checked."""
    other = world.folder / "other.pem"
    clusters.start_openssl(other, world.folder / "key", "cucm-other", "-newkey", "rsa:1024").wait()
    world.build(SAST, "--server", f"SAST,10.1.1.1,{other}")


def token_lost(world):
    world.arguments = ["--token", SECOND]


def token_replaced(world):
    world.arguments = ["--token", SECOND, "--token-certificate", CERTIFICATES / f"{THIRD}.der"]


def upgraded_to_11_5(world):
    world.build(SAST)


def upgraded_to_12_5(world):
    world.say("version", "12.5.1.14900-63")


def licence_refused(world):
    """The cluster could not be set to mixed mode, and has no list."""
    world.say("mode", 0)
    world.cluster.hold(None)
    world.arguments = planned.TOKENS


def unreachable(world):
    """Its address is gone, until the case ends."""
    change_address("del")
    world.after.callback(change_address, "add")


def change_address(how):
    subprocess.run(["ip", "address", how, f"{SUB1}/32", "dev", "lo"], check=True)


def wrong_account(world):
    world.arguments = ["--cli-user", "nobody", "--password-file", os.environ["SANDBOX_PASSWORD_FILE"]]


# What happens, to which cluster (tests/sandbox/clusters.py), what becomes of records, what is said, how it ends, whether
# `update` cures it, and whether a quick run has the line, too.
CURED, NOT_CURED = True, False
ALWAYS, IN_FULL = True, False
CASES = [
    ("nothing", "10.5", nothing, "", None, DONE, CURED, ALWAYS),
    ("CallManager renewed on a node", "10.5", renewed("sub1:CallManager"), f"renew CCM+TFTP {SUB1}",
     f"the certificate of CallManager of {SUB1} was renewed on ", NO, CURED, IN_FULL),
    ("CallManager renewed on all", "11.5", renewed("pub:CallManager", "sub1:CallManager", "sub2:CallManager"),
     f"renew SAST cucm-1051-a-pub; renew CCM+TFTP {PUB}; renew CCM+TFTP {SUB1}; renew CCM+TFTP {SUB2}",
     f"the certificate of CallManager of {PUB} was renewed on ", NO, CURED, IN_FULL),
    ("CAPF renewed", "10.5", renewed("pub:CAPF"), f"renew CAPF {PUB}", f"the certificate of CAPF of {PUB} was renewed on ",
     NO, CURED, IN_FULL),
    ("ITLRecovery renewed", "14", renewed("pub:ITLRecovery"), "renew SAST ITLRECOVERY_cucm-1051-a-pub",
     f"the certificate of ITLRecovery of {PUB} was renewed on ", NO, CURED, IN_FULL),
    ("node added", "11.5", node_added, f"add CCM+TFTP {SUB2}", f"CallManager of {SUB2} is not in the list", NO, CURED, IN_FULL),
    ("node removed", "11.5", node_removed, f"remove CCM+TFTP {SUB2}", "no node of the cluster has this name or address",
     NO, CURED, ALWAYS),
    ("node renamed", "10.5", node_renamed, f"renew CCM+TFTP {SUB1}",
     f"the certificate of CallManager of {SUB1} was renewed on ", NO, CURED, IN_FULL),
    ("node with a new address", "10.5", new_address, f"readdress CCM+TFTP {SUB1}",
     f"CallManager of {SUB2} is at {SUB2} now, and the list says {SUB1}", NO, CURED, IN_FULL),
    ("new domain", "10.5", new_domain, f"renew CCM+TFTP {PUB}; renew CCM+TFTP {SUB1}",
     f"the certificate of CallManager of {PUB} was renewed on ", NO, CURED, IN_FULL),
    ("EC certificate renewed", "12.5", ec_renewed, f"renew CCM+TFTP {SUB1}",
     f"the certificate of CallManager-ECDSA of {SUB1} was renewed on ", NO, CURED, ALWAYS),
    ("certificate of a CA uploaded", "10.5", uploaded, f"renew CCM+TFTP {SUB1}",
     f"the certificate of CallManager of {SUB1} was renewed on ", NO, CURED, IN_FULL),
    ("Tftp not restarted", "10.5", not_restarted, "", f"{SUB1} still serves another list to phones", NO, CURED, ALWAYS),
    ("CallManager not restarted", "hidden", service_not_restarted, "",
     f"CallManager on {SUB1} shows another certificate on port 5061 than the node has", NO, CURED, ALWAYS),
    ("services that are off", "off", nothing, "", f"Cisco Tftp does not run on {SUB1}, where it is activated", NO, NOT_CURED, IN_FULL),
    ("rollback switch", "10.5", prepared_for_rollback, "", "The cluster is prepared for a rollback", NO, NOT_CURED, ALWAYS),
    ("mode changed", "10.5", mode_changed, "", "The cluster is in non-secure mode, and the list on", NO, NOT_CURED, ALWAYS),
    ("list deleted on a node", "10.5", deleted_on_a_node, "", f"{SUB1} has no list: push the list to it", NO, CURED, ALWAYS),
    ("other list on a node", "10.5", other_on_a_node, "", f"{SUB1} serves another list than the publisher: push the list",
     NO, CURED, IN_FULL),
    ("certificate expired", "10.5", expired, "", "The certificate ended on 2016-06-04", NO, NOT_CURED, IN_FULL),
    ("second cluster's SAST", "10.5", second_cluster, "", None, DONE, CURED, IN_FULL),
    ("token lost", "10.5", token_lost, f"remove SAST {FIRST}", "with fewer than two, none is left when one is lost",
     NO, NOT_CURED, IN_FULL),
    ("token replaced", "10.5", token_replaced, f"remove SAST {FIRST}; add SAST {THIRD}", "the token is to be in the list",
     NO, CURED, IN_FULL),
    ("upgraded 10.5 to 11.5", "11.5", upgraded_to_11_5, "add SAST ITLRECOVERY_cucm-1051-a-pub; add SAST cucm-1051-a-pub",
     "is not in the list as SAST, as it is in all lists of this release", NO, CURED, IN_FULL),
    ("upgraded 11.5 to 12.5", "11.5", upgraded_to_12_5, "", None, DONE, CURED, IN_FULL),
    ("licence refused", "12.5", licence_refused, "; ".join(f"add {label}" for label in [
        *SAST, *SERVER_SAST, f"CCM+TFTP {PUB}", f"CAPF {PUB}", f"CCM+TFTP {SUB1}", f"CCM+TFTP {SUB2}"]),
     "a Smart or Virtual Account that allows export-controlled functionality", NO, NOT_CURED, IN_FULL),
    ("cluster without DNS", "9.1", nothing, "", None, DONE, CURED, ALWAYS),
    ("IM and Presence, Emergency Responder", "10.5", nothing, "", None, DONE, CURED, ALWAYS),
    ("one certificate for all nodes", "multi", nothing, "", None, DONE, CURED, ALWAYS),
    ("node unreachable", "10.5", unreachable, "", f"{SUB1} could not be asked", NETWORK, NOT_CURED, ALWAYS),
    ("wrong account of the CLI", "10.5", wrong_account, None, f"nobody@{PUB}", NETWORK, NOT_CURED, ALWAYS),
]


class ClusterChanges(unittest.TestCase):
    def test_table(self):
        for what, name, happens, wanted, says, status, cured, quick in CASES:
            if not (quick or speed.FULL):
                continue
            with self.subTest(what), tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as after:
                world = World(name, pathlib.Path(folder), after)
                happens(world)
                self.check(world, wanted, says, status)
                if speed.FULL:
                    self.update(world, DONE if cured else status)

    def check(self, world, wanted, says, status):
        result = planned.plan("--json", *world.arguments, status=status)
        if wanted is None:
            result.expect(err=says)
            return
        self.assertEqual("; ".join(planned.changes(result.json)), wanted)
        said = planned.sentences(result.json)
        if says is None:
            self.assertEqual(said, [])
        else:
            self.assertIn(says, "\n".join(said))

    def update(self, world, status):
        """What is not cured ends before there is anything to restart."""
        shutil.rmtree(JOBS, ignore_errors=True)
        arguments = ["update", "paris", "--sign-with", SECOND, "--pin-file", os.environ["SANDBOX_PIN_FILE"], "--yes", "--restart",
                     *world.arguments]
        if status == DONE:
            self.say_yes(arguments)
        else:
            self.assertNotIn("Nothing to do", program.run(*arguments, status=status).out)
        planned.plan(*world.arguments, status=status)

    @staticmethod
    def say_yes(arguments):
        """To the restart of each node."""
        with program.Terminal(*arguments) as terminal:
            while terminal.shows(" now? [yes/no] "):
                terminal.type("yes")
            terminal.wait(DONE)


if __name__ == "__main__":
    unittest.main()
