"""Erase a room for good: from the database, its log, its history and the following backup. Without a code: what was erased.

Only a receipt stays, which says how much it was and nothing of what was said. Older backup files still hold the room;
brought back beside a newer one, it stays erased.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import time
from pathlib import Path

import msgspec

from server.app import open_house
from server.commands import CommandFailed
from server.commands.serve import say
from server.hub.ports import UnknownRoom
from server.journal.lock import DataFolderLocked
from server.journal.port import JournalError
from server.journal.schema import FILE
from server.journal.sqlite import SqliteReader
from server.operator import running
from server.receipts import Receipt, receipts
from server.rehearse import web
from server.settings import Settings, read
from server.transport.websocket import clean_code

HELP = "erase a room for good, or list what was erased"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("code", nargs="?", help="the room's code; left out: list the receipts")
    parser.add_argument("--yes", action="store_true", help="do not ask")
    parser.add_argument("--json", action="store_true", help="as JSON")
    parser.add_argument("--data", help="folder of the SQLite files (TALKOOT_DATA)")


def _unknown(settings: Settings, code: str) -> CommandFailed:
    return CommandFailed(f"there is no room {code} in {settings.data}")


async def _here(settings: Settings, code: str) -> Receipt:
    house = await open_house(settings, settings.port)
    try:
        return await house.eraser.erase(code, "operator")
    except UnknownRoom as wrong:
        raise _unknown(settings, code) from wrong
    finally:
        await house.close()


async def _known(folder: Path, code: str) -> bool:
    """Whether there is such a room, by a look that changes nothing and that a running server does not mind."""
    if not (folder / FILE).exists():
        return False
    try:
        reader = await SqliteReader.look(folder)
        try:
            return await reader.exists(code)
        finally:
            await reader.close()
    except JournalError:
        return True  # a journal that needs mending first; the erasing does that, and says what it cannot


def _there(settings: Settings, code: str, locked: DataFolderLocked) -> Receipt:
    server = running(settings.data)
    if server is None:
        raise CommandFailed(str(locked)) from locked
    body = web.call(f"{server.url}/api/rooms/{code}", {"code": code}, server.token, "DELETE")
    return msgspec.json.decode(body, type=Receipt)


async def _list(settings: Settings) -> list[Receipt]:
    reader = await SqliteReader.look(settings.data)
    try:
        return await receipts(reader)
    finally:
        await reader.close()


def told(one: Receipt) -> str:
    """A receipt as a line."""
    day = time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime(one.at / 1000))
    kinds = ", ".join(f"{count} {kind}" for kind, count in one.records.items())
    return f"{day}  {one.room[:16]}  by {one.why}: {kinds or 'could not be read'}"


def run(args: argparse.Namespace) -> int:
    settings = read({"data": args.data})
    if args.code is None:
        done = asyncio.run(_list(settings))
    else:
        code = clean_code(args.code)
        if not code:
            raise CommandFailed(f"{args.code!r} cannot be a room's code: expected 6 characters such as K7R-MX4")
        if not args.yes and not asyncio.run(_known(settings.data, code)):
            raise _unknown(settings, code)
        if not args.yes and not _sure(code):
            why = (
                "that was not the code"
                if sys.stdin.isatty()
                else "there is nobody to ask here; --yes erases without asking"
            )
            raise CommandFailed(f"nothing was erased: {why}")
        try:
            done = [asyncio.run(_here(settings, code))]
        except DataFolderLocked as locked:
            done = [_there(settings, code, locked)]
    if args.json:
        say(json.dumps([msgspec.to_builtins(one) for one in done], indent=1))
    else:
        for one in done:
            say(told(one))
    return 0


def _sure(code: str) -> bool:
    if not sys.stdin.isatty():
        return False
    return clean_code(input(f"Erase {code} and everything in it for good? Type the code once more: ")) == code
