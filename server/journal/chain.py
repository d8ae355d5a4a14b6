"""The hash chain that makes any change of a kept row visible, whichever column it hits.

SQLite does not notice a flipped bit in a value. Here a row's hash covers every column of it and the hash of the row
before, the head's hash covers the head, and revs have to be contiguous: what was read is what was written, or `Damaged`.
The chain guards against faults, not against an owner of the disk, who could compute it anew.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b
from struct import pack
from typing import NamedTuple

from server.journal.port import Damaged, Row

GENESIS = bytes(32)
"""What stands in for the hash before the first row."""


class Link(NamedTuple):
    """One stored row: `prev` and `past` are the id and the hash of the room's row before (0 and GENESIS: none)."""

    id: int
    room: str
    first_rev: int
    last_rev: int
    prev: int
    past: bytes
    hash: bytes
    body: bytes


class SnapshotRow(NamedTuple):
    """One stored snapshot; the newest of a room has the highest rev and, among equals, the highest id."""

    id: int
    room: str
    rev: int
    state_hash: bytes
    blob: bytes
    seal: bytes


class PieceRow(NamedTuple):
    """The `n`th stored piece of a room's history."""

    room: str
    n: int
    blob: bytes
    seal: bytes


class StoryRow(NamedTuple):
    """Where a room's stored history ends: how many pieces it has, what everybody sees then, what is redacted after it."""

    room: str
    pieces: int
    state: bytes
    seal: bytes


class HeadRow(NamedTuple):
    """One stored head.

    `row` and `hash` are the last row's. Rows up to and including rev `cut` are gone. `story` is the StoryRow's seal, empty
    while there is none.
    """

    room: str
    rev: int
    hash: bytes
    row: int
    due: int
    cut: int
    purge: int
    story: bytes
    seal: bytes


def row_hash(id: int, room: str, first_rev: int, last_rev: int, prev: int, past: bytes, body: bytes) -> bytes:
    """The hash over a whole row; lengths are hashed too, so no byte can move from one column to another."""
    name = room.encode()
    digest = blake2b(pack(">qqqqII", id, first_rev, last_rev, prev, len(name), len(past)), digest_size=32)
    digest.update(name)
    digest.update(past)
    digest.update(body)
    return digest.digest()


def head_seal(room: str, rev: int, hash: bytes, row: int, due: int, cut: int, purge: int, story: bytes) -> bytes:
    """The hash over a head's own columns."""
    numbers = pack(">qqqqqI", rev, row, due, cut, purge, len(story))
    return blake2b(b"".join((numbers, hash, story, room.encode())), digest_size=16).digest()


def blob_seal(room: str, *parts: int | bytes) -> bytes:
    """The hash over the columns of a snapshot or a piece of history."""
    digest = blake2b(room.encode(), digest_size=32)
    for part in parts:
        if isinstance(part, int):
            digest.update(pack(">cq", b"i", part))
        else:
            digest.update(pack(">cq", b"b", len(part)))
            digest.update(part)
    return digest.digest()


def whole(row: SnapshotRow | PieceRow | StoryRow) -> bool:
    """Whether a stored snapshot or a part of the history is what was written."""
    parts = row[2:-1] if isinstance(row, SnapshotRow) else row[1:-1]
    try:
        return blob_seal(row.room, *parts) == row.seal
    except Exception:  # noqa: BLE001 - a column of a foreign type is damage like any other
        return False


def whole_head(head: HeadRow) -> bool:
    """Whether a stored head is what was written."""
    try:
        return head_seal(*head[:-1]) == head.seal
    except Exception:  # noqa: BLE001 - a column of a foreign type is damage like any other
        return False


def sealed(head: HeadRow) -> HeadRow:
    """The head with its check sum."""
    return head._replace(seal=head_seal(*head[:-1]))


def new_head(room: str) -> HeadRow:
    """The head of a room in which nothing has happened."""
    return sealed(HeadRow(room, 0, GENESIS, 0, 0, 0, 0, b"", b""))


def restored_head(room: str, rev: int, due: int) -> HeadRow:
    """The head of a room that comes from elsewhere: nothing of before `rev` is here."""
    return sealed(new_head(room)._replace(rev=rev, cut=rev, due=due))


def check_head(head: HeadRow) -> HeadRow:
    """The head itself, or Damaged."""
    if not whole_head(head):
        raise Damaged(head.room, head.rev, "the head's check sum does not fit")
    return head


def check_rows(head: HeadRow, since_rev: int, newest_first: Iterable[Link]) -> list[Row]:
    """Verify the room's rows from the one that holds `since_rev + 1` up to the head.

    Raises Damaged naming the first rev that cannot be trusted.
    """
    links = list(newest_first)[::-1]
    room, rev, before = head.room, since_rev, None
    rows: list[Row] = []
    for link in links:
        if not _genuine(link, room):
            raise Damaged(room, rev + 1, "a row's hash does not fit its content")
        if before is None:
            if link.first_rev > since_rev + 1:
                raise Damaged(room, since_rev + 1, f"the rows before rev {link.first_rev} are missing")
        elif link.first_rev != rev + 1:
            raise Damaged(room, rev + 1, f"the next row begins at rev {link.first_rev}")
        elif (link.prev, link.past) != (before.id, before.hash):
            raise Damaged(room, rev + 1, "a row does not follow the row before it")
        rows.append(Row(link.first_rev, link.last_rev, link.body))
        rev, before = link.last_rev, link
    if before is not None and (before.id, before.hash) != (head.row, head.hash):
        raise Damaged(room, rev, "the last row is not the one that the head names")
    if rev > head.rev:
        raise Damaged(room, rev, f"the journal ends at rev {head.rev}")
    if rev < head.rev:
        raise Damaged(room, rev + 1, f"the rows up to rev {head.rev} are missing")
    return rows


def _genuine(link: Link, room: str) -> bool:
    try:
        return link.room == room and row_hash(*link[:6], link.body) == link.hash
    except Exception:  # noqa: BLE001 - a column of a foreign type is damage like any other
        return False


def check_append(expected_rev: int, frame: object, first_rev: int, last_rev: int, due: int) -> None:
    """Refuse what only a mistake in the program can ask for, before it can spoil the transaction of others."""
    if not isinstance(frame, bytes):
        raise TypeError("a frame is bytes")
    if first_rev != expected_rev + 1 or last_rev < first_rev or not 0 <= due < 2**62 or expected_rev < 0:
        raise ValueError(f"a frame of revs {first_rev}…{last_rev}, due {due}, cannot follow rev {expected_rev}")


def check_rev(rev: int, head: HeadRow) -> None:
    """Refuse a snapshot of what has not been written, or of what was cut long ago."""
    if not head.cut <= rev <= head.rev:
        raise ValueError(f"room {head.room} stands at rev {head.rev}: no snapshot at rev {rev}")
