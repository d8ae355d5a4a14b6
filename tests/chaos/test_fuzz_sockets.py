"""The same against a whole server: hostile sockets and requests beside a workshop in which nobody notices anything.

Everybody in that workshop keeps one connection from beginning to end, misses nothing, and everything they do is kept.
The server's log stays without a traceback, its memory where it was.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import random
import time
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path

import msgpack
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import WebSocketException

from server.rehearse.figures import Figures
from server.rehearse.seat import PROTOCOL, Seat
from server.rehearse.server_process import ServerProcess
from server.rehearse.web import ask, socket_url
from tests.chaos.fuzz.files import BOMBS, Files
from tests.chaos.fuzz.frames import WORDS, Fuzzer
from tests.chaos.fuzz.measured import MOST_MB, resident_mb
from tests.chaos.fuzz.wire import frame, noise, rude, rude_socket
from tests.chaos.test_fuzz import FRAMES, SEED, tell

pytestmark = pytest.mark.chaos

ON_SOCKETS = int(os.environ.get("FUZZ_SOCKETS", str(min(FRAMES // 50, 100_000))))
REQUESTS = int(os.environ.get("FUZZ_REQUESTS", str(min(FRAMES // 500, 20_000))))
EACH = 60
"""Frames that one hostile socket sends before another takes its place."""
MOST_TRY_MS = 150.0
"""Of a whole rude try, up to 20,000 frames in one go, read in many turns of the loop."""
TICK = os.sysconf("SC_CLK_TCK")


class Workshop:
    """A server with people at work in it, who do a little thing now and then, and hold all of it against the end."""

    def __init__(self, server: ServerProcess, log: Path) -> None:
        self.server, self.log = server, log
        self.figures, self.seats = Figures(), list[Seat]()
        self.code = self.other = self.key = ""
        self.slowest = 0.0
        self._tasks: list[asyncio.Task[None]] = []

    @property
    def pid(self) -> int:
        process = self.server._process
        assert process is not None
        return process.pid

    async def begin(self, people: int = 5) -> None:
        made = await ask(f"{self.server.url}/api/rooms", {"model": "double-diamond", "lang": "fi"})
        attacked = await ask(f"{self.server.url}/api/rooms", {"model": "double-diamond", "lang": "fi"})
        self.code, self.other = made["code"], attacked["code"]
        self.key = attacked["host_url"].partition("#")[2]
        for n in range(people):
            key = made["host_url"].partition("#")[2] if n == 0 else ""
            seat = Seat(socket_url(self.server.url, self.code), self.figures, name=f"Henkilö {n}", key=key)
            self.seats.append(await seat.join())
            self._tasks.append(asyncio.create_task(self._work(seat)))

    async def _work(self, seat: Seat) -> None:
        for n in range(1, 10**9):
            started = time.perf_counter()
            asked = await seat.ask("rename", name=f"Nimi {n}")
            self.slowest = max(self.slowest, time.perf_counter() - started)
            assert asked.rev, asked.refused
            await asyncio.sleep(0.2)

    async def unhurt(self) -> None:
        """Nobody lost the connection, missed a frame or had anything refused; the server has not complained."""
        for task in self._tasks:
            assert not task.done(), task.exception()
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for seat in self.seats:
            assert (seat.full, seat.deltas) == (1, 0), "one connection from beginning to end"
            await seat.leave()
        assert self.figures.gaps == 0 and self.figures.differing == 0 and not self.figures.refused
        said = self.log.read_text(encoding="utf-8")
        assert "Traceback" not in said and " ERROR " not in said and " CRITICAL " not in said, said[-4000:]

    def cpu_ms(self) -> float:
        """Processor time of the whole server."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) * 1000 / TICK


@contextlib.asynccontextmanager
async def workshop(tmp_path: Path) -> AsyncIterator[Workshop]:
    log = tmp_path / "log"
    async with ServerProcess(tmp_path / "data", log) as server:
        found = Workshop(server, log)
        await found.begin()
        yield found
        await found.unhurt()


async def hostile(at: Workshop, fuzzer: Fuzzer, frames: int, heard: Counter[str]) -> None:
    """Sockets one after the other: a hello that is good or not, then whatever comes."""
    sent, dice = 0, random.Random(fuzzer.seed)
    while sent < frames:
        room = dice.choice((at.other, at.code, at.other))
        with contextlib.suppress(OSError, WebSocketException, TimeoutError):
            async with connect(
                socket_url(at.server.url, room), subprotocols=[PROTOCOL], proxy=None, ping_interval=None,
                compression=dice.choice(("deflate", None)), max_size=None, open_timeout=30, close_timeout=1,
            ) as socket:  # fmt: skip
                reader = asyncio.create_task(listen(socket, heard))
                try:
                    hello = {"t": "hello", "me": dice.randbytes(16).hex(), "tab": "t"}
                    hello |= {"role_key": at.key} if room == at.other and dice.random() < 0.3 else {}
                    await socket.send(fuzzer.next()[1] if dice.random() < 0.2 else msgpack.packb(hello))
                    for _ in range(EACH):
                        how, body = fuzzer.next()
                        if len(body) > 65_536 and dice.random() < 0.9:
                            continue  # it would end the socket before the room has heard anything
                        sent += 1
                        await socket.send(body if how != "bent" or dice.random() < 0.98 else body.decode("latin-1"))
                    await asyncio.sleep(0.05)
                finally:
                    reader.cancel()
        await asyncio.sleep(0)


async def listen(socket: object, heard: Counter[str]) -> None:
    """Counts what is said to it."""
    with contextlib.suppress(WebSocketException):
        async for said in socket:  # type: ignore[attr-defined]
            message = msgpack.unpackb(said)
            heard[message.get("code", message["t"])] += 1


async def test_hostile_sockets_beside_a_workshop(tmp_path: Path) -> None:
    started, heard, memory = time.perf_counter(), Counter[str](), []
    async with workshop(tmp_path) as at:
        for third in range(3):
            crowd = [Fuzzer(SEED * 1000 + third * 10 + n) for n in range(6)]
            async with asyncio.TaskGroup() as group:
                for fuzzer in crowd:
                    group.create_task(hostile(at, fuzzer, ON_SOCKETS // 18, heard))
            memory.append(resident_mb(at.pid))
        slowest = at.slowest
    tell(
        "frames on sockets", sent=ON_SOCKETS, memory_mb=[round(one) for one in memory],
        slowest_kept_s=round(slowest, 2), seconds=round(time.perf_counter() - started), **dict(heard.most_common(8)),
    )  # fmt: skip
    assert heard["malformed"] and heard["welcome"] and heard["change"]
    assert heard["internal"] == 0
    assert memory[2] - memory[1] < MOST_MB + 2 * ON_SOCKETS / 1000, "people and names that were kept, and nothing else"


async def test_rude_sockets_beside_a_workshop(tmp_path: Path) -> None:
    """What no library sends. Each costs its own socket and little time; what is answered at all ends in a close."""
    repeats, dear = 20, dict[str, float]()
    dice = random.Random(SEED)
    async with workshop(tmp_path) as at:
        tries = rude() | {f"noise {n}": noise(dice) for n in range(60)}
        before = resident_mb(at.pid)
        for name, body in tries.items():
            times = repeats if not name.startswith("noise") else 1
            spent = at.cpu_ms()
            for _ in range(times):
                await thrown(at, body, greeted=dice.random() < 0.5)
            dear[name] = (at.cpu_ms() - spent) / times
        grown = resident_mb(at.pid) - before
    worst = max((ms, name) for name, ms in dear.items() if not name.startswith("noise"))
    tell("rude sockets", tried=len(tries), dearest=f"{worst[0]:.1f} ms ({worst[1]})", memory_mb=round(grown, 1))
    # A try is a handshake, a welcome, many frames and a close: a handful of turns of the loop.
    assert worst[0] < MOST_TRY_MS
    assert grown < 2 * MOST_MB


async def thrown(at: Workshop, body: bytes, greeted: bool) -> None:
    """One rude socket: perhaps a hello, then this, then it is left to the server to end it or not."""
    async with rude_socket(at.server.port, at.other) as (reader, writer):
        with contextlib.suppress(OSError, TimeoutError):
            if greeted:
                me = random.randbytes(16).hex()
                writer.write(frame(msgpack.packb({"t": "hello", "me": me, "tab": "t"})))
            writer.write(body)
            await writer.drain()
            async with asyncio.timeout(0.2):
                while await reader.read(65_536):
                    pass


# --- requests ---------------------------------------------------------------------------------------------------------

PATHS = (
    "/", "/api/rooms", "/api/rooms/{code}/export", "/api/rooms/{code}/copy", "/api/rooms/{code}/result", "/api/import",
    "/api/demo", "/api/models", "/api/info", "/livez", "/readyz", "/metrics", "/api/openapi.json", "/qr/{code}.svg",
    "/{code}", "/host/{code}", "/screen/{code}", "/report/{code}", "/words/fi.ftl", "/static/manifest.json", "/robots.txt",
    "/static/../server/app.py", "/static/..%2f..%2fpyproject.toml", "/static/%2e%2e/%2e%2e/etc/passwd", "/words/../fi.ftl",
    "/static/\\..\\..\\x", "//evil.example/", "/%00", "/host/%0d%0aSet-Cookie:x", "/ws/{code}", "*", "http://evil.example/",
)  # fmt: skip
METHODS = ("GET", "GET", "GET", "POST", "POST", "HEAD", "PUT", "DELETE", "OPTIONS", "TRACE", "PATCH", "BREW", "CONNECT")
HEADERS = (
    "Host: evil.example", "Host: a b", "Host: localhost\r\nHost: evil.example", "Host:", "Origin: null", "Origin: https://evil",
    "Range: bytes=0-0,1-1,2-2,3-3,4-4", "Range: bytes=" + ",".join(f"{n}-" for n in range(500)), "Authorization: Bearer x",
    "Authorization: Bearer " + "y" * 4000, "Authorization: Basic eDp4", "Accept-Language: " + "fi," * 2000, "Content-Length: -1",
    "Accept-Language: fi;q=" + "9" * 300, "Accept-Encoding: br;q=0,gzip;q=2,*", "Transfer-Encoding: chunked", "Cookie: a=b",
    "Content-Length: 99999999999999999999", "Content-Type: multipart/form-data; boundary=", "X-Forwarded-For: 1.2.3.4, x, ::1",
    "X-Forwarded-For: " + "1.1.1.1," * 500, "X-Forwarded-Proto: javascript", "If-None-Match: " + "*" * 3000, "Expect: 100-continue",
    "Upgrade: websocket\r\nConnection: Upgrade", "Upgrade: h2c\r\nConnection: Upgrade", "Connection: close", "X: \x0b",
)  # fmt: skip


def request(dice: random.Random, code: str, files: Files) -> bytes:
    """One request that may be anything."""
    path = dice.choice(PATHS).replace("{code}", dice.choice((code, code.lower(), "AAAAAA", "%F0%9F%92%A3", "." * 30)))
    path += dice.choice(("", "", "?format=xlsx", "?lang=" + "x" * 500, "?v=%00", "?format=../../x", "/", "%2e", "#x"))
    headers = [dice.choice(HEADERS) for _ in range(dice.choice((0, 1, 2, 4)))]
    if not any(header.startswith("Host") for header in headers):
        headers.append("Host: 127.0.0.1")
    body = b""
    if dice.random() < 0.5:
        body = dice.choice((
            b"{", b"[]", b'{"model":"double-diamond"}', json.dumps({"title": dice.choice(WORDS), "model": "x"}).encode(),
            b'{"agenda":' + b"[" * 5000, b'{"agenda":{"steps":[{}]}}', dice.randbytes(300), b'{"lang":1e999}', b"\xff", b'"\\ud800"',
            json.dumps({"agenda": {"name": "x", "title": {"fi": "=x"}, "steps": [{"activity": dice.choice(WORDS)}] * 200}}).encode(),
            files.next()[1],
        ))  # fmt: skip
        headers.append(f"Content-Length: {len(body)}")
    head = f"{dice.choice(METHODS)} {path} HTTP/{dice.choice(('1.1', '1.1', '1.0', '2.0', '9'))}\r\n" + "\r\n".join(
        headers
    )
    whole = head.encode("utf-8", "surrogateescape") + b"\r\n\r\n" + body
    if dice.random() < 0.15:
        bent = bytearray(whole)
        for _ in range(3):
            bent[dice.randrange(len(bent))] = dice.randrange(256)
        whole = bytes(bent)
    return whole


async def answered(port: int, said: bytes) -> str:
    """The status of the answer; "" when the server only closed, or waits for more."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(said)
        async with asyncio.timeout(1.0):
            line = await reader.readline()
        return line.split(b" ")[1].decode() if line.startswith(b"HTTP/1.1 ") else line[:20].decode("latin-1")
    except (OSError, TimeoutError):
        return ""
    finally:
        writer.transport.abort()
        with contextlib.suppress(OSError):
            await writer.wait_closed()


async def test_hostile_requests_beside_a_workshop(tmp_path: Path) -> None:
    dice, files, statuses, started = random.Random(SEED), Files(SEED), Counter[str](), time.perf_counter()
    async with workshop(tmp_path) as at:
        memory = []
        for n in range(REQUESTS):
            statuses[await answered(at.server.port, request(dice, at.code, files))] += 1
            if n % (REQUESTS // 4) == 0:
                memory.append(resident_mb(at.pid))
    tell(
        "requests",
        sent=REQUESTS,
        seconds=round(time.perf_counter() - started),
        memory_mb=[round(m) for m in memory],
        **statuses,
    )
    assert not {status for status in statuses if status.startswith("5") and status != "503"}
    assert {"200", "400", "404", "405"} <= set(statuses)
    assert memory[-1] - memory[1] < 2 * MOST_MB


async def test_bombs_as_files_beside_a_workshop(tmp_path: Path) -> None:
    """Over HTTP, while people work: refused in one sentence, or a room that opens."""
    async with workshop(tmp_path) as at:
        for name in sorted(BOMBS):
            body = BOMBS[name]()
            head = f"POST /api/import HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {len(body)}\r\n\r\n".encode()
            reader, writer = await asyncio.open_connection("127.0.0.1", at.server.port)
            with contextlib.suppress(ConnectionError):
                writer.write(head + body)
                await writer.drain()
            async with asyncio.timeout(60):
                status = (await reader.readline()).split(b" ")[1]
            assert status in (b"201", b"400", b"413"), name
            writer.transport.abort()
        slowest = at.slowest
    tell("files over HTTP", sent=len(BOMBS), slowest_kept_s=round(slowest, 2))
