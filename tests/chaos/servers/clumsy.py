"""Makes mistakes that cite what people typed: in an activity, in an errand, in tasks and threads that nobody waits for.

An idea with CLUMSY in it sets them off. With PLAINLY in the environment it logs as Python does by itself.
"""

import asyncio
import logging
import os
import sys
import threading
import warnings

from server import log
from server.cli import main
from server.hub.errands import Desk
from sessions.activities import brainstorm

CLUMSY = "kömpelö"
_decide, _begin = brainstorm.decide, Desk.begin


def _stumbles(text: str) -> None:
    raise ValueError(f"what is this: {text}")


async def _stumbles_later(text: str) -> None:
    _stumbles(text)


def _decides(room, step, action, by):  # type: ignore[no-untyped-def]
    text = getattr(action, "text", "")
    if CLUMSY in text:
        asyncio.get_running_loop().call_soon(_stumbles, text)
        asyncio.ensure_future(_stumbles_later(text))  # noqa: RUF006 - that nobody waits is the mistake
        threading.Thread(target=_stumbles, args=(text,)).start()
        warnings.warn("something is\nold", stacklevel=1)
        try:
            _stumbles(text)
        except ValueError as first:
            raise RuntimeError(f"{by.person} wrote {text}\nin two lines") from first
    return _decide(room, step, action, by)


brainstorm.decide = _decides

if "PLAINLY" in os.environ:
    log.set_up = lambda level, as_json=False: logging.basicConfig(
        stream=sys.stderr, level=level.upper(), format="%(asctime)s %(levelname)s %(name)s: %(message)s"
    )

if __name__ == "__main__":
    sys.exit(main())
