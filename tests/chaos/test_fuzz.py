"""Input that nobody should send: a million frames at the door, thousands of acts in the room, sockets, files, requests.

Nothing of it may raise an error that nobody catches, cost the loop's thread more than 20 ms, hurt anybody else's socket,
or stay in memory. `make fuzz` sends ten million (`FUZZ_FRAMES`); the seed is printed (`FUZZ_SEED`).
"""

from __future__ import annotations

import gc
import json
import os
import sys
import time
from collections import Counter
from collections.abc import Iterator
from random import Random
from typing import Any

import msgpack
import pytest

from server import export, garbage, words
from server.hub.deciding import Decider
from server.hub.draft import Entry, Said
from server.import_room import Damaged, read
from server.transport import inbound
from server.transport.inbound import Malformed, decode
from sessions import session
from sessions.activities import ACTIVITIES
from sessions.activity import HOST, PARTICIPANT, SCREEN, By, Dice, Refused
from sessions.outcome import tree
from sessions.records import Step
from sessions.room import Room
from tests.chaos.fuzz.files import BOMBS, Files
from tests.chaos.fuzz.frames import Fuzzer, bombs
from tests.chaos.fuzz.measured import MOST_MB, MOST_MS, Costs, settled_mb
from tests.contract.town import Kept, Page, Town
from tests.sessions.play import LINES, plan

pytestmark = pytest.mark.chaos

SEED = int(os.environ.get("FUZZ_SEED", "1"))
FRAMES = int(os.environ.get("FUZZ_FRAMES", "1000000"))
ACTS = int(os.environ.get("FUZZ_ACTS", str(FRAMES // 100)))
FILES = int(os.environ.get("FUZZ_FILES", str(FRAMES // 500)))
PER_ROOM = 400


@pytest.fixture(autouse=True, scope="module")
def _as_served() -> Iterator[None]:
    """Garbage is looked for as in a server: no full search in the middle of reading a frame."""
    before = gc.get_threshold()
    garbage.hold()
    yield
    gc.unfreeze()
    gc.set_threshold(*before)


def tell(what: str, **counts: object) -> None:
    """For the record of the run."""
    sys.stdout.write(
        f"\n{what} (seed {SEED}): " + ", ".join(f"{k.replace('_', ' ')} {v}" for k, v in counts.items()) + "\n"
    )


# --- the door ---------------------------------------------------------------------------------------------------------


def at_the_door(frames: int, seed: int) -> tuple[Costs, float]:
    """So many frames decoded, and how much memory stayed after the first tenth."""
    fuzzer, costs, before = Fuzzer(seed), Costs(), 0.0
    for n in range(frames):
        if n == frames // 10:
            before = settled_mb()
        how, body = fuzzer.next()
        costs.take(how, body, decode, Malformed)
    return costs, settled_mb() - before


def test_frames_at_the_door() -> None:
    started = time.perf_counter()
    costs, grown = at_the_door(FRAMES, SEED)
    kinds: Counter[str] = Counter()
    for answer, many in costs.answers.items():
        kinds[answer.split(" ", 1)[1]] += many
    tell(
        "frames", sent=FRAMES, dearest_ms=round(costs.dearest_ms, 1), memory_mb=round(grown, 1),
        seconds=round(time.perf_counter() - started), **kinds,
    )  # fmt: skip
    assert costs.uncaught == []
    assert costs.dearest_ms < MOST_MS, costs.dearest[:200].hex()
    assert grown < MOST_MB
    assert sum(costs.answers.values()) == FRAMES and kinds["taken"] > FRAMES // 50, "some must get through"


@pytest.mark.parametrize("name", sorted(bombs()))
def test_a_bomb_is_cheap(name: str) -> None:
    costs, body = Costs(), bombs()[name]
    for _ in range(20):
        costs.take(name, body, decode, Malformed)
    assert costs.uncaught == [] and costs.dearest_ms < MOST_MS


def test_without_the_bounds_bombs_are_dear(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inbound, "LIMITS", {})
    monkeypatch.setattr(inbound, "MAX_VALUES", 10**9)
    monkeypatch.setattr(inbound, "MAX_DEPTH", 10**9)
    monkeypatch.setattr(inbound, "MAX_BYTES", 10**9)
    costs = Costs()
    costs.take("maps", b"\xdd\x00\x10\x00\x00" + b"\x80" * 2**20, decode, Malformed)
    assert costs.dearest_ms > MOST_MS


def test_without_a_catch_an_error_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    sound = inbound.sound
    monkeypatch.setattr(inbound, "sound", lambda raw: sound(raw) and 1 / (len(raw) != 3))
    assert at_the_door(3_000, SEED)[0].uncaught


def test_what_stays_in_memory_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    kept: list[bytes] = []

    def hoarding(raw: Any) -> bool:
        kept.append(b"kept" * 5_000)
        return sound(raw)

    sound = inbound.sound
    monkeypatch.setattr(inbound, "sound", hoarding)
    assert at_the_door(20_000, SEED)[1] > MOST_MB


# --- the room ---------------------------------------------------------------------------------------------------------


class Timed:
    """How much processor time each entry costs to decide, over all rooms of the run."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.dearest_ms, self.dearest = 0.0, ""
        self.codes: Counter[str] = Counter()
        entry = Decider.entry

        def timed(decider: Decider, said: Entry) -> None:
            started = time.thread_time()
            entry(decider, said)
            spent = (time.thread_time() - started) * 1000
            if spent > self.dearest_ms and isinstance(said, Said):
                self.dearest_ms, self.dearest = spent, str(said.message)[:300]

        monkeypatch.setattr(Decider, "entry", timed)


class Riot:
    """One room in which everybody sends nonsense of the right shape."""

    def __init__(self, seed: int, codes: Counter[str]) -> None:
        self.fuzzer, self.dice, self.codes = Fuzzer(seed), Random(seed), codes
        self.town = Town(*(plan(kind, lines=LINES) for kind in sorted(ACTIVITIES)), seed=seed + 1)

    async def play(self, acts: int) -> None:
        town = self.town
        await town.open()
        roles = [HOST, HOST, SCREEN, *[PARTICIPANT] * 5]
        people = [await town.enter(f"{role} {n}", role) for n, role in enumerate(roles)]
        await self.open_some(people[0])
        for n in range(acts):
            page = self.dice.choice(people)
            self.say(page)
            if n % 5 == 4:
                await town.turn()
            if n % 40 == 39:
                await town.clock.advance(self.dice.choice((1, 16, 700)))
                people = [await self.back(page) for page in people]
                await self.open_some(next(page for page in people if page.hello_args.get("role_key")))
        await town.clock.advance(2)
        for page in people:
            self.codes.update(answer[2] if answer[0] == "refused" else "kept" for answer in page.answers())

    def say(self, page: Page) -> None:
        """An act of the schema with ids that are there, or a frame from the wire that is an act at all."""
        page.n += 1
        raw = self._act() | {"n": page.n}
        try:
            self.town.live.act(page.link, decode(msgpack.packb(raw)))  # type: ignore[arg-type]
        except (Malformed, ValueError, OverflowError, UnicodeEncodeError):
            self.codes["malformed at the door"] += 1

    def _act(self) -> dict[str, Any]:
        """Mostly something of the step that is open, so that it is not the state that is refused every time."""
        room, dice = self.town.room, self.dice
        now = room.get(room.workshop.now, Step)
        if now is None or now.state != "open" or dice.random() < 0.4:
            known = tuple(dice.sample(sorted(room.records), min(len(room.records), 60)))
            return self.fuzzer.act(known, ("", *(step.round for step in room.steps())))
        there = [record.id for record in room if record.step == now.round]
        known = tuple(dice.sample(there, min(len(there), 20)))
        return self.fuzzer.act(known, (now.round,), session.OF_ACTIVITY[now.activity])

    async def open_some(self, host: Page) -> None:
        """The facilitator goes on with the work all the same."""
        drafts = [step for step in self.town.room.steps() if step.state in ("draft", "skipped")]
        if drafts:
            await self.town.asks(host, "open_step", id=self.dice.choice(drafts).id)

    async def back(self, page: Page) -> Page:
        """Whoever was shown out comes as somebody else."""
        page.read()
        if page.link.closed is None:
            return page
        role = HOST if page.hello_args.get("role_key") == self.town.created.host_key else PARTICIPANT
        return await self.town.enter(f"{page.me}+", role)

    async def whole(self) -> None:
        """Everybody holds what they may see, the journal tells the same room, and it can be shown in every format."""
        town = self.town
        there = [page for page in town.pages.values() if page.link.closed is None]
        assert there
        for page in there:
            page.read()
            assert page.wrong == [], page.me
        before = town.live.flusher.state.blob()
        await town.exports()
        await town.restart()
        assert town.live.flusher.state.room.records == town.room.records
        assert len(before) > 1000


async def test_acts_of_every_kind_in_the_room(monkeypatch: pytest.MonkeyPatch) -> None:
    timed, started, codes, memory = Timed(monkeypatch), time.perf_counter(), Counter[str](), []
    with Kept() as log:
        for n in range(max(1, ACTS // PER_ROOM)):
            riot = Riot(SEED * 1_000_000 + n, codes)
            await riot.play(PER_ROOM)
            await riot.whole()
            assert riot.town.metrics.broken.value == 0 and not riot.town.failures, f"room {n}"
            await riot.town.kill()
            memory.append(settled_mb())
    loud = [line for line in log.lines if line.startswith(("ERROR", "CRITICAL")) or "Traceback" in line]
    grown = memory[-1] - memory[len(memory) // 3]
    tell(
        "acts", sent=ACTS, dearest_ms=round(timed.dearest_ms, 1), memory_mb=round(grown, 1),
        seconds=round(time.perf_counter() - started), **dict(codes.most_common(8)),
    )  # fmt: skip
    assert loud == []
    assert "internal" not in codes and codes["kept"] > ACTS // 20
    assert timed.dearest_ms < MOST_MS, timed.dearest
    assert grown < MOST_MB


async def test_without_a_catch_a_mistake_in_an_activity_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ACTIVITIES["dot_vote"], "_placed", lambda *asked: 1 / 0)
    codes = Counter[str]()
    for n in range(12):
        riot = Riot(SEED + n, codes)
        await riot.play(PER_ROOM)
        if riot.town.metrics.broken.value:
            assert codes["internal"]
            return
    raise AssertionError("nobody placed a dot")


# --- files ------------------------------------------------------------------------------------------------------------


def taken_in(content: bytes) -> Room:
    """The room of a file, shown in every way and run one step further; `Damaged` when it is not taken."""
    room = Room()
    room.apply(read(content), 1)
    tree(room, ACTIVITIES, public=True)
    export.write("json", room, "fi", words, code="K7RMX4", at=1_700_000_000_000)
    by = By("host", HOST, 1_700_000_000_000, Dice(bytes(16)))
    for step in room.steps():
        for do in ("prepare_step", "open_step", "close_step", "reveal_step", "seal_step"):
            try:
                room.apply(session.decide(room, do, "", {"id": step.id}, by), room.rev + 1)
            except Refused:
                continue
    session.decide(room, "tick", "", {}, By("", "house", 2_000_000_000_000, Dice(bytes(16))))
    return room


def test_hostile_files() -> None:
    files, costs, started, memory = Files(SEED), Costs(), time.perf_counter(), []
    for n in range(FILES):
        costs.take(*files.next(), taken_in, Damaged)
        if n % max(1, FILES // 10) == 0:
            memory.append(settled_mb())
    grown = memory[-1] - memory[len(memory) // 3]
    taken = sum(many for answer, many in costs.answers.items() if answer.endswith(" taken"))
    tell(
        "files", read=FILES, taken=taken, dearest_ms=round(costs.dearest_ms), memory_mb=round(grown, 1),
        seconds=round(time.perf_counter() - started),
    )  # fmt: skip
    assert costs.uncaught == []
    assert costs.dearest_ms < 2_000, "it is read away from the loop, and still not for long"
    assert 0 < taken < FILES and grown < 2 * MOST_MB


@pytest.mark.parametrize("name", sorted(BOMBS))
def test_a_file_that_is_a_bomb(name: str) -> None:
    costs, before = Costs(), settled_mb()
    costs.take(name, BOMBS[name](), taken_in, Damaged)
    assert costs.uncaught == [] and costs.dearest_ms < 5_000
    assert settled_mb() - before < 100


def test_an_error_in_a_file_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("server.import_room._sensible", lambda record, place: 1 / 0)
    costs = Costs()
    costs.take("whole", json.dumps(Files(SEED).whole).encode(), taken_in, Damaged)
    assert costs.uncaught
