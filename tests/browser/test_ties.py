"""A result has one order wherever it is read, ties too: on the phone, at the desk, on the wall and in the report."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from sessions.records import Item
from tests.browser.crowd import Crowd
from tests.browser.hosting import hosting
from tests.browser.people import Thumb, Wall, bare, within
from tests.browser.venue import PHONE, PROJECTOR, Venue

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

PEOPLE = 6


async def test_ties_stand_in_one_order_on_every_page(venue: Venue) -> None:
    links = await venue.create("learning-workshop")
    host = await hosting(venue, links)
    round = (await host.begin("walk")).round
    phone = Thumb(await venue.page(**PHONE), "Aino")
    await phone.enter(links["join_url"])
    wall = Wall(await venue.page(**PROJECTOR), "seinä")
    await wall.hang(links["screen_url"])
    desk = await venue.page(links["host_url"])
    crowd = Crowd(venue, links["code"], PEOPLE)
    await crowd.join()
    theses = sorted(host.room.of(round, Item), key=lambda item: item.order)[:PEOPLE]
    for seat, thesis in zip(crowd.seats, reversed(theses), strict=True):
        await seat.ask("pick_thesis", round, item=thesis.id)
    await host.over("walk")

    wanted = [bare(thesis.texts.get("fi", thesis.text)) for thesis in theses]
    bars = [page.locator(".bar-text") for page in (phone.page, desk)]
    report = await venue.page(links["host_url"].replace("/host/", "/report/"))
    for rows in (*bars, report.locator(".what-thesis:has(.dots) .result-text")):
        await expect(rows.nth(PEOPLE - 1)).to_be_visible()
        assert [bare(text) for text in await rows.all_inner_texts()][:PEOPLE] == wanted
    none, others = report.locator(".result-none"), len(host.room.of(round, Item)) - PEOPLE
    await expect(none.locator(".result-text")).to_have_count(others)
    await expect(none.locator("h3")).to_contain_text(within(str(others)))
    await expect(none.locator(".result-votes")).to_have_count(0)
    for text in wanted[:2]:
        await wall.sees(text)
    shown = [bare(text) for text in await wall.page.locator(".bar-text").all_inner_texts()]
    assert [text for text in wanted if text in shown] == shown, "a handful of them at a time"
    await crowd.leave()
