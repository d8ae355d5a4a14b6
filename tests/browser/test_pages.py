"""Every page in every language, light and dark, down to 320 px: accessible, in its own language, nothing beyond its edge."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.async_api import Page, expect

from server import words
from tests.browser.hosting import Host, hosting
from tests.browser.people import Person, said
from tests.browser.venue import DESKTOP, PHONE, PROJECTOR, Venue

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

NARROW: dict[str, Any] = {"viewport": {"width": 320, "height": 640}, "has_touch": True, "is_mobile": True}
ENGLISH = re.compile(r"\b(the|and|you|your|with|are|this|that|step|host|loading|undefined|null|NaN)\b")
"""Words that no Finnish page has; a raw key (`host-then`) gives itself away by them too, and by an error on the console."""
SAID = """() => {
  const shown = [...document.querySelectorAll("body *")].filter((one) => one.checkVisibility());
  const named = (name) => shown.map((one) => one.getAttribute(name)).filter(Boolean);
  const own = document.body.innerText;
  const foreign = [...document.querySelectorAll("body [lang]:not([lang=fi])")].map((one) => one.innerText);
  return { own: [own, document.title, ...["aria-label", "title", "placeholder", "alt"].flatMap(named)], foreign };
}"""


async def in_finnish(page: Page, where: str) -> None:
    """No English, and no key, in what is seen or read aloud."""
    heard = await page.evaluate(SAID)
    text = "\n".join(heard["own"])
    for foreign in heard["foreign"]:
        text = text.replace(foreign, "")
    assert not (found := ENGLISH.search(text)), f"{where}: {text[max(0, found.start() - 60) : found.end() + 60]!r}"
    keys = {key for key in re.findall(r"\b[a-z]+(?:-[a-z]+)+\b", text) if words.has("fi", key)}
    assert not keys, f"{where}: {keys}"


async def within_its_edge(page: Page, where: str) -> None:
    """Nothing has to be scrolled sideways."""
    beyond = await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert beyond <= 0, f"{where}: {beyond} px beyond the edge"


async def held(venue: Venue, page: Page, where: str, lang: str) -> None:
    await venue.axe(page, where)
    await within_its_edge(page, where)
    if lang == "fi":
        await in_finnish(page, where)


async def furnished(venue: Venue, lang: str) -> tuple[dict[str, str], Host]:
    """A room with something in it, the walk open."""
    links = await venue.create("learning-workshop", lang)
    host = await hosting(venue, links)
    await host.begin("claims")
    for text in (
        "Kahvihuoneeseen kysymyslaatikko",
        "Puoli tuntia kokeilulle",
        "https://example.org/pitkä/polku/" + "x" * 90,
    ):
        await host.do("claims", "add_idea", text=text)
    await host.over("claims")
    await host.begin("walk")
    return links, host


@pytest.mark.parametrize(("lang", "scheme"), [("fi", "light"), ("fi", "dark"), ("en", "dark"), ("sv", "light")])
async def test_every_page_in_every_language(venue: Venue, lang: str, scheme: str) -> None:
    links, host = await furnished(venue, lang)
    code = links["code"]
    for size in (NARROW, PHONE, DESKTOP):
        page = await venue.page(lang=lang, color_scheme=scheme, **size)
        width = size["viewport"]["width"]
        for path, what in ((links["host_url"], ".host-stage"), (links["host_url"].replace("/host/", "/report/"), "h1")):
            await page.goto(path)
            await expect(page.locator(what).first).to_be_visible()
            await held(venue, page, f"{path.split('/')[3]} {lang} {scheme} {width}", lang)
        await page.goto(venue.address("/"))
        await expect(page.locator(".model").nth(1)).to_be_visible()
        await held(venue, page, f"start {lang} {scheme} {width}", lang)
        person = Person(page, "Aino", lang)
        await person.enter(venue.address(f"/{code}"))
        await expect(page.locator(".thesis-walk-poster").first).to_be_visible()
        await held(venue, page, f"walk {lang} {scheme} {width}", lang)
        await page.context.close()
    await host.seat.leave()


async def test_the_look_for_english_bites(venue: Venue) -> None:
    page = await venue.page(venue.address("/"), lang="en")
    await expect(page.locator(".model").nth(1)).to_be_visible()
    with pytest.raises(AssertionError, match="start"):
        await in_finnish(page, "start")


async def test_the_wall(venue: Venue) -> None:
    links, host = await furnished(venue, "fi")
    page = await venue.page(links["screen_url"], **PROJECTOR)
    await expect(page.get_by_role("button", name=said("screen-start"))).to_be_visible()
    await held(venue, page, "the cover", "fi")
    await page.get_by_role("button", name=said("screen-start")).click()
    await held(venue, page, "the walk on the wall", "fi")
    await host.seat.leave()


async def test_the_door_and_what_is_behind_it(venue: Venue) -> None:
    links, host = await furnished(venue, "fi")
    person = Person(await venue.page(venue.address(f"/{links['code']}"), **NARROW), "Aino")
    await expect(person.button("join-enter")).to_be_visible()
    await held(venue, person.page, "the door", "fi")
    await person.press(person.button("join-enter"))
    await person.press(person.button("self-title"))
    await expect(person.page.locator("dialog[open]")).to_be_visible()
    await held(venue, person.page, "own settings", "fi")
    await person.press(person.button("dialog-close"))
    await person.press(person.button("mine-count", None, n=0))
    await held(venue, person.page, "own texts", "fi")
    await host.seat.leave()


async def test_a_link_without_its_key_says_what_is_missing(venue: Venue) -> None:
    links = await venue.create("double-diamond")
    for role in ("host", "screen", "report"):
        page = await venue.page(venue.address(f"/{role}/{links['code']}"), **PHONE)
        await expect(page.get_by_role("heading", name=said("host-outside"))).to_be_visible()
        await held(venue, page, f"{role} without a key", "fi")


async def test_a_workshop_is_made_from_the_front_door(venue: Venue) -> None:
    """Choose a model, name it, get three links; the room is remembered on this page."""
    person = Person(await venue.page(venue.address("/"), **DESKTOP), "Ohjaaja")
    page = person.page
    await person.press(page.locator(".model").first.get_by_role("button", name=said("model-choose")))
    dialog = page.get_by_role("dialog")
    await held(venue, page, "making a workshop", "fi")
    await person.write(dialog.get_by_label(said("make-title")), "Kirjaston talkoot")
    await person.press(dialog.get_by_role("button", name=said("make-start")))
    await expect(dialog.get_by_role("link", name=said("links-host"))).to_be_visible()
    await held(venue, page, "the three links", "fi")
    await person.press(dialog.get_by_role("button", name=said("links-open-host")))
    await expect(page.locator(".host-stage")).to_be_visible()
    await expect(page.locator("h1")).to_contain_text("Kirjaston talkoot")
    await page.goto(venue.address("/"))
    await expect(page.get_by_role("link", name="Kirjaston talkoot")).to_be_visible()
    await held(venue, page, "own rooms", "fi")
