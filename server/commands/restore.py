"""Bring a backup back into an empty data folder. Rooms that have been erased since then stay erased."""

from __future__ import annotations

import argparse
import asyncio
import sys
from pathlib import Path

from server.backup.bundle import MANIFEST, Manifest, opened, read_manifest
from server.backup.restoring import Report, restore
from server.commands import rooms
from server.settings import read

HELP = "bring a backup back into an empty data folder"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("backup", help="a backup file or folder")
    parser.add_argument(
        "--erased",
        action="append",
        default=[],
        metavar="BACKUP",
        help="a newer backup whose deletion list holds as well (that in TALKOOT_BACKUP always does)",
    )
    parser.add_argument("--data", help="folder of the SQLite files (TALKOOT_DATA)")


def _manifest(path: Path) -> Manifest:
    with opened(path) as members:
        return read_manifest(members.get(MANIFEST), members.where)


def run(args: argparse.Namespace) -> int:
    settings = read({"data": args.data})
    lists = [Path(name) for name in args.erased]
    if settings.backup and (settings.backup / MANIFEST).exists():
        lists.append(settings.backup)
    newer = [_manifest(path) for path in lists]
    with opened(Path(args.backup)) as members:
        report: Report = asyncio.run(restore(members, settings.data, newer))
    for code, rev in report.rooms.items():
        sys.stdout.write(f"room {code} at rev {rev}\n")
    sys.stdout.write(f"{rooms(len(report.rooms))} in {settings.data}, read back and compared\n")
    if report.left_out:
        sys.stdout.write(f"stay erased: {rooms(len(report.left_out))}\n")
    if report.given_up:
        sys.stdout.write(f"{report.given_up} records stay gone that people have taken back since\n")
    for wrong in report.wrong:
        sys.stderr.write(f"talkoot: {wrong}\n")
    return 1 if report.wrong else 0
