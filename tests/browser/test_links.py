"""A link with a key: the key is gone from the address bar at once, in no request and no cookie, and nothing is (T2)."""

from __future__ import annotations

import pytest
from playwright.async_api import Page, Request, expect

from tests.browser.people import Person
from tests.browser.venue import Venue

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


class Asked:
    """Everything that a page asked for: addresses, headers, bodies."""

    def __init__(self, page: Page) -> None:
        self.requests: list[Request] = []
        page.on("request", self._asks)

    def _asks(self, request: Request) -> None:
        self.requests.append(request)

    async def with_(self, text: str) -> list[str]:
        said = []
        for request in self.requests:
            headers = {name: value for name, value in (await request.all_headers()).items() if name != "authorization"}
            if text in f"{request.url} {headers} {request.post_data or ''}":
                said.append(request.url)
        return said


@pytest.mark.parametrize("link", ["host_url", "screen_url"])
async def test_a_key_leaves_the_address_bar_and_is_in_no_request(venue: Venue, link: str) -> None:
    links = await venue.create("learning-workshop")
    page = await venue.page()
    asked = Asked(page)
    key = links[link].partition("#")[2]
    await page.goto(links[link])
    await expect(page.locator("#app > :not(.coming)").first).to_be_visible()
    assert not [one.url for one in asked.requests if "referer" in await one.all_headers()]
    assert key not in page.url and page.url == links[link].partition("#")[0]
    assert key not in await page.evaluate("document.referrer + location.href + JSON.stringify(history.state)")
    await page.reload()
    await expect(page.locator("#app > :not(.coming)").first).to_be_visible()
    await page.goto(links["join_url"])
    assert await asked.with_(links["code"]), "the look bites: the code is in many"
    assert await asked.with_(key) == []


async def test_nothing_is_kept_in_a_cookie(venue: Venue) -> None:
    links = await venue.create("learning-workshop")
    page = await venue.page(links["host_url"])
    person = Person(await page.context.new_page(), "Aino")
    await person.enter(links["join_url"])
    assert await page.context.cookies() == []
    assert await person.page.evaluate("document.cookie") == ""
