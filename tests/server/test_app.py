"""The whole house in this process: real rooms, a real journal, real sockets."""

from __future__ import annotations

import asyncio
import contextlib
import random
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from server import serve
from server.app import House, seeds
from server.hub.ports import Created
from server.journal.port import JournalFailed
from server.rehearse.figures import Figures
from server.rehearse.seat import Seat
from server.settings import Settings
from server.transport.frames import HIGH_WATER

AGENDA: dict[str, Any] = {
    "title": {"fi": "Kevät"}, "langs": ["fi"],
    "steps": [
        {"key": "ideas", "phase": "discover", "activity": "brainstorm", "title": {"fi": "Ideoita"},
         "question": {"fi": "Mitä kokeillaan?"}, "minutes": 5},
    ],
}  # fmt: skip


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with serve.serving(Settings(port=0, data=tmp_path / "data")) as running:
        yield running


def asking(house: House) -> httpx.AsyncClient:
    return httpx.AsyncClient(base_url=f"http://127.0.0.1:{house.port}", trust_env=False)


async def made(house: House) -> dict[str, str]:
    async with asking(house) as http:
        answer = await http.post("/api/rooms", json={"agenda": AGENDA, "lang": "fi"})
    assert answer.status_code == 201, answer.text
    return answer.json()  # type: ignore[no-any-return]


@contextlib.asynccontextmanager
async def seats(house: House, links: dict[str, str], people: int) -> AsyncIterator[tuple[Seat, list[Seat]]]:
    """A host and so many people in the room."""
    url, figures = f"ws://127.0.0.1:{house.port}/ws/{links['code']}", Figures()
    host = Seat(url, figures, name="Ohjaaja", key=links["host_url"].partition("#")[2])
    all_ = [host, *(Seat(url, figures, name=f"Ihminen {n}") for n in range(people))]
    try:
        await asyncio.gather(*(seat.join() for seat in all_))
        yield host, all_[1:]
    finally:
        await asyncio.gather(*(seat.leave() for seat in all_))


def seen(seat: Seat) -> list[tuple[str, int]]:
    return sorted((record.id, record.rev) for record in seat.room if record.see == "all")


async def test_a_room_lives_from_the_api_to_the_export(house: House) -> None:
    links = await made(house)
    async with seats(house, links, 3) as (host, people):
        [step] = host.room.steps()
        opened = await host.ask("open_step", id=step.id)
        assert opened.rev, opened.refused
        await asyncio.gather(*(one.reaches(opened.rev) for one in people))
        round_ = people[0].room.steps()[0].round
        kept = [await one.ask("add_idea", round_, text=f"Ajatus {n}") for n, one in enumerate(people)]
        assert all(one.rev for one in kept), [one.refused for one in kept]
        await host.ask("advance_step", id=step.id, stage="build")
        last = await host.ask("close_step", id=step.id)
        await asyncio.gather(*(one.reaches(last.rev) for one in people))
        assert seen(people[0]) == seen(people[1]) == seen(people[2])
    async with asking(house) as http:
        key = {"Authorization": f"Bearer {links['host_url'].partition('#')[2]}"}
        for format in ("json", "md", "csv", "xlsx", "outcome"):
            answer = await http.get(f"/api/rooms/{links['code']}/export?format={format}", headers=key)
            assert answer.status_code == 200 and answer.content, format
        exported = await http.get(f"/api/rooms/{links['code']}/export", headers=key)
        assert "Ajatus 2" in exported.text
        again = await http.post("/api/import", content=exported.content)
        assert again.status_code == 201, again.text
        copied = await http.post(f"/api/rooms/{links['code']}/copy", headers=key)
        assert copied.status_code == 201 and copied.json()["code"] not in (links["code"], again.json()["code"])
        figures = (await http.get("/metrics")).text
        assert "talkoot_sockets_opened_total 4" in figures and "talkoot_kept_total" in figures


async def test_who_stops_reading_is_caught_up_when_they_read_again(house: House) -> None:
    """No queue: a stalled phone costs a bounded buffer, and then gets one delta."""
    links = await made(house)
    async with seats(house, links, 2) as (host, (reading, stalled)):
        [step] = host.room.steps()
        await host.ask("open_step", id=step.id)
        last = await host.ask("advance_step", id=step.id, stage="build")
        await stalled.reaches(last.rev)
        socket_ = stalled._socket
        assert socket_ is not None
        socket_.transport.pause_reading()
        dice = random.Random(1)
        for _ in range(110):
            text = "".join(chr(dice.randrange(0x4E00, 0x9FFF)) for _ in range(2000))
            last = reading.send("add_idea", host.room.steps()[0].round, text=text)
        await reading.settled()
        assert last.rev, last.refused
        async with asking(house) as http:
            figures = (await http.get("/metrics")).text
        [unsent] = re.findall(r"^talkoot_unsent_bytes (\d+)", figures, re.MULTILINE)
        assert HIGH_WATER < int(unsent) < HIGH_WATER + 64 * 1024
        await reading.reaches(last.rev)
        socket_.transport.resume_reading()
        await stalled.reaches(last.rev)
        await asyncio.sleep(0.1)
        assert seen(stalled) == seen(reading)


async def test_a_journal_that_cannot_be_trusted_ends_the_process(house: House) -> None:
    async with asking(house) as http:
        assert (await http.get("/readyz")).status_code == 200
        house.fail(JournalFailed("the disk said no"))
        assert house.stop.is_set() and house.exit_code == 1
        assert (await http.get("/readyz")).status_code == 503
        assert (await http.get("/livez")).status_code == 200


async def test_a_demo_is_offered_when_somebody_brings_people_along(house: House) -> None:
    async with asking(house) as http:
        assert not (await http.get("/api/info")).json()["demo"]
        assert (await http.post("/api/demo", json={"lang": "sv"})).status_code == 404
        langs: list[str] = []

        async def start(lang: str) -> Created:
            langs.append(lang)
            return Created("K7RMX4", "host", "screen")

        house.demo = start
        assert (await http.get("/api/info")).json()["demo"]
        assert (await http.post("/api/demo", json={"lang": "sv"})).json()["code"] == "K7RMX4"
    assert langs == ["sv"]


def test_no_seed_comes_twice() -> None:
    one, other = seeds(at_once=4), seeds()
    found = [one() for _ in range(10)] + [other() for _ in range(200)]
    assert len(set(found)) == len(found)
    assert {len(seed) for seed in found} == {16}
