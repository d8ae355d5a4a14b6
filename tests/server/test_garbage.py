"""Cycles are looked for while few are connected, and never by themselves."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import weakref
from collections.abc import Iterator

import pytest

from server import garbage


class Circle:
    """Refers to itself: only a search finds that nobody else does."""

    def __init__(self) -> None:
        self.me = self


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    before = gc.get_threshold()
    yield
    gc.unfreeze()
    gc.set_threshold(*before)


def test_nothing_is_searched_through_by_itself() -> None:
    garbage.hold()
    assert gc.get_freeze_count() > 10_000
    done = gc.get_stats()[2]["collections"]
    kept = [[n] for n in range(300_000)]
    assert gc.get_stats()[2]["collections"] == done and len(kept) == 300_000


@pytest.mark.parametrize(("connected", "found"), [(garbage.FEW, True), (garbage.FEW + 1, False)])
async def test_a_full_search_is_for_quiet_minutes(connected: int, found: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(garbage, "EVERY", 0.01)
    garbage.hold()
    circle = Circle()
    gone = weakref.ref(circle)
    gc.collect()  # what has survived a search is only looked at by a full one
    del circle
    looking = asyncio.create_task(garbage.look(lambda: connected))
    await asyncio.sleep(0.2)
    looking.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await looking
    assert (gone() is None) is found
