"""The real clock. Everything in the hub asks a `Clock`, so that tests can hold time still."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

from server.hub.ports import Cancellable, Clock


class SystemClock:
    """Wall time for people, monotonic time for pace."""

    def now(self) -> int:
        return time.time_ns() // 1_000_000

    def monotonic(self) -> float:
        return time.monotonic()

    def call_later(self, seconds: float, callback: Callable[[], None]) -> Cancellable:
        return asyncio.get_running_loop().call_later(seconds, callback)


async def pause(clock: Clock, seconds: float) -> None:
    """Let so many seconds of this clock pass."""
    over = asyncio.Event()
    timer = clock.call_later(seconds, over.set)
    try:
        await over.wait()
    finally:
        timer.cancel()


class Slices:
    """Long work on the loop in slices: between two of them the loop reads sockets and other rooms take their turn."""

    __slots__ = ("_clock", "_ends", "_seconds")

    def __init__(self, clock: Clock, seconds: float = 0.005) -> None:
        self._clock, self._seconds = clock, seconds
        self._ends = clock.monotonic() + seconds

    async def breathe(self) -> None:
        """Let others run when this slice is used up."""
        if self._clock.monotonic() >= self._ends:
            await asyncio.sleep(0)
            self._ends = self._clock.monotonic() + self._seconds
