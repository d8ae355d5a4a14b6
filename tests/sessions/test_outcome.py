"""The outcome tree: who is told what, and how each entry knows where it came from."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from sessions.activities import ACTIVITIES
from sessions.activity import Outcome, Row
from sessions.outcome import Fact, StepOutcome, Tree, tree
from sessions.piles import Pile
from sessions.records import ALL, Change, Handed, Item, Opaque, Step, put
from sessions.room import Room
from tests.sessions.play import Play, plan


def told(play: Play, public: bool = False) -> Tree:
    return tree(play.room, ACTIVITIES, public)


def of(found: Tree, key: str, nth: int = 1) -> StepOutcome:
    return next(step for step in found.steps if step.key == key and step.nth == nth)


def diamond() -> Play:
    return Play(
        plan("brainstorm", lines=()),
        plan("clustering", lines=(), takes=("brainstorm",)),
        plan("dot_vote", lines=(), takes=("clustering",), top=1),
        plan("next_steps", lines=(), takes=("dot_vote",), top=1),
    )


def test_the_chain_leads_from_the_first_act_back_to_the_idea() -> None:
    play = diamond()
    a, b = play.people[:2]
    play.open("brainstorm")
    for person, text in ((a, "Mokatunti"), (b, "Kahvi naapurin kanssa"), (b, "Aamukahvi")):
        play.act(person, "brainstorm", "add_idea", text=text)
    play.close("brainstorm")
    play.reveal("brainstorm")
    play.open("clustering")
    items = {item.text: item.id for item in play.room.of(play.step("clustering").round, Item)}
    pile = (items["Kahvi naapurin kanssa"], items["Aamukahvi"])
    play.act(a, "clustering", "make_pile", items=list(pile), name="Kahvit")
    play.close("clustering")
    play.reveal("clustering")
    play.open("dot_vote")
    option = next(i for i in play.room.of(play.step("dot_vote").round, Item) if i.text == "Kahvit")
    play.act(a, "dot_vote", "place_dots", dots={option.id: 1})
    play.close("dot_vote")
    play.reveal("dot_vote")
    play.open("next_steps")
    found = told(play)

    act = of(found, "next_steps").rows[0]
    assert [(link.text, link.what) for link in act.came_from] == [("Kahvit", "option")]
    vote = next(row for row in of(found, "dot_vote").rows if row.text == "Kahvit")
    assert vote.votes == 1 and [link.id for link in vote.led_to] == [act.id]
    assert [(link.text, link.what) for link in vote.came_from] == [("Kahvit", "pile")], "its cards came by the pile"
    coffee = next(row for row in of(found, "clustering").rows if row.what == "pile")
    assert sorted(link.text for link in coffee.holds) == ["Aamukahvi", "Kahvi naapurin kanssa"]
    assert sorted(link.text for link in coffee.came_from) == ["Aamukahvi", "Kahvi naapurin kanssa"]
    assert {link.step["fi"] for link in coffee.came_from} == {"brainstorm"}
    idea = next(row for row in of(found, "brainstorm").rows if row.text == "Aamukahvi")
    assert coffee.id in {link.id for link in idea.led_to}
    loner = next(row for row in of(found, "clustering").rows if row.what == "loner")
    assert [link.text for link in loner.came_from] == ["Mokatunti"]
    assert of(found, "dot_vote").takes == (play.step("clustering").title,)
    assert [cut.took for cut in of(found, "next_steps").cuts] == [1]


def test_an_unrevealed_secret_step_is_its_counts_only() -> None:
    play = Play(plan("dot_vote"), plan("brainstorm", lines=()))
    play.open("dot_vote")
    item = play.room.of(play.step("dot_vote").round, Item)[0]
    for person in play.people[:3]:
        play.act(person, "dot_vote", "place_dots", dots={item.id: 2})
    play.open("brainstorm")
    play.act(play.people[0], "brainstorm", "add_idea", text="KANARIALINTU")
    for public in (False, True):
        found = told(play, public)
        vote = of(found, "dot_vote")
        assert vote.counts.voters == 3
        assert all(row.votes is None and row.score is None and row.rank is None for row in vote.rows)
        ideas = of(found, "brainstorm")
        assert ideas.counts.count == 1 and not ideas.rows
        assert b"KANARIALINTU" not in msgspec.json.encode(found)


def test_an_activity_that_would_tell_secrets_is_given_none_to_tell() -> None:
    class Blab:
        @staticmethod
        def outcome(room: object, step: object) -> Outcome:
            return Outcome(rows=tuple(Row(id=r.id, what="idea", text=r.see) for r in room))  # type: ignore[attr-defined]

    play = Play(plan("brainstorm", lines=()))
    play.open("brainstorm")
    play.act(play.people[0], "brainstorm", "add_idea", text="Salaisuus")
    assert any(record.see.startswith("person:") for record in play.room)
    seen = {row.text for row in of(tree(play.room, {"brainstorm": Blab}, False), "brainstorm").rows}
    assert seen <= {"all", "hosts"}
    seen = {row.text for row in of(tree(play.room, {"brainstorm": Blab}, True), "brainstorm").rows}
    assert seen == {"all"}


def test_the_public_tree_knows_no_people_no_drafts_and_no_late_texts() -> None:
    play = Play(plan("talk"), plan("dot_vote"))
    play.open("talk")
    play.keep(put(Handed(id="late", see="hosts", text="Myöhässä", of_step=play.step("talk").id, at=1)))
    hosts, public = told(play), told(play, public=True)
    assert hosts.people == len(play.people) and len(hosts.named) == len(play.people) + 1
    assert [(late.text, late.step["fi"]) for late in hosts.late] == [("Myöhässä", "talk")]
    assert (public.people, public.named, public.late) == (0, (), ())
    assert [line.activity for line in hosts.agenda] == ["talk", "dot_vote"]
    assert [line.activity for line in public.agenda] == ["talk"]
    assert public.public and not hosts.public


def test_nobody_without_a_name_is_listed() -> None:
    play = Play(plan("talk"), people=1)
    play.ask(play.people[0], "rename", name="")
    assert [named.role for named in told(play).named] == ["host"]


def test_minutes_planned_and_taken() -> None:
    play = Play(plan("talk", minutes=5))
    line = told(play).agenda[0]
    assert (line.minutes, line.took, line.rounds) == (5, None, 0)
    play.open("talk")
    assert told(play).agenda[0].took is None
    play.later(7 * 60_000)
    play.close("talk")
    assert told(play).agenda[0].took == 7


def test_every_round_of_a_step_is_told() -> None:
    play = Play(plan("dot_vote"))
    for n in (1, 2):
        play.open("dot_vote")
        item = play.room.of(play.step("dot_vote").round, Item)[0]
        for person in play.people[: n + 4]:
            play.act(person, "dot_vote", "place_dots", dots={item.id: 1})
        play.close("dot_vote")
        play.reveal("dot_vote")
        play.seal("dot_vote")
    found = told(play)
    assert [(step.nth, step.latest) for step in found.steps] == [(1, False), (2, True)]
    assert [max(row.votes or 0 for row in step.rows) for step in found.steps] == [5, 6]
    assert len({step.round for step in found.steps}) == 2
    assert found.agenda[0].rounds == 2


def test_a_step_of_an_unknown_activity_gives_its_items() -> None:
    play = Play(plan("dot_vote"))
    play.open("dot_vote")
    play.keep(put(Opaque({"id": "strange", "see": "all", "kind": "hologram", "step": play.step("dot_vote").round})))
    step = of(tree(play.room, {}, False), "dot_vote")
    assert len(step.rows) == 4 and step.items == tuple(row.id for row in step.rows)


def test_a_figure_names_its_words() -> None:
    class Own:
        WORDS = {"fi": "\ntalk-fact-laughs = Naurut\n"}

        @staticmethod
        def outcome(room: object, step: object) -> Outcome:
            return Outcome(facts={"laughs": 3, "sighs": 1})

    play = Play(plan("talk"))
    play.open("talk")
    assert of(tree(play.room, {"talk": Own}, False), "talk").facts == (
        Fact("laughs", "talk-fact-laughs", 3),
        Fact("sighs", "export-fact", 1),
    )


def test_links_in_a_circle_end() -> None:
    play = Play(plan("talk", lines=()))
    play.open("talk")
    round = play.step("talk").round
    play.keep(
        put(
            Item(id="a", see="all", step=round, text="A", from_=("b",)),
            Item(id="b", see="all", step=round, text="B", from_=("a",)),
        )
    )
    found = of(tree(play.room, {}, False), "talk")
    assert {row.id: row.came_from for row in found.rows} == {"a": (), "b": ()}


@pytest.mark.parametrize("public", [False, True])
def test_the_tree_is_json_and_back(public: bool) -> None:
    play = diamond()
    play.open("brainstorm")
    play.bots("brainstorm")
    play.close("brainstorm")
    play.reveal("brainstorm")
    found = told(play, public)
    assert msgspec.json.decode(msgspec.json.encode(found), type=Tree) == found


def test_a_board_of_thousands_is_told_in_linear_time() -> None:
    """A room may be brought in with as many piles as notes; the square of that would hold the server up for minutes."""

    class Counting(Room):
        asked = 0

        def get(self, id: str, kind: Any = None) -> Any:
            Counting.asked += 1
            return super().get(id, kind)

    room = Counting()
    step = Step(id="s", see=ALL, key="k", phase="define", activity="clustering", title={}, round="r", state="open")
    items = [Item(id=f"i{n}", see=ALL, step="r", text="x") for n in range(3_000)]
    piles = [Pile(id=f"p{n}", see=ALL, step="r", order=float(n)) for n in range(3_000)]
    room.apply(Change(put=(step, *items, *piles)), 1)
    rows = ACTIVITIES["clustering"].outcome(room, step).rows
    assert len(rows) == 3_000 and Counting.asked < 30 * 3_000
