"""What every test may use. Fixtures of one part of the tree live in that part's own conftest."""

from __future__ import annotations

import pytest
from hypothesis import settings

# Machines that test are shared and slow: a time limit per example would fail for no reason of ours.
settings.register_profile("talkoot", deadline=None)
settings.load_profile("talkoot")

FIRST = (
    "browser/test_hostile_texts",
    "chaos/test_simulation",
    "chaos/test_network",
    "packaging/",
    "browser/test_workshop",
    "chaos/",
    "test_attacker",
)
"""What takes longest begins first, so that no worker is left with a minute of it when the others have done."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: next((place for place, name in enumerate(FIRST) if name in item.nodeid), len(FIRST)))
