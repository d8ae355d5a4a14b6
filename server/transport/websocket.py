"""The socket of a room, `/ws/{code}`: accept, hello, then a loop that passes messages on and never waits for the room.

The endpoint decides who may connect at all (our own pages, known codes, not too many tries), turns bytes into typed
messages and gives them to the `LiveRoom`, which answers through the `SocketLink`. What a person does wrong is answered
with a stable code and a sentence in their language; only a bad first message, or a flood, costs the connection.
"""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import msgpack

from server import words
from server.hub.ports import Act, Close, Hello, Hub, LiveRoom, Payload, RoomBroken, Soft, Unavailable, UnknownRoom
from server.settings import Settings
from server.transport.flood import Allowance, Flood, GuessBrake
from server.transport.frames import SocketFrames
from server.transport.hosts import header, own_origin
from server.transport.inbound import Inbound, Malformed, decode
from server.transport.inbox import Event, Receive
from server.transport.metrics import Metrics
from server.transport.plain_frames import PlainFrames, frames_of

SUBPROTOCOL = "talkoot.v1"
FIRST_MESSAGE_WITHIN = 15.0  # seconds
LONGEST_HELLO = 20 * 1024
HELLO_AGAIN_MS = 3_000
PATIENCE = 400  # refusals for being too fast or malformed, before the socket is closed
CODE = re.compile(r"[A-Z0-9]{4,12}")

CLOSE_MALFORMED, CLOSE_UNKNOWN, CLOSE_BROKEN = 4400, 4404, 4500
_log = logging.getLogger(__name__)

Send = Callable[[Event], Awaitable[None]]


class Left(Exception):
    """The other side went away before it said who it is."""


def clean_code(text: str) -> str:
    """A code as it was typed or spoken → as rooms are called; "" when it cannot be one."""
    code = text.replace("-", "").replace(" ", "").upper()
    return code if CODE.fullmatch(code) else ""


class SocketLink:
    """One connection as the hub sees it (`server.hub.ports.Link`)."""

    __slots__ = ("_frames", "_may_join", "_send", "closing", "lang", "outlet", "write")

    def __init__(self, frames: SocketFrames | PlainFrames, send: Send, lang: str, may_join: Callable[[], bool]) -> None:
        self._frames, self._send, self._may_join = frames, send, may_join
        self.write: Callable[[Payload], bool] = frames.write  # straight to the socket
        self.outlet = frames.outlet if isinstance(frames, SocketFrames) else None
        """Where the same may be written to many at once (crowd.py)."""
        self.lang = lang
        self.closing: asyncio.Task[None] | None = None

    def newcomer(self) -> bool:
        return self._may_join()

    def close(self, code: int, reason: str) -> None:
        if self.closing is None:
            self.write = _nothing
            if self.outlet is not None:
                self.outlet.end()
            self.closing = asyncio.ensure_future(self._close(code, reason))

    async def _close(self, code: int, reason: str) -> None:
        await self._frames.settle()
        try:
            await self._send({"type": "websocket.close", "code": code, "reason": reason[:100]})
        except (OSError, RuntimeError) as error:  # the other side was faster
            _log.debug("closed already: %s", type(error).__name__)

    def bye(self, code: str, close: int, *, again: bool = False, after: int = 0) -> None:
        """Say why, then close."""
        message = {"t": "bye", "code": code, "say": words.refusal(self.lang, code), "again": again, "after": after}
        self.write(encoded(message))
        self.close(close, code)

    def refuse(self, code: str, tab: str, n: int) -> None:
        """Answer one action; what a full buffer drops, the browser asks again."""
        self.write(encoded({"t": "refused", "tab": tab, "n": n, "code": code, "say": words.refusal(self.lang, code)}))


def _nothing(_: Payload) -> bool:
    """What a closing link takes."""
    return False


def encoded(message: dict[str, Any]) -> Payload:
    """A message of the transport's own."""
    return Payload(msgpack.packb(message))


@dataclass(frozen=True)
class Sockets:
    """Everything a connection needs to know; an ASGI app for `/ws/{code}`."""

    hub: Hub
    settings: Settings
    metrics: Metrics
    brake: GuessBrake
    flood: Flood

    async def serve(self, scope: dict[str, Any], receive: Receive, send: Send, code: str) -> None:
        """One connection, from knock to goodbye."""
        if (await receive())["type"] != "websocket.connect":
            return
        client = (scope.get("client") or ("",))[0]
        wrong = self._unwelcome(scope) or ("" if self.flood.enter(client) else "too_many")
        if wrong:
            self.metrics.unwelcome.add(of=wrong)
            await send({"type": "websocket.close", "code": 1008, "reason": wrong})
            return
        try:
            await self._serve(scope, receive, send, client, clean_code(code))
        finally:
            self.flood.leave(client)

    async def _serve(self, scope: dict[str, Any], receive: Receive, send: Send, client: str, code: str) -> None:
        lang = words.preferred(header(scope, b"accept-language"))  # the headers are let go on accepting
        await send({"type": "websocket.accept", "subprotocol": SUBPROTOCOL})
        frames = frames_of(scope, send)
        link = SocketLink(frames, send, lang, lambda: self.flood.newcomer(client))
        self.metrics.opened.add()
        self.metrics.buffers.add(frames.unsent)
        try:
            await self._attend(receive, link, frames, client, code)
        except Left:
            pass
        finally:
            self.metrics.buffers.discard(frames.unsent)
            if isinstance(frames, PlainFrames):
                frames.open = False
            if link.closing is not None:
                await link.closing

    def _unwelcome(self, scope: dict[str, Any]) -> str:
        if not own_origin(self.settings, scope):
            return "foreign_origin"
        return "" if SUBPROTOCOL in scope.get("subprotocols", ()) else "no_subprotocol"

    async def _attend(
        self, receive: Receive, link: SocketLink, frames: SocketFrames | PlainFrames, client: str, code: str
    ) -> None:
        hello = await self._first(receive, link)
        room = await self._enter(link, client, code) if hello else None
        if hello is None or room is None:
            return await self._wait_for_end(receive)
        allowance = self.flood.allowance(client, code, hello.me)
        if not allowance.hello():
            self.metrics.slowed.add(of="hello")
            link.bye("slow_down", Close.AGAIN, again=True, after=HELLO_AGAIN_MS)
            return await self._wait_for_end(receive)
        frames.on_drained = lambda: room.drained(link)
        try:
            room.hello(link, hello)
            await frames.listen(receive, Listener(self.metrics, room, link, allowance).heard)
        finally:
            frames.on_drained = None
            room.gone(link)

    async def _first(self, receive: Receive, link: SocketLink) -> Hello | None:
        """The first message, which says who is there; anything else ends the connection."""
        try:
            async with asyncio.timeout(FIRST_MESSAGE_WITHIN):
                event = await receive()
            if event["type"] == "websocket.disconnect":
                raise Left
            body = event.get("bytes") or b""
            if len(body) > LONGEST_HELLO:
                raise Malformed("too_large")
            message = decode(body)
        except TimeoutError:
            message = None
        except Malformed as wrong:
            self.metrics.malformed.add(of=wrong.code)
            link.bye(wrong.code, CLOSE_MALFORMED)
            return None
        if not isinstance(message, Hello):
            link.bye("first_hello", CLOSE_MALFORMED)
            return None
        if message.lang:
            link.lang = words.known(message.lang)
        return message

    async def _enter(self, link: SocketLink, client: str, code: str) -> LiveRoom | None:
        """The room of that code, or a goodbye that says why not."""
        if not self.brake.allows(client, code):
            link.bye("slow_down", Close.AGAIN, again=True, after=60_000)
            return None
        try:
            if not code:
                raise UnknownRoom
            room = await self.hub.room(code)
        except UnknownRoom:
            self.brake.wrong(client)
            self.metrics.wrong_codes.add()
            link.bye("unknown_room", CLOSE_UNKNOWN)
        except RoomBroken:
            link.bye("room_broken", CLOSE_BROKEN)
        except Unavailable:
            link.bye("unavailable", Close.AGAIN, again=True, after=2_000)
        except Exception:  # noqa: BLE001 - whatever it is, the person gets a sentence and the log the rest
            _log.exception("a room could not be opened")
            link.bye("internal", 1011, again=True, after=5_000)
        else:
            self.brake.right(client, code)
            return room
        return None

    async def _wait_for_end(self, receive: Receive) -> None:
        """After a goodbye: read until the other side has gone, so that it can read why."""
        while (await receive())["type"] != "websocket.disconnect":
            pass


class Listener:
    """What one connection that is in says. It hands on and never waits, so pongs are always read in time."""

    def __init__(self, metrics: Metrics, room: LiveRoom, link: SocketLink, allowance: Allowance) -> None:
        self._room, self._link, self._metrics, self._allowance = room, link, metrics, allowance
        self._patience = PATIENCE

    def heard(self, body: bytes) -> None:
        """One message. Never raises: what is wrong with it is answered."""
        if self._link.closing is not None:
            return
        if not self._allowance.read(len(body)):
            self._metrics.slowed.add(of="bytes")
            # Its name is not known, so that it cannot be refused; a page sends it again when it comes back.
            self._link.bye("slow_down", Close.AGAIN, again=True, after=30_000)
            return
        try:
            self._pass_on(decode(body))
        except Malformed as wrong:
            self._metrics.malformed.add(of=wrong.code)
            self._refuse(wrong.code, wrong.tab, wrong.n)
        except Exception:  # noqa: BLE001 - a mistake of ours costs this connection, not the process
            _log.exception("a message could not be passed on")
            self._link.bye("internal", 1011, again=True, after=5_000)

    def _pass_on(self, message: Inbound) -> None:
        if isinstance(message, Act):
            if self._allowance.act(message.tab, message.n):
                self._room.act(self._link, message)
            else:
                self._metrics.slowed.add(of="act")
                self._refuse("slow_down", message.tab, message.n)
        elif isinstance(message, Hello):
            raise Malformed("unknown_message")
        elif self._allowance.soft():
            if isinstance(message, Soft):
                self._room.soft(self._link, message)
            else:
                self._room.sync(self._link, message)
        else:
            self._metrics.slowed.add(of="soft")

    def _refuse(self, code: str, tab: str, n: int) -> None:
        self._patience -= 1
        if self._patience > 0:
            self._link.refuse(code, tab, n)
        else:
            self._link.bye("slow_down", Close.AGAIN, again=True, after=30_000)
