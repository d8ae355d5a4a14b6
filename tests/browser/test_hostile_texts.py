"""Five hundred hostile texts in every field, and then every page, with the page's policy in force and switched off.

The rooms are those of tests/contract/test_hostile_texts.py, in the journal of a server. On each page nothing may run, no markup
may have come of a text, no address may be one that runs, and no request may have gone where a text pointed. With the policy
switched off the pages stand by themselves; with it on they stand twice.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Mapping
from functools import cache, partial
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, BrowserContext, Page, expect

from server.app import open_house
from server.hub.ports import Created
from server.rehearse.figures import Figures
from server.rehearse.seat import Seat
from server.rehearse.web import socket_url
from server.settings import Settings
from sessions import opening
from sessions.activity import By
from sessions.records import Change, Key
from tests.browser.hosting import hosting
from tests.browser.people import said
from tests.browser.venue import DESKTOP, PHONE, PROJECTOR, Venue
from tests.browser.venue import opened as opened_at
from tests.hostile.room import STEPS, Host, batches
from tests.hostile.texts import cut, hostile

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

GUESTS = 6
"""People who come over sockets, so that hostile names stand in everybody's list of who is here."""
OPEN = {
    "lobby": "warm-up",
    "brainstorm": "idea",
    "clustering": "pile name",
    "talk": "remark",
    "next_steps": "first act",
}
REVEALED = OPEN | {"thesis_walk": "reason", "feedback": "best", "dot_vote": "candidate"}
"""What surely stands on the facilitator's page while a step is open, and when it is shown."""

WATCH = """
window.hits = [];
window.hit = (n) => { window.hits.push(String(n)); };
for (const name of ["alert", "confirm", "prompt", "print", "open"]) window[name] = () => window.hit(name);
"""
LOOK = """() => {
  const found = [...window.hits].map((n) => `ran: ${n}`);
  const own = new URL(location.href);
  const never = new Set(["IFRAME", "FRAME", "OBJECT", "EMBED", "BASE", "MARQUEE", "TEMPLATE", "MATH", "XMP", "ISINDEX", "PORTAL",
    "NOFRAMES", "ANIMATE", "SET", "FOREIGNOBJECT", "MTEXT", "MGLYPH", "APPLET", "VIDEO", "X"]);
  for (const one of document.querySelectorAll("*")) {
    const tag = one.tagName.toUpperCase();
    const at = `${tag.toLowerCase()} ${one.outerHTML.slice(0, 120)}`;
    if (never.has(tag)) found.push(`tag: ${at}`);
    if (tag === "SCRIPT" && !one.src.startsWith(`${own.origin}/static/`)) found.push(`script: ${at}`);
    if (tag === "META" && one.httpEquiv) found.push(`meta: ${at}`);
    if (tag === "LINK" && new URL(one.href, own).origin !== own.origin) found.push(`link: ${at}`);
    for (const { name, value } of one.attributes) {
      if (/^on/i.test(name)) found.push(`handler: ${at}`);
      if (/^(href|src|action|formaction|data|srcdoc|xlink:href|poster|background)$/i.test(name)) {
        let where;
        try { where = new URL(value, own); } catch { found.push(`address: ${at}`); continue; }
        const to = /^(https?|mailto|data|blob):$/.test(where.protocol) && !(name !== "src" && /^(data|blob):$/.test(where.protocol));
        if (!to || (tag !== "A" && where.pathname.startsWith("/hit/"))) found.push(`address: ${at}`);
        if (tag !== "A" && /^https?:$/.test(where.protocol) && where.origin !== own.origin) found.push(`foreign: ${at}`);
      }
    }
  }
  return found;
}"""


@cache
def furnished(batch: int) -> Host:
    return Host(batches()[batch], seed=batch + 1)


async def kept_in(folder: Path) -> list[Created]:
    """A data folder with a room for each batch, ballots and all, as a server leaves it."""
    house = await open_house(Settings(data=folder), 0)
    try:
        return [await house.hub.create(partial(everything, furnished(batch))) for batch in range(len(batches()))]
    finally:
        await house.close()


def everything(room: Host, keys: Mapping[str, str], by: By) -> Change:
    own = [record for record in room.room if not isinstance(record, Key)]
    return Change(put=(*opening.keys(keys), *own))


class Watched:
    """One browser's context of a kind, and everything that went wrong on its pages."""

    def __init__(self, venue: Venue, context: BrowserContext, name: str) -> None:
        self.venue, self.context, self.name = venue, context, name
        self.found: list[str] = []
        self.looked = 0

    async def page(self) -> Page:
        page = await self.context.new_page()
        page.on("dialog", lambda dialog: self.found.append(f"{self.name}: dialog {dialog.message}"))
        page.on("popup", lambda popup: self.found.append(f"{self.name}: a window {popup.url}"))
        page.on("request", lambda asked: self.found.append(f"{asked.url}") if "/hit/" in asked.url else None)
        return page

    async def look(self, page: Page, where: str) -> None:
        self.looked += 1
        self.found += [f"{self.name} {where}: {one}" for one in await page.evaluate(LOOK)]


@contextlib.asynccontextmanager
async def watched(venue: Venue) -> AsyncIterator[list[Watched]]:
    """Browsers with the policy in force and without it."""
    found = []
    for name, bypassed in (("policy on", False), ("policy off", True)):
        context = await venue.context(bypass_csp=bypassed, **DESKTOP)
        await context.add_init_script(WATCH)
        found.append(Watched(venue, context, name))
    yield found
    wrong = [one for browser in found for one in browser.found]
    assert not wrong, "\n".join(dict.fromkeys(wrong))


async def opened(browser: Watched, links: dict[str, str], name: str) -> dict[str, Page]:
    """The facilitator's page, a phone, the wall and the report, each with what it shows."""
    host, join, screen, report = [await browser.page() for _ in range(4)]
    await join.set_viewport_size(PHONE["viewport"])
    await screen.set_viewport_size(PROJECTOR["viewport"])
    await asyncio.gather(
        host.goto(links["host_url"]), join.goto(links["join_url"]), screen.goto(links["screen_url"]),
        report.goto(links["host_url"].replace("/host/", "/report/")),
    )  # fmt: skip
    await join.get_by_label(said("join-name", "fi")).fill(cut(name, 40))
    await join.get_by_role("button", name=said("join-enter", "fi")).click()
    await expect(join.locator(".shell")).to_be_visible()
    await expect(host.locator(".host-stage")).to_be_visible()
    await screen.get_by_role("button", name=said("screen-start", "fi")).click()
    await expect(report.locator("h1").first).to_be_visible()
    return {"host": host, "join": join, "screen": screen, "report": report}


async def test_no_text_does_anything_on_any_page(chromium: Browser, tmp_path: Path) -> None:
    made = await kept_in(tmp_path)
    async with opened_at(chromium, tmp_path) as venue:
        venue.bear(r"net::ERR_")
        looks = [await a_room(venue, batch, created) for batch, created in enumerate(made)]
    print(f"{len(hostile())} texts, {sum(looks)} looks at pages, 0 ran")  # noqa: T201


async def a_room(venue: Venue, batch: int, created: Created) -> int:
    """All steps of one room, opened again and shown again, on all pages at once; how many looks that took."""
    texts = batches()[batch]
    links = {
        "code": created.code, "join_url": venue.address(f"/{created.code}"),
        "host_url": venue.address(f"/host/{created.code}#{created.host_key}"),
        "screen_url": venue.address(f"/screen/{created.code}#{created.screen_key}"),
    }  # fmt: skip
    guests = [Seat(socket_url(venue.url, created.code), Figures(), name=cut(text, 40)) for text in texts[:GUESTS]]
    async with watched(venue) as browsers:
        await asyncio.gather(*(guest.join() for guest in guests))
        host = await hosting(venue, links)
        pages = [await opened(one, links, texts[-1]) for one in browsers]
        for key in STEPS:
            await host.ask("open_step", id=host.at(key).id)
            await shows_something(pages[0]["host"], batch, key, OPEN)
            await look_at_all(browsers, pages, f"{key} open")
            await host.ask("reveal_step", id=host.at(key).id, anyway=True)
            await shows_something(pages[0]["host"], batch, key, REVEALED)
            await look_at_all(browsers, pages, f"{key} revealed")
        await host.ask("end_session")
        await asyncio.sleep(1)
        await asyncio.gather(*(of_browser["report"].reload() for of_browser in pages))
        await look_at_all(browsers, pages, "the end")
        assert all(one.looked == 4 * (2 * len(STEPS) + 1) for one in browsers)
        await host.seat.leave()
        await asyncio.gather(*(guest.leave() for guest in guests))
        for of_browser in pages:
            for page in of_browser.values():
                await page.close()
    return sum(one.looked for one in browsers)


async def look_at_all(browsers: list[Watched], pages: list[dict[str, Page]], where: str) -> None:
    for browser, of_browser in zip(browsers, pages, strict=True):
        for name, page in of_browser.items():
            await browser.look(page, f"{name}, {where}")


async def shows_something(host: Page, batch: int, key: str, shows: dict[str, str]) -> None:
    """It is no use to look at a page on which nothing of it stands (yet)."""
    if key not in shows:
        return await asyncio.sleep(0.5)
    typed = [text for text in furnished(batch).taken[shows[key]] if 3 < len(text) < 200]
    there: list[str] = []
    for _ in range(60):
        shown = bare(await host.evaluate("document.body.textContent"))
        there = [text for text in typed if bare(text) in shown]
        if len(there) > len(typed) // 4:
            return await asyncio.sleep(0.3)  # the other pages draw theirs
        await asyncio.sleep(0.25)
    raise AssertionError(f"{key}: {len(there)} of {len(typed)}")


def bare(text: str) -> str:
    return "".join(text.split()).replace("\u2068", "").replace("\u2069", "")


async def test_a_start_page_and_addresses_of_no_room(venue: Venue) -> None:
    """Titles that this browser keeps for its list, and codes that somebody only made up."""
    async with watched(venue) as browsers:
        for browser in browsers:
            page = await browser.page()
            for text in hostile()[:: 500 // 12]:
                links = await venue.create("double-diamond", "fi", cut(text, 120))
                host = await browser.page()
                await host.goto(links["host_url"])
                await expect(host.locator(".host-stage, .host")).not_to_have_count(0)
                await browser.look(host, "host of a title")
                await host.close()
            await page.goto(venue.address("/"))
            await browser.look(page, "start")
            for text in ("<img src=x onerror=hit(1)>", '"><script>hit(2)</script>', "javascript:hit(3)", "{{hit(4)}}"):
                await page.goto(venue.address(f"/{text.replace('/', '%2f').replace('<', '%3c').replace('>', '%3e')}"))
                await browser.look(page, f"no room {text}")
    venue.faults = [fault for fault in venue.faults if "404" not in fault]


# --- the watch itself -------------------------------------------------------------------------------------------------


async def drawn(page: Page, text: str) -> list[str]:
    """What the look finds when a text is drawn as a careless page would."""
    await page.evaluate(
        "(text) => { const at = document.createElement('p'); document.body.append(at); at.innerHTML = text; }", text
    )
    await asyncio.sleep(0.05)
    found: list[str] = await page.evaluate(LOOK)
    return found


async def test_a_careless_page_is_found(venue: Venue) -> None:
    """Without the guard of the pages: with the policy off texts run; with it on it stops them, and says so."""
    venue.bear(".*")
    off = await venue.context(bypass_csp=True)
    on = await venue.context()
    for context in (off, on):
        await context.add_init_script(WATCH)
    bare_page, kept = await off.new_page(), await on.new_page()
    live = [text for text in hostile() if "<img src=x onerror" in text.lower() or "<svg/onload" in text.lower()]
    assert len(live) >= 10
    ran: list[str] = []
    for text in live:
        await bare_page.goto(venue.address("/"))
        ran += [one for one in await drawn(bare_page, text) if one.startswith(("ran:", "handler:"))]
    assert len([one for one in ran if one.startswith("ran:")]) >= 5
    assert len([one for one in ran if one.startswith("handler:")]) >= 5
    await kept.goto(venue.address("/"))
    with pytest.raises(Exception, match=r"TrustedHTML|Trusted Type"):
        await drawn(kept, live[0])
    assert await kept.evaluate("window.hits") == []


async def test_the_policy_stops_what_a_page_would_let_through(venue: Venue) -> None:
    """The second wall by itself: handlers, scripts and addresses put into the page by hand do not run."""
    venue.bear(".*")
    context = await venue.context()
    await context.add_init_script(WATCH)
    page = await context.new_page()
    await page.goto(venue.address("/"))
    tries: dict[str, Any] = {
        "handler": "() => { const b = document.createElement('b'); b.setAttribute('onclick', 'hit(1)'); document.body.append(b); b.click(); }",
        "script": "() => { const s = document.createElement('script'); s.textContent = 'hit(2)'; document.body.append(s); }",
        "address": "() => { const a = document.createElement('a'); a.href = 'javascript:hit(3)'; document.body.append(a); a.click(); }",
        "eval": "() => setTimeout(() => eval('hit(4)'))",  # later: what the debugger itself runs is let through
        "timer": "() => setTimeout('hit(5)')",
        "frame": "() => { const f = document.createElement('iframe'); f.srcdoc = '<script>parent.hit(6)</script>'; document.body.append(f); }",
    }
    for script in tries.values():
        with contextlib.suppress(Exception):
            await page.evaluate(script)
    await asyncio.sleep(0.2)
    assert await page.evaluate("window.hits") == []
