"""A small workshop on a disk that fails at its nth call: what was told, what is there afterwards, does it heal or stop."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from server.hub.ports import RoomBroken, Unavailable
from server.hub.state import load
from server.journal.port import JournalError, JournalFailed
from server.journal.sqlite import SqliteJournal
from tests.chaos.disk.powercut import Platter
from tests.chaos.disk.stage import DiskStage
from tests.chaos.disk.vfs import IOERR, NO_SPACE, OK, Call, Disk
from tests.server.hub.rules import HubNote, opening
from tests.server.hub.stage import Browser

SAYS = 14
FULL_FOR = 6
"""After so many more actions there is room on the disk again."""


@dataclass
class Seen:
    """What came out of one failing disk."""

    told: dict[str, str] = field(default_factory=dict)
    """Text → what its author was told."""
    code: str = ""
    calls: int = 0
    """How long the disk's log was when the process would have ended."""
    started: bool = False
    stopped: bool = False
    healed: bool = False
    read_only_after: float = -1.0
    """Seconds of the house's clock from the first call that failed to the first refusal."""
    slow: float = 0.0
    """The longest that an action waited, in real seconds."""


Arm = Callable[[Disk, int], None]


def full_from(disk: Disk, nth: int) -> None:
    """From the nth call on, nothing that needs room finds it."""
    disk.fault = lambda n, call: NO_SPACE.get(call.do, OK) if n >= nth and _needs_room(call) else OK


def _needs_room(call: Call) -> bool:
    return call.do in ("write", "shm") or (call.do == "open" and not Path(call.file).exists())


def broken_at(disk: Disk, nth: int) -> None:
    """The nth call fails, once: a disk that afterwards claims to be well."""
    disk.fault = lambda n, call: IOERR.get(call.do, OK) if n == nth else OK


class Workshop:
    """Open, create, come in, act: until the process would end, or everything was tried."""

    def __init__(self, folder: Path, disk: Disk, heals: bool) -> None:
        self.folder, self.disk, self.heals, self.seen = folder, disk, heals, Seen()
        self.hit_at, self.acts_since = -1.0, 0

    async def play(self) -> Seen:
        try:
            self.stage = await DiskStage.on(self.folder, snapshot_every=8)
        except JournalError:  # anything else would not be a refusal in one line
            return self.seen
        self.seen.started = True
        try:
            await self._act_all()
        finally:
            self.seen.stopped = any(isinstance(error, JournalFailed) for error in self.stage.failures)
            self.seen.calls = len(self.disk.log)
            self.disk.fault = None
            await self.stage.close()
        return self.seen

    async def _act_all(self) -> None:
        stage = self.stage
        try:
            stage.created = await stage.hub.create(opening)
        except Unavailable:
            if not self.heals:
                return
            self.disk.fault = None
            stage.created = await stage.hub.create(opening)
        self.seen.code = stage.created.code
        if not await self._enter():
            return
        for n in range(SAYS):
            self.seen.told[f"said {n}"] = await self._act("say", id=f"note-{n}", text=f"said {n}")
            if n % 4 == 1:
                await self._act("secret", text=f"secret {n}")
            elif n % 4 == 2 and self.seen.told["said 0"] == "kept":
                await self._act("hide", id="note-0")
            elif n == 7:
                await self._act("seal")
            if self.stage.failures:
                return
        if self.heals:
            await self._heal()

    async def _act(self, do: str, **args: object) -> str:
        """Do something; how long until the house says that it can only be read now?"""
        before, real = self.stage.clock.seconds, time.monotonic()
        told = await self.stage.act(self.ada, do, 3, **args)
        if self.disk.hit and self.hit_at < 0:
            self.hit_at = before
        if told == "disk_full" and self.seen.read_only_after < 0:
            self.seen.read_only_after = self.stage.clock.seconds - self.hit_at
        self.seen.slow = max(self.seen.slow, time.monotonic() - real)
        self.acts_since += self.hit_at >= 0
        if self.heals and self.acts_since > FULL_FOR:
            self.disk.fault = None
        return told

    async def _enter(self) -> bool:
        """The first one comes in; when she cannot because the disk is full, it heals and she tries again."""
        try:
            live = await self.stage.hub.room(self.stage.created.code)
        except (Unavailable, RoomBroken):  # could not be read: nobody is told anything
            return False
        self.ada = Browser(live, "ada")
        self.ada.hello()
        for turn in range(200):
            await self.stage.turn()
            if any(message["t"] == "welcome" for message in self.ada.read()):
                return True
            if self.disk.hit and self.hit_at < 0:
                self.hit_at = self.stage.clock.seconds
            if self.stage.failures:
                return False
            if self.heals and turn > 60:
                self.disk.fault = None
            if self.ada.link.closed is not None:
                await self.stage.clock.advance(0.5)
                await self.stage.return_of(self.ada)
        raise AssertionError("nobody could come in")

    async def _heal(self) -> None:
        """There is room again: within two seconds an action is kept."""
        self.disk.fault = None
        for n in range(4):
            if await self.stage.act(self.ada, "say", 1, text=f"healed {n}") == "kept":
                self.seen.healed = True
                return
            await self.stage.clock.advance(0.5)


async def untrue(seen: Seen, folder: Path) -> list[str]:
    """What was told and is not so, in a folder that is opened by a new process."""
    journal = await SqliteJournal.open(folder)
    try:
        room = (await load(journal, seen.code)).state.room if seen.code else None
        await journal.history(seen.code) if seen.code else None
    except JournalError as error:
        return [f"it cannot be read back: {error}"]
    finally:
        await journal.close()
    there = Counter(note.text for note in room.every(HubNote)) if room else Counter()
    wrong = []
    for text, told in seen.told.items():
        least, most = {"kept": (1, 1), "silence": (0, 1)}.get(told, (0, 0))
        if not least <= there[text] <= most:
            wrong.append(f"{text!r} was told {told!r} and is there {there[text]} times")
    return wrong


async def untrue_after_power_cut(seen: Seen, disk: Disk, folder: Path, dice: Random) -> list[str]:
    """The same when the power goes at the end: what was not synced may be lost."""
    platter = Platter()
    for call in disk.log[: seen.calls]:
        platter.take(call)
    platter.cut(dice, folder)
    return [f"after a power cut: {wrong}" for wrong in await untrue(seen, folder)]
