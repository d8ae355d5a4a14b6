"""What a power cut leaves: all that was synced, and of what came after it a random half, some of it torn at sectors.

Only the promise of the hardware is taken for granted that SQLite takes too (a sector that is not being written stays as
it is); in which order unsynced writes reach the disk is nobody's promise.
"""

from __future__ import annotations

from pathlib import Path
from random import Random

from tests.chaos.disk.vfs import Call

SECTOR = 512


class File:
    """One name in the folder: its bytes as of the last sync, and what came since."""

    def __init__(self) -> None:
        self.there = False
        self.synced = bytearray()
        self.since: list[Call] = []

    def sync(self) -> None:
        kept = self.replayed(self.since, None)
        self.there, self.since = kept is not None, []
        self.synced = kept if kept is not None else bytearray()

    def settle_name(self) -> None:
        """The folder was synced: the file is there, or gone, for good; its bytes are not."""
        for n, call in reversed(list(enumerate(self.since))):
            if call.do == "delete":
                self.synced, self.there, self.since = bytearray(), False, self.since[n + 1 :]
                break
        if self.since:
            self.there = True

    def replayed(self, calls: list[Call], dice: Random | None) -> bytearray | None:
        """The bytes after these calls; with dice, after a random half of them. None: the file is not there."""
        content, there = bytearray(self.synced), self.there
        unlinked = max((n for n, call in enumerate(calls) if call.do == "delete"), default=-1)
        if unlinked >= 0:
            if dice is None or dice.random() < 0.5:
                content, there = bytearray(), False
                calls = calls[unlinked + 1 :]
            else:  # the folder still names the old file; what went into the new one is lost
                calls = calls[: next(n for n, call in enumerate(calls) if call.do == "delete")]
        for call in calls:
            if call.do == "open":
                there = there or dice is None or dice.random() < 0.5
            elif dice is None or dice.random() < 0.5:
                there = True
                _apply(content, call, dice)
        return content if there else None


def _apply(content: bytearray, call: Call, dice: Random | None) -> None:
    if call.do == "truncate":
        if len(content) < call.at:
            content.extend(bytes(call.at - len(content)))
        del content[call.at :]
        return
    torn = dice is not None and dice.random() < 0.25
    end = call.at + len(call.data)
    at = call.at
    while at < end:
        stop = min(end, (at // SECTOR + 1) * SECTOR)
        if not torn or (dice is not None and dice.random() < 0.5):
            if len(content) < stop:
                content.extend(bytes(stop - len(content)))
            content[at:stop] = call.data[at - call.at : stop - call.at]
        at = stop


class Platter:
    """A folder whose power can go after any call."""

    def __init__(self) -> None:
        self.files: dict[str, File] = {}

    def take(self, call: Call) -> None:
        """One more call."""
        file = self.files.setdefault(Path(call.file).name, File())
        if call.do == "sync":
            if not file.there:  # SQLite syncs the folder with a file that it made
                for other in self.files.values():
                    other.settle_name()
            file.sync()
        elif call.do != "open" or not (file.there or file.since):
            file.since.append(call)

    def cut(self, dice: Random, folder: Path) -> None:
        """Put into a folder what is left when the power goes now. Now and then everything arrived, or nothing."""
        folder.mkdir()
        how = dice.random()
        for name, file in self.files.items():
            left = file.replayed([] if how < 0.1 else file.since, None if how > 0.9 else dice)
            if left is not None:
                (folder / name).write_bytes(left)
