"""Dot vote (pisteäänestys): everybody spreads a few dots over the options, all at once and in secret.

Who: participants and facilitators vote; the facilitators set how many dots, and how many one option may get. Both
lock with the first ballot. Everybody sees the options in an order of their own.
Secret: a ballot goes to its voter alone until the end; nobody, the facilitators included, gets totals before the
reveal. Others see how many have voted, exactly. With fewer than five voters the ballot says so, and the facilitators must
ask twice before the result shows; so they must when fewer than five have voted since it was shown last. How many gave an
option one dot, how many two, is told only where no such figure is about fewer than five people.
Gives: the options with totals, spread, shared places and unused dots; a later step may take the top ones.
Source: dot voting and its guards, domain section 4 (cumulative voting; secret, simultaneous, shown as ties). S2-04.
"""

from __future__ import annotations

import random
from collections import Counter
from typing import Annotated, ClassVar

import msgspec

from sessions.activity import (
    Action,
    By,
    Life,
    Outcome,
    Refused,
    Reopen,
    Reveal,
    Row,
    progress,
    progress_of,
    ranked,
    ranking,
    settings_of,
)
from sessions.few import check_reveal, tells_nobody
from sessions.records import ALL, NOTHING, Change, Item, Record, Step, put
from sessions.room import Room


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    dots: Annotated[int, msgspec.Meta(ge=1, le=20)] = 3
    cap: Annotated[int, msgspec.Meta(ge=1, le=20)] = 2
    """How many dots one option may get from one voter."""


class Ballot(Record, frozen=True, kw_only=True):
    """One voter's dots: item id → dots. Only the voter gets it; after sealing nobody does, and it has no voter."""

    dots: dict[str, int]
    ballot: ClassVar[bool] = True


class Tally(Record, frozen=True, kw_only=True):
    """The revealed result: item id → dots, the ids in the order of the result, unused dots, voters.

    `voters_of` (item id → voters) and `spread` (item id → dots given → voters) leave out options where that is few people.
    """

    totals: dict[str, int]
    voters_of: dict[str, int]
    spread: dict[str, dict[str, int]]
    unused: int
    voters: int
    ranking: tuple[str, ...] = ()


class PlaceDots(Action, frozen=True):
    """The whole ballot as it now is: item id → dots. An empty ballot takes one's vote back."""

    dots: dict[str, int]
    secret: ClassVar[bool] = True


def begin(room: Room, step: Step, items: list[Item], by: By) -> Change:
    if len(items) < 2:
        raise Refused("too_few_items", least=2)
    return NOTHING


def decide(room: Room, step: Step, action: Action | Life, by: By) -> Change:
    if isinstance(action, PlaceDots):
        return _placed(room, step, action, by)
    if isinstance(action, Reveal):
        check_reveal(room, step, Ballot, action)
        return put(_tally(room, step))
    if isinstance(action, Reopen):  # people vote on; the result is made again at the next reveal
        return Change(delete=tuple(tally.id for tally in room.of(step.round, Tally)))
    return NOTHING


def _placed(room: Room, step: Step, action: PlaceDots, by: By) -> Change:
    settings: Settings = settings_of(step, Settings)
    dots = {id: n for id, n in action.dots.items() if n}
    if any(n < 0 or n > settings.cap for n in dots.values()):
        raise Refused("over_cap", cap=settings.cap)
    if sum(dots.values()) > settings.dots:
        raise Refused("over_budget", dots=settings.dots)
    for id in dots:
        item = room.get(id, Item)
        if item is None or item.step != step.round:
            raise Refused("unknown_record")
    before = room.mine(by.person, step.round, Ballot)
    if not dots:
        gone = tuple(ballot.id for ballot in before)
        return Change(put=(progress(room, step, voters=-1),) if gone else (), delete=gone)
    id = before[0].id if before else by.dice.id()
    ballot = Ballot(id=id, see=by.see, step=step.round, dots=dict(sorted(dots.items())))
    return put(ballot) if before else put(ballot, progress(room, step, voters=1))


def _tally(room: Room, step: Step) -> Tally:
    settings: Settings = settings_of(step, Settings)
    ballots = room.of(step.round, Ballot)
    items = sorted(item.id for item in room.of(step.round, Item))
    given = {id: Counter(b.dots[id] for b in ballots if id in b.dots) for id in items}
    totals = {id: sum(n * voters for n, voters in given[id].items()) for id in items}
    voters_of = {id: sum(given[id].values()) for id in items}
    many = [id for id in items if tells_nobody([*given[id].values(), len(ballots) - voters_of[id]])]
    return Tally(
        id=f"tally-{step.round}", see=ALL, step=step.round, totals=totals,
        voters_of={id: voters_of[id] for id in many},
        spread={id: {str(n): given[id][n] for n in sorted(given[id])} for id in many},
        unused=settings.dots * len(ballots) - sum(totals.values()), voters=len(ballots),
        ranking=ranking(room.of(step.round, Item), totals),
    )  # fmt: skip


def outcome(room: Room, step: Step) -> Outcome:
    settings: Settings = settings_of(step, Settings)
    facts: dict[str, int | str | float] = {"dots": settings.dots, "cap": settings.cap}
    tally = room.one(step.round, Tally)
    items = sorted(room.of(step.round, Item), key=lambda item: item.order)
    if tally is None:
        rows = tuple(Row(id=i.id, what="option", text=i.text, texts=i.texts, from_=i.from_) for i in items)
        return Outcome(rows, {**facts, "voters": progress_of(room, step).voters})
    facts |= {"voters": tally.voters, "unused": tally.unused}
    rows = tuple(
        Row(id=item.id, what="option", text=item.text, texts=item.texts, votes=votes, rank=place, tied=tied,
            score=float(votes), from_=item.from_, note=_spread(tally, item.id))
        for item, votes, place, tied in ranked(items, tally.totals)
    )  # fmt: skip
    return Outcome(rows, facts, tuple(row.id for row in rows))


def _spread(tally: Tally, id: str) -> str:
    """`3×1 1×2`: three voters gave one dot, one gave two."""
    return " ".join(f"{voters}×{n}" for n, voters in tally.spread.get(id, {}).items())


def bot(view: Room, step: Step, me: str, rng: random.Random) -> Action | None:
    settings: Settings = settings_of(step, Settings)
    items = sorted(item.id for item in view.of(step.round, Item))
    if step.state != "open" or not items or (view.mine(me, step.round, Ballot) and rng.random() < 0.8):
        return None
    dots: Counter[str] = Counter()
    for _ in range(rng.randint(1, settings.dots)):
        open_to = [id for id in items if dots[id] < settings.cap]
        dots[rng.choice(open_to or items)] += 1 if open_to else 0
    return PlaceDots(dots={id: n for id, n in dots.items() if n})


WORDS = {
    "fi": """
dot-vote-name = Pisteäänestys
dot-vote-rule = { $dots ->
    [one] Sinulla on yksi piste.
   *[other] Sinulla on { $dots } pistettä, enintään { $cap } yhteen.
 } Kukaan ei näe pisteitäsi.
dot-vote-left = { $left ->
    [0] Kaikki pisteet jaettu
    [one] 1 piste jäljellä
   *[other] { $left } pistettä jäljellä
 }
dot-vote-add = Lisää piste: { $text }
dot-vote-take = Ota piste pois: { $text }
dot-vote-on = { $n ->
    [0] ei pisteitä
    [one] 1 piste
   *[other] { $n } pistettä
 }
dot-vote-voted = { $voters ->
    [one] 1 on äänestänyt
   *[other] { $voters } on äänestänyt
 }
dot-vote-few = Jos alle viisi äänestää, tuloksesta voi arvata, kuka äänesti mitä.
dot-vote-hidden = Tulos näkyy vasta, kun fasilitaattori paljastaa sen.
dot-vote-tied = tasatulos
dot-vote-own = sinulta: { $n }
dot-vote-notes = { $n ->
    [one] 1 lappu
   *[other] { $n } lappua
 }
dot-vote-unused = { $n ->
    [one] 1 piste jäi käyttämättä
   *[other] { $n } pistettä jäi käyttämättä
 }
dot-vote-each = { $dots } pistettä kullakin
dot-vote-ties-shown = tasatulokset näytetään tasatuloksina
dot-vote-setting-dots = Pisteitä kullakin
dot-vote-setting-cap = Enintään yhteen
""",
    "en": """
dot-vote-name = Dot vote
dot-vote-rule = { $dots ->
    [one] You have one dot.
   *[other] You have { $dots } dots, at most { $cap } on one.
 } Nobody sees yours.
dot-vote-left = { $left ->
    [0] All dots placed
    [one] 1 dot left
   *[other] { $left } dots left
 }
dot-vote-add = Add a dot: { $text }
dot-vote-take = Take a dot away: { $text }
dot-vote-on = { $n ->
    [0] no dots
    [one] 1 dot
   *[other] { $n } dots
 }
dot-vote-voted = { $voters ->
    [one] 1 has voted
   *[other] { $voters } have voted
 }
dot-vote-few = If fewer than five vote, the result may tell who voted for what.
dot-vote-hidden = The result shows when the facilitator reveals it.
dot-vote-tied = tied
dot-vote-own = from you: { $n }
dot-vote-notes = { $n ->
    [one] 1 note
   *[other] { $n } notes
 }
dot-vote-unused = { $n ->
    [one] 1 dot unused
   *[other] { $n } dots unused
 }
dot-vote-each = { $dots } dots each
dot-vote-ties-shown = ties are shown as ties
dot-vote-setting-dots = Dots each
dot-vote-setting-cap = At most on one
""",
    "sv": """
dot-vote-name = Prickröstning
dot-vote-rule = { $dots ->
    [one] Du har en prick.
   *[other] Du har { $dots } prickar, högst { $cap } på ett alternativ.
 } Ingen ser dina.
dot-vote-left = { $left ->
    [0] Alla prickar är utlagda
    [one] 1 prick kvar
   *[other] { $left } prickar kvar
 }
dot-vote-add = Lägg till en prick: { $text }
dot-vote-take = Ta bort en prick: { $text }
dot-vote-on = { $n ->
    [0] inga prickar
    [one] 1 prick
   *[other] { $n } prickar
 }
dot-vote-voted = { $voters ->
    [one] 1 har röstat
   *[other] { $voters } har röstat
 }
dot-vote-few = Om färre än fem röstar kan resultatet avslöja vem som röstade på vad.
dot-vote-hidden = Resultatet visas när facilitatorn visar det.
dot-vote-tied = lika
dot-vote-own = från dig: { $n }
dot-vote-notes = { $n ->
    [one] 1 lapp
   *[other] { $n } lappar
 }
dot-vote-unused = { $n ->
    [one] 1 prick oanvänd
   *[other] { $n } prickar oanvända
 }
dot-vote-each = { $dots } prickar var
dot-vote-ties-shown = lika röstetal visas som lika
dot-vote-setting-dots = Prickar var
dot-vote-setting-cap = Högst på ett
""",
}
