"""What every test may use. Fixtures of one part of the tree live in that part's own conftest."""

from __future__ import annotations

import os

import pytest
from hypothesis import settings

# Machines that test are shared and slow: a time limit per example would fail for no reason of ours.
settings.register_profile("talkoot", deadline=None)
settings.load_profile("talkoot")

LONGEST = (
    ("test_simulation", "test_every_page_ends"),
    ("test_workshop.py", "test_twenty_kills"),
    ("test_hostile_texts",),
)
"""With what each worker begins: what takes minutes, so that none is left with it when the others have done."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Each worker is given an equal stretch of this order, and takes over from the end of another's when it has done."""
    workers = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    begins = [[item for name in names for item in items if name in item.nodeid] for names in LONGEST]
    long = {item for begin in begins for item in begin}
    others, total = [item for item in items if item not in long], len(items)
    items.clear()
    for worker in range(workers):
        stretch = [item for begin in begins[worker::workers] for item in begin]
        size = max(len(stretch), (total - len(items)) // (workers - worker))
        items += stretch + others[: size - len(stretch)]
        del others[: size - len(stretch)]
    items += others
