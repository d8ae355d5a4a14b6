"""The ready workshops are played from the lobby to the last word by simulated people."""

from __future__ import annotations

import msgspec
import pytest

from server import models, words
from sessions.activities import ACTIVITIES
from sessions.candidates import outcome_of
from sessions.records import Cut, Item, Script
from tests.sessions.play import Play

READY = models.names()


def play_of(name: str, people: int = 8) -> Play:
    lists = models.lists()
    steps = models.load(name).steps
    return Play(*(msgspec.structs.replace(s, list="", lines=lists.get(s.list, ())) for s in steps), people=people)


@pytest.mark.parametrize("name", READY)
def test_every_step_opens_with_what_it_takes_and_gives_what_is_taken(name: str) -> None:
    play = play_of(name)
    for plan in models.load(name).steps:
        step = play.open(plan.key)
        items = play.room.of(step.round, Item)
        assert bool(items) == bool(plan.takes or plan.list), (
            f"{plan.key} has something to work on exactly when it takes"
        )
        kept = play.bots(plan.key, rounds=3)
        for stage in getattr(ACTIVITIES[plan.activity], "STAGES", ())[1:]:
            play.hosts("advance_step", id=step.id, stage=stage)
            kept += play.bots(plan.key, rounds=2, seed=2)
        assert kept or plan.activity == "talk", f"nobody does anything in {plan.key}"
        play.close(plan.key)
        play.reveal(plan.key)
    first_acts = outcome_of(play.room, play.step("next-steps"))
    assert len(first_acts.rows) >= 3, "the three most wanted, and all of those that share the third place"
    assert len(play.room.every(Script)) == len(models.load(name).steps)


@pytest.mark.parametrize("lang", ["fi", "en", "sv"])
def test_what_the_lobby_asks_one_to_try_is_called_as_on_its_button(lang: str) -> None:
    lobby = models.load("learning-workshop").steps[0]
    assert lobby.instruction[lang].startswith(f"{words.say(lang, 'lobby-sound')}:")


@pytest.mark.parametrize("name", READY)
def test_the_votes_cut_to_their_top(name: str) -> None:
    play = play_of(name)
    for plan in models.load(name).steps:
        step = play.open(plan.key)
        if plan.top:
            (cut,) = play.room.of(step.round, Cut)
            assert cut.took == len(play.room.of(step.round, Item))
            assert cut.took == min(plan.top, cut.of) or (cut.tied and cut.took > plan.top), plan.key
            assert not cut.by_host
        play.bots(plan.key, rounds=3)
        play.close(plan.key)
        play.reveal(plan.key)


def test_the_walk_shows_forty_theses_in_every_language() -> None:
    play = play_of("learning-workshop")
    items = play.room.of(play.open("walk").round, Item)
    assert len(items) == 40
    assert {frozenset(item.texts) for item in items} == {frozenset(("fi", "en", "sv"))}
    assert [item.text for item in sorted(items, key=lambda item: item.order)] == models.texts("theses", "fi")
