"""What facilitators did to the agenda, to people and to the room itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from server.rehearse.kept import Differs, Kept, by_slot, last_of
from sessions.activity import typed
from sessions.records import Candidate, Person, Step
from sessions.room import Room
from sessions.wording import script_of

LIFE = ("open_step", "close_step", "reveal_step", "seal_step", "skip_step", "advance_step")
AFTER: dict[str, tuple[str, ...]] = {
    "open_step": ("open", "grace", "closed", "revealed", "sealed"),
    "advance_step": ("open", "grace", "closed", "revealed", "sealed"),
    "close_step": ("grace", "closed", "revealed", "sealed"),
    "reveal_step": ("revealed", "sealed"),
    "seal_step": ("sealed",),
    "skip_step": ("skipped",),
}
"""Where a step may be when this was the last thing that somebody did to its life: time goes on by itself."""
OF_STEP = ("title", "question", "instruction", "script", "minutes", "phase", "takes", "top")
OF_WORKSHOP = {"say_line": ("line", "text"), "play_music": ("music", "on"), "edit_workshop": ("title", "title")}


def differs(kept: list[Kept], room: Room) -> Iterator[Differs]:
    yield from _lives(kept, room)
    yield from _added(kept, room)
    yield from _edited(kept, room)
    yield from _pasted(kept, room)
    yield from _of_the_room(kept, room)
    yield from _shown(kept, room)


def _lives(kept: list[Kept], room: Room) -> Iterator[Differs]:
    for id, life in by_slot(kept, lambda one: str(one.args["id"]) if one.do in LIFE else None).items():
        step, last = room.get(id, Step), last_of(life)
        if step is None or not any(_is_there(one, step) for one in last):
            yield Differs(1, 0, f"{last[-1].do} of {id}")
            continue
        rounds = sum(one.do == "open_step" for one in life)
        if len(step.rounds) >= max(1, rounds):
            yield Differs(0, len(step.rounds) + 1 - rounds, f"rounds of {id}")


def _is_there(one: Kept, step: Step) -> bool:
    if step.state not in AFTER[one.do]:
        return False
    # Revealing an open step ends its stages.
    return one.do != "advance_step" or step.stage == one.args["stage"] or step.state in ("revealed", "sealed")


def _added(kept: list[Kept], room: Room) -> Iterator[Differs]:
    edits = [one for one in kept if one.do == "remove_step" or (one.do == "edit_step" and one.args.get("title"))]
    found = Counter(text for step in room.steps() for text in set(step.title.values()))
    for title, added in by_slot(kept, lambda one: one.text("title") if one.do == "add_step" else None).items():
        missing = max(0, len(added) - found[title] - len(edits))
        retitled = sum(title in _words(one, "title") for one in edits if one.do == "edit_step")
        if missing or found[title] > len(added) + retitled:
            yield Differs(missing, max(0, found[title] - len(added) - retitled), f"step {title[:40]!r}")


def _edited(kept: list[Kept], room: Room) -> Iterator[Differs]:
    removed = {one.args["id"] for one in kept if one.do == "remove_step"}
    for field in OF_STEP:
        edits = [one for one in kept if one.do == "edit_step" and one.args.get(field) is not None]
        for id, said in by_slot(edits, lambda one: str(one.args["id"])).items():
            step = room.get(id, Step)
            if id in removed:
                continue
            if step is None or not any(_says(_there(room, step, field), one, field) for one in last_of(said)):
                yield Differs(1, 0, f"{field} of {id}")


def _there(room: Room, step: Step, field: str) -> Any:
    script = script_of(room, step)
    return getattr(step, field) if field != "script" else script.text if script else {}


def _says(value: Any, one: Kept, field: str) -> bool:
    wanted = one.args[field]
    if isinstance(wanted, dict):
        return all(value.get(lang, "") == typed(text, 1_000_000, 0) for lang, text in wanted.items())
    if isinstance(value, dict):
        return one.text(field) in (value.values() or ("",))
    return bool(value == (tuple(wanted) if isinstance(value, tuple) else wanted))


def _words(one: Kept, field: str) -> set[str]:
    """What was said in whatever language."""
    said = one.args.get(field) or ""
    return {typed(text, 1_000_000, 0) for text in (said.values() if isinstance(said, dict) else (said,))}


def _pasted(kept: list[Kept], room: Room) -> Iterator[Differs]:
    changed = sum(
        one.do in ("edit_candidate", "merge_candidates", "split_candidate", "remove_candidates") for one in kept
    )
    for id, pasted in by_slot(kept, lambda one: str(one.args["id"]) if one.do == "paste_items" else None).items():
        step = room.get(id, Step)
        rounds = {step.round, *step.rounds} if step else set()
        offered = [c for c in room.every(Candidate) if c.step in rounds]
        wholes = {c.into for c in offered}
        found = Counter(c.text for c in offered if not c.from_ and c.id not in wholes)
        lists = [[line.strip() for line in str(one.args["lines"]).splitlines() if line.strip()] for one in pasted]
        wanted = Counter(line for lines in lists for line in dict.fromkeys(lines))
        for line, times in wanted.items():
            lost = times - found[line] if not changed else 0
            if lost > 0 or found[line] > times:
                yield Differs(max(0, lost), max(0, found[line] - times), f"line {line[:40]!r}")
    ticks = [one for one in kept if one.do == "tick_candidates"] if not changed else []
    for id in {str(id) for one in ticks for id in one.args["ids"]}:
        candidate, last = room.get(id, Candidate), last_of([one for one in ticks if id in one.args["ids"]])
        if candidate is not None and candidate.ticked not in {one.args["ticked"] for one in last}:
            yield Differs(1, 0, f"tick of {id}")


def _of_the_room(kept: list[Kept], room: Room) -> Iterator[Differs]:
    for do, said in by_slot(kept, lambda one: one.do if one.do in OF_WORKSHOP else None).items():
        field, arg = OF_WORKSHOP[do]
        wanted = {one.text(arg) if do != "play_music" else one.args[arg] for one in last_of(said)}
        if room.workshop.ended and do == "play_music":
            wanted.add(False)
        if getattr(room.workshop, field) not in wanted:
            yield Differs(1, 0, do)
    if any(one.do == "end_session" for one in kept) and not room.workshop.ended:
        yield Differs(1, 0, "end_session")
    for field, names in (("name", ("rename", "rename_person")), ("lang", ("set_language",))):
        named = [one for one in kept if one.do in names]
        for id, said in by_slot(named, lambda one: str(one.args.get("id", one.person))).items():
            person = room.get(id, Person)
            if person is not None and getattr(person, field) not in {one.text(field) for one in last_of(said)}:
                yield Differs(1, 0, f"{field} of {id}")


def _shown(kept: list[Kept], room: Room) -> Iterator[Differs]:
    for id, said in by_slot(kept, lambda one: str(one.args["id"]) if one.do in ("hide", "show") else None).items():
        record = room.records.get(id)
        if record is not None and getattr(record, "hidden", None) not in {one.do == "hide" for one in last_of(said)}:
            yield Differs(1, 0, f"{said[-1].do} of {id}")
