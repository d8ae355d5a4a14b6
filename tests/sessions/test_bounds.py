"""What one person could do too much of, and two facilitators at the same moment."""

from __future__ import annotations

import pytest

from sessions import people, steps
from sessions.activity import HOST, Refused
from sessions.opening import create
from sessions.records import Handed, Person, Workshop
from tests.sessions.play import Play, model, plan


def test_a_room_takes_so_many_people(monkeypatch: pytest.MonkeyPatch) -> None:
    play = Play(plan("talk"), people=3)
    monkeypatch.setattr(people, "MOST_PEOPLE", 3)
    with pytest.raises(Refused, match="room_full"):
        play.join("Yksi liikaa")
    assert len(play.room.every(Person)) == 4
    play.join("Toinen fasilitaattori", HOST)


def test_nobody_is_left_outside_because_of_a_long_name() -> None:
    play = Play(plan("talk"), people=0)
    for name in ("x" * 200, "ä \x00\n" * 50, "   "):
        person = play.room.get(play.join(name), Person)
        assert person is not None and len(person.name) <= 40
        assert person.name == person.name.strip()


def test_texts_that_came_too_late_are_handed_over_up_to_a_number(monkeypatch: pytest.MonkeyPatch) -> None:
    play = Play(plan("talk"))
    monkeypatch.setattr(people, "MOST_HANDED", 20)
    for n in range(20):
        play.ask(play.people[0], "hand_over", text=f"myöhäinen {n}", of_step="")
    with pytest.raises(Refused, match="too_many"):
        play.ask(play.people[0], "hand_over", text="yksi liikaa", of_step="")
    assert len(play.room.every(Handed)) == 20


def clicked_twice() -> Play:
    """Two facilitators close the same step in the same moment."""
    play = Play(plan("brainstorm"))
    other = play.join("Toinen", HOST)
    id = play.open("brainstorm").id
    play.hosts("close_step", id=id)
    play.ask(other, "close_step", role=HOST, id=id)
    return play


def test_two_who_close_at_once_leave_everybody_the_grace() -> None:
    play = clicked_twice()
    assert play.step("brainstorm").state == "grace"
    play.later(3_000)
    play.act(play.people[0], "brainstorm", "add_idea", text="ehdin vielä")
    play.hosts("close_step", id=play.step("brainstorm").id)
    assert play.step("brainstorm").state == "closed", "who means it can end the grace"


def test_without_a_moment_between_them_the_grace_would_be_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(steps, "DOUBLE_MS", 0)
    with pytest.raises(AssertionError):
        test_two_who_close_at_once_leave_everybody_the_grace()


@pytest.mark.parametrize("do", ["open_step", "reveal_step", "seal_step", "skip_step", "end_session"])
def test_what_two_do_at_once_is_done_once(do: str) -> None:
    """The second is refused, or nothing comes of it; nothing is opened, revealed or sealed twice."""
    play = Play(plan("brainstorm"), plan("talk"))
    id = play.step("brainstorm").id
    if do in ("reveal_step", "seal_step", "end_session"):
        play.open("brainstorm")
        play.act(play.people[0], "brainstorm", "add_idea", text="yksi ajatus")
        play.close("brainstorm")
    args = {} if do == "end_session" else {"id": id}
    play.hosts(do, **args)
    before = play.room.rev, {record.id for record in play.room}, play.step("brainstorm")
    try:
        change = play.hosts(do, **args)
        assert not change.put and not change.delete
    except Refused as refused:
        assert refused.code in ("already_open", "not_closed", "not_open")  # noqa: PT017 - either is right
    assert {record.id for record in play.room} == before[1] and play.step("brainstorm") == before[2]


def test_a_title_from_outside_is_plain_text() -> None:
    play = Play(plan("talk"))
    change = create(model(plan("talk")), "  A\x00\x1b[2J\r\nB\ud800 ", "fi", {}, {}, play.house())
    workshop = next(record for record in change.put if isinstance(record, Workshop))
    assert workshop.title == "A[2J\nB"
