"""A workshop in which everything that can go wrong does, and nothing is left to chance but one seed.

The real hub and the real rules on a journal in memory, with time and links held in the hand (`tests/contract/town.py`):
people join, act, lose their connection, read slowly; the process dies; the journal conflicts, doubts, is full, fails.
"""

from __future__ import annotations

import asyncio
import hashlib
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, cast

from server.hub.live import Live
from server.hub.ports import Act, Link, OneByOne, Payload
from server.hub.publishing import LAST
from server.hub.state import load
from server.journal.memory import Fault
from server.rehearse import ledger
from server.rehearse.seat import Seat
from sessions.activity import HOST, PARTICIPANT, SCREEN
from sessions.records import Step
from sessions.room import Room
from tests.chaos.pushes import Pushes
from tests.contract.town import Page, Town
from tests.server.hub.stage import settle
from tests.sessions.play import plan

PEOPLE = 10
AHEAD = 32
STEPS = (
    plan("lobby"), plan("thesis_walk"), plan("brainstorm", takes=("thesis_walk",)),
    plan("clustering", takes=("brainstorm",), top=12), plan("dot_vote", takes=("clustering",)),
    plan("next_steps", takes=("dot_vote",), top=4), plan("feedback"),
)  # fmt: skip


def _turns() -> Iterator[tuple[str, str, float]]:
    """What the facilitator does, and how much of all actions comes before it."""
    for n, step in enumerate(STEPS):
        yield step.key, "prepare_step", 0
        yield step.key, "open_step", 0
        if step.activity == "brainstorm":
            yield step.key, "advance_step", (n + 0.5) / len(STEPS)
        yield step.key, "close_step", (n + 0.95) / len(STEPS)
        yield step.key, "close_step", 0
        yield step.key, "reveal_step", 0
        if step.activity in ("brainstorm", "dot_vote"):
            yield step.key, "seal_step", 0


TURNS = tuple(_turns())


class Phone(Page):
    """A page that asks as the browser's queue does: in order, again when unanswered, under the same name."""

    def begin(self, town: Simulated) -> Phone:
        self.town = town
        self.waiting: dict[int, ledger.Kept] = {}
        self.kept: list[ledger.Kept] = []
        self.sent: Counter[int] = Counter()
        self.refused: Counter[str] = Counter()
        self.asked = 0
        self.leaked: list[str] = []
        self.away_until = 0
        self.here = False
        return self

    # what `Pushes` needs of somebody

    @property
    def id(self) -> str:
        return self.person

    @property
    def room(self) -> Room:
        return self.town.room

    def send(self, do: str, step: str = "", **args: Any) -> None:
        if len(self.waiting) >= AHEAD or self.away_until:
            return
        self.asked += 1
        was = getattr(self.town.room.records.get(str(args.get("id", ""))), "text", "")
        one = ledger.Kept(self.person, do, step, args, 0, self.asked, self.rev, False, was)
        self.waiting[one.n] = one
        if self.here:
            self._post(one)

    def _post(self, one: ledger.Kept) -> None:
        self.sent[one.n] += 1
        self.live.act(self.link, Act(tab=self.tab, n=one.n, do=one.do, step=one.step, args=dict(one.args)))

    def again(self, live: Live) -> None:
        """A new connection; after its welcome goes once more what was not answered."""
        self.here = False
        self.back(live)

    def read(self) -> list[dict[str, Any]]:
        new = super().read()
        for message in new:
            if message["t"] == "welcome" and not self.here:
                self.here = True
                for one in self.waiting.values():
                    self._post(one)
            if message["t"] in ("kept", "refused"):
                self._answered(message)
            for record in message.get("put", ()):
                self._may_hold(record)
        return new

    def _answered(self, message: dict[str, Any]) -> None:
        one = self.waiting.pop(message["n"], None)
        if one is None:
            return
        if message["t"] == "refused":
            self.refused[message["code"]] += 1
            return
        self.kept.append(
            ledger.Kept(
                self.person, one.do, one.step, one.args, message["rev"], one.n, one.after, self.sent[one.n] > 1, one.was
            )
        )

    def _may_hold(self, record: dict[str, Any]) -> None:
        see, role = record["see"], self.you.get("role", "")
        may = {"all"} if role == SCREEN else {"all", f"person:{self.you.get('id', '')}"}
        if see not in may and not (role == HOST and (see == "hosts" or see.startswith("group:"))):
            self.leaked.append(f"{self.me} got {see} {record['kind']} {record['id']}")


class Beside(OneByOne):
    """A crowd's frames leave beside the loop: it goes on meanwhile, and who was refused may be ready before that is over."""

    def __init__(self, town: Simulated) -> None:
        super().__init__()
        self._town = town

    def write(self, payload: Payload) -> tuple[Sequence[Link], Sequence[asyncio.Future[None]]]:
        refused, _ = super().write(payload)
        dice, phones = self._town.apart, self._town.phones
        if dice.random() < 0.5:
            return refused, ()
        loop = asyncio.get_running_loop()
        written: list[asyncio.Future[None]] = [loop.create_future() for _ in range(dice.choice([1, 2, 2 * LAST]))]

        def go_on(turns: int, at: int) -> None:
            if turns:
                loop.call_soon(go_on, turns - 1, at)
                return
            for phone in phones:
                if phone.link in refused and dice.random() < 0.5:
                    phone.drain()
            if not written[at].done():
                written[at].set_result(None)
            if at + 1 < len(written):
                loop.call_soon(go_on, dice.randrange(3), at + 1)

        loop.call_soon(go_on, dice.randrange(3), 0)
        return refused, written


class Simulated(Town):
    """One seed. `steps_taken` says what happened, in order."""

    def __init__(self, seed: int, actions: int) -> None:
        self.apart = random.Random(-seed)
        super().__init__(*STEPS, seed=seed, snapshot_every=400, crowd=lambda: Beside(self))
        self.dice = random.Random(seed)
        self.pushes = Pushes(seed)
        self.actions = actions
        self.phones: list[Phone] = []
        self.troubles: Counter[str] = Counter()
        self.steps_taken: list[str] = []
        self.wrong: list[str] = []
        self._agenda = 0

    @property
    def room(self) -> Room:
        live = self.hub._rooms.get(self.created.code)
        return live.flusher.state.room if live is not None else Room()

    @property
    def done(self) -> int:
        return sum(phone.asked for phone in self.phones)

    def note(self, what: str) -> None:
        self.steps_taken.append(f"{self.clock.ms} rev {self.room.rev}: {what}")

    # people

    async def someone(self, name: str, role: str = PARTICIPANT) -> Phone:
        slow = self.dice.choice((None, None, 200, 4_000))
        keys = {HOST: self.created.host_key, SCREEN: self.created.screen_key}
        hello: dict[str, Any] = {"role_key": keys[role]} if role in keys else {}
        live = await self.open()
        phone = Phone(live, name, self.clock, slow, name=name, lang="fi", **hello).begin(self)
        self.phones.append(phone)
        self.pages[name] = phone
        phone.hello()
        await self.turn()
        phone.drain()
        self.note(f"{name} comes in, as a {role}")
        return phone

    @property
    def leader(self) -> Phone:
        return self.phones[0]

    @property
    def people(self) -> list[Phone]:
        return [phone for phone in self.phones if "role_key" not in phone.hello_args and phone.person]

    # what happens

    async def play(self) -> Simulated:
        await self.open()
        await self.someone("Vetäjä", HOST)
        await self.someone("Apuri", HOST)
        await self.someone("Kangas", SCREEN)
        while self.done < self.actions:
            await self.moment()
        await self.rest()
        await self.look("the end")
        self.judge()
        return self

    async def moment(self) -> None:
        """Some act, something goes wrong, a little time passes, and most read what came."""
        if len(self.phones) < PEOPLE + 3 and self.dice.random() < 0.2:
            await self.someone(f"Osallistuja {len(self.phones) - 2}")
        self.lead()
        step = self.open_step
        for phone in self.dice.choices(self.people, k=self.dice.randint(1, 25)) if self.people else ():
            self.pushes.person(cast(Seat, phone), step)
        if self.dice.random() < 0.1 and self.room.rev:
            self.pushes.host(cast(Seat, self.dice.choice(self.phones[:2])), step)
        await self.trouble()
        await self.clock.advance(self.dice.choices((0.02, 0.005, 0.2, 3.0, 40.0), (80, 10, 8, 2, 0.3))[0])
        await self.come_back()
        for phone in self.phones:
            if phone.link.room is None or self.dice.random() < 0.5:
                phone.drain()
        if self.dice.random() < 0.02:
            await self.rest()
            await self.look("on the way")

    @property
    def open_step(self) -> Step | None:
        if not self.room.rev:
            return None
        step = self.room.get(self.room.workshop.now, Step)
        return step if step is not None and (step.activity in ("lobby", "feedback") or self._has_items(step)) else None

    def _has_items(self, step: Step) -> bool:
        return step.activity == "brainstorm" or any(
            r.__class__.__name__ == "Item" for r in self.room.in_round(step.round)
        )

    def lead(self) -> None:
        """The facilitator takes the agenda on: as fast as it goes, but while people work."""
        if self._agenda >= len(TURNS) or self.leader.waiting or not self.room.rev:
            return
        key, do, work = TURNS[self._agenda]
        if self.done < self.actions * work:
            return
        step = self.room.step_with(key)
        assert step is not None
        args: dict[str, dict[str, Any]] = {"advance_step": {"stage": "build"}, "reveal_step": {"anyway": True}}
        self._agenda += 1
        self.note(f"the facilitator asks to {do} {key}")
        if do != "seal_step" or self.number % 2:
            self.leader.send(do, id=step.id, **args.get(do, {}))

    async def trouble(self) -> None:
        """Now and then something breaks."""
        dice = self.dice
        if dice.random() < 0.15 and self.phones:
            phone = dice.choice(self.phones)
            self._trouble("cut")
            phone.drop_link()
            phone.away_until = self.clock.ms + dice.choice((0, 0, 0, 20, 1_000, 30_000))
        if dice.random() < 0.06:
            faults: list[Fault] = dice.choices(
                ["conflict", "lost", "kept", "full"], [4, 3, 3, 0.3], k=dice.choice((1, 1, 1, 2, 5))
            )
            self._trouble("+".join(faults) if len(faults) == 1 else "many faults")
            self.journal.order(*faults)
        if dice.random() < 0.004:
            self._trouble("journal fails")
            self.journal.order("fail")
        if dice.random() < 0.008:
            self._trouble("killed")
            await self.dies()

    def _trouble(self, what: str) -> None:
        self.troubles[what] += 1
        self.note(what)

    async def dies(self) -> None:
        """As by `kill -9`, and another process on the same journal."""
        for phone in self.phones:
            phone.read()
            phone.here = False
            phone.live.gone(phone.link)
        live = await self.restart()
        for phone in self.phones:
            phone.away_until = 0
            phone.again(live)

    async def come_back(self) -> None:
        """Who was told to come back does; a process whose journal failed is replaced."""
        if self.failures:
            self.failures.clear()
            await self.dies()
        for phone in self.phones:
            if phone.link.closed is not None and not phone.away_until:
                phone.drop_link()
                phone.away_until = self.clock.ms
            if 0 < phone.away_until <= self.clock.ms:
                phone.away_until = 0
                phone.again(await self.open())

    async def rest(self) -> None:
        """Everything is answered, everybody has read all."""
        self.journal._faults.clear()
        calm = 0
        for _ in range(60):
            await self.clock.advance(1.0)
            await self.come_back()
            for phone in self.phones:
                await phone.drain_all()
            calm = 0 if any(phone.waiting or phone.away_until for phone in self.phones) else calm + 1
            if calm == 2:
                return
        self.wrong.append(f"never answered: {[(p.me, [*p.waiting.items()][:2]) for p in self.phones if p.waiting]}")

    # what must hold

    async def look(self, when: str) -> None:
        """Every copy is what its person may see, and the room is what its journal says."""
        await settle()
        for phone in self.phones:
            try:
                self.agrees(phone)
            except AssertionError as differs:
                self.wrong.append(f"{when}: {str(differs)[:800]}")
        live = self.hub._rooms[self.created.code].flusher.state
        loaded = await load(self.journal, self.created.code)
        if loaded.state.blob() != live.blob():
            self.wrong.append(f"{when}: what is replayed is not what lives")

    def judge(self) -> None:
        """Every action told *kept* is in the room, none twice; nobody got what is not theirs."""
        found = ledger.hold([one for phone in self.phones for one in phone.kept], self.room)
        self.wrong += [*found.why, *(leak for phone in self.phones for leak in phone.leaked)]

    def digest(self) -> str:
        """Of every byte that left towards anybody, and every byte that was kept."""
        total = hashlib.sha256()
        for phone in self.phones:
            for at, shared, body in phone.got:
                total.update(f"{phone.me} {at} {shared} ".encode() + body)
        for link in self.journal.store.rooms[self.created.code].rows.values():
            total.update(link.body)
        return total.hexdigest()

    def told(self) -> str:
        kept, refused = sum(len(phone.kept) for phone in self.phones), sum((p.refused for p in self.phones), Counter())
        head = f"seed {self.number}: {self.done} actions, {kept} kept, refused {dict(refused.most_common(6))}, {dict(self.troubles)}"
        return "\n".join([head, *self.wrong[:20], *(self.steps_taken[-40:] if self.wrong else ())])


async def simulate(seed: int, actions: int) -> Simulated:
    """Plays one seed to its end and looks at everything."""
    return await Simulated(seed, actions).play()
