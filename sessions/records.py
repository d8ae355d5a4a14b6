"""The record kinds that every activity shares, and the change that carries them.

A room is a set of records; a change is the only thing that ever happens to it. Secrecy is data: `see` says who gets a
record (`all`, `hosts`, `group:<id>`, `person:<id>`, `none`), and what a person may not know stands in a record that is
never sent to them. Records are small, flat and frozen; a new version of a kind upgrades the older one beside it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from functools import cache
from typing import Any, ClassVar

import msgspec

ALL, HOSTS, NONE = "all", "hosts", "none"

Texts = dict[str, str]
"""One text in several languages: language code (`fi`, `en`, `sv`) → text."""


def person(id: str) -> str:
    """The `see` of a record that one person alone gets."""
    return f"person:{id}"


def group(id: str) -> str:
    """The `see` of a record that one group and the facilitators get."""
    return f"group:{id}"


def snake(name: str) -> str:
    """`PlaceDots` → `place_dots`: the name of a kind or an action on the wire."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


class Record(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag=snake):
    """What every record has. `step` names the round of the step it belongs to; `rev` is set when it is put."""

    id: str
    see: str
    rev: int = 0
    step: str = ""
    v: int = 1

    purged: ClassVar[bool] = False
    """Deleted when its step is sealed (authorship and other ties between a person and a text)."""
    ballot: ClassVar[bool] = False
    """Loses its voter, its id and its place in time when its step is sealed, and then `none` sees it."""
    signed: ClassVar[bool] = False
    """People put their names to it; as a rule its `name` is that of the person who wrote it."""

    counts: ClassVar[bool] = False
    """Each of them is one of the texts that the step's `progress` counts."""

    def unsigned(self, name: str) -> Record:
        """The record without this name, or without any ("")."""
        own = getattr(self, "name", "") if self.signed else ""
        return msgspec.structs.replace(self, name="") if own and name in ("", own) else self

    def tokens(self) -> Collection[str]:
        """Hashes of the tokens by which words that stand in this very record can be taken back."""
        return ()

    def without_words(self, token: str) -> Record:
        """The record without the words that this token takes back."""
        return self

    def unlinked(self) -> Record:
        """What of a ballot stays when its step is sealed: what counts. A kind that also holds words leaves them out."""
        return msgspec.structs.replace(self, id="", rev=0, see=NONE)

    @classmethod
    def upgrade(cls, raw: dict[str, Any]) -> dict[str, Any]:
        """Turns the map of an older version into one of this version; a kind that changed overrides it."""
        return raw


class Opaque:
    """A record of a kind that nobody here knows: kept, sent to whom `see` says, and exported again as it came."""

    purged = ballot = signed = False

    def __init__(self, raw: dict[str, Any]) -> None:
        self.raw = raw
        self.id: str = raw["id"]
        self.see: str = raw["see"]
        self.rev: int = raw.get("rev", 0)
        self.step: str = raw.get("step", "")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Opaque) and self.raw == other.raw

    def __hash__(self) -> int:
        return hash(self.id)


AnyRecord = Record | Opaque


class Change(msgspec.Struct, frozen=True):
    """What one decision does: records put and deleted. One change = one `rev`.

    `purge` asks that what it deletes is also gone from the journal before anybody is told; `redact` names records
    whose earlier text must leave the history (hidden, withdrawn, forgotten).
    """

    put: tuple[AnyRecord, ...] = ()
    delete: tuple[str, ...] = ()
    purge: bool = False
    redact: tuple[str, ...] = ()

    def __add__(self, other: Change) -> Change:
        if other == NOTHING:
            return self
        later = {record.id for record in other.put} | set(other.delete)
        put = tuple(record for record in self.put if record.id not in later) + other.put
        delete = tuple(id for id in self.delete if id not in later) + other.delete
        return Change(put, delete, self.purge or other.purge, self.redact + other.redact)


NOTHING = Change()


def put(*records: AnyRecord) -> Change:
    return Change(put=records)


# --- the room itself -------------------------------------------------------------------------------------------------


class Workshop(Record, frozen=True, kw_only=True):
    """The room's own record, id `workshop`. `now` is the id of the current step, `line` one line to all.

    `delete_on` is the moment (server ms) from which the server erases all of it; 0 = when the server does by default.
    """

    title: str
    lang: str
    langs: tuple[str, ...] = ("fi", "en", "sv")
    model: str = ""
    now: str = ""
    line: str = ""
    line_at: int = 0
    ended: bool = False
    created: int = 0
    music: bool = False
    delete_on: int = 0


class Step(Record, frozen=True, kw_only=True):
    """One item of the agenda. Times are server milliseconds; `ends` 0 = no clock, `left` = what a paused clock has."""

    key: str
    phase: str
    activity: str
    title: Texts
    question: Texts = {}
    instruction: Texts = {}
    minutes: int = 0
    settings: dict[str, Any] = {}
    takes: tuple[str, ...] = ()
    top: int = 0
    state: str = "draft"
    round: str = ""
    rounds: tuple[str, ...] = ()
    order: float = 0.0
    opened: int = 0
    closed: int = 0
    ends: int = 0
    left: int = 0
    stage: str = ""
    due: int = 0


class Script(Record, frozen=True, kw_only=True):
    """What the facilitator says and does at a step; `paper` = no activity yet, run it with paper and voice."""

    of: str
    text: Texts
    paper: bool = False


# --- people ----------------------------------------------------------------------------------------------------------


class Person(Record, frozen=True, kw_only=True):
    """Somebody who has been here, as the facilitators see them. `name` may be empty."""

    name: str
    role: str
    lang: str
    joined: int


class Self(Record, frozen=True, kw_only=True):
    """The same person as they see themselves."""

    of: str
    name: str
    role: str
    lang: str


class Pass(Record, frozen=True, kw_only=True):
    """Lets a browser back in: id = hash of its secret `me`. `removed` = shown out, may not return with it."""

    of: str
    removed: bool = False


class Key(Record, frozen=True, kw_only=True):
    """A host or screen key: id = hash of the key."""

    role: str


class Handed(Record, frozen=True, kw_only=True):
    """A text that came too late for its step and was handed to the facilitators by its author."""

    text: str
    of_step: str
    at: int


# --- what a step works on --------------------------------------------------------------------------------------------


class Candidate(Record, frozen=True, kw_only=True):
    """Something an unopened step could take, for the facilitators to tick, edit and merge.

    `into` names the candidate that was made of it and of others; while that one is there, this one is not offered.
    """

    text: str
    texts: Texts = {}
    ticked: bool = True
    order: float = 0.0
    from_: tuple[str, ...] = msgspec.field(default=(), name="from")
    note: str = ""
    score: int | None = None
    rank: int | None = None
    what: str = "line"
    into: str = ""


class Item(Record, frozen=True, kw_only=True):
    """What the people of a step work on: a thesis to walk past, an idea to sort, an option to vote for."""

    text: str
    texts: Texts = {}
    order: float = 0.0
    from_: tuple[str, ...] = msgspec.field(default=(), name="from")
    note: str = ""
    what: str = "line"


class Cut(Record, frozen=True, kw_only=True):
    """What went on to a step and what stayed: `took` of `of`; `tied` = the line ran through a tie."""

    took: int
    of: int
    tied: bool
    by_host: bool


class Progress(Record, frozen=True, kw_only=True):
    """How far a step is, as counts only: people done, texts or ballots kept, people who cast one."""

    done: int = 0
    count: int = 0
    voters: int = 0


class Done(Record, frozen=True, kw_only=True):
    """This person says they are done with the step."""

    purged: ClassVar[bool] = True


class Idea(Record, frozen=True, kw_only=True):
    """One idea as it was typed. It has no author: who wrote it is an `authorship` that only the author gets."""

    text: str
    parent: str = ""
    proxy: bool = False
    hidden: bool = False
    edited: bool = False
    name: str = ""
    signed: ClassVar[bool] = True
    counts: ClassVar[bool] = True


class Authorship(Record, frozen=True, kw_only=True):
    """Ties its receiver to the record `of`; purged when the step is sealed.

    `named` = they let their name be told as far as the step tells names.
    """

    of: str
    named: bool = False
    purged: ClassVar[bool] = True


class Errand(Record, frozen=True, kw_only=True):
    """Work too long for the room's own thread, asked for by an activity and done elsewhere (`wanted` → `done`)."""

    work: str
    state: str = "wanted"


KINDS: dict[str, type[Record]] = {}


def register(found: Iterable[object]) -> None:
    """Makes the record kinds among these known; two kinds of one name are a mistake in the code."""
    for kind in found:
        if isinstance(kind, type) and issubclass(kind, Record) and kind is not Record:
            known = KINDS.setdefault(snake(kind.__name__), kind)
            if known is not kind:
                raise TypeError(f"two record kinds are called {snake(kind.__name__)!r}: {known} and {kind}")


register(list(globals().values()))


@cache
def version(kind: type[Record]) -> int:
    """The version that new records of a kind get."""
    return next(int(field.default) for field in msgspec.structs.fields(kind) if field.name == "v")


def to_map(record: AnyRecord) -> dict[str, Any]:
    """A record as the plain map that goes to the wire, the journal and the export."""
    if isinstance(record, Opaque):
        return {**record.raw, "rev": record.rev, "see": record.see, "step": record.step}
    plain: dict[str, Any] = msgspec.to_builtins(record)
    return plain


def from_map(raw: dict[str, Any]) -> AnyRecord:
    """The record in a map. Older versions are upgraded; unknown kinds and newer versions stay opaque.

    Raises `msgspec.ValidationError` when a known kind has a wrong or missing field.
    """
    kind = KINDS.get(raw.get("kind", ""))
    if kind is None or raw.get("v", 1) > version(kind):
        return Opaque(raw)
    if raw.get("v", 1) < version(kind):
        raw = {**kind.upgrade(raw), "v": version(kind)}
    return msgspec.convert(raw, kind)


def with_rev(record: AnyRecord, rev: int) -> AnyRecord:
    if isinstance(record, Opaque):
        return Opaque({**record.raw, "rev": rev})
    return msgspec.structs.replace(record, rev=rev)
