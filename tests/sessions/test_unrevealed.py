"""What is not revealed yet is counted in exports, and they say so of each such step."""

from __future__ import annotations

from typing import Any

import pytest

from sessions.activities import ACTIVITIES
from sessions.activities.feedback import SCALES
from sessions.outcome import tree
from sessions.records import Item
from tests.sessions.play import Play, plan

SECRET = ("brainstorm", "dot_vote", "feedback", "thesis_walk")
OPEN = ("clustering", "lobby", "next_steps", "talk")


def said(play: Play, kind: str) -> bool:
    [step] = tree(play.room, ACTIVITIES, public=False).steps
    assert step.key == kind
    return step.unrevealed


def given(play: Play, kind: str) -> None:
    items = [item.id for item in play.room.of(play.step(kind).round, Item)]
    what: dict[str, tuple[str, dict[str, Any]]] = {
        "brainstorm": ("add_idea", {"text": "Aamukahvi"}),
        "dot_vote": ("place_dots", {"dots": dict.fromkeys(items[:1], 1)}),
        "feedback": ("give_feedback", {"scales": dict.fromkeys(SCALES, 3)}),
        "thesis_walk": ("pick_thesis", {"item": items[0] if items else ""}),
    }
    do, args = what[kind]
    play.act(play.people[0], kind, do, **args)


def test_every_activity_is_tried() -> None:
    assert sorted((*SECRET, *OPEN)) == sorted(ACTIVITIES)


@pytest.mark.parametrize("kind", SECRET)
def test_a_step_is_unrevealed_from_the_first_that_is_given_to_its_reveal(kind: str) -> None:
    play = Play(plan(kind, lines=() if kind in ("brainstorm", "feedback") else ("Yksi", "Toinen", "Kolmas")))
    play.open(kind)
    assert not said(play, kind), "nothing to count"
    given(play, kind)
    assert said(play, kind)
    play.close(kind)
    assert said(play, kind)
    play.reveal(kind)
    assert not said(play, kind)
    play.hosts("open_step", id=play.step(kind).id)
    assert said(play, kind) is (kind != "brainstorm"), "people go on in secret; ideas stay in sight"


def test_ideas_are_revealed_when_they_are_built_on() -> None:
    play = Play(plan("brainstorm", lines=()))
    play.open("brainstorm")
    given(play, "brainstorm")
    play.hosts("advance_step", id=play.step("brainstorm").id, stage="build")
    assert not said(play, "brainstorm")


@pytest.mark.parametrize("kind", OPEN)
def test_what_is_in_sight_from_the_start_is_never_unrevealed(kind: str) -> None:
    play = Play(plan(kind, lines=("Yksi", "Toinen", "Kolmas") if kind in ("clustering", "next_steps") else ()))
    play.open(kind)
    play.bots(kind)
    assert not said(play, kind)


@pytest.mark.parametrize("kind", SECRET)
def test_sealed_without_a_reveal_nothing_more_will_be_revealed(kind: str) -> None:
    play = Play(plan(kind, lines=() if kind in ("brainstorm", "feedback") else ("Yksi", "Toinen", "Kolmas")))
    play.open(kind)
    given(play, kind)
    play.close(kind)
    play.seal(kind)
    assert not said(play, kind)
