"""Thesis walk (teesikävely): walk among theses to music and pick the one that speaks to you right now.

Who: everybody alone, past 20–40 posters in a random order of one's own; up to three bookmarks; one pick with an
optional reason, changeable until the lock. Music plays on the facilitator's cue.
Secret: bookmarks and picks go to their owner alone; nothing about others' picks, not even who has which count, leaves the
server before the reveal, and with fewer than five of them the facilitators must ask twice. Others see how many have picked.
Whether a reason has a name, and for whom, is the step's level of anonymity.
Gives: picks per thesis, those without any too, ties as ties, and the reasons; a later step may take the picked theses.
Source: Inno-Vointi learning workshops, rows S0-20, S0-21, S0-22.
"""

from __future__ import annotations

import random
from collections.abc import Collection
from typing import Annotated, ClassVar

import msgspec

from sessions import anonymity
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
    typed,
)  # fmt: skip
from sessions.anonymity import ANONYMOUS, Anonymity, Token
from sessions.few import check_reveal
from sessions.records import ALL, HOSTS, NONE, NOTHING, Change, Item, Record, Step, put
from sessions.room import Room


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    anonymity: Anonymity = ANONYMOUS
    """Who may know who wrote a reason."""
    bookmarks: Annotated[int, msgspec.Meta(ge=0, le=10)] = 3
    reason: Annotated[int, msgspec.Meta(ge=0, le=280)] = 140
    """How long a reason may be, in characters."""


class Bookmark(Record, frozen=True, kw_only=True):
    """A thesis somebody wants to come back to; nobody else ever gets it."""

    item: str
    purged: ClassVar[bool] = True


class Pick(Record, frozen=True, kw_only=True):
    """The one thesis a person chose; `named` = their name goes with the reason as far as the step tells names.

    `reclaim` = hash of the token by which the reason can be taken back.
    """

    item: str
    reason: str = ""
    named: bool = False
    reclaim: str = ""
    ballot: ClassVar[bool] = True

    def tokens(self) -> Collection[str]:
        return (self.reclaim,) if self.reclaim else ()

    def without_words(self, token: str) -> Record:
        return msgspec.structs.replace(self, reason="", named=False, reclaim="")

    def unlinked(self) -> Record:
        return Pick(id="", see=NONE, step=self.step, item=self.item)


class PickTally(Record, frozen=True, kw_only=True):
    """The revealed result: item id → picks (zeroes too), the ids in the order of the result, and how many picked."""

    totals: dict[str, int]
    voters: int
    ranking: tuple[str, ...] = ()


class Reason(Record, frozen=True, kw_only=True):
    """Why somebody picked a thesis; `name` where the step names people and they did not mind."""

    item: str
    text: str
    name: str = ""
    hidden: bool = False
    signed: ClassVar[bool] = True


class PickThesis(Action, frozen=True):
    """`named`, `token`: of the reason, as with an idea."""

    item: str
    reason: str = ""
    named: bool = True
    token: Token = ""
    secret: ClassVar[bool] = True


class BookmarkThesis(Action, frozen=True):
    item: str
    on: bool
    secret: ClassVar[bool] = True


def begin(room: Room, step: Step, items: list[Item], by: By) -> Change:
    if len(items) < 2:
        raise Refused("too_few_items", least=2)
    return NOTHING


def decide(room: Room, step: Step, action: Action | Life, by: By) -> Change:
    if isinstance(action, PickThesis):
        return _picked(room, step, action, by)
    if isinstance(action, BookmarkThesis):
        return _bookmarked(room, step, action, by)
    if isinstance(action, Reveal):
        check_reveal(room, step, Pick, action)
        return _revealed(room, step, by)
    if isinstance(action, Reopen):
        return _reopened(room, step)
    return NOTHING


def _thesis(room: Room, step: Step, id: str) -> Item:
    item = room.get(id, Item)
    if item is None or item.step != step.round:
        raise Refused("unknown_record")
    return item


def _picked(room: Room, step: Step, action: PickThesis, by: By) -> Change:
    settings: Settings = settings_of(step, Settings)
    _thesis(room, step, action.item)
    reason = typed(action.reason, settings.reason, 0)
    before = room.mine(by.person, step.round, Pick)
    id = before[0].id if before else by.dice.id()
    reclaim = before[0].reclaim if before and before[0].reclaim else anonymity.reclaim_id(room, action.token)
    pick = Pick(
        id=id, see=by.see, step=step.round, item=action.item, reason=reason, named=action.named, reclaim=reclaim
    )
    return put(pick) if before else put(pick, progress(room, step, voters=1))


def _bookmarked(room: Room, step: Step, action: BookmarkThesis, by: By) -> Change:
    settings: Settings = settings_of(step, Settings)
    _thesis(room, step, action.item)
    had = room.mine(by.person, step.round, Bookmark)
    same = tuple(bookmark.id for bookmark in had if bookmark.item == action.item)
    if not action.on:
        return Change(delete=same)
    if same:
        return NOTHING
    if len(had) >= settings.bookmarks:
        raise Refused("too_many_bookmarks", most=settings.bookmarks)
    return put(Bookmark(id=by.dice.id(), see=by.see, step=step.round, item=action.item))


def _revealed(room: Room, step: Step, by: By) -> Change:
    picks = room.of(step.round, Pick)
    totals = {item.id: 0 for item in sorted(room.of(step.round, Item), key=lambda item: item.id)}
    for pick in picks:
        totals[pick.item] = totals.get(pick.item, 0) + 1
    old = room.of(step.round, Reason)
    hidden = {(reason.item, reason.text) for reason in old if reason.hidden}
    tally = PickTally(
        id=f"picks-{step.round}", see=ALL, step=step.round, totals=totals, voters=len(picks),
        ranking=ranking(room.of(step.round, Item), totals),
    )  # fmt: skip
    reasons: Change = sum((_reason(room, step, pick, hidden, by) for pick in sorted(picks, key=_by_content)), NOTHING)
    return Change(put=(tally,), delete=tuple(reason.id for reason in old)) + reasons


def _reopened(room: Room, step: Step) -> Change:
    """People walk on: the tally and the reasons, with what lies beside them, are made again at the next reveal.

    A hidden reason stays, so that it is hidden then too.
    """
    kinds: tuple[type[Record], ...] = (PickTally, Reason, anonymity.Byline, anonymity.Reclaim)
    made = [record for kind in kinds for record in room.of(step.round, kind)]
    return Change(delete=tuple(record.id for record in made if not getattr(record, "hidden", False)))


def _by_content(pick: Pick) -> tuple[str, str]:
    return pick.item, pick.reason


def _reason(room: Room, step: Step, pick: Pick, hidden: set[tuple[str, str]], by: By) -> Change:
    """Why it was picked, beside it the name and by what it can be taken back; nothing when there is neither."""
    person = pick.see.removeprefix("person:")
    name = anonymity.name_for_all(room, step, person, pick.named)
    if not pick.reason and not name:
        return NOTHING
    gone = (pick.item, pick.reason) in hidden
    reason = Reason(
        id=by.dice.id(), see=HOSTS if gone else ALL, step=step.round, item=pick.item, text=pick.reason, name=name,
        hidden=gone,
    )  # fmt: skip
    return put(reason) + anonymity.beside(room, step, reason, person, pick.named, pick.reclaim)


def outcome(room: Room, step: Step) -> Outcome:
    tally = room.one(step.round, PickTally)
    items = sorted(room.of(step.round, Item), key=lambda item: item.order)
    if tally is None:
        rows = tuple(Row(id=i.id, what="thesis", text=i.text, texts=i.texts, from_=i.from_) for i in items)
        return Outcome(rows, {"voters": progress_of(room, step).voters})
    rows = tuple(
        Row(id=item.id, what="thesis", text=item.text, texts=item.texts, votes=picks, rank=place, tied=tied,
            from_=item.from_)
        for item, picks, place, tied in ranked(items, tally.totals)
    )  # fmt: skip
    reasons = tuple(
        Row(id=reason.id, what="reason", text=reason.text, parent=reason.item,
            author=anonymity.author_of(room, reason.id, reason.name), anonymity=anonymity.told(step, reason.name))
        for reason in sorted(room.of(step.round, Reason), key=lambda reason: reason.id)
        if not reason.hidden
    )  # fmt: skip
    unpicked = sum(1 for row in rows if not row.votes)
    facts: dict[str, int | str | float] = {"voters": tally.voters, "theses": len(rows), "unpicked": unpicked}
    return Outcome(rows + reasons, facts, tuple(row.id for row in rows if row.votes))


_WHYS = {
    "fi": (
        "Näin meillä kävi viime keväänä.", "Tämä sanotaan harvoin ääneen.", "Tästä voisi aloittaa heti.",
        "Olen nähnyt tämän kahdessa työpaikassa.", "Vuosi sitten olisin ollut eri mieltä.", "Tätä kysyn itseltäni joka maanantai.",
        "Meillä on tästä yksi hyvä esimerkki.", "Tämän takia tulin tänne.", "Haluaisin, että johto lukisi tämän.",
        "Lyhyt ja totta.", "Pieni asia, jolla on suuri hinta.", "Tästä pitäisi puhua ennen budjettia.", "", "", "",
    ),
    "en": (
        "This is what happened to us last spring.", "It is seldom said aloud.", "We could start here.",
        "I have seen this in two workplaces.", "A year ago I would not have agreed.", "I ask myself this every Monday.",
        "We have one good example of it.", "This is why I came.", "I wish those who decide would read it.",
        "Short and true.", "A small thing that costs a lot.", "We should talk about it before the budget.", "", "", "",
    ),
    "sv": (
        "Så gick det för oss i våras.", "Det sägs sällan högt.", "Här kunde vi börja genast.",
        "Jag har sett det på två arbetsplatser.", "För ett år sedan hade jag inte hållit med.", "Det här frågar jag mig varje måndag.",
        "Vi har ett bra exempel på det.", "Det är därför jag kom.", "Jag önskar att ledningen läste det.",
        "Kort och sant.", "En liten sak som kostar mycket.", "Det borde vi tala om före budgeten.", "", "", "",
    ),
}  # fmt: skip


def bot(view: Room, step: Step, me: str, rng: random.Random) -> Action | None:
    items = sorted(item.id for item in view.of(step.round, Item))
    if step.state != "open" or not items:
        return None
    settings: Settings = settings_of(step, Settings)
    marks = view.mine(me, step.round, Bookmark)
    if len(marks) < settings.bookmarks and rng.random() < 0.4:
        return BookmarkThesis(item=rng.choice(items), on=True)
    if view.mine(me, step.round, Pick) and rng.random() < 0.8:
        return None
    own = [mark.item for mark in marks] or items
    why = rng.choice(_WHYS.get(view.workshop.lang, _WHYS["en"]))
    return PickThesis(item=rng.choice(own), reason=why[: settings.reason], named=rng.random() < 0.2)


WORDS = {
    "fi": """
thesis-walk-name = Teesikävely
thesis-walk-thesis = Teesi { $n }
thesis-walk-place = Teesi { $n } / { $of }
thesis-walk-say = Kävele, lue, pysähdy. Valitse yksi.
thesis-walk-pick = Tämä puhuttelee minua
thesis-walk-picked = Valintasi
thesis-walk-change = Vaihda tähän
thesis-walk-why = Miksi juuri tämä? (ei pakollinen)
thesis-walk-save-why = Tallenna perustelu
thesis-walk-pick-kept = Valinta tallessa
thesis-walk-why-kept = Valinta ja perustelu tallessa
thesis-walk-why-unsent = Perustelua ei ole vielä tallennettu.
thesis-walk-bookmark = Merkitse
thesis-walk-bookmarked = Merkitty
thesis-walk-marks = { $n ->
    [0] Merkitse enintään kolme
    [one] 1 merkki
   *[other] { $n } merkkiä
 }
thesis-walk-next = Seuraava teesi
thesis-walk-previous = Edellinen teesi
thesis-walk-only-you = Kukaan muu ei näe valintaasi ennen paljastusta.
thesis-walk-have-picked = { $n ->
    [one] 1 on valinnut
   *[other] { $n } on valinnut
 }
thesis-walk-picks = { $n ->
    [0] ei valintoja
    [one] 1 valinta
   *[other] { $n } valintaa
 }
thesis-walk-unpicked = Näitä ei valinnut kukaan tällä kertaa
thesis-walk-left = { $n ->
    [one] 1 teesi jäi ilman valintaa
   *[other] { $n } teesiä jäi ilman valintaa
}
thesis-walk-tied = tasatulos
thesis-walk-reasons = Perustelut
thesis-walk-setting-bookmarks = Kirjanmerkkejä enintään
thesis-walk-setting-reason = Perustelun pituus
""",
    "en": """
thesis-walk-name = Thesis walk
thesis-walk-thesis = Thesis { $n }
thesis-walk-place = Thesis { $n } of { $of }
thesis-walk-say = Walk, read, stop. Pick one.
thesis-walk-pick = This one speaks to me
thesis-walk-picked = Your pick
thesis-walk-change = Pick this one instead
thesis-walk-why = Why this one? (optional)
thesis-walk-save-why = Keep the reason
thesis-walk-pick-kept = Pick kept
thesis-walk-why-kept = Pick and reason kept
thesis-walk-why-unsent = The reason has not been kept yet.
thesis-walk-bookmark = Bookmark
thesis-walk-bookmarked = Bookmarked
thesis-walk-marks = { $n ->
    [0] Bookmark up to three
    [one] 1 bookmark
   *[other] { $n } bookmarks
 }
thesis-walk-next = Next thesis
thesis-walk-previous = Previous thesis
thesis-walk-only-you = Nobody else sees your pick before the reveal.
thesis-walk-have-picked = { $n ->
    [one] 1 has picked
   *[other] { $n } have picked
 }
thesis-walk-picks = { $n ->
    [0] no picks
    [one] 1 pick
   *[other] { $n } picks
 }
thesis-walk-unpicked = Nobody picked these this time
thesis-walk-left = { $n ->
    [one] 1 thesis was picked by nobody
   *[other] { $n } theses were picked by nobody
}
thesis-walk-tied = tied
thesis-walk-reasons = Reasons
thesis-walk-setting-bookmarks = Bookmarks at most
thesis-walk-setting-reason = Length of a reason
""",
    "sv": """
thesis-walk-name = Tesvandring
thesis-walk-thesis = Tes { $n }
thesis-walk-place = Tes { $n } av { $of }
thesis-walk-say = Gå, läs, stanna. Välj en.
thesis-walk-pick = Den här talar till mig
thesis-walk-picked = Ditt val
thesis-walk-change = Byt till den här
thesis-walk-why = Varför just den här? (frivilligt)
thesis-walk-save-why = Spara motiveringen
thesis-walk-pick-kept = Valet sparat
thesis-walk-why-kept = Valet och motiveringen sparade
thesis-walk-why-unsent = Motiveringen har inte sparats än.
thesis-walk-bookmark = Märk
thesis-walk-bookmarked = Märkt
thesis-walk-marks = { $n ->
    [0] Märk högst tre
    [one] 1 märkt
   *[other] { $n } märkta
 }
thesis-walk-next = Nästa tes
thesis-walk-previous = Föregående tes
thesis-walk-only-you = Ingen annan ser ditt val innan valen visas.
thesis-walk-have-picked = { $n ->
    [one] 1 har valt
   *[other] { $n } har valt
 }
thesis-walk-picks = { $n ->
    [0] inga val
    [one] 1 val
   *[other] { $n } val
 }
thesis-walk-unpicked = Ingen valde dessa den här gången
thesis-walk-left = { $n ->
    [one] 1 tes valdes inte av någon
   *[other] { $n } teser valdes inte av någon
}
thesis-walk-tied = lika
thesis-walk-reasons = Motiveringar
thesis-walk-setting-bookmarks = Högst så många märken
thesis-walk-setting-reason = Motiveringens längd
""",
}
