"""A thousand things done to the product's journal, with a note of when each was told to be kept; and the look afterwards.

Three rooms are written at once, so that commits are shared; snapshots, truncations, purges, redactions, notes, a room that is
forgotten and a clean stop come in between, and the write-ahead log is brought home often.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

import pytest

from server.journal import committer, ledger
from server.journal.port import JournalError, Ok, load
from server.journal.sqlite import SqliteJournal
from tests.chaos.disk.powercut import Platter
from tests.chaos.disk.vfs import Call, Disk
from tests.server.journal.engines import frame, record

ROOMS = ("ROOM2A", "ROOM2C", "ROOM2D")
DOOMED = "ROOM2F"
NEVER = 1 << 60


class Careless(sqlite3.Connection):
    """A connection without the guard: it does not wait for the disk."""

    def execute(self, sql: str, *args: Any) -> sqlite3.Cursor:
        return super().execute(sql.replace("synchronous = FULL", "synchronous = OFF"), *args)


@dataclass
class Told:
    """What was asked of one room and when it was told to be done: positions in the disk's log."""

    bodies: list[bytes] = field(default_factory=list)
    kept: list[int] = field(default_factory=list)
    made: int = NEVER
    redacted: dict[str, tuple[int, int]] = field(default_factory=dict)
    """Id → when it was asked and when told."""
    purged: list[tuple[int, int]] = field(default_factory=list)
    """(rev, when told)."""
    forgotten: tuple[int, int] = (NEVER, NEVER)


def blob_at(room: str, rev: int) -> bytes:
    return f"{room} as it was at {rev} ".encode() * 40


def secret(room: str, rev: int) -> bytes:
    return f"<secret {room} {rev}>".encode()


class Run:
    """A run of so many actions. `told` and `notes` are what a crash is measured against."""

    def __init__(self, folder: Path, disk: Disk, actions: int, seed: int, kind: type[sqlite3.Connection]) -> None:
        self.folder, self.disk, self.actions, self.kind = folder, disk, actions, kind
        self.dice = Random(seed)
        self.told: dict[str, Told] = {}
        self.notes: list[int] = []

    @property
    def now(self) -> int:
        return len(self.disk.log)

    async def play(self) -> None:
        self.done = 0
        for _ in range(2):
            self.journal = await SqliteJournal.open(self.folder, self.kind)
            self.done += self.actions // 2
            await asyncio.gather(*(self.live(room) for room in ROOMS), self.doomed())
            await self.journal.close()

    async def live(self, room: str) -> None:
        told = self.told.setdefault(room, Told())
        if told.made == NEVER:
            assert await self.journal.create(room)
            told.made = self.now
        while sum(len(one.bodies) for one in self.told.values()) < self.done:
            await self.append(room, told)
            await self.tend(room, told)

    async def append(self, room: str, told: Told) -> None:
        rev = len(told.bodies) + 1
        said = record(f"i{rev}", text=f"idea {rev} ".ljust(self.dice.choice((20, 200, 1500)), "x"))
        hidden = record(f"s{rev}", see="person:p1", text=secret(room, rev).decode())
        told.bodies.append(frame(rev, said, hidden))
        assert await self.journal.append(room, rev - 1, told.bodies[-1], rev, rev, 0) == Ok(rev)
        told.kept.append(self.now)

    async def tend(self, room: str, told: Told) -> None:
        rev, what = len(told.bodies), self.dice.random()
        if what < 0.06:
            await self.journal.put_snapshot(room, rev, b"h" * 32, blob_at(room, rev))
            await self.journal.truncate(room)
        elif what < 0.08:
            await self.journal.purge(room, rev, b"h" * 32, blob_at(room, rev))
            told.purged.append((rev, self.now))
        elif what < 0.11:
            id, asked = f"i{self.dice.randint(1, rev)}", self.now
            told.redacted.setdefault(id, (asked, NEVER))
            await self.journal.redact(room, [id])
            told.redacted[id] = (told.redacted[id][0], min(told.redacted[id][1], self.now))
        elif what < 0.13:
            self.notes.append(NEVER)
            n = len(self.notes)
            await self.journal.put_meta(f"note {n}", b"%d" % n)
            self.notes[n - 1] = self.now

    async def doomed(self) -> None:
        """A room that comes in the first half and is forgotten in the second."""
        told = self.told.setdefault(DOOMED, Told())
        if told.made == NEVER:
            assert await self.journal.create(DOOMED)
            told.made = self.now
            for _ in range(6):
                await self.append(DOOMED, told)
            return
        asked = self.now
        told.forgotten = (asked, NEVER)
        await self.journal.forget(DOOMED)
        told.forgotten = (asked, self.now)


@dataclass
class Found:
    """What was wrong after power cuts."""

    cuts: int = 0
    rows: int = 0
    lost: list[str] = field(default_factory=list)
    corrupt: list[str] = field(default_factory=list)
    risen: list[str] = field(default_factory=list)
    """What had been erased for good and was there again."""


async def cut_and_look(run: Run, at: int, platter: Platter, folder: Path, dice: Random, found: Found) -> None:
    """The power goes after the call at that position of the log; what does the journal say then?"""
    found.cuts += 1
    platter.cut(dice, folder)
    bytes_left = b"".join(file.read_bytes() for file in folder.iterdir())
    for room, told in run.told.items():
        gone = max((rev for rev, when in told.purged if when <= at), default=0)
        gone = len(told.bodies) if told.forgotten[1] <= at else gone
        for rev in range(1, gone + 1):
            if secret(room, rev) in bytes_left:
                found.risen.append(f"call {at}: {secret(room, rev)!r}")
                break
    try:
        journal = await SqliteJournal.open(folder)
    except (JournalError, sqlite3.Error) as error:
        found.corrupt.append(f"call {at}: {error}")
        return
    try:
        await look(journal, run, at, found)
    except (JournalError, sqlite3.Error, AssertionError) as error:
        found.corrupt.append(f"call {at}: {error!r}")
    finally:
        await journal.close()


async def look(journal: SqliteJournal, run: Run, at: int, found: Found) -> None:
    heads = {head.room: head for head in await journal.heads()}
    for room, told in run.told.items():
        if at >= told.forgotten[0]:
            assert room not in heads or at < told.forgotten[1], f"{room} was forgotten"
            continue
        kept = sum(when <= at for when in told.kept)
        if room not in heads:
            if told.made <= at:
                found.lost.append(f"call {at}: all of {room}")
            continue
        rev = heads[room].rev
        if rev < kept:
            found.lost.append(f"call {at}: {room} ends at {rev}, {kept} were told to be kept")
        assert rev <= len(told.bodies)
        await whole(journal, room, told, rev, at)
        found.rows += rev
    for n, when in enumerate(run.notes, 1):
        note = await journal.get_meta(f"note {n}")
        assert note in (None, b"%d" % n)
        if note is None and when <= at:
            found.lost.append(f"call {at}: note {n}")


async def whole(journal: SqliteJournal, room: str, told: Told, rev: int, at: int) -> None:
    """The room is exactly the beginning of what was asked: verified, nothing half, nothing twice, nothing else."""
    snapshot, rows = await load(journal, room)
    base = snapshot.rev if snapshot else 0
    assert snapshot is None or snapshot.blob == blob_at(room, base)
    assert [row.frame for row in rows] == told.bodies[base:rev]
    seen = {one["id"] for moment in await journal.history(room) for one in moment.put}
    may_lack = {id for id, (asked, _) in told.redacted.items() if asked <= at}
    must_lack = {id for id, (_, when) in told.redacted.items() if when <= at}
    everything = {f"i{n}" for n in range(1, rev + 1)}
    assert everything - may_lack <= seen <= everything - must_lack, f"history of {room} differs"


def seen_by(disk: Disk, real: Callable[[Path], bool]) -> Callable[[Path], bool]:
    """What the ledger syncs itself, past SQLite, belongs into the log too."""

    def sync_file(file: Path) -> bool:
        done = real(file)
        disk.done(Call("sync", str(file)))
        return done

    return sync_file


async def record_run(folder: Path, disk: Disk, actions: int, seed: int, kind: type[sqlite3.Connection]) -> Run:
    run = Run(folder, disk, actions, seed, kind)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ledger, "WAL_LIMIT", 48 * 1024)
        patch.setattr(committer, "QUIET", 0.02)
        patch.setattr(ledger, "sync_file", seen_by(disk, ledger.sync_file))
        await run.play()
    return run


async def replay(run: Run, folder: Path, cuts: set[int], seed: int) -> Found:
    """Cut the power after each of these calls (0: before the first)."""
    found, platter = Found(), Platter()
    for at in range(len(run.disk.log) + 1):
        if at:
            platter.take(run.disk.log[at - 1])
        if at in cuts:
            place = folder / str(at)
            await cut_and_look(run, at, platter, place, Random(f"{seed} {at}"), found)
            for file in place.iterdir():
                file.unlink()
            place.rmdir()
    return found
