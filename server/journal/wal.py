"""A flipped bit in the write-ahead log, found before SQLite takes it for the end of the log.

SQLite ends the log at the first frame whose check sum does not fit: after a power cut that is right, since what follows was
never kept. After a flipped bit it would drop commits that were told to be kept, together with the heads that could tell. So
when a process ended without bringing its log home, the next one looks first. A torn write looks like nothing in
particular; one flipped bit leaves a difference that only it can leave, and is put right. SQLite's sums cannot tell the high
bits of words apart: then, and wherever commits follow a gap, the journal does not open. Only in the newest commit of all such
a bit may also be a torn write that nobody was told of; there the log ends, and that is said.
"""

from __future__ import annotations

import logging
import os
import sqlite3
import struct
from collections.abc import Iterator
from contextlib import closing
from functools import cache
from operator import mul
from pathlib import Path

from server.journal.port import JournalFailed

HEADER, FRAME = 32, 24
WORD = 0xFFFFFFFF
NATIVE = {0x377F0682: "<", 0x377F0683: ">"}
"""How the words of a log are summed, by its first number."""
_log = logging.getLogger(__name__)

Sum = tuple[int, int]


def mend(file: Path) -> int:
    """Look through the log that was left behind beside a journal; how many bits were put right. Raises JournalFailed."""
    log, bits = file.with_name(file.name + "-wal"), set[int]()
    while log.exists() and log.stat().st_size > HEADER + FRAME:
        content = bytearray(log.read_bytes())
        bit = _Log(log, content, *_as_sqlite_finds_it(file)).flipped()
        if bit is None:
            break
        if bit in bits:
            raise JournalFailed(f"{log} is damaged and does not stay as it was put right: the disk cannot be trusted.")
        _write_back(log, bit // 8, content[bit // 8])
        bits.add(bit)
        _log.error("%s: bit %d of byte %d had flipped and was put right.", log, bit % 8, bit // 8)
    return len(bits)


def _as_sqlite_finds_it(file: Path) -> tuple[int, Sum]:
    """How many frames SQLite takes over, and their sum: as it notes them in the index when it has read the log.

    A connection that cannot write leaves the log as it is when it goes.
    """
    with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)) as db:
        db.execute("SELECT count(*) FROM sqlite_master").fetchone()
        index = file.with_name(file.name + "-shm").read_bytes()[:32]
    frames, first, second = struct.unpack_from("=I4xII", index, 16)
    return frames, (first, second)


def _write_back(log: Path, at: int, byte: int) -> None:
    with log.open("rb+") as handle:
        handle.seek(at)
        handle.write(bytes([byte]))
        handle.flush()
        os.fsync(handle.fileno())


class _Log:
    """One log, from the first frame that SQLite does not take over."""

    def __init__(self, file: Path, content: bytearray, frames: int, sum: Sum) -> None:
        self.file, self.content, self.frames, self.sum = file, content, frames, sum
        self.bit: int | None = None
        self.unclear = False
        """Whether what was looked at last is one flipped bit, but nobody can say which."""

    def flipped(self) -> int | None:
        """The bit that was put right in `content`, counted from the start of the file."""
        sum = self._header()
        if sum is None and self.unclear:
            raise self._damage(0)
        if self.bit is not None or sum is None:
            return self.bit
        self.page, self.salts = self._number(8, 4), self._number(16, 8)
        before = self.sum if self.frames else sum
        start = HEADER + self.frames * (FRAME + self.page)
        for at in range(start, len(self.content) - FRAME - self.page + 1, FRAME + self.page):
            now = self._frame(at, before)
            if now is None:
                self._refuse_if_more_was_kept(at)
            if now is None or self.bit is not None:
                break
            before = now
        return self.bit

    def _number(self, at: int, size: int) -> int:
        return int.from_bytes(self.content[at : at + size], "big")

    def _flip(self, bit: int) -> None:
        self.content[bit // 8] ^= 1 << bit % 8
        self.bit = bit

    def _header(self) -> Sum | None:
        """The sum that the frames go on from; None when nothing was ever written here."""
        for order in "<>":
            sum = _sum(bytes(self.content[:24]), (0, 0), order)
            stored: Sum = struct.unpack_from(">2I", self.content, 24)
            if sum == stored and NATIVE.get(self._number(0, 4)) == order:
                self.order = order
                return sum
        for order in "<>":
            self.order = order
            if self._put_right(list(range(24)), 24, (0, 0)) and NATIVE.get(self._number(0, 4)) == order:
                return _sum(bytes(self.content[:24]), (0, 0), order)
            if self.unclear:
                break
        return None

    def _frame(self, at: int, before: Sum) -> Sum | None:
        """The sum after a frame, put right if need be; None when it is not a frame of this log."""
        salts = self._number(at + 8, 8) ^ self.salts
        sum = self._sum_of(at, before)
        fits = sum == struct.unpack_from(">2I", self.content, at + 16)
        if not salts and fits:
            return sum
        if fits and salts.bit_count() == 1:
            place = 63 - (salts.bit_length() - 1)
            self._flip((at + 8 + place // 8) * 8 + 7 - place % 8)
            return sum
        summed = [*range(at, at + 8), *range(at + FRAME, at + FRAME + self.page)]
        if not salts and self._put_right(summed, at + 16, before):
            return self._sum_of(at, before)
        return None

    def _sum_of(self, at: int, before: Sum) -> Sum:
        body = self.content[at : at + 8] + self.content[at + FRAME : at + FRAME + self.page]
        return _sum(bytes(body), before, self.order)

    def _put_right(self, summed: list[int], stored_at: int, before: Sum) -> bool:
        """Put one flipped bit right; False when it was something else. Raises JournalFailed when it may be several."""
        body = bytes(self.content[at] for at in summed)
        now, stored = _sum(body, before, self.order), struct.unpack_from(">2I", self.content, stored_at)
        off = ((stored[0] - now[0]) & WORD, (stored[1] - now[1]) & WORD)
        found = [summed[bit // 8] * 8 + bit % 8 for bit in _explain(body, off, self.order)]
        for nth, (is_, was) in enumerate(zip(stored, now, strict=True)):
            if not off[1 - nth] and (is_ ^ was).bit_count() == 1:
                place = (is_ ^ was).bit_length() - 1
                found.append((stored_at + 4 * nth + 3 - place // 8) * 8 + place % 8)
        if len(found) == 1:
            self._flip(found[0])
        self.unclear = len(found) > 1
        return len(found) == 1

    def _refuse_if_more_was_kept(self, at: int) -> None:
        """Where a log breaks off there can be one commit that nobody was told of; two are damage."""
        commits, size = 0, FRAME + self.page
        for frame in range(at, len(self.content) - size + 1, size):
            if self._number(frame + 8, 8) != self.salts or not self._number(frame + 4, 4):
                continue
            before: Sum = struct.unpack_from(">2I", self.content, frame - size + 16)
            genuine = self._sum_of(frame, before) == struct.unpack_from(">2I", self.content, frame + 16)
            commits += genuine or (frame == at and self.unclear)
        if commits > 1:
            raise self._damage(at)
        if self.unclear:
            _log.error(
                "%s: the newest commit cannot be read and is left out. Either it was being written when the power went, and"
                " nobody was told that it was kept, or a bit of it has flipped.",
                self.file,
            )

    def _damage(self, at: int) -> JournalFailed:
        return JournalFailed(
            f"{self.file} is damaged near byte {at}: what was kept after it cannot be read. Restore the last backup;"
            " without one, the rooms are lost as far as this file holds them."
        )


@cache
def _weights(words: int) -> list[int]:
    """By how much each word counts in the second sum; in the first sum it is the weight of the word after it."""
    fibonacci = [0, 1]
    while len(fibonacci) < words + 2:
        fibonacci.append((fibonacci[-1] + fibonacci[-2]) & WORD)
    return fibonacci[words + 1 :: -1]


def _sum(body: bytes, before: Sum, order: str) -> Sum:
    """SQLite's running sum: s0 += x[i] + s1, s1 += x[i + 1] + s0. It is linear, so it can be taken all at once."""
    words = struct.unpack(f"{order}{len(body) // 4}I", body)
    weights = _weights(len(words))
    # `before` counts like two words ahead of the others.
    first = sum(map(mul, words, weights[2:])) + before[0] * weights[2] + before[1] * weights[1]
    second = sum(map(mul, words, weights[1:])) + before[0] * weights[1] + before[1] * weights[0]
    return first & WORD, second & WORD


def _explain(body: bytes, off: Sum, order: str) -> Iterator[int]:
    """The bits of the body that alone, the other way, would move the sum by so much."""
    words = struct.unpack(f"{order}{len(body) // 4}I", body)
    weights = _weights(len(words))
    for place, word in enumerate(words):
        for bit in range(32):
            moved = -(1 << bit) if word >> bit & 1 else 1 << bit
            if (moved * weights[place + 2] & WORD, moved * weights[place + 1] & WORD) == off:
                byte = bit // 8 if order == "<" else 3 - bit // 8
                yield (place * 4 + byte) * 8 + bit % 8
