"""The hub under one seed: whatever breaks, what was told *kept* is there once, and every copy is what its person may see."""

from __future__ import annotations

import logging
import os
import sys
import time
from collections.abc import Iterator
from typing import Any

import pytest

from server.hub import state
from server.hub.dedup import Answered
from server.hub.member import Member
from sessions.room import Topic
from tests.chaos.simulated import Simulated, simulate

pytestmark = pytest.mark.chaos

ACTIONS = int(os.environ.get("CHAOS_SIMULATED", "100000"))
FIRST = int(os.environ.get("CHAOS_SEED", "1"))
EACH = 2_500
"""Actions in one room."""


@pytest.fixture(autouse=True)
def _in_haste(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Deletions are forgotten after seconds, so that who was away for half a minute has to be given everything."""
    monkeypatch.setattr(state, "TOMBSTONE_MS", 4_000)
    monkeypatch.setattr(state, "TOMBSTONE_CHANGES", 60)
    monkeypatch.setattr(state, "MARK_MS", 1_000)
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


async def test_whatever_breaks_the_promises_hold(capsys: pytest.CaptureFixture[str]) -> None:
    started, wrong, done, kept = time.perf_counter(), [], 0, 0
    for seed in range(FIRST, FIRST + -(-ACTIONS // EACH)):
        town = await simulate(seed, EACH)
        done, kept = done + town.done, kept + sum(len(phone.kept) for phone in town.phones)
        if town.wrong:
            wrong.append(town.told())
        with capsys.disabled():
            sys.stdout.write(f"{town.told()}\n")
    with capsys.disabled():
        sys.stdout.write(f"{done} actions, {kept} kept, {time.perf_counter() - started:.0f} s\n")
    assert wrong == []
    assert done >= ACTIONS and kept > done / 2


async def test_the_same_seed_is_the_same_run_to_the_byte() -> None:
    one, other = await simulate(7, 800), await simulate(7, 800)
    assert one.steps_taken == other.steps_taken
    assert one.digest() == other.digest() != (await simulate(8, 800)).digest()


# --- without the guard, it is found out ------------------------------------------------------------------------------


async def found_out(seeds: range, actions: int = 1_500) -> list[str]:
    """What is wrong with the first of these seeds with which anything is."""
    for seed in seeds:
        town: Simulated = await simulate(seed, actions)
        if town.wrong:
            return town.wrong
    return []


async def test_without_the_memory_of_what_was_answered_actions_are_done_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Answered, "before", lambda answered, person, tab, n: None)
    assert any("doubled" in why and " 0 doubled" not in why for why in await found_out(range(1, 6)))


async def test_without_the_floor_of_deletions_copies_keep_what_is_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    since = Topic.since

    def from_anywhere(topic: Topic, rev: int) -> Any:
        return since(topic, max(rev, topic.floor))

    monkeypatch.setattr(Topic, "since", from_anywhere)
    assert await found_out(range(1, 9))


async def test_without_catching_up_whoever_reads_slowly_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Member, "missed", lambda member: None)
    assert await found_out(range(1, 6))
