"""Work too long for the loop, done in one other process that starts on first use (`spawn`: no copied sockets or locks)."""

from __future__ import annotations

import asyncio
import logging
import multiprocessing
import os
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.connection import wait
from typing import Any

from server.hub.metrics import Metrics
from server.hub.ports import Errands, Rules
from sessions.records import Errand
from sessions.room import Room

TRIES = 3
MOST_WAITING = 100
"""Wanted errands of one room that stand in line; those that do not fit begin when the room is opened again."""
_log = logging.getLogger(__name__)


def end_with_parent() -> None:
    """In the other process: when the server is gone, however it went, this process is too."""
    parent = multiprocessing.parent_process()
    if parent is None:
        return

    def watch() -> None:
        wait([parent.sentinel])
        os._exit(1)

    threading.Thread(target=watch, name="parent", daemon=True).start()


class ProcessErrands:
    """`work(activity, payload)` must be importable by name from the other process."""

    def __init__(self, work: Callable[[str, Any], Any]) -> None:
        self._work = work
        self._pool: ProcessPoolExecutor | None = None

    def submit(self, activity: str, payload: Any) -> asyncio.Future[Any]:
        return asyncio.ensure_future(self._run(activity, payload))

    async def _run(self, activity: str, payload: Any) -> Any:
        loop = asyncio.get_running_loop()
        pool = self._pool = self._pool or ProcessPoolExecutor(
            1, multiprocessing.get_context("spawn"), initializer=end_with_parent
        )
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
    """The errands of one room, one after the other: begun when durable, tried again a few times, given back as an action.

    What an errand has to work on is gathered only when its turn comes, so that many of them never hold up the loop.
    """

    def __init__(self, errands: Errands, rules: Rules, metrics: Metrics, deliver: Callable[[str, Any], None]) -> None:
        self._errands, self._rules, self._metrics, self._deliver = errands, rules, metrics, deliver
        self._room = Room()
        self._tries: dict[str, int] = {}
        self._failed: dict[str, None] = {}
        self._waiting: dict[str, None] = {}
        self.running: dict[str, asyncio.Future[Any]] = {}

    def begin(self, room: Room, ids: Iterable[str]) -> None:
        """Begin those of these errands that are wanted and not under way, and those that failed before."""
        self._room = room
        for id in (*ids, *self._failed):
            if len(self._waiting) < MOST_WAITING:
                self._waiting[id] = None
        self._failed.clear()
        self._next()

    def _next(self) -> None:
        while self._waiting and not self.running:
            id = next(iter(self._waiting))
            del self._waiting[id]
            errand = self._room.get(id, Errand)
            if errand is not None and errand.state == "wanted" and self._tries.get(id, 0) < TRIES:
                self._begin(errand)

    def _begin(self, errand: Errand) -> None:
        id = errand.id
        self._tries[id] = self._tries.get(id, 0) + 1
        try:
            asked = self._rules.errand_of(self._room, errand)
        except Exception as error:  # noqa: BLE001 - a mistake in one activity's payload must not take the room down
            self._fail(id, error)
            return
        if asked is not None:
            self.running[id] = self._errands.submit(*asked)
            self.running[id].add_done_callback(lambda done: self._done(id, done))

    def _done(self, id: str, done: asyncio.Future[Any]) -> None:
        self.running.pop(id, None)
        if done.cancelled():
            return
        if (error := done.exception()) is None:
            self._metrics.errands.add(of="done")
            self._deliver(id, done.result())  # with what that changes comes the turn of the next one
        else:
            self._fail(id, error)
            self._next()

    def _fail(self, id: str, error: BaseException) -> None:
        self._metrics.errands.add(of="failed")
        _log.warning("an errand failed (%s)", type(error).__name__, exc_info=error)
        self._failed[id] = None

    def cancel(self) -> None:
        """The room ends; what is wanted begins again when it is read back."""
        self._waiting.clear()
        for done in list(self.running.values()):
            done.cancel()
