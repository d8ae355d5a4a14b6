"""The words of a step, in every language in which they are said.

When the words in the room's language change, what stands in another language would say something else than the room
reads. So it is dropped unless it is said anew along with them, and who reads in that language reads the room's words
until somebody writes it. Words that are added in another language change nothing for the others.
"""

from __future__ import annotations

import msgspec

from sessions.activity import By, Refused, typed
from sessions.people import LANGUAGES
from sessions.records import HOSTS, NOTHING, Change, Script, Step, Texts, put
from sessions.room import Room

SCRIPT_LENGTH = 8000

Words = str | dict[str, str]
"""What is said anew: texts by language, "" takes one away; a plain text is in the room's language, and the only one."""


def said(old: Texts, words: Words, lang: str, most: int, least: int = 0) -> Texts:
    """The texts after `words` were said in a room of the language `lang`, the room's first.

    Raises `unknown_language`, and what `typed` raises.
    """
    if isinstance(words, str):
        text = typed(words, most, least)
        return old if text == old.get(lang) else {lang: text}
    if not set(words) <= set(LANGUAGES):
        raise Refused("unknown_language")
    new = {tag: typed(text, most, least if tag == lang else 0) for tag, text in words.items()}
    was = old.get(lang, "")
    stays = old if not was or new.get(lang, was) == was else {}
    texts = {tag: text for tag, text in {lang: "", **stays, **new}.items() if text}
    if least and not texts:
        raise Refused("empty")
    return texts


def script_of(room: Room, step: Step) -> Script | None:
    """What the facilitators say and do at a step, where it is written down."""
    return next((script for script in room.every(Script) if script.of == step.id), None)


def scripted(room: Room, step: Step, words: Words, by: By) -> Change:
    """The step's script in these words; without words there is none, but for the note that the step is for paper."""
    script = script_of(room, step)
    old = script.text if script else {}
    texts = {tag: text for tag, text in said(old, words, room.workshop.lang, SCRIPT_LENGTH).items() if text}
    if texts == old:
        return NOTHING
    if script is None:
        return put(Script(id=by.dice.id(), see=HOSTS, of=step.id, text=texts))
    return put(msgspec.structs.replace(script, text=texts)) if texts or script.paper else Change(delete=(script.id,))
