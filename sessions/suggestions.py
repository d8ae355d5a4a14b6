"""Suggested piles: look-alike notes as drafts, which do nothing until a person accepts one.

The look over all notes is an errand, done off the room's own thread; when it comes back the board has moved on. So what
a suggestion may move is decided again when it comes and once more when it is accepted: only notes that lie loose at that
moment, never one that a person has placed.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

import msgspec

from sessions.activity import By, Refused
from sessions.piles import NAME_LENGTH, Pile, Placement, new_pile, onto, pile_of
from sessions.records import ALL, NOTHING, Change, Item, Record, Step, put, register
from sessions.room import Room
from sessions.similar import similar


class Suggestion(Record, frozen=True, kw_only=True):
    """Notes that look alike: for the pile `pile`, or "" for one of their own. `draft` → `accepted` or `ignored`.

    `quote` is the most central of them. An accepted one keeps in `items` only the notes that it moved.
    """

    items: tuple[str, ...]
    pile: str = ""
    name: str = ""
    quote: str = ""
    score: float = 0.0
    state: str = "draft"
    order: float = 0.0


register((Suggestion,))


MOST_NOTES = 2_000
"""What is compared with what grows with the square of this; it takes seconds, away from the rooms."""


def payload(room: Room, step: Step) -> dict[str, Any]:
    """The notes in order: id, text, and the pile where each lies."""
    items = sorted(room.of(step.round, Item), key=lambda item: (item.order, item.id))[:MOST_NOTES]
    return {"notes": [[item.id, item.text, pile_of(room, item.id)] for item in items]}


def look(payload: dict[str, Any]) -> list[dict[str, Any]]:
    """Groups of look-alikes: loose notes for the pile that holds most of their like already, or for a new one."""
    notes = payload["notes"]
    found = []
    for group in similar([text for _, text, _ in notes]):
        members = [notes[n] for n in group.members]
        loose = [id for id, _, pile in members if not pile]
        piles = Counter(pile for _, _, pile in members if pile)
        pile = min(piles, key=lambda id: (-piles[id], id)) if piles else ""
        if _enough(loose, pile):
            found.append({"items": loose, "pile": pile, "name": group.name, "quote": group.quote, "score": group.score})
    return found


def _enough(loose: list[str], pile: object) -> bool:
    return len(loose) >= (1 if pile else 2)


def delivered(room: Room, step: Step, result: list[dict[str, Any]], by: By) -> Change:
    """New suggestions in place of the open ones. What was ignored once is not brought again."""
    before = room.of(step.round, Suggestion)
    ignored = {frozenset(old.items) for old in before if old.state == "ignored"}
    notes = {item.id for item in room.of(step.round, Item)}
    new: list[Suggestion] = []
    for found in result:
        loose = [id for id in found["items"] if id in notes and not pile_of(room, id)]
        pile = found["pile"] if room.get(found["pile"], Pile) else ""
        if _enough(loose, pile) and frozenset(loose) not in ignored:
            new.append(
                Suggestion(
                    id=by.dice.id(), see=ALL, step=step.round, items=tuple(loose), pile=pile, order=float(len(new) + 1),
                    name=found["name"][:NAME_LENGTH], quote=found["quote"], score=float(found["score"]),
                )
            )  # fmt: skip
    return Change(put=tuple(new), delete=tuple(old.id for old in before if old.state == "draft"))


def suggestion_with(room: Room, step: Step, id: str) -> Suggestion:
    suggestion = room.get(id, Suggestion)
    if suggestion is None or suggestion.step != step.round:
        raise Refused("suggestion_gone")
    return suggestion


def accepted(room: Room, step: Step, suggestion: Suggestion, by: By) -> Change:
    """Moves what still lies loose. Twice is once; where people have sorted these notes meanwhile, theirs holds."""
    if suggestion.state != "draft":
        return NOTHING
    loose = [id for id in suggestion.items if not pile_of(room, id)]
    there = room.get(suggestion.pile, Pile)
    if not _enough(loose, there):
        return Change(delete=(suggestion.id,))
    pile = there or new_pile(room, step, by, suggestion.name, suggested=True)
    done = msgspec.structs.replace(suggestion, state="accepted", pile=pile.id, items=tuple(loose))
    return put(pile, done) + onto(room, step, loose, pile.id, suggested=True)


def ignored(suggestion: Suggestion) -> Change:
    return put(msgspec.structs.replace(suggestion, state="ignored")) if suggestion.state == "draft" else NOTHING


def facts(room: Room, step: Step) -> dict[str, int | str | float]:
    """Machine and people: suggestions taken and waved away; of the notes taken so, how many stayed, how many moved on."""
    all_ = room.of(step.round, Suggestion)
    if not all_:
        return {}
    states = Counter(suggestion.state for suggestion in all_)
    taken = {id for suggestion in all_ if suggestion.state == "accepted" for id in suggestion.items}
    stayed = sum(placement.suggested for placement in room.of(step.round, Placement))
    return {
        "accepted": states["accepted"],
        "ignored": states["ignored"],
        "by-draft": stayed,
        "redone": len(taken) - stayed,
    }
