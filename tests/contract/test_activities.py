"""What every activity promises, checked for every file found in `sessions/activities/`.

A newcomer adds one Python file and one browser file; these tests then say what is still missing.
"""

from __future__ import annotations

import copy
import inspect
import random
import re
import sys
from pathlib import Path
from typing import Any

import msgspec
import pytest
from fluent.syntax import FluentParser, ast

from sessions import session
from sessions.activities import ACTIVITIES
from sessions.activity import Action, Outcome, Refused
from sessions.records import Item, Record, from_map, snake, to_map
from sessions.room import Room
from sessions.unrevealed import secret_actions
from tests.sessions.play import LINES, Play, plan

ROOT = Path(__file__).parents[2]
LANGS = ("fi", "en", "sv")
SEEDS = range(6)
SHARED = {"anonymity"}
"""Settings that mean the same wherever they are, and so have words of all activities."""
each_activity = pytest.mark.parametrize("kind", sorted(ACTIVITIES))


def opened(kind: str, seed: int = 1, people: int = 7) -> Play:
    play = Play(plan(kind, lines=LINES), people=people, seed=seed)
    play.open(kind)
    return play


def stages_of(kind: str) -> tuple[str, ...]:
    return getattr(ACTIVITIES[kind], "STAGES", ("",))


def played(kind: str, seed: int = 1) -> Play:
    """The whole life of the step with bots: every stage, close, reveal."""
    play = opened(kind, seed)
    for n, stage in enumerate(stages_of(kind)):
        if n:
            play.hosts("advance_step", id=play.step(kind).id, stage=stage)
        play.bots(kind, rounds=4, seed=seed)
    play.close(kind)
    play.reveal(kind)
    return play


def test_there_are_activities() -> None:
    assert {"thesis_walk", "brainstorm", "clustering", "dot_vote", "talk", "next_steps", "feedback", "lobby"} <= set(
        ACTIVITIES
    )


@each_activity
def test_both_halves_exist(kind: str) -> None:
    source = ROOT / "static" / "src" / "activities" / f"{kind}.tsx"
    assert source.exists(), f"the browser half is missing: {source.relative_to(ROOT)}"
    text = source.read_text()
    for component in ("Participant", "Host", "Screen"):
        assert re.search(rf"export (?:function|const) {component}\b", text), f"{source.name} exports no {component}"
    assert not re.search(r"\b(WebSocket|fetch|XMLHttpRequest|setInterval|innerHTML)\b", text), (
        "no socket, fetch or timer"
    )


@each_activity
def test_every_action_the_browser_sends_exists(kind: str) -> None:
    folder = ROOT / "static" / "src" / "activities"
    text = "".join(path.read_text() for path in [folder / f"{kind}.tsx", *sorted((folder / kind).glob("*.ts*"))])
    sent = set(re.findall(r"\bsend\(\s*[\"'`](\w+)[\"'`]", text))
    known = set(session.OF_ACTIVITY[kind]) | set(session.CORE)
    assert sent <= known, f"{kind}.tsx sends {sent - known}"


@each_activity
def test_the_module_says_who_may_what_stays_secret_and_what_it_gives(kind: str) -> None:
    doc = ACTIVITIES[kind].__doc__ or ""
    for heading in ("Who:", "Secret:", "Gives:"):
        assert heading in doc, f"{kind}.py: the docstring has no '{heading}'"
    for function, parameters in {
        "begin": ["room", "step", "items", "by"], "decide": ["room", "step", "action", "by"],
        "outcome": ["room", "step"], "bot": ["view", "step", "me", "rng"],
    }.items():  # fmt: skip
        assert list(inspect.signature(getattr(ACTIVITIES[kind], function)).parameters) == parameters
    assert issubclass(ACTIVITIES[kind].Settings, msgspec.Struct)


def messages(text: str) -> dict[str, set[str]]:
    """Message id → the variables it uses; junk fails."""
    found = {}
    for entry in FluentParser().parse(text).body:
        assert not isinstance(entry, ast.Junk), f"not Fluent: {(entry.content or '')[:80]}"
        if isinstance(entry, ast.Message) and entry.span is not None:
            found[entry.id.name] = set(re.findall(r"\$(\w+)", text[entry.span.start : entry.span.end]))
    return found


@each_activity
def test_texts_exist_in_every_language(kind: str) -> None:
    words = ACTIVITIES[kind].WORDS
    assert set(words) == set(LANGS)
    finnish = messages(words["fi"])
    prefix = kind.replace("_", "-")
    assert f"{prefix}-name" in finnish
    assert all(key.startswith((f"{prefix}-", "refused-")) for key in finnish)
    settings = {field.name.replace("_", "-") for field in msgspec.structs.fields(ACTIVITIES[kind].Settings)} - SHARED
    assert {f"{prefix}-setting-{name}" for name in settings} <= set(finnish), "a setting has no words"
    for lang in LANGS:
        assert messages(words[lang]) == finnish, f"{kind}: {lang} differs from fi"


@each_activity
@pytest.mark.parametrize("seed", SEEDS)
def test_a_replayed_journal_is_the_live_room(kind: str, seed: int) -> None:
    play = played(kind, seed)
    play.seal(kind)
    assert {r.id: r for r in play.replayed()} == {r.id: r for r in play.room}
    live, again = play.room, play.replayed()
    assert {see: t.revs for see, t in live.topics.items()} == {see: t.revs for see, t in again.topics.items()}


@each_activity
def test_bots_play_it_to_the_end(kind: str) -> None:
    play = opened(kind)
    assert play.bots(kind) or kind == "talk"
    for seed in SEEDS:
        played(kind, seed).seal(kind)


@each_activity
def test_bots_see_what_a_participant_sees(kind: str) -> None:
    play = opened(kind)
    play.bots(kind)
    for person in play.people:
        view = play.sees(person)
        assert {record.see for record in view} <= {"all", f"person:{person}"}
        ACTIVITIES[kind].bot(view, play.step(kind), person, random.Random(1))


@each_activity
def test_nothing_of_a_person_outlives_the_seal(kind: str) -> None:
    play = played(kind)
    play.seal(kind)
    left = play.room.in_round(play.step(kind).round)
    assert not [record for record in left if record.see.startswith("person:")]
    assert not [record for record in left if record.purged]
    known = {*play.people, play.host}
    encoded = msgspec.json.encode([to_map(record) for record in left]).decode()
    assert not [person for person in known if person in encoded]


@each_activity
def test_the_outcome_is_the_same_from_what_the_hosts_see(kind: str) -> None:
    play = played(kind)
    whole = ACTIVITIES[kind].outcome(play.room, play.step(kind))
    seen = play.room.seen_by(("all", "hosts"))
    assert isinstance(whole, Outcome)
    assert ACTIVITIES[kind].outcome(seen, play.step(kind)) == whole
    assert set(whole.items) <= {row.id for row in whole.rows}
    assert len({row.id for row in whole.rows}) == len(whole.rows)


@each_activity
def test_records_and_actions_survive_the_wire(kind: str) -> None:
    play = played(kind)
    for record in play.room:
        raw = msgspec.msgpack.decode(msgspec.msgpack.encode(to_map(record)))
        assert from_map(raw) == record


@each_activity
def test_foreign_rounds_ids_and_nonsense_are_refused_and_change_nothing(kind: str) -> None:
    play = opened(kind)
    play.bots(kind)
    before = msgspec.msgpack.encode([to_map(record) for record in play.room])
    for do, action in session.OF_ACTIVITY[kind].items():
        for field in action.__struct_fields__:
            for wrong in ("\x00" * 5000, -1, ["nowhere"], {"nowhere": 1}, None, "nowhere"):
                args: dict[str, Any] = dict.fromkeys(action.__struct_fields__, "nowhere") | {field: wrong}
                try:
                    change = session.decide(
                        play.room, do, play.step(kind).round, args, play.by(play.people[0], "participant")
                    )
                except Refused:
                    continue
                assert all(len(str(to_map(r))) < 60_000 for r in change.put)
    assert msgspec.msgpack.encode([to_map(record) for record in play.room]) == before


def two_secrets(play: Play, kind: str, person: str, wanted: type[Action], seed: int) -> tuple[Action, Action] | None:
    """Two actions of one kind that this person's bot could take now, and that differ."""
    view, step = play.sees(person), play.step(kind)
    found: list[Action] = []
    for n in range(200):
        action = ACTIVITIES[kind].bot(view, step, person, random.Random(f"{seed}/{n}"))
        if type(action) is wanted and action not in found:
            found.append(action)
        if len(found) == 2:
            return found[0], found[1]
    return None


@each_activity
@pytest.mark.parametrize("seed", SEEDS)
def test_another_persons_secret_changes_no_record_that_i_get(kind: str, seed: int) -> None:
    """The pure half of the leak test; `test_leaks.py` holds the bytes of every connection against each other."""
    wanted = secret_actions(ACTIVITIES[kind])
    for action_kind in wanted:
        start = opened(kind, seed)
        actor = start.people[seed % len(start.people)]
        pair = two_secrets(start, kind, actor, action_kind, seed)
        for n in range(5):
            if pair is None:
                start.bots(kind, rounds=1, seed=n)
                pair = two_secrets(start, kind, actor, action_kind, seed)
        assert pair is not None, f"the bot of {kind} never takes two different {snake(action_kind.__name__)}"
        seen = []
        for action in pair:
            play = copy.deepcopy(start)
            play.act(actor, kind, action.do(), **msgspec.to_builtins(action))
            play.bots(kind, rounds=0)
            others = [p for p in play.people if p != actor]
            views = [play.sees(p) for p in others] + [play.room.seen_by(("all",)), hosts_view(play)]
            seen.append([sorted((to_map(r) for r in view), key=lambda raw: raw["id"]) for view in views])
        assert seen[0] == seen[1]


def hosts_view(play: Play) -> Room:
    return play.room.seen_by(session.topics(play.room, play.host, "host"))


def test_sessions_touch_nothing_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    """Bots of every activity play under an audit hook: no file, no socket, no late import, no process."""
    forbidden = ("open", "socket.", "subprocess.", "os.", "import", "time.sleep", "urllib.", "sqlite3.")
    played("dot_vote")
    touched: list[str] = []
    armed = False

    def hook(event: str, args: tuple[Any, ...]) -> None:
        if armed and event.startswith(forbidden):
            touched.append(f"{event} {args[:1]}")

    sys.addaudithook(hook)
    for kind in sorted(ACTIVITIES):
        armed = True
        try:
            played(kind).seal(kind)
        finally:
            armed = False
        assert not touched, f"{kind}: {touched}"


def test_the_audit_hook_bites(tmp_path: Path) -> None:
    """The guard above would see a file opened or a module imported late."""
    seen: list[str] = []
    armed = True

    def hook(event: str, args: tuple[Any, ...]) -> None:
        if armed:
            seen.append(event)

    sys.addaudithook(hook)
    (tmp_path / "x").write_text("x")
    sys.modules.pop("this_is_late", None)
    with pytest.raises(ModuleNotFoundError):
        __import__("this_is_late")
    armed = False
    assert "open" in seen and "import" in seen


def test_record_kinds_have_names_of_their_own() -> None:
    names = [snake(kind.__name__) for kind in Record.__subclasses__()]
    assert len(names) == len(set(names))
    assert snake(Item.__name__) == "item"
