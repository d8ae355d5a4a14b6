"""The life of a step, sealing, candidates and the agenda, as a facilitator would go through them."""

from __future__ import annotations

import msgspec
import pytest

from sessions import opening
from sessions.activities.dot_vote import Ballot, Tally
from sessions.activity import Refused
from sessions.records import Candidate, Cut, Done, Item, Key, Person, Progress, Self, Workshop, put
from tests.sessions.play import LINES, Play, plan


def refused(code: str) -> pytest.RaisesExc[Refused]:
    return pytest.raises(Refused, check=lambda error: error.code == code)


def test_at_zero_nothing_closes_and_grace_counts_everything() -> None:
    play = Play(plan("dot_vote", minutes=1))
    step = play.open("dot_vote")
    play.later(5 * 60_000)
    assert play.step("dot_vote").state == "open"
    item = play.room.of(step.round, Item)[0].id
    play.hosts("close_step", id=step.id)
    assert play.step("dot_vote").state == "grace"
    play.later(14_000)
    play.act(play.people[0], "dot_vote", "place_dots", dots={item: 1})
    play.later(2_000)
    assert play.step("dot_vote").state == "closed"
    with refused("late"):
        play.act(play.people[1], "dot_vote", "place_dots", dots={item: 1})
    play.reveal("dot_vote")
    assert play.room.of(step.round, Tally)[0].totals[item] == 1


def test_a_step_reopens_as_it_was_and_starts_a_new_round_after_sealing() -> None:
    play = Play(plan("dot_vote"))
    step = play.open("dot_vote")
    play.bots("dot_vote")
    ballots = {b.id: b.dots for b in play.room.of(step.round, Ballot)}
    play.close("dot_vote")
    play.open("dot_vote")
    assert {b.id: b.dots for b in play.room.of(step.round, Ballot)} == ballots
    play.close("dot_vote")
    play.reveal("dot_vote")
    play.seal("dot_vote")
    again = play.open("dot_vote")
    assert again.round != step.round and again.rounds == (step.round,)
    assert sorted(i.text for i in play.room.of(again.round, Item)) == sorted(LINES)
    assert play.room.of(step.round, Tally) and not play.room.of(again.round, Ballot)
    with refused("late"):
        play.ask(play.people[0], "place_dots", step.round, dots={})


def test_ten_minutes_after_the_reveal_the_house_seals() -> None:
    play = Play(plan("dot_vote"))
    step = play.open("dot_vote")
    play.bots("dot_vote")
    voters = {record.see for record in play.room.of(step.round, Ballot)}
    assert voters and all(see.startswith("person:") for see in voters)
    play.close("dot_vote")
    play.reveal("dot_vote")
    play.later(9 * 60_000)
    assert play.step("dot_vote").state == "revealed"
    play.later(61_000)
    assert play.step("dot_vote").state == "sealed"
    assert play.changes[-1].purge
    ballots = play.room.of(step.round, Ballot)
    assert len(ballots) == len(voters) and {b.see for b in ballots} == {"none"}


def test_sealing_leaves_no_order_and_no_tie() -> None:
    play = Play(plan("dot_vote"))
    step = play.open("dot_vote")
    play.bots("dot_vote")
    play.act(play.people[0], "dot_vote", "mark_done", done=True)
    before = {b.id for b in play.room.of(step.round, Ballot)}
    play.close("dot_vote")
    play.reveal("dot_vote")
    play.seal("dot_vote")
    change = play.changes[-1]
    ids = [record.id for record in change.put if record.step == step.round]
    assert ids == sorted(ids) and not before & set(ids)
    assert len({record.rev for record in play.room.in_round(step.round) if type(record).__name__ != "Candidate"}) == 1
    assert not play.room.of(step.round, Done)
    assert not any(record.see.startswith("person:") for record in play.room.in_round(step.round))


def test_done_is_a_count_and_can_be_taken_back() -> None:
    play = Play(plan("talk"))
    step = play.open("talk")
    for done, count in ((True, 1), (True, 1), (False, 0), (True, 1)):
        play.act(play.people[0], "talk", "mark_done", done=done)
        assert play.room.of(step.round, Progress)[0].done == count


def test_an_added_step_has_its_question_in_the_rooms_language() -> None:
    play = Play(plan("brainstorm", lines=()), lang="sv")
    play.hosts("add_step", activity="talk", title="Paus", question=" Vad tog du med dig? ")
    added = play.room.steps()[0]
    assert (added.title, added.question) == ({"sv": "Paus"}, {"sv": "Vad tog du med dig?"})
    with refused("too_long"):
        play.hosts("add_step", activity="talk", title="Paus", question="x" * 2001)


def test_a_source_that_was_never_opened_holds_nothing_up() -> None:
    play = Play(
        plan("brainstorm", lines=()), plan("brainstorm", "skipped", lines=()), plan("brainstorm", "behind", lines=()),
        plan("dot_vote", takes=("brainstorm", "skipped", "behind"), lines=()),
    )  # fmt: skip
    play.open("brainstorm")
    for person, text in zip(play.people, LINES[:2], strict=False):
        play.act(person, "brainstorm", "add_idea", text=text)
    play.reveal("brainstorm")
    play.hosts("skip_step", id=play.step("skipped").id)
    play.hosts("prepare_step", id=play.step("dot_vote").id)
    step = play.step("dot_vote")
    assert {candidate.text for candidate in play.room.of(step.round, Candidate)} == set(LINES[:2])
    play.open("dot_vote")
    assert {item.text for item in play.room.of(step.round, Item)} == set(LINES[:2])


def _voted_while_it_closes(prepare: bool = False) -> Play:
    """A vote that was opened on two ideas while the brainstorm it takes from is in its grace."""
    play = Play(plan("brainstorm", lines=()), plan("dot_vote", takes=("brainstorm",), lines=()))
    play.open("brainstorm")
    play.hosts("advance_step", id=play.step("brainstorm").id, stage="build")
    for person, text in zip(play.people, LINES[:3], strict=False):
        play.act(person, "brainstorm", "add_idea", text=text)
    if prepare:
        play.hosts("prepare_step", id=play.step("dot_vote").id)
        last = play.room.of(play.step("dot_vote").round, Candidate)[-1]
        play.hosts("tick_candidates", ids=[last.id], ticked=False)
    play.open("dot_vote")
    play.act(play.people[3], "brainstorm", "add_idea", text=LINES[3])
    return play


def _options(play: Play) -> list[str]:
    items = play.room.of(play.step("dot_vote").round, Item)
    return [item.text for item in sorted(items, key=lambda item: item.order)]


def test_an_idea_of_the_grace_can_be_voted_for_when_the_grace_is_over() -> None:
    play = _voted_while_it_closes()
    assert _options(play) == list(LINES[:3]), "not with its author's action: the option would tell who acted"
    play.later(15_000)
    assert play.step("brainstorm").state == "closed" and _options(play) == list(LINES)
    voted = play.room.of(play.step("dot_vote").round, Item)[-1].id
    play.act(play.people[0], "dot_vote", "place_dots", dots={voted: 1})
    play.reveal("dot_vote")
    assert set(play.room.of(play.step("dot_vote").round, Tally)[0].totals.values()) == {0, 1}
    assert len(play.room.of(play.step("dot_vote").round, Candidate)) == 4


@pytest.mark.parametrize("do", ["close_step", "reveal_step"])
def test_a_facilitator_who_ends_the_grace_takes_its_ideas_along(do: str) -> None:
    play = _voted_while_it_closes()
    play.now += 1000
    play.hosts(do, id=play.step("brainstorm").id)
    assert _options(play) == list(LINES)


def test_nothing_joins_a_list_that_the_facilitators_chose() -> None:
    play = _voted_while_it_closes(prepare=True)
    before = _options(play)
    play.later(15_000)
    assert len(before) == 2 and _options(play) == before


def test_blind_ideas_join_nothing_when_they_are_shown() -> None:
    play = Play(plan("brainstorm", lines=()), plan("dot_vote", takes=("brainstorm",)))
    play.open("brainstorm")
    play.act(play.people[0], "brainstorm", "add_idea", text="Vasta paljastuksessa")
    play.open("dot_vote")
    play.reveal("brainstorm")
    assert _options(play) == list(LINES)


def test_in_another_round_nothing_joins_a_second_time() -> None:
    play = _voted_while_it_closes()
    play.later(15_000)
    play.reveal("dot_vote")
    play.later(600_000)
    play.open("brainstorm")
    play.open("dot_vote")
    before = _options(play)
    play.later(15_000)
    assert play.step("dot_vote").rounds and _options(play) == before


def test_only_what_the_closing_step_gives_joins_and_nothing_of_another() -> None:
    play = Play(
        plan("brainstorm", key="a", lines=()), plan("brainstorm", key="c", lines=()),
        plan("dot_vote", takes=("a", "c"), lines=()),
    )  # fmt: skip
    play.open("c")
    play.act(play.people[0], "c", "add_idea", text="Vasta paljastuksessa")
    play.close("c")
    play.open("a")
    play.hosts("advance_step", id=play.step("a").id, stage="build")
    for n in (1, 2):
        play.act(play.people[n], "a", "add_idea", text=LINES[n])
    play.open("dot_vote")
    play.act(play.people[3], "a", "add_idea", text=LINES[3])
    play.seal("c")
    play.later(15_000)
    assert _options(play) == list(LINES[1:])


def test_a_piled_note_of_the_grace_is_not_offered_twice() -> None:
    play = Play(plan("clustering"), plan("dot_vote", takes=("clustering",), lines=()))
    step = play.open("clustering")
    play.open("dot_vote")
    notes = [item.id for item in play.room.of(step.round, Item)]
    play.act(play.people[0], "clustering", "make_pile", items=notes[:2])
    play.later(15_000)
    assert sorted(_options(play)) == sorted(LINES)


def test_what_goes_on_includes_the_whole_tie_and_is_recorded() -> None:
    play = Play(plan("dot_vote"), plan("next_steps", takes=("dot_vote",), top=2, lines=()))
    step = play.open("dot_vote")
    a, b, c, _ = sorted(play.room.of(step.round, Item), key=lambda item: item.order)
    for person, dots in zip(
        play.people, ({a.id: 2}, {a.id: 1, b.id: 1}, {c.id: 1}, {b.id: 1}, {c.id: 1}), strict=False
    ):
        play.act(person, "dot_vote", "place_dots", dots=dots)
    play.close("dot_vote")
    play.reveal("dot_vote")
    play.hosts("prepare_step", id=play.step("next_steps").id)
    candidates = play.room.of(play.step("next_steps").round, Candidate)
    assert {x.text for x in candidates if x.ticked} == {a.text, b.text, c.text}
    after = play.open("next_steps")
    cut = play.room.of(after.round, Cut)[0]
    assert (cut.took, cut.of, cut.tied, cut.by_host) == (3, 4, True, False)
    assert {i.from_[0] for i in play.room.of(after.round, Item)} == {a.id, b.id, c.id}


def test_the_hosts_word_on_the_cut_is_recorded() -> None:
    play = Play(plan("dot_vote"), plan("next_steps", takes=("dot_vote",), top=1, lines=()))
    step = play.open("dot_vote")
    items = sorted(play.room.of(step.round, Item), key=lambda item: item.order)
    play.act(play.people[0], "dot_vote", "place_dots", dots={items[0].id: 2})
    play.reveal("dot_vote")
    play.hosts("prepare_step", id=play.step("next_steps").id)
    by_text = {c.text: c.id for c in play.room.of(play.step("next_steps").round, Candidate)}
    play.hosts("tick_candidates", ids=[by_text[items[3].text]], ticked=True)
    after = play.open("next_steps")
    assert play.room.of(after.round, Cut)[0].by_host
    assert len(play.room.of(after.round, Item)) == 2


def test_merging_keeps_where_it_came_from() -> None:
    play = Play(plan("dot_vote"), plan("next_steps", takes=("dot_vote",), lines=()))
    play.open("dot_vote")
    play.bots("dot_vote")
    play.reveal("dot_vote")
    target = play.step("next_steps")
    play.hosts("prepare_step", id=target.id)
    one, two, *_ = play.room.of(target.round, Candidate)
    play.hosts("merge_candidates", ids=[one.id, two.id], text="Yhdessä")
    merged = next(c for c in play.room.of(target.round, Candidate) if c.text == "Yhdessä")
    assert set(merged.from_) == {*one.from_, *two.from_}
    with refused("merge_two"):
        play.hosts("merge_candidates", ids=[merged.id], text="x")


def test_pasted_lines_become_items_and_only_before_opening() -> None:
    play = Play(plan("thesis_walk", lines=()))
    step = play.step("thesis_walk")
    play.hosts("paste_items", id=step.id, lines="1. Eka\n\n  - Toka  \r\n• Kolmas\n2026 on vuosi")
    play.open("thesis_walk")
    assert sorted(i.text for i in play.room.of(step.round, Item)) == ["2026 on vuosi", "Eka", "Kolmas", "Toka"]
    with refused("already_open"):
        play.hosts("paste_items", id=step.id, lines="x")


def test_a_line_that_stands_twice_in_a_pasted_list_is_one_item() -> None:
    play = Play(plan("thesis_walk", lines=()))
    step = play.step("thesis_walk")
    play.hosts("paste_items", id=step.id, lines="1. Eka\n2. Toka\n- \n3. Eka \neka")

    def pasted() -> list[str]:
        return [c.text for c in sorted(play.room.of(step.round, Candidate), key=lambda c: c.order)]

    assert pasted() == ["Eka", "Toka", "eka"]
    play.hosts("paste_items", id=step.id, lines="Eka")
    assert pasted() == ["Eka", "Toka", "eka", "Eka"]
    with refused("empty"):
        play.hosts("paste_items", id=step.id, lines="- \n ")


def test_settings_lock_with_the_first_ballot() -> None:
    play = Play(plan("dot_vote"))
    step = play.open("dot_vote")
    play.hosts("edit_step", id=step.id, settings={"dots": 5})
    play.bots("dot_vote", rounds=1)
    with refused("settings_locked"):
        play.hosts("edit_step", id=step.id, settings={"dots": 2})
    play.hosts("edit_step", id=step.id, question="Uusi kysymys?")
    assert play.step("dot_vote").question["fi"] == "Uusi kysymys?"


def test_agenda_adds_moves_removes_and_guards_what_steps_take() -> None:
    play = Play(plan("brainstorm", lines=()), plan("dot_vote", takes=("brainstorm",), lines=()))
    play.hosts("add_step", activity="talk", title="Tauko", after=play.step("brainstorm").id, minutes=5)
    assert [s.activity for s in play.room.steps()] == ["brainstorm", "talk", "dot_vote"]
    assert play.room.steps()[1].question == {}
    with refused("takes_earlier"):
        play.hosts("move_step", id=play.step("dot_vote").id, after="")
    talk = play.room.steps()[1]
    play.hosts("move_step", id=talk.id, after="")
    assert [s.activity for s in play.room.steps()] == ["talk", "brainstorm", "dot_vote"]
    play.hosts("remove_step", id=play.step("brainstorm").id)
    assert play.step("dot_vote").takes == ()
    play.hosts("open_step", id=talk.id)
    with refused("already_open"):
        play.hosts("remove_step", id=talk.id)


def test_timer_moves_pauses_and_goes_on() -> None:
    play = Play(plan("talk", minutes=5))
    step = play.open("talk")
    assert step.ends == step.opened + 300_000
    play.hosts("adjust_timer", id=step.id, seconds=60)
    assert play.step("talk").ends == step.ends + 60_000
    play.hosts("pause_timer", id=step.id, paused=True)
    left = play.step("talk").left
    play.later(100_000)
    play.hosts("pause_timer", id=step.id, paused=False)
    assert play.step("talk").ends == play.now + left


def test_going_to_another_step_puts_the_open_one_in_grace() -> None:
    play = Play(plan("talk", "one"), plan("talk", "two"))
    play.open("one")
    play.open("two")
    assert (play.step("one").state, play.step("two").state) == ("grace", "open")
    assert play.room.workshop.now == play.step("two").id


def test_the_end_seals_everything_and_stays_ended() -> None:
    play = Play(plan("dot_vote"), plan("feedback", lines=()))
    play.open("dot_vote")
    play.bots("dot_vote")
    play.close("dot_vote")
    play.reveal("dot_vote")
    play.open("feedback")
    play.bots("feedback")
    play.hosts("end_session")
    assert play.room.workshop.ended and {s.state for s in play.room.steps()} == {"sealed"}
    assert not any(r.see.startswith("person:") for r in play.room if r.step)
    with refused("ended"):
        play.open("dot_vote")


def test_few_voters_need_the_hosts_word() -> None:
    play = Play(plan("dot_vote"), people=3)
    step = play.open("dot_vote")
    play.bots("dot_vote")
    with refused("few_voters"):
        play.reveal("dot_vote", anyway=False)
    assert not play.room.of(step.round, Tally)
    play.reveal("dot_vote")
    assert play.room.of(step.round, Tally)


def test_a_removed_person_may_not_return_and_leaves_their_words() -> None:
    play = Play(plan("lobby", lines=()))
    step = play.open("lobby")
    play.act(play.people[0], "lobby", "answer_warm_up", text="Hei")
    play.hosts("remove_person", id=play.people[0])
    assert play.room.get(play.people[0], Person) is None and not play.room.mine(play.people[0], "", Self)
    from sessions import session

    found = session.known(play.room, "me-Osallistuja 0")
    assert found is not None and found.removed
    assert [r for r in play.room.in_round(step.round) if getattr(r, "text", "") == "Hei"]
    with refused("not_yourself"):
        play.hosts("remove_person", id=play.host)


def test_roles_and_unknown_things_are_refused_in_words() -> None:
    play = Play(plan("dot_vote"))
    step = play.step("dot_vote")
    person = play.people[0]
    with refused("not_yours"):
        play.ask(person, "open_step", id=step.id)
    with refused("unknown_action"):
        play.ask(person, "fly", height=3)
    with refused("not_open"):
        play.act(person, "dot_vote", "place_dots", dots={})
    with refused("unknown_step"):
        play.ask(person, "place_dots", "nowhere", dots={})
    play.open("dot_vote")
    for args in ({"dots": "many"}, {"dots": {}, "extra": 1}, {}):
        with refused("malformed"):
            play.act(person, "dot_vote", "place_dots", **args)
    with refused("not_yours"):
        play.ask(person, "tick")
    with refused("unknown_action"):
        play.ask(person, "deliver", errand="x")
    with refused("too_long"):
        play.ask(person, "rename", name="x" * 41)


def test_a_copy_has_the_set_up_and_nothing_of_the_run() -> None:
    from sessions import opening
    from sessions.room import Room

    play = Play(plan("thesis_walk"), plan("dot_vote", takes=("thesis_walk",), lines=()))
    play.open("thesis_walk")
    play.bots("thesis_walk")
    play.reveal("thesis_walk")
    copy = Room()
    copy.apply(opening.copy(play.room, {"k": "host"}, play.house()), 1)
    assert [(s.key, s.state, s.takes) for s in copy.steps()] == [
        ("thesis_walk", "draft", ()), ("dot_vote", "draft", ("thesis_walk",)),
    ]  # fmt: skip
    assert sorted(c.text for c in copy.every(Candidate)) == sorted(LINES)
    assert not copy.every(Person) and [k.id for k in copy.every(Key)] == ["k"]


def test_the_hosts_say_until_when_it_is_kept() -> None:
    play = Play(plan("dot_vote"))
    title = play.room.workshop.title
    play.hosts("edit_workshop", keep_days=30)
    assert play.room.workshop.delete_on == play.now + 30 * 24 * 3600 * 1000
    assert play.room.workshop.title == title
    play.hosts("edit_workshop", title="Kevät")
    assert play.room.workshop.title == "Kevät" and play.room.workshop.delete_on
    for days in (0, -1, 731):
        with refused("out_of_range"):
            play.hosts("edit_workshop", keep_days=days)
    with refused("not_yours"):
        play.ask(play.people[0], "edit_workshop", keep_days=1)


def test_a_date_that_was_promised_travels_with_the_room() -> None:
    play = Play(plan("dot_vote"))
    day, by = 24 * 3600 * 1000, play.house()

    def date(delete_on: int) -> int:
        change = put(msgspec.structs.replace(play.room.workshop, delete_on=delete_on))
        [kept] = opening.kept_until(change, by.at + 90 * day, by).put
        assert isinstance(kept, Workshop)
        return kept.delete_on - by.at

    assert date(0) == 90 * day
    assert date(by.at + 5 * day) == 5 * day, "kept as promised"
    assert date(by.at - 1) == 90 * day, "a date that has passed would erase it at once"
    assert date(by.at + 10_000 * day) == 90 * day


def test_a_skipped_step_is_put_back_on_the_agenda() -> None:
    play = Play(plan("talk", "a"), plan("talk", "b"))
    id = play.step("b").id
    with pytest.raises(Refused) as refused:
        play.hosts("unskip_step", id=id)
    assert refused.value.code == "not_skipped"
    play.hosts("skip_step", id=id)
    play.hosts("unskip_step", id=id)
    assert play.step("b").state == "draft"
    play.open("b")
    assert play.step("b").state == "open"
