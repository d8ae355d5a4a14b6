"""One flush, from what waits to what is answered, in the only order there is.

Take what waits → decide it in memory → append one frame → (only now) private frames, the `all` frame, welcomes, *kept*
and *refused*. While an append is under way nothing is decided and nothing leaves, not even a refusal. If the append
fails for good, the room is dropped as if it had never decided.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Collection, Sequence
from typing import Any

from server.hub import wire
from server.hub.clock import Slices
from server.hub.deciding import Decider
from server.hub.draft import Draft, Entry, Spoiled
from server.hub.errands import Desk
from server.hub.keeping import InDoubt, Keeper, Void
from server.hub.member import Ground, Member, Who
from server.hub.members import Members
from server.hub.ports import Close, Link, Sync
from server.hub.presence import Presence
from server.hub.publishing import Publisher
from server.hub.resume import SharedSnapshots
from server.hub.state import Loaded, State, load
from server.hub.world import World
from server.journal.port import DiskFull
from sessions.records import Pass, Person

_log = logging.getLogger(__name__)
ROUNDS = 5
TICKS = 32
FULL_MS = 1_000
STUCK_MS = 60_000
SYNC_MS = 9_000
AGAIN_MS = 2_000
AGAIN = frozenset({"restart", "unavailable", "disk_full", "slow_down"})


class Flusher:
    """Decides, keeps and publishes for one room. `ahead` = the room in memory is not durable, nothing may leave.

    `durable` = what stands of the workshop as a whole on disk, at any moment.
    """

    def __init__(
        self,
        code: str,
        loaded: Loaded,
        world: World,
        deliver: Callable[[str, Any], None],
        snapshot_done: Callable[[], Awaitable[None]],
    ) -> None:
        self.code, self.world = code, world
        self.members = Members(world.crowd())
        self.presence = Presence(world.clock, world.metrics)
        self.state: State = loaded.state
        self.keeper = Keeper(code, world.journal, world.clock, world.metrics)
        self.desk = Desk(world.errands, world.rules, world.metrics, deliver)
        self.ahead = False
        self.durable = loaded.state.room.workshop
        self.drained: set[Member] = set()
        self.house_after = 0
        self._publisher = Publisher(self.state.room.rev, world)
        self._shared = SharedSnapshots()
        self._ground = Ground(lambda: self.state.room, lambda: self.state.epoch, self._shared, world.clock.now)
        self._snapshot_done = snapshot_done
        self._full_until = 0
        self.owed = loaded if loaded.owes else None
        """What is gone from the room and, the disk being full, not yet from the disk: until then it can only be read."""
        self.pay_after = 0.0
        self._read_back = False
        self._spoils: set[int] = set()

    def house_is_due(self) -> bool:
        due, now = self.state.room.earliest_due, self.world.clock.now()
        return 0 < due <= now and now >= self.house_after

    def is_full(self) -> bool:
        """Whether nothing can be taken in: too little space, or the journal has just said so."""
        return self.owed is not None or self.world.clock.now() < self._full_until or self.world.low()

    async def pay(self) -> bool:
        """Bring what is owed off the disk, if there is room for that by now; True when nothing is owed any more."""
        if self.owed is not None:
            await self._snapshot_done()
            try:
                await self.keeper.finish(self.owed)
            except DiskFull:
                wait = FULL_MS * (10 if self.world.low() else 1)
                self.pay_after = self.world.clock.monotonic() + wait / 1000
                return False
            self.owed = None
            self.presence.change()
            _log.warning("room %s takes things in again", self.code)
        return True

    async def flush(self, entries: Sequence[Entry]) -> bool:
        """One flush; True when it wrote snapshots (a purge). Raises when the room must be dropped."""
        self.ahead = True
        draft = await self._decide_and_keep(entries)
        if draft.redact:  # before the purge: only while the frame is there can what it puts itself stay
            await self.keeper.redact(draft.redact)
        if draft.purge:
            await self.keeper.purge(self.state)
            self._shared.drop()
        self.ahead, self.durable = False, self.state.room.workshop
        self.world.metrics.changes.add(len(draft.changes))
        self.world.metrics.kept.add(draft.kept)
        await self._publish(draft)
        self.state.room.untie()
        return draft.purge

    # deciding and keeping

    async def _decide_and_keep(self, entries: Sequence[Entry]) -> Draft:
        full = False
        self._spoils.clear()
        for _ in range(ROUNDS):
            full = full or self.is_full()
            try:
                draft = await self._decide(entries, full)
            except Spoiled as spoiled:
                _log.exception("room %s is read back: a change could not be applied", self.code)
                self.world.metrics.broken.add()
                self._spoils.add(id(spoiled.entry))
                await self._read_again()
                continue
            if not draft.changes:
                return self._answered(draft)
            if draft.purge or draft.redact:  # what is to go must not come back with a snapshot of before
                await self._snapshot_done()
            try:
                await self.keeper.keep(self.state, draft)
            except Void:
                await self._read_again()
            except DiskFull:
                _log.warning("room %s cannot be written: the disk is full", self.code)
                self._full_until, full = self.world.clock.now() + FULL_MS, True
                self.presence.change()
                await self._read_again()
            else:
                return self._answered(draft)
        raise InDoubt

    async def _decide(self, entries: Sequence[Entry], full: bool) -> Draft:
        world = self.world
        decider = Decider(
            self.state, world.rules, world.clock, world.seeds, world.say, world.metrics, full, self._spoils
        )
        decider.owing = self.owed is not None
        self._house(decider, full)
        slices = Slices(world.clock)
        for entry in entries:
            decider.entry(entry)
            await slices.breathe()
        return decider.draft

    def _house(self, decider: Decider, full: bool) -> None:
        """What time itself does comes first: what arrives after the end of a grace is late."""
        for _ in range(TICKS):
            if not self.house_is_due():
                return
            if full or not decider.house("tick"):
                break
        self.house_after = self.world.clock.now() + (FULL_MS if full else STUCK_MS)

    def _answered(self, draft: Draft) -> Draft:
        for (person, tab, n), rev in draft.answered.items():
            self.state.answered.note(person, tab, n, rev if not draft.purge else min(rev, 0))
        return draft

    async def _read_again(self) -> None:
        """The room as the journal has it, in place of the one that was decided on."""
        loaded = await load(self.world.journal, self.code, self.world.clock)
        self.state, self._read_back = loaded.state, True
        self.owed = loaded if loaded.owes else None
        await self.pay()
        self._shared.drop()

    # publishing

    async def _publish(self, draft: Draft) -> None:
        room = self.state.room
        self._depart(draft)
        self._move(draft)
        touched: Collection[str] = draft.touched
        if self._read_back:
            touched, self._read_back = list(room.topics), False
        if not await self._publisher.fan_out(room, touched, self.members):
            self.drained.update(self.members.values())
        self._greet(draft)
        slices = Slices(self.world.clock)
        while self.drained:
            self.go_on(self.drained.pop())
            await slices.breathe()
        for answer in draft.after:
            answer()
            await slices.breathe()
        for member, code in draft.byes:
            self.bye(member, code)
        self.desk.begin(room, draft.errands)

    async def nearly_told(self) -> None:
        """See `Publisher.nearly_told`."""
        await self._publisher.nearly_told()

    @property
    def counts_due(self) -> float | None:
        """When (monotonic) counts that were kept back for a moment have to be told."""
        return self._publisher.due

    async def tell_counts(self) -> None:
        """Between two flushes: what waits for everybody leaves, when it is time."""
        if self._publisher.due is not None and self.world.clock.monotonic() >= self._publisher.due:
            if not await self._publisher.fan_out(self.state.room, (), self.members):
                self.drained.update(self.members.values())
            while self.drained:
                self.go_on(self.drained.pop())

    def _depart(self, draft: Draft) -> None:
        """Who was shown out, or whose key died, hears goodbye and nothing of this flush."""
        records = self.state.room.records
        if not self._read_back and all(id in records for id in (*draft.people, *draft.keys)):
            return
        for member in list(self.members.values()):
            if member.who is not None and (why := self._shut_out(member.who)):
                self.bye(member, why)

    def _shut_out(self, who: Who) -> str:
        """Why somebody may not be here any more; "" while they may."""
        room = self.state.room
        if who.person and room.get(who.person) is None:
            return "removed" if any(known.of == who.person for known in room.every(Pass)) else "forgotten"
        return "key_revoked" if who.key and room.get(who.key) is None else ""

    def _move(self, draft: Draft) -> None:
        """Who may see other topics from now on is told so before any frame goes out."""
        if draft.people:
            self.presence.change()
        everybody = draft.regroup or self._read_back
        if not (draft.people or everybody):
            return
        own = (f"person:{id}" for id in sorted(draft.people))
        for member in list(self.members.values()) if everybody else self.members.of(own):
            if member.who is None:
                continue
            who, topics = self._standing(member.who)
            if topics != member.topics or who != member.who:
                before = member.topics
                member.move(who, topics)
                self.members.seated(member, before)
                self.drained.add(member)

    def _standing(self, who: Who) -> tuple[Who, tuple[str, ...]]:
        """Somebody in their present role, and the topics that go with it."""
        person = self.state.room.get(who.person, Person)
        role = person.role if person is not None else who.role
        topics = self.world.rules.topics(self.state.room, who.person, role)
        return Who(who.person, role, who.key), topics

    def _greet(self, draft: Draft) -> None:
        for member, (found, hello) in draft.greets.items():
            if member.gone:
                continue
            if why := self._shut_out(found):  # in the very flush in which they came
                self.bye(member, why)
                continue
            before, (who, topics) = member.topics, self._standing(found)
            member.greet(who, topics, hello.since)
            self.members.seated(member, before)
            self.drained.add(member)
            self.presence.change()
        for member, sync in draft.syncs:
            if not member.gone and member.who is not None and self._may_sync(member, sync):
                self.drained.add(member)

    def _may_sync(self, member: Member, sync: Sync) -> bool:
        """First a delta, the second time everything, never more often than every ten seconds (and a little)."""
        now = self.world.clock.now()
        if member.asked and now - member.asked_at < SYNC_MS:
            self.world.metrics.syncs.add(of="too_often")
            return False
        member.asked, member.asked_at = member.asked + 1, now
        everything = member.asked > 1
        member.has(None if everything else sync.since)
        self.world.metrics.syncs.add(of="everything" if everything else "delta")
        return True

    def go_on(self, member: Member) -> None:
        """Catch up as far as the link takes it."""
        if how := member.go_on(self._ground):
            self.world.metrics.welcomes.add(of=how)
        if member.there:
            self.members.front.caught_up(member)

    # goodbyes

    def bye(self, member: Member, code: str, after: int = AGAIN_MS) -> None:
        """Say why, close, and forget the connection."""
        self.members.forget(member.link)
        self.drained.discard(member)
        member.gone = True
        self.presence.change()
        self.turn_away(member.link, code, after)

    def turn_away(self, link: Link, code: str, after: int = AGAIN_MS) -> None:
        again = code in AGAIN
        link.write(wire.bye(code, self.world.say(link.lang, code, {}), again, after if again else 0))
        link.close(Close.RESTART if code == "restart" else Close.AGAIN if again else Close.REFUSED, code)
        self.world.metrics.byes.add(of=code)
