"""The writing half of the SQLite journal: one connection, in its own thread, that alone writes and checkpoints.

The heads are held in memory, so an append reads nothing: one UPDATE that says from which rev to which, one INSERT at the
end of the file. Whatever rooms wait go into one transaction; a room that conflicts does not hold up the others. Many rooms
share statements: each statement lets go of the interpreter and has to wait for it again, which under load takes longer than
what SQLite does.
"""

from __future__ import annotations

import asyncio
import errno
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TypeVar

from server.journal.chain import HeadRow, head_seal, new_head, row_hash, whole_head
from server.journal.port import Conflict, Damaged, JournalError, NoSuchRoom, Ok, Outcome
from server.journal.queries import all_heads, head_of
from server.journal.schema import FRAME_VALUES, PUT_FRAMES, PUT_META

T = TypeVar("T")

WAL_LIMIT = 4 * 1024 * 1024
"""The write-ahead log is brought home when it is larger than this, whoever waits: for some hundredths of a second."""

TOGETHER = 32 if sqlite3.sqlite_version_info >= (3, 33) else 1
"""How many rooms share a statement at most (3.33: UPDATE … FROM). A connection remembers the statements of every size."""


@cache
def _advance(rooms: int) -> str:
    """Heads of so many rooms go from one rev to another, unless somebody was faster; its `rowcount` says how many did."""
    if rooms == 1:
        return "UPDATE heads SET rev = ?, hash = ?, row = ?, due = ?, purge = ?, seal = ? WHERE room = ? AND rev = ?"
    # It begins with UPDATE, or Python would not count the rows: therefore not "WITH new(rev, …)".
    return f"""
        UPDATE heads SET rev = new.column1, hash = new.column2, row = new.column3, due = new.column4, purge = new.column5,
            seal = new.column6
        FROM (VALUES {", ".join(["(?, ?, ?, ?, ?, ?, ?, ?)"] * rooms)}) AS new
        WHERE heads.room = new.column7 AND heads.rev = new.column8
    """  # noqa: S608 - nothing but question marks goes in


@cache
def _put_frames(rooms: int) -> str:
    return PUT_FRAMES + ", ".join([FRAME_VALUES] * rooms)


def _portions(rows: list[T]) -> Iterator[list[T]]:
    """The rows in parts of at most `TOGETHER`."""
    return (rows[start : start + TOGETHER] for start in range(0, len(rows), TOGETHER))


class _SomebodyWasFaster(Exception):
    """A head is not where it was known to be."""


class Append:
    """One append that waits for its commit. No repr of its own: frames must not get into a log."""

    __slots__ = ("done", "due", "expected", "first", "frame", "last", "purge", "room")

    def __init__(
        self,
        room: str,
        expected: int,
        frame: bytes,
        first: int,
        last: int,
        due: int,
        purge: bool,
        done: asyncio.Future[Outcome],
    ) -> None:
        self.room, self.expected, self.frame = room, expected, frame
        self.first, self.last, self.due, self.purge, self.done = first, last, due, purge, done


@contextmanager
def transaction(db: sqlite3.Connection) -> Iterator[None]:
    """All or nothing, durable when the block has ended."""
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
        db.execute("COMMIT")
    except BaseException:
        if db.in_transaction:
            db.execute("ROLLBACK")
        raise


class Ledger:
    """What lives in the writer's thread. Its methods are called there and nowhere else."""

    def __init__(self, db: sqlite3.Connection, file: Path) -> None:
        self.db = db
        self._wal = file.with_name(file.name + "-wal")
        self._relief_at = WAL_LIMIT
        self.heavy = False
        """Whether a checkpoint should not wait for a quiet moment; may be read from anywhere."""
        heads = all_heads(db)
        self._heads = {head.room: head for head in heads if whole_head(head)}
        tops = "SELECT max(id) FROM frames UNION ALL SELECT max(id) FROM snapshots"
        ids = [0, *(head.row for head in self._heads.values()), *(top or 0 for (top,) in db.execute(tops))]
        self._last_id = max(ids)

    def commit(self, batch: list[Append]) -> list[Outcome | JournalError]:
        """Keep a batch in one transaction; an outcome or a refusal for each. Raises sqlite3.Error when all failed."""
        fresh: dict[str, HeadRow] = {}
        try:
            outcomes = self._together(batch, fresh)
            if outcomes is None:
                fresh.clear()
                with transaction(self.db):
                    outcomes = [self._append(waiting, fresh) for waiting in batch]
        except BaseException:
            for waiting in batch:
                self._heads.pop(waiting.room, None)
            raise
        self._heads.update(fresh)
        self.heavy = self._is_heavy()
        return outcomes

    def _together(self, batch: list[Append], fresh: dict[str, HeadRow]) -> list[Outcome | JournalError] | None:
        """Rooms that go on from where their heads are known to be, in as few statements as can be; None when it is not that simple."""
        rows = []
        for new in batch:
            head = self._heads.get(new.room)
            if head is None or head.rev != new.expected or new.room in fresh:
                return None
            fresh[new.room], advance, frame = self._next(head, new)
            rows.append((advance, frame))
        try:
            with transaction(self.db):
                for some in _portions(rows):
                    advanced = self.db.execute(_advance(len(some)), [value for advance, _ in some for value in advance])
                    if advanced.rowcount != len(some):
                        raise _SomebodyWasFaster
                    self.db.execute(_put_frames(len(some)), [value for _, frame in some for value in frame])
        except _SomebodyWasFaster:
            return None
        return [Ok(new.last) for new in batch]

    def _append(self, new: Append, fresh: dict[str, HeadRow]) -> Outcome | JournalError:
        try:
            head = fresh.get(new.room) or self.head(new.room)
        except (NoSuchRoom, Damaged) as refusal:
            return refusal
        if head.rev != new.expected:
            return Conflict(head.rev)
        grown, advance, frame = self._next(head, new)
        if self.db.execute(_advance(1), advance).rowcount != 1:
            return self._overtaken(new.room)
        self.db.execute(_put_frames(1), frame)
        fresh[new.room] = grown
        return Ok(new.last)

    def _next(self, head: HeadRow, new: Append) -> tuple[HeadRow, tuple[object, ...], tuple[object, ...]]:
        """The head after an append, and what the two statements are given."""
        id, room = self.next_id(), new.room
        purge = int(new.purge or head.purge)
        hash = row_hash(id, room, new.first, new.last, head.row, head.hash, new.frame)
        seal = head_seal(room, new.last, hash, id, new.due, head.cut, purge, head.story)
        grown = HeadRow(room, new.last, hash, id, new.due, head.cut, purge, head.story, seal)
        advance = (new.last, hash, id, new.due, purge, seal, room, new.expected)
        return grown, advance, (id, room, new.first, new.last, head.row, head.hash, hash, new.frame)

    def _overtaken(self, room: str) -> Outcome | JournalError:
        self._heads.pop(room, None)
        try:
            return Conflict(self.head(room).rev)
        except (NoSuchRoom, Damaged) as refusal:
            return refusal

    def head(self, room: str) -> HeadRow:
        """The room's head, verified. Raises NoSuchRoom, Damaged."""
        head = self._heads.get(room)
        if head is None:
            head = self._heads[room] = head_of(self.db, room)
        return head

    def put_head(self, head: HeadRow) -> None:
        """Store a head that upkeep has changed; inside a transaction of the caller."""
        self.db.execute(
            "UPDATE heads SET cut = ?, purge = ?, story = ?, seal = ? WHERE room = ?",
            (head.cut, head.purge, head.story, head.seal, head.room),
        )
        self._heads.pop(head.room, None)

    def create(self, room: str) -> bool:
        """Take a code; False when it is taken."""
        with transaction(self.db):
            return self.add_head(new_head(room))

    def add_head(self, head: HeadRow) -> bool:
        """A new room's head; False when the code is taken. Inside a transaction of the caller."""
        columns = ", ".join("?" * len(HeadRow._fields))
        made = self.db.execute(f"INSERT OR IGNORE INTO heads VALUES ({columns})", head)  # noqa: S608
        return made.rowcount == 1

    def next_id(self) -> int:
        """A row id that no row ever had."""
        self._last_id += 1
        return self._last_id

    def drop_head(self, room: str) -> None:
        """Forget that the room exists; inside a transaction of the caller."""
        self.db.execute("DELETE FROM heads WHERE room = ?", (room,))
        self._heads.pop(room, None)

    def put_meta(self, key: str, value: bytes) -> None:
        """Keep a server-wide setting."""
        with transaction(self.db):
            self.db.execute(PUT_META, (key, value))

    def _is_heavy(self) -> bool:
        """Whether the write-ahead log has grown beyond its limit."""
        try:
            return self._wal.stat().st_size > self._relief_at
        except FileNotFoundError:
            return False

    def checkpoint(self) -> None:
        """Bring the write-ahead log home as far as readers allow; shorten it when it has grown beyond the limit."""
        self.heavy = False
        _, logged, home = self.db.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
        if not self._is_heavy():
            return
        if logged == home:
            self.empty_wal()
        size = self._wal.stat().st_size
        self._relief_at = WAL_LIMIT if size <= WAL_LIMIT else size + WAL_LIMIT // 4

    def empty_wal(self) -> bool:
        """Bring everything home and cut the write-ahead log to nothing; False when that cannot be done now.

        A reader stands in the way, or there is no descriptor left to wait for the disk with."""
        self.db.execute("PRAGMA busy_timeout = 0")
        try:
            busy = self.db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        finally:
            self.db.execute("PRAGMA busy_timeout = 2000")
        return not busy and sync_file(self._wal)


def sync_file(file: Path) -> bool:
    """SQLite does not wait for the disk after cutting its log: a power cut could bring back what was erased.

    False when the process or the machine has no descriptor left, which passes; raises any other OSError."""
    try:
        with file.open("rb+") as handle:
            os.fsync(handle.fileno())
    except FileNotFoundError:
        return True
    except OSError as error:
        if error.errno not in (errno.EMFILE, errno.ENFILE):
            raise
        return False
    return True
