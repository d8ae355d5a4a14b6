"""One bit the other way, anywhere in the files of a real journal: is it noticed, or does it not matter?"""

from __future__ import annotations

import logging
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import pytest

from server.hub.state import load
from server.journal import wal
from server.journal.ledger import Ledger
from server.journal.port import Damaged, JournalError, Moment, NoSuchRoom
from server.journal.schema import FILE
from server.journal.sqlite import SqliteJournal
from tests.chaos.disk.stage import DiskStage
from tests.server.hub.rules import opening
from tests.server.hub.stage import Browser

WAL = FILE + "-wal"


@dataclass(frozen=True)
class Whole:
    """A room as it is in the files that nothing has happened to."""

    rev: int
    blob: bytes
    history: list[Moment]
    snapshots: int


@dataclass
class Image:
    """The bytes of a journal, and what has to come out of them."""

    files: dict[str, bytes]
    rooms: dict[str, Whole]

    def put(self, folder: Path) -> None:
        folder.mkdir(exist_ok=True)
        for file in folder.iterdir():
            file.unlink()
        for name, content in self.files.items():
            (folder / name).write_bytes(content)

    def flipped(self, name: str, bit: int) -> Image:
        content = bytearray(self.files[name])
        content[bit // 8] ^= 1 << bit % 8
        return Image({**self.files, name: bytes(content)}, self.rooms)

    def some_bit(self, name: str, dice: Random) -> int:
        """Any bit, but every second time one that is not in the padding."""
        content = self.files[name]
        at = dice.randrange(len(content))
        if dice.random() < 0.5:
            while not content[at]:
                at = dice.randrange(len(content))
        return at * 8 + dice.randrange(8)


@dataclass
class Noticed:
    """What became of many flipped bits."""

    flips: int = 0
    how: Counter[str] = field(default_factory=Counter)
    silent: list[str] = field(default_factory=list)

    def add(self, name: str, bit: int, how: str) -> None:
        self.flips += 1
        self.how[how.partition(":")[0]] += 1
        if how.startswith("silent"):
            self.silent.append(f"bit {bit % 8} of byte {bit // 8} in {name}: {how}")


async def real_journal(folder: Path) -> tuple[Image, Image]:
    """Two rooms with all that a workshop leaves: the files brought home, and with the newest still in the log."""
    stage = await DiskStage.on(folder, snapshot_every=8)
    for _ in range(2):
        stage.created = await stage.hub.create(opening)
        browser = await enter(stage)
        for n in range(28):
            see = ("all", "all", "me", "hosts")[n % 4]
            await stage.clock.advance(3)
            await stage.act(browser, "say", 2, id=f"note-{n}", text=f"said {n} " * (1 + n % 7 * 9), see=see)
            if n % 9 == 3:
                await stage.act(browser, "secret", 2, text=f"secret {n}")
            if n == 12:
                await stage.act(browser, "seal", 2)
        await stage.clock.advance(20)
    browser = await enter(stage, "bo")
    await stage.watched.journal._writer.run(Ledger.empty_wal)
    home = await image(folder, stage, folder.with_name("home"))
    for n in range(28, 33):
        await stage.act(browser, "say", 2, id=f"note-{n}", text=f"said {n}")
    logged = await image(folder, stage, folder.with_name("logged"))
    await stage.close()
    return home, logged


async def enter(stage: DiskStage, me: str = "ada") -> Browser:
    browser = Browser(await stage.hub.room(stage.created.code), me).hello()
    await stage.turn(2)
    return browser


async def image(folder: Path, stage: DiskStage, aside: Path) -> Image:
    """The files as they are, read back once."""
    await stage.rest()
    files = {name: (folder / name).read_bytes() for name in (FILE, WAL) if (folder / name).exists()}
    taken = Image({name: content for name, content in files.items() if content}, {})
    taken.put(aside)
    journal = await SqliteJournal.open(aside)
    for head in await journal.heads():
        taken.rooms[head.room] = await whole(journal, head.room)
    await journal.close()
    return taken


async def whole(journal: SqliteJournal, room: str) -> Whole:
    state = (await load(journal, room)).state
    snapshots = len(await journal.get_snapshots(room))
    return Whole(state.room.rev, state.blob(), await journal.history(room), snapshots)


async def outcome(image: Image, folder: Path) -> str:
    """What a server that starts on these files makes of them."""
    image.put(folder)
    said: list[str] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(wal, "_log", Heard(said))
        how = await _outcome(image, folder)
    return "newest commit left out, and said" if how.startswith("silent") and said and WAL in image.files else how


class Heard(logging.Logger):
    """A logger that keeps what it is told to tell about the newest commit."""

    def __init__(self, said: list[str]) -> None:
        super().__init__("heard")
        self.said = said

    def error(self, msg: object, *args: object, **_: object) -> None:
        if "newest commit" in str(msg):
            self.said.append(str(msg))


async def _outcome(image: Image, folder: Path) -> str:
    try:
        journal = await SqliteJournal.open(folder)
    except JournalError:
        return "refused"
    put_right = (folder / WAL).exists() and WAL in image.files and (folder / WAL).read_bytes() != image.files[WAL]
    try:
        how = worst([await of_room(journal, room, was) for room, was in image.rooms.items()])
        return "put right" if how == "harmless" and put_right else how
    finally:
        await journal.close()


async def of_room(journal: SqliteJournal, room: str, was: Whole) -> str:
    try:
        now = await whole(journal, room)
    except Damaged as damage:
        return "named" if damage.room == room else f"silent: {damage}"
    except NoSuchRoom:
        # Its name itself was hit: what is left of it is reported as a damaged head when the server starts.
        unsound = (await journal.marks()).keys() - {head.room for head in await journal.heads()}
        return "head reported" if unsound else "silent: no such room"
    except Exception as error:  # not a refusal: nobody is told which room it is
        return f"silent: {error!r}"
    if (now.rev, now.blob, now.history) != (was.rev, was.blob, was.history):
        return f"silent: {room} stands at {now.rev}, not at {was.rev}"
    return "the snapshot before" if now.snapshots < was.snapshots else "harmless"


def worst(outcomes: list[str]) -> str:
    order = ("silent", "head reported", "named", "the snapshot before", "harmless")
    return min(outcomes, key=lambda how: order.index(how.partition(":")[0]))
