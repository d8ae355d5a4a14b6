"""Natural group commit: what waits is one transaction, and while that runs the next one gathers.

Appends wait in a list; one task takes all that wait, has them kept with one fsync, and answers each. A quiet moment, or a
write-ahead log grown too large, makes it bring the log home. What an error means: a full disk refuses and heals, an I/O
error is the end of this journal, anything else leaves the commit in doubt, and the hub looks.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from typing import Concatenate, ParamSpec, TypeVar

from server.journal.connection import BROKEN, Desk, refusal_of
from server.journal.ledger import Append, Ledger
from server.journal.port import DiskFull, JournalError, JournalFailed, Outcome, Unknown

P = ParamSpec("P")
T = TypeVar("T")
log = logging.getLogger(__name__)

QUIET = 2.0
"""Seconds without an append after which the write-ahead log is brought home."""

PATIENCE = (0.005, 0.02, 0.1, 0.25)
"""Seconds between two tries to empty the write-ahead log while a reader stands in the way; the last one repeats."""


class Committer:
    """The writer's desk: everything that changes the journal goes through here."""

    def __init__(self, desk: Desk, ledger: Ledger, owes_wal: bool = False) -> None:
        self._desk, self._ledger = desk, ledger
        self._waiting: list[Append] = []
        self._batch: list[Append] = []
        """What is being committed and not answered yet."""
        self._wake = asyncio.Event()
        self._closing = False
        self._failed: JournalFailed | None = None
        self._owes_wal = owes_wal
        """Whether the write-ahead log may still hold what was purged, redacted or forgotten."""
        self.when_failed: Callable[[JournalFailed], None] = lambda failed: None
        """Told once, whoever asked for what failed: also when nobody did, as with a log that cannot be brought home."""
        self._task = asyncio.create_task(self._work(), name="journal")

    def check(self) -> None:
        """Raise JournalFailed when nothing may be asked any more."""
        if self._failed:
            raise JournalFailed(*self._failed.args) from self._failed
        if self._closing:
            raise JournalFailed("The journal is closed.")

    async def append(
        self, room: str, expected: int, frame: bytes, first: int, last: int, due: int, purge: bool
    ) -> Outcome:
        """Wait for the next commit with this frame in it."""
        self.check()
        done: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
        self._waiting.append(Append(room, expected, frame, first, last, due, purge, done))
        self._wake.set()
        return await done

    async def run(self, work: Callable[Concatenate[Ledger, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run any other work on the ledger, between two commits."""
        self.check()
        try:
            return await self._desk.run(work, self._ledger, *args, **kwargs)
        except BROKEN as error:
            raise self._refuse(error) from error

    def owe_wal(self) -> None:
        """Before something goes: until the log has been emptied, that is tried in every quiet moment."""
        self._owes_wal = True
        self._wake.set()

    async def empty_wal(self) -> None:
        """Return when the write-ahead log is empty, however long a reader stands in the way."""
        self._owes_wal, tries = True, 0
        while not await self.run(Ledger.empty_wal):
            await asyncio.sleep(PATIENCE[min(tries, len(PATIENCE) - 1)])
            tries += 1
        self._owes_wal = False

    async def finish(self) -> bool:
        """Take nothing more, keep what waits, bring the log home. False when that has been asked before."""
        if self._closing:
            return False
        self._closing = True
        self._wake.set()
        await self._task
        if not self._failed:
            await self._checkpoint()
        return True

    async def close(self) -> None:
        """Close the connection; after `finish`."""
        await self._desk.close()

    def _refuse(self, error: Exception) -> JournalError:
        refusal = refusal_of(error)
        if isinstance(refusal, JournalFailed) and not self._failed:
            log.critical("%s", refusal)
            self._failed = refusal
            self.when_failed(refusal)
        return refusal

    async def _work(self) -> None:
        try:
            await self._take_turns()
        except Exception as error:  # noqa: BLE001 - whatever it was: nobody may wait for what is never kept
            refusal, batch = refusal_of(error), [*self._batch, *self._waiting]
            self._batch = self._waiting = []
            _answer(batch, [type(refusal)(*refusal.args) for _ in batch])
            self._refuse(error)

    async def _take_turns(self) -> None:
        quiet = True
        while self._waiting or not self._closing:
            if self._waiting:
                self._batch, self._waiting = self._waiting, []
                _answer(self._batch, await self._commit(self._batch))
                self._batch = []
                quiet = False
                if self._ledger.heavy:
                    await self._checkpoint()
                continue
            self._wake.clear()
            try:
                async with asyncio.timeout(None if quiet and not self._owes_wal else QUIET):
                    await self._wake.wait()
            except TimeoutError:
                quiet = True
                await self._checkpoint()

    async def _commit(self, batch: list[Append]) -> Sequence[Outcome | JournalError]:
        if self._failed:
            return [JournalFailed(*self._failed.args) for _ in batch]
        try:
            return await self._desk.run(Ledger.commit, self._ledger, batch)
        except Exception as error:  # noqa: BLE001 - everything is answered; what is not SQLite's is the end as well
            refusal = self._refuse(error)
            if isinstance(refusal, DiskFull | JournalFailed):
                return [type(refusal)(*refusal.args) for _ in batch]
            return [Unknown(str(error)) for _ in batch]

    async def _checkpoint(self) -> None:
        try:
            if self._owes_wal:
                self._owes_wal = not await self._desk.run(Ledger.empty_wal, self._ledger)
            else:
                await self._desk.run(Ledger.checkpoint, self._ledger)
        except BROKEN as error:
            if not isinstance(self._refuse(error), JournalFailed):
                log.warning("The write-ahead log could not be brought home: %s", error)


def _answer(batch: list[Append], answers: Sequence[Outcome | JournalError]) -> None:
    for waiting, answer in zip(batch, answers, strict=True):
        if waiting.done.done():
            continue
        if isinstance(answer, JournalError):
            waiting.done.set_exception(answer)
        else:
            waiting.done.set_result(answer)
