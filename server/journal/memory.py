"""A journal without a disk, for tests and rehearsals: the same promises, and faults to order.

A `Store` plays the disk: a new MemoryJournal on the store of an old one is a restart.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Sequence
from typing import Literal

from server.journal.chain import (
    HeadRow,
    Link,
    PieceRow,
    SnapshotRow,
    StoryRow,
    blob_seal,
    check_append,
    check_head,
    check_rev,
    check_rows,
    new_head,
    restored_head,
    row_hash,
    sealed,
    whole,
    whole_head,
)
from server.journal.cut import Cut, cut_rows, redact_story, told_again, whole_history
from server.journal.port import (
    Conflict,
    DiskFull,
    Head,
    JournalFailed,
    Moment,
    NoSuchRoom,
    Ok,
    Outcome,
    Row,
    Snapshot,
    Unknown,
)

Fault = Literal["none", "conflict", "lost", "kept", "full", "fail"]


class RoomStore:
    """What a disk would hold of one room."""

    def __init__(self, head: HeadRow) -> None:
        self.head = head
        self.rows: dict[int, Link] = {}
        self.snapshots: list[SnapshotRow] = []
        self.pieces: list[PieceRow] = []
        self.story: StoryRow | None = None


class Store:
    """What a disk would hold of all rooms."""

    def __init__(self) -> None:
        self.rooms: dict[str, RoomStore] = {}
        self.meta: dict[str, bytes] = {}
        self.last_id = 0


class MemoryJournal:
    """The port in memory. `order` faults for coming appends; clear `gate` to hold appends in flight; set `full`."""

    def __init__(self, store: Store | None = None) -> None:
        self.store = Store() if store is None else store
        self.gate = asyncio.Event()
        self.gate.set()
        self.full = False
        self.appends = 0
        self._faults: deque[Fault] = deque()
        self._failed = ""
        self._closed = False
        self._in_flight = 0
        self._landed = asyncio.Event()
        self._landed.set()

    def order(self, *faults: Fault) -> None:
        """What happens to the next appends, in order.

        `lost` and `kept` are both Unknown, without and with the frame on disk; `fail` breaks the journal for good.
        """
        self._faults.extend(faults)

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
        self._alive()
        self.appends += 1
        self._landed.clear()
        self._in_flight += 1
        try:
            await asyncio.sleep(0)
            await self.gate.wait()
            return self._land(room, expected_rev, frame, first_rev, last_rev, due, purge)
        finally:
            self._in_flight -= 1
            if not self._in_flight:
                self._landed.set()

    def _land(
        self, room: str, expected_rev: int, frame: bytes, first_rev: int, last_rev: int, due: int, purge: bool
    ) -> Outcome:
        fault = self._faults.popleft() if self._faults else "none"
        if fault == "fail":
            self._failed = "the disk failed, as ordered"
        self._check(full=self.full or fault == "full")
        kept = self._sound(room)
        head = kept.head
        if fault == "lost":
            return Unknown("in doubt, as ordered")
        if fault == "conflict" or head.rev != expected_rev:
            return Conflict(head.rev)
        self.store.last_id = id = self.store.last_id + 1
        hash = row_hash(id, room, first_rev, last_rev, head.row, head.hash, frame)
        kept.rows[id] = Link(id, room, first_rev, last_rev, head.row, head.hash, hash, frame)
        kept.head = sealed(head._replace(rev=last_rev, hash=hash, row=id, due=due, purge=int(purge or head.purge)))
        return Unknown("in doubt, as ordered") if fault == "kept" else Ok(last_rev)

    async def create(self, room: str) -> bool:
        self._writable()
        if room in self.store.rooms:
            return False
        self.store.rooms[room] = RoomStore(new_head(room))
        return True

    async def heads(self) -> list[Head]:
        self._alive()
        sound = [kept.head for kept in self.store.rooms.values() if whole_head(kept.head)]
        return [Head(head.room, head.rev, head.due, bool(head.purge)) for head in sound]

    async def exists(self, room: str) -> bool:
        self._alive()
        return room in self.store.rooms

    async def read(self, room: str, since_rev: int) -> list[Row]:
        self._alive()
        return self._read(self._room(room), since_rev)

    async def tail(self, room: str) -> Row | None:
        self._alive()
        return self._newest(self._sound(room))

    async def owes_purge(self, room: str) -> bool:
        self._alive()
        return bool(self._sound(room).head.purge)

    async def find(self, room: str, first_rev: int, frame: bytes) -> bool:
        return any(row.first_rev == first_rev and row.frame == frame for row in await self.read(room, first_rev - 1))

    async def put_snapshot(self, room: str, rev: int, state_hash: bytes, blob: bytes) -> None:
        self._writable()
        kept = self._sound(room)
        check_rev(rev, kept.head)
        self._put(kept, rev, state_hash, blob)
        kept.snapshots = newest(kept.snapshots)[:2]

    async def get_snapshots(self, room: str) -> list[Snapshot]:
        self._alive()
        good = [row for row in newest(self._room(room).snapshots) if row.room == room and whole(row)]
        return [Snapshot(row.rev, row.state_hash, row.blob) for row in good[:2]]

    async def history(self, room: str) -> list[Moment]:
        self._alive()
        kept = self._room(room)
        return whole_history(kept.head, self._read(kept, kept.head.cut), kept.story, kept.pieces)

    async def truncate(self, room: str) -> int:
        self._writable()
        kept = self._sound(room)
        snapshots = await self.get_snapshots(room)
        return self._cut(kept, snapshots[1].rev) if len(snapshots) == 2 else 0

    async def purge(self, room: str, rev: int, state_hash: bytes, blob: bytes) -> None:
        self._writable()
        kept = self._sound(room)
        check_rev(rev, kept.head)
        if any(row.first_rev <= rev < row.last_rev for row in kept.rows.values()):
            raise ValueError(f"rev {rev} is inside a frame")
        self._cut(kept, rev)
        kept.snapshots = []
        for _ in range(2):
            self._put(kept, rev, state_hash, blob)
        kept.head = sealed(kept.head._replace(purge=0))

    async def redact(self, room: str, ids: Sequence[str]) -> None:
        self._writable()
        kept = self._sound(room)
        self._keep(kept, redact_story(kept.head, list(ids), self._newest(kept), kept.story, kept.pieces))

    async def restore(
        self, room: str, rev: int, state_hash: bytes, blob: bytes, history: Sequence[Moment], due: int
    ) -> bool:
        if not await self.create(room):
            return False
        kept = self._sound(room)
        kept.head = restored_head(room, rev, due)
        for _ in range(2):
            self._put(kept, rev, state_hash, blob)
        self._keep(kept, told_again(room, history))
        return True

    async def forget(self, room: str, receipt: tuple[str, bytes] | None = None) -> None:
        self._writable()
        if self.store.rooms.pop(room, None) is not None and receipt:
            self.store.meta[receipt[0]] = receipt[1]

    async def get_meta(self, key: str) -> bytes | None:
        self._alive()
        return self.store.meta.get(key)

    async def list_meta(self, prefix: str) -> dict[str, bytes]:
        self._alive()
        return {key: value for key, value in sorted(self.store.meta.items()) if key.startswith(prefix)}

    async def put_meta(self, key: str, value: bytes) -> None:
        self._writable()
        self.store.meta[key] = value

    async def close(self) -> None:
        self._closed = True
        await self._landed.wait()

    def _alive(self) -> None:
        self._check()
        if self._closed:
            raise JournalFailed("The journal is closed.")

    def _writable(self) -> None:
        self._alive()
        self._check(full=self.full)

    def _check(self, *, full: bool = False) -> None:
        if self._failed:
            raise JournalFailed(self._failed)
        if full:
            raise DiskFull("The disk is full: nothing more can be kept until there is room.")

    def _room(self, room: str) -> RoomStore:
        kept = self.store.rooms.get(room)
        if kept is None:
            raise NoSuchRoom(room)
        return kept

    def _sound(self, room: str) -> RoomStore:
        kept = self._room(room)
        check_head(kept.head)
        return kept

    def _read(self, kept: RoomStore, since_rev: int) -> list[Row]:
        head = check_head(kept.head)
        links: list[Link] = []
        link = kept.rows.get(head.row)
        while link is not None and link.last_rev > since_rev:
            links.append(link)
            link = kept.rows.get(link.prev) if link.prev < link.id else None
        return check_rows(head, since_rev, links)

    def _newest(self, kept: RoomStore) -> Row | None:
        return self._read(kept, kept.head.rev - 1)[-1] if kept.head.rev > kept.head.cut else None

    def _put(self, kept: RoomStore, rev: int, state_hash: bytes, blob: bytes) -> None:
        room = kept.head.room
        self.store.last_id = id = self.store.last_id + 1
        kept.snapshots.append(SnapshotRow(id, room, rev, state_hash, blob, blob_seal(room, rev, state_hash, blob)))

    def _cut(self, kept: RoomStore, rev: int) -> int:
        head = kept.head
        gone = [row for row in self._read(kept, head.cut) if row.last_rev <= rev]
        if not gone:
            return 0
        self._keep(kept, cut_rows(head, gone, kept.story, kept.pieces))
        end = gone[-1].last_rev
        kept.rows = {id: row for id, row in kept.rows.items() if row.last_rev > end}
        kept.head = sealed(kept.head._replace(cut=end))
        return len(gone)

    def _keep(self, kept: RoomStore, cut: Cut) -> None:
        stored = {piece.n: piece for piece in kept.pieces} | {piece.n: piece for piece in cut.pieces}
        kept.pieces = [stored[n] for n in sorted(stored)]
        kept.story = cut.story
        kept.head = sealed(kept.head._replace(story=cut.story.seal))


def newest(snapshots: list[SnapshotRow]) -> list[SnapshotRow]:
    """Snapshots, the newest first."""
    return sorted(snapshots, key=lambda row: (row.rev, row.id), reverse=True)
