"""Who asks to be forgotten is: nothing names them any more, what they wrote goes or stays as they say, counts are right."""

from __future__ import annotations

import pytest

from sessions.activities.dot_vote import Ballot
from sessions.activities.lobby import WarmUp
from sessions.activities.next_steps import NextStep
from sessions.activities.thesis_walk import Reason
from sessions.contacts import Contact
from sessions.records import Done, Idea, Item, Pass, Progress
from tests.sessions.play import Play, plan

NAME = "Osallistuja 0"


def trace(play: Play, person: str) -> list[str]:
    """Whatever still says that this person was here."""
    found = [str(record) for record in play.room if person in str(record) or NAME in str(record)]
    return found + [known.id for known in play.room.every(Pass) if known.id == f"me-{NAME}"]


def counts(play: Play, key: str) -> tuple[int, int, int]:
    found = play.room.get(f"progress-{play.step(key).round}", Progress)
    assert found is not None
    return found.count, found.voters, found.done


def lived(level: str = "named") -> tuple[Play, str]:
    """Seven steps in every state, in all of which this person did something."""
    settings = {"anonymity": level}
    play = Play(
        plan("lobby", settings=settings), plan("thesis_walk", settings=settings), plan("next_steps"), plan("dot_vote"),
        plan("brainstorm", settings=settings), people=7,
    )  # fmt: skip
    me = play.people[0]
    play.open("lobby")
    play.act(me, "lobby", "answer_warm_up", text="Hyvin nukuttu yö")
    play.close("lobby")
    play.seal("lobby")
    play.open("thesis_walk")
    items = sorted(item.id for item in play.room.of(play.step("thesis_walk").round, Item))
    for n, who in enumerate(play.people):
        token = f"{n}" * 32
        play.act(who, "thesis_walk", "pick_thesis", item=items[0], reason=f"koska {n}", token=token)
    play.close("thesis_walk")
    play.reveal("thesis_walk")
    play.open("next_steps")
    item = play.room.of(play.step("next_steps").round, Item)[0].id
    play.act(me, "next_steps", "take_on", item=item, name="Ossi O.")
    play.act(play.people[1], "next_steps", "take_on", item=item, name="Maija")
    play.open("dot_vote")
    options = [option.id for option in play.room.of(play.step("dot_vote").round, Item)]
    for who in play.people[:3]:
        play.act(who, "dot_vote", "place_dots", dots={options[0]: 1})
    play.act(me, "dot_vote", "mark_done", done=True)
    play.open("brainstorm")
    for who in (me, me, play.people[1]):
        play.act(who, "brainstorm", "add_idea", text="Kahvit naapuriin")
    play.act(me, "brainstorm", "mark_done", done=True)
    play.ask(me, "leave_contact", address="ossi@example.org", purpose="Kuulla jatkosta", days=30)
    return play, me


@pytest.mark.parametrize("level", ["named", "named_to_host", "anonymous"])
@pytest.mark.parametrize("texts", [True, False])
def test_nothing_says_any_more_that_they_were_here(level: str, texts: bool) -> None:
    play, me = lived(level)
    assert trace(play, me)
    change = play.ask(me, "forget_me", texts=texts)
    assert trace(play, me) == [] and change.purge
    assert not play.room.every(Contact)
    assert [step.owners for step in play.room.every(NextStep)] == [("Maija",)]
    assert not play.room.topic(f"person:{me}").revs


@pytest.mark.parametrize("texts", [True, False])
def test_their_texts_go_with_them_or_stay_as_nobodys(texts: bool) -> None:
    play, me = lived()
    play.ask(me, "forget_me", texts=texts)
    blind = [idea.see for idea in play.room.every(Idea)]
    assert len(blind) == 1, "what nobody else had got yet goes in any case"
    assert {reason.text for reason in play.room.every(Reason)} == {f"koska {n}" for n in range(int(texts), 7)}
    assert [answer.name for answer in play.room.every(WarmUp)] == [""], "sealed: nobody can tell that it was theirs"
    assert counts(play, "brainstorm") == (1, 0, 0)


def test_what_they_cast_is_not_counted_while_it_is_being_counted() -> None:
    play, me = lived()
    before = counts(play, "thesis_walk")
    assert counts(play, "dot_vote") == (0, 3, 1)
    play.ask(me, "forget_me")
    assert counts(play, "dot_vote") == (0, 2, 0)
    assert len(play.room.every(Ballot)) == 2 and not play.room.every(Done)
    assert counts(play, "thesis_walk") == before, "a result that was shown stays"


def test_ideas_that_all_can_read_stay_unless_they_go_along() -> None:
    for texts, left in ((True, 1), (False, 3)):
        play = Play(plan("brainstorm", settings={"anonymity": "named"}), people=3)
        play.open("brainstorm")
        play.hosts("advance_step", id=play.step("brainstorm").id, stage="build")
        for who in (*play.people[:2], play.people[0]):
            play.act(who, "brainstorm", "add_idea", text="Kahvit naapuriin")
        play.ask(play.people[0], "forget_me", texts=texts)
        assert len(play.room.every(Idea)) == left and counts(play, "brainstorm") == (left, 0, 0)
        assert {idea.name for idea in play.room.every(Idea)} <= {"", "Osallistuja 1"}


def test_a_name_that_somebody_else_bears_too_stays_where_it_may_be_theirs() -> None:
    play = Play(plan("lobby", settings={"anonymity": "named"}), people=3)
    play.ask(play.people[1], "rename", name=NAME)
    play.open("lobby")
    play.act(play.people[1], "lobby", "answer_warm_up", text="Minun vastaukseni")
    play.close("lobby")
    play.seal("lobby")
    play.ask(play.people[0], "forget_me", texts=True)
    assert [answer.name for answer in play.room.every(WarmUp)] == [NAME]


def test_the_same_browser_comes_back_as_somebody_new() -> None:
    play, me = lived()
    play.ask(me, "forget_me")
    again = play.join(NAME)
    assert again != me and play.room.get(again) is not None


def test_a_room_in_which_one_only_stood_by() -> None:
    play = Play(plan("talk"), people=2)
    play.ask(play.people[0], "forget_me", texts=True)
    assert trace(play, play.people[0]) == []
