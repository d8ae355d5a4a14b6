"""A new room from the command line: straight into the data folder, or through the server that runs on it, or another one."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from server.app import open_house
from server.commands import CommandFailed
from server.commands.serve import address, say
from server.hub.ports import Make
from server.journal.lock import DataFolderLocked
from server.operator import running
from server.rehearse import web
from server.settings import Settings, with_create_key


def make_here(settings: Settings, make: Make, path: str, body: Any) -> None:
    """Into this data folder, and print its links: by `make`, or by `body` at `path` of the server that runs on it."""
    try:
        _tell(asyncio.run(_in_folder(settings, make)))
    except DataFolderLocked as locked:
        server = running(settings.data)
        if server is None:
            raise CommandFailed(str(locked)) from locked
        make_there(server.url, with_create_key(settings).create_key, path, body)


def make_there(url: str, key: str, path: str, body: Any) -> None:
    """On a running server, and print its links. Another one is given its own key, never this one's."""
    _tell(json.loads(web.call(f"{url.rstrip('/')}{path}", body, key)))


async def _in_folder(settings: Settings, make: Make) -> dict[str, str]:
    house = await open_house(settings, settings.port)
    try:
        made = await house.hub.create(make)
        base, code = address(house), made.code
        return {
            "code": code, "join_url": f"{base}/{code}", "host_url": f"{base}/host/{code}#{made.host_key}",
            "screen_url": f"{base}/screen/{code}#{made.screen_key}",
        }  # fmt: skip
    finally:
        await house.close()


def _tell(links: dict[str, str]) -> None:
    say(f"room {links['code']}")
    say(f"  facilitator  {links['host_url']}")
    say(f"  participant  {links['join_url']}")
    say(f"  screen       {links['screen_url']}")
