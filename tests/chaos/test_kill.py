"""`kill -9` in the middle of a workshop: what was told *kept* is there, nothing is there twice, all resume by delta.

One room of fifty people is killed twenty times, in every kind of step and across every turn of the agenda. `make chaos`
does a thousand (`CHAOS_KILLS`), fifty rooms one after the other.
"""

from __future__ import annotations

import asyncio
import os
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from server.rehearse import ledger
from sessions.activities import ACTIVITIES
from tests.chaos.servers import UNTOLD
from tests.chaos.workshop import IN_FLIGHT, STEPS, Kill, Workshop, opened, server_at

pytestmark = pytest.mark.chaos

EACH = 20
"""Kills in one room."""
ROOMS = -(-int(os.environ.get("CHAOS_KILLS", "20")) // EACH)
SEED = int(os.environ.get("CHAOS_SEED", "1"))

TWICE = ("ideat", "kasat", "aanet")
AT_OPEN, AT_CLOSE, AT_REVEAL, AT_SEAL = ("kasat", "teot"), ("teesit",), ("teesit", "aanet"), ("ideat",)
"""Steps in which the facilitator's own turn is among what is in flight."""


async def play(workshop: Workshop) -> None:
    """The whole agenda, killed on the way."""
    for key, kind, _ in STEPS:
        await turn(workshop, key in AT_OPEN, f"{kind} opening", "open_step", key)
        for _ in range(2 if key in TWICE else 1):
            await workshop.kill(f"{kind} {workshop.step(key).stage}".strip())
        if kind == "brainstorm":
            await turn(workshop, True, f"{kind} advancing", "advance_step", key, stage="build")
            await workshop.kill(f"{kind} {workshop.step(key).stage}")
        await turn(workshop, key in AT_CLOSE, f"{kind} closing", "close_step", key)
        if workshop.step(key).state == "open":
            await workshop.ask("close_step", id=workshop.step(key).id)
        if workshop.step(key).state == "grace":
            await workshop.ask("close_step", id=workshop.step(key).id)
        await turn(workshop, key in AT_REVEAL, f"{kind} revealing", "reveal_step", key, anyway=True)
        if key in AT_SEAL:
            await turn(workshop, True, f"{kind} sealing", "seal_step", key)
    await workshop.kill("feedback ending", "end_session")


async def turn(workshop: Workshop, killed: bool, at: str, do: str, key: str, **args: Any) -> None:
    """The facilitator turns the agenda on, in peace or among what is in flight when the server is killed."""
    if killed:
        await workshop.kill(at, do, id=workshop.step(key).id, **args)
    else:
        await workshop.ask(do, id=workshop.step(key).id, **args)


@pytest.mark.parametrize("room", range(ROOMS))
async def test_twenty_kills(room: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    started = time.perf_counter()
    async with server_at(tmp_path) as server:
        workshop = await opened(server, SEED * 1000 + room)
        try:
            await play(workshop)
            at_the_end = await workshop.compare()
        finally:
            await workshop.leave()
            with capsys.disabled():
                sys.stdout.write(f"\n{workshop.report()}\n{time.perf_counter() - started:.0f} s\n")
    kills = workshop.kills
    assert len(kills) == EACH and all(kill.in_flight >= IN_FLIGHT for kill in kills)
    assert {kill.at.split()[0] for kill in kills} == set(ACTIVITIES)
    assert {"brainstorm blind", "brainstorm build"} <= {kill.at for kill in kills}
    wrong = [f"{kill.at}: {why}" for kill in kills for why in kill.finding.why]
    assert not wrong, "\n".join(wrong)
    assert not any(kill.finding.lost or kill.finding.doubled for kill in kills)
    assert at_the_end == ledger.Finding(0, 0, ())
    assert (workshop.figures.differing, workshop.figures.gaps) == (0, 0)
    assert workshop.figures.kept > 2000, "hardly anything happened"
    assert "Traceback" not in (tmp_path / "log").read_text()


# it bites


async def in_storm(folder: Path, module: str, wait: Callable[[Workshop], Awaitable[None]]) -> Kill:
    """A few people brainstorm on such a server; it is killed when `wait` is over and comes back as the same."""
    async with server_at(folder, module) as server:
        workshop = await opened(server, SEED, people=20)
        try:
            await workshop.ask("open_step", id=workshop.step("ideat").id)
            workshop.push_everybody()
            await wait(workshop)
            return await workshop.blow("brainstorm blind")
        finally:
            await workshop.leave()


async def test_a_server_that_tells_before_it_keeps_is_found_out(tmp_path: Path) -> None:
    async def until_told(workshop: Workshop) -> None:
        before = workshop.figures.kept
        async with asyncio.timeout(20):
            while workshop.figures.kept < before + IN_FLIGHT:
                await asyncio.sleep(0.005)

    kill = await in_storm(tmp_path, "tests.chaos.servers.too_early", until_told)
    assert kill.finding.lost >= IN_FLIGHT, kill


def until_untold(folder: Path) -> Callable[[Workshop], Awaitable[None]]:
    """Until many an action is on disk of which nobody has been told."""

    def untold() -> int:
        try:
            return int((folder / UNTOLD).read_text() or 0)
        except FileNotFoundError:
            return 0

    async def wait(workshop: Workshop) -> None:
        async with asyncio.timeout(30):
            while untold() < IN_FLIGHT:
                await asyncio.sleep(0.005)

    return wait


async def test_what_was_kept_and_not_told_is_answered_again_and_not_done_again(tmp_path: Path) -> None:
    kill = await in_storm(tmp_path, "tests.chaos.servers.slow_to_tell", until_untold(tmp_path))
    assert kill.again >= IN_FLIGHT, kill
    assert kill.finding == ledger.Finding(0, 0, ())


async def test_a_server_that_does_not_keep_what_it_answered_is_found_out(tmp_path: Path) -> None:
    kill = await in_storm(tmp_path, "tests.chaos.servers.forgetful", until_untold(tmp_path))
    assert kill.finding.doubled >= IN_FLIGHT // 2, kill
