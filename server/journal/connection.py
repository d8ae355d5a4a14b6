"""An SQLite connection and the thread that it lives in, and what SQLite's errors mean for the house.

aiosqlite runs each statement as a job in that thread and waits for it in the loop. A transaction of five statements would
make ten hops; here whole transactions are the jobs.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from typing import TypeVar

import aiosqlite

from server.journal.port import DiskFull, JournalError, JournalFailed

T = TypeVar("T")

BROKEN = (sqlite3.Error, UnicodeDecodeError, OSError)
"""What SQLite raises, the second when damage makes it cite bytes that are no text; and the system, of the log's file beside it."""

FULL = frozenset({sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_SHMSIZE})
FATAL = frozenset(
    {
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_NOTADB,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_PERM,
        sqlite3.SQLITE_NOMEM,
    }
)


def refusal_of(error: Exception) -> JournalError:
    """DiskFull (heals), JournalFailed (the end: a second fsync can lie about what the first lost), or in doubt."""
    if isinstance(error, UnicodeDecodeError):
        return JournalFailed("The journal cannot be trusted any more (its schema is damaged): stopping.")
    if isinstance(error, OSError):
        return JournalFailed(f"The journal cannot be trusted any more ({error}): stopping.")
    if not isinstance(error, sqlite3.Error):
        return JournalFailed(f"The journal stops because of a mistake in the program ({error!r}).")
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_OK)
    if code in FULL:
        return DiskFull("The disk is full: nothing more can be kept until there is room.")
    if code & 0xFF in FATAL:
        return JournalFailed(f"The journal cannot be trusted any more ({error}): stopping.")
    return JournalError(f"The journal is in doubt: {error}.")


class Desk:
    """A connection at which whole transactions are run, one after the other, in its own thread."""

    def __init__(self, proxy: aiosqlite.Connection, db: sqlite3.Connection) -> None:
        self._proxy = proxy
        self.db = db
        """For work that runs at this desk only."""

    @classmethod
    async def open(
        cls, address: str, set_up: Callable[[sqlite3.Connection], None], kind: type[sqlite3.Connection]
    ) -> Desk:
        """Connect and set up, in the new thread. Raises what SQLite or `set_up` raise; nothing is left open then."""
        made: list[sqlite3.Connection] = []

        def connect() -> sqlite3.Connection:
            db = sqlite3.connect(address, uri=True, isolation_level=None, cached_statements=128, factory=kind)
            try:
                set_up(db)
            except BaseException:
                db.close()
                raise
            made.append(db)
            return db

        proxy = aiosqlite.Connection(connect, 64)
        try:
            await proxy
        except BaseException:
            # aiosqlite tells its thread to stop, and does not wait: a loop that ends first would be told too late
            await asyncio.to_thread(proxy._thread.join)
            raise
        return cls(proxy, made[0])

    async def run(self, work: Callable[..., T], *args: object) -> T:
        """Run a piece of work at the desk.

        It goes there as a closure: aiosqlite prints the arguments of a job when debug logs are on, and frames must not
        get into a log.
        """

        def job() -> T:
            return work(*args)

        result: T = await self._proxy._execute(job)  # type: ignore[no-untyped-call]
        return result

    async def close(self) -> None:
        """Finish what waits, then close the connection and end its thread."""
        await self._proxy.close()
