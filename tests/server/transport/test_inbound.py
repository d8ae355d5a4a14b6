"""What browsers, and those who pretend to be one, may send."""

from __future__ import annotations

import contextlib
import random
import time
from typing import Any

import msgpack
import pytest

from server.hub.ports import Act, Hello, Soft, Sync
from server.transport.inbound import MAX_BYTES, Malformed, decode, sound

HELLO: dict[str, Any] = {"t": "hello", "me": "m" * 32, "tab": "t1"}
ACT: dict[str, Any] = {"t": "act", "tab": "t1", "n": 1, "step": "r1", "do": "add_idea", "args": {"text": "Ääni"}}


def nested(depth: int) -> Any:
    value: Any = "deep"
    for _ in range(depth):
        value = [value]
    return value


@pytest.mark.parametrize(
    ("raw", "kind"),
    [
        (HELLO, Hello),
        (HELLO | {"role_key": "k" * 32, "name": "Aino", "lang": "fi", "since": ["e", 12, ["all", "person:p1"]]}, Hello),
        (ACT, Act),
        ({"t": "act", "tab": "t1", "n": 1, "do": "end_session"}, Act),
        ({"t": "sync", "since": ["e", 12, ["all"]]}, Sync),
        ({"t": "soft", "writing": True}, Soft),
        ({"t": "soft", "ping": 7}, Soft),
    ],
)
def test_the_protocols_messages_come_through(raw: dict[str, Any], kind: type) -> None:
    assert type(decode(msgpack.packb(raw))) is kind


WRONG: dict[str, Any] = {
    "nothing": b"",
    "not msgpack": b"\xc1",
    "text": msgpack.packb("hello"),
    "list": msgpack.packb([1]),
    "no tag": msgpack.packb({"n": 1}),
    "unknown tag": msgpack.packb({"t": "admin"}),
    "tag of another type": msgpack.packb({"t": ["hello"]}),
    "unknown key": msgpack.packb(HELLO | {"role": "host"}),
    "missing key": msgpack.packb({"t": "hello", "tab": "t"}),
    "wrong type": msgpack.packb(ACT | {"n": "1"}),
    "number too large": msgpack.packb(ACT | {"args": {"n": 2**60}}),
    "not a number": msgpack.packb(ACT | {"args": {"n": float("nan")}}),
    "infinite": msgpack.packb(ACT | {"args": {"n": float("inf")}}),
    "negative n": msgpack.packb(ACT | {"n": -1}),
    "too deep": msgpack.packb(ACT | {"args": {"a": nested(8)}}),
    "a thousand levels": msgpack.packb(ACT | {"args": {"a": nested(400)}}),
    "long text": msgpack.packb(ACT | {"args": {"text": "x" * 8193}}),
    "long list": msgpack.packb(ACT | {"args": {"ids": [0] * 1001}}),
    "wide map": msgpack.packb(ACT | {"args": {str(n): n for n in range(101)}}),
    "bytes": msgpack.packb(ACT | {"args": {"b": b"x"}}),
    "extension": msgpack.packb(ACT | {"args": {"b": msgpack.ExtType(4, b"x")}}),
    "time": msgpack.packb(ACT | {"args": {"b": msgpack.Timestamp(1)}}),
    "number as key": msgpack.packb(ACT | {"args": {1: 2}}),
    "bytes as key": msgpack.packb({b"t": "act"}),
    "two messages": msgpack.packb(HELLO) * 2,
    "cut off": msgpack.packb(HELLO)[:-3],
    "claims four billion": b"\xdd\xff\xff\xff\xff",
    "a hundred thousand levels": b"\x91" * 60_000,
    "maps of maps": b"\xdc\x03\xe8" + b"\x80" * 1000,
    "bad utf-8": b"\x81\xa1t\xa2\xff\xfe",
    "too large": b"\x00" * (MAX_BYTES + 1),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_none_of_the_protocol_is_refused_at_once(name: str) -> None:
    started = time.perf_counter()
    with pytest.raises(Malformed) as wrong:
        decode(WRONG[name])
    assert wrong.value.code in ("malformed", "unknown_message", "too_large")
    assert time.perf_counter() - started < 0.5


def test_a_wrong_action_still_has_its_name() -> None:
    with pytest.raises(Malformed) as wrong:
        decode(msgpack.packb(ACT | {"n": 7, "extra": 1}))
    assert (wrong.value.tab, wrong.value.n) == ("t1", 7)


@pytest.mark.parametrize("name", [{"tab": 5}, {"tab": "x" * 100}, {"n": -3}, {"n": True}])
def test_a_name_that_is_wrong_itself_is_not_repeated(name: dict[str, Any]) -> None:
    with pytest.raises(Malformed) as wrong:
        decode(msgpack.packb(ACT | name))
    assert (wrong.value.tab, wrong.value.n) == ("", 0)


def test_eight_levels_are_enough_for_everybody() -> None:
    assert sound({"args": nested(5)})
    assert sound(nested(7)) and not sound(nested(8))


def test_mutated_messages_never_raise_anything_else() -> None:
    dice = random.Random(20)
    seeds = [msgpack.packb(raw) for raw in (HELLO, ACT, {"t": "sync", "since": ["e", 1, ["all"]]})]
    for _ in range(20_000):
        body = bytearray(dice.choice(seeds))
        for _ in range(dice.randint(1, 4)):
            body[dice.randrange(len(body))] = dice.randrange(256)
        with contextlib.suppress(Malformed):
            decode(bytes(body[: dice.randint(1, len(body))] if dice.random() < 0.3 else body))
