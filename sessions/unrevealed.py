"""Whether something was given in a step that stays with its authors until the reveal: exports count it and do not hold it.

An activity says so by its secret actions, and by the stages in which they are.
"""

from __future__ import annotations

from sessions.activity import Action, progress_of
from sessions.records import Step
from sessions.room import Room

RUNNING = frozenset({"open", "grace", "closed"})


def unrevealed(room: Room, step: Step, activity: object) -> bool:
    counts = progress_of(room, step)
    given = counts.count + counts.voters > 0
    return given and step.state in RUNNING and step.stage in secret_stages(activity)


def secret_stages(activity: object) -> tuple[str, ...]:
    """The stages in which what an activity's secret actions say is secret: all, unless it names them."""
    if not secret_actions(activity):
        return ()
    stages: tuple[str, ...] = getattr(activity, "STAGES", ("",))
    return getattr(activity, "SECRET_STAGES", stages)


def secret_actions(activity: object) -> list[type[Action]]:
    """The actions whose content must not leave before the reveal."""
    own = [kind for kind in getattr(activity, "__dict__", {}).values() if isinstance(kind, type)]
    mine = [kind for kind in own if issubclass(kind, Action) and kind.__module__ == getattr(activity, "__name__", "")]
    return [action for action in mine if action.secret]
