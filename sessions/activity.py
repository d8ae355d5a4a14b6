"""The contract of an activity, and what every activity gets for free.

An activity is one Python file in `sessions/activities/` and one browser file of the same name; both are found by
listing the folder. The Python half is a module with a docstring (*Who · Secret · Gives*), a `Settings` struct, its
record kinds, its actions, and four pure functions:

    begin(room, step, items, by) -> Change          the step opens with these items
    decide(room, step, action, by) -> Change        a person's action, or the life of the step itself (`Life`)
    outcome(room, step) -> Outcome                  what the step gives, from the records that `room` holds
    bot(view, step, me, rng) -> Action | None       what a simulated person does next, seeing only what a person sees

and `WORDS`, its texts in every language as Fluent, keys beginning with the activity's name. `decide` never looks at a
clock or a die: the moment and the dice come in with `By`. Long computations go out as an `Errand` record; the module
then also has `errand_payload(room, step)`, `errand(payload)` and handles the action `Deliver`.
"""

from __future__ import annotations

import hashlib
import random
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

import msgspec

from sessions.records import Done, Item, Progress, Step, Texts, snake
from sessions.room import Room

PARTICIPANT, HOST, SCREEN, HOUSE = "participant", "host", "screen", "house"
_LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"
_PAIRS = [first + second for second in _LETTERS for first in _LETTERS]
"""What ten bits are called; two letters at a time, because every action asks for ids."""
_SHIFTS = range(0, 80, 10)


class Refused(Exception):
    """A person's action cannot be done. The sentence they read is the Fluent message `refused-<code>` with `args`."""

    def __init__(self, code: str, **args: str | int) -> None:
        super().__init__(code)
        self.code = code
        self.args_ = args


class Dice:
    """Chance that a replay throws again in the same way: everything follows from the seed."""

    __slots__ = ("_n", "_seed")

    def __init__(self, seed: bytes) -> None:
        self._seed = seed
        self._n = 0

    def _bits(self) -> int:
        self._n += 1
        return int.from_bytes(hashlib.blake2b(self._n.to_bytes(4, "big"), digest_size=16, key=self._seed).digest())

    def id(self) -> str:
        """A fresh record id: 80 random bits that say nothing about who made it or when."""
        bits = self._bits()
        return "".join([_PAIRS[bits >> shift & 1023] for shift in _SHIFTS])

    def random(self) -> random.Random:
        return random.Random(self._bits())


class By(msgspec.Struct, frozen=True):
    """Who asks, and the outside world of that moment: `at` in server ms (never falls), `dice` from a secret seed."""

    person: str
    role: str
    at: int
    dice: Dice
    groups: tuple[str, ...] = ()
    lang: str = "en"

    @property
    def see(self) -> str:
        return f"person:{self.person}"


class Action(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a person asks for. The class name in snake case is its name on the wire (`do`)."""

    roles: ClassVar[frozenset[str]] = frozenset({PARTICIPANT, HOST})
    states: ClassVar[frozenset[str]] = frozenset({"open", "grace"})
    secret: ClassVar[bool] = False
    """What it says must not leave the server before the step is revealed (the leak test holds every such action)."""

    @classmethod
    def do(cls) -> str:
        return snake(cls.__name__)


class Life(msgspec.Struct, frozen=True):
    """The life of a step, given to `decide` after the agenda has set the step's new state."""


class Close(Life, frozen=True):
    """Grace is over: nothing more comes in."""


class Reveal(Life, frozen=True):
    """The facilitator shows the result; `anyway` = also when so few took part that it may show who."""

    anyway: bool = False


class Reopen(Life, frozen=True):
    """The step goes on as it was."""


class Advance(Life, frozen=True):
    """The facilitator moves the open step to another of the module's `STAGES`."""

    stage: str


class Seal(Life, frozen=True):
    """Last call before what ties people to texts is purged."""


class Deliver(Life, frozen=True):
    """The result of an errand has come."""

    errand: str
    result: Any


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One line of a step's outcome: an idea, a pile, an option with its votes, a next act …"""

    id: str
    what: str
    text: str
    texts: Texts = {}
    parent: str = ""
    group: str = ""
    members: tuple[str, ...] = ()
    author: str = ""
    anonymity: str = "anonymous"
    score: float | None = None
    votes: int | None = None
    rank: int | None = None
    tied: bool = False
    from_: tuple[str, ...] = msgspec.field(default=(), name="from")
    tags: tuple[str, ...] = ()
    note: str = ""


class Outcome(msgspec.Struct, frozen=True):
    """What a step gives: rows for people to read, facts (word key → figure), and which rows a later step may take."""

    rows: tuple[Row, ...] = ()
    facts: dict[str, int | str | float] = {}
    items: tuple[str, ...] = ()


# --- for free --------------------------------------------------------------------------------------------------------


_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
"""Unicode's categories Cc and Cs, but for line break and tab."""


def typed(text: str, most: int, least: int = 1) -> str:
    """A person's text as plain text: as typed, without control characters and outer white space.

    Raises `Refused` `too_short` or `too_long`; lengths are counted in characters.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = _CONTROL.sub("", text).strip()
    if len(text) < least:
        raise Refused("too_short", least=least) if text else Refused("empty")
    if len(text) > most:
        raise Refused("too_long", most=most, length=len(text))
    return text


def progress_of(room: Room, step: Step) -> Progress:
    found = room.get(f"progress-{step.round}", Progress)
    return found or Progress(id=f"progress-{step.round}", see="all", step=step.round)


def progress(room: Room, step: Step, *, done: int = 0, count: int = 0, voters: int = 0) -> Progress:
    """The step's counts moved by these differences."""
    now = progress_of(room, step)
    return msgspec.structs.replace(now, done=now.done + done, count=now.count + count, voters=now.voters + voters)


def is_done(room: Room, step: Step, person: str) -> bool:
    return bool(room.mine(person, step.round, Done))


def settings_of(step: Step, kind: type[Any]) -> Any:
    """The step's settings as the activity's own struct, defaults filled in."""
    return msgspec.convert(step.settings, kind)


def text_in(texts: Texts, lang: str, otherwise: str = "") -> str:
    """A text in a person's language, else in any language there is."""
    return texts.get(lang) or otherwise or next(iter(texts.values()), "")


def ranked(items: Iterable[Item], totals: Mapping[str, int]) -> list[tuple[Item, int, int, bool]]:
    """(item, votes, place, tied) by falling votes; equals share a place (1, 2, 2, 4) and stand as they did on the agenda.

    The one order of a result: files and reports follow it, and pages get it as the `ranking` of a tally.
    """
    rows = [(item, totals.get(item.id, 0)) for item in items]
    rows.sort(key=lambda row: (-row[1], row[0].order, row[0].id))
    many = Counter(votes for _, votes in rows)
    place = {votes: at for at, (_, votes) in reversed(list(enumerate(rows, 1)))}
    return [(item, votes, place[votes], many[votes] > 1) for item, votes in rows]


def ranking(items: Iterable[Item], totals: Mapping[str, int]) -> tuple[str, ...]:
    """The ids of the items in the order of `ranked`, for pages to show."""
    return tuple(item.id for item, *_ in ranked(items, totals))
