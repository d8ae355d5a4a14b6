"""One's own text is taken back with the token of that text, before and after the seal, by whoever has it, everywhere."""

from __future__ import annotations

import pytest

from sessions.activities import ACTIVITIES
from sessions.activities.feedback import Quote, Response
from sessions.activities.lobby import WarmUp
from sessions.activities.thesis_walk import Pick, Reason
from sessions.activity import Refused
from sessions.anonymity import Reclaim
from sessions.outcome import tree
from sessions.records import Candidate, Idea, Item, Progress
from sessions.taking_back import LEFT_OUT, TAKEN_BACK
from tests.sessions.play import Play, plan

TOKEN, OTHER = "a" * 32, "b" * 32
WORDS = "Kahvit naapurikunnan kanssa"


def refused(code: str) -> pytest.RaisesExc[Refused]:
    return pytest.raises(Refused, check=lambda error: error.code == code)


def said(play: Play, kind: str) -> None:
    """Seven people say something, the first one this, with a token."""
    items = sorted(item.id for item in play.room.of(play.step(kind).round, Item))
    for n, who in enumerate(play.people):
        text, token = (WORDS, TOKEN) if not n else (f"muuta {n}", "")
        if kind == "brainstorm":
            play.act(who, kind, "add_idea", text=text, token=token)
        elif kind == "lobby":
            play.act(who, kind, "answer_warm_up", text=text, token=token)
        elif kind == "thesis_walk":
            play.act(who, kind, "pick_thesis", item=items[0], reason=text, token=token)
        else:
            play.act(who, kind, "give_feedback", scales={}, best=text, take="sama", quote=True, best_token=token)


def there(play: Play) -> bool:
    return any(WORDS in str(record) for record in play.room)


def count(play: Play, kind: str) -> int:
    found = play.room.get(f"progress-{play.step(kind).round}", Progress)
    return found.count if found else 0


KINDS = ("brainstorm", "lobby", "thesis_walk", "feedback")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("state", ["open", "closed", "revealed", "sealed", "sealed at once"])
def test_a_text_is_taken_back_in_every_state(kind: str, state: str) -> None:
    play = Play(plan(kind), people=7)
    play.open(kind)
    said(play, kind)
    assert there(play)
    if state != "open":
        play.close(kind)
    if state in ("revealed", "sealed"):
        play.reveal(kind)
    if state.startswith("sealed"):
        play.seal(kind)
    if (kind, state) == ("thesis_walk", "sealed at once"):
        assert not there(play), "reasons that were never shown are gone with the seal"
        return
    before, texts = count(play, kind), len(play.room.every(Idea))
    change = play.ask(play.people[3], "take_back", token=TOKEN)
    assert not there(play)
    assert change.purge == state.startswith("sealed"), "nothing else takes it out of the journal any more"
    if state != "open" or kind in ("brainstorm", "lobby"):
        assert count(play, kind) == before - (kind in ("brainstorm", "lobby"))
    assert len(play.room.every(Idea)) == max(0, texts - 1)
    assert not play.room.every(Reclaim)
    with refused("unknown_record"):
        play.ask(play.people[0], "take_back", token=TOKEN)


def test_what_is_taken_back_is_not_shown_again() -> None:
    """A result that is made again from the ballots is made without it."""
    for kind, made in (("thesis_walk", Reason), ("feedback", Quote)):
        play = Play(plan(kind), people=7)
        play.open(kind)
        said(play, kind)
        play.close(kind)
        play.reveal(kind)
        play.ask(play.people[0], "take_back", token=TOKEN)
        play.open(kind)
        play.close(kind)
        play.reveal(kind)
        assert play.room.every(made) and not there(play)
        assert len(play.room.every(Pick)) + len(play.room.every(Response)) == 7, "what was chosen stays"


def test_one_text_of_two_is_taken_back_by_its_own_token() -> None:
    play = Play(plan("feedback"), people=6)
    play.open("feedback")
    for n, who in enumerate(play.people):
        tokens = {"best_token": TOKEN, "take_token": OTHER} if not n else {}
        play.act(
            who, "feedback", "give_feedback", scales={}, best=f"{WORDS} {n}", take=f"vien {n}", quote=True, **tokens
        )
    play.close("feedback")
    play.reveal("feedback")
    play.seal("feedback")
    assert len(play.room.every(Reclaim)) == 2
    play.ask(play.people[0], "take_back", token=OTHER)
    assert {quote.text for quote in play.room.every(Quote)} == {f"{WORDS} {n}" for n in range(6)} | {
        f"vien {n}" for n in range(1, 6)
    }


def test_what_was_made_of_it_stays_without_its_words() -> None:
    play = Play(
        plan("brainstorm", lines=()), plan("clustering", lines=(), takes=("brainstorm",)),
        plan("dot_vote", lines=(), takes=("clustering",)), plan("talk", lines=(), takes=("dot_vote",)), people=7,
    )  # fmt: skip
    play.open("brainstorm")
    said(play, "brainstorm")
    play.close("brainstorm")
    play.reveal("brainstorm")
    play.seal("brainstorm")
    play.open("clustering")
    play.close("clustering")
    play.hosts("prepare_step", id=play.step("dot_vote").id)
    mine = next(c for c in play.room.of(play.step("dot_vote").round, Candidate) if c.text == WORDS)
    other = next(c for c in play.room.every(Candidate) if c.text == "muuta 3" and c.step == mine.step)
    play.hosts("merge_candidates", ids=[mine.id, other.id], text=f"{WORDS}, ja muutakin")
    play.open("dot_vote")
    merged = next(item for item in play.room.of(play.step("dot_vote").round, Item) if WORDS in item.text)
    play.act(play.people[1], "dot_vote", "place_dots", dots={merged.id: 2})
    change = play.ask(play.people[0], "take_back", token=TOKEN)
    assert not there(play)
    now = play.room.get(merged.id, Item)
    assert now is not None and now.text == f"{LEFT_OUT}, ja muutakin"
    sorted_ = [item for item in play.room.of(play.step("clustering").round, Item) if item.texts == TAKEN_BACK]
    assert [item.text for item in sorted_] == [TAKEN_BACK["fi"]]
    assert {merged.id, sorted_[0].id} <= set(change.redact)
    for public in (True, False):
        assert WORDS not in str(tree(play.room, ACTIVITIES, public))


def test_of_a_new_round_the_old_text_can_still_be_taken_back() -> None:
    play = Play(plan("lobby"), people=7)
    play.open("lobby")
    said(play, "lobby")
    play.close("lobby")
    play.seal("lobby")
    play.open("lobby")
    assert play.ask(play.people[0], "take_back", token=TOKEN).purge
    assert not there(play) and len(play.room.every(WarmUp)) == 6


def test_a_hidden_text_too_with_what_marks_it() -> None:
    play = Play(plan("lobby"), people=7)
    play.open("lobby")
    said(play, "lobby")
    answer = next(a for a in play.room.every(WarmUp) if a.text == WORDS)
    play.hosts("hide", id=answer.id)
    play.ask(play.people[0], "take_back", token=TOKEN)
    assert not [record for record in play.room if answer.id in str(record)]


def test_no_token_and_a_wrong_one_take_nothing() -> None:
    play = Play(plan("lobby"), people=7)
    play.open("lobby")
    said(play, "lobby")
    for token, code in (("", "unknown_record"), ("c" * 32, "unknown_record"), ("zz", "malformed")):
        with refused(code):
            play.ask(play.people[0], "take_back", token=token)
    assert there(play)
