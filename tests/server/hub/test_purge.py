"""Sealing: what tied people to texts is out of the journal before anybody hears that it is."""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import Callable, Sequence

from server.journal.port import DiskFull
from tests.server.hub.rules import HubNote
from tests.server.hub.stage import Browser, HandLink, Stage, settle


def on_disk(stage: Stage) -> str:
    kept = stage.journal.store.rooms[stage.created.code]
    return repr([*kept.rows.values(), *kept.snapshots])


async def test_the_journal_is_purged_before_the_change_is_published() -> None:
    stage = Stage()
    ada, bo = await stage.come("ada"), await stage.come("bo")
    ada.act("secret", text="CANARY")
    ada.act("say", text="stays")
    await stage.turn()
    assert "CANARY" in on_disk(stage)
    gate, purged = asyncio.Event(), stage.journal.purge

    async def slow(*args: object) -> None:
        await gate.wait()
        await purged(*args)  # type: ignore[arg-type]

    stage.journal.purge = slow  # type: ignore[method-assign,assignment]
    ada.read(), bo.read()
    bo.act("seal")
    await stage.turn(2)
    assert "CANARY" in on_disk(stage)
    for browser in (ada, bo):
        assert [m for m in browser.read() if m["t"] != "soft"] == []
    gate.set()
    await stage.turn()
    assert "CANARY" not in on_disk(stage)
    assert bo.answers() == [("kept", 1)]
    assert len(await stage.journal.get_snapshots(stage.created.code)) == 2
    stage.agrees(ada, bo)
    ada.back(await stage.restart())
    await stage.turn()
    ada.read()
    assert not ada.welcomes[-1]["full"]
    stage.agrees(ada)


async def test_a_purge_that_a_crash_interrupted_is_finished_before_anybody_is_let_in() -> None:
    stage = Stage()
    ada = await stage.come("ada")
    ada.act("secret", text="CANARY")
    await stage.turn()

    async def crash(*args: object) -> None:
        raise asyncio.CancelledError

    stage.journal.purge = crash  # type: ignore[method-assign,assignment]
    ada.act("seal")
    await stage.turn()
    assert ada.answers() == [("kept", 1)]
    assert "CANARY" in on_disk(stage)
    await stage.restart()
    assert "CANARY" not in on_disk(stage)
    assert stage.metrics.purges.value == 1
    ada.back(stage.live)
    ada.act("seal", 2)
    await stage.turn()
    assert ada.answers() == [("kept", 1), ("kept", 2)], "it was durable, so the repeat is kept"


def fills_up(stage: Stage, *works: str) -> Callable[[], None]:
    """From now on there is no room on the disk for these works of the journal; what makes it again."""

    async def full(*args: object) -> None:
        raise DiskFull("no room")

    for work in works:
        setattr(stage.journal, work, full)

    def heals() -> None:
        for work in works:
            delattr(stage.journal, work)

    return heals


async def owing() -> tuple[Stage, Browser, Callable[[], None]]:
    """A room in which a step was sealed when there was no room left to purge."""
    stage = Stage()
    await stage.hub.start()
    ada = await stage.come("ada")
    ada.act("say", text="shown")
    ada.act("secret", text="CANARY")
    await stage.turn()
    heals = fills_up(stage, "purge")
    ada.act("seal")
    await stage.turn()
    assert ada.heard[-1]["t"] != "kept" and ada.read()[-1]["code"] == "unavailable"
    return stage, ada, heals


async def test_a_room_that_owes_a_purge_is_woken_for_it() -> None:
    stage, _, heals = await owing()
    await stage.clock.advance(5)
    assert "CANARY" in on_disk(stage)
    heals()
    await stage.clock.advance(1.1)
    assert "CANARY" not in on_disk(stage) and stage.metrics.purges.value == 1


async def test_a_start_on_a_full_disk_purges_when_there_is_room() -> None:
    stage, _, heals = await owing()
    stage.start()
    await stage.hub.start()
    await stage.clock.advance(3)
    assert "CANARY" in on_disk(stage)
    heals()
    await stage.clock.advance(1.1)
    assert "CANARY" not in on_disk(stage)


async def test_a_room_that_owes_a_purge_is_read_only_until_there_is_room() -> None:
    stage, ada, heals = await owing()
    before = stage.journal.appends
    ada.back(await stage.open())
    await stage.turn()
    assert ada.texts() == ["shown"] and [m["full"] for m in ada.heard if "full" in m][-1:] == [True]
    say, new = ada.act("say", 9, text="late"), Browser(await stage.open(), "bo").hello()
    ada.act("seal", 3)
    await stage.turn()
    assert ada.answers()[-2:] == [("refused", say, "disk_full"), ("refused", 3, "disk_full")], (
        "not even what is decided"
    )
    assert new.read()[-1]["code"] == "disk_full"
    assert [note.text for note in (await stage.answer(stage.hub.state(stage.created.code))).every(HubNote)] == ["shown"]
    assert stage.journal.appends == before and "CANARY" in on_disk(stage)
    stage.agrees(ada)
    heals()
    await stage.clock.advance(2.2)
    ada.read()
    assert "CANARY" not in on_disk(stage) and [m["full"] for m in ada.heard if "full" in m][-1] is False
    ada.act("seal", 3)
    ada.act("say", 10, text="goes on")
    await stage.turn()
    assert ada.answers()[-2:] == [("kept", 3), ("kept", 10)] and ada.texts() == ["goes on", "shown"]
    stage.agrees(ada)


async def test_a_room_that_owes_a_purge_stays_awake_keeps_no_snapshot_and_can_be_erased() -> None:
    """A snapshot would hide the frame by which the next start knows what is owed."""
    stage, _, heals = await owing()
    await stage.clock.advance(400)
    kept = stage.journal.store.rooms[stage.created.code]
    assert stage.hub._rooms and len(kept.snapshots) == 0
    await stage.hub.drain()
    assert len(kept.snapshots) == 0
    heals()
    await stage.restart()
    assert "CANARY" not in on_disk(stage)
    stage, _, _ = await owing()
    await stage.clock.advance(2)
    await stage.answer(stage.hub.erase(stage.created.code))
    assert stage.created.code not in stage.journal.store.rooms


async def test_a_redaction_that_a_full_disk_holds_up_comes_by_itself() -> None:
    stage = await already_cut()
    host = await stage.host("h2")
    heals = fills_up(stage, "redact")
    host.act("hide", id="x")
    await stage.turn()
    host.read()
    stage.start()
    host.back(await stage.open())
    await stage.turn()
    host.act("count", 7)
    await stage.turn()
    assert host.answers()[-1] == ("refused", 7, "disk_full")
    heals()
    await stage.clock.advance(1.1)
    assert "CANARY" not in str(await stage.journal.history(stage.created.code))
    host.act("count", 7)
    await stage.turn()
    assert host.answers()[-1] == ("kept", 7)


async def test_after_a_purge_no_old_bytes_are_sent_to_anybody() -> None:
    stage = Stage()
    host = await stage.host()
    host.act("many", count=200, size=1000)
    await stage.turn()
    slow = await stage.come("slow", HandLink(room=1000))
    slow.drain()
    assert len([payload for payload in slow.link.payloads if payload.shared]) == 2, "in the middle of the shared bytes"
    host.act("seal")
    await stage.turn()
    before = len(slow.link.payloads)
    await slow.drain_all()
    sealed = stage.room.rev
    late = await stage.come("late")
    for browser, start in ((slow, before), (late, 0)):
        browser.read()
        revs = {
            record["rev"] for m in browser.heard[start:] for record in m.get("put", ()) if record["kind"] == "hub_note"
        }
        assert revs == {sealed}, "the old revs told which note came when"
    stage.agrees(host, slow, late)


async def test_dedup_says_no_rev_of_before_the_purge() -> None:
    stage = Stage()
    ada = await stage.come("ada")
    ada.act("say", text="one")
    await stage.turn()
    ada.act("say", text="two")
    await stage.turn()
    ada.act("seal")
    await stage.turn()
    ada.read()
    ada.act("say", 1, text="one")
    await stage.turn()
    assert ada.read()[-1] == {"t": "kept", "tab": ada.tab, "n": 1, "rev": stage.room.rev}


async def test_what_was_kept_in_the_flush_of_the_purge_says_no_rev_of_its_own_either() -> None:
    stage = Stage()
    ada = await stage.come("ada")
    ada.act("say", text="one")
    ada.act("seal")
    await stage.turn()
    ada.act("count")
    ada.act("say", 1, text="one")
    await stage.turn()
    assert ada.read()[-1] == {"t": "kept", "tab": ada.tab, "n": 1, "rev": stage.room.rev}


async def already_cut() -> Stage:
    """A room where the text in question is in the history and not in the journal any more."""
    stage = Stage(snapshot_every=1)
    host = await stage.host()
    host.act("say", id="x", text="CANARY")
    for _ in range(4):
        host.act("count")
        await stage.turn()
    stage.live.world = dataclasses.replace(stage.live.world, snapshot_every=10_000)
    assert "CANARY" not in repr(list(stage.journal.store.rooms[stage.created.code].rows.values()))
    assert "CANARY" in str(await stage.journal.history(stage.created.code))
    return stage


def spy(stage: Stage) -> list[tuple[str, list[str], int]]:
    """What is redacted, and how many messages the latest comer had got by then."""
    calls: list[tuple[str, list[str], int]] = []
    redact = stage.journal.redact

    async def watched(room: str, ids: Sequence[str]) -> None:
        heard = 0
        if stage.hub._rooms:
            heard = [len(link.payloads) for link in stage.live.flusher.members if isinstance(link, HandLink)][-1]
        calls.append((room, list(ids), heard))
        await redact(room, ids)

    stage.journal.redact = watched  # type: ignore[method-assign]
    return calls


async def test_hidden_texts_leave_the_history_before_it_is_published() -> None:
    stage = await already_cut()
    host = await stage.host("h2")
    redacted = spy(stage)
    host.act("hide", id="x")
    stage.journal.gate.clear()
    await stage.turn()
    assert "CANARY" in str(await stage.journal.history(stage.created.code))
    before = len(host.link.payloads)
    stage.journal.gate.set()
    await stage.turn()
    assert redacted == [(stage.created.code, ["x"], before)]
    assert "CANARY" not in str(await stage.journal.history(stage.created.code))
    stage.agrees(host)


async def test_a_redaction_that_a_crash_interrupted_is_finished_at_the_next_start() -> None:
    stage = await already_cut()
    host = await stage.host("h2")

    async def crash(*args: object) -> None:
        raise asyncio.CancelledError

    stage.journal.redact = crash  # type: ignore[method-assign,assignment]
    host.act("hide", id="x")
    await settle()
    await stage.kill()
    redacted = spy(stage)
    await stage.open()
    assert [(room, ids) for room, ids, _ in redacted] == [(stage.created.code, ["x"])]
    assert "CANARY" not in str(await stage.journal.history(stage.created.code))
