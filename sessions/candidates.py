"""What a step takes from earlier ones: candidates that the facilitators see, untick, edit and merge before it opens.

A step names the steps it `takes` from; each gives rows (ideas, piles with their loners, options with votes) and the
step may take only the `top` of them. Where the line runs through a tie all tied ones are in, and what the facilitator
makes of it is recorded (`cut`). On opening, the ticked candidates become the step's items; what comes in while the step
before it still closes joins them when it has closed. Making one of several is in `merging`; what went into one is offered
no more, and stays.
Source: the tie rule of dot voting, domain table "Voting and aggregation", row "Narrow many ideas".
"""

from __future__ import annotations

import re
from typing import ClassVar

import msgspec

from sessions.activities import ACTIVITIES
from sessions.activity import HOST, Action, By, Outcome, Refused, Row, typed
from sessions.records import HOSTS, NOTHING, Candidate, Change, Cut, Item, Step, put
from sessions.room import Room

LINE_LENGTH = 2000
MOST = 500
LIST_MARK = re.compile(r"^\s*(?:[-–•*·]|\d{1,3}[.)])\s+")
"""What a copied list puts before each item: a dash, a bullet, "1." or "1)"."""


class _Host(Action, frozen=True):
    roles: ClassVar[frozenset[str]] = frozenset({HOST})


class PrepareStep(_Host, frozen=True):
    """Collects what the step takes from the steps before it, as they stand now."""

    id: str


class PasteItems(_Host, frozen=True):
    """One line = one item; the marks of a copied list ("1.", "-", "•") are left out, and so is a line that was there."""

    id: str
    lines: str


class TickCandidates(_Host, frozen=True):
    ids: tuple[str, ...]
    ticked: bool


class EditCandidate(_Host, frozen=True):
    id: str
    text: str


class RemoveCandidates(_Host, frozen=True):
    """A merged one goes with all that went into it."""

    ids: tuple[str, ...]


def outcome_of(room: Room, step: Step, round: str = "") -> Outcome:
    """What a step (or one past round of it) gives, from the records that `room` holds."""
    module = ACTIVITIES.get(step.activity)
    if module is None or step.state in ("draft", "skipped"):
        return Outcome()
    outcome: Outcome = module.outcome(room, msgspec.structs.replace(step, round=round or step.round))
    return outcome


def default_cut(rows: list[Row], top: int) -> tuple[set[str], bool]:
    """Ids of the rows that go on when `top` are wanted, and whether the line runs through a tie (then all tied go)."""
    if not top or top >= len(rows) or any(row.rank is None for row in rows):
        return {row.id for row in rows}, False
    places = sorted(row.rank or 0 for row in rows)
    line = places[top - 1]
    return {row.id for row in rows if (row.rank or 0) <= line}, places[top] == line


def _open_for_editing(room: Room, id: str) -> Step:
    step = room.get(id, Step)
    if step is None:
        raise Refused("unknown_step")
    if step.state != "draft":
        raise Refused("already_open")
    return step


def is_part(room: Room, candidate: Candidate) -> bool:
    """Another one was made of it, and is there."""
    return room.get(candidate.into, Candidate) is not None


def offered(room: Room, round: str) -> list[Candidate]:
    """The candidates that can be ticked."""
    return [candidate for candidate in room.of(round, Candidate) if not is_part(room, candidate)]


def parts_of(room: Room, id: str) -> list[Candidate]:
    """What was made into this one."""
    whole = room.get(id, Candidate)
    return [candidate for candidate in room.of(whole.step, Candidate) if candidate.into == id] if whole else []


def _source_rows(room: Room, step: Step) -> list[Row]:
    rows: list[Row] = []
    for key in step.takes:
        if (source := room.step_with(key)) is not None:
            gives = outcome_of(room, source)
            going = set(gives.items)
            rows += [row for row in gives.rows if row.id in going]
    return rows


def fresh(room: Room, step: Step, by: By) -> tuple[list[Candidate], list[str]]:
    """New candidates for rows not yet among the step's candidates, and ids of candidates whose rows are gone."""
    rows, had = _source_rows(room, step), room.of(step.round, Candidate)
    known = {id for candidate in had for id in candidate.from_}
    there = {row.id for row in rows}
    goes_on, _ = default_cut(rows, step.top)
    order = max((candidate.order for candidate in had), default=0.0)
    new = [
        Candidate(
            id=by.dice.id(), see=HOSTS, step=step.round, text=row.text, texts=row.texts, ticked=row.id in goes_on,
            order=order + n, from_=(row.id, *row.members), note=row.note, score=row.votes, rank=row.rank, what=row.what,
        )
        for n, row in enumerate(rows, 1)
        if row.id not in known
    ]  # fmt: skip
    return new, [c.id for c in had if c.from_ and there.isdisjoint(c.from_)]


def prepare_step(room: Room, action: PrepareStep, by: By) -> Change:
    step = _open_for_editing(room, action.id)
    new, lost = fresh(room, step, by)
    return Change(put=tuple(new), delete=tuple(lost))


def paste_items(room: Room, action: PasteItems, by: By) -> Change:
    step = _open_for_editing(room, action.id)
    marked = (typed(LIST_MARK.sub("", line), LINE_LENGTH, 0) for line in action.lines.splitlines())
    lines = list(dict.fromkeys(line for line in marked if line))
    had = room.of(step.round, Candidate)
    if not lines:
        raise Refused("empty")
    if len(lines) + len(had) > MOST:
        raise Refused("too_many", most=MOST)
    start = max((candidate.order for candidate in had), default=0.0)
    new = [Candidate(id=by.dice.id(), see=HOSTS, step=step.round, text=line) for line in lines]
    return put(*(msgspec.structs.replace(one, order=start + n) for n, one in enumerate(new, 1)))


def picked(room: Room, ids: tuple[str, ...]) -> list[Candidate]:
    """Those of the candidates on offer, of steps that have not opened. Raises `unknown_record`, `already_open`."""
    found = [room.get(id, Candidate) for id in dict.fromkeys(ids)]
    if not found or any(candidate is None or is_part(room, candidate) for candidate in found):
        raise Refused("unknown_record")
    for candidate in found:
        step = room.step_of(candidate.step) if candidate else None
        if step is None or step.state != "draft":
            raise Refused("already_open")
    return [candidate for candidate in found if candidate]


def tick_candidates(room: Room, action: TickCandidates, by: By) -> Change:
    return put(*(msgspec.structs.replace(c, ticked=action.ticked) for c in picked(room, action.ids)))


def edit_candidate(room: Room, action: EditCandidate, by: By) -> Change:
    text = typed(action.text, LINE_LENGTH)
    return put(*(msgspec.structs.replace(c, text=text, texts={}) for c in picked(room, (action.id,))))


def remove_candidates(room: Room, action: RemoveCandidates, by: By) -> Change:
    whole = [candidate.id for candidate in picked(room, action.ids)]
    for id in whole:
        whole += [part.id for part in parts_of(room, id)]
    return Change(delete=tuple(whole))


def _item(c: Candidate, round: str, n: int, by: By) -> Item:
    return Item(
        id=by.dice.id(), see="all", step=round, text=c.text, texts=c.texts, order=float(n), from_=c.from_,
        note=c.note, what=c.what,
    )  # fmt: skip


def items_of(room: Room, step: Step, round: str, by: By) -> tuple[list[Item], list[Candidate], list[Cut]]:
    """The items with which a step opens (in `round`), candidates that had to be made now, and the cut to record."""
    had = offered(room, step.round)
    new = fresh(room, step, by)[0] if not had or not any(c.from_ for c in had) else []
    all_ = sorted([*had, *new], key=lambda candidate: candidate.order)
    ticked = [candidate for candidate in all_ if candidate.ticked]
    items = [_item(c, round, n, by) for n, c in enumerate(ticked, 1)]
    cuts: list[Cut] = []
    if any(candidate.from_ for candidate in all_) and (step.top or len(ticked) < len(all_)):
        goes_on, tied = default_cut(_source_rows(room, step), step.top)
        chosen = {id for candidate in ticked for id in candidate.from_[:1]}
        cuts = [Cut(id=by.dice.id(), see="all", step=round, took=len(ticked), of=len(all_), tied=tied,
                    by_host=chosen != goes_on)]  # fmt: skip
    return items, new, cuts


def came_in_grace(room: Room, source: Step, by: By) -> Change:
    """What was given in the grace of `source`, for the steps that opened meanwhile and take from it; `room` as it is before the end.

    Once, when the grace is over, and by the house: put together with its author's action, an item would tell who acted.
    Where the facilitators left something out, the list is their choice, and nothing joins it.
    """
    change = NOTHING
    for step in room.steps():
        if step.state != "open" or source.key not in step.takes:
            continue
        rounds = (*step.rounds, step.round)
        had = [candidate for round in rounds for candidate in offered(room, round)]
        known = {id for round in rounds for one in room.of(round, Candidate) for id in one.from_}
        known |= {id for round in rounds for item in room.of(round, Item) for id in item.from_}
        alone = msgspec.structs.replace(step, takes=(source.key,))  # what another step gives was not called for now
        late = [one for one in fresh(room, alone, by)[0] if one.ticked and known.isdisjoint(one.from_)]
        if not late or not all(candidate.ticked for candidate in had):
            continue
        last = max((item.order for item in room.of(step.round, Item)), default=0.0)
        items = [_item(one, step.round, int(last) + n, by) for n, one in enumerate(late, 1)]
        cuts = [msgspec.structs.replace(cut, took=cut.took + len(late), of=cut.of + len(late))
                for cut in room.of(step.round, Cut)]  # fmt: skip
        change += put(*late, *items, *cuts)
    return change
