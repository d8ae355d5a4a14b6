"""Exports that somebody has worked on before they bring them in: fields changed, records doubled, bytes bent."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from functools import cache
from typing import Any

from server import export, words
from tests.chaos.fuzz.frames import WORDS
from tests.sessions.play import Play, plan

VALUES: tuple[Any, ...] = (
    None, True, False, 0, 1, -1, 2**31, 2**53, 2**63, 10**30, 0.5, -1e308, "", "all", "hosts", "none", "person:x", "group:",
    "group:a", [], {}, [[]], {"a": {}}, ["x"] * 2_000, {"fi": 1}, "x" * 30_000, "draft", "open", "sealed", "workshop",
)  # fmt: skip


@cache
def whole() -> str:
    """A room in the middle of its work, as JSON."""
    play = Play(
        plan("lobby", lines=()),
        plan("brainstorm", lines=()),
        plan("clustering", lines=(), takes=("brainstorm",)),
        plan("dot_vote", lines=(), takes=("clustering",), top=3),
        plan("next_steps", lines=(), takes=("dot_vote",), top=2),
        plan("feedback", lines=()),
        plan("talk", lines=()),
    )
    for step in play.room.steps()[:4]:
        play.open(step.key)
        if step.key == "brainstorm":
            play.hosts("advance_step", id=step.id, stage="build")
        play.bots(step.key)
        if step.key != "dot_vote":
            play.close(step.key)
            play.reveal(step.key)
    content = export.write("json", play.room, "fi", words, code="K7RMX4", at=1_700_000_000_000)
    return content.decode()


HEAD = b'{"format":"talkoot-room","version":1,"records":['


def great_board(many: int = 3_000) -> bytes:
    """As many piles as notes: whoever looks for each note in each pile never ends."""
    file = json.loads(whole())
    step = next(r for r in file["records"] if r["kind"] == "step" and r["activity"] == "clustering")
    for n in range(many):
        file["records"].append({"kind": "item", "id": f"i{n}", "see": "all", "step": step["round"], "text": "x"})
        file["records"].append({"kind": "pile", "id": f"p{n}", "see": "all", "step": step["round"]})
    return json.dumps(file).encode()


def wide() -> bytes:
    return HEAD + json.dumps({"kind": "unknown", "id": "a", "see": "all", "x": [[0] * 1000] * 100}).encode() + b"]}"


BOMBS: dict[str, Callable[[], bytes]] = {
    "nothing": lambda: b"",
    "nested arrays": lambda: HEAD + b"[" * 8_000_000,
    "nested records": lambda: HEAD + b'{"a":' * 100_000 + b"1" + b"}" * 100_000 + b"]}",
    "three million records": lambda: HEAD + b",".join([b"{}"] * 3_000_000) + b"]}",
    "a record too wide": wide,
    "a number of 4,000 digits": lambda: HEAD + b'{"kind":"x","id":"a","see":"all","n":1' + b"0" * 4_000 + b"}]}",
    "a number beyond all": lambda: HEAD + b'{"kind":"x","id":"a","see":"all","n":1e999}]}',
    "a text of 15 MB": lambda: HEAD + b'{"text":"' + b"x" * 15_000_000 + b'"}]}',
    "escapes": lambda: HEAD + b'{"text":"' + b"\\u0041" * 2_000_000 + b'"}]}',
    "half a surrogate": lambda: HEAD + b'{"kind":"x","id":"a","see":"all","t":"\\ud800"}]}',
    "no UTF-8": lambda: HEAD + b'{"kind":"\xff\xfe"}]}',
    "a byte order mark": lambda: b"\xef\xbb\xbf" + whole().encode(),
    "too large": lambda: HEAD + b" " * (17 * 1024 * 1024) + b"]}",
    "a great board": great_board,
}
"""Files that cost much where nobody has set a bound."""


class Files:
    """Files without end from one seed."""

    def __init__(self, seed: int) -> None:
        self._dice = random.Random(seed)
        self.whole: dict[str, Any] = json.loads(whole())

    def next(self) -> tuple[str, bytes]:
        """(how it was made, the file)."""
        dice = self._dice
        if dice.random() < 0.15:
            body = bytearray(whole().encode())
            for _ in range(dice.choice((1, 1, 5, 50))):
                body[dice.randrange(len(body))] = dice.randrange(256)
            return "bent", bytes(body[: dice.choice((len(body), len(body), dice.randrange(len(body))))])
        file = json.loads(whole())
        for _ in range(dice.choice((1, 1, 1, 2, 4))):
            self._change(file)
        return "changed", json.dumps(file).encode("utf-8", "surrogatepass")

    def _change(self, file: dict[str, Any]) -> None:
        dice, records = self._dice, file["records"]
        way, record = dice.randrange(8), dice.choice(records)
        if way < 3 and record:
            record[dice.choice(list(record))] = dice.choice((*VALUES, *WORDS))
        elif way == 3 and record:
            del record[dice.choice(list(record))]
        elif way == 4:
            record[dice.choice(("rev", "x", "hidden", "due", "now", "see", "__class__"))] = dice.choice(VALUES)
        elif way == 5:
            records.append(dict(dice.choice(records)) | {"id": dice.choice((record.get("id"), "fresh", "workshop"))})
        elif way == 6:
            other = dice.choice(records)
            for name in list(record):
                if name in other and dice.random() < 0.4:
                    record[name] = other[name]
        else:
            kind = dice.choice(("key", "pass", "self", "authorship", "person", "handed", "errand", "unknown", "ballot"))
            records.append(
                {"kind": kind, "id": f"n{dice.randrange(99)}", "see": "hosts", "role": "host", "of": "x", "work": "y"}
            )
