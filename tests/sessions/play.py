"""Plays a room without server, clock or chance: what a test says happens, in the order it says."""

from __future__ import annotations

import random
from typing import Any

import msgspec

from sessions import opening, session
from sessions.activities import ACTIVITIES
from sessions.activity import HOST, HOUSE, PARTICIPANT, By, Dice
from sessions.model import Model, ModelStep
from sessions.records import Change, Step, from_map, to_map
from sessions.room import Room

LINES = ("Yksi lomake kolmen tilalle", "Mokatunti kerran kuussa", "Vertaispari uudelle", "Kahvi naapurin kanssa")


def model(*steps: ModelStep) -> Model:
    return Model(name="test", title={"fi": "Testi", "en": "Test", "sv": "Test"}, steps=steps)


def plan(activity: str, key: str = "", **fields: Any) -> ModelStep:
    texts = {"fi": activity, "en": activity, "sv": activity}
    lines = tuple({"fi": line} for line in fields.pop("lines", LINES))
    phase = fields.pop("phase", "define")
    return ModelStep(key=key or activity, phase=phase, activity=activity, title=texts, lines=lines, **fields)


class Play:
    """One room, one host, some participants. Every change is kept as maps, so that it can be replayed."""

    def __init__(self, *steps: ModelStep, people: int = 6, seed: int = 1, lang: str = "fi") -> None:
        self.room = Room()
        self.log: list[tuple[list[dict[str, Any]], list[str]]] = []
        self.changes: list[Change] = []
        self.now = 1_700_000_000_000
        self._n = seed * 1_000_000
        self.keep(
            opening.create(model(*steps), "Testi", lang, {"hostkey": HOST, "screenkey": "screen"}, {}, self.house())
        )
        self.host = self.join("Vetäjä", HOST)
        self.people = [self.join(f"Osallistuja {n}") for n in range(people)]

    def by(self, person: str, role: str) -> By:
        self._n += 1
        self.now += 7
        return By(person, role, self.now, Dice(self._n.to_bytes(16, "big")))

    def house(self) -> By:
        return self.by("", HOUSE)

    def join(self, name: str, role: str = PARTICIPANT) -> str:
        id, change = session.join(self.room, name, "fi", role, f"me-{name}", self.house())
        self.keep(change)
        return id

    def keep(self, change: Change) -> Change:
        self.changes.append(change)
        self.log.append(([to_map(record) for record in change.put], list(change.delete)))
        self.room.apply(change, self.room.rev + 1)
        return change

    def step(self, key: str) -> Step:
        found = self.room.step_with(key)
        assert found is not None
        return found

    def ask(self, person: str, do: str, step: str = "", role: str = PARTICIPANT, **args: Any) -> Change:
        return self.keep(session.decide(self.room, do, step, args, self.by(person, role)))

    def hosts(self, do: str, step: str = "", **args: Any) -> Change:
        return self.ask(self.host, do, step, HOST, **args)

    def act(self, person: str, key: str, do: str, **args: Any) -> Change:
        return self.ask(person, do, self.step(key).round, HOST if person == self.host else PARTICIPANT, **args)

    def open(self, key: str) -> Step:
        self.hosts("open_step", id=self.step(key).id)
        return self.step(key)

    def close(self, key: str) -> None:
        self.hosts("close_step", id=self.step(key).id)
        self.later(15_000)

    def reveal(self, key: str, anyway: bool = True) -> None:
        self.hosts("reveal_step", id=self.step(key).id, anyway=anyway)

    def seal(self, key: str) -> None:
        self.hosts("seal_step", id=self.step(key).id)

    def later(self, ms: int) -> None:
        """Time passes, and the house does what is due."""
        until = self.now + ms
        while (due := self.room.earliest_due) and due <= until:
            self.now = max(self.now, due)
            self.keep(session.decide(self.room, "tick", "", {}, self.house()))
        self.now = max(self.now, until)

    def sees(self, person: str, role: str = PARTICIPANT) -> Room:
        return self.room.seen_by(session.topics(self.room, person, role))

    def bots(self, key: str, rounds: int = 3, seed: int = 1) -> int:
        """Every participant's bot plays the open step; how many actions were kept."""
        kept = 0
        for n in range(rounds):
            for person in self.people:
                view, step = self.sees(person), self.step(key)
                rng = random.Random(f"{seed}/{n}/{person}")
                if (action := ACTIVITIES[step.activity].bot(view, step, person, rng)) is not None:
                    self.act(person, key, action.do(), **msgspec.to_builtins(action))
                    kept += 1
        return kept

    def replayed(self) -> Room:
        """The room as it comes back from its journal."""
        room = Room()
        for put, delete in self.log:
            room.apply(Change(tuple(from_map(raw) for raw in put), tuple(delete)), room.rev + 1)
        return room
