"""A backup that was made to hurt is refused in a moment and in little memory; the largest honest room is not."""

from __future__ import annotations

import hashlib
import io
import json
import random
import tarfile
import tracemalloc
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgpack
import msgspec
import pytest

from server import import_room
from server.backup.bounds import DEEPEST, LARGEST, MOST_LISTS
from server.backup.bundle import (
    ALWAYS,
    MANIFEST,
    RATIO,
    BadBackup,
    opened,
    pack,
    pack_history,
    state_of,
    unpack,
    unpack_history,
    unpack_state,
)
from server.hub.dedup import TABS
from server.hub.frame import Frame
from server.hub.state import State
from server.journal.port import Moment
from sessions.records import ALL, AnyRecord, Item, Opaque, Workshop, to_map
from sessions.room import Room

CODE = "K7RMX4"
MB = 1024 * 1024


def array(count: int) -> bytes:
    """The header of an array of so many."""
    return b"\xdd" + count.to_bytes(4, "big")


def state(*records: bytes) -> bytes:
    """A room's member, whose records are as given."""
    fields = {"epoch": "", "rev": 1, "at": 1, "marks": [], "left": [], "tabs": [], "v": 1}
    rest = b"".join(msgpack.packb(name) + msgpack.packb(value) for name, value in fields.items())
    return pack("room", CODE, b"\x88" + rest + msgpack.packb("records") + array(len(records)) + b"".join(records))


def history(*puts: bytes) -> bytes:
    """A time-lapse's member, whose moments put what is given."""
    moments = [b"\x83\xa2at\x00\xa4gone\x90\xa3put\x91" + put for put in puts]
    return pack("seen", CODE, array(len(moments)) + b"".join(moments))


def record(inner: bytes, n: int = 0) -> bytes:
    """A record of a kind that nobody knows, with something in it."""
    plain = {"id": f"r{n}", "kind": "hologram", "see": ALL, "rev": 1, "step": "", "v": 1}
    return b"\x87" + bytes(msgpack.packb(plain))[1:] + b"\xa1x" + inner


@contextmanager
def at_most(bytes: int) -> Iterator[None]:
    """What is done within takes no more memory than that at any moment."""
    tracemalloc.start()
    try:
        yield
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < bytes, f"{most // MB} MB"


HOSTILE = {
    "headers in headers": [record(array(3 * MB) * 500 + b"\xc0" * (3 * MB))],
    "one that is large": [record(array(LARGEST) + b"\xc0" * LARGEST)],
    "empty lists": [record(array(MB // 8) + b"\x90" * (MB // 8), n) for n in range(100)],
    "empty maps": [record(array(MB // 8) + b"\x80" * (MB // 8), n) for n in range(100)],
    "deep": [record(b"\x91" * (DEEPEST + 1) + b"\xc0")],
    "very deep": [record(b"\x91" * (3 * MB))],
}


@pytest.mark.parametrize("what", HOSTILE)
@pytest.mark.parametrize(("made", "read"), [(state, unpack_state), (history, unpack_history)])
def test_what_was_made_to_hurt_is_refused_before_it_does(
    made: Callable[..., bytes], read: Callable[[str, bytes], Any], what: str
) -> None:
    member = made(*HOSTILE[what])
    with at_most(120 * MB), pytest.raises(BadBackup, match=CODE):
        read(CODE, member)


@pytest.mark.parametrize("read", [unpack_state, unpack_history])
def test_a_megabyte_that_becomes_a_gigabyte_is_refused_before_it_does(read: Callable[[str, bytes], Any]) -> None:
    what = "room" if read is unpack_state else "seen"
    proof, deflate, nothing = hashlib.sha256(f"{what}\0{CODE}\0".encode()), zlib.compressobj(9), b"\xc0" * MB
    body = b""
    for _ in range(1023):
        proof.update(nothing)
        body += deflate.compress(nothing)
    body += deflate.flush()
    fields = {"what": what, "room": CODE, "hash": proof.digest(), "body": body, "v": 1}
    member = msgspec.msgpack.encode(fields)
    assert len(member) < 1.1 * MB
    with at_most(20 * MB), pytest.raises(BadBackup, match=CODE):
        read(CODE, member)


def test_what_is_read_is_held_once() -> None:
    """As much as a small member may become, of which the first record is none."""
    member = state(b"\xc0" * (ALWAYS - 200))
    with at_most(ALWAYS * 3 // 2), pytest.raises(BadBackup, match="a record is no map"):
        unpack_state(CODE, member)


def test_whatever_is_written_can_be_read_however_well_it_shrinks() -> None:
    content = b"x" * (ALWAYS * 3 // 2)
    assert unpack("seen", CODE, pack("seen", CODE, content)) == content


def test_a_room_of_equal_texts_shrinks_far_less_than_is_believed() -> None:
    room, kept, dice = Room(), State(), random.Random(17)
    kept.room = room
    ids = (f"{dice.getrandbits(64):016x}" for _ in range(20_000))
    room.restore([Item(id=id, see=ALL, rev=n, step="a", text="more coffee") for n, id in enumerate(ids, 1)], 20_000)
    content = state_of(kept)
    assert len(content) < RATIO / 2 * len(pack("room", CODE, content))


def test_a_file_whose_members_say_they_are_larger_than_it_is_refused(tmp_path: Path) -> None:
    """By its holes, or because somebody has compressed it."""
    holes, small = tarfile.TarInfo(MANIFEST), tmp_path / "small.tar"
    holes.pax_headers = {"GNU.sparse.map": "0,0", "GNU.sparse.size": str(200 * MB)}
    with tarfile.open(small, "w", format=tarfile.PAX_FORMAT) as tar:
        tar.addfile(holes)
    nothing, tight = tarfile.TarInfo(MANIFEST), tmp_path / "tight.tar"
    nothing.size = 200 * MB
    with tarfile.open(tight, "w:gz") as tar:
        tar.addfile(nothing, io.BytesIO(bytes(200 * MB)))
    for file in (small, tight):
        with opened(file) as members, at_most(20 * MB), pytest.raises(BadBackup, match="more than the file"):
            members.get(MANIFEST)


def test_the_largest_honest_room_comes_back() -> None:
    """All tabs that are remembered, records as large as they get, and texts in three languages by the thousand."""
    room, kept = Room(), State()
    texts = {"fi": "Kahvit", "en": "Coffee", "sv": "Kaffe"}
    kept.room = room
    plain = {"kind": "hologram", "see": ALL, "rev": 1, "step": "", "v": 1}
    records: list[AnyRecord] = [
        Workshop(id="workshop", see=ALL, rev=1, title="Suuri", lang="fi"),
        Opaque(plain | {"id": "o", "x": [[1, 2]] * MOST_LISTS}),
        Opaque(plain | {"id": "p", "x": [f"idea-{n:020}" for n in range(50_000)]}),
        *(Item(id=f"i{n}", see=ALL, rev=1, step="a", text="x", texts=texts, from_=("a",)) for n in range(20_000)),
    ]
    room.restore(records, 1)
    kept.settle(Frame(1, [], [(f"{n:024}", 2**40) for n in range(TABS)]))
    content = state_of(kept)
    assert state_of(unpack_state(CODE, pack("room", CODE, content))) == content
    maps = tuple({"id": f"i{n}", "kind": "item", "texts": texts, "from": ["a"], "step": ""} for n in range(20_000))
    moments = [Moment(at, maps, ("gone",)) for at in range(3)]
    assert unpack_history(CODE, pack_history(CODE, moments, kept)) == moments


def test_whatever_can_be_taken_in_can_be_restored() -> None:
    """The most lists that an import lets through, in as many records as it takes."""
    record: dict[str, Any] = {"kind": "hologram", "id": "h00000", "see": "all", "a": []}
    while fits(taken := {**record, "a": [*record["a"], []]}):
        record = taken
    change = import_room.read(exported([{**record, "id": f"h{n:05}"} for n in range(import_room.MOST_RECORDS - 1)]))
    kept, room = State(), Room()
    kept.room = room
    room.restore([*change.put], 1)
    assert len(unpack_state(CODE, pack("room", CODE, state_of(kept))).room.records) == import_room.MOST_RECORDS
    moments = [Moment(1, tuple(to_map(one) for one in change.put), ())]
    assert len(unpack_history(CODE, pack_history(CODE, moments, kept))[0].put) == import_room.MOST_RECORDS


def fits(record: dict[str, Any]) -> bool:
    try:
        import_room.read(exported([record]))
    except import_room.Damaged:
        return False
    return True


def exported(records: list[dict[str, Any]]) -> bytes:
    workshop = {"kind": "workshop", "id": "workshop", "see": "all", "title": "Suuri", "lang": "fi", "langs": ["fi"]}
    return json.dumps({"format": "talkoot-room", "version": 1, "records": [workshop, *records]}).encode()
