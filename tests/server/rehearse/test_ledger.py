"""The ledger finds every way in which something kept can be missing, stale or there twice; and it cries no wolf."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from typing import Any

import msgspec
import pytest

from server import export, words
from server.rehearse import ledger
from server.rehearse.kept import Kept, last_of
from sessions.activities import ACTIVITIES
from sessions.activities.dot_vote import Ballot, Tally
from sessions.activities.feedback import Quote, Response, Scales
from sessions.activities.lobby import WarmUp
from sessions.activities.next_steps import NextStep
from sessions.activities.talk import Remark
from sessions.activities.thesis_walk import Bookmark, Pick, PickTally, Reason
from sessions.activity import Refused
from sessions.piles import Pile, Placement
from sessions.records import Candidate, Done, Handed, Idea, Item, Person, Progress, Record, Script, Step, Workshop
from sessions.room import Room
from tests.sessions.play import LINES, Play, plan

CLEAN = ledger.Finding(0, 0, ())


class Noted(Play):
    """A play that writes down what was kept, as seats do."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.kept: list[Kept] = []
        super().__init__(*args, **kwargs)

    def ask(self, person: str, do: str, step: str = "", role: str = "participant", **args: Any) -> Any:
        was = getattr(self.room.records.get(str(args.get("id", ""))), "text", "")
        after = self.room.rev
        change = super().ask(person, do, step, role, **args)
        self.kept.append(Kept(person, do, step, args, self.room.rev, len(self.kept) + 1, after, False, was))
        return change

    def bots(self, key: str, rounds: int = 3, seed: int = 1) -> int:
        asked = 0
        for n in range(rounds):
            for person in self.people:
                view, step = self.sees(person), self.step(key)
                action = ACTIVITIES[step.activity].bot(view, step, person, random.Random(f"{seed}/{n}/{person}"))
                if action is not None:
                    self.act(person, key, action.do(), **msgspec.to_builtins(action))
                    asked += 1
        return asked

    def whole(self) -> Room:
        """All copies together: what facilitators see and everybody's own."""
        return ledger.together([self.sees(self.host, "host"), *(self.sees(person) for person in self.people)])

    def found(self, room: Room | None = None) -> ledger.Finding:
        return ledger.hold(self.kept, room or self.whole())


def with_(room: Room, *records: Record) -> Room:
    """A copy of the room with these records as they are here."""
    copy = Room()
    copy.restore([r for r in room if r.id not in {record.id for record in records}], room.rev)
    for record in records:
        copy.hold(msgspec.structs.replace(record, rev=record.rev or room.rev))
    return copy


def without(room: Room, *ids: str) -> Room:
    copy = Room()
    copy.restore([record for record in room if record.id not in ids], room.rev)
    return copy


def changed(room: Room, record: Record, **fields: Any) -> Room:
    return with_(room, msgspec.structs.replace(record, **fields))


def the(room: Room, kind: type[Any]) -> Any:
    return room.every(kind)[0]


def items_of(play: Noted, key: str) -> list[str]:
    return sorted(item.id for item in play.room.of(play.step(key).round, Item))


def opened(kind: str, people: int = 6, **more: Any) -> Noted:
    play = Noted(plan(kind, lines=LINES, **more), people=people)
    play.open(kind)
    return play


@pytest.mark.parametrize("kind", sorted(ACTIVITIES))
@pytest.mark.parametrize("seed", range(4))
def test_a_sound_room_holds_everything(kind: str, seed: int) -> None:
    """At every moment of a step's life, with everybody's copies and with the facilitators' alone once it is revealed."""
    play = opened(kind)
    for n, stage in enumerate(getattr(ACTIVITIES[kind], "STAGES", ("",))):
        if n:
            play.hosts("advance_step", id=play.step(kind).id, stage=stage)
        play.bots(kind, rounds=4, seed=seed)
        for person in play.people[:3]:
            play.act(person, kind, "mark_done", done=True)
        play.act(play.people[0], kind, "mark_done", done=False)
        play.ask(play.people[1], "hand_over", text="Jäi sanomatta", of_step=play.step(kind).round)
        play.ask(play.people[2], "rename", name=f"Uusi nimi {n}")
        assert play.found() == CLEAN
    play.close(kind)
    assert play.found() == CLEAN
    play.reveal(kind)
    assert play.found() == CLEAN
    assert play.found(play.sees(play.host, "host")) == CLEAN
    play.seal(kind)
    assert play.found() == CLEAN
    play.hosts("end_session")
    assert play.found() == CLEAN


Made = tuple[Noted, Room]
Broken = dict[str, tuple[Callable[[], Made], int, int]]


def storm(revealed: bool = True) -> Noted:
    play = opened("brainstorm")
    one, other, third = play.people[:3]
    play.act(one, "brainstorm", "add_idea", text="Ensimmäinen")
    play.act(one, "brainstorm", "add_idea", text="Toinen")
    play.act(other, "brainstorm", "add_idea", text="Ensimmäinen")
    play.act(third, "brainstorm", "add_idea", text="Kolmas ")
    play.act(third, "brainstorm", "edit_idea", id=idea(play.room, "Kolmas").id, text="Kolmas, paremmin")
    play.act(third, "brainstorm", "edit_idea", id=idea(play.room, "Kolmas, paremmin").id, text="Kolmas, parhaiten")
    play.act(other, "brainstorm", "add_idea", text="Perutaan")
    play.act(other, "brainstorm", "withdraw_idea", id=idea(play.room, "Perutaan").id)
    if revealed:
        play.hosts("advance_step", id=play.step("brainstorm").id, stage="build")
    assert play.found() == CLEAN
    return play


def idea(room: Room, text: str) -> Idea:
    return next(idea for idea in room.every(Idea) if idea.text == text)


@pytest.mark.parametrize("revealed", [True, False])
@pytest.mark.parametrize("text", ["Ensimmäinen", "Toinen", "Kolmas, parhaiten"])
def test_an_idea_that_is_not_there_is_lost(text: str, revealed: bool) -> None:
    play = storm(revealed)
    found = play.found(without(play.whole(), idea(play.room, text).id))
    assert (found.lost, found.doubled) == (1, 0)
    assert text[:5] in found.why[0] or "edit of" in found.why[0]


@pytest.mark.parametrize("text", ["Ensimmäinen", "Toinen"])
def test_an_idea_that_is_there_once_more_is_doubled(text: str) -> None:
    play = storm()
    found = play.found(with_(play.whole(), msgspec.structs.replace(idea(play.room, text), id="again")))
    assert (found.lost, found.doubled) == (0, 1)


def test_an_idea_edited_or_withdrawn_hides_no_other_loss() -> None:
    """As many edits as losses are no excuse: each edit answers for its own idea only."""
    play = storm()
    found = play.found(without(play.whole(), idea(play.room, "Toinen").id, idea(play.room, "Ensimmäinen").id))
    assert found.lost == 2


@pytest.mark.parametrize("text", ["Kolmas", "Kolmas, paremmin"])
def test_an_edit_that_did_not_hold_is_lost(text: str) -> None:
    play = storm()
    room = play.whole()
    assert play.found(changed(room, idea(room, "Kolmas, parhaiten"), text=text)).lost == 1


def test_what_was_edited_may_not_be_there_as_it_was_too() -> None:
    play = storm()
    room = play.whole()
    again = msgspec.structs.replace(idea(room, "Kolmas, parhaiten"), id="again", text="Kolmas")
    assert play.found(with_(room, again)).doubled == 1


def test_a_withdrawn_idea_that_is_still_there_is_a_loss() -> None:
    play = storm()
    gone = next(one.args["id"] for one in play.kept if one.do == "withdraw_idea")
    left = Idea(id=gone, see="all", step=play.step("brainstorm").round, text="Perutaan")
    assert play.found(with_(play.whole(), left)).lost == 1


def test_counts_of_texts_must_agree() -> None:
    play = storm()
    room = play.whole()
    count = the(room, Progress)
    assert play.found(changed(room, count, count=count.count + 1)).doubled == 1
    assert play.found(changed(room, count, count=count.count - 1)).lost == 1


def test_warm_up_answers_count_by_their_last_word() -> None:
    play = opened("lobby")
    for text in ("Aamu", "Ilta"):
        play.act(play.people[0], "lobby", "answer_warm_up", text=text)
    play.act(play.people[1], "lobby", "answer_warm_up", text="Ilta")
    play.act(play.people[2], "lobby", "answer_warm_up", text="Pois")
    play.act(play.people[2], "lobby", "answer_warm_up", text="")
    room = play.whole()
    assert play.found() == CLEAN
    answer = the(room, WarmUp)
    assert play.found(changed(room, answer, text="Aamu")).lost == 1
    assert play.found(with_(room, msgspec.structs.replace(answer, id="again"))).doubled == 1
    assert play.found(with_(room, msgspec.structs.replace(answer, id="again", text="Pois"))).doubled == 1


def test_notes_and_late_texts_are_there_once() -> None:
    play = opened("talk")
    play.act(play.host, "talk", "note_down", text="Sanottu")
    play.act(play.host, "talk", "note_down", text="Turha")
    wrong = next(r for r in play.room.every(Remark) if r.text == "Turha")
    play.act(play.host, "talk", "strike_out", id=wrong.id)
    play.ask(play.people[0], "hand_over", text="Myöhässä", of_step=play.step("talk").round)
    room = play.whole()
    assert play.found() == CLEAN
    for kind in (Remark, Handed):
        record = the(room, kind)
        assert play.found(without(room, record.id)).lost == 1
        assert play.found(with_(room, msgspec.structs.replace(record, id="again"))).doubled == 1
    assert play.found(with_(room, wrong)).lost == 1


def voting(kind: str, do: str, first: dict[str, Any], then: dict[str, Any]) -> Noted:
    """One person votes and changes their mind; another votes once."""
    play = opened(kind)
    items = items_of(play, kind)

    def meant(args: dict[str, Any]) -> dict[str, Any]:
        return {
            name: {items[int(k)]: n for k, n in value.items()}
            if name == "dots"
            else items[value]
            if name == "item"
            else value
            for name, value in args.items()
        }

    play.act(play.people[0], kind, do, **meant(first))
    play.act(play.people[0], kind, do, **meant(then))
    play.act(play.people[1], kind, do, **meant(first))
    assert play.found() == CLEAN
    return play


def dots() -> Noted:
    return voting("dot_vote", "place_dots", {"dots": {"0": 2, "1": 1}}, {"dots": {"2": 1}})


def picks() -> Noted:
    return voting("thesis_walk", "pick_thesis", {"item": 0, "reason": "Siksi"}, {"item": 1, "reason": "Tosiaan"})


def answers() -> Noted:
    return voting(
        "feedback",
        "give_feedback",
        {"scales": {"content": 3}, "best": "Alku"},
        {"scales": {"tools": 4}, "take": "Loppu"},
    )


@pytest.mark.parametrize(("made", "kind"), [(dots, Ballot), (picks, Pick), (answers, Response)])
def test_a_ballot_is_found_in_its_voters_own_copy(made: Callable[[], Noted], kind: type[Record]) -> None:
    """Before anything is revealed: gone, as it was before, or there twice."""
    play = made()
    room = play.whole()
    own = room.mine(play.people[0], play.kept[-1].step, kind)[0]
    other = room.mine(play.people[1], play.kept[-1].step, kind)[0]
    assert play.found(without(room, own.id)).lost >= 1
    assert play.found(with_(room, msgspec.structs.replace(other, id=own.id, see=own.see))).lost == 1
    assert play.found(with_(room, msgspec.structs.replace(own, id="again"))).doubled == 1
    assert play.found(play.sees(play.host, "host")) == CLEAN, "who does not hold it cannot miss it"


@pytest.mark.parametrize("made", [dots, picks, answers])
def test_the_number_of_voters_must_agree(made: Callable[[], Noted]) -> None:
    play = made()
    room = play.sees(play.host, "host")
    count = the(room, Progress)
    assert play.found(changed(room, count, voters=count.voters + 1)).doubled == 1
    assert play.found(changed(room, count, voters=count.voters - 1)).lost == 1


def revealed(play: Noted) -> Room:
    step = next(step for step in play.room.steps() if step.state == "open")
    play.close(step.key)
    play.reveal(step.key)
    play.seal(step.key)
    room = play.sees(play.host, "host")
    assert play.found(room) == CLEAN
    return room


def test_hidden_dots_are_found_in_the_totals() -> None:
    play = dots()
    room = revealed(play)
    tally = the(room, Tally)
    first, second, third = sorted(tally.totals)[:3]
    assert play.found(without(room, tally.id)).lost == 2
    assert play.found(changed(room, tally, totals={**tally.totals, first: 1})).lost == 1
    assert play.found(changed(room, tally, totals={**tally.totals, first: 4})).doubled == 2
    assert play.found(changed(room, tally, totals={**tally.totals, third: 0, second: 2})).lost == 1, "a change of mind"
    swapped = {**tally.spread, first: {"1": 2}}
    assert play.found(changed(room, tally, spread=swapped)).lost == 1, "two dots of one person are not one of two"


def test_picks_and_their_reasons_are_found_at_the_reveal() -> None:
    play = picks()
    room = revealed(play)
    tally, reason = the(room, PickTally), the(room, Reason)
    assert play.found(without(room, tally.id)).lost == 2
    assert play.found(changed(room, tally, totals={**tally.totals, reason.item: 0})).lost == 1
    assert play.found(without(room, reason.id)).lost == 1
    assert play.found(with_(room, msgspec.structs.replace(reason, id="again"))).doubled == 1


def test_feedback_is_found_in_the_sums_and_the_quotes() -> None:
    play = answers()
    room = revealed(play)
    scales, quote = the(room, Scales), the(room, Quote)
    assert play.found(without(room, scales.id)).lost == 2
    spread = {**scales.spread, "tools": dict.fromkeys("12345", 0)}
    assert play.found(changed(room, scales, spread=spread)).lost == 1
    assert play.found(without(room, quote.id)).lost == 1
    assert play.found(with_(room, msgspec.structs.replace(quote, id="again"))).doubled == 1


def test_bookmarks_are_found_in_ones_own_copy() -> None:
    play = opened("thesis_walk")
    person, (item, other, *_) = play.people[0], items_of(play, "thesis_walk")
    for id, on in ((item, True), (other, True), (other, False)):
        play.act(person, "thesis_walk", "bookmark_thesis", item=id, on=on)
    room = play.whole()
    mark = the(room, Bookmark)
    assert play.found() == CLEAN
    assert play.found(without(room, mark.id)).lost == 1
    assert play.found(with_(room, msgspec.structs.replace(mark, id="again"))).doubled == 1
    assert play.found(with_(room, msgspec.structs.replace(mark, id="again", item=other))).doubled == 1


def test_done_is_counted_and_known_to_each() -> None:
    play = opened("talk")
    for person, done in ((0, True), (1, True), (1, False), (2, True)):
        play.act(play.people[person], "talk", "mark_done", done=done)
    room = play.whole()
    count, own = the(room, Progress), the(room, Done)
    assert play.found() == CLEAN
    assert play.found(changed(room, count, done=1)).lost == 1
    assert play.found(changed(room, count, done=3)).doubled == 1
    assert play.found(without(room, own.id)).lost == 1
    assert play.found(with_(room, msgspec.structs.replace(own, id="again"))).doubled == 1


# clustering


def sorting() -> tuple[Noted, list[str]]:
    play = opened("clustering")
    notes = items_of(play, "clustering")
    one, other = play.people[:2]
    play.act(one, "clustering", "make_pile", items=[notes[0]], name="Alku")
    play.act(other, "clustering", "put_beside", item=notes[1], beside=notes[2])
    play.act(one, "clustering", "move_note", item=notes[3], pile=pile(play.room, "Alku").id)
    play.act(other, "clustering", "name_pile", pile=pile(play.room, "Alku").id, text="Loppu")
    assert play.found() == CLEAN
    return play, notes


def pile(room: Room, name: str) -> Pile:
    return next(pile for pile in room.every(Pile) if name in (pile.name, *pile.names))


def at(room: Room, note: str) -> Placement:
    found = room.get(f"at-{note}", Placement)
    assert found is not None
    return found


@pytest.mark.parametrize("n", range(4))
def test_a_note_that_lies_where_nobody_laid_it_last_is_lost(n: int) -> None:
    play, notes = sorting()
    room = play.whole()
    for pile in ("", "elsewhere"):
        if n != 2 or not pile:
            assert play.found(changed(room, at(room, notes[n]), pile=pile)).lost >= (n != 2)
    if n != 2:
        assert play.found(without(room, f"at-{notes[n]}")).lost >= 1


def test_the_last_of_two_moves_by_two_people_counts() -> None:
    play, notes = sorting()
    first, second = pile(play.room, "Loppu").id, at(play.room, notes[1]).pile
    play.act(play.people[2], "clustering", "move_note", item=notes[3], pile=second)
    play.act(play.people[3], "clustering", "move_note", item=notes[3], pile=first)
    room = play.whole()
    assert play.found() == CLEAN
    assert play.found(changed(room, at(room, notes[3]), pile=second)).lost == 1


def test_where_the_order_cannot_be_told_either_of_two_moves_is_right() -> None:
    play, notes = sorting()
    first, second = pile(play.room, "Loppu").id, at(play.room, notes[1]).pile
    for person, to in ((2, second), (3, first)):
        play.act(play.people[person], "clustering", "move_note", item=notes[3], pile=to)
    # The first of them was answered only after a reconnect, when the room was further on.
    play.kept[-2] = msgspec.structs.replace(play.kept[-2], again=True, rev=play.room.rev + 20)
    room = play.whole()
    for to, lost in ((first, 0), (second, 0), ("", 1)):
        assert play.found(changed(room, at(room, notes[3]), pile=to)).lost == lost


def test_a_move_done_twice_shows_in_the_count_of_moves() -> None:
    play, notes = sorting()
    room = play.whole()
    assert play.found(changed(room, at(room, notes[0]), moves=2)).doubled == 1


def test_a_pile_made_twice_and_names_lost() -> None:
    play, _ = sorting()
    room = play.whole()
    sheet = pile(room, "Loppu")
    assert play.found(with_(room, msgspec.structs.replace(sheet, id="again", names=(), name="Loppu"))).doubled == 1
    assert play.found(changed(room, sheet, names=())).lost >= 1
    assert play.found(changed(room, sheet, name="Alku", names=("Loppu",))).lost == 1


# next steps


def promises() -> tuple[Noted, NextStep]:
    play = opened("next_steps")
    item = items_of(play, "next_steps")[0]
    play.act(play.people[0], "next_steps", "write_first_act", item=item, text="Soitan")
    play.act(play.people[1], "next_steps", "write_first_act", item=item, text="Kirjoitan")
    play.act(play.people[1], "next_steps", "set_date", item=item, by_date="2030-01-02")
    play.act(play.people[0], "next_steps", "take_on", item=item, name="Aino")
    play.act(play.people[0], "next_steps", "take_on", item=item, name="Aino K.")
    play.act(play.people[1], "next_steps", "take_on", item=item, name="Eero")
    play.act(play.people[2], "next_steps", "take_on", item=item, name="Helmi")
    play.act(play.people[2], "next_steps", "let_go", item=item)
    assert play.found() == CLEAN
    return play, the(play.whole(), NextStep)


@pytest.mark.parametrize(
    ("fields", "lost", "doubled"),
    [
        ({"first_act": "Soitan"}, 1, 0), ({"first_act": ""}, 1, 0), ({"by_date": ""}, 1, 0), ({"by_date": "2031-01-02"}, 1, 0),
        ({"owners": ("Aino K.",)}, 1, 0), ({"owners": ()}, 2, 0), ({"owners": ("Aino K.", "Eero", "Eero")}, 0, 1),
        ({"owners": ("Aino", "Aino K.", "Eero")}, 0, 1), ({"owners": ("Aino K.", "Eero", "Helmi")}, 0, 1),
    ],
)  # fmt: skip
def test_acts_dates_and_owners_are_as_last_written(fields: dict[str, Any], lost: int, doubled: int) -> None:
    play, now = promises()
    found = play.found(changed(play.whole(), now, **fields))
    assert (found.lost, found.doubled) == (lost, doubled)


# the agenda


def led() -> Noted:
    play = Noted(plan("talk", lines=()), plan("dot_vote", lines=LINES), plan("feedback", lines=()))
    step = play.step("feedback")
    play.hosts("add_step", after=step.id, activity="talk", title="Lisätty", phase="close", minutes=1)
    play.hosts("edit_step", id=step.id, question="Miten meni?", minutes=9)
    play.hosts("edit_step", id=step.id, question="Miten oikein meni?")
    play.hosts("edit_step", id=step.id, instruction={"fi": "Kirjoita", "sv": "Skriv"}, script="Kiitä")
    play.hosts("paste_items", id=play.step("dot_vote").id, lines="Yksi\nKaksi\nYksi\n")
    mine = [c for c in play.room.every(Candidate) if c.text == "Kaksi"]
    play.hosts("tick_candidates", ids=[mine[0].id], ticked=False)
    play.hosts("say_line", text="Kahvia")
    play.hosts("play_music", on=True)
    play.hosts("edit_workshop", title="Uusi nimi")
    play.hosts("rename_person", id=play.people[0], name="Aino")
    play.ask(play.people[1], "set_language", lang="sv")
    play.open("talk")
    play.act(play.host, "talk", "note_down", text="Sanottu")
    play.hosts("hide", id=the(play.room, Remark).id)
    play.close("talk")
    play.reveal("talk")
    assert play.found() == CLEAN
    return play


def test_a_title_in_another_language_may_be_that_of_an_added_step() -> None:
    play = led()
    play.hosts("edit_step", id=play.step("feedback").id, title={"sv": "Lisätty"})
    assert play.found() == CLEAN


def test_a_line_that_was_merged_is_there_once() -> None:
    play = led()
    lines = {c.text: c.id for c in play.room.every(Candidate)}
    play.hosts("merge_candidates", ids=[lines["Yksi"], lines["Kaksi"]], text="Yksi")
    assert play.found() == CLEAN
    play.hosts("split_candidate", id=next(c.id for c in play.room.every(Candidate) if c.text == "Yksi" and not c.into))
    assert play.found() == CLEAN


def agenda_breaks() -> Iterator[tuple[str, Callable[[Room, Noted], Room], int, int]]:
    def step(key: str, **fields: Any) -> Callable[[Room, Noted], Room]:
        return lambda room, play: changed(room, play.step(key), **fields)

    def twice(kind: type[Record], text: str) -> Callable[[Room, Noted], Room]:
        def again(room: Room, play: Noted) -> Room:
            record = next(r for r in room.every(kind) if text in str(r))
            return with_(room, msgspec.structs.replace(record, id="again"))

        return again

    def the_room(**fields: Any) -> Callable[[Room, Noted], Room]:
        return lambda room, play: changed(room, the(room, Workshop), **fields)

    def person(n: int, **fields: Any) -> Callable[[Room, Noted], Room]:
        return lambda room, play: changed(room, next(p for p in room.every(Person) if p.id == play.people[n]), **fields)

    def gone(kind: type[Record], text: str) -> Callable[[Room, Noted], Room]:
        return lambda room, play: without(room, next(r.id for r in room.every(kind) if text in str(r)))

    yield "opening", step("talk", state="draft"), 1, 0
    yield "closing", step("talk", state="open"), 1, 0
    yield "revealing", step("talk", state="closed"), 1, 0
    yield "two rounds", step("talk", rounds=("earlier",)), 0, 1
    yield "a question", step("feedback", question={"fi": "Miten meni?"}), 1, 0
    yield "an instruction", step("feedback", instruction={"fi": "Kirjoita", "sv": "Rita"}), 1, 0
    yield "a script", gone(Script, "Kiitä"), 1, 0
    yield "minutes", step("feedback", minutes=0), 1, 0
    yield "a step", gone(Step, "Lisätty"), 1, 0
    yield "a step twice", twice(Step, "Lisätty"), 0, 1
    yield "a line", gone(Candidate, "'Yksi'"), 1, 0
    yield "a line twice", twice(Candidate, "'Yksi'"), 0, 1
    yield (
        "a tick",
        lambda room, play: changed(room, next(c for c in room.every(Candidate) if c.text == "Kaksi"), ticked=True),
        1,
        0,
    )
    yield "a word to all", the_room(line="Teetä"), 1, 0
    yield "music", the_room(music=False), 1, 0
    yield "the title", the_room(title="Testi"), 1, 0
    yield "a name", person(0, name="Osallistuja 0"), 1, 0
    yield "a language", person(1, lang="fi"), 1, 0
    yield "hiding", lambda room, play: changed(room, the(room, Remark), hidden=False), 1, 0


@pytest.mark.parametrize(("do", "lost", "doubled"), [pytest.param(*rest, id=name) for name, *rest in agenda_breaks()])
def test_what_facilitators_did_holds(do: Callable[[Room, Noted], Room], lost: int, doubled: int) -> None:
    play = led()
    found = play.found(do(play.whole(), play))
    assert (found.lost, found.doubled) == (lost, doubled), found.why


def test_an_end_that_did_not_hold_is_lost() -> None:
    play = led()
    play.hosts("end_session")
    room = play.whole()
    assert play.found() == CLEAN
    assert play.found(changed(room, the(room, Workshop), ended=False)).lost >= 1


# what may have been the last


def said(person: str, n: int, rev: int, after: int = -1) -> Kept:
    return Kept(person, "say_line", "", {"text": f"{person}{n}"}, rev, n, max(after, 0), after >= 0)


@pytest.mark.parametrize(
    ("group", "last"),
    [
        ([said("a", 1, 5), said("b", 1, 7)], ["b1"]),
        ([said("a", 1, 5), said("a", 2, 5)], ["a2"]),
        ([said("a", 1, 9, after=4), said("b", 1, 7)], ["a1", "b1"]),
        ([said("a", 1, 9, after=7), said("b", 1, 7)], ["a1"]),
        ([said("a", 1, 9, after=2), said("a", 2, 9, after=2), said("b", 1, 3)], ["a2", "b1"]),
        ([], []),
    ],
)
def test_the_last_is_told_as_far_as_it_can_be(group: list[Kept], last: list[str]) -> None:
    assert sorted(one.text() for one in last_of(group)) == last


def test_two_copies_are_held_against_each_other_by_topic() -> None:
    play = storm()
    whole = play.whole()
    one = idea(whole, "Toinen")
    assert ledger.same(whole, play.room, ["all", "hosts"]) == []
    assert ledger.same(whole, without(whole, one.id), ["all"]) == [one.id]
    assert ledger.same(without(whole, one.id), whole, ["hosts"]) == []
    assert ledger.same(whole, changed(whole, one, text="Muu"), ["all"]) == [one.id]


def test_refusals_are_nobodys_loss() -> None:
    play = opened("dot_vote")
    with pytest.raises(Refused):
        play.act(play.people[0], "dot_vote", "place_dots", dots={"nowhere": 1})
    assert play.found() == CLEAN


def test_an_export_is_held_against_what_the_facilitators_see() -> None:
    play = storm()
    room = play.sees(play.host, "host")
    exported = msgspec.json.decode(export.write("json", play.room, "fi", words))["records"]
    assert ledger.not_exported(room, exported) == []
    one = idea(room, "Toinen").id
    assert ledger.not_exported(room, [record for record in exported if record["id"] != one]) == [one]
    told = [{**record, "text": "Muu"} if record["id"] == one else record for record in exported]
    assert ledger.not_exported(room, told) == [one]
    assert ledger.not_exported(room, [*exported, *(record for record in exported if record["id"] == one)]) == [one]
