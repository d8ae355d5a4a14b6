"""Brainstorm (aivoriihi): everybody writes for themselves first, then sees all ideas and builds on them.

Who: participants and facilitators write, as much as they like. `blind`: only one's own ideas, in silence; `build`:
everybody's ideas, and one may go on from any of them. A facilitator may write for somebody without a phone (`proxy`).
One edits and withdraws one's own in both stages.
Secret: a blind idea goes to its author alone, not even to the facilitators; others see how many there are. All blind
ideas become visible in one change with random ids, so nothing tells who wrote what, or when. Whether names show, and to
whom, is the step's level of anonymity; each idea may stay anonymous by its writer's own choice.
Gives: the ideas with what they build on; a later step may take each. Items that the step took are the material it
builds from.

A step that is sealed without a reveal gives its blind ideas to the facilitators alone: they were written to be shown
to all by the facilitator's hand, so a smaller circle breaks no promise, throwing them away would lose people's work,
and leaving them with their authors would keep the very tie that sealing is to cut.
Source: brainwriting, alone first and then together, domain section 2 "Aivoriihi". S0-32, S0-31.
"""

from __future__ import annotations

import random
from typing import Annotated, ClassVar

import msgspec

from sessions import anonymity
from sessions.activity import (
    HOST,
    Action,
    Advance,
    By,
    Life,
    Outcome,
    Refused,
    Reveal,
    Row,
    Seal,
    progress,
    progress_of,
    typed,
)  # fmt: skip
from sessions.anonymity import ANONYMOUS, Anonymity, Token
from sessions.records import ALL, HOSTS, NOTHING, Authorship, Change, Idea, Item, Step, put
from sessions.room import Room

BLIND, BUILD = STAGES = ("blind", "build")
SECRET_STAGES = (BLIND,)
"""Where what the secret actions say stays with its author."""
LEAST, MOST = 3, 2000
MOST_EACH = 200


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    anonymity: Anonymity = ANONYMOUS
    """Who may know who wrote an idea."""


class AddIdea(Action, frozen=True):
    """A new idea; `parent` = the idea or item it goes on from, `proxy` = for somebody without a phone.

    `named` False = without one's name, whatever the step tells; `token` = by which it can be taken back after the seal.
    """

    text: str
    parent: Annotated[str, msgspec.Meta(max_length=40)] = ""
    named: bool = True
    proxy: bool = False
    token: Token = ""
    secret: ClassVar[bool] = True


class EditIdea(Action, frozen=True):
    """Rewrites one's own idea; `named` None = leave the name as it is."""

    id: str
    text: str
    named: bool | None = None
    secret: ClassVar[bool] = True


class WithdrawIdea(Action, frozen=True):
    """Takes one's own idea back; its text leaves the history too."""

    id: str


def begin(room: Room, step: Step, items: list[Item], by: By) -> Change:
    return NOTHING


def decide(room: Room, step: Step, action: Action | Life, by: By) -> Change:
    match action:
        case AddIdea():
            return _added(room, step, action, by)
        case EditIdea():
            return _edited(room, step, action, by)
        case WithdrawIdea():
            return anonymity.withdrawn(room, step, _own(room, step, action.id, by)[0])
        case Advance(stage="build"):
            return _shown(room, step, ALL)
        case Reveal():  # a step opened again goes on where all can read
            return put(msgspec.structs.replace(step, stage=BUILD)) + _shown(room, step, ALL)
        case Seal():
            return _shown(room, step, HOSTS)
    return NOTHING


def _added(room: Room, step: Step, action: AddIdea, by: By) -> Change:
    if action.proxy and by.role != HOST:
        raise Refused("not_yours")
    if len(room.mine(by.person, step.round, Authorship)) >= MOST_EACH:
        raise Refused("too_many", most=MOST_EACH)
    named = action.named and not action.proxy
    idea = Idea(
        id=by.dice.id(), see=by.see if step.stage == BLIND else ALL, step=step.round,
        text=typed(action.text, MOST, LEAST), parent=_parent(room, step, action.parent, by), proxy=action.proxy,
        name=anonymity.name_for_all(room, step, by.person, named),
    )  # fmt: skip
    ties = anonymity.written(room, step, idea, by, named, action.token)
    return put(idea, progress(room, step, count=1)) + ties


def _parent(room: Room, step: Step, id: str, by: By) -> str:
    """The idea or item to go on from, if this person sees it: one just withdrawn or hidden leaves an idea of its own."""
    parent = room.records.get(id)
    seen = isinstance(parent, Idea | Item) and parent.step == step.round and parent.see in (ALL, by.see)
    return id if seen else ""


def _own(room: Room, step: Step, id: str, by: By) -> tuple[Idea, Authorship]:
    """One's own idea and what says so. Somebody else's is refused just as one that does not exist."""
    idea = room.get(id, Idea)
    authorship = next((a for a in room.mine(by.person, step.round, Authorship) if a.of == id), None)
    if idea is None or authorship is None or idea.step != step.round:
        raise Refused("unknown_record")
    return idea, authorship


def _edited(room: Room, step: Step, action: EditIdea, by: By) -> Change:
    idea, tie = _own(room, step, action.id, by)
    text = typed(action.text, MOST, LEAST)
    wish = tie.named if action.named is None else action.named and not idea.proxy
    name = idea.name or anonymity.name_for_all(room, step, by.person, wish)
    new = msgspec.structs.replace(idea, text=text, name=name if wish else "")
    beside = anonymity.rewritten(room, step, new, tie, wish)
    if new == idea and beside == NOTHING:
        return NOTHING
    seen_by_others = idea.edited or (idea.see != by.see and text != idea.text)
    new = msgspec.structs.replace(new, edited=seen_by_others)
    return Change(put=(new,), redact=(idea.id,) if idea.name and not new.name else ()) + beside


def _shown(room: Room, step: Step, see: str) -> Change:
    """Every blind idea put again, in the order of their random ids and in one change."""
    blind = sorted((idea for idea in room.of(step.round, Idea) if _is_blind(idea)), key=lambda idea: idea.id)
    shown = [msgspec.structs.replace(idea, see=see) for idea in blind]
    return put(*shown, *anonymity.bylines(room, step, shown))


def _is_blind(idea: Idea) -> bool:
    return idea.see not in (ALL, HOSTS)


def outcome(room: Room, step: Step) -> Outcome:
    """The ideas that are out; a blind one is nobody's to give, whoever asks."""
    out = [idea for idea in room.of(step.round, Idea) if not _is_blind(idea) and not idea.hidden]
    ideas = {idea.id: idea for idea in sorted(out, key=lambda idea: (idea.rev, idea.id))}
    rows = tuple(
        Row(
            id=idea.id, what="idea", text=idea.text, parent=idea.parent if idea.parent in ideas else "",
            from_=(idea.parent,) if room.get(idea.parent, Item) else (),
            author=anonymity.author_of(room, idea.id, idea.name), anonymity=anonymity.told(step, idea.name),
            tags=("proxy",) if idea.proxy else (),
        )
        for idea in ideas.values()
    )  # fmt: skip
    facts: dict[str, int | str | float] = {"ideas": len(rows), "built": sum(bool(r.parent or r.from_) for r in rows)}
    if step.stage == BLIND and not rows:
        facts = {"ideas": progress_of(room, step).count}
    return Outcome(rows, facts, tuple(row.id for row in rows))


def bot(view: Room, step: Step, me: str, rng: random.Random) -> Action | None:
    own = [a.of for a in view.mine(me, step.round, Authorship)]
    chance = rng.random()
    if step.state != "open" or len(own) >= 8 or (len(own) > 2 and chance < 0.5):
        return None
    lang = view.workshop.lang if view.workshop.lang in _PIECES else "en"
    text = " ".join(rng.choice(pieces) for pieces in _PIECES[lang])
    mine = view.get(rng.choice(sorted(own)), Idea) if own else None
    if mine is not None and chance > 0.92:
        return WithdrawIdea(id=mine.id) if chance > 0.97 else EditIdea(id=mine.id, text=f"{mine.text} {text}"[:MOST])
    others = sorted(idea.id for idea in view.of(step.round, Idea) if idea.see == ALL and idea.id not in own)
    if step.stage == BUILD and others and rng.random() < 0.6:
        return AddIdea(text=f"{rng.choice(_GOING_ON[lang])} {text[0].lower()}{text[1:]}", parent=rng.choice(others))
    return AddIdea(text=text)


_PIECES = {
    "fi": (
        ("Kuukausittainen", "Avoin", "Kevyt", "Yhteinen", "Puolen tunnin", "Kahden kunnan", "Asukkaiden vetämä",
         "Viikon mittainen", "Nimettömien kysymysten", "Ensimmäisen työviikon", "Rohkea", "Kesän alussa pidettävä"),
        ("kokeilutori", "kahvihetki", "työkierto", "mokatunti", "oppimiskävely", "ideapankki", "vertaisparipäivä",
         "kuntavierailu", "lyhyt video", "kysymyslaatikko", "kiitoskierros", "avoin ovi", "kummiyksikkö", "parastamispäivä"),
        ("uusille työntekijöille.", "yli toimialojen.", "kirjastossa, jossa muutenkin käydään.", "ilman kalvoja.",
         "niin että jokainen vie yhden asian kotiin.", "esihenkilön luvalla ja puolen päivän ajalla.",
         "naapurikunnan kanssa vuorotellen.", "ja lopuksi sovitaan, kuka kokeilee mitäkin.", "intranetin etusivulle.",
         "nuorten ehdoilla.", "kerran vuodessa koko talolle.", "ja tulos näkyviin kahviautomaatin viereen."),
    ),
    "en": (
        ("A monthly", "An open", "A light", "A shared", "A half-hour", "A two-town", "A resident-led", "A week-long",
         "A no-slides", "A first-week", "A bold", "An early-summer"),
        ("market of trials", "coffee hour", "job swap", "flop hour", "learning walk", "bank of ideas", "peer day",
         "visit next door", "short video", "question box", "round of thanks", "open door", "buddy unit", "borrowing day"),
        ("for new colleagues.", "across departments.", "in the library, where people come anyway.", "with no slides.",
         "where everybody takes one thing home.", "with half a day and the manager's word.", "with the next town.",
         "that ends with who tries what.", "on the front page of the intranet.", "on young people's terms.",
         "once a year for the whole house.", "with the result beside the coffee machine."),
    ),
    "sv": (
        ("En månatlig", "En öppen", "En enkel", "En gemensam", "En halvtimmes", "En tvåkommuners", "En invånarledd",
         "En veckolång", "En modig", "En återkommande", "En första veckans", "En tidig"),
        ("försöksmarknad", "kafferast", "arbetsrotation", "misstagstimme", "lärandevandring", "idébank", "kollegedag",
         "rundvandring", "kort film", "frågelåda", "tackrunda", "öppen dörr", "fadderenhet", "lånedag"),
        ("för nya medarbetare.", "över sektorsgränserna.", "på biblioteket, dit folk ändå kommer.", "utan bilder.",
         "där alla tar med sig en sak hem.", "med chefens lov och en halv dag.", "med grannkommunen.",
         "som slutar med vem som prövar vad.", "på intranätets förstasida.", "på de ungas villkor.",
         "en gång om året för hela huset.", "med resultatet bredvid kaffeautomaten."),
    ),
}  # fmt: skip
_GOING_ON = {
    "fi": ("Tähän vielä", "Tästä jatkaen:", "Samaan hengenvetoon", "Ja lisäksi"),
    "en": ("And on top of it", "Going on from this:", "In the same breath", "And also"),
    "sv": ("Och till det", "Vidare härifrån:", "I samma andetag", "Och dessutom"),
}

WORDS = {
    "fi": """
brainstorm-name = Aivoriihi
brainstorm-field = Ideasi
brainstorm-placeholder = Kirjoita yksi idea kerrallaan
brainstorm-keep = Talleta idea
brainstorm-blind-hint = Määrä ennen laatua. Muut näkevät ideasi vasta, kun ne paljastetaan kaikille.
brainstorm-build-hint = Lue toisten ideoita ja jatka niistä. Ei arviointia.
brainstorm-own = { $n ->
    [0] Omat ideasi tulevat tähän
    [one] 1 oma idea
   *[other] { $n } omaa ideaa
 }
brainstorm-edit = Muokkaa
brainstorm-edit-title = Muokkaa ideaasi
brainstorm-save = Talleta muutos
brainstorm-withdraw = Peru idea
brainstorm-withdraw-sure = Perutaanko idea?
brainstorm-withdraw-text = Idea katoaa kaikilta, eikä sitä saa takaisin.
brainstorm-build-on = Jatkan ideaa
brainstorm-building-on = Jatkat tätä ideaa
brainstorm-builds-on = jatkaa ideaa: { $text }
brainstorm-material = Mistä lähdetään
brainstorm-others = Muiden ideat
brainstorm-none-yet = Ideat ilmestyvät tähän
brainstorm-new-ideas = { $n ->
    [one] 1 uusi idea
   *[other] { $n } uutta ideaa
 }
brainstorm-show-new = Näytä { $n ->
    [one] 1 uusi idea
   *[other] { $n } uutta ideaa
 }
brainstorm-closed = { $n ->
    [0] Ei vielä ideoita
    [one] 1 idea tallessa, näkyy vasta paljastuksessa
   *[other] { $n } ideaa tallessa, näkyvät vasta paljastuksessa
 }
brainstorm-proxy = puhelimettoman puolesta
brainstorm-edited = muokattu
brainstorm-add-proxy = Kirjoita puhelimettoman puolesta
brainstorm-proxy-field = Idea, kuten se sanottiin
brainstorm-hidden = piilotettu muilta
brainstorm-advance-build = Paljasta ideat
brainstorm-advance-then = sitten: jatketaan toisten ideoita
brainstorm-page = { $n } ideaa · { $at } / { $of }
""",
    "en": """
brainstorm-name = Brainstorm
brainstorm-field = Your idea
brainstorm-placeholder = Write one idea at a time
brainstorm-keep = Keep the idea
brainstorm-blind-hint = Many before good. Others see your ideas only when all are revealed.
brainstorm-build-hint = Read what others wrote and build on it. No judging.
brainstorm-own = { $n ->
    [0] Your own ideas come here
    [one] 1 idea of yours
   *[other] { $n } ideas of yours
 }
brainstorm-edit = Edit
brainstorm-edit-title = Edit your idea
brainstorm-save = Keep the change
brainstorm-withdraw = Withdraw the idea
brainstorm-withdraw-sure = Withdraw this idea?
brainstorm-withdraw-text = It disappears for everybody and cannot be brought back.
brainstorm-build-on = Build on this
brainstorm-building-on = You are building on this
brainstorm-builds-on = builds on: { $text }
brainstorm-material = What we build from
brainstorm-others = Ideas of others
brainstorm-none-yet = Ideas will appear here
brainstorm-new-ideas = { $n ->
    [one] 1 new idea
   *[other] { $n } new ideas
 }
brainstorm-show-new = Show { $n ->
    [one] 1 new idea
   *[other] { $n } new ideas
 }
brainstorm-closed = { $n ->
    [0] No ideas yet
    [one] 1 idea kept, shown when revealed
   *[other] { $n } ideas kept, shown when revealed
 }
brainstorm-proxy = for somebody without a phone
brainstorm-edited = edited
brainstorm-add-proxy = Write for somebody without a phone
brainstorm-proxy-field = The idea, as it was said
brainstorm-hidden = hidden from others
brainstorm-advance-build = Reveal the ideas
brainstorm-advance-then = then: building on each other’s ideas
brainstorm-page = { $n } ideas · { $at } / { $of }
""",
    "sv": """
brainstorm-name = Idéstorm
brainstorm-field = Din idé
brainstorm-placeholder = Skriv en idé i taget
brainstorm-keep = Spara idén
brainstorm-blind-hint = Mängd före kvalitet. Andra ser dina idéer först när alla visas.
brainstorm-build-hint = Läs andras idéer och bygg vidare. Ingen värdering.
brainstorm-own = { $n ->
    [0] Dina egna idéer kommer hit
    [one] 1 egen idé
   *[other] { $n } egna idéer
 }
brainstorm-edit = Redigera
brainstorm-edit-title = Redigera din idé
brainstorm-save = Spara ändringen
brainstorm-withdraw = Ta tillbaka idén
brainstorm-withdraw-sure = Ska idén tas tillbaka?
brainstorm-withdraw-text = Den försvinner för alla och kan inte hämtas tillbaka.
brainstorm-build-on = Bygg vidare
brainstorm-building-on = Du bygger vidare på denna
brainstorm-builds-on = bygger på: { $text }
brainstorm-material = Det vi utgår från
brainstorm-others = Andras idéer
brainstorm-none-yet = Idéerna dyker upp här
brainstorm-new-ideas = { $n ->
    [one] 1 ny idé
   *[other] { $n } nya idéer
 }
brainstorm-show-new = Visa { $n ->
    [one] 1 ny idé
   *[other] { $n } nya idéer
 }
brainstorm-closed = { $n ->
    [0] Inga idéer än
    [one] 1 idé sparad, syns först när den visas
   *[other] { $n } idéer sparade, syns först när de visas
 }
brainstorm-proxy = för någon utan telefon
brainstorm-edited = redigerad
brainstorm-add-proxy = Skriv för någon utan telefon
brainstorm-proxy-field = Idén, så som den sades
brainstorm-hidden = dold för andra
brainstorm-advance-build = Visa idéerna
brainstorm-advance-then = sedan: vi bygger vidare på varandras idéer
brainstorm-page = { $n } idéer · { $at } / { $of }
""",
}
