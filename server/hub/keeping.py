"""Making a draft durable: one frame, one append, and what to do when its end is not a plain yes.

*Conflict*: somebody else wrote; the draft is void. *Unknown*: the journal is asked for the very frame before anything
else is tried. Everything that is not proven durable counts as not kept.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence

from server.hub import frame as frames
from server.hub.clock import pause
from server.hub.draft import Draft
from server.hub.frame import Frame
from server.hub.metrics import Metrics
from server.hub.ports import Clock
from server.hub.state import Loaded, State, state_hash
from server.journal.port import Conflict, Journal, Ok, Unknown

_log = logging.getLogger(__name__)
TRIES = 4
WAIT = (0.0, 0.05, 0.25, 1.0)


class Void(Exception):
    """Nothing of the draft was kept: the room has moved on in the journal. Read back and decide again."""


class InDoubt(Exception):
    """The journal cannot say whether the frame was kept. The room must be dropped and read back."""


class Keeper:
    """Keeps the drafts of one room."""

    def __init__(self, code: str, journal: Journal, clock: Clock, metrics: Metrics) -> None:
        self.code, self.journal, self.clock, self.metrics = code, journal, clock, metrics

    async def keep(self, state: State, draft: Draft) -> None:
        """Returns when the draft is durable; `state` (already holding the changes) is settled with its frame.

        Raises `Void`, `InDoubt`, and the journal's `DiskFull`, `JournalFailed`, `NoSuchRoom`.
        """
        frame = Frame(draft.at, draft.changes, draft.tabs)
        started = self.clock.monotonic()
        await self._append(frame, state.room.earliest_due, draft.purge)
        self.metrics.append_seconds.seen(self.clock.monotonic() - started)
        state.settle(frame)

    async def _append(self, frame: Frame, due: int, purge: bool) -> None:
        body = frames.encode(frame)
        first, last = frame.changes[0].rev, frame.changes[-1].rev
        doubt = False
        for wait in WAIT[:TRIES]:
            if wait:
                await pause(self.clock, wait)
            outcome = await self.journal.append(self.code, first - 1, body, first, last, due, purge=purge)
            self.metrics.appends.add(of=type(outcome).__name__.lower())
            if isinstance(outcome, Ok):
                return
            # After a doubtful try a conflict may be our own frame, come through late.
            if (doubt or isinstance(outcome, Unknown)) and await self.journal.find(self.code, first, body):
                return
            if isinstance(outcome, Conflict):
                raise Void
            doubt = True
        raise InDoubt

    async def snapshot(self, rev: int, blob: bytes) -> None:
        """Keep all of the room at a rev, and let the journal cut what two snapshots cover."""
        await self.journal.put_snapshot(self.code, rev, state_hash(blob), blob)
        await self.journal.truncate(self.code)
        self.metrics.snapshots.add()

    async def purge(self, state: State) -> None:
        """Returns when nothing of before the present state can be read anywhere."""
        blob = state.blob()
        await self.journal.purge(self.code, state.room.rev, state_hash(blob), blob)
        self.metrics.purges.add()

    async def finish(self, loaded: Loaded) -> None:
        """What a crash or a full disk has left undone; what of it is done now is not owed any more."""
        if loaded.redact:
            await self.redact(loaded.redact)
            loaded.redact = []
        if loaded.purge:
            await self.purge(loaded.state)
            loaded.purge, loaded.snapshot = False, loaded.state.room.rev

    async def redact(self, ids: Sequence[str]) -> None:
        """Take the earlier texts of these records out of the history."""
        await self.journal.redact(self.code, list(dict.fromkeys(ids)))
