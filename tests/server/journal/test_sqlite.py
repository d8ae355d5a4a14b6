"""What only the SQLite engine can get wrong: the file, its settings, group commit, full disks, readers from outside."""

from __future__ import annotations

import asyncio
import errno
import logging
import os
import random
import shutil
import sqlite3
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
import pytest_asyncio

from server.journal import committer, ledger, queries, sqlite, upkeep
from server.journal.chain import HeadRow, Link
from server.journal.ledger import Append, Ledger
from server.journal.lock import DataFolderLocked, DataFolderUnwritable
from server.journal.port import (
    Conflict,
    Damaged,
    DiskFull,
    JournalError,
    JournalFailed,
    NoSuchRoom,
    Ok,
    Outcome,
    SchemaTooNew,
    Unknown,
)  # fmt: skip
from server.journal.schema import FILE, PAGE, VERSION
from server.journal.sqlite import SqliteJournal, SqliteReader
from tests.server.journal.engines import ROOM, SqliteEngine, fill, frame, record

HASH = b"h" * 32


@pytest_asyncio.fixture
async def engine(tmp_path: Path) -> AsyncIterator[SqliteEngine]:
    engine = SqliteEngine(tmp_path)
    await engine.start()
    assert await engine.journal.create(ROOM)
    yield engine
    await engine.stop()


@pytest.fixture
def journal(engine: SqliteEngine) -> SqliteJournal:
    return engine.journal


async def ask(journal: SqliteJournal, sql: str) -> object:
    """The single value that a statement at the writer's desk gives."""
    row = await journal._writer.run(lambda ledger: ledger.db.execute(sql).fetchone())
    return row[0] if row else None


async def test_the_writer_is_set_up_for_safety(journal: SqliteJournal) -> None:
    for pragma, value in {
        "journal_mode": "wal",
        "synchronous": 2,
        "secure_delete": 1,
        "wal_autocheckpoint": 0,
        "temp_store": 2,
        "page_size": PAGE,
        "user_version": VERSION,
    }.items():
        assert await ask(journal, f"PRAGMA {pragma}") == value, pragma


async def test_the_files_are_private(engine: SqliteEngine) -> None:
    assert (engine.folder / FILE).stat().st_mode & 0o777 == 0o600


async def test_whoever_waits_shares_one_commit(engine: SqliteEngine) -> None:
    rooms = [f"G{n:03}" for n in range(200)]
    for room in rooms:
        await engine.journal.create(room)
    engine.trap.commits = 0
    outcomes = await asyncio.gather(*(engine.journal.append(room, 0, b"one", 1, 1, 0) for room in rooms))
    assert outcomes == [Ok(1)] * 200
    assert engine.trap.commits == 1
    assert await ask(engine.journal, "SELECT count(*) FROM frames") == 200


async def test_many_rooms_share_a_few_statements(engine: SqliteEngine) -> None:
    """Between two statements the writer waits for the interpreter: under load, longer than for SQLite."""
    rooms = [f"G{n:03}" for n in range(43)]  # 32 + 11
    for room in rooms:
        await engine.journal.create(room)
    await asyncio.gather(*(engine.journal.append(room, 0, b"none", 1, 1, 0) for room in rooms))
    said: list[str] = []
    await engine.journal._writer.run(lambda ledger: ledger.db.set_trace_callback(said.append))
    outcomes = await asyncio.gather(*(engine.journal.append(room, 1, b"one", 2, 2, 0) for room in rooms))
    await engine.journal._writer.run(lambda ledger: ledger.db.set_trace_callback(None))
    assert outcomes == [Ok(2)] * 43
    assert len(said) == 2 + 2 * 2, said
    for room in rooms:
        assert [row.frame for row in await engine.journal.read(room, 0)] == [b"none", b"one"]


async def test_a_room_that_is_elsewhere_does_not_hold_up_those_it_shares_statements_with(engine: SqliteEngine) -> None:
    rooms = [f"G{n:03}" for n in range(20)]
    for room in rooms:
        await engine.journal.create(room)
    await asyncio.gather(*(engine.journal.append(room, 0, b"none", 1, 1, 0) for room in rooms))

    loop = asyncio.get_running_loop()

    def moved(ledger: Ledger) -> None:
        known = ledger._heads["G007"]
        done: asyncio.Future[Outcome] = asyncio.Future(loop=loop)
        assert ledger.commit([Append("G007", 1, b"faster", 2, 2, 0, False, done)]) == [Ok(2)]
        ledger._heads["G007"] = known  # what is in memory is old

    await engine.journal._writer.run(moved)
    outcomes = await asyncio.gather(
        *(engine.journal.append(room, 1, b"one", 2, 2, 0) for room in [*rooms, "NOROOM", "G003"]),
        return_exceptions=True,
    )
    assert outcomes[:7] + outcomes[8:20] == [Ok(2)] * 19
    assert outcomes[7] == Conflict(2) and outcomes[21] == Conflict(2)  # the second of one room comes too late
    assert isinstance(outcomes[20], NoSuchRoom)
    for room in rooms:
        wanted = b"faster" if room == "G007" else b"one"
        assert [row.frame for row in await engine.journal.read(room, 0)] == [b"none", wanted]


async def test_what_comes_during_a_commit_is_the_next_one(engine: SqliteEngine) -> None:
    async def go(room: str) -> None:
        await engine.journal.create(room)
        for rev in range(20):
            assert await engine.journal.append(room, rev, b"%d" % rev, rev + 1, rev + 1, 0) == Ok(rev + 1)

    await asyncio.gather(*(go(f"G{n:03}") for n in range(50)))
    assert engine.trap.commits < 50 + 20 * 10  # 50 rooms were created; 1,000 appends shared far fewer commits
    for n in range(50):
        assert [row.frame for row in await engine.journal.read(f"G{n:03}", 0)] == [b"%d" % rev for rev in range(20)]


async def test_a_commit_in_doubt_is_in_doubt_for_all_in_it(engine: SqliteEngine) -> None:
    for room in ("TWO222", "THREE2"):
        await engine.journal.create(room)
    engine.order("kept")
    outcomes = await asyncio.gather(
        *(engine.journal.append(r, 0, r.encode(), 1, 1, 0) for r in (ROOM, "TWO222", "THREE2"))
    )
    assert [type(outcome) for outcome in outcomes] == [Unknown] * 3
    assert await engine.journal.find("TWO222", 1, b"TWO222")
    outcomes = await asyncio.gather(*(engine.journal.append(r, 1, b"", 2, 2, 0) for r in (ROOM, "TWO222", "THREE2")))
    assert outcomes == [Ok(2)] * 3


async def test_a_write_lock_held_by_somebody_else_is_doubt_not_loss(
    engine: SqliteEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    await ask(engine.journal, "PRAGMA busy_timeout = 0")
    intruder = sqlite3.connect(engine.folder / FILE, isolation_level=None)
    intruder.execute("BEGIN IMMEDIATE")
    assert isinstance(await engine.journal.append(ROOM, 0, b"one", 1, 1, 0), Unknown)
    assert not await engine.journal.find(ROOM, 1, b"one")
    with pytest.raises(JournalError, match="locked"):
        await engine.journal.create("OTHER2")
    intruder.execute("ROLLBACK")
    intruder.close()
    assert await engine.journal.append(ROOM, 0, b"one", 1, 1, 0) == Ok(1)


async def test_expected_rev_holds_against_a_writer_that_ignored_the_lock(engine: SqliteEngine, tmp_path: Path) -> None:
    """The head in memory is old then: the UPDATE's own WHERE decides."""
    other = SqliteEngine(tmp_path / "other")
    await fill(engine.journal, range(1, 3))
    await engine.restart()
    shutil.copytree(engine.folder, other.folder, ignore=shutil.ignore_patterns("lock", "other"))
    await other.start()
    await fill(other.journal, range(3, 5))
    await other.stop()
    with sqlite3.connect(engine.folder / FILE) as db, sqlite3.connect(other.folder / FILE) as source:
        for row in source.execute("SELECT * FROM frames WHERE first_rev > 2"):
            db.execute(f"INSERT INTO frames VALUES ({', '.join('?' * len(row))})", row)
        (head,) = source.execute("SELECT room, rev, hash, row, due, cut, purge, story, seal FROM heads")
        db.execute(f"REPLACE INTO heads VALUES ({', '.join('?' * len(head))})", head)
    db.close()
    source.close()
    outcome = await engine.journal.append(ROOM, 2, b"late", 3, 3, 0)
    assert getattr(outcome, "rev", None) == 4
    assert [row.first_rev for row in await engine.journal.read(ROOM, 0)] == [1, 2, 3, 4]
    with sqlite3.connect(engine.folder / FILE) as db:
        db.execute("DELETE FROM heads")
    db.close()
    with pytest.raises(JournalError, match="no room"):
        await engine.journal.append(ROOM, 4, b"later", 5, 5, 0)


async def test_a_disk_that_is_full_and_has_room_again(engine: SqliteEngine, journal: SqliteJournal) -> None:
    await fill(journal, range(1, 20))
    size = await ask(journal, "PRAGMA page_count")
    assert isinstance(size, int)
    await ask(journal, f"PRAGMA max_page_count = {size + 3}")
    kept = 19
    while await accepted(journal, kept, b"x" * 900):
        kept += 1
    for refused in (
        journal.append(ROOM, kept, b"x" * 90_000, kept + 1, kept + 1, 0),
        journal.put_snapshot(ROOM, 3, HASH, b"x" * 90_000),
        journal.purge(ROOM, kept, HASH, b"x" * 90_000),
    ):
        with pytest.raises(DiskFull, match="full"):
            await refused
    assert [row.last_rev for row in await journal.read(ROOM, 0)] == list(range(1, kept + 1))
    assert await journal.get_snapshots(ROOM) == []
    await ask(journal, "PRAGMA max_page_count = 1000000")
    assert await journal.append(ROOM, kept, b"x" * 90_000, kept + 1, kept + 1, 0) == Ok(kept + 1)
    await engine.restart()
    assert [row.last_rev for row in await engine.journal.read(ROOM, 0)] == list(range(1, kept + 2))


async def accepted(journal: SqliteJournal, rev: int, body: bytes) -> bool:
    """Append; False when the disk is full."""
    try:
        assert await journal.append(ROOM, rev, body, rev + 1, rev + 1, 0) == Ok(rev + 1)
    except DiskFull:
        return False
    return True


async def test_an_io_error_while_truncating_is_the_end_too(engine: SqliteEngine, journal: SqliteJournal) -> None:
    await fill(journal, range(1, 5))
    engine.order("fail")
    with pytest.raises(JournalFailed, match="cannot be trusted"):
        await journal.put_snapshot(ROOM, 4, HASH, b"state")
    waiting = [journal.append(ROOM, 4, b"", 5, 5, 0), journal.read(ROOM, 0)]
    for refused in waiting:
        with pytest.raises(JournalFailed):
            await refused
    await engine.restart()
    assert len(await engine.journal.read(ROOM, 0)) == 4


async def test_a_mistake_in_the_program_answers_everybody(
    journal: SqliteJournal, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(ledger, "row_hash", lambda *_: 1 / 0)
    with pytest.raises(JournalFailed, match="mistake in the program"):
        await journal.append(ROOM, 0, b"", 1, 1, 0)
    assert "ZeroDivisionError" in caplog.text


def broken_sync(monkeypatch: pytest.MonkeyPatch, journal: SqliteJournal, error: int) -> list[JournalFailed]:
    """The log is always too large, and the wait for the disk beside SQLite fails: whom that is told."""
    told: list[JournalFailed] = []
    journal.when_failed(told.append)
    monkeypatch.setattr(journal._writer._ledger, "_relief_at", 0)
    monkeypatch.setattr("server.journal.ledger.os.fsync", failing_with(error))
    return told


def failing_with(error: int) -> Callable[[int], None]:
    def fsync(_: int) -> None:
        raise OSError(error, os.strerror(error))

    return fsync


async def until_refused(journal: SqliteJournal) -> None:
    """The log is brought home after an answer, so the next append or the one after it hears."""
    while True:
        await journal.append(ROOM, 1, b"", 2, 2, 0)


async def test_an_io_error_beside_sqlite_is_the_end_too(
    journal: SqliteJournal, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = broken_sync(monkeypatch, journal, errno.EIO)
    assert await journal.append(ROOM, 0, b"", 1, 1, 0) == Ok(1)
    with pytest.raises(JournalFailed, match="cannot be trusted"):
        await asyncio.wait_for(until_refused(journal), 5)
    assert len(told) == 1
    await journal.close()


async def test_without_a_descriptor_all_is_kept_and_what_goes_waits_for_one(
    journal: SqliteJournal, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = broken_sync(monkeypatch, journal, errno.EMFILE)
    await fill(journal, range(1, 5))
    purging = asyncio.ensure_future(journal.purge(ROOM, 4, HASH, b"state"))
    assert await journal.append(ROOM, 4, b"", 5, 5, 0) == Ok(5)
    await asyncio.sleep(0.1)
    assert not purging.done() and told == []
    monkeypatch.undo()
    await asyncio.wait_for(purging, 5)
    assert await journal.append(ROOM, 5, b"", 6, 6, 0) == Ok(6)


async def test_whatever_ends_the_work_is_told_and_nobody_waits_for_ever(
    journal: SqliteJournal, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = broken_sync(monkeypatch, journal, errno.EIO)
    monkeypatch.setattr(Ledger, "checkpoint", lambda _: 1 / 0)
    assert await journal.append(ROOM, 0, b"", 1, 1, 0) == Ok(1)
    with pytest.raises(JournalFailed, match="mistake in the program"):
        await asyncio.wait_for(until_refused(journal), 5)
    assert len(told) == 1
    await journal.close()


async def test_copies_that_cannot_be_removed_now_are_a_refusal(
    journal: SqliteJournal, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_descriptor(_: Path) -> None:
        raise OSError(errno.EMFILE, "Too many open files")

    monkeypatch.setattr(sqlite, "drop_copies", no_descriptor)
    for wanted in (journal.redact(ROOM, ["a"]), journal.purge(ROOM, 0, HASH, b""), journal.forget(ROOM)):
        with pytest.raises(JournalError, match="cannot be removed now"):
            await wanted
    monkeypatch.undo()
    await journal.forget(ROOM)


async def test_a_snapshot_that_does_not_read_back_is_taken_back(
    journal: SqliteJournal, monkeypatch: pytest.MonkeyPatch
) -> None:
    await fill(journal, range(1, 5))
    await journal.put_snapshot(ROOM, 2, HASH, b"state")
    await ask(
        journal,
        "CREATE TEMP TRIGGER bad AFTER INSERT ON snapshots BEGIN UPDATE snapshots SET blob = x'00' WHERE id = NEW.id; END",
    )
    with pytest.raises(Damaged, match="did not read back"):
        await journal.put_snapshot(ROOM, 4, HASH, b"state")
    with pytest.raises(Damaged, match="did not read back"):
        await journal.purge(ROOM, 4, HASH, b"state")
    assert [snapshot.rev for snapshot in await journal.get_snapshots(ROOM)] == [2]
    assert len(await journal.read(ROOM, 0)) == 4


async def test_a_purge_waits_for_readers(engine: SqliteEngine, journal: SqliteJournal) -> None:
    for rev in range(4):
        secret = frame(rev + 1, record("s", "hosts", text="canary-of-the-wal"))
        assert await journal.append(ROOM, rev, secret, rev + 1, rev + 1, 0) == Ok(rev + 1)
    outside = sqlite3.connect(engine.folder / FILE, isolation_level=None)
    outside.execute("BEGIN")
    assert outside.execute("SELECT count(*) FROM frames").fetchone() == (4,)
    task = asyncio.create_task(journal.purge(ROOM, 4, HASH, b"state"))
    for rev in range(5, 15):  # meanwhile others work
        assert await journal.append(ROOM, rev - 1, b"next", rev, rev, 0) == Ok(rev)
    assert not task.done()
    assert b"canary-of-the-wal" in engine.everything()
    outside.execute("COMMIT")
    outside.close()
    await task
    assert (engine.folder / (FILE + "-wal")).stat().st_size == 0
    assert b"canary-of-the-wal" not in engine.everything()
    assert len(await journal.read(ROOM, 4)) == 10


async def test_a_quiet_moment_brings_the_log_home(
    engine: SqliteEngine, journal: SqliteJournal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(committer, "QUIET", 0.01)
    await fill(journal, range(1, 5))
    async with asyncio.timeout(5):
        while b"text 4" not in (engine.folder / FILE).read_bytes():
            await asyncio.sleep(0.01)


async def test_a_log_grown_too_large_is_brought_home_at_once(
    engine: SqliteEngine, journal: SqliteJournal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ledger, "WAL_LIMIT", 100_000)
    journal._writer._ledger._relief_at = 100_000
    wal = engine.folder / (FILE + "-wal")
    largest = 0
    for rev in range(60):
        assert await journal.append(ROOM, rev, b"x" * 9_000, rev + 1, rev + 1, 0) == Ok(rev + 1)
        largest = max(largest, wal.stat().st_size)
    assert 50_000 < largest < 150_000
    outside = sqlite3.connect(engine.folder / FILE, isolation_level=None)
    outside.execute("BEGIN")
    outside.execute("SELECT count(*) FROM frames").fetchone()
    for rev in range(60, 90):
        assert await journal.append(ROOM, rev, b"x" * 9_000, rev + 1, rev + 1, 0) == Ok(rev + 1)
    assert wal.stat().st_size > 150_000  # a reader stands in the way: it grows, nothing stops
    outside.close()
    for rev in range(90, 120):
        assert await journal.append(ROOM, rev, b"x" * 9_000, rev + 1, rev + 1, 0) == Ok(rev + 1)
    assert wal.stat().st_size < 150_000


async def test_looking_in_beside_a_writer(engine: SqliteEngine, journal: SqliteJournal) -> None:
    await fill(journal, range(1, 5))
    reader = await SqliteReader.look(engine.folder)
    assert len(await reader.read(ROOM, 0)) == 4
    await fill(journal, range(5, 8))
    await journal.put_meta("key", b"value")
    assert len(await reader.read(ROOM, 0)) == 7
    assert await reader.history(ROOM) == await journal.history(ROOM)
    assert await reader.heads() == await journal.heads()
    assert await reader.get_meta("key") == b"value"
    assert await reader.exists(ROOM)
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        await reader._reader.run(reader._reader.db.execute, "DELETE FROM frames")
    await journal.purge(ROOM, 7, HASH, b"state")
    assert [snapshot.blob for snapshot in await reader.get_snapshots(ROOM)] == [b"state"] * 2
    await engine.restart()
    assert await reader.tail(ROOM) is None
    await reader.close()
    assert await engine.journal.append(ROOM, 7, b"next", 8, 8, 0) == Ok(8)


async def test_a_read_sees_one_moment(
    engine: SqliteEngine, journal: SqliteJournal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the head and its rows another commit takes them away: the reader is not to notice."""
    await fill(journal, range(1, 5))
    really = queries.links_since

    def late(db: sqlite3.Connection, head: HeadRow, since_rev: int) -> list[Link]:
        with sqlite3.connect(engine.folder / FILE) as other:
            other.execute("DELETE FROM frames")
        other.close()
        return really(db, head, since_rev)

    monkeypatch.setattr(queries, "links_since", late)
    assert len(await journal.read(ROOM, 0)) == 4


async def test_looking_in_where_no_server_runs(engine: SqliteEngine, tmp_path: Path) -> None:
    await fill(engine.journal, range(1, 5))
    await engine.stop()
    before = (engine.folder / FILE).read_bytes()
    reader = await SqliteReader.look(engine.folder)
    assert len(await reader.read(ROOM, 0)) == 4
    await reader.close()
    assert (engine.folder / FILE).read_bytes() == before
    await engine.start()
    with pytest.raises(JournalError, match="no journal in"):
        await SqliteReader.look(tmp_path / "nowhere")


async def test_the_folder_is_locked_while_served(engine: SqliteEngine) -> None:
    with pytest.raises(DataFolderLocked):
        await SqliteJournal.open(engine.folder)
    await engine.restart()
    assert await engine.journal.exists(ROOM)


async def test_data_of_a_later_version_is_left_alone(engine: SqliteEngine) -> None:
    await ask(engine.journal, f"PRAGMA user_version = {VERSION + 1}")
    await engine.stop()
    for door in (SqliteJournal.open, SqliteReader.look):
        with pytest.raises(SchemaTooNew, match=r"newer Talkoot \(schema 2, this one knows up to 1\)"):
            await door(engine.folder)
    db = sqlite3.connect(engine.folder / FILE)
    db.execute(f"PRAGMA user_version = {VERSION}")
    db.close()
    await engine.start()


async def test_a_file_that_is_no_journal(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"something else altogether " * 500)
    with pytest.raises(JournalFailed, match="cannot be opened as a journal") as failed:
        await SqliteJournal.open(tmp_path)
    assert "\n" not in str(failed.value)
    with pytest.raises(JournalError, match="cannot be opened as a journal"):
        await SqliteReader.look(tmp_path)
    (tmp_path / FILE).unlink()
    (tmp_path / FILE).mkdir()
    with pytest.raises(DataFolderUnwritable):
        await SqliteJournal.open(tmp_path)
    (tmp_path / FILE).rmdir()
    await (await SqliteJournal.open(tmp_path)).close()


async def test_frames_do_not_get_into_debug_logs(journal: SqliteJournal, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    await fill(journal, range(1, 4))
    await journal.put_snapshot(ROOM, 3, HASH, b"text of the state")
    await journal.redact(ROOM, ["text-id"])
    await journal.purge(ROOM, 3, HASH, b"text of the state")
    assert caplog.records
    assert "text" not in caplog.text


async def test_no_flipped_byte_of_the_file_goes_unseen(tmp_path: Path) -> None:
    """Anywhere in the file: what is read is what was written, or it is refused."""
    engine = SqliteEngine(tmp_path / "whole")
    await engine.start()
    await engine.journal.create(ROOM)
    await fill(engine.journal, range(1, 40))
    for rev in (10, 30):
        await engine.journal.put_snapshot(ROOM, rev, HASH, b"state %d" % rev)
    await engine.journal.truncate(ROOM)
    truth = await read_all(engine.journal)
    await engine.stop()
    whole = (engine.folder / FILE).read_bytes()
    written = [at for at, byte in enumerate(whole) if byte]
    dice = random.Random(11)
    refused = 0
    (tmp_path / "hurt").mkdir()
    for _ in range(150):
        at = dice.choice(written) if dice.random() < 0.8 else dice.randrange(len(whole))
        hurt = bytearray(whole)
        hurt[at] ^= 1 << dice.randrange(8)
        (tmp_path / "hurt" / FILE).write_bytes(hurt)
        try:
            reader = await SqliteReader.look(tmp_path / "hurt")
        except JournalError:
            refused += 1
            continue
        try:
            found = await read_all(reader)
            for name, true, told in zip(("heads", "read", "tail", "history"), truth, found, strict=True):
                assert told in (true, None), f"{name}, byte {at}"
            assert await snapshots_told(reader) <= {b"state 10", b"state 30"}, f"byte {at}"
            refused += found != truth
        finally:
            await reader.close()
    assert refused > 60


async def snapshots_told(reader: SqliteReader) -> set[bytes]:
    """The states that a journal offers."""
    try:
        return {snapshot.blob for snapshot in await reader.get_snapshots(ROOM)}
    except JournalError:
        return set()


async def read_all(journal: SqliteReader) -> list[object]:
    """All that a journal tells; None for what it refuses to tell."""
    told: list[object] = []
    for ask in (
        journal.heads,
        lambda: journal.read(ROOM, 10),
        lambda: journal.tail(ROOM),
        lambda: journal.history(ROOM),
    ):
        try:
            told.append(await ask() or None)
        except JournalError:
            told.append(None)
    return told


async def test_a_reader_is_told_cheaply_what_has_changed(tmp_path: Path) -> None:
    journal = await SqliteJournal.open(tmp_path)
    await journal.create(ROOM)
    reader = await SqliteReader.look(tmp_path)

    async def mark() -> tuple[int, tuple[bytes, bytes]]:
        return await reader.stamp(), (await reader.marks())[ROOM]

    seen = [await mark()]
    assert await mark() == seen[0]
    await fill(journal, range(1, 4))
    seen.append(await mark())
    await journal.redact(ROOM, ["i1"])
    seen.append(await mark())
    await journal.purge(ROOM, 3, b"h" * 32, b"state")
    seen.append(await mark())
    stamps, marks = zip(*seen, strict=True)
    assert len(set(stamps)) == 4 and len(set(marks)) == 4
    assert len({story for _, story in marks[:2]}) == 1 and len({story for _, story in marks}) == 3
    await reader.close()
    await journal.close()


async def test_a_truncation_is_planned_again_when_the_history_has_changed_meanwhile(
    journal: SqliteJournal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was worked out beside the writer would bring a text back that was redacted since."""
    await fill(journal, range(1, 13))
    for rev in (4, 9):
        await journal.put_snapshot(ROOM, rev, HASH, b"state %d" % rev)
    plans: list[upkeep.Plan | None] = []
    plan = upkeep.plan_truncation

    def and_somebody_redacts(db: sqlite3.Connection, room: str) -> upkeep.Plan | None:
        plans.append(plan(db, room))
        if len(plans) == 1:
            asyncio.run_coroutine_threadsafe(journal.redact(ROOM, ["i2"]), loop).result()
        return plans[-1]

    loop = asyncio.get_running_loop()
    monkeypatch.setattr(upkeep, "plan_truncation", and_somebody_redacts)
    assert await journal.truncate(ROOM) == 4
    assert len(plans) == 2
    told = [record["id"] for moment in await journal.history(ROOM) for record in moment.put]
    assert "i1" in told and "i2" not in told
