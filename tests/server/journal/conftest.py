"""Every test that takes `engine` runs against every engine."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from server.journal.port import Journal
from tests.server.journal.engines import ROOM, Engine, MemoryEngine, SqliteEngine


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
