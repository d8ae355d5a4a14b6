"""A folder that follows: what changed and nothing else is shipped, erasures and redactions too, and a foreign one is left."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from server.backup import following
from server.backup.bundle import MANIFEST, Folder, Manifest, name_of, read_manifest, unpack_history, unpack_state
from server.backup.following import Follower, ForeignBackup, age_of, claim, follow
from server.backup.restoring import restore
from server.hub.state import load, state_hash
from server.journal.sqlite import SqliteJournal, SqliteReader
from server.receipts import receipt
from sessions.records import Idea
from tests.server.backup.houses import OPEN, SEALED, WHOLE, bytes_in, change, filled, retitled, standing, told

CANARY = "zqxjk-canary"


@pytest.fixture
async def journal(tmp_path: Path) -> AsyncIterator[SqliteJournal]:
    journal = await filled(tmp_path / "data")
    yield journal
    await journal.close()


@pytest.fixture
async def follower(journal: SqliteJournal, tmp_path: Path) -> AsyncIterator[Follower]:
    reader = await SqliteReader.look(tmp_path / "data")
    follower = Follower(reader, tmp_path / "b", claim(tmp_path / "b", "h1"))
    yield follower
    follower.close()
    await reader.close()


def manifest(tmp_path: Path) -> Manifest:
    return read_manifest((tmp_path / "b" / MANIFEST).read_bytes(), "b")


def shipped(tmp_path: Path, code: str) -> Any:
    return unpack_state(code, (tmp_path / "b" / name_of(code, "room")).read_bytes()).room


async def test_only_what_changed_is_shipped(journal: SqliteJournal, follower: Follower, tmp_path: Path) -> None:
    assert await follower.bring_up() == 3
    said = (tmp_path / "b" / MANIFEST).stat().st_ino
    assert await follower.bring_up() == 0
    assert (tmp_path / "b" / MANIFEST).stat().st_ino == said, "nothing is written when there is nothing to write"
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "b").rglob("*.room")}
    await retitled(journal, WHOLE, "Kevät")
    assert await follower.bring_up() == 1
    after = {path: path.stat().st_mtime_ns for path in (tmp_path / "b").rglob("*.room")}
    assert {path.stem for path in after if after[path] != before[path]} == {WHOLE}
    assert shipped(tmp_path, WHOLE).workshop.title == "Kevät"
    assert manifest(tmp_path).rooms[WHOLE].rev == shipped(tmp_path, WHOLE).rev


async def test_it_plays_on_instead_of_reading_all_anew(
    journal: SqliteJournal, follower: Follower, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await follower.bring_up()
    loads: list[str] = []

    async def counted(reader: SqliteReader, code: str) -> Any:
        loads.append(code)
        return await load(reader, code)

    monkeypatch.setattr(following, "load", counted)
    for n in range(5):
        await retitled(journal, WHOLE, f"Kevät {n}")
        await follower.bring_up()
    assert loads == [] and shipped(tmp_path, WHOLE).workshop.title == "Kevät 4"
    blob = (await load(journal, WHOLE)).state.blob()
    await journal.purge(WHOLE, manifest(tmp_path).rooms[WHOLE].rev, state_hash(blob), blob)
    await retitled(journal, WHOLE, "Kesä")
    await follower.bring_up()
    assert shipped(tmp_path, WHOLE).workshop.title == "Kesä"


async def test_what_was_shipped_is_what_the_journal_holds(
    journal: SqliteJournal, follower: Follower, tmp_path: Path
) -> None:
    for n in range(4):
        await retitled(journal, (OPEN, WHOLE)[n % 2], f"Kevät {n}")
        await follower.bring_up()
    await follower.bring_up(everything=True)
    report = await restore(Folder(tmp_path / "b"), tmp_path / "new", [])
    assert not report.wrong
    reader = await SqliteReader.look(tmp_path / "new")
    assert await standing(reader) == await standing(journal)
    for code in (OPEN, WHOLE, SEALED):
        assert await reader.history(code) == await told(journal, code)
    await reader.close()


async def test_after_a_restart_nothing_is_shipped_again(
    journal: SqliteJournal, follower: Follower, tmp_path: Path
) -> None:
    await follower.bring_up()
    reader = await SqliteReader.look(tmp_path / "data")
    again = Follower(reader, tmp_path / "b", claim(tmp_path / "b", "h1"))
    assert await again.bring_up() == 0
    await retitled(journal, OPEN, "Uusi")
    assert await again.bring_up() == 1
    again.close()
    await reader.close()


async def test_what_is_redacted_leaves_the_history_at_once(
    journal: SqliteJournal, follower: Follower, tmp_path: Path
) -> None:
    await change(journal, WHOLE, Idea(id="said", see="all", step="", text=CANARY))
    await follower.bring_up()

    def in_backup() -> str:
        member = (tmp_path / "b" / name_of(WHOLE, "seen")).read_bytes()
        return str(unpack_history(WHOLE, member))

    assert CANARY in in_backup()
    await change(journal, WHOLE, Idea(id="said", see="hosts", step="", text=CANARY, hidden=True))
    await journal.redact(WHOLE, ["said"])
    await follower.bring_up()
    assert CANARY not in in_backup()


async def test_an_erased_room_leaves_no_byte(journal: SqliteJournal, follower: Follower, tmp_path: Path) -> None:
    await change(journal, OPEN, Idea(id="said", see="all", step="", text=CANARY))
    await follower.bring_up(everything=True)
    assert CANARY in str((await load(journal, OPEN)).state.room.records)
    gone = receipt(OPEN, 1_800_000_000_000, "host")
    await journal.forget(OPEN, (gone.key, msgspec.json.encode(gone)))
    await follower.bring_up()
    everything = bytes_in(tmp_path / "b")
    assert OPEN.encode() not in everything and CANARY.encode() not in everything
    assert not list((tmp_path / "b").rglob(f"{OPEN}*"))
    assert manifest(tmp_path).erased == [gone] and set(manifest(tmp_path).rooms) == {SEALED, WHOLE}
    assert CANARY.encode() not in bytes_in(tmp_path / "data")


async def test_a_room_damaged_in_the_journal_stays_in_the_backup(
    journal: SqliteJournal, follower: Follower, tmp_path: Path
) -> None:
    """Its last good state is what the backup is for; only what was erased goes."""
    await follower.bring_up()
    await journal._writer.run(
        lambda ledger: ledger.db.execute("UPDATE heads SET seal = hash WHERE room = ?", (OPEN,)).rowcount
    )
    assert await follower.bring_up() == 0
    assert manifest(tmp_path).damaged == [OPEN] and OPEN in manifest(tmp_path).rooms
    assert not (await restore(Folder(tmp_path / "b"), tmp_path / "new", [])).wrong


async def test_what_cannot_be_written_now_is_written_later(
    journal: SqliteJournal, follower: Follower, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await follower.bring_up()
    age = age_of(tmp_path / "b")
    with monkeypatch.context() as patch:

        def full(fd: int) -> None:
            raise OSError(28, "No space left on device")

        patch.setattr(os, "fsync", full)
        await retitled(journal, OPEN, "Kevät")
        os.utime(tmp_path / "b" / MANIFEST, (1_700_000_000, 1_700_000_000))
        with pytest.raises(OSError, match="space"):
            await follower.bring_up()
        aged = age_of(tmp_path / "b")
        assert age is not None and aged is not None and aged > 1_000_000, "the age says that it is behind"
    assert await follower.bring_up() == 1
    assert shipped(tmp_path, OPEN).workshop.title == "Kevät"
    assert manifest(tmp_path).rooms[OPEN].rev == shipped(tmp_path, OPEN).rev


async def test_a_crash_at_any_write_leaves_a_backup_that_comes_back(
    journal: SqliteJournal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The process dies after the n-th write, sync or rename; what is in the folder then is whole, old or new."""
    reader = await SqliteReader.look(tmp_path / "data")
    first = Follower(reader, tmp_path / "b", claim(tmp_path / "b", "h1"))
    await first.bring_up(everything=True)
    titles = {code: {(await load(journal, code)).state.room.workshop.title} for code in (OPEN, WHOLE)}
    died, n = True, 0
    real: dict[str, Any] = {"fsync": os.fsync, "replace": Path.replace, "fdopen": os.fdopen}
    while died:
        n, died = n + 1, False
        for code in (OPEN, WHOLE):
            await retitled(journal, code, f"Kevät {n}")
            titles[code].add(f"Kevät {n}")
        left = [n]

        def dying(name: str, left: list[int] = left) -> Any:
            def call(*args: Any) -> Any:
                left[0] -= 1
                if left[0] <= 0:
                    if name == "fdopen":  # in the middle of writing a file
                        os.write(args[0], b"half")
                        os.close(args[0])
                    raise SystemError("killed")
                return real[name](*args)

            return call

        with monkeypatch.context() as patch:
            patch.setattr(os, "fsync", dying("fsync"))
            patch.setattr(os, "fdopen", dying("fdopen"))
            patch.setattr(Path, "replace", dying("replace"))
            again = Follower(reader, tmp_path / "b", claim(tmp_path / "b", "h1"))
            try:
                await again.bring_up(everything=True)
            except SystemError:
                died = True
        again.close()
        report = await restore(Folder(tmp_path / "b"), tmp_path / f"new{n}", [])
        assert not report.wrong and len(report.rooms) == 3
        back = await SqliteReader.look(tmp_path / f"new{n}")
        for code in (OPEN, WHOLE):
            assert (await load(back, code)).state.room.workshop.title in titles[code]
        await back.close()
    assert n > 8
    first.close()
    await reader.close()


async def test_the_folder_of_another_house_is_left_alone(
    journal: SqliteJournal, follower: Follower, tmp_path: Path
) -> None:
    """A new machine with an empty journal must not empty the backup of the one that is gone."""
    await follower.bring_up()
    with pytest.raises(ForeignBackup, match="bring that back first"):
        claim(tmp_path / "b", "h2")
    with pytest.raises(ForeignBackup):
        claim(tmp_path / "b", "")
    assert claim(tmp_path / "b", "h1").rooms and claim(tmp_path / "empty", "h2").house == "h2"


async def test_a_folder_that_has_lost_its_manifest_is_nobodys_to_write(
    journal: SqliteJournal, follower: Follower, tmp_path: Path
) -> None:
    assert read_manifest((tmp_path / "b" / MANIFEST).read_bytes(), "b").house == "h1", "it is claimed before any room"
    await follower.bring_up()
    (tmp_path / "b" / MANIFEST).unlink()
    with pytest.raises(ForeignBackup):
        claim(tmp_path / "b", "h1")


async def test_what_a_crash_left_of_a_room_that_was_erased_since_goes_too(
    journal: SqliteJournal, follower: Follower, tmp_path: Path
) -> None:
    await follower.bring_up(everything=True)
    for stray in ("GONE23.room.part", "GONE34.room", "GONE34.seen"):
        (tmp_path / "b" / "rooms" / stray).write_text(CANARY)
    reader = await SqliteReader.look(tmp_path / "data")
    again = Follower(reader, tmp_path / "b", claim(tmp_path / "b", "h1"))
    await again.bring_up()
    assert CANARY.encode() not in bytes_in(tmp_path / "b") and len(list((tmp_path / "b").rglob("*.room"))) == 3
    again.close()
    await reader.close()


async def test_brought_back_the_same_folder_goes_on_following(
    journal: SqliteJournal, follower: Follower, tmp_path: Path
) -> None:
    await follower.bring_up(everything=True)
    await restore(Folder(tmp_path / "b"), tmp_path / "new", [])
    reader = await SqliteReader.look(tmp_path / "new")
    house = (await reader.get_meta("house") or b"").decode()
    again = Follower(reader, tmp_path / "b", claim(tmp_path / "b", house))
    assert await again.bring_up() == 3
    assert await again.bring_up() == 0
    again.close()
    await reader.close()


async def test_it_ends_with_everything_shipped(journal: SqliteJournal, tmp_path: Path) -> None:
    stop = asyncio.Event()
    task = asyncio.create_task(follow(tmp_path / "data", tmp_path / "b", stop))
    try:
        while not (tmp_path / "b" / MANIFEST).exists():
            await asyncio.sleep(0.01)
        started = time.monotonic()
        await retitled(journal, WHOLE, "Viimeinen")
        stop.set()
        await task
    finally:
        stop.set()
        await task
    assert shipped(tmp_path, WHOLE).workshop.title == "Viimeinen" and time.monotonic() - started < 30
    member = (tmp_path / "b" / name_of(WHOLE, "seen")).read_bytes()
    assert unpack_history(WHOLE, member) == await told(journal, WHOLE)


async def test_it_follows_within_a_second(journal: SqliteJournal, tmp_path: Path) -> None:
    stop = asyncio.Event()
    task = asyncio.create_task(follow(tmp_path / "data", tmp_path / "b", stop))
    try:
        while not (tmp_path / "b" / MANIFEST).exists():
            await asyncio.sleep(0.01)
        await retitled(journal, WHOLE, "Heti")
        async with asyncio.timeout(10):
            while shipped(tmp_path, WHOLE).workshop.title != "Heti":
                await asyncio.sleep(0.05)
    finally:
        stop.set()
        await task
    assert (age_of(tmp_path / "b") or 99) < 10
