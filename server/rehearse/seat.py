"""One simulated browser: a real socket that joins, keeps a copy of what it may see, acts, and comes back after a cut.

It speaks docs/protocol.md as a page does: acts wait until they are answered, are sent again under the same name after a
reconnect, and it resumes from `(epoch, rev, topics)`.
"""

from __future__ import annotations

import asyncio
import contextlib
import secrets
from collections.abc import Callable
from typing import Any

import msgpack
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException
from websockets.typing import Subprotocol

from server.rehearse.figures import Figures
from sessions.records import from_map
from sessions.room import Room

PROTOCOL = Subprotocol("talkoot.v1")


class Turned(Exception):
    """The server said goodbye and that there is no coming back; the message is its sentence."""


class Asked:
    """An action on its way: `rev` once kept, `refused` (its code) once refused.

    `sent` counts how often it went out, `after` is the newest rev known when it was asked, `was` the text that the record
    `args["id"]` had then.
    """

    __slots__ = ("after", "answered", "args", "do", "n", "refused", "rev", "sent", "since", "step", "was")

    def __init__(self, n: int, do: str, step: str, args: dict[str, Any], after: int = 0, was: str = "") -> None:
        self.n, self.do, self.step, self.args = n, do, step, args
        self.after, self.was = after, was
        self.sent = self.rev = 0
        self.refused = ""
        self.since = asyncio.get_running_loop().time()
        self.answered = asyncio.Event()

    def frame(self, tab: str) -> bytes:
        fields = {"t": "act", "tab": tab, "n": self.n, "do": self.do, "step": self.step, "args": self.args}
        return bytes(msgpack.packb(fields))


class Seat:
    """`room` is what this person may see. `full` and `deltas` count how it came: with everything, with what had changed."""

    def __init__(
        self, ws_url: str, figures: Figures, *, name: str = "", lang: str = "fi", key: str = "", patient: bool = True
    ) -> None:
        self.url, self.figures, self.name, self.lang, self.key = ws_url, figures, name, lang, key
        self.me, self.tab = secrets.token_hex(16), secrets.token_hex(8)
        self.room = Room()
        self.id = self.role = self.epoch = ""
        self.topics: set[str] = set()
        self.full = self.deltas = 0
        self.heard = 0
        """The newest rev of which anything came; a private change does not move `room.rev`."""
        self.kept: list[Asked] = []
        self.on_revs: Callable[[set[int]], None] | None = None
        """Told the revs of the records that have just come."""
        self._patient = patient
        self._socket: ClientConnection | None = None
        self._waiting: dict[int, Asked] = {}
        self._n = 0
        self._here = asyncio.Event()
        self._whole = asyncio.Event()
        self._news = asyncio.Event()
        self._anew: dict[str, set[str]] = {}
        """Topics that are coming whole, and what has come of them."""
        self._task: asyncio.Task[None] | None = None
        self._leaving = False

    async def join(self, within: float = 30.0) -> Seat:
        """Connect and wait until everything one may see is here."""
        self._task = asyncio.create_task(self._live())
        waiter = asyncio.create_task(self._whole.wait())
        done, _ = await asyncio.wait({self._task, waiter}, timeout=within, return_when=asyncio.FIRST_COMPLETED)
        if self._task in done:
            waiter.cancel()
            self._task.result()
        if not done:
            waiter.cancel()
            raise TimeoutError(f"no welcome within {within} s")
        return self

    async def leave(self) -> None:
        self._leaving = True
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError, Turned):
                await self._task

    def send(self, do: str, step: str = "", **args: Any) -> Asked:
        """Asks now, or as soon as the socket is back."""
        self._n += 1
        was = getattr(self.room.records.get(args.get("id", "")), "text", "")
        asked = Asked(self._n, do, step, args, self.heard, was)
        self._waiting[asked.n] = asked
        self.figures.sent += 1
        if self._socket is not None and self._here.is_set():
            self._post(asked)
        return asked

    async def ask(self, do: str, step: str = "", **args: Any) -> Asked:
        """Asks and waits for the answer."""
        asked = self.send(do, step, **args)
        await asked.answered.wait()
        return asked

    @property
    def waiting(self) -> int:
        return len(self._waiting)

    @property
    def in_flight(self) -> int:
        """Actions that have gone out and were not answered yet."""
        return sum(asked.sent > 0 for asked in self._waiting.values())

    async def settled(self, within: float = 60.0) -> None:
        """Everything asked has been answered."""
        async with asyncio.timeout(within):
            for asked in list(self._waiting.values()):
                await asked.answered.wait()

    async def reaches(self, rev: int, within: float = 30.0) -> None:
        """The copy is at `rev` or later."""
        async with asyncio.timeout(within):
            while self.heard < rev:
                self._news.clear()
                await self._news.wait()

    async def drop(self) -> None:
        """Cuts the connection, as a phone that goes out of reach; it comes back by itself."""
        self._whole.clear()
        if self._socket is not None:
            await self._socket.close()

    async def back(self, within: float = 30.0) -> None:
        """Waits until it is there again with everything."""
        async with asyncio.timeout(within):
            await self._whole.wait()

    def _post(self, asked: Asked) -> None:
        socket = self._socket
        if socket is not None:
            asked.sent += 1
            task = asyncio.ensure_future(socket.send(asked.frame(self.tab)))
            task.add_done_callback(lambda done: done.cancelled() or done.exception())

    async def _live(self) -> None:
        while True:
            with contextlib.suppress(OSError, WebSocketException, TimeoutError, EOFError):
                await self._once()
            self._socket = None
            self._here.clear()
            self._whole.clear()
            if not self._patient:
                raise Turned("the connection ended")
            await asyncio.sleep(0.05 + secrets.randbelow(150) / 1000)

    async def _once(self) -> None:
        async with connect(
            self.url, subprotocols=[PROTOCOL], max_size=None, compression=None, open_timeout=10, ping_interval=None,
            proxy=None,
        ) as socket:  # type: ignore[call-arg, unused-ignore]  # fmt: skip
            self._socket = socket
            hello: dict[str, Any] = {"t": "hello", "me": self.me, "tab": self.tab, "name": self.name, "lang": self.lang}
            if self.key:
                hello["role_key"] = self.key
            if self.epoch:
                hello["since"] = [self.epoch, self.room.rev, sorted(self.topics)]
            await socket.send(bytes(msgpack.packb(hello)))
            async for frame in socket:
                if isinstance(frame, bytes):
                    self.figures.received += len(frame)
                    self._heard(msgpack.unpackb(frame))

    def _heard(self, said: dict[str, Any]) -> None:
        match said["t"]:
            case "welcome":
                self._welcomed(said)
            case "change":
                self._changed(said)
            case "kept" | "refused":
                self._answered(said)
            case "bye":
                if not said["again"]:
                    raise Turned(f"{said['code']}: {said['say']}")
                raise EOFError(said["code"])

    def _welcomed(self, said: dict[str, Any]) -> None:
        self.id, self.role, self.epoch = said["you"]["id"], said["you"]["role"], said["epoch"]
        if said["full"]:
            self.full += 1
            self.room, self.topics = Room(), set()
        else:
            self.deltas += 1
        for see in said["drop"]:
            self.room.forget(see)
            self.topics.discard(see)
        self._anew.clear()
        self.topics |= {"all", f"person:{self.id}"} if self.role != "screen" else {"all"}
        if self.role == "host":
            self.topics.add("hosts")
        for raw in said["put"]:
            self.room.hold(from_map(raw))
        self._here.set()
        for asked in list(self._waiting.values()):
            self._post(asked)

    def _changed(self, said: dict[str, Any]) -> None:
        topic, last = said["topic"], not said.get("more")
        if last:
            self.heard = max(self.heard, said["rev"])
            self._news.set()
        if said["since"] == 0:
            self._anew.setdefault(topic, set())
        for id, rev in said["del"]:
            self.room.release(id, rev)
        for raw in said["put"]:
            self.room.hold(from_map(raw))
        if topic in self._anew:
            self._anew[topic] |= {raw["id"] for raw in said["put"]}
        if self.on_revs is not None:
            self.on_revs({raw["rev"] for raw in said["put"]})
        if topic.startswith("group:"):
            self.topics.add(topic)
        if last:
            self._finished(topic, said)

    def _finished(self, topic: str, said: dict[str, Any]) -> None:
        """A frame, or the last part of one: what is wrong with it is counted, where a page would say `sync`."""
        anew = self._anew.pop(topic, None)
        if anew is not None:
            for id in self.room.topic(topic).revs.keys() - anew:
                self.room.release(id, said["rev"] + 1)
        elif said["since"] > self.room.rev:
            self.figures.gaps += 1
        if topic != "all":
            return
        self.room.rev = max(self.room.rev, said["rev"])
        held = self.room.topic("all")
        if "count" in said and (held.count, held.sum) != (said["count"], said["sum"]):
            self.figures.differing += 1
        self._whole.set()

    def _answered(self, said: dict[str, Any]) -> None:
        asked = self._waiting.pop(said["n"], None)
        if asked is None or said["tab"] != self.tab:
            return
        if said["t"] == "kept":
            asked.rev = said["rev"]
            self.kept.append(asked)
            self.figures.keeps(asyncio.get_running_loop().time() - asked.since)
        else:
            asked.refused = said["code"]
            self.figures.refuses(asked.do, said["code"])
        asked.answered.set()
