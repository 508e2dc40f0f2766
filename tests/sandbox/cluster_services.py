"""The TLS ports of a cluster (see clusters.py), in threads of the test that starts them.

    services = cluster_services.start(cluster)     # each is a TlsServer, to be stopped
"""

from tls_services import TlsServer

PORTS = {"CallManager": (5061, 2443), "CAPF": (3804,)}


class NodeService(TlsServer):
    """A service of a node. Until it is restarted, it shows the certificate that it was started with."""

    def __init__(self, cluster, node, unit, port):
        self.now = cluster.own(node.short, unit), cluster.key(node.short, unit)
        self.before = [cluster.folder / "shown" / node.name / f"{unit}.{kind}" for kind in ("pem", "key")]
        super().__init__(*self.now, address=(node.address, port))

    def finish_request(self, request, client_address):
        self.context.load_cert_chain(*(self.before if self.before[0].exists() else self.now))
        super().finish_request(request, client_address)


def start(cluster):
    """Those of all nodes."""
    return [NodeService(cluster, node, unit, port) for unit, ports in PORTS.items() for node in cluster.nodes
            for port in ports if cluster.own(node.short, unit).exists()]
