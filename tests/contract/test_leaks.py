"""Another person's secret changes no byte that anybody else can get hold of.

For every secret action of every activity found in the folder, the same workshop is played twice on the real hub: same
seeds, same clock, same people, and in the second run one person's secret says something else. All bytes of all other
connections (late joiners and resumes of every role, slow phones, host, screen), every export, the history, the logs and the
figures must be equal, until the step is revealed. After the seal nothing that is kept ties a person to a text or a ballot.
"""

from __future__ import annotations

import logging
import random
import zlib
from collections.abc import Callable, Iterator
from typing import Any

import msgspec
import pytest

from server.export import source
from server.hub import frame as frames
from server.hub.deciding import Decider
from server.hub.member import Member
from server.hub.ports import Act
from server.hub.state import Blob
from server.journal.history import Film
from sessions import session
from sessions.activities import ACTIVITIES, dot_vote
from sessions.activity import HOST, SCREEN, By, Dice, Refused
from sessions.records import ALL, HOSTS, NOTHING, Change, Handed, Person, Progress, Record, Step, put
from sessions.unrevealed import secret_actions, secret_stages
from tests.contract.town import Kept, Page, Town
from tests.sessions.play import LINES, plan

SEEDS = range(10)
PEOPLE = 7
AFTER = "after"
"""A later step that takes from the one under test: what it could take is one more way out."""


CASES = [
    pytest.param(kind, action.do(), stage, id="-".join(filter(None, (kind, action.do(), stage))))
    for kind, module in sorted(ACTIVITIES.items())
    for action in secret_actions(module)
    for stage in secret_stages(module)
]
each_secret = pytest.mark.parametrize(("kind", "do", "stage"), CASES)
each_activity = pytest.mark.parametrize("kind", sorted(ACTIVITIES))


def varied(kind: str, seed: int) -> dict[str, Any]:
    """Settings of the activity: each seed takes other words and switches of those there are."""
    settings: dict[str, Any] = {}
    for field in msgspec.inspect.type_info(ACTIVITIES[kind].Settings).fields:  # type: ignore[attr-defined]
        if isinstance(field.type, msgspec.inspect.LiteralType):
            settings[field.encode_name] = field.type.values[seed % len(field.type.values)]
        elif isinstance(field.type, msgspec.inspect.BoolType):
            settings[field.encode_name] = bool(seed % 2)
    return settings


Traces = dict[str, Any]
"""Everything that anybody but the one person can get, by who or what got it."""


class Scene:
    """One run: up to the secret, the secret, and everything that may come after it and before the reveal."""

    def __init__(self, kind: str, stage: str, seed: int) -> None:
        self.kind, self.stage, self.seed = kind, stage, seed
        settings = varied(kind, seed)
        self.named = "named" in settings.values()
        self.town = Town(plan(kind, lines=LINES, settings=settings), plan("talk", AFTER, takes=(kind,)), seed=seed + 1)
        self.files: dict[str, bytes] = {}

    async def gather(self) -> None:
        """Two hosts, a screen and some people, one with a phone that is soon full; the step opens."""
        town = self.town
        await town.open()
        self.host, self.other_host = await town.enter("Vetäjä", HOST), await town.enter("Toinen vetäjä", HOST)
        self.people = [await town.enter(f"Osallistuja {n}") for n in range(PEOPLE)]
        self.slow = await town.enter("Hidas", room=1_000)
        await town.enter("Valkokangas", SCREEN)
        early = [
            await town.enter("Varhainen"),
            await town.enter("Varhainen vetäjä", HOST),
            await town.enter("Kangas", SCREEN),
        ]
        for page in early:
            page.drop_link()
        await town.asks(self.host, "open_step", id=town.step(self.kind).id)
        stages = getattr(ACTIVITIES[self.kind], "STAGES", ("",))
        for stage in stages[1 : stages.index(self.stage) + 1]:
            await town.asks(self.host, "advance_step", id=town.step(self.kind).id, stage=stage)
        away = [
            await town.enter("Poissa"),
            await town.enter("Poissa vetäjä", HOST),
            await town.enter("Poissa kangas", SCREEN),
        ]
        for page in away:
            page.drop_link()
        self.gone = [*away, *early]
        actors = [*self.people, self.other_host]
        self.actor = actors[self.seed % len(actors)]
        await town.bots(self.others, self.kind, 1 + self.seed % 3, f"before {self.seed}")

    async def two_secrets(self, do: str) -> tuple[dict[str, Any], dict[str, Any]]:
        """Two different things that this person could say now; their bot thinks of them. Some have said another before."""
        for n in range(8):
            found: list[dict[str, Any]] = []
            for args in self._thoughts(do, n):
                if args not in found:
                    found.append(args)
            if self.seed % 3 == 2 and len(found) > 2:
                await self.town.asks(self.actor, do, self.town.step(self.kind).round, **found.pop())
            found = [args for args in found if self._does_something(do, args)]
            if len(found) > 1:
                return found[0], self._longer(do, found[-1])
            await self.town.bots([self.actor], self.kind, 1, f"more {self.seed}/{n}")
        raise AssertionError(f"the bot of {self.kind} never takes two different {do}")

    def _thoughts(self, do: str, n: int) -> Iterator[dict[str, Any]]:
        view, step = self.town.sees(self.actor), self.town.step(self.kind)
        for throw in range(150):
            dice = random.Random(f"secret {self.seed}/{n}/{throw}")
            action = ACTIVITIES[self.kind].bot(view, step, self.actor.person, dice)
            if (
                action is not None
                and action.do() == do
                and self._does_something(do, args := msgspec.to_builtins(action))
            ):
                yield args

    def _longer(self, do: str, args: dict[str, Any]) -> dict[str, Any]:
        """The same with every text as long as it may be, so that a length would show too."""
        for name, value in list(args.items()):
            if isinstance(value, str):
                for more in (1900, 450, 100):
                    padded = args | {name: value + " ä" * (more // 2)}
                    if self._does_something(do, padded):
                        args = padded
                        break
        return args

    def _does_something(self, do: str, args: dict[str, Any]) -> bool:
        role = HOST if self.actor is self.other_host else "participant"
        by = By(self.actor.person, role, self.town.clock.now(), Dice(bytes(16)))
        try:
            return session.decide(self.town.room, do, self.town.step(self.kind).round, args, by) != NOTHING
        except Refused:
            return False

    async def secret(self, do: str, args: dict[str, Any]) -> None:
        """The secret is said, for odd seeds in one flush with somebody else's word."""
        town, round = self.town, self.town.step(self.kind).round
        if self.seed % 2:
            self.others[0].ask("mark_done", round, done=True)
        self.actor.ask(do, round, **args)
        await town.turn()
        assert not [answer for answer in self.actor.answers() if answer[:2] == ("refused", self.actor.n)]

    @property
    def others(self) -> list[Page]:
        return [page for page in self.people if page is not self.actor]

    async def life_goes_on(self) -> None:
        """Others act, come late, come back, look at what could be taken on; all files are written."""
        town, host = self.town, self.host
        await town.bots(self.others, self.kind, 2, f"after {self.seed}")
        assert self.slow.link.missed, "the slow phone was never behind"
        await self.slow.drain_all()
        for page in self.gone[:3]:
            await town.back(page)
        for name, role in (("Myöhäinen", "participant"), ("Myöhäinen vetäjä", HOST), ("Myöhäinen kangas", SCREEN)):
            await town.enter(name, role)
        self.others[2].sync()
        self.actor.drop_link()
        await town.back(self.actor)
        await town.asks(host, "prepare_step", id=town.step(AFTER).id)
        await self.write_files("open")
        await town.asks(host, "say_line", text="Vielä hetki")
        await town.close(host, self.kind)
        await town.asks(host, "prepare_step", id=town.step(AFTER).id)

    async def the_house_falls(self) -> None:
        """The process ends, for odd seeds without a word; everybody is back, from where they were."""
        town = self.town
        if self.seed % 2:
            await town.die()
        else:
            await town.hub.drain()
            town.start()
            for page in town.pages.values():
                await town.back(page)
        for page in self.gone[3:]:
            await town.back(page)
        for page in town.pages.values():
            await page.drain_all()
        await self.write_files("closed")

    async def write_files(self, when: str) -> None:
        town = self.town
        files = await town.exports()
        files |= {"history": await town.history(), "figures": town.metrics_text()}
        self.files |= {f"{name}, {when}": content for name, content in files.items()}

    def overheard(self) -> list[str]:
        """What reached a page that its role may not have, and what was compressed for all though not all may see it."""
        wrong: list[str] = []
        for name, page in self.town.pages.items():
            own = {ALL, f"person:{page.person}"} if page.person else {ALL}
            if page.hello_args.get("role_key") == self.town.created.host_key:
                own.add(HOSTS)
            for _, shared, body in page.got:
                if not body.startswith(b"closed"):
                    sees = {record["see"] for record in msgspec.msgpack.decode(body).get("put", ())}
                    wrong += [f"{name} got {see}" for see in sees - own]
                    wrong += [f"{see} was shared with {name}" for see in sees - {ALL} if shared]
        return wrong

    def traces(self, log: Kept) -> Traces:
        pages = {f"page of {name}": page.got for name, page in self.town.pages.items() if page is not self.actor}
        return {**pages, **self.files, "log": log.lines}


async def traces_of(kind: str, do: str, stage: str, seed: int, which: int) -> Traces:
    with Kept() as log:
        scene = Scene(kind, stage, seed)
        await scene.gather()
        pair = await scene.two_secrets(do)
        await scene.secret(do, pair[which])
        await scene.life_goes_on()
        await scene.the_house_falls()
        assert not [name for name, page in scene.town.pages.items() if page.wrong]
        assert not scene.town.failures
        assert scene.overheard() == []
        await scene.town.hub.drain()
        return scene.traces(log)


async def differing(kind: str, do: str, stage: str, seed: int) -> list[str]:
    """Who or what got other bytes when somebody else's secret was another."""
    one, other = [await traces_of(kind, do, stage, seed, which) for which in (0, 1)]
    assert one.keys() == other.keys()
    return [name for name in one if one[name] != other[name]]


@each_secret
@pytest.mark.parametrize("seed", SEEDS)
async def test_another_persons_secret_changes_no_byte(kind: str, do: str, stage: str, seed: int) -> None:
    assert await differing(kind, do, stage, seed) == []


def test_there_are_secrets_to_hold() -> None:
    held = {(case.values[0], case.values[1]) for case in CASES}
    assert {
        ("dot_vote", "place_dots"), ("thesis_walk", "pick_thesis"), ("thesis_walk", "bookmark_thesis"),
        ("brainstorm", "add_idea"), ("brainstorm", "edit_idea"), ("feedback", "give_feedback"),
    } <= held  # fmt: skip
    for module in ACTIVITIES.values():
        stages: tuple[str, ...] = getattr(module, "STAGES", ("",))
        assert set(secret_stages(module)) <= set(stages)
        assert not secret_actions(module) or secret_stages(module)


# after the seal


class Stored:
    """What a disk would hold of the room: every frame and snapshot as it lies there, and the history unpacked."""

    def __init__(self, town: Town) -> None:
        kept = town.journal.store.rooms[town.created.code]
        self.frames = [frames.decode(link.body) for link in kept.rows.values()]
        self.blobs = [msgspec.msgpack.decode(row.blob, type=Blob) for row in kept.snapshots]
        self.bytes = [link.body for link in kept.rows.values()] + [row.blob for row in kept.snapshots]
        self.history = [zlib.decompress(piece.blob) for piece in kept.pieces]
        self.history += [kept.story.state] if kept.story else []

    def records(self, round: str) -> list[dict[str, Any]]:
        """Every version of every record of that round, wherever it lies."""
        put = [record for frame in self.frames for change in frame.changes for record in change.put]
        put += [record for blob in self.blobs for record in blob.records]
        return [record for record in put if record["step"] == round]


UNREVEALED = 4
"""The seed whose step is sealed in its first stage, never having been revealed."""


async def sealed(kind: str, seed: int) -> tuple[Scene, set[str], list[Record]]:
    """A step's whole life, and what of it was to be forgotten: ids of ties and ballots, and the sealed records."""
    scene = Scene(kind, getattr(ACTIVITIES[kind], "STAGES", ("",))[0], seed)
    town = scene.town
    await scene.gather()
    step = town.step(kind)
    stages: tuple[str, ...] = getattr(ACTIVITIES[kind], "STAGES", ("",))
    for stage in stages[:1] if seed == UNREVEALED else stages:
        if stage != town.step(kind).stage:
            await town.asks(scene.host, "advance_step", id=step.id, stage=stage)
        await town.bots(scene.people, kind, 4, f"{seed} {stage}")
        for page in scene.people[:3]:
            await town.asks(page, "mark_done", step.round, done=True)
    if seed % 2:
        await town.live._snapshot()
    before = [record for record in town.room.in_round(step.round) if isinstance(record, Record)]
    await town.close(scene.host, kind)
    if seed != UNREVEALED:
        await town.asks(scene.host, "reveal_step", id=step.id, anyway=True)
        assert town.step(kind).state == "revealed"
    if seed % 3 and seed != UNREVEALED:
        await town.clock.advance(601)
    else:
        await town.asks(scene.host, "seal_step", id=step.id)
    assert town.step(kind).state == "sealed"
    forgotten = {record.id for record in before if record.purged or record.ballot}
    return scene, forgotten, [record for record in town.room.in_round(step.round) if isinstance(record, Record)]


@each_activity
@pytest.mark.parametrize("seed", range(5))
async def test_after_the_seal_nothing_kept_ties_a_person_to_a_text(kind: str, seed: int) -> None:
    scene, forgotten, left = await sealed(kind, seed)
    town, round = scene.town, scene.town.step(kind).round
    stored = Stored(town)
    persons = town.room.every(Person)
    people = {person.id for person in persons} | ({person.name for person in persons} if not scene.named else set())
    assert people and (stored.blobs or not forgotten)
    for record in stored.records(round):
        said = msgspec.json.encode(record).decode()
        assert not [person for person in people if person in said], record
        assert record["id"] not in forgotten
    in_history = b"".join(stored.history).decode("utf-8", "replace")
    assert not [id for id in people | forgotten if id in in_history]
    assert ties(stored, {record.id for record in left}) == []
    await town.hub.drain()


def ties(stored: Stored, texts: set[str]) -> list[str]:
    """Records of the sealed round that something of one person's still names: a tombstone of their topic, a tab."""
    gone = [(see, id) for blob in stored.blobs for see, _, ids in blob.left for id in ids]
    found = [f"{see} had {id}" for see, id in gone if see.startswith("person:") and id in texts]
    tabs = [row for blob in stored.blobs for row in blob.tabs] + [row for frame in stored.frames for row in frame.tabs]
    return found + [str(row) for row in tabs if set(map(str, row)) & texts]


@each_activity
async def test_after_the_seal_all_that_is_left_came_at_one_moment(kind: str) -> None:
    """Neither revs nor the order of things in the journal say which text came when."""
    scene, forgotten, left = await sealed(kind, 1)
    stored = Stored(scene.town)
    if forgotten:
        assert len({record.rev for record in left}) == 1
        revs = {record["rev"] for record in stored.records(scene.town.step(kind).round)}
        assert revs == {left[0].rev}
    await scene.town.hub.drain()


# the test bites


def leaking(monkeypatch: pytest.MonkeyPatch, leak: Callable[[Change, dict[str, int]], Change]) -> None:
    """Dot vote as somebody in a hurry might write it: `leak` adds to what a ballot changes."""
    placed = dot_vote._placed

    def hasty(room: Any, step: Step, action: dot_vote.PlaceDots, by: By) -> Change:
        return leak(placed(room, step, action, by), action.dots)

    monkeypatch.setattr(dot_vote, "_placed", hasty)


def told(dots: dict[str, int]) -> int:
    """A number that says which ballot it was."""
    return zlib.crc32(str(sorted(dots.items())).encode())


async def found(seed: int = 4) -> set[str]:
    """By whom or in what the test above finds a difference in dot vote, without when and which language."""
    names = await differing("dot_vote", "place_dots", "", seed)
    return {name.partition(",")[0].partition(" (")[0] for name in names}


async def test_it_finds_a_secret_in_a_record_for_all(monkeypatch: pytest.MonkeyPatch) -> None:
    def leak(change: Change, dots: dict[str, int]) -> Change:
        counts = [r for r in change.put if isinstance(r, Progress)]
        return change + put(*(msgspec.structs.replace(p, count=p.count + told(dots)) for p in counts))

    leaking(monkeypatch, leak)
    names = await found()
    assert {
        "page of Vetäjä",
        "page of Valkokangas",
        "page of Myöhäinen",
        "page of Poissa",
        "history",
        "result",
    } <= names
    assert {f"page of Osallistuja {n}" for n in range(PEOPLE)} - names == {"page of Osallistuja 4"}, "all but the voter"


async def test_it_finds_a_secret_that_only_hosts_get(monkeypatch: pytest.MonkeyPatch) -> None:
    def leak(change: Change, dots: dict[str, int]) -> Change:
        ballots = [record for record in change.put if isinstance(record, dot_vote.Ballot)]
        said = str(sorted(dots.items()))
        return change + put(*(Handed(id=f"of-{b.id}", see=HOSTS, text=said, of_step="", at=0) for b in ballots))

    leaking(monkeypatch, leak)
    names = await found()
    assert {"page of Vetäjä", "page of Poissa vetäjä", "export json", "export md"} <= names
    assert not {"page of Osallistuja 0", "page of Valkokangas", "history", "result"} & names


async def test_it_finds_a_secret_without_content(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing but the step put once more, as it was, after some ballots and not after others."""
    placed = dot_vote._placed

    def hasty(room: Any, step: Step, action: dot_vote.PlaceDots, by: By) -> Change:
        again = put(step) if told(action.dots) % 2 else NOTHING
        return again + placed(room, step, action, by)

    monkeypatch.setattr(dot_vote, "_placed", hasty)
    assert any([await found(seed) for seed in range(4)])


async def test_it_finds_a_topic_that_somebody_may_not_have(monkeypatch: pytest.MonkeyPatch) -> None:
    """A screen that is taken for a facilitator's."""
    topics = session.topics
    monkeypatch.setattr(
        session, "topics", lambda room, person, role: topics(room, person, HOST if role == SCREEN else role)
    )
    with pytest.raises(AssertionError, match="Valkokangas got hosts"):
        await found()


async def test_it_finds_a_secret_in_an_export_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """An export written from the whole room, as it must never be."""
    monkeypatch.setattr(source, "hosts_topics", lambda room: set(room.topics))
    assert await found() == {"export json"}


async def test_it_finds_a_secret_in_the_history_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """A history that forgets to ask who saw it."""
    change = Film._change

    def careless(film: Film, of: Any, at: int, hidden: Any) -> None:
        for record in of.put:
            record["see"] = ALL
        change(film, of, at, hidden)

    monkeypatch.setattr(Film, "_change", careless)
    assert await found() == {"history"}


async def test_it_finds_a_secret_in_the_log_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    def leak(change: Change, dots: dict[str, int]) -> Change:
        logging.getLogger("sessions").debug("a ballot: %s", dots)
        return change

    leaking(monkeypatch, leak)
    assert await found() == {"log"}


async def test_it_finds_a_secret_in_the_figures_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """A figure with the content for a label."""
    act = Decider._act

    def counted(decider: Decider, member: Member, said: Act) -> None:
        act(decider, member, said)
        if said.do == "place_dots":
            decider.metrics.refused.add(0, of=str(told(said.args["dots"])))

    monkeypatch.setattr(Decider, "_act", counted)
    assert await found() == {"figures"}
