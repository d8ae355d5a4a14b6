"""From the tables of an earlier version to those of this one, with a copy of the whole file made first.

The copy is for the hour in which an upgrade turns out to be wrong. It also holds what a later purge, redaction or erasure
takes out of the journal, so it goes with the first of these (`drop_copies`): no promise to people waits for a copy.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path

from server.journal.port import JournalError

Step = Callable[[sqlite3.Connection], None]
"""Takes the tables from one version to the next, inside a transaction that it neither begins nor ends."""
COPIES = "journal-before-*.sqlite"


def upgrade(db: sqlite3.Connection, file: Path, found: int, steps: Mapping[int, Step]) -> None:
    """Copy the file, then go version by version, each step all or nothing."""
    copy(db, file.with_name(f"journal-before-{max(steps) + 1}.sqlite"), found)
    for version in range(found, max(steps) + 1):
        db.execute("BEGIN IMMEDIATE")
        try:
            steps[version](db)
            db.execute(f"PRAGMA user_version = {version + 1}")
            db.execute("COMMIT")
        except BaseException:
            if db.in_transaction:
                db.execute("ROLLBACK")
            raise


def copy(db: sqlite3.Connection, to: Path, version: int) -> None:
    """A verified copy of the whole journal; one that an interrupted upgrade has made stays."""
    if to.exists() and _whole(to, version):
        return
    half = to.with_name(to.name + ".part")
    try:
        half.unlink(missing_ok=True)
        half.touch(mode=0o600)
        with closing(sqlite3.connect(half)) as target:
            db.backup(target)
        if not _whole(half, version):
            raise JournalError(f"The copy of the journal at {half} did not read back: nothing was upgraded.")
        with half.open("rb") as written:
            os.fsync(written.fileno())
        half.replace(to)
        sync_folder(to.parent)
    except (OSError, sqlite3.Error) as error:
        half.unlink(missing_ok=True)
        raise JournalError(
            f"The journal could not be copied before its upgrade ({error}): nothing was changed."
        ) from error


def _whole(file: Path, version: int) -> bool:
    try:
        with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro&immutable=1", uri=True)) as db:
            sound = db.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
            return sound and 0 < int(db.execute("PRAGMA user_version").fetchone()[0]) <= version
    except sqlite3.Error:
        return False


def sync_folder(folder: Path) -> None:
    """What was renamed into or out of a folder is so after a power cut as well."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def drop_copies(folder: Path) -> None:
    """The copies of earlier upgrades go: what is being taken out of the journal must not stay in them."""
    gone = [*folder.glob(COPIES), *folder.glob(COPIES + ".part")]
    for copy in gone:
        copy.unlink(missing_ok=True)
    if gone:
        sync_folder(folder)
