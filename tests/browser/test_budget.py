"""What a phone has to fetch, and how long it takes on a slow line; the time is told, the bytes are held to."""

from __future__ import annotations

import re
import time
from typing import Any

import pytest
from playwright.async_api import expect

from tests.browser.hosting import hosting
from tests.browser.people import Thumb
from tests.browser.venue import PHONE, Venue

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

SCRIPTS = 60_000
"""Gzipped bytes of script, all activities that the phone has met included."""
LINE = {"latency": 400, "downloadThroughput": 1_600_000 / 8, "uploadThroughput": 750_000 / 8, "offline": False}
"""400 ms there and back, 1.6 Mbit/s down, 750 kbit/s up: between the usual "Slow 4G" and "Fast 3G" of the browsers."""
PATIENCE_S = 10.0


async def test_the_first_activity_is_there_soon_on_a_slow_line(venue: Venue, record_property: Any) -> None:
    links = await venue.create("learning-workshop")
    host = await hosting(venue, links)
    await host.begin("walk")
    page = await venue.page(**PHONE)
    session = await page.context.new_cdp_session(page)
    await session.send("Network.enable")
    await session.send("Network.emulateNetworkConditions", LINE)
    sizes: dict[str, int] = {}
    kinds: dict[str, str] = {}
    session.on("Network.responseReceived", lambda said: kinds.update({said["requestId"]: said["response"]["url"]}))
    session.on("Network.loadingFinished", lambda said: sizes.update({said["requestId"]: said["encodedDataLength"]}))

    began = time.monotonic()
    await page.goto(venue.address(f"/{links['code']}"), wait_until="commit")
    person = Thumb(page, "Aino")
    await expect(person.button("join-enter")).to_be_visible()
    door = time.monotonic() - began
    began = time.monotonic()
    await person.press(person.button("join-enter"))
    await expect(person.button("thesis-walk-pick")).to_be_visible()
    walk = time.monotonic() - began

    weights = {kinds[id].rsplit("/", 1)[-1]: size for id, size in sizes.items() if id in kinds}
    scripts = sum(size for name, size in weights.items() if re.search(r"\.js$", name))
    told = {"door_s": door, "first_activity_s": walk, "script_bytes": scripts, "bytes": sum(weights.values())}
    for name, value in told.items():
        record_property(name, round(value, 2))
    assert 10_000 < scripts <= SCRIPTS, weights
    assert door + walk < PATIENCE_S
    await host.seat.leave()
