"""What comes in from a browser: bytes of unknown intent → one of four typed messages, or a stable code.

Everything is bounded before it costs anything (size by the socket, lengths by msgpack's limits, depth by a loop that
cannot be driven into recursion) and known before it goes on (types and keys by msgspec). Nothing here keeps state.
"""

from __future__ import annotations

import math
from typing import Any

import msgpack
import msgspec

from server.hub.ports import Act, Hello, Soft, Sync

MAX_BYTES = 64 * 1024
MAX_DEPTH = 8
MAX_VALUES = 4_000
"""In one message, over all its levels: the longest honest one names some hundred records."""
LIMITS = {
    "max_array_len": 1000,
    "max_map_len": 100,
    "max_str_len": 8192,
    "max_bin_len": 0,
    "max_ext_len": 0,
}

Inbound = Hello | Act | Sync | Soft
KINDS: dict[str, type[Inbound]] = {"hello": Hello, "act": Act, "sync": Sync, "soft": Soft}


class Malformed(Exception):
    """The bytes are not a message of the protocol. `code` is stable; `tab` and `n` name the action, where it had a name."""

    def __init__(self, code: str, tab: str = "", n: int = 0) -> None:
        super().__init__(code)
        self.code, self.tab, self.n = code, tab, n


def decode(body: bytes) -> Inbound:
    """The message in `body`. Raises `Malformed`."""
    if len(body) > MAX_BYTES:
        raise Malformed("too_large")
    try:
        raw: Any = msgpack.unpackb(body, raw=False, strict_map_key=True, **LIMITS)
    except (ValueError, RecursionError, msgpack.exceptions.UnpackException) as error:
        raise Malformed("malformed") from error
    if not isinstance(raw, dict):
        raise Malformed("malformed")
    return convert(raw)


def convert(raw: dict[str, Any]) -> Inbound:
    """The typed message of a decoded map. Raises `Malformed`, which carries the action's name where there is one."""
    tag = raw.get("t")
    kind = KINDS.get(tag) if isinstance(tag, str) else None
    tab, n = named(raw) if kind is Act else ("", 0)
    if kind is None:
        raise Malformed("unknown_message")
    if not sound(raw):
        raise Malformed("malformed", tab, n)
    try:
        return msgspec.convert(raw, kind)
    except msgspec.ValidationError as error:
        raise Malformed("malformed", tab, n) from error


def named(raw: dict[str, Any]) -> tuple[str, int]:
    """The name `(tab, n)` of an action that is otherwise wrong, so that its refusal can say which one it was."""
    tab, n = raw.get("tab"), raw.get("n")
    if isinstance(tab, str) and len(tab) <= 64 and type(n) is int and 0 <= n < 2**53:
        return tab, n
    return "", 0


def sound(raw: Any) -> bool:
    """Not deeper than eight levels, not too many values, only text keys, only finite numbers that browsers can hold."""
    level: list[Any] = [raw]
    values = 0
    for _ in range(MAX_DEPTH):
        values += len(level)
        if values > MAX_VALUES:
            return False
        below: list[Any] = []
        for value in level:  # every message of everybody comes through here: no call for the plain ones
            kind = type(value)
            if kind is str or kind is bool or value is None:
                continue
            if kind is dict:
                for key in value:
                    if type(key) is not str:
                        return False
                below += value.values()
            elif kind is list:
                below += value
            elif not _number(value):
                return False
        if not below:
            return True
        level = below
    return False


def _number(value: Any) -> bool:
    if type(value) is int:
        return -(2**53) < value < 2**53
    return type(value) is float and math.isfinite(value)
