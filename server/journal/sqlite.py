"""The journal in one SQLite file: the default engine.

Two connections: the reader's, and the writer's, which alone writes and checkpoints (`committer`). Other processes may
look in, read-only; a second writer is kept out by the lock on the folder.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from server.journal import queries, upkeep
from server.journal.chain import check_append, whole
from server.journal.committer import Committer
from server.journal.connection import BROKEN, Desk, refusal_of
from server.journal.cut import told_again
from server.journal.ledger import Ledger
from server.journal.lock import DataFolderUnwritable, FolderLock
from server.journal.port import Damaged, DiskFull, Head, JournalError, JournalFailed, Moment, Outcome, Row, Snapshot
from server.journal.schema import FILE, open_reader, open_writer
from server.journal.upgrade import drop_copies
from server.journal.wal import mend

T = TypeVar("T")


class SqliteReader:
    """The reading half, on a connection of its own; alone, what a command uses beside a running server."""

    def __init__(self, reader: Desk) -> None:
        self._reader = reader

    @classmethod
    async def look(cls, folder: Path) -> SqliteReader:
        """Open the journal of a folder for reading only. Takes no lock: a server may be writing meanwhile."""
        file = folder / FILE
        if not file.exists():
            raise JournalError(f"There is no journal in {folder}.")
        try:
            return cls(await open_reader(file))
        except BROKEN as error:
            raise _why_not(folder, error) from error

    async def heads(self) -> list[Head]:
        return await self._ask(queries.sound_heads)

    async def marks(self) -> dict[str, tuple[bytes, bytes]]:
        """Every room, sound or not: what changes with anything of it, and what with a cut or a redaction of its history."""
        return await self._ask(queries.marks)

    async def stamp(self) -> int:
        """Another number when anybody has written since."""
        return await self._ask(queries.stamp)

    async def exists(self, room: str) -> bool:
        return await self._ask(queries.exists, room)

    async def read(self, room: str, since_rev: int) -> list[Row]:
        return await self._ask(queries.rows_since, room, since_rev)

    async def tail(self, room: str) -> Row | None:
        return await self._ask(queries.last_row, room)

    async def owes_purge(self, room: str) -> bool:
        return bool((await self._ask(queries.head_of, room)).purge)

    async def find(self, room: str, first_rev: int, frame: bytes) -> bool:
        return any(row.first_rev == first_rev and row.frame == frame for row in await self.read(room, first_rev - 1))

    async def get_snapshots(self, room: str) -> list[Snapshot]:
        return await self._ask(queries.sound_snapshots, room)

    async def history(self, room: str) -> list[Moment]:
        return await self._ask(queries.history_of, room)

    async def get_meta(self, key: str) -> bytes | None:
        return await self._ask(queries.meta_of, key)

    async def list_meta(self, prefix: str) -> dict[str, bytes]:
        return await self._ask(queries.metas, prefix)

    async def close(self) -> None:
        await self._reader.close()

    def _alive(self) -> None:
        """Raise when nothing may be asked any more."""

    async def _ask(self, query: Callable[..., T], *args: str | int) -> T:
        self._alive()
        try:
            return await self._reader.run(query, self._reader.db, *args)
        except BROKEN as error:
            raise Damaged(str(args[0]) if args else "?", 0, f"SQLite cannot read it ({error})") from error


class SqliteJournal(SqliteReader):
    """The journal of a data folder, which stays locked until `close`."""

    def __init__(self, lock: FolderLock, writer: Committer, reader: Desk) -> None:
        super().__init__(reader)
        self._lock = lock
        self._writer = writer

    @classmethod
    async def open(cls, folder: Path, kind: type[sqlite3.Connection] = sqlite3.Connection) -> SqliteJournal:
        """Lock the folder and open its journal, making both where they are not there yet.

        Raises DataFolderLocked, DataFolderUnwritable, SchemaTooNew, JournalFailed. `kind` is for tests that break things.
        """
        lock = FolderLock(folder)
        file = folder / FILE
        try:
            await asyncio.to_thread(mend, file)
            desk = await open_writer(file, kind)
            try:
                ledger = await desk.run(Ledger, desk.db, file)
                emptied = await _empty_what_was_left(desk, ledger)
                reader = await open_reader(file)
            except BaseException:
                await desk.close()
                raise
        except BROKEN as error:
            lock.release()
            raise _why_not(folder, error) from error
        except BaseException:
            lock.release()
            raise
        return cls(lock, Committer(desk, ledger, owes_wal=not emptied), reader)

    async def append(
        self,
        room: str,
        expected_rev: int,
        frame: bytes,
        first_rev: int,
        last_rev: int,
        due: int,
        *,
        purge: bool = False,
    ) -> Outcome:
        check_append(expected_rev, frame, first_rev, last_rev, due)
        return await self._writer.append(room, expected_rev, frame, first_rev, last_rev, due, purge)

    async def create(self, room: str) -> bool:
        return await self._writer.run(Ledger.create, room)

    async def put_snapshot(self, room: str, rev: int, state_hash: bytes, blob: bytes) -> None:
        await self._put_verified(room, rev, state_hash, blob, 1)
        await self._writer.run(upkeep.keep_newest, room)

    async def truncate(self, room: str) -> int:
        self._writer.check()
        while (plan := await self._ask(upkeep.plan_truncation, room)) is not None:
            if (went := await self._writer.run(upkeep.truncate, plan)) >= 0:
                return went
        return 0

    async def purge(self, room: str, rev: int, state_hash: bytes, blob: bytes) -> None:
        await self._writer.run(upkeep.check_frame_end, room, rev)
        ids = await self._put_verified(room, rev, state_hash, blob, 2)
        self._drop_copies()
        self._writer.owe_wal()
        await self._writer.run(upkeep.purge, room, rev, ids)
        await self._writer.empty_wal()
        await self._writer.run(upkeep.purged, room)

    async def redact(self, room: str, ids: Sequence[str]) -> None:
        self._drop_copies()
        self._writer.owe_wal()
        if await self._writer.run(upkeep.redact, room, list(ids)):
            await self._writer.empty_wal()

    async def restore(
        self, room: str, rev: int, state_hash: bytes, blob: bytes, history: Sequence[Moment], due: int
    ) -> bool:
        ids = await self._writer.run(upkeep.restore, room, rev, state_hash, blob, told_again(room, history), due)
        if ids:
            await self._read_back(ids, room, rev, blob)
        return bool(ids)

    async def forget(self, room: str, receipt: tuple[str, bytes] | None = None) -> None:
        self._drop_copies()
        self._writer.owe_wal()
        if await self._writer.run(upkeep.forget, room, receipt):
            await self._writer.empty_wal()

    async def put_meta(self, key: str, value: bytes) -> None:
        await self._writer.run(Ledger.put_meta, key, value)

    def when_failed(self, tell: Callable[[JournalFailed], None]) -> None:
        """Who is to know at once that nothing can be kept any more, even while nobody asks for anything."""
        self._writer.when_failed = tell

    async def close(self) -> None:
        """Keep what waits, bring the write-ahead log home, unlock the folder."""
        if not await self._writer.finish():
            return
        try:
            await self._reader.close()
        finally:
            try:
                await self._writer.close()
            finally:
                self._lock.release()

    def _alive(self) -> None:
        self._writer.check()

    def _drop_copies(self) -> None:
        try:
            drop_copies(self._lock.folder)
        except OSError as error:
            raise JournalError(f"The copies of earlier upgrades cannot be removed now ({error}).") from error

    async def _put_verified(self, room: str, rev: int, state_hash: bytes, blob: bytes, copies: int) -> list[int]:
        """Store a snapshot and read it back on the other connection before anything relies on it."""
        ids = await self._writer.run(upkeep.put_snapshots, room, rev, state_hash, blob, copies)
        await self._read_back(ids, room, rev, blob)
        return ids

    async def _read_back(self, ids: list[int], room: str, rev: int, blob: bytes) -> None:
        for id in ids:
            row = await self._ask(queries.snapshot_by_id, id)
            if row is None or not whole(row) or (row.room, row.rev, row.blob) != (room, rev, blob):
                await self._writer.run(upkeep.drop_snapshots, ids)
                raise Damaged(room, rev, "the snapshot did not read back as it was written")


async def _empty_what_was_left(desk: Desk, ledger: Ledger) -> bool:
    """A kill may have come between a purge and the emptying of the log: nothing is served before that is made up for.

    False where it cannot be done now, the disk being full.
    """
    try:
        return await desk.run(ledger.empty_wal)
    except BROKEN as error:
        if not isinstance(refusal_of(error), DiskFull):
            raise
        return False


def _why_not(folder: Path, error: Exception) -> JournalError:
    """Why a journal could not be opened, in one line."""
    if isinstance(error, OSError):
        return DataFolderUnwritable(folder, error.strerror or str(error))
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM, sqlite3.SQLITE_FULL):
        return DataFolderUnwritable(folder, str(error))
    return JournalFailed(f"{folder / FILE} cannot be opened as a journal ({error}).")
