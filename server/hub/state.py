"""Everything durable of one room in memory: records, tombstones, answers given, epoch. Replay and live are one path.

`settle` runs once per kept frame, live and in a replay, and everything it does follows from frames alone; therefore a
room read back from the journal equals the room that wrote it, byte for byte (`blob`).
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections.abc import Callable, Generator
from operator import attrgetter
from typing import Any, Protocol, TypeVar, cast

import msgpack
import msgspec

from server.hub import frame as frames
from server.hub.clock import Slices
from server.hub.dedup import Answered, TabRow
from server.hub.frame import Frame
from server.hub.ports import Clock
from server.journal.port import Damaged, JournalError, JournalReader, NoSuchRoom, Snapshot
from sessions.records import AnyRecord, Workshop, from_map
from sessions.room import NoWorkshop, Room

TOMBSTONE_MS = 600_000
TOMBSTONE_CHANGES = 1_000
MARK_MS = 60_000
_log = logging.getLogger(__name__)
STUMBLED = (LookupError, TypeError, AttributeError)
"""What an upgrade may raise over a record that is not as any version wrote it."""


class Blob(msgspec.Struct, frozen=True):
    """A snapshot: the whole room at one rev."""

    epoch: str
    rev: int
    at: int
    marks: list[tuple[int, int]]
    records: list[Any]
    left: list[tuple[str, int, dict[str, int]]]
    tabs: list[TabRow]
    v: int = 1


_encoder = msgspec.msgpack.Encoder(enc_hook=frames.plain, order="deterministic")
HANDFUL = 16
"""Records between two looks at the clock."""
SLICE = 0.001
"""Seconds that others wait while a room is read back. What one action of theirs takes is ten turns of the loop."""
LARGE = 1024 * 1024
"""Bytes of which a hash is made beside the loop."""
T = TypeVar("T")


class State:
    """One room as its journal says it is (`room` may be ahead while a flush is being decided)."""

    def __init__(self) -> None:
        self.room = Room()
        self.epoch = ""
        self.at = 0
        self.answered = Answered()
        self._marks: list[tuple[int, int]] = []

    def settle(self, frame: Frame) -> None:
        """A frame is durable: remember who was answered, and let old tombstones go."""
        self.at = max(self.at, frame.at)
        self.epoch = frame.epoch or self.epoch
        for key, n in frame.tabs:
            self.answered.keep(key, n)
        if any(change.purge for change in frame.changes):
            self.answered.forget_exact()
        if not self._marks or self.at - self._marks[-1][1] >= MARK_MS:
            self._marks.append((self.room.rev, self.at))
            self._forget()

    def _forget(self) -> None:
        """Tombstones live ten minutes or a thousand changes, whichever is longer."""
        old = [rev for rev, at in self._marks if at <= self.at - TOMBSTONE_MS]
        floor = min(old[-1] if old else 0, self.room.rev - TOMBSTONE_CHANGES)
        if floor > 0:
            for topic in self.room.topics.values():
                topic.forget_before(floor)
        while len(self._marks) > 1 and self._marks[1][0] <= floor:
            del self._marks[0]

    def replay(self, frame: Frame) -> None:
        """A frame from the journal."""
        for kept in frame.changes:
            self.room.apply(kept.change(), kept.rev)
        self.settle(frame)
        self.room.untie()

    def blob(self) -> bytes:
        """All of it, the same bytes for the same state."""
        # A room holds its records in the order in which they were put last, live and replayed.
        records = list(self.room)
        return _encoder.encode(
            Blob(self.epoch, self.room.rev, self.at, self._marks, records, self.room.left(), self.answered.rows())
        )


def state_hash(blob: bytes) -> bytes:
    return hashlib.sha256(blob).digest()


async def _hash_beside(blob: bytes) -> bytes:
    return state_hash(blob) if len(blob) < LARGE else await asyncio.to_thread(state_hash, blob)


class Reader(Protocol):
    """What a snapshot is read with, value by value."""

    def read_map_header(self) -> int: ...
    def read_array_header(self) -> int: ...
    def unpack(self) -> Any: ...
    def tell(self) -> int: ...


def _trusting(blob: bytes) -> Reader:
    unpacker = msgpack.Unpacker(max_buffer_size=len(blob), strict_map_key=True, max_ext_len=0)
    unpacker.feed(blob)
    return cast(Reader, unpacker)


def from_blob(blob: bytes, reader: Callable[[bytes], Reader] = _trusting) -> State:
    """The state in a snapshot; one that may come from anywhere needs a reader of its own."""
    return _at_once(_reading(blob, reader))


def _reading(blob: bytes, reader: Callable[[bytes], Reader] = _trusting) -> Generator[None, None, State]:
    """The same with rests, in which others may have their turn: a large room takes seconds.

    Record by record: a list of them as they were written would be walked over by every search for garbage while it is young."""
    unpacker = reader(blob)
    rest: dict[str, Any] = {}
    records: list[AnyRecord] = []
    try:
        for _ in range(unpacker.read_map_header()):
            name = unpacker.unpack()
            if not isinstance(name, str) or name in rest:
                raise ValueError("it holds something twice, or without a name")
            if name != "records":
                rest[name] = unpacker.unpack()
                continue
            rest[name] = []
            for place in range(unpacker.read_array_header()):
                records.append(from_map(_map(unpacker.unpack())))
                if place % HANDFUL == 0:
                    yield
    except msgpack.exceptions.UnpackException as error:
        raise ValueError(f"it is not whole: {type(error).__name__}") from error
    if unpacker.tell() != len(blob):
        raise ValueError("something stands behind it")
    read = msgspec.convert(rest, Blob)
    state = State()
    state.epoch, state.at, state._marks = read.epoch, read.at, list(read.marks)
    state.answered = Answered(read.tabs)
    records.sort(key=attrgetter("rev"))
    for place, record in enumerate(records):
        state.room.hold(record)
        if place % HANDFUL == 0:
            yield
    state.room.restore((), read.rev, read.left)
    return state


def _map(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise ValueError("a record is no map")
    return value


def _at_once(work: Generator[None, None, T]) -> T:
    while True:
        try:
            next(work)
        except StopIteration as done:
            return cast(T, done.value)


async def _in_slices(work: Generator[None, None, T], slices: Slices) -> T:
    while True:
        try:
            next(work)
        except StopIteration as done:
            return cast(T, done.value)
        await slices.breathe()


class Loaded(msgspec.Struct):
    """A room read back: `snapshot` = rev of the snapshot it began with; `purge` = a purge that did not finish;
    `redact` = ids whose leaving the history may not have finished."""

    state: State
    snapshot: int
    purge: bool
    redact: list[str]

    @property
    def owes(self) -> bool:
        """Whether something that is gone from the room may still lie on the disk."""
        return self.purge or bool(self.redact)


async def load(journal: JournalReader, code: str, clock: Clock | None = None) -> Loaded:
    """The room from its newest snapshot that verifies and the rows after it; by a clock, others have their turn meanwhile.

    Raises `NoSuchRoom`, `Damaged`.
    """
    while True:
        snapshots = await journal.get_snapshots(code)
        try:
            return await _read(journal, code, snapshots, clock)
        except Damaged:
            # Snapshots and rows are read at two moments. If others have written in between, that is no damage.
            if await journal.get_snapshots(code) == snapshots:
                raise


async def _read(journal: JournalReader, code: str, snapshots: list[Snapshot], clock: Clock | None) -> Loaded:
    state, wrong, slices = State(), False, Slices(clock, SLICE) if clock else None
    for snapshot in snapshots:
        if await _hash_beside(snapshot.blob) != snapshot.state_hash:
            wrong = True
            continue
        try:
            reading = _reading(snapshot.blob)
            state = await _in_slices(reading, slices) if slices else _at_once(reading)
        except (msgspec.MsgspecError, ValueError) as error:
            raise Damaged(code, snapshot.rev, f"its snapshot cannot be read ({error})") from error
        except STUMBLED as error:
            raise Damaged(code, snapshot.rev, f"its snapshot cannot be read ({type(error).__name__})") from error
        break
    loaded = Loaded(state, state.room.rev, False, [])
    for row in await journal.read(code, state.room.rev):
        if row.first_rev != state.room.rev + 1:
            raise Damaged(code, row.first_rev, f"the room stands at {state.room.rev}")
        _replay(loaded, code, row.first_rev, row.frame)
        if slices:
            await slices.breathe()
    # A purge that was cut short may have kept its snapshot already, so that no row tells of it any more.
    loaded.purge = loaded.purge or await journal.owes_purge(code)
    if not state.room.rev:
        raise Damaged(code, 0, "no snapshot of it verifies") if wrong else NoSuchRoom(code)
    if state.room.get("workshop", Workshop) is None:
        raise Damaged(code, state.room.rev, str(NoWorkshop()))
    return loaded


async def let_go(room: Room, clock: Clock) -> None:
    """Whoever has read a room and needs it no more gives a large one back in slices. Nobody else may hold it."""
    slices = Slices(clock, SLICE)
    for _ in room.emptied():
        await slices.breathe()


async def last_seen(journal: JournalReader, code: str, clock: Clock) -> Room | None:
    """The room as it stands; None when it cannot be read, whatever it is about it."""
    try:
        return (await load(journal, code, clock)).state.room
    except (Damaged, NoSuchRoom):
        return None
    except JournalError:
        raise
    except Exception:  # noqa: BLE001 - nothing in a room may keep it from being erased
        _log.exception("room %s cannot be read", code)
        return None


def _replay(loaded: Loaded, code: str, rev: int, body: bytes) -> None:
    try:
        frame = frames.decode(body)
        loaded.state.replay(frame)
    except (msgspec.MsgspecError, ValueError, *STUMBLED) as error:
        why = error if isinstance(error, msgspec.DecodeError) else type(error).__name__  # others may cite what it says
        raise Damaged(code, rev, f"its frame cannot be read ({why})") from error
    for kept in frame.changes:
        loaded.purge = loaded.purge or kept.purge
    # Only after the newest frame can a crash have come before the history was redacted.
    loaded.redact = [id for kept in frame.changes for id in kept.redact]
