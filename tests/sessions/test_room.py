"""The room: topics, indexes, catching up."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from sessions.records import Change, Idea, Opaque, Step, from_map, put, to_map
from sessions.room import Room

SEES = ("all", "hosts", "person:a", "person:b", "group:x", "none")
changes = st.lists(
    st.lists(st.tuples(st.sampled_from("pqrstu"), st.sampled_from((*SEES, "delete"))), min_size=1, max_size=4),
    max_size=30,
)


def idea(id: str, see: str, step: str = "r", text: str = "x") -> Idea:
    return Idea(id=id, see=see, step=step, text=text)


def played(script: list[list[tuple[str, str]]], room: Room | None = None) -> Room:
    room = room or Room()
    for pairs in script:
        last = dict(pairs)
        change = Change(
            put=tuple(idea(id, see) for id, see in last.items() if see != "delete"),
            delete=tuple(id for id, see in last.items() if see == "delete"),
        )
        room.apply(change, room.rev + 1)
    return room


@given(changes)
def test_topics_hold_exactly_the_records_of_their_see(script: list[list[tuple[str, str]]]) -> None:
    room = played(script)
    for see in SEES[:-1]:
        held = {record.id: record.rev for record in room if record.see == see}
        assert room.topic(see).revs == held
        assert room.topic(see).count == len(held)
        assert room.topic(see).sum == sum(held.values())


@given(changes, st.integers(0, 30))
def test_a_delta_since_any_rev_makes_an_old_copy_fresh(script: list[list[tuple[str, str]]], cut: int) -> None:
    old, new = played(script[:cut]), played(script)
    for see in SEES[:-1]:
        copy = dict(old.topic(see).revs)
        delta = new.topic(see).since(old.rev)
        assert delta is not None
        came, left = delta
        copy = {id: rev for id, rev in copy.items() if (id, rev) not in left and id not in dict(left)}
        copy |= {id: new.records[id].rev for id in came}
        assert copy == new.topic(see).revs


@given(changes)
def test_indexes_agree_with_a_full_look(script: list[list[tuple[str, str]]]) -> None:
    room = played(script)
    assert {r.id for r in room.of("r", Idea)} == set(room.records)
    assert {r.id for r in room.mine("a", "r", Idea)} == {r.id for r in room if r.see == "person:a"}
    assert {r.id for r in room.seen_by(("all", "person:b"))} == {r.id for r in room if r.see in ("all", "person:b")}


def test_below_the_floor_nobody_guesses() -> None:
    room = played([[("p", "all")], [("p", "delete")], [("q", "all")]])
    room.topics["all"].forget_before(2)
    assert room.topic("all").since(1) is None
    assert room.topic("all").since(2) == (["q"], [])


def test_the_walk_since_a_rev_stays_short_when_one_record_changes_often() -> None:
    room = Room()
    for n in range(10_000):
        room.apply(put(idea("p", "all", text=str(n))), room.rev + 1)
    assert len(room.topics["all"]._log) < 200


def test_an_unknown_kind_stays_as_it_came() -> None:
    raw = {"kind": "hologram", "id": "h1", "see": "hosts", "rev": 3, "step": "r", "v": 4, "beams": [1, {"x": 2}]}
    record = from_map(raw)
    assert isinstance(record, Opaque)
    room = Room()
    room.apply(put(record), 9)
    assert to_map(room.records["h1"]) == {**raw, "rev": 9}
    assert [r.id for r in room.seen_by(("hosts",))] == ["h1"]
    assert not list(room.seen_by(("all",)))


def test_a_newer_version_of_a_known_kind_stays_opaque() -> None:
    assert isinstance(from_map({"kind": "idea", "id": "i", "see": "all", "v": 99, "text": "?"}), Opaque)


def test_steps_come_in_order_and_are_found_by_every_round() -> None:
    room = Room()
    orders = [3.0, 1.0, 2.0]
    random.Random(1).shuffle(orders)
    steps = [
        Step(
            id=f"s{o}",
            see="hosts",
            key=f"k{o}",
            phase="define",
            activity="talk",
            title={},
            order=o,
            round=f"r{o}",
            rounds=(f"old{o}",),
        )
        for o in orders
    ]
    room.apply(put(*steps), 1)
    assert [step.order for step in room.steps()] == [1.0, 2.0, 3.0]
    assert room.step_of("old2.0") == room.step_of("r2.0") == room.get("s2.0", Step)


def test_what_was_due_before_time_began_is_never_due() -> None:
    room, step = Room(), Step(id="s", see="all", key="s", phase="open", activity="talk", title={}, due=-5)
    room.apply(put(step), 1)
    assert room.earliest_due == 0


@given(changes)
def test_a_room_that_is_given_back_holds_nothing_any_more(script: list[list[tuple[str, str]]]) -> None:
    room = played(script)
    for _ in room.emptied():
        pass
    empty = Room()
    for name, held in vars(room).items():
        if name == "topics":
            assert not any(shelf for topic in room.topics.values() for shelf in topic.shelves())
        elif name != "rev":
            assert held == vars(empty)[name], name
