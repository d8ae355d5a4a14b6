"""A backup in one file, there and back: the same rooms, hash by hash, without what ties people to secrets."""

from __future__ import annotations

import asyncio
import errno
import io
import json
import os
import random
import shutil
import sqlite3
import sys
import tarfile
import zlib
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import msgspec
import pytest

from server import cli
from server.app import open_house
from server.backup import bundle, restoring, taking
from server.backup.bundle import MANIFEST, BadBackup, Folder, Manifest, name_of, opened, state_of, unpack_state
from server.backup.restoring import NotEmpty, restore
from server.hub.state import from_blob, load
from server.journal.schema import FILE
from server.journal.sqlite import SqliteJournal, SqliteReader
from server.receipts import receipt
from server.settings import Settings
from sessions.activities.dot_vote import Ballot
from sessions.records import Authorship, Done, Idea, Step, with_rev
from sessions.untied import untied
from tests.server.backup.houses import OPEN, SEALED, WHOLE, bytes_in, change, filled, retitled, standing, told


@pytest.fixture
async def data(tmp_path: Path) -> Path:
    journal = await filled(tmp_path / "data")
    await journal.close()
    return tmp_path / "data"


@pytest.fixture
async def tar(data: Path, tmp_path: Path) -> Path:
    file = tmp_path / "backup.tar"
    with file.open("wb") as out:
        manifest = await taking.write(data, out)
    await taking.verify(file, manifest, tmp_path)
    return file


@pytest.fixture
def backup(tar: Path, tmp_path: Path) -> Path:
    """The members of the backup as files, to look at and to harm."""
    return unpacked(tar, tmp_path / "backup")


async def rooms_in(folder: Path) -> dict[str, bytes]:
    reader = await SqliteReader.look(folder)
    try:
        return await standing(reader)
    finally:
        await reader.close()


def unpacked(backup: Path, to: Path) -> Path:
    with tarfile.open(backup) as tar:
        tar.extractall(to, filter="data")
    return to


async def test_restored_to_an_empty_folder_every_room_is_the_same(data: Path, backup: Path, tmp_path: Path) -> None:
    report = await restore(Folder(backup), tmp_path / "new", [])
    assert not report.wrong and set(report.rooms) == {SEALED, OPEN, WHOLE}
    assert await rooms_in(tmp_path / "new") == await rooms_in(data)
    one, two = await SqliteReader.look(data), await SqliteReader.look(tmp_path / "new")
    for code in report.rooms:
        assert await two.history(code) == await told(one, code)
        before, after = (await load(one, code)).state, (await load(two, code)).state
        assert after.epoch not in ("", before.epoch) and after.room.rev == before.room.rev
    sealed = [(await load(reader, SEALED)).state.room.records for reader in (one, two)]
    assert sealed[0].keys() == sealed[1].keys()
    assert all(with_rev(record, 0) == with_rev(sealed[1][id], 0) for id, record in sealed[0].items())
    await one.close()
    await two.close()


async def test_nothing_in_it_ties_anybody_to_a_secret(data: Path, backup: Path) -> None:
    """Neither as records nor as any of their bytes: ids of ballots and authorships, blind texts, tabs of who acted."""
    reader = await SqliteReader.look(data)
    state = (await load(reader, OPEN)).state
    await reader.close()
    secret = [r for r in state.room if r.id not in {kept.id for kept in untied(state.room)[0]}]
    assert {type(record) for record in secret} >= {Ballot, Done}
    members = [Folder(backup).get(name_of(OPEN, what)) or b"" for what in ("room", "seen")]
    said = [bundle.unpack(what, OPEN, member) for what, member in zip(("room", "seen"), members, strict=True)]
    everything = b"".join(members + said)
    for record in secret:
        assert record.id.encode() not in everything, record
    restored = unpack_state(OPEN, Folder(backup).get(name_of(OPEN, "room")) or b"")
    assert not restored.room.every(Ballot) and not restored.room.every(Authorship) and restored.answered.rows() == []
    assert unpack_state(SEALED, Folder(backup).get(name_of(SEALED, "room")) or b"").answered.rows() != []
    # The twin: without the sieve every one of these ids is there.
    raw = state.blob()
    assert all(record.id.encode() in raw for record in secret)


async def test_what_a_blind_writer_wrote_is_not_in_it(tmp_path: Path) -> None:
    journal = await filled(tmp_path / "data")
    state = (await load(journal, OPEN)).state
    round = next(step.round for step in state.room.steps() if step.activity == "dot_vote")
    await change(journal, OPEN, Idea(id="blind", see="person:p1", step=round, text="zqxjk-canary"))
    with (tmp_path / "b.tar").open("wb") as out:
        await taking.write(tmp_path / "data", out)
    await journal.close()
    assert b"zqxjk-canary" in bytes_in(tmp_path / "data")
    with opened(tmp_path / "b.tar") as members:
        member = members.get(name_of(OPEN, "room")) or b""
    assert b"zqxjk-canary" not in member + bundle.unpack("room", OPEN, member)


async def test_a_restored_vote_asks_again(backup: Path, tmp_path: Path) -> None:
    await restore(Folder(backup), tmp_path / "new", [])
    reader = await SqliteReader.look(tmp_path / "new")
    room = (await load(reader, OPEN)).state.room
    await reader.close()
    [step] = [step for step in room.every(Step) if step.activity == "dot_vote"]
    progress: Any = room.records[f"progress-{step.round}"]
    assert step.state == "open" and (progress.voters, progress.done) == (0, 0)


async def test_it_is_taken_beside_a_running_server(tmp_path: Path) -> None:
    journal = await filled(tmp_path / "data")
    with (tmp_path / "b.tar").open("wb") as out:
        manifest = await taking.write(tmp_path / "data", out)
    await taking.verify(tmp_path / "b.tar", manifest, tmp_path)
    rev = (await retitled(journal, WHOLE, "Later")).room.rev
    assert manifest.rooms[WHOLE].rev == rev - 1
    await journal.close()


async def test_a_folder_with_a_journal_is_left_alone(data: Path, backup: Path) -> None:
    before = bytes_in(data)
    with pytest.raises(NotEmpty, match="holds a journal already"):
        await restore(Folder(backup), data, [])
    assert bytes_in(data) == before


async def test_an_interrupted_restore_leaves_nothing_to_serve(
    backup: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def dies(*args: object) -> None:
        raise RuntimeError("the power went")

    with monkeypatch.context() as patch:
        patch.setattr(restoring, "take_in", dies)
        with pytest.raises(RuntimeError):
            await restore(Folder(backup), tmp_path / "new", [])
    assert not (tmp_path / "new" / FILE).exists()
    assert (await restore(Folder(backup), tmp_path / "new", [])).rooms


Harm = Callable[[Path], object]


def flip(path: Path, at: float = 0.5) -> None:
    body = bytearray(path.read_bytes())
    body[int(len(body) * at)] ^= 4
    path.write_bytes(body)


@pytest.mark.parametrize(
    ("harm", "why"),
    [
        (lambda folder: flip(folder / name_of(OPEN, "room")), OPEN),
        (lambda folder: flip(folder / name_of(OPEN, "room"), 0.02), OPEN),
        (lambda folder: (folder / name_of(OPEN, "room")).unlink(), "its file is missing"),
        (lambda folder: (folder / name_of(OPEN, "room")).write_bytes(b""), "cannot be read"),
        (
            lambda folder: shutil.copy(folder / name_of(SEALED, "room"), folder / name_of(OPEN, "room")),
            "not what was written",
        ),
    ],
    ids=["flipped", "flipped at the start", "missing", "empty", "another room's"],
)
async def test_a_damaged_room_is_named_and_the_others_come_back(
    harm: Harm, why: str, backup: Path, tmp_path: Path
) -> None:
    harm(backup)
    report = await restore(Folder(backup), tmp_path / "new", [])
    assert set(report.rooms) == {SEALED, WHOLE}
    assert len(report.wrong) == 1 and why in report.wrong[0]


async def test_a_damaged_time_lapse_costs_no_room(backup: Path, tmp_path: Path) -> None:
    flip(backup / name_of(OPEN, "seen"))
    report = await restore(Folder(backup), tmp_path / "new", [])
    assert len(report.rooms) == 3 and "seen" in report.wrong[0]


async def test_every_flipped_bit_is_found_or_harmless(backup: Path) -> None:
    """Not one of 300 flips in a room's file gives another room than the one that was backed up."""
    dice, found = random.Random(1), 0
    member = (backup / name_of(WHOLE, "room")).read_bytes()
    whole = bundle.unpack("room", WHOLE, member)
    for _ in range(300):
        body = bytearray(member)
        body[dice.randrange(len(body))] ^= 1 << dice.randrange(8)
        try:
            assert bundle.unpack("room", WHOLE, bytes(body)) == whole
        except BadBackup:
            found += 1
    assert found > 290


async def test_a_member_with_another_content_is_found(backup: Path) -> None:
    """Well packed, and yet not what was written: only the hash can tell."""
    member = msgspec.msgpack.decode((backup / name_of(WHOLE, "room")).read_bytes())
    content = zlib.decompress(member["body"]).replace(b"Testi", b"Testo", 1)
    forged = msgspec.msgpack.encode({**member, "body": zlib.compress(content)})
    with pytest.raises(BadBackup, match="not what was written"):
        bundle.unpack("room", WHOLE, forged)
    with pytest.raises(BadBackup, match="newer Talkoot"):
        bundle.unpack("room", WHOLE, msgspec.msgpack.encode({**member, "v": 2}))


async def test_a_manifest_of_a_later_version_is_left_alone(backup: Path, tmp_path: Path) -> None:
    folder = backup
    manifest = json.loads((folder / MANIFEST).read_bytes())
    (folder / MANIFEST).write_text(json.dumps({**manifest, "version": 2}))
    with pytest.raises(BadBackup, match="newer Talkoot"):
        await restore(Folder(folder), tmp_path / "new", [])
    (folder / MANIFEST).unlink()
    with pytest.raises(BadBackup, match="no backup of Talkoot"):
        await restore(Folder(folder), tmp_path / "new", [])
    (tmp_path / "text").write_text("hello")
    with pytest.raises(BadBackup, match="no backup of Talkoot"), opened(tmp_path / "text"):
        pass


async def test_what_was_erased_since_stays_erased(backup: Path, tmp_path: Path) -> None:
    reader = await SqliteReader.look(tmp_path / "data")
    created = (await load(reader, OPEN)).state.room.workshop.created
    await reader.close()
    gone = receipt(OPEN, created + 1000, "host")
    report = await restore(Folder(backup), tmp_path / "new", [Manifest(erased=[gone])])
    assert report.left_out == [OPEN] and set(report.rooms) == {SEALED, WHOLE}
    assert OPEN not in await rooms_in(tmp_path / "new") and OPEN.encode() not in bytes_in(tmp_path / "new")
    journal = await SqliteJournal.open(tmp_path / "new")
    assert list(await journal.list_meta("erased ")) == [gone.key], "and the list goes on"
    await journal.close()
    later = receipt(OPEN, created - 1000, "host")
    assert not (await restore(Folder(backup), tmp_path / "newer", [Manifest(erased=[later])])).left_out, (
        "a later room of the same code"
    )


async def test_a_damaged_room_does_not_hinder_a_backup(data: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(data / FILE)) as db:
        db.execute("UPDATE heads SET rev = rev + 1 WHERE room = ?", (OPEN,))
        db.commit()
    with (tmp_path / "b.tar").open("wb") as out:
        manifest = await taking.write(data, out)
    assert manifest.damaged == [OPEN] and set(manifest.rooms) == {SEALED, WHOLE}
    await taking.verify(tmp_path / "b.tar", manifest, tmp_path)


async def test_a_backup_that_does_not_read_back_does_not_count(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def forgetful(state: Any) -> bytes:
        for record in state.room.every(Idea)[:1]:
            state.room.release(record.id, 10**9)
        return state_of(state)

    monkeypatch.setattr(taking, "state_of", forgetful)
    with (tmp_path / "b.tar").open("wb") as out:
        manifest = await taking.write(data, out)
    with pytest.raises(BadBackup, match="not what was written"):
        await taking.verify(tmp_path / "b.tar", manifest, tmp_path)


def test_the_commands(data: Path, tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    file = tmp_path / "out.tar"
    assert cli.main(["backup", str(file), "--data", str(data)]) == 0
    assert b"3 rooms, read back" in capsysbinary.readouterr().out
    assert oct(file.stat().st_mode)[-3:] == "600"
    assert cli.main(["backup", "-", "--data", str(data)]) == 0
    piped = capsysbinary.readouterr().out
    with tarfile.open(fileobj=io.BytesIO(piped)) as one, tarfile.open(file) as other:
        assert sorted(one.getnames()) == sorted(other.getnames())
    assert cli.main(["restore", str(file), "--data", str(tmp_path / "new")]) == 0
    assert b"3 rooms in" in capsysbinary.readouterr().out
    assert cli.main(["restore", str(file), "--data", str(tmp_path / "new")]) == 1
    assert b"holds a journal already" in capsysbinary.readouterr().err
    assert cli.main(["backup", str(tmp_path / "x.tar"), "--data", str(tmp_path / "nothing")]) == 1
    assert not list(tmp_path.glob("*.part")) and not list(tmp_path.glob(".talkoot*"))


@pytest.fixture
def former(tmp_path: Path) -> Path:
    """A file that has the name already."""
    file = tmp_path / "former.tar"
    file.write_bytes(b"the only good backup")
    return file


def test_a_backup_takes_the_place_of_nothing_unasked(
    data: Path, former: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def said(*argv: str) -> str:
        assert cli.main(["backup", *argv, "--data", str(data)]) == 1
        return capsys.readouterr().err

    why = said(str(former))
    assert str(former) in why and "--replace" in why and why.count("\n") == 1
    assert former.read_bytes() == b"the only good backup"
    assert "no file" in said(str(tmp_path), "--replace")
    (tmp_path / "lost.tar").symlink_to(tmp_path / "nowhere")
    assert "lost.tar" in said(str(tmp_path / "lost.tar")) and (tmp_path / "lost.tar").is_symlink()
    assert cli.main(["backup", str(former), "--replace", "--data", str(data)]) == 0
    assert tarfile.is_tarfile(former) and not list(tmp_path.glob(".talkoot*"))


@pytest.mark.parametrize("linked", [True, False])
def test_a_name_that_is_taken_meanwhile_stays_with_who_took_it(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], linked: bool
) -> None:
    file, real = tmp_path / "b.tar", taking.verify

    async def slow(*of: Any) -> None:
        await real(*of)
        file.write_bytes(b"theirs")

    def unknown(*of: Any) -> None:
        raise PermissionError("no second names here")

    if not linked:
        monkeypatch.setattr(os, "link", unknown)
        assert cli.main(["backup", str(tmp_path / "a.tar"), "--data", str(data)]) == 0
    monkeypatch.setattr(taking, "verify", slow)
    assert cli.main(["backup", str(file), "--data", str(data)]) == 1
    assert "--replace" in capsys.readouterr().err and file.read_bytes() == b"theirs"


@pytest.mark.parametrize("breaks", ["write", "verify"])
def test_a_backup_that_breaks_half_way_leaves_the_former_one(
    data: Path, former: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], breaks: str
) -> None:
    real = taking.write

    async def half(*of: Any) -> Any:
        if breaks == "write":
            await real(of[0], of[1])
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(taking, breaks, half)
    assert cli.main(["backup", str(former), "--replace", "--data", str(data)]) == 1
    assert capsys.readouterr().err == "talkoot: no space left on device\n"
    assert former.read_bytes() == b"the only good backup" and not list(former.parent.glob(".talkoot*"))


WRITER = """
import sys
from server import cli
from server.backup import taking

async def hangs(*of):
    print("reading back", flush=True)
    import time; time.sleep(60)

taking.restore = hangs
cli.main(["backup", sys.argv[1], "--data", sys.argv[2]])
"""


@pytest.mark.parametrize("then", ["a backup", "a start"])
async def test_what_a_killed_backup_left_goes_with_the_next_one_or_the_next_start(
    data: Path, tmp_path: Path, then: str
) -> None:
    """Whole rooms lie in it, where no erasure would reach them; that of a backup in the making is left alone."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", WRITER, str(data / "b.tar"), str(data), stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None and await process.stdout.readline() == b"reading back\n"
    [left] = data.glob(f"{taking.SCRATCH}*")
    assert [file.name for file in left.iterdir() if file.suffix] == ["b.tar"] and not (data / "b.tar").exists()
    taking.sweep(data)
    assert (left / "b.tar").exists(), "somebody is at it"
    process.kill()
    await process.wait()
    (data / f"{taking.SCRATCH}elsewhere").symlink_to(tmp_path)
    if then == "a backup":
        await asyncio.to_thread(cli.main, ["backup", str(data / "c.tar"), "--data", str(data)])
    else:
        await (await open_house(Settings(data=data), 0)).close()
    assert not left.exists() and tmp_path.exists()


def test_a_room_that_was_damaged_comes_back_as_a_new_one(
    data: Path, backup: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """As docs/operations.md says: the backup beside, an export of the one room, and that into the house."""
    rescue, file = str(tmp_path / "rescue"), str(tmp_path / "room.json")
    assert cli.main(["restore", str(backup), "--data", rescue]) == 0
    assert cli.main(["export", WHOLE, "--data", rescue, "--out", file]) == 0
    assert cli.main(["import", file, "--data", str(data)]) == 0
    assert "facilitator  http" in capsys.readouterr().out
    assert cli.main(["forget", WHOLE, "--yes", "--data", str(data)]) == 0


async def test_the_state_of_what_was_restored_is_the_same_again(data: Path) -> None:
    """`state_of` is idempotent: a backup of a restored house compares equal to the backup it came from."""
    reader = await SqliteReader.look(data)
    for code in (SEALED, OPEN, WHOLE):
        blob = state_of((await load(reader, code)).state)
        again = msgspec.msgpack.decode(blob)
        assert again["epoch"] == "" and again["left"] == [] and again["marks"] == []
        assert state_of(from_blob(blob)) == blob
    await reader.close()
