"""What a workshop gave, as one tree: the single thing that every export, report page and public result is written from.

The tree is built from a filtered room, never from the whole one: for everybody from what `all` may see, for hosts from
what hosts may see. Ballots, picks before their reveal and authorship are in records that neither of them holds, so no
export can tell them, whatever an activity does; an unrevealed secret step shows its counts and nothing else.

The chain of evidence between the steps is tied in `evidence.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

import msgspec

from sessions.activity import progress_of
from sessions.evidence import Chain, Entry, Gives, opened, rounds_of, title_of
from sessions.records import ALL, HOSTS, Cut, Handed, Person, Record, Script, Step, Texts
from sessions.room import Room
from sessions.unrevealed import unrevealed

Made = TypeVar("Made", bound=msgspec.Struct)


class Fact(msgspec.Struct, frozen=True):
    """A figure of a step. `label` is the word key of what it means; the words get `name` and `value`."""

    name: str
    label: str
    value: int | str | float


class CutMade(msgspec.Struct, frozen=True, kw_only=True):
    """What was taken on to a step: `took` of `of`; `tied` = the line ran through a tie; `by_host` = chosen by hand."""

    took: int
    of: int
    tied: bool
    by_host: bool


class Counts(msgspec.Struct, frozen=True):
    done: int = 0
    count: int = 0
    voters: int = 0


class StepOutcome(msgspec.Struct, frozen=True, kw_only=True):
    """One opened round of one step. `number` is its place on the agenda, `nth` which round of the step this is.

    `latest` = the step's present round; `takes` = titles of the steps it took from; `items` = ids of the entries that
    later steps may take; `unrevealed` = of what was given there are counts only, until it is revealed.
    """

    id: str
    key: str
    round: str
    number: int
    nth: int
    latest: bool
    phase: str
    activity: str
    title: Texts
    question: Texts
    instruction: Texts
    state: str
    unrevealed: bool
    takes: tuple[Texts, ...]
    counts: Counts
    cuts: tuple[CutMade, ...]
    facts: tuple[Fact, ...]
    rows: tuple[Entry, ...]
    items: tuple[str, ...]


class AgendaLine(msgspec.Struct, frozen=True, kw_only=True):
    """One step as it was planned and as it went. Minutes `took` is None until it has closed; times are server ms."""

    id: str
    number: int
    phase: str
    activity: str
    title: Texts
    state: str
    minutes: int
    took: int | None
    opened: int
    closed: int
    rounds: int
    paper: bool


class Named(msgspec.Struct, frozen=True):
    """Somebody who gave a name. No time of joining: it could be laid beside what was written then."""

    name: str
    role: str
    lang: str


class Late(msgspec.Struct, frozen=True, kw_only=True):
    """A text that missed its step and was handed to the facilitators by its author."""

    step: Texts
    text: str


class Tree(msgspec.Struct, frozen=True, kw_only=True):
    """The whole workshop. `people` counts participants who joined (0 in a public tree, which knows none)."""

    format: str = "talkoot-outcome"
    version: int = 1
    title: str
    lang: str
    langs: tuple[str, ...]
    model: str
    created: int
    ended: bool
    public: bool
    people: int
    named: tuple[Named, ...]
    agenda: tuple[AgendaLine, ...]
    steps: tuple[StepOutcome, ...]
    late: tuple[Late, ...]


def tree(room: Room, activities: Mapping[str, Gives], public: bool) -> Tree:
    """The outcome of a room for everybody (`public`) or for its hosts; `activities` by their name in the agenda."""
    room = room.seen_by({ALL} if public else hosts_topics(room))
    workshop, agenda = room.workshop, room.steps()
    on_paper = {script.of for script in room.every(Script) if script.paper}
    people = sorted(room.every(Person), key=lambda person: (person.role, person.name.casefold(), person.id))
    return _copy(
        workshop,
        Tree,
        public=public,
        people=sum(person.role == "participant" for person in people),
        named=tuple(_copy(p, Named) for p in people if p.name.strip()),
        agenda=tuple(_agenda_line(number, step, step.id in on_paper) for number, step in enumerate(agenda, 1)),
        steps=_steps(room, activities),
        late=tuple(
            Late(step=title_of(room, handed.of_step), text=handed.text)
            for handed in sorted(room.every(Handed), key=lambda handed: (handed.of_step, handed.text, handed.id))
        ),
    )


def _copy(record: Record, into: type[Made], **more: Any) -> Made:
    """A part of the tree: what it shares with a record by name, and `more`."""
    names = [name for name in into.__struct_fields__ if hasattr(record, name) and name not in more]
    return into(**{name: getattr(record, name) for name in names}, **more)


def hosts_topics(room: Room) -> set[str]:
    """The topics that hosts get: everybody's, their own and every group's."""
    return {see for see in room.topics if see in (ALL, HOSTS) or see.startswith("group:")}


def _agenda_line(number: int, step: Step, paper: bool) -> AgendaLine:
    return _copy(
        step,
        AgendaLine,
        number=number,
        took=max(1, round((step.closed - step.opened) / 60_000)) if step.closed > step.opened else None,
        rounds=len(rounds_of(step)),
        paper=paper,
    )


def _steps(room: Room, activities: Mapping[str, Gives]) -> tuple[StepOutcome, ...]:
    chain = Chain(room, all_ := opened(room, activities))
    nth = {step.id: {round: n for n, round in enumerate(rounds_of(step), 1)} for step in room.steps()}
    titles = {step.key: step.title for step in reversed(room.steps())}
    return tuple(
        _copy(
            then,
            StepOutcome,
            number=number,
            nth=nth[then.id][then.round],
            latest=nth[then.id][then.round] == len(nth[then.id]),
            unrevealed=unrevealed(room, then, activities.get(then.activity)),
            takes=tuple(titles[key] for key in then.takes if key in titles),
            counts=_copy(progress_of(room, then), Counts),
            cuts=tuple(_copy(cut, CutMade) for cut in room.of(then.round, Cut)),
            facts=tuple(
                Fact(name, _label(activities.get(then.activity), then.activity, name), n)
                for name, n in outcome.facts.items()
            ),
            rows=chain.entries(place),
            items=outcome.items,
        )
        for place, (number, then, outcome) in enumerate(all_)
    )


def _label(activity: Gives | None, kind: str, name: str) -> str:
    """An activity's own words for a figure, `<activity>-fact-<name>`, else the words shared by all, `export-fact`."""
    own = f"{kind}-fact-{name}".replace("_", "-")
    words: dict[str, str] = getattr(activity, "WORDS", {})
    return own if any(f"\n{own} =" in text for text in words.values()) else "export-fact"
