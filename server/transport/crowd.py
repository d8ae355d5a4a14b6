"""The connections of one room that get the same frames, flush after flush (`server.hub.ports.Crowd`).

They stand in lanes, those who take deflated frames in some and the others in others, and a lane is written to beside the
loop where the system can do that (sender.py). So a frame to a thousand costs the loop a handful of steps, as long as all of
them read; elsewhere, and for a few, each is written to by itself.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Generic, TypeVar, cast

from server.hub.ports import Link, Payload
from server.transport.frames import frame_of
from server.transport.kernel_writes import AT_A_TIME
from server.transport.outlet import NOTHING, Batch, Outlet
from server.transport.sender import Sender
from server.transport.websocket import SocketLink

FEW = 8
"""Below so many sockets handing them to a thread costs more than writing to them."""
MOST = AT_A_TIME // 2
"""Sockets in a batch; several batches go to the kernel together."""
Name = TypeVar("Name")


class Lane(Generic[Name]):
    """Connections that get the same frames: some of a crowd, alike in what they take, each with a name of the crowd's.

    Those that are *apart* are written to by themselves, and looked at each time: who has just been written to, whose buffer
    is not empty, who is shut, who has come in. Nobody looks at the others; whatever happens to one of them puts it apart."""

    __slots__ = ("_heads", "_outlets", "apart", "batch", "names")

    def __init__(self) -> None:
        self.names: dict[Outlet, Name] = {}
        self.apart: dict[Outlet, None] = {}
        self.batch = NOTHING
        """The last one."""
        self._outlets: tuple[Outlet, ...] = ()
        self._heads: list[bytes] | None = []
        """Of all outlets, or None: not known since something changed."""

    def join(self, outlet: Outlet, name: Name) -> None:
        self.names[outlet], self.apart[outlet] = name, None
        outlet.lane = self
        self.changed()

    def leave(self, outlet: Outlet) -> None:
        """It stands by itself from now on; what it takes part in just now goes on."""
        outlet.batch, outlet.lane = outlet.under_way() or NOTHING, None
        self.apart.pop(outlet, None)
        del self.names[outlet]
        self.changed()

    def changed(self) -> None:
        """Who is here, or the head of somebody, is not what it was."""
        self._heads, self._outlets = None, ()  # or those who have gone would stay in memory

    def frame(self, frame: bytes, together: bool) -> tuple[Batch | None, list[Name]]:
        """A frame for everybody: those with whom all is well as one batch, the others here and now; → who does not take it."""
        refused = []
        together = together and self.batch.over
        for outlet in tuple(self.apart if together else self.names):
            if outlet.shut or outlet.full():
                outlet.refused = True
                refused.append(self.names[outlet])
            elif together and outlet.idle():
                del self.apart[outlet]
            else:
                outlet.write(frame)
        if not together or len(self.apart) == len(self.names):
            return None, refused
        heads = self._ready()
        self.batch = Batch(self._outlets, frozenset(self.apart), heads, frame)
        return self.batch, refused

    def _ready(self) -> Sequence[bytes]:
        """What stands for those who are not apart."""
        if self._heads is None:
            self._outlets = tuple(self.names)
            self._heads = [outlet.head for outlet in self._outlets if outlet.head is not None]
        if not self.apart:
            return self._heads
        if len(self.apart) > FEW:
            return [one for outlet in self._outlets if outlet not in self.apart and (one := outlet.head) is not None]
        heads = self._heads.copy()
        for outlet in self.apart:
            if outlet.head is not None:
                heads.remove(outlet.head)
        return heads


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

    def write(self, payload: Payload) -> tuple[Sequence[Link], Sequence[asyncio.Future[None]]]:
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
        return refused, sender.send(batches) if sender is not None and batches else ()
