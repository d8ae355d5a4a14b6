"""A town hall's network: plain http under a name of its own, so the page is no secure context, and all works."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from tests.browser.hosting import hosting
from tests.browser.people import Thumb, said, within
from tests.browser.venue import NAMED, PHONE, Venue

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

WHY = "Näin meillä jo tehdään, mutta kukaan ei ole sanonut sitä ääneen."
IDEAS = ("Kysymyslaatikko jokaiseen kahvihuoneeseen", "Puoli tuntia kokeilulle joka viikko")


async def test_joins_walks_and_votes_over_plain_http(venue: Venue) -> None:
    venue.name = NAMED
    links = await venue.create("learning-workshop")
    host = await hosting(venue, links)
    person = Thumb(await venue.page(**PHONE), "Aino")
    page = person.page
    await person.enter(venue.address(f"/{links['code']}"))
    assert await page.evaluate("isSecureContext") is False

    step = await host.begin("walk")
    await person.follow(step.title["fi"])
    await person.press(page.get_by_role("button", name=said("thesis-walk-next")))
    await expect(page.get_by_role("img", name=said("thesis-walk-place", n=2, of=40))).to_be_visible()
    text = await page.locator(".thesis-walk-poster .poster-text").nth(1).inner_text()
    await person.press(person.button("thesis-walk-pick"))
    await person.write(page.get_by_label(said("thesis-walk-why")), WHY)
    await person.press(person.button("thesis-walk-save-why"))
    await expect(page.locator(".kept-mark.kept")).to_be_visible()
    await host.over("walk")
    picked = page.locator(".bar", has_text=within(text))
    await expect(picked).to_contain_text(within(WHY))
    await expect(picked.locator(".bar-count")).to_contain_text("1")

    await host.begin("claims")
    for idea in IDEAS:
        await host.do("claims", "add_idea", text=idea)
    await host.over("claims")
    vote = await host.begin("take-home")
    await person.follow(vote.title["fi"])
    more = person.button("dot-vote-add", None, text=IDEAS[1])
    await person.press(more)
    await person.press(more)
    await expect(page.locator(".kept-mark.kept")).to_be_visible()
    await host.over("take-home")
    await expect(page.locator(".bar", has_text=within(IDEAS[1])).locator(".bar-count")).to_contain_text("2")
    await venue.axe(page, "over plain http")
    await host.seat.leave()
