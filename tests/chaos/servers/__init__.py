"""Servers that are wrong, or slow, on purpose: run in place of `python -m server`, each with one change of its own.

Never import one of them into a test: it changes the server of the process that it runs in.
"""

TOLD_AFTER = 0.4
"""Seconds between keeping and telling, in those that tell late."""
