"""A room read back from the journal is the room that wrote it: same bytes, same answers, same epoch."""

from __future__ import annotations

import asyncio
import random
from typing import Any

import msgpack
import msgspec
import pytest

from server.hub.ports import RoomBroken, UnknownRoom
from server.hub.state import from_blob, load, state_hash
from server.journal.chain import SnapshotRow
from server.journal.memory import MemoryJournal
from server.journal.port import Damaged, DiskFull, Row
from tests.server.hub.stage import Browser, HandLink, Stage


async def play(stage: Stage, dice: random.Random, people: list[Browser], turns: int) -> None:
    for _ in range(turns):
        for _ in range(dice.randint(0, 4)):
            person = dice.choice(people)
            roll = dice.random()
            if roll < 0.5:
                see = dice.choice(["all", "hosts", "person:me", "none", "group:a"])
                person.act("say", id=f"n{dice.randint(0, 40)}", text="t", see=see)
            elif roll < 0.65:
                person.act("delete", id=f"n{dice.randint(0, 40)}")
            elif roll < 0.7:
                person.act("secret", text="s")
            elif roll < 0.72:
                person.act("seal")
            elif roll < 0.8:
                person.act("nothing")
            elif roll < 0.85:
                person.act("refuse")
            else:
                person.act("count")
        await stage.clock.advance(dice.choice([0.02, 0.02, 1, 90]))


@pytest.mark.parametrize("seed", range(8))
async def test_live_room_equals_replayed_room_byte_for_byte(seed: int) -> None:
    dice = random.Random(seed)
    stage = Stage(snapshot_every=dice.choice([3, 40, 10_000]))
    people = [await stage.host(), await stage.come("ada"), await stage.come("bo")]
    for _ in range(4):
        await play(stage, dice, people, 30)
        live = stage.live.flusher.state
        read = (await load(stage.journal, stage.created.code)).state
        assert read.blob() == live.blob()
        assert list(read.room.records) == list(live.room.records), "and in the same order"
        again = from_blob(live.blob())
        assert again.blob() == live.blob()
        assert again.epoch == live.epoch != ""
    stage.agrees(*people)
    room = await stage.restart()
    for person in people:
        person.back(room)
    await stage.turn()
    stage.agrees(*people)
    assert all(not person.welcomes[-1]["full"] for person in people), "all resume by delta"


async def test_epochs_stay_over_restarts_and_differ_between_rooms() -> None:
    stage = Stage()
    ada = await stage.come("ada")
    first = ada.epoch
    ada.back(await stage.restart())
    await stage.turn()
    ada.read()
    assert ada.welcomes[-1]["epoch"] == first and len(ada.welcomes) == 2
    stage.created = stage.created.__class__("", "", "")
    other = await stage.come("ada")
    assert other.epoch != first


async def test_revs_are_contiguous_and_time_does_not_fall_over_a_restart() -> None:
    stage = Stage()
    ada = await stage.come("ada")
    for _ in range(5):
        ada.act("count")
        await stage.turn()
    at = stage.live.flusher.state.at
    stage.clock.ms -= 10_000_000
    ada.back(await stage.restart())
    ada.act("count")
    await stage.turn()
    assert stage.live.flusher.state.at >= at
    rows = await stage.journal.read(stage.created.code, 0)
    revs = [rev for row in rows for rev in range(row.first_rev, row.last_rev + 1)]
    assert revs == list(range(1, stage.room.rev + 1))


async def test_snapshots_come_after_so_many_changes_and_the_journal_is_cut_before_the_older() -> None:
    stage = Stage(snapshot_every=10)
    ada = await stage.come("ada")
    for _ in range(35):
        ada.act("count")
        await stage.turn()
    kept = stage.journal.store.rooms[stage.created.code]
    assert len(kept.snapshots) == 2
    older = min(row.rev for row in kept.snapshots)
    assert min(row.first_rev for row in kept.rows.values()) == older + 1
    assert stage.metrics.snapshots.value == 3


async def test_a_snapshot_whose_state_is_not_what_its_hash_says_is_not_trusted() -> None:
    stage = Stage(snapshot_every=5)
    ada = await stage.come("ada")
    for _ in range(12):
        ada.act("count")
        await stage.turn()
    code, kept = stage.created.code, stage.journal.store.rooms[stage.created.code]
    whole = (await load(stage.journal, code)).state.blob()
    newest = max(kept.snapshots, key=lambda row: row.rev)
    from server.journal.chain import blob_seal

    spoiled = newest._replace(state_hash=b"x" * 32, seal=blob_seal(code, newest.rev, b"x" * 32, newest.blob))
    kept.snapshots = [spoiled if row is newest else row for row in kept.snapshots]
    loaded = await load(stage.journal, code)
    assert loaded.snapshot < newest.rev and loaded.state.blob() == whole
    kept.snapshots = [_spoil(row, code) for row in kept.snapshots]
    with pytest.raises(Damaged):
        await load(stage.journal, code)
    stage.start()
    with pytest.raises(RoomBroken):
        await stage.hub.room(code)


def _spoil(row: SnapshotRow, code: str) -> SnapshotRow:
    from server.journal.chain import blob_seal

    return row._replace(state_hash=b"x" * 32, seal=blob_seal(code, row.rev, b"x" * 32, row.blob))


async def test_unknown_rooms_are_unknown() -> None:
    stage = Stage()
    await stage.open()
    with pytest.raises(UnknownRoom):
        await stage.hub.room("NOSUCH")
    await stage.journal.create("EMPTYY")
    with pytest.raises(UnknownRoom):
        await stage.hub.room("EMPTYY")


async def test_a_full_snapshot_for_nobody_is_the_same_on_two_machines() -> None:
    blobs = []
    for _ in range(2):
        stage = Stage()
        ada = await stage.come("ada", HandLink())
        await play(stage, random.Random(5), [ada], 40)
        blobs.append(stage.live.flusher.state.blob())
    assert state_hash(blobs[0]) == state_hash(blobs[1])


async def test_drain_finishes_the_flush_says_bye_with_a_spread_and_keeps_a_snapshot() -> None:
    stage = Stage()
    people = [await stage.come(f"p{i}") for i in range(4)]
    stage.journal.gate.clear()
    people[0].act("say", text="last")
    await stage.turn()
    people[1].act("say", text="waits already")
    import asyncio

    drained = asyncio.ensure_future(stage.hub.drain(4_000))
    await stage.turn()
    people[2].act("say", text="too late")
    late = Browser(stage.live, "late").hello()
    assert late.read()[-1] == {"t": "bye", "code": "restart", "say": "en:restart", "again": True, "after": 2000}
    assert not drained.done()
    stage.journal.gate.set()
    await stage.turn(3)
    await drained
    assert people[0].answers() == [("kept", 1)] and people[1].answers() == [("kept", 1)]
    assert people[2].answers() == []
    for person in people:
        person.read()
    byes = [person.heard[-1] for person in people]
    assert {bye["code"] for bye in byes} == {"restart"} and all(bye["again"] for bye in byes)
    assert len({bye["after"] for bye in byes}) == 4 and max(bye["after"] for bye in byes) <= 4_000
    assert all(person.link.closed == (1012, "restart") for person in people)
    snapshot = (await stage.journal.get_snapshots(stage.created.code))[0]
    assert snapshot.rev == stage.journal.store.rooms[stage.created.code].head.rev
    assert stage.errands.closed
    stage.start()
    room = await stage.open()
    for person in people:
        person.back(room)
    people[2].act("say", 1, text="too late")
    await stage.turn()
    stage.agrees(*people)
    assert people[2].answers() == [("kept", 1)]


async def test_a_quiet_room_keeps_a_snapshot_while_people_are_there() -> None:
    stage = Stage(snapshot_every=100, idle=30.0)
    ada = await stage.come("ada")
    for _ in range(12):
        ada.act("count")
        await stage.turn()
    assert stage.metrics.snapshots.value == 0
    await stage.clock.advance(31)
    assert stage.metrics.snapshots.value == 1
    await stage.clock.advance(300)
    assert stage.metrics.snapshots.value == 1
    stage.agrees(ada)


async def test_a_snapshot_that_cannot_be_kept_is_no_drama() -> None:
    stage = Stage(snapshot_every=10, idle=30.0)
    ada = await stage.come("ada")
    tried = []

    async def full(*args: object) -> None:
        tried.append(args)
        raise DiskFull("no room")

    stage.journal.put_snapshot = full  # type: ignore[method-assign,assignment]
    for _ in range(40):
        ada.act("count")
        await stage.turn()
    await stage.clock.advance(100)
    assert 1 <= len(tried) <= 25
    assert stage.tally == 40
    stage.agrees(ada)
    del stage.journal.put_snapshot
    await stage.clock.advance(100)
    ada.back(await stage.restart())
    await stage.turn()
    stage.agrees(ada)


class Slow(MemoryJournal):
    """Snapshots wait until they may."""

    def __init__(self) -> None:
        super().__init__()
        self.may = asyncio.Event()
        self.done: list[str] = []

    async def put_snapshot(self, room: str, rev: int, state_hash: bytes, blob: bytes) -> None:
        await self.may.wait()
        await super().put_snapshot(room, rev, state_hash, blob)
        self.done.append("snapshot")

    async def purge(self, room: str, rev: int, state_hash: bytes, blob: bytes) -> None:
        await super().purge(room, rev, state_hash, blob)
        self.done.append("purge")


async def test_a_slow_snapshot_holds_nobody_up_but_what_must_not_come_back_with_it() -> None:
    journal = Slow()
    stage = Stage(journal, snapshot_every=5)
    ada, host = await stage.come("ada"), await stage.host()
    for n in range(20):
        ada.act("say", text=f"{n}")
        await stage.turn()
    assert len(ada.answers()) == 20 and journal.done == []  # it began long ago
    host.act("seal")
    await stage.turn()
    assert journal.done == [] and host.answers() == []
    journal.may.set()
    await stage.turn(2)
    assert journal.done[:2] == ["snapshot", "purge"] and [answer[0] for answer in host.answers()] == ["kept"]
    stage.agrees(ada, host)


class Moving(MemoryJournal):
    """Somebody writes between the reading of the snapshots and the reading of the rows."""

    def __init__(self) -> None:
        super().__init__()
        self.meanwhile: list[tuple[int, bytes]] = []

    async def read(self, room: str, since_rev: int) -> list[Row]:
        for rev, blob in self.meanwhile:
            await self.put_snapshot(room, rev, state_hash(blob), blob)
        if self.meanwhile:
            self.meanwhile = []
            assert await self.truncate(room)
        return await super().read(room, since_rev)


async def test_what_is_cut_while_a_room_is_read_is_no_damage() -> None:
    journal = Moving()
    stage = Stage(journal, snapshot_every=1000)
    ada = await stage.come("ada")
    for n in range(6):
        ada.act("say", text=f"{n}")
        await stage.turn()
    whole = await load(journal, stage.live.code)
    blob = whole.state.blob()
    journal.meanwhile = [(whole.state.room.rev, blob)] * 2
    again = await load(journal, stage.live.code)
    assert again.state.blob() == blob and not journal.meanwhile


async def test_a_snapshot_that_is_cut_or_holds_something_else_is_damaged_wherever_it_is_read() -> None:
    stage = Stage()
    ada = await stage.come("ada")
    for n in range(5):
        ada.act("say", text=f"idea {n}")
    await stage.turn()
    blob = stage.live.flusher.state.blob()
    as_map = msgspec.msgpack.decode(blob)
    cuts = [blob[:size] for size in range(0, len(blob), 7)]
    contents: list[Any] = [[], {**as_map, "records": 7}, {**as_map, "records": [7]}, {**as_map, "rev": "x"}]
    others = [msgspec.msgpack.encode(content) for content in contents]
    others += [blob + b"x", msgspec.msgpack.encode({name: as_map[name] for name in as_map if name != "records"})]
    odd = {"id": "o", "kind": "of_later", "rev": 1, "see": "all", "when": msgpack.Timestamp(1)}
    others += [
        msgpack.packb({**as_map, "records": [odd]}),
        msgpack.packb({**as_map, "records": [msgpack.ExtType(4, b"a")]}),
    ]
    others += [blob[:1].replace(b"\x88", b"\x89") + b"\xa7records\x90" + blob[1:]]
    for wrong in (*cuts, *others):
        with pytest.raises((msgspec.MsgspecError, ValueError)):
            from_blob(wrong)
    assert from_blob(msgspec.msgpack.encode({**as_map, "later": [1]})).blob() == blob
