"""Handing a durable flush to everybody who is there: each topic encoded once, private frames first, then `all`."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

from server.hub import wire
from server.hub.clock import Slices
from server.hub.member import Member
from server.hub.ports import Clock, Payload
from server.hub.resume import gone_elsewhere
from sessions.records import ALL
from sessions.room import Room

HANDFUL = 32
"""Connections between two looks at the clock."""


class FloorPassed(Exception):
    """What was published last lies below a topic's floor: no frame can say what changed."""


class Frames:
    """The frames of one flush, each encoded when the first connection that holds its topic comes up."""

    def __init__(self, room: Room, touched: Iterable[str], published: int, all_rev: int) -> None:
        self._room, self._published, self._all_rev = room, published, all_rev
        self._made: dict[str, Sequence[Payload] | None] = dict.fromkeys(touched)
        for topic in self._made:
            if room.topic(topic).since(published) is None:
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
        ids, gone = room.topic(topic).since(self._published) or ([], [])
        gone = gone_elsewhere(room, topic, gone)
        start = 0
        while start < len(ids) or (start == 0 and gone):
            put, end = wire.take(ids, start, room.records.get)
            more = end < len(ids)
            totals = wire.totals(room) if topic == ALL and not more else None
            yield wire.change(topic, self._all_rev, room.rev, put, [] if more else gone, more, totals)
            if start == end:
                return
            start = end


class Publisher:
    """Remembers up to where everything is published. `all_rev` = rev of the last `all` frame, which browsers stand on."""

    def __init__(self, rev: int, clock: Clock) -> None:
        self.published = self.all_rev = rev
        self._clock = clock

    async def fan_out(self, room: Room, touched: Iterable[str], members: Collection[Member]) -> bool:
        """Everything since the last fan-out, in slices between which the loop reads.

        False: no frame can say it; everybody is behind and has to catch up."""
        rev = room.rev
        try:
            frames = Frames(room, touched, self.published, self.all_rev)
        except FloorPassed:
            for member in members:
                member.lag()
            self.published = self.all_rev = rev
            return False
        slices = Slices(self._clock)
        for place, member in enumerate(list(members)):
            member.frames(frames, rev)
            if place % HANDFUL == 0:
                await slices.breathe()
        self.published = rev
        if frames.everybody:
            self.all_rev = rev
        return True
