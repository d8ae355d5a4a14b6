"""In a crowd the counts that all may see are told four times a second, and everything else at once."""

from __future__ import annotations

from typing import Any

import pytest

from server.hub import publishing
from tests.server.hub.stage import Browser, HandLink, Stage


@pytest.fixture(autouse=True)
def three_are_a_crowd(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(publishing, "CROWD", 3)


def frames(browser: Browser) -> list[dict[str, Any]]:
    return [m for m in browser.read() if m["t"] == "change" and m["topic"] == "all"]


def counted(browser: Browser) -> int:
    browser.read()
    records = [record for m in browser.heard if m["t"] == "change" for record in m["put"]]
    return max([0, *(int(record["voters"]) for record in records if record["kind"] == "progress")])


async def crowd(stage: Stage) -> list[Browser]:
    people = [await stage.come(f"p{n}") for n in range(4)]
    await stage.turn(20)
    for person in people:
        person.read()
    return people


async def test_votes_are_kept_at_once_and_counted_four_times_a_second() -> None:
    stage = Stage()
    people = await crowd(stage)
    told = 0
    for n in range(50):  # a second
        people[n % 4].act("cast")
        await stage.clock.advance(0.02)
        assert people[n % 4].answers()[-1][0] == "kept"
        told += len(frames(people[3]))
    assert 3 <= told <= 5
    await stage.clock.advance(publishing.CALM)
    assert len(frames(people[3])) <= 1
    assert [counted(person) for person in people] == [50] * 4
    stage.agrees(*people)


async def test_whatever_else_all_may_see_takes_them_along_at_once() -> None:
    stage = Stage()
    people = await crowd(stage)
    people[0].act("cast")
    await stage.turn()
    assert not frames(people[1])
    people[2].act("say", text="at once")
    await stage.turn()
    [frame] = frames(people[1])
    assert {record["kind"] for record in frame["put"]} == {"progress", "hub_note"}
    stage.agrees(*people)
    await stage.clock.advance(1)
    assert not frames(people[1]), "and are not told again"


async def test_who_comes_back_or_was_slow_meanwhile_misses_nothing() -> None:
    stage = Stage()
    people = await crowd(stage)
    slow = await stage.come("slow", HandLink(room=10_000))
    people[0].act("cast")
    await stage.turn()
    people[1].drop_link()
    people[1].back(stage.live)
    late = await stage.come("late")
    people[0].act("cast")
    await stage.turn()
    slow.drain()
    await stage.clock.advance(1)
    await slow.drain_all()
    assert [counted(person) for person in (*people, late, slow)] == [2] * 6
    stage.agrees(*people, late, slow)


async def test_a_small_room_hears_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(publishing, "CROWD", 100)
    stage = Stage()
    people = await crowd(stage)
    people[0].act("cast")
    await stage.turn()
    assert len(frames(people[1])) == 1
    stage.agrees(*people)


async def test_who_cannot_take_an_answer_hears_the_counts_that_waited() -> None:
    stage = Stage()
    people = await crowd(stage)
    people[0].link.room = people[0].link.buffered  # full from now on
    people[0].act("cast")
    await stage.turn()
    await stage.clock.advance(1)
    people[0].link.room = None
    await people[0].drain_all()
    await stage.turn()
    assert counted(people[0]) == 1
    stage.agrees(*people)


async def test_who_could_not_take_the_counts_when_they_left_hears_them_later() -> None:
    stage = Stage()
    people = await crowd(stage)
    slow = people[1]
    slow.act("cast")
    await stage.turn()
    slow.read()
    link = slow.link
    assert isinstance(link, HandLink)
    link.room = link.buffered - 1  # full just when the counts leave
    await stage.clock.advance(publishing.CALM + 0.1)
    link.room = None
    slow.drain()
    await stage.turn(5)
    people[2].act("say", text="next")
    await stage.turn()
    assert [counted(person) for person in people] == [1] * 4
    stage.agrees(*people)
