"""What browser tests stand on: a server of its own process, a real Chromium, and pages that are watched.

Every page is held to the same rules whatever the test is about: it asks its own origin only, its policy has no
`unsafe-*`, it writes no error to the console and none is thrown. What goes against them is a fault, and
`Venue.clean()` fails with all of them.
"""

from __future__ import annotations

import asyncio
import contextlib
import re
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.async_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    Response,
    expect,
)

from server.rehearse.run import create
from server.rehearse.server_process import ServerProcess

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "node_modules/axe-core/axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
NAMED = "talkoot.test"
"""A host that is not localhost; the browser finds this machine under it."""
FLAGS = [
    "--no-proxy-server", "--disable-dev-shm-usage", "--autoplay-policy=no-user-gesture-required", "--mute-audio",
    f"--host-resolver-rules=MAP {NAMED} 127.0.0.1",
]  # fmt: skip
PATIENCE_MS = 30_000
"""How long a condition is waited for: test machines are shared and slow."""

expect.set_options(timeout=PATIENCE_MS)

PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844},
    "has_touch": True,
    "is_mobile": True,
    "device_scale_factor": 2,
}
DESKTOP: dict[str, Any] = {"viewport": {"width": 1280, "height": 800}}
PROJECTOR: dict[str, Any] = {"viewport": {"width": 1920, "height": 1080}}

RUN_AXE = """async (tags) => {
  // What is on its way to another colour is judged where it arrives.
  const moving = document.getAnimations().filter((one) => one.effect.getComputedTiming().iterations !== Infinity);
  await Promise.allSettled(moving.map((one) => one.finished));
  const set = [];
  const hold = (property, from, to) => {
    for (const one of document.querySelectorAll("*")) {
      if (getComputedStyle(one).getPropertyValue(property) !== from) continue;
      one.style.setProperty(property, to);
      set.push([one, property]);
    }
  };
  // What sticks to an edge covers now this and now that; one scrolls. So for the moment nothing sticks.
  hold("position", "sticky", "static");
  // What is not laid out yet has a place that nobody ever sees, over what comes after it.
  hold("content-visibility", "auto", "visible");
  try {
    const found = await axe.run(document, { runOnly: { type: "tag", values: tags }, resultTypes: ["violations"] });
    return found.violations.flatMap((rule) => rule.nodes.map((node) => `${rule.id}: ${node.target.join(" ")} (${node.failureSummary})`));
  } finally {
    for (const [one, property] of set) one.style.removeProperty(property);
  }
}"""


class Venue:
    """A server, a browser, and the faults of all pages that were opened."""

    def __init__(self, server: ServerProcess, browser: Browser) -> None:
        self.server, self.browser = server, browser
        self.faults: list[str] = []
        self.name = "127.0.0.1"
        """The host that pages are opened under; nothing else may be asked."""
        self._borne: list[re.Pattern[str]] = []
        self._contexts: list[BrowserContext] = []

    @property
    def url(self) -> str:
        """Where tests reach the server."""
        return self.server.url

    def address(self, path: str) -> str:
        """Where pages are opened."""
        return f"http://{self.name}:{self.server.port}{path}"

    async def create(self, model: str, lang: str = "fi", title: str = "") -> dict[str, str]:
        """A new room: its code and links."""
        return await create(self.url, model, lang, title)

    def bear(self, pattern: str) -> None:
        """Console errors that this test brings about on purpose (the server is away)."""
        self._borne.append(re.compile(pattern))

    async def context(self, lang: str = "fi", **options: Any) -> BrowserContext:
        """A browser of its own for one person, watched."""
        settings: dict[str, Any] = {"locale": lang, "reduced_motion": "reduce", **DESKTOP, **options}
        context = await self.browser.new_context(**settings)
        context.set_default_timeout(PATIENCE_MS)
        context.on("page", self._watch)
        self._contexts.append(context)
        return context

    async def page(self, url: str = "", lang: str = "fi", **options: Any) -> Page:
        """A page in a browser of its own, opened where told."""
        page = await (await self.context(lang, **options)).new_page()
        if url:
            await page.goto(url)
        return page

    def _watch(self, page: Page) -> None:
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self._fault(f"{page.url}: {error}"))
        page.on("request", self._asked)
        page.on("response", self._answered)

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "assert"):
            where = message.page.url if message.page else ""
            self._fault(f"{where}: console: {message.text} {message.location.get('url', '')}")

    def _asked(self, request: Request) -> None:
        where = urlsplit(request.url)
        if where.scheme in ("http", "https", "ws", "wss") and (where.hostname, where.port) != (
            self.name,
            self.server.port,
        ):
            self._fault(f"a request left the origin: {request.url}")

    def _answered(self, response: Response) -> None:
        if response.request.resource_type != "document":
            return
        policy = response.headers.get("content-security-policy", "")
        if not policy or "unsafe-" in policy or "default-src 'none'" not in policy:
            self._fault(f"{response.url}: content-security-policy: {policy!r}")

    def _fault(self, said: str) -> None:
        if not any(pattern.search(said) for pattern in self._borne):
            self.faults.append(said)

    async def axe(self, page: Page, where: str) -> None:
        """Holds a page against WCAG. The script goes in by the debugger, so the page's policy stays as strict as it is."""
        if not await page.evaluate("typeof axe === 'object'"):
            session = await page.context.new_cdp_session(page)
            await session.send("Runtime.evaluate", {"expression": AXE.read_text(encoding="utf-8")})
            await session.detach()
        found: list[str] = await page.evaluate(RUN_AXE, TAGS)
        self.faults += [f"{where} ({page.viewport_size}): axe: {one}" for one in found]

    def clean(self) -> None:
        """Nothing went against the rules."""
        assert not self.faults, "\n".join(dict.fromkeys(self.faults))

    async def close(self) -> None:
        for context in self._contexts:
            await context.close()


@contextlib.asynccontextmanager
async def opened(browser: Browser, data: Path | None = None) -> AsyncIterator[Venue]:
    """A server for the length of a block; leaving it well holds all pages to the rules."""
    async with ServerProcess(data) as server:
        venue = Venue(server, browser)
        try:
            yield venue
        finally:
            await venue.close()
        venue.clean()


async def until(true: Callable[[], object], what: str, within_s: float = PATIENCE_MS / 1000) -> None:
    """Waits for something that no page shows."""
    try:
        async with asyncio.timeout(within_s):
            while not true():
                await asyncio.sleep(0.02)
    except TimeoutError:
        raise AssertionError(f"waited {within_s} s: {what}") from None
