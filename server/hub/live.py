"""One awake room as transport and hub see it: an inbox, one task that takes turns, and the end of it.

All that comes in from outside is synchronous and only lays things into the inbox. The task alone decides, writes and
publishes (flush.py); between turns it sleeps until somebody says something, a record's `due` is reached, or presence
has to be told. A room without anybody falls asleep: it leaves memory after a snapshot.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Callable
from typing import Any

from server.hub import wire
from server.hub.draft import Asked, Edited, Entry, Look, Said, fail
from server.hub.flush import Flusher
from server.hub.member import Member
from server.hub.ports import Act, Close, Hello, Link, Soft, Sync, Unavailable
from server.hub.state import Loaded, let_go
from server.hub.world import World
from server.journal.port import JournalError, JournalFailed
from sessions.activity import HOUSE
from sessions.records import Errand

PACE = 0.02
MOST = 512
INBOX = 20_000
LONGEST_WAIT = 15.0
_log = logging.getLogger(__name__)

Ended = Callable[["Live", Exception | None], None]


class Live:
    """See `ports.LiveRoom`. `run` is the room's task; `ended` is called with the error, or None, when it is over."""

    def __init__(self, code: str, loaded: Loaded, world: World, ended: Ended) -> None:
        self.code, self.world, self._ended = code, world, ended
        self.flusher = Flusher(code, loaded, world, self._deliver, self._snapshot_done)
        self._snapping: asyncio.Task[None] | None = None
        self._snapshot_rev = loaded.snapshot
        self._inbox: deque[Entry] = deque()
        self._taken: list[Entry] = []
        self._wake = asyncio.Event()
        self._over = False
        self._leaving: int | None = None
        self._erased = False
        self._last = float("-inf")
        self._quiet_since = world.clock.monotonic()

    # what transport calls

    @property
    def ended(self) -> bool:
        return self.flusher.durable.ended

    @property
    def title(self) -> str:
        return self.flusher.durable.title

    @property
    def delete_on(self) -> int:
        return self.flusher.durable.delete_on

    def hello(self, link: Link, message: Hello) -> None:
        if self._closed:
            self.flusher.turn_away(link, "unavailable" if self._leaving is None else "restart")
        else:
            self._push(Said(self.flusher.members.setdefault(link, Member(link)), message))

    def act(self, link: Link, message: Act) -> None:
        self._push(Said(self.flusher.members.get(link) or Member(link), message))

    def sync(self, link: Link, message: Sync) -> None:
        if (member := self.flusher.members.get(link)) is not None:
            self._push(Said(member, message))

    def soft(self, link: Link, message: Soft) -> None:
        if message.ping is not None:
            link.write(wire.message(t="soft", pong=message.ping, now=self.world.clock.now()))
        member = self.flusher.members.get(link)
        if message.writing is not None and member is not None and member.who is not None:
            self.flusher.presence.writing(member, message.writing)
            self._wake.set()

    def drained(self, link: Link) -> None:
        member = self.flusher.members.get(link)
        if member is None or member.there:
            return
        if self.flusher.ahead:
            self.flusher.drained.add(member)
        else:
            self.flusher.go_on(member)

    def gone(self, link: Link) -> None:
        member = self.flusher.members.forget(link)
        if member is not None:
            member.gone = True
            self.flusher.drained.discard(member)
            self.flusher.presence.change()
        self.touch()
        self._wake.set()

    # what the hub calls

    @property
    def _closed(self) -> bool:
        return self._over or self._leaving is not None

    def put(self, entry: Entry) -> None:
        """An entry from elsewhere. Raises `Unavailable` when the room takes nothing any more."""
        if self._closed:
            raise Unavailable
        self._push(entry)

    def leave(self, spread_ms: int) -> None:
        """Take nothing more in, finish what waits, say goodbye, keep a snapshot, end."""
        self._leaving = spread_ms
        self._wake.set()

    def end(self) -> None:
        """Take nothing more in, finish what waits, end. Nobody hears why before it is true: see `part`."""
        self._erased = True
        self.leave(0)

    def part(self, code: str) -> None:
        """What everybody hears who is here, by which they are let go."""
        for member in list(self.flusher.members.values()):
            try:
                self.flusher.bye(member, code)
            except Exception:  # noqa: BLE001 - the others are to hear it all the same
                _log.exception("somebody in room %s is let go without a word", self.code)
                member.link.close(Close.AGAIN, code)

    def notice(self) -> None:
        """Something that everybody has to hear of soon: there is too little space, or enough again."""
        self.flusher.presence.change()
        self._wake.set()

    def touch(self) -> None:
        """Somebody has knocked or gone: do not fall asleep just now."""
        self._quiet_since = self.world.clock.monotonic()

    def _push(self, entry: Entry) -> None:
        if self._closed:
            return
        if len(self._inbox) >= INBOX and isinstance(entry, Said):
            self.flusher.bye(entry.member, "unavailable")
            return
        self._inbox.append(entry)
        if len(self._inbox) == 1:  # else the next turn is set already: nobody is woken to find that it is
            self._wake.set()

    def _deliver(self, errand: str, result: Any) -> None:
        self._push(Asked("deliver", "", {"errand": errand, "result": result}, HOUSE))

    # the room's task

    async def run(self) -> None:
        """Until the room sleeps, leaves or is dropped."""
        error: Exception | None = None
        try:
            room = self.flusher.state.room
            self.flusher.desk.begin(room, [errand.id for errand in room.every(Errand)])
            while not self._over:
                await self._wait()
                await self._turn()
        except Exception as wrong:  # noqa: BLE001 - whatever it was, memory is not trusted any more
            error = wrong
            _log.exception("room %s is dropped and will be read back", self.code)
        finally:
            try:
                self._drop()
                await self._snapshot_done()
            except Exception as wrong:  # noqa: BLE001 - as above
                error = error or wrong
            self._ended(self, error)
        if error is None and self._leaving is None:  # it sleeps
            await let_go(self.flusher.state.room, self.world.clock)

    async def _wait(self) -> None:
        """Until there is something to do and the pace allows it."""
        while True:
            self._wake.clear()
            delay = self._delay()
            if delay <= 0:
                return
            timer = self.world.clock.call_later(delay, self._wake.set)
            try:
                await self._wake.wait()
            finally:
                timer.cancel()

    def _delay(self) -> float:
        """Seconds until the next turn; a suspended laptop or a moved clock is noticed within fifteen."""
        clock, flusher = self.world.clock, self.flusher
        now, waits = clock.monotonic(), [LONGEST_WAIT]
        if self._inbox or flusher.house_is_due():
            waits.append(self._last + PACE - now)
        elif due := flusher.state.room.earliest_due:
            waits.append(max(1, max(due, flusher.house_after) - clock.now()) / 1000)
        if (tell := flusher.presence.due()) is not None:
            waits.append(tell - now)
        if flusher.counts_due is not None:
            waits.append(flusher.counts_due - now)
        if self._leaving is not None and not self._inbox:
            waits.append(0)
        if flusher.owed is not None:
            waits.append(flusher.pay_after - now)
        if self._may_sleep() or self._owes_snapshot(self._often() // 10):
            waits.append(self._quiet_since + self.world.idle - now)
        return min(waits)

    def _owes_snapshot(self, least: int) -> bool:
        """Whether at least so many changes are in no snapshot yet. One before a purge that is owed would hide that."""
        return (
            self._snapping is None
            and self.flusher.owed is None
            and self.flusher.state.room.rev - self._snapshot_rev >= max(1, least)
        )

    def _often(self) -> int:
        """After how many changes there is a snapshot: of a large room more seldom, so that a change costs as much in any."""
        return max(self.world.snapshot_every, len(self.flusher.state.room.records) // 4)

    def _may_sleep(self) -> bool:
        return not (self.flusher.members or self._inbox or self.flusher.desk.running or self.flusher.owed)

    async def _turn(self) -> None:
        clock, flusher = self.world.clock, self.flusher
        now = clock.monotonic()
        if self._snapping is not None and self._snapping.done():
            await self._snapshot_done()
        if flusher.owed is not None and now >= flusher.pay_after and await flusher.pay():
            self._snapshot_rev = flusher.state.room.rev
        if (self._inbox or flusher.house_is_due()) and now >= self._last + PACE:
            await flusher.nearly_told()
            self._last = clock.monotonic()
            await self._flush()
        await flusher.tell_counts()
        await flusher.presence.tell(flusher.state.room, flusher.members.values(), flusher.is_full())
        quiet = clock.monotonic() >= self._quiet_since + self.world.idle
        if self._owes_snapshot(self._often() // (10 if quiet else 1)):
            self._begin_snapshot()
        if self._leaving is not None and not self._inbox:
            await self._say_goodbye(self._leaving)
        elif quiet and self._may_sleep():
            await self._snapshot()
            self._over = self._may_sleep() and clock.monotonic() >= self._quiet_since + self.world.idle

    async def _flush(self) -> None:
        clock, metrics, started = self.world.clock, self.world.metrics, self._last
        self._taken = [self._inbox.popleft() for _ in range(min(MOST, len(self._inbox)))]
        if await self.flusher.flush(self._taken):
            self._snapshot_rev = self.flusher.state.room.rev
        self._taken = []
        self._quiet_since = clock.monotonic()
        metrics.flushes.add()
        metrics.flush_seconds.seen(self._quiet_since - started)

    def _begin_snapshot(self) -> None:
        """Keep all of the room as it is durable now, when there is something new in it; flushes go on meanwhile."""
        state = self.flusher.state
        if self._snapping is None and state.room.rev != self._snapshot_rev and self.flusher.owed is None:
            before, self._snapshot_rev = self._snapshot_rev, state.room.rev
            self._snapping = asyncio.create_task(self._keep_snapshot(state.room.rev, state.blob(), before))

    async def _keep_snapshot(self, rev: int, blob: bytes, before: int) -> None:
        """What cannot be kept now is tried again later."""
        try:
            await self.flusher.keeper.snapshot(rev, blob)
        except JournalFailed:
            raise
        except JournalError as error:
            _log.warning("no snapshot of room %s: %s", self.code, error)
            # In memory only: until so many more changes have come, the journal's rows do for it.
            self._snapshot_rev = before + self.world.snapshot_every // 4
            self.touch()
        finally:
            self._wake.set()

    async def _snapshot_done(self) -> None:
        """No snapshot is under way any more; raises `JournalFailed`."""
        if self._snapping is not None:
            try:
                await asyncio.shield(self._snapping)
            finally:
                self._snapping = None

    async def _snapshot(self) -> None:
        """All of the room is kept as it stands."""
        await self._snapshot_done()
        self._begin_snapshot()
        await self._snapshot_done()

    # the end

    async def _say_goodbye(self, spread_ms: int) -> None:
        if not self._erased:
            members = list(self.flusher.members.values())
            for place, member in enumerate(members):
                self.flusher.bye(member, "restart", spread_ms * (place + 1) // len(members))
            await self._snapshot()
        self._over = True

    def _drop(self) -> None:
        """Nobody is told that anything was kept; browsers come back and ask again."""
        self._over = True
        for entry in (*self._taken, *self._inbox):
            if isinstance(entry, Asked | Edited | Look):
                fail(entry.answer, Unavailable())
        self._inbox.clear()
        self.flusher.desk.cancel()
        if not self._erased:
            self.part("unavailable")
