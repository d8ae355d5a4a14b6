"""Making one candidate of several, and taking that back.

Nothing is lost on the way: the merged one is a candidate of its own, and what it was made of stays behind it (`into`)
until the facilitator splits it again. A merged one may itself be merged; splitting undoes the last merge only.
"""

from __future__ import annotations

from typing import ClassVar

import msgspec

from sessions.activity import HOST, Action, By, Refused, typed
from sessions.candidates import LINE_LENGTH, parts_of, picked
from sessions.records import Change, put
from sessions.room import Room


class _Host(Action, frozen=True):
    roles: ClassVar[frozenset[str]] = frozenset({HOST})


class MergeCandidates(_Host, frozen=True):
    """Makes one of several; where it came from is kept."""

    ids: tuple[str, ...]
    text: str


class SplitCandidate(_Host, frozen=True):
    """Takes a merge back: what the candidate was made of is on offer again as it was, and it is gone."""

    id: str


def merge_candidates(room: Room, action: MergeCandidates, by: By) -> Change:
    parts = picked(room, action.ids)
    if len(parts) < 2 or len({part.step for part in parts}) > 1:
        raise Refused("merge_two")
    came_from = tuple(dict.fromkeys(id for part in parts for id in part.from_))
    scores = [part.score for part in parts if part.score is not None]
    merged = msgspec.structs.replace(
        min(parts, key=lambda part: part.order), id=by.dice.id(), text=typed(action.text, LINE_LENGTH), texts={},
        ticked=True, from_=came_from, rank=None, score=sum(scores) if scores else None,
    )  # fmt: skip
    return put(merged, *(msgspec.structs.replace(part, into=merged.id) for part in parts))


def split_candidate(room: Room, action: SplitCandidate, by: By) -> Change:
    [merged] = picked(room, (action.id,))
    parts = parts_of(room, merged.id)
    if not parts:
        raise Refused("unknown_record")
    return Change(put=tuple(msgspec.structs.replace(part, into="") for part in parts), delete=(merged.id,))
