"""The simulated facilitator: goes through the whole agenda as the model plans it, faster than life."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from server.rehearse.seat import Asked, Seat
from sessions.activities import ACTIVITIES
from sessions.records import Step

REMARKS = {
    "fi": ("Miten voisimme tehdä ensimmäisestä askeleesta pienemmän?", "Miten voisimme kysyä asukkailta ensin?"),
    "en": ("How might we make the first step smaller?", "How might we ask residents first?"),
    "sv": ("Hur kunde vi göra det första steget mindre?", "Hur kunde vi fråga invånarna först?"),
}


class Facilitator:
    """Opens, waits, closes and reveals each step in turn. `at_step` is told the step and how far the agenda is."""

    def __init__(self, seat: Seat, speed: float, at_step: Callable[[Step, int, int], None] | None = None) -> None:
        self.seat, self.speed = seat, speed
        self.at_step = at_step
        self.opened = 0

    def step(self, id: str) -> Step:
        step = self.seat.room.get(id, Step)
        if step is None:
            raise LookupError(f"the step {id} is gone")
        return step

    async def ask(self, do: str, **args: Any) -> Asked:
        """Asks, and waits until the own copy shows it."""
        asked = await self.seat.ask(do, **args)
        if asked.rev:
            await self.seat.reaches(asked.rev)
        return asked

    async def run(self) -> None:
        """The whole agenda, to the end of the session."""
        ids = [step.id for step in self.seat.room.steps()]
        for n, id in enumerate(ids):
            if self.at_step is not None:
                self.at_step(self.step(id), n, len(ids))
            if await self.open(id):
                await self.through(id)
        await self.ask("end_session")

    async def open(self, id: str) -> bool:
        """Opens a step with what the steps before it gave; one that has nothing to work on is skipped."""
        if self.step(id).takes:
            await self.ask("prepare_step", id=id)
        opened = await self.ask("open_step", id=id)
        if opened.refused == "too_few_items":
            await self.ask("skip_step", id=id)
            return False
        if opened.refused:
            raise RuntimeError(f"open_step was refused: {opened.refused}")
        self.opened += 1
        return True

    async def through(self, id: str) -> None:
        step = self.step(id)
        stages: tuple[str, ...] = getattr(ACTIVITIES.get(step.activity), "STAGES", ("",))
        seconds = max(0.3, step.minutes * 60 / self.speed / len(stages))
        if step.activity == "talk" and not step.settings.get("pause"):
            for remark in REMARKS.get(self.seat.room.workshop.lang, REMARKS["en"]):
                await self.seat.ask("note_down", step.round, text=remark)
        for n, stage in enumerate(stages):
            if n:
                await self.ask("advance_step", id=id, stage=stage)
            await asyncio.sleep(seconds)
        await self.ask("close_step", id=id)
        await asyncio.sleep(min(1.0, 15 / self.speed))
        await self.ask("close_step", id=id)
        await self.ask("reveal_step", id=id, anyway=True)
