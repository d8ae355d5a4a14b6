"""Appends to many rooms and tells on stdout what was answered with Ok, until it is killed."""

from __future__ import annotations

import asyncio
import os
import sys
from itertools import count
from pathlib import Path

from server.journal.port import Ok
from server.journal.sqlite import SqliteJournal
from tests.server.journal.engines import frame, record

ROOMS = [f"KILL{n:02}" for n in range(12)]


def body(room: str, rev: int) -> bytes:
    """The one frame that belongs to a rev of a room."""
    return frame(rev, record(f"{room}-{rev}", text=f"text of {room} {rev} " * (rev % 17)))


async def work(journal: SqliteJournal, room: str, since: int) -> None:
    for rev in count(since + 1):
        assert await journal.append(room, rev - 1, body(room, rev), rev, rev, rev) == Ok(rev)
        os.write(1, f"{room} {rev}\n".encode())
        if rev % 25 == 0:
            await journal.put_snapshot(room, rev, b"h", f"{room} at {rev}".encode() * 50)
            await journal.truncate(room)


async def main(folder: Path) -> None:
    journal = await SqliteJournal.open(folder)
    for room in ROOMS:
        await journal.create(room)
    await asyncio.gather(*(work(journal, head.room, head.rev) for head in await journal.heads()))


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
