"""What waits in a room's inbox, and what one flush makes of it before anything is durable."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from server.hub.frame import Kept
from server.hub.member import Member, Who
from server.hub.ports import Act, Hello, Sync
from sessions.activity import By
from sessions.records import Change
from sessions.room import Room


@dataclass(slots=True)
class Said:
    """Something a connection said."""

    member: Member
    message: Hello | Act | Sync


@dataclass(slots=True)
class Asked:
    """An action from elsewhere: HTTP, the command line, the house, an errand that came back."""

    do: str
    step: str
    args: dict[str, Any]
    role: str
    answer: asyncio.Future[int] | None = None


@dataclass(slots=True)
class Edited:
    """A change that is no action of the workshop (keys)."""

    make: Callable[[Room, By], Change]
    answer: asyncio.Future[int] | None = None


@dataclass(slots=True)
class Look:
    """Read something of the room when it is durable."""

    read: Callable[[Room], Any]
    answer: asyncio.Future[Any]


class Spoiled(Exception):
    """An entry could be decided but not applied or encoded: a mistake of ours. The room in memory is void."""

    def __init__(self, entry: Entry | None) -> None:
        super().__init__()
        self.entry = entry


Entry = Said | Asked | Edited | Look


@dataclass(slots=True)
class Draft:
    """What one flush has decided: changes already applied in memory, and everything that waits for the append."""

    at: int
    changes: list[Kept] = field(default_factory=list)
    tabs: list[tuple[str, int]] = field(default_factory=list)
    touched: set[str] = field(default_factory=set)
    greets: dict[Member, tuple[Who, Hello]] = field(default_factory=dict)
    syncs: list[tuple[Member, Sync]] = field(default_factory=list)
    byes: list[tuple[Member, str]] = field(default_factory=list)
    after: list[Callable[[], None]] = field(default_factory=list)
    answered: dict[tuple[str, str, int], int] = field(default_factory=dict)
    people: set[str] = field(default_factory=set)
    keys: set[str] = field(default_factory=set)
    regroup: bool = False
    purge: bool = False
    redact: list[str] = field(default_factory=list)
    errands: list[str] = field(default_factory=list)
    kept: int = 0


def answer(future: asyncio.Future[Any] | None, value: Any) -> None:
    if future is not None and not future.done():
        future.set_result(value)


def fail(future: asyncio.Future[Any] | None, error: Exception) -> None:
    if future is not None and not future.done():
        future.set_exception(error)


def look(entry: Look, room: Room) -> None:
    """Answer what somebody wanted to read; what goes wrong in reading is theirs."""
    try:
        answer(entry.answer, entry.read(room))
    except Exception as error:  # noqa: BLE001 - handed to whoever asked
        fail(entry.answer, error)
