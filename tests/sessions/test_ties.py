"""Results have one order, ties too: in the files and the report as on the pages."""

from __future__ import annotations

import pytest

from sessions.activities.dot_vote import Tally
from sessions.activities.thesis_walk import PickTally
from sessions.activity import ranked, ranking
from sessions.candidates import outcome_of
from sessions.records import Item
from tests.sessions.play import Play, plan

LINES = tuple(f"Vaihtoehto {n}" for n in range(8))
VOTED = ("Vaihtoehto 5", "Vaihtoehto 2", "Vaihtoehto 5", "Vaihtoehto 7", "Vaihtoehto 2")


def voted(kind: str) -> Play:
    """Two shared places, and all that nobody wanted on the third."""
    play = Play(plan(kind, lines=LINES), people=len(VOTED))
    ids = {item.text: item.id for item in play.room.of(play.open(kind).round, Item)}
    for who, text in zip(play.people, VOTED, strict=True):
        if kind == "dot_vote":
            play.act(who, kind, "place_dots", dots={ids[text]: 1})
        else:
            play.act(who, kind, "pick_thesis", item=ids[text])
    play.close(kind)
    play.reveal(kind)
    return play


@pytest.mark.parametrize(("kind", "result"), [("dot_vote", Tally), ("thesis_walk", PickTally)])
def test_pages_and_files_have_a_result_in_one_order(kind: str, result: type[Tally | PickTally]) -> None:
    play = voted(kind)
    tally = play.room.one(play.step(kind).round, result)
    rows = [row for row in outcome_of(play.room, play.step(kind)).rows if row.what != "reason"]
    assert tally is not None
    assert tally.ranking == tuple(row.id for row in rows)
    assert [row.text[-1] for row in rows] == list("25701346"), "equals stand as they did on the agenda"
    assert [row.rank for row in rows] == [1, 1, 3, 4, 4, 4, 4, 4]


def test_the_order_does_not_hang_on_who_asks() -> None:
    one, other = (Item(id=id, see="all", text="", order=order) for id, order in (("a", 2.0), ("b", 1.0)))
    for items in ([one, other], [other, one]):
        assert ranking(items, {"a": 3, "b": 3}) == ("b", "a")
        assert ranking(items, {"a": 3, "b": 2}) == ("a", "b")
        assert [place for _, _, place, tied in ranked(items, {}) if tied] == [1, 1]
