"""One connection in a room: who it is, what its browser has, and whether it is *there*.

There is no queue. Who is there gets each frame as it comes; who missed one (its buffer was full) gets nothing more
until it has drained, and then one catch-up. The only things that wait are answers to its own actions, and few of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Protocol

import msgspec

from server.hub.ports import Close, Link, Payload, Since
from server.hub.resume import CatchUp, Had, SharedSnapshots, You
from sessions.records import ALL
from sessions.room import Room

if TYPE_CHECKING:
    from server.hub.front import Front

ANSWERS = 256


class Who(msgspec.Struct, frozen=True):
    """Who a connection speaks for. `key` = hash of the role key it came with; a screen is no person."""

    person: str
    role: str
    key: str = ""


class Frames(Protocol):
    """The encoded frames of one flush."""

    everybody: Sequence[Payload]
    """What `all` got; most flushes have nothing else."""
    private: frozenset[str]
    """The other topics that got something."""

    def get(self, topic: str) -> Sequence[Payload]:
        """What a topic got; empty when nothing."""


class Ground(msgspec.Struct, frozen=True):
    """What a member stands on: the room as it is durable, the bytes all joiners share, and the time."""

    room: Callable[[], Room]
    epoch: Callable[[], str]
    shared: SharedSnapshots
    now: Callable[[], int]


class Member:
    """One link. `rev` and `held` are what the browser would say it has; `seen` is what has been written to it."""

    __slots__ = (
        "_catch", "_greet", "_partly", "_private", "_rev", "_seen", "answers", "asked", "asked_at", "epoch", "front", "gone",
        "held", "link", "there", "told", "topics", "who", "writing_until",
    )  # fmt: skip

    def __init__(self, link: Link) -> None:
        self.link = link
        self.who: Who | None = None
        self.topics: tuple[str, ...] = ()
        self.there = False
        self.front: Front | None = None
        """Where it goes with all others who are there; then that says how far it is."""
        self.gone = False
        self.epoch, self._rev = "", 0
        self.held: frozenset[str] = frozenset()
        self._seen = -1
        self.answers: list[Payload] = []
        self.asked, self.asked_at = 0, 0
        self.writing_until = 0.0
        self.told = False
        self._partly: frozenset[str] = frozenset()
        self._catch: CatchUp | None = None
        self._greet = False
        self._private: tuple[str, ...] = ()

    @property
    def rev(self) -> int:
        return self._rev if self.front is None else max(self._rev, self.front.rev)

    @property
    def seen(self) -> int:
        return self._seen if self.front is None else max(self._seen, self.front.rev)

    # what changes about it

    def greet(self, who: Who, topics: tuple[str, ...], since: Since | None) -> None:
        """It said hello: welcome it with what it has not got."""
        self.has(since)
        self._partly = frozenset()
        self.told = False
        self.move(who, topics)

    def move(self, who: Who, topics: tuple[str, ...]) -> None:
        """It may see other topics from now on: some are dropped, others are given whole, by another welcome."""
        if self._catch is not None:
            self._partly |= frozenset(self.topics)
        self.who, self.topics = who, topics
        self._private = tuple(topic for topic in topics if topic != ALL)
        self._greet = True
        self.lag()

    def has(self, since: Since | None) -> None:
        """What the browser says it has; None: start from nothing."""
        epoch, rev, topics = since or ("", 0, ())
        self.lag()
        self.epoch, self._rev, self.held = epoch, rev, frozenset(topics)
        self._seen = -1

    def lag(self) -> None:
        """From here on it is behind, until it has caught up again."""
        if self.front is not None:
            self._rev, self._seen = self.rev, self.seen
            self.front.leave(self)
        self.there = False
        self._catch = None

    def missed(self) -> None:
        """It has not taken what all have got: what it had before that is not all there was."""
        self.lag()
        self._seen = min(self._seen, self._rev)

    # what is written to it

    def private(self, by_topic: Frames, rev: int) -> None:
        """What a flush up to `rev` holds for this one alone; it comes before what all get."""
        if not self.there or self.seen >= rev:
            return
        for topic in self._private:
            for payload in by_topic.get(topic):
                if not self.link.write(payload):
                    self.lag()
                    return
        if not by_topic.everybody:
            self._seen = rev

    def answer(self, payload: Payload) -> None:
        """Kept or refused: after the frame of the same flush, or as soon as it has caught up."""
        if (self.who is None or (self.there and not self.answers)) and self.link.write(payload):
            return
        if self.there:
            self.lag()
        self._seen = min(self._seen, self._rev)  # counts for all may be waiting: behind them, too
        self.answers.append(payload)
        if len(self.answers) > ANSWERS:
            self.link.close(Close.AGAIN, "reads nothing")

    def soft(self, payload: Payload) -> bool:
        """Something that may get lost."""
        return self.there and self.link.write(payload)

    def go_on(self, ground: Ground) -> str:
        """Catch up as far as the link takes it; "" or how a welcome began ("full", "resume", "delta")."""
        how = ""
        if self.who is None or self.there or self.gone:
            return how
        while self._greet or self.seen != ground.room().rev:
            if self._catch is None:
                self._catch = self._begin(ground)
                how = "full" if self._catch.full else "resume" if self._greet else "delta"
            if not self._send(self._catch):
                return how
            self.epoch, self._rev, self._seen = ground.epoch(), self._catch.goal, self._catch.goal
            self.held, self._partly = frozenset(self.topics), frozenset()
            self._catch, self._greet = None, False
        self.there = self._send_answers()
        return how

    def _begin(self, ground: Ground) -> CatchUp:
        assert self.who is not None, "only who said hello catches up"
        had = Had(self.epoch, self.rev, self.held) if self.epoch else None
        you = You(self.who.person, self.who.role, self.topics, had, self._partly)
        return CatchUp(ground.room, ground.epoch(), you, self._greet, ground.shared, ground.now())

    def _send(self, catch: CatchUp) -> bool:
        while (payload := catch.message()) is not None:
            if not self.link.write(payload):
                return False
            catch.sent()
        return True

    def _send_answers(self) -> bool:
        while self.answers:
            if not self.link.write(self.answers[0]):
                return False
            self.answers.pop(0)
        return True


def here(members: Iterable[Member], role: str) -> set[str]:
    """The people of a role who are connected, each once however many tabs they have."""
    return {m.who.person for m in members if m.who is not None and m.who.role == role}
