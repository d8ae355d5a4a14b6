"""The agenda and the room as the facilitators edit them: steps, texts, order, one line to all."""

from __future__ import annotations

from typing import Any, ClassVar

import msgspec

from sessions import anonymity
from sessions.activities import ACTIVITIES, whole_settings
from sessions.activity import HOST, Action, By, Refused, progress_of, typed
from sessions.records import HOSTS, NOTHING, Candidate, Change, Script, Step, put
from sessions.room import Room
from sessions.wording import Words, said, scripted

PHASES = ("open", "discover", "define", "develop", "deliver", "close")
TITLE_LENGTH, TEXT_LENGTH = 120, 2000
MOST_STEPS = 100
MOST_ROUNDS = 50
LONGEST_MINUTES = 24 * 60
DAY_MS = 24 * 3600 * 1000
LEAST_DAYS, MOST_DAYS = 1, 730
"""How long a room may be kept from the day on which its facilitators say so."""


class _Host(Action, frozen=True):
    roles: ClassVar[frozenset[str]] = frozenset({HOST})


class AddStep(_Host, frozen=True):
    """A new draft step behind the step `after` ("" = first); its words are in the room's language."""

    activity: str
    title: str
    after: str = ""
    phase: str = "discover"
    minutes: int = 5
    question: str = ""


class EditStep(_Host, frozen=True):
    """Changes what is given. The script is for the facilitators alone.

    Settings only until the first contribution; but an opened step may at any time become more anonymous, never less.
    """

    id: str
    title: Words | None = None
    question: Words | None = None
    instruction: Words | None = None
    script: Words | None = None
    minutes: int | None = None
    phase: str | None = None
    settings: dict[str, Any] | None = None
    takes: tuple[str, ...] | None = None
    top: int | None = None


class RemoveStep(_Host, frozen=True):
    id: str


class MoveStep(_Host, frozen=True):
    id: str
    after: str = ""


class EditWorkshop(_Host, frozen=True):
    """Changes what is given; `keep_days` = erase all of it so many days from now."""

    title: str | None = None
    keep_days: int | None = None


class SayLine(_Host, frozen=True):
    """One line to everybody; empty takes it away."""

    text: str


class PlayMusic(_Host, frozen=True):
    on: bool


def _place_after(room: Room, after: str, moving: str = "") -> float:
    steps = [step for step in room.steps() if step.id != moving]
    orders = [step.order for step in steps]
    if not after:
        return (orders[0] - 1.0) if orders else 1.0
    at = next((n for n, step in enumerate(steps) if step.id == after), None)
    if at is None:
        raise Refused("unknown_step")
    return (orders[at] + orders[at + 1]) / 2 if at + 1 < len(orders) else orders[at] + 1.0


def _minutes(minutes: int) -> int:
    if not 0 <= minutes <= LONGEST_MINUTES:
        raise Refused("out_of_range", least=0, most=LONGEST_MINUTES)
    return minutes


def add_step(room: Room, action: AddStep, by: By) -> Change:
    if action.activity not in ACTIVITIES:
        raise Refused("unknown_activity", activity=action.activity[:40])
    if action.phase not in PHASES:
        raise Refused("malformed")
    if len(room.steps()) >= MOST_STEPS:
        raise Refused("too_many", most=MOST_STEPS)
    id, round, lang = by.dice.id(), by.dice.id(), room.workshop.lang
    question = typed(action.question, TEXT_LENGTH, 0)
    return put(
        Step(
            id=id, see=HOSTS, key=id, phase=action.phase, activity=action.activity, round=round,
            title={lang: typed(action.title, TITLE_LENGTH)}, minutes=_minutes(action.minutes),
            question={lang: question} if question else {},
            settings=whole_settings(action.activity, {}), order=_place_after(room, action.after),
        )
    )  # fmt: skip


def _settings(step: Step, room: Room, settings: dict[str, Any]) -> dict[str, Any]:
    """Settings as the activity reads them. Raises `wrong_setting`, and what `_may_change` raises."""
    module = ACTIVITIES.get(step.activity)
    if module is None:
        raise Refused("unknown_activity", activity=step.activity)
    try:
        read = msgspec.convert({**step.settings, **settings}, module.Settings)
    except msgspec.ValidationError as wrong:
        raise Refused("wrong_setting", why=str(wrong)) from wrong
    plain: dict[str, Any] = msgspec.to_builtins(read)
    if step.state not in ("draft", "skipped"):
        _may_change(room, step, plain)
    return plain


def _may_change(room: Room, step: Step, settings: dict[str, Any]) -> None:
    """Of an opened step, anonymity only gets stricter, and the rest stays from the first contribution on.

    Raises `only_stricter`, `settings_locked`.
    """
    anonymity.check_stricter(step.settings, settings)
    counts = progress_of(room, step)
    if not (counts.count or counts.voters or step.state != "open"):
        return
    if any(settings[key] != step.settings.get(key) for key in settings if key != "anonymity"):
        raise Refused("settings_locked")


def _takes(room: Room, step: Step, takes: tuple[str, ...]) -> tuple[str, ...]:
    earlier = {other.key for other in room.steps() if other.order < step.order}
    if not set(takes) <= earlier or len(takes) > MOST_STEPS:
        raise Refused("takes_earlier")
    return tuple(dict.fromkeys(takes))


def edit_step(room: Room, action: EditStep, by: By) -> Change:
    step = room.get(action.id, Step)
    if step is None:
        raise Refused("unknown_step")
    if step.state == "sealed":
        raise Refused("sealed")
    lang = room.workshop.lang
    edited: dict[str, Any] = {}
    for field, most in (("title", TITLE_LENGTH), ("question", TEXT_LENGTH), ("instruction", TEXT_LENGTH)):
        if (text := getattr(action, field)) is not None:
            edited[field] = said(getattr(step, field), text, lang, most, 1 if field == "title" else 0)
    if action.minutes is not None:
        edited["minutes"] = _minutes(action.minutes)
    if action.phase is not None:
        if action.phase not in PHASES:
            raise Refused("malformed")
        edited["phase"] = action.phase
    if action.settings is not None:
        edited["settings"] = _settings(step, room, action.settings)
    if action.takes is not None or action.top is not None:
        if step.state != "draft":
            raise Refused("already_open")
        edited["takes"] = step.takes if action.takes is None else _takes(room, step, action.takes)
        edited["top"] = step.top if action.top is None else max(0, action.top)
    new = msgspec.structs.replace(step, **edited)
    stricter = anonymity.level_of(new) != anonymity.level_of(step) and step.state not in ("draft", "skipped")
    change = (put(new) if edited else NOTHING) + (anonymity.withheld(room, new) if stricter else NOTHING)
    return change + (NOTHING if action.script is None else scripted(room, step, action.script, by))


def remove_step(room: Room, action: RemoveStep, by: By) -> Change:
    """Removes a step that was never opened. What has been opened is skipped or left, never destroyed."""
    step = room.get(action.id, Step)
    if step is None:
        raise Refused("unknown_step")
    if step.state not in ("draft", "skipped") or step.rounds:
        raise Refused("already_open")
    gone = [candidate.id for candidate in room.of(step.round, Candidate)]
    scripts = [script.id for script in room.every(Script) if script.of == step.id]
    takers = [
        msgspec.structs.replace(other, takes=tuple(key for key in other.takes if key != step.key))
        for other in room.steps()
        if step.key in other.takes and other.state == "draft"
    ]
    return Change(put=tuple(takers), delete=(step.id, *gone, *scripts))


def move_step(room: Room, action: MoveStep, by: By) -> Change:
    step = room.get(action.id, Step)
    if step is None:
        raise Refused("unknown_step")
    if action.after == step.id:
        raise Refused("malformed")
    moved = msgspec.structs.replace(step, order=_place_after(room, action.after, step.id))
    orders = {other.key: other.order for other in room.steps()} | {step.key: moved.order}
    for other in [moved, *(o for o in room.steps() if o.id != step.id and o.state == "draft")]:
        if other.state == "draft" and any(orders.get(key, -1e9) >= orders[other.key] for key in other.takes):
            raise Refused("takes_earlier")
    return put(moved)


def edit_workshop(room: Room, action: EditWorkshop, by: By) -> Change:
    edited: dict[str, Any] = {}
    if action.title is not None:
        edited["title"] = typed(action.title, TITLE_LENGTH)
    if action.keep_days is not None:
        if not LEAST_DAYS <= action.keep_days <= MOST_DAYS:
            raise Refused("out_of_range", least=LEAST_DAYS, most=MOST_DAYS)
        edited["delete_on"] = by.at + action.keep_days * DAY_MS
    return put(msgspec.structs.replace(room.workshop, **edited)) if edited else NOTHING


def say_line(room: Room, action: SayLine, by: By) -> Change:
    return put(msgspec.structs.replace(room.workshop, line=typed(action.text, 280, 0), line_at=by.at))


def play_music(room: Room, action: PlayMusic, by: By) -> Change:
    return put(msgspec.structs.replace(room.workshop, music=action.on))
