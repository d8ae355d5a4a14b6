"""Three levels of anonymity: each tells exactly whom it says, whoever writes may be stricter, and no step gets looser."""

from __future__ import annotations

import itertools
from typing import Any

import pytest

from sessions.activities import ACTIVITIES
from sessions.activities.brainstorm import AddIdea
from sessions.activities.lobby import WarmUp
from sessions.activities.thesis_walk import Pick, Reason
from sessions.activity import Refused
from sessions.anonymity import LEVELS, Byline, Reclaim, token_hash
from sessions.candidates import outcome_of
from sessions.outcome import tree
from sessions.records import Authorship, Idea, Record
from tests.sessions.play import Play, plan

TOKEN = "0123456789abcdef" * 2
NAME = "Osallistuja 0"


def refused(code: str) -> pytest.RaisesExc[Refused]:
    return pytest.raises(Refused, check=lambda error: error.code == code)


def opened(level: str, kind: str = "brainstorm") -> Play:
    play = Play(plan(kind, settings={"anonymity": level}), people=6)
    play.open(kind)
    return play


def said(play: Play, kind: str, text: str = "Kahvit naapuriin", **args: object) -> None:
    """One person's text, out in the open."""
    who = play.people[0]
    if kind == "brainstorm":
        play.act(who, kind, "add_idea", text=text, **args)
        play.hosts("advance_step", id=play.step(kind).id, stage="build")
    elif kind == "lobby":
        play.act(who, kind, "answer_warm_up", text=text, **args)
    else:
        items = [row.id for row in outcome_of(play.room, play.step(kind)).rows]
        for n, person in enumerate(play.people):
            more = {"reason": text, **args} if person == who else {"named": False}
            play.act(person, kind, "pick_thesis", item=items[n % 2], **more)
        play.close(kind)
        play.reveal(kind)


def who_reads_the_name(play: Play) -> set[str]:
    """Topics in which the name stands in anything but the records of people themselves."""
    found = {r.see for r in play.room if r.step and NAME in str(r)}
    return {"its writer" if see == f"person:{play.people[0]}" else see for see in found}


KINDS = ("brainstorm", "lobby", "thesis_walk")
TELLS = {"named": {"all"}, "named_to_host": {"hosts"}, "anonymous": set[str]()}


@pytest.mark.parametrize(("kind", "level"), [*itertools.product(KINDS, LEVELS)])
def test_a_name_goes_to_whom_the_level_says_and_to_nobody_else(kind: str, level: str) -> None:
    play = opened(level, kind)
    said(play, kind)
    assert who_reads_the_name(play) == TELLS[level]
    row = next(row for row in outcome_of(play.room, play.step(kind)).rows if row.text == "Kahvit naapuriin")
    assert row.anonymity == level
    assert row.author == ("" if level == "anonymous" else NAME)
    entries = {public: tree(play.room, ACTIVITIES, public).steps[0].rows for public in (True, False)}
    authors = {public: {entry.author for entry in rows} - {""} for public, rows in entries.items()}
    assert authors == {True: {NAME} if level == "named" else set(), False: set() if level == "anonymous" else {NAME}}


@pytest.mark.parametrize(("kind", "level"), [*itertools.product(KINDS, LEVELS)])
def test_whoever_writes_may_be_stricter(kind: str, level: str) -> None:
    play = opened(level, kind)
    said(play, kind, named=False)
    assert who_reads_the_name(play) == set()


@pytest.mark.parametrize("kind", KINDS)
def test_after_the_seal_the_facilitators_do_not_have_the_name_any_more(kind: str) -> None:
    play = opened("named_to_host", kind)
    said(play, kind)
    if play.step(kind).state == "open":
        play.close(kind)
    play.seal(kind)
    assert who_reads_the_name(play) == set() and not play.room.every(Byline)
    row = next(row for row in outcome_of(play.room, play.step(kind)).rows if row.text == "Kahvit naapuriin")
    assert (row.author, row.anonymity) == ("", "named_to_host")


def test_while_blind_the_facilitators_get_no_name_either() -> None:
    play = opened("named_to_host")
    play.act(play.people[0], "brainstorm", "add_idea", text="Kahvit naapuriin")
    assert not play.room.every(Byline)
    play.hosts("advance_step", id=play.step("brainstorm").id, stage="build")
    assert [line.name for line in play.room.every(Byline)] == [NAME]


def test_one_changes_ones_mind_about_the_name() -> None:
    play = opened("named_to_host")
    said(play, "brainstorm")
    idea = play.room.every(Idea)[0]
    play.act(play.people[0], "brainstorm", "edit_idea", id=idea.id, text="Kahvit sittenkin", named=False)
    assert not play.room.every(Byline) and not play.room.every(Authorship)[0].named
    play.act(play.people[0], "brainstorm", "edit_idea", id=idea.id, text="Kahvit", named=True)
    assert [line.name for line in play.room.every(Byline)] == [NAME]
    play.act(play.people[0], "brainstorm", "withdraw_idea", id=idea.id)
    assert not play.room.every(Byline)


def test_one_without_a_name_stays_without() -> None:
    play = opened("named_to_host", "lobby")
    play.ask(play.people[0], "rename", name="")
    said(play, "lobby")
    assert not play.room.every(Byline)


# only ever stricter


@pytest.mark.parametrize(("old", "new"), [*itertools.product(LEVELS, LEVELS)])
@pytest.mark.parametrize("written", [False, True])
def test_an_opened_step_gets_only_stricter(old: str, new: str, written: bool) -> None:
    play = opened(old)
    if written:
        said(play, "brainstorm")
    edit: dict[str, Any] = {"id": play.step("brainstorm").id, "settings": {"anonymity": new}}
    if LEVELS.index(new) < LEVELS.index(old):
        with refused("only_stricter"):
            play.hosts("edit_step", **edit)
        return
    play.hosts("edit_step", **edit)
    assert play.step("brainstorm").settings["anonymity"] == new
    assert who_reads_the_name(play) == (TELLS[new] if written else set())


def test_before_it_is_opened_any_level_may_be_chosen() -> None:
    play = Play(plan("brainstorm", settings={"anonymity": "anonymous"}))
    play.hosts("edit_step", id=play.step("brainstorm").id, settings={"anonymity": "named"})
    assert play.step("brainstorm").settings["anonymity"] == "named"
    with refused("wrong_setting"):
        play.hosts("edit_step", id=play.step("brainstorm").id, settings={"anonymity": "half"})


@pytest.mark.parametrize("state", ["grace", "closed", "revealed"])
def test_stricter_is_possible_as_long_as_it_is_not_sealed_and_nothing_else_is(state: str) -> None:
    play = opened("named", "thesis_walk")
    said(play, "thesis_walk")
    id = play.step("thesis_walk").id
    if state != "revealed":
        play.hosts("open_step", id=id)
        play.hosts("close_step", id=id)
        if state == "closed":
            play.later(16_000)
    assert play.step("thesis_walk").state == state
    with refused("settings_locked"):
        play.hosts("edit_step", id=id, settings={"anonymity": "anonymous", "reason": 20})
    play.hosts("edit_step", id=id, settings={"anonymity": "anonymous"})
    assert who_reads_the_name(play) == set()
    play.hosts("seal_step", id=id) if state != "grace" else play.later(16_000)
    assert play.step("thesis_walk").settings["anonymity"] == "anonymous"


def test_what_was_told_is_purged_from_the_journal_when_it_gets_stricter() -> None:
    play = opened("named")
    said(play, "brainstorm")
    change = play.hosts("edit_step", id=play.step("brainstorm").id, settings={"anonymity": "anonymous"})
    assert change.purge


def test_a_blind_idea_typed_under_a_looser_level_comes_out_under_the_stricter_one() -> None:
    play = opened("named")
    play.act(play.people[0], "brainstorm", "add_idea", text="Kahvit naapuriin")
    assert who_reads_the_name(play) == {"its writer"}
    play.hosts("edit_step", id=play.step("brainstorm").id, settings={"anonymity": "named_to_host"})
    play.hosts("advance_step", id=play.step("brainstorm").id, stage="build")
    assert who_reads_the_name(play) == {"hosts"}


def test_a_step_whose_level_nobody_knows_is_anonymous() -> None:
    play = Play(plan("feedback"))
    step = play.open("feedback")
    assert "anonymity" not in step.settings
    play.hosts("edit_step", id=step.id, settings={"quotes": False})


# tokens


def test_of_a_token_only_a_hash_is_kept_and_nobody_gets_it() -> None:
    play = opened("anonymous")
    play.act(play.people[0], "brainstorm", "add_idea", text="Kahvit naapuriin", token=TOKEN)
    reclaim = play.room.every(Reclaim)[0]
    assert (reclaim.id, reclaim.see) == (token_hash(TOKEN), "none")
    assert not [record for record in play.room if TOKEN in str(record)]
    with refused("malformed"):
        play.act(play.people[1], "brainstorm", "add_idea", text="Sama avain", token=TOKEN)
    for wrong in ("short", "G" * 32, TOKEN + "0"):
        with refused("malformed"):
            play.act(play.people[1], "brainstorm", "add_idea", text="Väärä avain", token=wrong)


def test_a_token_outlives_the_seal_and_says_nothing_of_its_owner() -> None:
    play = opened("anonymous", "thesis_walk")
    said(play, "thesis_walk", token=TOKEN)
    play.seal("thesis_walk")
    reclaim = play.room.every(Reclaim)[0]
    assert isinstance(play.room.get(reclaim.of), Reason)
    left: list[Record] = [*play.room.every(Pick), reclaim, *play.room.every(Reason)]
    assert not [record for record in left if any(person in str(record) for person in play.people)]
    assert {pick.reason for pick in play.room.every(Pick)} == {""}, "the words stand in the reason alone"


def test_an_empty_token_is_none() -> None:
    play = opened("anonymous", "lobby")
    said(play, "lobby")
    assert not play.room.every(Reclaim) and AddIdea(text="x").token == ""
    assert play.room.every(WarmUp)[0].name == ""
