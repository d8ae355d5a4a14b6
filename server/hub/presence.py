"""Who is here and how many are writing: soft, told at most once a second, never journaled, first dropped.

Everybody gets the number of participants, and whether the disk is full; participants and hosts get their names in rooms of up to 200; hosts get how
many are writing, never who. The screen gets the number only.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from server.hub import wire
from server.hub.clock import Slices
from server.hub.member import Member, here
from server.hub.metrics import Metrics
from server.hub.ports import Clock, Payload
from sessions.activity import HOST, PARTICIPANT, SCREEN
from sessions.records import Person
from sessions.room import Room

EVERY = 1.0
NAMED = 200
WRITING = 8.0


class Presence:
    """What was told last, and when the next may be told."""

    def __init__(self, clock: Clock, metrics: Metrics) -> None:
        self._clock, self._metrics = clock, metrics
        self._next = 0.0
        self._changed = False
        self._last: tuple[Any, ...] = ()
        self._was_full = False

    def change(self) -> None:
        """Somebody came, went, was renamed, began or stopped writing."""
        self._changed = True

    def writing(self, member: Member, yes: bool) -> None:
        member.writing_until = self._clock.monotonic() + WRITING if yes else 0.0
        self._changed = True

    def due(self) -> float | None:
        """When (monotonic) `tell` wants to be called; None: nothing to tell."""
        return self._next if self._changed else None

    async def tell(self, room: Room, members: Collection[Member], full: bool = False) -> None:
        """Tell who has not been told, if it is time. The room must be durable: names come from it.

        `full` = nothing can be taken in just now, which everybody hears, and that it is over.
        """
        now = self._clock.monotonic()
        if not self._changed or now < self._next:
            return
        self._next = now + EVERY
        people = here(members, PARTICIPANT)
        writing = {m.who.person for m in members if m.who and m.who.role == PARTICIPANT and m.writing_until > now}
        # While somebody writes or the disk is full it is looked at again, because both end by themselves.
        self._changed = bool(writing) or full
        self._was_full = self._was_full or full
        names = self._names(room, people)
        told = (len(people), names, len(writing), full)
        fresh = told != self._last
        self._last = told
        forms = self._forms(len(people), names, len(writing), full)
        slices = Slices(self._clock)
        for member in list(members):
            if member.who is None or (member.told and not fresh):
                continue
            await slices.breathe()
            member.told = member.soft(forms[member.who.role if member.who.role in forms else PARTICIPANT])
            if not member.told:
                self._changed = True
                self._metrics.soft_dropped.add()

    def _names(self, room: Room, people: set[str]) -> tuple[str, ...] | None:
        if len(people) > NAMED:
            return None
        found = (room.get(person, Person) for person in people)
        return tuple(sorted(person.name for person in found if person is not None))

    def _forms(self, count: int, names: tuple[str, ...] | None, writing: int, full: bool) -> dict[str, Payload]:
        named: dict[str, Any] = {} if names is None else {"names": [[name] for name in names]}
        space: dict[str, Any] = {"full": full} if self._was_full else {}
        return {
            SCREEN: wire.message(t="soft", here=count, **space),
            PARTICIPANT: wire.message(t="soft", here=count, **named, **space),
            HOST: wire.message(t="soft", here=count, **named, **space, writing=writing),
        }
