"""The records of one room, indexed so that no action has to look through all of them.

`apply` is the only way in. A topic is the stream of one `see` value: which records it holds, at which rev each came,
and which left it (tombstones), so that "what changed since rev N" is one short walk and never a comparison of states.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from typing import Any, TypeVar, cast

from sessions.records import ALL, AnyRecord, Change, Record, Step, Workshop, with_rev

Kind = TypeVar("Kind", bound=Record)
_NO_RECORDS: dict[str, AnyRecord] = {}


class NoWorkshop(LookupError):
    """The room's own record is missing, or is of another kind or of a newer version: nothing of it can be told."""

    def __init__(self) -> None:
        super().__init__("the room has no record `workshop` that can be read")


class Topic:
    """What one `see` value holds: `revs` id → rev, `gone` id → rev of its leaving, `floor` = oldest rev answered."""

    __slots__ = ("_ids", "_log", "floor", "gone", "revs", "sum")

    def __init__(self, floor: int = 0) -> None:
        self.revs: dict[str, int] = {}
        self.gone: dict[str, int] = {}
        self.floor = floor
        self.sum = 0
        self._log: list[int] = []
        self._ids: list[str] = []

    @property
    def count(self) -> int:
        return len(self.revs)

    def came(self, id: str, rev: int) -> None:
        self.sum += rev - self.revs.get(id, 0)
        self.revs[id] = rev
        self.gone.pop(id, None)
        self._note(id, rev)

    def left(self, id: str, rev: int) -> None:
        self.sum -= self.revs.pop(id, 0)
        self.gone[id] = rev
        self._note(id, rev)

    def left_since(self, rev: int) -> tuple[int, dict[str, int]]:
        """Floor and tombstones as they are without those up to `rev`."""
        return max(self.floor, rev), {id: at for id, at in self.gone.items() if at > rev}

    def untie(self, rev: int) -> None:
        """Forgets what left up to `rev`; who is older than that gets everything."""
        self.floor, self.gone = self.left_since(rev)
        self._compact()

    def shelves(self) -> list[Any]:
        """All that it holds things in."""
        return [self.revs, self.gone, self._log, self._ids]

    def _note(self, id: str, rev: int) -> None:
        self._log.append(rev)
        self._ids.append(id)
        if len(self._log) > 2 * (len(self.revs) + len(self.gone)) + 64:
            self._compact()

    def _compact(self) -> None:
        pairs = sorted((rev, id) for ids in (self.revs, self.gone) for id, rev in ids.items())
        self._log = [rev for rev, _ in pairs]
        self._ids = [id for _, id in pairs]

    def since(self, rev: int) -> tuple[list[str], list[tuple[str, int]]] | None:
        """Ids that came after `rev` and (id, rev) that left after it; None when `rev` lies below the floor."""
        if rev < self.floor:
            return None
        changed = dict.fromkeys(self._ids[bisect_right(self._log, rev) :])
        came = [id for id in changed if self.revs.get(id, 0) > rev]
        return came, [(id, self.gone[id]) for id in changed if self.gone.get(id, 0) > rev]

    def settled(self, rev: int) -> int:
        """The rev of the last change up to `rev`: what came after the one is what came after the other."""
        before = bisect_right(self._log, rev)
        return max(self._log[before - 1], self.floor) if before else rev

    def remember(self, floor: int, gone: dict[str, int]) -> None:
        """Brings back the tombstones of a snapshot."""
        self.floor = floor
        self.gone.update(gone)
        self._compact()

    def forget_before(self, rev: int) -> None:
        """Drops tombstones up to `rev`; who is older than that gets everything."""
        if old := [id for id, gone in self.gone.items() if gone <= rev]:
            for id in old:
                del self.gone[id]
            self.floor = max(self.floor, rev)
            self._compact()


class Room:
    """All records of one workshop session at `rev`."""

    def __init__(self) -> None:
        self.rev = 0
        self.records: dict[str, AnyRecord] = {}
        self.topics: dict[str, Topic] = {}
        self._of: dict[tuple[str, type], dict[str, AnyRecord]] = {}
        self._every: dict[type, dict[str, AnyRecord]] = {}
        self._mine: dict[tuple[str, str], dict[str, AnyRecord]] = {}
        self.untied = 0
        """Rev of a purge after which `untie` is still owed."""
        self._due: dict[str, int] = {}
        self._rounds: dict[str, str] = {}
        self._agenda: list[Step] | None = None

    # reading

    def __len__(self) -> int:
        return len(self.records)

    def __iter__(self) -> Iterator[AnyRecord]:
        return iter(self.records.values())

    def get(self, id: str, kind: type[Kind] | None = None) -> Kind | None:
        """The record of that id; None when it is not there or of another kind."""
        record = self.records.get(id)
        if kind is not None and not isinstance(record, kind):
            return None
        return cast("Kind | None", record)

    def of(self, round: str, kind: type[Kind]) -> list[Kind]:
        """All records of one kind in one round of a step."""
        return cast("list[Kind]", list(self._of.get((round, kind), _NO_RECORDS).values()))

    def count(self, round: str, kind: type[Record]) -> int:
        return len(self._of.get((round, kind), _NO_RECORDS))

    def one(self, round: str, kind: type[Kind]) -> Kind | None:
        return cast("Kind | None", next(iter(self._of.get((round, kind), _NO_RECORDS).values()), None))

    def every(self, kind: type[Kind]) -> list[Kind]:
        return cast("list[Kind]", list(self._every.get(kind, _NO_RECORDS).values()))

    def mine(self, person: str, round: str, kind: type[Kind]) -> list[Kind]:
        """The records of one kind and round that only this person gets."""
        own = self._mine.get((f"person:{person}", round), _NO_RECORDS)
        return [record for record in own.values() if isinstance(record, kind)]

    def in_round(self, round: str) -> list[AnyRecord]:
        """Every record of one round, of whatever kind."""
        return [r for (of, _), records in self._of.items() if of == round for r in records.values()]

    @property
    def workshop(self) -> Workshop:
        """The room's own record. Raises `NoWorkshop`."""
        found = self.records.get("workshop")
        if not isinstance(found, Workshop):
            raise NoWorkshop
        return found

    def steps(self) -> list[Step]:
        """The agenda, in order."""
        if self._agenda is None:
            self._agenda = sorted(self.every(Step), key=lambda step: (step.order, step.id))
        return self._agenda

    def step_of(self, round: str) -> Step | None:
        """The step whose present or past round this is."""
        return self.get(self._rounds.get(round, ""), Step)

    def step_with(self, key: str) -> Step | None:
        return next((step for step in self.steps() if step.key == key), None)

    @property
    def earliest_due(self) -> int:
        """Server ms at which the house has something to do; 0 = never."""
        return min(self._due.values(), default=0)

    def topic(self, see: str) -> Topic:
        return self.topics.get(see) or Topic()

    def seen_by(self, topics: Iterable[str]) -> Room:
        """A room that holds only what these topics hold: what a bot, an export or a result may know."""
        seen = Room()
        seen.rev = self.rev
        for see in topics:
            for id in self.topic(see).revs:
                seen._place(self.records[id])
        return seen

    # writing

    def apply(self, change: Change, rev: int) -> None:
        """Puts and deletes the records of one change, which makes the room's rev `rev`."""
        for id in change.delete:
            if (old := self.records.get(id)) is not None:
                self._remove(old)
                if old.see != "none":
                    self._topic(old.see).left(id, rev)
        for record in change.put:
            old = self.records.get(record.id)
            if old is not None:
                self._remove(old)
                if old.see not in (record.see, "none"):
                    self._topic(old.see).left(old.id, rev)
            self._place(with_rev(record, rev))
        if change.purge:
            self.untied = rev
        self.rev = rev

    def untie(self) -> None:
        """After a purge has been told: no tombstone says any more what, or how much, was one person's, or who was here.

        What everybody had is in no such list but the one for all, from which nothing can be told.
        """
        if not self.untied:
            return
        for see, topic in list(self.topics.items()):
            if see != ALL:
                topic.untie(self.untied)
                if not topic.revs and not topic.gone:
                    del self.topics[see]
        self.untied = 0

    def left(self) -> list[tuple[str, int, dict[str, int]]]:
        """What is kept of records that have left their topics, for `restore`: as it stands once `untie` is done."""
        found = []
        for see, topic in sorted(self.topics.items()):
            floor, gone = topic.left_since(self.untied if see != ALL else 0)
            if gone or (floor and (topic.revs or see == ALL)):
                found.append((see, floor, dict(sorted(gone.items()))))
        return found

    def restore(
        self, records: Iterable[AnyRecord], rev: int, left: Iterable[tuple[str, int, dict[str, int]]] = ()
    ) -> None:
        """Fills an empty room with records that carry their revs already (a snapshot, a welcome).

        `left` brings back what topics know of records that have left: (see, floor, id → rev).
        """
        for record in sorted(records, key=lambda record: record.rev):
            self._place(record)
        for see, floor, gone in left:
            self._topic(see).remember(floor, gone)
        self.rev = rev

    def hold(self, record: AnyRecord) -> None:
        """Takes in a record with the rev it carries, unless it is held at that rev or newer (who follows a room)."""
        old = self.records.get(record.id)
        if old is not None:
            if old.rev >= record.rev:
                return
            self._remove(old)
            if old.see not in (record.see, "none"):
                self._topic(old.see).left(old.id, record.rev)
        self._place(record)

    def release(self, id: str, rev: int) -> None:
        """Lets go of a record that left at `rev`; one that came back at that rev or later stays."""
        old = self.records.get(id)
        if old is not None and old.rev < rev:
            self._remove(old)
            self._topic(old.see).left(id, rev)

    def forget(self, see: str) -> None:
        """Lets go of a whole topic."""
        for id in list(self.topic(see).revs):
            self._remove(self.records[id])
        self.topics.pop(see, None)

    def emptied(self) -> Iterator[None]:
        """Lets go of everything for good, with rests: memory of a large room takes as long to give back as to fill."""
        held: list[Any] = list(self.records.values())
        shelves: list[Any] = [self.records, self._of, self._every, self._mine, self._due, self._rounds]
        for index in (self._of, self._every, self._mine):
            shelves += index.values()
        for topic in self.topics.values():
            shelves += topic.shelves()
        for shelf in shelves:
            shelf.clear()
            yield
        while held:
            del held[-64:]
            yield

    def _topic(self, see: str) -> Topic:
        return self.topics.setdefault(see, Topic())

    def _place(self, record: AnyRecord) -> None:
        kind = type(record)
        self.records[record.id] = record
        self._of.setdefault((record.step, kind), {})[record.id] = record
        self._every.setdefault(kind, {})[record.id] = record
        if record.see.startswith("person:"):
            self._mine.setdefault((record.see, record.step), {})[record.id] = record
        if record.see != "none":
            self._topic(record.see).came(record.id, record.rev)
        if isinstance(record, Step):
            self._agenda = None
            for round in (record.round, *record.rounds):
                self._rounds[round] = record.id
        if (due := getattr(record, "due", 0)) > 0:
            self._due[record.id] = due

    def _remove(self, record: AnyRecord) -> None:
        kind, id = type(record), record.id
        del self.records[id]
        del self._every[kind][id]
        _drop(self._of, (record.step, kind), id)
        _drop(self._mine, (record.see, record.step), id)
        self._due.pop(id, None)
        if isinstance(record, Step):
            self._agenda = None


def _drop(index: dict[Any, dict[str, AnyRecord]], key: tuple[Any, Any], id: str) -> None:
    """Takes a record out of an index, and the shelf with it when it was the last one there."""
    if (held := index.get(key)) is not None:
        held.pop(id, None)
        if not held:
            del index[key]
