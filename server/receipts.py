"""What is left of a room that was erased: when, by whose word, and how much it was. Not what anybody said in it.

The receipts of a server are also its deletion list: a backup that is older than an erasure is not brought back whole.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable
from typing import Literal

import msgspec

from server.journal.port import JournalReader
from sessions.records import AnyRecord, Opaque, snake

PREFIX = "erased "
Why = Literal["date", "host", "operator"]


class Receipt(msgspec.Struct, frozen=True):
    """`room` = hash of the code; `created` and `at` in server ms; `records` = kind → how many; `people` = how many came."""

    room: str
    at: int
    why: Why
    created: int = 0
    revs: int = 0
    people: int = 0
    records: dict[str, int] = {}

    @property
    def key(self) -> str:
        """Under which it is kept."""
        return f"{PREFIX}{self.at:014} {self.room[:16]}"

    def means(self, code: str, created: int) -> bool:
        """Whether this is the room that was erased, and not a later one that was given the same code."""
        return self.room == hash_of(code) and created <= self.at


def hash_of(code: str) -> str:
    """A code in a receipt."""
    return hashlib.sha256(f"talkoot {code}".encode()).hexdigest()


def receipt(
    code: str, at: int, why: Why, records: Iterable[AnyRecord] = (), revs: int = 0, created: int = 0
) -> Receipt:
    """What is said of a room that is about to go."""
    kinds = Counter("unknown" if isinstance(record, Opaque) else snake(type(record).__name__) for record in records)
    people = kinds.get("person", 0)
    return Receipt(hash_of(code), at, why, created, revs, people, dict(sorted(kinds.items())))


async def receipts(journal: JournalReader) -> list[Receipt]:
    """All of them, oldest first."""
    kept = await journal.list_meta(PREFIX)
    return [msgspec.json.decode(value, type=Receipt) for value in kept.values()]
