"""Sealing a step: from then on nobody can tell who wrote or voted what, not even who holds the database.

What ties a person to a text is deleted and purged from the journal; ballots stay without voter and without words, with fresh
ids, sorted by content, for nobody to see; everything that survives is put again in one change, in id order, so that no
rev tells which came when. The history shows what people wrote from this moment on only: when it came up there could be
laid beside the moments at which people came.

That is done to every step, also to one in which nothing is left to untie: what was taken back or unmarked while it ran is
still in the journal until then.
"""

from __future__ import annotations

from typing import Any

import msgspec

from sessions.activity import By
from sessions.records import NONE, AnyRecord, Authorship, Change, Record, Step, to_map
from sessions.room import Room


def unlinked(ballots: list[Record], by: By) -> list[Record]:
    """The ballots without voter, id and order: fresh ids, sorted by what they say."""
    bare = [ballot.unlinked() for ballot in ballots]
    bare.sort(key=lambda ballot: msgspec.msgpack.encode(to_map(ballot), order="deterministic"))
    return [msgspec.structs.replace(ballot, id=by.dice.id()) for ballot in bare]


def _nobodys(record: AnyRecord) -> AnyRecord:
    """A record that one person alone got would still name them: nobody gets it any more."""
    if isinstance(record, Record) and record.see.startswith("person:"):
        return msgspec.structs.replace(record, see=NONE)
    return record


def _renamed(room: Room, records: list[AnyRecord], by: By) -> list[AnyRecord]:
    """What one person alone had until this moment gets a fresh id: the room remembers a while whose topic the old one left."""
    own = [r.id for r in records if (old := room.records.get(r.id)) and old.see.startswith("person:")]
    fresh = {id: by.dice.id() for id in sorted(own)}
    return [_with_ids(record, fresh) for record in records] if fresh else records


def _with_ids(record: AnyRecord, fresh: dict[str, str]) -> AnyRecord:
    """The record with these ids in place of the old ones, in every field that names a record."""
    if not isinstance(record, Record):
        return record
    named: dict[str, Any] = {}
    for field in record.__struct_fields__:
        value = getattr(record, field)
        if isinstance(value, str):
            named[field] = fresh.get(value, value)
        elif isinstance(value, tuple):
            named[field] = tuple(fresh.get(one, one) if isinstance(one, str) else one for one in value)
    return msgspec.structs.replace(record, **named)


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
    named = {record.id for record in stays}
    stays = _renamed(room, [_nobodys(record) for record in stays], by)
    survivors = sorted([*stays, *unlinked(ballots, by)], key=lambda record: record.id)
    renamed = sorted(named - {record.id for record in stays})
    gone = dict.fromkeys([*last.delete, *(record.id for record in [*ballots, *ties]), *renamed])
    authored = {tie.of for tie in ties if isinstance(tie, Authorship)} & {record.id for record in survivors}
    redact = (*last.redact, *sorted(authored))
    return Change(put=(step, *others, *survivors), delete=tuple(gone), purge=True, redact=redact)
