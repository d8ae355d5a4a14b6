"""People at pages: one with a mouse, one with a thumb, one with nothing but a keyboard. All do the same things."""

from __future__ import annotations

import contextlib
import re
from typing import Literal

from playwright.async_api import Error, Locator, Page, expect

from server import words

MARKS = "[\u00ad\u2066-\u2069]*"
"""Marks that nobody sees: those that keep a variable's direction to itself, and where a long word may break."""

WHERE = """(wanted) => {
  const now = document.activeElement;
  if (now === wanted) return 0;
  if (!now || now === document.body) return 1;
  return now.compareDocumentPosition(wanted) & Node.DOCUMENT_POSITION_FOLLOWING ? 1 : -1;
}"""


def said(key: str, lang: str = "fi", /, **args: object) -> re.Pattern[str]:
    """The words of a key as a page shows them, whole, whatever marks stand between."""
    assert words.has(lang, key), f"no words for {key}"
    return exactly(words.say(lang, key, **args))


def bare(text: str) -> str:
    """A text as it was typed, from how a page shows it."""
    return " ".join(re.sub("[\u00ad\u2066-\u2069]", "", text).split())


def exactly(text: str) -> re.Pattern[str]:
    return re.compile("^" + MARKS + MARKS.join(map(_letter, text.strip())) + MARKS + "$")


def _letter(letter: str) -> str:
    """A stroke ends a pattern in a selector, so it is named by its number there."""
    return r"\u002f" if letter == "/" else re.escape(letter)


def within(text: str) -> re.Pattern[str]:
    """A text somewhere in what a page says, whatever it makes of spaces and breaks."""
    return re.compile(MARKS.join(r"\s+" if letter.isspace() else _letter(letter) for letter in bare(text)))


class Person:
    """Somebody at a page, with a mouse. `lang` is the language in which they read it."""

    def __init__(self, page: Page, name: str, lang: str = "fi") -> None:
        self.page, self.name, self.lang = page, name, lang

    async def press(self, what: Locator, patience_ms: float | None = None) -> None:
        await what.click(timeout=patience_ms)

    async def tick(self, what: Locator) -> None:
        await what.click()

    async def write(self, field: Locator, text: str) -> None:
        """Replaces what is in a field, as typed."""
        await self.press(field)
        await self.page.keyboard.press("ControlOrMeta+a")
        await self.page.keyboard.press("Delete")
        for n, line in enumerate(text.split("\n")):
            if n:
                await self.page.keyboard.press("Enter")
            await self._type(line)
        await expect(field).to_have_value(text)

    async def _type(self, line: str) -> None:
        await self.page.keyboard.insert_text(line)

    async def choose(self, options: Locator, at: int) -> None:
        """The option at this place of a row of radio buttons."""
        await self.press(options.nth(at).locator("xpath=.."))

    def button(self, key: str, inside: Locator | None = None, /, **args: object) -> Locator:
        return (inside or self.page).get_by_role("button", name=said(key, self.lang, **args))

    async def enter(self, url: str, name: str | None = None) -> None:
        """Through the door, with a name or without."""
        await self.page.goto(url)
        await self.write(self.page.get_by_label(said("join-name", self.lang)), self.name if name is None else name)
        await self.press(self.button("join-enter"))
        await expect(self.page.locator(".shell")).to_be_visible()

    async def follow(self, title: str) -> None:
        """To the step that the room is at: the page goes by itself or offers to."""
        arrived = re.compile("^" + re.escape(title) + " · ")
        go = self.button("step-go")
        while not arrived.match(await self.page.title()):
            try:
                if await go.is_visible():
                    await self.press(go, 2000)
                await expect(self.page).to_have_title(arrived, timeout=1000)
            except (AssertionError, Error):
                continue

    async def sees(self, text: str) -> None:
        await expect(self.page.locator("body")).to_contain_text(within(text))


class Wall(Person):
    """The projector: what does not fit is shown in turn, so one looks until it comes. Its clock is in the test's hand."""

    TURN_MS = 12_000
    MOST_TURNS = 40

    async def hang(self, url: str) -> None:
        await self.page.clock.install()
        await self.page.goto(url)
        await self.press(self.button("screen-start"))

    async def sees(self, text: str) -> None:
        body, wanted = self.page.locator("body"), within(text)
        for _ in range(self.MOST_TURNS):
            with contextlib.suppress(AssertionError):
                await expect(body).to_contain_text(wanted, timeout=600)
                return
            await self.page.clock.fast_forward(self.TURN_MS)
        await super().sees(text)


class Thumb(Person):
    """On a phone."""

    async def press(self, what: Locator, patience_ms: float | None = None) -> None:
        await what.tap(timeout=patience_ms)

    async def tick(self, what: Locator) -> None:
        await what.tap()


class Keyboard(Person):
    """Without a mouse and without a touch: Tab goes there, Enter and Space act."""

    async def reach(self, what: Locator, patience_ms: float | None = None) -> None:
        await what.wait_for(state="visible", timeout=patience_ms)
        for _ in range(600):
            way: Literal[-1, 0, 1] = await what.evaluate(WHERE, timeout=patience_ms)
            if way == 0:
                return
            await self.page.keyboard.press("Tab" if way > 0 else "Shift+Tab")
        raise AssertionError(f"no way by keyboard to {what}")

    async def press(self, what: Locator, patience_ms: float | None = None) -> None:
        await self.reach(what, patience_ms)
        await self.page.keyboard.press("Enter")

    async def tick(self, what: Locator) -> None:
        await self.reach(what)
        await self.page.keyboard.press("Space")

    async def write(self, field: Locator, text: str) -> None:
        await self.reach(field)
        await self.page.keyboard.press("ControlOrMeta+a")
        await self.page.keyboard.press("Delete")
        for n, line in enumerate(text.split("\n")):
            if n:
                await self.page.keyboard.press("Enter")
            await self.page.keyboard.type(line)
        await expect(field).to_have_value(text)

    async def choose(self, options: Locator, at: int) -> None:
        """Into the row by Tab, along it by the arrows."""
        checked = [n for n in range(await options.count()) if await options.nth(n).is_checked()]
        here = checked[0] if checked else 0
        await self.reach(options.nth(here))
        if not checked:
            await self.page.keyboard.press("Space")
        for _ in range(abs(at - here)):
            await self.page.keyboard.press("ArrowRight" if at > here else "ArrowLeft")
        await expect(options.nth(at)).to_be_checked()
