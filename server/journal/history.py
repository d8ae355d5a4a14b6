"""What everybody saw: cut out of the private journal at the moment when that is truncated.

The journal forgets; a time-lapse of the workshop must not. So before rows go, the records with `see == "all"` are kept,
and that they left, in grains of ten seconds. Nothing here can tell who did what: private records never come in, revs and
names are taken off, and within a grain records stand in the order of their ids, not of their coming.

Pure: rows in, pieces (compressed msgpack) out. The engines keep the pieces, checked by the seals of `chain`.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from server.journal.chain import HeadRow, PieceRow, StoryRow, blob_seal, whole
from server.journal.port import Damaged, Moment, Row

GRAIN_MS = 10_000
PIECE_BYTES = 256 * 1024
"""About how much msgpack goes into one compressed piece."""

TAKEN_OFF = frozenset({"rev", "name", "names", "author", "owner", "person", "by"})
"""Fields that could tell whose a record is: they do not enter the history."""


class _Change(msgspec.Struct):
    rev: int
    at: int = 0
    put: list[dict[str, Any]] = []
    gone: list[str] = msgspec.field(default=[], name="del")
    redact: list[str] = []


class _Frame(msgspec.Struct):
    changes: list[_Change]
    at: int = 0


class _Grain:
    __slots__ = ("at", "gone", "put")

    def __init__(self, at: int, put: dict[str, dict[str, Any]], gone: set[str]) -> None:
        self.at, self.put, self.gone = at, put, gone


_read_frame = msgspec.msgpack.Decoder(_Frame).decode
_read_piece = msgspec.msgpack.Decoder(list[tuple[int, list[dict[str, Any]], list[str]]]).decode
_read_state = msgspec.msgpack.Decoder(tuple[list[str], dict[str, int]]).decode
_write = msgspec.msgpack.Encoder(order="deterministic").encode


class Film:
    """A history being continued: give it rows in order, then ask for its moments or its pieces."""

    def __init__(self, room: str, pieces: Iterable[PieceRow] = (), shown: Iterable[str] = ()) -> None:
        self.room = room
        self.shown = set(shown)
        self.dropped: set[str] = set()
        """Ids that frames asked to redact: earlier pieces have to lose them too."""
        self._grains = [
            _Grain(at, {record["id"]: record for record in put}, set(gone))
            for piece in pieces
            for at, put, gone in _unpack(piece)
        ]

    def play(self, rows: Iterable[Row], hidden: Mapping[str, int]) -> None:
        """Add rows; `hidden` names the ids that are not shown as they were up to that rev."""
        for row in rows:
            frame = _open_frame(self.room, row)
            try:
                for change in frame.changes:
                    self._change(change, change.at or frame.at, hidden)
            except KeyError as why:
                raise Damaged(self.room, row.first_rev, f"a record has no {why}") from why

    def take_up(self, moments: Iterable[Moment]) -> None:
        """Go on from what was seen elsewhere."""
        for moment in moments:
            put = {record["id"]: record for record in moment.put}
            self._grains.append(_Grain(moment.at, put, set(moment.gone)))
            self.shown = (self.shown | put.keys()) - set(moment.gone)

    def _change(self, change: _Change, at: int, hidden: Mapping[str, int]) -> None:
        grain = self._grain(at)
        if change.redact:
            self.drop(change.redact)
        for record in change.put:
            id = record["id"]
            if change.rev <= hidden.get(id, 0):
                continue
            if record["see"] == "all":
                grain.put[id] = {key: value for key, value in record.items() if key not in TAKEN_OFF}
                grain.gone.discard(id)
                self.shown.add(id)
            else:
                self._leave(grain, id)
        for id in change.gone:
            self._leave(grain, id)

    def _leave(self, grain: _Grain, id: str) -> None:
        if id in self.shown:
            self.shown.discard(id)
            grain.put.pop(id, None)
            grain.gone.add(id)

    def _grain(self, at: int) -> _Grain:
        at -= at % GRAIN_MS
        if not self._grains or self._grains[-1].at < at:
            self._grains.append(_Grain(at, {}, set()))
        return self._grains[-1]

    def drop(self, ids: Iterable[str]) -> bool:
        """Take records out of all that has been played so far; whether anything was there."""
        gone = set(ids)
        self.dropped |= gone
        self.shown -= gone
        found = False
        for grain in self._grains:
            for id in gone & grain.put.keys():
                del grain.put[id]
                found = True
            if grain.gone & gone:
                grain.gone -= gone
                found = True
        return found

    def moments(self) -> list[Moment]:
        """What was seen, oldest first; tens of seconds in which nothing changed are left out."""
        return [
            Moment(grain.at, tuple(grain.put[id] for id in sorted(grain.put)), tuple(sorted(grain.gone)))
            for grain in self._grains
            if grain.put or grain.gone
        ]

    def pieces(self, first: int) -> list[PieceRow]:
        """The same for keeping, numbered from `first`; always at least one."""
        parts: list[list[bytes]] = [[]]
        size = 0
        for moment in self.moments():
            part = _write((moment.at, moment.put, moment.gone))
            if size and size + len(part) > PIECE_BYTES:
                parts.append([])
                size = 0
            parts[-1].append(part)
            size += len(part)
        return [seal_piece(self.room, first + n, _pack(part)) for n, part in enumerate(parts)]

    def story(self, pieces: int, hidden: Mapping[str, int]) -> StoryRow:
        """The row that says where this history ends."""
        return seal_story(self.room, pieces, self.shown, hidden)


def seal_piece(room: str, n: int, blob: bytes) -> PieceRow:
    """A piece as it is stored."""
    return PieceRow(room, n, blob, blob_seal(room, n, blob))


def seal_story(room: str, pieces: int, shown: Iterable[str], hidden: Mapping[str, int]) -> StoryRow:
    """The end of a history as it is stored."""
    state = _write((sorted(shown), hidden))
    return StoryRow(room, pieces, state, blob_seal(room, pieces, state))


def redact_piece(piece: PieceRow, ids: Iterable[str]) -> PieceRow | None:
    """The piece without these records, or None when it holds none of them."""
    film = Film(piece.room, [piece])
    if not film.drop(ids):
        return None
    moments = [_write((moment.at, moment.put, moment.gone)) for moment in film.moments()]
    return seal_piece(piece.room, piece.n, _pack(moments))


def seen_up_to(head: HeadRow, ids: Iterable[str], newest: Row | None) -> dict[str, int]:
    """Up to which rev each id is to be redacted now: all that was seen, but for what the newest frame puts in its place.

    A change that names an id in its own `redact` means what was seen before it.
    """
    revs = dict.fromkeys(ids, head.rev)
    for change in _open_frame(head.room, newest).changes if newest else ():
        revs |= {id: change.rev - 1 for id in change.redact if id in revs}
    return revs


def open_story(head: HeadRow, story: StoryRow | None, pieces: list[PieceRow]) -> tuple[set[str], dict[str, int]]:
    """What everybody sees at the end of the stored history, and up to which rev which ids are redacted after it.

    Raises Damaged when a piece is missing or the end is not the one that the head names.
    """
    room = head.room
    if story is None:
        if head.story or pieces:
            raise Damaged(room, head.cut, "the end of the history is missing")
        return set(), {}
    if story.room != room or not whole(story) or story.seal != head.story:
        raise Damaged(room, head.cut, "the end of the history is altered")
    if [piece.n for piece in pieces] != list(range(story.pieces)):
        raise Damaged(room, head.cut, "a piece of the history is missing")
    shown, hidden = _read_state(story.state)
    return set(shown), hidden


def _open_frame(room: str, row: Row) -> _Frame:
    try:
        return _read_frame(row.frame)
    except msgspec.MsgspecError as why:
        raise Damaged(room, row.first_rev, f"the frame cannot be read ({why})") from why


def _pack(parts: list[bytes]) -> bytes:
    return zlib.compress(b"\xdd" + len(parts).to_bytes(4, "big") + b"".join(parts))


def _unpack(piece: PieceRow) -> list[tuple[int, list[dict[str, Any]], list[str]]]:
    if not whole(piece):
        raise Damaged(piece.room, 0, f"piece {piece.n} of the history is altered")
    return _read_piece(zlib.decompress(piece.blob))
