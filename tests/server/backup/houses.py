"""A data folder with rooms in every state, and what there is to compare."""

from __future__ import annotations

from pathlib import Path

import msgspec

from server.backup.bundle import seen, state_of
from server.backup.restoring import HOUSE
from server.hub import frame as frames
from server.hub.frame import Frame
from server.hub.state import State, load
from server.journal.port import Journal, JournalReader, Moment, Ok
from server.journal.sqlite import SqliteJournal
from sessions.records import AnyRecord, Change
from tests.fixtures.make import in_the_middle, write
from tests.server.export.whole import played
from tests.sessions.play import Play

SEALED, OPEN, WHOLE = "QR7T3W", "ACDE34", "KX4P7M"


async def filled(folder: Path, *, house: str = "h1") -> SqliteJournal:
    """Three rooms: one sealed, one with an open vote and ideas whose authors are still known, one of everything."""
    journal = await SqliteJournal.open(folder)
    await journal.put_meta(HOUSE, house.encode())
    await write(journal, SEALED, "e1", played(True), ())
    await write(journal, OPEN, "e2", in_the_middle(), ())
    await write(journal, WHOLE, "e3", played(False), (0.4, 0.8))
    return journal


def voted() -> Play:
    return in_the_middle()


async def change(journal: Journal, code: str, *records: AnyRecord, purge: bool = False) -> State:
    """Keep one more change of a room; how it stands then."""
    state = (await load(journal, code)).state
    rev, at = state.room.rev + 1, state.at + 500
    state.room.apply(Change(put=records, purge=purge), rev)
    put = [state.room.records[record.id] for record in records]
    body = frames.encode(Frame(at, [frames.kept(rev, at, Change(put=records, purge=purge), put)], []))
    assert isinstance(await journal.append(code, rev - 1, body, rev, rev, state.room.earliest_due), Ok)
    return (await load(journal, code)).state


async def retitled(journal: Journal, code: str, title: str) -> State:
    """A small change to a room."""
    state = (await load(journal, code)).state
    return await change(journal, code, msgspec.structs.replace(state.room.workshop, title=title))


async def standing(journal: JournalReader) -> dict[str, bytes]:
    """Every room as a backup may hold it."""
    return {head.room: state_of((await load(journal, head.room)).state) for head in await journal.heads()}


async def told(journal: JournalReader, code: str) -> list[Moment]:
    """The history of a room as a backup may hold it."""
    return seen(await journal.history(code), (await load(journal, code)).state)


def bytes_in(folder: Path) -> bytes:
    """Every byte of every file below a folder."""
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())
