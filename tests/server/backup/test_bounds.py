"""A backup that was made to hurt is refused in a moment and in little memory; the largest honest room is not."""

from __future__ import annotations

import json
import tracemalloc
from collections.abc import Callable
from typing import Any

import msgpack
import pytest

from server import import_room
from server.backup.bounds import DEEPEST, LARGEST, MOST_LISTS
from server.backup.bundle import BadBackup, pack, pack_history, state_of, unpack_history, unpack_state
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
    tracemalloc.start()
    try:
        with pytest.raises(BadBackup, match=CODE):
            read(CODE, member)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < 120 * MB, f"{most // MB} MB"


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
