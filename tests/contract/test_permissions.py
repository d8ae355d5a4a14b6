"""Every cell of docs/permissions.toml, played by the hub's own decider: role × state × whose record × which room.

The rows are written by hand; the cells are made from the schema of the actions, and there is none that is left out. An
action without a row fails, and a row that the code does not know fails too.
"""

from __future__ import annotations

import itertools
import re
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import msgpack
import msgspec
import pytest

from server.hub.deciding import Decider
from server.hub.draft import Asked, Said
from server.hub.member import Member, Who
from server.hub.metrics import Metrics
from server.hub.ports import Act
from server.hub.state import State
from sessions import session
from sessions.activities import ACTIVITIES, brainstorm
from sessions.activities.next_steps import NextStep
from sessions.activity import HOST, HOUSE, PARTICIPANT, SCREEN, Refused
from sessions.records import Authorship, Change, Handed, Record
from sessions.room import Room
from sessions.suggestions import Suggestion
from tests.server.hub.stage import HandClock, HandLink
from tests.sessions.play import Play, plan

FILE = Path(__file__).resolve().parents[2] / "docs/permissions.toml"
STATES = ("draft", "open", "grace", "closed", "revealed", "sealed", "skipped")
NOBODY = "none"
ROLES = (PARTICIPANT, HOST, SCREEN, HOUSE, NOBODY)
OWN, OTHERS = "own", "others"
HERE, ELSEWHERE, OTHER_ROOM, OTHER_STEP = "here", "elsewhere", "strangers of another room", "strangers of another step"
KEYS = {"args", "who", "when", "own", "others", "elsewhere", "strangers", "in", "few", "frozen", "step"}

Row = dict[str, Any]
Cell = tuple[str, str, str, str, str]
"""activity, role, state, whose, place."""


def table() -> dict[str, Any]:
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


def rows() -> list[tuple[str, str, Row]]:
    """(where, name, row) of the file; `when` filled in."""
    read = table()
    named = read.pop("when")
    found = []
    for where, of in read.items():
        for name, row in of.items():
            whole = {**row, "when": named[row["when"]] if isinstance(row["when"], str) else row["when"]}
            found.append((where, name, whole))
    return found


def do_of(name: str) -> str:
    return name.split(" ")[0]


def schema() -> set[tuple[str, str]]:
    """All actions there are, as (core or activity, do)."""
    return {("core", do) for do in session.CORE} | {(k, do) for k, of in session.OF_ACTIVITY.items() for do in of}


def action_of(where: str, do: str) -> type[Any]:
    return session.CORE[do][0] if where == "core" else session.OF_ACTIVITY[where][do]


# --- scenes: a room in which the step stands in a state, and everybody has done something -----------------------------


class Scene:
    """A room with the step `kind`, another one of the same kind that is over, and a step before and after it."""

    def __init__(self, kind: str, state: str, seed: int = 1, few: bool = False, frozen: bool = False) -> None:
        self.kind, self.state = kind, state
        before = plan("talk", "before") if kind != "before" else plan("talk")
        self.play = Play(
            before, plan(kind, "earlier"), plan(kind, "it"), plan("talk", "after", takes=("it",)), seed=seed
        )
        play = self.play
        self.actors = play.people[:1] if few else [*play.people[:5], play.host]
        play.keep(Change(put=(Handed(id=f"late-{seed}", see="hosts", text="myöhässä", of_step="", at=0),)))
        self.merged()
        self.live("earlier")
        if state == "skipped":
            play.hosts("skip_step", id=play.step("it").id)
        if state in ("draft", "skipped"):
            play.open("before")
            return
        self.live("it")
        if frozen:
            play.hosts("freeze_board", play.step("it").round, frozen=True)
        if state in ("grace", "closed"):
            play.hosts("close_step", id=play.step("it").id)
        if state == "closed":
            play.later(15_000)
        if state in ("revealed", "sealed"):
            play.reveal("it")
        if state == "sealed":
            play.seal("it")
        assert play.step("it").state == state

    def merged(self) -> None:
        """Two more lines, made into one."""
        play = self.play
        play.hosts("paste_items", id=play.step("it").id, lines="puolikas\ntoinen puoli")
        ids = [one.id for one in self.all("candidate", play.step("it").round)[-2:]]
        play.hosts("merge_candidates", ids=ids, text="kokonainen")

    def live(self, key: str) -> None:
        """The step opens and everybody does something in it."""
        play = self.play
        play.open(key)
        for person in self.actors:
            DEEDS.get(self.kind, bots)(play, key, person)
        if self.kind == "brainstorm":
            play.act(play.people[1], key, "add_idea", text="tämä piilotetaan")
            play.hosts("hide", id=self.newest("idea", play.step(key).round))
        if self.kind == "clustering":
            round, items = play.step(key).round, self.all("item", play.step(key).round)
            draft = Suggestion(id=f"suggested-{round}", see="all", step=round, items=(items[2].id, items[3].id))
            play.keep(Change(put=(draft,)))

    def all(self, kind: str, round: str) -> list[Any]:
        found = [r for r in self.play.room if isinstance(r, Record) and r.step == round and kind_of(r) == kind]
        return sorted(found, key=lambda record: (getattr(record, "order", 0), record.rev, record.id))

    def newest(self, kind: str, round: str) -> str:
        return str(max(self.all(kind, round), key=lambda record: record.rev).id)

    def actor(self, role: str) -> str:
        return self.play.host if role == HOST else self.play.people[0]

    # what a row names

    def resolve(self, what: str, role: str, whose: str, key: str = "it") -> str:
        """The id (or name) behind `@what`; what is not there has an id that nobody knows."""
        step, me = self.play.step(key), self.actor(role)
        if what in ("step", "round"):
            return step.id if what == "step" else step.round
        if what == "person":
            return me if whose == OWN else self.play.people[1]
        if what == "handed":
            return next(
                (r.id for r in self.play.room if isinstance(r, Record) and kind_of(r) == "handed"), "nobodyknows"
            )
        if what in ("signed", "signature"):
            return self._signature(what, step.round, me, whose)
        kind, at = re.fullmatch(r"([a-z_]+?)(\d?)", what).groups()  # type: ignore[union-attr]
        if kind == "merged":
            found = [r for r in self.all("candidate", step.round) if r.text == "kokonainen"]
        elif kind == "hidden":
            found = [r for r in self.all("idea", step.round) if r.hidden]
        elif kind in ("idea", "ballot"):
            found = [r for r in self.all(kind, step.round) if not getattr(r, "hidden", False)]
            own = {r.of for r in self.all("authorship", step.round) if r.see == f"person:{me}"}
            tied = [r for r in found if (r.id in own or r.see == f"person:{me}") == (whose == OWN)]
            found = tied or found
        else:
            found = self.all(kind, step.round)
        n = int(at or 1) - 1
        return found[n].id if n < len(found) else "nobodyknows"

    def _signature(self, what: str, round: str, me: str, whose: str) -> str:
        ties = [r for r in self.all("authorship", round) if (r.see == f"person:{me}") == (whose == OWN)]
        if not ties:
            return "nobodyknows"
        next_id, _, name = ties[0].of.partition(" ")
        signed = self.play.room.get(next_id, NextStep)
        assert isinstance(ties[0], Authorship) and signed is not None
        return signed.item if what == "signed" else name


def kind_of(record: Record) -> str:
    return str(record.__struct_config__.tag)


def item(play: Play, key: str, n: int = 0) -> str:
    items = [r for r in play.room if isinstance(r, Record) and r.step == play.step(key).round and kind_of(r) == "item"]
    return sorted(items, key=lambda one: one.order)[n].id  # type: ignore[attr-defined]


def bots(play: Play, key: str, person: str) -> None:
    """For an activity that nobody has written a deed for."""
    play.bots(key, rounds=1, seed=hash(person) % 1000)


def brainstormed(play: Play, key: str, person: str) -> None:
    if play.step(key).stage == brainstorm.BLIND:
        play.hosts("advance_step", id=play.step(key).id, stage=brainstorm.BUILD)
    play.act(person, key, "add_idea", text=f"ajatus {person}")


def piled(play: Play, key: str, person: str) -> None:
    n = len([r for r in play.room if isinstance(r, Record) and kind_of(r) == "pile" and r.step == play.step(key).round])
    if n < 2:
        play.act(person, key, "make_pile", items=[item(play, key, n)], name=f"pino {n}")


DEEDS: dict[str, Callable[[Play, str, str], Any]] = {
    "brainstorm": brainstormed,
    "clustering": piled,
    "dot_vote": lambda play, key, who: play.act(who, key, "place_dots", dots={item(play, key): 1}),
    "feedback": lambda play, key, who: play.act(who, key, "give_feedback", scales={"content": 3}, best=f"b {who}"),
    "lobby": lambda play, key, who: play.act(who, key, "answer_warm_up", text=f"kahvi {who}"),
    "next_steps": lambda play, key, who: play.act(
        who, key, "take_on", item=item(play, key, play.people.index(who) % 2 if who in play.people else 1), name=who
    ),
    "talk": lambda play, key, who: play.hosts("note_down", play.step(key).round, text=f"rivi {who}"),
    "thesis_walk": lambda play, key, who: play.act(who, key, "pick_thesis", item=item(play, key), reason="siksi"),
}


@cache
def scene(kind: str, state: str, seed: int = 1, few: bool = False, frozen: bool = False) -> Scene:
    return Scene(kind, state, seed, few, frozen)


# --- cells ------------------------------------------------------------------------------------------------------------


def cells(where: str, row: Row) -> Iterator[Cell]:
    """All of them."""
    kinds = [where] if where != "core" else row.get("in", ["talk"])
    kinds = sorted(ACTIVITIES) if kinds == "all" else kinds
    places = [HERE]
    if where != "core":
        places += [ELSEWHERE] + ([OTHER_ROOM, OTHER_STEP] if "strangers" in row else [])
    elif "elsewhere" in row:
        places.append(ELSEWHERE)
    yield from itertools.product(kinds, ROLES, STATES, (OWN, OTHERS), places)


def expected(where: str, row: Row, cell: Cell) -> str:
    """What the file says of a cell."""
    _, role, state, whose, place = cell
    if role in (NOBODY, SCREEN):
        return "first_hello" if role == NOBODY else "not_yours"
    if where != "core" and place == ELSEWHERE:
        return "unknown_step"
    if role not in row["who"]:
        return "not_yours"
    if place == ELSEWHERE:
        return str(row["elsewhere"])
    if row["when"][state] != "yes":
        return str(row["when"][state])
    said = row["strangers"] if place in (OTHER_ROOM, OTHER_STEP) else row.get(whose, "yes")
    return str(said[role] if isinstance(said, dict) else said)


def filled(value: Any, resolve: Callable[[str], str]) -> Any:
    """The arguments of a row with ids in place of `@names`."""
    if isinstance(value, dict):
        return {filled(key, resolve): filled(inner, resolve) for key, inner in value.items()}
    if isinstance(value, list):
        return [filled(one, resolve) for one in value]
    return resolve(value[1:]) if isinstance(value, str) and value.startswith("@") else value


def found(where: str, name: str, row: Row, cell: Cell) -> str:
    """What really comes of it: "yes" or the code of the refusal."""
    kind, role, state, whose, place = cell
    how = {"few": row.get("few", False), "frozen": row.get("frozen", False)}
    here = scene(kind, state, **how)
    there = scene(kind, state, 2, **how) if place in (ELSEWHERE, OTHER_ROOM) else here
    key = "earlier" if place == OTHER_STEP else "it"
    args = filled(row["args"], lambda what: there.resolve(what, role, whose, key))
    round = (there if place == ELSEWHERE else here).play.step("it").round
    do = do_of(name)
    return asked(here.play, role, do, round if where != "core" or row.get("step") else "", args)


def asked(play: Play, role: str, do: str, step: str, args: dict[str, Any]) -> str:
    """Through the hub's decider, as from a connection of that role; the scene stays as it is."""
    state = State()
    state.room = Room()
    state.room.restore(play.room, play.room.rev)
    clock = HandClock()
    clock.ms = play.now + 1
    seeds = iter(range(1, 100))
    decider = Decider(
        state, session, clock, lambda: next(seeds).to_bytes(16, "big"), lambda lang, code, args: code, Metrics()
    )
    if role == HOUSE:
        return house_asked(decider, do, step, args)
    link = HandLink()
    member = Member(link)
    people = {PARTICIPANT: play.people[0], HOST: play.host, SCREEN: ""}
    member.who = Who(people[role], role, "hostkey" if role == HOST else "") if role in people else None
    decider.entry(Said(member, Act(tab="tab", n=1, do=do, step=step, args=args)))
    for answer in decider.draft.after:
        answer()
    if link.payloads:
        said = msgpack.unpackb(link.payloads[0].body)
    else:  # who is not there yet gets it after the welcome
        said = msgpack.unpackb(member.answers[0].body)
    return "yes" if said["t"] == "kept" else str(said["code"])


class Heard:
    """In place of a future: what the house is told."""

    def __init__(self) -> None:
        self.said = ""

    def done(self) -> bool:
        return bool(self.said)

    def set_result(self, rev: int) -> None:
        self.said = "yes"

    def set_exception(self, error: Exception) -> None:
        assert isinstance(error, Refused), error
        self.said = error.code


def house_asked(decider: Decider, do: str, step: str, args: dict[str, Any]) -> str:
    heard: Any = Heard()
    decider.entry(Asked(do, step, args, HOUSE, heard))
    for answer in decider.draft.after:
        answer()
    return str(heard.said)


def wrong_cells(where: str, name: str, row: Row) -> tuple[list[str], Counter[str]]:
    """Cells that came out otherwise, and how often each answer was given."""
    wrong, seen = [], Counter[str]()
    for cell in cells(where, row):
        was, wanted = found(where, name, row, cell), expected(where, row, cell)
        seen[was] += 1
        if was != wanted:
            wrong.append(f"{where}.{name} {cell}: {was}, not {wanted}")
    return wrong, seen


# --- the checks -------------------------------------------------------------------------------------------------------


def test_every_action_has_a_row_and_every_row_an_action() -> None:
    told = {(where, do_of(name)) for where, name, _ in rows()}
    assert schema() - told == set(), "actions without a row in docs/permissions.toml"
    assert told - schema() == set(), "rows in docs/permissions.toml without an action"


def test_rows_say_what_the_schema_knows_and_nothing_else() -> None:
    for where, name, row in rows():
        action = action_of(where, do_of(name))
        fields = {field.encode_name: field.required for field in msgspec.structs.fields(action)}
        assert set(row["args"]) <= set(fields), name
        assert {field for field, required in fields.items() if required} <= set(row["args"]), name
        assert set(row["when"]) == set(STATES), name
        assert set(row) <= KEYS and set(row["who"]) <= set(ROLES), name


@pytest.mark.parametrize(("where", "name", "row"), [pytest.param(*one, id=f"{one[0]}.{one[1]}") for one in rows()])
def test_every_cell_is_as_the_file_says(where: str, name: str, row: Row) -> None:
    wrong, seen = wrong_cells(where, name, row)
    assert not wrong, "\n".join(wrong)
    assert seen["not_yours"] and seen["first_hello"], "somebody must be refused"
    assert "internal" not in seen and "malformed" not in seen
    if "yes" in {*row["when"].values()} and row.get("own", "yes") == "yes":
        assert seen["yes"], "nobody could do it at all"


def test_how_many_cells_there_are() -> None:
    counted = sum(1 for where, _, row in rows() for _ in cells(where, row))
    print(f"{len(rows())} rows, {counted} cells")  # noqa: T201
    assert counted > 15_000


def test_what_the_house_alone_may_say() -> None:
    """The result of an errand comes from the house; from anybody else there is no such thing."""
    play = scene("clustering", "open").play
    assert asked(play, HOUSE, "deliver", "", {"errand": "none of ours"}) == "unknown_action"
    for role in (PARTICIPANT, HOST):
        assert asked(play, role, "deliver", "", {"errand": "x", "result": []}) == "unknown_action"
        assert asked(play, role, "reopen", play.step("it").round, {}) == "unknown_action"


# --- without a guard it fails -----------------------------------------------------------------------------------------


def row_of(where: str, name: str) -> tuple[str, str, Row]:
    return next((w, n, row) for w, n, row in rows() if (w, n) == (where, name))


def test_without_the_look_at_roles(monkeypatch: pytest.MonkeyPatch) -> None:
    for where, name in (("core", "open_step"), ("clustering", "merge_piles"), ("core", "tick")):
        monkeypatch.setattr(action_of(where, do_of(name)), "roles", frozenset(ROLES))
        wrong, _ = wrong_cells(*row_of(where, name))
        assert any("'participant'" in cell for cell in wrong), name


def test_without_the_look_at_states(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(action_of("dot_vote", "place_dots"), "states", frozenset(STATES))
    wrong, _ = wrong_cells(*row_of("dot_vote", "place_dots"))
    assert {state for state in STATES if any(f"'{state}'" in cell for cell in wrong)} >= {
        "closed",
        "revealed",
        "sealed",
    }


def test_without_the_look_at_whose_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    def anybodys(room: Room, step: Any, id: str, by: Any) -> Any:
        return room.get(id), Authorship(id="x", see=by.see, step=step.round, of=id)

    monkeypatch.setattr(brainstorm, "_own", anybodys)
    wrong, _ = wrong_cells(*row_of("brainstorm", "withdraw_idea"))
    assert any("'others', 'here'" in cell for cell in wrong)


def test_without_a_row() -> None:
    told = {(where, do_of(name)) for where, name, _ in rows() if name != "place_dots"}
    assert schema() - told == {("dot_vote", "place_dots")}
