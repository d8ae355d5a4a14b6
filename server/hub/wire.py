"""What the hub says to browsers, encoded (docs/protocol.md). A record is encoded once per message, never per link."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import msgspec

from server.hub.frame import plain
from server.hub.ports import Payload
from sessions.records import ALL, AnyRecord
from sessions.room import Room

PART = 64 * 1024
_encoder = msgspec.msgpack.Encoder(enc_hook=plain)
encode = _encoder.encode
Raw = msgspec.Raw


def message(**fields: Any) -> Payload:
    """A small message as it is."""
    return Payload(encode(fields))


def kept(tab: str, n: int, rev: int) -> Payload:
    return message(t="kept", tab=tab, n=n, rev=rev)


def refused(tab: str, n: int, code: str, say: str) -> Payload:
    return message(t="refused", tab=tab, n=n, code=code, say=say)


def bye(code: str, say: str, again: bool, after: int) -> Payload:
    return message(t="bye", code=code, say=say, again=again, after=after)


def welcome(
    person: str, role: str, epoch: str, rev: int, now: int, full: bool, drop: Iterable[str], put: list[Raw]
) -> Payload:
    you = {"id": person, "role": role}
    return message(t="welcome", you=you, epoch=epoch, rev=rev, now=now, full=full, drop=list(drop), put=put)


class Totals(msgspec.Struct, frozen=True):
    """What a browser checks itself against: how many records `all` holds, and the sum of their revs."""

    count: int
    sum: int


def totals(room: Room) -> Totals:
    topic = room.topic(ALL)
    return Totals(topic.count, topic.sum)


def change(
    topic: str, since: int, rev: int, put: Sequence[Raw], gone: Sequence[tuple[str, int]], more: bool,
    totals: Totals | None = None,
) -> Payload:  # fmt: skip
    fields: dict[str, Any] = {"t": "change", "topic": topic, "since": since, "rev": rev, "put": put, "del": gone}
    if totals is not None:
        fields["count"], fields["sum"] = totals.count, totals.sum
    if more:
        fields["more"] = True
    return Payload(encode(fields), shared=topic == ALL)


Look = Callable[[str], AnyRecord | None]
"""Id → the record as it stands now in the topic, None when it is not there any more."""


def take(ids: Sequence[str], start: int, look: Look, room: int = PART) -> tuple[list[Raw], int]:
    """The encoded records of `ids` from `start` on, about `room` bytes of them (at least one), and where to go on."""
    put: list[Raw] = []
    size = 0
    for at in range(start, len(ids)):
        record = look(ids[at])
        if record is None:
            continue
        body = encode(record)
        size += len(body)
        if put and size > room:
            return put, at
        put.append(Raw(body))
    return put, len(ids)
