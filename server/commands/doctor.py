"""Look at what a server needs here and say plainly what is not right: settings, folder, disk, port, clock, SQLite, pages."""

from __future__ import annotations

import argparse
import asyncio
import json
import shutil
import socket
import sqlite3
import sys
import time
from collections.abc import Callable, Iterator

import msgspec

from server.backup.bundle import MANIFEST, BadBackup, Folder, read_manifest
from server.backup.following import age_of
from server.commands import rooms as in_words
from server.folders import static_folder
from server.journal.lock import DataFolderLocked, FolderLock
from server.journal.port import JournalError
from server.journal.schema import FILE
from server.journal.sqlite import SqliteReader
from server.operator import running
from server.rehearse import web
from server.settings import Settings, read

HELP = "check what a server needs here"
LATE = 10.0
"""Seconds after which a following backup is late while a server runs."""
SAFE_SQLITE = (3, 51, 3)


class Found(msgspec.Struct, frozen=True):
    """One look: `ok`, or `warning`, or `wrong`; `says` is a sentence."""

    what: str
    state: str
    says: str


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--data", help="folder of the SQLite files (TALKOOT_DATA)")
    parser.add_argument("--json", action="store_true", help="as JSON")


def _settings(settings: Settings) -> Iterator[Found]:
    for name in ("host", "port", "data", "public_url", "create_key", "log", "backup", "floor_mb", "keep_days"):
        value = getattr(settings, name)
        shown = ("set" if value else "none") if name == "create_key" else str(value) or "none"
        yield Found(f"setting {name}", "ok", f"{shown} (from {settings.sources.get(name, 'default')})")
    if settings.passing_data:
        yield Found("data folder", "warning", "it would not survive a redeploy: set TALKOOT_DATA to a kept volume")


def _folder(settings: Settings) -> Iterator[Found]:
    try:
        lock = FolderLock(settings.data)
    except DataFolderLocked:
        yield Found("server", "ok", f"one is running on {settings.data}")
        return
    except JournalError as wrong:
        yield Found("data folder", "wrong", str(wrong))
        return
    lock.release()
    yield Found("data folder", "ok", f"{settings.data.resolve()} can be written")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as wrong:
            yield Found("port", "wrong", f"{settings.host}:{settings.port}: {(wrong.strerror or str(wrong)).lower()}")
        else:
            yield Found("port", "ok", f"{settings.host}:{settings.port} is free")


def _disk(settings: Settings) -> Iterator[Found]:
    at = settings.data if settings.data.exists() else settings.data.absolute().parent
    free = shutil.disk_usage(at).free // 1024**2
    if free < settings.floor_mb:
        yield Found(
            "disk", "wrong", f"{free} MB free: below {settings.floor_mb} MB (TALKOOT_FLOOR_MB) rooms are read-only"
        )
    else:
        yield Found("disk", "ok" if free > 2 * settings.floor_mb else "warning", f"{free} MB free")


def _backup(settings: Settings) -> Iterator[Found]:
    if settings.backup is None:
        yield Found("backup", "warning", "none follows: set TALKOOT_BACKUP to a folder on another disk")
        return
    age = age_of(settings.backup)
    if age is None:
        yield Found("backup", "warning", f"there is none in {settings.backup} yet")
        return
    try:
        manifest = read_manifest(Folder(settings.backup).get(MANIFEST), str(settings.backup))
    except BadBackup as wrong:
        yield Found("backup", "wrong", str(wrong))
        return
    behind = age > LATE and running(settings.data) is not None
    damaged = f", {len(manifest.damaged)} damaged in the journal" if manifest.damaged else ""
    says = f"{in_words(len(manifest.rooms))}{damaged}; was up to date {age:.1f} s ago"
    yield Found("backup", "wrong" if behind or manifest.damaged else "ok", says)


def _sqlite(settings: Settings) -> Iterator[Found]:
    safe = sqlite3.sqlite_version_info >= SAFE_SQLITE
    aside = (
        "" if safe else "; before 3.51.3 two writers could damage the log: one process writes here, so it cannot strike"
    )
    yield Found("SQLite", "ok" if safe else "warning", f"{sqlite3.sqlite_version}{aside}")
    if (settings.data / FILE).exists():
        try:
            rooms = asyncio.run(_rooms(settings))
        except JournalError as wrong:
            yield Found("journal", "wrong", str(wrong))
        else:
            yield Found("journal", "ok", in_words(rooms))


async def _rooms(settings: Settings) -> int:
    reader = await SqliteReader.look(settings.data)
    try:
        return len(await reader.heads())
    finally:
        await reader.close()


def _clock(settings: Settings) -> Iterator[Found]:
    year = time.gmtime().tm_year
    yield Found("clock", "ok" if year >= 2026 else "wrong", time.strftime("%Y-%m-%d %H:%M:%S UTC", time.gmtime()))


def _pages(settings: Settings) -> Iterator[Found]:
    there = (static_folder() / "dist" / "manifest.json").exists()
    yield Found(
        "pages", "ok" if there else "wrong", "built" if there else "not built: run make build, or pip install ."
    )


def _health(settings: Settings) -> Iterator[Found]:
    server = running(settings.data)
    for name, base in (("server", server.url if server else ""), ("public address", settings.public_url)):
        if not base:
            continue
        try:
            web.call(f"{base}/readyz")
        except web.Failed as wrong:
            yield Found(name, "warning" if name == "server" else "wrong", str(wrong))
        else:
            yield Found(name, "ok", f"{base} answers")


LOOKS: tuple[Callable[[Settings], Iterator[Found]], ...] = (
    _settings, _folder, _disk, _sqlite, _backup, _clock, _pages, _health,
)  # fmt: skip


def run(args: argparse.Namespace) -> int:
    settings = read({"data": args.data})
    found = [one for look in LOOKS for one in look(settings)]
    if args.json:
        sys.stdout.write(json.dumps([msgspec.to_builtins(one) for one in found], indent=1) + "\n")
    else:
        for one in found:
            sys.stdout.write(f"{one.state:8} {one.what:20} {one.says}\n")
    return 1 if any(one.state == "wrong" for one in found) else 0
