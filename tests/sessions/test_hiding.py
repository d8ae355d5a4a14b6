"""Hiding never widens a circle: what is shown again goes to those who had it before."""

from __future__ import annotations

import msgspec
import pytest

from sessions import hiding
from sessions.activities.feedback import Quote
from sessions.activity import Refused
from sessions.records import ALL, HOSTS, Idea
from tests.sessions.play import Play, plan


def private_quote() -> tuple[Play, str]:
    play = Play(plan("feedback"))
    play.open("feedback")
    for person in play.people:
        play.act(person, "feedback", "give_feedback", scales={"content": 4}, best=f"sanon {person}", quote=False)
    play.reveal("feedback")
    quote = play.room.every(Quote)[0]
    assert quote.see == HOSTS
    return play, quote.id


def unrevealed_idea() -> tuple[Play, str]:
    play = Play(plan("brainstorm"))
    play.open("brainstorm")
    play.act(play.people[0], "brainstorm", "add_idea", text="vain itselleni kirjoitettu")
    play.close("brainstorm")
    play.seal("brainstorm")
    idea = play.room.every(Idea)[0]
    assert idea.see == HOSTS
    return play, idea.id


@pytest.mark.parametrize("scene", [private_quote, unrevealed_idea])
def test_what_the_facilitators_alone_had_stays_with_them(scene: object) -> None:
    play, id = scene()  # type: ignore[operator]
    play.hosts("hide", id=id)
    play.hosts("show", id=id)
    assert play.room.records[id].see == HOSTS
    assert not any(change for change in play.changes for record in change.put if (record.id, record.see) == (id, ALL))
    assert not play.room.every(hiding.Backstage)


@pytest.mark.parametrize("scene", [private_quote, unrevealed_idea])
def test_without_the_mark_it_would_go_to_all(scene: object, monkeypatch: pytest.MonkeyPatch) -> None:
    mark = hiding._mark
    calls = iter(range(100))
    monkeypatch.setattr(hiding, "_mark", lambda id: f"{next(calls)}{mark(id)}")
    with pytest.raises(AssertionError):
        test_what_the_facilitators_alone_had_stays_with_them(scene)


def test_what_everybody_had_goes_back_to_everybody() -> None:
    play = Play(plan("brainstorm"))
    play.open("brainstorm")
    play.act(play.people[0], "brainstorm", "add_idea", text="kaikkien nähtäväksi")
    play.reveal("brainstorm")
    id = play.room.every(Idea)[0].id
    hidden = play.hosts("hide", id=id)
    assert play.room.records[id].see == HOSTS and id in hidden.redact
    with pytest.raises(Refused, match="unknown_record"):
        play.hosts("hide", id=id)
    play.hosts("show", id=id)
    idea = play.room.get(id, Idea)
    assert idea is not None and idea.see == ALL and not idea.hidden
    with pytest.raises(Refused, match="unknown_record"):
        play.hosts("show", id=id)


def test_only_contributions_can_be_hidden() -> None:
    play = Play(plan("brainstorm"), plan("dot_vote"))
    play.open("brainstorm")
    play.act(play.people[0], "brainstorm", "add_idea", text="sokkona vielä")
    for record in list(play.room):
        with pytest.raises(Refused, match="unknown_record"):
            play.hosts("hide", id=record.id)
        with pytest.raises(Refused, match="unknown_record"):
            play.hosts("show", id=record.id)
    assert msgspec.structs.asdict(play.room.every(Idea)[0])["hidden"] is False
