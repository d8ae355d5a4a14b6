"""Catching up: what one connection needs to hold the records it may see, from whatever it has.

There is one path for late joiners, reconnects, slow phones and changed roles: a run of messages of about 64 KiB. Each
is built when the one before it has left, from the records *as they stand then*, so that nothing that was hidden or
purged in between is ever sent. Only the last one, of `all`, moves the browser's rev.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import msgspec

from server.hub import wire
from server.hub.ports import Payload
from sessions.records import ALL, AnyRecord
from sessions.room import Room

OWN = 16 * wire.PART
"""How much of one's own a welcome may carry."""
FRESH_MS = 2_000
SMALL = 16
"""How old the shared snapshot of `all` may be, and how many records it may lack (or a quarter of them)."""

Build = Callable[[], tuple[Payload, int]]
"""Makes a part of a catch-up: the message, and where the next part starts (0: there is none)."""
Job = Callable[[], tuple[Payload | None, list["Job"]]]
"""Builds one message (None: nothing to say) and says what follows in its place once it has left."""


class Had(msgspec.Struct, frozen=True):
    """What a browser has, whole: these topics at this rev of this epoch."""

    epoch: str
    rev: int
    topics: frozenset[str]


class You(msgspec.Struct, frozen=True):
    """Who is catching up: `partly` = topics of which they may hold something from a catch-up that did not finish."""

    person: str
    role: str
    topics: tuple[str, ...]
    had: Had | None
    partly: frozenset[str] = frozenset()


class Shared:
    """The `all` topic as bytes that every fresh joiner gets: a little old, and followed by a delta."""

    def __init__(self, room: Room, at: int) -> None:
        self.rev, self.at, self.dead = room.rev, at, False
        # Alike stands beside alike, which deflates well.
        ids = sorted(room.topic(ALL).revs, key=lambda id: (type(room.records[id]).__name__, room.records[id].step, id))
        self.parts: list[tuple[Payload, list[str]]] = []
        start = 0
        while start < len(ids):
            put, end = wire.take(ids, start, room.records.get)
            self.parts.append((wire.change(ALL, 0, self.rev, put, [], more=True), ids[start:end]))
            start = end

    def sound(self, room: Room) -> bool:
        """Nothing in these bytes has left `all` since."""
        if self.dead:
            return False
        changed = room.topic(ALL).since(self.rev)
        return changed is not None and not changed[1]


class SharedSnapshots:
    """Keeps the shared snapshot for as long as it may be used."""

    def __init__(self) -> None:
        self._kept: Shared | None = None
        self._deltas: dict[tuple[int, int, int], tuple[Payload, int]] = {}
        self._at = -1

    def delta(self, room: Room, part: tuple[int, int, int], build: Build) -> tuple[Payload, int]:
        """A part (since, goal, start) of what changed for all: made once for everybody who comes back from there."""
        if self._at != room.rev:
            self._at, self._deltas = room.rev, {}
        if part not in self._deltas:
            self._deltas[part] = build()
        return self._deltas[part]

    def get(self, room: Room, now: int) -> Shared:
        if self._kept is None or not self._good(self._kept, room, now):
            self._kept = Shared(room, now)
        return self._kept

    def _good(self, kept: Shared, room: Room, now: int) -> bool:
        if kept.rev == room.rev:
            return not kept.dead
        if now - kept.at > FRESH_MS or not kept.sound(room):
            return False
        topic = room.topic(ALL)
        news, _ = topic.since(kept.rev) or ([], [])
        return len(news) <= max(SMALL, topic.count // 4)

    def drop(self) -> None:
        """After a purge or a reload: what stood before must not be sent again."""
        if self._kept is not None:
            self._kept.dead = True
        self._kept = None
        self._deltas = {}


class CatchUp:
    """One catch-up from `you.had` to `goal`, the rev of a room that is durable now (and whenever `message` is called)."""

    def __init__(
        self, room: Callable[[], Room], epoch: str, you: You, greet: bool, snapshots: SharedSnapshots, now: int
    ) -> None:
        self._room, self._epoch, self._you, self._at = room, epoch, you, now
        self._snapshots = snapshots
        self.goal = room().rev
        self.full = not self._may_resume()
        had = None if self.full else you.had
        self._base = had.rev if had else 0
        held = frozenset(you.topics) & had.topics if had else frozenset[str]()
        self._kept = frozenset(topic for topic in held if room().topic(topic).since(self._base) is not None)
        self._private = sorted((topic for topic in you.topics if topic != ALL), key=_own_first)
        self._ids: dict[str, list[str]] = {}
        self._gone: dict[str, list[tuple[str, int]]] = {}
        for topic in you.topics:
            self._capture(topic, topic in self._kept, self._base)
        self._jobs: list[Job] = [self._welcome] if self.full or greet else self._deltas(self._private)
        if ALL not in self._kept:
            shared = snapshots.get(room(), now)
            self._jobs += [partial(self._shared, shared, at) for at in range(len(shared.parts))]
            self._capture(ALL, True, shared.rev)
            self._since = shared.rev if shared.parts else 0
        else:
            self._since = room().topic(ALL).settled(self._base)
        self._jobs.append(partial(self._part, ALL, 0))
        self._built: tuple[Payload | None, list[Job]] | None = None
        self._built_at = -1

    def _may_resume(self) -> bool:
        had, room = self._you.had, self._room()
        # Rev 0: its first catch-up did not finish, and no frame can say "since nothing" but a whole topic.
        if had is None or had.epoch != self._epoch or not 0 < had.rev <= room.rev:
            return False
        return ALL not in had.topics or room.topic(ALL).since(had.rev) is not None

    def _capture(self, topic: str, changes: bool, since: int) -> None:
        stream = self._room().topic(topic)
        ids, gone = (stream.since(since) if changes else None) or (list(stream.revs), [])
        self._ids[topic] = ids
        self._gone[topic] = gone_elsewhere(self._room(), topic, gone)

    def message(self) -> Payload | None:
        """The next message; the same again until `sent`, unless the room has moved on. None: it is finished."""
        while self._jobs:
            if self._built is None or self._built_at != self._room().rev:
                self._built, self._built_at = self._jobs[0](), self._room().rev
            if self._built[0] is not None:
                return self._built[0]
            self.sent()
        return None

    def sent(self) -> None:
        """The last message has been taken."""
        if self._built is not None:
            self._jobs[:1] = self._built[1]
            self._built = None

    # the messages

    def _welcome(self) -> tuple[Payload | None, list[Job]]:
        """One's own records go into the welcome whole, others while there is room; the rest follows in parts.

        A browser holds its own topic from the welcome on, so that must never come in parts."""
        put: list[msgspec.Raw] = []
        later: list[Job] = []
        room = wire.PART
        for topic in self._private:
            ids = self._ids[topic]
            own = topic.startswith("person:")
            records, end = wire.take(ids, 0, self._look(topic), OWN if own else room)
            size = sum(len(bytes(raw)) for raw in records)
            if end < len(ids) or (size > room and not own):
                later.append(partial(self._part, topic, 0))
                continue
            put += records
            room -= size
            if self._gone[topic]:
                later.append(partial(self._part, topic, len(ids)))
        you = self._you
        welcome = wire.welcome(you.person, you.role, self._epoch, self._base, self._at, self.full, self._drop(), put)
        return welcome, later

    def _drop(self) -> list[str]:
        """Topics of which the browser may hold something, but not all, or nothing any more."""
        had = self._you.had
        if self.full or had is None:
            return []
        return sorted({*had.topics, *self._you.partly, *self._private} - self._kept)

    def _deltas(self, topics: list[str]) -> list[Job]:
        """What changed in these topics; one of which it is not known any more comes whole, be it empty."""
        told = (topic for topic in topics if self._ids[topic] or self._gone[topic] or topic not in self._kept)
        return [partial(self._part, topic, 0) for topic in told]

    def _part(self, topic: str, start: int) -> tuple[Payload | None, list[Job]]:
        if topic == ALL and self._since:
            part = (self._since, self.goal, start)
            payload, on = self._snapshots.delta(self._room(), part, lambda: self._made(topic, start))
        else:
            payload, on = self._made(topic, start)
        return payload, [partial(self._part, topic, on)] if on else []

    def _made(self, topic: str, start: int) -> tuple[Payload, int]:
        ids = self._ids[topic]
        put, end = wire.take(ids, start, self._look(topic))
        more = end < len(ids)
        gone = [] if more else self._gone[topic]
        since = self._since if topic == ALL else self._base if topic in self._kept else 0
        totals = wire.totals(self._room()) if topic == ALL and not more and self._room().rev == self.goal else None
        return wire.change(topic, since, self.goal, put, gone, more, totals), end if more else 0

    def _shared(self, shared: Shared, at: int) -> tuple[Payload | None, list[Job]]:
        payload, ids = shared.parts[at]
        if shared.sound(self._room()):
            return payload, []
        put, _ = wire.take(ids, 0, self._look(ALL), 2 * wire.PART)
        return wire.change(ALL, 0, shared.rev, put, [], more=True), []

    def _look(self, topic: str) -> wire.Look:
        """A record of the topic as it stands now; None when it is not in there any more."""

        def look(id: str) -> AnyRecord | None:
            record = self._room().records.get(id)
            return record if record is not None and record.see == topic else None

        return look


def _own_first(topic: str) -> bool:
    return not topic.startswith("person:")


def gone_elsewhere(room: Room, topic: str, gone: list[tuple[str, int]]) -> list[tuple[str, int]]:
    """Deletions of a private topic without those that are on their way to everybody: the put replaces them."""
    if topic == ALL:
        return gone
    records = room.records
    return [(id, rev) for id, rev in gone if not (id in records and records[id].see == ALL)]
