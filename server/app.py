"""The composition root: the only place that knows every part, and puts them together into one running house."""

from __future__ import annotations

import asyncio
import logging
import secrets
import time
from dataclasses import dataclass, field

from starlette.types import ASGIApp

from server import words
from server.backup import restoring, taking
from server.backup.following import age_of
from server.backup.shipping import Shipping
from server.erasing import Eraser
from server.floor import Floor
from server.hub.clock import SystemClock
from server.hub.errands import ProcessErrands
from server.hub.hub import RoomHub
from server.hub.metrics import Metrics
from server.hub.ports import Seeds
from server.hub.world import World as HubWorld
from server.journal.port import Journal
from server.journal.sqlite import SqliteJournal
from server.operator import note, remove
from server.settings import Settings, with_create_key
from server.transport.crowd import Crowd
from server.transport.flood import GuessBrake
from server.transport.http import build
from server.transport.metrics import Metrics as TransportMetrics
from server.transport.sender import Sender
from server.transport.world import Demo, World
from sessions import session

_log = logging.getLogger(__name__)


@dataclass
class House:
    """A server's parts while it runs. `stop` is set when it should end; `exit_code` says how that came."""

    settings: Settings
    port: int
    journal: Journal
    hub: RoomHub
    eraser: Eraser
    asgi: ASGIApp
    stop: asyncio.Event = field(default_factory=asyncio.Event)
    exit_code: int = 0
    broken: bool = False
    shipping: Shipping | None = None
    """The process that keeps a backup folder up to date, where one is set."""
    demo: Demo | None = None
    """Starts a demo in a language; set by whoever brings simulated people along."""
    sender: Sender = field(default_factory=Sender)
    """Writes to crowds."""
    sweeping: asyncio.Task[None] | None = None
    """Erases rooms whose date has come."""
    _drained: bool = False

    async def drain(self) -> None:
        """Stop the intake, finish what is being kept, say goodbye. Doing it twice is harmless."""
        if not self._drained:
            self._drained = True
            if self.sweeping is not None:
                self.sweeping.cancel()
                await asyncio.gather(self.sweeping, return_exceptions=True)
            await self.hub.drain()

    async def close(self) -> None:
        """Let go of everything; the journal comes last."""
        await self.drain()
        self.sender.close()
        remove(self.settings.data)
        try:
            await self.journal.close()
        finally:
            if self.shipping is not None:
                await self.shipping.finish()

    def fail(self, error: Exception) -> None:
        """The disk cannot be trusted: nothing is told *kept* any more, and the process ends so that it starts clean."""
        _log.critical("the journal failed, so this server stops: %s", error)
        self.broken = True
        self.exit_code = 1
        self.stop.set()


async def open_house(settings: Settings, port: int) -> House:
    """Everything opened and connected; raises `JournalError` in one line when the data folder cannot be used."""
    journal = await SqliteJournal.open(settings.data)
    restoring.sweep(settings.data)
    for folder in filter(None, (settings.data, settings.backup)):
        taking.sweep(folder)
    shipping = Shipping(settings.data, settings.backup or settings.data)
    try:
        if settings.backup:
            await shipping.start(journal)
        operator = note(settings.data, settings.host, port)
        house = await furnish(with_create_key(settings), port, journal, operator.token)
        house.shipping = shipping if settings.backup else None
        journal.when_failed(house.fail)
    except BaseException:
        await journal.close()
        await shipping.finish()
        raise
    return house


def seeds(at_once: int = 64) -> Seeds:
    """Secret seeds, taken from the system many at a time: each time lets go of the interpreter, which is to be had back then."""
    waiting: list[bytes] = []

    def seed() -> bytes:
        if not waiting:
            chance = secrets.token_bytes(16 * at_once)
            waiting.extend(chance[start : start + 16] for start in range(0, len(chance), 16))
        return waiting.pop()

    return seed


async def furnish(settings: Settings, port: int, journal: Journal, operator: str = "") -> House:
    """The house on a journal, whichever engine that is."""
    words.ready()
    metrics, transport_metrics = Metrics(), TransportMetrics()
    floor, sender = Floor(settings.data, settings.floor_mb), Sender()

    def failed(error: Exception) -> None:
        house.fail(error)

    hub = RoomHub(
        HubWorld(
            journal=journal,
            rules=session,
            clock=SystemClock(),
            seeds=seeds(),
            say=words.refusal,
            metrics=metrics,
            errands=ProcessErrands(session.run_errand),
            low=floor.low,
            crowd=lambda: Crowd(sender),
        ),
        failed=failed,
    )

    eraser = Eraser(hub, journal, SystemClock(), settings.keep_days, metrics)

    async def checks() -> dict[str, bool]:
        return {"journal": not house.broken and await _reads(journal), "open": not house.stop.is_set()}

    world = World(
        settings=settings,
        hub=hub,
        brake=GuessBrake(settings.wrong_codes_per_minute, settings.wrong_codes_at_once, time.monotonic),
        now=SystemClock().now,
        port=port,
        checks=checks,
        figures=lambda: metrics.text() + transport_metrics.text() + floor.text() + _backup_text(settings),
        metrics=transport_metrics,
        demo=lambda: house.demo,
        operator=operator,
        erase=eraser.erase,
    )
    house = House(settings, port, journal, hub, eraser, build(world), sender=sender)
    await hub.start()
    house.sweeping = asyncio.create_task(eraser.keep_sweeping(), name="erasing")
    return house


def _backup_text(settings: Settings) -> str:
    """For /metrics: how far the backup is behind."""
    age = age_of(settings.backup) if settings.backup else None
    if age is None:
        return ""
    says = "Seconds since the backup was known to be up to date"
    return (
        f"# HELP talkoot_backup_age_seconds {says}\n# TYPE talkoot_backup_age_seconds gauge\n"
        f"talkoot_backup_age_seconds {age:.2f}\n"
    )


async def _reads(journal: Journal) -> bool:
    try:
        await journal.get_meta("readyz")
    except Exception as error:  # noqa: BLE001 - whatever it is, the server is not ready
        _log.warning("not ready: %s", error)
        return False
    return True
