"""Rooms go on their date and by word, and then no byte of them is on any disk: database, log, history, backup."""

from __future__ import annotations

import asyncio
import contextlib
import json
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import msgspec
import pytest

from server import cli, serve
from server.app import House
from server.backup import taking
from server.backup.bundle import opened
from server.backup.following import age_of
from server.backup.restoring import restore
from server.erasing import Eraser, dated
from server.hub.clock import SystemClock
from server.hub.ports import UnknownRoom
from server.hub.state import load
from server.journal.schema import FILE
from server.journal.sqlite import SqliteReader
from server.receipts import hash_of, receipts
from server.settings import Settings
from sessions import opening
from sessions.activity import By
from sessions.agenda import DAY_MS
from sessions.model import Model, ModelStep
from sessions.records import Change, Workshop
from tests.server.backup.houses import bytes_in
from tests.server.hub.stage import HandClock, Stage
from tests.server.test_app import asking, made, seats

CANARY = "zqxjk-canary"
MODEL = Model(
    name="m", title={"fi": "M"}, steps=(ModelStep(key="a", phase="open", activity="talk", title={"fi": "A"}),)
)


@contextlib.asynccontextmanager
async def serving(folder: Path) -> AsyncIterator[House]:
    async with serve.serving(Settings(port=0, data=folder / "data", backup=folder / "b")) as house:
        yield house


async def workshop(house: House) -> dict[str, str]:
    """A room with canaries wherever people can write: names, blind and shown ideas, the title."""
    links = await made(house)
    async with seats(house, links, 2) as (host, people):
        [step] = host.room.steps()
        await host.ask("edit_workshop", title=f"{CANARY} title")
        last = await host.ask("open_step", id=step.id)
        await people[0].ask("rename", name=f"{CANARY} name")
        await people[0].reaches(last.rev)
        round = people[0].room.steps()[0].round
        await people[0].ask("add_idea", round, text=f"{CANARY} blind " * 40)
        await host.ask("advance_step", id=step.id, stage="build")
        await people[1].ask("add_idea", round, text=f"{CANARY} shown " * 40)
        await host.ask("close_step", id=step.id)
        await host.ask("close_step", id=step.id)
        await host.ask("seal_step", id=step.id)
    return links


async def shipped(folder: Path, code: str) -> None:
    async with asyncio.timeout(20):
        while not list((folder / "b").rglob(f"{code}.seen")) or (age_of(folder / "b") or 0) > 5:
            await asyncio.sleep(0.05)


async def test_after_an_erasure_no_byte_is_left_on_any_disk(tmp_path: Path) -> None:
    async with serving(tmp_path) as house:
        links, other = await workshop(house), await made(house)
        code, key = links["code"], {"Authorization": f"Bearer {links['host_url'].partition('#')[2]}"}
        await shipped(tmp_path, code)
        before = bytes_in(tmp_path)
        assert CANARY.encode() in before and code.encode() in before
        with (tmp_path / "older.tar").open("wb") as out:
            await taking.write(tmp_path / "data", out)
        older = (tmp_path / "older.tar").read_bytes()
        (tmp_path / "older.tar").unlink()
        async with asking(house) as http:
            gone = await http.request("DELETE", f"/api/rooms/{code}", headers=key, json={"code": code})
            assert gone.status_code == 200, gone.text
            assert (await http.get(f"/{code}")).status_code == 404
            assert (await http.get(f"/api/rooms/{code}/export", headers=key)).status_code == 404
        async with asyncio.timeout(20):
            while list((tmp_path / "b").rglob(f"{code}*")) or code in (tmp_path / "b" / "manifest.json").read_text():
                await asyncio.sleep(0.05)
        assert _left(tmp_path, code) == [], "while it runs"
        with pytest.raises(UnknownRoom):
            await house.hub.room(code)
    assert _left(tmp_path, code) == [], "after it has stopped"
    reader = await SqliteReader.look(tmp_path / "data")
    [receipt] = await receipts(reader)
    await reader.close()
    assert (receipt.room, receipt.why, receipt.people) == (hash_of(code), "host", 3)
    assert receipt.records["idea"] == 2 and CANARY not in str(receipt) and receipt.revs > 5
    # An older backup still holds it; brought back beside the list of this house, it stays away.
    (tmp_path / "older.tar").write_bytes(older)
    command = ["restore", str(tmp_path / "older.tar"), "--erased", str(tmp_path / "b"), "--data", str(tmp_path / "new")]
    status = await asyncio.to_thread(cli.main, command)
    assert status == 0 and CANARY.encode() not in bytes_in(tmp_path / "new")
    reader = await SqliteReader.look(tmp_path / "new")
    assert [head.room for head in await reader.heads()] == [other["code"]]
    await reader.close()
    with opened(tmp_path / "older.tar") as members:  # the twin: without the list it is all there again
        assert code in (await restore(members, tmp_path / "newer", [])).rooms
    assert CANARY.encode() in bytes_in(tmp_path / "newer")


def _left(folder: Path, code: str) -> list[tuple[str, str]]:
    """Files in which the code, or anything that was written in the room, still stands."""
    words = (CANARY, code)
    files = [path for path in folder.rglob("*") if path.is_file()]
    return [(path.name, word) for path in files for word in words if word.encode() in path.read_bytes()]


async def test_a_room_goes_on_its_date_and_not_before() -> None:
    stage = Stage()
    eraser = Eraser(stage.hub, stage.journal, stage.clock, 90)
    make = dated(lambda keys, by: opening.create(MODEL, "", "fi", keys, {}, by), 7)
    created = await stage.hub.create(make)
    assert await eraser.sweep() == 0
    await stage.clock.advance(7 * DAY_MS / 1000 - 5)
    assert await eraser.sweep() == 0 and await stage.journal.exists(created.code)
    await stage.clock.advance(5)
    assert await eraser.sweep() == 1 and not await stage.journal.exists(created.code)
    [kept] = await receipts(stage.journal)
    assert kept.why == "date" and kept.records["step"] == 1 and await eraser.sweep() == 0


def soon(keys: Any, by: By) -> Change:
    """A room whose date has come as soon as it is made."""
    return opening.kept_until(opening.create(MODEL, CANARY, "fi", keys, {}, by), by.at + 1, by)


async def test_a_server_that_was_off_on_the_day_erases_when_it_starts(tmp_path: Path) -> None:
    async with serve.serving(Settings(port=0, data=tmp_path)) as house:
        code = (await house.hub.create(soon)).code
    (tmp_path / "restoring").mkdir()
    (tmp_path / "restoring" / "half").write_text(CANARY)
    async with serve.serving(Settings(port=0, data=tmp_path)) as house:
        async with asyncio.timeout(20):
            while await house.journal.exists(code):
                await asyncio.sleep(0.02)
        assert not (tmp_path / "restoring").exists(), "nor is anything left of an interrupted restore"
    assert code.encode() not in bytes_in(tmp_path)


@pytest.fixture
def _house_does_not_sweep(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the test does; the house would at its start, whenever it comes to that."""

    async def waits(eraser: Eraser) -> None:
        await asyncio.Event().wait()

    monkeypatch.setattr(Eraser, "keep_sweeping", waits)


@pytest.mark.usefixtures("_house_does_not_sweep")
async def test_a_room_without_a_date_gets_one_that_people_see(tmp_path: Path) -> None:
    async with serve.serving(Settings(port=0, data=tmp_path / "data")) as house:
        created = await house.hub.create(lambda keys, by: opening.create(MODEL, "", "fi", keys, {}, by))
        assert not (await house.hub.state(created.code)).workshop.delete_on
        eraser = Eraser(house.hub, house.journal, SystemClock(), 90)
        assert await eraser.sweep() == 0
        found: Workshop = (await house.hub.state(created.code)).workshop
        assert found.delete_on - found.created >= 90 * DAY_MS
        assert await eraser.sweep() == 0 and await eraser.sweep() == 0


async def test_the_hosts_date_counts_and_rooms_that_did_not_change_are_not_read_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stage, reads = Stage(), list[str]()
    real = stage.journal.get_snapshots

    async def counted(room: str) -> Any:
        reads.append(room)
        return await real(room)

    monkeypatch.setattr(stage.journal, "get_snapshots", counted)
    eraser = Eraser(stage.hub, stage.journal, stage.clock, 90)
    codes = [
        (await stage.hub.create(dated(lambda k, by: opening.create(MODEL, "", "fi", k, {}, by), days))).code
        for days in (3, 30)
    ]
    assert await eraser.sweep() == 0 and sorted(reads) == sorted(codes)
    reads.clear()
    assert await eraser.sweep() == 0 and reads == []
    await stage.clock.advance(4 * DAY_MS / 1000)
    assert await eraser.sweep() == 1
    assert not await stage.journal.exists(codes[0]) and await stage.journal.exists(codes[1])


@pytest.mark.usefixtures("_house_does_not_sweep")
async def test_a_date_that_is_put_off_while_others_are_looked_at_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with serve.serving(Settings(port=0, data=tmp_path)) as house:
        code = (await house.hub.create(soon)).code
        eraser = Eraser(house.hub, house.journal, SystemClock(), 90)
        looked = eraser._date

        async def put_off(room: str, rev: int) -> int:
            date = await looked(room, rev)
            await house.hub.ask(room, "edit_workshop", {"keep_days": 30})
            return date

        monkeypatch.setattr(eraser, "_date", put_off)
        await asyncio.sleep(0.01)
        assert await eraser.sweep() == 0 and await house.journal.exists(code)


async def test_a_damaged_room_stays_until_somebody_decides(caplog: pytest.LogCaptureFixture) -> None:
    stage = Stage()
    eraser = Eraser(stage.hub, stage.journal, HandClock(10**14), 90)
    code = (await stage.hub.create(dated(lambda k, by: opening.create(MODEL, "", "fi", k, {}, by), 3))).code
    room = stage.journal.store.rooms[code]
    id, link = next(iter(room.rows.items()))
    room.rows[id] = link._replace(body=link.body[:-1] + b"?")
    assert await eraser.sweep() == 0 and await stage.journal.exists(code)
    receipt = await eraser.erase(code, "operator")
    assert receipt.records == {} and not await stage.journal.exists(code)


CUT_SHORT = """
import asyncio, sys, time
from pathlib import Path
from server import serve
from server.journal import upkeep
from server.journal.ledger import Ledger
from server.settings import Settings
from tests.server.test_erasing import soon

where, forget, drop = sys.argv[1], upkeep.forget, Ledger.drop_head

def hang():
    print("here", flush=True)
    time.sleep(60)

def forgets(*of):
    if where == "before it":
        hang()
    done = forget(*of)
    hang()

def drops(*of):
    drop(*of)
    if where == "in it":
        hang()

async def main():
    async with serve.serving(Settings(port=0, data=Path(sys.argv[2]))) as house:
        print((await house.hub.create(soon)).code, flush=True)
        await asyncio.sleep(0.01)
        upkeep.forget, Ledger.drop_head = forgets, drops
        await house.eraser.sweep()

asyncio.run(main())
"""


@pytest.mark.parametrize("where", ["before it", "in it", "after it"])
async def test_an_erasing_that_a_kill_cuts_short_is_done_after_the_restart(tmp_path: Path, where: str) -> None:
    """Around the transaction in which all of a room goes, and its receipt comes."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", CUT_SHORT, where, str(tmp_path), stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    async with asyncio.timeout(30):
        code = (await process.stdout.readline()).decode().strip()
        assert await process.stdout.readline() == b"here\n"
    process.kill()
    await process.wait()
    assert CANARY.encode() in bytes_in(tmp_path), "in the log at least"
    reader = await SqliteReader.look(tmp_path)
    whole, noted = await reader.exists(code), await receipts(reader)
    if whole:
        assert (await load(reader, code)).state.room.workshop.title == CANARY
    await reader.close()
    assert whole == (where != "after it") and len(noted) == (0 if whole else 1), "all of it, or the receipt"
    async with serve.serving(Settings(port=0, data=tmp_path)) as house:
        async with asyncio.timeout(20):
            while await house.journal.exists(code):
                await asyncio.sleep(0.02)
        [receipt] = await receipts(house.journal)
        assert receipt.room == hash_of(code) and receipt.why == "date"
    assert _left(tmp_path, code) == []


def test_nobody_is_asked_about_a_room_that_is_not_there(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    data, asked = tmp_path / "data", list[str]()
    monkeypatch.setattr("sys.stdin", SimpleNamespace(isatty=lambda: True))

    def answer(question: str) -> str:
        asked.append(question)
        return "no"

    monkeypatch.setattr("builtins.input", answer)

    def forget(code: str) -> str:
        assert cli.main(["forget", code, "--data", str(data)]) == 1
        return capsys.readouterr().err

    async def start() -> str:
        async with serve.serving(Settings(port=0, data=data)) as house:
            code = (await made(house))["code"]
            assert "there is no room ZZZZZZ" in await asyncio.to_thread(forget, "ZZZZZZ")
            return code

    assert "there is no room ZZZZZZ" in forget("ZZZZZZ") and not data.exists()
    code = asyncio.run(start())
    assert "there is no room ZZZZZZ" in forget("ZZZZZZ") and asked == []
    assert "that was not the code" in forget(code) and len(asked) == 1
    with (data / FILE).open("rb+") as file:
        file.write(b"no journal at all")
    assert "nothing was erased" in forget(code) and len(asked) == 2, "what cannot be looked at may be there"


def test_the_command_erases_with_and_without_a_server(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    async def start() -> list[str]:
        async with serve.serving(Settings(port=0, data=tmp_path)) as house:
            codes = [(await made(house))["code"] for _ in range(3)]
            done = await asyncio.to_thread(cli.main, ["forget", codes[0], "--yes", "--data", str(tmp_path)])
            assert done == 0 and not await house.journal.exists(codes[0])
            return codes

    codes = asyncio.run(start())
    assert "by operator" in capsys.readouterr().out
    assert cli.main(["forget", codes[1], "--data", str(tmp_path)]) == 1, "without a terminal nobody is asked"
    assert "nothing was erased" in capsys.readouterr().err
    assert cli.main(["forget", codes[1], "--yes", "--data", str(tmp_path)]) == 0
    assert cli.main(["forget", codes[1], "--yes", "--data", str(tmp_path)]) == 1
    assert "there is no room" in capsys.readouterr().err
    assert cli.main(["forget", "--json", "--data", str(tmp_path)]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert [one["room"] for one in listed] == [hash_of(code) for code in codes[:2]]
    assert msgspec.convert(listed, list[dict[str, Any]])[0]["why"] == "operator"
    for code in codes[:2]:
        assert code.encode() not in bytes_in(tmp_path)
