"""From an older schema to a newer one: a copy first, all or nothing, and no copy outlives a promise to forget."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from server.journal import schema
from server.journal.port import JournalError, SchemaTooNew
from server.journal.schema import FILE, UPGRADES, VERSION
from server.journal.sqlite import SqliteJournal, SqliteReader
from server.journal.upgrade import COPIES
from tests.server.journal.engines import ROOM, fill, frame, record

HASH = b"h" * 32
CANARY = b"zqxjk-canary"


@pytest.fixture
async def folder(tmp_path: Path) -> Path:
    """A journal as the version before left it; some of it still in the write-ahead log."""
    journal = await SqliteJournal.open(tmp_path)
    await journal.create(ROOM)
    body = frame(1, record("secret", "person:p", text=CANARY.decode()))
    await journal.append(ROOM, 0, body, 1, 1, 0)
    await fill(journal, range(2, 20))
    await journal.close()
    return tmp_path


@pytest.fixture
def newer(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """This Talkoot is two versions further: a column, then a table."""
    monkeypatch.setattr(schema, "VERSION", VERSION + 2)
    monkeypatch.setitem(UPGRADES, VERSION, lambda db: db.execute("ALTER TABLE meta ADD COLUMN kept INTEGER"))
    monkeypatch.setitem(UPGRADES, VERSION + 1, lambda db: db.execute("CREATE TABLE more (a)"))


def version(file: Path) -> int:
    with closing(sqlite3.connect(file)) as db:
        return int(db.execute("PRAGMA user_version").fetchone()[0])


def copies(folder: Path) -> list[Path]:
    return sorted(folder.glob(COPIES + "*"))


def test_every_released_version_leads_to_this_one() -> None:
    assert sorted(UPGRADES) == list(range(1, VERSION))


@pytest.mark.usefixtures("newer")
async def test_an_older_journal_is_copied_and_then_upgraded(folder: Path) -> None:
    journal = await SqliteJournal.open(folder)
    assert len(await journal.read(ROOM, 0)) == 19
    [copy] = copies(folder)
    assert version(copy) == VERSION and version(folder / FILE) == VERSION + 2
    assert oct(copy.stat().st_mode)[-3:] == "600"
    await journal.close()
    again = await SqliteJournal.open(folder)
    assert copies(folder) == [copy]
    await again.close()


async def test_the_copy_is_a_journal_of_its_own(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(schema, "VERSION", VERSION + 1)
        patch.setitem(UPGRADES, VERSION, lambda db: db.execute("DROP TABLE frames"))
        with pytest.raises(JournalError):
            await SqliteJournal.open(folder)
    back = tmp_path / "back"
    back.mkdir()
    (back / FILE).write_bytes(copies(folder)[0].read_bytes())
    old = await SqliteJournal.open(back)
    assert len(await old.read(ROOM, 0)) == 19
    await old.close()


@pytest.mark.usefixtures("newer")
async def test_a_step_that_fails_changes_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def half(db: sqlite3.Connection) -> None:
        db.execute("CREATE TABLE more (a)")
        raise sqlite3.OperationalError("as ordered")

    monkeypatch.setitem(UPGRADES, VERSION + 1, half)
    with pytest.raises(JournalError):
        await SqliteJournal.open(folder)
    assert version(folder / FILE) == VERSION + 1, "the first step is done and stays done"
    with closing(sqlite3.connect(folder / FILE)) as db:
        assert not db.execute("SELECT 1 FROM sqlite_master WHERE name = 'more'").fetchone()
    [copy] = copies(folder)
    monkeypatch.setitem(UPGRADES, VERSION + 1, lambda db: db.execute("CREATE TABLE more (a)"))
    journal = await SqliteJournal.open(folder)
    assert len(await journal.read(ROOM, 0)) == 19
    await journal.close()
    assert version(folder / FILE) == VERSION + 2 and copies(folder) == [copy]
    assert version(copy) == VERSION, "the copy of before the first step"


@pytest.mark.usefixtures("newer")
async def test_without_a_whole_copy_nothing_is_upgraded(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("server.journal.upgrade._whole", lambda file, version: False)
    with pytest.raises(JournalError, match="did not read back: nothing was upgraded"):
        await SqliteJournal.open(folder)
    assert version(folder / FILE) == VERSION


@pytest.mark.usefixtures("newer")
@pytest.mark.parametrize("how", ["purge", "redact", "forget"])
async def test_no_copy_outlives_what_has_to_go(folder: Path, how: str) -> None:
    journal = await SqliteJournal.open(folder)
    assert CANARY in copies(folder)[0].read_bytes()
    if how == "purge":
        await journal.purge(ROOM, 19, HASH, b"state")
    elif how == "redact":
        await journal.redact(ROOM, ["secret"])
    else:
        await journal.forget(ROOM)
    assert copies(folder) == []
    await journal.close()
    if how != "redact":
        assert CANARY not in b"".join(file.read_bytes() for file in folder.iterdir())


@pytest.mark.usefixtures("newer")
async def test_who_only_reads_does_not_upgrade(folder: Path) -> None:
    with pytest.raises(JournalError, match="start the server once"):
        await SqliteReader.look(folder)
    assert version(folder / FILE) == VERSION and not copies(folder)


async def test_a_newer_journal_is_left_alone(folder: Path) -> None:
    with closing(sqlite3.connect(folder / FILE)) as db:
        db.execute(f"PRAGMA user_version = {VERSION + 5}")
    before = (folder / FILE).read_bytes()
    with pytest.raises(SchemaTooNew, match="update first"):
        await SqliteJournal.open(folder)
    assert (folder / FILE).read_bytes() == before and not copies(folder)
