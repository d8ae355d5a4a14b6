"""Sealing a step: from then on nobody can tell who wrote or voted what, not even who holds the database.

What ties a person to a text is deleted and purged from the journal; ballots stay without voter, with fresh ids, sorted
by content, for nobody to see; everything that survives is put again in one change, in id order, so that no rev tells
which came when.
"""

from __future__ import annotations

import msgspec

from sessions.activity import By
from sessions.records import NONE, AnyRecord, Change, Record, Step, to_map
from sessions.room import Room


def unlinked(ballots: list[Record], by: By) -> list[Record]:
    """The ballots without voter, id and order: fresh ids, sorted by what they say."""
    bare = [msgspec.structs.replace(ballot, id="", rev=0, see=NONE) for ballot in ballots]
    bare.sort(key=lambda ballot: msgspec.msgpack.encode(to_map(ballot), order="deterministic"))
    return [msgspec.structs.replace(ballot, id=by.dice.id()) for ballot in bare]


def _nobodys(record: AnyRecord) -> AnyRecord:
    """A record that one person alone got would still name them: nobody gets it any more."""
    if isinstance(record, Record) and record.see.startswith("person:"):
        return msgspec.structs.replace(record, see=NONE)
    return record


def sealed(room: Room, step: Step, last: Change, by: By) -> Change:
    """The change that seals the present round of `step`; `last` is what its activity put at the last call."""
    held: dict[str, AnyRecord] = {record.id: record for record in room.in_round(step.round)}
    held.update({record.id: record for record in last.put if record.step == step.round})
    for id in last.delete:
        held.pop(id, None)
    ballots = [record for record in held.values() if isinstance(record, Record) and record.ballot]
    ties = [record for record in held.values() if record.purged]
    stays = [record for record in held.values() if not record.ballot and not record.purged]
    others = [record for record in last.put if record.step != step.round]
    if not ballots and not ties:
        return last + Change(put=(step,))
    stays = [_nobodys(record) for record in stays]
    survivors = sorted([*stays, *unlinked(ballots, by)], key=lambda record: record.id)
    gone = dict.fromkeys([*last.delete, *(record.id for record in [*ballots, *ties])])
    return Change(put=(step, *others, *survivors), delete=tuple(gone), purge=True, redact=last.redact)
