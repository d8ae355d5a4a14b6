"""Talk or break: a title, a text and the clock on all pages; the work itself is done by voice or on paper.

Who: everybody, at any time. A step whose method has no activity of its own runs as talk, with its script.
Secret: nothing; there is nothing to tell.
Gives: what the facilitators note down of the talk, as rows that a later step may take.
"""

from __future__ import annotations

import random
from typing import ClassVar

import msgspec

from sessions.activity import HOST, Action, By, Life, Outcome, Refused, Row, progress, typed
from sessions.records import ALL, NOTHING, Change, Item, Record, Step, put
from sessions.room import Room


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    pause: bool = False
    """A break: nothing is asked of anybody."""


class Remark(Record, frozen=True, kw_only=True):
    """A line that a facilitator wrote down of what was said."""

    text: str
    order: int = 0
    hidden: bool = False


class NoteDown(Action, frozen=True):
    text: str
    roles: ClassVar[frozenset[str]] = frozenset({HOST})
    states: ClassVar[frozenset[str]] = frozenset({"open", "grace", "closed", "revealed"})


class StrikeOut(Action, frozen=True):
    """Takes back a line noted down."""

    id: str
    roles: ClassVar[frozenset[str]] = frozenset({HOST})
    states: ClassVar[frozenset[str]] = NoteDown.states


def begin(room: Room, step: Step, items: list[Item], by: By) -> Change:
    return NOTHING


def decide(room: Room, step: Step, action: Action | Life, by: By) -> Change:
    if isinstance(action, NoteDown):
        order = 1 + max((remark.order for remark in room.of(step.round, Remark)), default=0)
        remark = Remark(id=by.dice.id(), see=ALL, step=step.round, text=typed(action.text, 2000), order=order)
        return put(remark, progress(room, step, count=1))
    if isinstance(action, StrikeOut):
        old = room.get(action.id, Remark)
        if old is None or old.step != step.round:
            raise Refused("unknown_record")
        return Change(put=(progress(room, step, count=-1),), delete=(old.id,), redact=(old.id,))
    return NOTHING


def outcome(room: Room, step: Step) -> Outcome:
    remarks = sorted(room.of(step.round, Remark), key=lambda remark: (remark.order, remark.id))
    rows = tuple(Row(id=remark.id, what="remark", text=remark.text) for remark in remarks if not remark.hidden)
    return Outcome(rows, {}, tuple(row.id for row in rows))


def bot(view: Room, step: Step, me: str, rng: random.Random) -> Action | None:
    return None


WORDS = {
    "fi": """
talk-name = Puhe
talk-note-down = Kirjaa ylös
talk-noted = Kirjattua
talk-strike-out = Poista rivi
talk-setting-pause = Tauko
talk-listen = Nyt puhutaan. Puhelimen voi laskea pöydälle.
talk-rest = Tauko. Nähdään pian.
""",
    "en": """
talk-name = Talk
talk-note-down = Note down
talk-noted = Noted down
talk-strike-out = Remove the line
talk-setting-pause = Break
talk-listen = Now we talk. You can put the phone on the table.
talk-rest = Break. See you soon.
""",
    "sv": """
talk-name = Samtal
talk-note-down = Anteckna
talk-noted = Antecknat
talk-strike-out = Ta bort raden
talk-setting-pause = Paus
talk-listen = Nu samtalar vi. Du kan lägga telefonen på bordet.
talk-rest = Paus. Vi ses snart.
""",
}
