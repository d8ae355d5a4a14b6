"""Candidates made into one and taken apart again, with what may happen in between."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from sessions import opening
from sessions.activity import Refused
from sessions.candidates import offered
from sessions.records import Candidate, Cut, Idea, Item
from sessions.room import Room
from tests.sessions.play import LINES, Play, plan


def refused(code: str) -> pytest.RaisesExc[Refused]:
    return pytest.raises(Refused, check=lambda error: error.code == code)


def texts(play: Play, key: str = "dot_vote") -> list[str]:
    """What can be ticked, in order."""
    return [c.text for c in sorted(offered(play.room, play.step(key).round), key=lambda c: c.order)]


def named(play: Play, text: str) -> Candidate:
    """The one on offer under this text."""
    return next(c for c in offered(play.room, play.step("dot_vote").round) if c.text == text)


def merge(play: Play, text: str, *of: str) -> Candidate:
    play.hosts("merge_candidates", ids=[named(play, one).id for one in of], text=text)
    return named(play, text)


def plain(play: Play) -> list[Candidate]:
    """All candidates as they are, but for their revs."""
    found = (msgspec.structs.replace(c, rev=0) for c in play.room.every(Candidate))
    return sorted(found, key=lambda c: c.id)


def taking(*ideas: str, **fields: Any) -> Play:
    """A vote that takes these ideas, which are over."""
    play = Play(plan("brainstorm", lines=()), plan("dot_vote", takes=("brainstorm",), lines=(), **fields))
    play.open("brainstorm")
    for n, text in enumerate(ideas):
        play.act(play.people[n], "brainstorm", "add_idea", text=text)
    play.reveal("brainstorm")
    play.hosts("prepare_step", id=play.step("dot_vote").id)
    return play


def test_a_merge_is_taken_back_as_it_was() -> None:
    play = Play(plan("dot_vote"))
    play.hosts("tick_candidates", ids=[named(play, LINES[2]).id], ticked=False)
    play.hosts("edit_candidate", id=named(play, LINES[1]).id, text="Mokatunti")
    before = plain(play)
    merged = merge(play, "Kaksi yhdessä", LINES[2], "Mokatunti")
    assert texts(play) == [LINES[0], "Kaksi yhdessä", LINES[3]] and merged.ticked
    play.hosts("split_candidate", id=merged.id)
    assert plain(play) == before


def test_a_merge_of_a_merge_is_taken_back_one_at_a_time() -> None:
    play = Play(plan("dot_vote"))
    merge(play, "kaksi", LINES[0], LINES[1])
    merge(play, "kolme", "kaksi", LINES[2])
    assert texts(play) == ["kolme", LINES[3]]
    play.hosts("split_candidate", id=named(play, "kolme").id)
    assert texts(play) == ["kaksi", LINES[2], LINES[3]]
    play.hosts("split_candidate", id=named(play, "kaksi").id)
    assert texts(play) == list(LINES)


def test_what_went_into_one_is_nowhere_else() -> None:
    play = Play(plan("dot_vote"))
    parts = [named(play, line).id for line in LINES[:2]]
    merged = merge(play, "yhdessä", *LINES[:2])
    with refused("unknown_record"):
        play.hosts("tick_candidates", ids=parts, ticked=False)
    with refused("unknown_record"):
        play.hosts("merge_candidates", ids=[parts[0], named(play, LINES[2]).id], text="x")
    with refused("unknown_record"):
        play.hosts("split_candidate", id=parts[0])
    with refused("unknown_record"):
        play.hosts("split_candidate", id=named(play, LINES[2]).id)
    play.hosts("edit_candidate", id=merged.id, text="yhdessä, toisin sanoen")
    play.hosts("tick_candidates", ids=[named(play, LINES[3]).id], ticked=False)
    step = play.open("dot_vote")
    assert [i.text for i in sorted(play.room.of(step.round, Item), key=lambda i: i.order)] == [
        "yhdessä, toisin sanoen", LINES[2],
    ]  # fmt: skip
    with refused("already_open"):
        play.hosts("split_candidate", id=merged.id)


def test_an_edited_one_is_split_into_what_it_was_made_of() -> None:
    play = Play(plan("dot_vote"))
    merged = merge(play, "yhdessä", *LINES[:2])
    play.hosts("edit_candidate", id=merged.id, text="aivan muuta")
    play.hosts("tick_candidates", ids=[merged.id], ticked=False)
    play.hosts("split_candidate", id=merged.id)
    assert texts(play) == list(LINES) and all(c.ticked for c in play.room.every(Candidate))


def test_a_removed_one_takes_along_what_went_into_it() -> None:
    play = Play(plan("dot_vote"))
    merge(play, "kaksi", *LINES[:2])
    merge(play, "kolme", "kaksi", LINES[2])
    play.hosts("remove_candidates", ids=[named(play, "kolme").id])
    assert [c.text for c in play.room.every(Candidate)] == [LINES[3]]
    play.hosts("remove_step", id=play.step("dot_vote").id)
    assert not play.room.every(Candidate)


def test_a_step_is_looked_through_again_without_bringing_parts_back() -> None:
    play = taking("eka", "toka", "kolmas")
    merged = merge(play, "yhdessä", "eka", "toka")
    play.hosts("prepare_step", id=play.step("dot_vote").id)
    assert sorted(texts(play)) == ["kolmas", "yhdessä"]
    play.hosts("remove_candidates", ids=[merged.id])
    play.hosts("prepare_step", id=play.step("dot_vote").id)
    assert sorted(texts(play)) == ["eka", "kolmas", "toka"]


def test_what_is_gone_from_its_source_is_not_brought_back_by_a_split() -> None:
    play = taking("eka", "toka", "kolmas")
    merged = merge(play, "yhdessä", "eka", "toka")
    idea = next(one for one in play.room.every(Idea) if one.text == "eka")
    play.hosts("hide", id=idea.id)
    play.hosts("prepare_step", id=play.step("dot_vote").id)
    assert sorted(texts(play)) == ["kolmas", "yhdessä"]
    play.hosts("split_candidate", id=merged.id)
    assert sorted(texts(play)) == ["kolmas", "toka"]


def test_a_pasted_line_outlives_the_idea_that_it_was_merged_with() -> None:
    play = taking("eka", "toka")
    play.hosts("paste_items", id=play.step("dot_vote").id, lines="liitetty")
    merge(play, "yhdessä", "eka", "liitetty")
    play.hosts("hide", id=next(one for one in play.room.every(Idea) if one.text == "eka").id)
    play.hosts("prepare_step", id=play.step("dot_vote").id)
    assert sorted(texts(play)) == ["liitetty", "toka"]


def test_the_cut_counts_what_was_on_offer() -> None:
    play = taking("eka", "toka", "kolmas", "neljäs")
    merge(play, "yhdessä", "eka", "toka")
    play.hosts("tick_candidates", ids=[named(play, "kolmas").id], ticked=False)
    step = play.open("dot_vote")
    [cut] = play.room.of(step.round, Cut)
    assert (cut.took, cut.of) == (2, 3)
    together = next(i for i in play.room.of(step.round, Item) if i.text == "yhdessä")
    assert {play.room.get(id, Idea).text for id in together.from_} == {"eka", "toka"}  # type: ignore[union-attr]


def test_a_copy_of_the_room_can_still_be_split() -> None:
    play = Play(plan("dot_vote"))
    merge(play, "yhdessä", *LINES[:2])
    copy = Room()
    copy.apply(opening.copy(play.room, {"k": "host"}, play.house()), 1)
    round = copy.steps()[0].round
    assert {c.text for c in offered(copy, round)} == {"yhdessä", *LINES[2:]}
    merged = next(c for c in offered(copy, round) if c.text == "yhdessä")
    assert {c.text for c in copy.of(round, Candidate) if c.into == merged.id} == set(LINES[:2])


def test_a_copy_has_the_pasted_part_of_what_came_from_people() -> None:
    play = taking("eka")
    play.hosts("paste_items", id=play.step("dot_vote").id, lines="liitetty")
    merge(play, "yhdessä", "eka", "liitetty")
    copy = Room()
    copy.apply(opening.copy(play.room, {"k": "host"}, play.house()), 1)
    assert [c.text for c in offered(copy, copy.steps()[1].round)] == ["liitetty"]
