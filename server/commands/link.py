"""Mint a new link for the facilitators (or the screen) of a room and revoke the old one."""

from __future__ import annotations

import argparse
import asyncio
import json

from server.app import open_house
from server.commands import CommandFailed
from server.commands.serve import address, say
from server.hub.ports import UnknownRoom
from server.journal.lock import DataFolderLocked
from server.operator import running
from server.rehearse import web
from server.settings import Settings, read
from server.transport.websocket import clean_code

HELP = "mint a new facilitator link and revoke the old one"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("code", help="the room's code")
    parser.add_argument("--screen", action="store_true", help="the screen's link instead of the facilitators'")
    parser.add_argument("--data", help="folder of the SQLite files (TALKOOT_DATA)")


async def _here(settings: Settings, code: str, role: str) -> str:
    house = await open_house(settings, settings.port)
    try:
        key = await house.hub.mint_key(code, role)
        return f"{address(house)}/{role}/{code}#{key}"
    except UnknownRoom as wrong:
        raise CommandFailed(f"there is no room {code} in {settings.data}") from wrong
    finally:
        await house.close()


def run(args: argparse.Namespace) -> int:
    settings, code = read({"data": args.data}), clean_code(args.code)
    if not code:
        raise CommandFailed(f"{args.code!r} cannot be a room's code: expected 6 characters such as K7R-MX4")
    role = "screen" if args.screen else "host"
    try:
        say(asyncio.run(_here(settings, code, role)))
    except DataFolderLocked as locked:
        server = running(settings.data)
        if server is None:
            raise CommandFailed(str(locked)) from locked
        try:
            made = json.loads(web.call(f"{server.url}/api/rooms/{code}/link", {"role": role}, server.token))
        except web.Failed as wrong:
            if wrong.code == "unknown_room":
                raise CommandFailed(f"there is no room {code} in {settings.data}") from wrong
            raise
        say(made["url"])
    return 0
