"""Which address goes on the wall, and how much one sender may ask for."""

from __future__ import annotations

from typing import Any

import pytest

from server.settings import Settings
from server.transport import hosts
from server.transport.flood import Bucket, GuessBrake, network
from server.transport.hosts import base_url
from server.transport.statics import accepted_encodings


def asked(host: str = "", scheme: str = "http", **headers: str) -> dict[str, Any]:
    named = [(b"host", host.encode())] if host else []
    named += [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return {"type": "http", "scheme": scheme, "headers": named}


ON_LAN, ON_LOOPBACK = Settings(host="0.0.0.0"), Settings()


@pytest.mark.parametrize(
    ("settings", "scope", "url"),
    [
        (ON_LOOPBACK, asked("localhost:8000"), "http://localhost:8000"),
        (ON_LOOPBACK, asked(), "http://127.0.0.1:8000"),
        (ON_LOOPBACK, asked("workshop.lan"), "http://workshop.lan"),
        (ON_LAN, asked("localhost:8000"), "http://192.168.1.5:8000"),
        (ON_LAN, asked("127.0.0.1:8000"), "http://192.168.1.5:8000"),
        (ON_LAN, asked("192.168.1.9:8000"), "http://192.168.1.9:8000"),
        (ON_LAN, asked("workshop.example.org", "https"), "https://workshop.example.org"),
        (ON_LAN, asked("workshop.example.org", x_forwarded_proto="https"), "https://workshop.example.org"),
        (ON_LAN, asked("workshop.example.org", x_forwarded_proto="javascript"), "http://workshop.example.org"),
        (Settings(host="10.1.2.3"), asked("localhost:8000"), "http://10.1.2.3:8000"),
        (Settings(host="fd00::5"), asked("localhost:8000"), "http://[fd00::5]:8000"),
        (Settings(public_url="https://a.org"), asked("evil.example"), "https://a.org"),
    ],
)
def test_the_address_on_the_wall_is_one_that_phones_can_open(
    monkeypatch: pytest.MonkeyPatch, settings: Settings, scope: dict[str, Any], url: str
) -> None:
    monkeypatch.setattr(hosts, "lan_address", lambda: "192.168.1.5")
    assert base_url(settings, scope, 8000) == url


def test_without_a_network_the_address_is_still_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hosts, "lan_address", lambda: None)
    assert base_url(ON_LAN, asked("localhost:8000"), 8000) == "http://localhost:8000"


def test_a_bucket_gives_its_burst_then_its_rate() -> None:
    bucket = Bucket(rate=2, burst=3, now=0)
    assert [bucket.take(0) for _ in range(5)] == [True, True, True, False, False]
    assert not bucket.take(0.4) and bucket.take(0.6)
    assert [bucket.take(100) for _ in range(5)] == [True, True, True, False, False]


@pytest.mark.parametrize(
    ("client", "counts_for"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("testclient", "testclient"),
    ],
)
def test_a_network_is_an_address_or_a_64(client: str, counts_for: str) -> None:
    assert network(client) == counts_for


def test_the_brake_forgets_and_stays_small() -> None:
    now = [0.0]
    brake = GuessBrake(per_minute=60, burst=2, clock=lambda: now[0], most=100)
    for n in range(1000):
        brake.wrong(f"10.0.{n // 250}.{n % 250}")
        brake.right(f"10.0.{n // 250}.{n % 250}", "K7RMX4")
    assert len(brake._wrong) == len(brake._admitted) == 100
    for _ in range(3):
        brake.wrong("192.0.2.7")
    assert not brake.allows("192.0.2.7", "AAAAAA") and brake.allows("192.0.2.8", "AAAAAA")
    now[0] += 1
    assert brake.allows("192.0.2.7", "AAAAAA")


@pytest.mark.parametrize(
    ("header", "encodings"),
    [
        ("gzip, br", {"gzip", "br"}),
        ("br;q=0, gzip;q=0.5", {"gzip"}),
        ("br;q=0.0", set()),
        ("br;q=1.0", {"br"}),
        ("BR", {"br"}),
    ],
)
def test_encodings(header: str, encodings: set[str]) -> None:
    assert accepted_encodings(header) - {""} == encodings
