"""What the HTTP side of the process is given by its composition root; one frozen value instead of globals."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

from server.hub.ports import Created, Hub
from server.settings import Settings
from server.transport.flood import GuessBrake
from server.transport.metrics import Metrics

Checks = Callable[[], Awaitable[Mapping[str, bool]]]
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
    demo: Callable[[], Demo | None] = lambda: None
    operator: str = ""
    """The token of whoever may read the data folder (server/operator.py); "" = nobody."""
    metrics: Metrics = field(default_factory=Metrics)
