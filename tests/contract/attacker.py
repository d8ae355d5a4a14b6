"""Somebody with everything that lies on the disk, who wants to know which of two people wrote which of two things.

A round is a fair coin: heads, the first of two people wrote X and the other Y; tails, the other way round. The attacker gets
every file of the data folder with its write-ahead log, all that can be read from it (rows, snapshots, history), backups, every
export and the log. They know both people's ids and names, both texts, and when each of the two acted; only the coin
they do not know. Each *hunch* below looks at one kind of trace and leans to heads (+1), to tails (-1) or to neither (0).
What a hunch is worth the attacker learns in rounds of which the coin is known, and is then tried in others.
"""

from __future__ import annotations

import math
import re
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from server.hub.dedup import key_of

Json = Any
"""Maps, lists, texts and numbers, as frames, snapshots, history, backups and exports decode to."""


@dataclass
class Person:
    """One of the two, by every name that could stand somewhere. `taps` is how often the thing was touched to make it."""

    id: str
    name: str

    @property
    def names(self) -> tuple[str, ...]:
        return self.id, f"person:{self.id}", self.name


@dataclass
class Thing:
    """X or Y: how a record of it is known in any version, and how many actions it took its maker."""

    words: tuple[str, ...]
    taps: int
    is_it: Callable[[dict[str, Any]], bool]


@dataclass
class Evidence:
    """All that the attacker has of one round. `documents` decode to something; `files` are bytes as they lie there."""

    people: tuple[Person, Person]
    things: tuple[Thing, Thing]
    documents: dict[str, Json] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)

    @cached_property
    def ids(self) -> tuple[frozenset[str], frozenset[str]]:
        """Under which ids each of the two things was ever kept."""
        found = [
            frozenset(str(r["id"]) for d in self.documents.values() for r in records_of(thing, d) if r.get("id"))
            for thing in self.things
        ]
        return found[0], found[1]

    @cached_property
    def streams(self) -> dict[str, list[str]]:
        """Every document as a row of texts and numbers."""
        return {name: list(tokens(document)) for name, document in self.documents.items()}

    @cached_property
    def marks(self) -> tuple[frozenset[str], frozenset[str]]:
        """By which texts each of the two things is known."""
        return self.ids[0] | {*self.things[0].words}, self.ids[1] | {*self.things[1].words}


# --- reading documents -----------------------------------------------------------------------------------------------


def maps(value: Json) -> Iterator[dict[str, Any]]:
    """Every map in a document, outer ones first."""
    if isinstance(value, dict):
        yield value
        value = list(value.values())
    if isinstance(value, (list, tuple)):
        for one in value:
            yield from maps(one)


def lists(value: Json) -> Iterator[Sequence[Any]]:
    """Every list in a document."""
    if isinstance(value, (list, tuple)):
        yield value
    for one in value.values() if isinstance(value, dict) else value if isinstance(value, (list, tuple)) else ():
        yield from lists(one)


def tokens(value: Json) -> Iterator[str]:
    """Every text and number of a document, in order."""
    if isinstance(value, dict):
        for key, one in value.items():
            yield str(key)
            yield from tokens(one)
    elif isinstance(value, (list, tuple)):
        for one in value:
            yield from tokens(one)
    else:
        yield str(value)


def records_of(thing: Thing, document: Json) -> list[dict[str, Any]]:
    return [found for found in maps(document) if thing.is_it(found)]


def places(wanted: Iterable[str], stream: Sequence[str]) -> list[int]:
    sought = set(wanted) - {""}
    return [at for at, token in enumerate(stream) if token in sought]


def sign(value: float) -> int:
    return (value > 0) - (value < 0)


def nearer(one: list[int], other: list[int]) -> float:
    """How near two kinds of places come to each other; infinite when there are none."""
    return min((abs(a - b) for a in one for b in other), default=math.inf)


def lean(straight: float, crossed: float) -> int:
    """Which pairing is the closer one."""
    return 0 if straight == crossed else sign(crossed - straight)


# --- hunches ---------------------------------------------------------------------------------------------------------

Hunch = Callable[[Evidence], Iterable[tuple[str, int]]]
HUNCHES: list[Hunch] = []


def hunch(function: Hunch) -> Hunch:
    HUNCHES.append(function)
    return function


@hunch
def one_record_names_both(evidence: Evidence) -> Iterator[tuple[str, int]]:
    """A record of the thing that only its maker got, or one that names maker and thing."""
    for name, document in evidence.documents.items():
        hits = [[0, 0], [0, 0]]
        for found in maps(document):
            held = set(tokens(found)) if len(found) < 12 and "id" in found else set()
            for p, person in enumerate(evidence.people):
                for t, thing in enumerate(evidence.things):
                    of_it = thing.is_it(found) or bool(held & evidence.ids[t])
                    hits[p][t] += bool(of_it and held & set(person.names))
        yield f"one record in {name}", sign(hits[0][0] + hits[1][1] - hits[0][1] - hits[1][0])


@hunch
def they_stand_close(evidence: Evidence) -> Iterator[tuple[str, int]]:
    """Maker and thing stand close to each other in a document."""
    for name, stream in evidence.streams.items():
        people = [places(person.names, stream) for person in evidence.people]
        things = [places(marks, stream) for marks in evidence.marks]
        straight = nearer(people[0], things[0]) + nearer(people[1], things[1])
        yield f"close in {name}", lean(straight, nearer(people[0], things[1]) + nearer(people[1], things[0]))


@hunch
def they_come_in_the_same_order(evidence: Evidence) -> Iterator[tuple[str, int]]:
    """The things stand in the order in which their makers acted (the first person always acted first)."""
    for name, stream in evidence.streams.items():
        at = [places(marks, stream) for marks in evidence.marks]
        yield f"first place in {name}", lean(min(at[0], default=0), min(at[1], default=0))
        yield f"last place in {name}", lean(max(at[0], default=0), max(at[1], default=0))


@hunch
def they_have_revs_in_order(evidence: Evidence) -> Iterator[tuple[str, int]]:
    for name, document in evidence.documents.items():
        revs = [[int(r.get("rev", 0)) for r in records_of(thing, document)] for thing in evidence.things]
        if all(revs):
            yield f"first rev in {name}", lean(min(revs[0]), min(revs[1]))
            yield f"last rev in {name}", lean(max(revs[0]), max(revs[1]))


@hunch
def ids_are_in_order(evidence: Evidence) -> Iterator[tuple[str, int]]:
    ids = [sorted(known) for known in evidence.ids]
    if all(ids):
        order = sign((ids[0][0] > ids[1][0]) - 0.5)
        yield "order of ids", order
        yield "order of ids beside people's", order * sign((evidence.people[0].id > evidence.people[1].id) - 0.5)


@hunch
def something_left_their_topic(evidence: Evidence) -> Iterator[tuple[str, int]]:
    """Tombstones of one person's topic: the thing among them, or as many as making it leaves behind."""
    more = sign(evidence.things[0].taps - evidence.things[1].taps)
    for name, document in evidence.documents.items():
        gone = [_gone(person, document) for person in evidence.people]
        hit = [[len(gone[p] & evidence.ids[t]) for t in (0, 1)] for p in (0, 1)]
        yield f"tombstones in {name}", sign(hit[0][0] + hit[1][1] - hit[0][1] - hit[1][0])
        yield f"number of tombstones in {name}", sign(len(gone[0]) - len(gone[1])) * more


def _gone(person: Person, document: Json) -> set[str]:
    rows = [row for row in lists(document) if len(row) == 3 and row[0] == f"person:{person.id}"]
    return {str(id) for row in rows if isinstance(row[2], dict) for id in row[2]}


@hunch
def they_did_as_much(evidence: Evidence) -> Iterator[tuple[str, int]]:
    """What dedup remembers of a person: as many actions as making the thing took. Tabs may be named or hashed."""
    more = sign(evidence.things[0].taps - evidence.things[1].taps)
    for name, document in evidence.documents.items():
        counts = [0, 0]
        keys = [{person.id, *_keys_in_frames_of(person, evidence)} for person in evidence.people]
        for row in lists(document):
            for p in (0, 1):
                if 2 <= len(row) <= 4 and isinstance(row[0], str) and any(str(row[0]).startswith(k) for k in keys[p]):
                    counts[p] += sum(n for n in row[1:] if isinstance(n, int) and not isinstance(n, bool))
        yield f"number of acts in {name}", sign(counts[0] - counts[1]) * more


def _keys_in_frames_of(person: Person, evidence: Evidence) -> set[str]:
    """Tabs that stood in a frame together with a record of that person, and of nobody else."""
    found = set()
    for document in evidence.documents.values():
        for frame in maps(document):
            if "tabs" in frame and "changes" in frame:
                seen = {one["see"] for one in maps(frame["changes"]) if str(one.get("see", "")).startswith("person:")}
                if seen == {f"person:{person.id}"}:
                    found |= {str(row[0]) for row in frame["tabs"]}
    guesses = {key_of(person.id, f"tab-{person.name}"), key_of(person.id, person.name)}
    return found | guesses


@hunch
def it_came_up_as_they_came(evidence: Evidence) -> Iterator[tuple[str, int]]:
    """The moment at which everybody saw a thing first, beside the moments at which the two came."""
    joined = [_joined(person, evidence) for person in evidence.people]
    for name, document in evidence.documents.items():
        seen = [(m["at"], set(tokens(m["put"]))) for m in maps(document) if "put" in m and "at" in m]
        shown = [[at for at, said in seen if marks & said] for marks in evidence.marks]
        if all(shown) and all(joined):
            first, then = [min(j) for j in joined], [min(s) for s in shown]
            straight = abs(first[0] - then[0]) + abs(first[1] - then[1])
            yield f"time in {name}", lean(straight, abs(first[0] - then[1]) + abs(first[1] - then[0]))
            yield f"order in time in {name}", lean(then[0], then[1])


def _joined(person: Person, evidence: Evidence) -> list[int]:
    records = (found for document in evidence.documents.values() for found in maps(document))
    return [found["joined"] for found in records if "joined" in found and found.get("id") == person.id]


@hunch
def bytes_lie_close(evidence: Evidence) -> Iterator[tuple[str, int]]:
    """The same as they lie in the files, compressed pieces opened."""
    for name, body in evidence.files.items():
        people = [_spots(body, person.names) for person in evidence.people]
        things = [_spots(body, marks) for marks in evidence.marks]
        straight = nearer(people[0], things[0]) + nearer(people[1], things[1])
        yield (
            f"close in the bytes of {name}",
            lean(straight, nearer(people[0], things[1]) + nearer(people[1], things[0])),
        )
        yield f"order in the bytes of {name}", lean(min(things[0], default=0), min(things[1], default=0))


def _spots(body: bytes, names: Iterable[str]) -> list[int]:
    return [found.start() for name in names if name for found in re.finditer(re.escape(name.encode()), body)]


@hunch
def the_log_tells(evidence: Evidence) -> Iterator[tuple[str, int]]:
    hits = [[0, 0], [0, 0]]
    for p, person in enumerate(evidence.people):
        for t, marks in enumerate(evidence.marks):
            named = [line for line in evidence.lines if any(name in line for name in person.names)]
            hits[p][t] = sum(any(mark in line for mark in marks) for line in named)
    yield "a line of the log", sign(hits[0][0] + hits[1][1] - hits[0][1] - hits[1][0])


# --- learning --------------------------------------------------------------------------------------------------------


def opened(body: bytes) -> Iterator[bytes]:
    """Everything in a file that inflates, wherever it begins."""
    for found in re.finditer(rb"\x78[\x01\x5e\x9c\xda]", body):
        try:
            yield zlib.decompressobj().decompress(body[found.start() :], 1 << 22)
        except zlib.error:
            continue


def hunches(evidence: Evidence) -> dict[str, int]:
    """What each hunch leans to."""
    return {name: lean for every in HUNCHES for name, lean in every(evidence)}


class Attacker:
    """Trusts the hunches that were worth most where the coin was known (for heads or against), and says what most of those say."""

    def __init__(self, practice: Sequence[tuple[dict[str, int], int]]) -> None:
        names = {name for leans, _ in practice for name in leans}
        self.worth = {name: sum(leans.get(name, 0) * coin for leans, coin in practice) for name in sorted(names)}
        best = max((abs(worth) for worth in self.worth.values()), default=0)
        self.trusted = {name: sign(worth) for name, worth in self.worth.items() if abs(worth) == best}

    def says(self, leans: dict[str, int]) -> int:
        """Its guess; when nothing leans it is heads, which is right half the time."""
        return 1 if sum(leans.get(name, 0) * way for name, way in self.trusted.items()) >= 0 else -1


def by_chance(right: int, rounds: int) -> float:
    """How often a fair coin is right at least so many times (exact binomial)."""
    return sum(math.comb(rounds, k) for k in range(right, rounds + 1)) / (1 << rounds)
