"""Bring in a JSON export as a new room. Beside a running server it goes through that server."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from pathlib import Path

from server import import_room, words
from server.app import open_house
from server.commands import CommandFailed
from server.commands.serve import address, say
from server.erasing import dated
from server.journal.lock import DataFolderLocked
from server.operator import running
from server.rehearse import web
from server.settings import Settings, read, with_create_key
from sessions import opening
from sessions.records import Change

NAME = "import"
HELP = "bring in a JSON export as a new room"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", help="a JSON export, - for standard input")
    parser.add_argument("--url", default="", help="into this running server, elsewhere")
    parser.add_argument("--create-key", help="the key to create rooms there, where one is set")
    parser.add_argument("--data", help="folder of the SQLite files (TALKOOT_DATA)")


async def _here(settings: Settings, change: Change) -> dict[str, str]:
    """Without a server: straight into the data folder. Raises `DataFolderLocked` when one is running."""
    house = await open_house(settings, settings.port)
    try:
        make = dated(lambda keys, by: Change(put=(*opening.keys(keys), *change.put)), settings.keep_days)
        made = await house.hub.create(make)
        base, code = address(house), made.code
        return {
            "code": code, "join_url": f"{base}/{code}", "host_url": f"{base}/host/{code}#{made.host_key}",
            "screen_url": f"{base}/screen/{code}#{made.screen_key}",
        }  # fmt: skip
    finally:
        await house.close()


def run(args: argparse.Namespace) -> int:
    settings = read({"data": args.data, "create_key": args.create_key})
    body = sys.stdin.buffer.read() if args.file == "-" else Path(args.file).read_bytes()
    url, key = args.url.rstrip("/"), args.create_key or ""  # another server has nothing to do with this one's key
    if not url:
        try:
            change = import_room.read(body)
        except import_room.Damaged as wrong:
            raise CommandFailed(f"{args.file}: {wrong.sentence(words, 'en')} Nothing was changed.") from wrong
        try:
            _tell(asyncio.run(_here(settings, change)))
            return 0
        except DataFolderLocked as locked:
            server = running(settings.data)
            if server is None:
                raise CommandFailed(str(locked)) from locked
            url, key = server.url, with_create_key(settings).create_key
    _tell(json.loads(web.call(f"{url}/api/import", body, key)))
    return 0


def _tell(links: dict[str, str]) -> None:
    say(f"room {links['code']}")
    say(f"  participant  {links['join_url']}")
    say(f"  facilitator  {links['host_url']}")
    say(f"  screen       {links['screen_url']}")
