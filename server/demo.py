"""The demo: a room with simulated people who move in real time, so that one person alone can see what it is like.

They come over real sockets, like anybody else. The facilitator is whoever opened the demo.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
from typing import TYPE_CHECKING

from server import models
from server.erasing import dated
from server.hub.ports import Created, Unavailable
from server.rehearse import bots
from server.rehearse.figures import Figures
from server.rehearse.run import idea_texts
from server.rehearse.seat import Seat
from sessions import opening

if TYPE_CHECKING:
    from server.hub.hub import RoomHub

MODEL = "learning-workshop"
PEOPLE = 24
MOST_AT_ONCE = 3
NAMES = (
    "Aino", "Eero", "Helmi", "Ilmari", "Kerttu", "Onni", "Saga", "Toivo", "Venla", "Wilma", "Aarne", "Elsa", "Hugo",
    "Inkeri", "Lauri", "Minea", "Niilo", "Oiva", "Pihla", "Rasmus", "Siiri", "Tyyne", "Urho", "Viola",
)  # fmt: skip
KEPT_DAYS = 2
LASTS_S = 2 * 60 * 60
_log = logging.getLogger(__name__)


class Demos:
    """Rooms with simulated people in this process; a few at once, each for two hours."""

    def __init__(self, hub: RoomHub, port: int, host: str) -> None:
        self._hub = hub
        self._url = f"ws://{'127.0.0.1' if host in ('0.0.0.0', '::', '') else host}:{port}/ws/"  # noqa: S104 - compared
        self._running: set[asyncio.Task[None]] = set()

    async def start(self, lang: str) -> Created:
        """A demo room in this language, its first step open, people on their way. Raises `Unavailable` when full."""
        if len(self._running) >= MOST_AT_ONCE:
            raise Unavailable
        model = models.load(MODEL)
        created = await self._hub.create(
            dated(lambda keys, by: opening.create(model, "", lang, keys, models.lists(), by), KEPT_DAYS)
        )
        room = await self._hub.state(created.code)
        await self._hub.ask(created.code, "open_step", {"id": room.steps()[0].id})
        task = asyncio.create_task(self._play(created.code, lang), name="demo")
        self._running.add(task)
        task.add_done_callback(self._ended)
        return created

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._running.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            _log.warning("a demo ended early: %s", error)

    async def _play(self, code: str, lang: str) -> None:
        figures, texts = Figures(), bots.ideas(idea_texts(lang), secrets.randbits(32), marked=False)
        seats: list[Seat] = []
        tasks: list[asyncio.Task[None]] = []
        try:
            async with asyncio.timeout(LASTS_S):
                for n in range(PEOPLE):
                    seat = Seat(self._url + code, figures, name=NAMES[n % len(NAMES)], lang=lang)
                    seats.append(seat)
                    await seat.join()
                    tasks.append(asyncio.create_task(bots.live(seat, 1.0, texts, secrets.randbits(32))))
                    await asyncio.sleep(0.4)
                await asyncio.gather(*tasks)
        except TimeoutError:
            _log.info("a demo has been played for %s hours and ends", LASTS_S // 3600)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, *(seat.leave() for seat in seats), return_exceptions=True)

    async def close(self) -> None:
        """Everybody leaves."""
        running = list(self._running)
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
