"""A room as a backup may hold it: without what ties people to texts and votes that are still secret.

A backup lies where sealing cannot reach. So of every round that is not sealed yet it leaves out authorship, ballots and
whatever one person alone has; counts are lowered by what is gone, and a step that was just being counted asks again.
All records come at one rev, in the order of their ids: who came just before a text did is nobody's business either.
"""

from __future__ import annotations

from collections import Counter

import msgspec

from sessions.records import AnyRecord, Done, Progress, Step, with_rev
from sessions.room import Room


def untied(room: Room) -> tuple[list[AnyRecord], bool]:
    """The records that a backup may hold, and whether that is not all of them."""
    sealed = sealed_rounds(room)
    kept: list[AnyRecord] = []
    gone: list[AnyRecord] = []
    for record in sorted(room, key=lambda record: record.id):
        (gone if _tied(record, sealed) else kept).append(with_rev(record, room.rev))
    if not gone:
        return kept, False
    lost: dict[str, Counter[str]] = {}
    for record in gone:
        lost.setdefault(record.step, Counter())[_counted(record)] += 1
    return [_after(room, record, lost) for record in kept], True


def sealed_rounds(room: Room) -> frozenset[str]:
    """The rounds in which nothing ties anybody to anything any more."""
    past = {round for step in room.steps() for round in step.rounds if round != step.round}
    return frozenset(past | {step.round for step in room.steps() if step.state == "sealed"})


def _tied(record: AnyRecord, sealed: frozenset[str]) -> bool:
    if record.purged:
        return True
    return bool(record.step) and record.step not in sealed and (record.ballot or record.see.startswith("person:"))


def _counted(record: AnyRecord) -> str:
    """Under which of the step's counts a record that is left out was counted."""
    if isinstance(record, Done):
        return "done"
    return "voters" if record.ballot else "" if record.purged else "count"


def _after(room: Room, record: AnyRecord, lost: dict[str, Counter[str]]) -> AnyRecord:
    """Counts without what is gone; the present step goes on if somebody's part of it is gone."""
    if isinstance(record, Progress) and (less := lost.get(record.step)):
        counts = {name: max(0, getattr(record, name) - less[name]) for name in ("done", "count", "voters")}
        return msgspec.structs.replace(record, **counts)
    if isinstance(record, Step) and record.state in ("grace", "closed") and record.id == room.workshop.now:
        less = lost.get(record.round, Counter())
        if less["voters"] or less["count"]:
            return msgspec.structs.replace(record, state="open", due=0, closed=0, ends=0, left=0)
    return record
