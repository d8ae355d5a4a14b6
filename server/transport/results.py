"""What an ended workshop gave, made once for the many phones that ask for it in the same moment."""

from __future__ import annotations

import asyncio
import time

import msgspec

from server.hub.ports import Hub
from server.transport.problem import Problem
from sessions.activities import ACTIVITIES
from sessions.outcome import tree

FRESH = 2.0  # seconds; what a host hides after the end is gone from here this soon
MOST = 64


class Results:
    """The public outcome of rooms, as JSON, for a moment each."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._made: dict[str, tuple[float, asyncio.Task[bytes]]] = {}

    async def of(self, code: str) -> bytes:
        """The outcome that everybody may see; a `Problem` before the workshop has ended."""
        at, task = self._made.get(code, (0.0, None))
        if task is None or time.monotonic() - at > FRESH:
            task = asyncio.ensure_future(self._make(code))
            self._made.pop(code, None)
            self._made[code] = time.monotonic(), task
            if len(self._made) > MOST:
                del self._made[next(iter(self._made))]
        try:
            return await asyncio.shield(task)
        except Exception:
            self._made.pop(code, None)
            raise

    async def _make(self, code: str) -> bytes:
        room = await self._hub.state(code)
        if not room.workshop.ended:
            raise Problem(409, "not_ended")
        return await asyncio.to_thread(lambda: msgspec.json.encode(tree(room, ACTIVITIES, public=True)))
