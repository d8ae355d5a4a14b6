"""HTTP connections with bounds, before any app sees a request: how long a head may be, how long anything may take.

uvicorn waits for ever for a request that does not come to its end, keeps whatever headers are sent, and lines up
pipelined requests without counting. Here a head is complete within seconds and 32 KiB, an answer is read while it makes
progress, a few requests may be lined up, and one address holds so many connections at once and no more. Behind a proxy
all connections come from one address: that one is not counted, the proxy has limits of its own.

A connection that becomes a WebSocket leaves these counts; sockets are counted in flood.py, by the address that the
proxy names.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterable
from typing import Any, ClassVar, Literal

from server.transport.flood import Free, network

try:
    from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
except ImportError:  # no httptools on this machine: h11 bounds heads by itself
    HttpToolsProtocol = None  # type: ignore[assignment,misc]

HEAD_WITHIN = 15.0  # seconds from the first byte (or the last answer's end) to the end of the head
ANSWERED_WITHIN = 300.0  # a whole request with its body and its answer
IDLE_GRACE = 15.0  # after uvicorn's own keep-alive
PROGRESS_WITHIN = 30.0  # in which whoever reads an answer has to read something
LARGEST_HEAD = 32 * 1024
MOST_PIPELINED = 16
_TOO_LARGE = b"HTTP/1.1 431 Request Header Fields Too Large\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"


class Doors:
    """How many HTTP connections each network holds open; `free` addresses (proxies of ours) are not counted."""

    def __init__(self, most: float, free: Iterable[str] = ()) -> None:
        self._most = most
        self._free = Free(free)
        self._open: Counter[str] = Counter()

    def enter(self, address: str) -> bool:
        """One more from there, or False: too many."""
        if address in self._free:
            return True
        if self._open[network(address)] >= self._most:
            return False
        self._open[network(address)] += 1
        return True

    def leave(self, address: str) -> None:
        """One fewer."""
        if address in self._free:
            return
        net = network(address)
        if self._open[net] > 1:
            self._open[net] -= 1
        else:
            del self._open[net]

    def __len__(self) -> int:
        return sum(self._open.values())


if HttpToolsProtocol is not None:

    class BoundedHttp(HttpToolsProtocol):
        """uvicorn's HTTP protocol inside `doors`; what comes too slowly or too long is cut."""

        doors: ClassVar[Doors]

        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            self._timer: asyncio.TimerHandle | None = None
            self._address: str | None = None
            self._in_head = True
            self._head = 0
            self._unread = 0

        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            super().connection_made(transport)  # type: ignore[arg-type]
            address = self.client[0] if self.client else ""
            if not self.doors.enter(address):
                self.transport.abort()
                return
            self._address = address
            self._arm(HEAD_WITHIN)

        def connection_lost(self, exc: Exception | None) -> None:
            self._go()
            super().connection_lost(exc)

        def handle_websocket_upgrade(self) -> None:
            self._go()
            super().handle_websocket_upgrade()

        def data_received(self, data: bytes) -> None:
            super().data_received(data)
            if self._in_head:
                self._head += len(data)
                if self._head > LARGEST_HEAD and not self.transport.is_closing():
                    self.transport.write(_TOO_LARGE)
                    self.transport.close()

        def on_message_begin(self) -> None:
            super().on_message_begin()
            if not self._in_head:
                self._in_head, self._head = True, 0
                self._arm(HEAD_WITHIN)

        def on_headers_complete(self) -> None:
            self._in_head = False
            self._arm(ANSWERED_WITHIN)
            super().on_headers_complete()
            if len(self.pipeline) > MOST_PIPELINED:
                self.transport.abort()

        def on_response_complete(self) -> None:
            super().on_response_complete()
            self._unread = self.transport.get_write_buffer_size()
            if not self._in_head:
                self._arm(ANSWERED_WITHIN if self.pipeline else self.timeout_keep_alive + IDLE_GRACE)

        def _arm(self, seconds: float) -> None:
            if self._timer is not None:
                self._timer.cancel()
            self._timer = None if self._address is None else self.loop.call_later(seconds, self._over)

        def _over(self) -> None:
            """Time is up: only whoever still reads an answer, and goes on reading, is given more."""
            unread, self._unread = self._unread, self.transport.get_write_buffer_size()
            if 0 < self._unread < unread:
                self._arm(PROGRESS_WITHIN)
            else:
                self.transport.abort()

        def _go(self) -> None:
            if self._timer is not None:
                self._timer.cancel()
            if self._address is not None:
                self.doors.leave(self._address)
            self._timer = self._address = None


def http_within(doors: Doors) -> type[asyncio.Protocol] | Literal["h11"]:
    """The HTTP protocol for uvicorn, inside these doors."""
    if HttpToolsProtocol is None:
        return "h11"
    return type("DooredHttp", (BoundedHttp,), {"doors": doors})
