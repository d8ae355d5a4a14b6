"""A shim around SQLite's default file layer (VFS), put into the very library that Python's sqlite3 uses.

While it is in place every file that SQLite opens goes through it: writes, truncations, syncs, deletions and openings are
written into a log, and any call can be told to fail. Locks and the shared wal-index stay SQLite's own, untouched.
"""

from __future__ import annotations

import _sqlite3
import ctypes
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from ctypes import CFUNCTYPE, POINTER, c_char_p, c_int, c_int64, c_void_p
from typing import Any, NamedTuple

OK, FULL, CANTOPEN = 0, 13, 14
IOERR = {"read": 266, "write": 778, "sync": 1034, "truncate": 1546, "delete": 2570, "shm": 5386, "open": CANTOPEN}
"""What SQLite's own file layer answers to EIO."""
NO_SPACE = {"write": FULL, "truncate": 1546, "sync": 1034, "shm": 4874, "open": CANTOPEN}
"""What it answers to ENOSPC."""

VFS_METHODS = (
    *("open", "delete", "access", "full_pathname", "dl_open", "dl_error", "dl_sym", "dl_close", "randomness", "sleep"),
    *("current_time", "last_error", "current_time_64", "set_system_call", "get_system_call", "next_system_call"),
)
IO_METHODS = (
    *(
        "close",
        "read",
        "write",
        "truncate",
        "sync",
        "file_size",
        "lock",
        "unlock",
        "check_reserved_lock",
        "file_control",
    ),
    *("sector_size", "device_characteristics", "shm_map", "shm_lock", "shm_barrier", "shm_unmap", "fetch", "unfetch"),
)


class _Vfs(ctypes.Structure):
    _fields_ = [
        ("version", c_int), ("file_size", c_int), ("longest", c_int), ("next", c_void_p), ("name", c_char_p),
        ("app_data", c_void_p), *((name, c_void_p) for name in VFS_METHODS),
    ]  # fmt: skip


class _Methods(ctypes.Structure):
    _fields_ = [("version", c_int), *((name, c_void_p) for name in IO_METHODS)]


class _File(ctypes.Structure):
    _fields_ = [("methods", POINTER(_Methods))]


OPEN = CFUNCTYPE(c_int, c_void_p, c_void_p, c_void_p, c_int, c_void_p)
"""The name is a pointer that has to be passed on as it is: SQLite's files keep it."""
DELETE = CFUNCTYPE(c_int, c_void_p, c_char_p, c_int)
MOVE = CFUNCTYPE(c_int, c_void_p, c_void_p, c_int, c_int64)
TRUNCATE = CFUNCTYPE(c_int, c_void_p, c_int64)
SYNC = CFUNCTYPE(c_int, c_void_p, c_int)
SHM_MAP = CFUNCTYPE(c_int, c_void_p, c_int, c_int, c_int, c_void_p)


class Call(NamedTuple):
    """One call of SQLite to its disk. `at`: offset, or the new size of a truncation."""

    do: str
    file: str
    at: int = 0
    data: bytes = b""


class Disk:
    """The log of all that reached the disk, in order, and the place where a test says what fails."""

    def __init__(self) -> None:
        self.log: list[Call] = []
        self.calls = 0
        """How many calls came, those that failed and those that leave no trace included."""
        self.hit: list[Call] = []
        """The calls that were made to fail."""
        self.fault: Callable[[int, Call], int] | None = None
        """Given the number of a call and the call, the code to fail with, or OK. Kept apart from it: `read`s have no data."""
        self.lock = threading.RLock()

    def ask(self, call: Call) -> int:
        """What is to become of this call."""
        with self.lock:
            self.calls += 1
            code = self.fault(self.calls, call) if self.fault else OK
            if code:
                self.hit.append(call)
            return code

    def done(self, call: Call) -> None:
        with self.lock:
            self.log.append(call)


class Shim:
    """The file layer itself. Everything it made is kept as long as it lives: SQLite holds plain pointers to it."""

    def __init__(self, disk: Disk) -> None:
        self.disk = disk
        self.library = library = ctypes.CDLL(_sqlite3.__file__)  # finds the library that the module was linked to
        library.sqlite3_vfs_find.restype = c_void_p
        library.sqlite3_vfs_register.argtypes = [c_void_p, c_int]
        library.sqlite3_vfs_unregister.argtypes = [c_void_p]
        self.real = library.sqlite3_vfs_find(None)
        real = _Vfs.from_address(self.real)
        self.vfs = _Vfs.from_buffer_copy(real)
        self.vfs.name, self.vfs.next = b"faulty", None
        self._names: dict[int, str] = {}
        self._methods: dict[int, tuple[_Methods, list[Any]]] = {}
        self._open, self._delete = OPEN(self._on_open(real.open)), DELETE(self._on_delete(real.delete))
        self.vfs.open = ctypes.cast(self._open, c_void_p)
        self.vfs.delete = ctypes.cast(self._delete, c_void_p)

    def put_in(self) -> None:
        """From now on SQLite's default."""
        assert self.library.sqlite3_vfs_register(ctypes.byref(self.vfs), 1) == OK

    def take_out(self) -> None:
        """As it was. What is still open stays with the shim."""
        self.library.sqlite3_vfs_register(self.real, 1)
        self.library.sqlite3_vfs_unregister(ctypes.byref(self.vfs))

    def _on_open(self, address: int) -> Callable[..., int]:
        real = OPEN(address)

        def on_open(_vfs: int, name: int | None, file: int, flags: int, out: int | None) -> int:
            path = ctypes.string_at(name).decode() if name else ""
            if code := self.disk.ask(Call("open", path)):
                _File.from_address(file).methods = None
                return code
            code = int(real(self.real, name, file, flags, out))
            if code == OK and path:
                self.disk.done(Call("open", path))
                self._names[file] = path
                opened = _File.from_address(file)
                kept = ctypes.cast(opened.methods, c_void_p).value or 0
                if kept not in self._methods:
                    self._methods[kept] = self._hooked(opened.methods.contents)
                opened.methods = ctypes.pointer(self._methods[kept][0])
            return code

        return on_open

    def _on_delete(self, address: int) -> Callable[..., int]:
        real = DELETE(address)

        def on_delete(_vfs: int, name: bytes, sync: int) -> int:
            call = Call("delete", name.decode())
            code = self.disk.ask(call) or int(real(self.real, name, sync))
            if code == OK:
                self.disk.done(call)
            return code

        return on_delete

    def _hooked(self, real: _Methods) -> tuple[_Methods, list[Any]]:
        """The methods of a file with ours in front; and everything that must not be let go of."""
        ours = _Methods.from_buffer_copy(real)
        hooks = {
            "read": MOVE(self._on_read(MOVE(real.read))),
            "write": MOVE(self._on_write(MOVE(real.write))),
            "truncate": TRUNCATE(self._on("truncate", TRUNCATE(real.truncate))),
            "sync": SYNC(self._on("sync", SYNC(real.sync))),
        }
        if real.shm_map:  # a log needs no locks and has no index of its own
            hooks["shm_map"] = SHM_MAP(self._on_shm_map(SHM_MAP(real.shm_map)))
        for name, hook in hooks.items():
            setattr(ours, name, ctypes.cast(hook, c_void_p))
        return ours, [*hooks.values()]

    def _on_read(self, real: Callable[..., int]) -> Callable[..., int]:
        def on_read(file: int, buffer: int, size: int, at: int) -> int:
            return self.disk.ask(Call("read", self._names[file], at)) or real(file, buffer, size, at)

        return on_read

    def _on_write(self, real: Callable[..., int]) -> Callable[..., int]:
        def on_write(file: int, buffer: int, size: int, at: int) -> int:
            call = Call("write", self._names[file], at, ctypes.string_at(buffer, size))
            code = self.disk.ask(call)
            if code == FULL:  # a full disk takes what still fits
                call = call._replace(data=call.data[: size // 2])
            if code in (OK, FULL):
                code = real(file, buffer, len(call.data), at) or code
                self.disk.done(call)
            return code

        return on_write

    def _on(self, do: str, real: Callable[..., int]) -> Callable[..., int]:
        """A truncation (the number is the new size) or a sync (its flags)."""

        def on_call(file: int, number: int) -> int:
            call = Call(do, self._names[file], number)
            code = self.disk.ask(call) or real(file, number)
            if code == OK:
                self.disk.done(call)
            return code

        return on_call

    def _on_shm_map(self, real: Callable[..., int]) -> Callable[..., int]:
        def on_shm_map(file: int, region: int, size: int, extend: int, out: int) -> int:
            code = self.disk.ask(Call("shm", self._names[file])) if extend else OK
            return code or int(real(file, region, size, extend, out))

        return on_shm_map


_shims: list[Shim] = []
"""Never let go of: a connection that was not closed may call into them to the end."""


@contextmanager
def faulty_disk() -> Iterator[Disk]:
    """Within the block, everything that SQLite does goes through the disk that is given."""
    disk = Disk()
    shim = Shim(disk)
    _shims.append(shim)
    shim.put_in()
    try:
        yield disk
    finally:
        disk.fault = None
        shim.take_out()
