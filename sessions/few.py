"""Small groups: a figure about fewer than five people may show who they are, so it is asked for twice or not given.

Exact are only those that say nothing about what somebody said: who is here, who is done, how many took part.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from sessions.activity import Refused, Reveal, progress_of
from sessions.records import NONE, Record, Step, register
from sessions.room import Room

FEW = 5


class Counted(Record, frozen=True, kw_only=True):
    """How many had answered when the result was shown last. Put when the step is opened again; its rev says when."""

    voters: int
    purged: ClassVar[bool] = True


register((Counted,))


def counted(room: Room, step: Step) -> Counted:
    """What to remember of a revealed step that goes on."""
    return Counted(id=f"counted-{step.round}", see=NONE, step=step.round, voters=progress_of(room, step).voters)


def check_reveal(room: Room, step: Step, kind: type[Record], reveal: Reveal) -> None:
    """Raises `few_voters` when the result of these ballots needs the facilitator's word: so few cast one, or so few did
    since the result was shown last that the difference between the two would be theirs."""
    ballots = room.of(step.round, kind)
    few = 0 < len(ballots) < FEW
    if (last := room.one(step.round, Counted)) is not None:
        as_shown = sum(ballot.rev <= last.rev for ballot in ballots)
        few = few or 0 < max(len(ballots) - as_shown, last.voters - as_shown) < FEW
    if few and not reveal.anyway:
        raise Refused("few_voters", few=FEW)


def tells_nobody(counts: Iterable[int]) -> bool:
    """May these counts of people, which together are a whole, be shown? If one cell is few, all of them stay hidden:
    what is left out could be worked out from the rest."""
    return not any(0 < count < FEW for count in counts)
