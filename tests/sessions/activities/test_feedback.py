"""What the facilitator gets of the feedback: which texts may be quoted, and no picture of what is not told."""

from __future__ import annotations

import pytest

from sessions.activities.feedback import SCALES
from sessions.activity import Row
from sessions.candidates import outcome_of
from sessions.records import ALL, HOSTS
from tests.sessions.play import Play, plan


def answered(people: int, revealed: bool = True) -> Play:
    """So many answered all of it; every other one may be quoted."""
    play = Play(plan("feedback"), people=8)
    play.open("feedback")
    for n, who in enumerate(play.people[:people]):
        scales = dict.fromkeys(SCALES, 4)
        play.act(who, "feedback", "give_feedback", scales=scales, best=f"Hyvää {n}", quote=n % 2 == 0)
    play.close("feedback")
    if revealed:
        play.reveal("feedback", anyway=True)
    play.seal("feedback")
    return play


def rows_of(play: Play, what: str, hosts: bool = True) -> list[Row]:
    room = play.room.seen_by((ALL, HOSTS) if hosts else (ALL,))
    return [row for row in outcome_of(room, play.step("feedback")).rows if row.what == what]


@pytest.mark.parametrize("revealed", [True, False])
def test_each_text_says_whether_it_may_be_quoted(revealed: bool) -> None:
    play = answered(6, revealed)
    told = {row.text: row.tags for row in rows_of(play, "best")}
    assert told == {f"Hyvää {n}": ("quotable",) if n % 2 == 0 else ("not_quotable",) for n in range(6)}
    public = {row.text for row in rows_of(play, "best", hosts=False)}
    assert public == ({f"Hyvää {n}" for n in (0, 2, 4)} if revealed else set())


@pytest.mark.parametrize("people", [1, 4])
def test_scales_of_few_answers_are_one_line_without_figures(people: int) -> None:
    [row] = rows_of(answered(people), "scale")
    assert (row.text, row.tags, row.score, row.votes, row.note) == ("scales", ("few",), None, None, "")


def test_scales_that_nobody_answered_are_not_told_at_all() -> None:
    assert rows_of(answered(0), "scale") == []


def test_scales_of_many_answers_are_told_each() -> None:
    assert [(row.text, row.votes, row.score) for row in rows_of(answered(5), "scale")] == [(s, 5, 4.0) for s in SCALES]
