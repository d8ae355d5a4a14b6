"""Next steps: for each thing chosen a first act, somebody who owns it, and a date.

Who: everybody. Anyone may write the first act and the date; an owner is only ever typed by that person.
Secret: nothing. Who signs does so by name, for all to see; only the sign-off of others is refused.
Gives: the acts with owners and dates, as the room's promise; a later session may take them.
Source: S2-24 (further development right after the series: idea owner, next step, status), closing of the double diamond.
"""

from __future__ import annotations

import random
from datetime import date
from typing import Annotated, ClassVar

import msgspec

from sessions.activity import HOST, Action, By, Life, Outcome, Refused, Row, progress, settings_of, typed
from sessions.records import ALL, NOTHING, Authorship, Change, Item, Record, Step, put
from sessions.room import Room

ACT_LENGTH, NAME_LENGTH = 500, 60


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    owners: Annotated[int, msgspec.Meta(ge=1, le=20)] = 4
    """How many may own one thing together."""


class NextStep(Record, frozen=True, kw_only=True):
    """What happens next to one item: `first_act`, `owners` as they typed their names, `by_date` as YYYY-MM-DD."""

    item: str
    first_act: str = ""
    owners: tuple[str, ...] = ()
    by_date: str = ""
    hidden: bool = False
    signed: ClassVar[bool] = True

    def unsigned(self, name: str) -> Record:
        return msgspec.structs.replace(self, owners=tuple(owner for owner in self.owners if name not in ("", owner)))


class WriteFirstAct(Action, frozen=True):
    item: str
    text: str


class SetDate(Action, frozen=True):
    """The day by which the first act is done, YYYY-MM-DD; empty takes it away."""

    item: str
    by_date: str


class TakeOn(Action, frozen=True):
    """Signs oneself as an owner, in one's own hand."""

    item: str
    name: str


class LetGo(Action, frozen=True):
    """Takes one's own signature back; a facilitator may strike any `name`."""

    item: str
    name: str = ""


def begin(room: Room, step: Step, items: list[Item], by: By) -> Change:
    if not items:
        raise Refused("too_few_items", least=1)
    return NOTHING


def decide(room: Room, step: Step, action: Action | Life, by: By) -> Change:
    if not isinstance(action, WriteFirstAct | SetDate | TakeOn | LetGo):
        return NOTHING
    item = room.get(action.item, Item)
    if item is None or item.step != step.round:
        raise Refused("unknown_record")
    now = room.get(f"next-{item.id}", NextStep)
    fresh = now is None
    now = now or NextStep(id=f"next-{item.id}", see=ALL, step=step.round, item=item.id)
    change = _decided(room, step, now, action, by)
    return change + put(progress(room, step, count=1)) if fresh and change.put else change


def _decided(room: Room, step: Step, now: NextStep, action: Action, by: By) -> Change:
    if isinstance(action, WriteFirstAct):
        return put(msgspec.structs.replace(now, first_act=typed(action.text, ACT_LENGTH, 0)))
    if isinstance(action, SetDate):
        return put(msgspec.structs.replace(now, by_date=_day(action.by_date)))
    if isinstance(action, TakeOn):
        return _taken(room, step, now, action, by)
    if isinstance(action, LetGo):
        return _let_go(room, step, now, action, by)
    return NOTHING


def _day(text: str) -> str:
    if not text:
        return ""
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError as wrong:
        raise Refused("not_a_date") from wrong


def _tie(room: Room, step: Step, now: NextStep, by: By) -> Authorship | None:
    return next((tie for tie in room.mine(by.person, step.round, Authorship) if tie.of.startswith(now.id + " ")), None)


def _signed(room: Room, step: Step, now: NextStep, name: str) -> list[Authorship]:
    """Everybody who signs with this name: two people of one name are one signature, which stays as long as one of them does."""
    return [tie for tie in room.of(step.round, Authorship) if tie.of == f"{now.id} {name}"]


def _without(now: NextStep, name: str) -> NextStep:
    return msgspec.structs.replace(now, owners=tuple(owner for owner in now.owners if owner != name))


def _taken(room: Room, step: Step, now: NextStep, action: TakeOn, by: By) -> Change:
    settings: Settings = settings_of(step, Settings)
    name = typed(action.name, NAME_LENGTH)
    tie = _tie(room, step, now, by)
    old = tie.of.removeprefix(now.id + " ") if tie else ""
    left = _without(now, old) if old != name and len(_signed(room, step, now, old)) == 1 else now
    if name not in left.owners:
        if len(left.owners) >= settings.owners:
            raise Refused("too_many", most=settings.owners)
        left = msgspec.structs.replace(left, owners=(*left.owners, name))
    elif old == name:
        return NOTHING
    signed = Authorship(id=tie.id if tie else by.dice.id(), see=by.see, step=step.round, of=f"{now.id} {name}")
    return put(left, signed)


def _let_go(room: Room, step: Step, now: NextStep, action: LetGo, by: By) -> Change:
    tie = _tie(room, step, now, by)
    own = tie.of.removeprefix(now.id + " ") if tie else ""
    name = action.name or own
    if name not in now.owners or (name != own and by.role != HOST):
        raise Refused("not_your_signature")
    ties = _signed(room, step, now, name)
    if tie and name == own and len(ties) > 1:
        return Change(delete=(tie.id,))
    return put(_without(now, name)) + Change(delete=tuple(one.id for one in ties))


def outcome(room: Room, step: Step) -> Outcome:
    rows: tuple[Row, ...] = ()
    owned = 0
    for item in sorted(room.of(step.round, Item), key=lambda item: item.order):
        now = room.get(f"next-{item.id}", NextStep) or NextStep(id="", see=ALL, item=item.id)
        owned += bool(now.owners)
        rows += (
            Row(id=item.id, what="next_step", text=item.text, texts=item.texts, from_=item.from_, note=now.first_act,
                author=", ".join(now.owners), anonymity="named" if now.owners else "anonymous",
                tags=(now.by_date,) if now.by_date else ()),
        )  # fmt: skip
    return Outcome(rows, {"items": len(rows), "owned": owned}, tuple(row.id for row in rows))


_ACTS = {
    "fi": ("Soitan kahdelle naapurikunnalle.", "Kirjoitan yhden sivun ja näytän tiimille.", "Varaan tilan torstaiksi."),
    "en": ("I call two neighbouring towns.", "I write one page and show the team.", "I book a room for Thursday."),
    "sv": ("Jag ringer två grannkommuner.", "Jag skriver en sida och visar teamet.", "Jag bokar ett rum till torsdag."),
}
_NAMES = ("Aino", "Eero", "Helmi", "Ilmari", "Kerttu", "Onni", "Saga", "Toivo", "Venla", "Wilma")


def bot(view: Room, step: Step, me: str, rng: random.Random) -> Action | None:
    items = sorted(view.of(step.round, Item), key=lambda item: item.id)
    if step.state != "open" or not items:
        return None
    item = rng.choice(items)
    now = view.get(f"next-{item.id}", NextStep)
    if now is None or not now.first_act:
        return WriteFirstAct(item=item.id, text=rng.choice(_ACTS.get(view.workshop.lang, _ACTS["en"])))
    if not now.by_date:
        return SetDate(item=item.id, by_date=f"2030-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}")
    if len(now.owners) < 2 and not view.mine(me, step.round, Authorship):
        return TakeOn(item=item.id, name=rng.choice(_NAMES))
    return None


WORDS = {
    "fi": """
next-steps-name = Seuraavat askeleet
next-steps-first-act = Ensimmäinen teko
next-steps-first-act-hint = Mitä teet ensin?
next-steps-owner = Omistaja
next-steps-take-on = Otan tämän vastuulleni
next-steps-your-name = Kirjoita oma nimesi
next-steps-sign = Allekirjoita
next-steps-let-go = Peru allekirjoitukseni
next-steps-date = Mihin mennessä
next-steps-edit-act = Muokkaa tekoa
next-steps-edit-date = Muuta päivää
next-steps-none = Ei vielä omistajaa
next-steps-owned = { $owned } / { $of } saanut omistajan
next-steps-keep = Tallenna
next-steps-strike = Poista nimi { $name }
next-steps-setting-owners = Omistajia enintään
""",
    "en": """
next-steps-name = Next steps
next-steps-first-act = First act
next-steps-first-act-hint = What do you do first?
next-steps-owner = Owner
next-steps-take-on = I take this on
next-steps-your-name = Write your own name
next-steps-sign = Sign
next-steps-let-go = Take my signature back
next-steps-date = By when
next-steps-edit-act = Edit the act
next-steps-edit-date = Change the date
next-steps-none = No owner yet
next-steps-owned = { $owned } of { $of } have an owner
next-steps-keep = Keep
next-steps-strike = Remove the name { $name }
next-steps-setting-owners = Owners at most
""",
    "sv": """
next-steps-name = Nästa steg
next-steps-first-act = Första handling
next-steps-first-act-hint = Vad gör du först?
next-steps-owner = Ägare
next-steps-take-on = Jag tar ansvar för det här
next-steps-your-name = Skriv ditt eget namn
next-steps-sign = Skriv under
next-steps-let-go = Ta tillbaka min underskrift
next-steps-date = Till när
next-steps-edit-act = Redigera handlingen
next-steps-edit-date = Ändra datumet
next-steps-none = Ingen ägare ännu
next-steps-owned = { $owned } av { $of } har en ägare
next-steps-keep = Spara
next-steps-strike = Ta bort namnet { $name }
next-steps-setting-owners = Högst så många ägare
""",
}
