"""How much one socket or one network may ask for before it is told to slow down.

The room itself is protected by its pace (a flush at most fifty times a second); what is bounded here is the work that
one sender can cause: actions and soft messages per socket, and wrong codes per network, so that nobody finds rooms by
trying codes. A network that already has somebody in a room is never braked for that room.
"""

from __future__ import annotations

import ipaddress
from collections import OrderedDict
from collections.abc import Callable


class Bucket:
    """A token bucket: `burst` at once, then `rate` a second."""

    __slots__ = ("_at", "_left", "burst", "rate")

    def __init__(self, rate: float, burst: float, now: float) -> None:
        self.rate, self.burst = rate, burst
        self._left, self._at = burst, now

    def take(self, now: float) -> bool:
        """True and one token less, or False: too fast."""
        self._left = min(self.burst, self._left + (now - self._at) * self.rate)
        self._at = now
        if self._left < 1.0:
            return False
        self._left -= 1.0
        return True

    def left(self, now: float) -> bool:
        """Whether a token is there, without taking it."""
        return min(self.burst, self._left + (now - self._at) * self.rate) >= 1.0


def network(client: str) -> str:
    """The network that an address counts for: itself, or its /64 where there is plenty of addresses."""
    try:
        address = ipaddress.ip_address(client)
    except ValueError:
        return client
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            return str(address.ipv4_mapped)
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address)


class GuessBrake:
    """Counts wrong codes per network. Both tables are bounded and forget the longest unused entry first."""

    def __init__(self, per_minute: float, burst: float, clock: Callable[[], float], most: int = 10_000) -> None:
        self._rate, self._burst, self._clock, self._most = per_minute / 60, burst, clock, most
        self._wrong: OrderedDict[str, Bucket] = OrderedDict()
        self._admitted: OrderedDict[tuple[str, str], None] = OrderedDict()

    def allows(self, client: str, code: str) -> bool:
        """Whether this network may ask for this code now."""
        net = network(client)
        bucket = self._wrong.get(net)
        return bucket is None or (net, code) in self._admitted or bucket.left(self._clock())

    def wrong(self, client: str) -> None:
        """There was no room of that code."""
        net = network(client)
        bucket = self._wrong.pop(net, None) or Bucket(self._rate, self._burst, self._clock())
        self._wrong[net] = bucket
        bucket.take(self._clock())
        if len(self._wrong) > self._most:
            self._wrong.popitem(last=False)

    def right(self, client: str, code: str) -> None:
        """Somebody of this network is in that room."""
        key = (network(client), code)
        self._admitted[key] = None
        self._admitted.move_to_end(key)
        if len(self._admitted) > self._most:
            self._admitted.popitem(last=False)
