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


def sign(play: Play, who: str, name: str, do: str = "take_on") -> tuple[str, ...]:
    item = play.room.of(play.step("next_steps").round, Item)[0].id
    play.act(who, "next_steps", do, item=item, name=name)
    [step] = play.room.every(NextStep)
    return step.owners


def let_go(play: Play, who: str, name: str = "") -> tuple[str, ...]:
    return sign(play, who, name, "let_go")


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


def test_a_name_of_two_stays_until_both_have_let_go(play: Play) -> None:
    a, b = play.people
    sign(play, a, "Eero")
    assert sign(play, b, "Eero") == ("Eero",)
    assert let_go(play, a) == ("Eero",)
    with pytest.raises(Refused, match="not_your_signature"):
        let_go(play, a)
    assert let_go(play, b) == ()
    sign(play, a, "Eero")
    sign(play, b, "Eero")
    assert sign(play, a, "Helmi") == ("Eero", "Helmi")
    play.ask(a, "forget_me", texts=False)
    [step] = play.room.every(NextStep)
    assert step.owners == ("Eero",)


def test_who_was_struck_has_no_say_over_the_next_one_of_that_name(play: Play) -> None:
    a, b = play.people
    sign(play, a, "Eero")
    assert let_go(play, play.host, "Eero") == ()
    assert sign(play, b, "Eero") == ("Eero",)
    with pytest.raises(Refused, match="not_your_signature"):
        let_go(play, a)
    assert sign(play, a, "Helmi") == ("Eero", "Helmi")


def test_whoever_is_forgotten_takes_nobody_elses_name_along(play: Play) -> None:
    a, b = play.people
    sign(play, a, "Eero")
    sign(play, b, "Eero")
    play.ask(a, "forget_me", texts=False)
    [step] = play.room.every(NextStep)
    assert step.owners == ("Eero",)
