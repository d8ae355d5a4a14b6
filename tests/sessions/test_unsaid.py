"""What people took back stays gone when a backup from before is brought back, by a list that says nothing of it."""

from __future__ import annotations

import pytest

from sessions import unsaid as listed_as
from sessions.activities.dot_vote import Ballot
from sessions.activities.lobby import WarmUp
from sessions.activities.next_steps import NextStep
from sessions.activities.thesis_walk import Reason
from sessions.contacts import Contact
from sessions.forgetting import still_gone
from sessions.records import Idea, Item, Person, Progress
from sessions.room import Room
from sessions.unsaid import Unsaid, hash_of
from sessions.untied import untied
from tests.sessions.play import Play, plan
from tests.sessions.test_taking_back import TOKEN, WORDS, said

NAME, ADDRESS = "Osallistuja 0", "zqxjk@example.org"


def backup(play: Play) -> Room:
    """The room as a backup of this moment holds it."""
    room = Room()
    room.restore(untied(play.room)[0], play.room.rev)
    return room


def listed(room: Room) -> set[str]:
    return {record.id for record in room.every(Unsaid)}


def brought_back(before: Room, since: Room) -> Room:
    room = Room()
    room.restore(before, before.rev)
    room.apply(still_gone(before, listed(since)), before.rev + 1)
    return room


def holds(room: Room, *canaries: str) -> list[str]:
    return [str(record) for record in room for canary in canaries if canary in str(record)]


def running(kind: str, level: str = "anonymous") -> Play:
    """A thesis walk that is sealed, and a step of this kind that runs; seven people have said something in both."""
    settings = {"anonymity": level} if kind != "feedback" else {}
    play = Play(plan("thesis_walk", key="before"), plan(kind, settings=settings), people=7)
    play.open("before")
    items = sorted(item.id for item in play.room.of(play.step("before").round, Item))
    for who in play.people:
        play.act(who, "before", "pick_thesis", item=items[0], reason="Jo sinetöity")
    play.close("before")
    play.reveal("before")
    play.seal("before")
    play.open(kind)
    said(play, kind)
    if kind == "brainstorm":
        play.hosts("advance_step", id=play.step(kind).id, stage="build")
    return play


@pytest.mark.parametrize("kind", ["brainstorm", "lobby", "thesis_walk", "feedback"])
@pytest.mark.parametrize("state", ["open", "revealed", "sealed", "shown again"])
def test_a_text_that_was_taken_back_does_not_come_back(kind: str, state: str) -> None:
    play = running(kind)
    if state != "open":
        play.close(kind)
        play.reveal(kind)
    if state == "sealed":
        play.seal(kind)
    before = backup(play)
    if state == "shown again":  # with other ids
        play.open(kind)
        play.close(kind)
        play.reveal(kind)
    play.ask(play.people[3], "take_back", token=TOKEN)
    if kind in ("thesis_walk", "feedback") and state == "open":
        assert not holds(before, WORDS), "a ballot is in no backup anyway"
    else:
        assert holds(brought_back(before, Play(plan("talk")).room), WORDS), "without the list it does"
    assert not holds(brought_back(before, play.room), WORDS)


def test_one_s_own_text_that_was_withdrawn_while_the_step_ran_does_not_either() -> None:
    play = running("brainstorm")
    own = next(idea for idea in play.room.every(Idea) if idea.text == WORDS)
    before = backup(play)
    play.act(play.people[0], "brainstorm", "withdraw_idea", id=own.id)
    after = brought_back(before, play.room)
    assert holds(before, own.id) and not holds(after, own.id)
    progress = after.get(f"progress-{own.step}", Progress)
    assert progress is not None and progress.count == len(after.of(own.step, Idea)) == 6


def test_what_was_made_of_it_comes_back_without_its_words() -> None:
    play = Play(plan("brainstorm", lines=()), plan("dot_vote", lines=(), takes=("brainstorm",)), people=7)
    play.open("brainstorm")
    said(play, "brainstorm")
    play.close("brainstorm")
    play.reveal("brainstorm")
    play.seal("brainstorm")
    play.open("dot_vote")
    option = next(item for item in play.room.every(Item) if item.text == WORDS)
    play.act(play.people[1], "dot_vote", "place_dots", dots={option.id: 1})
    before = backup(play)
    play.ask(play.people[0], "take_back", token=TOKEN)
    after = brought_back(before, play.room)
    assert holds(before, WORDS) and not holds(after, WORDS) and after.get(option.id, Item)


@pytest.mark.parametrize("level", ["named", "named_to_host", "anonymous"])
@pytest.mark.parametrize("texts", [True, False])
def test_who_was_forgotten_does_not_come_back(level: str, texts: bool) -> None:
    play = running("brainstorm", level)
    me = play.people[0]
    play.ask(me, "leave_contact", address=ADDRESS, purpose="Kuulla jatkosta", days=30)
    before = backup(play)
    assert holds(before, me) and holds(before, NAME) and holds(before, ADDRESS)
    play.ask(me, "forget_me", texts=texts)
    after = brought_back(before, play.room)
    assert not holds(after, me, NAME, ADDRESS) and not after.every(Contact)
    assert len(after.every(Person)) == len(before.every(Person)) - 1
    own = [idea for idea in before.every(Idea) if idea.text == WORDS]
    assert [idea.text for idea in after.every(Idea) if idea.id == own[0].id] == ([] if texts else [WORDS])
    # What was sealed before is nobody's: it is taken back by its token, as ever.
    assert any(reason.text == "Jo sinetöity" for reason in after.every(Reason))


def test_of_a_text_that_lost_a_name_all_names_go() -> None:
    """A hash of the name would do for the one who left, and for whoever tries out names as well."""
    play = Play(plan("next_steps"), people=3)
    play.open("next_steps")
    item = play.room.of(play.step("next_steps").round, Item)[0].id
    for who, name in zip(play.people, ("Ossi O.", "Maija", "Aino"), strict=True):
        play.act(who, "next_steps", "take_on", item=item, name=name)
    before = backup(play)
    play.ask(play.people[0], "forget_me", texts=False)
    assert [step.owners for step in brought_back(before, play.room).every(NextStep)] == [()]
    now = backup(play)
    assert [step.owners for step in brought_back(now, play.room).every(NextStep)] == [("Maija", "Aino")]


def test_a_contact_that_was_withdrawn_or_replaced_does_not_come_back() -> None:
    play = Play(plan("lobby"), people=3)
    for n, who in enumerate(play.people):
        play.ask(who, "leave_contact", address=f"{n}{ADDRESS}", purpose="Kuulla jatkosta", days=30)
    before = backup(play)
    play.ask(play.people[0], "withdraw_contact")
    play.ask(play.people[1], "leave_contact", address="uusi@example.org", purpose="Kuulla jatkosta", days=30)
    assert [contact.address for contact in brought_back(before, play.room).every(Contact)] == [f"2{ADDRESS}"]


def test_the_list_goes_on_and_a_second_look_changes_nothing() -> None:
    play = running("lobby")
    before = backup(play)
    play.ask(play.people[0], "forget_me", texts=True)
    after = brought_back(before, play.room)
    assert listed(after) == listed(play.room) != set()
    assert not still_gone(after, listed(play.room)).put
    assert not still_gone(before, ()).put


def test_the_list_says_nothing_of_what_is_on_it() -> None:
    """Neither ids nor names nor words, no order in which they went; and one cannot try names out on it."""
    play = running("lobby", "named")
    me, own = play.people[0], [answer.id for answer in play.room.every(WarmUp)]
    play.ask(me, "forget_me", texts=True)
    entries = play.room.every(Unsaid)
    assert len(entries) >= 2 and all(entry.see == "none" for entry in entries)
    assert not holds_any(entries, me, NAME, WORDS, *own)
    guesses = [f"{id}{by}{name}" for id in (*own, *play.room.records) for by in ("", " ") for name in (NAME, WORDS)]
    assert not {hash_of(guess) for guess in guesses} & {entry.id for entry in entries}


def holds_any(entries: list[Unsaid], *canaries: str) -> list[str]:
    return [str(entry) for entry in entries for canary in canaries if canary in str(entry)]


def test_at_the_seal_the_list_comes_at_one_moment_like_all_the_rest() -> None:
    play = running("lobby")
    for n in (1, 2, 3):
        play.act(play.people[n], "lobby", "answer_warm_up", text="")
        play.later(60_000)
    assert len({entry.rev for entry in play.room.every(Unsaid)}) == 3
    play.close("lobby")
    play.seal("lobby")
    assert len({entry.rev for entry in play.room.every(Unsaid)}) == 1


def test_whoever_takes_back_without_end_fills_no_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listed_as, "MOST", 10)
    play = Play(plan("lobby"), people=2)
    play.open("lobby")
    for n in range(20):
        for text in (f"vastaus {n}", ""):
            play.act(play.people[0], "lobby", "answer_warm_up", text=text)
    assert len(play.room.every(Unsaid)) == 10


def test_of_a_ballot_nothing_is_listed() -> None:
    """Votes are in no backup before the seal, and nobody's after it."""
    play = Play(plan("dot_vote"), people=3)
    play.open("dot_vote")
    option = play.room.of(play.step("dot_vote").round, Item)[0].id
    for who in play.people:
        play.act(who, "dot_vote", "place_dots", dots={option: 1})
    play.ask(play.people[0], "forget_me", texts=True)
    assert len(play.room.every(Unsaid)) == 1 and len(play.room.every(Ballot)) == 2, "the person alone"
