"""Who signs what: one signature of each person under each next step, and one of all who share a name."""

from __future__ import annotations

import pytest

from sessions.activities.next_steps import NextStep
from sessions.activity import Refused
from sessions.records import Item
from tests.sessions.play import Play, plan


@pytest.fixture
def play() -> Play:
    play = Play(plan("next_steps"), people=2)
    play.open("next_steps")
    return play


def sign(play: Play, who: str, name: str) -> tuple[str, ...]:
    item = play.room.of(play.step("next_steps").round, Item)[0].id
    play.act(who, "next_steps", "take_on", item=item, name=name)
    [step] = play.room.every(NextStep)
    return step.owners


def test_a_new_name_takes_the_place_of_the_old_one(play: Play) -> None:
    a, b = play.people
    assert sign(play, a, "Aino") == ("Aino",)
    assert sign(play, b, "Eero") == ("Aino", "Eero")
    assert sign(play, a, "Aino K.") == ("Eero", "Aino K.")
    assert sign(play, a, "Aino K.") == ("Eero", "Aino K.")


def test_who_takes_the_name_of_another_leaves_no_other_behind(play: Play) -> None:
    a, b = play.people
    sign(play, a, "Aino")
    sign(play, b, "Eero")
    assert sign(play, a, "Eero") == ("Eero",)
    item = play.room.of(play.step("next_steps").round, Item)[0].id
    with pytest.raises(Refused, match="not_your_signature"):
        play.act(a, "next_steps", "let_go", item=item)
    play.act(b, "next_steps", "let_go", item=item)
    assert [step.owners for step in play.room.every(NextStep)] == [()]
