"""Clustering (ryhmittely, affinity, KJ): everybody sorts the notes into piles, all at once and without a word.

Who: participants and facilitators move notes, make piles and propose names; the facilitators also merge piles, freeze the
board and ask for suggestions of look-alike notes, which anybody may accept and the facilitators may wave away.
Secret: nothing; the board is everybody's. Nobody is told who moved what: a move has no author.
Gives: the piles with their names, and the loners, which may stay alone; a later step may take both. With it: moves per
note, and how much of the machine's grouping people kept.

Two people who take one note are both heard: the last move says where it lies, and every move is counted in the note's
own record, by which a person's page knows that somebody took the note further.
Source: affinity diagram, silent sorting, loners and late naming, domain section 2 "Ryhmittely"; S2-19.
"""

from __future__ import annotations

import random
from typing import Annotated, ClassVar

import msgspec

from sessions import piles, suggestions
from sessions.activity import HOST, Action, By, Deliver, Life, Outcome, Refused, settings_of, typed
from sessions.piles import NAME_LENGTH, Pile, Placement
from sessions.records import ALL, HOSTS, NOTHING, Change, Errand, Item, Record, Step, put
from sessions.room import Room
from sessions.suggestions import Suggestion

Id = Annotated[str, msgspec.Meta(max_length=40)]


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    suggestions: bool = True
    """The facilitators may ask for suggestions of look-alike notes."""


class Board(Record, frozen=True, kw_only=True):
    """The board itself. `looking` = look-alikes are being sought, `found` = what the last look gave (-1 = none yet)."""

    frozen: bool = False
    looking: bool = False
    found: int = -1


class MoveNote(Action, frozen=True):
    """Moves a note onto a pile, or away from all piles ("")."""

    item: Id
    pile: Id = ""


class PutBeside(Action, frozen=True):
    """Moves a note to another one: onto its pile, or both onto a new one if it lies loose."""

    item: Id
    beside: Id


class MakePile(Action, frozen=True):
    """A new pile of these notes; none = an empty sheet with a name."""

    items: tuple[Id, ...] = ()
    name: str = ""


class NamePile(Action, frozen=True):
    """Proposes a name. The last one shows; the others stay beside it."""

    pile: Id
    text: str


class DissolvePile(Action, frozen=True):
    """Takes the sheet away and leaves its notes loose. Anybody may take away an empty one."""

    pile: Id


class MergePiles(Action, frozen=True):
    """Lays `pile` onto `into`."""

    pile: Id
    into: Id
    roles: ClassVar[frozenset[str]] = frozenset({HOST})


class FreezeBoard(Action, frozen=True):
    """Nobody but the facilitators moves anything while the board is frozen."""

    frozen: bool
    roles: ClassVar[frozenset[str]] = frozenset({HOST})


class SuggestPiles(Action, frozen=True):
    roles: ClassVar[frozenset[str]] = frozenset({HOST})


class AcceptSuggestion(Action, frozen=True):
    id: Id


class IgnoreSuggestion(Action, frozen=True):
    id: Id
    roles: ClassVar[frozenset[str]] = frozenset({HOST})


def begin(room: Room, step: Step, items: list[Item], by: By) -> Change:
    if len(items) < 2:
        raise Refused("too_few_items", least=2)
    return put(_board(room, step))


def decide(room: Room, step: Step, action: Action | Life, by: By) -> Change:
    if isinstance(action, Deliver):
        change = suggestions.delivered(room, step, action.result, by)
        return change + put(msgspec.structs.replace(_board(room, step), looking=False, found=len(change.put)))
    if isinstance(action, Life):
        return NOTHING
    if _board(room, step).frozen and by.role != HOST:
        raise Refused("board_frozen")
    return _suggesting(room, step, action, by) or _moving(room, step, action, by)


def _board(room: Room, step: Step) -> Board:
    return room.get(f"board-{step.round}", Board) or Board(id=f"board-{step.round}", see=ALL, step=step.round)


def _moving(room: Room, step: Step, action: Action, by: By) -> Change:
    match action:
        case MoveNote(item, pile):
            to = piles.pile_with(room, step, pile).id if pile else ""
            return piles.onto(room, step, [piles.note(room, step, item).id], to)
        case PutBeside(item, beside):
            return piles.beside(room, step, piles.note(room, step, item).id, piles.note(room, step, beside).id, by)
        case MakePile(items, name):
            new = piles.new_pile(room, step, by, typed(name, NAME_LENGTH, 0 if items else 1))
            return put(new) + piles.onto(room, step, [piles.note(room, step, id).id for id in items], new.id)
        case NamePile(pile, text):
            old, name = piles.pile_with(room, step, pile), typed(text, NAME_LENGTH)
            return put(piles.named(old, name)) if name != old.name else NOTHING
        case DissolvePile(pile):
            if by.role != HOST and (n := len(piles.notes_in(room, step, pile))):
                raise Refused("pile_holds_notes", n=n)
            return piles.dissolved(room, step, piles.pile_with(room, step, pile))
        case MergePiles(pile, into):
            one, other = piles.pile_with(room, step, pile), piles.pile_with(room, step, into)
            return piles.merged(room, step, one, other) if one.id != other.id else NOTHING
    return NOTHING


def _suggesting(room: Room, step: Step, action: Action, by: By) -> Change | None:
    match action:
        case AcceptSuggestion(id):
            return suggestions.accepted(room, step, suggestions.suggestion_with(room, step, id), by)
        case IgnoreSuggestion(id):
            return suggestions.ignored(suggestions.suggestion_with(room, step, id))
        case FreezeBoard(frozen):
            return put(msgspec.structs.replace(_board(room, step), frozen=frozen))
        case SuggestPiles():
            settings: Settings = settings_of(step, Settings)
            if not settings.suggestions:
                raise Refused("no_suggestions")
            if room.of(step.round, Errand):
                return NOTHING
            looking = msgspec.structs.replace(_board(room, step), looking=True)
            return put(Errand(id=by.dice.id(), see=HOSTS, step=step.round, work="similar"), looking)
    return None


errand_payload, errand = suggestions.payload, suggestions.look


def outcome(room: Room, step: Step) -> Outcome:
    """Piles, then loners, then the single notes of the piles. An empty sheet is no result."""
    of_piles, loners, grouped = piles.rows(room, step)
    facts: dict[str, int | str | float] = {"piles": len(of_piles), "loners": len(loners), "grouped": len(grouped)}
    facts["moves"] = sum(placement.moves for placement in room.of(step.round, Placement))
    can_go_on = tuple(row.id for row in (*of_piles, *loners))
    return Outcome((*of_piles, *loners, *grouped), facts | suggestions.facts(room, step), can_go_on)


def bot(view: Room, step: Step, me: str, rng: random.Random) -> Action | None:
    items = sorted(view.of(step.round, Item), key=lambda item: item.id)
    if step.state != "open" or not items or _board(view, step).frozen:
        return None
    drafts = sorted(s.id for s in view.of(step.round, Suggestion) if s.state == "draft")
    if drafts and rng.random() < 0.2:
        return AcceptSuggestion(id=rng.choice(drafts))
    loose = [item for item in items if not piles.pile_of(view, item.id)]
    if len(loose) <= len(items) // 10:
        return _bot_tidies(view, step, items, rng)
    item = rng.choice(loose)
    near = max((other for other in items if other is not item), key=lambda other: (_alike(item, other), rng.random()))
    if _alike(item, near) or rng.random() < 0.3:
        return PutBeside(item=item.id, beside=near.id)
    return MakePile(items=(item.id,))


def _bot_tidies(view: Room, step: Step, items: list[Item], rng: random.Random) -> Action | None:
    """Names what has no name; now and then takes a note further."""
    sheets = {pile.id: pile for pile in sorted(view.of(step.round, Pile), key=lambda pile: pile.id)}
    nameless = [id for id, pile in sheets.items() if not pile.name]
    if nameless:
        pile = rng.choice(nameless)
        words = [word for item in items if piles.pile_of(view, item.id) == pile for word in item.text.split()]
        return NamePile(pile=pile, text=max(words, key=len, default="?").strip(".,:;?!")[:NAME_LENGTH] or "?")
    if sheets and rng.random() < 0.1:
        return MoveNote(item=rng.choice(items).id, pile=rng.choice(list(sheets)))
    return None


def _alike(one: Item, other: Item) -> int:
    """How many word beginnings two notes share."""
    left, right = ({w[:5] for w in item.text.casefold().split() if len(w) > 4} for item in (one, other))
    return len(left & right)


WORDS = {
    "fi": """
clustering-name = Ryhmittely
clustering-hint = Hiljaa. Siirrä, älä selitä.
clustering-loose-count = { $n ->
    [0] Kaikki laput ovat pinoissa
    [one] 1 irrallinen lappu
   *[other] { $n } irrallista lappua
 }
clustering-piles = { $n ->
    [0] Pinot
    [one] 1 pino
   *[other] { $n } pinoa
 }
clustering-no-piles = Pinoja ei vielä ole. Vie lappu sellaisen luo, joka sanoo samaa.
clustering-unnamed = nimetön pino
clustering-unnamed-of = nimetön: ”{ $text }”
clustering-notes = { $n ->
    [0] ei lappuja
    [one] 1 lappu
   *[other] { $n } lappua
 }
clustering-more-notes = ja { $n ->
    [one] 1 lappu
   *[other] { $n } lappua
 } lisää
clustering-fewer = Näytä vähemmän
clustering-progress = { $placed } / { $all } pinoissa
clustering-where = Minne tämä kuuluu?
clustering-put-down = Laske takaisin
clustering-move-note = Siirrä: { $text }
clustering-move-title = Siirrä…
clustering-to-new = Uuteen pinoon
clustering-to-loose = Irralleen
clustering-to-beside = Lapun ”{ $text }” kanssa
clustering-moved = { $text }: nyt pinossa { $pile }, { $at }/{ $of }
clustering-moved-loose = { $text }: nyt irrallaan
clustering-moved-new = { $text }: nyt uudessa pinossa
clustering-moved-on = siirtyi toiseen pinoon
clustering-moved-on-loose = siirtyi pois pinosta
clustering-moved-on-said = { $n ->
    [one] Siirtämäsi lappu siirtyi eteenpäin: { $text }
   *[other] { $n } siirtämääsi lappua siirtyi eteenpäin
 }
clustering-new-pile = Uusi pino
clustering-make = Tee pino
clustering-name-pile = Ehdota nimeä: { $pile }
clustering-name-title = Mikä on pinon nimi?
clustering-name-field = Nimiehdotus
clustering-name-keep = Talleta nimi
clustering-names = Myös ehdotettu
clustering-take-name = Käytä nimeä { $name }
clustering-remove-empty = Poista tyhjä pino { $name }
clustering-merge = Yhdistä…
clustering-merge-title = Mihin pinoon { $name } yhdistetään?
clustering-dissolve = Hajota pino { $name }
clustering-dissolve-sure = Hajotetaanko pino { $name }?
clustering-dissolve-text = Sen laput jäävät irrallisiksi.
clustering-dissolve-yes = Hajota
clustering-freeze = Pysäytä taulu
clustering-unfreeze = Vapauta taulu
clustering-frozen = Taulu on pysäytetty. Katsotaan yhdessä.
clustering-suggest = Etsi samankaltaisia
clustering-looking = Etsitään samankaltaisia…
clustering-found = { $n ->
    [0] Samankaltaisia irrallisia lappuja ei löytynyt
    [one] Löytyi 1 ehdotus
   *[other] Löytyi { $n } ehdotusta
 }
clustering-suggestions = { $n ->
    [one] Nämä muistuttavat toisiaan
   *[other] Nämä muistuttavat toisiaan: { $n } ehdotusta
 }
clustering-suggestion-note = Mikään ei siirry, ennen kuin joku hyväksyy. Jo pinotut laput pysyvät paikoillaan.
clustering-suggestion-new = { $n } lappua omaan pinoon
clustering-suggestion-into = { $n ->
    [one] 1 lappu pinoon { $pile }
   *[other] { $n } lappua pinoon { $pile }
 }
clustering-accept = Pinoa nämä
clustering-ignore = Ohita
clustering-accepted-said = { $n ->
    [one] 1 lappu pinottiin
   *[other] { $n } lappua pinottiin
 }
clustering-setting-suggestions = Samankaltaisten etsiminen
refused-pile-gone = Joku ehti purkaa tämän pinon. Lappu on siinä, missä se oli.
refused-board-frozen = Taulu on pysäytetty. Lappuja voi siirtää, kun se vapautetaan.
refused-pile-holds-notes = Pinossa on { $n ->
    [one] 1 lappu
   *[other] { $n } lappua
 }. Siirrä ne ensin muualle.
refused-suggestion-gone = Tätä ehdotusta ei enää ole.
refused-no-suggestions = Ehdotukset on kytketty pois tästä vaiheesta.
""",
    "en": """
clustering-name = Clustering
clustering-hint = In silence. Move, do not explain.
clustering-loose-count = { $n ->
    [0] All notes are in piles
    [one] 1 loose note
   *[other] { $n } loose notes
 }
clustering-piles = { $n ->
    [0] Piles
    [one] 1 pile
   *[other] { $n } piles
 }
clustering-no-piles = No piles yet. Take a note to one that says the same.
clustering-unnamed = pile without a name
clustering-unnamed-of = no name: “{ $text }”
clustering-notes = { $n ->
    [0] no notes
    [one] 1 note
   *[other] { $n } notes
 }
clustering-more-notes = and { $n ->
    [one] 1 note
   *[other] { $n } notes
 } more
clustering-fewer = Show fewer
clustering-progress = { $placed } / { $all } in piles
clustering-where = Where does this belong?
clustering-put-down = Put it back
clustering-move-note = Move: { $text }
clustering-move-title = Move to…
clustering-to-new = To a new pile
clustering-to-loose = Loose again
clustering-to-beside = With “{ $text }”
clustering-moved = { $text }: now in pile { $pile }, { $at }/{ $of }
clustering-moved-loose = { $text }: now loose
clustering-moved-new = { $text }: now in a new pile
clustering-moved-on = moved on to another pile
clustering-moved-on-loose = taken out of its pile
clustering-moved-on-said = { $n ->
    [one] A note that you moved was moved on: { $text }
   *[other] { $n } notes that you moved were moved on
 }
clustering-new-pile = New pile
clustering-make = Make the pile
clustering-name-pile = Propose a name: { $pile }
clustering-name-title = What is this pile called?
clustering-name-field = Proposed name
clustering-name-keep = Keep the name
clustering-names = Also proposed
clustering-take-name = Use the name { $name }
clustering-remove-empty = Remove the empty pile { $name }
clustering-merge = Merge…
clustering-merge-title = Which pile does { $name } join?
clustering-dissolve = Take apart the pile { $name }
clustering-dissolve-sure = Take apart the pile { $name }?
clustering-dissolve-text = Its notes will be loose again.
clustering-dissolve-yes = Take apart
clustering-freeze = Freeze the board
clustering-unfreeze = Release the board
clustering-frozen = The board is frozen. Let us look together.
clustering-suggest = Find similar notes
clustering-looking = Looking for similar notes…
clustering-found = { $n ->
    [0] No similar loose notes found
    [one] 1 suggestion found
   *[other] { $n } suggestions found
 }
clustering-suggestions = { $n ->
    [one] These look alike
   *[other] These look alike: { $n } suggestions
 }
clustering-suggestion-note = Nothing moves until somebody accepts. Notes already in piles stay where they are.
clustering-suggestion-new = { $n } notes to a pile of their own
clustering-suggestion-into = { $n ->
    [one] 1 note to the pile { $pile }
   *[other] { $n } notes to the pile { $pile }
 }
clustering-accept = Pile these
clustering-ignore = Pass
clustering-accepted-said = { $n ->
    [one] 1 note was piled
   *[other] { $n } notes were piled
 }
clustering-setting-suggestions = Finding similar notes
refused-pile-gone = Somebody has just taken this pile apart. The note is where it was.
refused-board-frozen = The board is frozen. Notes can be moved when it is released.
refused-pile-holds-notes = The pile holds { $n ->
    [one] 1 note
   *[other] { $n } notes
 }. Move them elsewhere first.
refused-suggestion-gone = This suggestion is not here any more.
refused-no-suggestions = Suggestions are switched off in this step.
""",
    "sv": """
clustering-name = Gruppering
clustering-hint = Tyst. Flytta, förklara inte.
clustering-loose-count = { $n ->
    [0] Alla lappar ligger i högar
    [one] 1 lös lapp
   *[other] { $n } lösa lappar
 }
clustering-piles = { $n ->
    [0] Högar
    [one] 1 hög
   *[other] { $n } högar
 }
clustering-no-piles = Inga högar än. Ta en lapp till en som säger samma sak.
clustering-unnamed = hög utan namn
clustering-unnamed-of = utan namn: ”{ $text }”
clustering-notes = { $n ->
    [0] inga lappar
    [one] 1 lapp
   *[other] { $n } lappar
 }
clustering-more-notes = och { $n ->
    [one] 1 lapp
   *[other] { $n } lappar
 } till
clustering-fewer = Visa färre
clustering-progress = { $placed } / { $all } i högar
clustering-where = Vart hör den här?
clustering-put-down = Lägg tillbaka
clustering-move-note = Flytta: { $text }
clustering-move-title = Flytta till…
clustering-to-new = Till en ny hög
clustering-to-loose = Lös igen
clustering-to-beside = Med ”{ $text }”
clustering-moved = { $text }: nu i högen { $pile }, { $at }/{ $of }
clustering-moved-loose = { $text }: nu lös
clustering-moved-new = { $text }: nu i en ny hög
clustering-moved-on = flyttades till en annan hög
clustering-moved-on-loose = togs ut ur högen
clustering-moved-on-said = { $n ->
    [one] En lapp som du flyttade har flyttats vidare: { $text }
   *[other] { $n } lappar som du flyttade har flyttats vidare
 }
clustering-new-pile = Ny hög
clustering-make = Gör högen
clustering-name-pile = Föreslå namn: { $pile }
clustering-name-title = Vad heter högen?
clustering-name-field = Namnförslag
clustering-name-keep = Spara namnet
clustering-names = Också föreslaget
clustering-take-name = Använd namnet { $name }
clustering-remove-empty = Ta bort den tomma högen { $name }
clustering-merge = Slå ihop…
clustering-merge-title = Med vilken hög slås { $name } ihop?
clustering-dissolve = Lös upp högen { $name }
clustering-dissolve-sure = Ska högen { $name } lösas upp?
clustering-dissolve-text = Lapparna blir lösa igen.
clustering-dissolve-yes = Lös upp
clustering-freeze = Frys tavlan
clustering-unfreeze = Släpp tavlan fri
clustering-frozen = Tavlan är fryst. Vi ser på den tillsammans.
clustering-suggest = Sök liknande lappar
clustering-looking = Söker liknande lappar…
clustering-found = { $n ->
    [0] Inga liknande lösa lappar hittades
    [one] 1 förslag hittades
   *[other] { $n } förslag hittades
 }
clustering-suggestions = { $n ->
    [one] De här liknar varandra
   *[other] De här liknar varandra: { $n } förslag
 }
clustering-suggestion-note = Inget flyttas förrän någon godkänner. Lappar i högar stannar där de är.
clustering-suggestion-new = { $n } lappar till en egen hög
clustering-suggestion-into = { $n ->
    [one] 1 lapp till högen { $pile }
   *[other] { $n } lappar till högen { $pile }
 }
clustering-accept = Lägg i hög
clustering-ignore = Hoppa över
clustering-accepted-said = { $n ->
    [one] 1 lapp lades i hög
   *[other] { $n } lappar lades i hög
 }
clustering-setting-suggestions = Sökning av liknande lappar
refused-pile-gone = Någon hann lösa upp högen. Lappen ligger där den låg.
refused-board-frozen = Tavlan är fryst. Lappar kan flyttas när den släpps fri.
refused-pile-holds-notes = Högen har { $n ->
    [one] 1 lapp
   *[other] { $n } lappar
 }. Flytta dem först någon annanstans.
refused-suggestion-gone = Det här förslaget finns inte längre.
refused-no-suggestions = Förslag är avstängda i det här steget.
""",
}
