"""Handing a durable flush to everybody who is there: each topic encoded once, private frames first, then `all`.

In a crowd, a flush that changed nothing for all but counts (how many have voted) keeps its `all` frame back for a moment:
fifty frames a second to thousands of phones would say no more than four do. Whatever else all may see takes it along.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import msgspec

from server.hub import wire
from server.hub.clock import Slices
from server.hub.member import Member
from server.hub.members import Members
from server.hub.ports import Payload, WriteEach
from server.hub.resume import gone_elsewhere
from server.hub.world import World
from sessions.records import ALL, Progress
from sessions.room import Room

HANDFUL = 256
"""Connections that are written to together."""
A_FEW = 64
"""Connections between two looks at the clock, where each is written to by itself."""
CROWD = 100
CALM = 0.25
"""Seconds that counts may wait in a room of at least so many connections."""


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
        self._made: dict[str, Sequence[Payload] | None] = dict.fromkeys(touched)
        for topic in self._made:
            if room.topic(topic).since(published.of(topic)) is None:
                raise FloorPassed(topic)
        self.private = frozenset(self._made) - {ALL}
        self.everybody = self.get(ALL)

    def get(self, topic: str) -> Sequence[Payload]:
        """What the topic got; empty when nothing."""
        if topic not in self._made:
            return ()
        made = self._made[topic]
        if made is None:
            made = self._made[topic] = list(self._parts(topic))
        return made

    def _parts(self, topic: str) -> Iterator[Payload]:
        room = self._room
        ids, gone = room.topic(topic).since(self._published.of(topic)) or ([], [])
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


def handfuls(members: Sequence[Member], size: int = HANDFUL) -> Iterator[Sequence[Member]]:
    """Connections, so many at a time."""
    return (members[start : start + size] for start in range(0, len(members), size))


async def tell(
    members: Sequence[Member], payloads: Sequence[Payload], rev: int, write_each: WriteEach, slices: Slices
) -> None:
    """What a flush up to `rev` holds for all. Nothing is kept for who cannot take it now."""
    groups = [[member for member in some if member.there and member.rev < rev] for some in handfuls(members)]
    for payload in payloads:
        under_way = []
        for place, some in enumerate(groups):
            refused, told = write_each([member.link for member in some], payload)
            if refused:  # said at once: it may hear that it has drained in the next moment
                for member in some:
                    member.there = member.link not in refused
                    if not member.there:
                        member.seen = min(member.seen, member.rev)  # what it had before this is not all there was
                groups[place] = [member for member in some if member.there]
            if told is not None:
                under_way.append(told)
            await slices.breathe()
        for told in under_way:
            await told
    for some in groups:
        for member in some:
            member.rev = member.seen = rev


class Publisher:
    """Remembers up to where everything is published. `due` = when (monotonic) counts that wait have to leave."""

    def __init__(self, rev: int, world: World) -> None:
        self.published = Published(rev, rev, rev)
        self.due: float | None = None
        self._clock, self._write_each = world.clock, world.write_each

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
        slices = Slices(self._clock)
        for some in handfuls(members.of(sorted(frames.private)), A_FEW):
            for member in some:
                member.private(frames, rev)
            await slices.breathe()
        if frames.everybody:
            await tell(list(members.values()), frames.everybody, rev, self._write_each, slices)
        now = self.published
        self.published = Published(rev, now.all if later else rev, rev if frames.everybody else now.all_rev)
        if not later:
            self.due = None
        return True

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
