"""After a purge or a forgotten room, no byte of what it held is in any file, whatever happened to the pages before.

SQLite's own secure deletion is not enough for this: rows that were moved to another page leave copies behind. So what
people wrote must never stand in a page where rows move, and the first test looks at every page. The second writes, cuts,
purges and forgets rooms at random and searches the files each time.
"""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from server.journal.port import Ok
from server.journal.schema import FILE, PAGE
from server.journal.sqlite import SqliteJournal
from tests.server.journal.engines import frame, record

HASH = b"h" * 32


@pytest.mark.parametrize("length", [1, 30, 300, 700, 950, 1_000, 1_100, 2_000, 5_000])
async def test_what_people_wrote_stands_in_overflow_pages_only(tmp_path: Path, length: int) -> None:
    """An overflow page begins with the number of the next one, any other page with its type."""
    journal = await SqliteJournal.open(tmp_path)
    await journal.create("ROOM23")
    text, filler = "zqxjk-canary", "f" * length
    for rev in range(1, 6):
        body = frame(rev, record(text, text=text), record("private", "hosts", text=filler + text))
        assert await journal.append("ROOM23", rev - 1, body, rev, rev, 0) == Ok(rev)
    for rev in (3, 5):
        await journal.put_snapshot("ROOM23", rev, HASH, f"{text}{filler}{text}".encode())
    await journal.truncate("ROOM23")
    await journal.close()
    data = (tmp_path / FILE).read_bytes()
    pages = [data[at : at + PAGE] for at in range(0, len(data), PAGE)]
    holding = [page for page in pages if text.encode() in page]
    assert len(holding) >= 5
    assert all(page[0] == 0 for page in holding)


class House:
    """Rooms with a secret each, that changes when the room is purged."""

    def __init__(self, journal: SqliteJournal, folder: Path, dice: random.Random) -> None:
        self.journal, self.folder, self.dice = journal, folder, dice
        self.longest = dice.choice([3, 30, 300])
        self.revs: dict[str, int] = {}
        self.age: dict[str, int] = {}

    def secret(self, room: str) -> str:
        return f"<{room}:{self.age[room]}>"

    async def append(self, room: str) -> None:
        rev = self.revs[room] = self.revs[room] + 1
        private = record(f"s{rev}", "hosts", text=self.secret(room) * self.dice.randint(1, self.longest))
        public = record(f"p{rev}", text=f"public {rev}")
        assert await self.journal.append(room, rev - 1, frame(rev, private, public), rev, rev, 0) == Ok(rev)

    async def keep(self, room: str) -> None:
        blob = self.secret(room).encode() * self.dice.randint(1, 400)
        await self.journal.put_snapshot(room, self.revs[room], HASH, blob)

    async def end(self, room: str) -> None:
        secret = self.secret(room).encode()
        if self.dice.random() < 0.5:
            await self.journal.purge(room, self.revs[room], HASH, b"clean" * self.dice.randint(1, 2_000))
        else:
            await self.journal.forget(room)
            await self.journal.create(room)
            self.revs[room] = 0
        assert secret not in b"".join(file.read_bytes() for file in self.folder.iterdir())
        self.age[room] += 1


@pytest.mark.parametrize("seed", range(10))
async def test_no_secret_survives_its_purge(tmp_path: Path, seed: int) -> None:
    dice = random.Random(seed)
    house = House(await SqliteJournal.open(tmp_path), tmp_path, dice)
    rooms = [f"ROOM{n:02}" for n in range(dice.choice([2, 6, 25]))]
    for room in rooms:
        await house.journal.create(room)
        house.revs[room] = house.age[room] = 0
    for _ in range(120):
        for room in dice.sample(rooms, dice.randint(1, len(rooms))):
            await house.append(room)
        if dice.random() < 0.15:
            await house.keep(dice.choice(rooms))
        if dice.random() < 0.1:
            await house.journal.truncate(dice.choice(rooms))
        if dice.random() < 0.2:
            await house.end(dice.choice(rooms))
    await house.journal.close()
