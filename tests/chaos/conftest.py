"""The storm is played on the loop that serves; it is also twice as quick."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from server import serve


def pytest_asyncio_loop_factories(item: pytest.Item) -> dict[str, Callable[[], asyncio.AbstractEventLoop]]:
    serving = serve.loop_factory() if item.path.name == "test_network.py" else None
    return {"serving" if serving else "plain": serving or asyncio.new_event_loop}
