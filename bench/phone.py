"""P11: what a slow phone's main thread goes through in a large room.

Real Chromium with its processor slowed four times, at a real server; a dozen people on real sockets write or sort
meanwhile. The page watches itself: tasks longer than 50 ms, how long each key and tap waited until its handler ran, and
how long until the next frame was painted. Keys and taps come at times laid down beforehand, however the page does. Without
Chromium or Playwright there is no P11.

On a busy machine a task is long also because somebody else had the processor: `load` stands beside the figures, and
`main_s` is what the main thread worked, in seconds of its own (slowed) time, whoever else was there.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import os
import random
from collections.abc import AsyncIterator, Iterator
from typing import TYPE_CHECKING, Any, Self

from bench import rooms
from bench.tools import Figures, Process, talkoot
from server.rehearse import bots, web
from server.rehearse import figures as rehearsed
from server.rehearse.run import idea_texts
from server.rehearse.seat import Seat
from sessions.records import Idea

if TYPE_CHECKING:
    from playwright.async_api import Browser, CDPSession, Page

SLOWED = 4
PEOPLE = 12
PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
DESK: dict[str, Any] = {"viewport": {"width": 1280, "height": 800}}
KEY_EVERY_S = 0.15
LOOKS_S = 0.5
QUIET_S, MOST_ROUNDS = 2.0, 8
ENTER = "form .main"
FRESH, FIELD = ".brainstorm-fresh", ".brainstorm-paper textarea"
NOTE, PLACE = ".clustering-note .note-face", ".clustering-places button"
WORDS = "naapurin kanssa kahvia ja lupa kokeilla uutta tapaa ilman lomaketta "

WATCH = """(() => {
  const seen = (window.seen = { tasks: [], keydown: [], pointerup: [], paints: [] });
  const on = (type, each, more = {}) =>
    new PerformanceObserver((list) => list.getEntries().forEach(each)).observe({ type, buffered: true, ...more });
  on("longtask", ({ startTime, duration }) => seen.tasks.push([startTime, duration]));
  const wanted = new Set(["keydown", "pointerup"]);
  on("event", ({ name, startTime, duration }) => wanted.has(name) && seen.paints.push([startTime, duration]), { durationThreshold: 16 });
  for (const name of wanted)
    addEventListener(name, (event) => seen[name].push([event.timeStamp, performance.now() - event.timeStamp]), true);
})()"""


class Watched:
    """A page with a slowed processor that tells how its main thread did."""

    def __init__(self, page: Page, session: CDPSession, touch: bool) -> None:
        self.page, self._session = page, session
        self._press = page.touchscreen.tap if touch else page.mouse.click

    @contextlib.asynccontextmanager
    async def part(self, into: Figures, name: str, anew: bool = False) -> AsyncIterator[None]:
        """What happens within goes into `into[name]`; a part ends when the page has been quiet for a while.

        `anew`: it begins with a navigation, and its times with it.
        """
        start, worked = 0.0 if anew else await self._now(), await self._worked()
        yield
        await self.quiet()
        made = _figures(await self.page.evaluate("seen"), start)
        now = await self._worked()
        main = now - worked if now >= worked else now  # a navigation begins to count anew
        into[name] = {**made, "main_s": round(main, 2), "load": round(os.getloadavg()[0], 1)}

    async def quiet(self) -> None:
        """Until it has gone some time without a long task and without a new note; a page that never rests is left at last."""
        notes = -1
        for _ in range(MOST_ROUNDS):
            await asyncio.sleep(QUIET_S)
            before, notes = notes, await self.page.evaluate("document.querySelectorAll('.note').length")
            last = await self.page.evaluate("Math.max(0, ...seen.tasks.map(([at, long]) => at + long))")
            if notes == before and await self._now() - last > QUIET_S * 1000 / 2:
                return

    async def tap(self, selector: str, nth: int = 0) -> bool:
        """A finger on it, where it is by then; no waiting for the page. False when there is none."""
        at: list[float] | None = await self.page.evaluate(
            """([selector, nth]) => {
              const all = document.querySelectorAll(selector), one = all[nth % all.length];
              if (!one) return null;
              one.scrollIntoView({ block: "center" });
              const box = one.getBoundingClientRect();
              return [box.x + box.width / 2, box.y + box.height / 2];
            }""",
            [selector, nth],
        )
        if at is not None:
            await self._press(*at)
        return at is not None

    async def _now(self) -> float:
        return float(await self.page.evaluate("performance.now()"))

    async def _worked(self) -> float:
        told = await self._session.send("Performance.getMetrics")
        return float(next(one["value"] for one in told["metrics"] if one["name"] == "TaskDuration"))


def _figures(seen: dict[str, list[list[float]]], start: float) -> Figures:
    """Of one part: its long tasks; for its keys and taps what they waited, and until the next paint (16 ms or less is 16)."""
    tasks, keys, taps, paints = (
        [long for at, long in seen[name] if at >= start - 1] for name in ("tasks", "keydown", "pointerup", "paints")
    )
    made: Figures = {
        "long_tasks": len(tasks),
        "over_100_ms": sum(long > 100 for long in tasks),
        "longest_ms": round(max(tasks, default=0)),
    }
    made |= {"long_p99_ms": sorted(tasks)[int(len(tasks) * 0.99)]} if tasks else {}
    if keys:
        made |= {"keys": len(keys), **_spread("waited", keys)}
    if taps:
        made |= {"taps": len(taps), **_spread("tap_waited", taps)}
    if keys or taps:
        made |= _spread("painted", paints + [16.0] * (len(keys) + len(taps) - len(paints)))
    return made


def _spread(name: str, values: list[float]) -> Figures:
    values = sorted(values)
    return {f"{name}_p99_ms": round(values[int(len(values) * 0.99)], 1), f"{name}_max_ms": round(values[-1], 1)}


@contextlib.asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    try:
        from playwright.async_api import async_playwright

        from tests.browser.chromium import HOW, find_chromium
    except ImportError:
        raise SystemExit("talkoot bench: P11 needs Playwright: make setup") from None
    program = find_chromium()
    if program is None:
        raise SystemExit(f"talkoot bench: {HOW}")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=program, args=["--no-proxy-server"])
        yield browser
        await browser.close()


async def watched(browser: Browser, base: str, **options: Any) -> Watched:
    """A page that is at the server already, so that what is set for its process holds from now on."""
    page = await (await browser.new_context(locale="fi", **options)).new_page()
    await page.add_init_script(WATCH)
    await page.goto(f"{base}/livez")
    session = await page.context.new_cdp_session(page)
    await session.send("Performance.enable", {"timeDomain": "threadTicks"})
    await session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWED})
    return Watched(page, session, options.get("has_touch", False))


class Company:
    """A dozen people in the room, who do what they are told to."""

    def __init__(self, server: Process, room: rooms.OpenRoom) -> None:
        url = web.socket_url(f"http://127.0.0.1:{server.port}", room.code)
        self.room = room
        self.seats = [Seat(url, rehearsed.Figures(), name=f"Talkoolainen {n + 1}") for n in range(PEOPLE)]
        self._texts = bots.ideas(idea_texts("fi"), seed=11, marked=True)
        self._turn: Iterator[Seat] = itertools.cycle(self.seats)
        self._dice = random.Random(11)

    async def write(self, ideas: int, rate: float) -> None:
        """Every seventh goes on from somebody's idea."""
        for n in range(ideas):
            seat = next(self._turn)
            others = [one.id for one in seat.room.of(self.room.round, Idea)] if n % 7 == 0 else []
            parent = {"parent": self._dice.choice(others)} if others else {}
            seat.send("add_idea", self.room.round, text=next(self._texts), **parent)
            await asyncio.sleep(1 / rate)

    async def sort(self, moves: int, rate: float) -> None:
        """Notes go beside others, onto piles and away from them."""
        items = self.room.items
        for n in range(moves):
            seat = next(self._turn)
            item, other = self._dice.sample(items, 2)
            if n % 10 == 9:
                seat.send("move_note", self.room.round, item=item, pile="")
            else:
                seat.send("put_beside", self.room.round, item=item, beside=other)
            await asyncio.sleep(1 / rate)

    async def __aenter__(self) -> Self:
        await asyncio.gather(*(seat.join() for seat in self.seats))
        return self

    async def __aexit__(self, *_: object) -> None:
        await asyncio.gather(*(seat.leave() for seat in (*self.seats, self.room.host)))


async def in_large_rooms() -> Figures:
    """P11: a thousand ideas and twenty new ones a second; four hundred notes and four moves a second."""
    return {"brainstorm": await brainstorm(1000, 20, 20), "clustering": await clustering(400, 4, 20)}


async def brainstorm(ideas: int, rate: float, seconds: int) -> Figures:
    """Somebody comes in, reads and writes while ideas come; and so does the facilitator's page."""
    made: Figures = {}
    with talkoot() as server:
        room = await rooms.open_room(server, "brainstorm")
        async with Company(server, room) as company, chromium() as browser:
            await company.write(ideas, 400)
            await _settled(company)
            phone = await _enter(browser, server, room, made, "phone")
            async with phone.part(made, "phone_writing"):
                await asyncio.gather(company.write(int(rate * seconds), rate), _type(phone, seconds))
            async with phone.part(made, "phone_back", anew=True):
                await phone.page.reload(wait_until="commit")
            await phone.page.context.close()
            host = await _at_desk(browser, server, room, made, "host")
            async with host.part(made, "host_reading"):
                await company.write(int(rate * seconds), rate)
            made["ideas"] = len(company.seats[0].room.of(room.round, Idea))
    return made


async def clustering(notes: int, rate: float, seconds: int) -> Figures:
    """A phone and the facilitator's page, one after the other, on one board on which others sort."""
    made: Figures = {"notes": notes}
    with talkoot() as server:
        room = await rooms.open_room(server, "clustering", notes)
        async with Company(server, room) as company, chromium() as browser:
            await company.sort(notes // 4, 200)
            await _settled(company)
            for name in ("sorting_phone", "sorting_host"):
                come = _enter if name.endswith("phone") else _at_desk
                page = await come(browser, server, room, made, name)
                async with page.part(made, name):
                    await asyncio.gather(company.sort(int(rate * seconds), rate), _carry(page, seconds))
                await page.page.context.close()
    return made


async def _enter(browser: Browser, server: Process, room: rooms.OpenRoom, made: Figures, name: str) -> Watched:
    base = f"http://127.0.0.1:{server.port}"
    phone = await watched(browser, base, **PHONE)
    await phone.page.goto(f"{base}/{room.code}")
    await phone.page.wait_for_selector(ENTER)
    await phone.quiet()
    async with phone.part(made, f"{name}_arriving"):
        await phone.tap(ENTER)
        await phone.page.wait_for_selector(".note")
    return phone


async def _at_desk(browser: Browser, server: Process, room: rooms.OpenRoom, made: Figures, name: str) -> Watched:
    base, key = f"http://127.0.0.1:{server.port}", room.links["host_url"].partition("#")[2]
    host = await watched(browser, base, **DESK)
    async with host.part(made, f"{name}_arriving", anew=True):
        await host.page.goto(f"{base}/host/{room.code}#{key}", wait_until="commit")
        await host.page.wait_for_selector(".note")
    return host


async def _settled(company: Company) -> None:
    await asyncio.gather(*(seat.settled() for seat in company.seats))


async def _type(phone: Watched, seconds: int) -> None:
    """Key after key; every five seconds a tap on what is new, a look, and back into the field.

    All of it has its time beforehand, and one finger: nobody types while they look for something else."""
    loop = asyncio.get_running_loop()
    start, keys, on_their_way = loop.time(), itertools.cycle(WORDS), set()

    async def at(due: float) -> None:
        await asyncio.sleep(max(0.0, start + due - loop.time()))

    await phone.tap(FIELD)
    due, typed = 0.0, 0
    while due < seconds:
        if typed % 33 == 32:
            await at(due)
            await phone.tap(FRESH)
            await at(due + LOOKS_S)
            await phone.tap(FIELD)
            due += LOOKS_S + 2 * KEY_EVERY_S
        await at(due)
        key = next(keys)
        on_their_way.add(asyncio.ensure_future(phone.page.keyboard.press("Space" if key == " " else key)))
        due, typed = due + KEY_EVERY_S, typed + 1
    await asyncio.gather(*on_their_way)


async def _carry(page: Watched, seconds: int) -> None:
    """A note is tapped, then a place for it, then the next note."""
    loop = asyncio.get_running_loop()
    start = loop.time()
    for n in range(seconds):
        await page.tap(NOTE, n * 7)
        await asyncio.sleep(0.5)
        await page.tap(PLACE, n)
        await asyncio.sleep(max(0.0, start + n + 1 - loop.time()))
