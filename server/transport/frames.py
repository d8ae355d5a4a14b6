"""Shared WebSocket frames: one message to many sockets, framed and deflated once.

ASGI gives an app one way to send: `await send(...)`, which frames (and deflates) the same bytes again for every
socket and waits for the slowest of them. A room of 500 people needs the opposite, so this module hands prebuilt frames
straight to the transports:

- `SharedFramesProtocol` is a small subclass of uvicorn's sans-I/O WebSocket protocol. It puts a `SocketFrames` into the
  scope's `extensions["talkoot.frames"]`; its synchronous `write` never waits and never queues: above the high-water
  mark it says False, and `on_drained` is called when the buffer is empty again.
- `PlainFrames` (plain_frames.py) is the same interface over ASGI `send`, for every other server: one message under
  way, no queue.

What comes in goes the same short way: once a socket `listen`s, each message is one plain call, and no queue, no task and
no pausing of the reader stands between. ASGI `send` is used for accept and close only. uvicorn's internals that this file leans on are named in `INTERNALS`,
and a test fails when they move.
"""

from __future__ import annotations

import asyncio
import socket
import struct
import zlib
from collections.abc import Callable
from typing import Any, Protocol, cast

from websockets.extensions.permessage_deflate import PerMessageDeflate, ServerPerMessageDeflateFactory
from websockets.frames import Frame
from websockets.protocol import OPEN
from websockets.server import ServerProtocol

from server.hub.ports import Payload
from server.transport.inbox import Gate, Inbox, Receive
from server.transport.outlet import Outlet
from server.transport.pieces import PieceByPiece

EXTENSION = "talkoot.frames"
HIGH_WATER = 32 * 1024  # more than this unsent: the socket gets nothing until it has drained
SEND_BUFFER = 64 * 1024  # the kernel's share, small enough for pings to stay in time
MAX_INBOUND = 64 * 1024  # after inflation
MAX_FRAGMENTS = 64
DEFLATE_FROM = 256  # bytes; below it a deflated frame saves nothing worth a packet
DEFLATE_LEVEL = 3
WINDOW_BITS = 15
STALLED_GRACE = 5.0  # seconds that a closing socket gets to read what is left before it is cut

# What `SharedFramesProtocol` uses of its parent; tests/server/transport/test_frames.py checks each of them.
INTERNALS = (
    "conn", "transport", "scope", "queue", "config", "loop", "frames", "close_sent", "disconnected",
    "handshake_complete", "curr_msg_data_type", "read_paused", "writable", "request", "response", "ping_interval",
    "ping_timer",
)  # fmt: skip

_BINARY = 0x82  # FIN and opcode 2
_BINARY_DEFLATED = 0xC2  # the same with RSV1: RFC 7692
_TAIL = b"\x00\x00\xff\xff"


Heard = Callable[[bytes], None]


class Frames(Protocol):
    """One socket, seen from the endpoint: synchronous writes, no queue."""

    on_drained: Callable[[], None] | None

    @property
    def open(self) -> bool:
        """True while messages can be written: after accept, before any close."""
        ...

    def write(self, payload: Payload) -> bool:
        """Hand the payload to the socket. False: nothing was written; `on_drained` follows if the socket is open."""
        ...

    def unsent(self) -> int:
        """Bytes written that have not left yet."""
        ...

    async def settle(self) -> None:
        """To be awaited before ASGI's close: nothing that was written is overtaken, nobody who stalls is kept."""
        ...

    async def listen(self, receive: Receive, heard: Heard) -> None:
        """Until the socket ends: every message (bytes; a text one counts as empty) in a call that must not raise."""
        ...


def framed(body: bytes, first: int = _BINARY) -> bytes:
    """One unmasked, final WebSocket frame around `body`."""
    size = len(body)
    if size < 126:
        return struct.pack("!BB", first, size) + body
    if size < 65536:
        return struct.pack("!BBH", first, 126, size) + body
    return struct.pack("!BBQ", first, 127, size) + body


def deflated(body: bytes) -> bytes:
    """One frame around the deflated body, or the plain one where deflating does not pay."""
    if len(body) < DEFLATE_FROM:
        return framed(body)
    deflate = zlib.compressobj(level=DEFLATE_LEVEL, wbits=-WINDOW_BITS)
    small = (deflate.compress(body) + deflate.flush(zlib.Z_SYNC_FLUSH)).removesuffix(_TAIL)
    return framed(small, _BINARY_DEFLATED) if len(small) < len(body) else framed(body)


def frame_of(payload: Payload, deflates: bool) -> bytes:
    """The payload's frame for one kind of connection, built once for all of them.

    Only what everybody may see is deflated: compressing a private record beside text that another person chose would
    let its length tell something about it.
    """
    if deflates:
        return payload.framed("for inflaters", deflated if payload.shared else framed)
    return payload.framed("plain", framed)


def shareable(extension: object) -> bool:
    """True when a frame deflated once, with the full window and no context, can be read on that connection."""
    return (
        isinstance(extension, PerMessageDeflate)
        and extension.local_no_context_takeover
        and extension.local_max_window_bits == WINDOW_BITS
    )


class SocketFrames:
    """The extension object of one uvicorn connection: frames go to its outlet and nowhere else."""

    __slots__ = ("_conn", "_protocol", "heard", "on_drained", "outlet")

    def __init__(self, protocol: SharedFramesProtocol) -> None:
        self._protocol, self._conn, self.outlet = protocol, protocol.conn, protocol.outlet
        self.outlet.deflates = any(shareable(extension) for extension in protocol.conn.extensions)
        self.outlet.on_free = self.drained
        self.on_drained: Callable[[], None] | None = None
        self.heard: Heard | None = None

    @property
    def open(self) -> bool:
        protocol = self._protocol
        return (
            protocol.handshake_complete
            and not protocol.close_sent
            and not protocol.disconnected
            and self._conn.state is OPEN
            and not self.outlet.is_closing()
        )

    def write(self, payload: Payload) -> bool:
        outlet = self.outlet
        if outlet.shut or outlet.full():
            outlet.refused = True
            return False
        outlet.write(frame_of(payload, outlet.deflates))
        return True

    def unsent(self) -> int:
        """Bytes that wait for the other side to read."""
        return self.outlet.get_write_buffer_size()

    async def settle(self) -> None:
        """Before a close: whoever reads nothing is cut after a grace, so that the close itself never waits for ever."""
        self._protocol.cut_later()

    async def listen(self, receive: Receive, heard: Heard) -> None:
        """What has come already is in the queue; when that is empty, the rest comes by itself."""
        try:
            while True:
                if self._protocol.queue.empty():
                    self.heard = heard
                event = await receive()
                if event["type"] == "websocket.disconnect":
                    return
                heard(event.get("bytes") or b"")
        finally:
            self.heard = None

    def drained(self) -> None:
        """There is room again: who was refused hears of it."""
        if self.outlet.refused and self.on_drained is not None and self.open:
            self.outlet.refused = False
            self.on_drained()


class SharedFramesProtocol(PieceByPiece):
    """uvicorn's WebSocket protocol with shared frames, bounded buffers and binary messages only."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.config.ws_per_message_deflate:
            self.conn = ServerProtocol(
                extensions=[
                    ServerPerMessageDeflateFactory(server_no_context_takeover=True, client_no_context_takeover=True)
                ],
                max_size=self.config.ws_max_size,
                logger=self.logger,
            )
        self.queue = cast(Any, Inbox())
        self.writable = cast(Any, Gate())
        self.shared: SocketFrames | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.outlet = Outlet(transport)
        super().connection_made(cast(asyncio.BaseTransport, self.outlet))
        self.transport.set_write_buffer_limits(high=HIGH_WATER, low=0)
        endpoint = transport.get_extra_info("socket")
        if endpoint is not None:
            endpoint.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER)

    async def run_asgi(self) -> None:
        self.outlet.admit()
        self.shared = SocketFrames(self)
        extensions: dict[str, Any] = self.scope["extensions"]
        extensions[EXTENSION] = self.shared
        await super().run_asgi()

    def pause_writing(self) -> None:
        super().pause_writing()
        self.outlet.bar()

    def resume_writing(self) -> None:
        super().resume_writing()
        if not (self.close_sent or self.transport.is_closing()):
            self.outlet.open_again()
        if self.shared is not None:
            self.shared.drained()

    def connection_lost(self, exc: Exception | None) -> None:
        self.outlet.bar()
        try:
            super().connection_lost(exc)
        finally:
            self.outlet.lost()

    def shutdown(self) -> None:
        self.outlet.bar()
        super().shutdown()

    def send_receive_event_to_app(self) -> None:
        # The app speaks binary only: a text message is passed on empty, so that bad UTF-8 costs no traceback in the log.
        if self.curr_msg_data_type == "text":
            self.frames = [b""]
        heard = self.shared.heard if self.shared is not None else None
        if heard is None:
            super().send_receive_event_to_app()
            return
        body = self.frames[0] if len(self.frames) == 1 else b"".join(self.frames)
        self.frames = []
        if not self.close_sent:
            heard(body)

    async def send(self, message: Any) -> None:
        await super().send(message)
        if self.close_sent:
            self.outlet.bar()
        if self.handshake_complete and self.request is not None:
            # Nobody asks any more what the handshake said, and the parser would hold it as long as the connection: 6 KiB.
            self.request.headers.clear()
            self.request = self.response = cast(Any, None)
            self.scope["headers"] = []

    def handle_cont(self, event: Frame) -> None:
        if len(self.frames) < MAX_FRAGMENTS:
            super().handle_cont(event)
        elif not self.close_sent:
            self.conn.fail(1009, "too many fragments")
            self.handle_parser_exception()

    def handle_ping(self) -> None:
        # Who pings without reading gets no pongs: RFC 6455 5.5.3 lets us answer the most recent ping only.
        if self.transport.get_write_buffer_size() > HIGH_WATER:
            self.conn.data_to_send()
            return
        super().handle_ping()

    def handle_parser_exception(self) -> None:
        self.outlet.bar()
        super().handle_parser_exception()
        self.cut_later()

    def handle_close(self, event: Frame) -> None:
        self.outlet.bar()
        super().handle_close(event)
        self.cut_later()

    def send_keepalive_ping(self) -> None:
        # It asks whether somebody is there: who has just spoken is (docs/decisions/007-speed.md).
        heard = self.heard_at + (self.ping_interval or 0.0)
        reads = not self.outlet.shut  # who says something and takes nothing is asked, and cut
        if reads and self.loop.time() < heard:
            self.ping_timer = self.loop.call_at(heard, self.send_keepalive_ping)
        else:
            super().send_keepalive_ping()

    def keepalive_timeout(self) -> None:
        self.outlet.bar()
        super().keepalive_timeout()
        self.cut_later()

    def cut_later(self) -> None:
        """A socket that reads nothing would keep its closing transport for ever: cut it after a grace."""
        self.loop.call_later(STALLED_GRACE, self._cut)

    def _cut(self) -> None:
        if not self.disconnected:
            self.transport.abort()
