"""What happens to the SQLite journal besides appending: snapshots, truncation, purge, redaction, forgetting.

All of it runs in the writer's thread, each step one transaction; a truncation is worked out on the reader's connection
before, so that nobody's append waits for that. Nothing is deleted before what replaces it was read back.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from server.journal.chain import HeadRow, Link, blob_seal, check_rev, check_rows, restored_head, sealed
from server.journal.cut import Cut, cut_rows, redact_story
from server.journal.ledger import Ledger, transaction
from server.journal.port import Damaged, NoSuchRoom, Row
from server.journal.queries import exists, head_of, links_since, newest_of, one_moment, sound_snapshots, story_of
from server.journal.schema import PUT_META, PUT_PIECE, PUT_SNAPSHOT, PUT_STORY


def put_snapshots(ledger: Ledger, room: str, rev: int, state_hash: bytes, blob: bytes, copies: int) -> list[int]:
    """Store a snapshot, in so many copies; their ids. The older ones stay until `keep_newest`."""
    check_rev(rev, ledger.head(room))
    ids = [ledger.next_id() for _ in range(copies)]
    seal = blob_seal(room, rev, state_hash, blob)
    with transaction(ledger.db):
        ledger.db.executemany(
            PUT_SNAPSHOT,
            [(id, room, rev, state_hash, blob, seal) for id in ids],
        )
    return ids


def restore(ledger: Ledger, room: str, rev: int, state_hash: bytes, blob: bytes, story: Cut, due: int) -> list[int]:
    """Take in a room that comes from elsewhere, in two copies; their ids, none when the code is taken."""
    if exists(ledger.db, room):
        return []
    ids = [ledger.next_id() for _ in range(2)]
    seal = blob_seal(room, rev, state_hash, blob)
    with transaction(ledger.db):
        ledger.add_head(restored_head(room, rev, due))
        ledger.db.executemany(PUT_SNAPSHOT, [(id, room, rev, state_hash, blob, seal) for id in ids])
        _keep(ledger, ledger.head(room), story)
    return ids


def drop_snapshots(ledger: Ledger, ids: Iterable[int]) -> None:
    """Take back snapshots that did not read back."""
    with transaction(ledger.db):
        ledger.db.executemany("DELETE FROM snapshots WHERE id = ?", [(id,) for id in ids])


def keep_newest(ledger: Ledger, room: str) -> None:
    """Only the two newest snapshots stay."""
    with transaction(ledger.db):
        ledger.db.execute(
            "DELETE FROM snapshots WHERE room = ?1 AND id NOT IN"
            " (SELECT id FROM snapshots WHERE room = ?1 ORDER BY rev DESC, id DESC LIMIT 2)",
            (room,),
        )


class Plan(NamedTuple):
    """What a truncation is to do, worked out beside the writer: the head it starts from, the rows that go, what is kept."""

    head: HeadRow
    gone: list[Link]
    cut: Cut


def plan_truncation(db: sqlite3.Connection, room: str) -> Plan | None:
    """Cut the rows before the older of two sound snapshots into history; None when there is nothing to cut."""
    with one_moment(db):
        head = head_of(db, room)
        snapshots = sound_snapshots(db, room)
        return _planned(db, head, snapshots[1].rev) if len(snapshots) == 2 else None


def truncate(ledger: Ledger, plan: Plan) -> int:
    """Do what was planned; how many rows went, -1 when the history has been written since: it must be planned again."""
    with transaction(ledger.db):
        head = ledger.head(plan.head.room)
        if (head.cut, head.story) != (plan.head.cut, plan.head.story):
            return -1
        return _do(ledger, head, plan)


def purge(ledger: Ledger, room: str, rev: int, keep: Sequence[int]) -> None:
    """Delete everything of the room up to a rev but the snapshots to keep; it is owed until the log is empty, too."""
    with transaction(ledger.db):
        _cut(ledger, room, rev)
        marks = ", ".join("?" * len(keep))
        ledger.db.execute(f"DELETE FROM snapshots WHERE room = ? AND id NOT IN ({marks})", (room, *keep))  # noqa: S608


def purged(ledger: Ledger, room: str) -> None:
    """Note that no purge is owed any more."""
    with transaction(ledger.db):
        ledger.put_head(sealed(ledger.head(room)._replace(purge=0)))


def check_frame_end(ledger: Ledger, room: str, rev: int) -> None:
    """Refuse a purge at a rev inside a frame: half of that frame would stay."""
    head = ledger.head(room)
    check_rev(rev, head)
    rows = check_rows(head, rev, links_since(ledger.db, head, rev))
    if rows and rows[0].first_rev <= rev:
        raise ValueError(f"rev {rev} is inside a frame")


def _cut(ledger: Ledger, room: str, rev: int) -> int:
    """Move rows up to a rev into history, inside the caller's transaction; how many."""
    head = ledger.head(room)
    plan = _planned(ledger.db, head, rev)
    return _do(ledger, head, plan) if plan else 0


def _planned(db: sqlite3.Connection, head: HeadRow, rev: int) -> Plan | None:
    links = links_since(db, head, head.cut)
    check_rows(head, head.cut, links)
    gone = [link for link in reversed(links) if link.last_rev <= rev]
    return Plan(head, gone, cut_rows(head, _rows(gone), *story_of(db, head.room))) if gone else None


def _do(ledger: Ledger, head: HeadRow, plan: Plan) -> int:
    ledger.db.executemany("DELETE FROM frames WHERE id = ?", [(link.id,) for link in plan.gone])
    _keep(ledger, head._replace(cut=plan.gone[-1].last_rev), plan.cut)
    return len(plan.gone)


def _rows(links: list[Link]) -> list[Row]:
    return [Row(link.first_rev, link.last_rev, link.body) for link in links]


def redact(ledger: Ledger, room: str, ids: list[str]) -> bool:
    """Take records out of the history and note it for the part that is still in the journal.

    Whether stored pieces were rewritten.
    """
    with transaction(ledger.db):
        head = ledger.head(room)
        cut = redact_story(head, ids, newest_of(ledger.db, head), *story_of(ledger.db, room))
        _keep(ledger, head, cut)
    return bool(cut.pieces)


def _keep(ledger: Ledger, head: HeadRow, cut: Cut) -> None:
    """Store a new end of the history with the head that names it, inside the caller's transaction."""
    ledger.db.executemany(PUT_PIECE, cut.pieces)
    ledger.db.execute(PUT_STORY, cut.story)
    ledger.put_head(sealed(head._replace(story=cut.story.seal)))


def forget(ledger: Ledger, room: str, receipt: tuple[str, bytes] | None) -> bool:
    """Delete all of a room; False when there is none. Rows of a broken chain are found by looking at every row."""
    db = ledger.db
    with transaction(db):
        if not exists(db, room):
            return False
        try:
            head = ledger.head(room)
            links = links_since(db, head, head.cut)
            check_rows(head, head.cut, links)
            db.executemany("DELETE FROM frames WHERE id = ?", [(link.id,) for link in links])
        except (Damaged, NoSuchRoom):
            db.execute("DELETE FROM frames WHERE room = ?", (room,))
        for table in ("snapshots", "pieces", "stories"):
            db.execute(f"DELETE FROM {table} WHERE room = ?", (room,))  # noqa: S608
        ledger.drop_head(room)
        if receipt:
            db.execute(PUT_META, receipt)
    return True
