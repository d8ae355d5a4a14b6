"""A hub without rooms of its own: it remembers what it was told, and says what a test wants said."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import msgpack

from server.hub.ports import (
    Act,
    Created,
    Hello,
    Link,
    Make,
    Payload,
    Receipt,
    RoomBroken,
    Soft,
    Sync,
    Unavailable,
    UnknownRoom,
)
from sessions.activity import By, Dice
from sessions.room import Room

KEY, SCREEN = "host-key-of-the-fake", "screen-key-of-the-fake"


def message(shared: bool = False, **fields: Any) -> Payload:
    return Payload(msgpack.packb(fields), shared)


class FakeRoom:
    """Answers a hello with a welcome and an act with kept; keeps all it heard."""

    def __init__(self, code: str) -> None:
        self.code = code
        self.ended = False
        self.title = ""
        self.delete_on = 0
        self.links: list[Link] = []
        self.heard: list[Any] = []
        self.drains = 0
        self.left = 0
        self.on_act: Callable[[Link, Act], None] | None = None

    def hello(self, link: Link, message_: Hello) -> None:
        self.links.append(link)
        self.heard.append(message_)
        link.write(message(t="welcome", you={"id": "p1", "role": "participant"}, epoch="e", rev=1, now=1, full=True))

    def act(self, link: Link, message_: Act) -> None:
        self.heard.append(message_)
        if self.on_act is not None:
            self.on_act(link, message_)
        else:
            link.write(message(t="kept", tab=message_.tab, n=message_.n, rev=2))

    def sync(self, link: Link, message_: Sync) -> None:
        self.heard.append(message_)

    def soft(self, link: Link, message_: Soft) -> None:
        self.heard.append(message_)
        if message_.ping is not None:
            link.write(message(t="soft", pong=message_.ping, now=5))

    def drained(self, link: Link) -> None:
        self.drains += 1

    def gone(self, link: Link) -> None:
        self.left += 1
        if link in self.links:
            self.links.remove(link)


class FakeHub:
    """Rooms by code; `BROKE` is broken, `LATER` unavailable, `CRASH` a mistake of ours."""

    def __init__(self) -> None:
        self.rooms = {"K7RMX4": FakeRoom("K7RMX4")}
        self.states: dict[str, Room] = {}
        self.drained = False
        self.on_drain: Callable[[], Awaitable[None]] | None = None

    async def start(self) -> None: ...

    async def room(self, code: str) -> FakeRoom:
        if code == "BROKE":
            raise RoomBroken
        if code == "LATER":
            raise Unavailable
        if code == "CRASH":
            raise RuntimeError("as a mistake of ours would")
        if code not in self.rooms:
            raise UnknownRoom
        found = self.rooms[code]
        if (state := self.states.get(code)) is not None:
            found.ended = state.workshop.ended
        return found

    async def create(self, make: Make) -> Created:
        code = f"NEW{len(self.states):03}"
        by = By(person="", role="house", at=1_700_000_000_000, dice=Dice(b"seed"))
        room = Room()
        room.apply(make({"hash-of-host": "host", "hash-of-screen": "screen"}, by), 1)
        self.states[code], self.rooms[code] = room, FakeRoom(code)
        return Created(code, KEY, SCREEN)

    async def ask(self, code: str, do: str, args: Mapping[str, Any], *, step: str = "", role: str = "host") -> int:
        return 1

    async def state(self, code: str) -> Room:
        await self.room(code)
        if code not in self.states:
            raise UnknownRoom
        return self.states[code]

    async def role_of(self, code: str, key: str) -> str | None:
        return {KEY: "host", SCREEN: "screen"}.get(key)

    async def mint_key(self, code: str, role: str = "host") -> str:
        return KEY

    async def erase(self, code: str, say: Receipt = lambda room: None) -> None:
        await self.room(code)
        del self.rooms[code]

    async def drain(self, spread_ms: int = 5000) -> None:
        self.drained = True
        for room in self.rooms.values():
            for link in list(room.links):
                link.write(message(t="bye", code="restart", say="…", again=True, after=10))
                link.close(1012, "restart")
        if self.on_drain is not None:
            await self.on_drain()
