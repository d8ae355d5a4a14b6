"""How long a workshop is kept: said at the door, at the desk and at the end; changed and ended by its facilitator."""

from __future__ import annotations

import time

import pytest
from playwright.async_api import Page, expect

from server import words
from tests.browser.people import Person, Thumb, within
from tests.browser.venue import PHONE, Venue

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

MONTHS = [
    "tammikuuta", "helmikuuta", "maaliskuuta", "huhtikuuta", "toukokuuta", "kesäkuuta", "heinäkuuta", "elokuuta",
    "syyskuuta", "lokakuuta", "marraskuuta", "joulukuuta",
]  # fmt: skip


def date(days: int) -> str:
    """A day from now as a Finnish page writes it."""
    then = time.gmtime(time.time() + days * 86400)
    return f"{then.tm_mday}. {MONTHS[then.tm_mon - 1]} {then.tm_year}"


async def desk(venue: Venue, links: dict[str, str]) -> Page:
    page = await venue.page(links["host_url"], timezone_id="UTC")
    await expect(page.locator(".take-home")).to_be_visible()
    return page


async def test_everybody_is_told_until_when_and_the_facilitator_may_change_it(venue: Venue) -> None:
    links = await venue.create("learning-workshop")
    door = await venue.page(links["join_url"], timezone_id="UTC", **PHONE)
    await expect(door.locator(".door-data")).to_contain_text(within(date(90)))
    page = await desk(venue, links)
    host = Person(page, "Ohjaaja")
    await expect(page.locator(".keeping")).to_contain_text(within(date(90)))
    await host.press(host.button("host-keep-else"))
    dialog = page.get_by_role("dialog")
    await venue.axe(page, "until when")
    await host.choose(dialog.get_by_role("radio"), 1)
    await host.press(host.button("host-save", dialog))
    await expect(page.locator(".keeping")).to_contain_text(within(date(30)))
    late = await venue.page(links["join_url"], timezone_id="UTC", **PHONE)
    await expect(late.locator(".door-data")).to_contain_text(within(date(30)))
    await host.press(host.button("host-end", page.locator(".take-home")))
    await host.press(host.button("host-end", page.get_by_role("dialog")))
    await host.sees(words.say("fi", "host-ended"))
    await late.reload()
    await expect(late.locator(".ended-head")).to_contain_text(within(date(30)))


async def test_the_facilitator_erases_it_and_everybody_is_told(venue: Venue) -> None:
    venue.bear("404")
    links = await venue.create("learning-workshop")
    person = Thumb(await venue.page(**PHONE), "Aino")
    await person.enter(links["join_url"])
    wall = await venue.page(links["screen_url"])
    page = await desk(venue, links)
    host = Person(page, "Ohjaaja")
    await host.press(host.button("host-erase"))
    dialog = page.get_by_role("dialog")
    await venue.axe(page, "erase")
    erase = host.button("host-erase-yes", dialog)
    await expect(erase).to_have_attribute("aria-disabled", "true")
    code = links["code"]
    await host.write(dialog.get_by_role("textbox"), f"{code[:3]}-{code[3:]}".lower())
    await host.press(erase)
    for seen in (page, person.page, wall):
        await expect(seen.locator("body")).to_contain_text(within(_erased()))
    await person.page.reload()
    await expect(person.page.locator("body")).to_contain_text(within(_unknown(code)))


def _erased() -> str:
    return words.say("fi", "refused-erased")


def _unknown(code: str) -> str:
    return words.say("fi", "error-unknown-room", code=f"{code[:3]}-{code[3:]}")
