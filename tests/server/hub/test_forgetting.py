"""Who is forgotten leaves no byte on the disk: database, log, history, exports; and hears so as the last thing."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import msgspec

from server import cli
from server.backup import bundle, taking
from server.journal.sqlite import SqliteJournal
from sessions.activity import HOST
from tests.contract.attacker import opened
from tests.contract.test_attacker import House, export
from tests.contract.town import Page
from tests.sessions.play import plan

CANARY, NAME, ADDRESS = "zqxjk kanarialintu", "Zqxjk Nimetön", "zqxjk@example.org"


async def bytes_of(folder: Path, house: House) -> bytes:
    """Everything that lies there, compressed pieces opened, a backup taken now, and every export."""
    with (folder.parent / "backup.tar").open("wb") as out:
        await taking.write(folder, out)
    whole = b"".join(file.read_bytes() for file in [*folder.iterdir(), folder.parent / "backup.tar"])
    return b"".join([whole, *opened(whole), *(await export(house)).values()])


@asynccontextmanager
async def begun(tmp_path: Path) -> AsyncIterator[tuple[House, Page, Page, list[Page]]]:
    journal = await SqliteJournal.open(tmp_path / "data")
    house = House(plan("lobby", settings={"anonymity": "named"}), plan("brainstorm"), seed=3, journal=journal)
    try:
        host, me = await house.arrives("Vetäjä", HOST), await house.arrives(NAME)
        others = [await house.arrives(f"Muu {n}") for n in range(2)]
        await house.asks(host, "open_step", id=house.step("lobby").id)
        for n, page in enumerate((me, *others)):
            await house.asks(
                page,
                "answer_warm_up",
                house.step("lobby").round,
                text=f"{CANARY} {n}" if not n else "muu",
                token=f"{n}" * 32,
            )
        yield house, host, me, others
    finally:
        house.hub._draining = True
        for task in list(house.hub._tasks.values()):
            task.cancel()
        await asyncio.sleep(0)
        await journal.close()


async def test_no_byte_of_a_forgotten_person_is_left(tmp_path: Path) -> None:
    async with begun(tmp_path) as (house, host, me, others):
        await house.asks(me, "leave_contact", address=ADDRESS, purpose="Kuulla jatkosta", days=30)
        await house.asks(host, "open_step", id=house.step("brainstorm").id)
        await house.asks(me, "add_idea", house.step("brainstorm").round, text=f"{CANARY}, myös sokkona")
        await house.live._snapshot()
        person = me.person
        before = await bytes_of(tmp_path / "data", house)
        assert all(text.encode() in before for text in (CANARY, NAME, ADDRESS, person))
        me.ask("forget_me", texts=True)
        while me.link.closed is None:
            await house.turn()
            await asyncio.sleep(0.001)
        assert me.link.closed[1] == "forgotten"
        after = await bytes_of(tmp_path / "data", house)
        assert not [text for text in (CANARY, NAME, ADDRESS, person) if text.encode() in after]
        for page in (host, *others):
            page.read()
            assert person not in msgspec.json.encode(page.records).decode(), "and no page that is open holds them"
            assert not [record for record in page.records.values() if CANARY in str(record)]
        house.agrees(*others)


async def test_no_byte_of_a_text_that_was_taken_back_after_the_seal_is_left(tmp_path: Path) -> None:
    async with begun(tmp_path) as (house, host, me, others):
        await house.asks(host, "close_step", id=house.step("lobby").id)
        await house.clock.advance(16)
        await house.asks(host, "seal_step", id=house.step("lobby").id)
        assert CANARY.encode() in await bytes_of(tmp_path / "data", house)
        await house.asks(others[1], "take_back", token="0" * 32)
        assert CANARY.encode() not in await bytes_of(tmp_path / "data", house)
        me.read()
        assert not [record for record in me.records.values() if CANARY in str(record)]


async def test_no_byte_of_either_comes_back_with_an_older_backup(tmp_path: Path) -> None:
    """Neither as a file one kept oneself nor in the history: the newer backup's list is held against it."""
    async with begun(tmp_path) as (house, host, me, others):
        await house.asks(host, "close_step", id=house.step("lobby").id)
        await house.clock.advance(16)
        await house.asks(host, "seal_step", id=house.step("lobby").id)
        await house.asks(me, "leave_contact", address=ADDRESS, purpose="Kuulla jatkosta", days=30)
        await house.live._snapshot()
        old, new, person = tmp_path / "old.tar", tmp_path / "new.tar", me.person
        await written(house, tmp_path / "data", old)
        await house.asks(others[1], "take_back", token="0" * 32)
        me.ask("forget_me", texts=False)
        while me.link.closed is None:
            await house.turn()
            await asyncio.sleep(0.001)
        await written(house, tmp_path / "data", new)
    gone = [text.encode() for text in (CANARY, NAME, ADDRESS, person)]
    reports = {}
    for name, newer in (("as it was", []), ("with the list", ["--erased", str(new)])):
        assert await asyncio.to_thread(cli.main, ["restore", str(old), "--data", str(tmp_path / name), *newer]) == 0
        whole = b"".join(file.read_bytes() for file in (tmp_path / name).iterdir())
        reports[name] = [text for text in gone if text in b"".join([whole, *opened(whole)])]
    assert reports == {"as it was": gone, "with the list": []}


async def written(house: House, data: Path, file: Path) -> None:
    """A backup of the house as it stands, which reads back."""
    with file.open("wb") as out:
        manifest = await taking.write(data, out)
    with taking.scratch(file.parent) as folder:
        await taking.verify(file, manifest, folder)
    with bundle.opened(file) as members:
        story = bundle.unpack_history(house.created.code, members.get(f"rooms/{house.created.code}.seen") or b"")
    assert story, "there is a history"


async def test_a_contact_that_was_withdrawn_or_has_had_its_day_leaves_no_byte(tmp_path: Path) -> None:
    async with begun(tmp_path) as (house, _host, me, others):
        for page, name in ((me, "eka"), (others[0], "toka")):
            await house.asks(page, "leave_contact", address=f"{name}-{ADDRESS}", purpose="Kuulla jatkosta", days=1)
        await house.asks(me, "withdraw_contact")
        now = await bytes_of(tmp_path / "data", house)
        assert b"eka-zqxjk" not in now and b"toka-zqxjk" in now
        await house.clock.advance(24 * 60 * 60 + 120)
        for _ in range(2_000):
            await house.turn()
            await asyncio.sleep(0.001)
            if not house.room.earliest_due:
                break
        await asyncio.sleep(0.2)
        await house.turn(3)
        assert b"toka-zqxjk" not in await bytes_of(tmp_path / "data", house)
