"""The server's half of a backup that follows: starts the process that ships, and lets it finish.

Its end is the end of a pipe: when this process stops, or is killed, the other reads what is left of the journal, ships it
and ends too. If it dies by itself it is started again; the age of the backup is a figure that can be watched.
"""

from __future__ import annotations

import asyncio
import logging
import os
import secrets
import sys
from pathlib import Path

import server
from server.backup.following import claim
from server.backup.restoring import HOUSE
from server.journal.port import Journal

HERE = str(Path(server.__file__).resolve().parents[1])
"""Where `python -m server` is found, whatever folder this process was started in."""
AGAIN_AFTER = 2.0
FINISH_WITHIN = 30.0
_log = logging.getLogger(__name__)


async def house_of(journal: Journal) -> str:
    """The name by which this data folder's backups know it; made on the first start."""
    house = await journal.get_meta(HOUSE)
    if house is None:
        house = secrets.token_hex(8).encode()
        await journal.put_meta(HOUSE, house)
    return house.decode()


class Shipping:
    """The process that keeps a backup folder up to date."""

    def __init__(self, data: Path, folder: Path) -> None:
        self._data, self._folder = data, folder
        self._process: asyncio.subprocess.Process | None = None
        self._watch: asyncio.Task[None] | None = None
        self._finishing = False

    async def start(self, journal: Journal) -> None:
        """Raises `ForeignBackup` when the folder holds somebody else's backup, OSError when it cannot be used."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        claim(self._folder, await house_of(journal))
        self._process = await self._spawn()
        self._watch = asyncio.create_task(self._look_after(), name="backup")

    async def _spawn(self) -> asyncio.subprocess.Process:
        paths = [HERE, *filter(None, [os.environ.get("PYTHONPATH")])]
        return await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "server", "backup", "--follow", str(self._folder), "--data", str(self._data)),
            "--until-eof",
            stdin=asyncio.subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
            start_new_session=True,
        )

    async def _look_after(self) -> None:
        while self._process is not None:
            code = await self._process.wait()
            if self._finishing:
                return
            _log.error("the process that ships the backup ended (%s) and is started again", code)
            await asyncio.sleep(AGAIN_AFTER)
            if not self._finishing:
                self._process = await self._spawn()

    async def finish(self) -> None:
        """The journal is closed: let the last of it be shipped."""
        self._finishing = True
        if self._process is None or self._watch is None:
            return
        if self._process.stdin is not None:
            self._process.stdin.close()
        try:
            async with asyncio.timeout(FINISH_WITHIN):
                code = await self._process.wait()
            if code:
                _log.error(
                    "the backup in %s may be behind: the process that ships it ended with %s", self._folder, code
                )
        except TimeoutError:
            _log.error("the backup in %s is not finished after %s s; it goes on by itself", self._folder, FINISH_WITHIN)
        finally:
            self._watch.cancel()
