"""What hurts a room on purpose, beside a measurement: `python -m bench.hurt PORT CODE ROUND --flooders 1 --stalled 100 --half 1000`.

A flooder sends as fast as its socket takes, and comes back when it is shown out. A stalled reader comes in and never reads.
A half-open socket says nothing, or half of its head, or nothing after its handshake, or half of its hello; when it is cut
another one takes its place. Says "ready" when all of that is so; at the end of its input, in JSON, what came of it.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import random
import socket
import struct
import sys
from collections import Counter
from collections.abc import Coroutine
from typing import Any

import msgpack

from bench.tools import many_files

AT_ONCE = 400
"""Acts that the flooder writes in one go."""
TAB = "f" * 16
"""Stands in what was made once, where each connection puts a tab of its own."""
HALVES = ("silent", "half a head", "no hello", "half a hello")


class Hurt:
    """Everybody who means harm, against one room. `seen` counts what was done to them."""

    def __init__(self, port: int, code: str, round: str, seed: int = 1) -> None:
        self.port, self.code, self.round = port, code, round
        self.seen: Counter[str] = Counter()
        self.lasted: list[float] = []
        """Seconds that half-open sockets lasted until they were cut."""
        self._dice = random.Random(seed)
        self._tasks: list[asyncio.Task[None]] = []
        self._made: list[bytes] = []
        self._ready = 0

    async def begin(self, flooders: int, stalled: int, half: int) -> None:
        """Returns when all of them are there."""
        for n in range(half):
            self._go(self._half(HALVES[n % len(HALVES)]))
        for _ in range(stalled):
            self._go(self._stalled())
        for _ in range(flooders):
            self._go(self._flooder())
        async with asyncio.timeout(120):
            while self._ready < len(self._tasks):  # noqa: ASYNC110 - a count over many tasks
                await asyncio.sleep(0.05)

    def _go(self, life: Coroutine[Any, Any, None]) -> None:
        self._tasks.append(asyncio.create_task(life))

    async def end(self) -> None:
        for task in self._tasks:
            task.cancel()
        for done in await asyncio.gather(*self._tasks, return_exceptions=True):
            if isinstance(done, Exception):
                raise done

    async def _open(self, receives: int = 0) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        plug = socket.socket()
        if receives:
            plug.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receives)
        plug.setblocking(False)
        try:
            await asyncio.get_running_loop().sock_connect(plug, ("127.0.0.1", self.port))
            return await asyncio.open_connection(sock=plug)
        except BaseException:
            plug.close()  # also when it is called off while it connects
            raise

    @property
    def _head(self) -> bytes:
        return (
            f"GET /ws/{self.code} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
            "Sec-WebSocket-Protocol: talkoot.v1\r\n\r\n"
        ).encode()

    def _hello(self, name: str) -> bytes:
        me = self._dice.randbytes(16).hex()
        return framed(msgpack.packb({"t": "hello", "me": me, "tab": "t", "name": name, "lang": "fi"}))

    # half-open

    async def _half(self, kind: str) -> None:
        first = True
        while True:
            with contextlib.suppress(OSError, asyncio.IncompleteReadError):
                reader, writer = await self._open()
                began = asyncio.get_running_loop().time()
                try:
                    await self._halfway(kind, reader, writer)
                    self._ready, first = self._ready + first, False
                    while await reader.read(4096):
                        pass
                    self.seen[f"cut: {kind}"] += 1
                    self.lasted.append(asyncio.get_running_loop().time() - began)
                finally:
                    writer.transport.abort()
            await asyncio.sleep(0.05)

    async def _halfway(self, kind: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if kind == "half a head":
            writer.write(self._head[: len(self._head) // 2])
        elif kind != "silent":
            writer.write(self._head)
            await reader.readuntil(b"\r\n\r\n")
            if kind == "half a hello":
                hello = self._hello("Puolikas")
                writer.write(hello[: len(hello) // 2])
        await writer.drain()

    # stalled

    async def _stalled(self) -> None:
        first = True
        while True:
            reader, writer = await self._open(receives=4096)
            try:
                writer.write(self._head)
                await reader.readuntil(b"\r\n\r\n")
                writer.write(self._hello("Pysähtynyt"))
                await reader.readexactly(2)  # the beginning of the welcome, and then no more
                writer.transport.pause_reading()  # type: ignore[attr-defined]
                self._ready, first = self._ready + first, False
                while not writer.transport.is_closing():  # noqa: ASYNC110 - whoever does not read is not told
                    await asyncio.sleep(0.5)
                self.seen["stalled and cut"] += 1
            except (OSError, asyncio.IncompleteReadError):
                self.seen["stalled and cut"] += 1
            finally:
                writer.transport.abort()

    # flooding

    async def _flooder(self) -> None:
        """One person who comes back again and again, each time with a tab of its own."""
        hello, first = self._hello("Tulva"), True
        while True:
            with contextlib.suppress(OSError, asyncio.IncompleteReadError):
                reader, writer = await self._open()
                hearing: asyncio.Task[None] | None = None
                try:
                    writer.write(self._head)
                    await reader.readuntil(b"\r\n\r\n")
                    hearing = asyncio.create_task(self._hears(reader))
                    writer.write(hello)
                    await self._floods(writer, hearing, first)
                    first = False
                finally:
                    if hearing is not None:
                        hearing.cancel()
                    writer.transport.abort()
                    self.seen["flooder shown out"] += 1
            await asyncio.sleep(0.02)

    async def _floods(self, writer: asyncio.StreamWriter, hearing: asyncio.Task[None], first: bool) -> None:
        tab, at = self._dice.randbytes(8).hex().encode(), 0
        while not (hearing.done() or writer.is_closing()):
            writer.write(self._acts(at).replace(TAB.encode(), tab))
            await writer.drain()
            at += 1
            self.seen["acts of the flooder"] += AT_ONCE
            self._ready, first = self._ready + first, False
            await asyncio.sleep(0)

    def _acts(self, at: int) -> bytes:
        """Made once: making them anew for each connection took a whole core, which the server was to have."""
        while len(self._made) <= at:
            n = len(self._made) * AT_ONCE
            self._made.append(b"".join(framed(msgpack.packb(self._act(n + m + 1))) for m in range(AT_ONCE)))
        return self._made[at]

    def _act(self, n: int) -> dict[str, object]:
        done = {"done": n % 2 == 1}
        return {"t": "act", "tab": TAB, "n": n, "do": "mark_done", "step": self.round, "args": done}

    async def _hears(self, reader: asyncio.StreamReader) -> None:
        while data := await reader.read(65_536):
            for word in (b"slow_down", b"kept"):
                self.seen[f"flooder heard {word.decode()}"] += data.count(word)


def framed(body: bytes) -> bytes:
    """One masked frame (with a mask of zeroes, which is quick)."""
    size = len(body)
    return (
        (struct.pack("!BB", 0x82, 0x80 | size) if size < 126 else struct.pack("!BBH", 0x82, 0xFE, size))
        + bytes(4)
        + body
    )


async def _run(args: argparse.Namespace) -> None:
    hurt = Hurt(args.port, args.code, args.round)
    await hurt.begin(args.flooders, args.stalled, args.half)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    await asyncio.to_thread(sys.stdin.read)
    await hurt.end()
    sys.stdout.write(json.dumps(dict(hurt.seen)) + "\n")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.hurt", description=__doc__)
    parser.add_argument("port", type=int)
    parser.add_argument("code")
    parser.add_argument("round")
    for what in ("flooders", "stalled", "half"):
        parser.add_argument(f"--{what}", type=int, default=0)
    many_files()
    asyncio.run(_run(parser.parse_args()))


if __name__ == "__main__":
    main()
