"""The disk fails: the power goes, bits flip, there is no room left, or it says that it cannot write.

SQLite itself runs on a disk of ours (`disk/vfs.py`), in the very library that the server uses. Counts are printed and
asserted; the numbers here fit into a build, `make chaos` tries everything. Every check has a twin in which a guard is
taken away, and which has to find that.
"""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path
from random import Random

import pytest

from tests.chaos.disk.run import Careless, Found, record_run, replay
from tests.chaos.disk.vfs import Disk, faulty_disk

pytestmark = pytest.mark.chaos

SEED = int(os.environ.get("CHAOS_SEED", "1"))
ACTIONS = int(os.environ.get("CHAOS_ACTIONS", "150"))
CUTS = int(os.environ.get("CHAOS_CUTS", "240"))
"""Power cuts to try; 0: after every single call."""


def tell(what: str, **counts: object) -> None:
    print(f"\n{what}: " + ", ".join(f"{name.replace('_', ' ')} {count}" for name, count in counts.items()))  # noqa: T201


# the power goes


def some(calls: int, most: int, dice: Random) -> set[int]:
    """Which places to try: half of them evenly spread, half at random; all when `most` is 0."""
    if not most or most > calls:
        return set(range(calls + 1))
    even = range(0, calls + 1, max(1, 2 * calls // most))
    return {*even, *dice.sample(range(calls + 1), most // 2)}


async def after_power_cuts(folder: Path, actions: int, cuts: int, kind: type[sqlite3.Connection]) -> tuple[Disk, Found]:
    with faulty_disk() as disk:
        run = await record_run(folder / "run", disk, actions, SEED, kind)
    tries = folder / "tries"
    tries.mkdir()
    return disk, await replay(run, tries, some(len(disk.log), cuts, Random(SEED)), SEED)


async def test_a_power_cut_after_any_call_loses_nothing_and_leaves_nothing_half(tmp_path: Path) -> None:
    disk, found = await after_power_cuts(tmp_path, ACTIONS, CUTS, sqlite3.Connection)
    tell(
        "power cut", actions=ACTIONS, calls=len(disk.log), cuts=found.cuts, rows_read=found.rows, lost=len(found.lost),
        corrupt=len(found.corrupt), erased_and_risen=len(found.risen),
    )  # fmt: skip
    assert found.cuts >= min(CUTS or len(disk.log), len(disk.log)) * 0.9
    assert found.rows > found.cuts * ACTIONS / 4
    assert found.lost == []
    assert found.corrupt == []
    assert found.risen == []


async def test_twin_a_journal_that_does_not_wait_for_the_disk_is_found_out(tmp_path: Path) -> None:
    disk, found = await after_power_cuts(tmp_path, 150, 60, Careless)
    tell(
        "power cut, without fsync",
        calls=len(disk.log),
        cuts=found.cuts,
        lost=len(found.lost),
        corrupt=len(found.corrupt),
    )
    assert found.lost
    assert found.corrupt
