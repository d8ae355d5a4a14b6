"""Those in a room who have got everything there was for all: they stand at one rev, which a flush moves on for all at once.

In a quiet network that is everybody, flush after flush. Looking at each of them, and moving each of them on, would cost more
than deciding what they are told; so nobody is looked at but those who fall behind and those who have caught up.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from server.hub.ports import Crowd, Link, Payload

if TYPE_CHECKING:
    from server.hub.member import Member


class Front:
    """`rev` = what the browsers of all who go with it have got."""

    __slots__ = ("_crowd", "_found", "_new", "rev")

    def __init__(self, crowd: Crowd, found: Mapping[Link, Member]) -> None:
        self.rev = 0
        self._crowd, self._found = crowd, found
        self._new: dict[Member, None] = {}

    def caught_up(self, member: Member) -> None:
        """It has everything now, and goes with the others from the next flush on."""
        if member.front is None:
            self._new[member] = None

    def leave(self, member: Member) -> None:
        """It does not go with the others any more."""
        self._new.pop(member, None)
        if member.front is self:
            member.front = None
            self._crowd.leave(member.link)

    def tell(self, payloads: Sequence[Payload], rev: int) -> list[asyncio.Future[None]]:
        """What a flush up to `rev` holds for all. Nothing is kept for who cannot take it now; → when the others have it, in
        order, some hundreds after others."""
        new = [member for member in self._new if member.there]
        self._new.clear()
        for member in new:
            if member.rev < rev:
                self._join(member)
        under_way: list[asyncio.Future[None]] = []
        for payload in payloads:
            refused, told = self._crowd.write(payload)
            for link in refused:  # said at once: it may hear that it has drained in the next moment
                self._found[link].missed()
            under_way += told
        self.rev = rev
        for member in new:
            if member.there and member.front is None:  # it has got this already, in catching up
                self._join(member)
        return under_way

    def _join(self, member: Member) -> None:
        member.front = self
        self._crowd.join(member.link)
