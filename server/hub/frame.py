"""One flush of one room as the journal keeps it; what is in it and nothing else makes the room again.

`epoch` stands in the first frame of a room and wherever a new one begins.
"""

from __future__ import annotations

from typing import Any

import msgspec

from sessions.records import AnyRecord, Change, Opaque, from_map, to_map


class Kept(msgspec.Struct, frozen=True, omit_defaults=True):
    """One decision's change."""

    rev: int
    at: int
    put: list[Any]
    gone: list[str] = msgspec.field(name="del")
    purge: bool
    redact: list[str] = []

    def change(self) -> Change:
        """The change again, from a decoded frame (records as maps, of whatever version)."""
        return Change(tuple(from_map(raw) for raw in self.put), tuple(self.gone), self.purge, tuple(self.redact))


class Frame(msgspec.Struct, frozen=True, omit_defaults=True):
    """All changes of a flush and which actions they keep: (key of person and tab, n)."""

    at: int
    changes: list[Kept]
    tabs: list[tuple[str, int]]
    epoch: str = ""


def plain(value: Any) -> Any:
    """Records of unknown kinds go on as the maps they came as."""
    if isinstance(value, Opaque):
        return to_map(value)
    raise NotImplementedError(f"{type(value).__name__} has no place in a message")


_encoder = msgspec.msgpack.Encoder(enc_hook=plain, order="deterministic")
_decoder = msgspec.msgpack.Decoder(Frame)


def encode(frame: Frame) -> bytes:
    return _encoder.encode(frame)


def decode(body: bytes) -> Frame:
    return _decoder.decode(body)


def kept(rev: int, at: int, change: Change, put: list[AnyRecord]) -> Kept:
    """A change with its records as they stand after it (they carry the rev), encoded: what cannot be is found now."""
    encoded = [msgspec.Raw(_encoder.encode(record)) for record in put]
    return Kept(rev, at, encoded, list(change.delete), change.purge, list(dict.fromkeys(change.redact)))
