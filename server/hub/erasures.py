"""Rooms that are being erased: whole until the moment in which nothing is left, and told of only then.

Everything of a room goes in one transaction, and its receipt comes with it. Cut short before that (a kill, a full disk),
all of the room is there and nobody has heard that it was gone; cut short after it, only the write-ahead log is left to be
emptied, and the journal does that before it serves again. So nothing has to be remembered of an erasing under way.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

from server.hub.live import Live
from server.hub.ports import Receipt, Unavailable, UnknownRoom
from server.hub.state import last_seen
from server.hub.world import World
from server.journal.port import JournalError, JournalFailed

WITHIN = 5.0
"""Seconds that a stop waits; by then only somebody who reads the journal for long can stand in the way."""
_log = logging.getLogger(__name__)


class Erasures:
    """`still` ends a room without a word; `gone` is called when nothing is left of it, `failed` as the hub's."""

    def __init__(
        self,
        world: World,
        still: Callable[[str], Awaitable[Live | None]],
        gone: Callable[[str], object],
        failed: Callable[[Exception], None],
    ) -> None:
        self._world, self._still, self._gone, self._failed = world, still, gone, failed
        self._tasks: dict[str, asyncio.Task[None]] = {}

    def __contains__(self, code: str) -> bool:
        return code in self._tasks

    async def erase(self, code: str, say: Receipt) -> None:
        """Once begun it goes on, even when whoever asked for it does not wait; raises `UnknownRoom`, `Unavailable`.

        Who asks while somebody else's is under way hears what came of it: that the room is unknown, once it is."""
        if (under_way := self._tasks.get(code)) is not None:
            await self._came_of(under_way)
            raise UnknownRoom(code)
        task = self._tasks[code] = asyncio.create_task(self._erase(code, say), name=f"erasing {code}")
        task.add_done_callback(lambda done: done.cancelled() or done.exception())
        await self._came_of(task)

    async def _came_of(self, task: asyncio.Task[None]) -> None:
        try:
            await asyncio.shield(task)
        except asyncio.CancelledError:
            asking = asyncio.current_task()
            if task.cancelled() and not (asking and asking.cancelling()):  # it took too long for a stop
                raise Unavailable from None
            raise

    async def finish(self) -> None:
        """The server stops: what is under way comes to its end first."""
        if self._tasks:
            _, late = await asyncio.wait(list(self._tasks.values()), timeout=WITHIN)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def _erase(self, code: str, say: Receipt) -> None:
        journal, live, told = self._world.journal, None, "unavailable"
        try:
            if not await journal.exists(code):
                raise UnknownRoom(code)
            live = await self._still(code)
            await journal.forget(code, say(await last_seen(journal, code, self._world.clock)))
            self._gone(code)
            told = "erased"
        except JournalError as error:
            _log.warning("room %s cannot be erased now: %s", code, error)
            if isinstance(error, JournalFailed):
                self._failed(error)
            raise Unavailable from error
        finally:
            del self._tasks[code]
            if live is not None:
                live.part(told)
