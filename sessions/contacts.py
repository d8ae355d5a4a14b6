"""Contacts: how somebody may be reached after the workshop, for one purpose and until one day, and kept apart from the rest.

Nobody has to leave one. A contact stands in a record that nobody gets and that names no person of the room; the one who left
it has a copy of their own, sees it, and takes it back when they like. No export holds it but the one that is asked for by
name, and on its day it is gone. Domain row S4-06.
"""

from __future__ import annotations

from typing import Annotated, Any

import msgspec

from sessions.activity import Action, By, Refused, typed
from sessions.records import NONE, NOTHING, Change, Record, put, register
from sessions.room import Room
from sessions.unsaid import unsaid

ADDRESS, NAME, PURPOSE = 200, 80, 300
MOST_DAYS = 365
DAY_MS = 24 * 60 * 60 * 1000


class Contact(Record, frozen=True, kw_only=True):
    """An address with the purpose for which it was given. `due` = from then on it is not kept."""

    address: str
    name: str
    purpose: str
    due: int


class OwnContact(Record, frozen=True, kw_only=True):
    """The contact `of` as the one who left it sees it."""

    of: str
    address: str
    name: str
    purpose: str
    due: int


register((Contact, OwnContact))


class LeaveContact(Action, frozen=True):
    """May be reached at `address` for this purpose (as it was shown to them) for so many days. One each; a new one replaces."""

    address: str
    purpose: str
    days: Annotated[int, msgspec.Meta(ge=1, le=MOST_DAYS)]
    name: str = ""


class WithdrawContact(Action, frozen=True):
    pass


def leave_contact(room: Room, action: LeaveContact, by: By) -> Change:
    said: dict[str, Any] = {
        "address": typed(action.address, ADDRESS, 3), "name": typed(action.name, NAME, 0),
        "purpose": typed(action.purpose, PURPOSE, 3), "due": by.at + action.days * DAY_MS,
    }  # fmt: skip
    contact = Contact(id=by.dice.id(), see=NONE, **said)
    own = OwnContact(id=by.dice.id(), see=by.see, of=contact.id, **said)
    return withdrawn(room, by.person) + put(contact, own)


def withdraw_contact(room: Room, action: WithdrawContact, by: By) -> Change:
    change = withdrawn(room, by.person)
    if change == NOTHING:
        raise Refused("unknown_record")
    return change


def withdrawn(room: Room, person: str) -> Change:
    """This person's contact is gone, from the journal too."""
    own = room.mine(person, "", OwnContact)
    if not own:
        return NOTHING
    gone = tuple(id for contact in own for id in (contact.id, contact.of))
    return Change(put=unsaid(room, "", *gone), delete=gone, purge=True)


def expired(room: Room, at: int) -> Change:
    """Contacts whose day has come."""
    kinds: tuple[type[Contact | OwnContact], ...] = (Contact, OwnContact)
    gone = tuple(record.id for kind in kinds for record in room.every(kind) if record.due <= at)
    return Change(delete=gone, purge=bool(gone))
