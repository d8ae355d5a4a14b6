"""Who is here: soft, coalesced, never journaled, and never more than each may know."""

from __future__ import annotations

import asyncio
from typing import Any

from tests.server.hub.stage import Browser, HandLink, Stage


def soft(browser: Browser) -> list[dict[str, Any]]:
    return [m for m in browser.read() if m["t"] == "soft"]


async def test_counts_and_names_once_a_second_to_those_who_may_know() -> None:
    stage = Stage()
    host, screen = await stage.host(), await stage.come("beamer", role_key=stage.created.screen_key)
    await stage.clock.advance(2)
    ada = await stage.come("ada", name="Ada")
    bo = await stage.come("bo", name="Bo")
    await stage.come("bo")
    for browser in (host, screen, ada, bo):
        soft(browser)
    await stage.come("cy")
    await stage.clock.advance(1)
    assert soft(ada) == soft(bo) == [{"t": "soft", "here": 3, "names": [[""], ["Ada"], ["Bo"]]}]
    assert soft(host) == [{"t": "soft", "here": 3, "names": [[""], ["Ada"], ["Bo"]], "writing": 0}]
    assert soft(screen) == [{"t": "soft", "here": 3}]
    await stage.clock.advance(30)
    assert soft(ada) == soft(host) == soft(screen) == [], "only when it has changed"


async def test_coming_and_going_is_coalesced() -> None:
    stage = Stage()
    host = await stage.host()
    await stage.clock.advance(3)
    soft(host)
    for i in range(20):
        (await stage.come(f"p{i}")).drop_link()
        await stage.turn()
    await stage.clock.advance(1.1)
    assert len(soft(host)) <= 3
    assert stage.room.rev == stage.journal.store.rooms[stage.created.code].head.rev


async def test_who_comes_when_nothing_changes_is_told_too() -> None:
    stage = Stage()
    ada = await stage.come("ada", name="Ada")
    await stage.clock.advance(3)
    ada.read()
    second = await stage.come("ada")
    await stage.clock.advance(2)
    assert [m["here"] for m in second.heard + second.read() if m["t"] == "soft"] == [1]
    assert soft(ada) == []


async def test_hosts_hear_how_many_write_and_it_ends_by_itself() -> None:
    stage = Stage()
    host, ada, bo = await stage.host(), await stage.come("ada"), await stage.come("bo")
    await stage.clock.advance(3)
    soft(host), soft(ada)
    ada.soft(writing=True)
    bo.soft(writing=True)
    await stage.clock.advance(1)
    assert [m["writing"] for m in soft(host)] == [2]
    bo.soft(writing=False)
    await stage.clock.advance(1.5)
    assert [m["writing"] for m in soft(host)] == [1]
    await stage.clock.advance(9)
    assert [m["writing"] for m in soft(host)] == [0]
    assert all("writing" not in m for m in soft(ada))
    await stage.clock.advance(60)
    assert soft(host) == []


async def test_names_stay_with_hosts_hands_in_large_rooms() -> None:
    stage = Stage()
    host = await stage.host()
    for i in range(201):
        Browser(stage.live, f"p{i}", name=f"N{i}").hello()
    await stage.clock.advance(3)
    assert soft(host)[-1] == {"t": "soft", "here": 201, "writing": 0}


async def test_soft_is_the_first_to_be_dropped() -> None:
    stage = Stage()
    slow = await stage.come("slow", HandLink(room=100))
    await stage.clock.advance(2)
    slow.read()
    slow.link.buffered = 101
    await stage.come("ada")
    await stage.clock.advance(3)
    assert slow.read() == []
    assert stage.metrics.soft_dropped.value >= 1
    await slow.drain_all()
    await stage.clock.advance(2)
    assert slow.heard[-1]["t"] == "soft" or soft(slow)[-1]["here"] == 2
    stage.agrees(slow)


async def test_a_renamed_person_is_named_only_when_it_is_durable() -> None:
    stage = Stage()
    host, ada = await stage.host(), await stage.come("ada", name="Ada")
    await stage.clock.advance(3)
    soft(host)
    stage.journal.gate.clear()
    ada.act("rename", name="Augusta")
    ada.soft(writing=True)
    await stage.clock.advance(3)
    assert soft(host) == []
    stage.journal.gate.set()
    await stage.clock.advance(2)
    assert soft(host)[-1]["names"] == [["Augusta"]]


async def test_a_ping_is_answered_at_once_even_during_a_slow_append() -> None:
    stage = Stage()
    ada = await stage.come("ada")
    await stage.clock.advance(3)
    ada.read()
    stage.journal.gate.clear()
    ada.act("count")
    await stage.turn()
    ada.soft(ping=7)
    await asyncio.sleep(0)
    assert ada.read() == [{"t": "soft", "pong": 7, "now": stage.clock.now()}]
