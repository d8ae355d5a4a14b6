"""A room that cannot be read keeps no other from being erased, backed up or brought back, and can itself be erased."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from server import serve
from server.app import House
from server.backup import following, restoring, taking
from server.backup.bundle import Folder, opened
from server.backup.following import age_of
from server.backup.restoring import restore
from server.erasing import Eraser, dated
from server.hub.ports import Created, RoomBroken, UnknownRoom
from server.hub.state import load
from server.journal.port import Damaged
from server.journal.sqlite import SqliteReader
from server.settings import Settings
from sessions import opening
from sessions.activity import By
from sessions.records import ALL, Change, Idea, Opaque, Workshop
from sessions.room import NoWorkshop, Room
from tests.server.hub.stage import HandClock, Stage
from tests.server.test_app import asking
from tests.server.test_erasing import MODEL

FOREIGN = (
    Opaque({"id": "workshop", "kind": "hologram", "see": ALL, "step": "", "v": 1, "title": "x"}),
    Opaque({"id": "workshop", "kind": "workshop", "see": ALL, "step": "", "v": 99, "title": "of a newer version"}),
    Idea(id="workshop", see=ALL, text="x"),
)


def good(days: int = 3) -> Any:
    return dated(lambda keys, by: opening.create(MODEL, "", "fi", keys, {}, by), days)


def foreign(record: Any) -> Any:
    def make(keys: Any, by: By) -> Change:
        return Change(put=(*opening.keys(keys), record))

    return make


@contextlib.asynccontextmanager
async def mixed(folder: Path, backup: bool = False) -> AsyncIterator[tuple[House, list[Created], list[Created]]]:
    """A house with three rooms that cannot be read between good ones."""
    async with serve.serving(Settings(port=0, data=folder / "data", backup=folder / "b" if backup else None)) as house:
        fine, broken = [await house.hub.create(good())], []
        for record in FOREIGN:
            broken.append(await house.hub.create(foreign(record)))
            fine.append(await house.hub.create(good()))
        yield house, fine, broken


def codes(rooms: list[Created]) -> list[str]:
    return sorted(room.code for room in rooms)


@pytest.mark.parametrize("record", FOREIGN)
async def test_a_room_without_its_own_record_says_so(record: Any) -> None:
    room = Room()
    room.apply(Change(put=(record,)), 1)
    with pytest.raises(NoWorkshop, match="workshop"):
        _ = room.workshop
    stage = Stage()
    code = (await stage.hub.create(foreign(record))).code
    with pytest.raises(Damaged, match="workshop"):
        await load(stage.journal, code)
    with pytest.raises(RoomBroken):
        await stage.hub.room(code)


async def test_every_page_and_operation_answers_in_words(tmp_path: Path) -> None:
    async with mixed(tmp_path) as (house, _, broken), asking(house) as http:
        for room in broken:
            key = {"Authorization": f"Bearer {room.host_key}"}
            for path in (f"/api/rooms/{room.code}/result", f"/api/rooms/{room.code}/export", f"/{room.code}"):
                answer = await http.get(path, headers=key)
                assert answer.status_code < 500 or "room_broken" in answer.text or "<h1>" in answer.text, answer.text
                assert "Internal Server Error" not in answer.text


async def test_the_others_are_erased_on_their_date(caplog: pytest.LogCaptureFixture) -> None:
    stage = Stage()
    fine, broken = [await stage.hub.create(good())], await stage.hub.create(foreign(FOREIGN[0]))
    for record in FOREIGN[1:]:
        broken = await stage.hub.create(foreign(record))
        fine.append(await stage.hub.create(good()))
    eraser = Eraser(stage.hub, stage.journal, HandClock(10**14), 90, stage.metrics)
    assert await eraser.sweep() == len(fine) and stage.metrics.unswept.value == len(FOREIGN)
    assert len(await stage.journal.heads()) == len(FOREIGN)
    assert f"room {broken.code} cannot be read" in caplog.text
    receipt = await eraser.erase(broken.code, "operator")
    assert receipt.records == {} and not await stage.journal.exists(broken.code)


async def test_whatever_goes_wrong_with_one_room_the_sweep_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    stage = Stage()
    rooms = [await stage.hub.create(good()) for _ in range(3)]
    eraser = Eraser(stage.hub, stage.journal, HandClock(10**14), 90, stage.metrics)
    real = eraser._date

    async def stumbles(code: str, rev: int) -> int:
        if code == rooms[1].code:
            raise AttributeError("a mistake of ours")
        return await real(code, rev)

    monkeypatch.setattr(eraser, "_date", stumbles)
    assert await eraser.sweep() == 2 and stage.metrics.unswept.value == 1

    async def never(code: str, rev: int) -> int:
        raise AssertionError

    monkeypatch.setattr(stage.journal, "heads", never)
    sweeping = asyncio.create_task(eraser.keep_sweeping())
    await asyncio.sleep(0.05)
    assert not sweeping.done() and stage.metrics.unswept.value == 2
    sweeping.cancel()


async def test_the_others_are_backed_up_and_brought_back(tmp_path: Path) -> None:
    async with mixed(tmp_path, backup=True) as (_, fine, broken):
        with (tmp_path / "b.tar").open("wb") as out:
            manifest = await taking.write(tmp_path / "data", out)
        await taking.verify(tmp_path / "b.tar", manifest, tmp_path / "scratch")
        assert sorted(manifest.rooms) == codes(fine) and sorted(manifest.damaged) == codes(broken)
        async with asyncio.timeout(20):
            while len(list((tmp_path / "b").rglob("*.room"))) < len(fine) or (age_of(tmp_path / "b") or 0) > 5:
                await asyncio.sleep(0.05)
    report = await restore(Folder(tmp_path / "b"), tmp_path / "new", [])
    assert sorted(report.rooms) == codes(fine) and report.wrong == []


async def test_a_backup_that_holds_such_a_room_names_it_and_brings_the_others_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As backups of earlier versions do."""
    real = Room.get
    async with mixed(tmp_path) as (_, fine, broken):
        with monkeypatch.context() as patch, (tmp_path / "b.tar").open("wb") as out:
            patch.setattr(Room, "get", lambda room, id, kind=None: real(room, id, None if kind is Workshop else kind))
            await taking.write(tmp_path / "data", out)
    with opened(tmp_path / "b.tar") as members:
        report = await restore(members, tmp_path / "new", [])
    assert sorted(report.rooms) == codes(fine)
    assert sorted(line.partition(":")[0] for line in report.wrong) == [f"room {code}" for code in codes(broken)]
    reader = await SqliteReader.look(tmp_path / "new")
    assert sorted(head.room for head in await reader.heads()) == codes(fine)
    await reader.close()


@pytest.mark.parametrize("part", [taking, following, restoring])
async def test_whatever_goes_wrong_with_one_room_of_a_backup(
    tmp_path: Path, part: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = part.state_of
    seen: list[Any] = []

    def stumbles(state: Any) -> bytes:
        seen.append(state)
        if len(seen) == 1:
            raise AttributeError("a mistake of ours")
        return bytes(real(state))

    async with serve.serving(Settings(port=0, data=tmp_path / "data")) as house:
        for _ in range(3):
            await house.hub.create(good())
        if part is not restoring:
            monkeypatch.setattr(part, "state_of", stumbles)
        if part is following:
            reader = await SqliteReader.look(tmp_path / "data")
            manifest = following.Manifest("h")
            follower = following.Follower(reader, tmp_path / "b", manifest)
            assert await follower.bring_up() == 2 and len(manifest.damaged) == 1
            follower.close()
            await reader.close()
            return
        with (tmp_path / "b.tar").open("wb") as out:
            manifest = await taking.write(tmp_path / "data", out)
    monkeypatch.setattr(part, "state_of", stumbles)
    with opened(tmp_path / "b.tar") as members:
        report = await restore(members, tmp_path / "new", [])
    assert len(report.rooms) == 2
    assert len(manifest.damaged if part is taking else report.wrong) == 1


async def test_four_who_erase_at_once_erase_once(tmp_path: Path) -> None:
    async with serve.serving(Settings(port=0, data=tmp_path)) as house:
        code = (await house.hub.create(good())).code
        erasing = (house.eraser.erase(code, "host") for _ in range(4))
        done = await asyncio.gather(*erasing, return_exceptions=True)
        assert sum(not isinstance(one, Exception) for one in done) == 1 and house.eraser.erased == 1
        assert sum(isinstance(one, UnknownRoom) for one in done) == 3
