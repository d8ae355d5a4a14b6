"""Keys are secrets that a link carries behind its `#`: on the server there is a hash of each, and nowhere the key (T2)."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from server.backup import taking
from server.hub import deciding, hub
from server.journal.sqlite import SqliteJournal
from sessions.activity import HOST
from tests.contract.attacker import opened
from tests.contract.test_attacker import House, export
from tests.sessions.play import plan


@asynccontextmanager
async def used(tmp_path: Path) -> AsyncIterator[tuple[House, set[str]]]:
    """A room into which all kinds of keys have let somebody, and those keys; old ones too."""
    journal = await SqliteJournal.open(tmp_path / "data")
    house = House(plan("lobby"), seed=5, journal=journal)
    try:
        host, person = await house.arrives("Vetäjä", HOST), await house.arrives("Aino")
        await house.asks(host, "open_step", id=house.step("lobby").id)
        token = "ab" * 16
        await house.asks(person, "answer_warm_up", house.step("lobby").round, text="Uusi kirja", token=token)
        keys = {house.created.host_key, house.created.screen_key, token}
        minted = asyncio.ensure_future(house.hub.mint_key(house.created.code, "screen"))
        while not minted.done():
            await house.turn()
            await asyncio.sleep(0.001)
        await house.live._snapshot()
        mes = {page.me.ljust(16, ".") for page in (host, person)}
        yield house, keys | {minted.result()} | mes
    finally:
        house.hub._draining = True
        for task in list(house.hub._tasks.values()):
            task.cancel()
        await asyncio.sleep(0)
        await journal.close()


async def told(tmp_path: Path, house: House) -> bytes:
    """Every byte of the data folder, of a backup and of every export, with what is compressed in them."""
    with (tmp_path / "b.tar").open("wb") as out:
        await taking.write(tmp_path / "data", out)
    files = [*(tmp_path / "data").iterdir(), tmp_path / "b.tar"]
    whole = b"".join(file.read_bytes() for file in files)
    return b"".join([whole, *opened(whole), *(await export(house)).values()])


async def test_no_key_lies_anywhere(tmp_path: Path) -> None:
    async with used(tmp_path) as (house, keys):
        everything = await told(tmp_path, house)
        assert len(keys) == 6 and b"Uusi kirja" in everything
        assert [key for key in keys if key.encode() in everything] == []


async def test_without_the_hash_they_lie_everywhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The twin."""
    for module in (deciding, hub):
        monkeypatch.setattr(module, "hash_secret", lambda text: text)
    async with used(tmp_path) as (house, keys):
        everything = await told(tmp_path, house)
        assert len([key for key in keys if key.encode() in everything]) >= 4
