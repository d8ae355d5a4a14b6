"""Rooms full of browsers' own kernels (tests/kernel/chaos) on a bad network, and what must hold when it is good again."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import msgspec

import hatch_build
from server.app import House
from server.rehearse import ledger, web
from server.serve import serving
from server.settings import Settings
from sessions import session
from sessions.records import Handed, Idea, to_map
from sessions.room import Room
from tests.chaos.weather import Network, network

ROOT = Path(__file__).resolve().parents[2]
PEOPLE, DEEDS = 20, 200
SPEED = 8
"""How much faster than life the phones' clocks run: their waits are made for people."""
LASTS_MS = 2_500
WITHIN = 360.0
NAP = 0.05
"""Seconds between two looks at how late everything is."""

AGENDA = {
    "title": {"fi": "Ukonilma"}, "langs": ["fi"],
    "steps": [
        {"key": "ideat", "phase": "develop", "activity": "brainstorm", "title": {"fi": "Ideat"}, "minutes": 5},
        {"key": "kasat", "phase": "develop", "activity": "clustering", "title": {"fi": "Kasat"}, "minutes": 5,
         "takes": ["ideat"], "top": 25},
        {"key": "aanet", "phase": "develop", "activity": "dot_vote", "title": {"fi": "Äänet"}, "minutes": 5,
         "takes": ["kasat"]},
    ],
}  # fmt: skip


class Played(msgspec.Struct):
    """What came of one seed: `wrong` says what did not hold, in words."""

    seed: int
    wrong: list[str]
    deeds: int
    kept: int
    again: int
    reloads: int
    refusals: Counter[str]
    log: list[str]

    def __str__(self) -> str:
        return (
            f"seed {self.seed}: {self.deeds} deeds, {self.kept} kept, {self.again} sent more than once, "
            f"{self.reloads} reloads, refused {dict(self.refusals)}; {len(self.wrong)} wrong"
        )

    def told(self) -> str:
        return "\n".join([str(self), *self.wrong[:20], "what happened, the last of it:", *self.log[-60:]])


class Stormy:
    """A server, the network before it, and the process in which the phones live."""

    def __init__(self, house: House, between: Network, node: asyncio.subprocess.Process) -> None:
        self.house, self.between, self.node = house, between, node
        self._waiting: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self._asking = asyncio.Lock()
        self._late, self._theirs = 0.0, 0.0
        self._reader = asyncio.create_task(self._read())
        self._watching = asyncio.create_task(self._watch())

    @property
    def late(self) -> float:
        """Seconds by which everything is late on the whole, here or there."""
        return max(self._late, self._theirs)

    async def _watch(self) -> None:
        loop, phones = asyncio.get_running_loop(), self.node.stdin
        assert phones is not None
        while True:
            for _ in range(10):
                asked = loop.time()
                await asyncio.sleep(NAP)
                self._late += (loop.time() - asked - NAP - self._late) / 20
            phones.write(json.dumps({"late": 1000 * self._late}).encode() + b"\n")

    async def _read(self) -> None:
        assert self.node.stdout is not None
        while line := await self.node.stdout.readline():
            said = json.loads(line)
            if "late" in said:
                self._theirs = said["late"] / 1000
            elif not (waiting := self._waiting.pop(said["seed"])).done():
                waiting.set_result(said)
        for waiting in self._waiting.values():
            if not waiting.done():
                waiting.set_exception(RuntimeError("the phones' process has ended"))

    async def play(self, seed: int, people: int = PEOPLE, deeds: int = DEEDS) -> Played:
        """One room under one seed. `wrong` is empty when everything held."""
        async with self._asking:  # the house in this process answers from the same few threads that ask
            links = await web.ask(f"http://127.0.0.1:{self.house.port}/api/rooms", {"agenda": AGENDA, "lang": "fi"})
        wish = {
            "seed": seed, "port": self.between.port, "code": links["code"], "people": people, "deeds": deeds,
            "hostKey": links["host_url"].partition("#")[2], "screenKey": links["screen_url"].partition("#")[2],
            "ms": LASTS_MS * deeds // DEEDS, "speed": SPEED,
        }  # fmt: skip
        answer = self._waiting[seed] = asyncio.get_running_loop().create_future()
        assert self.node.stdin is not None
        self.node.stdin.write(json.dumps(wish).encode() + b"\n")
        async with asyncio.timeout(WITHIN):
            told = await answer
        return judged(told, await self.house.hub.state(links["code"]))

    async def leave(self) -> None:
        self._watching.cancel()
        assert self.node.stdin is not None
        self.node.stdin.close()
        try:
            async with asyncio.timeout(5):
                await self.node.wait()
        except TimeoutError:
            os.killpg(self.node.pid, signal.SIGKILL)
            await self.node.wait()
        await self._reader


@contextlib.asynccontextmanager
async def stormy(data: Path) -> AsyncIterator[Stormy]:
    """One server for many seeds, each a room of its own."""
    plenty = 1e6
    settings = Settings(
        port=0, data=data, log="error", floor_mb=1, acts_per_second=20.0 * SPEED, softs_per_second=15.0 * SPEED,
        room_acts_per_second=plenty, network_acts_per_second=plenty, sockets_per_network=plenty,
        knocks_per_second=plenty, hellos_per_second=plenty, hellos_at_once=plenty, newcomers_per_minute=plenty, rooms_per_minute=plenty,
    )  # fmt: skip
    async with serving(settings) as house, network(house.port) as between:
        node = await asyncio.create_subprocess_exec(
            *hatch_build.find_node().node, str(ROOT / "tests/kernel/chaos/run.mjs"), cwd=ROOT,
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, limit=1 << 28, start_new_session=True,
        )  # fmt: skip
        storm = Stormy(house, between, node)
        try:
            yield storm
        finally:
            await storm.leave()


def judged(told: dict[str, Any], room: Room) -> Played:
    """Holds what the pages have, and what people did, against the room itself."""
    deeds = told["deeds"]
    kept = [one for deed in deeds if (one := _kept(deed)) is not None]
    wrong = [f"{kind}: {what}" for kind, found in (
        ("pages", _pages(told, room)), ("deeds", ledger.hold(kept, room).why), ("words", _words(told, room)),
        ("answers", _answers(deeds)),
    ) for what in found]  # fmt: skip
    refusals = Counter(code for deed in deeds if (code := _refused(deed)))
    again = sum(deed["sent"] > 1 for deed in deeds)
    reloads = sum(page["reloads"] for page in told["pages"])
    return Played(told["seed"], wrong, len(deeds), len(kept), again, reloads, refusals, told["log"])


def _last(deed: dict[str, Any]) -> dict[str, Any] | None:
    """The answer that counts: *kept* if it ever was, else the last refusal."""
    answers = [one for one in deed["answers"] if one["t"] == "kept" or one["code"] not in ("slow_down", "unavailable")]
    kept = [one for one in answers if one["t"] == "kept"]
    return kept[0] if kept else answers[-1] if answers else None


def _kept(deed: dict[str, Any]) -> ledger.Kept | None:
    last = _last(deed)
    if last is None or last["t"] != "kept":
        return None
    return ledger.Kept(
        deed["person"], deed["do"], deed["step"], deed["args"], last["rev"], deed["n"], deed["after"],
        deed["sent"] > 1, deed["was"],
    )  # fmt: skip


def _refused(deed: dict[str, Any]) -> str:
    last = _last(deed)
    return str(last["code"]) if last is not None and last["t"] == "refused" else ""


def _pages(told: dict[str, Any], room: Room) -> list[str]:
    """Everybody's page, record by record: as somebody's who comes in with nothing, and as the room itself."""
    wrong = [f"did not come to rest: {one}" for one in told["restless"][:5]]
    everybodys = {raw["id"]: raw for raw in told["all"]}
    wrong += [f"all of a fresh page: {what}" for what in _unequal(everybodys, room, ("all",))]
    for page in told["pages"]:
        name = page["name"]
        role = {"Vetäjä": "host", "Valkokangas": "screen"}.get(name, "participant")
        if page["waiting"] or page["state"] != "here" or page["uncertain"]:
            wrong.append(f"{name} is {page['state']}, uncertain {page['uncertain']}, waiting {page['waiting'][:3]}")
        wrong += [f"{name} and a fresh page: {differs}"[:600] for differs in page["differs"][:5]]
        private = tuple(see for see in session.topics(room, page["id"], role) if see != "all")
        own = {raw["id"]: raw for raw in page["own"]}
        wrong += [f"{name}'s own: {what}" for what in _unequal(own, room, private)]
        if page["shared"] != len(everybodys):
            wrong.append(f"{name} has {page['shared']} records of everybody's, not {len(everybodys)}")
    return wrong


def _unequal(held: dict[str, Any], room: Room, topics: tuple[str, ...]) -> list[str]:
    want = {record.id: record for record in room if record.see in topics}
    plain = {id: json.loads(msgspec.json.encode(to_map(record))) for id, record in want.items()}
    return [
        f"{id} {held.get(id)} is not {plain.get(id)}"
        for id in held.keys() | plain.keys()
        if held.get(id) != plain.get(id)
    ]


def _words(told: dict[str, Any], room: Room) -> list[str]:
    """Nothing typed was lost: each text is in the room, was replaced by its author, or is on its author's phone."""
    late = {page["name"]: {text["text"] for text in page["late"]} for page in told["pages"]}
    texts = Counter([idea.text for idea in room.every(Idea)] + [handed.text for handed in room.every(Handed)])
    wrong: list[str] = []
    for deed in told["deeds"]:
        text = deed["args"].get("text") or ""
        if not text:
            continue
        code = _refused(deed)
        if code and text not in late[deed["name"]]:
            wrong.append(f"{text!r} of {deed['name']} was refused ({code}) and is not on the phone")
        if code and texts[text]:
            wrong.append(f"{text!r} of {deed['name']} was refused ({code}) and is in the room")
        if texts[text] > 1:
            wrong.append(f"{text!r} is there {texts[text]} times")
    return wrong


def _answers(deeds: list[dict[str, Any]]) -> list[str]:
    """Every deed was answered, and never once so and once otherwise."""
    wrong: list[str] = []
    for deed in deeds:
        said = {one["t"] for one in deed["answers"] if one.get("code") not in ("slow_down", "unavailable")}
        if len(said) != 1:
            told = [(one["t"], one.get("code", one.get("rev")), one["n"]) for one in deed["answers"]]
            wrong.append(
                f"{deed['name']}'s {deed['do']} no. {deed['n']} was answered {told}, asked {deed['sent']} times"
            )
    return wrong
