"""One process that serves: binds, runs uvicorn with our socket protocol, and leaves in good order.

Always one process, whatever WEB_CONCURRENCY says: a room has one writer. SIGTERM and Ctrl-C stop the intake, let the
hub finish its flush and say goodbye, and only then close sockets. What keeps a server from starting is one line.
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
import logging
import signal
import socket
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from typing import Any

import uvicorn

from server import garbage, log
from server.app import House, open_house
from server.settings import Settings
from server.transport.connections import Doors, http_within
from server.transport.frames import MAX_INBOUND, SharedFramesProtocol

LEAVE_WITHIN = 5  # seconds for requests under way, after the goodbye
READ_GOODBYE_WITHIN = 2.0
BACKLOG = 2048
SWITCH = 0.0002
"""Seconds after which one thread lets another go on: whoever reads the journal the loop, the loop the writer. By Python's own 5 ms
each wait would last as long, and one action has ten."""
_log = logging.getLogger(__name__)


class CannotServe(Exception):
    """The server cannot start; the message is one line for the person who started it."""


class Server(uvicorn.Server):
    """uvicorn, but saying goodbye before it closes, and leaving signals and exit codes to us."""

    def __init__(self, config: uvicorn.Config, drain: Callable[[], Awaitable[None]]) -> None:
        super().__init__(config)
        self._drain = drain

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for server in self.servers:
            server.close()
        await self._drain()
        # Who has been told goodbye closes by itself; cutting them now could throw away what they have not read yet.
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(READ_GOODBYE_WITHIN):
                while self._someone_reads():  # noqa: ASYNC110 - uvicorn keeps a set and tells nobody
                    await asyncio.sleep(0.02)
        await super().shutdown(sockets)

    def _someone_reads(self) -> bool:
        return any(isinstance(one, SharedFramesProtocol) for one in self.server_state.connections)


def config(app: Any, settings: Settings) -> uvicorn.Config:
    """How uvicorn runs under us."""
    return uvicorn.Config(
        app,
        http=http_within(Doors(settings.connections_per_network, settings.trusted_proxies)),
        ws=SharedFramesProtocol,
        ws_max_size=MAX_INBOUND,
        ws_per_message_deflate=True,
        workers=1,
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=True,
        forwarded_allow_ips=settings.trusted_proxies,
        timeout_graceful_shutdown=LEAVE_WITHIN,
        backlog=BACKLOG,
    )


def bind(settings: Settings) -> socket.socket:
    """The listening socket; port 0 finds a free one. Raises `CannotServe`."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    bound = socket.socket(family)
    try:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind((settings.host, settings.port))
        bound.listen(BACKLOG)
    except OSError as error:
        bound.close()
        where = f"{settings.host}:{settings.port}"
        why = (error.strerror or str(error)).lower()
        other = f"; choose another port: --port {settings.port + 1}" if error.errno == errno.EADDRINUSE else ""
        raise CannotServe(f"cannot listen on {where}: {why}{other}") from error
    bound.setblocking(False)
    return bound


@contextlib.asynccontextmanager
async def serving(settings: Settings) -> AsyncIterator[House]:
    """A running server inside this process; leaving the block drains and stops it."""
    bound = bind(settings)
    try:
        house = await open_house(settings, bound.getsockname()[1])
    except BaseException:
        bound.close()
        raise
    server = Server(config(house.asgi, house.settings), house.drain)
    task = asyncio.create_task(server.serve(sockets=[bound]))
    task.add_done_callback(lambda _: house.stop.set())
    try:
        while not server.started and not task.done():  # noqa: ASYNC110 - uvicorn sets a flag and tells nobody
            await asyncio.sleep(0.005)
        yield house
    finally:
        server.should_exit = True
        try:
            await task
        finally:
            await house.close()


async def _run(settings: Settings, announce: Callable[[House], None] | None) -> int:
    loop, stopped = asyncio.get_running_loop(), asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopped.set)  # also of the moment between listening and the first line
    async with serving(settings) as house:
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, house.stop.set)
        if stopped.is_set():
            house.stop.set()
        garbage.hold()
        sys.setswitchinterval(SWITCH)
        looking = asyncio.create_task(garbage.look(house.hub.links), name="garbage")
        if announce is not None:
            announce(house)
        await house.stop.wait()
        looking.cancel()
        return house.exit_code


def run(settings: Settings, announce: Callable[[House], None] | None = None) -> int:
    """Serve until told to stop; the exit code. Raises `CannotServe` (and the journal's own refusals) before starting."""
    log.set_up(settings.log, settings.log_json)
    raise_file_limit()
    with asyncio.Runner(loop_factory=loop_factory()) as runner:
        return runner.run(_run(settings, announce))


def loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """uvloop where it exists."""
    try:
        import uvloop
    except ImportError:
        return None
    return uvloop.new_event_loop


def raise_file_limit() -> None:
    """As many sockets as the machine allows this process."""
    try:
        import resource
    except ImportError:  # Windows has no such limit
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < hard:
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
