"""The frames of a connection whose server is not ours: the same interface over ASGI's `send`.

Nothing is shared or refused early here; it is what Talkoot does on any other ASGI server, and in tests.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from server.hub.ports import Payload
from server.transport.frames import EXTENSION, STALLED_GRACE, Heard, SocketFrames
from server.transport.inbox import Receive


class PlainFrames:
    """The same interface over ASGI `send`: one message under way and no queue."""

    def __init__(self, send: Callable[[dict[str, Any]], Awaitable[None]]) -> None:
        self._send = send
        self._pending: asyncio.Task[None] | None = None
        self._refused = False
        self.open = True
        self.on_drained: Callable[[], None] | None = None

    def write(self, payload: Payload) -> bool:
        if not self.open:
            return False
        if self._pending is not None:
            self._refused = True
            return False
        self._pending = asyncio.ensure_future(self._send({"type": "websocket.send", "bytes": payload.body}))
        self._pending.add_done_callback(self._sent)
        return True

    def unsent(self) -> int:
        """Not known here."""
        return 0

    async def listen(self, receive: Receive, heard: Heard) -> None:
        """One message after the other."""
        while (event := await receive())["type"] != "websocket.disconnect":
            heard(event.get("bytes") or b"")

    async def settle(self) -> None:
        """Wait for the message under way, so that a close does not overtake it."""
        if self._pending is not None:
            await asyncio.wait([self._pending], timeout=STALLED_GRACE)

    def _sent(self, task: asyncio.Task[None]) -> None:
        self._pending = None
        if task.cancelled() or task.exception() is not None:
            self.open = False  # the receive loop hears of the disconnect and says so
        elif self._refused and self.open and self.on_drained is not None:
            self._refused = False
            self.on_drained()


def frames_of(scope: dict[str, Any], send: Callable[[dict[str, Any]], Awaitable[None]]) -> SocketFrames | PlainFrames:
    """The connection's frames: the extension where our protocol serves, plain sends anywhere else."""
    shared = (scope.get("extensions") or {}).get(EXTENSION)
    return shared if isinstance(shared, SocketFrames) else PlainFrames(send)
