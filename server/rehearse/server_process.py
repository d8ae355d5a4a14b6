"""A Talkoot server in a process and a folder of its own, for rehearsals that may restart or kill it."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import sys
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Self


class DidNotStart(Exception):
    """The server ended before it said where it is; the message is what it printed."""


class ServerProcess:
    """`async with ServerProcess() as server:` … `server.url`. The port stays the same over restarts.

    `log` = file that takes what it says on stderr; `module` = what is run in place of `python -m server`, for tries.
    """

    def __init__(self, data: Path | None = None, log: Path | None = None, module: str = "server") -> None:
        self._log, self._module = log, module
        self._folder = None if data else tempfile.TemporaryDirectory(prefix="talkoot-rehearsal-")
        self.data = data or Path(self._folder.name if self._folder else "")
        self.url = ""
        self.port = 0
        self._process: asyncio.subprocess.Process | None = None

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        await self.stop()
        if self._folder is not None:
            self._folder.cleanup()

    async def start(self) -> None:
        environ = {
            name: value for name, value in os.environ.items() if not name.startswith("TALKOOT_") and name != "PORT"
        }
        with (self._log or Path(os.devnull)).open("ab") as errors:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", self._module, "serve", "--host", "127.0.0.1", "--port", str(self.port), "--data",
                str(self.data), stdout=asyncio.subprocess.PIPE, stderr=errors, env=environ,
            )  # fmt: skip
        assert self._process.stdout is not None
        said = ""
        async with asyncio.timeout(30):
            while not (found := re.search(r"http://127\.0\.0\.1:(\d+)", said)):
                line = await self._process.stdout.readline()
                if not line:
                    raise DidNotStart(said.strip() or "it said nothing")
                said += line.decode()
        self.port = int(found[1])
        self.url = f"http://127.0.0.1:{self.port}"
        self._drain = asyncio.create_task(self._read_on(self._process.stdout))

    async def _read_on(self, out: asyncio.StreamReader) -> None:
        while await out.readline():
            pass

    async def kill(self) -> None:
        """As a power cut to the process: nothing is said, nothing is finished."""
        await self._end(signal.SIGKILL)

    async def stop(self) -> None:
        """In good order, by SIGTERM."""
        await self._end(signal.SIGTERM)

    async def _end(self, number: int) -> None:
        process, self._process = self._process, None
        if process is not None:
            if process.returncode is None:
                process.send_signal(number)
            await process.wait()
            await self._drain

    async def restart(self) -> None:
        await self.stop()
        await self.start()
