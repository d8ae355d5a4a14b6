"""All rooms of this process: opened on the first knock, woken when something is due, asleep when nobody is there."""

from __future__ import annotations

import asyncio
import base64
import logging
from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from server.hub import frame as frames
from server.hub.clock import Slices
from server.hub.deciding import hash_secret
from server.hub.draft import Asked, Edited, Entry, Look
from server.hub.erasures import Erasures
from server.hub.flush import FULL_MS
from server.hub.frame import Frame, Kept
from server.hub.keeping import Keeper
from server.hub.live import Live
from server.hub.member import here
from server.hub.metrics import Metrics
from server.hub.ports import Cancellable, Created, Full, Make, Receipt, RoomBroken, Unavailable, UnknownRoom
from server.hub.state import HANDFUL, SLICE, Loaded, let_go, load
from server.hub.world import World
from server.journal.port import Damaged, DiskFull, JournalError, JournalFailed, NoSuchRoom, Ok
from sessions.activity import HOST, HOUSE, PARTICIPANT, SCREEN, By, Dice
from sessions.records import NONE, AnyRecord, Change, Key
from sessions.room import Room

LETTERS = "ACDEFGHJKMNPQRTUVWXY34679"
"""What a code is made of: nothing that looks or sounds like something else on a projector."""
LENGTH = 6
CODES = 64
RETRY_MS = 60_000
LARGE = 2_000
"""Records from which a copy of a room is made beside the loop."""
_log = logging.getLogger(__name__)


class RoomHub:
    """See `ports.Hub`. `failed` is called when the journal cannot be trusted any more: the process has to end."""

    def __init__(self, world: World, failed: Callable[[Exception], None] = lambda error: None) -> None:
        self.world, self._failed = world, failed
        self._rooms: dict[str, Live] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._opening: dict[str, asyncio.Future[Live]] = {}
        self._dues: dict[str, int] = {}
        self._alarm: Cancellable | None = None
        self._waking: set[asyncio.Task[None]] = set()
        self._erasures = Erasures(world, self._still, lambda code: self._dues.pop(code, None), failed)
        self._low = False
        self._draining = False
        world.metrics.before_text.append(self._measure)

    async def start(self) -> None:
        """Rooms with something due wake by themselves from here on, and so do rooms that owe a purge."""
        for head in await self.world.journal.heads():
            if head.purge:
                self._dues[head.room] = 1
            elif head.due:
                self._dues[head.room] = head.due
        self._set_alarm()
        self._look_at_space()

    def _look_at_space(self) -> None:
        """Once a second: everybody hears when nothing can be taken in any more, and when it can again."""
        if self._draining:
            return
        low = self.world.low()
        if low != self._low:
            self._low = low
            _log.warning("read-only: too little space" if low else "there is space again: rooms take things in")
            for live in self._rooms.values():
                live.notice()
        self.world.clock.call_later(1.0, self._look_at_space)

    async def room(self, code: str) -> Live:
        """The awake room; raises `UnknownRoom`, `RoomBroken`, `Unavailable`."""
        if self._draining:
            raise Unavailable
        if code in self._erasures:  # it may still stand when that fails: whoever comes back then finds out
            raise Unavailable
        live = self._rooms.get(code)
        if live is None:
            opening = self._opening.get(code)
            if opening is None:
                opening = self._opening[code] = asyncio.ensure_future(self._open(code))
                opening.add_done_callback(lambda done: self._opened(code, done))
            live = await asyncio.shield(opening)
        live.touch()
        return live

    def _opened(self, code: str, done: asyncio.Future[Live]) -> None:
        self._opening.pop(code, None)
        if not done.cancelled():
            done.exception()

    async def _open(self, code: str) -> Live:
        started = self.world.clock.monotonic()
        loaded = await self._load(code)
        self.world.metrics.open_seconds.seen(self.world.clock.monotonic() - started)
        if self._draining:
            raise Unavailable
        self._dues.pop(code, None)
        live = self._rooms[code] = Live(code, loaded, self.world, self._ended)
        self._tasks[code] = asyncio.create_task(live.run(), name=f"room {code}")
        return live

    async def _load(self, code: str) -> Loaded:
        """The room from the journal, with what a crash may have left undone finished first."""
        try:
            loaded = await load(self.world.journal, code, self.world.clock)
            keeper = Keeper(code, self.world.journal, self.world.clock, self.world.metrics)
            try:
                await keeper.finish(loaded)
            except DiskFull as error:
                _log.warning("room %s is read-only: what should be gone from the disk is not: %s", code, error)
        except NoSuchRoom as error:
            raise UnknownRoom(code) from error
        except Damaged as error:
            _log.error("%s", error)
            raise RoomBroken(code) from error
        except JournalError as error:
            _log.warning("room %s cannot be opened now: %s", code, error)
            if isinstance(error, JournalFailed):
                self._failed(error)
            raise Unavailable from error
        return loaded

    def _ended(self, live: Live, error: Exception | None) -> None:
        if self._rooms.get(live.code) is live:
            del self._rooms[live.code]
            self._tasks.pop(live.code, None)
        if isinstance(error, JournalFailed):
            self._failed(error)
        # A room that was dropped is not woken again at once: what broke it may still be broken.
        due, now = live.flusher.state.room.earliest_due, self.world.clock.now()
        if isinstance(error, JournalError):  # a purge may be owed
            self._expect(live.code, now + (FULL_MS if isinstance(error, DiskFull) else RETRY_MS))
        else:
            self._expect(live.code, due and max(due, now + RETRY_MS if error else 0))

    # waking

    def _expect(self, code: str, due: int) -> None:
        if due:
            self._dues[code] = due
            self._set_alarm()

    def _set_alarm(self) -> None:
        if self._alarm is not None:
            self._alarm.cancel()
            self._alarm = None
        if self._dues and not self._draining:
            wait = (min(self._dues.values()) - self.world.clock.now()) / 1000
            self._alarm = self.world.clock.call_later(min(max(wait, 0.0), 60.0), self._ring)

    def _ring(self) -> None:
        now = self.world.clock.now()
        for code in [code for code, due in self._dues.items() if due <= now]:
            self._dues[code] = now + RETRY_MS
            task = asyncio.create_task(self._wake(code))
            self._waking.add(task)
            task.add_done_callback(self._waking.discard)
        self._set_alarm()

    async def _wake(self, code: str) -> None:
        try:
            await self.room(code)
        except (UnknownRoom, RoomBroken):
            self._dues.pop(code, None)
        except Unavailable:
            _log.info("room %s is tried again in a minute", code)

    # what HTTP and the command line ask

    async def create(self, make: Make) -> Created:
        """A new room; raises `Unavailable` when it cannot be kept."""
        if self._draining:
            raise Unavailable
        if self.world.low():
            raise Full
        host, screen = self._key(), self._key()
        by = By("", HOUSE, self.world.clock.now(), Dice(self.world.seeds()))
        change = make({hash_secret(host): HOST, hash_secret(screen): SCREEN}, by)
        first, due = await self._first(change, by.at)
        frame = Frame(by.at, [first], [], epoch=self.world.seeds().hex())
        try:
            code = await self._take_code()
            body = frames.encode(frame)
            outcome = await self.world.journal.append(code, 0, body, 1, 1, due)
            if not isinstance(outcome, Ok) and not await self.world.journal.find(code, 1, body):
                raise Unavailable
        except DiskFull as error:
            raise Full from error
        except JournalError as error:
            _log.warning("no room can be made: %s", error)
            raise Unavailable from error
        self._expect(code, due)
        return Created(code, host, screen)

    async def _first(self, change: Change, at: int) -> tuple[Kept, int]:
        """The change that begins a room, as it is kept, and when the room is due; in slices, since an import may be large."""
        room, slices = Room(), Slices(self.world.clock, SLICE)
        bare = msgspec.structs.replace(change, put=())
        room.apply(bare, 1)
        first = frames.kept(1, at, bare, [])
        for start in range(0, len(change.put), HANDFUL):
            some = change.put[start : start + HANDFUL]
            room.apply(Change(put=some), 1)
            first.put.extend(frames.kept(1, at, bare, [room.records[record.id] for record in some]).put)
            await slices.breathe()
        due = room.earliest_due
        await let_go(room, self.world.clock)
        return first, due

    async def _take_code(self) -> str:
        dice = Dice(self.world.seeds()).random()
        for _ in range(CODES):
            code = "".join(dice.choice(LETTERS) for _ in range(LENGTH))
            if await self.world.journal.create(code):
                return code
        raise Unavailable

    def _key(self) -> str:
        return base64.urlsafe_b64encode(self.world.seeds()).decode().rstrip("=")

    async def ask(self, code: str, do: str, args: Mapping[str, Any], *, step: str = "", role: str = HOST) -> int:
        """Do an action; returns the durable rev, raises `Refused`."""
        rev: int = await self._put(code, lambda answer: Asked(do, step, dict(args), role, answer))
        return rev

    async def state(self, code: str) -> Room:
        """A copy of the room after its last durable flush."""
        records, rev = await self._put(code, lambda answer: Look(lambda room: (list(room), room.rev), answer))
        if len(records) < LARGE:
            return _room_of(records, rev)
        return await asyncio.to_thread(_room_of, records, rev)

    async def role_of(self, code: str, key: str) -> str | None:
        """The role of a key in clear."""
        rules, hashed = self.world.rules, hash_secret(key)
        role: str | None = await self._put(code, lambda answer: Look(lambda r: rules.role_of_key(r, hashed), answer))
        return role

    async def mint_key(self, code: str, role: str = HOST) -> str:
        """A new key; older ones of that role die, with the connections that used them."""
        key = self._key()

        def swap(room: Room, by: By) -> Change:
            old = tuple(known.id for known in room.every(Key) if known.role == role)
            return Change(put=(Key(id=hash_secret(key), see=NONE, role=role),), delete=old)

        await self._put(code, lambda answer: Edited(swap, answer))
        return key

    async def _put(self, code: str, entry: Callable[[asyncio.Future[Any]], Entry]) -> Any:
        live = await self.room(code)
        answer: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        live.put(entry(answer))
        return await answer

    # the end

    async def erase(self, code: str, say: Receipt = lambda room: None) -> None:
        """Nothing of the room is left anywhere, and everybody in it is told; raises `UnknownRoom`, `Unavailable`.

        Once begun it goes on, even if whoever asked for it does not wait: `drain` does. `say` makes a note (key, value)
        of what is going, None when the room cannot be read; it is kept with the erasure.
        """
        if self._draining:
            raise Unavailable
        await self._erasures.erase(code, say)

    async def _still(self, code: str) -> Live | None:
        """The room, with nothing under way in it any more, if it was awake."""
        await asyncio.gather(*filter(None, [self._opening.get(code)]), return_exceptions=True)
        if (live := self._rooms.get(code)) is not None:
            task = self._tasks[code]
            live.end()
            await asyncio.gather(asyncio.shield(task), return_exceptions=True)
        return live

    async def drain(self, spread_ms: int = 5_000) -> None:
        """No more intake; every room finishes its flush, says bye, keeps a snapshot and ends."""
        self._draining = True
        self._set_alarm()
        opening: list[asyncio.Future[Any]] = [*self._opening.values(), *self._waking]
        await asyncio.gather(*opening, return_exceptions=True)
        for live in self._rooms.values():
            live.leave(spread_ms)
        await asyncio.gather(*self._tasks.values(), return_exceptions=True)
        await self._erasures.finish()
        self.world.errands.close()

    def links(self) -> int:
        """How many connections there are, in all rooms."""
        return sum(len(live.flusher.members) for live in self._rooms.values())

    def _measure(self, metrics: Metrics) -> None:
        """Gauges are counted when somebody asks for them."""
        members = [list(live.flusher.members.values()) for live in self._rooms.values()]
        metrics.rooms.set(len(self._rooms))
        metrics.links.set(self.links())
        metrics.people.set(sum(len(here(of_room, PARTICIPANT) | here(of_room, HOST)) for of_room in members))
        metrics.behind.set(sum(not m.there and m.seen >= 0 for of_room in members for m in of_room))


def _room_of(records: list[AnyRecord], rev: int) -> Room:
    copy = Room()
    copy.restore(records, rev)
    return copy
