"""Keeps as it should, but tells late: whoever kills it in between finds actions on disk that nobody was told of."""

import asyncio
import sys

from server.cli import main
from server.hub.draft import Draft
from server.hub.flush import Flusher
from tests.chaos.servers import TOLD_AFTER

_publish = Flusher._publish


async def _told_later(flusher: Flusher, draft: Draft) -> None:
    if draft.tabs:
        await asyncio.sleep(TOLD_AFTER)
    await _publish(flusher, draft)


Flusher._publish = _told_later  # type: ignore[method-assign,assignment]

if __name__ == "__main__":
    sys.exit(main())
