"""Tells late, and does not keep which actions it has answered: a repeat after a crash is done again."""

import sys

import tests.chaos.servers.slow_to_tell  # noqa: F401 - it tells late, too
from server.cli import main
from server.hub.draft import Draft
from server.hub.keeping import Keeper
from server.hub.state import State

_keep = Keeper.keep


async def _without_names(keeper: Keeper, state: State, draft: Draft) -> None:
    told, draft.tabs = draft.tabs, []
    await _keep(keeper, state, draft)
    draft.tabs = told


Keeper.keep = _without_names  # type: ignore[method-assign,assignment]

if __name__ == "__main__":
    sys.exit(main())
