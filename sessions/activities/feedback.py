"""Feedback (palaute): four scales, "best was", "I take with me", and whether one may be quoted.

Who: everybody alone, one answer each, changeable until the step closes.
Secret: an answer goes to its writer alone and is anonymous in every step. The scales come out as sums only, each with five
answers or more; with fewer than five people (or fewer since the last time) the facilitators must ask twice. Texts come without names and in an order that says nothing; those without consent to quote go
to the facilitators only.
Gives: how the four scales spread, and the texts; nothing is taken from here.
Source: S2-17 (content, methods, tools, facilitation, "best was"), S2-18 (consent to quote).
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Collection
from typing import ClassVar

import msgspec

from sessions import anonymity, hiding
from sessions.activity import (
    Action,
    By,
    Life,
    Outcome,
    Refused,
    Reopen,
    Reveal,
    Row,
    Seal,
    progress,
    progress_of,
    typed,
)
from sessions.anonymity import Reclaim, Token
from sessions.few import check_reveal, tells_nobody
from sessions.records import ALL, HOSTS, NONE, NOTHING, Change, Item, Record, Step, put
from sessions.room import Room

TEXTS = ("best", "take")
SCALES = ("content", "methods", "tools", "facilitation")
TEXT_LENGTH = 500


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    quotes: bool = True
    """Ask whether one may be quoted."""


class Response(Record, frozen=True, kw_only=True):
    """One person's feedback: scale → 1…5 (those left out are not there), two texts, consent to quote them.

    `reclaims` = which of the texts → hash of the token by which it can be taken back.
    """

    scales: dict[str, int]
    best: str = ""
    take: str = ""
    quote: bool = False
    reclaims: dict[str, str] = {}
    ballot: ClassVar[bool] = True

    def tokens(self) -> Collection[str]:
        return self.reclaims.values()

    def without_words(self, token: str) -> Record:
        kept = {which: id for which, id in self.reclaims.items() if id != token}
        return msgspec.structs.replace(self, reclaims=kept, **dict.fromkeys(self.reclaims.keys() - kept.keys(), ""))

    def unlinked(self) -> Record:
        return Response(id="", see=NONE, step=self.step, scales=self.scales)


class Scales(Record, frozen=True, kw_only=True):
    """Scale → (value → how many), without scales that few people answered; `answers` = people who answered."""

    spread: dict[str, dict[str, int]]
    answers: int


class Quote(Record, frozen=True, kw_only=True):
    """A text from the feedback; `which` = best | take; `quotable` = its writer agreed to be quoted."""

    which: str
    text: str
    quotable: bool
    hidden: bool = False


class GiveFeedback(Action, frozen=True):
    """The whole feedback as it now is."""

    scales: dict[str, int]
    best: str = ""
    take: str = ""
    quote: bool = False
    best_token: Token = ""
    take_token: Token = ""
    secret: ClassVar[bool] = True


def begin(room: Room, step: Step, items: list[Item], by: By) -> Change:
    return NOTHING


def decide(room: Room, step: Step, action: Action | Life, by: By) -> Change:
    if isinstance(action, GiveFeedback):
        return _given(room, step, action, by)
    if isinstance(action, Reveal):
        check_reveal(room, step, Response, action)
        return _summed(room, step, ALL, by)
    if isinstance(action, Reopen):  # people answer on; the sums are made again at the next reveal
        quotes = [quote.id for quote in room.of(step.round, Quote) if not quote.hidden]
        return Change(delete=(*(scales.id for scales in room.of(step.round, Scales)), *quotes))
    if isinstance(action, Seal) and room.one(step.round, Scales) is None:
        return _summed(room, step, HOSTS, by)
    return NOTHING


def _given(room: Room, step: Step, action: GiveFeedback, by: By) -> Change:
    if not set(action.scales) <= set(SCALES) or any(not 1 <= value <= 5 for value in action.scales.values()):
        raise Refused("malformed", why="scales: 1…5")
    before = room.mine(by.person, step.round, Response)
    had = before[0].reclaims if before else {}
    new = {which: getattr(action, f"{which}_token") for which in TEXTS if which not in had}
    response = Response(
        id=before[0].id if before else by.dice.id(), see=by.see, step=step.round,
        scales=dict(sorted(action.scales.items())), best=typed(action.best, TEXT_LENGTH, 0),
        take=typed(action.take, TEXT_LENGTH, 0), quote=action.quote,
        reclaims=had | {which: anonymity.reclaim_id(room, token) for which, token in new.items() if token},
    )  # fmt: skip
    return put(response) if before else put(response, progress(room, step, voters=1))


def _summed(room: Room, step: Step, see: str, by: By) -> Change:
    """The sums for `see`, of scales that enough people answered, and the texts."""
    responses = room.of(step.round, Response)
    spread: dict[str, dict[str, int]] = {}
    for scale in SCALES:
        counts = Counter(r.scales[scale] for r in responses if scale in r.scales)
        if tells_nobody([counts.total()]):
            spread[scale] = {str(value): counts[value] for value in range(1, 6)}
    told = [(which, getattr(r, which), r.quote, r.reclaims.get(which, "")) for r in responses for which in TEXTS]
    told = sorted(one for one in told if one[1])
    old = room.of(step.round, Quote)
    hidden = {(quote.which, quote.text) for quote in old if quote.hidden}
    quotes = [
        Quote(
            id=by.dice.id(),
            see=see if quotable and (which, text) not in hidden else HOSTS,
            step=step.round,
            which=which,
            text=text,
            quotable=quotable,
            hidden=(which, text) in hidden,
        )
        for which, text, quotable, _ in told
    ]
    reclaims = [
        Reclaim(id=one[3], see=NONE, step=step.round, of=quote.id)
        for quote, one in zip(quotes, told, strict=True)
        if one[3]
    ]
    marks = [hiding.mark(quote) for quote in quotes if quote.hidden and not (quote.quotable and see == ALL)]
    scales = Scales(id=f"scales-{step.round}", see=see, step=step.round, spread=spread, answers=len(responses))
    return Change(put=(scales, *quotes, *marks, *reclaims), delete=tuple(quote.id for quote in old))


def outcome(room: Room, step: Step) -> Outcome:
    scales = room.one(step.round, Scales)
    if scales is None:
        return Outcome((), {"voters": progress_of(room, step).voters})
    facts: dict[str, int | str | float] = {"voters": scales.answers}
    rows: tuple[Row, ...] = ()
    if not scales.spread:  # in one line what would be said four times
        rows += (Row(id=f"{scales.id}-few", what="scale", text="scales", tags=("few",)),)
    for scale in SCALES if scales.answers and scales.spread else ():
        if scale not in scales.spread:
            rows += (Row(id=f"{scales.id}-{scale}", what="scale", text=scale, tags=("few",)),)
            continue
        counts = {int(value): n for value, n in scales.spread[scale].items()}
        n = sum(counts.values())
        mean = round(sum(value * many for value, many in counts.items()) / n, 2) if n else None
        note = " ".join(f"{value}:{counts.get(value, 0)}" for value in range(1, 6)) if n else ""
        tags = () if n else ("none",)
        rows += (Row(id=f"{scales.id}-{scale}", what="scale", text=scale, score=mean, votes=n, note=note, tags=tags),)
    quotes = sorted(room.of(step.round, Quote), key=lambda quote: (quote.which, quote.id))
    rows += tuple(
        Row(id=q.id, what=q.which, text=q.text, tags=("quotable" if q.quotable else "not_quotable",))
        for q in quotes
        if not q.hidden
    )
    return Outcome(rows, facts)


_BEST = {
    "fi": ("Hiljainen kirjoittaminen ensin", "Teesit puhuttelivat", "Kerrankin kaikki pääsivät ääneen", ""),
    "en": ("Writing in silence first", "The theses spoke to me", "Everybody was heard for once", ""),
    "sv": ("Att skriva i tystnad först", "Teserna talade till mig", "Alla blev hörda för en gångs skull", ""),
}


def bot(view: Room, step: Step, me: str, rng: random.Random) -> Action | None:
    if step.state != "open" or view.mine(me, step.round, Response):
        return None
    scales = {scale: rng.choice((3, 4, 4, 5, 5)) for scale in SCALES if rng.random() < 0.9}
    best = rng.choice(_BEST.get(view.workshop.lang, _BEST["en"]))
    return GiveFeedback(scales=scales, best=best, quote=rng.random() < 0.5)


WORDS = {
    "fi": """
feedback-name = Palaute
feedback-content = Sisältö
feedback-methods = Menetelmät
feedback-tools = Välineet
feedback-facilitation = Fasilitointi
feedback-low = heikko
feedback-high = erinomainen
feedback-best = Parasta oli
feedback-take = Vien mukanani
feedback-quote = Saa lainata ilman nimeä
feedback-send = Anna palaute
feedback-change = Päivitä palaute
feedback-thanks = Kiitos. Voit vielä muuttaa palautettasi.
feedback-answers = { $n ->
    [one] 1 vastasi
   *[other] { $n } vastasi
 }
feedback-mean = keskiarvo { $mean }
feedback-few = alle viisi vastausta, ei näytetä
feedback-none = ei vastauksia
feedback-scales = Asteikot
feedback-few-sure = Tekstit, joita saa lainata, näkyvät kaikille, muut vain fasilitaattoreille. Asteikoista näytetään vain ne, joihin vastasi vähintään viisi. Näin harvasta tekstistä voi arvata, kuka kirjoitti mitä: kysy huoneelta, sopiiko se.
feedback-not-quoted = ei lainattavaksi
feedback-asked = Sisältö, menetelmät, välineet ja fasilitointi; mikä oli parasta, ja mitä vien mukanani
feedback-setting-quotes = Kysy lupa lainata
""",
    "en": """
feedback-name = Feedback
feedback-content = Content
feedback-methods = Methods
feedback-tools = Tools
feedback-facilitation = Facilitation
feedback-low = weak
feedback-high = excellent
feedback-best = Best was
feedback-take = I take with me
feedback-quote = May be quoted without my name
feedback-send = Give feedback
feedback-change = Update feedback
feedback-thanks = Thank you. You can still change your feedback.
feedback-answers = { $n ->
    [one] 1 answer
   *[other] { $n } answers
 }
feedback-mean = mean { $mean }
feedback-few = fewer than five answers, not shown
feedback-none = no answers
feedback-scales = Scales
feedback-few-sure = Texts that may be quoted are shown to everybody, the others to facilitators only. Of the scales only those that five or more answered are shown. With so few texts one may guess who wrote what: ask the room whether that is all right.
feedback-not-quoted = not to be quoted
feedback-asked = Content, methods, tools and facilitation; what was best, and what I take with me
feedback-setting-quotes = Ask for consent to quote
""",
    "sv": """
feedback-name = Respons
feedback-content = Innehåll
feedback-methods = Metoder
feedback-tools = Verktyg
feedback-facilitation = Facilitering
feedback-low = svag
feedback-high = utmärkt
feedback-best = Bäst var
feedback-take = Jag tar med mig
feedback-quote = Får citeras utan mitt namn
feedback-send = Ge respons
feedback-change = Uppdatera responsen
feedback-thanks = Tack. Du kan ännu ändra din respons.
feedback-answers = { $n ->
    [one] 1 svar
   *[other] { $n } svar
 }
feedback-mean = medeltal { $mean }
feedback-few = färre än fem svar, visas inte
feedback-none = inga svar
feedback-scales = Skalor
feedback-few-sure = Texter som får citeras visas för alla, de andra bara för facilitatorerna. Av skalorna visas bara de som minst fem svarade på. Av så få texter kan man gissa vem som skrev vad: fråga rummet om det är i sin ordning.
feedback-not-quoted = får inte citeras
feedback-asked = Innehåll, metoder, verktyg och facilitering; vad som var bäst, och vad jag tar med mig
feedback-setting-quotes = Fråga om lov att citera
""",
}
