"""Notes in piles: where each note lies, and what moving it does to the board.

Every note has one placement, found by the note's own id, so that two people who take the same note write the same
record: the later one says where it lies, and both moves are counted. A placement has no author.
"""

from __future__ import annotations

import msgspec

from sessions.activity import By, Refused, Row, progress
from sessions.records import ALL, NOTHING, Change, Item, Record, Step, put, register
from sessions.room import Room

MOST_PILES = 200
MOST_NAMES = 30
NAME_LENGTH = 80


class Pile(Record, frozen=True, kw_only=True):
    """A pile of notes. `names` = other names that were proposed; `suggested` = made by accepting a suggestion."""

    name: str = ""
    names: tuple[str, ...] = ()
    order: float = 0.0
    suggested: bool = False


class Placement(Record, frozen=True, kw_only=True):
    """Where the note `item` lies ("" = loose again), how often it was moved, whether a suggestion put it there."""

    item: str
    pile: str = ""
    moves: int = 0
    suggested: bool = False


register((Pile, Placement))


def note(room: Room, step: Step, id: str) -> Item:
    """A note of this board. Raises `unknown_record`."""
    item = room.get(id, Item)
    if item is None or item.step != step.round:
        raise Refused("unknown_record")
    return item


def pile_with(room: Room, step: Step, id: str) -> Pile:
    """A pile of this board. Raises `pile_gone`: somebody may have taken it away a moment ago."""
    pile = room.get(id, Pile)
    if pile is None or pile.step != step.round:
        raise Refused("pile_gone")
    return pile


def pile_of(room: Room, item: str) -> str:
    """The id of the pile where a note lies; "" = loose."""
    placement = room.get(f"at-{item}", Placement)
    return placement.pile if placement else ""


def moves_of(room: Room, item: str) -> int:
    placement = room.get(f"at-{item}", Placement)
    return placement.moves if placement else 0


def notes_in(room: Room, step: Step, pile: str) -> list[str]:
    return [placement.item for placement in room.of(step.round, Placement) if placement.pile == pile]


def new_pile(room: Room, step: Step, by: By, name: str = "", suggested: bool = False) -> Pile:
    piles = room.of(step.round, Pile)
    if len(piles) >= MOST_PILES:
        raise Refused("too_many", most=MOST_PILES)
    order = max((pile.order for pile in piles), default=0.0) + 1.0
    return Pile(id=by.dice.id(), see=ALL, step=step.round, name=name, order=order, suggested=suggested)


def onto(room: Room, step: Step, items: list[str], pile: str, suggested: bool = False) -> Change:
    """The notes lie on that pile; a nameless sheet that lost its last note goes away. Progress counts placed notes."""
    moving = [item for item in dict.fromkeys(items) if pile_of(room, item) != pile]
    laid = [
        Placement(
            id=f"at-{item}", see=ALL, step=step.round, item=item, pile=pile, moves=moves_of(room, item) + 1,
            suggested=suggested,
        )
        for item in moving
    ]  # fmt: skip
    more = sum(not pile_of(room, item) for item in moving) if pile else -len(moving)
    counts = (progress(room, step, count=more),) if more else ()
    return Change(put=(*laid, *counts), delete=_emptied(room, step, set(moving)))


def _emptied(room: Room, step: Step, leaving: set[str]) -> tuple[str, ...]:
    left = {pile_of(room, item) for item in leaving} - {""}
    full = {p.pile for p in room.of(step.round, Placement) if p.pile in left and p.item not in leaving}
    empty = [room.get(id, Pile) for id in sorted(left - full)]
    return tuple(pile.id for pile in empty if pile and not pile.name)


def beside(room: Room, step: Step, item: str, other: str, by: By) -> Change:
    """A note goes where another one lies; if that one is loose, both go on a new pile. Never moves a placed `other`."""
    if item == other:
        return NOTHING
    if there := pile_of(room, other):
        return onto(room, step, [item], there)
    pile = new_pile(room, step, by)
    return put(pile) + onto(room, step, [other, item], pile.id)


def named(pile: Pile, name: str) -> Pile:
    """The pile under a new name, the earlier names kept beside it."""
    names = dict.fromkeys(old for old in (*pile.names, pile.name) if old and old != name)
    return msgspec.structs.replace(pile, name=name, names=tuple(names)[-MOST_NAMES:])


def dissolved(room: Room, step: Step, pile: Pile) -> Change:
    return onto(room, step, notes_in(room, step, pile.id), "") + Change(delete=(pile.id,))


def merged(room: Room, step: Step, pile: Pile, into: Pile) -> Change:
    """Lays one pile onto another. The other's name holds, if it has one; no proposed name is lost."""
    name = into.name or pile.name
    names = dict.fromkeys(n for n in (*into.names, pile.name, *pile.names) if n and n != name)
    one = msgspec.structs.replace(into, name=name, names=tuple(names)[-MOST_NAMES:])
    return onto(room, step, notes_in(room, step, pile.id), into.id) + Change(put=(one,), delete=(pile.id,))


def rows(room: Room, step: Step) -> tuple[list[Row], list[Row], list[Row]]:
    """The board for people to read: piles that hold notes, loners, and the single notes of the piles."""
    items = sorted(room.of(step.round, Item), key=lambda item: (item.order, item.id))
    lying: dict[str, list[Item]] = {}
    for item in items:
        lying.setdefault(pile_of(room, item.id), []).append(item)
    piles = sorted(room.of(step.round, Pile), key=lambda pile: (pile.order, pile.id))
    held = [(pile, lying.get(pile.id, [])) for pile in piles]
    grouped = [_note_row(room, item, "note", pile) for pile, notes in held for item in notes]
    placed = {row.id for row in grouped}
    loners = [_note_row(room, item, "loner") for item in items if item.id not in placed]
    return [_pile_row(pile, notes) for pile, notes in held if notes], loners, grouped


def _pile_row(pile: Pile, notes: list[Item]) -> Row:
    """A pile that nobody named goes by its first note."""
    members = tuple(item.id for item in notes)
    first = notes[0].text if len(notes[0].text) <= NAME_LENGTH else f"{notes[0].text[: NAME_LENGTH - 1]}…"
    tags = ("drafted",) * pile.suggested + ("unnamed",) * (not pile.name)
    return Row(
        id=pile.id, what="pile", text=pile.name or first, members=members, from_=members, tags=tags,
        note=" / ".join(pile.names),
    )  # fmt: skip


def _note_row(room: Room, item: Item, what: str, pile: Pile | None = None) -> Row:
    moves = moves_of(room, item.id)
    return Row(
        id=item.id, what=what, text=item.text, texts=item.texts, from_=item.from_, note=item.note,
        group=pile.name if pile else "", parent=pile.id if pile else "", tags=(f"moves:{moves}",) if moves > 1 else (),
    )  # fmt: skip
