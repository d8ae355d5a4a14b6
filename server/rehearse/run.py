"""A whole workshop played by bots, and what came of it: figures, and whether anything kept was lost or doubled.

On a server of its own the server is restarted before the comparison; on somebody else's everybody leaves and comes back.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

from server import models
from server.rehearse import bots, ledger, web
from server.rehearse.facilitator import Facilitator
from server.rehearse.figures import Figures
from server.rehearse.seat import Asked, Seat
from server.rehearse.server_process import ServerProcess
from sessions.model import parse
from sessions.records import Step

Told = Callable[[str, int, int], None]
"""What happens now, and how far: (words, n, of)."""


class Rehearsal:
    """One room and everybody in it."""

    def __init__(self, url: str, links: dict[str, str], people: int, lang: str, speed: float) -> None:
        self.url, self.code, self.lang, self.speed = url, links["code"], lang, speed
        self.host_key = links["host_url"].partition("#")[2]
        self.figures = Figures()
        self.host = self._seat("Fasilitaattori", self.host_key)
        self.people = [self._seat(f"Talkoolainen {n + 1}") for n in range(people)]
        self.texts = bots.ideas(idea_texts(lang), secrets.randbits(32), marked=True)
        self._tasks: list[asyncio.Task[None]] = []
        self._unseen: dict[int, float] = {}
        self._shown: dict[int, float] = {}

    def _seat(self, name: str, key: str = "") -> Seat:
        return Seat(web.socket_url(self.url, self.code), self.figures, name=name, lang=self.lang, key=key)

    @property
    def seats(self) -> list[Seat]:
        return [self.host, *self.people]

    async def gather(self) -> None:
        """Everybody joins, some at a time, and begins to live."""
        await self.host.join()
        for start in range(0, len(self.people), 20):
            await asyncio.gather(*(seat.join() for seat in self.people[start : start + 20]))
        self.host.on_revs = self._saw
        for n, seat in enumerate(self.people):
            self._watch(seat)
            self._tasks.append(asyncio.create_task(bots.live(seat, self.speed, self.texts, secrets.randbits(32) + n)))

    def _watch(self, seat: Seat) -> None:
        """Notes how long it takes until the facilitator's copy has what this person did."""
        kept = seat.kept

        class Noted(list[Asked]):
            def append(noted, asked: Asked) -> None:  # noqa: N805
                super().append(asked)
                self._note(asked)

        seat.kept = Noted(kept)

    def _note(self, asked: Asked) -> None:
        """`seen` counts what the facilitator gets to see: a change of one person's own records never is."""
        if asked.rev in self._shown:
            self.figures.seen_s.append(self._shown[asked.rev] - asked.since)
        else:
            self._unseen[asked.rev] = asked.since

    def _saw(self, revs: set[int]) -> None:
        now = asyncio.get_running_loop().time()
        for rev in revs:
            self._shown.setdefault(rev, now)
            if (since := self._unseen.pop(rev, None)) is not None:
                self.figures.seen_s.append(now - since)

    async def rest(self) -> None:
        """The bots stop acting; what was asked is answered."""
        for task in self._tasks:
            task.cancel()
        for done in await asyncio.gather(*self._tasks, return_exceptions=True):
            if isinstance(done, Exception):
                raise done
        self._tasks = []
        await asyncio.gather(*(seat.settled() for seat in self.seats))

    def kept(self) -> list[ledger.Kept]:
        return [kept for seat in self.seats for kept in ledger.kept_of(seat.id, seat.kept)]

    async def compare(self) -> ledger.Finding:
        """Holds every kept action against a facilitator who comes in fresh, each person who comes back, and the export."""
        fresh = self._seat("Toinen", self.host_key)
        await fresh.join()
        found = ledger.hold(self.kept(), fresh.room)
        why = list(found.why)
        lost = found.lost
        for seat in self.people:
            await seat.reaches(max(fresh.room.topic("all").revs.values(), default=0))
            if differ := ledger.same(seat.room, fresh.room, ["all"]):
                lost += len(differ)
                why.append(f"{seat.name}: {len(differ)} records differ")
        if missing := await self._not_exported(fresh):
            lost += len(missing)
            why.append(f"export: {len(missing)} records are missing or tell something else")
        await fresh.leave()
        return ledger.Finding(lost, found.doubled, tuple(why))

    async def _not_exported(self, fresh: Seat) -> list[str]:
        exported = await web.ask(f"{self.url}/api/rooms/{self.code}/export?format=json", key=self.host_key)
        return ledger.not_exported(fresh.room, exported["records"])

    async def leave(self) -> None:
        await asyncio.gather(*(seat.leave() for seat in self.seats))


def idea_texts(lang: str) -> list[str]:
    """The ready ideas in a language, else in English."""
    return models.texts("ideas", lang) or models.texts("ideas", "en")


async def create(url: str, model: str, lang: str, title: str, key: str = "") -> dict[str, str]:
    """A room from a ready model by its name, or from a model file of somebody's own (`mine.toml`)."""
    links: dict[str, str] = await web.ask(f"{url}/api/rooms", {**wish(model), "lang": lang, "title": title}, key)
    return links


def wish(model: str) -> dict[str, Any]:
    """What to ask of the API for this model. A file is judged here first, where its lines can be named."""
    if not model.endswith(".toml"):
        return {"model": model}
    models.find(model)
    return {"agenda": parse(Path(model).read_text("utf-8-sig"), model)}


async def rehearse(
    model: str, people: int, speed: float, url: str = "", key: str = "", lang: str = "fi", tell: Told | None = None
) -> tuple[dict[str, Any], ledger.Finding, Figures]:
    """Plays `model` and gives the report (keys `figures.KEYS`), the finding and the raw figures."""
    say = tell or (lambda words, n, of: None)
    async with AsyncExitStack() as stack:
        own = None if url else await stack.enter_async_context(ServerProcess())
        base = url or (own.url if own else "")
        room = Rehearsal(base, await create(base, model, lang, "", key), people, lang, speed)
        stack.push_async_callback(room.leave)
        say("join", 0, 1)
        await room.gather()
        leader = Facilitator(room.host, speed, lambda step, n, of: say(title(step, lang), n, of))
        await leader.run()
        await room.rest()
        say("compare", 1, 1)
        if own is not None:
            await own.restart()
        await rejoin(room)
        finding = await room.compare()
        report = room.figures.report(model, people, leader.opened, finding.lost, finding.doubled)
        return report, finding, room.figures


async def rejoin(room: Rehearsal) -> None:
    """Everybody's socket goes, and everybody comes back as a phone does."""
    for seat in room.seats:
        await seat.drop()
    await asyncio.gather(*(seat.back() for seat in room.seats))


def title(step: Step, lang: str) -> str:
    return step.title.get(lang) or next(iter(step.title.values()), step.key)
