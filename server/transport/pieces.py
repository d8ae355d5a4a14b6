"""Reading a WebSocket piece by piece, so that nobody can hold up all others with what they send.

Taking frames apart costs more than sending them: a read of 256 KiB full of small ones would keep the loop for a twentieth
of a second. Here so much is taken apart in a turn, and the rest in the next ones; meanwhile nothing more is read from
that socket. Whoever was told goodbye and goes on sending is not read to the end at all, and whoever sends more than any
page ever would (pings and empty frames count, too, and what comes before the hello) is cut.
"""

from __future__ import annotations

from typing import Any

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.protocol import OPEN

AT_A_TIME = 1024
"""Bytes taken apart in one turn of the loop: a dozen actions, as much as a page ever sends at once."""
MOST_AFTER_GOODBYE = 64 * 1024
"""Bytes that may have been on their way when we said goodbye; they are not looked at, and whoever sends more is cut."""

PER_SECOND = 256 * 1024
BURST = 4 * 1024 * 1024
"""Bytes that one connection may send."""
FRAME = 256
"""What a frame costs beside its bytes: taking it apart is most of the work."""


class PieceByPiece(WebSocketsSansIOProtocol):
    """uvicorn's WebSocket protocol, but reading in turns."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._after_goodbye = 0
        self._rest, self._going_on = bytearray(), False
        """What has come and is not taken apart yet."""
        self._credit, self.heard_at = float(BURST), self.loop.time()

    def data_received(self, data: bytes) -> None:
        if not self.handshake_complete or (not self._rest and len(data) <= AT_A_TIME):
            self._take(data)
            return
        self._rest += data
        if not self.transport.is_closing():
            self.transport.pause_reading()
        self._go_on_soon()

    def _go_on_soon(self) -> None:
        if self._rest and not self._going_on and not self.read_paused:
            self._going_on = True
            self.loop.call_soon(self._go_on)

    def _go_on(self) -> None:
        self._going_on = False
        if self.transport.is_closing():
            self._rest.clear()
            return
        piece = bytes(self._rest[:AT_A_TIME])
        del self._rest[:AT_A_TIME]
        self._take(piece)
        self._go_on_soon()
        if not (self._rest or self.read_paused or self.transport.is_closing()):
            self.transport.resume_reading()

    def _take(self, data: bytes) -> None:
        if self.handshake_complete and (self.close_sent or self.conn.state is not OPEN):
            self._after_goodbye += len(data)
            if self._after_goodbye > MOST_AFTER_GOODBYE:
                self.transport.abort()
            if self._after_goodbye > AT_A_TIME:
                return
        if self._affords(len(data)):
            super().data_received(data)

    def handle_events(self) -> None:
        if self._affords(FRAME * len(self.conn.events)):
            super().handle_events()

    def _affords(self, cost: int) -> bool:
        """Whether so much may still come; otherwise the connection is cut."""
        now = self.loop.time()
        self._credit = min(BURST, self._credit + (now - self.heard_at) * PER_SECOND) - cost
        self.heard_at = now
        if self._credit >= 0:
            return True
        self._rest.clear()
        self.transport.abort()
        return False

    async def receive(self) -> Any:
        event = await super().receive()
        self._go_on_soon()
        return event
