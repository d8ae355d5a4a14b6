"""The chain of evidence: from a thesis to an idea to a pile to a vote to a first act, every link kept.

Each entry of a step's outcome learns which entries of earlier steps it came from, which it led to, and the cards it
holds, each with its words, so that a reader needs no ids. What is not in the room (because it is secret, withdrawn or
hidden) ends the chain there; nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Protocol

import msgspec

from sessions.activity import Outcome, Row
from sessions.records import AnyRecord, Idea, Item, Step, Texts
from sessions.room import Room

MOST_BEHIND = 500
"""Records that are walked through behind the sources of one entry; a chain so long is no chain that people made."""
MOST_TOLD = 20_000_000
"""Characters that all links of one outcome hold together; what comes after that has no links."""
OPENED = frozenset({"open", "grace", "closed", "revealed", "sealed"})


class Link(msgspec.Struct, frozen=True, kw_only=True):
    """One end of the chain: an entry (or a card) and the title of the step that it stands in."""

    id: str
    round: str
    step: Texts
    text: str
    texts: Texts = {}
    what: str = ""


class Entry(Row, frozen=True, kw_only=True):
    """A row of an outcome with its place in the chain. `holds` = its members (the cards of a pile) with their words.

    `label` = the word key to show instead of `text`: a `scale` is named by its activity's words, not by somebody.
    """

    label: str = ""
    came_from: tuple[Link, ...] = ()
    led_to: tuple[Link, ...] = ()
    holds: tuple[Link, ...] = ()


class Gives(Protocol):
    """The one part of an activity that an outcome needs."""

    def outcome(self, room: Room, step: Step) -> Outcome: ...


Opened = list[tuple[int, Step, Outcome]]
"""The rounds that were opened: place on the agenda, the step as it stood in that round, what its activity says it gave."""


def opened(room: Room, activities: Mapping[str, Gives]) -> Opened:
    """What every opened round gave, in the order of the agenda."""
    rounds: Opened = []
    for number, step in enumerate(room.steps(), 1):
        activity = activities.get(step.activity)
        for round in rounds_of(step):
            then = step if round == step.round else msgspec.structs.replace(step, round=round, state="sealed")
            rounds.append((number, then, activity.outcome(room, then) if activity else plain(room, then)))
    return rounds


class Chain:
    """Ties the rows of all opened rounds together."""

    def __init__(self, room: Room, opened: Opened) -> None:
        self._room = room
        self._opened = opened
        self._at: dict[str, list[tuple[int, Link]]] = {}
        self._left = MOST_TOLD
        self._piles: dict[str, list[tuple[int, tuple[str, ...]]]] = {}
        for place, (_, step, outcome) in enumerate(opened):
            for row in outcome.rows:
                self._at.setdefault(row.id, []).append((place, _to_row(step, row)))
                if row.members:
                    self._piles.setdefault(row.id, []).append((place, row.members))
        self._came = [
            {row.id: self._sources(place, row) for row in outcome.rows} for place, (_, _, outcome) in enumerate(opened)
        ]
        self._led: dict[tuple[str, str], list[Link]] = {}
        for place, (_, step, outcome) in enumerate(opened):
            for row in outcome.rows:
                for link in self._came[place][row.id]:
                    self._led.setdefault((link.round, link.id), []).append(_to_row(step, row))

    def entries(self, place: int) -> tuple[Entry, ...]:
        """The rows of one opened round, each with its links."""
        _, step, outcome = self._opened[place]
        return tuple(
            Entry(
                **{name: getattr(row, name) for name in Row.__struct_fields__},
                label=f"{step.activity}-{row.text}".replace("_", "-") if row.what == "scale" else "",
                came_from=self._came[place][row.id],
                led_to=tuple(self._led.get((step.round, row.id), ())),
                holds=self._holds(place, row),
            )
            for row in outcome.rows
        )

    def _sources(self, place: int, row: Row) -> tuple[Link, ...]:
        item = self._room.get(row.id, Item)
        sources = row.from_ or (item.from_ if item else ()) or row.members
        held = {id for source in sources for id in self._members(place, source)}
        sources = tuple(id for id in sources if id not in held)
        found: dict[tuple[str, str], Link] = {}
        for link in self._trace(place, sources, row.id):
            if self._left > 0 and (link.round, link.id) not in found:
                found[link.round, link.id] = link
                self._left -= len(link.text) + sum(map(len, link.texts.values())) + 100
        return tuple(found.values())

    def _members(self, place: int, id: str) -> tuple[str, ...]:
        """What a source itself holds: a card of a pile that was taken on came by way of the pile."""
        return next((members for at, members in reversed(self._piles.get(id, [])) if at < place), ())

    def _trace(self, place: int, ids: tuple[str, ...], of: str) -> Iterator[Link]:
        """The entries of earlier rounds behind these ids, walking through records that no outcome has as a row.

        Each record is walked through once, whatever its sources say of each other.
        """
        ahead, seen, left = list(reversed(ids)), {of}, len(ids) + MOST_BEHIND
        while ahead and left:
            id, left = ahead.pop(), left - 1
            if earlier := [link for at, link in self._at.get(id, ()) if at < place]:
                yield earlier[-1]
                continue
            record = self._room.records.get(id)
            if record is None or id in seen:
                continue
            seen.add(id)
            if sources := getattr(record, "from_", ()):
                ahead += reversed(sources[:left])
            else:
                yield from self._to_card(record)

    def _holds(self, place: int, row: Row) -> tuple[Link, ...]:
        held: list[Link] = []
        for id in row.members:
            if known := [link for at, link in self._at.get(id, ()) if at <= place]:
                held += known[-1:]
            elif record := self._room.records.get(id):
                held += self._to_card(record)
        return tuple(held)

    def _to_card(self, record: AnyRecord) -> list[Link]:
        text = getattr(record, "text", "")
        if not isinstance(text, str) or not text:
            return []
        return [
            Link(
                id=record.id,
                round=record.step,
                step=title_of(self._room, record.step),
                text=text,
                texts=getattr(record, "texts", {}),
                what=getattr(record, "what", ""),
            )
        ]


def _to_row(step: Step, row: Row) -> Link:
    return Link(id=row.id, round=step.round, step=step.title, text=row.text, texts=row.texts, what=row.what)


def title_of(room: Room, of: str) -> Texts:
    """The title of the step with that round or id."""
    step = room.step_of(of) or room.get(of, Step)
    return step.title if step else {}


def rounds_of(step: Step) -> list[str]:
    """The rounds of a step that were opened, oldest first."""
    past = [round for round in step.rounds if round != step.round]
    return [*past, step.round] if step.state in OPENED or (step.state == "skipped" and step.opened) else past


def plain(room: Room, step: Step) -> Outcome:
    """What a step of an unknown activity gives: its items and ideas as they stand."""
    items = sorted(room.of(step.round, Item), key=lambda item: (item.order, item.id))
    ideas = sorted((idea for idea in room.of(step.round, Idea) if not idea.hidden), key=lambda idea: idea.id)
    rows = [Row(id=i.id, what=i.what, text=i.text, texts=i.texts, from_=i.from_, note=i.note) for i in items]
    rows += [Row(id=i.id, what="idea", text=i.text, parent=i.parent, author=i.name) for i in ideas]
    return Outcome(rows=tuple(rows), items=tuple(row.id for row in rows))
