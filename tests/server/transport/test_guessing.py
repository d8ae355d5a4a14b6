"""How long it takes to find a room by trying codes, measured on the brake itself with a clock in the hand.

The attacker tries new codes as fast as the brake lets them, from one network, from a thousand, and from a whole site of
new addresses; the house has a thousand rooms at once. What is printed is what docs/threats.md says.
"""

from __future__ import annotations

import pytest

from server.hub.hub import LENGTH, LETTERS
from server.settings import Settings
from server.transport.flood import DAY, SITE, GuessBrake
from tests.server.transport.test_flood import AWAY, OFFICE

CODES = len(LETTERS) ** LENGTH
ROOMS = 1_000
DAYS = 5


class Siege:
    """Networks that try codes whenever they are allowed to."""

    def __init__(self, networks: int) -> None:
        self.now, settings = 0.0, Settings()
        self.brake = GuessBrake(settings.wrong_codes_per_minute, settings.wrong_codes_at_once, lambda: self.now)
        self.networks = [f"10.{n >> 8}.{n & 255}.1" for n in range(networks)]

    def tries(self, days: float, pause: float = 60.0) -> int:
        """How many wrong codes they get answered."""
        tried, end = 0, self.now + days * DAY
        while self.now < end:
            for net in self.networks:
                while self.brake.allows(net, "AAAAAA"):
                    self.brake.wrong(net)
                    tried += 1
            self.now += pause
        return tried


def days_to_a_room(tries_a_day: float) -> float:
    """Expected days until the first of so many rooms is found."""
    found: float = CODES / (ROOMS + 1) / tries_a_day
    return found


def test_codes_are_many() -> None:
    assert CODES == 244_140_625 and len(set(LETTERS)) == len(LETTERS)


def test_one_network_needs_years() -> None:
    siege = Siege(1)
    first, more = siege.tries(1), siege.tries(DAYS)
    days = days_to_a_room(more / DAYS)
    print(f"one network: {first} tries on the first day, {more / DAYS:.0f} a day; {days:.0f} days")  # noqa: T201
    assert first <= 620 and more <= 301 * DAYS
    assert days_to_a_room(more / DAYS) > 365 * 2


def test_a_thousand_networks_at_once_are_slowed_together() -> None:
    siege = Siege(1_000)
    first, more = siege.tries(0.25, 300.0), siege.tries(1, 300.0)
    print(f"a thousand networks: {first} tries in six hours, then {more} a day; {days_to_a_room(more):.1f} days")  # noqa: T201
    assert more <= 1_000 * 21 + 20 * 60 * 24 + 1_000
    assert days_to_a_room(more) > 4


@pytest.mark.parametrize("networks", [1, 1_000])
def test_who_has_the_right_code_gets_in_all_the_same(networks: int) -> None:
    siege = Siege(networks)
    siege.brake.right(siege.networks[0], "K7RMX4")
    siege.tries(0.05)
    assert siege.brake.allows(AWAY, "K7RMX4"), "a network without a wrong try"
    assert siege.brake.allows(siege.networks[0], "K7RMX4"), "a network that has somebody in that room"
    for _ in range(3):
        siege.brake.wrong(OFFICE)
        assert siege.brake.allows(OFFICE, "K7RMX4"), "typing errors of a few"


def test_a_site_of_new_addresses_is_one() -> None:
    siege = Siege(0)
    siege.networks = [f"2001:db8:1:{n:x}::1" for n in range(500)]
    tried = siege.tries(0.5, 600.0)
    assert SITE == 48 and tried <= 620
    siege.networks = [f"2001:db8:{n:x}::1" for n in range(200)]
    assert siege.tries(0.01, 300.0) > tried, "two hundred sites are two hundred"


def test_without_the_days_share_it_would_be_weeks(monkeypatch: pytest.MonkeyPatch) -> None:
    siege = Siege(1)
    siege.brake._rates = (siege.brake._rates[0], (1e9, 1e9), siege.brake._rates[2])
    siege.tries(0.1)
    with pytest.raises(AssertionError):
        assert days_to_a_room(siege.tries(1)) > 365 * 2


def test_without_the_common_brake_a_thousand_networks_need_a_day() -> None:
    siege = Siege(1_000)
    siege.brake._all.rate = 1e9
    siege.tries(0.25, 300.0)
    with pytest.raises(AssertionError):
        assert days_to_a_room(siege.tries(1, 300.0)) > 4
