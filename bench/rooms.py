"""Real rooms for the measurements: made over the API, opened by a facilitator on a real socket."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from bench.tools import Process
from server.rehearse import web
from server.rehearse.facilitator import Facilitator
from server.rehearse.figures import Figures
from server.rehearse.seat import Seat
from sessions.records import Item

TITLES = {"fi": "Mittaus", "en": "Measurement", "sv": "Mätning"}


def agenda(activity: str, lines: int = 0) -> dict[str, Any]:
    step: dict[str, Any] = {"key": "a", "phase": "define", "activity": activity, "title": TITLES, "minutes": 10}
    if lines:
        step["lines"] = [f"Vaihtoehto {n + 1}, jota voi äänestää" for n in range(lines)]
    return {"title": TITLES, "minutes": 10, "steps": [step]}


class OpenRoom:
    """A room with one open step. `code` and `round` are what the generator needs."""

    def __init__(self, links: dict[str, str], facilitator: Facilitator) -> None:
        self.links, self.code, self.facilitator = links, links["code"], facilitator
        self.host = facilitator.seat

    @property
    def step_id(self) -> str:
        return self.host.room.steps()[0].id

    @property
    def round(self) -> str:
        return self.facilitator.step(self.step_id).round

    @property
    def items(self) -> list[str]:
        return [item.id for item in self.host.room.of(self.round, Item)]


async def open_room(server: Process, activity: str, lines: int = 0) -> OpenRoom:
    """Made, and its step opened; a brainstorm is at the stage in which all see all."""
    base = f"http://127.0.0.1:{server.port}"
    links = json.loads(
        await asyncio.to_thread(web.call, f"{base}/api/rooms", {"agenda": agenda(activity, lines), "lang": "fi"})
    )
    key = links["host_url"].partition("#")[2]
    seat = await Seat(web.socket_url(base, links["code"]), Figures(), key=key).join()
    room = OpenRoom(links, Facilitator(seat, 1.0))
    opened = await room.facilitator.ask("open_step", id=room.step_id)
    if opened.refused:
        raise SystemExit(f"talkoot bench: the step does not open: {opened.refused}")
    if activity == "brainstorm":
        await room.facilitator.ask("advance_step", id=room.step_id, stage="build")
    return room


async def filled(room: OpenRoom, ideas: int) -> None:
    """Ideas of other people, so that there is something to catch up with."""
    for n in range(ideas):
        asked = room.host.send("add_idea", room.round, text=f"Aiempi idea {n}: kahvi naapurin kanssa ja lupa kokeilla.")
        if n % 15 == 14:
            await asked.answered.wait()
            await asyncio.sleep(0.7)
    await room.host.settled()
