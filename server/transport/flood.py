"""How much one person, one room and one network may ask for before they are told to slow down.

A room is protected by its pace (a flush at most fifty times a second); what is bounded here is the work that one sender
can cause. Persons are bounded tightly, over all their tabs and connections; networks loosely, because a whole office of
hundreds may stand behind one address; and wrong codes so that nobody finds rooms by
trying them.
"""

from __future__ import annotations

import hashlib
import ipaddress
from collections import Counter, OrderedDict
from collections.abc import Callable, Hashable, Iterable

from server.settings import Settings

DAY = 86_400.0
SITE = 48
"""What one site gets of the new addresses: it has tens of thousands of networks, and they count as one here."""
CAREFUL, CAREFUL_A_DAY = 5.0, 20.0
"""Tries of one network, and how many it gets back in a day, while wrong codes come from everywhere."""


REST = 15.0
"""Seconds for which an action that was turned away is waited for; a page tries again after two."""


class Bucket:
    """A token bucket: `burst` at once, then `rate` a second."""

    __slots__ = ("_at", "_left", "burst", "rate")

    def __init__(self, rate: float, burst: float, now: float) -> None:
        self.rate, self.burst = rate, burst
        self._left, self._at = burst, now

    def take(self, now: float, many: float = 1.0) -> bool:
        """True and so many tokens less, or False: too fast."""
        self._left = min(self.burst, self._left + (now - self._at) * self.rate)
        self._at = now
        if self._left < many:
            return False
        self._left -= many
        return True

    def left(self, now: float) -> bool:
        """Whether a token is there, without taking it."""
        return min(self.burst, self._left + (now - self._at) * self.rate) >= 1.0


def network(client: str, prefix: int = 64) -> str:
    """The network that an address counts for: itself, or its /64 where there is plenty of addresses."""
    try:
        address = ipaddress.ip_address(client)
    except ValueError:
        return client
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            return str(address.ipv4_mapped)
        return str(ipaddress.ip_network((address, prefix), strict=False))
    return str(address)


class Free:
    """Addresses that stand for nobody in particular: a proxy of ours that did not say for whom, or this machine."""

    def __init__(self, networks: Iterable[str]) -> None:
        self._networks = [ipaddress.ip_network(one) for one in networks]

    def __contains__(self, address: str) -> bool:
        try:
            parsed = ipaddress.ip_address(address)
        except ValueError:  # a Unix socket
            return True
        return any(parsed in free for free in self._networks)


class Buckets:
    """A bucket for each of many names. Bounded: the longest unused one is forgotten first, which makes it full again."""

    def __init__(self, rate: float, burst: float, clock: Callable[[], float], most: int = 20_000) -> None:
        self._rate, self._burst, self._clock, self._most = rate, burst, clock, most
        self._of: OrderedDict[Hashable, Bucket] = OrderedDict()

    def of(self, name: Hashable) -> Bucket:
        """The bucket of that name, shared by all who ask for it."""
        bucket = self._of.pop(name, None) or Bucket(self._rate, self._burst, self._clock())
        self._of[name] = bucket
        if len(self._of) > self._most:
            self._of.popitem(last=False)
        return bucket

    def take(self, name: Hashable) -> bool:
        """One token of that name, or False: too fast."""
        return self.of(name).take(self._clock())

    def __len__(self) -> int:
        return len(self._of)


class Allowance:
    """What one connection may do: its person's share, then its network's, then its room's.

    Actions of a tab stay in order: what follows one that was too fast waits until that one has come again.
    """

    __slots__ = ("_acts", "_bytes", "_clock", "_hellos", "_softs", "_turned")

    def __init__(
        self,
        acts: tuple[Bucket, ...],
        softs: Bucket,
        hellos: Bucket,
        clock: Callable[[], float],
        bytes_: tuple[Bucket, ...] = (),
    ) -> None:
        self._acts, self._softs, self._hellos, self._bytes, self._clock = acts, softs, hellos, bytes_, clock
        self._turned: dict[str, tuple[int, float]] = {}

    def read(self, size: int) -> bool:
        """May a message of that size be looked at now? What it says is not known before, so its length pays for it."""
        now = self._clock()
        return all(bucket.take(now, size) for bucket in self._bytes)

    def act(self, tab: str, n: int) -> bool:
        """May it do this, the `n`th of that tab, now?"""
        now = self._clock()
        first, until = self._turned.get(tab, (n, 0.0))
        if n > first and now < until:
            return False
        if not all(bucket.take(now) for bucket in self._acts):
            self._turned[tab] = (n, now + REST)
            return False
        self._turned.pop(tab, None)
        return True

    def hello(self) -> bool:
        """May this person come in again now? Each time costs a welcome, and all that is new."""
        return self._hellos.take(self._clock())

    def soft(self) -> bool:
        """May it say something soft, or ask to be caught up, now?"""
        return self._softs.take(self._clock())


class Flood:
    """All brakes but the one on wrong codes, by the numbers in the settings."""

    def __init__(self, settings: Settings, clock: Callable[[], float]) -> None:
        self._clock, self._most_sockets = clock, settings.sockets_per_network
        self._free = Free(settings.trusted_proxies)
        self._sockets: Counter[str] = Counter()
        self._knocks = Buckets(settings.knocks_per_second, settings.knocks_at_once, clock)
        self._newcomers = Buckets(settings.newcomers_per_minute / 60, settings.newcomers_at_once, clock)
        self._acts = Buckets(settings.acts_per_second, settings.acts_at_once, clock)
        self._softs = Buckets(settings.softs_per_second, settings.softs_per_second * 2, clock)
        self._hellos = Buckets(settings.hellos_per_second, settings.hellos_at_once, clock)
        self._rooms = Buckets(settings.room_acts_per_second, settings.room_acts_at_once, clock)
        self._networks = Buckets(settings.network_acts_per_second, settings.network_acts_at_once, clock)
        self._bytes = Buckets(settings.bytes_per_second, settings.bytes_at_once, clock)
        self._network_bytes = Buckets(settings.network_bytes_per_second, settings.network_bytes_at_once, clock)
        self._made = Buckets(settings.rooms_per_minute / 60, settings.rooms_at_once, clock)
        self._heavy = Buckets(settings.heavy_per_minute / 60, settings.heavy_at_once, clock)

    def enter(self, client: str) -> bool:
        """One more socket from there, or False: too many at once, or too fast."""
        net = network(client)
        if client not in self._free and (self._sockets[net] >= self._most_sockets or not self._knocks.take(net)):
            return False
        self._sockets[net] += 1
        return True

    def leave(self, client: str) -> None:
        """A socket that was let in has gone."""
        net = network(client)
        self._sockets[net] -= 1
        if self._sockets[net] <= 0:
            del self._sockets[net]

    def newcomer(self, client: str) -> bool:
        """May somebody who was never here join from there now?"""
        return client in self._free or self._newcomers.take(network(client))

    def allowance(self, client: str, code: str, me: str) -> Allowance:
        """What a connection of that person may do; the same for all of theirs."""
        person = (code, hashlib.blake2b(me.encode(), digest_size=16).digest())
        acts, bytes_ = [self._acts.of(person)], [self._bytes.of(person)]
        if client not in self._free:
            acts.append(self._networks.of(network(client)))
            bytes_.append(self._network_bytes.of(network(client)))
        acts.append(self._rooms.of(code))
        return Allowance(tuple(acts), self._softs.of(person), self._hellos.of(person), self._clock, tuple(bytes_))

    def make_room(self, client: str) -> bool:
        """May a room be made from there now?"""
        return client in self._free or self._made.take(network(client))

    def heavy(self, client: str) -> bool:
        """May something that costs the server a moment (an export, a copy, a picture) be asked from there now?"""
        return client in self._free or self._heavy.take(network(client))


class GuessBrake:
    """The brake on trying codes: counts wrong ones, per network and over all.

    There are 25⁶ codes. Each network may be wrong a few times a minute and a few hundred times a day; a network that
    already has somebody in a room is never braked for that room. When wrong codes come from everywhere at once, each
    network is left a handful of tries: whoever has the right code still gets in at the first. How long a search takes is
    measured in tests/server/transport/test_guessing.py. The tables are bounded and forget the longest unused first.
    """

    def __init__(
        self,
        per_minute: float,
        burst: float,
        clock: Callable[[], float],
        most: int = 10_000,
        per_day: float = 300.0,
        all_per_minute: float = 20.0,
        all_burst: float = 500.0,
    ) -> None:
        self._rates = ((per_minute / 60, burst), (per_day / DAY, per_day), (CAREFUL_A_DAY / DAY, CAREFUL))
        self._clock, self._most = clock, most
        self._all = Bucket(all_per_minute / 60, all_burst, clock())
        self._wrong: OrderedDict[str, tuple[Bucket, ...]] = OrderedDict()
        self._admitted: OrderedDict[tuple[str, str], None] = OrderedDict()

    def allows(self, client: str, code: str) -> bool:
        """Whether this network may ask for this code now."""
        net, now = network(client, SITE), self._clock()
        buckets = self._wrong.get(net)
        if buckets is None or (net, code) in self._admitted:
            return True
        minute, day, careful = (bucket.left(now) for bucket in buckets)
        return minute and day and (careful or self._all.left(now))

    def wrong(self, client: str) -> None:
        """There was no room of that code."""
        net, now = network(client, SITE), self._clock()
        buckets = self._wrong.pop(net, None) or tuple(Bucket(rate, burst, now) for rate, burst in self._rates)
        self._wrong[net] = buckets
        for bucket in (*buckets, self._all):
            bucket.take(now)
        if len(self._wrong) > self._most:
            self._wrong.popitem(last=False)

    def right(self, client: str, code: str) -> None:
        """Somebody of this network is in that room."""
        key = (network(client, SITE), code)
        self._admitted[key] = None
        self._admitted.move_to_end(key)
        if len(self._admitted) > self._most:
            self._admitted.popitem(last=False)
