"""Brainstorm: blind ideas stay with their authors, become everybody's all at once, and tell nobody's hand."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sessions.activities import brainstorm
from sessions.activity import Refused
from sessions.candidates import outcome_of
from sessions.records import Authorship, Candidate, Idea, Item, Step, to_map
from tests.sessions.play import Play, plan


def refused(code: str) -> pytest.RaisesExc[Refused]:
    return pytest.raises(Refused, check=lambda error: error.code == code)


def opened(**fields: Any) -> Play:
    play = Play(plan("brainstorm", **fields), plan("dot_vote", takes=("brainstorm",), lines=()))
    play.open("brainstorm")
    return play


def build(play: Play) -> None:
    play.hosts("advance_step", id=play.step("brainstorm").id, stage="build")


def write(play: Play, person: str, text: str, **args: object) -> Idea:
    change = play.act(person, "brainstorm", "add_idea", text=text, **args)
    return next(record for record in change.put if isinstance(record, Idea))


def ideas(play: Play) -> dict[str, Idea]:
    return {idea.text: idea for idea in play.room.of(play.step("brainstorm").round, Idea)}


def others_bytes(play: Play, author: str) -> bytes:
    """Everything that reaches anybody but the author: every other topic, whole."""
    mine = f"person:{author}"
    return b"".join(
        msgspec.msgpack.encode(to_map(play.room.records[id]), order="deterministic")
        for see in sorted(play.room.topics)
        if see != mine
        for id in sorted(play.room.topic(see).revs)
    )


def test_blind_ideas_reach_their_author_and_nobody_else() -> None:
    play = opened()
    a, b = play.people[:2]
    idea = write(play, a, "Kahvit naapuriin")
    assert play.sees(a).get(idea.id) is not None
    assert play.sees(b).get(idea.id) is None
    assert play.sees(play.host, "host").get(idea.id) is None
    assert play.sees(b).get(f"progress-{idea.step}").count == 1  # type: ignore[attr-defined]


@pytest.mark.parametrize("stage", ["open", "grace", "closed"])
def test_what_one_writes_blind_changes_no_byte_of_anybody_else(stage: str) -> None:
    def played(text: str, named: bool, again: str) -> tuple[bytes, bytes]:
        play = opened(settings={"anonymity": "named"})
        write(play, play.people[1], "Aina sama")
        first = write(play, play.people[0], text, named=named)
        play.act(play.people[0], "brainstorm", "edit_idea", id=first.id, text=again)
        if stage != "open":
            play.hosts("close_step", id=first.step and play.step("brainstorm").id)
        if stage == "closed":
            play.later(16_000)
        play.hosts("prepare_step", id=play.step("dot_vote").id)
        return others_bytes(play, play.people[0]), msgspec.msgpack.encode(
            outcome_of(play.room, play.step("brainstorm")), order="deterministic"
        )

    assert played("Salaisuus", True, "Toinen") == played("Kokonaan muuta, pidempi", False, "Kolmas teksti")


def test_all_become_visible_in_one_change_without_a_trace_of_their_authors() -> None:
    play = opened()
    for n, person in enumerate(play.people * 3):
        write(play, person, f"Idea numero {n}")
    build(play)
    change = play.changes[-1]
    shown = [record for record in change.put if isinstance(record, Idea)]
    assert len(shown) == 18 and {idea.see for idea in shown} == {"all"}
    assert [idea.id for idea in shown] == sorted(idea.id for idea in shown)
    assert len({play.room.records[idea.id].rev for idea in shown}) == 1
    view = play.sees(play.people[0])
    assert len(view.of(play.step("brainstorm").round, Idea)) == 18
    mine = {a.of for a in view.mine(play.people[0], play.step("brainstorm").round, Authorship)}
    assert {view.get(id, Idea).text for id in mine} == {"Idea numero 0", "Idea numero 6", "Idea numero 12"}  # type: ignore[union-attr]
    assert len(view.of(play.step("brainstorm").round, Authorship)) == 3


def test_the_stage_of_the_step_decides_who_gets_a_new_idea() -> None:
    play = opened()
    build(play)
    assert write(play, play.people[0], "Heti näkyvä").see == "all"
    play.hosts("advance_step", id=play.step("brainstorm").id, stage="blind")
    assert write(play, play.people[0], "Taas hiljaa").see.startswith("person:")
    assert ideas(play)["Heti näkyvä"].see == "all"
    build(play)
    assert ideas(play)["Taas hiljaa"].see == "all"


def test_building_on_an_idea_or_an_item_is_kept() -> None:
    play = opened()
    a, b = play.people[:2]
    first = write(play, a, "Kahvihetki")
    item = play.room.of(first.step, Item)[0]
    assert write(play, b, "En voi vielä nähdä sitä", parent=first.id).parent == ""
    assert write(play, a, "Omastani jatkan", parent=first.id).parent == first.id
    build(play)
    second = write(play, b, "Ja pulla", parent=first.id)
    third = write(play, b, "Lomakkeesta tämä", parent=item.id)
    rows = {row.id: row for row in outcome_of(play.room, play.step("brainstorm")).rows}
    assert rows[second.id].parent == first.id
    assert rows[third.id].from_ == (item.id,) and rows[third.id].parent == ""
    play.hosts("hide", id=first.id)
    assert write(play, b, "Lähtö ehti kadota", parent=first.id).parent == ""
    rows = {row.id: row for row in outcome_of(play.room, play.step("brainstorm")).rows}
    assert first.id not in rows and rows[second.id].parent == ""


@pytest.mark.parametrize("stage", brainstorm.STAGES)
def test_one_edits_and_withdraws_only_ones_own(stage: str) -> None:
    play = opened()
    a, b = play.people[:2]
    if stage == "build":
        build(play)
    idea = write(play, a, "Minun ideani")
    for who in (b, play.host):
        for do, args in (("edit_idea", {"text": "Kaapattu"}), ("withdraw_idea", {})):
            with refused("unknown_record"):
                play.act(who, "brainstorm", do, id=idea.id, **args)
    play.act(a, "brainstorm", "edit_idea", id=idea.id, text="Parempi")
    new = play.room.get(idea.id, Idea)
    assert new is not None and new.text == "Parempi" and new.see == idea.see and new.edited is (stage == "build")
    change = play.act(a, "brainstorm", "withdraw_idea", id=idea.id)
    assert change.redact == (idea.id,)
    assert play.room.get(idea.id) is None and not play.room.mine(a, idea.step, Authorship)
    assert play.room.get(f"progress-{idea.step}").count == 0  # type: ignore[attr-defined]


def test_a_proxy_is_the_facilitators_to_write_and_to_mend() -> None:
    play = opened()
    with refused("not_yours"):
        write(play, play.people[0], "Naapurin puolesta", proxy=True)
    idea = write(play, play.host, "Paperilta luettu", proxy=True, named=True)
    assert idea.see == f"person:{play.host}" and idea.proxy and idea.name == ""
    build(play)
    play.act(play.host, "brainstorm", "edit_idea", id=idea.id, text="Paperilta oikein luettu")
    row = outcome_of(play.room, play.step("brainstorm")).rows[0]
    assert row.tags == ("proxy",) and row.text == "Paperilta oikein luettu"


def test_a_name_shows_only_where_allowed_and_by_own_choice() -> None:
    strict = opened()
    assert write(strict, strict.people[0], "Nimi pyydetty", named=True).name == ""
    play = opened(settings={"anonymity": "named"})
    assert write(play, play.people[0], "Ilman nimeä", named=False).name == ""
    idea = write(play, play.people[0], "Nimellä", named=True)
    assert idea.name == "Osallistuja 0"
    build(play)
    rows = {row.text: row for row in outcome_of(play.room, play.step("brainstorm")).rows}
    assert (rows["Nimellä"].author, rows["Nimellä"].anonymity) == ("Osallistuja 0", "named")
    assert (rows["Ilman nimeä"].author, rows["Ilman nimeä"].anonymity) == ("", "anonymous")
    change = play.act(play.people[0], "brainstorm", "edit_idea", id=idea.id, text="Nimellä", named=False)
    assert play.room.get(idea.id, Idea).name == "" and change.redact == (idea.id,)  # type: ignore[union-attr]


@pytest.mark.parametrize(("text", "code"), [("", "empty"), ("ab", "too_short"), ("x" * 2001, "too_long")])
def test_lengths_are_kept(text: str, code: str) -> None:
    play = opened()
    with refused(code):
        write(play, play.people[0], text)


def test_html_and_line_breaks_stay_as_typed() -> None:
    play = opened()
    assert write(play, play.people[0], "  <b>Ei</b>\r\ntoinen & rivi \x07").text == "<b>Ei</b>\ntoinen & rivi"


def test_reveal_from_blind_shows_all_and_a_step_opened_again_goes_on_building() -> None:
    play = opened()
    write(play, play.people[0], "Nähdään lopussa")
    play.close("brainstorm")
    assert ideas(play)["Nähdään lopussa"].see.startswith("person:")
    play.reveal("brainstorm")
    assert ideas(play)["Nähdään lopussa"].see == "all"
    assert play.open("brainstorm").stage == "build"


def test_sealed_while_blind_the_ideas_go_to_the_facilitators_untied() -> None:
    play = opened()
    for person in play.people:
        write(play, person, f"Ei paljastettu {person}")
    play.close("brainstorm")
    play.seal("brainstorm")
    step = play.step("brainstorm")
    kept = play.room.of(step.round, Idea)
    assert len(kept) == 6 and {idea.see for idea in kept} == {"hosts"}
    assert not play.room.of(step.round, Authorship) and len({idea.rev for idea in kept}) == 1
    assert not any(play.sees(person).of(step.round, Idea) for person in play.people)
    assert len(outcome_of(play.room, step).items) == 6


def test_hidden_ideas_go_out_of_sight_and_come_back() -> None:
    play = opened()
    idea = write(play, play.people[0], "Sopimaton")
    build(play)
    play.hosts("hide", id=idea.id)
    assert play.sees(play.people[1]).get(idea.id) is None
    assert outcome_of(play.room, play.step("brainstorm")).rows == ()
    play.hosts("show", id=idea.id)
    assert outcome_of(play.room, play.step("brainstorm")).items == (idea.id,)


def test_ideas_become_the_candidates_of_a_later_step() -> None:
    play = opened()
    idea = write(play, play.people[0], "Äänestettävä")
    build(play)
    play.hosts("prepare_step", id=play.step("dot_vote").id)
    assert [(c.text, c.from_) for c in play.room.every(Candidate) if c.from_] == [("Äänestettävä", (idea.id,))]


@pytest.mark.parametrize("lang", ["fi", "en", "sv"])
def test_bots_play_to_the_end_and_the_replay_is_the_room(lang: str) -> None:
    play = Play(plan("brainstorm"), lang=lang)
    play.open("brainstorm")
    blind = play.bots("brainstorm", rounds=6, seed=1)
    build(play)
    built = play.bots("brainstorm", rounds=6, seed=2)
    play.close("brainstorm")
    play.reveal("brainstorm")
    play.seal("brainstorm")
    outcome = outcome_of(play.room, play.step("brainstorm"))
    assert blind > 10 and built > 5 and len(outcome.rows) > 12 and outcome.facts["built"]
    assert {r.id: to_map(r) for r in play.replayed()} == {r.id: to_map(r) for r in play.room}


@settings(max_examples=40)
@given(seed=st.integers(0, 10_000), moves=st.lists(st.sampled_from(["bots", "build", "blind", "host"]), max_size=8))
def test_nobody_ever_gets_a_blind_idea_of_another(seed: int, moves: list[str]) -> None:
    play = Play(plan("brainstorm"), people=4, seed=seed)
    step: Step = play.open("brainstorm")
    for n, move in enumerate(moves):
        if move == "bots":
            play.bots("brainstorm", rounds=1, seed=seed + n)
        elif move == "host":
            write(play, play.host, f"Vetäjän kirjaama {n}", proxy=True)
        else:
            play.hosts("advance_step", id=step.id, stage=move)
        for person in play.people:
            view = play.sees(person)
            mine = {a.of for a in view.of(step.round, Authorship)}
            assert {a.see for a in view.of(step.round, Authorship)} <= {f"person:{person}"}
            assert all(idea.see == "all" or idea.id in mine for idea in view.of(step.round, Idea))
        assert play.room.get(f"progress-{step.round}") is None or (
            play.room.get(f"progress-{step.round}").count == play.room.count(step.round, Idea)  # type: ignore[attr-defined]
        )
