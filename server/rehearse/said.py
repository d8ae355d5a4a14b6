"""Texts: each that was kept is there once, and reads as its author left it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from server.rehearse.kept import Differs, Kept, by_slot, own_last
from sessions.records import Handed, Idea, Record
from sessions.room import Room

MADE = {"add_idea": "idea", "answer_warm_up": "warm_up", "note_down": "remark", "hand_over": "handed"}
"""Actions that make a record with the text they bring, and its kind."""
TOUCHED = ("edit_idea", "withdraw_idea", "strike_out")

Place = tuple[str, str, str]
"""(kind, step, text)."""


def differs(kept: list[Kept], room: Room) -> Iterator[Differs]:
    yield from _texts(kept, room)
    yield from _edits(kept, room)


def _said(kept: list[Kept]) -> Iterator[tuple[Place, Kept]]:
    """Every text ever kept, with where it belongs; of a warm-up answer each new word replaces the one before."""
    for one in kept:
        if (kind := MADE.get(one.do)) is not None:
            yield (kind, "" if kind == "handed" else one.step, one.text()), one


def _wanted(kept: list[Kept]) -> Counter[Place]:
    """The texts that must be there, as often as they were kept, but for records that were edited since."""
    answers = {id(one) for one in own_last(kept, "answer_warm_up").values()}
    wanted: Counter[Place] = Counter()
    for place, one in _said(kept):
        if one.do != "answer_warm_up" or (id(one) in answers and place[2]):
            wanted[place] += 1
    for touched in by_slot(kept, _touches).values():
        first = min(touched, key=lambda one: one.n)
        wanted["remark" if first.do == "strike_out" else "idea", first.step, first.was] -= 1
    return wanted


def _touches(one: Kept) -> str | None:
    return str(one.args["id"]) if one.do in TOUCHED else None


def _texts(kept: list[Kept], room: Room) -> Iterator[Differs]:
    wanted = _wanted(kept)
    said = {place for place, _ in _said(kept)}
    untouched = set(room.records) - {_touches(one) for one in kept}
    found = Counter(place for id in untouched if (place := _place(room.records[id])) is not None)
    for place in said:
        missing, more = wanted[place] - found[place], found[place] - max(0, wanted[place])
        if missing > 0 or more > 0:
            yield Differs(max(0, missing), max(0, more), f"{place[0]} {place[2][:40]!r}")


def _place(record: object) -> Place | None:
    kind = record.__struct_config__.tag if isinstance(record, Record) else None
    if kind not in MADE.values() or not isinstance(kind, str):
        return None
    text: str = record.text  # type: ignore[attr-defined]  # every kind in MADE has one
    return kind, "" if isinstance(record, Handed) else record.step, text  # type: ignore[attr-defined]


def _edits(kept: list[Kept], room: Room) -> Iterator[Differs]:
    """An edited idea reads as its last edit says; what was taken back is not there."""
    for id, touched in by_slot(kept, _touches).items():
        last = max(touched, key=lambda one: one.n)
        record = room.records.get(id)
        if last.do == "edit_idea":
            if not isinstance(record, Idea) or record.text != last.text():
                yield Differs(1, 0, f"edit of {id}")
        elif record is not None:
            yield Differs(1, 0, f"{last.do} of {id}")
