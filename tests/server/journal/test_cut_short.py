"""A purge, a redaction or an erasing that is cut short, wherever it is cut, comes to its end: by itself, or after a restart."""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from server.hub.clock import SystemClock
from server.hub.frame import Frame, encode, kept
from server.hub.keeping import Keeper
from server.hub.metrics import Metrics
from server.hub.state import State, load
from server.journal import committer, upkeep
from server.journal.ledger import Ledger
from server.journal.port import DiskFull
from server.journal.sqlite import SqliteJournal
from sessions.records import Authorship
from tests.sessions.play import Play, plan

CODE = "K7RMX4"
SECRET = "Kahvit naapurikuntaan"


class Killed(Exception):
    """Stands for the end of the process."""


def keeper(journal: SqliteJournal) -> Keeper:
    return Keeper(CODE, journal, SystemClock(), Metrics())


async def sealed(journal: SqliteJournal) -> tuple[State, bytes]:
    """A room whose brainstorm was sealed a moment ago, its purge not begun; and what must not be found any more."""
    play = Play(plan("brainstorm"), people=3)
    play.open("brainstorm")
    play.act(play.people[0], "brainstorm", "add_idea", text=SECRET)
    [tie] = play.room.every(Authorship)
    play.close("brainstorm")
    before = len(play.changes)
    play.seal("brainstorm")
    state = State()
    await journal.create(CODE)
    for n, change in enumerate(play.changes, 1):
        state.room.apply(change, n)
        put = kept(n, n, change, [state.room.records[record.id] for record in change.put])
        frame = Frame(n, [put], [], epoch="e" * 8 if n == 1 else "")
        await journal.append(CODE, n - 1, encode(frame), n, n, 0, purge=change.purge)
        state.settle(frame)
        if n == before:
            await keeper(journal).snapshot(n, state.blob())
    return state, tie.id.encode()


def on_disk(folder: Path, what: bytes) -> bool:
    return any(what in file.read_bytes() for file in folder.iterdir())


def failing(how: type[Exception]) -> Callable[..., Any]:
    def fails(*_: object) -> None:
        raise how("cut short")

    return fails


AT = {
    "after the snapshots": (upkeep, "purge"),
    "before the log is empty": (Ledger, "empty_wal"),
    "before it is noted": (upkeep, "purged"),
}


@pytest.mark.parametrize("where", AT)
async def test_a_purge_that_a_kill_cuts_short_is_done_after_the_restart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    journal = await SqliteJournal.open(tmp_path / "data")
    state, secret = await sealed(journal)
    with monkeypatch.context() as patch:
        patch.setattr(*AT[where], failing(Killed))
        with pytest.raises(Killed):
            await keeper(journal).purge(state)
    left = tmp_path / "left"
    shutil.copytree(tmp_path / "data", left)
    await journal.close()
    journal = await SqliteJournal.open(left)
    assert [head.purge for head in await journal.heads()] == [True]
    loaded = await load(journal, CODE)
    assert loaded.owes
    await keeper(journal).finish(loaded)
    assert not on_disk(left, secret) and on_disk(left, SECRET.encode())
    assert not (await load(journal, CODE)).owes
    await journal.close()


@pytest.mark.parametrize("where", AT)
async def test_a_purge_that_finds_the_disk_full_stays_owed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    journal = await SqliteJournal.open(tmp_path)
    state, secret = await sealed(journal)
    with monkeypatch.context() as patch:
        patch.setattr(*AT[where], failing(DiskFull))
        with pytest.raises(DiskFull):
            await keeper(journal).purge(state)
    loaded = await load(journal, CODE)
    assert loaded.owes
    await keeper(journal).finish(loaded)
    assert not on_disk(tmp_path, secret) and not (await load(journal, CODE)).owes
    await journal.close()


@pytest.mark.parametrize("kind", ["kill", "full"])
async def test_the_log_is_emptied_of_an_erased_room_though_nobody_asks_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    monkeypatch.setattr(committer, "QUIET", 0.05)
    folder = tmp_path / "data"
    journal = await SqliteJournal.open(folder)
    await sealed(journal)
    with monkeypatch.context() as patch:
        patch.setattr(Ledger, "empty_wal", failing(Killed if kind == "kill" else FullDisk))
        with pytest.raises(Killed if kind == "kill" else DiskFull):
            await journal.forget(CODE)
        assert on_disk(folder, SECRET.encode())
        if kind == "kill":
            shutil.copytree(folder, tmp_path / "left")
    if kind == "kill":
        await journal.close()
        folder = tmp_path / "left"
        journal = await SqliteJournal.open(folder)
    for _ in range(100):
        if not on_disk(folder, SECRET.encode()):
            break
        await asyncio.sleep(0.05)
    assert not on_disk(folder, SECRET.encode())
    await journal.close()


class FullDisk(sqlite3.OperationalError):
    """As SQLite says it."""

    sqlite_errorcode = sqlite3.SQLITE_FULL
