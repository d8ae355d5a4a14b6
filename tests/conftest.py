"""What every test may use. Fixtures of one part of the tree live in that part's own conftest."""

from __future__ import annotations

import pytest
from hypothesis import settings

# Machines that test are shared and slow: a time limit per example would fail for no reason of ours.
settings.register_profile("talkoot", deadline=None)
settings.load_profile("talkoot")

FIRST = ("test_simulation", "test_hostile_texts")
"""What takes longest begins first, so that no worker is left with a minute of it when the others have done. Not more than these:
side by side they only wait for the processor, and later the processor for the others."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: not any(name in item.nodeid for name in FIRST))
