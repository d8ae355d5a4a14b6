"""What every test may use. Fixtures of one part of the tree live in that part's own conftest."""

from __future__ import annotations

from hypothesis import settings

# Machines that test are shared and slow: a time limit per example would fail for no reason of ours.
settings.register_profile("talkoot", deadline=None)
settings.load_profile("talkoot")
