"""Connections that never say what they want: cut in time, within bounds, and nobody else notices."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from server.settings import Settings
from server.transport import connections
from server.transport.connections import BoundedHttp, Doors
from tests.server.transport.conftest import Served, serve_world, until

HEAD = b"GET /livez HTTP/1.1\r\nHost: 127.0.0.1\r\n"


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HEAD_WITHIN", "ANSWERED_WITHIN", "IDLE_GRACE", "PROGRESS_WITHIN"):
        monkeypatch.setattr(connections, name, 0.3)


Wire = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@contextlib.asynccontextmanager
async def wire(port: int, limit: int = 2**16) -> AsyncIterator[Wire]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=limit)
    try:
        yield reader, writer
    finally:
        writer.transport.abort()
        with contextlib.suppress(OSError):
            await writer.wait_closed()


async def all_of(reader: asyncio.StreamReader, within: float = 5) -> bytes:
    """Everything until the server ends it."""
    async with asyncio.timeout(within):
        with contextlib.suppress(ConnectionError):
            return await reader.read()
        return b""


async def answers(served: Served) -> bool:
    async with served.http() as http:
        return (await http.get("/livez")).status_code == 200


@pytest.mark.usefixtures("hasty")
@pytest.mark.parametrize(
    "said",
    [
        b"",
        b"GET / HT",
        HEAD,
        b"\r\n",
        b"POST /api/rooms HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100\r\n\r\n{",
        b"POST /api/rooms HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{",
        HEAD + b"\r\n" + HEAD,
    ],
    ids=["nothing", "half a line", "half a head", "empty lines", "half a body", "half a chunk", "half a second head"],
)
async def test_what_does_not_come_to_its_end_is_cut(served: Served, said: bytes) -> None:
    async with wire(served.port) as (reader, writer):
        writer.write(said)
        drip = asyncio.create_task(dripping(writer, said))
        try:
            await all_of(reader)
        finally:
            drip.cancel()


async def dripping(writer: asyncio.StreamWriter, said: bytes) -> None:
    """A little more now and then, which must not buy any time."""
    with contextlib.suppress(ConnectionError):
        while said and not said.startswith(b"POST"):
            await asyncio.sleep(0.1)
            writer.write(b"\r\n" if said == b"\r\n" else b"x")
            await writer.drain()


@pytest.mark.usefixtures("hasty")
async def test_without_the_clock_it_stays_for_ever(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(BoundedHttp, "_arm", lambda protocol, seconds: None)
    async with wire(served.port) as (reader, _):
        with pytest.raises(TimeoutError):
            await all_of(reader, within=1)


async def pour(port: int, first: bytes, more: bytes, times: int = 1000) -> tuple[int, bytes]:
    """How much could be sent before the server had enough, and what it said."""
    sent, said = len(first), b""
    async with wire(port) as (reader, writer):
        with contextlib.suppress(ConnectionError, TimeoutError):
            writer.write(first)
            for _ in range(times):
                writer.write(more)
                sent += len(more)
                await writer.drain()
                await asyncio.sleep(0)
            said = await all_of(reader, 1)
    return sent, said


ENDLESS = [(HEAD, b"X-A: " + b"y" * 8000 + b"\r\n"), (HEAD + b"X-A: ", b"y" * 8000), (b"GET /", b"a" * 8000)]


@pytest.mark.parametrize(("first", "more"), ENDLESS, ids=["headers", "one header", "address"])
async def test_a_head_without_end_is_refused(served: Served, first: bytes, more: bytes) -> None:
    sent, said = await pour(served.port, first, more)
    assert sent < 4_000_000, "what the kernels on the way hold, and no more"
    assert said == b"" or said.startswith(b"HTTP/1.1 431")
    assert await answers(served)


async def test_without_the_bound_a_head_has_no_end(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "LARGEST_HEAD", 2**40)
    with pytest.raises(AssertionError):
        await test_a_head_without_end_is_refused(served, *ENDLESS[0])


async def test_requests_are_not_lined_up_without_end(served: Served) -> None:
    """Whoever sends thousands of requests and reads no answer is cut; a few in a row are answered."""
    sent, _ = await pour(served.port, b"", (HEAD + b"\r\n") * 2000)
    assert sent < 4_000_000
    async with wire(served.port) as (reader, writer):
        writer.write((HEAD + b"\r\n") * 5)
        await until(lambda: reader._buffer.count(b'"ok":true') == 5)  # type: ignore[attr-defined]


@contextlib.asynccontextmanager
async def narrow(dist: Path, most: int, proxies: list[str], monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Served]:
    monkeypatch.setattr(Settings, "trusted_proxies", proxies)
    async with serve_world(Settings(host="127.0.0.1", port=0, connections_per_network=most), dist) as served:
        yield served


async def test_one_network_opens_so_many_connections(dist: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with narrow(dist, 20, [], monkeypatch) as served:
        async with contextlib.AsyncExitStack() as stack:
            for _ in range(20):
                await stack.enter_async_context(wire(served.port))
            reader, _ = await stack.enter_async_context(wire(served.port))
            assert await all_of(reader) == b""
        await until(lambda: not doors_of(served))
        assert await answers(served)


def doors_of(served: Served) -> Doors:
    doors: Doors = served.server.config.http_protocol_class.doors  # type: ignore[attr-defined]
    return doors


async def test_sockets_are_not_counted_as_connections(dist: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with narrow(dist, 2, [], monkeypatch) as served, contextlib.AsyncExitStack() as stack:
        for _ in range(5):
            await stack.enter_async_context(served.socket())
        assert len(doors_of(served)) == 0


async def test_a_proxy_of_ours_is_not_counted(dist: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with narrow(dist, 2, ["127.0.0.1"], monkeypatch) as served, contextlib.AsyncExitStack() as stack:
        for _ in range(10):
            await stack.enter_async_context(wire(served.port))
        assert await answers(served)


@pytest.mark.usefixtures("hasty")
async def test_a_slow_reader_gets_all_of_it_and_a_stalled_one_is_cut(served: Served, dist: Path) -> None:
    big = b"x" * 3_000_000
    (dist / "big-ABCDEFGH.js").write_bytes(big)
    (dist / "manifest.json").touch()
    ask = b"GET /static/big-ABCDEFGH.js HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
    async with wire(served.port) as (slow, writer):
        writer.write(ask)
        got = 0
        while part := await slow.read(120_000):
            got += len(part)
            await asyncio.sleep(0.08)
        assert got > len(big), "with its head"
    async with wire(served.port, limit=1024) as (_, writer):
        writer.write(ask)
        await until(lambda: len(served.server.server_state.connections) > 0)
        await until(lambda: len(served.server.server_state.connections) == 0)


def test_networks_are_counted_apart() -> None:
    doors = Doors(2, ["127.0.0.1", "10.0.0.0/8"])
    assert [doors.enter("192.0.2.1") for _ in range(3)] == [True, True, False]
    assert doors.enter("192.0.2.2") and doors.enter("2001:db8::1") and doors.enter("2001:db8::2")
    assert not doors.enter("2001:db8::3"), "one household, one /64"
    assert all(doors.enter(free) for free in ("127.0.0.1", "10.1.2.3", "") for _ in range(5))
    doors.leave("192.0.2.1")
    assert doors.enter("192.0.2.1")
    for address in ("192.0.2.1", "192.0.2.1", "192.0.2.2", "2001:db8::1", "2001:db8::2", "127.0.0.1"):
        doors.leave(address)
    assert len(doors) == 0 and not doors._open
