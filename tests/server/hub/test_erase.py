"""A room that is erased: who is in it hears so, and nobody, no due time and no crash brings it back."""

from __future__ import annotations

import asyncio

import pytest

from server.hub import erasures
from server.hub.ports import Close, Unavailable, UnknownRoom
from server.journal.memory import MemoryJournal
from sessions.room import Room
from tests.server.hub.stage import Browser, Stage, settle


async def test_everybody_hears_it_and_nothing_is_left() -> None:
    stage = Stage()
    ada, host = await stage.come("ada"), await stage.host()
    ada.act("say", text="zqxjk-canary")
    await stage.turn()
    told: list[Room | None] = []

    def say(room: Room | None) -> tuple[str, bytes]:
        told.append(room)
        return "erased 1", b"receipt"

    await stage.answer(stage.hub.erase(stage.created.code, say))
    for browser in (ada, host):
        assert browser.read()[-1]["code"] == "erased" and browser.heard[-1]["again"] is False
        assert browser.link.closed == (Close.REFUSED, "erased")
    assert stage.journal.store.rooms == {} and stage.journal.store.meta == {"erased 1": b"receipt"}
    [room] = told
    assert room is not None and "zqxjk-canary" in str(list(room))
    with pytest.raises(UnknownRoom):
        await stage.hub.room(stage.created.code)
    with pytest.raises(UnknownRoom):
        await stage.hub.erase(stage.created.code)


async def test_what_was_kept_before_is_answered_before() -> None:
    stage = Stage()
    ada = await stage.come("ada")
    n = ada.act("say", text="last words")
    await stage.answer(stage.hub.erase(stage.created.code))
    assert ("kept", n) in ada.answers()


async def test_nobody_gets_in_meanwhile_and_nothing_wakes_it_later() -> None:
    """Whoever comes then hears "again", not that there is no such room: it stands when the erasing fails."""
    stage = Stage()
    ada = await stage.come("ada")
    ada.act("wake_me", after=50_000)
    await stage.turn()
    stage.journal.gate.clear()
    ada.act("say", text="in flight")
    await stage.turn()
    erasing = asyncio.ensure_future(stage.hub.erase(stage.created.code))
    await settle()
    with pytest.raises(Unavailable):
        await stage.hub.room(stage.created.code)
    again = asyncio.ensure_future(stage.hub.erase(stage.created.code))
    await settle()
    assert not again.done()  # what came of the first is not known yet
    stage.journal.gate.set()
    await stage.turn(3)
    await erasing
    with pytest.raises(UnknownRoom):
        await again
    await stage.clock.advance(200)
    with pytest.raises(UnknownRoom):
        await stage.hub.room(stage.created.code)
    assert stage.hub._rooms == {} and stage.hub._dues == {} and stage.journal.store.rooms == {}


async def test_a_sleeping_and_a_damaged_room_can_be_erased() -> None:
    stage = Stage()
    await stage.come("ada")
    await stage.kill()
    await stage.hub.erase(stage.created.code)
    assert stage.journal.store.rooms == {}
    other = Stage()
    await other.come("ada")
    await other.kill()
    kept = other.journal.store.rooms[other.created.code]
    kept.head = kept.head._replace(rev=99)
    told: list[Room | None] = []
    await other.hub.erase(other.created.code, told.append)
    assert told == [None] and other.journal.store.rooms == {}


async def test_a_disk_that_is_full_erases_later() -> None:
    stage = Stage()
    ada = await stage.come("ada")
    stage.journal.full = True
    with pytest.raises(Unavailable):
        await stage.answer(stage.hub.erase(stage.created.code))
    assert stage.created.code in stage.journal.store.rooms
    assert ada.read()[-1]["code"] == "unavailable" and ada.heard[-1]["again"], "it is there, so she comes back to it"
    stage.journal.full = False
    ada.back(await stage.open())
    await stage.turn()
    assert ada.read()[0]["t"] == "welcome"
    await stage.answer(stage.hub.erase(stage.created.code))
    assert stage.journal.store.rooms == {}


class SlowToForget(MemoryJournal):
    """Forgets when told to."""

    def __init__(self) -> None:
        super().__init__()
        self.may = asyncio.Event()

    async def forget(self, room: str, receipt: tuple[str, bytes] | None = None) -> None:
        await self.may.wait()
        await super().forget(room, receipt)


async def being_erased(journal: SlowToForget) -> tuple[Stage, Browser, asyncio.Future[None]]:
    """A room with somebody in it, in the middle of that."""
    stage = Stage(journal)
    ada = await stage.come("ada")
    erasing = asyncio.ensure_future(stage.hub.erase(stage.created.code))
    await stage.turn(3)
    return stage, ada, erasing


async def test_nobody_hears_that_it_is_gone_before_it_is() -> None:
    stage, ada, erasing = await being_erased(SlowToForget())
    assert not erasing.done() and ada.read() == [] and ada.link.closed is None
    await stage.kill()  # as by kill -9, in the middle of it: the same room stands
    ada.back(await stage.open())
    await stage.turn()
    assert ada.read()[0]["t"] == "welcome"
    erasing.cancel()


async def test_who_does_not_wait_for_it_does_not_stop_it_and_a_stop_waits() -> None:
    journal = SlowToForget()
    stage, ada, erasing = await being_erased(journal)
    erasing.cancel()
    await settle()
    stopping = asyncio.ensure_future(stage.hub.drain())
    await stage.turn(3)
    assert erasing.cancelled() and not stopping.done()
    with pytest.raises(Unavailable):
        await stage.hub.erase(stage.created.code)
    journal.may.set()
    await stopping
    assert journal.store.rooms == {} and ada.read()[-1]["code"] == "erased"


async def test_a_stop_does_not_wait_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(erasures, "WITHIN", 0.05)
    stage, ada, erasing = await being_erased(SlowToForget())
    await stage.hub.drain()
    with pytest.raises(Unavailable):
        await erasing
    assert stage.created.code in stage.journal.store.rooms and ada.read()[-1]["code"] == "unavailable"
