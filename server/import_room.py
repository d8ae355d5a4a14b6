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

from server.backup.bounds import BYTES_A_LIST
from server.export.record_json import NAME, VERSION
from server.import_damaged import DEEPEST, UNREADABLE, Damaged, damaged_by
from server.import_related import owned_id, related, told
from sessions.activities import ACTIVITIES
from sessions.agenda import LONGEST_MINUTES, MOST_ROUNDS, MOST_STEPS, PHASES
from sessions.anonymity import Reclaim
from sessions.contacts import Contact, OwnContact
from sessions.evidence import OPENED
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
    Record,
    Script,
    Self,
    Step,
    Workshop,
    from_map,
    version,
)
from sessions.unsaid import Unsaid

__all__ = ["Damaged", "read"]

LARGEST = 16 * 1024 * 1024
MOST_RECORDS = 50_000
LARGEST_RECORD = 256 * 1024
LONGEST_TEXT = 20_000
LARGEST_NUMBER = 2**53
LATEST = 32_503_680_000_000
"""Server ms; the year 3000. What comes later no calendar can be asked about."""

STATES = OPENED | {"draft", "skipped"}
NEVER = (Key, Pass, Self, Authorship, Done, Reclaim, Contact, OwnContact, Unsaid)
"""Kinds that no host sees; one that says otherwise was put there by somebody."""
ONLY = {Workshop: ALL, Script: HOSTS, Person: HOSTS, Handed: HOSTS}
MOMENTS = ("created", "line_at", "delete_on", "opened", "closed", "ends", "left", "due", "joined", "at")
"""Fields that hold server ms in whatever kind has them."""
_ID = re.compile(r"[a-z0-9-]{1,64}")
_KIND = re.compile(r"[a-z][a-z0-9_]{0,63}")
_LANG = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,2}")


class _File(msgspec.Struct, forbid_unknown_fields=True):
    format: Literal["talkoot-room"]
    version: int
    records: list[msgspec.Raw]
    talkoot: str = ""
    code: str = ""
    epoch: str = ""
    exported: int = 0


class _Any(msgspec.Struct, gc=False):
    """A record as far as it can be counted, which costs next to nothing; a piece of raw text costs ninety bytes."""


class _Many(msgspec.Struct):
    """How many there are, before anything is made of them."""

    records: list[_Any] = []


_countable = msgspec.json.Decoder(_Many)
assert NAME == "talkoot-room"  # the literal above


def read(body: bytes) -> Change:
    """The records of an export as the first change of a new room. Raises `Damaged`."""
    if len(body) > LARGEST:
        raise Damaged("", "size", most=LARGEST // 1024 // 1024)
    if NAME.encode() not in body:
        raise Damaged("", "export")
    try:
        if len(_countable.decode(body).records) > MOST_RECORDS:
            raise Damaged("records", "records", most=MOST_RECORDS)
        file = msgspec.json.decode(body, type=_File)
    except UNREADABLE as wrong:
        raise damaged_by("", wrong) from wrong
    if file.version > VERSION or file.version < 1:
        raise Damaged("version", "version", most=VERSION)
    places: dict[str, str] = {}
    records: list[AnyRecord] = []
    for n, raw in enumerate(file.records):
        place = f"records[{n}]"
        record = _record(place, raw)
        if record.id in places:
            raise Damaged(f"{place}.id", "unique", first=places[record.id])
        places[record.id] = place
        records.append(record)
    related(records, places)
    change = Change(put=tuple(sorted(records, key=lambda record: record.id)))
    told(change, places)
    return change


# --- one record ------------------------------------------------------------------------------------------------------


def _record(place: str, raw: msgspec.Raw) -> AnyRecord:
    if len(memoryview(raw)) > LARGEST_RECORD:
        raise Damaged(place, "record_size", most=LARGEST_RECORD // 1024)
    try:
        plain = msgspec.json.decode(raw, type=dict[str, Any])
    except UNREADABLE as wrong:
        raise damaged_by(place, wrong) from wrong
    _shaped(plain, place)
    _common(plain, place)
    if (owner := owned_id(plain["id"])) and owner != plain["kind"]:
        raise Damaged(f"{place}.id", "workshop" if owner == "workshop" else "owned", kind=owner)
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
        raise damaged_by(place, wrong) from wrong  # an upgrade may stumble over anything
    if isinstance(record, Opaque):
        return record
    if plain.get("v", 1) == version(kind):
        for field in sorted(plain.keys() - {*kind.__struct_encode_fields__, "kind"}):
            raise Damaged(f"{place}.{field}", "field")
    _sensible(record, place)
    return record


def _shaped(plain: dict[str, Any], place: str) -> None:
    """Depth, lengths, figures, and no more lists than a backup may hold, or the room could not be restored.

    Walked with a stack, so that no file can exhaust ours."""
    stack: list[tuple[Any, str, int]] = [(plain, place, 1)]
    lists = -1  # not the record itself
    while stack:
        value, where, depth = stack.pop()
        lists += isinstance(value, dict | list)
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
    most = 1 + len(msgspec.msgpack.encode(plain)) // BYTES_A_LIST
    if lists > most:
        raise Damaged(place, "lists", most=most)


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
    for field in MOMENTS:
        _within(place, field, getattr(record, field, 0), LATEST)
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
    _within(place, "minutes", step.minutes, LONGEST_MINUTES)
    _within(place, "top", step.top, LARGEST_NUMBER)
    for field, many, most in (("rounds", step.rounds, MOST_ROUNDS - 1), ("takes", step.takes, MOST_STEPS)):
        if len(many) > most:
            raise Damaged(f"{place}.{field}", "entries", most=most)
    for field, id in (("round", step.round), *((f"rounds[{n}]", round) for n, round in enumerate(step.rounds))):
        if not _ID.fullmatch(id):
            raise Damaged(f"{place}.{field}", "id")
    if (activity := ACTIVITIES.get(step.activity)) is None:
        return  # kept as it is, and cannot be opened here
    try:
        msgspec.convert(step.settings, activity.Settings)
    except msgspec.ValidationError as wrong:
        raise damaged_by(f"{place}.settings", wrong) from wrong
    stages = ("", *getattr(activity, "STAGES", ()))
    if step.stage not in stages:
        raise Damaged(f"{place}.stage", "one_of", those=", ".join(stages[1:]) or '""')


def _within(place: str, field: str, value: object, most: int) -> None:
    if isinstance(value, int) and not 0 <= value <= most:
        raise Damaged(f"{place}.{field}", "within", most=str(most))
