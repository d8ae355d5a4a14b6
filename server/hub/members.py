"""Everybody who is connected to one room, by link and by what they may see.

In a room of thousands most flushes concern a few: somebody came in, somebody voted. What such a flush costs must not
depend on how many others are there.
"""

from __future__ import annotations

from collections.abc import Iterable

from server.hub.front import Front
from server.hub.member import Member
from server.hub.ports import Crowd, Link, OneByOne
from sessions.records import ALL


class Members(dict[Link, Member]):
    """The connections of a room by their links. Take one out with `forget`, and say with `seated` what it may see now.

    `front` = those who have got everything."""

    def __init__(self, crowd: Crowd | None = None) -> None:
        super().__init__()
        self.front = Front(crowd or OneByOne(), self)
        self._holders: dict[str, tuple[Member, ...]] = {}

    def seated(self, member: Member, before: Iterable[str]) -> None:
        """This member's topics are others than `before`."""
        self._leave(member, before)
        if self.get(member.link) is member:
            for topic in member.topics:
                if topic != ALL:
                    self._holders[topic] = (*self._holders.get(topic, ()), member)

    def forget(self, link: Link) -> Member | None:
        """The connection is over."""
        member = self.pop(link, None)
        if member is not None:
            self._leave(member, member.topics)
            self.front.leave(member)
        return member

    def of(self, topics: Iterable[str]) -> list[Member]:
        """Those who may see one of these topics (other than `all`), each once, in the order in which they came to it."""
        return list(dict.fromkeys(member for topic in topics for member in self._holders.get(topic, ())))

    def _leave(self, member: Member, topics: Iterable[str]) -> None:
        for topic in topics:
            rest = tuple(one for one in self._holders.get(topic, ()) if one is not member)
            if rest:
                self._holders[topic] = rest
            else:
                self._holders.pop(topic, None)
