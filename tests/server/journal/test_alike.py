"""Both engines, asked the same at random, answer the same."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest

from server.journal.port import Journal, JournalError, Moment
from tests.server.journal.engines import Engine, MemoryEngine, SqliteEngine, frame, record

ROOMS = ["AAAA22", "BBBB22", "CCCC22"]
IDS = [f"i{n}" for n in range(6)]


def some_frame(dice: random.Random, first: int, last: int) -> bytes:
    """A frame of puts and deletes of few ids, so that they come, change, leave and come back."""
    puts = [
        record(id, dice.choice(["all", "all", "hosts", "person:p"]), text=f"{id} {last} {dice.random()}")
        for id in dice.sample(IDS, dice.randint(0, 3))
    ]
    more = {"redact": dice.sample(IDS, 1)} if dice.random() < 0.1 else {}
    gone = tuple(dice.sample(IDS, dice.randint(0, 2)))
    return frame(last, *puts, delete=gone, at=first * dice.choice([1_000, 1_500]), **more)


def some_moments(dice: random.Random) -> list[Moment]:
    """A history as it comes from another journal."""
    return [
        Moment(at, (record(dice.choice(IDS), text="as it was"),), tuple(dice.sample(IDS, dice.randint(0, 1))))
        for at in range(0, dice.randint(0, 3) * 10_000, 10_000)
    ]


def some_question(dice: random.Random) -> tuple[str, tuple[Any, ...]]:
    """A method of the port and its arguments; also such as make no sense for the room's state."""
    room, rev = dice.choice(ROOMS), dice.randint(0, 30)
    first, last = rev + 1, rev + dice.randint(1, 3)
    questions: list[tuple[int, str, tuple[Any, ...]]] = [
        (60, "append", (room, rev, some_frame(dice, first, last), first, last, dice.randint(0, 99))),
        (8, "put_snapshot", (room, rev, b"h%d" % rev, b"state %d" % rev)),
        (6, "truncate", (room,)),
        (4, "redact", (room, dice.sample(IDS, 2))),
        (3, "purge", (room, rev, b"h", b"purged %d" % rev)),
        (1, "forget", (room,)),
        (1, "forget", (room, (f"erased {room}", b"%d" % rev))),
        (2, "restore", (room, rev, b"r", b"restored %d" % rev, some_moments(dice), dice.randint(0, 99))),
        (2, "list_meta", ("erased ",)),
        (6, "create", (room,)),
        (6, "read", (room, rev)),
        (3, "tail", (room,)),
        (3, "get_snapshots", (room,)),
        (3, "history", (room,)),
    ]
    weights = [weight for weight, *_ in questions]
    _, name, args = dice.choices(questions, weights)[0]
    return name, args


async def answer(journal: Journal, name: str, args: tuple[Any, ...]) -> Any:
    try:
        return await getattr(journal, name)(*args)
    except (JournalError, ValueError) as refusal:
        return type(refusal), str(refusal)


async def all_told(journal: Journal) -> list[Any]:
    heads = sorted(await journal.heads(), key=lambda head: head.room)
    return [heads] + [
        await answer(journal, name, args)
        for head in heads
        for name, args in (
            ("history", (head.room,)),
            ("tail", (head.room,)),
            ("get_snapshots", (head.room,)),
            *(("read", (head.room, since)) for since in (0, 5, head.rev)),
        )
    ]


@pytest.mark.parametrize("seed", range(12))
async def test_memory_and_sqlite_answer_alike(tmp_path: Path, seed: int) -> None:
    dice = random.Random(seed)
    engines: list[Engine] = [MemoryEngine(tmp_path), SqliteEngine(tmp_path)]
    for engine in engines:
        await engine.start()
    followed = dict.fromkeys(ROOMS, 0)
    for step in range(250):
        name, args = some_question(dice)
        if name == "append" and dice.random() < 0.8:  # mostly one that follows
            room, rev = args[0], followed[args[0]]
            span = args[4] - args[3]
            args = (room, rev, some_frame(dice, rev + 1, rev + 1 + span), rev + 1, rev + 1 + span, args[5])
        one, two = [await answer(engine.journal, name, args) for engine in engines]
        assert one == two, (step, name, args)
        followed |= {head.room: head.rev for head in await engines[0].journal.heads()}
        if step % 50 == 49:
            for engine in engines:
                await engine.restart()
            assert await all_told(engines[0].journal) == await all_told(engines[1].journal)
    for engine in engines:
        await engine.stop()
