"""No figure about fewer than five people comes out unasked, and none can be worked out from the others."""

from __future__ import annotations

import itertools
import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions.activities.dot_vote import Ballot, Tally
from sessions.activities.feedback import SCALES, Quote, Scales
from sessions.activities.thesis_walk import PickTally
from sessions.activity import Refused
from sessions.candidates import outcome_of
from sessions.few import FEW, tells_nobody
from sessions.records import Item, Record
from tests.sessions.play import Play, plan

RESULT: dict[str, type[Record]] = {"dot_vote": Tally, "thesis_walk": PickTally, "feedback": Scales}


def refused() -> pytest.RaisesExc[Refused]:
    return pytest.raises(Refused, check=lambda error: error.code == "few_voters")


def answered(play: Play, kind: str, who: str, n: int = 0) -> None:
    items = sorted(item.id for item in play.room.of(play.step(kind).round, Item))
    if kind == "dot_vote":
        play.act(who, kind, "place_dots", dots={items[n % 2]: 1})
    elif kind == "thesis_walk":
        play.act(who, kind, "pick_thesis", item=items[n % 2])
    else:
        play.act(who, kind, "give_feedback", scales=dict.fromkeys(SCALES, 3 + n % 2))


def after(kind: str, voters: int) -> Play:
    play = Play(plan(kind), people=12)
    play.open(kind)
    for n, who in enumerate(play.people[:voters]):
        answered(play, kind, who, n)
    play.close(kind)
    return play


@pytest.mark.parametrize(("kind", "voters"), [*itertools.product(RESULT, range(8))])
def test_a_result_of_few_needs_the_facilitators_word(kind: str, voters: int) -> None:
    play = after(kind, voters)
    if 0 < voters < FEW:
        with refused():
            play.reveal(kind, anyway=False)
        play.reveal(kind, anyway=True)
    else:
        play.reveal(kind, anyway=False)
    assert play.room.every(RESULT[kind])
    outcome = outcome_of(play.room, play.step(kind))
    assert outcome.facts["voters"] == voters, "how many took part is exact"


@pytest.mark.parametrize("kind", RESULT)
@pytest.mark.parametrize("late", ["one more", "one changed", "four changed", "five changed", "nobody"])
def test_so_does_one_that_differs_from_the_last_by_few(kind: str, late: str) -> None:
    """What two results differ by is the answer of those who came in between."""
    play = after(kind, 8)
    play.reveal(kind, anyway=False)
    play.open(kind)
    changing = {"one more": play.people[8:9], "one changed": play.people[:1], "four changed": play.people[:4],
                "five changed": play.people[:5], "nobody": []}[late]  # fmt: skip
    for who in changing:
        answered(play, kind, who, 1)
    play.close(kind)
    if late in ("five changed", "nobody"):
        play.reveal(kind, anyway=False)
    else:
        with refused():
            play.reveal(kind, anyway=False)


def test_so_does_one_from_which_few_took_their_vote_back() -> None:
    play = after("dot_vote", 8)
    play.reveal("dot_vote", anyway=False)
    play.open("dot_vote")
    play.act(play.people[0], "dot_vote", "place_dots", dots={})
    play.close("dot_vote")
    with refused():
        play.reveal("dot_vote", anyway=False)


@given(st.lists(st.integers(0, 12), max_size=6))
def test_a_whole_is_told_only_without_a_small_part(counts: list[int]) -> None:
    assert tells_nobody(counts) == all(n == 0 or n >= FEW for n in counts)


@pytest.mark.parametrize("seed", range(30))
def test_how_an_option_got_its_dots_is_told_only_of_many(seed: int) -> None:
    dice = random.Random(seed)
    play = Play(plan("dot_vote"), people=dice.randint(1, 40))
    play.open("dot_vote")
    items = sorted(item.id for item in play.room.of(play.step("dot_vote").round, Item))
    for who in play.people:
        first, second = dice.sample(items, 2)
        play.act(who, "dot_vote", "place_dots", dots={first: 2, second: 1} if dice.random() < 0.7 else {first: 1})
    ballots = [ballot.dots for ballot in play.room.every(Ballot)]
    play.close("dot_vote")
    play.reveal("dot_vote")
    tally = play.room.every(Tally)[0]
    assert set(tally.spread) == set(tally.voters_of)
    for item in items:
        cells = {n: sum(dots.get(item, 0) == n for dots in ballots) for n in (0, 1, 2)}
        if any(0 < n < FEW for n in cells.values()):
            assert item not in tally.spread, "and so not the number of its voters, from which the rest follows"
        else:
            assert tally.spread[item] == {str(n): voters for n, voters in cells.items() if n and voters}
        assert tally.totals[item] == cells[1] + 2 * cells[2]
    notes = {row.id: row.note for row in outcome_of(play.room, play.step("dot_vote")).rows}
    assert all(bool(notes[item]) <= (item in tally.spread) for item in items)


@pytest.mark.parametrize("revealed", [True, False])
def test_a_scale_that_few_answered_is_not_told(revealed: bool) -> None:
    play = Play(plan("feedback"), people=6)
    play.open("feedback")
    for n, who in enumerate(play.people):
        scales: dict[str, Any] = {"content": 4, "methods": 5}
        if n < 4:
            scales["tools"] = 2
        play.act(who, "feedback", "give_feedback", scales=scales, best=f"Hyvää {n}", quote=True)
    play.close("feedback")
    if revealed:
        play.reveal("feedback", anyway=False)
    play.seal("feedback")
    found = play.room.every(Scales)[0]
    assert set(found.spread) == {"content", "methods", "facilitation"}, "nobody answered the last one, and that is told"
    rows = {row.text: row for row in outcome_of(play.room, play.step("feedback")).rows}
    assert (rows["tools"].score, rows["tools"].votes, rows["tools"].note, rows["tools"].tags) == (
        None,
        None,
        "",
        ("few",),
    )
    assert rows["content"].votes == 6 and len(play.room.every(Quote)) == 6


def test_of_few_answers_no_scale_is_told_even_when_they_are_shown() -> None:
    play = after("feedback", 4)
    play.reveal("feedback", anyway=True)
    assert play.room.every(Scales)[0].spread == {}
