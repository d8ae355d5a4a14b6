"""Takes a JSON export in again: every record is judged before one of them is used.

The file may come from anywhere and may have been edited by hand, so nothing in it is trusted: sizes first, then each
record against its own kind, then what the records say of each other, and in the end every outcome is told once. What is
wrong is named with its place (`records[12].text`) and what was expected there, and nothing is changed. A good file
becomes one `Change` for a new room; code, keys and epoch are always new, and nobody comes in by a record: keys, passes
and what ties a person to a text are never taken.
"""

from __future__ import annotations

import re
from typing import Any, Literal

import msgspec

from server.export.record_json import NAME, VERSION
from server.export.source import Words
from sessions.activities import ACTIVITIES
from sessions.agenda import MOST_STEPS, PHASES
from sessions.anonymity import Reclaim
from sessions.contacts import Contact, OwnContact
from sessions.evidence import OPENED, rounds_of
from sessions.records import (
    ALL,
    HOSTS,
    KINDS,
    AnyRecord,
    Authorship,
    Change,
    Done,
    Handed,
    Key,
    Opaque,
    Pass,
    Person,
    Progress,
    Record,
    Script,
    Self,
    Step,
    Workshop,
    from_map,
    version,
)
from sessions.room import Room
from sessions.unsaid import Unsaid

LARGEST = 16 * 1024 * 1024
MOST_RECORDS = 50_000
LARGEST_RECORD = 256 * 1024
DEEPEST = 8
LONGEST_TEXT = 20_000
LARGEST_NUMBER = 2**53

UNREADABLE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
STATES = OPENED | {"draft", "skipped"}
NEVER = (Key, Pass, Self, Authorship, Done, Reclaim, Contact, OwnContact, Unsaid)
"""Kinds that no host sees; one that says otherwise was put there by somebody."""
ONLY = {Workshop: ALL, Script: HOSTS, Person: HOSTS, Handed: HOSTS}
_ID = re.compile(r"[a-z0-9-]{1,64}")
_KIND = re.compile(r"[a-z][a-z0-9_]{0,63}")
_LANG = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,2}")
_TYPE = re.compile(r"^Expected `(?P<wanted>[^`]+)`(?:, got `(?P<got>[^`]+)`)?$")
_FIELD = re.compile(r"^Object (?:missing required|contains unknown) field `(?P<field>[^`]+)`$")


class Damaged(Exception):
    """The file cannot be taken in: `where` it is wrong and, as code and arguments of words, what was `expected`."""

    def __init__(self, where: str, expected: str, **args: str | int) -> None:
        details = " ".join(f"{name}={value}" for name, value in args.items())
        super().__init__(f"{where or 'the file'}: expected {expected} {details}".strip())
        self.where = where
        self.expected = expected
        self.args_ = args

    def sentence(self, words: Words, lang: str) -> str:
        """For the person: where, and what was expected there, in their language."""
        expected = words.say(lang, "export-expected", what=self.expected, **self.args_)
        return words.say(lang, "export-damaged", where=self.where or "JSON", expected=expected)


class _File(msgspec.Struct, forbid_unknown_fields=True):
    format: Literal["talkoot-room"]
    version: int
    records: list[msgspec.Raw]
    talkoot: str = ""
    code: str = ""
    epoch: str = ""
    exported: int = 0


assert NAME == "talkoot-room"  # the literal above


def read(body: bytes) -> Change:
    """The records of an export as the first change of a new room. Raises `Damaged`."""
    if len(body) > LARGEST:
        raise Damaged("", "size", most=LARGEST // 1024 // 1024)
    try:
        file = msgspec.json.decode(body, type=_File)
    except UNREADABLE as wrong:
        raise _damaged("", wrong) from wrong
    if file.version > VERSION or file.version < 1:
        raise Damaged("version", "version", most=VERSION)
    if len(file.records) > MOST_RECORDS:
        raise Damaged("records", "records", most=MOST_RECORDS)
    places: dict[str, str] = {}
    records: list[AnyRecord] = []
    for n, raw in enumerate(file.records):
        place = f"records[{n}]"
        record = _record(place, raw)
        if record.id in places:
            raise Damaged(f"{place}.id", "unique", first=places[record.id])
        places[record.id] = place
        records.append(record)
    _related(records, places)
    change = Change(put=tuple(sorted(records, key=lambda record: record.id)))
    _told(change, places)
    return change


# --- one record ------------------------------------------------------------------------------------------------------


def _record(place: str, raw: msgspec.Raw) -> AnyRecord:
    if len(memoryview(raw)) > LARGEST_RECORD:
        raise Damaged(place, "record_size", most=LARGEST_RECORD // 1024)
    try:
        plain = msgspec.json.decode(raw, type=dict[str, Any])
    except UNREADABLE as wrong:
        raise _damaged(place, wrong) from wrong
    _shaped(plain, place)
    _common(plain, place)
    kind = KINDS.get(plain["kind"])
    if kind is None:
        return Opaque(plain)
    if kind in NEVER or kind.ballot:
        raise Damaged(f"{place}.kind", "never", kind=plain["kind"])
    if plain.get("v", 1) > version(kind) and kind in (Workshop, Step):
        raise Damaged(f"{place}.v", "version", most=version(kind))
    try:
        record = from_map(plain)
    except (msgspec.ValidationError, LookupError, TypeError, ValueError, AttributeError) as wrong:
        raise _damaged(place, wrong) from wrong  # an upgrade may stumble over anything
    if isinstance(record, Opaque):
        return record
    if plain.get("v", 1) == version(kind):
        for field in sorted(plain.keys() - {*kind.__struct_encode_fields__, "kind"}):
            raise Damaged(f"{place}.{field}", "field")
    _sensible(record, place)
    return record


def _shaped(plain: dict[str, Any], place: str) -> None:
    """Depth, lengths and figures; walked with a stack, so that no file can exhaust ours."""
    stack: list[tuple[Any, str, int]] = [(plain, place, 1)]
    while stack:
        value, where, depth = stack.pop()
        if depth > DEEPEST:
            raise Damaged(where, "depth", most=DEEPEST)
        if isinstance(value, str):
            if len(value) > LONGEST_TEXT:
                raise Damaged(where, "length", most=LONGEST_TEXT)
        elif isinstance(value, int | float):
            if not -LARGEST_NUMBER <= value <= LARGEST_NUMBER:
                raise Damaged(where, "number")
        elif isinstance(value, dict):
            for key in value:
                if len(key) > 200:
                    raise Damaged(where, "length", most=200)
            stack += [(inner, f"{where}.{key}", depth + 1) for key, inner in value.items()]
        elif isinstance(value, list):
            stack += [(inner, f"{where}[{n}]", depth + 1) for n, inner in enumerate(value)]


def _common(plain: dict[str, Any], place: str) -> None:
    """What every record has, of whatever kind."""
    for field, form in (("id", _ID), ("kind", _KIND)):
        if not isinstance(plain.get(field), str) or not form.fullmatch(plain[field]):
            raise Damaged(f"{place}.{field}", field)
    see = plain.get("see")
    if not isinstance(see, str) or not (see in (ALL, HOSTS) or (see[:6] == "group:" and _ID.fullmatch(see[6:]))):
        raise Damaged(f"{place}.see", "see")
    if not isinstance(plain.get("step", ""), str):
        raise Damaged(f"{place}.step", "step")
    v = plain.get("v", 1)
    if type(v) is not int or v < 1:
        raise Damaged(f"{place}.v", "version", most=1)
    if "rev" in plain:
        raise Damaged(f"{place}.rev", "field")


def _sensible(record: Record, place: str) -> None:
    """What the types of a kind cannot say."""
    see = ONLY.get(type(record))
    if see and record.see != see:
        raise Damaged(f"{place}.see", "see_only", see=see)
    if isinstance(record, Workshop):
        if record.id != "workshop":
            raise Damaged(f"{place}.id", "workshop")
        if not _LANG.fullmatch(record.lang):
            raise Damaged(f"{place}.lang", "lang")
    if isinstance(record, Step):
        _step(record, place)


def _step(step: Step, place: str) -> None:
    if step.state not in STATES:
        raise Damaged(f"{place}.state", "one_of", those=", ".join(sorted(STATES)))
    if step.phase not in PHASES:
        raise Damaged(f"{place}.phase", "one_of", those=", ".join(PHASES))
    for field, id in (("round", step.round), *((f"rounds[{n}]", round) for n, round in enumerate(step.rounds))):
        if not _ID.fullmatch(id):
            raise Damaged(f"{place}.{field}", "id")
    if (activity := ACTIVITIES.get(step.activity)) is None:
        return  # kept as it is, and cannot be opened here
    try:
        msgspec.convert(step.settings, activity.Settings)
    except msgspec.ValidationError as wrong:
        raise _damaged(f"{place}.settings", wrong) from wrong
    stages = ("", *getattr(activity, "STAGES", ()))
    if step.stage not in stages:
        raise Damaged(f"{place}.stage", "one_of", those=", ".join(stages[1:]) or '""')


# --- all of them together --------------------------------------------------------------------------------------------


def _related(records: list[AnyRecord], places: dict[str, str]) -> None:
    """What records say of each other: the workshop, its agenda, and to which round each belongs."""
    if "workshop" not in places:
        raise Damaged("records", "workshop")
    steps = {record.id: record for record in records if isinstance(record, Step)}
    if len(steps) > MOST_STEPS:
        raise Damaged("records", "steps", most=MOST_STEPS)
    rounds = _rounds(steps, places)
    _takes(steps, places)
    for record in records:
        place = places[record.id]
        if record.step and record.step not in rounds:
            raise Damaged(f"{place}.step", "step")
        if isinstance(record, Workshop) and record.now and record.now not in steps:
            raise Damaged(f"{place}.now", "step")
        if isinstance(record, Script) and record.of not in steps:
            raise Damaged(f"{place}.of", "step")
        if isinstance(record, Progress) and record.id != f"progress-{record.step}":
            raise Damaged(f"{place}.id", "progress", round=record.step)


def _rounds(steps: dict[str, Step], places: dict[str, str]) -> set[str]:
    rounds: set[str] = set()
    for step in steps.values():
        own = [step.round, *step.rounds]
        if len(set(own)) < len(own) or rounds & set(own):
            raise Damaged(f"{places[step.id]}.round", "unique", first="round")
        rounds |= set(own)
    return rounds


def _takes(steps: dict[str, Step], places: dict[str, str]) -> None:
    """Keys are unique; a step that is still to be opened takes from earlier steps only, so nothing goes in circles."""
    of_key: dict[str, Step] = {}
    for step in steps.values():
        if step.key in of_key:
            raise Damaged(f"{places[step.id]}.key", "unique", first=f"{places[of_key[step.key].id]}.key")
        of_key[step.key] = step
    for step in steps.values():
        for n, key in enumerate(step.takes):
            source = of_key.get(key)
            if step.state == "draft" and (source is None or source.id == step.id or source.order > step.order):
                raise Damaged(f"{places[step.id]}.takes[{n}]", "takes")


def _told(change: Change, places: dict[str, str]) -> None:
    """Every opened round gives its outcome, or the room would come in but could not be shown or exported again."""
    room = Room()
    room.apply(change, 1)
    for step in room.steps():
        if step.activity not in ACTIVITIES:
            continue
        for round in rounds_of(step):
            try:
                ACTIVITIES[step.activity].outcome(room, msgspec.structs.replace(step, round=round))
            except (LookupError, TypeError, ValueError, ArithmeticError, AttributeError) as wrong:
                raise Damaged(places[step.id], "outcome", activity=step.activity) from wrong


def _damaged(place: str, wrong: Exception) -> Damaged:
    """A mistake that msgspec found, as place and expectation."""
    said, _, at = str(wrong).partition(" - at `$")
    where = f"{place}{at.rstrip('`')}".removeprefix(".")
    if found := _TYPE.match(said):
        return Damaged(where, "type", wanted=found["wanted"], got=found["got"] or "…")
    if found := _FIELD.match(said):
        return Damaged(f"{where}.{found['field']}".removeprefix("."), "missing" if "missing" in said else "field")
    if isinstance(wrong, msgspec.ValidationError):
        return Damaged(where, "other", said=said.removeprefix("Expected "))
    if isinstance(wrong, RecursionError):
        return Damaged(place, "depth", most=DEEPEST)
    return Damaged(place, "json", said=said) if isinstance(wrong, UNREADABLE) else Damaged(place, "record")
