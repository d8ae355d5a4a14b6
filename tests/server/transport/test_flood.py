"""How much one person, room or network may do: what an office needs goes through, what one flooder sends does not."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import Any

import pytest
from websockets.exceptions import InvalidStatus

from server.hub.ports import Hello
from server.settings import Settings
from server.transport.api import IMPORTS_AT_ONCE
from server.transport.flood import Allowance, Bucket, Buckets, Flood
from tests.server.hub.stage import HandLink, Stage
from tests.server.transport.conftest import HELLO, Served, Web, hear, tell, until
from tests.server.transport.fakes import KEY

OFFICE, AWAY = "192.0.2.7", "198.51.100.3"


def coming_from(address: str) -> dict[str, Any]:
    return {"additional_headers": {"X-Forwarded-For": address}}


class Hand:
    """A clock in the hand, and brakes on it."""

    def __init__(self, **limits: Any) -> None:
        self.now = 0.0
        self.flood = Flood(Settings(**limits), lambda: self.now)

    def allowance(self, me: str, client: str = OFFICE, code: str = "K7RMX4") -> Allowance:
        return self.flood.allowance(client, code, me)


# --- an office behind one address ------------------------------------------------------------------------------------


def test_an_office_of_five_hundred_is_never_braked() -> None:
    """Everybody joins within ten seconds with a phone and a laptop, loses the network once, and places dots at once."""
    hand = Hand()
    for _ in range(500):
        hand.now += 0.02
        assert hand.flood.enter(OFFICE) and hand.flood.newcomer(OFFICE)
        assert hand.flood.enter(OFFICE)
    for _ in range(1000):
        hand.flood.leave(OFFICE)
    hand.now += 5
    assert all(hand.flood.enter(OFFICE) for _ in range(1000)), "all come back in the same moment"
    everybody = [hand.allowance(f"person {n}") for n in range(500)]
    for _ in range(10):
        assert all(one.act("", 0) for one in everybody)
        hand.now += 0.5
    assert all(hand.flood.make_room(OFFICE) for _ in range(40)), "a course in which each makes a room"


def test_a_flooder_in_the_office_slows_nobody_else() -> None:
    hand = Hand()
    others = [hand.allowance(f"person {n}") for n in range(200)]
    kept = slowed = 0
    for second in range(60):
        tabs = [hand.allowance("flooder") for _ in range(50)]
        for one in tabs:
            for _ in range(100):
                took = one.act("", 0)
                kept, slowed = kept + took, slowed + (not took)
        assert all(one.act("", 0) for one in others), second
        hand.now += 1
    assert kept <= 120 + 60 * 20, "fifty tabs have one person's share"
    assert slowed > 290_000


def test_many_flooders_of_one_network_leave_room_for_the_others() -> None:
    hand = Hand()
    own = hand.allowance("somebody elsewhere", AWAY)
    flooders = [hand.allowance(f"flooder {n}") for n in range(1500)]
    kept = 0
    for _ in range(20):
        for one in flooders:
            kept += sum(one.act("", 0) for _ in range(40))
        assert own.act("", 0)
        hand.now += 1
    assert kept <= 10_000 + 2_000 * 20, "of 1.2 million"


def test_a_room_under_load_takes_no_other_room_along() -> None:
    hand = Hand(room_acts_at_once=100, room_acts_per_second=10)
    loud = [hand.allowance(f"p{n}", f"203.0.113.{n}") for n in range(50)]
    assert sum(one.act("", 0) for one in loud for _ in range(10)) == 100
    assert hand.allowance("quiet", code="AB2CD3").act("tab", 1)


def test_tables_stay_small_and_forget_the_longest_unused() -> None:
    buckets = Buckets(1, 1, lambda: 0.0, most=100)
    first = buckets.of("first")
    for n in range(1000):
        assert buckets.take(n)
        assert buckets.of("first") is first
    assert len(buckets) == 100
    hand = Hand()
    for n in range(70_000):
        hand.flood.enter(f"10.{n >> 16}.{n >> 8 & 255}.{n & 255}")
        hand.flood.leave(f"10.{n >> 16}.{n >> 8 & 255}.{n & 255}")
    assert not hand.flood._sockets and len(hand.flood._knocks) <= 20_000


def test_a_proxy_that_names_nobody_is_not_taken_for_a_network() -> None:
    hand = Hand(sockets_per_network=1, newcomers_at_once=1, rooms_at_once=1, heavy_at_once=1, network_acts_at_once=1)
    flood = hand.flood
    for free in ("127.0.0.1", "::1", ""):
        assert all(ask(free) for ask in (flood.enter, flood.newcomer, flood.make_room, flood.heavy) for _ in range(3))
        assert [hand.allowance("x", free).act("tab", 1) for _ in range(3)] == [True] * 3
    for ask in (flood.enter, flood.newcomer, flood.make_room, flood.heavy):
        assert [ask(OFFICE) for _ in range(2)] == [True, False]


# --- through real sockets --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("served", [{"acts_at_once": 5.0, "acts_per_second": 0.0}], indirect=True)
async def test_one_person_has_one_share_over_all_tabs(served: Served) -> None:
    async with contextlib.AsyncExitStack() as stack:
        tabs = [await stack.enter_async_context(served.socket()) for _ in range(3)]
        said = []
        for n, tab in enumerate(tabs):
            await tell(tab, **HELLO)
            await hear(tab)
            for m in range(3):
                await tell(tab, t="act", tab="tab1", n=1 + 3 * n + m, do="rename", args={"name": "A"})
                said.append((await hear(tab))["t"])
        assert said == ["kept"] * 5 + ["refused"] * 4
        other = await stack.enter_async_context(served.socket())
        await tell(other, **(HELLO | {"me": "o" * 32}))
        await hear(other)
        await tell(other, t="act", tab="tab1", n=1, do="rename", args={"name": "A"})
        assert (await hear(other))["t"] == "kept"


async def turned_away(served: Served, address: str) -> bool:
    try:
        async with served.socket(**coming_from(address)):
            return False
    except InvalidStatus as refused:
        return refused.response.status_code == 403


@pytest.mark.parametrize("served", [{"sockets_per_network": 3}], indirect=True)
async def test_one_network_holds_so_many_sockets(served: Served) -> None:
    async with contextlib.AsyncExitStack() as stack:
        for _ in range(3):
            await stack.enter_async_context(served.socket(**coming_from(OFFICE)))
        assert await turned_away(served, OFFICE)
        assert not await turned_away(served, AWAY)
    await until(lambda: not served.world.flood._sockets)
    assert not await turned_away(served, OFFICE)
    assert served.world.metrics.unwelcome.values["too_many"] == 1


@pytest.mark.parametrize("served", [{"knocks_at_once": 3.0, "knocks_per_second": 0.0}], indirect=True)
async def test_one_network_knocks_so_often(served: Served) -> None:
    assert [await turned_away(served, OFFICE) for _ in range(4)] == [False, False, False, True]
    assert not await turned_away(served, AWAY)


@pytest.mark.parametrize("served", [{"sockets_per_network": 3}], indirect=True)
async def test_without_the_count_a_network_holds_all_it_wants(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Flood, "enter", lambda flood, client: True)
    with pytest.raises(AssertionError):
        await test_one_network_holds_so_many_sockets(served)


async def comes_in(served: Served, me: str) -> str:
    """What a hello of this person is answered with, at first."""
    async with served.socket() as socket_:
        await tell(socket_, **(HELLO | {"me": me}))
        said = await hear(socket_)
        return str(said.get("code", said["t"]))


@pytest.mark.parametrize("served", [{"hellos_at_once": 3.0, "hellos_per_second": 0.0}], indirect=True)
async def test_one_person_comes_in_so_often(served: Served) -> None:
    """Whoever is shown out and back at once would have everything sent to them again and again."""
    assert [await comes_in(served, "m" * 32) for _ in range(4)] == ["welcome"] * 3 + ["slow_down"]
    assert await comes_in(served, "n" * 32) == "welcome"
    assert served.world.metrics.slowed.values == {"hello": 1}


@pytest.mark.parametrize("served", [{"hellos_at_once": 3.0, "hellos_per_second": 0.0}], indirect=True)
async def test_without_that_they_come_in_as_often_as_they_like(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Allowance, "hello", lambda allowance: True)
    assert [await comes_in(served, "m" * 32) for _ in range(6)] == ["welcome"] * 6


@pytest.mark.parametrize("served", [{"newcomers_at_once": 2.0, "newcomers_per_minute": 0.0}], indirect=True)
async def test_a_network_brings_so_many_newcomers(served: Served) -> None:
    room, answers = served.hub.rooms["K7RMX4"], []
    async with contextlib.AsyncExitStack() as stack:
        for address in (OFFICE, OFFICE, OFFICE, AWAY):
            socket_ = await stack.enter_async_context(served.socket(**coming_from(address)))
            await tell(socket_, **HELLO)
            await hear(socket_)
            answers.append(room.links[-1].newcomer())
    assert answers == [True, True, False, True]


async def test_who_may_not_join_now_is_asked_to_come_again_and_nothing_is_kept() -> None:
    stage = Stage()
    await stage.come("ada")
    rev = stage.room.rev
    link = HandLink()
    link.let_in = False
    late = await stage.come("late", link)
    assert (late.heard[-1]["t"], late.heard[-1]["code"], late.heard[-1]["again"]) == ("bye", "slow_down", True)
    assert stage.room.rev == rev and link.closed is not None
    again = HandLink()
    again.let_in = False
    stage.live.hello(again, Hello(me="ada".ljust(16, "."), tab="t"))
    await stage.turn()
    assert b"welcome" in again.payloads[0].body, "who has been here before is let in"


# --- what costs the server a moment ----------------------------------------------------------------------------------


@pytest.mark.parametrize("web", [{"rooms_at_once": 2.0, "rooms_per_minute": 0.0, "create_key": "k"}], indirect=True)
async def test_a_network_makes_so_many_rooms(web: Web) -> None:
    key, host = {"authorization": "Bearer k"}, {"authorization": f"Bearer {KEY}"}
    async with web.http() as http:
        made = await http.post("/api/rooms", json={"model": "double-diamond"}, headers=key)
        assert made.status_code == 201
        code = made.json()["code"]
        assert (await http.post(f"/api/rooms/{code}/copy", headers=host)).status_code == 201
        for path in ("/api/rooms", f"/api/rooms/{code}/copy"):
            answer = await http.post(path, json={"model": "double-diamond"}, headers=key if path[-1] == "s" else host)
            assert (answer.status_code, answer.json()["code"]) == (429, "slow_down")
            assert answer.headers["retry-after"]


@pytest.mark.parametrize("web", [{"heavy_at_once": 4.0, "heavy_per_minute": 0.0}], indirect=True)
async def test_a_network_asks_for_so_much_work(web: Web) -> None:
    async with web.http() as http:
        codes = [(await http.get(f"/qr/AB2CD{n}.svg")).status_code for n in range(3, 10)]
        assert codes == [200] * 4 + [429] * 3
        assert (await http.get("/api/rooms/K7RMX4/export")).status_code == 429
        assert (await http.get("/livez")).status_code == 200


async def test_nothing_is_copied_for_who_has_no_key(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    async def never(code: str) -> None:
        raise AssertionError("a copy of the room")

    monkeypatch.setattr(web.hub, "state", never)
    async with web.http() as http:
        for headers in ({}, {"authorization": "Bearer nonsense"}, {"authorization": "Basic eDp5"}):
            answer = await http.get("/api/rooms/K7RMX4/export", headers=headers)
            assert (answer.status_code, answer.json()["code"]) == (401, "no_key")


async def test_files_on_their_way_in_are_few(web: Web) -> None:
    """Who sends slowly holds no more than a few places, and nobody waits for them without end."""
    go_on = asyncio.Event()

    async def slowly() -> AsyncIterator[bytes]:
        yield b"{"
        await go_on.wait()
        yield b"}"

    async with web.http() as http:
        slow = [asyncio.create_task(http.post("/api/import", content=slowly())) for _ in range(IMPORTS_AT_ONCE)]
        await asyncio.sleep(0.05)
        assert (await http.post("/api/import", content=b"{}")).status_code == 429
        go_on.set()
        assert {(await one).status_code for one in slow} == {400}
        assert (await http.post("/api/import", content=b"{}")).status_code == 400


# --- who may make rooms ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("host", "may"),
    [
        ("127.0.0.1:8000", True),
        ("localhost:8000", True),
        ("[::1]:8000", True),
        ("talkoot.localhost", True),
        ("workshop.example.org", False),
        ("rebound.attacker.example:8000", False),
        ("192.0.2.7:8000", False),
        ("127.0.0.1.attacker.example", False),
    ],
)
async def test_without_a_key_rooms_are_made_from_this_machine_alone(web: Web, host: str, may: bool) -> None:
    """A proxy in front, or a foreign name that points here, must not open the house to everybody."""
    async with web.http(headers={"host": host, "origin": f"http://{host}"}) as http:
        for path in ("/api/rooms", "/api/import", "/api/demo"):
            answer = await http.post(path, json={"model": "double-diamond"} if path == "/api/rooms" else None)
            assert (answer.status_code == 401) is not may, path
        assert (await http.get("/api/info")).json()["create_key"] is not may


def test_nothing_of_a_tab_gets_in_before_what_was_turned_away() -> None:
    now = 0.0
    allowance = Allowance((Bucket(10.0, 3.0, 0.0),), Bucket(1.0, 1.0, 0.0), Bucket(1.0, 1.0, 0.0), lambda: now)
    assert [allowance.act("tab", n) for n in (1, 2, 3, 4, 5)] == [True, True, True, False, False]
    now = 0.5
    assert not allowance.act("tab", 5)
    assert allowance.act("other", 1)
    assert [allowance.act("tab", n) for n in (4, 5, 6)] == [True, True, False]
    now = 20.0
    assert allowance.act("tab", 7), "what never came again is not waited for without end"


# --- what only costs the reading ---------------------------------------------------------------------------------------


def test_long_messages_are_paid_by_their_length_before_they_are_read() -> None:
    """The dearest frame there is costs a few milliseconds; so many of them a second as one person, or one network, may send."""
    hand, dear = Hand(), 64 * 1024
    one = hand.allowance("one")
    looked_at = 0
    for _ in range(60):
        looked_at += sum(one.read(dear) for _ in range(200))
        hand.now += 1
    assert looked_at <= 16 + 60, "of twelve thousand"
    network = [hand.allowance(f"person {n}", "203.0.113.9") for n in range(1_000)]
    looked_at = 0
    for _ in range(10):
        looked_at += sum(one.read(dear) for one in network for _ in range(20))
        hand.now += 1
    assert looked_at <= 512 + 10 * 32, "of two hundred thousand"
    assert hand.allowance("elsewhere", AWAY).read(dear)


def test_an_office_that_writes_long_texts_is_never_braked() -> None:
    hand = Hand()
    people = [hand.allowance(f"person {n}") for n in range(500)]
    for _ in range(20):
        assert all(one.read(9_000) for one in people), "a text of 2,000 characters of four bytes, every ten seconds"
        hand.now += 10


@pytest.mark.parametrize("served", [{"bytes_at_once": 5_000.0, "bytes_per_second": 0.0}], indirect=True)
async def test_what_is_too_much_is_not_read(served: Served) -> None:
    async with served.socket() as socket_:
        await tell(socket_, **HELLO)
        await hear(socket_)
        await tell(socket_, t="act", tab="t", n=1, do="rename", args={"name": "x" * 4_500})
        assert (await hear(socket_))["t"] == "kept"
        await tell(socket_, t="act", tab="t", n=2, do="rename", args={"name": "x" * 4_500})
        said = await hear(socket_)
        assert (said["t"], said["code"], said["again"]) == ("bye", "slow_down", True)
    assert served.world.metrics.slowed.values["bytes"] == 1
    assert len(served.hub.rooms["K7RMX4"].heard) == 2


async def test_a_long_hello_is_not_read_either(served: Served) -> None:
    async with served.socket() as socket_:
        await socket_.send(b"\x91" * 21_000)
        assert (await hear(socket_))["code"] == "too_large"
    async with served.socket() as socket_:
        topics = ["person:" + "x" * 70] * 200
        await tell(socket_, **HELLO, since=["e" * 32, 1, topics])
        assert (await hear(socket_))["t"] == "welcome", "the longest honest one"
