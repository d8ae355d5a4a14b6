"""The facilitator at the host page: every act is a press of a button that is really there."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from playwright.async_api import Locator, Page, expect

from sessions.records import Candidate, Step
from tests.browser.hosting import Host
from tests.browser.people import Person, said, within
from tests.browser.venue import until


class Desk(Person):
    """`peer` is a second facilitator without a page: it only looks, and knows when the room is where it should be."""

    def __init__(self, page: Page, peer: Host) -> None:
        super().__init__(page, "Fasilitaattori")
        self.peer = peer

    @property
    def main(self) -> Locator:
        return self.page.locator(".stage-next button.main")

    @property
    def stage(self) -> Locator:
        return self.page.locator(".host-stage")

    def step(self, key: str) -> Step:
        return self.peer.at(key)

    def title(self, key: str) -> str:
        return self.step(key).title["fi"]

    def places(self) -> list[str]:
        """The keys of the agenda, in order."""
        return [step.key for step in self.peer.room.steps()]

    async def reaches(self, key: str, *states: str) -> None:
        await until(lambda: self.step(key).state in states, f"{key} to be {states}, not {self.step(key).state}")

    async def act(self, key: str, says: str, **args: Any) -> None:
        """The one large button, after making sure that it says so."""
        await expect(self.main.locator("span").first).to_have_text(said(says, **args))
        await expect(self.main).not_to_have_attribute("aria-disabled", "true")
        await self.press(self.main)

    async def open(self, key: str, prepare: Callable[[], Awaitable[None]] | None = None) -> None:
        """On to the next step: opened at once, or looked at first when it takes from earlier ones."""
        step = self.step(key)
        if step.takes:
            await self.act(key, "host-act-prepare", title=self.title(key))
            await until(lambda: self.peer.room.of(step.round, Candidate), f"candidates for {key}")
            await expect(self.stage.locator(".candidate").first).to_be_visible()
            if prepare is not None:
                await prepare()
            await self.act(key, "host-act-open", title=self.title(key))
        elif key == self.peer.room.steps()[0].key:
            await self.act(key, "host-act-open", title=self.title(key))
        else:
            await self.act(key, "host-act-next", title=self.title(key))
        await self.reaches(key, "open")
        await expect(self.stage.locator(".stage-head .soft").first).to_have_text(said("host-state-open"))

    async def advance(self, key: str) -> None:
        await self.act(key, "brainstorm-advance-build")
        await until(lambda: self.step(key).stage == "build", f"{key} to be built on")

    async def close(self, key: str) -> None:
        """Close, and then not to wait for the grace."""
        await expect(self.main).not_to_have_attribute("aria-disabled", "true")
        await self.press(self.main)
        await self.reaches(key, "grace")
        await self.act(key, "host-act-close-now")
        await self.reaches(key, "closed")

    async def reveal(self, key: str, few: bool = False) -> None:
        await self.act(key, "host-act-reveal")
        if few:
            await self.press(self.page.get_by_role("dialog").get_by_role("button", name=said("host-reveal-anyway")))
        await self.reaches(key, "revealed")

    async def menu(self, row: Locator, *labels: str) -> None:
        """Something from the menu of a line."""
        await self.press(row.locator(".icon-button").last)
        for label in labels:
            await self.press(self.page.get_by_role("dialog").get_by_role("button", name=said(label)))

    def candidate(self, text: str) -> Locator:
        return self.stage.locator(".candidate", has_text=within(text))

    async def say_line(self, text: str) -> None:
        """One line to all."""
        await self.press(self.button("host-line"))
        await self.write(self.page.get_by_label(said("host-line-text")), text)
        await self.press(self.button("host-line-say"))

    async def download(self, format: str, folder: Path) -> bytes:
        """A file, by its button; the bytes that the browser saved."""
        async with self.page.expect_download() as coming:
            await self.press(self.page.get_by_role("button", name=said(f"host-export-{format}")))
        path = folder / (await coming.value).suggested_filename
        await (await coming.value).save_as(path)
        return path.read_bytes()
