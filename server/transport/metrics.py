"""What the transport counts, beside the hub's own figures; no code, name or text of anybody ever becomes a label."""

from __future__ import annotations

from collections.abc import Callable

from server.hub.metrics import Counter, Gauge


class Metrics:
    """The registry of sockets and requests."""

    def __init__(self) -> None:
        self.buffers: set[Callable[[], int]] = set()
        """For each open socket, what reads its unsent bytes."""
        self.sockets = Gauge("talkoot_sockets", "Sockets open")
        self.unsent = Gauge("talkoot_unsent_bytes", "Bytes written to sockets that have not left yet")
        self.opened = Counter("talkoot_sockets_opened_total", "Sockets accepted")
        self.unwelcome = Counter("talkoot_sockets_unwelcome_total", "Handshakes turned away", "why")
        self.malformed = Counter("talkoot_messages_malformed_total", "Messages that are none of the protocol", "code")
        self.slowed = Counter("talkoot_messages_slowed_total", "Messages over the limit of one socket", "kind")
        self.wrong_codes = Counter("talkoot_wrong_codes_total", "Knocks at rooms that do not exist")
        self.requests = Counter("talkoot_requests_total", "HTTP requests answered", "status")

    def text(self) -> str:
        """All of it in the Prometheus text format."""
        self.unsent.set(sum(read() for read in self.buffers))
        self.sockets.set(len(self.buffers))
        lines = []
        for metric in (one for one in vars(self).values() if isinstance(one, Counter)):
            lines += [f"# HELP {metric.name} {metric.says}", f"# TYPE {metric.name} {metric.kind}", *metric.lines()]
        return "\n".join(lines) + "\n"
