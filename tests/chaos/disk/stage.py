"""A hub on the product's own journal on a real folder, with time that is moved by hand and browsers without sockets."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

from server.hub.ports import RoomBroken, Unavailable, UnknownRoom
from server.journal.sqlite import SqliteJournal
from tests.server.hub.stage import Browser, Stage, settle

PATIENT = 10.0
"""Real seconds for a call to the journal that is under way."""


class Watched:
    """A journal that says how many of its calls are under way."""

    def __init__(self, journal: SqliteJournal) -> None:
        self.journal, self.under_way = journal, 0

    def __getattr__(self, name: str) -> Any:
        asked = getattr(self.journal, name)

        async def ask(*args: Any, **named: Any) -> Any:
            self.under_way += 1
            try:
                return await asked(*args, **named)
            finally:
                self.under_way -= 1

        return ask


class DiskStage(Stage):
    """A stage whose journal needs real time: a turn ends when nothing is under way at the disk."""

    def __init__(self, journal: SqliteJournal, **world: Any) -> None:
        self.watched = Watched(journal)
        super().__init__(self.watched, **world)  # type: ignore[arg-type]

    @classmethod
    async def on(cls, folder: Path, **world: Any) -> DiskStage:
        journal = await SqliteJournal.open(folder)
        stage = cls(journal, **world)
        journal.when_failed(stage.failures.append)  # as the house does
        return stage

    async def turn(self, turns: int = 1) -> None:
        for _ in range(turns):
            await self.clock.advance(0.02)
            await self.rest()

    async def rest(self) -> None:
        """Until the journal has answered all that it was asked."""
        async with asyncio.timeout(PATIENT):
            await settle()
            while self.watched.under_way:
                await asyncio.sleep(0.0005)
                await settle()

    async def act(self, browser: Browser, do: str, within: float, **args: Any) -> str:
        """Do it, and go on asking as a browser does, up to so many seconds: `kept`, a refusal's code, or `silence`."""
        n, until = browser.act(do, **args), self.clock.seconds + within
        while self.clock.seconds < until:
            await self.turn()
            for message in browser.read():
                if message["t"] in ("kept", "refused") and message["n"] == n:
                    return "kept" if message["t"] == "kept" else str(message["code"])
            if browser.link.closed is not None:
                if not await self.return_of(browser):
                    await self.clock.advance(0.5)
                    continue
                browser.act(do, n, **args)
        return "silence"

    async def return_of(self, browser: Browser) -> bool:
        """A browser that was shown out comes back; False when it finds the door closed."""
        task = asyncio.ensure_future(self.hub.room(self.created.code))
        while not task.done():
            await asyncio.sleep(0.0005)
            await settle()
        try:
            browser.back(task.result())
        except (Unavailable, UnknownRoom, RoomBroken):
            return False
        return True

    async def close(self) -> None:
        """The process ends in good order, as far as the disk lets it."""
        drained = asyncio.ensure_future(self.hub.drain())
        while not drained.done():
            await self.clock.advance(0.02)
            await asyncio.sleep(0.0005)
        drained.result()
        await self.watched.journal.close()
