"""The form of a backup: `manifest.json`, `rooms/<code>.room` (the state) and `rooms/<code>.seen` (the history).

A folder and a tar file hold the same members. Every member proves itself by a hash, the manifest says which there should
be; a crash between the two leaves a room that is newer than its line in the manifest, and that is as good.
"""

from __future__ import annotations

import hashlib
import os
import tarfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal, Protocol

import msgpack
import msgspec

from server.backup.bounds import Bounded
from server.hub.state import State, from_blob
from server.journal.port import Moment
from server.journal.upgrade import sync_folder
from server.receipts import Receipt
from sessions.unsaid import Unsaid
from sessions.untied import sealed_rounds, untied

VERSION = 1
MANIFEST = "manifest.json"
ROOMS = "rooms"
MOST = 1 << 30
ALWAYS = 32 * 1024 * 1024
RATIO = 32
"""What a member may grow to, in bytes and for each byte of it: rooms of equal short texts are eleven times what they take."""
PIECE = 4096
"""Compressed bytes that are inflated at a time: at the very most they become four megabytes."""


class BadBackup(Exception):
    """A backup, or a member of one, is not what was written; the message is one line that says which and why."""


class Held(msgspec.Struct, frozen=True):
    """One room of a backup. `mark` = the journal's head of which this is the state; `told`, `story` = those of its history.

    `unsaid` = its part of the deletion list: hashes of what people took back (sessions/unsaid.py).
    """

    rev: int
    hash: str
    mark: str = ""
    told: str = ""
    story: str = ""
    unsaid: tuple[str, ...] = ()


class Manifest(msgspec.Struct):
    """What a backup holds. `house` names the data folder it is of; `damaged` = rooms that could not be read then."""

    house: str = ""
    talkoot: str = ""
    at: int = 0
    rooms: dict[str, Held] = {}
    damaged: list[str] = []
    erased: list[Receipt] = []
    format: Literal["talkoot-backup"] = "talkoot-backup"
    version: int = VERSION


class _Member(msgspec.Struct, frozen=True):
    """`what` = room or seen; `hash` covers what the member is of and its content as it is before compression."""

    what: str
    room: str
    hash: bytes
    body: bytes
    v: int = VERSION


_encoder = msgspec.msgpack.Encoder(order="deterministic")
_member = msgspec.msgpack.Decoder(_Member)


def state_of(state: State) -> bytes:
    """All of a room that a backup may hold; the same bytes for the same room, and again for what was restored from it.

    Without epoch, tombstones and times: browsers start anew from a restored room, and neither may tell who did what. Which
    actions were answered is in it only where nothing is secret: two backups compared would say who acted in between.
    """
    records, less = untied(state.room)
    bare = State()
    bare.room.restore(records, state.room.rev)
    bare.at = state.at
    if not less:
        bare.answered = state.answered
    return bare.blob()


def unsaid_in(state: State) -> tuple[str, ...]:
    """A room's part of the deletion list."""
    return tuple(sorted(record.id for record in state.room.every(Unsaid)))


def _digest(what: str, room: str) -> hashlib._Hash:
    return hashlib.sha256(f"{what}\0{room}\0".encode())


def hash_of(what: str, room: str, content: bytes) -> bytes:
    digest = _digest(what, room)
    digest.update(content)
    return digest.digest()


def pack(what: str, room: str, content: bytes) -> bytes:
    """A member's bytes. What shrinks more than a reader believes is kept as it is: whatever was written can be read."""
    body = zlib.compress(content, 1)
    if len(content) > _most(body):
        body = zlib.compress(content, 0)
    return _encoder.encode(_Member(what, room, hash_of(what, room, content), body))


def unpack(what: str, room: str, member: bytes) -> bytes:
    """A member's content, counted and proven before any of it is held; raises `BadBackup`."""
    try:
        read = _member.decode(member)
        if read.v > VERSION:
            raise BadBackup(f"room {room}: the backup was made by a newer Talkoot; update first")
        size, proof = _counted(what, room, read.body)
        if (read.what, read.room, read.hash) != (what, room, proof):
            raise BadBackup(f"room {room}: its {what} file is not what was written")
        return zlib.decompress(read.body, bufsize=max(size, 1))
    except (msgspec.MsgspecError, zlib.error) as wrong:
        raise BadBackup(f"room {room}: its {what} file cannot be read ({wrong})") from wrong


def _most(body: bytes) -> int:
    """Bytes that a compressed content may have."""
    return min(MOST, ALWAYS + RATIO * len(body))


def _counted(what: str, room: str, body: bytes) -> tuple[int, bytes]:
    """Size and hash of a compressed content, of which only a piece is there at a time."""
    inflating, digest, pieces = zlib.decompressobj(), _digest(what, room), memoryview(body)
    size, most = 0, _most(body)
    for start in range(0, len(body), PIECE):
        piece = inflating.decompress(pieces[start : start + PIECE])
        digest.update(piece)
        size += len(piece)
        if size > most:
            raise BadBackup(f"room {room}: its {what} file holds more than {most} bytes, too many for its size")
        if inflating.eof:
            break
    return size, digest.digest()


def seen(moments: Sequence[Moment], now: State) -> list[Moment]:
    """What everybody saw, but of rounds that are not sealed `now`: when a text came up there may say whose it was."""
    told = sealed_rounds(now.room) | {""}
    kept = [msgspec.structs.replace(m, put=tuple(r for r in m.put if r.get("step", "") in told)) for m in moments]
    return [moment for moment in kept if moment.put or moment.gone]


def pack_history(room: str, moments: Sequence[Moment], now: State) -> bytes:
    return pack("seen", room, _encoder.encode(seen(moments, now)))


def unpack_history(room: str, member: bytes) -> list[Moment]:
    content = unpack("seen", room, member)
    try:
        reader = Bounded(content)
        moments = [_moment(reader) for _ in range(reader.read_array_header())]
        if reader.tell() != len(content):
            raise ValueError("something stands behind it")
        return moments
    except (msgspec.MsgspecError, msgpack.exceptions.UnpackException, ValueError) as wrong:
        raise BadBackup(f"room {room}: its history cannot be read ({wrong or type(wrong).__name__})") from wrong


def _moment(reader: Bounded) -> Moment:
    fields: dict[str, Any] = {}
    for _ in range(reader.read_map_header()):
        name = reader.unpack()
        if not isinstance(name, str):
            raise ValueError("a field without a name")
        fields[name] = (
            [reader.unpack() for _ in range(reader.read_array_header())] if name == "put" else reader.unpack()
        )
    return msgspec.convert(fields, Moment)


def unpack_state(room: str, member: bytes) -> State:
    try:
        return from_blob(unpack("room", room, member), Bounded)
    except (msgspec.MsgspecError, ValueError) as wrong:
        raise BadBackup(f"room {room}: its state cannot be read ({wrong})") from wrong


def name_of(room: str, what: str) -> str:
    return f"{ROOMS}/{room}.{what}"


def read_manifest(body: bytes | None, where: str) -> Manifest:
    """What a backup says it holds; raises `BadBackup`."""
    if body is None:
        raise BadBackup(f"{where} holds no {MANIFEST}: it is no backup of Talkoot")
    try:
        manifest = msgspec.json.decode(body, type=Manifest)
    except msgspec.MsgspecError as wrong:
        raise BadBackup(f"{where}: the {MANIFEST} cannot be read ({wrong})") from wrong
    if manifest.version > VERSION:
        raise BadBackup(f"{where} was made by a newer Talkoot ({manifest.talkoot}): update first")
    return manifest


def write_manifest(manifest: Manifest) -> bytes:
    return msgspec.json.format(msgspec.json.encode(manifest), indent=1) + b"\n"


class Members(Protocol):
    """A backup that is being read."""

    where: str

    def get(self, name: str) -> bytes | None:
        """A member's bytes; None when there is no such member."""


class Folder:
    """A backup in a folder."""

    def __init__(self, path: Path) -> None:
        self.path, self.where = path, str(path)

    def get(self, name: str) -> bytes | None:
        try:
            return (self.path / name).read_bytes()
        except FileNotFoundError:
            return None

    def put(self, name: str, body: bytes) -> None:
        """Durable under its name, whole or not at all; the folder itself is made durable by `sync`."""
        path = self.path / name
        part = path.with_name(path.name + ".part")
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(body)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)

    def drop(self, name: str) -> None:
        path = self.path / name
        path.unlink(missing_ok=True)
        path.with_name(path.name + ".part").unlink(missing_ok=True)

    def make(self) -> None:
        (self.path / ROOMS).mkdir(mode=0o700, parents=True, exist_ok=True)

    def sync(self) -> None:
        sync_folder(self.path / ROOMS)
        sync_folder(self.path)


class Tar:
    """A backup in one file."""

    def __init__(self, path: Path) -> None:
        self.where = str(path)
        try:
            self._tar = tarfile.open(path)  # noqa: SIM115 - closed by `close`
            self._most = max(path.stat().st_size, ALWAYS)  # a member with holes may say any size
        except tarfile.TarError as wrong:
            raise BadBackup(f"{path} is no backup of Talkoot, or a damaged one; nothing was changed") from wrong

    def get(self, name: str) -> bytes | None:
        """Read into memory; nothing is ever extracted, so a name in the file cannot lead anywhere."""
        try:
            info = self._tar.getmember(name)
            member = self._tar.extractfile(info) if info.isreg() else None
        except KeyError:
            return None
        except tarfile.TarError as wrong:
            raise BadBackup(f"{self.where} is a damaged backup ({wrong}); nothing was changed") from wrong
        if member is None:
            return None
        if info.size > self._most:
            raise BadBackup(f"{self.where}: {name} says that it is {info.size} bytes, which is more than the file")
        return member.read()

    def close(self) -> None:
        self._tar.close()


@contextmanager
def opened(path: Path) -> Iterator[Members]:
    """A backup to read, whichever form it has."""
    if path.is_dir():
        yield Folder(path)
        return
    tar = Tar(path)
    try:
        yield tar
    finally:
        tar.close()
