"""Clustering: every move counts, the last one holds, and the machine never moves what a person has placed."""

from __future__ import annotations

import random
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sessions import session
from sessions.activities import clustering
from sessions.activities.clustering import Board
from sessions.activity import HOUSE, Refused
from sessions.candidates import outcome_of
from sessions.piles import Pile, Placement, moves_of, pile_of
from sessions.records import Candidate, Errand, Item, to_map
from sessions.suggestions import Suggestion
from tests.sessions.play import Play, plan

NOTES = (
    "Kahvihetki naapuriyksikön kanssa", "Kahvihetket naapurin kanssa", "Mokatunti kerran kuussa", "Mokatunnit joka kuussa",
    "Videot hyvistä käytännöistä", "Lyhyt video hyvästä käytännöstä", "Kummiyksikkö", "Avoimet ovet",
)  # fmt: skip


def refused(code: str) -> pytest.RaisesExc[Refused]:
    return pytest.raises(Refused, check=lambda error: error.code == code)


def opened(lines: tuple[str, ...] = NOTES, **fields: Any) -> Play:
    play = Play(plan("clustering", lines=lines, **fields), plan("dot_vote", takes=("clustering",), lines=()))
    play.open("clustering")
    return play


def notes(play: Play) -> list[str]:
    items = play.room.of(play.step("clustering").round, Item)
    return [item.id for item in sorted(items, key=lambda item: item.order)]


def sheets(play: Play) -> list[Pile]:
    return sorted(play.room.of(play.step("clustering").round, Pile), key=lambda pile: pile.order)


def suggestions(play: Play) -> list[Suggestion]:
    found = play.room.of(play.step("clustering").round, Suggestion)
    return sorted(found, key=lambda suggestion: suggestion.order)


def do(play: Play, who: str, action: str, **args: Any) -> Any:
    return play.act(who, "clustering", action, **args)


def pile(play: Play, who: str, *items: str, name: str = "") -> Pile:
    do(play, who, "make_pile", items=items, name=name)
    return sheets(play)[-1]


def look(play: Play, before_it_comes: Any = lambda: None) -> None:
    """The facilitator asks, the work is done elsewhere, and its result comes back."""
    do(play, play.host, "suggest_piles")
    errand = play.room.one(play.step("clustering").round, Errand)
    assert errand is not None
    wanted = session.errand_of(play.room, errand)
    assert wanted is not None and play.room.one(errand.step, Board).looking  # type: ignore[union-attr]
    result = msgspec.msgpack.decode(msgspec.msgpack.encode(session.run_errand(*wanted)))
    before_it_comes()
    args = {"errand": errand.id, "result": result}
    play.keep(session.decide(play.room, "deliver", "", args, play.by("", HOUSE)))


def test_two_who_take_one_note_are_both_heard_and_the_last_one_counts() -> None:
    play = opened()
    a, b = play.people[:2]
    one, two, three = notes(play)[:3]
    spaces, time = pile(play, a, two, name="Tilat"), pile(play, b, three, name="Aika")
    do(play, a, "move_note", item=one, pile=spaces.id)
    do(play, b, "move_note", item=one, pile=time.id)
    for person in (a, b, play.host):
        placement = play.sees(person, "host" if person == play.host else "participant").get(f"at-{one}", Placement)
        assert placement is not None and (placement.pile, placement.moves) == (time.id, 2)
    do(play, b, "move_note", item=one, pile=time.id)
    assert moves_of(play.room, one) == 2  # where it lies already is no move
    do(play, a, "move_note", item=one, pile="")
    assert (pile_of(play.room, one), moves_of(play.room, one)) == ("", 3)


def test_beside_a_loose_note_makes_a_pile_and_beside_a_placed_one_joins_it() -> None:
    play = opened()
    a, b = play.people[:2]
    one, two, three, four = notes(play)[:4]
    do(play, a, "put_beside", item=one, beside=two)
    first = sheets(play)[0]
    assert pile_of(play.room, one) == pile_of(play.room, two) == first.id and first.name == ""
    other = pile(play, b, four, name="Omansa")
    do(play, b, "move_note", item=two, pile=other.id)
    do(play, a, "put_beside", item=three, beside=two)  # a did not know that two had been taken
    assert pile_of(play.room, two) == pile_of(play.room, three) == other.id
    assert do(play, a, "put_beside", item=one, beside=one).put == ()


def test_a_nameless_sheet_goes_with_its_last_note_and_a_named_one_stays() -> None:
    play = opened()
    one, two = notes(play)[:2]
    bare, named = pile(play, play.people[0], one), pile(play, play.people[0], two, name="Nimetty")
    do(play, play.people[1], "move_note", item=one, pile=named.id)
    assert [sheet.id for sheet in sheets(play)] == [named.id]
    with refused("pile_gone"):
        do(play, play.people[0], "move_note", item=two, pile=bare.id)
    do(play, play.people[0], "move_note", item=one)
    do(play, play.people[0], "move_note", item=two)
    assert [sheet.id for sheet in sheets(play)] == [named.id]


def test_names_are_proposed_by_all_and_none_is_lost() -> None:
    play = opened()
    sheet = pile(play, play.people[0], notes(play)[0])
    for person, name in zip(play.people, ("Tilat", "Paikat", "Tilat ja paikat", "Paikat"), strict=False):
        do(play, person, "name_pile", pile=sheet.id, text=name)
    now = sheets(play)[0]
    assert now.name == "Paikat" and now.names == ("Tilat", "Tilat ja paikat")
    with refused("empty"):
        do(play, play.people[0], "name_pile", pile=sheet.id, text="  ")
    with refused("too_long"):
        do(play, play.people[0], "name_pile", pile=sheet.id, text="x" * 81)
    with refused("empty"):
        do(play, play.people[0], "make_pile")


def test_only_the_facilitators_merge_and_take_full_piles_apart() -> None:
    play = opened()
    one, two, three = notes(play)[:3]
    a, b = pile(play, play.people[0], one, two, name="Kahvit"), pile(play, play.people[0], three, name="Tauot")
    with refused("not_yours"):
        do(play, play.people[0], "merge_piles", pile=b.id, into=a.id)
    with refused("pile_holds_notes"):
        do(play, play.people[0], "dissolve_pile", pile=a.id)
    do(play, play.host, "merge_piles", pile=b.id, into=a.id)
    assert [(sheet.name, sheet.names) for sheet in sheets(play)] == [("Kahvit", ("Tauot",))]
    assert {pile_of(play.room, id) for id in (one, two, three)} == {a.id}
    do(play, play.host, "dissolve_pile", pile=a.id)
    assert not sheets(play) and {pile_of(play.room, id) for id in (one, two, three)} == {""}
    with refused("pile_gone"):
        do(play, play.host, "dissolve_pile", pile=a.id)
    empty = pile(play, play.people[0], name="Tyhjä")
    do(play, play.people[1], "dissolve_pile", pile=empty.id)
    assert not sheets(play)


def test_a_frozen_board_moves_only_for_the_facilitators() -> None:
    play = opened()
    one, two = notes(play)[:2]
    do(play, play.host, "freeze_board", frozen=True)
    with refused("board_frozen"):
        do(play, play.people[0], "put_beside", item=one, beside=two)
    do(play, play.host, "put_beside", item=one, beside=two)
    do(play, play.host, "freeze_board", frozen=False)
    do(play, play.people[0], "move_note", item=one)


def test_notes_of_another_board_are_unknown() -> None:
    play = opened()
    with refused("unknown_record"):
        do(play, play.people[0], "move_note", item="nothing")
    with refused("unknown_record"):
        do(play, play.people[0], "make_pile", items=(notes(play)[0], "nothing"))


def test_suggestions_move_nothing_until_somebody_accepts() -> None:
    play = opened()
    look(play)
    found = suggestions(play)
    assert {frozenset(s.items) for s in found} >= {frozenset(notes(play)[0:2]), frozenset(notes(play)[2:4])}
    assert not play.room.of(play.step("clustering").round, Placement) and not sheets(play)
    board = play.room.one(play.step("clustering").round, Board)
    assert board is not None and not board.looking and board.found == len(found)
    assert not play.room.every(Errand)
    do(play, play.people[0], "accept_suggestion", id=found[0].id)
    assert {pile_of(play.room, id) for id in found[0].items} == {sheets(play)[0].id}
    assert sheets(play)[0].name == found[0].name and sheets(play)[0].suggested
    before = play.room.rev
    change = do(play, play.people[1], "accept_suggestion", id=found[0].id)
    assert change.put == () and len(sheets(play)) == 1 and play.room.rev == before + 1


def test_accepting_never_moves_a_note_that_a_person_has_placed() -> None:
    play = opened((*NOTES, "Kahvihetki naapurin kanssa joka kuussa"))
    coffee = [notes(play)[n] for n in (0, 1, 8)]
    look(play)
    found = next(s for s in suggestions(play) if set(s.items) == set(coffee))
    own = pile(play, play.people[0], coffee[0], name="Minun pinoni")
    do(play, play.people[1], "accept_suggestion", id=found.id)
    assert pile_of(play.room, coffee[0]) == own.id and moves_of(play.room, coffee[0]) == 1
    assert pile_of(play.room, coffee[1]) == pile_of(play.room, coffee[2]) not in ("", own.id)
    accepted = play.room.get(found.id, Suggestion)
    assert accepted is not None and set(accepted.items) == set(coffee[1:])


def test_a_suggestion_that_people_have_sorted_meanwhile_goes_away() -> None:
    play = opened()
    look(play)
    found = next(s for s in suggestions(play) if set(s.items) == set(notes(play)[:2]))
    pile(play, play.people[0], notes(play)[0])
    do(play, play.people[1], "accept_suggestion", id=found.id)
    assert pile_of(play.room, notes(play)[1]) == "" and play.room.get(found.id) is None
    with refused("suggestion_gone"):
        do(play, play.people[1], "accept_suggestion", id=found.id)


def test_what_is_placed_while_the_machine_looks_is_not_suggested() -> None:
    play = opened()
    look(play, lambda: pile(play, play.people[0], notes(play)[0], name="Ehdin ensin"))
    assert all(notes(play)[0] not in s.items for s in suggestions(play))


def test_loose_notes_are_suggested_to_the_pile_that_holds_their_like() -> None:
    play = opened()
    own = pile(play, play.people[0], notes(play)[2], name="Mokat")
    look(play)
    found = next(s for s in suggestions(play) if s.items == (notes(play)[3],))
    assert found.pile == own.id
    do(play, play.people[0], "accept_suggestion", id=found.id)
    assert pile_of(play.room, notes(play)[3]) == own.id


def test_what_was_ignored_is_not_brought_again_and_a_new_look_takes_the_place_of_the_old() -> None:
    play = opened()
    look(play)
    first = suggestions(play)
    with refused("not_yours"):
        do(play, play.people[0], "ignore_suggestion", id=first[0].id)
    do(play, play.host, "ignore_suggestion", id=first[0].id)
    look(play)
    again = suggestions(play)
    assert first[0].id in {s.id for s in again} and not {s.id for s in first[1:]} & {s.id for s in again}
    assert [s.items for s in again if s.state == "draft"] == [s.items for s in first[1:]]
    do(play, play.host, "suggest_piles")
    assert do(play, play.host, "suggest_piles").put == ()
    with refused("not_yours"):
        do(play, play.people[0], "suggest_piles")


def test_suggestions_can_be_switched_off() -> None:
    play = opened(settings={"suggestions": False})
    with refused("no_suggestions"):
        do(play, play.host, "suggest_piles")


def test_it_gives_piles_and_loners_and_says_who_grouped_how() -> None:
    play = opened()
    ids = notes(play)
    look(play)
    found = next(s for s in suggestions(play) if set(s.items) == set(ids[:2]))
    do(play, play.people[0], "accept_suggestion", id=found.id)
    own = pile(play, play.people[0], ids[2], ids[3], name="Mokat")
    do(play, play.people[1], "name_pile", pile=own.id, text="Mokista opitaan")
    do(play, play.people[1], "move_note", item=ids[0], pile=own.id)
    pile(play, play.people[2], name="Tyhjäksi jäävä")
    outcome = outcome_of(play.room, play.step("clustering"))
    rows = {row.id: row for row in outcome.rows}
    assert rows[own.id].members == (ids[0], ids[2], ids[3]) and rows[own.id].note == "Mokat"
    assert rows[ids[0]].group == "Mokista opitaan" and rows[ids[0]].tags == ("moves:2",)
    assert [row.what for row in outcome.rows] == ["pile"] * 2 + ["loner"] * 4 + ["note"] * 4
    assert outcome.items == tuple(row.id for row in outcome.rows if row.what in ("pile", "loner"))
    assert outcome.facts == {
        "piles": 2, "loners": 4, "grouped": 4, "moves": 5, "accepted": 1, "ignored": 0, "by-draft": 1, "redone": 1,
    }  # fmt: skip
    play.hosts("prepare_step", id=play.step("dot_vote").id)
    taken = [c for c in play.room.every(Candidate) if c.step == play.step("dot_vote").round]
    assert len(taken) == 6 and next(c for c in taken if c.what == "pile" and own.id in c.from_).from_[1:] == (
        ids[0], ids[2], ids[3],
    )  # fmt: skip


@pytest.mark.parametrize("seed", range(5))
def test_bots_play_to_the_end_and_the_replay_is_the_room(seed: int) -> None:
    play = opened()
    look(play)
    assert play.bots("clustering", rounds=8, seed=seed) > 8
    play.close("clustering")
    play.reveal("clustering")
    play.seal("clustering")
    outcome = outcome_of(play.room, play.step("clustering"))
    assert outcome.facts["grouped"] and all(row.text for row in outcome.rows)
    assert {r.id: to_map(r) for r in play.replayed()} == {r.id: to_map(r) for r in play.room}


def _random_action(play: Play, rng: random.Random) -> tuple[str, dict[str, Any]]:
    items, of_piles = notes(play), [sheet.id for sheet in sheets(play)] or [""]
    drafts = [s.id for s in suggestions(play)]
    choices: list[tuple[str, dict[str, Any]]] = [
        ("move_note", {"item": rng.choice(items), "pile": rng.choice([*of_piles, ""])}),
        ("put_beside", {"item": rng.choice(items), "beside": rng.choice(items)}),
        ("make_pile", {"items": tuple(rng.sample(items, 2)), "name": rng.choice(["", "Pino"])}),
        ("dissolve_pile", {"pile": rng.choice(of_piles)}),
        ("accept_suggestion", {"id": rng.choice(drafts or [""])}),
    ]
    return rng.choice(choices)


@settings(max_examples=40)
@given(seed=st.integers(0, 1_000_000))
def test_whatever_people_do_every_note_lies_somewhere_and_every_move_is_counted(seed: int) -> None:
    rng = random.Random(seed)
    play = opened()
    look(play)
    moved = dict.fromkeys(notes(play), 0)
    for _ in range(30):
        before = {id: pile_of(play.room, id) for id in moved}
        action, args = _random_action(play, rng)
        try:
            do(play, rng.choice([*play.people, play.host]), action, **args)
        except Refused as no:
            assert no.code in ("pile_gone", "pile_holds_notes", "suggestion_gone")  # noqa: PT017
            continue
        for id in moved:
            moved[id] += pile_of(play.room, id) != before[id]
            assert action != "accept_suggestion" or before[id] in ("", pile_of(play.room, id))
    step = play.step("clustering")
    assert {id: moves_of(play.room, id) for id in moved} == moved
    assert {p.pile for p in play.room.of(step.round, Placement)} - {""} <= {sheet.id for sheet in sheets(play)}
    rows = clustering.outcome(play.room, step).rows
    assert sorted(row.id for row in rows if row.what != "pile") == sorted(moved)
    placed = sum(row.what == "note" for row in rows)
    assert getattr(play.room.get(f"progress-{step.round}"), "count", 0) == placed
