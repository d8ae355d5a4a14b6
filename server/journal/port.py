"""What the rest of the house may know about the journal: its promises, not its engine.

Every engine (SQLite, memory, later a distributed one) passes one contract suite, so the hub never asks which one
it talks to. There is no lock or lease here: `expected_rev` decides who may write, and who loses reads and decides again.

A *frame* is the bytes of one flush of one room, a msgpack map::

    {at: ms, changes: [{rev, at, put: [record…], del: [id…], purge: bool, redact?: [id…]}], tabs: [[key, n]…]}

`append` and `read` never look inside. Only the cutting of history does: it keeps what everybody saw (`see == "all"`), and
takes out of it what was seen, before that change, of the ids in `redact`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

import msgspec


class Ok(msgspec.Struct, frozen=True, tag=True):
    """The frame is on disk; the room now stands at `rev`."""

    rev: int


class Conflict(msgspec.Struct, frozen=True, tag=True):
    """Nothing was written: the room stands at `rev`, not where the caller thought. Read on from there and decide again."""

    rev: int


class Unknown(msgspec.Struct, frozen=True, tag=True):
    """The commit ended in doubt. Ask `find` for the frame before anything else; appending it again blindly is an error."""

    why: str


Outcome = Ok | Conflict | Unknown


class Row(msgspec.Struct, frozen=True):
    """One frame as it was kept: revs `first_rev`…`last_rev` of its room. It has been verified."""

    first_rev: int
    last_rev: int
    frame: bytes


class Snapshot(msgspec.Struct, frozen=True):
    """All of a room at `rev`. The bytes are verified; whether `state_hash` fits the state is for the reader to judge."""

    rev: int
    state_hash: bytes
    blob: bytes


class Head(msgspec.Struct, frozen=True):
    """Where a room stands. `due`: earliest time (ms) the house must act there, 0 = never. `purge`: a purge is owed."""

    room: str
    rev: int
    due: int
    purge: bool


class Moment(msgspec.Struct, frozen=True):
    """Ten seconds of what everybody saw, in id order, without revs and names. `at` is the start of the ten seconds."""

    at: int
    put: tuple[dict[str, Any], ...]
    gone: tuple[str, ...]


class JournalError(Exception):
    """Anything that a journal refuses; the message is one line for a person."""


class JournalFailed(JournalError):
    """The disk cannot be trusted any more (fsync or I/O error). Nothing is accepted from here on: stop and start again."""


class DiskFull(JournalError):
    """No room on the disk. Nothing of this append was kept; reading goes on, and the next append that fits works again."""


class NoSuchRoom(JournalError):
    """The room was never created, or has been forgotten."""

    def __init__(self, room: str) -> None:
        super().__init__(f"There is no room {room}.")
        self.room = room


class Damaged(JournalError):
    """What was read is not what was written."""

    def __init__(self, room: str, rev: int, why: str) -> None:
        super().__init__(f"Room {room} is damaged at rev {rev}: {why}.")
        self.room = room
        self.rev = rev
        self.why = why


class SchemaTooNew(JournalError):
    """The database was written by a later version of Talkoot."""

    def __init__(self, found: int, known: int) -> None:
        super().__init__(
            f"The data was written by a newer Talkoot (schema {found}, this one knows up to {known}): update first."
        )
        self.found = found
        self.known = known


class JournalReader(Protocol):
    """The reading half; also what a command gets that looks in beside a running server."""

    async def heads(self) -> list[Head]:
        """Every room that is not damaged at its head, without touching any row."""

    async def exists(self, room: str) -> bool:
        """Whether the code is taken."""

    async def read(self, room: str, since_rev: int) -> list[Row]:
        """All rows holding revs above `since_rev`, oldest first, verified (gap, order, hash).

        The first row may begin at or before `since_rev` when that is inside a frame.
        Raises Damaged, also when those rows have been cut; NoSuchRoom.
        """

    async def tail(self, room: str) -> Row | None:
        """The newest row, verified; None when the room has no rows (new, or just purged)."""

    async def owes_purge(self, room: str) -> bool:
        """Whether a purge was decided and has not come to its end (`Head.purge`). Raises Damaged, NoSuchRoom."""

    async def find(self, room: str, first_rev: int, frame: bytes) -> bool:
        """After Unknown: whether the row that begins at `first_rev` is this very frame."""

    async def get_snapshots(self, room: str) -> list[Snapshot]:
        """The whole ones, newest first, at most two. A damaged one is left out: the one before it plus `read` does."""

    async def history(self, room: str) -> list[Moment]:
        """What everybody saw from the beginning to now, in order, the part still in the journal included."""

    async def get_meta(self, key: str) -> bytes | None:
        """A server-wide note."""

    async def list_meta(self, prefix: str) -> dict[str, bytes]:
        """All server-wide notes whose key begins so, by key."""

    async def close(self) -> None:
        """Finish what waits, then let go of the files and the lock."""


class Journal(JournalReader, Protocol):
    """The durable private log of all rooms."""

    async def create(self, room: str) -> bool:
        """Take the code: the room exists at rev 0. False when it is taken already."""

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
        """Keep one frame; returns after it is on disk. `first_rev` is `expected_rev + 1`.

        `due` becomes the head's. `purge=True` notes in the same transaction that a purge is owed (Head.purge) until
        `purge` has returned, so that a crash between the two forgets nothing. Raises DiskFull, JournalFailed, NoSuchRoom.
        """

    async def put_snapshot(self, room: str, rev: int, state_hash: bytes, blob: bytes) -> None:
        """Keep a snapshot, read back before it is trusted; the last two stay. `rev` is not above the head's."""

    async def truncate(self, room: str) -> int:
        """Cut the rows before the OLDER of two whole snapshots into history, in one transaction; how many rows went."""

    async def purge(self, room: str, rev: int, state_hash: bytes, blob: bytes) -> None:
        """Make everything before `rev` unreadable, in every file; returns only when it is.

        Two verified snapshots of this state replace all older rows and snapshots; what everybody saw goes to history.
        `rev` is the last rev of a frame, as a rule the head's. Can be repeated after a crash.
        """

    async def redact(self, room: str, ids: Sequence[str]) -> None:
        """Take these records, as seen up to now, out of the history. What is put again later is seen again.

        When the newest frame names an id in its own `redact`, what that very change puts stays: call this right after its
        append, and before a `purge` of the same frame.
        """

    async def restore(
        self, room: str, rev: int, state_hash: bytes, blob: bytes, history: Sequence[Moment], due: int
    ) -> bool:
        """Take in a room as another journal had it at `rev`, with what everybody saw; False when the code is taken."""

    async def forget(self, room: str, receipt: tuple[str, bytes] | None = None) -> None:
        """Everything of the room is gone, from every file. No error when there is no such room.

        `receipt` is a note (key, value) that is kept in the same transaction, when there was such a room.
        """

    async def put_meta(self, key: str, value: bytes) -> None:
        """Keep a server-wide note."""


async def load(journal: JournalReader, room: str) -> tuple[Snapshot | None, list[Row]]:
    """The newest whole snapshot and the rows after it; an older snapshot, or none, when newer ones are damaged."""
    snapshots = await journal.get_snapshots(room)
    if snapshots:
        return snapshots[0], await journal.read(room, snapshots[0].rev)
    return None, await journal.read(room, 0)
