"""What the HTTP side of the process is given by its composition root; one frozen value instead of globals."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

from server.hub.ports import Created, Hub
from server.receipts import Receipt, Why
from server.settings import Settings
from server.transport.flood import Flood, GuessBrake
from server.transport.metrics import Metrics

Checks = Callable[[], Awaitable[Mapping[str, bool]]]
Erase = Callable[[str, Why], Awaitable[Receipt]]
Demo = Callable[[str], Awaitable[Created]]


@dataclass(frozen=True)
class World:
    """`port` = the one that is really bound; `checks` = what has to work before anybody is sent here."""

    settings: Settings
    hub: Hub
    brake: GuessBrake
    now: Callable[[], int]
    port: int
    checks: Checks
    figures: Callable[[], str]
    erase: Erase | None = None
    demo: Callable[[], Demo | None] = lambda: None
    operator: str = ""
    """The token of whoever may read the data folder (server/operator.py); "" = nobody."""
    metrics: Metrics = field(default_factory=Metrics)
    flood: Flood = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "flood", Flood(self.settings, time.monotonic))
