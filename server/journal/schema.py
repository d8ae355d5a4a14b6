"""The tables of the journal database, and how a connection to it has to be set up.

Everything is in one file, snapshots too: a purge and a truncation then are one transaction each, one fsync keeps them, and
there is one file to lock, to back up and to search for what should be gone. The price is that a snapshot passes through
the one writer (10 to 30 ms per megabyte).

`secure_delete` alone does not erase: it clears a deleted row and a freed page, but when rows are moved between pages (as
their neighbours go) the bytes they leave behind stay, and survive their later deletion. So nothing that people wrote may
stand in a page where rows are moved: before every content column stands a `pad` as long as a page can hold of one row, and
the content is pushed out whole into overflow pages, which belong to one row, are never moved, and are cleared when freed.
"""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

from server.journal.connection import Desk
from server.journal.port import JournalError, JournalFailed, SchemaTooNew
from server.journal.upgrade import Step, upgrade

FILE = "journal.sqlite"
VERSION = 1
APPLICATION = 0x54616C6B
"""`Talk`: what `file` and SQLite show as the owner of the format."""

PAGE = 1024
"""Bytes of a page. Small, because a row takes a page for its pad."""

PUT_FRAMES = "INSERT INTO frames (id, room, first_rev, last_rev, prev, past, hash, pad, body) VALUES "
FRAME_VALUES = "(?, ?, ?, ?, ?, ?, ?, zeroblob(1024), ?)"
PUT_SNAPSHOT = """
INSERT INTO snapshots (id, room, rev, state_hash, pad, blob, seal) VALUES (?, ?, ?, ?, zeroblob(1024), ?, ?)
"""
PUT_PIECE = "INSERT OR REPLACE INTO pieces (room, n, pad, blob, seal) VALUES (?, ?, zeroblob(1024), ?, ?)"
PUT_META = "INSERT OR REPLACE INTO meta VALUES (?, ?)"
PUT_STORY = "INSERT OR REPLACE INTO stories (room, pieces, pad, state, seal) VALUES (?, ?, zeroblob(1024), ?, ?)"

TABLES = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE heads (
  room TEXT PRIMARY KEY, rev INTEGER NOT NULL, hash BLOB NOT NULL, row INTEGER NOT NULL, due INTEGER NOT NULL,
  cut INTEGER NOT NULL, purge INTEGER NOT NULL, story BLOB NOT NULL, seal BLOB NOT NULL
) WITHOUT ROWID;
CREATE TABLE frames (
  id INTEGER PRIMARY KEY, room TEXT NOT NULL, first_rev INTEGER NOT NULL, last_rev INTEGER NOT NULL,
  prev INTEGER NOT NULL, past BLOB NOT NULL, hash BLOB NOT NULL, pad BLOB NOT NULL, body BLOB NOT NULL
);
CREATE TABLE snapshots (
  id INTEGER PRIMARY KEY, room TEXT NOT NULL, rev INTEGER NOT NULL, seal BLOB NOT NULL, state_hash BLOB NOT NULL,
  pad BLOB NOT NULL, blob BLOB NOT NULL
);
CREATE INDEX snapshots_of_room ON snapshots (room);
CREATE TABLE pieces (
  room TEXT NOT NULL, n INTEGER NOT NULL, seal BLOB NOT NULL, pad BLOB NOT NULL, blob BLOB NOT NULL, PRIMARY KEY (room, n)
);
CREATE TABLE stories (
  room TEXT PRIMARY KEY, pieces INTEGER NOT NULL, seal BLOB NOT NULL, pad BLOB NOT NULL, state BLOB NOT NULL
);
"""


UPGRADES: dict[int, Step] = {}
"""Version → what takes its tables to the next one. Together they lead from every released version to this one."""


def set_up_writer(db: sqlite3.Connection) -> None:
    """Pragmas of the one connection that writes; makes the tables in an empty file, and upgrades older ones.

    Raises SchemaTooNew.
    """
    db.execute("PRAGMA busy_timeout = 2000")
    found = check_version(db)
    db.execute(f"PRAGMA page_size = {PAGE}")
    mode = db.execute("PRAGMA journal_mode = WAL").fetchone()[0]
    if mode != "wal":
        raise JournalFailed(
            f"This file system cannot hold the journal: SQLite offers {mode} instead of a write-ahead log."
        )
    for pragma in ("synchronous = FULL", "fullfsync = ON", "secure_delete = ON", "wal_autocheckpoint = 0"):
        db.execute(f"PRAGMA {pragma}")
    db.execute("PRAGMA temp_store = MEMORY")
    db.execute("PRAGMA cache_size = -16384")
    if 0 < found < VERSION:
        upgrade(db, Path(db.execute("PRAGMA database_list").fetchone()[2]), found, UPGRADES)
    elif found == 0:
        db.executescript(
            f"BEGIN IMMEDIATE; {TABLES} PRAGMA application_id = {APPLICATION}; PRAGMA user_version = {VERSION}; COMMIT;"
        )


def set_up_reader(db: sqlite3.Connection) -> None:
    """Pragmas of a connection that only looks, and never checkpoints. An older file waits for its server to start."""
    db.execute("PRAGMA busy_timeout = 2000")
    db.execute("PRAGMA query_only = ON")
    db.execute("PRAGMA temp_store = MEMORY")
    if (found := check_version(db)) == 0:
        raise JournalError("The journal is empty: no server has been started on it yet.")
    if found < VERSION:
        raise JournalError(f"The journal is of an older Talkoot (schema {found}): start the server once to upgrade it.")


def check_version(db: sqlite3.Connection) -> int:
    """Refuse a database of a later version; an empty file has version 0."""
    found = db.execute("PRAGMA user_version").fetchone()[0]
    if found > VERSION:
        raise SchemaTooNew(found, VERSION)
    return int(found)


async def open_writer(file: Path, kind: type[sqlite3.Connection]) -> Desk:
    """The connection that writes; makes the file where there is none."""
    _make_private(file)
    return await Desk.open(f"{_uri(file)}?mode=rw", set_up_writer, kind)


async def open_reader(file: Path) -> Desk:
    """A connection that cannot write. On a medium that nobody can write to, SQLite has to be told so."""
    try:
        return await Desk.open(f"{_uri(file)}?mode=ro", set_up_reader, sqlite3.Connection)
    except sqlite3.OperationalError:
        wal = file.with_name(file.name + "-wal")
        if os.access(file.parent, os.W_OK) or (wal.exists() and wal.stat().st_size):
            raise
        return await Desk.open(f"{_uri(file)}?mode=ro&immutable=1", set_up_reader, sqlite3.Connection)


def _make_private(file: Path) -> None:
    file.touch(mode=0o600)


def _uri(file: Path) -> str:
    return file.resolve().as_uri()
