"""Simulated people over real sockets, in the same room as the pages; they can be told to rest."""

from __future__ import annotations

import asyncio
import contextlib

from server.rehearse import bots
from server.rehearse.figures import Figures
from server.rehearse.run import idea_texts
from server.rehearse.seat import Seat
from server.rehearse.web import socket_url
from tests.browser.venue import Venue


class Crowd:
    """So many people; `async with crowd.moving():` they think and act, `speed` times as fast as people do."""

    def __init__(self, venue: Venue, code: str, people: int, lang: str = "fi") -> None:
        self.seats = [
            Seat(socket_url(venue.url, code), Figures(), name=f"Talkoolainen {n + 1}", lang=lang) for n in range(people)
        ]
        self._texts = bots.ideas(idea_texts(lang), seed=7, marked=True)

    async def join(self) -> None:
        await asyncio.gather(*(seat.join() for seat in self.seats))

    async def leave(self) -> None:
        await asyncio.gather(*(seat.leave() for seat in self.seats))

    @contextlib.asynccontextmanager
    async def moving(self, speed: float = 12.0):  # type: ignore[no-untyped-def]
        """While the block runs. Leaving it, everything they asked for has been answered."""
        tasks = [asyncio.create_task(bots.live(seat, speed, self._texts, n)) for n, seat in enumerate(self.seats)]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            ended = await asyncio.gather(*tasks, return_exceptions=True)
            await asyncio.gather(*(seat.settled() for seat in self.seats))
            for one in ended:
                if isinstance(one, Exception):
                    raise one
