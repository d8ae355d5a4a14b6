"""Servers that are wrong, or slow, on purpose: run in place of `python -m server`, each with one change of its own.

Never import one of them into a test: it changes the server of the process that it runs in.
"""

APART = 1.5
"""Seconds between keeping and telling, whichever comes first."""
UNTOLD = "untold"
"""The file beside the data folder in which those say how many actions they have kept and not told yet."""
