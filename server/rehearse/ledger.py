"""What must be there: every action that was told *kept*, held against what a room shows.

Each kind of action says how its effect is found again. What one person's later action replaced (a changed pick, an
edited idea) counts by its last word; hidden ballots are counted through the revealed totals.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any

import msgspec

from server.rehearse.seat import Asked
from sessions.records import Progress, Record
from sessions.room import Room


class Kept(msgspec.Struct, frozen=True):
    """One kept action: who, what, at which rev."""

    person: str
    do: str
    step: str
    args: dict[str, Any]
    rev: int


class Finding(msgspec.Struct, frozen=True):
    """`lost` and `doubled` count actions; `why` names each."""

    lost: int
    doubled: int
    why: tuple[str, ...]


TEXTS = {
    "add_idea": "idea", "answer_warm_up": "warm_up", "note_down": "remark", "write_first_act": "next_step",
    "hand_over": "handed",
}  # fmt: skip
FIELD = {"next_step": "first_act"}
BALLOTS = {
    "place_dots": ("tally", "totals"),
    "pick_thesis": ("pick_tally", "totals"),
    "give_feedback": ("scales", "spread"),
}


def kept_of(person: str, asked: Iterable[Asked]) -> list[Kept]:
    return [Kept(person, one.do, one.step, one.args, one.rev) for one in asked]


def _records(room: Room, kind: str) -> list[Any]:
    return [record for record in room if isinstance(record, Record) and record.__struct_config__.tag == kind]


def hold(kept: Iterable[Kept], room: Room) -> Finding:
    """Compares with `room`, what the facilitators see once every step is revealed."""
    ordered = sorted(kept, key=lambda one: one.rev)
    why: list[str] = []
    lost = doubled = 0
    for found_lost, found_doubled, what in (
        *_texts(ordered, room),
        *_edits(ordered, room),
        *_ballots(ordered, room),
        *_done(ordered, room),
    ):
        lost += found_lost
        doubled += found_doubled
        if found_lost or found_doubled:
            why.append(f"{what}: {found_lost} lost, {found_doubled} doubled")
    return Finding(lost, doubled, tuple(why))


def _last_words(ordered: list[Kept]) -> dict[str, Counter[str]]:
    """Kind → texts that must be there, as often as they were kept and not replaced since."""
    there: dict[str, Counter[str]] = defaultdict(Counter)
    own: dict[tuple[str, ...], str] = {}
    for one in ordered:
        kind = TEXTS.get(one.do)
        if kind is None:
            continue
        text = str(one.args.get("text", "")).strip()
        one_each = {
            "answer_warm_up": (one.person, one.step, one.do),
            "write_first_act": (str(one.args.get("item")), one.do),
        }
        if (slot := one_each.get(one.do)) is not None:
            if slot in own:
                there[kind][own[slot]] -= 1
            own[slot] = text
        there[kind][text] += 1
    return there


def _texts(ordered: list[Kept], room: Room) -> Iterable[tuple[int, int, str]]:
    edited = {str(one.args.get("id", "")) for one in ordered if one.do in ("edit_idea", "withdraw_idea", "strike_out")}
    for kind, wanted in _last_words(ordered).items():
        records = [record for record in _records(room, kind) if record.id not in edited]
        found = Counter(getattr(record, FIELD.get(kind, "text")) for record in records)
        spare = len(edited)
        for text, times in wanted.items():
            missing = max(0, times - found[text])
            forgiven = min(missing, spare)
            spare -= forgiven
            yield missing - forgiven, max(0, found[text] - times) if times else 0, f"{kind} {text[:40]!r}"


def _edits(ordered: list[Kept], room: Room) -> Iterable[tuple[int, int, str]]:
    """An edited idea reads as its last edit says, unless it was withdrawn."""
    withdrawn = {str(one.args["id"]) for one in ordered if one.do == "withdraw_idea"}
    last = {str(one.args["id"]): str(one.args["text"]).strip() for one in ordered if one.do == "edit_idea"}
    for id, text in last.items():
        record = room.records.get(id)
        if id not in withdrawn and getattr(record, "text", None) != text:
            yield 1, 0, f"edit of {id}"
    for id in withdrawn:
        if id in room.records:
            yield 1, 0, f"withdrawal of {id}"


def _ballots(ordered: list[Kept], room: Room) -> Iterable[tuple[int, int, str]]:
    last: dict[tuple[str, str, str], Kept] = {}
    for one in ordered:
        if one.do in BALLOTS:
            last[one.do, one.step, one.person] = one
    wanted: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for (do, step, _), one in last.items():
        wanted[do, step].update(_marks(do, one.args))
    for (do, step), counts in wanted.items():
        kind, field = BALLOTS[do]
        results = [record for record in _records(room, kind) if record.step == step]
        if not results:
            yield sum(counts.values()), 0, f"{kind} of {step} is not there"
            continue
        found = Counter(_flat(getattr(results[0], field)))
        for mark in counts.keys() | found.keys():
            yield max(0, counts[mark] - found[mark]), max(0, found[mark] - counts[mark]), f"{kind} {mark}"


def _marks(do: str, args: dict[str, Any]) -> Counter[str]:
    if do == "place_dots":
        return Counter({id: n for id, n in args["dots"].items() if n})
    if do == "pick_thesis":
        return Counter([args["item"]])
    return Counter(f"{scale}/{value}" for scale, value in args["scales"].items())


def _flat(totals: dict[str, Any]) -> dict[str, int]:
    flat: dict[str, int] = {}
    for key, value in totals.items():
        flat |= {f"{key}/{inner}": n for inner, n in value.items()} if isinstance(value, dict) else {key: value}
    return flat


def _done(ordered: list[Kept], room: Room) -> Iterable[tuple[int, int, str]]:
    says = {(one.step, one.person): bool(one.args["done"]) for one in ordered if one.do == "mark_done"}
    wanted = Counter(step for (step, _), done in says.items() if done)
    for progress in room.every(Progress):
        want, have = wanted[progress.step], progress.done
        yield max(0, want - have), max(0, have - want), f"done of {progress.step}"
    for step in wanted.keys() - {progress.step for progress in room.every(Progress)}:
        yield wanted[step], 0, f"done of {step}"


def same(one: Room, other: Room, topics: Iterable[str]) -> list[str]:
    """What two copies of a room do not hold alike in these topics (ids); empty = equal, record by record."""
    differ: list[str] = []
    for see in topics:
        ids = one.topic(see).revs.keys() | other.topic(see).revs.keys()
        differ += [id for id in ids if one.records.get(id) != other.records.get(id)]
    return differ
