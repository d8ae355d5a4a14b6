"""A bad network in front of a server: a TCP proxy that delays, slices, stalls, cuts and swallows, as its dice fall.

Who connects says under which weather (`X-Weather`, a seed of its own for each connection, or `fair`); so that the same
seed is the same weather. What was under way when a phone gave up may still reach the server long after the phone is
back on another connection: that is how a network reorders.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
import re
import socket
from collections import Counter
from collections.abc import AsyncIterator

import msgspec

FAIR = "fair"
HEAD = 8192
SLICES = 12
"""How often a read is cut at most; the rest of it goes in one piece."""
_WEATHER = re.compile(rb"x-weather: ([^\r\n]+)\r\n", re.IGNORECASE)


class Weather(msgspec.Struct, frozen=True):
    """How one connection fares. Times in seconds; `pieces` = bytes per segment, 0 = as they come."""

    end: str = ""
    """How it ends: `fin`, `rst`, `hole` (nothing passes any more, and nobody is told), `up` / `down` (one way only)."""
    after: float = 0.0
    delay: float = 0.0
    pieces: int = 0
    stall: float = 0.0
    """Now and then nothing passes for so long."""
    late: float = 0.0
    """What was under way to the server arrives so long after the phone has gone."""


def weather_of(label: str) -> Weather:
    """What the dice of this label give."""
    if label == FAIR:
        return Weather()
    dice = random.Random(label)
    end = dice.choices(("fin", "rst", "hole", "up", "down", "refused"), (4, 4, 3, 2, 2, 1))[0]
    return Weather(
        end, dice.expovariate(1 / 0.8), dice.choice((0.0, 0.0, 0.005, 0.03, 0.1)), dice.choice((0, 0, 3, 17, 400)),
        dice.choice((0.0, 0.0, 0.0, 0.25)), dice.choice((0.0, 0.05, 0.3, 0.8)),
    )  # fmt: skip


class Network:
    """The proxy. `seen` counts the endings that came to pass."""

    def __init__(self, server_port: int) -> None:
        self.server_port = server_port
        self.port = 0
        self.seen: Counter[str] = Counter()
        self._ways: set[asyncio.Task[None]] = set()

    async def _enter(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._ways.add(task)
        try:
            with contextlib.suppress(OSError, asyncio.IncompleteReadError):
                await self._through(reader, writer)
        except asyncio.CancelledError:  # the network is taken down: that is no error of whoever was on it
            pass
        finally:
            self._ways.discard(task)
            writer.transport.abort()

    async def _through(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        found = _WEATHER.search(head)
        weather = weather_of(found[1].decode() if found else FAIR)
        self.seen[weather.end or FAIR] += 1
        if weather.end == "refused":
            return
        plug = socket.socket()
        plug.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8192)
        plug.setblocking(False)
        await asyncio.get_running_loop().sock_connect(plug, ("127.0.0.1", self.server_port))
        there, out = await asyncio.open_connection(sock=plug, limit=HEAD)
        out.write(head)
        try:
            await Way(weather, reader, writer, there, out).last()
        finally:
            out.transport.abort()


class Way:
    """One connection through the network."""

    def __init__(
        self,
        weather: Weather,
        phone: asyncio.StreamReader,
        to_phone: asyncio.StreamWriter,
        server: asyncio.StreamReader,
        to_server: asyncio.StreamWriter,
    ) -> None:
        self.weather = weather
        self.phone, self.to_phone, self.server, self.to_server = phone, to_phone, server, to_server
        self._dice = random.Random(repr(weather))
        self._held = bytearray()
        self._up = self._down = True

    async def last(self) -> None:
        """Until both ends are gone."""
        up, down = asyncio.create_task(self._upwards()), asyncio.create_task(self._downwards())
        try:
            if not self.weather.end:
                await asyncio.wait({up, down}, return_when=asyncio.FIRST_COMPLETED)
                return
            await asyncio.wait({up, down}, timeout=self.weather.after, return_when=asyncio.FIRST_COMPLETED)
            if up.done() or down.done():
                return
            await self._ends(up, down)
        finally:
            for task in (up, down):
                task.cancel()
            await asyncio.gather(up, down, return_exceptions=True)

    async def _ends(self, up: asyncio.Task[None], down: asyncio.Task[None]) -> None:
        end = self.weather.end
        if end == "rst":
            return
        if end == "fin":
            for way in (self.to_phone, self.to_server):
                if not way.transport.is_closing():
                    way.write_eof()
            return
        self._up, self._down = end == "up", end == "down"
        await up  # the phone has given up
        await asyncio.sleep(self.weather.late)
        if self._held:
            self.to_server.write(self._held)
            await self.to_server.drain()
            await asyncio.sleep(0.05)

    async def _upwards(self) -> None:
        while data := await self.phone.read(HEAD):
            if not self._up:
                self._held += data
            else:
                await self._pass(data, self.to_server)

    async def _downwards(self) -> None:
        while data := await self.server.read(HEAD):
            while not self._down:
                await asyncio.sleep(0.05)
            await self._pass(data, self.to_phone)

    async def _pass(self, data: bytes, to: asyncio.StreamWriter) -> None:
        weather = self.weather
        if weather.delay:
            await asyncio.sleep(self._dice.random() * 2 * weather.delay)
        if weather.stall and self._dice.random() < 0.1:
            await asyncio.sleep(weather.stall)
        size = weather.pieces or len(data)
        for start in range(0, min(len(data), SLICES * size), size):
            to.write(data[start : start + size])
            await to.drain()
            if weather.pieces:
                await asyncio.sleep(0)
        if rest := data[SLICES * size :]:
            to.write(rest)
            await to.drain()


@contextlib.asynccontextmanager
async def network(server_port: int) -> AsyncIterator[Network]:
    """A bad network in front of this port."""
    between = Network(server_port)
    server = await asyncio.start_server(between._enter, "127.0.0.1", 0, limit=HEAD)
    between.port = server.sockets[0].getsockname()[1]
    try:
        yield between
    finally:
        server.close()
        for way in list(between._ways):
            way.cancel()
        await asyncio.gather(*between._ways, return_exceptions=True)
