"""Connections that may be written to beside the loop: what stands between a protocol and its transport.

A `Batch` is one frame for many, written by a thread (sender.py). While it is under way, nothing else may be written to its
sockets, or frames would run into each other. An `Outlet` sees to that:

- what is written to it meanwhile waits, in order, and so does closing;
- what the kernel did not take, because the other side reads too slowly, goes to the transport, which keeps it as always;
- a connection that is lost is left out; while the very call in which it takes part is being made, losing it waits. For once it
  is closed, the number of its file descriptor may belong to somebody else.
"""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from server.transport.kernel_writes import head

if TYPE_CHECKING:
    from server.transport.crowd import Lane

BEHIND = 32 * 1024
"""Bytes that may wait for a batch to be over; with more of them a connection takes nothing."""
_log = logging.getLogger(__name__)


class Batch:
    """One frame for many. `over` = everything is written, or waits in a transport."""

    __slots__ = (
        "after", "failed", "frame", "heads", "left_out", "lost", "outlets", "over", "short", "under_call", "written",
    )  # fmt: skip

    def __init__(
        self, outlets: Sequence[Outlet], left_out: frozenset[Outlet], heads: Sequence[bytes], frame: bytes
    ) -> None:
        self.outlets, self.left_out, self.heads, self.frame = outlets, left_out, heads, frame
        """All outlets but those left out, and what stands for them in the kernel's list, in any order."""
        self.written: asyncio.Future[None] | None = None
        """Done when this is over."""
        self.over = self.failed = False
        self.under_call: threading.Lock | None = None
        """Held while the kernel is at it; None before and afterwards."""
        self.lost: set[bytes] = set()
        """Heads of those that have gone since."""
        self.after: dict[Outlet, None] = {}
        """Outlets with something that waits for this to be over."""
        self.short: Sequence[tuple[Outlet, bytes]] = ()
        """What the kernel did not take."""

    def members(self) -> Iterator[Outlet]:
        """Those that take part."""
        return (outlet for outlet in self.outlets if outlet not in self.left_out)

    def end(self) -> None:
        """On the loop again. It lets go of all it held."""
        self.over = True
        cut = list(self.members()) if self.failed else ()
        after, short = self.after, self.short
        self.outlets, self.left_out, self.heads, self.frame = (), frozenset(), (), b""
        self.after, self.short, self.lost = {}, (), set()
        for outlet, data in short:
            self._each(outlet, outlet.rest, data)
        for outlet in cut:
            self._each(outlet, outlet.cut)
        for outlet in after:
            self._each(outlet, outlet.go_on)
        if self.written is not None and not self.written.done():
            self.written.set_result(None)

    @staticmethod
    def _each(outlet: Outlet, follow: Callable[..., None], *given: bytes) -> None:
        """What goes wrong with one costs that connection; the others are not to wait for ever."""
        try:
            follow(*given)
        except Exception:  # noqa: BLE001 - whatever it is: what has left is not known any more
            _log.exception("a crowd's frame could not be followed up")
            outlet.cut()


NOTHING = Batch((), frozenset(), (), b"")
NOTHING.over = True


class Outlet:
    """A transport as its protocol sees it, which may be written to beside the loop. Whatever is not said here is the transport's."""

    __slots__ = (
        "_behind", "_closing", "_ended", "_gone", "batch", "deflates", "head", "lane", "on_free", "refused", "shut", "transport",
        "unsent",
    )  # fmt: skip

    def __init__(self, transport: Any) -> None:
        self.transport = transport
        self.unsent: Callable[[], int] = transport.get_write_buffer_size
        self.shut = False
        """Whether it takes no messages for now (it reads too slowly), or any more (it closes): see `bar`."""
        self.refused = False
        """Whether there was a message that it did not take: it hears when it is open again."""
        self.on_free: Callable[[], None] | None = None
        """Called when what waited for a batch has been written, and there was more."""
        self.deflates = False
        """Whether it was agreed that frames may be deflated."""
        self.lane: Lane[Any] | None = None
        """With whom it gets frames; what it takes part in is known there then."""
        self.batch = NOTHING
        """What it takes part in though it has left its lane."""
        self.head: bytes | None = None
        """Of a write to the socket (kernel_writes.py); None: only the transport can be written to."""
        self._behind: list[bytes] | None = None
        self._closing = self._ended = self._gone = False

    def __getattr__(self, name: str) -> Any:
        return getattr(self.transport, name)

    def admit(self) -> None:
        """From here on a crowd's frames may go to the socket directly: it is one, and what is written is what is sent."""
        endpoint = self.transport.get_extra_info("socket")
        if endpoint is not None and self.transport.get_extra_info("sslcontext") is None and not self._gone:
            self.head = head(endpoint.fileno())

    def bar(self) -> None:
        """It takes no messages from here on."""
        self.shut = True
        self._stand_apart()

    def end(self) -> None:
        """It takes none any more, though its transport would: it has been said goodbye to."""
        self._ended = True
        self.bar()

    def open_again(self) -> None:
        """It takes messages again, unless that is over."""
        self.shut = self._ended

    def full(self) -> bool:
        """Whether so much waits for a batch to be over that nothing more is taken: `on_free` is called afterwards."""
        return self._behind is not None and sum(map(len, self._behind)) > BEHIND

    def idle(self) -> bool:
        """Whether its socket may be written to: nothing that was written waits to leave."""
        return self.head is not None and self.batch.over and self._behind is None and not self.unsent()

    def under_way(self) -> Batch | None:
        """What it takes part in just now."""
        if not self.batch.over:
            return self.batch
        if self.lane is None or (batch := self.lane.batch).over or self in batch.left_out:
            return None
        return batch

    def _stand_apart(self) -> None:
        if self.lane is not None:
            self.lane.apart[self] = None

    def write(self, data: bytes) -> None:
        """As transports do, in order."""
        batch = self.under_way()
        if batch is None:
            self.transport.write(data)
            self._stand_apart()
        elif not self._closing:
            self._behind = [*(self._behind or ()), data]
            batch.after[self] = None

    def close(self) -> None:
        """When what was written has left."""
        batch = self.under_way()
        if batch is None:
            self.transport.close()
        else:
            self._closing = True
            batch.after[self] = None

    def is_closing(self) -> bool:
        return self._closing or bool(self.transport.is_closing())

    def get_write_buffer_size(self) -> int:
        return self.unsent() + sum(map(len, self._behind or ()))

    def lost(self) -> None:
        """The connection is over, and its socket is closed as soon as this returns: nothing is written any more."""
        batch, was = self.under_way(), self.head
        # First this: who takes part in a call is looked up while it is under way.
        self._gone, self.head, self._behind, self.on_free = True, None, None, None
        if batch is not None and was is not None:
            batch.lost.add(was)
        self.bar()
        if self.lane is not None:
            self.lane.changed()
        if batch is not None and (calling := batch.under_call) is not None:
            with calling:
                pass

    def rest(self, data: bytes) -> None:
        """What the kernel did not take of a batch's frame."""
        if not self._gone:
            self.transport.write(data)
            self._stand_apart()

    def cut(self) -> None:
        """What has left is not known: the connection ends at once."""
        if not self._gone:
            self.transport.abort()

    def go_on(self) -> None:
        """The batch is over: what had to wait for it happens now."""
        if self._gone:
            return
        behind, self._behind = self._behind, None
        for data in behind or ():
            self.transport.write(data)
        self._stand_apart()
        if self._closing:
            self._closing = False
            self.transport.close()
        elif self.refused and not self.shut and self.on_free is not None:
            self.on_free()
