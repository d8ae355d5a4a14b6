"""Who may know who wrote a text: said before anybody types, and from then on only ever stricter.

Every step in which people write has one of three levels, fixed before it opens:

`named`           the writer's name stands with the text, for all;
`named_to_host`   the facilitators alone get it, in a record of its own (`byline`) that is purged at the seal;
`anonymous`       nobody gets it. An `authorship` that only the writer gets lets them mend their text until the seal.

Whoever writes may always be stricter for a text of theirs than the step is. While a step runs, somebody with the server's
files could still read authorships; after the seal nobody can (`sealing.py`). What remains to the writer then is a
random token on their own device, of which the room keeps a hash (`taking_back.py`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Annotated, Any, ClassVar, Literal

import msgspec

from sessions.activity import By, Refused, progress
from sessions.hiding import Backstage
from sessions.records import ALL, HOSTS, NONE, NOTHING, Authorship, Change, Person, Record, Step, put, register
from sessions.room import Room
from sessions.unsaid import unsaid

Anonymity = Literal["named", "named_to_host", "anonymous"]
LEVELS: tuple[Anonymity, ...] = ("named", "named_to_host", "anonymous")
"""From the one that tells most to the one that tells nothing."""
NAMED, TO_HOST, ANONYMOUS = LEVELS

Token = Annotated[str, msgspec.Meta(pattern="^([0-9a-f]{32})?$")]
"""128 random bits that a browser made for one text, as 32 hexadecimal digits; "" = none, nothing to take it back by."""


class Byline(Record, frozen=True, kw_only=True):
    """Tells the facilitators who wrote the text `of`."""

    of: str
    name: str
    purged: ClassVar[bool] = True


class Reclaim(Record, frozen=True, kw_only=True):
    """Lets whoever holds the token of which the id is a hash take back the text `of`. Nobody gets it."""

    of: str


register((Byline, Reclaim))


def level_of(step: Step) -> Anonymity:
    """The step's level; one that has no such setting is anonymous."""
    level = step.settings.get("anonymity", ANONYMOUS)
    return next((known for known in LEVELS if known == level), ANONYMOUS)


def check_stricter(before: dict[str, Any], after: dict[str, Any]) -> None:
    """Raises `only_stricter` when people would be told more than they were promised."""
    old, new = before.get("anonymity", ANONYMOUS), after.get("anonymity", ANONYMOUS)
    if LEVELS.index(new) < LEVELS.index(old):
        raise Refused("only_stricter")


# --- writing ---------------------------------------------------------------------------------------------------------


def name_for_all(room: Room, step: Step, person: str, wish: bool) -> str:
    """What stands in the text's own record: the writer's name where the step is named and they do not mind."""
    return _name(room, person) if wish and level_of(step) == NAMED else ""


def written(room: Room, step: Step, text: Record, by: By, wish: bool = False, token: str = "") -> Change:
    """The records beside a new text: whose it is (for them alone), its byline, and by what it can be taken back."""
    wish = wish and level_of(step) != ANONYMOUS
    tie = Authorship(id=by.dice.id(), see=by.see, step=step.round, of=text.id, named=wish)
    return put(tie) + beside(room, step, text, by.person, wish, reclaim_id(room, token))


def rewritten(room: Room, step: Step, text: Record, tie: Authorship, wish: bool) -> Change:
    """What changes beside one's own text when it is put again: whether its writer is named."""
    wish = wish and level_of(step) != ANONYMOUS
    change = put(msgspec.structs.replace(tie, named=wish)) if wish != tie.named else NOTHING
    if not wish and room.get(_byline_of(text.id), Byline):
        return change + Change(delete=(_byline_of(text.id),))
    return change + put(*bylines(room, step, (text,), {text.id: (tie.see, wish)}))


def beside(room: Room, step: Step, text: Record, person: str, wish: bool, reclaim: str) -> Change:
    """Beside a text that is out: its byline, and by what it can be taken back."""
    lines = bylines(room, step, (text,), {text.id: (f"person:{person}", wish)})
    return put(*lines, *([Reclaim(id=reclaim, see=NONE, step=step.round, of=text.id)] if reclaim else []))


def bylines(
    room: Room, step: Step, texts: Iterable[Record], whose: dict[str, tuple[str, bool]] | None = None
) -> list[Byline]:
    """The bylines of texts that the facilitators get to see now, in the order of their random ids.

    `whose`: text id → (`see` of its writer, whether they want to be named); by default as authorships say.
    """
    if level_of(step) != TO_HOST:
        return []
    whose = {t.of: (t.see, t.named) for t in room.of(step.round, Authorship)} if whose is None else whose
    lines = []
    for text in sorted(texts, key=lambda text: text.id):
        see, wish = whose.get(text.id, ("", False))
        name = _name(room, see.removeprefix("person:")) if wish and text.see in (ALL, HOSTS) else ""
        if name and not ((old := room.get(_byline_of(text.id), Byline)) and old.name == name):
            lines.append(byline(step, text.id, name))
    return lines


def byline(step: Step, of: str, name: str) -> Byline:
    return Byline(id=_byline_of(of), see=HOSTS, step=step.round, of=of, name=name)


def reclaim_id(room: Room, token: str) -> str:
    """What is kept of a new text's token; "" when there is none. Raises `malformed` when it is another text's."""
    id = token_hash(token) if token else ""
    if id in room.records:
        raise Refused("malformed", why="token")
    return id


def token_hash(token: str) -> str:
    return hashlib.sha256(f"reclaim:{token}".encode()).hexdigest()


def _byline_of(text: str) -> str:
    return f"by-{text}"


def _name(room: Room, person: str) -> str:
    found = room.get(person, Person)
    return found.name if found else ""


# --- reading ---------------------------------------------------------------------------------------------------------


def author_of(room: Room, text: str, name: str = "") -> str:
    """The writer's name as far as this room (which may hold only what somebody sees) tells it."""
    told = room.get(_byline_of(text), Byline)
    return name or (told.name if told else "")


def told(step: Step, name: str) -> Anonymity:
    """Under which level a text was written: the step's, or a stricter one of the writer's own choice."""
    level = level_of(step)
    return ANONYMOUS if level == NAMED and not name else level


# --- taking back -----------------------------------------------------------------------------------------------------


def withdrawn(room: Room, step: Step, text: Record) -> Change:
    """The text and everything beside it is gone; its words leave the history, too, and backups when they come back."""
    kinds: tuple[type[Any], ...] = (Authorship, Byline, Reclaim, Backstage)
    beside = [record.id for kind in kinds for record in room.of(step.round, kind) if record.of == text.id]
    counts = (progress(room, step, count=-1),) if text.counts else ()
    tokens = [record.id for record in room.of(step.round, Reclaim) if record.of == text.id]
    alone = text.see.startswith("person:")  # no backup holds it
    listed = () if alone else unsaid(room, step.round, text.id, *tokens)
    return Change(put=(*counts, *listed), delete=(text.id, *beside), redact=(text.id,))


# --- stricter --------------------------------------------------------------------------------------------------------


def withheld(room: Room, step: Step) -> Change:
    """What was told under a looser level, taken back as far as the step's present one says, and from the journal too."""
    level = level_of(step)
    signed = [r for r in room.in_round(step.round) if isinstance(r, Record) and r.signed and getattr(r, "name", None)]
    bare = [msgspec.structs.replace(text, name="") for text in signed] if level != NAMED else []
    if level == TO_HOST:
        seen = [r for r in signed if r.see in (ALL, HOSTS)]
        return Change(put=(*bare, *(byline(step, r.id, getattr(r, "name", "")) for r in seen)), purge=bool(bare))
    gone = tuple(found.id for found in room.of(step.round, Byline)) if level == ANONYMOUS else ()
    return Change(put=tuple(bare), delete=gone, purge=bool(bare or gone))
