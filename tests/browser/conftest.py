"""One Chromium for all browser tests: starting it is the slow part. Each test has a server and contexts of its own."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, async_playwright

from tests.browser.chromium import HOW, find_chromium
from tests.browser.venue import FLAGS, Venue, opened


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def chromium() -> AsyncIterator[Browser]:
    """The browser of the whole run."""
    program = find_chromium()
    if program is None:
        pytest.fail(HOW)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield browser
        await browser.close()


@pytest_asyncio.fixture(loop_scope="session")
async def venue(chromium: Browser) -> AsyncIterator[Venue]:
    """A server of its own; afterwards every page that was opened is held to the rules."""
    async with opened(chromium) as running:
        yield running
