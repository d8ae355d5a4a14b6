"""The engines under one contract suite, each with the ways to look at its bytes and to break them."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal, Protocol

import msgspec

from server.journal.memory import MemoryJournal, RoomStore, Store
from server.journal.port import Journal, Ok
from server.journal.schema import FILE
from server.journal.sqlite import SqliteJournal

Fault = Literal["lost", "kept", "full", "fail"]
Table = Literal["heads", "frames", "snapshots", "pieces", "stories"]

ROOM = "ROOM23"
KEYS = {"heads": "room", "frames": "id", "snapshots": "id", "pieces": "n", "stories": "room"}


class Engine(Protocol):
    """A journal, its disk, and a hammer."""

    @property
    def journal(self) -> Journal: ...
    async def start(self) -> None: ...
    async def stop(self) -> None: ...
    async def restart(self) -> None: ...
    def order(self, *faults: Fault) -> None: ...
    async def change(self, table: Table, nth: int, column: str, new: Callable[[Any], Any]) -> None: ...
    async def delete(self, table: Table, nth: int) -> None: ...
    def everything(self) -> bytes: ...


class MemoryEngine:
    def __init__(self, _folder: Path) -> None:
        self.store = Store()

    async def start(self) -> None:
        self.journal = MemoryJournal(self.store)

    async def stop(self) -> None:
        await self.journal.close()

    async def restart(self) -> None:
        await self.stop()
        await self.start()

    def order(self, *faults: Fault) -> None:
        self.journal.order(*faults)

    async def change(self, table: Table, nth: int, column: str, new: Callable[[Any], Any]) -> None:
        room = self.store.rooms[ROOM]

        def changed(row: Any) -> Any:
            return row._replace(**{column: new(getattr(row, column))})

        if table == "heads":
            room.head = changed(room.head)
        elif table == "stories":
            room.story = changed(room.story)
        elif table == "frames":
            id = sorted(room.rows)[nth]
            row = changed(room.rows.pop(id))
            room.rows[row.id] = row
        else:
            rows = getattr(room, table)
            rows.sort(key=lambda row: getattr(row, KEYS[table]))
            rows[nth] = changed(rows[nth])

    async def delete(self, table: Table, nth: int) -> None:
        room = self.store.rooms[ROOM]
        if table == "frames":
            del room.rows[sorted(room.rows)[nth]]
        else:
            del getattr(room, table)[nth]

    def everything(self) -> bytes:
        def shown(room: RoomStore) -> str:
            return repr((room.head, room.rows, room.snapshots, room.pieces, room.story))

        return "".join(name + shown(room) for name, room in self.store.rooms.items()).encode()


class Trap(sqlite3.Connection):
    """A connection whose next commits go wrong as ordered."""

    faults: list[Fault] = []
    commits = 0

    def execute(self, sql: str, *args: Any) -> sqlite3.Cursor:
        if sql != "COMMIT":
            return super().execute(sql, *args)
        type(self).commits += 1
        fault = self.faults.pop(0) if self.faults else None
        if fault == "kept":
            super().execute(sql)
        if fault:
            error = sqlite3.OperationalError(f"{fault}, as ordered")
            if fault in ("full", "fail"):
                error.sqlite_errorcode = sqlite3.SQLITE_FULL if fault == "full" else sqlite3.SQLITE_IOERR_FSYNC
            raise error
        return super().execute(sql)


class SqliteEngine:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.trap: type[Trap] = type("OneTrap", (Trap,), {"faults": [], "commits": 0})

    async def start(self) -> None:
        self.journal = await SqliteJournal.open(self.folder, self.trap)

    async def stop(self) -> None:
        await self.journal.close()

    async def restart(self) -> None:
        await self.stop()
        await self.start()

    def order(self, *faults: Fault) -> None:
        self.trap.faults.extend(faults)

    async def change(self, table: Table, nth: int, column: str, new: Callable[[Any], Any]) -> None:
        await self.stop()
        with sqlite3.connect(self.folder / FILE) as db:
            old, key = self._nth(db, table, nth, column)
            db.execute(f"UPDATE {table} SET {column} = ? WHERE {KEYS[table]} = ?", (new(old), key))
        db.close()
        await self.start()

    async def delete(self, table: Table, nth: int) -> None:
        await self.stop()
        with sqlite3.connect(self.folder / FILE) as db:
            _, key = self._nth(db, table, nth, KEYS[table])
            db.execute(f"DELETE FROM {table} WHERE {KEYS[table]} = ?", (key,))
        db.close()
        await self.start()

    @staticmethod
    def _nth(db: sqlite3.Connection, table: str, nth: int, column: str) -> Any:
        key = KEYS[table]
        rows = db.execute(f"SELECT {column}, {key} FROM {table} WHERE room = ? ORDER BY {key}", (ROOM,)).fetchall()
        return rows[nth]

    def everything(self) -> bytes:
        return b"".join(file.read_bytes() for file in sorted(self.folder.glob(FILE + "*")))


def record(id: str, see: str = "all", **fields: Any) -> dict[str, Any]:
    """A raw record as a frame holds it."""
    return {"kind": "idea", "id": id, "see": see, "rev": 0, "step": "r1", "v": 1, **fields}


def frame(rev: int, *put: dict[str, Any], delete: tuple[str, ...] = (), at: int = 0, **extra: Any) -> bytes:
    """A frame of one change."""
    change = {
        "rev": rev,
        "at": at or rev * 1000,
        "put": [{**r, "rev": rev} for r in put],
        "del": list(delete),
        "purge": False,
    }
    return msgspec.msgpack.encode({"at": at or rev * 1000, "changes": [change | extra], "tabs": []})


async def fill(journal: Journal, revs: range, room: str = ROOM, **record_fields: Any) -> list[bytes]:
    """Append one public idea per rev; the frames."""
    frames = []
    for rev in revs:
        body = frame(rev, record(f"i{rev}", text=f"text {rev}", **record_fields))
        assert await journal.append(room, rev - 1, body, rev, rev, 0) == Ok(rev)
        frames.append(body)
    return frames


def flip(value: Any) -> Any:
    """The value with one bit the other way."""
    if isinstance(value, int):
        return value ^ 64  # far enough from the neighbours' ids
    if isinstance(value, str):
        return value[:-1] + chr(ord(value[-1]) ^ 1)
    if not value:
        return b"?"
    middle = len(value) // 2
    return value[:middle] + bytes([value[middle] ^ 4]) + value[middle + 1 :]
