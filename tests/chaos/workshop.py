"""A rehearsal of fifty people whose server is killed again and again, and what must hold after each time."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from pathlib import Path
from typing import Any

from server.rehearse import ledger, web
from server.rehearse.bots import current, live
from server.rehearse.run import Rehearsal
from server.rehearse.seat import Asked, Seat
from server.rehearse.server_process import ServerProcess
from sessions.records import Step
from tests.chaos.pushes import Pushes

PEOPLE = 50
IN_FLIGHT = 10
SPEED = 25.0

STEPS: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("aula", "lobby", {"question": {"fi": "Mikä ilahdutti?"}}),
    ("alku", "talk", {}),
    ("teesit", "thesis_walk", {"lines": [{"fi": f"Teesi numero {n}"} for n in range(1, 13)]}),
    ("ideat", "brainstorm", {"takes": ["teesit"]}),
    ("kasat", "clustering", {"takes": ["ideat"]}),
    ("aanet", "dot_vote", {"takes": ["kasat"]}),
    ("teot", "next_steps", {"takes": ["aanet"], "top": 5}),
    ("palaute", "feedback", {}),
)
AGENDA = {
    "title": {"fi": "Myrsky"}, "langs": ["fi"],
    "steps": [
        {"key": key, "phase": "develop", "activity": activity, "title": {"fi": key}, "minutes": 2, **more}
        for key, activity, more in STEPS
    ],
}  # fmt: skip


class Kill:
    """One `kill -9`: where, how many actions were on their way, how many were answered before, how soon all was back."""

    def __init__(self, at: str, in_flight: int, kept: int) -> None:
        self.at, self.in_flight, self.kept = at, in_flight, kept
        self.started_s = self.back_s = 0.0
        self.again = 0
        self.finding = ledger.Finding(0, 0, ())

    def __str__(self) -> str:
        return (
            f"{self.at:22} {self.in_flight:4} in flight, {self.kept:5} kept before, {self.again:3} were kept untold, "
            f"server back in {self.started_s:.1f} s, everybody in {self.back_s:.1f} s; "
            f"lost {self.finding.lost}, doubled {self.finding.doubled}"
        )


class Workshop(Rehearsal):
    """Everybody of one room, two facilitators, and one who looks on with fresh eyes each time."""

    def __init__(self, server: ServerProcess, links: dict[str, str], seed: int, people: int = PEOPLE) -> None:
        super().__init__(server.url, links, people, "fi", SPEED)
        self.server = server
        self.pushes = Pushes(seed)
        self.dice = self.pushes.dice
        self.second = self._seat("Toinen vetäjä", self.host_key)
        self.screen = self._seat("", links["screen_url"].partition("#")[2])
        self._eyes = self._seat("Katsoja", self.host_key).me
        self.kills: list[Kill] = []

    @property
    def seats(self) -> list[Seat]:
        return [self.host, self.second, self.screen, *self.people]

    @property
    def hosts(self) -> list[Seat]:
        return [self.host, self.second]

    async def begin(self) -> None:
        """All come in, and then stand still."""
        await self.second.join()
        await self.screen.join()
        await self.gather()
        await self.rest()
        await self.look()

    def wake(self) -> None:
        """Everybody lives, as the bots of any rehearsal do."""
        self._tasks = [
            asyncio.create_task(live(seat, SPEED, self.texts, self.dice.getrandbits(32))) for seat in self.people
        ]

    # the storm

    def push_everybody(self) -> None:
        """Some actions of everybody at once, none waiting for another; facilitators join in."""
        step = current(self.host)
        seats = [*self.people] * 2
        self.dice.shuffle(seats)
        for seat in seats[: self.dice.randint(len(self.people), len(seats))]:
            self.pushes.person(seat, step)
        for host in self.hosts:
            self.pushes.host(host, step)

    async def kill(self, at: str, do: str = "", **args: Any) -> None:
        """`kill -9` at an uneven moment with actions in flight, among them the facilitator's own `do`."""
        self.wake()
        await asyncio.sleep(self.dice.uniform(0.2, 0.7))
        asked: Asked | None = None
        for _ in range(50):
            self.push_everybody()
            if do and asked is None:
                asked = self.host.send(do, **args)
                self.push_everybody()
            await asyncio.sleep(self.dice.uniform(0.002, 0.09))
            if self.in_flight >= IN_FLIGHT:
                break
        await self.blow(at)
        assert asked is None or asked.rev, f"{do} was refused: {asked.refused}"

    @property
    def in_flight(self) -> int:
        return sum(seat.in_flight for seat in self.seats)

    async def blow(self, at: str) -> Kill:
        """The process is gone, now; another one starts, all come back, and everything is looked at."""
        kill = Kill(at, self.in_flight, self.figures.kept)
        deltas = [seat.deltas for seat in self.seats]
        await self.server.kill()
        began = time.perf_counter()
        await self.server.start()
        kill.started_s = time.perf_counter() - began
        await self.all_back(deltas)
        kill.back_s = time.perf_counter() - began
        await self.rest()
        kill.again = await self.answered_again()
        kill.finding = await self.held()
        self.kills.append(kill)
        return kill

    async def all_back(self, deltas: list[int]) -> None:
        """By delta, each and every one; nobody was given everything again."""
        async with asyncio.timeout(30):
            while any(seat.deltas == before for seat, before in zip(self.seats, deltas, strict=True)):
                assert all(seat.full == 1 for seat in self.seats)
                await asyncio.sleep(0.01)
            await asyncio.gather(*(seat.back() for seat in self.seats))
        assert all(seat.full == 1 for seat in self.seats), "somebody was given everything"

    async def answered_again(self) -> int:
        """How many actions this server process had on disk before it was asked for them: kept, but nobody was told."""
        text = (await asyncio.to_thread(web.call, f"{self.url}/metrics")).decode()
        return next(
            int(float(line.split()[-1])) for line in text.splitlines() if line.startswith("talkoot_repeats_total ")
        )

    # what must hold

    async def look(self) -> Seat:
        """A facilitator who comes in with nothing, and is given everything."""
        seat = self._seat("Katsoja", self.host_key)
        seat.me = self._eyes
        return await seat.join()

    async def held(self) -> ledger.Finding:
        """Every action told *kept* is there, none twice, and everybody's copy is what somebody fresh gets."""
        fresh = await self.look()
        newest = max(rev for see in ("all", "hosts") for rev in fresh.room.topic(see).revs.values())
        everybody = max(fresh.room.topic("all").revs.values())
        await asyncio.gather(
            *(seat.reaches(newest) for seat in self.hosts),
            *(seat.reaches(everybody) for seat in (self.screen, *self.people)),
        )
        why = [
            f"{seat.name} {id}"
            for seat in (self.screen, *self.people)
            for id in ledger.same(seat.room, fresh.room, ["all"])
        ]
        why += [
            f"{seat.name} {id}" for seat in self.hosts for id in ledger.same(seat.room, fresh.room, ["all", "hosts"])
        ]
        for seat in self.dice.sample(self.people, 3):
            why += await self._mirrored(seat)
        await fresh.leave()
        found = ledger.hold(self.kept(), ledger.together([fresh.room, *(seat.room for seat in self.seats)]))
        return ledger.Finding(found.lost + len(why), found.doubled, (*found.why, *why))

    async def _mirrored(self, seat: Seat) -> list[str]:
        """Somebody's page once more, with nothing: it gets what the one has that came back by deltas."""
        mirror = self._seat(seat.name)
        mirror.me = seat.me
        await mirror.join()
        assert (mirror.id, mirror.full) == (seat.id, 1)
        differ = ledger.same(seat.room, mirror.room, ["all", f"person:{seat.id}"])
        await mirror.leave()
        return [f"own {seat.name} {id}" for id in differ]

    # the agenda

    def step(self, key: str) -> Step:
        found = self.host.room.step_with(key)
        assert found is not None
        return found

    async def ask(self, do: str, **args: Any) -> None:
        """The facilitator asks in peace."""
        asked = await self.host.ask(do, **args)
        assert not asked.refused, f"{do}: {asked.refused}"
        await self.host.reaches(asked.rev)

    def report(self) -> str:
        lines = [str(kill) for kill in self.kills]
        kinds = Counter(kill.at.partition(" ")[0] for kill in self.kills)
        lost, doubled = (sum(getattr(kill.finding, what) for kill in self.kills) for what in ("lost", "doubled"))
        flights = sorted(kill.in_flight for kill in self.kills)
        lines.append(
            f"{len(self.kills)} kills over {len(kinds)} kinds of steps, {self.figures.sent} actions sent, {self.figures.kept} kept, "
            f"{self.figures.refused} refused, lost {lost}, doubled {doubled}, in flight {flights[0]}–{flights[-1]}, "
            f"{sum(kill.again for kill in self.kills)} kept untold, slowest back {max(k.started_s for k in self.kills):.1f} s"
        )
        lines += [f"refused {times} × {what}" for what, times in self.figures.refusals.most_common(5)]
        return "\n".join(lines)


async def opened(server: ServerProcess, seed: int, people: int = PEOPLE) -> Workshop:
    """A room of the compact agenda with everybody in it."""
    links = await web.ask(f"{server.url}/api/rooms", {"agenda": AGENDA, "lang": "fi", "title": "Myrsky"})
    workshop = Workshop(server, links, seed, people)
    await workshop.begin()
    return workshop


def server_at(folder: Path, module: str = "server") -> ServerProcess:
    folder.mkdir(parents=True, exist_ok=True)
    return ServerProcess(folder / "data", folder / "log", module)
