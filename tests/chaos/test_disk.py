"""The disk fails: the power goes, bits flip, there is no room left, or it says that it cannot write.

SQLite itself runs on a disk of ours (`disk/vfs.py`), in the very library that the server uses. Counts are printed and
asserted; the numbers here fit into a build, `make chaos` tries everything. Every check has a twin in which a guard is
taken away, and which has to find that.
"""

from __future__ import annotations

import asyncio
import logging
import os
import sqlite3
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

import pytest

from server import serve
from server.app import House
from server.hub import state
from server.hub.keeping import Keeper
from server.hub.ports import Created, Unavailable
from server.journal import chain, connection, queries, sqlite
from server.journal.port import DiskFull
from server.journal.schema import FILE
from server.settings import Settings
from tests.chaos.disk.failing import Arm, Seen, Workshop, broken_at, full_from, untrue, untrue_after_power_cut
from tests.chaos.disk.flips import WAL, Image, Noticed, outcome, real_journal
from tests.chaos.disk.run import Careless, Found, record_run, replay
from tests.chaos.disk.vfs import IOERR, OK, Call, Disk, faulty_disk
from tests.server.hub.rules import opening

pytestmark = pytest.mark.chaos

SEED = int(os.environ.get("CHAOS_SEED", "1"))
ACTIONS = int(os.environ.get("CHAOS_ACTIONS", "150"))
FLIPS = int(os.environ.get("CHAOS_FLIPS", "500"))
FAULTS = int(os.environ.get("CHAOS_FAULTS", "24"))
"""Calls to fail at, for each kind of failure; 0: every single one."""
CUTS = int(os.environ.get("CHAOS_CUTS", "240"))
"""Power cuts to try; 0: after every single call."""


@pytest.fixture(autouse=True)
def _quiet(caplog: pytest.LogCaptureFixture) -> None:
    """Thousands of failures on purpose are not worth a log."""
    caplog.set_level(logging.CRITICAL + 1, "server")


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


# bits flip


async def flipped(folder: Path, image: Image, name: str, flips: int) -> Noticed:
    noticed, dice = Noticed(), Random(SEED)
    for _ in range(flips):
        bit = image.some_bit(name, dice)
        noticed.add(name, bit, await outcome(image.flipped(name, bit), folder / "try"))
    return noticed


async def test_a_flipped_bit_anywhere_is_noticed_or_does_not_matter(tmp_path: Path) -> None:
    """Rows, heads, snapshots, history, indexes and free pages alike: the whole file is tried, and the log beside it."""
    home, logged = await real_journal(tmp_path / "data")
    assert all(len(room.history) > 5 and room.snapshots == 2 for room in home.rooms.values())
    in_file = await flipped(tmp_path, home, FILE, FLIPS * 4 // 5)
    in_log = await flipped(tmp_path, logged, WAL, FLIPS - in_file.flips)
    for what, noticed in (("the journal", in_file), ("its log", in_log)):
        tell(f"flipped bits in {what}", flips=noticed.flips, silent=len(noticed.silent), outcomes=dict(noticed.how))
    assert in_file.silent == []
    assert in_log.silent == []
    assert in_file.how["named"] and in_file.how["the snapshot before"]
    assert in_log.how["put right"]


class Anything(bytes):
    """A hash that fits whatever it is held against."""

    def __ne__(self, other: object) -> bool:
        return False


async def test_twin_flips_that_nobody_checks_are_found_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home, logged = await real_journal(tmp_path / "data")
    monkeypatch.setattr(chain, "_genuine", lambda link, room: True)
    monkeypatch.setattr(queries, "whole", lambda row: True)
    monkeypatch.setattr(state, "state_hash", lambda blob: Anything())
    monkeypatch.setattr(sqlite, "mend", lambda file: 0)
    in_file = await flipped(tmp_path, home, FILE, 200)
    in_log = await flipped(tmp_path, logged, WAL, 20)
    for what, noticed in (("the journal", in_file), ("its log", in_log)):
        tell(
            f"flipped bits in {what}, unchecked",
            flips=noticed.flips,
            silent=len(noticed.silent),
            outcomes=dict(noticed.how),
        )
    assert in_file.silent
    assert in_log.silent


# there is no room left, or the disk says that it cannot


@dataclass
class Tally:
    """What came out of many failing disks."""

    runs: int = 0
    hit: Counter[str] = field(default_factory=Counter)
    told: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    not_started: int = 0
    stopped: int = 0
    went_on: list[str] = field(default_factory=list)
    not_healed: list[str] = field(default_factory=list)
    read_only: float = 0.0
    slowest: float = 0.0

    def add(self, nth: int, disk: Disk, seen: Seen, wrong: list[str], heals: bool) -> None:
        self.runs += 1
        self.hit.update(call.do for call in disk.hit[:1])
        self.told.update(seen.told.values())
        self.wrong.extend(f"call {nth}: {one}" for one in wrong)
        self.not_started += not seen.started
        self.stopped += seen.stopped
        at = f"call {nth} ({disk.hit[0].do} of {Path(disk.hit[0].file).name})" if disk.hit else ""
        if seen.started and disk.hit and disk.hit[0].do in ("write", "sync", "truncate") and not seen.stopped:
            self.went_on.append(at)
        if heals and seen.started and not seen.healed:
            self.not_healed.append(at)
        self.read_only = max(self.read_only, seen.read_only_after)
        self.slowest = max(self.slowest, seen.slow)


async def one_disk(folder: Path, arm: Arm | None, nth: int, heals: bool) -> tuple[Disk, Seen, list[str]]:
    with faulty_disk() as disk:
        if arm is not None:
            arm(disk, nth)
        seen = await Workshop(folder / "data", disk, heals).play()
    if not seen.started:
        return disk, seen, []
    wrong = await untrue(seen, folder / "data")
    return disk, seen, wrong + await untrue_after_power_cut(seen, disk, folder / "cut", Random(nth))


async def at_calls(folder: Path, arm: Arm, faults: int, heals: bool) -> Tally:
    """The workshop again and again, each time with a disk that fails at another call."""
    folder.mkdir()
    disk, _, _ = await one_disk(folder / "whole", None, 0, heals=False)
    tally = Tally()
    for nth in sorted(some(disk.calls - 1, faults, Random(SEED))):
        disk, seen, wrong = await one_disk(folder / str(nth), arm, nth + 1, heals)
        tally.add(nth + 1, disk, seen, wrong, heals)
    return tally


async def test_a_full_disk_at_any_call_is_read_only_within_a_second_and_heals(tmp_path: Path) -> None:
    tally = await at_calls(tmp_path / "full", full_from, FAULTS, heals=True)
    tell(
        "disk full", runs=tally.runs, first_hit=dict(tally.hit), told=dict(tally.told), false=len(tally.wrong),
        not_started=tally.not_started, not_healed=len(tally.not_healed), read_only_after=f"{tally.read_only:.2f} s",
        slowest_answer=f"{tally.slowest:.2f} s",
    )  # fmt: skip
    assert tally.wrong == []
    assert tally.not_healed == []
    assert tally.told["disk_full"] and tally.told["kept"]
    assert 0 < tally.read_only <= 1
    assert tally.stopped == 0


async def test_an_io_error_at_any_call_tells_nothing_false_and_stops_the_server(tmp_path: Path) -> None:
    tally = await at_calls(tmp_path / "broken", broken_at, FAULTS, heals=False)
    tell(
        "I/O error", runs=tally.runs, hit=dict(tally.hit), told=dict(tally.told), false=len(tally.wrong),
        not_started=tally.not_started, stopped=tally.stopped, went_on=len(tally.went_on),
    )  # fmt: skip
    assert tally.wrong == []
    assert tally.went_on == []
    assert tally.stopped


async def test_twin_an_io_error_that_is_no_end_is_found_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "FATAL", frozenset())
    tally = await at_calls(tmp_path / "broken", broken_at, 12, heals=False)
    tell("I/O error, taken lightly", runs=tally.runs, hit=dict(tally.hit), went_on=len(tally.went_on))
    assert tally.went_on


async def test_twin_a_no_taken_for_a_yes_is_found_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    append = Keeper._append

    async def hopeful(*args: Any) -> None:
        try:
            await append(*args)
        except DiskFull:
            return

    monkeypatch.setattr(Keeper, "_append", hopeful)
    tally = await at_calls(tmp_path / "full", full_from, 5, heals=False)
    tell("disk full, taken lightly", runs=tally.runs, false=len(tally.wrong))
    assert tally.wrong


@pytest.mark.parametrize("asks", [True, False])
async def test_a_failed_fsync_ends_the_server_with_exit_code_1(tmp_path: Path, asks: bool) -> None:
    """The whole server, in this process: whether somebody waits for that very write, or the log is brought home."""
    made: list[asyncio.Task[Created]] = []

    async def make(house: House) -> Created:
        if asks:
            disk.fault = broken_sync
            return await house.hub.create(opening)
        created = await house.hub.create(opening)
        disk.fault = broken_sync
        return created

    def broken_sync(_: int, call: Call) -> int:
        return IOERR["sync"] if call.do == "sync" else OK

    with faulty_disk() as disk:
        async with asyncio.timeout(20):
            code = await serve._run(
                Settings(data=tmp_path, host="127.0.0.1", port=0),
                lambda house: made.append(asyncio.create_task(make(house))),
            )
    assert code == 1
    assert isinstance(made[0].exception(), Unavailable) is asks
