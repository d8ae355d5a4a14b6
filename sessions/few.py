"""Small groups: a figure about fewer than five people may show who they are, so it is asked for twice or not given.

Exact are only those that say nothing about what somebody said: who is here, who is done, how many took part.
"""

from __future__ import annotations

from collections.abc import Iterable

from sessions.activity import Refused, Reveal
from sessions.records import Record, Step
from sessions.room import Room

FEW = 5


def check_reveal(room: Room, step: Step, kind: type[Record], shown: Record | None, reveal: Reveal) -> None:
    """Raises `few_voters` when the result of these ballots needs the facilitator's word: so few cast one, or so few did
    since the result was `shown` last that the difference between the two would be theirs."""
    ballots = room.of(step.round, kind)
    few = 0 < len(ballots) < FEW
    if shown is not None:
        as_shown = sum(ballot.rev <= shown.rev for ballot in ballots)
        few = few or 0 < max(len(ballots) - as_shown, getattr(shown, "voters", 0) - as_shown) < FEW
    if few and not reveal.anyway:
        raise Refused("few_voters", few=FEW)


def tells_nobody(counts: Iterable[int]) -> bool:
    """May these counts of people, which together are a whole, be shown? If one cell is few, all of them stay hidden:
    what is left out could be worked out from the rest."""
    return not any(0 < count < FEW for count in counts)
