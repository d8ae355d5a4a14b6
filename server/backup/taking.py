"""One backup in one file, taken beside a running server and read back before it counts.

Each room is one moment of its own; rooms know nothing of each other, so that is consistent. The read-back is a restore:
into an empty journal, and every room's hash compared.
"""

from __future__ import annotations

import io
import logging
import os
import shutil
import tarfile
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import msgspec

from server import __version__
from server.backup.bundle import (
    MANIFEST,
    BadBackup,
    Held,
    Manifest,
    hash_of,
    name_of,
    opened,
    pack,
    pack_history,
    state_of,
    unsaid_in,
    write_manifest,
)
from server.backup.restoring import restore
from server.hub.state import load
from server.journal.lock import DataFolderLocked, FolderLock
from server.journal.port import Damaged, JournalError, NoSuchRoom
from server.journal.sqlite import SqliteJournal, SqliteReader
from server.receipts import receipts

HOUSE = "house"
SCRATCH = ".talkoot-verify-"
"""How a folder begins in which a backup is made and read back; whoever makes one holds its lock."""
_log = logging.getLogger(__name__)


class Taken(msgspec.Struct, frozen=True):
    """One room for a backup: its line in the manifest, its state and its history as members."""

    code: str
    held: Held
    room: bytes
    seen: bytes


async def rooms(reader: SqliteReader, damaged: list[str]) -> AsyncIterator[Taken]:
    """Every room that can be read; the codes of the others go to `damaged`."""
    for code in sorted(await reader.marks()):
        try:
            loaded = await load(reader, code)
            moments = await reader.history(code)
            blob = state_of(loaded.state)
        except NoSuchRoom:
            continue  # a code that was taken, or a room that has just been erased
        except Damaged:
            damaged.append(code)
            continue
        except JournalError:
            raise
        except Exception:  # noqa: BLE001 - whatever it is about this room, the others are in the backup
            _log.exception("room %s cannot be read", code)
            damaged.append(code)
            continue
        held = Held(loaded.state.room.rev, hash_of("room", code, blob).hex(), unsaid=unsaid_in(loaded.state))
        yield Taken(code, held, pack("room", code, blob), pack_history(code, moments, loaded.state))


async def house_of(reader: SqliteReader) -> str:
    """The name of a data folder, by which its backups know it."""
    return ((await reader.get_meta(HOUSE)) or b"").decode()


async def write(data: Path, out: BinaryIO) -> Manifest:
    """A backup of a data folder as a tar."""
    reader = await SqliteReader.look(data)
    try:
        manifest = Manifest(await house_of(reader), __version__, time.time_ns() // 1_000_000, {}, [], [])
        with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as tar:
            async for taken in rooms(reader, manifest.damaged):
                manifest.rooms[taken.code] = taken.held
                _add(tar, name_of(taken.code, "room"), taken.room, manifest.at)
                _add(tar, name_of(taken.code, "seen"), taken.seen, manifest.at)
            manifest.erased = await receipts(reader)
            _add(tar, MANIFEST, write_manifest(manifest), manifest.at)
        return manifest
    finally:
        await reader.close()


def _add(tar: tarfile.TarFile, name: str, body: bytes, at: int) -> None:
    info = tarfile.TarInfo(name)
    info.size, info.mode, info.mtime = len(body), 0o600, at // 1000
    tar.addfile(info, io.BytesIO(body))


@contextmanager
def scratch(beside: Path) -> Iterator[Path]:
    """A folder for a backup in the making, on the same disk, gone afterwards; with what others left there when killed."""
    sweep(beside)
    folder = Path(tempfile.mkdtemp(prefix=SCRATCH, dir=beside))
    try:
        with FolderLock(folder):
            yield folder
    finally:
        shutil.rmtree(folder)


def sweep(beside: Path) -> None:
    """What a backup that was killed has left here: whole rooms, where no erasure reaches."""
    for folder in beside.glob(f"{SCRATCH}*"):
        try:
            if folder.is_symlink() or folder.stat().st_uid != os.getuid():
                continue
            with FolderLock(folder):
                shutil.rmtree(folder)
        except DataFolderLocked:
            continue  # it is being made at this moment
        except (OSError, JournalError) as wrong:
            _log.warning("%s is left of a backup and cannot be removed: %s", folder, wrong)


async def verify(file: Path, manifest: Manifest, scratch: Path) -> None:
    """Bring the backup back into an empty journal below `scratch` and compare every room; raises `BadBackup`."""
    folder = scratch / "again"
    with opened(file) as members:
        report = await restore(members, folder, [])
    if report.wrong:
        raise BadBackup(report.wrong[0])
    journal = await SqliteJournal.open(folder)
    try:
        for code, held in manifest.rooms.items():
            if code in report.left_out:
                continue
            state = (await load(journal, code)).state
            if hash_of("room", code, state_of(state)).hex() != held.hash:
                raise BadBackup(f"room {code}: what was read back is not what was written")
    finally:
        await journal.close()
