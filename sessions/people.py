"""People: joining, names, languages, leaving, being shown out, and what every person may do at any time.

Nobody has an account. A browser proves that it is back by a secret of its own (`me`), of which the room keeps a hash.
A person is two records: `person` for the facilitators and `self` for themselves; other participants get neither.
"""

from __future__ import annotations

from typing import ClassVar

import msgspec

from sessions.activity import HOST, Action, By, Refused, is_done, progress, typed
from sessions.records import HOSTS, NONE, NOTHING, Change, Done, Handed, Key, Pass, Person, Record, Self, put
from sessions.room import Room

LANGUAGES = ("fi", "en", "sv")
NAME_LENGTH = 40
LONGEST_HELLO = 1000
TEXT_LENGTH = 2000
MOST_PEOPLE, MOST_HANDED = 10_000, 500
"""In one room, ever, beside its first facilitator: what somebody who floods it can leave there has an end."""


class Rename(Action, frozen=True):
    name: str


class SetLanguage(Action, frozen=True):
    lang: str


class MarkDone(Action, frozen=True):
    """Says that one is done with the open step, or not yet after all. Carries the step."""

    done: bool


class HandOver(Action, frozen=True):
    """Hands a text that came too late to the facilitators (`of_step` = the round it was meant for)."""

    text: str
    of_step: str


class DismissHanded(Action, frozen=True):
    """A text that was handed over has been dealt with: it goes from the facilitators' pages."""

    id: str
    roles: ClassVar[frozenset[str]] = frozenset({HOST})


class RenamePerson(Action, frozen=True):
    id: str
    name: str
    roles: ClassVar[frozenset[str]] = frozenset({HOST})


class RemovePerson(Action, frozen=True):
    id: str
    roles: ClassVar[frozenset[str]] = frozenset({HOST})


def known(room: Room, me_hash: str) -> Pass | None:
    """The pass of a browser that has been here; `removed` ones may not come in."""
    return room.get(me_hash, Pass)


def role_of_key(room: Room, key_hash: str) -> str | None:
    """`host`, `screen`, or None when the key is unknown or revoked."""
    key = room.get(key_hash, Key)
    return key.role if key else None


def topics(room: Room, person: str, role: str) -> tuple[str, ...]:
    """Which topics a connection of this person and role holds."""
    if role == "screen":
        return ("all",)
    own = ("all", f"person:{person}")
    if role == HOST:
        return (*own, "hosts", *sorted(see for see in room.topics if see.startswith("group:")))
    return own


def join(room: Room, name: str, lang: str, role: str, me_hash: str, by: By) -> tuple[str, Change]:
    """A new person: their id, and the records that make them known here."""
    if room.count("", Person) > MOST_PEOPLE and role != HOST:  # a facilitator comes in however many have
        raise Refused("room_full")
    name = typed(name, LONGEST_HELLO, 0)[:NAME_LENGTH].strip()  # nobody is left outside because of a long name
    lang = lang if lang in LANGUAGES else room.workshop.lang
    id = by.dice.id()
    return id, put(
        Person(id=id, see=HOSTS, name=name, role=role, lang=lang, joined=by.at),
        Self(id=by.dice.id(), see=f"person:{id}", of=id, name=name, role=role, lang=lang),
        Pass(id=me_hash, see=NONE, of=id),
    )


def _both(room: Room, id: str, **fields: str) -> Change:
    person = room.get(id, Person)
    if person is None:
        raise Refused("unknown_person")
    own: list[Record] = [msgspec.structs.replace(s, **fields) for s in room.mine(id, "", Self)]
    return put(msgspec.structs.replace(person, **fields), *own)


def rename(room: Room, action: Rename, by: By) -> Change:
    return _both(room, by.person, name=typed(action.name, NAME_LENGTH, 0))


def set_language(room: Room, action: SetLanguage, by: By) -> Change:
    if action.lang not in LANGUAGES:
        raise Refused("unknown_language")
    return _both(room, by.person, lang=action.lang)


def rename_person(room: Room, action: RenamePerson, by: By) -> Change:
    return _both(room, action.id, name=typed(action.name, NAME_LENGTH, 0))


def remove_person(room: Room, action: RemovePerson, by: By) -> Change:
    """Shows a person out. What they wrote stays; hiding it is a decision of its own."""
    person = room.get(action.id, Person)
    if person is None:
        raise Refused("unknown_person")
    if person.id == by.person:
        raise Refused("not_yourself")
    passes = [msgspec.structs.replace(p, removed=True) for p in room.every(Pass) if p.of == person.id]
    return Change(put=tuple(passes), delete=(person.id, *(s.id for s in room.mine(person.id, "", Self))))


def mark_done(room: Room, step: str, action: MarkDone, by: By) -> Change:
    now = room.step_of(step)
    if now is None or now.round != step or now.state not in ("open", "grace"):
        raise Refused("late")
    if action.done == is_done(room, now, by.person):
        return NOTHING
    if action.done:
        return put(Done(id=by.dice.id(), see=by.see, step=step), progress(room, now, done=1))
    gone = tuple(record.id for record in room.mine(by.person, step, Done))
    return Change(put=(progress(room, now, done=-1),), delete=gone)


def hand_over(room: Room, action: HandOver, by: By) -> Change:
    if room.count("", Handed) >= MOST_HANDED:
        raise Refused("too_many", most=MOST_HANDED)
    step = room.step_of(action.of_step)
    text = typed(action.text, TEXT_LENGTH)
    of_step = step.id if step else ""
    minute = by.at - by.at % 60_000
    return put(Handed(id=by.dice.id(), see=HOSTS, text=text, of_step=of_step, at=minute))


def dismiss_handed(room: Room, action: DismissHanded, by: By) -> Change:
    if room.get(action.id, Handed) is None:
        raise Refused("unknown_record")
    return Change(delete=(action.id,))
