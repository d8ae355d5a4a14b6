"""The facilitator's desk before a step opens: what goes into it, its words in every language, its place on the agenda."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.async_api import expect

from sessions.candidates import offered
from sessions.records import Candidate
from tests.browser.desk import Desk
from tests.browser.hosting import hosting
from tests.browser.people import said
from tests.browser.venue import DESKTOP, PHONE, Venue, until

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

both = pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])


async def at_desk(venue: Venue, size: dict[str, Any], model: str = "learning-workshop") -> Desk:
    """A facilitator at the desk of a new room, and a peer who sees what came of it."""
    links = await venue.create(model)
    desk = Desk(await venue.page(links["host_url"], **size), await hosting(venue, links))
    await expect(desk.stage).to_be_visible()
    return desk


async def look_at(desk: Desk, key: str) -> None:
    """Puts a step in front, by the agenda."""
    if (tab := desk.button("host-tab-agenda")) and await tab.is_visible():
        await desk.press(tab)
    await desk.press(desk.page.locator(".agenda-step").nth(desk.places().index(key)))
    await expect(desk.stage).to_be_visible()


@both
async def test_what_was_merged_is_split_again(venue: Venue, size: dict[str, Any]) -> None:
    desk = await at_desk(venue, size)
    round = desk.step("walk").round
    await look_at(desk, "walk")
    rows = desk.stage.locator(".candidate")
    before = await rows.locator(".words").all_inner_texts()
    await desk.menu(rows.nth(0), "host-candidate-merge")
    dialog = desk.page.get_by_role("dialog")
    await desk.write(dialog.get_by_label(said("host-merge-text")), "Kaksi teesiä yhdessä")
    await desk.tick(dialog.get_by_role("checkbox").first)
    await desk.press(dialog.get_by_role("button", name=said("host-merge-n", n=2)))
    await expect(rows).to_have_count(len(before) - 1)
    await expect(rows.nth(0)).to_contain_text("Kaksi teesiä yhdessä")
    await desk.press(rows.nth(1).locator(".icon-button").last)
    await expect(desk.button("host-candidate-split", dialog)).to_have_count(0)
    await desk.press(desk.button("dialog-close", dialog))
    await desk.press(rows.nth(0).locator(".icon-button").last)
    await venue.axe(desk.page, "what may be done to a merged one")
    await desk.press(desk.button("host-candidate-split", dialog))
    await expect(rows).to_have_count(len(before))
    assert await rows.locator(".words").all_inner_texts() == before
    await until(lambda: len(offered(desk.peer.room, round)) == len(before), "the split to be kept")
    assert not any(one.into for one in desk.peer.room.of(round, Candidate))
