"""Taking a contribution out of sight of everybody but the facilitators, and giving it back to those who had it.

What the facilitators alone had (a text that its writer did not want quoted, ideas of a step that was sealed without a
reveal) can be hidden too, from exports; shown again it goes back to them and to nobody else.
"""

from __future__ import annotations

from typing import Any, ClassVar

import msgspec

from sessions.activity import HOST, Action, By, Refused
from sessions.records import ALL, HOSTS, Change, Record, register
from sessions.room import Room


class Backstage(Record, frozen=True, kw_only=True):
    """Says of the hidden record `of` that the facilitators alone had it before."""

    of: str


register((Backstage,))


class _Host(Action, frozen=True):
    roles: ClassVar[frozenset[str]] = frozenset({HOST})


class Hide(_Host, frozen=True):
    """Takes a contribution out of sight of everybody but the facilitators."""

    id: str


class Show(_Host, frozen=True):
    """Gives a hidden contribution back to those who had it."""

    id: str


def _hideable(room: Room, id: str, hidden: bool) -> Any:
    record = room.records.get(id)
    if (
        not isinstance(record, Record)
        or record.see not in (ALL, HOSTS)
        or getattr(record, "hidden", None) is not hidden
    ):
        raise Refused("unknown_record")
    return record


def _mark(id: str) -> str:
    return f"backstage-{id}"


def mark(record: Record) -> Backstage:
    """Beside a hidden record that facilitators alone had before: shown again, it goes back to them."""
    return Backstage(id=_mark(record.id), see=HOSTS, step=record.step, of=record.id)


def hide(room: Room, action: Hide, by: By) -> Change:
    record = _hideable(room, action.id, hidden=False)
    hidden: Any = msgspec.structs.replace(record, see=HOSTS, hidden=True)
    return Change(put=(hidden, mark(record)) if record.see == HOSTS else (hidden,), redact=(record.id,))


def show(room: Room, action: Show, by: By) -> Change:
    record = _hideable(room, action.id, hidden=True)
    had = room.get(_mark(record.id), Backstage)
    shown: Any = msgspec.structs.replace(record, see=HOSTS if had else ALL, hidden=False)
    return Change(put=(shown,), delete=(had.id,) if had else ())
