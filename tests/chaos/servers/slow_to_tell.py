"""Keeps as it should, but tells late: whoever kills it in between finds actions on disk that nobody was told of."""

import asyncio
import sys
from pathlib import Path

from server.cli import main
from server.hub.draft import Draft
from server.hub.flush import Flusher
from tests.chaos.servers import APART, UNTOLD

_publish = Flusher._publish
_untold = Path(sys.argv[sys.argv.index("--data") + 1]).with_name(UNTOLD)


async def _told_later(flusher: Flusher, draft: Draft) -> None:
    if draft.kept:
        _untold.write_text(str(draft.kept))
        await asyncio.sleep(APART)
        _untold.unlink()
    await _publish(flusher, draft)


Flusher._publish = _told_later  # type: ignore[method-assign,assignment]

if __name__ == "__main__":
    sys.exit(main())
