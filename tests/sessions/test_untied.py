"""What a backup may hold of a room: nothing that ties a person to a secret, and steps that ask again."""

from __future__ import annotations

import pytest

from sessions.activities import ACTIVITIES
from sessions.activities.dot_vote import Ballot, Tally
from sessions.anonymity import Byline
from sessions.records import Authorship, Done, Idea, Item, Progress, Self, put, to_map, with_rev
from sessions.room import Room
from sessions.untied import untied
from tests.sessions.play import Play, plan


def counts(room: Room, round: str) -> tuple[int, int, int]:
    found = room.get(f"progress-{round}", Progress)
    assert found is not None
    return found.voters, found.done, found.count


def state(room: Room, key: str) -> str:
    step = room.step_with(key)
    assert step is not None
    return step.state


def backed_up(play: Play) -> Room:
    room = Room()
    room.restore(untied(play.room)[0], play.room.rev)
    return room


def test_an_open_vote_is_left_out_and_asks_again() -> None:
    play = Play(plan("dot_vote"))
    step = play.open("dot_vote")
    play.bots("dot_vote")
    play.act(play.people[0], "dot_vote", "mark_done", done=True)
    assert counts(play.room, step.round) == (6, 1, 0)
    room = backed_up(play)
    assert not room.of(step.round, Ballot) and not room.of(step.round, Done)
    assert counts(room, step.round) == (0, 0, 0)
    play.room = room
    item = room.of(step.round, Item)[0].id
    for person in play.people:
        assert room.mine(person, "", Self), "phones come back as who they were"
        play.act(person, "dot_vote", "place_dots", dots={item: 1})
    play.close("dot_vote")
    play.reveal("dot_vote")
    assert play.room.of(step.round, Tally)[0].totals[item] == 6


def test_a_vote_that_was_just_closed_is_opened_again() -> None:
    play = Play(plan("dot_vote"), plan("talk"))
    play.open("dot_vote")
    play.bots("dot_vote")
    play.close("dot_vote")
    assert state(backed_up(play), "dot_vote") == "open"
    play.open("talk")
    assert state(backed_up(play), "dot_vote") == "closed", "but not beside another step: the facilitators can"


def test_a_result_that_is_out_stays_and_can_be_sealed() -> None:
    play = Play(plan("dot_vote"))
    step = play.open("dot_vote")
    play.bots("dot_vote")
    play.close("dot_vote")
    play.reveal("dot_vote")
    told = play.room.of(step.round, Tally)
    play.room = backed_up(play)
    assert play.step("dot_vote").state == "revealed" and play.room.of(step.round, Tally) == told
    play.later(11 * 60_000)
    assert play.step("dot_vote").state == "sealed" and play.room.of(step.round, Tally)[0].totals == told[0].totals


def test_blind_ideas_are_left_out_and_shown_ones_stay_without_author() -> None:
    play = Play(plan("brainstorm", lines=()))
    step = play.open("brainstorm")
    play.act(play.people[0], "brainstorm", "add_idea", text="Sokkona")
    assert not backed_up(play).of(step.round, Idea)
    play.hosts("advance_step", id=step.id, stage="build")
    play.act(play.people[1], "brainstorm", "add_idea", text="Kaikille")
    room = backed_up(play)
    assert sorted(idea.text for idea in room.of(step.round, Idea)) == ["Kaikille", "Sokkona"]
    assert not room.every(Authorship)
    assert counts(room, step.round)[2] == 2


def test_a_sealed_room_is_held_whole() -> None:
    play = Play(plan("dot_vote"))
    play.open("dot_vote")
    play.bots("dot_vote")
    play.close("dot_vote")
    play.reveal("dot_vote")
    play.seal("dot_vote")
    records, less = untied(play.room)
    assert not less and records == sorted((with_rev(r, play.room.rev) for r in play.room), key=lambda record: record.id)


@pytest.mark.parametrize("kind", sorted(ACTIVITIES))
def test_no_private_record_of_an_open_round_is_in_it(kind: str) -> None:
    """Whatever an activity keeps for one person alone, in every state before it is sealed."""
    takes = kind in ("thesis_walk", "dot_vote", "clustering", "next_steps")
    play = Play(plan(kind) if takes else plan(kind, lines=()))
    step = play.open(kind)
    stages = getattr(ACTIVITIES[kind], "STAGES", ("",))[1:]
    for now in ("open", *stages, "close", "reveal"):
        if now in stages:
            play.hosts("advance_step", id=step.id, stage=now)
        elif now != "open":
            getattr(play, now)(kind)
        if play.step(kind).state == "open":
            play.bots(kind)
        records, _ = untied(play.room)
        wrong = [r for r in records if r.step == step.round and (r.purged or r.see.startswith("person:"))]
        assert not wrong
        assert not [r for r in records if r.ballot], kind
        again = Room()
        again.restore(records, play.room.rev)
        assert [to_map(r) for r in untied(again)[0]] == [to_map(r) for r in again], "a backup of it is the same again"


def test_the_order_of_revs_says_nothing() -> None:
    play = Play(plan("lobby"))
    play.open("lobby")
    play.bots("lobby")
    kept = untied(play.room)[0]
    assert {record.rev for record in kept} == {play.room.rev}
    assert [record.id for record in kept] == sorted(record.id for record in kept)


def test_what_a_seal_will_purge_is_left_out_whoever_sees_it() -> None:
    play = Play(plan("brainstorm", lines=()))
    step = play.open("brainstorm")
    play.keep(put(Byline(id="by", see="hosts", step=step.round, of="x", name="Aino")))
    assert "by" not in backed_up(play).records
