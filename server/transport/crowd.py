"""The connections of one room that get the same frames, flush after flush (`server.hub.ports.Crowd`).

They stand in lanes, those who take deflated frames in some and the others in others, and a lane is written to beside the
loop where the system can do that (sender.py). So a frame to a thousand costs the loop a handful of steps, as long as all of
them read; elsewhere, and for a few, each is written to by itself.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import cast

from server.hub.ports import Link, Payload
from server.transport.frames import frame_of
from server.transport.sender import FEW, MOST, Lane, Sender
from server.transport.websocket import SocketLink


class Crowd:
    """See `server.hub.ports.Crowd`; its links are `SocketLink`s."""

    def __init__(self, sender: Sender | None = None) -> None:
        self._sender = sender
        self._lanes: dict[bool, list[Lane[Link]]] = {False: [], True: []}
        self._others: dict[Link, None] = {}
        """Of another server: it frames what it is given itself."""
        self._size = 0

    def join(self, link: Link) -> None:
        outlet = cast(SocketLink, link).outlet
        if outlet is None:
            self._others[link] = None
            return
        lanes = self._lanes[outlet.deflates]
        lane = next((lane for lane in lanes if len(lane.names) < MOST), None)
        if lane is None:
            lanes.append(lane := Lane())
        lane.join(outlet, link)
        self._size += 1

    def leave(self, link: Link) -> None:
        outlet = cast(SocketLink, link).outlet
        if outlet is None:
            self._others.pop(link, None)
        elif (lane := outlet.lane) is not None:
            lane.leave(outlet)
            self._size -= 1
            if not lane.names:
                self._lanes[outlet.deflates].remove(lane)

    def write(self, payload: Payload) -> tuple[Sequence[Link], asyncio.Future[None] | None]:
        sender, refused, batches = self._sender, [link for link in self._others if not link.write(payload)], []
        together = sender is not None and self._size >= FEW and sender.ready()
        for deflates, lanes in self._lanes.items():
            if not lanes:
                continue
            frame = frame_of(payload, deflates)
            for lane in lanes:
                batch, not_taken = lane.frame(frame, together)
                refused += not_taken
                if batch is not None:
                    batches.append(batch)
        return refused, sender.send(batches) if sender is not None and batches else None
