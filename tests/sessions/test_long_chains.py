"""However often a step was held and however long its chains are, its outcome is told in a moment."""

from __future__ import annotations

import time

import pytest

from sessions import evidence
from sessions.activities import ACTIVITIES
from sessions.activity import Refused
from sessions.agenda import MOST_ROUNDS
from sessions.outcome import tree
from sessions.records import ALL, Change, Item, Step, Workshop, put
from sessions.room import Room
from tests.sessions.play import Play, plan

WORKSHOP = Workshop(id="workshop", see=ALL, title="t", lang="en", ended=True)


def step(key: str, round: str, order: float, rounds: tuple[str, ...] = ()) -> Step:
    return Step(
        id=f"step-{key}", see=ALL, key=key, phase="open", activity="talk", title={"en": key}, order=order,
        state="sealed", round=round, rounds=rounds,
    )  # fmt: skip


def room_of(*records: Step | Item | Workshop) -> Room:
    room = Room()
    room.apply(put(WORKSHOP, *records), 1)
    return room


def test_a_sealed_step_is_opened_again_so_often_and_no_more() -> None:
    play = Play(plan("talk"))
    for _ in range(MOST_ROUNDS):
        play.open("talk")
        play.close("talk")
        play.reveal("talk")
        play.seal("talk")
    with pytest.raises(Refused) as refused:
        play.open("talk")
    assert refused.value.code == "too_many" and len(play.step("talk").rounds) == MOST_ROUNDS - 1


def test_thousands_of_rounds_are_told_in_a_moment() -> None:
    rounds = tuple(f"past-{n}" for n in range(20_000))
    room, began = room_of(step("a", "now", 1.0, rounds)), time.monotonic()
    told = tree(room, ACTIVITIES, public=True).steps
    assert time.monotonic() - began < 4
    assert [told[n].nth for n in (0, 1, -1)] == [1, 2, 20_001]
    assert [one.nth for one in told if one.latest] == [20_001]


def test_records_that_name_each_other_twice_are_walked_through_once() -> None:
    """Forty of them would be 2**40 ways."""
    chain = [Item(id=f"i{n}", see=ALL, text=f"t{n}", from_=(f"i{n + 1}", f"i{n + 1}")) for n in range(40)]
    end = Item(id="i40", see=ALL, text="the end", from_=("i0",))
    room = room_of(step("a", "r", 1.0), Item(id="row", see=ALL, step="r", text="x", from_=("i0", "last")), *chain, end)
    room.apply(put(Item(id="last", see=ALL, text="a card")), 2)
    [row] = tree(room, {}, public=True).steps[0].rows
    assert [link.text for link in row.came_from] == ["a card"]


def test_a_chain_without_end_is_left_where_it_is_too_long(monkeypatch: pytest.MonkeyPatch) -> None:
    chain = [Item(id=f"i{n}", see=ALL, text=f"t{n}", from_=(f"i{n + 1}",)) for n in range(20_000)]
    rows = [Item(id=f"row{n}", see=ALL, step="r", text="x", from_=("i0",)) for n in range(300)]
    room, began = room_of(step("a", "r", 1.0), *chain, *rows), time.monotonic()
    assert all(not row.came_from for row in tree(room, {}, public=True).steps[0].rows)
    assert time.monotonic() - began < 4


def test_links_hold_no_more_than_so_much_together(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [Item(id=f"i{n}", see=ALL, text="x" * 1000) for n in range(10)]
    ids = tuple(text.id for text in texts)
    rows = [Item(id=f"row{n}", see=ALL, step="r", text="x", from_=ids) for n in range(20)]
    room = Room()
    room.apply(Change(put=(WORKSHOP, step("a", "r", 1.0), *texts, *rows)), 1)

    def links() -> int:
        return sum(len(row.came_from) for row in tree(room, {}, public=True).steps[0].rows)

    assert links() == 200
    monkeypatch.setattr(evidence, "MOST_TOLD", 22_000)
    assert links() == 20
