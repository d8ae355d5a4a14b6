"""Says *kept* before the journal has it, as a server in a hurry would."""

import asyncio
import sys

from server.cli import main
from server.hub.draft import Draft
from server.hub.keeping import Keeper
from server.hub.state import State
from tests.chaos.servers import APART

_keep = Keeper.keep


async def _told_first(keeper: Keeper, state: State, draft: Draft) -> None:
    for answer in draft.after:
        answer()
    draft.after.clear()
    if draft.kept:
        await asyncio.sleep(APART)
    await _keep(keeper, state, draft)


Keeper.keep = _told_first  # type: ignore[method-assign,assignment]

if __name__ == "__main__":
    sys.exit(main())
