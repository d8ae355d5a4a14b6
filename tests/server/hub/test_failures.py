"""When an append does not simply succeed: nobody is told *kept* unless it is, and the room is what the journal says."""

from __future__ import annotations

import asyncio
import dataclasses

import pytest

from server.hub.ports import Close, Unavailable
from server.journal.port import JournalFailed
from sessions.activity import Refused
from tests.server.hub.stage import Browser, HandLink, Stage, settle


async def in_flight(stage: Stage, fault: str) -> tuple[Browser, Browser]:
    ada, host = await stage.come("ada"), await stage.host()
    stage.journal.order(fault)  # type: ignore[arg-type]
    ada.act("say", text="hello")
    await stage.turn()
    return ada, host


async def test_conflict_the_room_is_read_back_and_everything_decided_again() -> None:
    stage = Stage()
    ada, host = await in_flight(stage, "conflict")
    assert ada.answers() == [("kept", 1)] and host.texts() == ["hello"]
    assert stage.rules.decided == ["say", "say"]
    assert stage.metrics.appends.values["conflict"] == 1
    stage.agrees(ada, host)


async def test_what_another_writer_kept_is_published_too() -> None:
    """Another process wrote to the same journal in between: its change reaches everybody with ours."""
    stage = Stage()
    ada, host = await stage.come("ada"), await stage.host()
    slow = await stage.come("slow", HandLink(room=100))
    await slow.drain_all()
    other = Stage(stage.journal)
    other.created = stage.created
    bo = await other.come("bo")
    bo.act("say", text="from elsewhere")
    bo.act("say", text="for hosts elsewhere", see="hosts")
    await other.turn()
    ada.act("say", text="from here")
    await stage.turn()
    assert ada.texts() == ["from elsewhere", "from here"]
    assert ada.answers() == [("kept", 1)]
    await slow.drain_all()
    assert host.texts() == ["for hosts elsewhere", "from elsewhere", "from here"]
    stage.agrees(ada, host, slow)


async def test_conflicts_without_end_drop_the_room() -> None:
    stage = Stage()
    ada = await stage.come("ada")
    for _ in range(9):
        stage.journal.order("conflict")
    ada.act("say", text="hello")
    asked = asyncio.ensure_future(stage.hub.ask(stage.created.code, "say", {"text": "outside"}))
    await stage.turn(3)
    assert [m["t"] for m in ada.read() if m["t"] != "soft"] == ["bye"]
    assert ada.heard[-1]["code"] == "unavailable" and ada.heard[-1]["again"] is True
    assert ada.link.closed == (Close.AGAIN, "unavailable")
    with pytest.raises(Unavailable):
        await asked


async def test_unknown_but_kept_is_found_and_never_written_twice() -> None:
    stage = Stage()
    ada, host = await in_flight(stage, "kept")
    assert ada.answers() == [("kept", 1)]
    assert stage.rules.decided == ["say"]
    stage.agrees(ada, host)
    live = await stage.restart()
    ada.back(live)
    await stage.turn()
    assert ada.texts() == ["hello"]


async def test_unknown_and_lost_is_tried_again() -> None:
    stage = Stage()
    ada, host = await in_flight(stage, "lost")
    assert ada.answers() == []
    await stage.clock.advance(0.1)
    assert ada.answers() == [("kept", 1)] and host.texts() == ["hello"]
    assert stage.rules.decided == ["say"]
    stage.agrees(ada, host)


async def test_a_frame_that_comes_through_late_is_recognised_in_the_conflict() -> None:
    stage = Stage()
    ada = await stage.come("ada")
    sent: list[tuple[object, ...]] = []
    append = stage.journal.append

    async def late(*args: object, **named: object) -> object:
        sent.append(args)
        if len(sent) == 1:
            stage.journal.order("lost")
            return await append(*args, **named)  # type: ignore[arg-type]
        await append(*args, **named)  # type: ignore[arg-type]
        return await append(*args, **named)  # type: ignore[arg-type]

    stage.journal.append = late  # type: ignore[method-assign,assignment]
    ada.act("count")
    await stage.turn()
    await stage.clock.advance(0.1)
    assert sent[0] == sent[1]
    assert stage.metrics.repeats.value == 0, "found as our own, not answered as a repeat"
    assert ada.answers() == [("kept", 1)]
    assert stage.tally == 1


async def test_doubt_without_end_drops_the_room_and_the_journal_decides_what_is_true() -> None:
    stage = Stage()
    ada = await stage.come("ada")
    stage.journal.order("lost", "lost", "lost", "lost")
    ada.act("say", text="hello")
    await stage.clock.advance(5)
    assert ada.answers() == []
    assert ada.heard[-1]["t"] == "bye" and ada.heard[-1]["again"] is True
    ada.back(await stage.open())
    ada.act("say", 1, text="hello")
    await stage.turn()
    assert ada.answers() == [("kept", 1)] and ada.texts() == ["hello"]


async def test_a_broken_journal_drops_the_room_and_says_so_to_the_process() -> None:
    stage = Stage()
    ada, host = await in_flight(stage, "fail")
    for browser in (ada, host):
        assert [m["t"] for m in browser.read() if m["t"] != "soft"] == ["bye"]
        assert browser.link.closed is not None
    assert ada.texts() == [] and host.texts() == []
    assert isinstance(stage.failures[0], JournalFailed)
    with pytest.raises(Unavailable):
        await stage.hub.room(stage.created.code)


async def test_a_full_disk_is_read_only_and_heals_by_itself() -> None:
    stage = Stage()
    ada, host = await stage.come("ada"), await stage.host()
    stage.journal.full = True
    ada.act("say", text="lost")
    new = Browser(stage.live, "new").hello()
    known = Browser(stage.live, "ada").hello()
    await stage.turn()
    assert ada.answers() == [("refused", 1, "disk_full")]
    await stage.turn()
    assert new.read()[-1]["code"] == "disk_full" and new.heard[-1]["again"] is True
    assert known.read()[0]["t"] == "welcome", "who is known may read"
    appends = stage.journal.appends
    ada.act("say", text="still lost")
    await stage.turn()
    assert stage.journal.appends == appends, "a full disk is not asked fifty times a second"
    with pytest.raises(Refused):
        await stage.answer(stage.hub.ask(stage.created.code, "say", {"text": "outside"}))
    stage.agrees(ada, host, known)
    stage.journal.full = False
    await stage.clock.advance(1.5)
    ada.act("say", text="healed")
    await stage.turn()
    assert ada.texts() == ["healed"] and ada.answers()[-1] == ("kept", 3)
    new.back()
    await stage.turn()
    stage.agrees(ada, host, known, new)


async def test_a_full_disk_does_not_stop_time_it_only_comes_later() -> None:
    stage = Stage()
    ada = await stage.come("ada")
    ada.act("wake_me", after=1_000)
    await stage.turn()
    stage.journal.full = True
    await stage.clock.advance(5)
    assert ada.texts() == []
    assert stage.journal.appends < 12
    stage.journal.full = False
    await stage.clock.advance(2)
    assert ada.texts() == ["rang"]
    stage.agrees(ada)


async def test_what_was_decided_on_a_void_room_leaves_no_trace() -> None:
    stage = Stage()
    ada = await stage.come("ada")
    stage.journal.order("full")
    ada.act("say", id="x", text="never")
    await stage.turn()
    assert "x" not in stage.room.records
    assert stage.room.rev == stage.journal.store.rooms[stage.created.code].head.rev
    await stage.clock.advance(2)
    ada.act("say", 1, id="x", text="now")
    await stage.turn()
    assert ada.answers() == [("refused", 1, "disk_full"), ("kept", 1)]


async def test_a_gone_link_is_forgotten_and_its_actions_still_count() -> None:
    stage = Stage()
    ada, bo = await stage.come("ada"), await stage.come("bo")
    stage.journal.gate.clear()
    bo.act("count")
    await settle()
    ada.act("say", text="last words")
    ada.drop_link()
    ghost = Browser(stage.live, "ghost").hello()
    ghost.drop_link()
    stage.journal.gate.set()
    await stage.turn(2)
    assert bo.texts() == ["", "last words"]
    assert len(stage.live.flusher.members) == 1
    assert ghost.me not in str(list(stage.room.records.values()))
    people = [r for r in stage.room.records.values() if type(r).__name__ == "Person"]
    assert len(people) == 2, "who was gone before the door opened did not join"


async def test_a_change_that_cannot_be_written_costs_its_action_only() -> None:
    stage = Stage()
    ada, bo = await stage.come("ada"), await stage.come("bo")
    ada.act("say", text="before")
    ada.act("spoil")
    bo.act("say", text="after")
    await stage.turn()
    assert ada.answers() == [("kept", 1), ("refused", 2, "internal")] and bo.answers() == [("kept", 1)]
    assert ada.texts() == ["after", "before"]
    assert "spoilt" not in stage.room.records
    assert stage.room.rev == stage.journal.store.rooms[stage.created.code].head.rev
    stage.agrees(ada, bo)
    ada.back(await stage.restart())
    await stage.turn()
    stage.agrees(ada)


async def test_a_goodbye_that_fails_costs_nobody_the_room() -> None:
    stage = Stage()
    ada, bo = await stage.come("ada"), await stage.come("bo")
    asked = asyncio.ensure_future(stage.hub.ask(stage.created.code, "say", {"text": "in time"}))
    with pytest.MonkeyPatch.context() as patch:

        def no_words(lang: str, code: str, args: object) -> str:
            raise OSError(24, "Too many open files")

        patch.setattr(stage.hub, "world", dataclasses.replace(stage.hub.world, say=no_words))
        stage.live.flusher.world = stage.hub.world
        ada.act("nonsense")
        await stage.turn(3)
    assert asked.done() and {link.closed for link in (ada.link, bo.link)} == {(Close.AGAIN, "unavailable")}
    ada.back(await stage.open())
    await stage.turn()
    assert ada.read()[0]["t"] == "welcome"
