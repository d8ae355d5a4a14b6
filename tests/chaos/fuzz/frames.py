"""Frames that no browser would send: real ones bent, ones grown from a grammar, and noise. All from one seed."""

from __future__ import annotations

import random
import struct
from collections.abc import Collection, Iterator
from functools import cache
from typing import Any

import msgpack
import msgspec

from sessions import session
from sessions.activities import ACTIVITIES
from tests.sessions.play import Play, plan

WORDS = (
    "", "a", "ä" * 40, "x" * 8192, "x" * 8193, "\x00", "\u202e", "\u200b", "\ud7ff", "𝕏" * 100, "__proto__", "constructor",
    "=1+1", "../../etc/passwd", "<script>", "{{7*7}}", "%s%n", "' OR 1=1 --", "all", "hosts", "none", "person:x", "workshop",
)  # fmt: skip
NUMBERS = (
    0,
    1,
    -1,
    2**31,
    2**53 - 1,
    2**53,
    2**53 + 1,
    2**63 - 1,
    2**64 - 1,
    -(2**63),
    0.5,
    float("nan"),
    float("inf"),
    -0.0,
)
EXTENSIONS = (
    b"\xc7\x00\x01", b"\xd4\x01\x00", b"\xd6\xff\x00\x00\x00\x01", b"\xd7\xff" + b"\xff" * 8, b"\xc7\x0c\xff" + b"\x00" * 12,
    b"\xc9\xff\xff\xff\xff\x01",
)  # fmt: skip
CLAIMS = (
    b"\xdd\xff\xff\xff\xff", b"\xdf\xff\xff\xff\xff", b"\xdb\xff\xff\xff\xff", b"\xc6\xff\xff\xff\xff", b"\xdc\xff\xff",
    b"\xde\xff\xff", b"\xda\xff\xff", b"\xdd\x00\x10\x00\x00", b"\xdf\x00\x01\x00\x00",
)  # fmt: skip


def bombs() -> dict[str, bytes]:
    """Small or largest frames that cost much where nobody has set a bound."""
    full = 64 * 1024
    names = {f"array of {claim!r}": claim for claim in CLAIMS}
    return names | {
        "nested arrays": b"\x91" * full,
        "nested maps": b"\x81\xa1a" * (full // 3),
        "nested 1000": b"\x91" * 1000 + b"\xc0",
        "empty maps": b"\xdc\xff\xff" + b"\x80" * (full - 3),
        "arrays of empty maps": (b"\xdc\x03\xe8" + b"\x80" * 1000) * (full // 1003),
        "a map of arrays of empty maps": b"\x84\xa1t\xa3act\xa1n\x01\xa3tab\xa1t\xa4args\x81\xa1a\xdc\x00\x3f"
        + (b"\xdc\x03\xe8" + b"\x80" * 1000) * 63,
        "the largest number of values": msgpack.packb(
            {"t": "act", "tab": "t", "n": 1, "do": "rename", "args": {"a": [[[0] * 100] * 60] * 10}}
        ),
        "a thousand equal keys": b"\xde\x00\x64" + b"\xa1t\xa4soft" * 100,
        "colliding keys": msgpack.packb({f"k{n}": n for n in range(100)}),
        "long texts": msgpack.packb(
            {"t": "act", "tab": "t", "n": 1, "do": "x", "args": {str(n): "y" * 8000 for n in range(8)}}
        ),
        "a long name": msgpack.packb({"t": "hello", "me": "m" * 8000, "tab": "t" * 8000, "name": "n" * 8000}),
        "texts of four bytes": msgpack.packb({"t": "act", "tab": "t", "n": 1, "do": "x", "args": {"text": "𝕏" * 2000}}),
        "text that is no UTF-8": b"\x81\xa1t\xa4\xff\xfe\xfd\xfc",
        "surrogates": b"\x81\xa1t\xa3\xed\xa0\x80",
        "extension": b"\x81\xa1t" + EXTENSIONS[3],
        "nothing": b"",
        "all zeros": bytes(full),
        "all ones": b"\xff" * full,
    }


@cache
def traffic(seed: int = 1) -> tuple[bytes, ...]:
    """What browsers really send: every activity's bots, the facilitator's turns, hellos, softs and syncs."""
    frames: list[dict[str, Any]] = [
        {"t": "hello", "me": "a" * 32, "tab": "tab1", "name": "Aino", "lang": "fi"},
        {
            "t": "hello",
            "me": "b" * 32,
            "tab": "tab2",
            "role_key": "k" * 22,
            "since": ["e" * 32, 7, ["all", "person:x"]],
        },
        {"t": "sync", "since": ["e" * 32, 12, ["all"]]},
        {"t": "soft", "writing": True},
        {"t": "soft", "ping": 1},
    ]
    n = 0
    for kind in sorted(ACTIVITIES):
        play = Play(plan(kind), seed=seed)
        step = play.open(kind)
        for person in play.people:
            for throw in range(8):
                dice = random.Random(f"{seed}/{kind}/{person}/{throw}")
                view = play.sees(person)
                if (action := ACTIVITIES[kind].bot(view, play.step(kind), person, dice)) is None:
                    continue
                n += 1
                args = msgspec.to_builtins(action)
                frames.append({"t": "act", "tab": "tab1", "n": n, "do": action.do(), "step": step.round, "args": args})
                play.act(person, kind, action.do(), **args)
        turns = ("close_step", "reveal_step", "seal_step", "open_step", "skip_step")
        frames += [{"t": "act", "tab": "t3", "n": n, "do": do, "step": "", "args": {"id": step.id}} for do in turns]
    return tuple(msgpack.packb(frame) for frame in frames)


class Fuzzer:
    """Frames without end from one seed. `next()` gives (how it was made, the frame)."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self._dice = random.Random(seed)
        self._real = traffic()
        self._bombs = [body for body in bombs().values() if len(body) < 20_000]
        actions = {do: action for do, (action, _) in session.CORE.items()}
        for of in session.OF_ACTIVITY.values():
            actions |= of
        self._actions = [
            (
                do,
                [
                    (f.encode_name, f.required, msgspec.inspect.type_info(f.type))
                    for f in msgspec.structs.fields(action)
                ],
            )
            for do, action in actions.items()
        ]

    def next(self) -> tuple[str, bytes]:
        """One more."""
        chance = self._dice.random()
        if chance < 0.70:
            return "bent", self._bent()
        if chance < 0.80:
            return "acted", self._packed(self.act())
        if chance < 0.90:
            return "grown", self._packed(self._message())
        if chance < 0.995:
            return "noise", self._dice.randbytes(self._dice.choice((1, 3, 17, 90, 400)))
        return "bomb", self._dice.choice(self._bombs)

    def __iter__(self) -> Iterator[tuple[str, bytes]]:
        while True:
            yield self.next()

    # real ones, bent

    def _bent(self) -> bytes:
        dice = self._dice
        body = bytearray(dice.choice(self._real))
        for _ in range(dice.choice((1, 1, 1, 2, 3, 8))):
            at = dice.randrange(len(body)) if body else 0
            way = dice.randrange(9)
            if way == 0 and body:
                body[at] ^= 1 << dice.randrange(8)
            elif way == 1 and body:
                body[at] = dice.randrange(256)
            elif way == 2:
                del body[at : at + dice.choice((1, 2, 8, 60))]
            elif way == 3:
                body[at:at] = dice.randbytes(dice.choice((1, 2, 5)))
            elif way == 4:
                body[at:at] = body[at : at + dice.choice((4, 30, 200))]
            elif way == 5:
                body[at:at] = dice.choice(CLAIMS)
            elif way == 6:
                body[at:at] = dice.choice(EXTENSIONS)
            elif way == 7:
                other = dice.choice(self._real)
                body[at:] = other[dice.randrange(len(other)) :]
            else:
                body[at : at + 9] = b"\xcb" + struct.pack(">d", dice.choice((float("nan"), 1e308, -0.0)))
        return bytes(body)

    # grown from a grammar

    def _packed(self, value: Any) -> bytes:
        try:
            return bytes(msgpack.packb(value))
        except (ValueError, OverflowError, TypeError, UnicodeEncodeError):
            return b"\xc0"

    def _message(self) -> Any:
        dice = self._dice
        t = dice.choice(("hello", "act", "sync", "soft", "bye", "", 7, None))
        names = ("me", "tab", "role_key", "name", "lang", "since", "n", "do", "step", "args", "writing", "ping", "x")
        return {"t": t, **{dice.choice(names): self._value(3) for _ in range(dice.randrange(8))}}

    def _value(self, depth: int) -> Any:
        dice = self._dice
        way = dice.randrange(9 if depth else 5)
        if way < 2:
            return dice.choice(WORDS)
        if way == 2:
            return dice.choice(NUMBERS)
        if way == 3:
            return dice.choice((None, True, False))
        if way == 4:
            return dice.randrange(-(2**40), 2**40)
        if way == 5:
            return {dice.choice(WORDS): self._value(depth - 1) for _ in range(dice.randrange(5))}
        if way == 6:
            return [self._value(depth - 1) for _ in range(dice.choice((0, 1, 3, 40)))]
        if way == 7:
            return [dice.choice(NUMBERS)] * dice.choice((10, 1001))
        return {str(n): n for n in range(dice.choice((3, 101)))}

    def act(
        self, known: tuple[str, ...] = (), rounds: tuple[str, ...] = ("",), only: Collection[str] = ()
    ) -> dict[str, Any]:
        """An action of the schema (`only` of these) with arguments of about the right types. `known` = ids that are there."""
        do, fields = self._dice.choice([one for one in self._actions if one[0] in only] if only else self._actions)
        args = {
            name: self._argument(kind, known)
            for name, required, kind in fields
            if required or self._dice.random() < 0.5
        }
        if self._dice.random() < 0.05:
            args[self._dice.choice(WORDS)] = self._value(2)
        n = self._dice.choice((1, 2, self._dice.randrange(1, 2**40), 2**53))
        step = self._dice.choice(rounds)
        return {"t": "act", "tab": f"tab{self._dice.randrange(9)}", "n": n, "do": do, "step": step, "args": args}

    def _argument(self, kind: Any, known: tuple[str, ...]) -> Any:
        dice, types = self._dice, msgspec.inspect
        if dice.random() < 0.04:
            return self._value(2)
        if isinstance(kind, types.StrType):
            return dice.choice(known) if known and dice.random() < 0.6 else self._text()
        if isinstance(kind, types.IntType):
            return dice.choice((0, 1, 2, 5, 60, -1, 2**40, 2**53 - 1))
        if isinstance(kind, types.BoolType):
            return dice.random() < 0.5
        if isinstance(kind, types.UnionType):
            return self._argument(dice.choice(kind.types), known)
        if isinstance(kind, types.VarTupleType):
            return [self._argument(kind.item_type, known) for _ in range(dice.choice((0, 1, 2, 5, 30)))]
        if isinstance(kind, types.DictType):
            many = dice.choice((0, 1, 3, 20))
            return {self._key(known): self._argument(kind.value_type, known) for _ in range(many)}
        return self._value(1)

    def _key(self, known: tuple[str, ...]) -> str:
        return self._dice.choice(known) if known and self._dice.random() < 0.7 else self._text()

    def _text(self) -> str:
        dice = self._dice
        many = dice.choice((1, 3, 10, 50))
        return dice.choice(WORDS) if dice.random() < 0.5 else " ".join(dice.choice(WORDS)[:20] for _ in range(many))
