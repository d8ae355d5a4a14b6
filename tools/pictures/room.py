"""A room to photograph: a server in this process, simulated people with names, a facilitator who goes where told."""

from __future__ import annotations

import asyncio
import contextlib
import random
import tempfile
from collections.abc import AsyncIterator, Iterator, Sequence
from pathlib import Path
from typing import Any

import msgpack
import msgspec

from server import models
from server.app import House
from server.demo import NAMES
from server.hub.ports import Created
from server.rehearse import bots
from server.rehearse.facilitator import Facilitator
from server.rehearse.figures import Figures
from server.rehearse.run import idea_texts
from server.rehearse.seat import Seat
from server.serve import serving
from server.settings import Settings
from sessions import opening
from sessions.activities import ACTIVITIES
from sessions.records import Candidate, Step

ADDRESS = "https://talkoot.example"


@contextlib.asynccontextmanager
async def house() -> AsyncIterator[House]:
    """A server that believes to be reached under a real name, so that the pictures carry it."""
    with tempfile.TemporaryDirectory(prefix="talkoot-pictures-") as folder:
        settings = Settings(port=0, data=Path(folder), public_url=ADDRESS, log="warning", create_key="k")
        async with serving(settings) as running:
            yield running


class Guest(Seat):
    """A simulated person who can also be seen to write."""

    def tell(self, **soft: object) -> None:
        """Something soft, which is never kept."""
        if self._socket is not None:
            told = asyncio.ensure_future(self._socket.send(bytes(msgpack.packb({"t": "soft", **soft}))))
            told.add_done_callback(lambda done: done.cancelled() or done.exception())


class Room(Facilitator):
    """One workshop and everybody in it."""

    def __init__(self, house: House, made: Created, lang: str, people: int) -> None:
        self.house, self.code, self.lang = house, made.code, lang
        self.base = f"http://127.0.0.1:{house.port}"
        self.host_url = f"{self.base}/host/{made.code}#{made.host_key}"
        self.screen_url = f"{self.base}/screen/{made.code}#{made.screen_key}"
        self.join_url = f"{self.base}/{made.code}"
        super().__init__(self._seat("Marja", made.host_key), speed=1.0)
        self.people = [self._seat(NAMES[n % len(NAMES)]) for n in range(people)]
        self.texts: Iterator[str] = bots.ideas(idea_texts(lang), seed=3, marked=False)

    def _seat(self, name: str, key: str = "") -> Guest:
        return Guest(f"ws://127.0.0.1:{self.house.port}/ws/{self.code}", Figures(), name=name, lang=self.lang, key=key)

    @classmethod
    async def make(cls, house: House, model: str, lang: str, title: str, people: int) -> Room:
        read = models.load(model)
        made = await house.hub.create(lambda keys, by: opening.create(read, title, lang, keys, models.lists(), by))
        room = cls(house, made, lang, people)
        await room.seat.join()
        await asyncio.gather(*(seat.join() for seat in room.people))
        return room

    def at(self, key: str) -> Step:
        return next(step for step in self.seat.room.steps() if step.key == key)

    async def begin(self, key: str) -> None:
        await self.open(self.at(key).id)

    async def advance(self, key: str, stage: str) -> None:
        await self.ask("advance_step", id=self.at(key).id, stage=stage)

    async def close(self, key: str) -> None:
        for _ in range(2):
            if self.at(key).state in ("open", "grace"):
                await self.ask("close_step", id=self.at(key).id)

    async def reveal(self, key: str) -> None:
        await self.close(key)
        await self.ask("reveal_step", id=self.at(key).id, anyway=True)

    async def note(self, key: str, *texts: str) -> None:
        for text in texts:
            await self.seat.ask("note_down", self.at(key).round, text=text)

    async def play(
        self, key: str, reveal: bool = False, acts: int = 3, few: int = 0, texts: Sequence[str] = ()
    ) -> None:
        """A whole step at once: opened, acted in, closed. `few` keeps only so many of what could go in; `texts` rewrites
        them."""
        if few or texts:
            await self.take(key, few or len(texts), texts)
        await self.begin(key)
        await self.act(acts)
        if self.at(key).stage == "blind":
            await self.advance(key, "build")
            await self.act(1)
        await (self.reveal(key) if reveal else self.close(key))

    async def take(self, key: str, few: int, texts: Sequence[str]) -> None:
        step = self.at(key)
        await self.ask("prepare_step", id=step.id)
        ids = [one.id for one in self.seat.room.of(step.round, Candidate)]
        if ids[few:]:
            await self.ask("tick_candidates", ids=ids[few:], ticked=False)
        for id, text in zip(ids, texts, strict=False):
            await self.ask("edit_candidate", id=id, text=text)

    async def act(self, times: int, seed: int = 1) -> None:
        """Everybody does what they would do, so many times."""
        rng = random.Random(seed)
        for _ in range(times):
            await asyncio.gather(*(self._one_act(seat, rng) for seat in self.people))

    async def _one_act(self, seat: Seat, rng: random.Random) -> None:
        step = bots.current(seat)
        if step is None:
            return
        action = ACTIVITIES[step.activity].bot(seat.room, step, seat.id, rng)
        if action is None:
            return
        args: dict[str, Any] = msgspec.to_builtins(action)
        if action.do() == "add_idea":
            args["text"] = next(self.texts)
        await seat.ask(action.do(), step.round, **args)

    async def done(self, part: float) -> None:
        """So many say that they are done."""
        step = bots.current(self.seat)
        assert step is not None
        for seat in self.people[: int(len(self.people) * part)]:
            await seat.ask("mark_done", step.round, done=True)

    async def writing(self, part: float) -> None:
        """So many are writing just now."""
        for seat in self.people[-int(len(self.people) * part) :]:
            seat.tell(writing=True)

    async def leave(self) -> None:
        await asyncio.gather(*(seat.leave() for seat in (self.seat, *self.people)))
