"""How a backup is read that may have been made to hurt: value by value, none large or deep, and not more of them than its size.

A few bytes can ask for much: an empty list takes seventy times the byte that says so, and compressed it is a thousandth of
that, so a file of a megabyte would take more than any machine has. What a room holds is far from all of these bounds; a
room's own journal is not read by them.
"""

from __future__ import annotations

import io
from typing import Any

import msgpack

LARGEST = 4 * 1024 * 1024
"""Bytes of one record, or of another part of a room: all tabs that are remembered are three megabytes, no record is one."""
PIECE = 64 * 1024
"""Bytes that are looked through at a time."""
DEEPEST = 32
MOST_LISTS = 100_000
BYTES_A_LIST = 16
"""So many lists and maps there may be, and one more for so many bytes: in honest records one comes with thirty and more."""


class Bounded:
    """Reads like `msgpack.Unpacker`; raises `ValueError` before anything grows out of proportion.

    One unpacker passes over the next value, in pieces; only what is not too large is then made, from where it stands.
    """

    def __init__(self, body: bytes) -> None:
        self._body = memoryview(body)
        self._ahead = msgpack.Unpacker(io.BytesIO(body), read_size=PIECE, max_buffer_size=LARGEST + PIECE)
        self._left = MOST_LISTS + len(body) // BYTES_A_LIST

    def read_map_header(self) -> int:
        return int(self._ahead.read_map_header())

    def read_array_header(self) -> int:
        return int(self._ahead.read_array_header())

    def tell(self) -> int:
        return int(self._ahead.tell())

    def unpack(self) -> Any:
        """The next value, which is passed over once before anything is made of it."""
        start = self._ahead.tell()
        self._ahead.skip()
        end = self._ahead.tell()
        if (size := end - start) > LARGEST:
            raise ValueError(f"something in it is {size} bytes large; at most {LARGEST} fit")
        value = msgpack.unpackb(self._body[start:end], strict_map_key=True, max_ext_len=0)
        self._count(value)
        return value

    def _count(self, value: Any) -> None:
        level = [value] if isinstance(value, dict | list) else []
        for _ in range(DEEPEST):
            self._left -= len(level)
            if self._left < 0:
                raise ValueError("it holds more lists than its size allows")
            inner = (one for of in level for one in (of.values() if isinstance(of, dict) else of))
            level = [one for one in inner if isinstance(one, dict | list)]
            if not level:
                return
        raise ValueError(f"something in it is deeper than {DEEPEST} levels")
