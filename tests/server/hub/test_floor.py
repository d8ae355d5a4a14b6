"""Too little space: nothing is taken in, everybody hears it without asking, and it is over within a second."""

from __future__ import annotations

from typing import Any

import pytest

from server.hub.ports import Full
from sessions.activity import Refused
from tests.server.hub.rules import opening
from tests.server.hub.stage import Browser, Stage


class Space:
    """A disk with or without space; `looks` counts who asked."""

    def __init__(self) -> None:
        self.low, self.looks = False, 0

    def __call__(self) -> bool:
        self.looks += 1
        return self.low


def stage_with() -> tuple[Stage, Space]:
    space = Space()
    stage = Stage(low=space)
    return stage, space


def fulls(browser: Browser) -> list[Any]:
    browser.read()
    return [m["full"] for m in browser.heard if m["t"] == "soft" and "full" in m]


async def test_below_the_floor_nothing_is_taken_in_and_all_of_it_can_be_read() -> None:
    stage, space = stage_with()
    await stage.hub.start()
    ada = await stage.come("ada")
    ada.act("say", text="before")
    await stage.turn()
    appends = stage.journal.appends
    space.low = True
    n = ada.act("say", text="during")
    await stage.turn()
    assert ada.answers()[-1] == ("refused", n, "disk_full") and ada.texts() == ["before"]
    bo = Browser(await stage.open(), "bo").hello()
    await stage.turn()
    assert bo.read()[-1]["code"] == "disk_full" and bo.heard[-1]["again"] is True
    back = ada.back()
    await stage.turn()
    assert back.texts() == ["before"], "who is known comes back and reads"
    with pytest.raises(Full):
        await stage.hub.create(opening)
    with pytest.raises(Refused, match="disk_full"):
        await stage.answer(stage.hub.ask(stage.created.code, "say", {"text": "by HTTP"}))
    with pytest.raises(Refused, match="disk_full"):
        await stage.mint("host")
    assert stage.journal.appends == appends
    stage.agrees(back)


async def test_everybody_hears_it_and_that_it_is_over_without_asking() -> None:
    stage, space = stage_with()
    await stage.hub.start()
    screen = await stage.come("wall", role_key=(await stage.opened()).screen_key)
    ada, host = await stage.come("ada"), await stage.host()
    await stage.clock.advance(3)
    assert fulls(ada) == [], "nothing is said while there is nothing to say"
    space.low = True
    await stage.clock.advance(1.1)
    assert [fulls(browser)[-1] for browser in (ada, host, screen)] == [True, True, True]
    space.low = False
    await stage.clock.advance(1.1)
    assert [fulls(browser)[-1] for browser in (ada, host, screen)] == [False, False, False]
    n = ada.act("say", text="again")
    await stage.turn()
    assert ("kept", n) in ada.answers()


async def test_who_comes_while_it_is_full_hears_it_too() -> None:
    stage, space = stage_with()
    await stage.hub.start()
    ada = await stage.come("ada")
    space.low = True
    await stage.clock.advance(1.1)
    ada.drop_link()
    again = ada.back(await stage.open())
    await stage.clock.advance(1.1)
    assert fulls(again)[-1] is True


async def test_what_time_does_waits_until_there_is_space() -> None:
    stage, space = stage_with()
    await stage.hub.start()
    ada = await stage.come("ada")
    ada.act("wake_me", after=5_000)
    await stage.turn()
    space.low = True
    await stage.clock.advance(8)
    assert ada.texts() == []
    space.low = False
    await stage.clock.advance(2)
    assert ada.texts() == ["rang"]


async def test_a_disk_that_fills_before_the_floor_is_seen_is_said_too() -> None:
    stage, _ = stage_with()
    await stage.hub.start()
    ada = await stage.come("ada")
    stage.journal.full = True
    n = ada.act("say", text="lost?")
    await stage.clock.advance(1.2)
    assert ada.answers()[-1] == ("refused", n, "disk_full") and fulls(ada)[0] is True
    stage.journal.full = False
    await stage.clock.advance(2.2)
    assert fulls(ada)[-1] is False and ada.texts() == []
