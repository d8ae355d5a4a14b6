"""Beside the desk: who has joined, and what one takes home; each says what it holds and what it does not."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.async_api import expect

from tests.browser.desk import Desk
from tests.browser.hosting import hosting
from tests.browser.people import said, within
from tests.browser.venue import DESKTOP, PHONE, Venue

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

both = pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])


async def beside(venue: Venue, size: dict[str, Any], model: str = "double-diamond") -> tuple[Desk, dict[str, str]]:
    """At the desk, with what stands beside it in sight."""
    links = await venue.create(model)
    desk = Desk(await venue.page(links["host_url"], **size), await hosting(venue, links))
    await expect(desk.stage).to_be_visible()
    if size is PHONE:
        await desk.press(desk.button("host-tab-people"))
    await expect(desk.page.locator(".people")).to_be_visible()
    return desk, links


@both
async def test_the_list_of_people_says_that_it_has_those_who_left(venue: Venue, size: dict[str, Any]) -> None:
    desk, links = await beside(venue, size)
    people, names = desk.page.locator(".people"), desk.page.locator(".people-list")
    guest = await venue.page(links["join_url"], **PHONE)
    await guest.get_by_label(said("join-name")).fill("Aino")
    await guest.get_by_role("button", name=said("join-enter")).tap()
    await expect(people).to_contain_text(within("Osallistujia: 1 paikalla, 1 liittynyt"))
    await guest.close()
    await desk.peer.seat.leave()
    await expect(people).to_contain_text(within("Osallistujia: 0 paikalla, 1 liittynyt"))
    for name in ("Ohjaaja", "Aino"):
        await expect(names).to_contain_text(name)
    await expect(people.get_by_text(said("host-people-who"))).to_be_visible()
    await expect(names).to_have_accessible_description(said("host-people-who"))
    await venue.axe(desk.page, "people who left")


@both
async def test_it_says_what_the_files_hold(venue: Venue, size: dict[str, Any]) -> None:
    desk, links = await beside(venue, size)
    home = desk.page.locator(".take-home")
    await expect(home.get_by_text(said("host-json-holds"))).to_be_visible()
    json = home.get_by_role("button", name=said("host-export-json"))
    await expect(json).to_have_accessible_description(said("host-json-holds"))
    await expect(home.get_by_role("button", name=said("host-export-md"))).not_to_have_accessible_description(
        said("host-json-holds")
    )
    told = said("report-unrevealed", title=desk.title("notes"))
    await desk.peer.begin("lobby")
    await desk.peer.do("lobby", "answer_warm_up", text="Hyvin nukuttu yö")
    await desk.peer.begin("notes")
    report = await venue.page(links["host_url"].replace("/host/", "/report/"), **size)
    for page in (home, report):
        await expect(page.get_by_text(told)).to_have_count(0)
    await desk.peer.do("notes", "add_idea", text="Kukaan ei tiedä, keneltä kysyä")
    await report.reload()
    for page in (home, report):
        await expect(page.get_by_text(told)).to_be_visible()
        await expect(page.get_by_text(within("vielä paljastamatta"))).to_have_count(1)
    await venue.axe(desk.page, "what the files hold")
    await venue.axe(report, "what the report does not hold")
    await desk.peer.over("notes")
    await report.reload()
    await expect(report.locator("h1").first).to_be_visible()
    for page in (home, report):
        await expect(page.get_by_text(told)).to_have_count(0)


@both
async def test_the_name_of_every_file_is_inside_its_button(venue: Venue, size: dict[str, Any]) -> None:
    links = await venue.create("learning-workshop")
    for lang in ("fi", "en", "sv"):
        page = await venue.page(links["host_url"], lang=lang, **size)
        await expect(page.locator(".host-stage")).to_be_visible()
        if size is PHONE:
            await page.get_by_role("button", name=said("host-tab-people", lang)).tap()
        buttons = page.locator(".formats button")
        await expect(buttons.last).to_be_visible()
        wide = await buttons.evaluate_all(
            "all => all.filter((one) => one.scrollWidth > one.clientWidth).map((one) => one.innerText)"
        )
        assert wide == [], lang
