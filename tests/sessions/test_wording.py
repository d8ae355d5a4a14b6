"""The words of a step in several languages, and the facilitators' script."""

from __future__ import annotations

from typing import Any

import pytest

from sessions.activity import Refused
from sessions.records import Script, Step
from sessions.wording import script_of
from tests.sessions.play import Play, plan

QUESTION = {"fi": "Mitä?", "en": "What?", "sv": "Vad?"}


def refused(code: str) -> pytest.RaisesExc[Refused]:
    return pytest.raises(Refused, check=lambda error: error.code == code)


def room(**fields: Any) -> Play:
    return Play(plan("talk", lines=(), **{"question": QUESTION, **fields}))


def edit(play: Play, **args: Any) -> Step:
    play.hosts("edit_step", id=play.step("talk").id, **args)
    return play.step("talk")


def script(play: Play) -> dict[str, str] | None:
    found = script_of(play.room, play.step("talk"))
    return found.text if found else None


def test_a_plain_text_is_in_the_rooms_language_and_the_others_go() -> None:
    play = room()
    assert edit(play, question="Mitä?").question == QUESTION, "it says nothing new"
    assert edit(play, question=" Miksi? ").question == {"fi": "Miksi?"}


@pytest.mark.parametrize(
    ("said", "then"),
    [
        ({"sv": "Vad då?"}, {"fi": "Mitä?", "en": "What?", "sv": "Vad då?"}),
        ({"fi": "Miksi?"}, {"fi": "Miksi?"}),
        ({"fi": "Miksi?", "sv": "Varför?"}, {"fi": "Miksi?", "sv": "Varför?"}),
        ({"fi": "Mitä? ", "sv": "Vad då?"}, {"fi": "Mitä?", "en": "What?", "sv": "Vad då?"}),
        ({"fi": "Mitäs?", "en": "What?"}, {"fi": "Mitäs?", "en": "What?"}),
        ({"en": ""}, {"fi": "Mitä?", "sv": "Vad?"}),
        ({"fi": ""}, {}),
        ({}, QUESTION),
    ],
)
def test_what_was_not_said_anew_with_the_rooms_language_is_dropped(said: dict[str, str], then: dict[str, str]) -> None:
    play = room()
    assert edit(play, question=said).question == then


def test_a_language_that_is_added_changes_nothing_for_the_others() -> None:
    play = room()
    edit(play, question="Miksi?")
    assert edit(play, question={"en": "Why?"}).question == {"fi": "Miksi?", "en": "Why?"}
    swedish = Play(plan("talk", lines=(), question={"en": "What?"}), lang="sv")
    now = edit(swedish, question={"sv": "Vad?"})
    assert list(now.question.items()) == [("sv", "Vad?"), ("en", "What?")], "the room's language comes first"


def test_words_in_languages_are_judged() -> None:
    play = room()
    with refused("unknown_language"):
        edit(play, question={"fi": "Miksi?", "no": "Hvorfor?"})
    with refused("too_long"):
        edit(play, title={"sv": "å" * 121})
    with refused("empty"):
        edit(play, title={"fi": " "})
    with refused("malformed"):
        edit(play, title={"fi": 7})
    only_english = Play(plan("talk", lines=()), lang="fi")
    step = edit(only_english, title={"en": "Coffee", "sv": ""})
    assert step.title == {"fi": "talk", "en": "Coffee"}
    with refused("too_long"):
        edit(play, script={"fi": "x" * 8001})
    assert play.step("talk").question == QUESTION


def test_a_title_is_never_without_words() -> None:
    play = Play(plan("talk", lines=()), lang="de")
    with refused("empty"):
        edit(play, title={"fi": "", "en": "", "sv": ""})


def test_the_script_is_written_changed_and_taken_away_at_any_time() -> None:
    play = room()
    edit(play, script="Kerro, miksi kysyt.")
    assert script(play) == {"fi": "Kerro, miksi kysyt."}
    assert not any(play.sees(person).every(Script) for person in play.people)
    play.open("talk")
    before = play.step("talk").rev
    edit(play, script={"fi": "Kerro.", "sv": "Berätta."})
    assert script(play) == {"fi": "Kerro.", "sv": "Berätta."} and len(play.room.every(Script)) == 1
    assert play.step("talk").rev == before, "nobody else is told"
    edit(play, script="")
    assert script(play) is None
    edit(play, script="")
    assert script(play) is None


def test_a_step_for_paper_stays_one_without_words() -> None:
    play = room(script={"fi": "Jaa laput.", "en": "Hand out notes."}, paper=True)
    edit(play, script="")
    found = script_of(play.room, play.step("talk"))
    assert found is not None and found.paper and not found.text
    edit(play, script={"en": "Hand them out."})
    assert script(play) == {"en": "Hand them out."} and found.paper


def test_everything_else_can_be_edited_with_the_words() -> None:
    play = room(script={"fi": "a", "en": "b"})
    step = edit(play, title={"sv": "Samtal"}, minutes=9, script={"sv": "c"})
    assert step.minutes == 9 and step.title == {"fi": "talk", "en": "talk", "sv": "Samtal"}
    assert script(play) == {"fi": "a", "en": "b", "sv": "c"}
