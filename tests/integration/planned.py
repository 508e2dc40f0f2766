"""What the tests of `plan` share: a chosen cluster that is saved, and the list that a plan is about."""

import clusters
import program
from cluster import FIRST, LOGIN, PIN, SECOND

URL = "sftp://publisher@10.48.47.153/~/tftp/CTLFile.tlv"
TOKENS = ("--token", FIRST, "--token", SECOND)


def become(name):
    """The cluster of this name, saved with all its nodes as "paris"."""
    chosen = clusters.become(name)
    save(chosen)
    return chosen


def save(chosen):
    nodes = [text for node in chosen.nodes[1:] for text in ("--node", f"subscriber,{node.address}")]
    program.run("publisher", "add", "paris", URL, "--replace", "--cli-user", "admin", *nodes, *LOGIN)


def plan(*arguments, **options):
    return program.run("plan", "paris", *arguments, **options)


def changes(answer):
    """What a plan (its JSON) does to records: "renew CCM+TFTP 10.48.47.154"."""
    return [f"{record['action']} {record['label']}" for record in answer["records"] if record["action"] != "keep"]


def sentences(answer):
    """All that a plan (its JSON) says besides."""
    reasons = [record["reason"] for record in answer["records"] if record["reason"]]
    return reasons + answer["to_do"] + answer["unknown"] + answer["notes"] + [one["text"] for one in answer["findings"]]


def certificate_of(chosen, label):
    """The certificate that belongs to a server's record, and its host."""
    function, name = label.split()
    if function == "SAST":
        return chosen.own("pub", "ITLRecovery" if name.startswith("ITLRECOVERY_") else "CallManager"), "10.48.47.153"
    node = next(node for node in chosen.nodes if node.address == name)
    return chosen.own(node.short, "CAPF" if function == "CAPF" else "CallManager"), name


def build(chosen, labels, output, *more, signer=SECOND):
    """A list with these records ("SAST SAST-ADN0054f509", "CAPF 10.48.47.153") in the file OUTPUT."""
    arguments = []
    for label in labels:
        if label.startswith("SAST SAST-"):
            arguments += "--token", label.removeprefix("SAST ")
        else:
            certificate, host = certificate_of(chosen, label)
            arguments += "--server", f"{label.split()[0]},{host},{certificate}"
    program.run("build", "--output", output, *arguments, *more, "--sign-with", signer, pin=PIN)
