"""The pictures of the README: a phone in the thesis walk, the facilitator in a blind brainstorm, a vote on the wall."""

from __future__ import annotations

import base64
from pathlib import Path

from playwright.async_api import Browser, Page

from server.app import House
from tools.pictures.room import Room

FOLDER = Path(__file__).resolve().parents[2] / "docs/pictures"
TITLE = {"fi": "Hyvät käytännöt leviämään", "en": "Letting good practices spread", "sv": "God praxis sprids"}
PEOPLE = 24
CHOICES = {
    "fi": (
        "Kahviautomaatin kysymykset talteen", "Yksi lomake kolmen tilalle", "Naapurikunnan parasta viikossa",
        "Esihenkilön lupakortti kokeiluun", "Vertaispari uudelle työntekijälle", "Mokatunti kerran kuussa",
        "Asukas mukaan ensimmäiseen palaveriin",
    ),
    "en": (
        "Keep the questions from the coffee machine", "One form in place of three", "The neighbours' best, every week",
        "A manager's leave to try", "A peer for every newcomer", "A flop hour once a month",
        "A resident in the very first meeting",
    ),
    "sv": (
        "Ta vara på frågorna vid kaffeautomaten", "En blankett i stället för tre", "Grannkommunens bästa varje vecka",
        "Chefens lov att prova", "En kollega åt varje nykomling", "Mistagstimme en gång i månaden",
        "En invånare med från första mötet",
    ),
}  # fmt: skip


async def make(house: House, browser: Browser, lang: str) -> None:
    """All four pictures."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    await phone(house, browser, lang)
    await host_and_screen(house, browser, lang)
    await together(browser)


async def page_of(browser: Browser, lang: str, width: int, height: int, scale: float = 1, touch: bool = False) -> Page:
    context = await browser.new_context(
        viewport={"width": width, "height": height}, device_scale_factor=scale, locale=lang, has_touch=touch,
        is_mobile=touch, reduced_motion="reduce", color_scheme="light",
    )  # fmt: skip
    return await context.new_page()


async def enter(page: Page, url: str, name: str) -> None:
    """Through the door of the join page."""
    await page.goto(url)
    await page.locator("input[type=text]").fill(name)
    await page.locator("form .main").click()
    await page.locator(".shell").wait_for()


async def phone(house: House, browser: Browser, lang: str) -> None:
    room = await Room.make(house, "learning-workshop", lang, TITLE[lang], PEOPLE)
    await room.begin("walk")
    await room.act(2)
    await room.ask("play_music", on=True)
    page = await page_of(browser, lang, 390, 844, 2, touch=True)
    await enter(page, room.join_url, "Aino")
    for n in range(6):
        await page.locator(".thesis-walk-way .icon-button").last.tap()
        if n in (1, 4):
            await page.locator(".thesis-walk-poster .icon-button").nth(n + 1).tap()
    await page.locator(".kept-mark.kept").wait_for()
    await page.wait_for_timeout(800)
    await page.screenshot(path=FOLDER / "phone.png")
    await page.context.close()
    await room.leave()


async def host_and_screen(house: House, browser: Browser, lang: str) -> None:
    room = await Room.make(house, "double-diamond", lang, TITLE[lang], PEOPLE)
    host = await page_of(browser, lang, 1280, 800)
    await host.goto(room.host_url)
    for key in ("lobby", "aim"):
        await room.begin(key)
    await room.play("notes")
    await room.play("fours", acts=1)
    await room.play("piles", acts=5)
    await room.play("focus", reveal=True, acts=2, few=7)
    await room.play("how-might-we", acts=2)
    screen = await page_of(browser, lang, 1920, 1080)
    await room.begin("ideas")
    await room.act(4)
    await room.done(0.3)
    await room.writing(0.7)
    await host.locator(".closed-cards i").nth(40).wait_for()
    await host.wait_for_timeout(500)
    await host.screenshot(path=FOLDER / "host.png")
    await room.advance("ideas", "build")
    await room.close("ideas")
    await room.play("merged", acts=6)
    await room.play("favourites", reveal=True, acts=2, texts=CHOICES[lang])
    await screen.goto(room.screen_url)
    await screen.locator(".screen-cover .main, .screen-begin").click()
    await screen.locator(".bar").first.wait_for()
    await screen.wait_for_timeout(800)
    await screen.screenshot(path=FOLDER / "screen.png")
    for page in (host, screen):
        await page.context.close()
    await room.leave()


TOGETHER = """<!doctype html><meta charset="utf-8"><style>
body { margin: 0; width: 1600px; height: 960px; position: relative; overflow: hidden; background: #efe8dc }
img { position: absolute; display: block; box-shadow: 0 2px 4px #1f29331f, 0 24px 60px #1f293338 }
.screen { width: 1180px; left: 356px; top: 52px; border: 10px solid #1f2933; border-radius: 12px }
.host { width: 780px; left: 404px; top: 420px; border: 10px solid #2c3640; border-radius: 18px }
.phone { width: 264px; left: 72px; top: 312px; border: 9px solid #1f2933; border-radius: 38px }
</style><img class="screen" src="%s"><img class="host" src="%s"><img class="phone" src="%s">"""


async def together(browser: Browser) -> None:
    """The three beside each other, as they stand in a room."""

    def data(name: str) -> str:
        return "data:image/png;base64," + base64.b64encode((FOLDER / name).read_bytes()).decode()

    page = await page_of(browser, "en", 1600, 960)
    await page.set_content(TOGETHER % (data("screen.png"), data("host.png"), data("phone.png")))
    await page.wait_for_function("[...document.images].every((one) => one.complete)")
    await page.screenshot(path=FOLDER / "talkoot.png")
    await page.context.close()
