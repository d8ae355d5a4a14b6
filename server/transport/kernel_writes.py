"""Many writes to many sockets in one call to Linux, during which Python goes on.

A `send` costs the kernel some microseconds, and a room of a thousand needs a thousand of them for every flush. One by one they
keep the interpreter for all that time: nobody is read and nothing is decided. Linux takes a list of writes at once
(`io_submit`, io_submit(2); a socket is written to before the call returns), and ctypes lets go of the interpreter
meanwhile. Other systems have nothing like it; there, and where a container forbids it, `ManyWrites.open` says None.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import struct
import sys
from collections.abc import Sequence

AT_A_TIME = 512
"""Writes in one call: a few milliseconds."""

# The numbers of io_setup, io_destroy, io_getevents and io_submit; C libraries have no functions for them.
_CALLS = {"x86_64": (206, 207, 208, 209), "aarch64": (0, 1, 4, 2)}
_PWRITE = 1
_HEAD = struct.Struct(
    "<QIIHhI"
)  # struct iocb in linux/aio_abi.h: data, key, rw_flags, opcode, priority, file descriptor
_TAIL = struct.Struct("<QQqQII")  # address, bytes, offset, reserved, flags, eventfd
_SIZE = _HEAD.size + _TAIL.size
_EVENT = 32  # struct io_event: data, iocb, result, second result

List = tuple[Sequence[bytes], bytes]
"""Heads of sockets, and what all of them are to get."""


def head(fd: int) -> bytes:
    """The part of a write that is the same whatever is written: for this (non-blocking, stream) socket."""
    return _HEAD.pack(fd, 0, 0, _PWRITE, 0, fd)


class ManyWrites:
    """Room in the kernel for `AT_A_TIME` writes. Used by one thread at a time."""

    def __init__(self, context: ctypes.c_ulong, calls: Sequence[int]) -> None:
        libc, holding = ctypes.CDLL(None, use_errno=True), ctypes.PyDLL(None, use_errno=True)
        self._free, self._hold = libc.syscall, holding.syscall  # the second does not let go of the interpreter
        self._context = context
        self._destroy, self._getevents, self._submit = (ctypes.c_long(call) for call in calls[1:])
        self._room = ctypes.create_string_buffer(_SIZE * AT_A_TIME)
        self._at = ctypes.addressof(self._room)
        self._each = (ctypes.c_uint64 * AT_A_TIME)(*range(self._at, self._at + _SIZE * AT_A_TIME, _SIZE))
        self._events = ctypes.create_string_buffer(_EVENT * AT_A_TIME)
        self._words = memoryview(self._events).cast("B").cast("q")

    @classmethod
    def open(cls) -> ManyWrites | None:
        """None where this system does not have it, or does not let us."""
        calls = _CALLS.get(platform.machine())
        if not sys.platform.startswith("linux") or calls is None or sys.maxsize < 2**32:
            return None
        context = ctypes.c_ulong(0)
        libc = ctypes.CDLL(None, use_errno=True)
        if libc.syscall(ctypes.c_long(calls[0]), ctypes.c_uint(AT_A_TIME), ctypes.byref(context)) != 0:
            return None
        return cls(context, calls)

    def write(self, lists: Sequence[List]) -> dict[bytes, int]:
        """Write to at most `AT_A_TIME` sockets, each of which stands in the lists once.

        → the bytes that those took which did not take all (or an errno, as a negative number), by their heads."""
        blocks = [self._block(heads, data) for heads, data in lists]
        ctypes.memmove(self._at, b"".join(blocks), sum(map(len, blocks)))
        count = sum(len(heads) for heads, _ in lists)
        untried = self._submitted(count)
        results = self._results(count - len(untried))
        if results == [len(data) for heads, data in lists for _ in heads]:
            return {}
        taken = untried | dict(zip(self._words[0 : 4 * len(results) : 4].tolist(), results, strict=True))
        wanted = {one: len(data) for heads, data in lists for one in heads}
        return {one: took for one, size in wanted.items() if (took := taken[_HEAD.unpack(one)[0]]) != size}

    def close(self) -> None:
        """Give the room back."""
        self._hold(self._destroy, self._context)

    @staticmethod
    def _block(heads: Sequence[bytes], data: bytes) -> bytes:
        if not heads:  # all of them have gone
            return b""
        address = ctypes.cast(ctypes.c_char_p(data), ctypes.c_void_p).value
        tail = _TAIL.pack(address, len(data), 0, 0, 0, 0)
        return tail.join(heads) + tail

    def _submitted(self, count: int) -> dict[int, int]:
        """All of the first `count` handed over; → those the kernel did not even begin with, by file descriptor."""
        at, untried = 0, {}
        while at < count:
            rest = ctypes.c_void_p(ctypes.addressof(self._each) + 8 * at)
            done = self._free(self._submit, self._context, ctypes.c_long(count - at), rest)
            if done > 0:
                at += done
                continue
            fd = _HEAD.unpack_from(self._room, _SIZE * at)[0]
            untried[fd] = -(ctypes.get_errno() or errno.EAGAIN)
            at += 1
        return untried

    def _results(self, count: int) -> list[int]:
        """How each write ended, in the order of the events. They have ended already; otherwise this waits."""
        got = 0
        got, call, least = 0, self._hold, 0
        while got < count:
            room = ctypes.c_void_p(ctypes.addressof(self._events) + _EVENT * got)
            found = call(self._getevents, self._context, ctypes.c_long(least), ctypes.c_long(count - got), room, None)
            if found < 0 and ctypes.get_errno() != errno.EINTR:
                raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
            got += max(0, found)
            call, least = self._free, count - got
        return self._words[2 : 4 * count : 4].tolist()
