"""The floor of free space: below it nothing more is taken in, so that what is kept can still be read, erased and moved.

A write-ahead log needs room to shrink, and a disk that is full to the last byte can hardly be mended. So the house goes
read-only while there is still some, says so, and is back within a second of there being room again.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from pathlib import Path

EVERY = 0.5
MB = 1024 * 1024


class Floor:
    """Whether there is less space than there should be; asks the system at most twice a second."""

    def __init__(
        self,
        folder: Path,
        least_mb: int,
        free: Callable[[Path], int] = lambda folder: shutil.disk_usage(folder).free,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._folder, self._least = folder, least_mb * MB
        self._free, self._monotonic = free, monotonic
        self._looked = float("-inf")
        self.free = 0
        """Bytes, as last looked at."""

    def low(self) -> bool:
        """Below the floor, as it was at most half a second ago."""
        if self._monotonic() - self._looked >= EVERY:
            self._looked = self._monotonic()
            try:
                self.free = self._free(self._folder)
            except OSError:
                return False  # a folder that cannot be asked fails where it is written, with a better reason
        return self.free < self._least

    def text(self) -> str:
        """For /metrics."""
        low = int(self.low())
        return (
            "# HELP talkoot_free_bytes Free space where the data lies\n# TYPE talkoot_free_bytes gauge\n"
            f"talkoot_free_bytes {self.free}\n"
            "# HELP talkoot_read_only 1 while there is too little space to take anything in\n"
            f"# TYPE talkoot_read_only gauge\ntalkoot_read_only {low}\n"
        )
