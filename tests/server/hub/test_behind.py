"""A slow link: no queue, nothing while it is full, one delta when it has drained."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Sequence
from typing import Any

import pytest

from server.hub.ports import Close, Link, OneByOne, Payload
from server.hub.publishing import LAST
from tests.server.hub.stage import Browser, HandLink, Stage


async def test_who_missed_a_frame_gets_nothing_until_drained_and_then_one_delta() -> None:
    stage = Stage()
    ada = await stage.come("ada")
    slow = await stage.come("slow", HandLink(room=100))
    await slow.drain_all()
    slow.link.buffered = 101
    for i in range(10):
        ada.act("say", text=f"{i}")
        await stage.turn()
    assert slow.read() == []
    assert "talkoot_behind 1\n" in stage.metrics.text()
    await slow.drain_all()
    assert len([m for m in slow.heard if m["t"] == "change" and m["put"] and m["since"] > 0]) == 1
    assert len(slow.texts()) == 10
    ada.act("say", text="again there")
    await stage.turn()
    await slow.drain_all()
    stage.agrees(ada, slow)


async def test_who_falls_behind_is_told_no_more_than_what_it_missed() -> None:
    stage = Stage()
    ada = await stage.come("ada")
    slow = await stage.come("slow", HandLink(room=100))
    await slow.drain_all()
    for i in range(6):
        ada.act("say", text=f"read {i}")
        await stage.turn()
        slow.drain()
    slow.link.buffered = 101
    ada.act("say", text="missed")
    await stage.turn()
    slow.heard.clear()
    await slow.drain_all()
    assert [record["text"] for m in slow.heard if m["t"] == "change" for record in m["put"]] == ["missed"]
    stage.agrees(ada, slow)


async def test_a_private_frame_that_left_before_the_all_frame_failed_does_no_harm() -> None:
    stage = Stage()
    ada = await stage.come("ada", HandLink(room=100))
    await ada.drain_all()
    ada.act("many", count=40, see="person:me")
    ada.act("say", text="open")
    await stage.turn()
    assert [m["topic"] for m in ada.read() if m["t"] == "change"] == [f"person:{ada.you['id']}"]
    assert ada.rev < stage.room.rev
    await ada.drain_all()
    assert ada.answers() == [("kept", 1), ("kept", 2)]
    stage.agrees(ada)


async def test_answers_wait_for_a_slow_link_and_come_after_its_delta() -> None:
    stage = Stage()
    ada = await stage.come("ada", HandLink(room=100))
    await ada.drain_all()
    ada.link.buffered = 101
    ada.act("say", text="mine")
    ada.act("refuse")
    await stage.turn()
    assert ada.read() == []
    ada.heard.clear()
    await ada.drain_all()
    kinds = [m["t"] for m in ada.heard if m["t"] != "soft"]
    assert kinds == ["change", "kept", "refused"]
    stage.agrees(ada)


async def test_a_link_that_only_talks_and_never_reads_is_closed_with_again() -> None:
    stage = Stage()
    ada = await stage.come("ada", HandLink(room=100))
    await ada.drain_all()
    ada.link.buffered = 101
    for _ in range(300):
        ada.act("nothing")
    await stage.turn()
    assert ada.link.closed is not None and ada.link.closed[0] == Close.AGAIN


async def test_a_large_room_comes_in_parts_of_64_kib() -> None:
    stage = Stage()
    host = await stage.host()
    host.act("many", count=300, size=1000)
    host.act("many", count=200, size=1000, see="hosts")
    await stage.turn()
    late = await stage.come("late", HandLink(room=32_768))
    other = await stage.come("other", HandLink(room=32_768), role_key=stage.created.host_key)
    for browser in (late, other):
        assert len(browser.link.payloads) <= 3
        await browser.drain_all()
        assert max(len(payload) for payload in browser.link.payloads) < 70_000
        assert len(browser.link.payloads) >= 5
    stage.agrees(host, late, other)


async def test_below_the_floor_a_slow_link_gets_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("server.hub.state.TOMBSTONE_CHANGES", 50)
    stage = Stage()
    ada = await stage.come("ada")
    ada.act("say", id="x", text="gone soon")
    await stage.turn()
    slow = await stage.come("slow", HandLink(room=100))
    await slow.drain_all()
    slow.link.buffered = 101
    ada.act("delete", id="x")
    await stage.turn()
    for _ in range(60):
        ada.act("count")
        await stage.turn()
    await stage.clock.advance(700)
    ada.act("count")
    await stage.turn()
    await stage.clock.advance(700)
    ada.act("count")
    await stage.turn()
    assert stage.room.topics["all"].floor > 0
    await slow.drain_all()
    assert slow.welcomes[-1]["full"] and len(slow.welcomes) == 2
    stage.agrees(ada, slow)


async def test_many_people_on_moody_links_all_agree_in_the_end() -> None:
    for seed in range(6):
        dice = random.Random(seed)
        stage = Stage()
        people = [await stage.host("h1")]
        links = [HandLink(room=dice.choice([None, 200, 2000, 32_768])) for _ in range(6)]
        people += [await stage.come(f"p{i}", link) for i, link in enumerate(links)]
        ids = [person.you["id"] for person in people]
        for _ in range(150):
            person = dice.choice(people)
            roll = dice.random()
            if roll < 0.45:
                see = dice.choice(["all", "all", "hosts", "person:me", "group:a"])
                person.act("say", id=f"n{dice.randint(0, 30)}", text="t" * dice.randint(1, 400), see=see)
            elif roll < 0.55:
                person.act("delete", id=f"n{dice.randint(0, 30)}")
            elif roll < 0.62:
                person.act("group", person=dice.choice(ids), groups=dice.choice([[], ["a"], ["a", "b"]]))
            elif roll < 0.7:
                person.drop_link()
                person.back(room=dice.choice([None, 200, 32_768]))
            elif roll < 0.9:
                person.drain()
            await stage.clock.advance(dice.choice([0, 0.005, 0.02, 0.3]))
        await stage.turn(3)
        for _ in range(3):
            for person in people:
                await person.drain_all()
        stage.agrees(*people)


async def test_who_has_drained_while_the_others_are_written_to_is_not_left_behind() -> None:
    """A crowd is written to beside the loop: whoever was refused may be ready again before that is over."""
    pages: dict[Any, Browser] = {}

    class Beside(OneByOne):
        def write(self, payload: Payload) -> tuple[Sequence[Link], Sequence[asyncio.Future[None]]]:
            refused, _ = super().write(payload)
            written: asyncio.Future[None] = asyncio.get_running_loop().create_future()

            def read() -> None:
                for link in refused:
                    pages[link].drain()
                written.set_result(None)

            asyncio.get_running_loop().call_soon(read)
            return refused, [written]

    stage = Stage(crowd=Beside)
    slow, quick = await stage.come("slow", HandLink(room=100)), await stage.come("quick")
    await slow.drain_all()
    pages[slow.link] = slow
    slow.link.buffered = 101
    for n in range(4):
        quick.act("say", text=f"idea {n}")
        await stage.turn()
    assert slow.link.payloads and not slow.link.missed
    stage.agrees(slow, quick)


async def test_the_next_flush_is_decided_when_the_last_one_has_nearly_left() -> None:
    """Sooner, what comes meanwhile would wait for two flushes to leave; later, the kernel would wait for the journal."""
    leaving: list[asyncio.Future[None]] = []

    class Beside(OneByOne):
        def write(self, payload: Payload) -> tuple[Sequence[Link], Sequence[asyncio.Future[None]]]:
            refused, _ = super().write(payload)
            leaving[:] = [asyncio.get_running_loop().create_future() for _ in range(LAST + 2)]
            return refused, list(leaving)

    stage = Stage(crowd=Beside)
    ada, ben = await stage.come("ada"), await stage.come("ben")
    for _ in range(3):  # until both go with the others
        for one in leaving:
            one.set_result(None)
        leaving.clear()
        ada.act("say", text="before")
        await stage.turn(2)
    assert len(leaving) == LAST + 2
    rev = stage.room.rev
    ada.act("say", text="comes while the last flush leaves")
    await stage.turn(2)
    leaving[0].set_result(None)
    ben.act("say", text="and this")
    await stage.turn(2)
    assert stage.room.rev == rev
    last = list(leaving)
    last[1].set_result(None)
    await stage.turn(2)
    assert stage.room.rev == rev + 2, "both are decided together, and kept"
    assert "and this" not in ada.texts()
    for one in last[2:]:
        one.set_result(None)
    await stage.turn(2)
    assert {"comes while the last flush leaves", "and this"} <= set(ada.texts()) & set(ben.texts())
