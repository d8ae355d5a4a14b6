"""A real uvicorn on a real port, in the test's own loop, before a hub that only remembers."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx
import msgpack
import pytest
import uvicorn.server
from websockets.asyncio.client import ClientConnection, connect

from server import serve
from server.receipts import Receipt, Why, receipt
from server.settings import Settings
from server.transport.flood import GuessBrake
from server.transport.http import build
from server.transport.statics import Statics
from server.transport.websocket import SUBPROTOCOL
from server.transport.world import World
from tests.server.transport.fakes import FakeHub


def pytest_asyncio_loop_factories() -> dict[str, Callable[[], asyncio.AbstractEventLoop]]:
    """The loop that serves: transports differ in when they say that a buffer is full (test_app.py has the other loop)."""
    return {"serving": serve.loop_factory() or asyncio.new_event_loop}


@pytest.fixture(autouse=True, scope="session")
def _uvicorn_naps_shortly() -> Iterator[None]:
    """uvicorn looks every tenth of a second whether it should stop: too long for a hundred servers in a row."""
    quick = {**vars(asyncio), "sleep": lambda seconds: asyncio.sleep(min(seconds, 0.005))}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(uvicorn.server, "asyncio", SimpleNamespace(**quick))
        yield


HELLO = {"t": "hello", "me": "m" * 32, "tab": "tab1"}


@dataclass
class Web:
    """The same app without a socket under it, which is quick; what HTTP itself does to it is tested with `served`."""

    hub: FakeHub
    world: World
    app: Any
    port: int = 8000

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def http(self, **options: Any) -> httpx.AsyncClient:
        transport = httpx.ASGITransport(self.app, raise_app_exceptions=False, client=("192.0.2.7", 5000))
        return httpx.AsyncClient(transport=transport, base_url=self.url, trust_env=False, **options)


@dataclass
class Served:
    """A running server and what it stands on."""

    port: int
    hub: FakeHub
    world: World
    server: serve.Server
    task: asyncio.Task[None]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def socket(self, code: str = "K7RMX4", **options: Any) -> connect:
        options = {"subprotocols": [SUBPROTOCOL], "proxy": None, "compression": None} | options
        return connect(f"ws://127.0.0.1:{self.port}/ws/{code}", **options)

    def http(self, **options: Any) -> httpx.AsyncClient:
        return httpx.AsyncClient(base_url=self.url, trust_env=False, **options)


async def tell(socket: ClientConnection, **fields: Any) -> None:
    await socket.send(msgpack.packb(fields))


async def hear(socket: ClientConnection) -> dict[str, Any]:
    async with asyncio.timeout(5):
        return msgpack.unpackb(await socket.recv())  # type: ignore[no-any-return]


async def until(true: Callable[[], bool]) -> None:
    """Wait for something that another task does."""
    async with asyncio.timeout(5):
        while not true():
            await asyncio.sleep(0.005)


def world_of(settings: Settings, hub: FakeHub, port: int) -> World:
    async def checks() -> dict[str, bool]:
        return {"journal": not hub.drained}

    brake = GuessBrake(settings.wrong_codes_per_minute, settings.wrong_codes_at_once, time.monotonic)

    async def erase(code: str, why: Why) -> Receipt:
        await hub.erase(code)
        return receipt(code, 1_700_000_000_000, why)

    return World(settings, hub, brake, lambda: 1_700_000_000_000, port, checks, lambda: "figures\n", erase=erase)


@contextlib.asynccontextmanager
async def serve_world(
    settings: Settings, dist: Path, app: Callable[[World], Any] | None = None
) -> AsyncIterator[Served]:
    hub = FakeHub()
    bound = serve.bind(settings)
    port = bound.getsockname()[1]
    world = world_of(settings, hub, port)
    made = build(world, Statics(dist)) if app is None else app(world)
    server = serve.Server(serve.config(made, settings), hub.drain)
    task = asyncio.create_task(server.serve(sockets=[bound]))
    await until(lambda: server.started or task.done())
    try:
        yield Served(port, hub, world, server, task)
    finally:
        server.should_exit = True
        await task


@pytest.fixture
def dist(tmp_path: Path) -> Path:
    """A built browser half, as small as it can be."""
    folder = tmp_path / "dist"
    folder.mkdir()
    (folder / "join-ABCDEFGH.js").write_text("console.log(1)" * 50, encoding="utf-8")
    (folder / "join-ABCDEFGH.js.br").write_bytes(b"br")
    (folder / "join-ABCDEFGH.js.gz").write_bytes(b"gz")
    (folder / "join-ABCDEFGH.css").write_text("a{}", encoding="utf-8")
    (folder / "licences.txt").write_text("MIT", encoding="utf-8")
    (folder / "manifest.json").write_text(
        '{"join":{"js":"join-ABCDEFGH.js","css":["join-ABCDEFGH.css"],"modulepreload":["chunk-ABCDEFGH.js"]},'
        '"start":{"js":"join-ABCDEFGH.js","css":[],"modulepreload":[]}}',
        encoding="utf-8",
    )
    return folder


@pytest.fixture
async def served(dist: Path, request: pytest.FixtureRequest) -> AsyncIterator[Served]:
    """`@pytest.mark.parametrize("served", [{"create_key": "k"}], indirect=True)` changes the settings."""
    changes = {"host": "127.0.0.1", "port": 0} | getattr(request, "param", {})
    async with serve_world(Settings(**changes), dist) as running:
        yield running


@pytest.fixture
def web(dist: Path, request: pytest.FixtureRequest) -> Web:
    """As `served`, without sockets."""
    hub = FakeHub()
    world = world_of(Settings(**({"host": "127.0.0.1"} | getattr(request, "param", {}))), hub, 8000)
    return Web(hub, world, build(world, Statics(dist)))


__all__ = ["HELLO", "Served", "Web", "hear", "serve_world", "tell", "until"]
