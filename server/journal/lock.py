"""One server per data folder: two would each believe themselves the only writer.

The lock is the kernel's (`flock`): it ends with the process, however that ends, so nothing stale is ever left behind.
The text in the lock file only tells the second comer who was first.
"""

from __future__ import annotations

import errno
import fcntl
import os
import socket
from pathlib import Path
from types import TracebackType
from typing import Self

from server.journal.port import JournalError

LOCK_FILE = "lock"


class DataFolderLocked(JournalError):
    """Another process serves this folder."""

    def __init__(self, folder: Path, holder: str) -> None:
        super().__init__(f"The data folder {folder} is in use by {holder or 'another process'}.")
        self.folder = folder
        self.holder = holder


class DataFolderUnwritable(JournalError):
    """The folder cannot be made or written to."""

    def __init__(self, folder: Path, why: str) -> None:
        super().__init__(
            f"The data folder {folder} cannot be used: {why.lower()}. Give a folder that can be written: --data FOLDER"
        )
        self.folder = folder
        self.why = why


class FolderLock:
    """The exclusive lock on a data folder, held from construction until `release`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._file = os.open(folder / LOCK_FILE, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except (FileExistsError, NotADirectoryError) as why:
            raise DataFolderUnwritable(folder, "it is a file, or lies in one") from why
        except OSError as why:
            raise DataFolderUnwritable(folder, why.strerror or str(why)) from why
        try:
            self._take()
        except BaseException:
            os.close(self._file)
            raise

    def _take(self) -> None:
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            os.ftruncate(self._file, 0)
            os.pwrite(self._file, f"process {os.getpid()} on {socket.gethostname()}\n".encode(), 0)
        except BlockingIOError as why:
            holder = os.pread(self._file, 200, 0).decode(errors="replace").strip()
            raise DataFolderLocked(self.folder, holder) from why
        except OSError as why:
            if why.errno == errno.ENOSPC:
                return  # the lock is ours, only the name tag did not fit; a full disk shall not keep the server down
            raise DataFolderUnwritable(self.folder, why.strerror or str(why)) from why

    def release(self) -> None:
        """Let the next one in. The file stays: removing it would let two hold locks on two files of one name."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.release()
