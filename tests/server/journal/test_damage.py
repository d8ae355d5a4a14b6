"""What was altered on the disk is refused, naming room and rev; and a damaged snapshot costs nothing."""

from __future__ import annotations

import pytest

from server.journal.chain import HeadRow, Link, PieceRow, SnapshotRow, StoryRow, new_head
from server.journal.history import open_story, seal_story
from server.journal.port import Damaged, Snapshot, load
from tests.server.journal.engines import ROOM, Engine, fill, flip, frame, record

HASH = b"h" * 32


def doubled(value: bytes | int | str) -> bytes | int | str:
    """Another way to alter: not a bit, but the whole value."""
    return -value - 9 if isinstance(value, int) else value + value  # type: ignore[operator]


@pytest.mark.parametrize("alter", [flip, doubled])
@pytest.mark.parametrize("nth", [0, 2, 4])
@pytest.mark.parametrize("column", Link._fields)
async def test_an_altered_row_is_refused_by_room_and_rev(engine: Engine, column: str, nth: int, alter: object) -> None:
    await fill(engine.journal, range(1, 6))
    await engine.change("frames", nth, column, alter)  # type: ignore[arg-type]
    with pytest.raises(Damaged) as damage:
        await engine.journal.read(ROOM, 0)
    assert damage.value.room == ROOM
    assert 1 <= damage.value.rev <= nth + 1 or (column in ("id", "prev", "last_rev") and damage.value.rev <= 5)
    assert f"Room {ROOM} is damaged at rev {damage.value.rev}" in str(damage.value)
    with pytest.raises(Damaged):
        await engine.journal.history(ROOM)
    if nth == 4:
        with pytest.raises(Damaged):
            await engine.journal.tail(ROOM)


@pytest.mark.parametrize("column", [name for name in HeadRow._fields if name != "room"])
async def test_an_altered_head_is_refused(engine: Engine, column: str) -> None:
    await fill(engine.journal, range(1, 4))
    await engine.change("heads", 0, column, flip)
    journal = engine.journal
    assert await journal.exists(ROOM)
    assert await journal.heads() == []
    for ask in (
        journal.read(ROOM, 0),
        journal.tail(ROOM),
        journal.history(ROOM),
        journal.append(ROOM, 3, b"", 4, 4, 0),
        journal.truncate(ROOM),
        journal.put_snapshot(ROOM, 3, HASH, b""),
        journal.purge(ROOM, 3, HASH, b""),
    ):
        with pytest.raises(Damaged, match=ROOM):
            await ask
    assert await journal.create("OTHER2")
    await fill(journal, range(1, 3), "OTHER2")
    assert [head.room for head in await journal.heads()] == ["OTHER2"]
    await journal.forget(ROOM)
    assert not await journal.exists(ROOM)


@pytest.mark.parametrize("nth", [0, 1, 2, 3])
async def test_a_missing_row_is_refused(engine: Engine, nth: int) -> None:
    await fill(engine.journal, range(1, 5))
    await engine.delete("frames", nth)
    with pytest.raises(Damaged, match="missing") as damage:
        await engine.journal.read(ROOM, 0)
    assert damage.value.rev == 1
    if nth < 3:
        assert [row.first_rev for row in await engine.journal.read(ROOM, nth + 1)] == list(range(nth + 2, 5))


async def test_a_row_that_points_forward_is_refused_without_going_in_circles(engine: Engine) -> None:
    await fill(engine.journal, range(1, 6))
    await engine.change("frames", 1, "prev", lambda prev: prev + 3)
    with pytest.raises(Damaged, match="rev 1"):
        await engine.journal.read(ROOM, 0)


async def test_rows_of_two_rooms_cannot_be_exchanged(engine: Engine) -> None:
    bodies = await fill(engine.journal, range(1, 4))
    await engine.journal.create("OTHER2")
    await fill(engine.journal, range(1, 4), "OTHER2")
    await engine.change("frames", 1, "body", lambda _: bodies[0])
    with pytest.raises(Damaged, match="rev 2"):
        await engine.journal.read(ROOM, 0)
    assert len(await engine.journal.read("OTHER2", 0)) == 3


@pytest.mark.parametrize("column", SnapshotRow._fields[1:])
async def test_a_damaged_snapshot_falls_back_to_the_one_before(engine: Engine, column: str) -> None:
    await fill(engine.journal, range(1, 10))
    await engine.journal.put_snapshot(ROOM, 3, HASH, b"state at three")
    await engine.journal.put_snapshot(ROOM, 7, HASH, b"state at seven")
    await engine.journal.truncate(ROOM)
    await engine.change("snapshots", 1, column, flip)
    snapshot, rows = await load(engine.journal, ROOM)
    assert snapshot == Snapshot(3, HASH, b"state at three")
    assert [row.first_rev for row in rows] == list(range(4, 10))
    assert await engine.journal.truncate(ROOM) == 0


async def test_both_snapshots_damaged(engine: Engine) -> None:
    await fill(engine.journal, range(1, 10))
    for rev in (3, 7):
        await engine.journal.put_snapshot(ROOM, rev, HASH, b"state")
    for nth in (0, 1):
        await engine.change("snapshots", nth, "blob", flip)
    snapshot, rows = await load(engine.journal, ROOM)
    assert snapshot is None
    assert len(rows) == 9
    assert await engine.journal.truncate(ROOM) == 0


async def test_both_snapshots_damaged_after_a_cut_is_said_not_guessed(engine: Engine) -> None:
    await fill(engine.journal, range(1, 10))
    for rev in (3, 7):
        await engine.journal.put_snapshot(ROOM, rev, HASH, b"state")
    await engine.journal.truncate(ROOM)
    for nth in (0, 1):
        await engine.change("snapshots", nth, "state_hash", flip)
    with pytest.raises(Damaged) as damage:
        await load(engine.journal, ROOM)
    assert (damage.value.room, damage.value.rev) == (ROOM, 1)


async def _with_history(engine: Engine) -> None:
    await fill(engine.journal, range(1, 10))
    for rev in (3, 7):
        await engine.journal.put_snapshot(ROOM, rev, HASH, b"state")
    assert await engine.journal.truncate(ROOM) == 3


@pytest.mark.parametrize("alter", [flip, doubled])
@pytest.mark.parametrize(
    ("table", "column"),
    [("pieces", name) for name in PieceRow._fields] + [("stories", name) for name in StoryRow._fields],
)
async def test_an_altered_history_is_refused(engine: Engine, table: str, column: str, alter: object) -> None:
    await _with_history(engine)
    await engine.change(table, 0, column, alter)  # type: ignore[arg-type]
    with pytest.raises(Damaged, match="history"):
        await engine.journal.history(ROOM)
    assert len(await engine.journal.read(ROOM, 3)) == 6


async def test_a_missing_piece_of_history_is_refused(engine: Engine) -> None:
    await _with_history(engine)
    await engine.delete("pieces", 0)
    with pytest.raises(Damaged, match="missing"):
        await engine.journal.history(ROOM)


def test_an_end_of_the_history_from_before_is_refused() -> None:
    """Whole in itself, but not the one that the head names."""
    before, now = seal_story(ROOM, 0, ["a"], {}), seal_story(ROOM, 0, [], {"a": 7})
    head = new_head(ROOM)._replace(story=now.seal)
    assert open_story(head, now, []) == (set(), {"a": 7})
    with pytest.raises(Damaged, match="end of the history is altered"):
        open_story(head, before, [])
    with pytest.raises(Damaged, match="end of the history is missing"):
        open_story(head, None, [])


@pytest.mark.parametrize("body", [b"\xc1 not msgpack", b"\x80", frame(1, {"id": "a"}), frame(1, {"see": "all"})])
async def test_a_frame_that_is_none_is_not_cut_away(engine: Engine, body: bytes) -> None:
    await engine.journal.append(ROOM, 0, body, 1, 1, 0)
    await engine.journal.append(ROOM, 1, frame(2, record("a")), 2, 2, 0)
    for _ in range(2):
        await engine.journal.put_snapshot(ROOM, 2, HASH, b"state")
    with pytest.raises(Damaged, match="rev 1"):
        await engine.journal.truncate(ROOM)
    assert len(await engine.journal.read(ROOM, 0)) == 2
    assert (await engine.journal.heads())[0].rev == 2
