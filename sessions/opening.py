"""How a room comes to be: from a model, or as a copy of another room's set-up (to rehearse, and then start clean)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from sessions.activities import whole_settings
from sessions.activity import By, text_in, typed
from sessions.agenda import DAY_MS, MOST_DAYS
from sessions.model import Model
from sessions.records import ALL, HOSTS, NONE, Candidate, Change, Key, Record, Script, Step, Texts, Workshop
from sessions.room import Room

TITLE_LENGTH = 200


def keys(hashes: Mapping[str, str]) -> list[Record]:
    """Hash of a key → role, as the records that open the room's doors."""
    return [Key(id=hash, see=NONE, role=role) for hash, role in hashes.items()]


def create(
    model: Model, title: str, lang: str, hashes: Mapping[str, str], lists: Mapping[str, Sequence[Texts]], by: By
) -> Change:
    """A room with the steps of a model. `lists` are the ready items that a step may name (`list = "theses"`)."""
    records: list[Record] = keys(hashes)
    named = typed(title, TITLE_LENGTH, 0) or text_in(model.title, lang)
    records.append(
        Workshop(id="workshop", see=ALL, title=named, lang=lang, langs=model.langs, model=model.name, created=by.at)
    )
    for order, plan in enumerate(model.steps, 1):
        round = by.dice.id()
        step = Step(
            id=by.dice.id(), see=HOSTS, key=plan.key, phase=plan.phase, activity=plan.activity, title=plan.title,
            question=plan.question, instruction=plan.instruction, minutes=plan.minutes, settings=whole_settings(plan.activity, plan.settings),
            takes=plan.takes, top=plan.top, round=round, order=float(order),
        )  # fmt: skip
        records.append(step)
        if plan.script or plan.paper:
            records.append(Script(id=by.dice.id(), see=HOSTS, of=step.id, text=plan.script, paper=plan.paper))
        for n, texts in enumerate([*lists.get(plan.list, ()), *plan.lines], 1):
            text = text_in(texts, lang)
            records.append(Candidate(id=by.dice.id(), see=HOSTS, step=round, text=text, texts=texts, order=float(n)))
    return Change(put=tuple(records))


def copy(room: Room, hashes: Mapping[str, str], by: By) -> Change:
    """An empty room with the same steps, scripts and pasted lists; nobody and nothing of the run comes along."""
    records: list[Record] = keys(hashes)
    was = room.workshop
    records.append(
        Workshop(
            id="workshop", see=ALL, title=was.title, lang=was.lang, langs=was.langs, model=was.model, created=by.at
        )
    )
    for old in room.steps():
        step = Step(
            id=by.dice.id(), see=HOSTS, key=old.key, phase=old.phase, activity=old.activity, title=old.title,
            question=old.question, instruction=old.instruction, minutes=old.minutes, settings=old.settings,
            takes=old.takes, top=old.top, round=by.dice.id(), order=old.order,
        )  # fmt: skip
        records.append(step)
        first = (old.rounds or (old.round,))[0]
        own = {c.id: (c, by.dice.id()) for c in room.of(first, Candidate) if not c.from_}
        records += [
            msgspec.structs.replace(
                c, id=id, step=step.round, ticked=True, into=own[c.into][1] if c.into in own else ""
            )
            for c, id in own.values()
        ]
        scripts = [script for script in room.every(Script) if script.of == old.id]
        records += [msgspec.structs.replace(script, id=by.dice.id(), of=step.id) for script in scripts]
    return Change(put=tuple(records))


def kept_until(change: Change, at: int, by: By) -> Change:
    """The first change of a room with the moment from which all of it is erased.

    A room that comes from elsewhere with a date that can be kept keeps it: it was promised to people.
    """
    last = by.at + MOST_DAYS * DAY_MS

    def dated(workshop: Workshop) -> Workshop:
        promised = by.at < workshop.delete_on <= last
        return workshop if promised else msgspec.structs.replace(workshop, delete_on=at)

    put = tuple(dated(record) if isinstance(record, Workshop) else record for record in change.put)
    return msgspec.structs.replace(change, put=put)
