"""Actions that were told *kept*, and which of several may have been the last word.

An answer names the rev at which an action was kept; therefore what people did to one thing can be put in order. After a
reconnect an answer to a repeat says only *kept by now*: that action may have been anywhere between what its page knew
when it asked and the answer. So the last word is not always one action; it is one of those that nothing surely followed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import Any, NamedTuple, TypeVar

import msgspec

from server.rehearse.seat import Asked
from sessions.activity import typed

Slot = TypeVar("Slot", bound=Hashable)


class Kept(msgspec.Struct, frozen=True):
    """One kept action: who, what, at which rev. `n` orders what one person asked.

    `again` = it was asked more than once, so that it was kept somewhere after `after` and up to `rev`. `was` = the text
    of the record `args["id"]` when it was asked.
    """

    person: str
    do: str
    step: str
    args: dict[str, Any]
    rev: int
    n: int = 0
    after: int = 0
    again: bool = False
    was: str = ""

    @property
    def first(self) -> int:
        """The earliest rev at which it may have been kept."""
        return min(self.after + 1, self.rev) if self.again else self.rev

    def text(self, name: str = "text") -> str:
        """A text as the room keeps it."""
        return typed(str(self.args.get(name, "")), 1_000_000, 0)


class Differs(NamedTuple):
    """How many actions left no trace, how many left two, and which."""

    lost: int
    doubled: int
    what: str


def kept_of(person: str, asked: Iterable[Asked]) -> list[Kept]:
    return [Kept(person, one.do, one.step, one.args, one.rev, one.n, one.after, one.sent > 1, one.was) for one in asked]


def in_order(kept: Iterable[Kept]) -> list[Kept]:
    """By rev; what one person asked stays as they asked it."""
    return sorted(kept, key=lambda one: (one.rev, one.n))


def surely_before(one: Kept, other: Kept) -> bool:
    return one.n < other.n if one.person == other.person else one.rev < other.first


def last_of(group: Sequence[Kept]) -> list[Kept]:
    """Those of which any may have been the last."""
    newest = max((one.first for one in group), default=0)
    possible = [one for one in group if one.rev >= newest]
    latest: dict[str, int] = {}
    for one in possible:
        latest[one.person] = max(latest.get(one.person, 0), one.n)
    return [one for one in possible if one.n == latest[one.person]]


def by_slot(kept: Iterable[Kept], slot: Callable[[Kept], Slot | None]) -> dict[Slot, list[Kept]]:
    """What was done to each thing, in the order of `kept`."""
    found: dict[Slot, list[Kept]] = defaultdict(list)
    for one in kept:
        if (key := slot(one)) is not None:
            found[key].append(one)
    return found


def own_last(kept: Iterable[Kept], *do: str) -> dict[tuple[str, str], Kept]:
    """(step, person) → the last of these actions that this person took there."""
    last: dict[tuple[str, str], Kept] = {}
    for one in sorted((one for one in kept if one.do in do), key=lambda one: one.n):
        last[one.step, one.person] = one
    return last
