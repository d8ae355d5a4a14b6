"""What somebody has taken back stays gone, also when a backup from before is brought back.

No erasure reaches a backup that lies elsewhere. So of each text, signature and person that goes by somebody's own wish the
room keeps a hash of the id, for nobody to see. Ids are random, so it says neither what it was nor whose; together these
hashes are the deletion list that backups carry. What an older room gives up by it: `forgetting.still_gone`.
"""

from __future__ import annotations

import hashlib

from sessions.records import NONE, Record, register
from sessions.room import Room

MOST = 20_000
"""Of one room. Whoever writes and takes back without end adds no more than that."""


class Unsaid(Record, frozen=True, kw_only=True):
    """What had the id of which this id is a hash is gone, and must not come back."""


register((Unsaid,))


def hash_of(id: str) -> str:
    return hashlib.sha256(f"unsaid:{id}".encode()).hexdigest()[:32]


def signature(id: str) -> str:
    """What stands in the list for the names under the record of this id."""
    return f"{id} signed"


def unsaid(room: Room, step: str, *gone: str) -> tuple[Unsaid, ...]:
    """The records by which these ids are known as gone; of a round that runs they come at one moment when it is sealed."""
    left = MOST - len(room.every(Unsaid))
    return tuple(Unsaid(id=hash_of(id), see=NONE, step=step) for id in gone)[: max(0, left)]
