"""Make a workshop room from a ready model or a model file of your own, and print its three links."""

from __future__ import annotations

import argparse
import asyncio
import json

from server import models
from server.app import open_house
from server.commands import CommandFailed
from server.commands.serve import address, say
from server.journal.lock import DataFolderLocked
from server.operator import running
from server.rehearse import web
from server.rehearse.run import wish
from server.settings import Settings, read, with_create_key
from sessions import opening

HELP = "make a room from a model or a model file, and print its links"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("model", help="name of a ready workshop (see: models), or a model file (.toml)")
    parser.add_argument("--title", default="", help="what the workshop is called; default: the model's title")
    parser.add_argument("--lang", default="fi", choices=("fi", "en", "sv"), help="language of the workshop (fi)")
    parser.add_argument("--url", default="", help="on this running server, elsewhere")
    parser.add_argument("--create-key", help="the key to create rooms there, where one is set")
    parser.add_argument("--data", help="folder of the SQLite files (TALKOOT_DATA)")


async def _here(settings: Settings, args: argparse.Namespace) -> dict[str, str]:
    """Without a server: straight into the data folder. Raises `DataFolderLocked` when one is running."""
    model = models.find(args.model)
    house = await open_house(settings, settings.port)
    try:
        made = await house.hub.create(
            lambda keys, by: opening.create(model, args.title, args.lang, keys, models.lists(), by)
        )
        base, code = address(house), made.code
        return {
            "code": code, "join_url": f"{base}/{code}", "host_url": f"{base}/host/{code}#{made.host_key}",
            "screen_url": f"{base}/screen/{code}#{made.screen_key}",
        }  # fmt: skip
    finally:
        await house.close()


def run(args: argparse.Namespace) -> int:
    settings = read({"data": args.data, "create_key": args.create_key})
    url, key = args.url.rstrip("/"), args.create_key or ""  # another server has nothing to do with this one's key
    if not url:
        try:
            _tell(asyncio.run(_here(settings, args)))
            return 0
        except DataFolderLocked as locked:
            server = running(settings.data)
            if server is None:
                raise CommandFailed(str(locked)) from locked
            url, key = server.url, with_create_key(settings).create_key
    body = {**wish(args.model), "title": args.title, "lang": args.lang}
    _tell(json.loads(web.call(f"{url}/api/rooms", body, key)))
    return 0


def _tell(links: dict[str, str]) -> None:
    say(f"room {links['code']}")
    say(f"  facilitator  {links['host_url']}")
    say(f"  participant  {links['join_url']}")
    say(f"  screen       {links['screen_url']}")
