"""What everybody saw, and what must not be found again: history, redaction, purge, forgetting."""

from __future__ import annotations

import random
from typing import Any

import msgspec
import pytest

from server.journal.history import PIECE_BYTES
from server.journal.port import Journal, Moment, Ok
from tests.server.journal.engines import ROOM, Engine, fill, frame, record

HASH = b"h" * 32
CANARY = "canary-4711"


def told(moments: list[Moment]) -> list[tuple[int, list[str], list[str]]]:
    """The moments, by ids."""
    return [(moment.at, [r["id"] for r in moment.put], list(moment.gone)) for moment in moments]


async def say(journal: Journal, rev: int, *put: dict[str, Any], at: int, **more: Any) -> None:
    assert await journal.append(ROOM, rev - 1, frame(rev, *put, at=at, **more), rev, rev, 0) == Ok(rev)


async def cut(journal: Journal, rev: int) -> None:
    """Make the journal forget what is up to a rev."""
    for _ in range(2):
        await journal.put_snapshot(ROOM, rev, HASH, b"state")
    await journal.truncate(ROOM)


async def test_ten_seconds_are_one_moment_in_the_order_of_ids(journal: Journal) -> None:
    await say(journal, 1, record("b"), at=20_001)
    await say(journal, 2, record("a"), at=25_000)
    await say(journal, 3, record("c"), at=29_999)
    await say(journal, 4, record("d"), at=30_000)
    assert told(await journal.history(ROOM)) == [(20_000, ["a", "b", "c"], []), (30_000, ["d"], [])]


async def test_no_revs_and_no_names(journal: Journal) -> None:
    await say(journal, 1, record("a", text="shown", name="Aino", author="p1", owner="Aino"), at=1)
    assert (await journal.history(ROOM))[0].put == (
        {"kind": "idea", "id": "a", "see": "all", "step": "r1", "v": 1, "text": "shown"},
    )


async def test_only_what_all_may_see_and_that_it_left(journal: Journal) -> None:
    await say(journal, 1, record("mine", "person:p1"), record("ours", "hosts"), record("shown"), at=1)
    await say(journal, 2, record("group", "group:g"), record("nobody", "none"), at=10_000)
    await say(journal, 3, record("shown", "hosts"), at=20_000)
    await say(journal, 4, delete=("mine", "ours"), at=30_000)
    await say(journal, 5, record("mine"), at=40_000)
    await say(journal, 6, delete=("mine",), at=50_000)
    await say(journal, 7, delete=("mine", "shown"), at=60_000)
    assert told(await journal.history(ROOM)) == [
        (0, ["shown"], []),
        (20_000, [], ["shown"]),
        (40_000, ["mine"], []),
        (50_000, [], ["mine"]),
    ]


async def test_the_last_word_of_ten_seconds_counts(journal: Journal) -> None:
    await say(journal, 1, record("a", text="one"), record("b"), at=1)
    await say(journal, 2, record("a", text="two"), at=2)
    await say(journal, 3, delete=("b",), at=3)
    assert await journal.history(ROOM) == [Moment(0, (record("a", text="two") | {},), ("b",))] or told(
        await journal.history(ROOM)
    ) == [(0, ["a"], ["b"])]
    assert (await journal.history(ROOM))[0].put[0]["text"] == "two"


@pytest.mark.parametrize("at", range(1, 8))
async def test_a_cut_anywhere_changes_nothing_that_is_told(engine: Engine, at: int) -> None:
    journal = engine.journal
    await say(journal, 1, record("a", text="1"), record("x", "hosts"), at=1_000)
    await say(journal, 2, record("b"), delete=("a",), at=9_000)
    await say(journal, 3, record("b", "hosts"), at=11_000)
    await say(journal, 4, record("x"), record("c"), at=12_000)
    await say(journal, 5, record("b"), record("c", "none"), at=19_000)
    await say(journal, 6, delete=("x", "b"), at=31_000)
    await say(journal, 7, record("a"), at=32_000)
    seen = await journal.history(ROOM)
    await cut(journal, at)
    assert await journal.history(ROOM) == seen
    await engine.restart()
    await cut(engine.journal, 7)
    assert await engine.journal.history(ROOM) == seen
    assert await engine.journal.read(ROOM, 7) == []


async def test_what_one_person_hides_leaves_no_trace_in_the_history(engine: Engine) -> None:
    """Two rooms that differ in private records only have the same history, in the stored pieces too."""
    told_by = []
    for n, secret in enumerate(("yes", "a much longer secret of another shape")):
        room = f"TWIN{n}"
        await engine.journal.create(room)
        rng = random.Random(7)
        for rev in range(1, 40):
            private = record(f"s{rng.random()}", "person:p", text=secret * rng.randint(1, n + 1))
            body = frame(rev, record(f"i{rev}", text="public"), *[private] * n, at=rev * 2_000)
            await engine.journal.append(room, rev - 1, body, rev, rev, 0)
        for rev in (20, 20):
            await engine.journal.put_snapshot(room, rev, HASH, b"state")
        assert await engine.journal.truncate(room) == 20
        told_by.append(msgspec.msgpack.encode(await engine.journal.history(room)))
    assert told_by[0] == told_by[1]


async def test_a_long_history_is_kept_in_pieces(engine: Engine) -> None:
    noise = random.Random(1)
    size = PIECE_BYTES // 4
    for rev in range(1, 13):
        await say(engine.journal, rev, record(f"i{rev:02}", text=noise.randbytes(size // 2).hex()), at=rev * 10_000)
    seen = await engine.journal.history(ROOM)
    await cut(engine.journal, 7)
    await cut(engine.journal, 12)
    assert await engine.journal.history(ROOM) == seen
    await engine.journal.redact(ROOM, ["i01", "i12"])
    assert [moment.put[0]["id"] for moment in await engine.journal.history(ROOM)] == [f"i{n:02}" for n in range(2, 12)]
    await engine.change("pieces", 2, "n", lambda n: n)


@pytest.mark.parametrize("cut_at", [0, 2, 3, 5])
async def test_redacted_is_nowhere_in_the_history(engine: Engine, cut_at: int) -> None:
    journal = engine.journal
    await say(journal, 1, record("a", text=CANARY), record("b", text="stays"), at=1_000)
    await say(journal, 2, record("a", text=CANARY + " edited"), at=15_000)
    await say(journal, 3, record("c", text=CANARY + " only here"), at=25_000)
    await say(journal, 4, record("a", "hosts"), record("c", text=CANARY), at=35_000)
    await say(journal, 5, record("d"), at=45_000)
    if cut_at:
        await cut(journal, cut_at)
    assert CANARY in str(await journal.history(ROOM))
    await journal.redact(ROOM, ["a", "c", "never there"])
    for _ in range(2):
        assert told(await engine.journal.history(ROOM)) == [(0, ["b"], []), (40_000, ["d"], [])]
        assert CANARY not in str(await engine.journal.history(ROOM))
        await engine.restart()
    await cut(engine.journal, 5)
    assert told(await engine.journal.history(ROOM)) == [(0, ["b"], []), (40_000, ["d"], [])]


async def test_shown_again_is_seen_again(engine: Engine) -> None:
    journal = engine.journal
    await say(journal, 1, record("a", text="before"), at=1_000)
    await say(journal, 2, record("a", "hosts"), at=11_000)
    await journal.redact(ROOM, ["a"])
    await say(journal, 3, record("a", text="after"), at=21_000)
    assert told(await journal.history(ROOM)) == [(20_000, ["a"], [])]
    await cut(journal, 2)
    await cut(journal, 3)
    assert told(await journal.history(ROOM)) == [(20_000, ["a"], [])]


async def test_a_cut_does_not_undo_a_redaction_of_what_stays_in_the_journal(engine: Engine) -> None:
    journal = engine.journal
    for rev in range(1, 5):
        await say(journal, rev, record("a", text=CANARY), record(f"b{rev}"), at=rev * 10_000)
    await journal.redact(ROOM, ["a"])
    for rev in (2, 3, 4):
        assert told(await journal.history(ROOM)) == [(n * 10_000, [f"b{n}"], []) for n in range(1, 5)]
        await cut(journal, rev)
    assert CANARY not in str(await journal.history(ROOM))


async def test_what_is_redacted_does_not_leave_a_second_time(engine: Engine) -> None:
    await say(engine.journal, 1, record("a", text=CANARY), record("b"), at=1_000)
    await cut(engine.journal, 1)
    await engine.journal.redact(ROOM, ["a"])
    await say(engine.journal, 2, delete=("a", "b"), at=11_000)
    assert told(await engine.journal.history(ROOM)) == [(0, ["b"], []), (10_000, [], ["b"])]


@pytest.mark.parametrize("cut_at", [1, 2])
async def test_a_frame_can_ask_for_the_redaction_itself(engine: Engine, cut_at: int) -> None:
    """Then a crash between the append and `redact` forgets nothing."""
    journal = engine.journal
    await say(journal, 1, record("a", text=CANARY), record("b"), at=1_000)
    await cut(journal, cut_at - 1) if cut_at > 1 else None
    await say(journal, 2, record("a", "hosts", text=CANARY), at=11_000, redact=["a"])
    assert told(await journal.history(ROOM)) == [(0, ["b"], [])]
    await cut(journal, 2)
    assert told(await journal.history(ROOM)) == [(0, ["b"], [])]


@pytest.mark.parametrize("cut_at", [0, 1, 2, 3])
@pytest.mark.parametrize("asked", [False, True])
async def test_what_a_redacting_change_puts_takes_the_place_of_what_was_seen(
    engine: Engine, cut_at: int, asked: bool
) -> None:
    """Somebody takes their name off, or corrects a text: the earlier text goes, the new one is seen."""
    journal = engine.journal
    await say(journal, 1, record("a", text=CANARY), record("b"), at=1_000)
    await say(journal, 2, record("a", text=CANARY + " again"), record("c", text=CANARY), at=11_000)
    if cut_at and cut_at < 3:
        await cut(journal, cut_at)
    await say(journal, 3, record("a", text="corrected"), at=12_000, redact=["a"])
    if asked:
        await journal.redact(ROOM, ["a", "c"])
    if cut_at == 3:
        await cut(journal, 3)
    expected: list[tuple[int, list[str], list[str]]] = [(0, ["b"], []), (10_000, ["a"] if asked else ["a", "c"], [])]
    assert told(await journal.history(ROOM)) == expected
    assert [r["text"] for moment in await journal.history(ROOM) for r in moment.put if r["id"] == "a"] == ["corrected"]
    await journal.purge(ROOM, 3, HASH, b"state")
    assert told(await journal.history(ROOM)) == expected


async def test_a_redaction_asked_for_by_a_frame_reaches_every_older_piece(engine: Engine) -> None:
    noise = random.Random(1)
    for rev in range(1, 9):
        text = noise.randbytes(PIECE_BYTES // 4).hex()
        await say(engine.journal, rev, record(f"i{rev}", text=text), at=rev * 10_000)
        await cut(engine.journal, rev)
    await say(engine.journal, 9, at=100_000, redact=["i1", "i5"])
    expected: list[tuple[int, list[str], list[str]]] = [(rev * 10_000, [f"i{rev}"], []) for rev in (2, 3, 4, 6, 7, 8)]
    assert told(await engine.journal.history(ROOM)) == expected
    await cut(engine.journal, 9)
    assert told(await engine.journal.history(ROOM)) == expected


async def test_a_purge_leaves_no_byte(engine: Engine) -> None:
    journal = engine.journal
    await say(journal, 1, record("a", text="public"), record("s", "person:p", text=CANARY), at=1_000)
    await journal.put_snapshot(ROOM, 1, HASH, f"state with {CANARY}".encode())
    for rev in range(2, 60):
        await say(journal, rev, record(f"s{rev}", "hosts", text=f"{CANARY} {rev}" * (rev * 7)), at=rev * 1_000)
    await journal.put_snapshot(ROOM, 40, HASH, f"state with {CANARY}".encode() * 1_000)
    await journal.truncate(ROOM)
    await say(journal, 60, delete=("s",), at=61_000)
    assert CANARY.encode() in engine.everything()
    seen = await journal.history(ROOM)
    await journal.purge(ROOM, 60, HASH, b"purged state")
    assert CANARY.encode() not in engine.everything()
    await engine.restart()
    assert CANARY.encode() not in engine.everything()
    assert [s.blob for s in await engine.journal.get_snapshots(ROOM)] == [b"purged state"] * 2
    assert await engine.journal.history(ROOM) == seen
    assert await engine.journal.append(ROOM, 60, b"next", 61, 61, 0) == Ok(61)
    assert [row.first_rev for row in await engine.journal.read(ROOM, 60)] == [61]


async def test_a_purge_spares_what_came_after(engine: Engine) -> None:
    frames = await fill(engine.journal, range(1, 8))
    await engine.journal.purge(ROOM, 5, HASH, b"state")
    await engine.restart()
    assert [row.frame for row in await engine.journal.read(ROOM, 5)] == frames[5:]
    await engine.journal.purge(ROOM, 5, HASH, b"again")
    assert [s.blob for s in await engine.journal.get_snapshots(ROOM)] == [b"again"] * 2


async def test_one_damaged_copy_after_a_purge_is_no_loss(engine: Engine) -> None:
    await fill(engine.journal, range(1, 8))
    await engine.journal.purge(ROOM, 7, HASH, b"state")
    await engine.change("snapshots", 1, "blob", lambda blob: blob[:-1])
    assert [s.blob for s in await engine.journal.get_snapshots(ROOM)] == [b"state"]


async def test_redacted_pieces_leave_no_byte(engine: Engine) -> None:
    """Short texts stand in the compressed pieces as they are."""
    await say(engine.journal, 1, record("zq", text="xkvjq"), at=1_000)
    await engine.journal.purge(ROOM, 1, HASH, b"state")
    assert b"xkvjq" in engine.everything()
    await engine.journal.redact(ROOM, ["zq"])
    assert b"xkvjq" not in engine.everything()


async def test_forgotten_rooms_leave_no_byte(engine: Engine) -> None:
    journal = engine.journal
    others = [f"OTHER{n}" for n in range(8)]
    for room in others:
        await journal.create(room)
    for rev in range(1, 40):
        await say(journal, rev, record("s", "person:p", text=f"{CANARY} {rev}" * rev), at=rev)
        for room in others:
            await journal.append(room, rev - 1, frame(rev, record("a", text="other " * rev)), rev, rev, 0)
    await cut(journal, 20)
    await journal.redact(ROOM, ["zz-hidden"])
    await journal.forget(ROOM)
    for word in (CANARY, ROOM, "zz-hidden"):
        assert word.encode() not in engine.everything()
    assert not await journal.exists(ROOM)
    for room in others:
        assert len(await journal.read(room, 0)) == 39
    assert await journal.create(ROOM)
    assert await journal.history(ROOM) == []
    assert await journal.get_snapshots(ROOM) == []
