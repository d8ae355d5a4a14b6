"""Lobby (aula): arriving. Who is here, a warm-up question, a sound check, and what happens to one's data.

Who: everybody, as they arrive; one short answer each to the warm-up question (the step's question), changeable.
Secret: who wrote an answer, unless the step names people; the answers themselves show at once.
Gives: the answers, as rows to read; nothing is taken from here.
"""

from __future__ import annotations

import random
from typing import ClassVar

import msgspec

from sessions import anonymity
from sessions.activity import Action, By, Life, Outcome, Row, progress, progress_of, typed
from sessions.anonymity import ANONYMOUS, Anonymity, Token
from sessions.records import ALL, NOTHING, Authorship, Change, Item, Record, Step, put
from sessions.room import Room

ANSWER_LENGTH = 140


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    anonymity: Anonymity = ANONYMOUS
    """Who may know who wrote an answer."""
    sound: bool = True
    """Offer the sound check."""


class WarmUp(Record, frozen=True, kw_only=True):
    """One answer to the warm-up question."""

    text: str
    hidden: bool = False
    name: str = ""
    signed: ClassVar[bool] = True
    counts: ClassVar[bool] = True


class AnswerWarmUp(Action, frozen=True):
    """One's answer as it now is; empty takes it back. `named`, `token`: as with an idea."""

    text: str
    named: bool = True
    token: Token = ""
    states: ClassVar[frozenset[str]] = frozenset({"open", "grace"})


def begin(room: Room, step: Step, items: list[Item], by: By) -> Change:
    return NOTHING


def decide(room: Room, step: Step, action: Action | Life, by: By) -> Change:
    if not isinstance(action, AnswerWarmUp):
        return NOTHING
    text = typed(action.text, ANSWER_LENGTH, 0)
    tie = next(iter(room.mine(by.person, step.round, Authorship)), None)
    old = room.get(tie.of, WarmUp) if tie else None
    name = anonymity.name_for_all(room, step, by.person, action.named)
    if tie and old:
        if not text:
            return anonymity.withdrawn(room, step, old)
        new = msgspec.structs.replace(old, text=text, name=name)
        beside = anonymity.rewritten(room, step, new, tie, action.named)
        return Change(put=(new,), redact=(old.id,)) + beside if new != old or beside != NOTHING else NOTHING
    if not text:
        return NOTHING
    answer = WarmUp(id=by.dice.id(), see=ALL, step=step.round, text=text, name=name)
    return put(answer, progress(room, step, count=1)) + anonymity.written(
        room, step, answer, by, action.named, action.token
    )


def outcome(room: Room, step: Step) -> Outcome:
    answers = sorted(room.of(step.round, WarmUp), key=lambda answer: answer.id)
    rows = tuple(
        Row(
            id=a.id,
            what="answer",
            text=a.text,
            author=anonymity.author_of(room, a.id, a.name),
            anonymity=anonymity.told(step, a.name),
        )
        for a in answers
        if not a.hidden
    )
    return Outcome(rows, {"voters": progress_of(room, step).count})


_ANSWERS = {
    "fi": (
        "Hyvin nukuttu yö", "Naapurin apu lumitöissä", "Kahvi ja hiljainen aamu", "Onnistunut palaveri", "Uusi kirja",
        "Ensimmäinen hiihtolenkki", "Lapsen oma vitsi", "Bussi, joka odotti", "Sienet pakkasesta", "Kiitos, jota en odottanut",
        "Vanha ystävä soitti", "Sauna torstaina", "Puutarhan viimeiset omenat", "Kirjaston lehtisali", "Koiran ilo ovella",
        "Tyhjä sähköposti perjantaina", "Kuoron harjoitukset", "Pullan tuoksu rappukäytävässä", "Oma idea meni läpi",
        "Sade, joka loppui ajoissa", "Uusi työkaveri", "Kävely ilman puhelinta", "Tori lauantaina", "Valo järven jäällä",
        "Mummon neulomat sukat", "Naapurin kissa",
    ),
    "en": (
        "A good night's sleep", "A neighbour's help", "Coffee and a quiet morning", "A meeting that worked", "A new book",
        "The first ski of the winter", "A child's own joke", "A bus that waited", "Mushrooms from the freezer", "Thanks I did not expect",
        "An old friend called", "Sauna on a Thursday", "The last apples", "The reading room", "The dog at the door",
        "An empty inbox", "Choir practice", "The smell of buns on the stairs", "My idea was taken up", "Rain that stopped in time",
        "A new colleague", "A walk without a phone", "The market on Saturday", "Light on the ice", "Socks that grandmother knitted",
        "The neighbour's cat",
    ),
    "sv": (
        "En god natts sömn", "Grannens hjälp", "Kaffe och en lugn morgon", "Ett lyckat möte", "En ny bok",
        "Vinterns första skidtur", "Barnets egen vits", "Bussen som väntade", "Svamp ur frysen", "Ett tack jag inte väntade",
        "En gammal vän ringde", "Bastu på torsdagen", "De sista äpplena", "Bibliotekets läsesal", "Hunden vid dörren",
        "En tom inkorg", "Körövningen", "Doften av bullar i trappan", "Min idé gick igenom", "Regnet som slutade i tid",
        "En ny kollega", "En promenad utan telefon", "Torget på lördagen", "Ljuset på isen", "Sockor som mormor stickat",
        "Grannens katt",
    ),
}  # fmt: skip


def bot(view: Room, step: Step, me: str, rng: random.Random) -> Action | None:
    if step.state != "open" or view.mine(me, step.round, Authorship):
        return None
    answers = _ANSWERS.get(view.workshop.lang, _ANSWERS["en"])
    said = {answer.text for answer in view.of(step.round, WarmUp)}
    return AnswerWarmUp(text=rng.choice([answer for answer in answers if answer not in said] or answers))


WORDS = {
    "fi": """
lobby-name = Aula
lobby-answer = Vastauksesi
lobby-send = Kerro muillekin
lobby-change = Vaihda vastaus
lobby-answers = Mitä muut vastasivat
lobby-sound = Kokeile ääntä
lobby-sound-on = Kuuletko? Lopeta
lobby-data = Mitä kirjoitat, tallentuu tälle palvelimelle ja menee työpajan koosteeseen. Tiliä ei ole eikä evästeitä.
lobby-setting-sound = Äänikoe
""",
    "en": """
lobby-name = Lobby
lobby-answer = Your answer
lobby-send = Tell the others
lobby-change = Change the answer
lobby-answers = What others said
lobby-sound = Try the sound
lobby-sound-on = Can you hear it? Stop
lobby-data = What you write is kept on this server and goes into the workshop's summary. There is no account and no cookie.
lobby-setting-sound = Sound check
""",
    "sv": """
lobby-name = Väntrum
lobby-answer = Ditt svar
lobby-send = Berätta för de andra
lobby-change = Ändra svaret
lobby-answers = Vad de andra svarade
lobby-sound = Prova ljudet
lobby-sound-on = Hör du? Stäng av
lobby-data = Det du skriver sparas på den här servern och går till workshoppens sammandrag. Det finns inget konto och inga kakor.
lobby-setting-sound = Ljudprov
""",
}
