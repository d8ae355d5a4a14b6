"""Rooms go: on the date that everybody in them was told, or earlier by a facilitator's or the operator's word.

Erased is erased: journal, write-ahead log, snapshots and history at once, the following backup within a second, older
backups when they are brought back (their deletion list). What stays is a receipt (server/receipts.py).

A stop waits for an erasing that is under way. A kill leaves all of the room or nothing of it (server/hub/erasures.py): one whose
date has come is erased at the next start; one by word stands as it was, and who asked has had no receipt and asks again.
"""

from __future__ import annotations

import asyncio
import logging

import msgspec

from server.hub.metrics import Metrics
from server.hub.ports import Clock, Hub, Make, RoomBroken, Unavailable, UnknownRoom
from server.hub.state import let_go, load
from server.journal.port import Damaged, Journal, JournalError, NoSuchRoom
from server.receipts import Receipt, Why, receipt
from sessions import opening
from sessions.activity import Refused
from sessions.agenda import DAY_MS
from sessions.room import Room

EVERY = 3600.0
SHARE = 10
"""Looking through rooms takes at most this part of the time."""
_log = logging.getLogger(__name__)


def dated(make: Make, days: int) -> Make:
    """The first change of a room that is erased after so many days."""
    return lambda keys, by: opening.kept_until(make(keys, by), by.at + days * DAY_MS, by)


class Eraser:
    """Erases rooms, one by word or all whose date has come."""

    def __init__(
        self,
        hub: Hub,
        journal: Journal,
        clock: Clock,
        keep_days: int,
        metrics: Metrics | None = None,
    ) -> None:
        self._hub, self._journal, self._clock, self._keep_days = hub, journal, clock, keep_days
        self._metrics = metrics or Metrics()
        self._dates: dict[str, tuple[int, int]] = {}
        self.erased = 0

    async def erase(self, code: str, why: Why) -> Receipt:
        """All of a room; raises `UnknownRoom`, `Unavailable`."""
        made: list[Receipt] = []

        def say(room: Room | None) -> tuple[str, bytes]:
            at = self._clock.now()
            if room is None:
                made.append(receipt(code, at, why))
            else:
                made.append(receipt(code, at, why, room, room.rev, room.workshop.created))
            return made[-1].key, msgspec.json.encode(made[-1])

        await self._hub.erase(code, say)
        self._dates.pop(code, None)
        self.erased += 1
        _log.info("a room was erased (%s)", why)
        return made[-1]

    async def sweep(self) -> int:
        """Erase the rooms whose date has come; how many. Rooms without a date are given one, so that people see it."""
        loop, gone = asyncio.get_running_loop(), 0
        heads = await self._journal.heads()
        self._dates = {head.room: self._dates[head.room] for head in heads if head.room in self._dates}
        for head in heads:
            began = loop.time()
            try:
                date = await self._date(head.room, head.rev)
                if 0 < date <= self._clock.now() and await self._is_still_due(head.room):
                    await self.erase(head.room, "date")
                    gone += 1
            except (UnknownRoom, Unavailable, Refused, NoSuchRoom) as wrong:
                _log.info("room %s is looked at again in an hour: %s", head.room, type(wrong).__name__)
            except (RoomBroken, Damaged) as wrong:
                self._metrics.unswept.add()
                _log.warning("room %s cannot be read, so it stays until somebody erases it: %s", head.room, wrong)
            except JournalError:
                raise
            except Exception:  # noqa: BLE001 - whatever it is about this room, the others have their date too
                self._metrics.unswept.add()
                _log.exception("room %s cannot be looked at; it is tried again in an hour", head.room)
            await asyncio.sleep(SHARE * (loop.time() - began))
        return gone

    async def _date(self, code: str, rev: int) -> int:
        """When a room goes. Rooms that have not changed are not read again."""
        known = self._dates.get(code)
        if known is not None and known[0] == rev:
            return known[1]
        room = (await load(self._journal, code, self._clock)).state.room
        date = room.workshop.delete_on
        await let_go(room, self._clock)
        if not date:
            await self._hub.ask(code, "edit_workshop", {"keep_days": self._keep_days})
        self._dates[code] = (rev, date)
        return date

    async def _is_still_due(self, code: str) -> bool:
        """Whether nobody has put the date off since it was looked at, which may be long ago."""
        return 0 < (await self._hub.state(code)).workshop.delete_on <= self._clock.now()

    async def keep_sweeping(self) -> None:
        """At the start and every hour, until cancelled."""
        while True:
            try:
                await self.sweep()
            except JournalError as wrong:
                _log.warning("rooms are not looked through now: %s", wrong)
            except Exception:  # noqa: BLE001 - dates go on coming, whatever went wrong this time
                self._metrics.unswept.add()
                _log.exception("rooms are not looked through now")
            await asyncio.sleep(EVERY)
