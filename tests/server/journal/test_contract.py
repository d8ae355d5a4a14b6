"""What every journal promises: appending, conflict, doubt, faults, snapshots, truncation."""

from __future__ import annotations

import asyncio

import pytest

from server.journal.port import (
    Conflict,
    Damaged,
    DiskFull,
    Head,
    Journal,
    JournalFailed,
    NoSuchRoom,
    Ok,
    Row,
    Snapshot,
    Unknown,
    load,
)
from tests.server.journal.engines import ROOM, Engine, fill, frame, record

HASH = b"h" * 32


async def test_what_was_appended_is_read_back_in_order(engine: Engine) -> None:
    one, two = frame(1, record("a")), frame(3, record("b"))
    assert await engine.journal.append(ROOM, 0, one, 1, 1, 0) == Ok(1)
    assert await engine.journal.append(ROOM, 1, two, 2, 3, 700) == Ok(3)
    await engine.restart()
    assert await engine.journal.read(ROOM, 0) == [Row(1, 1, one), Row(2, 3, two)]
    assert await engine.journal.read(ROOM, 1) == [Row(2, 3, two)]
    assert await engine.journal.read(ROOM, 2) == [Row(2, 3, two)]
    assert await engine.journal.read(ROOM, 3) == []
    assert await engine.journal.tail(ROOM) == Row(2, 3, two)
    assert await engine.journal.heads() == [Head(ROOM, 3, 700, purge=False)]


async def test_a_code_is_taken_once(engine: Engine, journal: Journal) -> None:
    assert await journal.exists(ROOM)
    assert not await journal.create(ROOM)
    assert not await journal.exists("OTHER2")
    assert await journal.create("OTHER2")
    assert {head.room for head in await journal.heads()} == {ROOM, "OTHER2"}
    assert await journal.tail("OTHER2") is None
    assert await journal.read("OTHER2", 0) == []
    assert await journal.history("OTHER2") == []


async def test_a_room_that_is_not_there(journal: Journal) -> None:
    for ask in (
        journal.append("NONE23", 0, b"", 1, 1, 0),
        journal.read("NONE23", 0),
        journal.tail("NONE23"),
        journal.find("NONE23", 1, b""),
        journal.get_snapshots("NONE23"),
        journal.put_snapshot("NONE23", 0, HASH, b""),
        journal.history("NONE23"),
        journal.truncate("NONE23"),
        journal.purge("NONE23", 0, HASH, b""),
        journal.redact("NONE23", ["a"]),
    ):
        with pytest.raises(NoSuchRoom, match="NONE23"):
            await ask
    await journal.forget("NONE23")


async def test_who_expects_another_rev_loses_and_changes_nothing(engine: Engine, journal: Journal) -> None:
    frames = await fill(journal, range(1, 4))
    for expected in (0, 2, 4, 9):
        body = frame(expected + 1, record("x"))
        assert await journal.append(ROOM, expected, body, expected + 1, expected + 1, 5) == Conflict(3)
    assert [row.frame for row in await journal.read(ROOM, 0)] == frames
    assert await journal.append(ROOM, 3, b"next", 4, 4, 0) == Ok(4)


async def test_one_room_conflicts_the_others_of_the_same_commit_go_through(journal: Journal) -> None:
    rooms = [f"GROUP{n}" for n in range(20)]
    await asyncio.gather(*(journal.create(room) for room in rooms))
    outcomes = await asyncio.gather(
        *(journal.append(room, n % 2, b"frame %d" % n, n % 2 + 1, n % 2 + 1, n) for n, room in enumerate(rooms))
    )
    assert outcomes == [Conflict(0) if n % 2 else Ok(1) for n in range(20)]
    assert {head.room: (head.rev, head.due) for head in await journal.heads()} == {
        ROOM: (0, 0),
        **{room: (0, 0) if n % 2 else (1, n) for n, room in enumerate(rooms)},
    }


async def test_two_who_race_for_one_rev(journal: Journal) -> None:
    outcomes = await asyncio.gather(*(journal.append(ROOM, 0, b"frame %d" % n, 1, 1, 0) for n in range(5)))
    assert outcomes == [Ok(1)] + [Conflict(1)] * 4
    assert await journal.read(ROOM, 0) == [Row(1, 1, b"frame 0")]


async def test_one_after_the_other_in_one_commit(journal: Journal) -> None:
    outcomes = await asyncio.gather(*(journal.append(ROOM, n, b"frame %d" % n, n + 1, n + 1, 0) for n in range(50)))
    assert outcomes == [Ok(n + 1) for n in range(50)]
    assert [row.frame for row in await journal.read(ROOM, 0)] == [b"frame %d" % n for n in range(50)]


@pytest.mark.parametrize(("first", "last", "due"), [(2, 2, 0), (1, 0, 0), (0, 0, 0), (1, 1, -1), (1, 1, 2**63)])
async def test_revs_that_cannot_follow_are_the_programs_mistake(
    journal: Journal, first: int, last: int, due: int
) -> None:
    with pytest.raises(ValueError, match="cannot follow"):
        await journal.append(ROOM, 0, b"", first, last, due)
    assert await journal.append(ROOM, 0, b"", 1, 1, 0) == Ok(1)


async def test_in_doubt_and_lost(engine: Engine, journal: Journal) -> None:
    await fill(journal, range(1, 3))
    engine.order("lost")
    assert isinstance(await journal.append(ROOM, 2, b"mine", 3, 3, 0), Unknown)
    assert not await journal.find(ROOM, 3, b"mine")
    assert await journal.append(ROOM, 2, b"mine", 3, 3, 0) == Ok(3)


async def test_in_doubt_and_kept(engine: Engine, journal: Journal) -> None:
    await fill(journal, range(1, 3))
    engine.order("kept")
    assert isinstance(await journal.append(ROOM, 2, b"mine", 3, 3, 9), Unknown)
    assert await journal.find(ROOM, 3, b"mine")
    assert not await journal.find(ROOM, 3, b"somebody else's")
    assert await journal.append(ROOM, 2, b"mine", 3, 3, 0) == Conflict(3)
    assert await journal.append(ROOM, 3, b"next", 4, 4, 0) == Ok(4)
    await engine.restart()
    assert [row.frame for row in await engine.journal.read(ROOM, 2)] == [b"mine", b"next"]


async def test_a_failed_disk_is_the_end(engine: Engine, journal: Journal) -> None:
    frames = await fill(journal, range(1, 3))
    engine.order("fail")
    with pytest.raises(JournalFailed):
        await journal.append(ROOM, 2, b"mine", 3, 3, 0)
    for ask in (
        journal.append(ROOM, 2, b"mine", 3, 3, 0),
        journal.create("OTHER2"),
        journal.read(ROOM, 0),
        journal.heads(),
        journal.put_snapshot(ROOM, 2, HASH, b""),
        journal.purge(ROOM, 2, HASH, b""),
        journal.put_meta("key", b""),
    ):
        with pytest.raises(JournalFailed):
            await ask
    await engine.restart()
    assert [row.frame for row in await engine.journal.read(ROOM, 0)] == frames


async def test_a_full_disk_refuses_and_heals(engine: Engine, journal: Journal) -> None:
    frames = await fill(journal, range(1, 3))
    engine.order("full", "full")
    for _ in range(2):
        with pytest.raises(DiskFull):
            await journal.append(ROOM, 2, b"mine", 3, 3, 0)
        assert [row.frame for row in await journal.read(ROOM, 0)] == frames
    assert await journal.append(ROOM, 2, b"mine", 3, 3, 0) == Ok(3)


async def test_nobody_waits_for_an_answer_that_nobody_wants(journal: Journal) -> None:
    task = asyncio.create_task(journal.append(ROOM, 0, b"one", 1, 1, 0))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    rev = (await journal.heads())[0].rev
    assert isinstance(await journal.append(ROOM, 1, b"two", 2, 2, 0), Ok | Conflict)
    assert rev in (0, 1)


async def test_closed_means_closed(engine: Engine, journal: Journal) -> None:
    await journal.close()
    await journal.close()
    with pytest.raises(JournalFailed, match="closed"):
        await journal.append(ROOM, 0, b"", 1, 1, 0)
    with pytest.raises(JournalFailed, match="closed"):
        await journal.heads()


async def test_what_waits_when_it_closes_is_kept(engine: Engine, journal: Journal) -> None:
    waiting = [asyncio.create_task(journal.append(ROOM, n, b"%d" % n, n + 1, n + 1, 0)) for n in range(10)]
    await asyncio.sleep(0)
    await engine.restart()
    assert await asyncio.gather(*waiting) == [Ok(n + 1) for n in range(10)]
    assert len(await engine.journal.read(ROOM, 0)) == 10


async def test_settings_are_kept(engine: Engine) -> None:
    assert await engine.journal.get_meta("create key") is None
    await engine.journal.put_meta("create key", b"one")
    await engine.journal.put_meta("create key", b"two")
    await engine.restart()
    assert await engine.journal.get_meta("create key") == b"two"


async def test_a_receipt_is_kept_with_the_forgetting(engine: Engine, journal: Journal) -> None:
    await fill(journal, range(1, 3))
    await journal.forget("NONE23", ("erased none", b"nothing"))
    await journal.forget(ROOM, ("erased one", b"2 ideas"))
    await journal.put_meta("other", b"")
    await engine.restart()
    assert await engine.journal.list_meta("erased ") == {"erased one": b"2 ideas"}
    assert not await engine.journal.exists(ROOM)


async def test_a_room_from_elsewhere_goes_on_where_it_was(engine: Engine, journal: Journal) -> None:
    await fill(journal, range(1, 8))
    seen = await journal.history(ROOM)
    assert not await journal.restore(ROOM, 7, HASH, b"state", seen, 5), "the code is taken"
    assert await journal.restore("ELSE23", 7, HASH, b"state", seen, 5)
    await engine.restart()
    journal = engine.journal
    assert await journal.history("ELSE23") == seen
    assert await journal.get_snapshots("ELSE23") == [Snapshot(7, HASH, b"state")] * 2
    assert [(head.rev, head.due, head.purge) for head in await journal.heads() if head.room == "ELSE23"] == [
        (7, 5, False)
    ]
    assert await journal.read("ELSE23", 7) == [] and await journal.tail("ELSE23") is None
    with pytest.raises(Damaged, match="missing"):
        await journal.read("ELSE23", 3)
    body = frame(8, record("i8", text="text 8"))
    assert await journal.append("ELSE23", 7, body, 8, 8, 0) == Ok(8)
    assert [row.frame for row in await journal.read("ELSE23", 7)] == [body]
    assert len(await journal.history("ELSE23")) == len(seen)
    await journal.purge("ELSE23", 8, HASH, b"purged")
    assert [record["id"] for moment in await journal.history("ELSE23") for record in moment.put][-1] == "i8"


async def test_the_last_two_snapshots_stay(engine: Engine, journal: Journal) -> None:
    await fill(journal, range(1, 10))
    assert await load(journal, ROOM) == (None, await journal.read(ROOM, 0))
    for rev in (2, 5, 8):
        await journal.put_snapshot(ROOM, rev, HASH, b"state %d" % rev)
    await engine.restart()
    assert await engine.journal.get_snapshots(ROOM) == [Snapshot(8, HASH, b"state 8"), Snapshot(5, HASH, b"state 5")]
    assert b"state 5" in engine.everything()
    assert b"state 2" not in engine.everything()
    snapshot, rows = await load(engine.journal, ROOM)
    assert snapshot == Snapshot(8, HASH, b"state 8")
    assert [row.first_rev for row in rows] == [9]


async def test_no_snapshot_of_what_is_not_there(journal: Journal) -> None:
    await fill(journal, range(1, 4))
    with pytest.raises(ValueError, match="no snapshot at rev 4"):
        await journal.put_snapshot(ROOM, 4, HASH, b"")


async def test_the_journal_is_cut_before_the_older_snapshot_only(engine: Engine, journal: Journal) -> None:
    frames = await fill(journal, range(1, 13))
    assert await journal.truncate(ROOM) == 0
    await journal.put_snapshot(ROOM, 4, HASH, b"old")
    assert await journal.truncate(ROOM) == 0
    await journal.put_snapshot(ROOM, 9, HASH, b"new")
    seen = await journal.history(ROOM)
    assert await journal.truncate(ROOM) == 4
    assert await journal.truncate(ROOM) == 0
    await engine.restart()
    assert [row.frame for row in await engine.journal.read(ROOM, 4)] == frames[4:]
    assert await engine.journal.history(ROOM) == seen
    with pytest.raises(Damaged, match="rev 1") as cut:
        await engine.journal.read(ROOM, 0)
    assert (cut.value.room, cut.value.rev) == (ROOM, 1)
    assert await engine.journal.append(ROOM, 12, b"on", 13, 13, 0) == Ok(13)
    assert len(await engine.journal.read(ROOM, 4)) == 9


async def test_a_cut_never_divides_a_frame(journal: Journal) -> None:
    await journal.append(ROOM, 0, frame(1, record("a")), 1, 3, 0)
    await journal.append(ROOM, 3, frame(4, record("b")), 4, 8, 0)
    await journal.put_snapshot(ROOM, 5, HASH, b"")
    await journal.put_snapshot(ROOM, 8, HASH, b"")
    assert await journal.truncate(ROOM) == 1
    assert [row.first_rev for row in await journal.read(ROOM, 5)] == [4]
    with pytest.raises(ValueError, match="inside a frame"):
        await journal.purge(ROOM, 6, HASH, b"")


async def test_a_purge_that_is_owed_is_not_forgotten(engine: Engine) -> None:
    assert await engine.journal.append(ROOM, 0, frame(1, record("a")), 1, 1, 0, purge=True) == Ok(1)
    assert await engine.journal.append(ROOM, 1, frame(2, record("b")), 2, 2, 0) == Ok(2)
    await engine.restart()
    assert [head.purge for head in await engine.journal.heads()] == [True]
    await engine.journal.purge(ROOM, 2, HASH, b"")
    assert [head.purge for head in await engine.journal.heads()] == [False]
    await engine.restart()
    assert [head.purge for head in await engine.journal.heads()] == [False]
