"""What every test may use. Fixtures of one part of the tree live in that part's own conftest."""

from __future__ import annotations

import os

from hypothesis import settings

# Machines that test are shared and slow: a time limit per example would fail for no reason of ours.
settings.register_profile("talkoot", deadline=None)
settings.load_profile("talkoot")


def pytest_xdist_auto_num_workers() -> int:
    """One more than there are cores: half of the long tests wait for a page, a clock or a server most of the time."""
    return min(4, (os.cpu_count() or 1) + 1)
