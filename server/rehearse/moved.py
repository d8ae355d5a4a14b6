"""Shared things that many people set: where a note lies, what a pile is called, who does what by when.

The last word holds. Where an answer came too late to say which was the last (see `kept`), any of those that may have
been is accepted; a thing that nobody's word explains is a loss.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator

from server.rehearse.kept import Differs, Kept, by_slot, last_of, surely_before
from sessions.activities.next_steps import NextStep
from sessions.piles import MOST_NAMES, Pile, Placement, pile_of
from sessions.records import Progress
from sessions.room import Room

WILD = ("dissolve_pile", "merge_piles", "accept_suggestion")
"""Actions that move notes which they do not name."""


def differs(kept: list[Kept], room: Room) -> Iterator[Differs]:
    for round, moves in by_slot(kept, lambda one: one.step if _notes(one) or one.do in WILD else None).items():
        yield from _places(round, moves, room)
    yield from _names(kept, room)
    yield from _next_steps(kept, room)


# notes and piles


def _notes(one: Kept) -> list[str]:
    """The notes that an action lays somewhere."""
    if one.do in ("move_note", "put_beside"):
        return [str(one.args["item"])]
    return [str(id) for id in one.args.get("items", ())] if one.do == "make_pile" else []


def _places(round: str, moves: list[Kept], room: Room) -> Iterator[Differs]:
    wild = [one for one in moves if one.do in WILD]
    laid: dict[str, list[Kept]] = defaultdict(list)
    along: dict[str, list[Kept]] = defaultdict(list)
    for one in moves:
        for note in _notes(one):
            laid[note].append(one)
        if one.do == "put_beside":
            along[str(one.args["beside"])].append(one)
    for note in laid.keys() | along.keys():
        placement = room.get(f"at-{note}", Placement)
        may_move = len(laid[note]) + len(along[note]) + len(wild)
        if placement is not None and placement.moves > may_move:
            yield Differs(0, placement.moves - may_move, f"moves of {note}")
        last = last_of(laid[note])
        # Who lays another note beside this one moves it too, but only while it lies loose.
        loosens = any(one.do == "move_note" and not one.args.get("pile") for one in last)
        perhaps = last_of([*laid[note], *wild, *(along[note] if loosens else ())])
        if last and all(one in last for one in perhaps) and not any(_lies(one, note, laid, room) for one in last):
            yield Differs(1, 0, f"{last[-1].do} of {note} in {round}")


def _lies(one: Kept, note: str, laid: dict[str, list[Kept]], room: Room) -> bool:
    """Whether the note lies where this action laid it."""
    pile = pile_of(room, note)
    if one.do == "move_note":
        return pile == str(one.args.get("pile", "")) and (not pile or pile in room.records)
    if one.do == "make_pile":
        sheet = room.get(pile, Pile)
        return sheet is not None and one.text("name") in ("", sheet.name, *sheet.names)
    beside = str(one.args["beside"])
    if beside == note:
        return True
    moved_on = any(not surely_before(other, one) for other in laid.get(beside, ()))
    return bool(pile) and (moved_on or pile == pile_of(room, beside))


def _names(kept: list[Kept], room: Room) -> Iterator[Differs]:
    """Every name proposed for a pile is on it or beside it, and on no other; the last one shows."""
    rough = Counter(one.step for one in kept if one.do in WILD)
    for (round, text), said in by_slot(kept, _named).items():
        sheets = [pile for pile in room.of(round, Pile) if text in (pile.name, *pile.names)]
        full = any(len(pile.names) >= MOST_NAMES for pile in room.of(round, Pile))
        mine = [pile for pile in sheets if not pile.suggested]
        lost = not sheets and not rough[round] and not full
        if lost or len(mine) > len(said):
            yield Differs(int(lost), max(0, len(mine) - len(said)), f"pile {text[:40]!r}")
    for id, said in by_slot(kept, lambda one: str(one.args["pile"]) if one.do == "name_pile" else None).items():
        pile = room.get(id, Pile)
        if pile is not None and not rough[pile.step] and pile.name not in {one.text() for one in last_of(said)}:
            yield Differs(1, 0, f"name of {id}")


def _named(one: Kept) -> tuple[str, str] | None:
    text = one.text("name" if one.do == "make_pile" else "text") if one.do in ("make_pile", "name_pile") else ""
    return (one.step, text) if text else None


# next steps


def _next_steps(kept: list[Kept], room: Room) -> Iterator[Differs]:
    for do, field, arg in (("write_first_act", "first_act", "text"), ("set_date", "by_date", "by_date")):
        for item, said in by_slot(kept, _on(do)).items():
            now = room.get(f"next-{item}", NextStep)
            if now is None or getattr(now, field) not in {one.text(arg) for one in last_of(said)}:
                yield Differs(1, 0, f"{do} of {item}")
    for item, signed in by_slot(kept, _on("take_on", "let_go")).items():
        yield from _owners(item, signed, room)
    for round, said in by_slot(
        kept, lambda one: one.step if _on("write_first_act", "set_date", "take_on")(one) else None
    ).items():
        progress = room.get(f"progress-{round}", Progress)
        want, have = len({one.args["item"] for one in said}), progress.count if progress else 0
        if want != have:
            yield Differs(max(0, want - have), max(0, have - want), f"count of next steps in {round}")


def _on(*do: str) -> Callable[[Kept], str | None]:
    return lambda one: str(one.args["item"]) if one.do in do else None


def _owners(item: str, signed: list[Kept], room: Room) -> Iterator[Differs]:
    """Each person's last signature stands once; two people of one name are one signature."""
    now = room.get(f"next-{item}", NextStep)
    found = Counter(now.owners if now else ())
    last = {one.person: one for one in sorted(signed, key=lambda one: one.n)}
    stands = {one.text("name") for one in last.values() if one.do == "take_on"}
    said = Counter(one.text("name") for one in signed if one.do == "take_on")
    struck = {one.text("name") for one in signed if one.do == "let_go" and one.args.get("name")}
    for name in said:
        shared = len({one.person for one in signed if one.do == "take_on" and one.text("name") == name}) > 1
        wanted = int(name in stands)
        lost = max(0, wanted - found[name]) if name not in struck and not shared else 0
        doubled = max(0, found[name] - max(wanted, int(shared)))
        if lost or doubled:
            told = ", ".join(f"{one.do} {one.args.get('name', '')!r} by {one.person} at {one.rev}" for one in signed)
            yield Differs(lost, doubled, f"owner {name!r} of {item} ({', '.join(found)}; {told})")
