"""The life of a step: draft → open → grace → closed → revealed → sealed, and back again without destroying anything.

At 0:00 nothing closes by itself. *Close* starts 15 seconds of grace in which every action of the step still counts;
the moment it ends is kept in the record (`due`), so that a restart honours it. Before it is sealed a step re-opens as
it was; after that a new round starts and the sealed one stays.
"""

from __future__ import annotations

from typing import ClassVar

import msgspec

from sessions import activity as life
from sessions import contacts
from sessions.activities import ACTIVITIES
from sessions.activity import HOST, Action, By, Life, Refused
from sessions.agenda import MOST_ROUNDS
from sessions.candidates import came_in_grace, items_of
from sessions.few import counted
from sessions.records import ALL, NOTHING, Change, Item, Step, Workshop, put
from sessions.room import Room
from sessions.sealing import sealed

GRACE_MS = 15_000
DOUBLE_MS = 700
SEAL_AFTER_MS = 600_000
MINUTE_MS = 60_000


class _StepAction(Action, frozen=True):
    id: str
    roles: ClassVar[frozenset[str]] = frozenset({HOST})


class OpenStep(_StepAction, frozen=True):
    """Opens a step, re-opens it as it was, or starts a new round of a sealed one."""


class CloseStep(_StepAction, frozen=True):
    """Starts the grace; in grace it ends it."""


class RevealStep(_StepAction, frozen=True):
    anyway: bool = False


class SealStep(_StepAction, frozen=True):
    pass


class SkipStep(_StepAction, frozen=True):
    pass


class UnskipStep(_StepAction, frozen=True):
    """Puts a skipped step back on the agenda."""


class AdvanceStep(_StepAction, frozen=True):
    stage: str


class AdjustTimer(_StepAction, frozen=True):
    seconds: int


class PauseTimer(_StepAction, frozen=True):
    paused: bool


class EndSession(Action, frozen=True):
    roles: ClassVar[frozenset[str]] = frozenset({HOST})


class Tick(Action, frozen=True):
    """The house: what time itself does."""

    roles: ClassVar[frozenset[str]] = frozenset({life.HOUSE})


def step_with(room: Room, id: str) -> Step:
    step = room.get(id, Step)
    if step is None:
        raise Refused("unknown_step")
    return step


def lived(room: Room, step: Step, event: Life, by: By) -> Change:
    """The step's new state, and what its activity makes of the event."""
    module = ACTIVITIES.get(step.activity)
    follows: Change = module.decide(room, step, event, by) if module else NOTHING
    return put(step) + follows


def _timer(step: Step, by: By) -> int:
    return by.at + step.minutes * MINUTE_MS if step.minutes else 0


def open_step(room: Room, action: OpenStep, by: By) -> Change:
    step = step_with(room, action.id)
    if room.workshop.ended:
        raise Refused("ended")
    if step.activity not in ACTIVITIES:
        raise Refused("unknown_activity", activity=step.activity)
    if step.state == "open":
        raise Refused("already_open")
    change = put(msgspec.structs.replace(room.workshop, now=step.id))
    for other in room.steps():
        if other.state == "open" and other.id != step.id:
            change += put(_in_grace(other, by))
    if step.state in ("draft", "skipped", "sealed"):
        return change + _begun(room, step, by)
    if step.state == "revealed":
        change += put(counted(room, step))
    again = msgspec.structs.replace(step, state="open", due=0, closed=0, ends=0, left=0)
    return change + lived(room, again, life.Reopen(), by)


def _begun(room: Room, step: Step, by: By) -> Change:
    """A first round, or a new one after a sealed round (with the same items)."""
    module = ACTIVITIES[step.activity]
    if step.state == "sealed":
        if len(step.rounds) + 1 >= MOST_ROUNDS:
            raise Refused("too_many", most=MOST_ROUNDS)
        round = by.dice.id()
        new = [msgspec.structs.replace(i, id=by.dice.id(), step=round) for i in room.of(step.round, Item)]
        items, made = sorted(new, key=lambda item: item.order), NOTHING
        step = msgspec.structs.replace(step, round=round, rounds=(*step.rounds, step.round))
    else:
        items, candidates, cuts = items_of(room, step, step.round, by)
        made = put(*candidates, *cuts)
    stages: tuple[str, ...] = getattr(module, "STAGES", ("",))
    opened = msgspec.structs.replace(
        step, see=ALL, state="open", opened=by.at, closed=0, ends=_timer(step, by), left=0, due=0, stage=stages[0]
    )
    begun: Change = module.begin(room, opened, items, by)
    return made + put(opened, *items) + begun


def _in_grace(step: Step, by: By) -> Step:
    return msgspec.structs.replace(step, state="grace", due=by.at + GRACE_MS, ends=0, left=0)


def _closed(room: Room, step: Step, by: By) -> Change:
    done = msgspec.structs.replace(step, state="closed", due=0, closed=by.at, ends=0, left=0)
    return lived(room, done, life.Close(), by)


def _grace_over(room: Room, step: Step, by: By) -> Change:
    return _closed(room, step, by) + came_in_grace(room, step, by)


def close_step(room: Room, action: CloseStep, by: By) -> Change:
    step = step_with(room, action.id)
    if step.state == "open":
        return put(_in_grace(step, by))
    if step.state == "grace":
        # Two facilitators at once, or a double click: everybody keeps the grace that one of them has just begun.
        return NOTHING if by.at < step.due - GRACE_MS + DOUBLE_MS else _grace_over(room, step, by)
    raise Refused("not_open")


def reveal_step(room: Room, action: RevealStep, by: By) -> Change:
    step = step_with(room, action.id)
    if step.state not in ("open", "grace", "closed"):
        raise Refused("not_closed")
    shown = msgspec.structs.replace(
        step, state="revealed", due=by.at + SEAL_AFTER_MS, closed=step.closed or by.at, ends=0, left=0
    )
    late = came_in_grace(room, step, by) if step.state == "grace" else NOTHING
    return lived(room, shown, life.Reveal(anyway=action.anyway), by) + late


def seal(room: Room, step: Step, by: By) -> Change:
    module = ACTIVITIES.get(step.activity)
    last = module.decide(room, step, life.Seal(), by) if module else NOTHING
    return sealed(room, msgspec.structs.replace(step, state="sealed", due=0, ends=0, left=0), last, by)


def seal_step(room: Room, action: SealStep, by: By) -> Change:
    step = step_with(room, action.id)
    if step.state not in ("closed", "revealed"):
        raise Refused("not_closed")
    return seal(room, step, by)


def skip_step(room: Room, action: SkipStep, by: By) -> Change:
    step = step_with(room, action.id)
    if step.state != "draft":
        raise Refused("already_open")
    return put(msgspec.structs.replace(step, state="skipped"))


def unskip_step(room: Room, action: UnskipStep, by: By) -> Change:
    step = step_with(room, action.id)
    if step.state != "skipped":
        raise Refused("not_skipped")
    return put(msgspec.structs.replace(step, state="draft"))


def advance_step(room: Room, action: AdvanceStep, by: By) -> Change:
    step = step_with(room, action.id)
    stages: tuple[str, ...] = getattr(ACTIVITIES.get(step.activity), "STAGES", ())
    if step.state != "open":
        raise Refused("not_open")
    if action.stage not in stages:
        raise Refused("unknown_stage")
    return lived(room, msgspec.structs.replace(step, stage=action.stage), life.Advance(stage=action.stage), by)


def adjust_timer(room: Room, action: AdjustTimer, by: By) -> Change:
    step = step_with(room, action.id)
    if step.state != "open":
        raise Refused("not_open")
    if abs(action.seconds) > 24 * 3600:
        raise Refused("malformed")
    by_ms = action.seconds * 1000
    if step.left:
        return put(msgspec.structs.replace(step, left=max(1000, step.left + by_ms)))
    return put(msgspec.structs.replace(step, ends=max(by.at, max(step.ends, by.at) + by_ms)))


def pause_timer(room: Room, action: PauseTimer, by: By) -> Change:
    step = step_with(room, action.id)
    if step.state != "open":
        raise Refused("not_open")
    if action.paused and step.ends > by.at:
        return put(msgspec.structs.replace(step, left=step.ends - by.at, ends=0))
    if not action.paused and step.left:
        return put(msgspec.structs.replace(step, left=0, ends=by.at + step.left))
    return NOTHING


def end_session(room: Room, action: EndSession, by: By) -> Change:
    """Ends the session: what is open closes, every step is sealed, and all see the result."""
    if room.workshop.ended:
        return NOTHING
    change: Change = put(_ended(room.workshop))
    for step in room.steps():
        if step.state in ("open", "grace"):
            closing = _closed(room, step, by)
            change += closing
            after = Room()
            after.restore(room, room.rev)
            after.apply(closing, room.rev + 1)
            change += seal(after, after.get(step.id, Step) or step, by)
        elif step.state in ("closed", "revealed"):
            change += seal(room, step, by)
    return change


def _ended(workshop: Workshop) -> Workshop:
    return msgspec.structs.replace(workshop, ended=True, music=False)


def tick(room: Room, action: Tick, by: By) -> Change:
    """Grace that is over closes; what was revealed ten minutes ago is sealed; contacts go when their day has come."""
    if (gone := contacts.expired(room, by.at)) != NOTHING:
        return gone
    for step in room.steps():
        if step.due and step.due <= by.at:
            if step.state == "grace":
                return _grace_over(room, step, by)
            if step.state == "revealed":
                return seal(room, step, by)
            return put(msgspec.structs.replace(step, due=0))
    return NOTHING
