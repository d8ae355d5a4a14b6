"""A step that is reopened after its reveal goes on: its result is gone until it is shown again, with what came since."""

from __future__ import annotations

from typing import Any

import pytest

from sessions.activities.dot_vote import Ballot, Tally
from sessions.activities.feedback import Quote, Response, Scales
from sessions.activities.thesis_walk import Pick, PickTally, Reason
from sessions.anonymity import TO_HOST, Byline
from sessions.records import Item, Record
from tests.sessions.play import Play, plan

RESULTS: dict[str, tuple[type[Record], ...]] = {
    "dot_vote": (Tally,),
    "thesis_walk": (PickTally, Reason, Byline),
    "feedback": (Scales, Quote),
}
GIVEN: dict[str, type[Record]] = {"dot_vote": Ballot, "thesis_walk": Pick, "feedback": Response}


def results(play: Play, round: str, kind: str) -> list[Record]:
    return [record for made in RESULTS[kind] for record in play.room.of(round, made)]


def give(play: Play, kind: str, person: str, words: str) -> None:
    item = next((item.id for item in play.room.of(play.step(kind).round, Item)), "")
    acts: dict[str, tuple[str, dict[str, Any]]] = {
        "dot_vote": ("place_dots", {"dots": {item: 1}}),
        "thesis_walk": ("pick_thesis", {"item": item, "reason": words, "named": True}),
        "feedback": ("give_feedback", {"scales": {"content": 4}, "best": words, "quote": True}),
    }
    do, args = acts[kind]
    play.act(person, kind, do, **args)


@pytest.mark.parametrize("kind", sorted(RESULTS))
def test_a_revealed_step_that_is_reopened_is_voted_on_again(kind: str) -> None:
    settings = {"anonymity": TO_HOST} if kind == "thesis_walk" else {}
    play = Play(plan(kind, settings=settings))
    step = play.open(kind)
    for person in play.people[:5]:
        give(play, kind, person, "ensin")
    play.close(kind)
    play.reveal(kind)
    assert results(play, step.round, kind)

    again = play.open(kind)
    assert again.round == step.round and again.state == "open"
    assert not results(play, step.round, kind)
    assert not [r for r in play.sees(play.people[0]).records.values() if type(r) in RESULTS[kind]]
    assert len(play.room.of(step.round, GIVEN[kind])) == 5, "what people gave is still theirs"

    give(play, kind, play.people[5], "myöhemmin")
    play.close(kind)
    play.reveal(kind)
    first = play.room.of(step.round, RESULTS[kind][0])[0]
    assert (first.answers if isinstance(first, Scales) else first.voters) == 6  # type: ignore[attr-defined]
    if kind != "dot_vote":
        texts = [record.text for record in results(play, step.round, kind) if isinstance(record, Reason | Quote)]
        assert sorted(texts) == ["ensin"] * 5 + ["myöhemmin"], "no text twice"
    assert play.replayed().records == play.room.records


@pytest.mark.parametrize(("kind", "which"), [("thesis_walk", Reason), ("feedback", Quote)])
@pytest.mark.parametrize("quote", [True, False])
def test_what_was_hidden_stays_hidden_at_the_next_reveal(kind: str, which: type[Record], quote: bool) -> None:
    play = Play(plan(kind))
    step = play.open(kind)
    for n, person in enumerate(play.people[:5]):
        give(play, kind, person, f"sana {n}")
    if kind == "feedback":
        play.act(play.people[0], kind, "give_feedback", scales={}, best="sana 0", quote=quote)
    play.close(kind)
    play.reveal(kind)
    text = next(record for record in play.room.of(step.round, which) if getattr(record, "text", "") == "sana 0")
    play.hosts("hide", id=text.id)
    play.open(kind)
    play.close(kind)
    play.reveal(kind)
    again = [record for record in play.room.of(step.round, which) if getattr(record, "text", "") == "sana 0"]
    assert [(record.see, getattr(record, "hidden", None)) for record in again] == [("hosts", True)]
    play.hosts("show", id=again[0].id)
    shown = next(r for r in play.room.of(step.round, which) if getattr(r, "text", "") == "sana 0")
    assert shown.see == ("hosts" if kind == "feedback" and not quote else "all")
