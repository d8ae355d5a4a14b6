"""Taking back one's own text when nobody can tell any more that it is one's own.

Until the seal an authorship says whose a text is. After it there is only the token: 128 random bits that the browser made
for this one text and keeps, and of which the room has a hash. Whoever has the token may take the text back; it says nothing
about who they are, and two tokens of one person have nothing in common.

What later steps made of the text stays, with its votes, but without its words.
"""

from __future__ import annotations

from typing import Any

import msgspec

from sessions import anonymity
from sessions.activity import Action, By, Refused
from sessions.anonymity import Reclaim, Token, token_hash
from sessions.records import Candidate, Change, Item, Record, Step, Texts, put
from sessions.room import Room
from sessions.unsaid import unsaid

TAKEN_BACK: Texts = {
    "fi": "(kirjoittaja otti tämän takaisin)",
    "en": "(taken back by its writer)",
    "sv": "(skribenten tog tillbaka det här)",
}
LEFT_OUT = "[…]"


class TakeBack(Action, frozen=True):
    """The text that belongs to this token is gone, here and in the history."""

    token: Token


def take_back(room: Room, action: TakeBack, by: By) -> Change:
    id = token_hash(action.token)
    holders = [r for r in room if isinstance(r, Record) and id in r.tokens()]
    change = put(*(record.without_words(id) for record in holders))
    reclaim = room.get(id, Reclaim)
    if reclaim is None:
        if not holders:
            raise Refused("unknown_record")
        return change + put(*unsaid(room, "", id))
    text, step = room.records.get(reclaim.of), room.step_of(reclaim.step)
    if not isinstance(text, Record) or step is None:
        return change + Change(put=unsaid(room, "", id), delete=(reclaim.id,))
    then = msgspec.structs.replace(step, round=reclaim.step)
    sealed = step.state == "sealed" or step.round != reclaim.step
    return change + gone(room, then, text) + Change(delete=(reclaim.id,), purge=sealed)


def gone(room: Room, step: Step, text: Record) -> Change:
    """The text withdrawn, and its words taken out of everything that was made of it."""
    words = getattr(text, "text", "")
    copies = [_without(record, words, room.workshop.lang) for record in _made_of(room, text.id)] if words else []
    changed = [copy for copy in copies if copy != room.records[copy.id]]
    without = Change(put=tuple(changed), redact=tuple(copy.id for copy in changed))
    return anonymity.withdrawn(room, step, text) + without


def _made_of(room: Room, id: str) -> list[Candidate | Item]:
    """Every candidate and item that comes from a record, over however many steps."""
    all_: list[Candidate | Item] = [*room.every(Candidate), *room.every(Item)]
    sources, found = {id}, dict[str, Candidate | Item]()
    while new := [record for record in all_ if record.id not in found and sources & set(record.from_)]:
        found |= {record.id: record for record in new}
        sources = {record.id for record in new}
    return list(found.values())


def _without(record: Candidate | Item, words: str, lang: str) -> Candidate | Item:
    """All of it if it says nothing else, else the place where the words stood (facilitators merge and edit)."""
    if record.text.strip() == words:
        whole = TAKEN_BACK.get(lang, TAKEN_BACK["en"])
        return msgspec.structs.replace(
            record, text=whole, texts=TAKEN_BACK, note="" if words in record.note else record.note
        )
    texts = {lang: text.replace(words, LEFT_OUT) for lang, text in record.texts.items()}
    cut: dict[str, Any] = {name: getattr(record, name).replace(words, LEFT_OUT) for name in ("text", "note")}
    return msgspec.structs.replace(record, **cut, texts=texts)
