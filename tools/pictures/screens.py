"""Every page in every state, in Finnish, at three widths, light and dark, into build/screens: to be looked at.

The same living pages are photographed over and over; only their size and colour scheme change in between. Beside the
single pictures stands one sheet for each page and state with all six, so that a pair of eyes gets through them.
"""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Literal

from playwright.async_api import Browser, FloatRect, Page

from server.app import House
from tools.pictures.readme import CHOICES, PEOPLE, TITLE, enter, page_of
from tools.pictures.room import Room

FOLDER = Path(__file__).resolve().parents[2] / "build/screens"
LANG = "fi"
SIZES = ((390, 844), (1280, 800), (1920, 1080))
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
MOST_HEIGHT = 2400
"""Of a long page so much is shown."""
SHEET = """<!doctype html><meta charset="utf-8"><style>
body {{ margin: 0; padding: 12px; background: #888; display: flex; gap: 12px; align-items: flex-start; width: max-content }}
img {{ display: block }} div {{ display: grid; gap: 12px }}
</style>{}"""


class Album:
    """Takes pictures of pages under their names."""

    def __init__(self, browser: Browser) -> None:
        self.browser, self.n = browser, 0
        self._table: Page | None = None

    async def take(self, page: Page, name: str, whole: bool = False) -> None:
        """All six pictures of a page as it is now."""
        self.n += 1
        taken = []
        for scheme in SCHEMES:
            await page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            for width, height in SIZES:
                await page.set_viewport_size({"width": width, "height": height})
                await page.wait_for_timeout(650 if "/screen/" in page.url else 120)
                path = FOLDER / scheme / str(width) / f"{self.n:02}-{name}.png"
                path.parent.mkdir(parents=True, exist_ok=True)
                long = whole or (width == 390 and "/host/" not in page.url)
                tall = await page.evaluate("document.documentElement.scrollHeight") if long else height
                clip: FloatRect = {"x": 0, "y": 0, "width": width, "height": max(height, min(tall, MOST_HEIGHT))}
                await page.screenshot(path=path, full_page=long, clip=clip)
                taken.append(path)
        await self._lay_out(f"{self.n:02}-{name}", taken)

    async def _lay_out(self, name: str, taken: list[Path]) -> None:
        """One sheet with all six."""
        page = self._table = self._table or await page_of(self.browser, LANG, 1600, 900)
        folder = FOLDER / "sheets"
        folder.mkdir(parents=True, exist_ok=True)
        columns = [((taken[0], taken[3]), 300), ((taken[1], taken[4]), 620), ((taken[2], taken[5]), 620)]
        body = "".join(
            "<div>" + "".join(f'<img width="{width}" src="{_data(path)}">' for path in paths) + "</div>"
            for paths, width in columns
        )
        await page.set_content(SHEET.format(body))
        await page.wait_for_function("[...document.images].every((one) => one.complete)")
        height = await page.evaluate(f"Math.min(document.body.scrollHeight, {MOST_HEIGHT})")
        await page.set_viewport_size({"width": 1600, "height": height})
        await page.screenshot(path=folder / f"{name}.png")


def _data(path: Path) -> str:
    return "data:image/png;base64," + base64.b64encode(path.read_bytes()).decode()


class Three:
    """The three living pages of one room."""

    def __init__(self, room: Room, phone: Page, host: Page, wall: Page, album: Album) -> None:
        self.room, self.phone, self.host, self.wall, self.album = room, phone, host, wall, album

    @classmethod
    async def open(cls, house: House, album: Album, model: str) -> Three:
        room = await Room.make(house, model, LANG, TITLE[LANG], PEOPLE)
        pages = [await page_of(album.browser, LANG, 390, 844) for _ in range(3)]
        phone, host, wall = pages
        await host.goto(room.host_url)
        await host.locator(".host-stage").wait_for()
        await album.take(host, "host-before-all")
        await wall.goto(room.screen_url)
        await wall.locator(".screen-cover .main").wait_for()
        await album.take(wall, "screen-cover")
        await wall.locator(".screen-cover .main").click()
        await phone.goto(room.join_url)
        await phone.locator("form .main").wait_for()
        await album.take(phone, "door")
        await enter(phone, room.join_url, "Aino")
        await album.take(phone, "phone-between-steps")
        return cls(room, phone, host, wall, album)

    async def all(self, state: str, *, host: bool = True) -> None:
        """All three as they are; the phone goes along when asked."""
        await self.phone.wait_for_timeout(400)
        go = self.phone.locator(".new-step .btn")
        if await go.count():
            await go.click()
            await self.phone.wait_for_timeout(300)
        await self.album.take(self.phone, f"phone-{state}")
        if host:
            await self.album.take(self.host, f"host-{state}")
        await self.album.take(self.wall, f"screen-{state}")

    async def looked_at(self, key: str, state: str) -> None:
        """The host's page before a step is opened."""
        await self.host.set_viewport_size({"width": 1280, "height": 800})
        await self.host.locator(f".agenda-step:has-text({_quoted(self.room.at(key).title[LANG])})").first.click()
        await self.host.wait_for_timeout(600)
        await self.album.take(self.host, f"host-{state}")

    async def close(self) -> None:
        for page in (self.phone, self.host, self.wall):
            await page.context.close()
        await self.room.leave()


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '\\"') + '"'


async def make(house: House, browser: Browser) -> None:
    """Everything; some minutes."""
    album = Album(browser)
    await outside(house, album)
    await walk(house, album)
    await diamond(house, album)


async def outside(house: House, album: Album) -> None:
    """What one sees before being in a room, or instead of it."""
    base = f"http://127.0.0.1:{house.port}"
    page = await page_of(album.browser, LANG, 390, 844)
    await page.goto(base)
    await page.locator(".model").nth(1).wait_for()
    await album.take(page, "start", whole=True)
    await page.locator(".model .btn").first.click()
    await album.take(page, "start-making")
    await page.goto(f"{base}/ZZZZZZ")
    await page.locator("h1").wait_for()
    await album.take(page, "unknown-code")
    room = await Room.make(house, "learning-workshop", LANG, TITLE[LANG], 1)
    for role in ("host", "screen"):
        await page.goto(f"{base}/{role}/{room.code}")
        await page.locator("h1").wait_for()
        await album.take(page, f"{role}-without-key")
    await room.leave()
    await page.context.close()


async def walk(house: House, album: Album) -> None:
    """The learning workshop as far as its walk."""
    three = await Three.open(house, album, "learning-workshop")
    room, phone = three.room, three.phone
    await room.begin("lobby")
    await room.act(1)
    await three.all("lobby")
    await three.looked_at("walk", "walk-before")
    await room.begin("walk")
    await room.act(1)
    await room.ask("play_music", on=True)
    await three.all("walk")
    await phone.set_viewport_size({"width": 390, "height": 844})
    for _ in range(3):
        await phone.locator(".thesis-walk-way .icon-button").last.click()
    await phone.locator(".foot .main").click()
    await phone.locator("textarea").fill(
        "Tätä on meilläkin yritetty kaksi kertaa, mutta kukaan ei uskaltanut sanoa, miksi se jäi."
    )
    await album.take(phone, "phone-walk-picked")
    await room.act(2)
    await room.ask("close_step", id=room.at("walk").id)
    await three.all("walk-grace")
    await room.close("walk")
    await three.all("walk-closed")
    await room.reveal("walk")
    await three.all("walk-revealed")
    await room.ask("say_line", text="Kahvi on katettu. Jatketaan kello 10.45.")
    await three.all("line")
    await phone.set_viewport_size({"width": 390, "height": 844})
    await phone.locator(".shell-head .icon-button").last.click()
    await album.take(phone, "phone-self")
    await phone.keyboard.press("Escape")
    await three.close()


async def diamond(house: House, album: Album) -> None:
    """The double diamond from the first step to the report."""
    three = await Three.open(house, album, "double-diamond")
    room, phone, host = three.room, three.phone, three.host
    await room.begin("aim")
    await room.note("aim", "Tänään etsitään kokeiluja, ei valmista mallia.")
    await three.all("talk")
    await room.begin("notes")
    await phone.locator(".new-step .btn, .brainstorm-paper textarea").first.click()
    await phone.locator(".brainstorm-paper textarea").fill(
        "Kahvihuoneen seinälle kysymyslaatikko, johon esihenkilö vastaa viikossa."
    )
    await phone.locator(".brainstorm-paper .main").click()
    await room.act(3)
    await room.writing(0.5)
    await room.done(0.2)
    await three.all("brainstorm-blind")
    await room.advance("notes", "build")
    await room.act(2)
    await three.all("brainstorm-building")
    await room.close("notes")
    await three.all("brainstorm-closed")
    await three.looked_at("personas", "paper-before")
    await room.begin("personas")
    await room.note("personas", "Johtaja ei ehdi lukea.")
    await three.all("paper")
    await room.play("fours", acts=1)
    await three.looked_at("piles", "clustering-before")
    await room.begin("piles")
    await three.all("clustering-start")
    await room.act(3)
    await three.all("clustering")
    await phone.set_viewport_size({"width": 390, "height": 844})
    await phone.locator(".clustering-loose .note-face").first.click()
    await album.take(phone, "phone-clustering-in-hand")
    await phone.keyboard.press("Escape")
    await room.ask("close_step", id=room.at("piles").id)
    await room.close("piles")
    await three.all("clustering-closed")
    await three.looked_at("focus", "vote-before")
    await room.take("focus", 7, CHOICES[LANG])
    await room.begin("focus")
    await three.all("vote")
    await phone.set_viewport_size({"width": 390, "height": 844})
    for n in (0, 2, 2):
        await phone.locator(".dot-vote-option").nth(n).locator(".icon-button").last.click()
    await room.act(2)
    await three.all("vote-voted")
    await room.close("focus")
    await three.all("vote-closed")
    await room.reveal("focus")
    await three.all("vote-revealed")
    await three.looked_at("how-might-we", "cut-before")
    await room.play("how-might-we", acts=2)
    await room.begin("break")
    await three.all("break")
    for key in ("ideas", "continuations"):
        await room.play(key, acts=2)
    await room.play("merged", acts=4)
    await room.play("favourites", reveal=True, acts=2, texts=CHOICES[LANG])
    await room.play("choice", reveal=True, acts=2)
    await room.begin("next-steps")
    await three.all("next-steps-start")
    await room.act(2)
    await three.all("next-steps")
    await room.close("next-steps")
    await three.all("next-steps-closed")
    await room.begin("feedback")
    await room.act(1)
    await three.all("feedback")
    await room.reveal("feedback")
    await three.all("feedback-revealed")
    await room.ask("end_session")
    await three.all("end")
    await host.goto(room.host_url.replace("/host/", "/report/"))
    await host.locator(".report-title").wait_for()
    await album.take(host, "report", whole=True)
    await three.close()
