"""Bring in a JSON export as a new room. Beside a running server it goes through that server."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from server import import_room, words
from server.commands import CommandFailed
from server.erasing import dated
from server.making import make_here, make_there
from server.settings import read
from sessions import opening
from sessions.records import Change

NAME = "import"
HELP = "bring in a JSON export as a new room"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", help="a JSON export, - for standard input")
    parser.add_argument("--url", default="", help="into this running server, elsewhere")
    parser.add_argument("--create-key", help="the key to create rooms there, where one is set")
    parser.add_argument("--data", help="folder of the SQLite files (TALKOOT_DATA)")


def run(args: argparse.Namespace) -> int:
    body = sys.stdin.buffer.read() if args.file == "-" else Path(args.file).read_bytes()
    if args.url:
        make_there(args.url, args.create_key or "", "/api/import", body)
        return 0
    try:
        change = import_room.read(body)
    except import_room.Damaged as wrong:
        raise CommandFailed(f"{args.file}: {wrong.sentence(words, 'en')} Nothing was changed.") from wrong
    settings = read({"data": args.data, "create_key": args.create_key})
    make = dated(lambda keys, by: Change(put=(*opening.keys(keys), *change.put)), settings.keep_days)
    make_here(settings, make, "/api/import", body)
    return 0
