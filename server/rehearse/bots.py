"""How simulated people behave: they look, think for a while, do what the activity's own bot would do, and say when done."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from server.rehearse.seat import Seat
from sessions.activities import ACTIVITIES
from sessions.records import Step

THINKS_S = (3.0, 14.0)
"""How long a person thinks before an act, in seconds of the workshop's own time."""


def ideas(texts: Sequence[str], seed: int, marked: bool) -> Iterator[str]:
    """Idea texts without end; `marked` ones differ from each other even when the list starts again."""
    order = list(texts)
    random.Random(seed).shuffle(order)
    n = 0
    while True:
        for text in order:
            n += 1
            yield f"{text} ({n})" if marked else text


def current(seat: Seat) -> Step | None:
    """The step that everybody is at, when it takes actions."""
    if "workshop" not in seat.room.records:
        return None
    step = seat.room.get(seat.room.workshop.now, Step)
    return step if step is not None and step.state in ("open", "grace") else None


async def live(seat: Seat, speed: float, texts: Iterator[str], seed: int) -> None:
    """Takes part until cancelled. `speed` 60 = an hour in a minute."""
    rng = random.Random(seed)
    done: set[str] = set()
    while True:
        await asyncio.sleep(rng.uniform(*THINKS_S) / speed)
        step = current(seat)
        if step is None or step.activity not in ACTIVITIES:
            continue
        action = ACTIVITIES[step.activity].bot(seat.room, step, seat.id, rng)
        if action is None:
            if step.round not in done and rng.random() < 0.3:
                done.add(step.round)
                await seat.ask("mark_done", step.round, done=True)
            continue
        args: dict[str, Any] = msgspec.to_builtins(action)
        if action.do() == "add_idea":
            args["text"] = next(texts)
        await seat.ask(action.do(), step.round, **args)
