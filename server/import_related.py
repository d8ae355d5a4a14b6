"""What the records of an import say of each other, once each of them is good by itself."""

from __future__ import annotations

import msgspec

from server.import_damaged import Damaged
from sessions.activities import ACTIVITIES
from sessions.agenda import MOST_STEPS
from sessions.evidence import rounds_of
from sessions.records import AnyRecord, Change, Errand, Progress, Script, Step, Workshop
from sessions.room import Room

OWNERS = {
    "at": "placement",
    "backstage": "backstage",
    "board": "board",
    "by": "byline",
    "counted": "counted",
    "next": "next_step",
    "picks": "pick_tally",
    "progress": "progress",
    "scales": "scales",
    "tally": "tally",
}
"""How ids begin by which the core and the activities look a record up, and the kind that alone may have such an id."""
AT_WORK = frozenset({"open", "grace", "closed", "revealed"})


def owned_id(id: str) -> str:
    """The kind whose ids are of this form; "" for ids that anything may have."""
    if id == "workshop":
        return "workshop"
    prefix, hyphen, _ = id.partition("-")
    return OWNERS.get(prefix, "") if hyphen else ""


def related(records: list[AnyRecord], places: dict[str, str]) -> None:
    """What records say of each other: the workshop, its agenda, and to which round each belongs."""
    if not any(isinstance(record, Workshop) for record in records):
        raise Damaged("records", "workshop")
    steps = {record.id: record for record in records if isinstance(record, Step)}
    if len(steps) > MOST_STEPS:
        raise Damaged("records", "steps", most=MOST_STEPS)
    rounds = _rounds(steps, places)
    _takes(steps, places)
    _errands(records, steps, places)
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


def _errands(records: list[AnyRecord], steps: dict[str, Step], places: dict[str, str]) -> None:
    """Work that a step waits for is begun again here: one errand for each step that is at work, and no other."""
    at_work = {
        step.round: step
        for step in steps.values()
        if step.state in AT_WORK and hasattr(ACTIVITIES.get(step.activity), "errand_payload")
    }
    for errand in records:
        if isinstance(errand, Errand) and (errand.state != "wanted" or at_work.pop(errand.step, None) is None):
            raise Damaged(f"{places[errand.id]}.kind", "never", kind="errand")


def told(change: Change, places: dict[str, str]) -> None:
    """Every opened round gives its outcome, or the room would come in but could not be shown or exported again."""
    room = Room()
    room.apply(change, 1)
    for step in room.steps():
        if step.activity not in ACTIVITIES:
            continue
        for round in rounds_of(step):
            try:
                ACTIVITIES[step.activity].outcome(room, msgspec.structs.replace(step, round=round))
            except (LookupError, TypeError, ValueError, ArithmeticError, AttributeError, RecursionError) as wrong:
                raise Damaged(places[step.id], "outcome", activity=step.activity) from wrong
