"""Reading from the journal database. Every function runs in a connection's own thread and sees one moment of the file."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from server.journal.chain import (
    HeadRow,
    Link,
    PieceRow,
    SnapshotRow,
    StoryRow,
    check_head,
    check_rows,
    whole,
    whole_head,
)
from server.journal.cut import whole_history
from server.journal.port import Head, Moment, NoSuchRoom, Row, Snapshot

log = logging.getLogger(__name__)

HEAD = "SELECT room, rev, hash, row, due, cut, purge, story, seal FROM heads"
WALK = """
WITH RECURSIVE walk (id, prev) AS (
  SELECT id, prev FROM frames WHERE id = :row AND last_rev > :since
  UNION ALL
  SELECT f.id, f.prev FROM walk w JOIN frames f ON f.id = w.prev WHERE w.prev < w.id AND f.last_rev > :since
)
SELECT f.id, f.room, f.first_rev, f.last_rev, f.prev, f.past, f.hash, f.body
FROM walk w JOIN frames f ON f.id = w.id ORDER BY f.id DESC
"""
SNAPSHOTS = """
SELECT id, room, rev, state_hash, blob, seal FROM snapshots WHERE room = ? ORDER BY rev DESC, id DESC
"""


@contextmanager
def one_moment(db: sqlite3.Connection) -> Iterator[None]:
    """A read transaction: all queries in it see the same commit. Nothing in it may wait."""
    db.execute("BEGIN")
    try:
        yield
    finally:
        db.execute("ROLLBACK")


def head_of(db: sqlite3.Connection, room: str) -> HeadRow:
    """The verified head. Raises NoSuchRoom, Damaged."""
    found = db.execute(f"{HEAD} WHERE room = ?", (room,)).fetchone()
    if found is None:
        raise NoSuchRoom(room)
    return check_head(HeadRow._make(found))


def all_heads(db: sqlite3.Connection) -> list[HeadRow]:
    """Every head, as stored."""
    return [HeadRow._make(found) for found in db.execute(HEAD)]


def sound_heads(db: sqlite3.Connection) -> list[Head]:
    """The heads that verify, for the port."""
    heads = []
    for head in all_heads(db):
        if not whole_head(head):
            log.error("The head of room %s is damaged: this room cannot be opened.", head.room)
            continue
        heads.append(Head(head.room, head.rev, head.due, bool(head.purge)))
    return heads


def marks(db: sqlite3.Connection) -> dict[str, tuple[bytes, bytes]]:
    """Every room, sound or not: what changes with anything of it, and what changes when its history is cut or redacted."""
    return {room: (seal, story) for room, seal, story in db.execute("SELECT room, seal, story FROM heads")}


def exists(db: sqlite3.Connection, room: str) -> bool:
    """Whether there is a head of that name, sound or not."""
    return db.execute("SELECT 1 FROM heads WHERE room = ?", (room,)).fetchone() is not None


def links_since(db: sqlite3.Connection, head: HeadRow, since_rev: int) -> list[Link]:
    """The room's rows above a rev as stored, newest first, by following `prev`."""
    return [Link._make(found) for found in db.execute(WALK, {"row": head.row, "since": since_rev})]


def rows_since(db: sqlite3.Connection, room: str, since_rev: int) -> list[Row]:
    """The room's rows above a rev, verified, oldest first."""
    with one_moment(db):
        head = head_of(db, room)
        return check_rows(head, since_rev, links_since(db, head, since_rev))


def last_row(db: sqlite3.Connection, room: str) -> Row | None:
    """The newest row, or None when all have been cut."""
    with one_moment(db):
        return newest_of(db, head_of(db, room))


def newest_of(db: sqlite3.Connection, head: HeadRow) -> Row | None:
    """The row that a head names, in the caller's transaction."""
    if head.cut == head.rev:
        return None
    return check_rows(head, head.rev - 1, links_since(db, head, head.rev - 1))[-1]


def sound_snapshots(db: sqlite3.Connection, room: str) -> list[Snapshot]:
    """The two newest snapshots that verify."""
    if not exists(db, room):
        raise NoSuchRoom(room)
    sound = []
    for found in db.execute(SNAPSHOTS, (room,)):
        row = SnapshotRow._make(found)
        if whole(row):
            sound.append(Snapshot(row.rev, row.state_hash, row.blob))
        if len(sound) == 2:
            break
    return sound


def snapshot_by_id(db: sqlite3.Connection, id: int) -> SnapshotRow | None:
    """One snapshot as stored."""
    found = db.execute("SELECT id, room, rev, state_hash, blob, seal FROM snapshots WHERE id = ?", (id,)).fetchone()
    return SnapshotRow._make(found) if found else None


def story_of(db: sqlite3.Connection, room: str) -> tuple[StoryRow | None, list[PieceRow]]:
    """A room's stored history as it is: its end and its pieces."""
    story = db.execute("SELECT room, pieces, state, seal FROM stories WHERE room = ?", (room,)).fetchone()
    pieces = db.execute("SELECT room, n, blob, seal FROM pieces WHERE room = ? ORDER BY n", (room,)).fetchall()
    return (StoryRow._make(story) if story else None), [PieceRow._make(piece) for piece in pieces]


def history_of(db: sqlite3.Connection, room: str) -> list[Moment]:
    """What everybody saw, the part still in the journal included."""
    with one_moment(db):
        head = head_of(db, room)
        rows = check_rows(head, head.cut, links_since(db, head, head.cut))
        story, pieces = story_of(db, room)
    return whole_history(head, rows, story, pieces)


def meta_of(db: sqlite3.Connection, key: str) -> bytes | None:
    """A server-wide setting."""
    found = db.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
    return found[0] if found else None


def metas(db: sqlite3.Connection, prefix: str) -> dict[str, bytes]:
    """All server-wide settings whose key begins so."""
    found = db.execute("SELECT key, value FROM meta WHERE substr(key, 1, ?) = ? ORDER BY key", (len(prefix), prefix))
    return dict(found.fetchall())


def stamp(db: sqlite3.Connection) -> int:
    """SQLite's own count of the commits of others, as seen from this connection."""
    return int(db.execute("PRAGMA data_version").fetchone()[0])
