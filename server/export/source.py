"""What an export format is written from: the room as hosts see it, its outcome tree, and words in one language."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from functools import cache
from typing import Any, Protocol
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from sessions.activities import ACTIVITIES
from sessions.contacts import Contact
from sessions.evidence import Entry
from sessions.outcome import AgendaLine, StepOutcome, Tree, hosts_topics, tree
from sessions.records import Texts
from sessions.room import Room


class Words(Protocol):
    """Where the sentences come from."""

    def say(self, lang: str, key: str, /, **args: Any) -> str: ...


@dataclass(frozen=True)
class Source:
    """One export asked for. `room` holds only what hosts may see; `at` is the moment, in server ms.

    Moments are told in `zone`, which the file names.     `contacts` are no part of it: one format alone, asked for by its name, writes them.
    """

    room: Room
    tree: Tree
    lang: str
    words: Words
    code: str = ""
    epoch: str = ""
    at: int = 0
    zone: tzinfo = UTC
    contacts: tuple[Contact, ...] = ()

    def say(self, key: str, **args: Any) -> str:
        return self.words.say(self.lang, key, **args)

    def text(self, texts: Texts, otherwise: str = "") -> str:
        """A text in the reader's language, else as it was typed, else in the workshop's language, else in any."""
        return (
            texts.get(self.lang)
            or otherwise
            or texts.get(self.tree.lang)
            or next((texts[lang] for lang in sorted(texts)), "")
        )

    def entry(self, entry: Entry) -> str:
        """What an entry says."""
        return self.say(entry.label) if entry.label else self.text(entry.texts, entry.text)

    def activity(self, kind: str) -> str:
        """The name that an activity has for people; one that does not exist here keeps its own."""
        return self.say(f"{kind.replace('_', '-')}-name") if kind in ACTIVITIES else kind

    def agenda_state(self, line: AgendaLine) -> str:
        """How far a step went; of one that was held on paper, that it was."""
        held = line.paper and line.state not in ("draft", "skipped")
        return self.say("export-paper" if held else "export-state", state=line.state)

    def title(self, step: StepOutcome) -> str:
        """A step's title; a later round of the same step says which it is."""
        title = self.text(step.title) or self.activity(step.activity)
        return self.say("export-round", title=title, round=step.nth) if step.nth > 1 else title


def source_of(
    room: Room, lang: str, words: Words, *, code: str = "", epoch: str = "", at: int = 0, zone: tzinfo = UTC
) -> Source:
    return Source(
        room=room.seen_by(hosts_topics(room)),
        tree=tree(room, ACTIVITIES, public=False),
        lang=lang,
        words=words,
        code=code,
        epoch=epoch,
        at=at,
        zone=zone,
        contacts=tuple(room.every(Contact)),
    )


def zone_named(name: str) -> tzinfo:
    """The time zone of a reader's browser (IANA name of a place); UTC for any other: every file says which it is in.

    `localtime`, `posixrules` and the like are files of this machine, and say where it stands.
    """
    if "/" not in name or name not in _zones():
        return UTC
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return UTC


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


def moment(at: int, zone: tzinfo = UTC) -> datetime | None:
    """Server ms as a moment; None when it never was, or when no calendar knows it."""
    try:
        return datetime.fromtimestamp(at / 1000, zone) if at > 0 else None
    except (ValueError, OverflowError, OSError):
        return None


def day(at: int, zone: tzinfo = UTC) -> str:
    then = moment(at, zone)
    return then.strftime("%Y-%m-%d") if then else ""


def minute(at: int, zone: tzinfo) -> str:
    then = moment(at, zone)
    return then.strftime("%Y-%m-%d %H:%M") if then else ""
