"""A seat comes back as a page does: from what it has, with what was not answered, and it notices what is wrong."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import msgpack
import pytest
from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

from server.rehearse.figures import Figures
from server.rehearse.ledger import kept_of
from server.rehearse.seat import Seat, Turned

ME = "person:me"


class Desk:
    """A server of few words: the test says what it answers. `connections` are the sockets that came, oldest first."""

    def __init__(self) -> None:
        self.connections: list[ServerConnection] = []
        self.heard: list[list[dict[str, Any]]] = []
        self._came = asyncio.Event()
        self.server: Server | None = None

    async def attend(self, connection: ServerConnection) -> None:
        self.connections.append(connection)
        mine: list[dict[str, Any]] = []
        self.heard.append(mine)
        try:
            async for frame in connection:
                mine.append(msgpack.unpackb(frame))
                self._came.set()
        except ConnectionClosed:
            pass

    async def hears(self, n: int, connection: int = -1, of: int = 1) -> list[dict[str, Any]]:
        """Waits until connection number `of` has said `n` messages."""
        async with asyncio.timeout(5):
            while len(self.heard) < of or len(self.heard[connection]) < n:
                self._came.clear()
                await self._came.wait()
        return self.heard[connection]

    async def says(self, **message: Any) -> None:
        await self.connections[-1].send(msgpack.packb(message))

    async def welcomes(self, rev: int = 0, full: bool = True, **more: Any) -> None:
        fields = {"epoch": "e1", "rev": rev, "now": 0, "full": full, "drop": [], "put": [], **more}
        await self.says(t="welcome", you={"id": "me", "role": "participant"}, **fields)

    async def changes(self, since: int, rev: int, *put: dict[str, Any], topic: str = "all", **more: Any) -> None:
        fields = {"topic": topic, "since": since, "rev": rev, "put": list(put), "del": [], **more}
        await self.says(t="change", **fields)

    @property
    def url(self) -> str:
        assert self.server is not None
        return f"ws://127.0.0.1:{next(iter(self.server.sockets)).getsockname()[1]}/ws/ABCDEF"


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    desk = Desk()
    async with serve(desk.attend, "127.0.0.1", 0, subprotocols=[Subprotocol("talkoot.v1")]) as server:
        desk.server = server
        yield desk


@pytest.fixture
async def seat(desk: Desk) -> AsyncIterator[Seat]:
    seat = Seat(desk.url, Figures(), name="Aino")
    yield seat
    await seat.leave()


def remark(id: str, rev: int, text: str = "Sanottu", see: str = "all") -> dict[str, Any]:
    return {"kind": "remark", "id": id, "see": see, "rev": rev, "step": "r1", "v": 1, "text": text}


async def joined(desk: Desk, seat: Seat) -> None:
    """At rev 5 with two records for all and one of its own."""
    joining = asyncio.create_task(seat.join())
    await desk.hears(1)
    await desk.welcomes(put=[remark("own", 3, see=ME)])
    await desk.changes(0, 5, remark("a", 4), remark("b", 5), count=2, sum=9)
    await joining


async def test_it_joins_with_nothing_and_is_given_everything(desk: Desk, seat: Seat) -> None:
    await joined(desk, seat)
    hello = desk.heard[0][0]
    assert hello == {"t": "hello", "me": seat.me, "tab": seat.tab, "name": "Aino", "lang": "fi"}
    assert (seat.full, seat.deltas, seat.room.rev, seat.id) == (1, 0, 5, "me")
    assert set(seat.room.records) == {"own", "a", "b"}
    assert (seat.figures.differing, seat.figures.gaps) == (0, 0)


async def test_it_resumes_from_what_it_has_and_asks_again_what_was_not_answered(desk: Desk, seat: Seat) -> None:
    await joined(desk, seat)
    answered, first, second = (seat.send("hand_over", text=text, of_step="") for text in ("yksi", "kaksi", "kolme"))
    await desk.hears(4)
    await desk.says(t="kept", tab=seat.tab, n=1, rev=6)
    async with asyncio.timeout(5):
        await answered.answered.wait()
    assert (seat.waiting, seat.in_flight) == (2, 2)
    await desk.connections[0].close()
    await desk.hears(1, of=2)
    assert desk.heard[1][0]["since"] == ["e1", 5, ["all", ME]]
    late = seat.send("rename", name="Aino K.")
    assert seat.in_flight == 2, "what is asked while away waits"
    await desk.welcomes(rev=5, full=False)
    await desk.changes(5, 9, remark("c", 9), count=3, sum=18)
    asked = (await desk.hears(4, of=2))[1:]
    assert [(one["n"], one["args"]) for one in asked] == [
        (2, {"text": "kaksi", "of_step": ""}), (3, {"text": "kolme", "of_step": ""}), (4, {"name": "Aino K."}),
    ]  # fmt: skip
    assert {one["tab"] for one in asked} == {seat.tab}
    for n in (2, 3, 4):
        await desk.says(t="kept", tab=seat.tab, n=n, rev=9 + n)
    await seat.settled()
    assert (seat.full, seat.deltas, seat.figures.kept) == (1, 1, 4)
    kept = kept_of(seat.id, seat.kept)
    assert [(one.n, one.again, one.first) for one in kept] == [
        (1, False, 6),
        (2, True, 6),
        (3, True, 6),
        (4, False, 13),
    ]
    assert (first.rev, second.rev, late.rev) == (11, 12, 13)


async def test_an_answer_that_comes_twice_counts_once(desk: Desk, seat: Seat) -> None:
    await joined(desk, seat)
    seat.send("rename", name="Eero")
    await desk.hears(2)
    for _ in range(2):
        await desk.says(t="kept", tab=seat.tab, n=1, rev=6)
    await desk.changes(5, 7)
    await seat.reaches(7)
    assert (seat.figures.kept, len(seat.kept)) == (1, 1)


async def test_a_refusal_is_no_trace(desk: Desk, seat: Seat) -> None:
    await joined(desk, seat)
    asking = asyncio.create_task(seat.ask("place_dots", "r1", dots={}))
    await desk.hears(2)
    await desk.says(t="refused", tab=seat.tab, n=1, code="late", say="Ehti sulkeutua")
    asked = await asking
    assert (asked.refused, asked.rev, seat.kept, seat.figures.refusals) == ("late", 0, [], {"place_dots: late": 1})


async def test_it_remembers_how_a_text_was_when_it_asked_to_change_it(desk: Desk, seat: Seat) -> None:
    await joined(desk, seat)
    asked = seat.send("strike_out", "r1", id="a")
    assert (asked.was, asked.after) == ("Sanottu", 5)
    assert seat.send("rename", name="x").was == ""


async def test_it_forgets_topics_that_it_may_not_hold(desk: Desk, seat: Seat) -> None:
    await joined(desk, seat)
    await desk.welcomes(rev=5, full=False, drop=[ME], put=[remark("mine", 6, see=ME)])
    await desk.changes(5, 6)
    await seat.reaches(6)
    assert set(seat.room.records) == {"a", "b", "mine"}


async def test_full_means_from_nothing(desk: Desk, seat: Seat) -> None:
    await joined(desk, seat)
    await seat.drop()
    await desk.hears(1, of=2)
    await desk.welcomes(epoch="e2")
    await desk.changes(0, 2, remark("new", 2), count=1, sum=2)
    await seat.back()
    assert (seat.full, seat.epoch, set(seat.room.records)) == (2, "e2", {"new"})


async def test_a_whole_topic_in_parts_replaces_what_it_does_not_name(desk: Desk, seat: Seat) -> None:
    await joined(desk, seat)
    await desk.changes(0, 8, remark("b", 8), more=True)
    await desk.changes(7, 9, remark("c", 9), count=2, sum=17)
    await seat.reaches(9)
    assert set(seat.room.records) == {"own", "b", "c"}
    assert (seat.figures.differing, seat.figures.gaps) == (0, 0)


async def test_it_notices_a_gap_and_a_count_that_differs(desk: Desk, seat: Seat) -> None:
    await joined(desk, seat)
    await desk.changes(6, 7, remark("c", 7), count=3, sum=16)
    await seat.reaches(7)
    assert (seat.figures.gaps, seat.figures.differing) == (1, 0)
    await desk.changes(7, 8, remark("d", 8), count=5, sum=24)
    await seat.reaches(8)
    assert (seat.figures.gaps, seat.figures.differing) == (1, 1)


async def test_a_deletion_spares_what_came_later(desk: Desk, seat: Seat) -> None:
    await joined(desk, seat)
    gone: dict[str, Any] = {"del": [["a", 8], ["b", 8]]}
    await desk.changes(5, 9, remark("b", 9), **gone)
    await seat.reaches(9)
    assert set(seat.room.records) == {"own", "b"}


async def test_a_goodbye_for_good_ends_it(desk: Desk, seat: Seat) -> None:
    joining = asyncio.create_task(seat.join())
    await desk.hears(1)
    await desk.says(t="bye", code="wrong_key", say="Avain ei kelpaa", again=False, after=0)
    with pytest.raises(Turned, match="wrong_key: Avain ei kelpaa"):
        await joining


async def test_a_goodbye_for_now_brings_it_back(desk: Desk, seat: Seat) -> None:
    await joined(desk, seat)
    await desk.says(t="bye", code="restart", say="", again=True, after=0)
    assert "since" in (await desk.hears(1, of=2))[0]


async def test_who_is_impatient_does_not_come_back(desk: Desk) -> None:
    seat = Seat(desk.url, Figures(), patient=False)
    joining = asyncio.create_task(seat.join())
    await desk.hears(1)
    await desk.connections[0].close()
    with pytest.raises(Turned):
        await joining
