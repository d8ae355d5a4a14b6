"""After the seal nobody can tell who wrote or voted what, not even with everything that lies on the disk.

`attacker.py` has the game and the attacker. Each round is a workshop of its own on the real hub and a real SQLite journal,
with a fixed seed. Right more often than one in a thousand fair coins would be is a failure. The twins take one guard away
each, and the attacker must then be right nearly always: so the attacker is no fool, and every guard is needed.

    TALKOOT_ROUNDS=1000 pytest tests/contract/test_attacker.py      (by default 40 rounds)
"""

from __future__ import annotations

import asyncio
import io
import json
import os
import random
import tarfile
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from typing import Any

import msgspec
import pytest

from server.backup import bundle, taking
from server.backup.bundle import unpack
from server.hub import deciding, dedup
from server.hub import frame as frames
from server.hub.state import Blob
from server.journal.sqlite import SqliteJournal
from sessions import sealing, steps
from sessions.activity import HOST, By
from sessions.records import Change, Item, Step
from sessions.room import Room, Topic
from tests.contract.attacker import Attacker, Evidence, Person, Thing, by_chance, hunches, opened
from tests.contract.town import Kept, Page, Town
from tests.sessions.play import plan

ROUNDS = int(os.environ.get("TALKOOT_ROUNDS", "40"))
TWIN_ROUNDS = max(24, ROUNDS // 10)
SURE = 0.001
OTHERS = 4
MINUTE = 60


class Phone(Page):
    """A page as the browser has it: a random tab for every round of a step."""

    def ask(self, do: str, step: str = "", **args: Any) -> None:
        tabs = self.__dict__.setdefault("tabs", {})
        self.tab, self.n = tabs.get(step) or (random.Random(f"{self.me}/{step}/{id(self)}").randbytes(10).hex(), 0)
        super().ask(do, step, **args)
        tabs[step] = (self.tab, self.n)


class House(Town):
    """A workshop on a real journal. Its writer has a thread of its own, so one waits for answers in real time."""

    async def answered(self, page: Page) -> None:
        for _ in range(2_000):
            await self.turn()
            if any(answer[1] == page.n for answer in page.answers()):
                assert page.answers()[-1][0] == "kept", page.answers()[-1]
                return
            await asyncio.sleep(0.001)
        raise AssertionError("no answer came")

    async def asks(self, page: Page, do: str, step: str = "", **args: Any) -> None:
        page.read()
        page.link.payloads.clear()
        page._read, page.heard = 0, []
        page.ask(do, step, **args)
        await self.answered(page)

    async def arrives(self, name: str, role: str = "participant") -> Page:
        live = await self.begun()
        keys: dict[str, Any] = {"role_key": self.created.host_key} if role == HOST else {}
        page = Phone(live, f"{name}-{self.number}", self.clock, name=name, lang="fi", **keys)
        page.hello()
        for _ in range(2_000):
            await self.turn()
            if page.person:
                return page
            await asyncio.sleep(0.001)
        raise AssertionError("nobody was welcomed")

    async def begun(self) -> Any:
        opening = asyncio.ensure_future(self.open())
        while not opening.done():
            await self.turn()
            await asyncio.sleep(0.001)
        return opening.result()


Act = Callable[[Page, bool], Awaitable[None]]
Script = Callable[[House, Page, random.Random], Awaitable[tuple[str, tuple[Thing, Thing], Act]]]
"""Opens a step; which it is, the two things, and how somebody makes X (True), Y (False)."""


async def vote(house: House, host: Page, dice: random.Random) -> tuple[str, tuple[Thing, Thing], Act]:
    """A secret vote. One ballot is three dots, put down one by one; the other is a single dot."""
    step = house.step("dot_vote")
    await house.asks(host, "open_step", id=step.id)
    items = sorted(item.id for item in house.room.of(step.round, Item))
    x, y = {items[0]: 2, items[1]: 1}, {items[2]: 1}
    taps = {True: [{items[0]: 1}, {items[0]: 2}, x], False: [y]}
    things = (
        Thing((), 3, lambda r: r.get("dots") in taps[True]),
        Thing((), 1, lambda r: r.get("dots") == y),
    )

    async def act(page: Page, wrote_x: bool) -> None:
        for dots in taps[wrote_x]:
            await house.asks(page, "place_dots", step.round, dots=dots)

    return "dot_vote", things, act


async def brainstorm(
    house: House, host: Page, dice: random.Random, in_the_open: bool | None = None
) -> tuple[str, tuple[Thing, Thing], Act]:
    """An anonymous brainstorm, half of the rounds in the open. X is mended twice, and another idea beside it withdrawn."""
    step = house.step("brainstorm")
    await house.asks(host, "open_step", id=step.id)
    if dice.random() < 0.5 if in_the_open is None else in_the_open:
        await house.asks(host, "advance_step", id=step.id, stage="build")
    words = {True: ("kahvi naapuriin", "kahvit naapuriin", "kahvit naapurille"), False: ("avoin ovi torstaina",)}
    things = (
        Thing(words[True], 5, lambda r: r.get("text") in words[True]),
        Thing(words[False], 1, lambda r: r.get("text") in words[False]),
    )

    async def act(page: Page, wrote_x: bool) -> None:
        await house.asks(page, "add_idea", step.round, text=words[wrote_x][0])
        own = {r["of"] for r in page.records.values() if r["kind"] == "authorship"}
        for text in words[wrote_x][1:]:
            await house.asks(page, "edit_idea", step.round, id=min(own), text=text)
        if wrote_x:
            await house.asks(page, "add_idea", step.round, text="pois tämä")
            last = {r["of"] for r in page.records.values() if r["kind"] == "authorship"} - own
            await house.asks(page, "withdraw_idea", step.round, id=min(last))

    return "brainstorm", things, act


async def another_ballot(house: House, page: Page, round: str, dice: random.Random) -> None:
    items = sorted(item.id for item in house.room.of(round, Item))
    await house.asks(page, "place_dots", round, dots={dice.choice(items[:2]): 1, items[3]: 1})


async def another_idea(house: House, page: Page, round: str, dice: random.Random) -> None:
    await house.asks(page, "add_idea", round, text=f"muu idea {dice.randint(1, 10_000)}")


OTHER = {"dot_vote": another_ballot, "brainstorm": another_idea}


async def a_round(folder: Path, script: Script, seed: int) -> tuple[Evidence, int]:
    """One workshop from the door to the seal and some way beyond, and what is left of it on the disk."""
    dice = random.Random(f"coin {seed}")
    coin = dice.choice((-1, 1))
    journal = await SqliteJournal.open(folder)
    house = House(plan("dot_vote"), plan("brainstorm"), plan("talk"), seed=seed + 1, journal=journal)
    evidence = Evidence((Person("", "Ensimmäinen"), Person("", "Toinen")), (Thing((), 0, bool), Thing((), 0, bool)))
    try:
        with Kept() as log:
            await play(house, script, evidence, folder, dice, coin)
    finally:
        house.hub._draining = True
        for task in list(house.hub._tasks.values()):
            task.cancel()
        await asyncio.sleep(0)
        await journal.close()
    evidence.lines = log.lines
    return evidence, coin


async def play(house: House, script: Script, evidence: Evidence, folder: Path, dice: random.Random, coin: int) -> None:
    """From the door to the seal, and one step further, where the same people are seen acting again."""
    host, rest = await house.arrives("Vetäjä", HOST), [await house.arrives(f"Muu {n}") for n in range(OTHERS)]
    one = await house.arrives("Ensimmäinen")
    key, evidence.things, act = await script(house, host, dice)
    round = house.step(key).round
    await house.clock.advance(MINUTE)
    await act(one, coin > 0)
    await house.asks(one, "mark_done", round, done=True)
    for page in rest:
        await house.clock.advance(MINUTE)
        await OTHER[key](house, page, round, dice)
    other = await house.arrives("Toinen")
    await house.clock.advance(5)
    await act(other, coin < 0)
    await house.asks(other, "mark_done", round, done=True)
    evidence.people = (Person(one.person, "Ensimmäinen"), Person(other.person, "Toinen"))
    evidence.documents |= await backup(folder, "backup while open")
    await house.asks(host, "close_step", id=house.step(key).id)
    await house.asks(host, "reveal_step", id=house.step(key).id, anyway=True)
    await house.asks(host, "seal_step", id=house.step(key).id)
    assert house.step(key).state == "sealed"
    await house.asks(host, "open_step", id=house.step("talk").id)
    for page in (one, other, *rest):
        await house.asks(page, "mark_done", house.step("talk").round, done=True)
    await gather(evidence, house, folder)


async def gather(evidence: Evidence, house: House, folder: Path) -> None:
    code, journal = house.created.code, house.journal
    assert isinstance(journal, SqliteJournal)
    snapshots = await journal.get_snapshots(code)
    rows = await journal.read(code, snapshots[-1].rev if snapshots else 0)
    evidence.documents["frames"] = [plain(frames.decode(row.frame)) for row in rows]
    for n, snapshot in enumerate(snapshots):
        evidence.documents[f"snapshot {n}"] = plain(msgspec.msgpack.decode(snapshot.blob, type=Blob))
    evidence.documents["history"] = plain(await journal.history(code))
    evidence.documents["export"] = json.loads((await export(house))["export json (fi)"])
    evidence.documents |= await backup(folder, "backup")
    for file in sorted(folder.iterdir()):
        evidence.files[file.name] = file.read_bytes()
        evidence.files |= {f"{file.name} inflated {n}": body for n, body in enumerate(opened(file.read_bytes()))}
    evidence.documents |= {
        f"anything readable in {name}": found for name, body in evidence.files.items() if (found := decoded(body))
    }


async def export(house: House) -> dict[str, bytes]:
    asked = asyncio.ensure_future(house.exports())
    while not asked.done():
        await house.turn()
        await asyncio.sleep(0.001)
    return asked.result()


async def backup(folder: Path, name: str) -> dict[str, Any]:
    """What a backup taken now holds, decoded."""
    out = io.BytesIO()
    await taking.write(folder, out)
    out.seek(0)
    found: dict[str, Any] = {}
    with tarfile.open(fileobj=out) as tar:
        for member in tar:
            body = tar.extractfile(member)
            assert body is not None
            path = Path(member.name)
            if path.suffix in (".room", ".seen"):
                found[f"{name}, {path.suffix}"] = msgspec.msgpack.decode(
                    unpack(path.suffix[1:], path.stem, body.read())
                )
    return found


def plain(value: Any) -> Any:
    return msgspec.msgpack.decode(msgspec.msgpack.encode(value, enc_hook=frames.plain))


def decoded(body: bytes) -> Any:
    """A whole file that is msgpack or JSON."""
    for read in (msgspec.msgpack.decode, msgspec.json.decode):
        try:
            found = read(body)
        except (msgspec.DecodeError, UnicodeDecodeError):
            continue
        return found if isinstance(found, (dict, list)) else None
    return None


async def tried(tmp_path: Path, script: Script, rounds: int) -> tuple[int, int, Attacker]:
    """How often the attacker is right in the second half of so many rounds, having learned from the first."""
    played = []
    for seed in range(rounds):
        evidence, coin = await a_round(tmp_path / str(seed), script, seed)
        played.append((hunches(evidence), coin))
    half = rounds // 2
    attacker = Attacker(played[:half])
    return sum(attacker.says(leans) == coin for leans, coin in played[half:]), rounds - half, attacker


SCRIPTS = [pytest.param(script, id=script.__name__) for script in (vote, brainstorm)]


@pytest.mark.parametrize("script", SCRIPTS)
async def test_with_everything_on_the_disk_one_is_no_better_than_a_coin(tmp_path: Path, script: Script) -> None:
    right, of, attacker = await tried(tmp_path, script, ROUNDS)
    assert by_chance(right, of) >= SURE, f"right {right} of {of}, by {attacker.trusted}"


# the twins: one guard taken away each


def seal_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """A step called sealed, with everything left as it was."""
    monkeypatch.setattr(steps, "sealed", lambda room, step, last, by: last + Change(put=(step,)))


def changed(monkeypatch: pytest.MonkeyPatch, how: Callable[[Room, Change], Change]) -> None:
    def sealed(room: Room, step: Step, last: Change, by: By) -> Change:
        return how(room, sealing.sealed(room, step, last, by))

    monkeypatch.setattr(steps, "sealed", sealed)


def purge_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Deleted from the room, but not from the journal."""
    changed(monkeypatch, lambda room, change: msgspec.structs.replace(change, purge=False, redact=()))


def leave_revs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Texts stay where they are in the row of changes."""

    def how(room: Room, change: Change) -> Change:
        stays = tuple(record for record in change.put if record.id not in room.records or isinstance(record, Step))
        return msgspec.structs.replace(change, put=stays, redact=())

    changed(monkeypatch, how)


def leave_history(monkeypatch: pytest.MonkeyPatch) -> None:
    """The history goes on showing when each text came up."""
    changed(monkeypatch, lambda room, change: msgspec.structs.replace(change, redact=()))


def leave_tombstones(monkeypatch: pytest.MonkeyPatch) -> None:
    """A person's topic remembers what was in it."""
    monkeypatch.setattr(Topic, "left_since", lambda topic, rev: (topic.floor, topic.gone))


def name_tabs(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was answered stands under the person's name."""
    for module in (dedup, deciding):
        monkeypatch.setattr(module, "key_of", lambda person, tab: f"{person} {tab}")


def keep_one_tab(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hashed, but one tab for the whole visit: who acts again in a later step shows how much they did before."""
    monkeypatch.setattr(Phone, "ask", Page.ask)


def back_up_all(monkeypatch: pytest.MonkeyPatch) -> None:
    """A backup of the running step as it is."""
    monkeypatch.setattr(bundle, "untied", lambda room: (list(room), False))


def back_up_moments(monkeypatch: pytest.MonkeyPatch) -> None:
    """A backup of what everybody saw of the running step, and when."""
    monkeypatch.setattr(bundle, "seen", lambda moments, now: list(moments))


in_the_open = partial(brainstorm, in_the_open=True)
TWINS = [
    (seal_nothing, vote), (seal_nothing, brainstorm), (purge_nothing, vote), (purge_nothing, brainstorm),
    (leave_revs, in_the_open), (leave_history, in_the_open), (leave_tombstones, brainstorm), (name_tabs, vote),
    (keep_one_tab, vote), (back_up_all, vote), (back_up_moments, in_the_open),
]  # fmt: skip


@pytest.mark.parametrize(
    ("without", "script"), [pytest.param(*twin, id=f"{twin[0].__name__}-{n}") for n, twin in enumerate(TWINS)]
)
async def test_without_the_guard_one_knows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, without: Callable[[pytest.MonkeyPatch], None], script: Script
) -> None:
    without(monkeypatch)
    right, of, attacker = await tried(tmp_path, script, TWIN_ROUNDS)
    assert right > 0.9 * of, f"right {right} of {of}, by {attacker.trusted}"
