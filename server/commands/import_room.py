"""Bring in a JSON export as a new room. Beside a running server it goes through that server: --url."""

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
from server.rehearse import web
from server.settings import Settings, read
from sessions import opening
from sessions.records import Change

NAME = "import"
HELP = "bring in a JSON export as a new room"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", help="a JSON export, - for standard input")
    parser.add_argument("--url", default="", help="address of the running server")
    parser.add_argument("--create-key", default="", help="the key to create rooms there, where one is set")
    parser.add_argument("--data", help="folder of the SQLite files (TALKOOT_DATA)")


async def _here(settings: Settings, change: Change) -> None:
    try:
        house = await open_house(settings, settings.port)
    except DataFolderLocked as locked:
        raise CommandFailed(
            f"{locked} Bring the room in through it: --url http://127.0.0.1:{settings.port}"
        ) from locked
    try:
        make = dated(lambda keys, by: Change(put=(*opening.keys(keys), *change.put)), settings.keep_days)
        created = await house.hub.create(make)
        base = address(house)
        say(f"room {created.code}")
        say(f"  participant  {base}/{created.code}")
        say(f"  facilitator  {base}/host/{created.code}#{created.host_key}")
        say(f"  screen       {base}/screen/{created.code}#{created.screen_key}")
    finally:
        await house.close()


def run(args: argparse.Namespace) -> int:
    body = sys.stdin.buffer.read() if args.file == "-" else Path(args.file).read_bytes()
    if args.url:
        made = json.loads(web.call(f"{args.url.rstrip('/')}/api/import", body, args.create_key))
        say(f"room {made['code']}\n  participant  {made['join_url']}")
        say(f"  facilitator  {made['host_url']}\n  screen       {made['screen_url']}")
        return 0
    try:
        change = import_room.read(body)
    except import_room.Damaged as wrong:
        raise CommandFailed(f"{args.file}: {wrong.sentence(words, 'en')} Nothing was changed.") from wrong
    asyncio.run(_here(read({"data": args.data}), change))
    return 0
