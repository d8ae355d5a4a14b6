"""A contact is left for one purpose until one day, is nobody's to see, can be withdrawn, and goes by itself on its day."""

from __future__ import annotations

from typing import Any

import pytest

from sessions.activities import ACTIVITIES
from sessions.activity import Refused
from sessions.contacts import DAY_MS, Contact, OwnContact
from sessions.outcome import tree
from tests.sessions.play import Play, plan

SAID: dict[str, Any] = {"address": "aino@example.org", "name": "Aino", "purpose": "Haluan kuulla jatkosta", "days": 30}


def refused(code: str) -> pytest.RaisesExc[Refused]:
    return pytest.raises(Refused, check=lambda error: error.code == code)


def left() -> tuple[Play, str]:
    play = Play(plan("talk"), people=2)
    play.ask(play.people[0], "leave_contact", **SAID)
    return play, play.people[0]


def test_only_the_one_who_left_it_sees_it() -> None:
    play, me = left()
    seen = {record.see for record in play.room if "aino@" in str(record)}
    assert seen == {"none", f"person:{me}"}
    assert not [r for r in play.sees(play.host, "host") if "aino@" in str(r)]
    assert me not in str(play.room.every(Contact)[0]), "the list itself says nothing about who it was in the room"
    for public in (True, False):
        assert "aino@" not in str(tree(play.room, ACTIVITIES, public))


def test_it_can_be_changed_and_withdrawn() -> None:
    play, me = left()
    change = play.ask(me, "leave_contact", **SAID | {"address": "+358 40 123", "days": 7})
    assert [contact.address for contact in play.room.every(Contact)] == ["+358 40 123"] and change.purge
    assert play.ask(me, "withdraw_contact").purge
    assert not play.room.every(Contact) and not play.room.every(OwnContact)
    with refused("unknown_record"):
        play.ask(me, "withdraw_contact")


def test_somebody_elses_stays() -> None:
    play, _ = left()
    play.ask(play.people[1], "leave_contact", **SAID | {"address": "bo@example.org"})
    play.ask(play.people[1], "withdraw_contact")
    assert [contact.address for contact in play.room.every(Contact)] == ["aino@example.org"]


def test_it_goes_on_its_day_by_itself() -> None:
    play, _ = left()
    play.ask(play.people[1], "leave_contact", **SAID | {"days": 60})
    play.later(30 * DAY_MS - 60_000)
    assert len(play.room.every(Contact)) == 2
    play.later(120_000)
    assert len(play.room.every(Contact)) == len(play.room.every(OwnContact)) == 1
    assert play.changes[-1].purge
    play.later(31 * DAY_MS)
    assert not play.room.every(Contact) and play.room.earliest_due == 0


@pytest.mark.parametrize(
    ("wrong", "code"),
    [({"address": ""}, "empty"), ({"address": "x" * 201}, "too_long"), ({"purpose": ""}, "empty"), ({"purpose": "x" * 301}, "too_long"),
     ({"days": 0}, "malformed"), ({"days": 366}, "malformed"), ({"name": "x" * 81}, "too_long")],
)  # fmt: skip
def test_it_has_an_address_a_purpose_and_a_day(wrong: dict[str, Any], code: str) -> None:
    play = Play(plan("talk"), people=1)
    with refused(code):
        play.ask(play.people[0], "leave_contact", **SAID | wrong)
