"""A backup brought back into an empty data folder, room by room, each proven before it counts.

The journal is built beside and moved into place when it is whole, so an interrupted restore leaves nothing that could be
served. Every room gets a new epoch: browsers that remember the old one load everything anew.
"""

from __future__ import annotations

import logging
import secrets
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path

import msgspec

from server.backup.bundle import (
    MANIFEST,
    BadBackup,
    Manifest,
    Members,
    hash_of,
    name_of,
    read_manifest,
    state_of,
    unpack_history,
    unpack_state,
)
from server.hub.state import State, load, state_hash
from server.journal.lock import FolderLock
from server.journal.port import Damaged, Journal, JournalError, Moment
from server.journal.schema import FILE
from server.journal.sqlite import SqliteJournal
from server.journal.upgrade import sync_folder
from server.receipts import Receipt
from sessions.forgetting import still_gone
from sessions.records import NOTHING, Workshop
from sessions.room import NoWorkshop

PART = "restoring"
HOUSE = "house"
MISTAKES = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)
"""What code raises over a room that is not as it expects; anything else is about the machine, and ends the restore."""
_log = logging.getLogger(__name__)


class NotEmpty(Exception):
    """Something is in the data folder already; the message is one line."""


class Report(msgspec.Struct):
    """What came back: code → rev. `left_out` = erased since then; `given_up` = records that people have taken back since;
    `wrong` = a line for whatever could not be proven."""

    rooms: dict[str, int] = {}
    left_out: list[str] = []
    wrong: list[str] = []
    given_up: int = 0


class Erased:
    """What must not come back, as the house knew it when these backups were made."""

    def __init__(self, manifests: Iterable[Manifest]) -> None:
        self.rooms: list[Receipt] = []
        self.unsaid: dict[str, set[str]] = {}
        """Room → hashes of what was taken back in it."""
        for manifest in manifests:
            self.rooms += manifest.erased
            for code, held in manifest.rooms.items():
                self.unsaid.setdefault(code, set()).update(held.unsaid)


async def restore(
    members: Members,
    data: Path,
    newer: Iterable[Manifest],
    epoch: Callable[[], str] = lambda: secrets.token_bytes(16).hex(),
) -> Report:
    """Bring a backup into an empty folder, but for what has been erased since, by its own list and those of newer ones.

    Raises `BadBackup`, `NotEmpty`, JournalError.
    """
    manifest = read_manifest(members.get(MANIFEST), members.where)
    if (data / FILE).exists():
        raise NotEmpty(f"{data} holds a journal already: restore into an empty folder (--data)")
    lock = FolderLock(data)
    part = data / PART
    try:
        shutil.rmtree(part, ignore_errors=True)
        journal = await SqliteJournal.open(part)
        try:
            report = await _fill(journal, members, manifest, Erased([manifest, *newer]), epoch)
        finally:
            await journal.close()
        (part / FILE).replace(data / FILE)
        shutil.rmtree(part)
        sync_folder(data)
    finally:
        lock.release()
    return report


def sweep(data: Path) -> None:
    """What an interrupted restore has left behind: nobody serves it, and no erasure would reach it."""
    if (data / PART).exists():
        shutil.rmtree(data / PART)


async def _fill(
    journal: Journal, members: Members, manifest: Manifest, erased: Erased, epoch: Callable[[], str]
) -> Report:
    report = Report()
    if manifest.house:
        await journal.put_meta(HOUSE, manifest.house.encode())
    for code in sorted(manifest.rooms):
        try:
            await _room(journal, members, manifest, code, erased, epoch, report)
        except BadBackup as wrong:
            report.wrong.append(str(wrong))
        except JournalError as wrong:
            if not isinstance(wrong, Damaged):
                raise
            report.wrong.append(f"room {code}: {wrong.why}")
        except MISTAKES as wrong:  # whatever it is about this room, the others come back
            _log.exception("room %s cannot be brought back", code)
            report.wrong.append(f"room {code}: it cannot be brought back ({type(wrong).__name__})")
    for one in erased.rooms:
        await journal.put_meta(one.key, msgspec.json.encode(one))
    return report


async def _room(
    journal: Journal,
    members: Members,
    manifest: Manifest,
    code: str,
    erased: Erased,
    epoch: Callable[[], str],
    report: Report,
) -> None:
    member = members.get(name_of(code, "room"))
    if member is None:
        raise BadBackup(f"room {code}: its file is missing")
    state = unpack_state(code, member)
    if state.room.rev < manifest.rooms[code].rev:
        raise BadBackup(f"room {code}: its file is older than the manifest says")
    workshop = state.room.get("workshop", Workshop)
    if any(one.means(code, workshop.created if workshop else 0) for one in erased.rooms):
        report.left_out.append(code)
        return
    if workshop is None:
        raise BadBackup(f"room {code}: {NoWorkshop()}")
    moments: list[Moment] = []
    try:
        if seen := members.get(name_of(code, "seen")):
            moments = unpack_history(code, seen)
    except BadBackup as wrong:  # the room is worth more than its time-lapse
        report.wrong.append(str(wrong))
    moments = _give_up(state, moments, erased.unsaid.get(code, set()), report)
    await take_in(journal, code, state, epoch(), moments)
    report.rooms[code] = state.room.rev


def _give_up(state: State, moments: list[Moment], unsaid: set[str], report: Report) -> list[Moment]:
    """Take out of the room what people have taken back since; the history without it."""
    room = state.room
    change = still_gone(room, unsaid)
    if change == NOTHING:
        return moments
    report.given_up += sum(id in room.records for id in change.delete)
    gone = {*change.delete, *change.redact}
    room.apply(change, room.rev + 1)
    bare = State()  # no tombstone says what it was
    bare.room.restore(room, room.rev)
    state.room = bare.room
    kept = [msgspec.structs.replace(m, put=tuple(r for r in m.put if r["id"] not in gone)) for m in moments]
    return [moment for moment in kept if moment.put or moment.gone]


async def take_in(journal: Journal, code: str, state: State, epoch: str, moments: list[Moment]) -> None:
    """Keep a room that comes from a backup, and read it back."""
    before = hash_of("room", code, state_of(state))
    state.epoch = epoch
    blob, rev, due = state.blob(), state.room.rev, state.room.earliest_due
    if not await journal.restore(code, rev, state_hash(blob), blob, moments, due):
        raise BadBackup(f"room {code}: the code is taken")
    try:
        again = (await load(journal, code)).state
        if hash_of("room", code, state_of(again)) != before:
            raise BadBackup(f"room {code}: what was read back is not what was written")
    except Exception:
        await journal.forget(code)  # nothing is served that has not been proven
        raise
