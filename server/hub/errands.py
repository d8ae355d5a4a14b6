"""Work too long for the loop, done in one other process that starts on first use (`spawn`: no copied sockets or locks)."""

from __future__ import annotations

import asyncio
import logging
import multiprocessing
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import Any

from server.hub.metrics import Metrics
from server.hub.ports import Errands, Rules
from sessions.records import Errand
from sessions.room import Room

TRIES = 3
_log = logging.getLogger(__name__)


class ProcessErrands:
    """`work(activity, payload)` must be importable by name from the other process."""

    def __init__(self, work: Callable[[str, Any], Any]) -> None:
        self._work = work
        self._pool: ProcessPoolExecutor | None = None

    def submit(self, activity: str, payload: Any) -> asyncio.Future[Any]:
        return asyncio.ensure_future(self._run(activity, payload))

    async def _run(self, activity: str, payload: Any) -> Any:
        loop = asyncio.get_running_loop()
        pool = self._pool = self._pool or ProcessPoolExecutor(1, multiprocessing.get_context("spawn"))
        try:
            return await loop.run_in_executor(pool, self._work, activity, payload)
        except BrokenProcessPool:
            # The worker died (out of memory, killed): the next errand gets a new one.
            _log.warning("the errand process died during work for %s", activity)
            if self._pool is pool:
                self._pool = None
            raise

    def close(self) -> None:
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)
            self._pool = None


class Desk:
    """The errands of one room: begun when they are durable, tried again a few times, given back as a house action."""

    def __init__(self, errands: Errands, rules: Rules, metrics: Metrics, deliver: Callable[[str, Any], None]) -> None:
        self._errands, self._rules, self._metrics, self._deliver = errands, rules, metrics, deliver
        self._tries: dict[str, int] = {}
        self._failed: set[str] = set()
        self.running: dict[str, asyncio.Future[Any]] = {}

    def begin(self, room: Room, ids: Iterable[str]) -> None:
        """Begin those of these errands that are wanted and not under way, and those that failed before."""
        for id in {*ids, *self._failed}:
            errand = room.get(id, Errand)
            if errand is None or errand.state != "wanted":
                self._failed.discard(id)
            elif id not in self.running and self._tries.get(id, 0) < TRIES:
                self._begin(room, errand)

    def _begin(self, room: Room, errand: Errand) -> None:
        asked = self._rules.errand_of(room, errand)
        if asked is None:
            return
        id = errand.id
        self._failed.discard(id)
        self._tries[id] = self._tries.get(id, 0) + 1
        self.running[id] = self._errands.submit(*asked)
        self.running[id].add_done_callback(lambda done: self._done(id, done))

    def _done(self, id: str, done: asyncio.Future[Any]) -> None:
        self.running.pop(id, None)
        if done.cancelled():
            return
        error = done.exception()
        self._metrics.errands.add(of="failed" if error else "done")
        if error is None:
            self._deliver(id, done.result())
        else:
            _log.warning("an errand failed (%s)", type(error).__name__, exc_info=error)
            self._failed.add(id)

    def cancel(self) -> None:
        """The room ends; what is wanted begins again when it is read back."""
        for done in list(self.running.values()):
            done.cancel()
