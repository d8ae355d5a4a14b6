"""A read full of small frames is taken apart in turns; whoever goes on after our goodbye is not read to the end."""

from __future__ import annotations

import asyncio
import contextlib

import msgpack
import pytest
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from server.transport import pieces
from tests.chaos.fuzz.wire import frame, rude_socket
from tests.server.transport.conftest import HELLO, Served, until


class Taken:
    """How much is taken apart at a time, and how many turns the loop had meanwhile."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.sizes: list[int] = []
        self.after_goodbye = 0
        self._take = WebSocketsSansIOProtocol.data_received
        taken = self

        def counted(protocol: WebSocketsSansIOProtocol, data: bytes) -> None:
            taken.sizes.append(len(data))
            taken.after_goodbye += len(data) if protocol.close_sent else 0
            taken._take(protocol, data)

        monkeypatch.setattr(WebSocketsSansIOProtocol, "data_received", counted)


def act(n: int, size: int = 0) -> bytes:
    return frame(msgpack.packb({"t": "act", "tab": "t", "n": n, "do": "say", "args": {"text": "x" * size}}))


async def heard(served: Served, acts: list[bytes]) -> list[int]:
    """The numbers of the acts that the room gets, sent in one go behind a hello."""
    room, numbers = served.hub.rooms["K7RMX4"], list[int]()
    room.on_act = lambda link, act: numbers.append(act.n)
    async with rude_socket(served.port, "K7RMX4") as (reader, writer):
        writer.write(b"".join([frame(msgpack.packb(HELLO)), *acts]))
        draining = asyncio.create_task(reader.read(-1))
        await writer.drain()
        with contextlib.suppress(TimeoutError):
            await until(lambda: len(numbers) >= len(acts))
        draining.cancel()
    return numbers


MOST_PINGS = pieces.BURST // pieces.FRAME * len(frame(b"", opcode=9))
PLENTY = {"acts_at_once": 1e6, "bytes_at_once": 1e9, "acts_per_second": 1e6}


@pytest.mark.parametrize("served", [PLENTY], indirect=True)
async def test_everything_comes_in_order_and_in_small_pieces(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    taken = Taken(monkeypatch)
    acts = [act(n, 7_000 if n % 70 == 0 else n % 50) for n in range(1, 4_001)]
    assert await heard(served, acts) == list(range(1, 4_001))
    assert max(taken.sizes) <= pieces.AT_A_TIME


@pytest.mark.parametrize("served", [PLENTY], indirect=True)
async def test_without_pieces_it_is_taken_as_it_comes(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    """The twin."""
    monkeypatch.setattr(pieces, "AT_A_TIME", 1 << 30)
    taken = Taken(monkeypatch)
    assert await heard(served, [act(n) for n in range(1, 4_001)]) == list(range(1, 4_001))
    assert max(taken.sizes) > 4 * 4096


@pytest.mark.parametrize("served", [PLENTY], indirect=True)
async def test_what_waits_for_its_turn_is_bounded(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pieces, "BURST", 1 << 30)
    """Meanwhile nothing more is read, so it is never more than a few reads."""
    waits: list[int] = []
    go_on = pieces.PieceByPiece._go_on

    def watched(protocol: pieces.PieceByPiece) -> None:
        waits.append(len(protocol._rest))
        go_on(protocol)

    monkeypatch.setattr(pieces.PieceByPiece, "_go_on", watched)
    acts = [act(n, 400) for n in range(1, 8_001)]
    assert len(await heard(served, acts)) == 8_000
    assert 4096 < max(waits) <= 1024 * 1024 < sum(map(len, acts))


async def read_after_goodbye(served: Served, taken: Taken) -> int:
    """How much the server takes apart of eight megabytes that come after its goodbye."""
    chunk = act(1) * 4_000
    async with rude_socket(served.port, "K7RMX4") as (reader, writer):
        writer.write(frame(b"no hello"))
        async with asyncio.timeout(10):
            assert b"malformed" in await reader.read(4096)
            with contextlib.suppress(OSError):
                for _ in range(8 * 1024 * 1024 // len(chunk)):
                    writer.write(chunk)
                    await writer.drain()
            with contextlib.suppress(OSError):
                await reader.read(-1)
    return taken.after_goodbye


async def test_who_goes_on_after_goodbye_is_cut_without_being_read(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert await read_after_goodbye(served, Taken(monkeypatch)) <= pieces.AT_A_TIME


async def test_without_the_cut_much_more_would_be_read(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    """The twin."""
    most = pieces.AT_A_TIME
    for bound in ("AT_A_TIME", "MOST_AFTER_GOODBYE"):
        monkeypatch.setattr(pieces, bound, 1 << 40)
    assert await read_after_goodbye(served, Taken(monkeypatch)) > 10 * most


async def test_who_sends_more_than_any_page_would_is_cut_also_before_the_hello(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken = Taken(monkeypatch)
    pings = frame(b"", opcode=9) * 700_000
    async with rude_socket(served.port, "K7RMX4") as (reader, writer):
        with contextlib.suppress(ConnectionError, TimeoutError):
            writer.write(pings)
            async with asyncio.timeout(10):
                await reader.read(-1)
    assert sum(taken.sizes) < 2 * MOST_PINGS < len(pings)


async def test_without_the_budget_all_of_it_is_taken_apart(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pieces, "FRAME", 0)
    monkeypatch.setattr(pieces, "BURST", 1 << 40)
    with pytest.raises(AssertionError):
        await test_who_sends_more_than_any_page_would_is_cut_also_before_the_hello(served, monkeypatch)
