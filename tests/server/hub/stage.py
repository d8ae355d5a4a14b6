"""Everything around a hub, held in the hand: time that stands still, dice that fall as told, browsers without a socket."""

from __future__ import annotations

import asyncio
import heapq
import itertools
from collections.abc import Callable, Coroutine
from typing import Any

import msgspec

from server.hub.hub import RoomHub
from server.hub.live import Live
from server.hub.metrics import Metrics
from server.hub.ports import Act, Created, Hello, Payload, Soft, Sync
from server.hub.world import World
from server.journal.memory import MemoryJournal
from sessions.records import to_map
from sessions.room import Room
from tests.server.hub.rules import HubNote, TinyRules, opening

START = 1_700_000_000_000


async def settle() -> None:
    """Let everything that is ready run, until nothing is."""
    for _ in range(80):
        await asyncio.sleep(0)


class HandClock:
    """Moves only by `advance`, and rings what became due on the way, in order."""

    def __init__(self, ms: int = START) -> None:
        self.ms = ms
        self.seconds = 1000.0
        self._timers: list[tuple[float, int, Callable[[], None], list[bool]]] = []
        self._count = itertools.count()

    def now(self) -> int:
        return self.ms

    def monotonic(self) -> float:
        return self.seconds

    def call_later(self, seconds: float, callback: Callable[[], None]) -> Any:
        live = [True]
        heapq.heappush(self._timers, (self.seconds + seconds, next(self._count), callback, live))

        class Timer:
            def cancel(self) -> None:
                live[0] = False

        return Timer()

    async def advance(self, seconds: float) -> None:
        await settle()
        end = self.seconds + seconds
        while self._timers and self._timers[0][0] <= end + 1e-9:
            at, _, callback, live = heapq.heappop(self._timers)
            if live[0]:
                self._to(max(at, self.seconds))
                callback()
                await settle()
        self._to(end)
        await settle()

    def _to(self, seconds: float) -> None:
        self.ms += round((seconds - self.seconds) * 1000)
        self.seconds = seconds


class HandErrands:
    """Errands that end when the test says so."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, Any, asyncio.Future[Any]]] = []
        self.closed = False

    def submit(self, activity: str, payload: Any) -> asyncio.Future[Any]:
        done: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self.asked.append((activity, payload, done))
        return done

    def close(self) -> None:
        self.closed = True


class HandLink:
    """A connection without a socket. `room` = bytes it takes before it is full; `drain` empties it."""

    lang = "en"
    let_in = True

    def __init__(self, room: int | None = None) -> None:
        self.room = room
        self.buffered = 0
        self.missed = False
        self.payloads: list[Payload] = []
        self.closed: tuple[int, str] | None = None

    def write(self, payload: Payload) -> bool:
        if self.closed is not None or (self.room is not None and self.buffered > self.room):
            self.missed = True
            return False
        self.buffered += len(payload)
        self.payloads.append(payload)
        return True

    def newcomer(self) -> bool:
        return self.let_in

    def close(self, code: int, reason: str) -> None:
        self.closed = self.closed or (code, reason)


class Browser:
    """What static/src/kernel does with frames, and a link to hear them by."""

    def __init__(self, room: Live, me: str, link: HandLink | None = None, **hello: Any) -> None:
        self.live, self.me, self.hello_args = room, me, hello
        self.link = link or HandLink()
        self.tab, self.n = f"tab-{me}", 0
        self.heard: list[dict[str, Any]] = []
        self.records: dict[str, dict[str, Any]] = {}
        self.topics: set[str] = set()
        self.epoch, self.rev = "", 0
        self.you: dict[str, Any] = {}
        self.whole: dict[str, set[str]] = {}
        self.welcomes: list[dict[str, Any]] = []
        self.wrong: list[str] = []
        self._read = 0

    # saying

    def hello(self, **more: Any) -> Browser:
        since = (self.epoch, self.rev, tuple(sorted(self.topics))) if self.epoch else None
        args = {"me": self.me.ljust(16, "."), "tab": self.tab, "since": since, **self.hello_args, **more}
        self.live.hello(self.link, Hello(**args))
        return self

    def act(self, do: str, n: int = 0, /, **args: Any) -> int:
        self.n = n or self.n + 1
        self.live.act(self.link, Act(tab=self.tab, n=self.n, do=do, args=args))
        return self.n

    def sync(self) -> None:
        self.live.sync(self.link, Sync(since=(self.epoch, self.rev, tuple(sorted(self.topics)))))

    def soft(self, **fields: Any) -> None:
        self.live.soft(self.link, Soft(**fields))

    def drop_link(self) -> None:
        """The connection breaks; what was written has been read, or is lost with it."""
        self.read()
        self.live.gone(self.link)

    def back(self, live: Live | None = None, room: int | None = None) -> Browser:
        """A new connection of the same page."""
        self.read()
        self.live = live or self.live
        self.link, self._read = HandLink(room), 0
        return self.hello()

    def drain(self) -> None:
        """The other side has read all: the link is empty again, and says so if it had refused something."""
        self.read()
        self.link.buffered = 0
        if self.link.missed:
            self.link.missed = False
            self.live.drained(self.link)

    async def drain_all(self) -> None:
        while True:
            before = len(self.link.payloads)
            self.drain()
            await settle()
            if len(self.link.payloads) == before and not self.link.missed:
                return

    # hearing

    def read(self) -> list[dict[str, Any]]:
        """Takes in everything new, and gives it back."""
        new = [msgspec.msgpack.decode(payload.body) for payload in self.link.payloads[self._read :]]
        self._read = len(self.link.payloads)
        for message in new:
            self.heard.append(message)
            if message["t"] == "welcome":
                self._welcome(message)
            elif message["t"] == "change":
                self._change(message)
        return new

    def answers(self) -> list[tuple[Any, ...]]:
        self.read()
        return [
            ("kept", m["n"]) if m["t"] == "kept" else ("refused", m["n"], m["code"])
            for m in self.heard
            if m["t"] in ("kept", "refused")
        ]

    def texts(self) -> list[str]:
        self.read()
        return sorted(record["text"] for record in self.records.values() if record["kind"] == "hub_note")

    def _put(self, record: dict[str, Any]) -> None:
        old = self.records.get(record["id"])
        if old is None or old["rev"] <= record["rev"]:
            self.records[record["id"]] = record

    def _drop_topic(self, topic: str, but: set[str] | None = None) -> None:
        keep = but or set()
        for id in [id for id, record in self.records.items() if record["see"] == topic and id not in keep]:
            del self.records[id]

    def _welcome(self, message: dict[str, Any]) -> None:
        self.welcomes.append(message)
        self.whole.clear()
        self.you = message["you"]
        if message["full"] or message["epoch"] != self.epoch:
            self.records, self.topics, self.rev = {}, set(), 0
            self.epoch = message["epoch"]
        for topic in message["drop"]:
            self._drop_topic(topic)
            self.topics.discard(topic)
        for record in message["put"]:
            self._put(record)
            self.topics.add(record["see"])
        if self.you["id"]:
            self.topics.add(f"person:{self.you['id']}")

    def _change(self, message: dict[str, Any]) -> None:
        topic = message["topic"]
        if topic not in self.whole and message["since"] == 0:
            self.whole[topic] = set()
        for record in message["put"]:
            self._put(record)
            if topic in self.whole:
                self.whole[topic].add(record["id"])
        for id, rev in message["del"]:
            if id in self.records and self.records[id]["rev"] < rev:
                del self.records[id]
        if not message.get("more"):
            self._finished(message)

    def _finished(self, message: dict[str, Any]) -> None:
        topic = message["topic"]
        if topic in self.whole:
            self._drop_topic(topic, self.whole.pop(topic))
        elif message["since"] > self.rev:
            self.wrong.append(f"gap: {message['since']} after {self.rev} in {topic}")
            return
        self.topics.add(topic)
        if topic == "all":
            self.rev = max(self.rev, message["rev"])
        mine = [record["rev"] for record in self.records.values() if record["see"] == topic]
        if "count" in message and (len(mine), sum(mine)) != (message["count"], message["sum"]):
            self.wrong.append(f"differs at {message['rev']}: {len(mine)}, {sum(mine)} is not {message}")


def may_see(room: Room, topics: tuple[str, ...]) -> dict[str, dict[str, Any]]:
    """What a browser with these topics must hold, no more and no less."""
    seen = {id: to_map(record) for id, record in room.records.items() if record.see in topics}
    held: dict[str, dict[str, Any]] = msgspec.msgpack.decode(msgspec.msgpack.encode(seen))
    return held


class Stage:
    """A hub on a memory journal, one room in it, and people who come in."""

    def __init__(self, journal: MemoryJournal | None = None, **world: Any) -> None:
        self.journal = journal or MemoryJournal()
        self.clock = HandClock()
        self.rules = TinyRules()
        self.errands = HandErrands()
        self.failures: list[Exception] = []
        self._seed = itertools.count(1)
        self._world = world
        self.created = Created("", "", "")
        self.start()

    def start(self) -> None:
        """A new process on the same journal."""
        self.metrics = Metrics()
        world = World(
            journal=self.journal, rules=self.rules, clock=self.clock, seeds=self.seed,
            say=lambda lang, code, args: f"{lang}:{code}", metrics=self.metrics, errands=self.errands, **self._world,
        )  # fmt: skip
        self.hub = RoomHub(world, self.failures.append)

    def seed(self) -> bytes:
        return next(self._seed).to_bytes(16, "big")

    async def open(self) -> Live:
        if not self.created.code:
            self.created = await self.hub.create(opening)
        live = await self.hub.room(self.created.code)
        await settle()
        return live

    async def kill(self) -> None:
        """The process dies without a word (as by kill -9), another one has started and opened nothing yet."""
        self.hub._draining = True
        self.hub._set_alarm()
        for task in list(self.hub._tasks.values()):
            task.cancel()
        await settle()
        self.journal = MemoryJournal(self.journal.store)
        self.start()

    async def restart(self) -> Live:
        await self.kill()
        return await self.open()

    async def come(self, me: str, link: HandLink | None = None, **hello: Any) -> Browser:
        browser = Browser(await self.open(), me, link, **hello).hello()
        await self.turn()
        browser.read()
        return browser

    async def host(self, me: str = "host") -> Browser:
        return await self.come(me, role_key=self.created.host_key or (await self.opened()).host_key)

    async def opened(self) -> Created:
        await self.open()
        return self.created

    async def turn(self, turns: int = 1) -> None:
        """Time for so many flushes."""
        for _ in range(turns):
            await self.clock.advance(0.02)

    async def answer(self, asked: Coroutine[Any, Any, Any]) -> Any:
        """What the hub answers, in a turn or two."""
        task = asyncio.ensure_future(asked)
        await self.turn(2)
        return await task

    async def mint(self, role: str) -> str:
        key: str = await self.answer(self.hub.mint_key(self.created.code, role))
        return key

    @property
    def live(self) -> Live:
        return self.hub._rooms[self.created.code]

    @property
    def room(self) -> Room:
        return self.live.flusher.state.room

    @property
    def tally(self) -> int:
        """How often `count` was done."""
        found = self.room.get("tally", HubNote)
        return found.n if found else 0

    def agrees(self, *browsers: Browser) -> None:
        """Each browser holds exactly what it may see, and never noticed a gap or a wrong sum."""
        for browser in browsers:
            browser.read()
            topics = self.rules.topics(self.room, browser.you["id"], browser.you["role"])
            assert browser.records == may_see(self.room, topics), browser.me
            assert browser.wrong == [], browser.me
