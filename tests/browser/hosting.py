"""A facilitator without a page: for tests in which the host page is not what is looked at."""

from __future__ import annotations

from typing import Any

from server.rehearse.facilitator import Facilitator
from server.rehearse.figures import Figures
from server.rehearse.seat import Seat
from server.rehearse.web import socket_url
from sessions.records import Step
from tests.browser.venue import Venue


class Host(Facilitator):
    """Opens and closes steps by their key."""

    def __init__(self, venue: Venue, links: dict[str, str]) -> None:
        self.code, self.key = links["code"], links["host_url"].partition("#")[2]
        super().__init__(Seat(socket_url(venue.url, self.code), Figures(), name="Ohjaaja", key=self.key), speed=1.0)

    @property
    def room(self) -> Any:
        return self.seat.room

    def at(self, key: str) -> Step:
        """A step by its key."""
        return next(step for step in self.seat.room.steps() if step.key == key)

    async def begin(self, key: str) -> Step:
        """Opens a step; what the one before was is closed."""
        assert await self.open(self.at(key).id), f"{key} has nothing to work on"
        return self.at(key)

    async def over(self, key: str, reveal: bool = True) -> None:
        """Closes it without grace, and reveals it."""
        id = self.at(key).id
        for _ in range(2):
            if self.at(key).state in ("open", "grace"):
                await self.ask("close_step", id=id)
        if reveal:
            await self.ask("reveal_step", id=id, anyway=True)

    async def do(self, key: str, do: str, **args: Any) -> None:
        """An act of the step's activity, of this facilitator's own."""
        asked = await self.seat.ask(do, self.at(key).round, **args)
        assert not asked.refused, f"{do}: {asked.refused}"
        await self.seat.reaches(asked.rev)


async def hosting(venue: Venue, links: dict[str, str]) -> Host:
    host = Host(venue, links)
    await host.seat.join()
    return host
