"""Every test that takes `engine` runs against every engine."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from server.journal.connection import Desk
from server.journal.port import Journal
from tests.server.journal.engines import ROOM, Engine, MemoryEngine, SqliteEngine


@pytest.fixture(autouse=True)
def no_desk_stays_open(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A test that fails must not leave a thread behind that keeps the whole run from ending."""
    opened: list[Desk] = []
    really_open = Desk.open

    async def open_and_note(*args: Any) -> Desk:
        desk = await really_open(*args)
        opened.append(desk)
        return desk

    monkeypatch.setattr(Desk, "open", open_and_note)
    yield
    for desk in opened:
        desk._proxy.stop()


@pytest_asyncio.fixture(params=[MemoryEngine, SqliteEngine], ids=["memory", "sqlite"])
async def engine(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Engine]:
    engine: Engine = request.param(tmp_path)
    await engine.start()
    assert await engine.journal.create(ROOM)
    yield engine
    await engine.stop()


@pytest.fixture
def journal(engine: Engine) -> Journal:
    return engine.journal
