"""F10, as counts: a flooder, stalled readers and half-open sockets in one room, and everybody else gets everything.

Nothing here asserts a time; how much slower it gets for the others is measured: `make bench ARGS=F10`.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
from pathlib import Path
from typing import Any

import pytest

from bench.hurt import HALVES, Hurt
from server.rehearse import web
from server.rehearse.facilitator import Facilitator
from server.rehearse.figures import Figures
from server.rehearse.seat import Seat
from server.rehearse.server_process import ServerProcess
from sessions.records import Idea
from tests.chaos.fuzz.measured import resident_mb

pytestmark = pytest.mark.chaos

PEOPLE = int(os.environ.get("CHAOS_CROWD", "40"))
STALLED, HALF = max(20, PEOPLE // 5), max(120, PEOPLE * 2)
IDEAS = 12
"""Of each person who writes; every third one does."""
MOST_UNSENT_KB = 100
"""Of one socket: the high-water mark, one part of a catch-up, and what one flush may add."""
MOST_MB = 60.0
WITHIN = 60.0
AGENDA: dict[str, Any] = {
    "title": {"fi": "Ahdasta"}, "langs": ["fi"],
    "steps": [{"key": "ideat", "phase": "develop", "activity": "brainstorm", "title": {"fi": "Ideat"}, "minutes": 20}],
}  # fmt: skip


class Crowded:
    """A room at work, with all of these in it; afterwards `seen` says what was done to them."""

    def __init__(self, server: ServerProcess) -> None:
        self.server = server
        self.figures, self.code = Figures(), ""
        self.seats: list[Seat] = []
        self.wrong: list[str] = []
        self.unsent_kb = self.grown_mb = 0.0
        self.kept: list[str] = []

    async def play(self, flooders: int) -> Hurt:
        links = await web.ask(f"{self.server.url}/api/rooms", {"agenda": AGENDA, "lang": "fi"})
        self.code = links["code"]
        url = web.socket_url(self.server.url, self.code)
        host = await Seat(url, self.figures, name="Vetäjä", key=links["host_url"].partition("#")[2]).join()
        leader = Facilitator(host, 1.0)
        step = host.room.steps()[0]
        await leader.open(step.id)
        await leader.ask("advance_step", id=step.id, stage="build")
        self.seats = [host, *(Seat(url, self.figures, name=f"Ihminen {n}") for n in range(PEOPLE))]
        await asyncio.gather(*(seat.join() for seat in self.seats[1:]))
        assert self.server._process is not None
        before = resident_mb(self.server._process.pid)
        round = leader.step(step.id).round
        hurt = Hurt(self.server.port, links["code"], round)
        await hurt.begin(flooders, STALLED, HALF)
        await asyncio.gather(*(self._writes(seat, round) for seat in self.seats[1::3]))
        self.unsent_kb = await self._metric("talkoot_unsent_bytes") / 1024
        self.grown_mb = resident_mb(self.server._process.pid) - before
        await self._everything(leader)
        await self._all_cut(hurt)
        await hurt.end()
        await asyncio.gather(*(seat.leave() for seat in self.seats))
        return hurt

    async def _all_cut(self, hurt: Hurt) -> None:
        """Time for each half-open socket to be cut once, or for it to be clear that none is."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(WITHIN if any(hurt.seen[f"cut: {kind}"] for kind in HALVES) else 1.0):
                while any(hurt.seen[f"cut: {kind}"] < HALF // len(HALVES) for kind in HALVES):
                    await asyncio.sleep(0.1)

    async def _writes(self, seat: Seat, round: str) -> None:
        for n in range(IDEAS):
            text = f"{seat.name} keksii {n}: " + "kahvit naapurien kanssa, " * 75
            asked = await seat.ask("add_idea", round, text=text)
            if asked.refused:
                self.wrong.append(f"{seat.name} was refused: {asked.refused}")
            self.kept.append(text.strip())
            await asyncio.sleep(0.25)

    async def _everything(self, leader: Facilitator) -> None:
        """Everybody has got every idea, on one connection and without a gap."""
        done = await leader.ask("say_line", text="Kiitos")
        await asyncio.gather(*(seat.reaches(done.rev) for seat in self.seats))
        for seat in self.seats:
            texts = {idea.text for idea in seat.room.every(Idea)}
            if missing := set(self.kept) - texts:
                self.wrong.append(f"{seat.name} lacks {len(missing)} ideas")
            if seat.full != 1:
                self.wrong.append(f"{seat.name} was given everything {seat.full} times")
        if self.figures.gaps or self.figures.differing:
            self.wrong.append(f"{self.figures.gaps} gaps, {self.figures.differing} copies that differed")

    async def _metric(self, name: str) -> float:
        text = (await asyncio.to_thread(web.call, f"{self.server.url}/metrics")).decode()
        return next(float(line.split()[-1]) for line in text.splitlines() if line.startswith(f"{name} "))


async def crowded(server: ServerProcess, flooders: int) -> tuple[Crowded, Hurt]:
    room = Crowded(server)
    hurt = await room.play(flooders)
    sys.stdout.write(
        f"\n{server._module}: {len(room.kept)} ideas to {len(room.seats)}, {dict(sorted(hurt.seen.items()))}, "
        f"{room.unsent_kb:.0f} KiB unsent, {room.grown_mb:.1f} MB more, wrong {room.wrong[:3]}\n"
    )
    return room, hurt


async def test_everybody_else_gets_everything(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with capsys.disabled():
        async with ServerProcess(tmp_path / "data", tmp_path / "log", "tests.chaos.servers.hasty") as server:
            room, hurt = await crowded(server, flooders=1)
    assert room.wrong == [] and len(room.kept) == len(range(1, PEOPLE + 1, 3)) * IDEAS
    assert hurt.seen["flooder heard slow_down"] > 100 and hurt.seen["flooder shown out"] > 1
    for kind in HALVES:
        assert hurt.seen[f"cut: {kind}"] >= HALF // len(HALVES), f"{kind}: each was cut at least once"
    assert room.unsent_kb < MOST_UNSENT_KB * STALLED
    assert room.grown_mb < MOST_MB


async def test_without_any_of_the_guards(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The twin: nobody is slowed down or cut, and what is not read piles up."""
    with capsys.disabled():
        async with ServerProcess(tmp_path / "data", tmp_path / "log", "tests.chaos.servers.patient") as server:
            room, hurt = await crowded(server, flooders=0)
            flood = Hurt(server.port, room.code, "")
            await flood.begin(flooders=1, stalled=0, half=0)
            await asyncio.sleep(2)
            await flood.end()
    assert flood.seen["acts of the flooder"] and flood.seen["flooder heard slow_down"] == 0
    assert not [kind for kind in HALVES if hurt.seen[f"cut: {kind}"]]
    assert room.unsent_kb > MOST_UNSENT_KB * STALLED
