"""What must be there: every action that was told *kept*, held against what a room shows.

Each kind of action says how its effect is found again (`said`, `voted`, `moved`, `led`): once, not more often, and as the
last word has it. A room for this is what the facilitators see; together with everybody's own copies it also holds what is
still secret.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

from server.rehearse import led, moved, said, voted
from server.rehearse.kept import Kept, in_order, kept_of
from sessions.records import ALL, HOSTS, AnyRecord, to_map
from sessions.room import Room

__all__ = ["Finding", "Kept", "hold", "kept_of", "not_exported", "same", "together"]


class Finding(msgspec.Struct, frozen=True):
    """`lost` and `doubled` count traces of actions; `why` names each."""

    lost: int
    doubled: int
    why: tuple[str, ...]


def hold(kept: Iterable[Kept], room: Room) -> Finding:
    """Compares with `room`: what the facilitators see, and of those whose own records are in it, these too."""
    ordered = in_order(kept)
    found = [differs for part in (said, voted, moved, led) for differs in part.differs(ordered, room)]
    why = tuple(f"{what}: {lost} lost, {doubled} doubled" for lost, doubled, what in found)
    return Finding(sum(one.lost for one in found), sum(one.doubled for one in found), why)


def together(rooms: Iterable[Room]) -> Room:
    """One room of several copies: everything that any of them holds, at its newest."""
    whole = Room()
    for room in rooms:
        for record in room:
            whole.hold(record)
        whole.rev = max(whole.rev, room.rev)
    return whole


def same(one: Room, other: Room, topics: Iterable[str]) -> list[str]:
    """What two copies of a room do not hold alike in these topics (ids); empty = equal, record by record."""
    differ: list[str] = []
    for see in topics:
        ids = one.topic(see).revs.keys() | other.topic(see).revs.keys()
        differ += [id for id in ids if one.records.get(id) != other.records.get(id)]
    return differ


def not_exported(room: Room, exported: Sequence[dict[str, Any]]) -> list[str]:
    """Ids of what the facilitators see and a JSON export lacks, tells otherwise, or has twice."""
    told = {record["id"]: record for record in exported}
    twice = [id for id, times in Counter(record["id"] for record in exported).items() if times > 1]
    differ = [
        id for see in (ALL, HOSTS) for id in room.topic(see).revs if told.get(id) != _as_exported(room.records[id])
    ]
    return twice + differ


def _as_exported(record: AnyRecord) -> dict[str, Any]:
    plain: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(to_map(record)))
    del plain["rev"]
    return plain
