"""A backup folder that follows a running journal: what has changed is there within a second, and all of it at the end.

Runs in a process of its own, so that it costs the rooms nothing: it reads the journal like any other onlooker, plays on
from the rows it has read before, and writes one small file for each room that changed.
"""

from __future__ import annotations

import asyncio
import logging
import os
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import msgspec

from server import __version__
from server.backup.bundle import (
    MANIFEST,
    ROOMS,
    BadBackup,
    Folder,
    Held,
    Manifest,
    hash_of,
    name_of,
    pack,
    pack_history,
    read_manifest,
    state_of,
    unpack,
    unsaid_in,
    write_manifest,
)
from server.backup.restoring import HOUSE
from server.hub import frame as frames
from server.hub.state import State, load
from server.journal.lock import DataFolderLocked, FolderLock
from server.journal.port import Damaged, JournalError, NoSuchRoom
from server.journal.sqlite import SqliteReader
from server.receipts import PREFIX, receipts

EVERY = 0.5
HISTORY_EVERY = 30.0
"""A time-lapse is long and tells little news: it follows at this distance, but for what was taken out of it."""
KEPT_IN_MEMORY = 64
HANDS = 8
_log = logging.getLogger(__name__)
Mark = tuple[bytes, bytes]


class ForeignBackup(BadBackup):
    """The folder holds the backup of another data folder."""


def claim(folder: Path, house: str) -> Manifest:
    """The manifest of a backup folder that is ours to write; raises `ForeignBackup` when it is another's."""
    body = Folder(folder).get(MANIFEST)
    manifest = Manifest(house) if body is None else read_manifest(body, str(folder))
    rooms = manifest.rooms or (body is None and any((folder / ROOMS).glob("*.room")))
    if rooms and (body is None or manifest.house != house):
        raise ForeignBackup(
            f"{folder} holds the backup of another data folder: bring that back first (python -m server restore "
            f"{folder}), or name an empty folder"
        )
    manifest.house, manifest.talkoot = house, __version__
    return manifest


def age_of(folder: Path) -> float | None:
    """Seconds since a backup folder was known to be up to date; None when there is no backup in it."""
    try:
        return max(0.0, time.time() - (folder / MANIFEST).stat().st_mtime)
    except FileNotFoundError:
        return None


class Follower:
    """Brings one folder up to date, again and again."""

    def __init__(self, reader: SqliteReader, folder: Path, manifest: Manifest) -> None:
        self._reader, self._manifest = reader, manifest
        self._folder = Folder(folder)
        self._folder.make()
        if self._folder.get(MANIFEST) is None:  # before any room: whose folder this is must never be in doubt
            self._folder.put(MANIFEST, write_manifest(manifest))
        self._states: dict[str, State] = {}
        self._stamp = -1
        self._marks: dict[str, Mark] = {}
        self._told: dict[str, float] = {}
        self._news = True
        self._hands = ThreadPoolExecutor(HANDS)

    async def bring_up(self, everything: bool = False) -> int:
        """Ship what has changed; how many rooms that were. With `everything` no history stays behind."""
        stamp, shipped = await self._reader.stamp(), 0
        if stamp != self._stamp or everything:
            self._marks = await self._reader.marks()
            due = [code for code, mark in self._marks.items() if not self._is_held(code, mark)]
            for n in range(0, len(due), HANDS):
                shipped += sum(await asyncio.gather(*[self._room(code) for code in due[n : n + HANDS]]))
            await self._drop_erased()
        await self._histories(everything)
        if self._news:
            self._manifest.at = time.time_ns() // 1_000_000
            await self._by_hand(self._folder.sync)
            await self._by_hand(self._folder.put, MANIFEST, write_manifest(self._manifest))
            await self._by_hand(self._folder.sync)
            self._news = False
        else:
            os.utime(self._folder.path / MANIFEST)
        self._stamp = stamp
        return shipped

    def close(self) -> None:
        self._hands.shutdown()

    async def _by_hand(self, work: Callable[..., None], *args: object) -> None:
        await asyncio.get_running_loop().run_in_executor(self._hands, partial(work, *args))

    def _is_held(self, code: str, mark: Mark) -> bool:
        held = self._manifest.rooms.get(code)
        return held is not None and held.mark == mark[0].hex()

    async def _room(self, code: str) -> bool:
        """Ship a room as it stands; False when there is nothing to ship."""
        mark = self._marks[code]
        try:
            state = await self._state(code)
            blob = state_of(state)
        except NoSuchRoom:
            return False
        except Damaged as wrong:
            return self._damaged(code, wrong)
        except JournalError:
            raise
        except Exception as wrong:  # noqa: BLE001 - whatever it is about this room, the others are in the backup
            return self._damaged(code, wrong)
        await self._by_hand(self._put, name_of(code, "room"), "room", code, pack("room", code, blob))
        held, self._news = self._manifest.rooms.get(code, Held(0, "")), True
        self._manifest.rooms[code] = msgspec.structs.replace(
            held,
            rev=state.room.rev,
            hash=hash_of("room", code, blob).hex(),
            mark=mark[0].hex(),
            unsaid=unsaid_in(state),
        )
        if code in self._manifest.damaged:
            self._manifest.damaged.remove(code)
        return True

    def _damaged(self, code: str, wrong: Exception) -> bool:
        """Once in the log; nothing of it is shipped."""
        if code not in self._manifest.damaged:
            said = str(wrong) if isinstance(wrong, Damaged) else type(wrong).__name__  # others may cite what it says
            _log.error("room %s is not in the backup as it stands: %s", code, said)
            self._manifest.damaged.append(code)
            self._news = True
        return False

    def _put(self, name: str, what: str, code: str, member: bytes) -> None:
        self._folder.put(name, member)
        unpack(what, code, self._folder.get(name) or b"")

    async def _state(self, code: str) -> State:
        """A room as the journal has it: played on from where it was, else read anew."""
        state = self._states.pop(code, None)
        if state is not None:
            try:
                for row in await self._reader.read(code, state.room.rev):
                    if row.first_rev != state.room.rev + 1:
                        raise Damaged(code, row.first_rev, f"the copy stands at {state.room.rev}")
                    state.replay(frames.decode(row.frame))
            except Damaged:  # cut or purged meanwhile; if it is not that, reading anew says so
                state = None
        if state is None:
            state = (await load(self._reader, code)).state
        self._states[code] = state
        if len(self._states) > KEPT_IN_MEMORY:
            del self._states[next(iter(self._states))]
        return state

    async def _histories(self, everything: bool) -> None:
        """Histories follow slowly; at once when something was taken out of one, and at the end."""
        now = time.monotonic()
        for code, held in list(self._manifest.rooms.items()):
            if held.told == held.mark or code not in self._marks:
                continue
            story = self._marks[code][1].hex()
            if everything or story != held.story or now - self._told.get(code, 0.0) >= HISTORY_EVERY:
                self._told[code] = now
                await self._history(code, held, story)

    async def _history(self, code: str, held: Held, story: str) -> None:
        try:
            now, moments = await self._state(code), await self._reader.history(code)
        except (Damaged, NoSuchRoom) as wrong:
            _log.error("the history of room %s is not in the backup: %s", code, wrong)
            return
        await self._by_hand(self._put, name_of(code, "seen"), "seen", code, pack_history(code, moments, now))
        self._manifest.rooms[code] = msgspec.structs.replace(held, told=held.mark, story=story)
        self._news = True

    async def _drop_erased(self) -> None:
        """What has been erased from the journal is erased here; what is only damaged there stays."""
        gone = {code for code in self._manifest.rooms if code not in self._marks} | self._strays()
        for code in gone:
            self._manifest.rooms.pop(code, None)
            self._states.pop(code, None)
            self._told.pop(code, None)
            for what in ("room", "seen"):
                await self._by_hand(self._folder.drop, name_of(code, what))
            self._news = True
        if len(await self._reader.list_meta(PREFIX)) != len(self._manifest.erased):
            self._manifest.erased, self._news = await receipts(self._reader), True

    def _strays(self) -> set[str]:
        """On the first look: rooms of which a crash left files here, and that have been erased since."""
        if self._stamp != -1:
            return set()
        return {path.name.partition(".")[0] for path in (self._folder.path / ROOMS).iterdir()} - self._marks.keys()


async def follow(data: Path, folder: Path, stop: asyncio.Event) -> None:
    """Until told to stop, and then once more. What goes wrong is logged and tried again: rooms never wait for a backup."""
    reader = await SqliteReader.look(data)
    try:
        lock = await _locked(folder, stop)
        manifest = claim(folder, ((await reader.get_meta(HOUSE)) or b"").decode())
        follower = Follower(reader, folder, manifest)
        try:
            while not stop.is_set():
                await _try(follower, everything=False)
                try:
                    async with asyncio.timeout(EVERY):
                        await stop.wait()
                except TimeoutError:
                    continue
            await _try(follower, everything=True)
        finally:
            follower.close()
            lock.release()
    finally:
        await reader.close()


async def _try(follower: Follower, *, everything: bool) -> None:
    try:
        await follower.bring_up(everything)
    except (OSError, JournalError, BadBackup) as wrong:
        _log.error("the backup is behind: %s", wrong)


async def _locked(folder: Path, stop: asyncio.Event) -> FolderLock:
    """One process writes a folder; that of a server that has just been killed may still be finishing."""
    while True:
        try:
            return FolderLock(folder)
        except DataFolderLocked:
            if stop.is_set():
                raise
            await asyncio.sleep(0.1)
