"""F5: the browser's own kernel on a bad network ends equal to the room, record by record; nothing typed is lost."""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from server.hub import flush
from server.hub.dedup import Answered
from tests.chaos.crowd import NAP, SPEED, Played, Stormy, stormy

pytestmark = pytest.mark.chaos

SEEDS = int(os.environ.get("CHAOS_SEEDS", "30"))
FIRST = int(os.environ.get("CHAOS_SEED", "1"))
AT_ONCE = int(os.environ.get("CHAOS_AT_ONCE", "6"))
PEOPLE = int(os.environ.get("CHAOS_PEOPLE", "20"))
DEEDS = int(os.environ.get("CHAOS_DEEDS", "200"))
APART = 0.4
MOST_LATE = 0.05
"""Seconds; a loop that is later has enough to do."""


@pytest.fixture(autouse=True)
def _at_the_phones_pace(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(flush, "SYNC_MS", flush.SYNC_MS // SPEED)
    monkeypatch.setattr(flush, "AGAIN_MS", flush.AGAIN_MS // SPEED)


class Turns:
    """So many rooms at once, and no more of them than this machine can keep up with: a phone's patience is short here."""

    def __init__(self, storm: Stormy) -> None:
        self._storm = storm
        self._free = asyncio.Semaphore(AT_ONCE)
        self._starting = asyncio.Lock()
        self._playing = 0

    @contextlib.asynccontextmanager
    async def taken(self) -> AsyncIterator[None]:
        async with self._free:
            async with self._starting:
                while self._playing and self._storm.late > MOST_LATE:
                    await asyncio.sleep(NAP)
                await asyncio.sleep(APART)
                self._playing += 1
            try:
                yield
            finally:
                self._playing -= 1


async def play(storm: Stormy, seeds: range) -> list[Played]:
    """A room for each seed."""
    turns = Turns(storm)

    async def one(seed: int) -> Played:
        async with turns.taken():
            played = await storm.play(seed, PEOPLE, DEEDS)
            sys.stdout.write(f"{played if not played.wrong else played.told()}\n")
            return played

    async with asyncio.TaskGroup() as all_:  # one that does not end must not keep the others from being taken down
        rooms = [all_.create_task(one(seed)) for seed in seeds]
    return [room.result() for room in rooms]


async def test_every_page_ends_equal_to_the_room(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    started = time.perf_counter()
    with capsys.disabled():
        async with stormy(tmp_path) as storm:
            rooms = await play(storm, range(FIRST, FIRST + SEEDS))
            metrics = storm.house.hub.world.metrics
            syncs, repeats = dict(metrics.syncs.values), metrics.repeats.value
        deeds, kept = sum(room.deeds for room in rooms), sum(room.kept for room in rooms)
        sys.stdout.write(
            f"{len(rooms)} seeds, {deeds} deeds, {kept} kept, {sum(room.again for room in rooms)} sent more than once, "
            f"{repeats} repeats answered, {sum(room.reloads for room in rooms)} reloads, syncs {syncs}, "
            f"ways {dict(storm.between.seen)}, {time.perf_counter() - started:.0f} s\n"
        )
    wrong = [room.told() for room in rooms if room.wrong]
    assert not wrong, "\n\n".join(wrong)
    assert deeds >= SEEDS * PEOPLE * DEEDS
    assert repeats > SEEDS, "hardly anything was sent twice"


async def test_without_the_memory_of_what_was_answered_things_are_there_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Answered, "before", lambda answered, person, tab, n: None)
    async with stormy(tmp_path) as storm:
        played = await storm.play(FIRST, 10, 60)
    assert any("times" in why or "doubled" in why for why in played.wrong), played.told()
