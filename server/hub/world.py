"""Everything outside that a room needs, as one value: what `server/app.py` gives to the hub, and tests replace."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from server.hub.metrics import Metrics
from server.hub.ports import Clock, Crowd, Errands, OneByOne, Rules, Say, Seeds
from server.journal.port import Journal


@dataclass(frozen=True, slots=True)
class World:
    """`idle` seconds without anybody until a room sleeps; a snapshot after so many changes."""

    journal: Journal
    rules: Rules
    clock: Clock
    seeds: Seeds
    say: Say
    metrics: Metrics
    errands: Errands
    low: Callable[[], bool] = lambda: False
    """Whether there is too little space to take anything in; asked before every flush, so it must be cheap."""
    crowd: Callable[[], Crowd] = OneByOne
    """An empty one, for one room."""
    idle: float = 120.0
    snapshot_every: int = 2_000
