"""Write a backup of all rooms to one file, beside a running server; or let a folder follow what the server keeps.

A backup holds no authorship and no ballots of steps that are not sealed yet: brought back, such a step asks again.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import os
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from server import log
from server.backup import taking
from server.backup.bundle import Manifest
from server.backup.following import follow
from server.commands import CommandFailed, rooms
from server.settings import read

HELP = "write a backup of all rooms to a file, or let a folder follow"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", nargs="?", help="file to write, - for standard output; default: a name with date")
    parser.add_argument("--replace", action="store_true", help="put it in the place of a file of this name")
    parser.add_argument("--follow", metavar="FOLDER", help="keep a backup in this folder up to date until told to stop")
    parser.add_argument(
        "--until-eof", action="store_true", help="follow until standard input ends, whatever signals come"
    )
    parser.add_argument("--data", help="folder of the SQLite files (TALKOOT_DATA)")


async def _follow(data: Path, folder: Path, until_eof: bool) -> None:
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, (lambda: None) if until_eof else stop.set)
    if until_eof:
        loop.add_reader(sys.stdin.fileno(), _at_end(loop, stop))
    await follow(data, folder, stop)


def _at_end(loop: asyncio.AbstractEventLoop, stop: asyncio.Event) -> Callable[[], None]:
    def look() -> None:
        if not os.read(sys.stdin.fileno(), 4096):
            loop.remove_reader(sys.stdin.fileno())
            stop.set()

    return look


async def _write(data: Path, file: Path, replace: bool = False) -> Manifest:
    """Under its name only when it has been read back. What had this name before stays until then, or altogether."""
    _look(file, replace)
    with taking.scratch(file.parent) as folder:
        part = folder / file.name
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            manifest = await taking.write(data, out)
            out.flush()
            os.fsync(out.fileno())
        await taking.verify(part, manifest, folder)
        if replace:
            part.replace(file)
        else:
            _place(part, file)
    return manifest


def _look(file: Path, replace: bool) -> None:
    """Before anything is done: whether the backup could have that name."""
    if not file.parent.is_dir():
        raise CommandFailed(f"there is no folder {file.parent} for the backup; make it first")
    if os.path.lexists(file) and not (replace and file.is_file()):
        raise _taken(file)


def _place(part: Path, file: Path) -> None:
    """Give it a name that nothing has, even if somebody else is about to take that very name."""
    try:
        os.link(part, file)
    except FileExistsError as wrong:
        raise _taken(file) from wrong
    except OSError:  # a file system without second names
        if os.path.lexists(file):
            raise _taken(file) from None
        part.replace(file)


def _taken(file: Path) -> CommandFailed:
    if file.is_file():
        return CommandFailed(f"{file} is there already and was left as it is: choose another name, or add --replace")
    return CommandFailed(f"{file} is there already and is no file: choose another name")


def run(args: argparse.Namespace) -> int:
    settings = read({"data": args.data})
    if args.follow:
        log.set_up(settings.log, settings.log_json)
        logging.getLogger("server.backup").debug("following into %s", args.follow)
        asyncio.run(_follow(settings.data, Path(args.follow), args.until_eof))
        return 0
    if args.file == "-":
        with taking.scratch(Path(tempfile.gettempdir())) as folder:
            manifest = asyncio.run(_write(settings.data, folder / "backup.tar"))
            with (folder / "backup.tar").open("rb") as made:
                shutil.copyfileobj(made, sys.stdout.buffer)
    else:
        file = Path(args.file or time.strftime("talkoot-backup-%Y%m%d-%H%M%S.tar", time.gmtime()))
        manifest = asyncio.run(_write(settings.data, file, args.replace))
        sys.stdout.write(f"{file}: {rooms(len(manifest.rooms))}, read back and compared\n")
    for code in manifest.damaged:
        sys.stderr.write(f"talkoot: room {code} is damaged and not in the backup\n")
    return 1 if manifest.damaged else 0
