"""Takes an action to where it is decided: people, agenda, the life of steps, candidates, or the open step's activity.

Here, and nowhere else, it is checked who may do what and in which state of the step. Every refusal is a `Refused` with
a stable code; the sentence in the person's language is found outside.
"""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType
from typing import Any

import msgspec

from sessions import agenda, candidates, contacts, forgetting, hiding, merging, people, steps, taking_back
from sessions.activities import ACTIVITIES
from sessions.activity import HOUSE, Action, By, Deliver, Refused
from sessions.records import Change, Errand, Step
from sessions.room import Room


def _actions(module: ModuleType) -> dict[str, type[Action]]:
    own = (value for value in vars(module).values() if isinstance(value, type) and issubclass(value, Action))
    return {a.do(): a for a in own if a.__module__ == module.__name__ and not a.__name__.startswith("_")}


CORE: dict[str, tuple[type[Action], Callable[..., Change]]] = {
    do: (action, getattr(module, do))
    for module in (people, agenda, candidates, merging, steps, hiding, taking_back, forgetting, contacts)
    for do, action in _actions(module).items()
}
"""Actions that need no step: name on the wire → (type, function of the same name)."""

OF_ACTIVITY: dict[str, dict[str, type[Action]]] = {kind: _actions(module) for kind, module in ACTIVITIES.items()}
"""Activity → its actions by their name on the wire."""


def _read(action: type[Action], args: dict[str, Any]) -> Action:
    try:
        return msgspec.convert(args, action)
    except msgspec.ValidationError as wrong:
        raise Refused("malformed", why=str(wrong)) from wrong


def decide(room: Room, do: str, step: str, args: dict[str, Any], by: By) -> Change:
    """What changes when `by` asks to `do` this with `args` in the round `step` ("" = none).

    Raises `Refused`: `unknown_action`, `not_yours` (role), `late` / `not_open` (state of the step), `malformed`, and
    what the action itself refuses.
    """
    if do == "deliver":
        return _delivered(room, args, by)
    if do in CORE:
        action, function = CORE[do]
        if by.role not in action.roles:
            raise Refused("not_yours")
        read = _read(action, args)
        return function(room, step, read, by) if action is people.MarkDone else function(room, read, by)
    return _decided_by_activity(room, do, step, args, by)


def _decided_by_activity(room: Room, do: str, round: str, args: dict[str, Any], by: By) -> Change:
    step = room.step_of(round)
    if step is None or do not in OF_ACTIVITY.get(step.activity, {}):
        if not any(do in actions for actions in OF_ACTIVITY.values()):
            raise Refused("unknown_action", do=do[:40])
        raise Refused("unknown_step")
    action = OF_ACTIVITY[step.activity][do]
    if by.role not in action.roles:
        raise Refused("not_yours")
    if step.round != round or step.state not in action.states:
        raise Refused("not_open" if step.round == round and step.state in ("draft", "skipped") else "late")
    change: Change = ACTIVITIES[step.activity].decide(room, step, _read(action, args), by)
    return change


def _delivered(room: Room, args: dict[str, Any], by: By) -> Change:
    """The result of an errand: to the activity that asked, and the errand is gone."""
    errand = room.get(str(args.get("errand", "")), Errand)
    if by.role != HOUSE or errand is None:
        raise Refused("unknown_action", do="deliver")
    step = room.step_of(errand.step)
    gone = Change(delete=(errand.id,))
    if step is None or step.round != errand.step or step.state == "sealed":
        return gone
    event = Deliver(errand=errand.id, result=args.get("result"))
    change: Change = ACTIVITIES[step.activity].decide(room, step, event, by)
    return gone + change


def errand_of(room: Room, errand: Errand) -> tuple[str, Any] | None:
    """(activity, payload) of wanted work; None when nobody wants it any more."""
    step: Step | None = room.step_of(errand.step)
    module = ACTIVITIES.get(step.activity) if step else None
    if step is None or module is None or not hasattr(module, "errand_payload"):
        return None
    return step.activity, module.errand_payload(room, step)


def run_errand(activity: str, payload: Any) -> Any:
    """Does the work; runs in another process."""
    return ACTIVITIES[activity].errand(payload)


join, known, role_of_key, topics = people.join, people.known, people.role_of_key, people.topics
"""The door of a room, for who stands at it."""
