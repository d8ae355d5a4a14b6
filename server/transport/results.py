"""What an ended workshop gave, made once for the many phones that ask for it in the same moment."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

import msgspec

from server.hub.ports import Hub
from server.transport.problem import Problem
from sessions.activities import ACTIVITIES
from sessions.outcome import tree

FRESH = 2.0
"""Seconds; what a host hides after the end is gone from here this soon."""
SHARE = 4.0
"""One that took long to make stays for so many times as long: asking again and again costs a share of the time."""
Made = tuple[float, float, bytes]
MOST = 64


class Results:
    """The public outcome of rooms, as JSON, for a moment each. `hard` is shared with whatever else takes long."""

    def __init__(self, hub: Hub, hard: asyncio.Semaphore) -> None:
        self._hub, self._hard = hub, hard
        self._made: dict[str, Made] = {}
        """Code → of which moment (monotonic) it is, how long it took, and what it is."""
        self._making: dict[str, asyncio.Task[bytes]] = {}

    async def of(self, code: str, charge: Callable[[], None] = lambda: None) -> bytes:
        """The outcome that everybody may see; a `Problem` before the workshop has ended.

        `charge` is called when it has to be made; while it is, everybody waits for the same.
        """
        at, took, body = self._made.get(code, (float("-inf"), 0.0, b""))
        if time.monotonic() - at - took <= FRESH + SHARE * took:
            return body
        task = self._making.get(code)
        if task is None:
            charge()
            task = self._making[code] = asyncio.ensure_future(self._make(code))
            task.add_done_callback(lambda done: self._done(code, done))
        return await asyncio.shield(task)

    def _done(self, code: str, done: asyncio.Task[bytes]) -> None:
        del self._making[code]
        if not done.cancelled():
            done.exception()  # whoever waited for it has it; nobody may

    async def _make(self, code: str) -> bytes:
        async with self._hard:
            if not (await self._hub.room(code)).ended:  # asked first: a copy of a large room takes long
                raise Problem(409, "not_ended")
            room = await self._hub.state(code)
            at = time.monotonic()
            body = await asyncio.to_thread(lambda: msgspec.json.encode(tree(room, ACTIVITIES, public=True)))
        self._made.pop(code, None)
        self._made[code] = at, time.monotonic() - at, body
        while len(self._made) > MOST:
            del self._made[next(iter(self._made))]
        return body
