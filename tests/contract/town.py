"""A whole workshop on the hub's stage: the real rules, a journal in memory, time and dice held in the hand.

Every byte that leaves towards anybody is kept with the moment at which it left, so that two runs can be held against each
other. `tests/server/hub/stage.py` has the stage itself.
"""

from __future__ import annotations

import itertools
import logging
import random
from typing import Any, Self

import msgspec

from server import export, words
from server.hub.live import Live
from server.hub.ports import Act, Payload
from sessions import opening, session
from sessions.activities import ACTIVITIES
from sessions.activity import HOST, PARTICIPANT
from sessions.model import ModelStep
from sessions.outcome import tree
from sessions.records import Step
from sessions.room import Room
from tests.server.hub.stage import Browser, HandClock, HandLink, Stage, settle
from tests.sessions.play import model

Got = list[tuple[int, bool, bytes]]
"""What left towards somebody: when, whether as everybody's, and the bytes."""


class Witness(HandLink):
    """A link that remembers what was written to it, and when."""

    lang = "fi"

    def __init__(self, clock: HandClock, room: int | None = None) -> None:
        super().__init__(room)
        self._clock = clock
        self.got: Got = []

    def write(self, payload: Payload) -> bool:
        taken = super().write(payload)
        if taken:
            self.got.append((self._clock.ms, payload.shared, payload.body))
        return taken

    def close(self, code: int, reason: str) -> None:
        super().close(code, reason)
        self.got.append((self._clock.ms, False, f"closed {code} {reason}".encode()))


class Page(Browser):
    """One page of the workshop over all its connections. `room` = bytes that its phone takes before it is full."""

    def __init__(self, live: Live, me: str, clock: HandClock, room: int | None = None, **hello: Any) -> None:
        super().__init__(live, me, Witness(clock, room), **hello)
        self._clock, self._takes = clock, room
        self._links: list[HandLink] = [self.link]

    def back(self, live: Live | None = None, room: int | None = None) -> Browser:
        """A new connection of the same page, as slow as the one before."""
        self.read()
        self.live = live or self.live
        self.link, self._read = Witness(self._clock, room or self._takes), 0
        self._links.append(self.link)
        return self.hello()

    def ask(self, do: str, step: str = "", **args: Any) -> None:
        self.n += 1
        self.live.act(self.link, Act(tab=self.tab, n=self.n, do=do, step=step, args=args))

    @property
    def got(self) -> Got:
        return [message for link in self._links if isinstance(link, Witness) for message in link.got]

    @property
    def person(self) -> str:
        self.read()
        return str(self.you.get("id", ""))


class Town(Stage):
    """One workshop with these steps. `pages` holds everybody who ever came, by name."""

    def __init__(self, *steps: ModelStep, seed: int = 1, **world: Any) -> None:
        self.number, self.steps = seed, steps
        self.pages: dict[str, Page] = {}
        super().__init__(**world)

    def start(self) -> None:
        self.rules = session  # type: ignore[assignment]  # the real ones, in place of the stage's tiny ones
        super().start()

    def seed(self) -> bytes:
        return (self.number << 64 | next(self._seed)).to_bytes(16, "big")

    async def open(self) -> Live:
        if not self.created.code:
            plan = model(*self.steps)
            self.created = await self.hub.create(
                lambda keys, by: opening.create(plan, "Testi", "fi", keys, {}, by),
            )
        live = await self.hub.room(self.created.code)
        await settle()
        return live

    # people

    async def enter(self, name: str, role: str = PARTICIPANT, room: int | None = None) -> Page:
        """Somebody new, by name; hosts and screens come with their key."""
        keys = {HOST: self.created.host_key, "screen": self.created.screen_key}
        hello = {"role_key": keys[role]} if role in keys else {}
        page = Page(await self.open(), name, self.clock, room, name=name, lang="fi", **hello)
        self.pages[name] = page
        page.hello()
        await self.turn()
        return page

    async def back(self, page: Page) -> None:
        page.back(await self.open())
        await self.turn()

    async def asks(self, page: Page, do: str, step: str = "", **args: Any) -> None:
        """Asks, and gives the answer time to come."""
        page.ask(do, step, **args)
        await self.turn()

    # the workshop

    def step(self, key: str) -> Step:
        found = self.room.step_with(key)
        assert found is not None
        return found

    def sees(self, page: Page) -> Room:
        role = HOST if page.hello_args.get("role_key") == self.created.host_key else PARTICIPANT
        return self.room.seen_by(session.topics(self.room, page.person, role))

    async def bots(self, pages: list[Page], key: str, rounds: int, seed: str) -> int:
        """These people's bots play the step, each seeing what that person may see; how many acts were asked."""
        asked = 0
        for n, page in itertools.product(range(rounds), pages):
            step = self.step(key)
            action = ACTIVITIES[step.activity].bot(
                self.sees(page), step, page.person, random.Random(f"{seed}/{n}/{page.me}")
            )
            if action is not None:
                await self.asks(page, action.do(), step.round, **msgspec.to_builtins(action))
                asked += 1
        return asked

    async def close(self, host: Page, key: str) -> None:
        """The grace begins, and time ends it."""
        await self.asks(host, "close_step", id=self.step(key).id)
        await self.clock.advance(16)

    async def die(self) -> None:
        """As by `kill -9`, and another process on the same journal; everybody comes back."""
        self.hub._draining = True
        for page in self.pages.values():
            page.drop_link()
        await self.restart()
        for page in self.pages.values():
            await self.back(page)

    # what can be had besides the connections

    async def exports(self) -> dict[str, bytes]:
        """Every format in every language, and what everybody may read at the end."""
        room, code, at = await self.answer(self.hub.state(self.created.code)), self.created.code, self.clock.now()
        files = {
            f"export {format} ({lang})": export.write(format, room, lang, words, code=code, at=at)
            for format in export.formats()
            for lang in words.LANGS
        }
        return files | {"result": msgspec.json.encode(tree(room, ACTIVITIES, public=True), order="deterministic")}

    async def history(self) -> bytes:
        return msgspec.msgpack.encode(await self.journal.history(self.created.code), order="deterministic")

    def metrics_text(self) -> bytes:
        return self.metrics.text().encode()


class Kept(logging.Handler):
    """Every log record of every logger, as a line would have it."""

    def __init__(self) -> None:
        super().__init__(1)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        wrong = record.exc_info[1] if record.exc_info else None
        self.lines.append(f"{record.levelname} {record.name} {record.getMessage()} {wrong!r} {record.exc_text}")

    def __enter__(self) -> Self:
        root = logging.getLogger()
        self._level = root.level
        root.addHandler(self)
        root.setLevel(1)
        return self

    def __exit__(self, *error: object) -> None:
        root = logging.getLogger()
        root.removeHandler(self)
        root.setLevel(self._level)
