"""Write what a room gave to a file, in any format. Reads only; a server may be running beside it."""

from __future__ import annotations

import argparse
import asyncio
import os
import stat
import sys
import time
from pathlib import Path

from server import export, words
from server.commands import CommandFailed
from server.hub.state import load
from server.journal.port import NoSuchRoom
from server.journal.sqlite import SqliteReader
from server.settings import read
from server.transport.websocket import clean_code
from sessions.room import Room

NAME = "export"
HELP = "write what a room gave to a file"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("code", help="the room's code")
    parser.add_argument("--format", default="json", choices=sorted(export.formats()), help="json")
    parser.add_argument("--out", help="file to write, - for standard output; default: a name with code and date")
    parser.add_argument("--lang", choices=words.LANGS, help="language of the headings; default: the room's")
    parser.add_argument("--zone", default="UTC", help="time zone of the moments, such as Europe/Helsinki (UTC)")
    parser.add_argument("--data", help="folder of the SQLite files (TALKOOT_DATA)")


async def _room(folder: Path, code: str) -> Room:
    reader = await SqliteReader.look(folder)
    try:
        return (await load(reader, code)).state.room
    except NoSuchRoom as wrong:
        raise CommandFailed(f"there is no room {code} in {folder}") from wrong
    finally:
        await reader.close()


def run(args: argparse.Namespace) -> int:
    code = clean_code(args.code)
    if not code:
        raise CommandFailed(f"{args.code!r} cannot be a room's code: expected 6 characters such as K7R-MX4")
    room = asyncio.run(_room(read({"data": args.data}).data, code))
    now = int(time.time() * 1000)
    seen = room.seen_by(see for see in room.topics if see in ("all", "hosts") or see.startswith("group:"))
    lang = args.lang or words.known(room.workshop.lang)
    body = export.write(args.format, seen, lang, words, code=code, at=now, zone=args.zone)
    if args.out == "-":
        sys.stdout.buffer.write(body)
        return 0
    path = Path(args.out or export.file_name(args.format, code, now, args.zone))
    # Readable by its owner only, as backups are: it has names, and in one format addresses.
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600), "wb") as file:
        if stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            os.fchmod(file.fileno(), 0o600)
            file.truncate()
        file.write(body)
    sys.stdout.write(f"{path}\n")
    return 0
