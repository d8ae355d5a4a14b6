"""Garbage in cycles is looked for while few are connected: the search walks over everything that is in memory.

With 5,000 people in a room that is half a second in which nobody is answered, for some hundred objects; nearly all that a
server drops has no cycles and goes at once, by its count of references. So the full search never comes by itself here: it
is made once a minute while it is cheap, and what waits for it until then is little (bench/RESULTS.md, P3).
"""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Callable

EVERY = 60.0
"""Seconds between two full searches."""
FEW = 300
"""Connections up to which a full search takes some hundredths of a second."""
YOUNG = (2_000, 2)
"""Objects after which the youngest are looked through, and how often that is until the next older are: often, for all of them
are walked over in one go, and what has outlived that is not walked over again."""
NEVER = 1_000_000_000


def hold() -> None:
    """From here on no full search by itself; what has been loaded so far is not looked through any more."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*YOUNG, NEVER)


async def look(connected: Callable[[], int]) -> None:
    """For ever: a full search whenever few are `connected`."""
    while True:
        await asyncio.sleep(EVERY)
        if connected() <= FEW:
            gc.collect()
