"""Handing a durable flush to everybody who is there: each topic encoded once, private frames first, then `all`.

In a crowd, a flush that changed nothing for all but counts (how many have voted) keeps its `all` frame back for a moment:
fifty frames a second to thousands of phones would say no more than four do. Whatever else all may see takes it along.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from server.hub import wire
from server.hub.clock import Slices
from server.hub.members import Members
from server.hub.ports import Payload
from server.hub.resume import gone_elsewhere
from server.hub.world import World
from sessions.records import ALL, Progress
from sessions.room import Room

A_FEW = 64
"""Connections between two looks at the clock."""
CROWD = 100
CALM = 0.25
"""Seconds that counts may wait in a room of at least so many connections."""
LAST = 4
"""Of the futures of `Crowd.write`: so many may be open when the next flush is decided, which takes as long as they do."""


class FloorPassed(Exception):
    """What was published last lies below a topic's floor: no frame can say what changed."""


class Published(msgspec.Struct, frozen=True):
    """Up to which rev everything has been handed out, and everything of `all`; `all_rev` = rev of the last `all` frame,
    which browsers stand on."""

    private: int
    all: int
    all_rev: int

    def of(self, topic: str) -> int:
        return self.all if topic == ALL else self.private


class Frames:
    """The frames of one flush, each encoded when the first connection that holds its topic comes up."""

    def __init__(self, room: Room, touched: Iterable[str], published: Published) -> None:
        self._room, self._published = room, published
        self._news: dict[str, tuple[list[str], list[tuple[str, int]]]] = {}
        self._made: dict[str, Sequence[Payload]] = {}
        for topic in touched:
            news = room.topic(topic).since(published.of(topic))
            if news is None:
                raise FloorPassed(topic)
            self._news[topic] = news
        self.private = frozenset(self._news) - {ALL}
        self.everybody = self.get(ALL)

    def get(self, topic: str) -> Sequence[Payload]:
        """What the topic got; empty when nothing."""
        if topic not in self._news:
            return ()
        if topic not in self._made:
            self._made[topic] = list(self._parts(topic))
        return self._made[topic]

    def _parts(self, topic: str) -> Iterator[Payload]:
        room = self._room
        ids, gone = self._news[topic]
        gone = gone_elsewhere(room, topic, gone)
        start = 0
        while start < len(ids) or (start == 0 and gone):
            put, end = wire.take(ids, start, room.records.get)
            more = end < len(ids)
            totals = wire.totals(room) if topic == ALL and not more else None
            yield wire.change(topic, self._published.all_rev, room.rev, put, [] if more else gone, more, totals)
            if start == end:
                return
            start = end


class Publisher:
    """Remembers up to where everything is published. `due` = when (monotonic) counts that wait have to leave."""

    def __init__(self, rev: int, world: World) -> None:
        self.published = Published(rev, rev, rev)
        self.due: float | None = None
        self._clock = world.clock
        self._under_way: list[asyncio.Future[None]] = []

    async def fan_out(self, room: Room, touched: Iterable[str], members: Members) -> bool:
        """Everything since the last fan-out, in slices between which the loop reads.

        False: no frame can say it; everybody is behind and has to catch up."""
        rev, later = room.rev, False
        topics = set(touched)
        if self.due is not None:
            topics.add(ALL)
        if ALL in topics and (later := self._may_wait(room, len(members))):
            topics.remove(ALL)
        try:
            frames = Frames(room, topics, self.published)
        except FloorPassed:
            for member in members.values():
                member.lag()
            self.published, self.due = Published(rev, rev, rev), None
            return False
        if frames.everybody:
            await self._told()
        slices = Slices(self._clock)
        for place, member in enumerate(members.of(sorted(frames.private)), 1):
            member.private(frames, rev)
            if place % A_FEW == 0:
                await slices.breathe()
        if frames.everybody:
            self._under_way = members.front.tell(frames.everybody, rev)
        now = self.published
        self.published = Published(rev, now.all if later else rev, rev if frames.everybody else now.all_rev)
        if not later:
            self.due = None
        return True

    async def nearly_told(self) -> None:
        """When it is time to decide the next flush, while the last one leaves: what comes later is not in it, and would wait
        for all of two flushes to leave. In a crowd of thousands that is a long time."""
        if len(self._under_way) > LAST:
            await self._under_way[-1 - LAST]

    async def _told(self) -> None:
        """When everybody has what was handed out before, as far as they take it: a room's frames never pile up."""
        while self._under_way:
            await self._under_way.pop()

    def _may_wait(self, room: Room, members: int) -> bool:
        """Whether `all` has got nothing but counts, a crowd would hear of them, and they have not waited long."""
        if members < CROWD or (self.due is not None and self._clock.monotonic() >= self.due):
            return False
        changed = room.topic(ALL).since(self.published.all)
        if changed is None or changed[1] or any(not isinstance(room.records[id], Progress) for id in changed[0]):
            return False
        if self.due is None:
            self.due = self._clock.monotonic() + CALM
        return True
