"""Writing to a crowd beside the loop: a thread that hands lists of writes to the kernel (kernel_writes.py).

The loop gives a `Batch` away and goes on reading and deciding; the thread takes all batches that wait at once. While one is
under way, nothing else may be written to its sockets, or frames would run into each other. An `Outlet`, which stands
between a protocol and its transport, sees to that:

- what is written to it meanwhile waits, in order, and so does closing;
- what the kernel did not take, because the other side reads too slowly, goes to the transport, which keeps it as always;
- a connection that is lost is left out; while the very call in which it takes part is being made, losing it waits. For once it
  is closed, the number of its file descriptor may belong to somebody else.
"""

from __future__ import annotations

import asyncio
import logging
import queue
import threading
from collections.abc import Callable, Sequence
from typing import Any

from server.transport.kernel_writes import AT_A_TIME, ManyWrites, head

FEW = 8
"""Below so many sockets handing them to a thread costs more than writing to them."""
MOST = AT_A_TIME // 2
"""Sockets in a batch; several batches go to the kernel together."""
_log = logging.getLogger(__name__)


class Batch:
    """One frame for many. `over` = everything is written, or waits in a transport"""

    __slots__ = ("after", "failed", "frame", "outlets", "over", "short", "under_call", "written")

    def __init__(self, outlets: list[Outlet], frame: bytes) -> None:
        self.outlets, self.frame = outlets, frame
        self.written: asyncio.Future[None] | None = None
        """Done when this is over; of several to one crowd only the last has it."""
        self.over = self.failed = False
        self.under_call: threading.Lock | None = None
        """Held while the kernel is at it; None before and afterwards."""
        self.after: dict[Outlet, None] = {}
        """Outlets with something that waits for this to be over."""
        self.short: Sequence[tuple[Outlet, bytes]] = ()
        """What the kernel did not take."""

    def end(self) -> None:
        """On the loop again. Outlets know their last batch for long: it lets go of all it held."""
        self.over = True
        outlets, after, short = self.outlets, self.after, self.short
        self.outlets, self.after, self.short, self.frame = [], {}, (), b""
        try:
            for outlet, data in short:
                outlet.rest(data)
            for outlet in outlets if self.failed else ():
                outlet.cut()
            for outlet in after:
                outlet.go_on()
        finally:
            if self.written is not None and not self.written.done():
                self.written.set_result(None)


NOTHING = Batch([], b"")
NOTHING.over = True


class Outlet:
    """A transport as its protocol sees it, which may be written to beside the loop. Whatever is not said here is the transport's."""

    __slots__ = (
        "_behind", "_closing", "_gone", "batch", "deflates", "head", "refused", "shut", "transport", "unsent",
    )  # fmt: skip

    def __init__(self, transport: Any) -> None:
        self.transport = transport
        self.unsent: Callable[[], int] = transport.get_write_buffer_size
        self.shut = False
        """Whether it takes no messages for now (it reads too slowly), or any more (it closes). Asked for every connection
        and flush, so it is a plain fact, which the protocol sees to, and not a question to the transport."""
        self.refused = False
        """Whether there was a message for it while it was shut: it hears when it is open again."""
        self.deflates = False
        """Whether it was agreed that frames may be deflated."""
        self.batch = NOTHING
        """The last one that this takes part in."""
        self.head: bytes | None = None
        """Of a write to the socket (kernel_writes.py); None: only the transport can be written to."""
        self._behind: list[bytes] | None = None
        self._closing = self._gone = False

    def __getattr__(self, name: str) -> Any:
        return getattr(self.transport, name)

    def admit(self) -> None:
        """From here on a crowd's frames may go to the socket directly: it is one, and what is written is what is sent."""
        endpoint = self.transport.get_extra_info("socket")
        if endpoint is not None and self.transport.get_extra_info("sslcontext") is None and not self._gone:
            self.head = head(endpoint.fileno())

    def write(self, data: bytes) -> None:
        """As transports do, in order."""
        if self.batch.over:
            self.transport.write(data)
        elif not self._closing:
            self._behind = [*(self._behind or ()), data]
            self.batch.after[self] = None

    def close(self) -> None:
        """When what was written has left."""
        if self.batch.over:
            self.transport.close()
        else:
            self._closing = True
            self.batch.after[self] = None

    def is_closing(self) -> bool:
        return self._closing or bool(self.transport.is_closing())

    def get_write_buffer_size(self) -> int:
        return self.unsent() + sum(map(len, self._behind or ()))

    def lost(self) -> None:
        """The connection is over, and its socket is closed as soon as this returns: nothing is written any more."""
        # First this: who takes part in a call is looked up while it is under way.
        self._gone, self.head, self._behind = True, None, None
        if (calling := self.batch.under_call) is not None:
            with calling:
                pass

    def rest(self, data: bytes) -> None:
        """What the kernel did not take of a batch's frame."""
        if not self._gone:
            self.transport.write(data)

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
        if self._closing:
            self._closing = False
            self.transport.close()


class Sender:
    """The thread, which begins with the first crowd. `close` ends it."""

    def __init__(self, open_kernel: Callable[[], ManyWrites | None] = ManyWrites.open) -> None:
        self._open = open_kernel
        self._queue: queue.SimpleQueue[Batch | None] = queue.SimpleQueue()
        self._kernel: ManyWrites | None = None
        self._thread: threading.Thread | None = None
        self._can = True

    def send(self, lists: Sequence[tuple[Sequence[Outlet], bytes]]) -> asyncio.Future[None] | None:
        """Frames to outlets (each of them once); the future is done when they are written. None: this system cannot do it."""
        if not self._ready():
            return None
        batches = [
            self._batch(outlets[start : start + MOST], frame)
            for outlets, frame in lists
            for start in range(0, len(outlets), MOST)
        ]
        batches = [batch for batch in batches if batch.outlets]
        written: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        if batches:
            batches[-1].written = written
        else:
            written.set_result(None)
        for batch in batches:
            self._queue.put(batch)
        return written

    def _batch(self, outlets: Sequence[Outlet], frame: bytes) -> Batch:
        """Those to whom nothing is on its way that would be overtaken; the others get their frame behind that."""
        batch = Batch([], frame)
        for outlet in outlets:
            if outlet.head is not None and outlet.batch.over and not outlet.unsent():
                batch.outlets.append(outlet)
            else:
                outlet.write(frame)
        for outlet in batch.outlets:
            outlet.batch = batch
        return batch

    def close(self) -> None:
        """What is under way is written first."""
        self._can = False
        if self._thread is not None:
            self._queue.put(None)
            self._thread.join()
            self._thread = None

    def _ready(self) -> bool:
        if self._can and self._thread is None:
            self._kernel, self._loop = self._open(), asyncio.get_running_loop()
            self._can = self._kernel is not None
            if self._can:
                thread = threading.Thread(target=self._run, name="sender", daemon=True)
                try:
                    thread.start()
                    self._thread = thread
                except RuntimeError as error:  # as many threads as this process may have
                    self._can = False
                    _log.warning("crowds are written to one by one: %s", error)
            else:
                _log.info("crowds are written to one by one: this system takes no lists of writes")
        return self._can

    # in the thread

    def _run(self) -> None:
        going_on = True
        while going_on:
            batches: list[Batch] = []
            for batch in self._waiting():
                if batch is None:
                    going_on = False
                else:
                    batches.append(batch)
            if batches:
                self._send(batches)
        if self._kernel is not None:
            self._kernel.close()

    def _waiting(self) -> Sequence[Batch | None]:
        """What there is to do: one batch at least, and the others that fit into the same call."""
        found = [self._queue.get()]
        sockets = 0
        while (last := found[-1]) is not None and (sockets := sockets + len(last.outlets)) <= AT_A_TIME - MOST:
            try:
                found.append(self._queue.get_nowait())
            except queue.Empty:
                break
        return found

    def _send(self, batches: Sequence[Batch]) -> None:
        calling = threading.Lock()  # of this call alone: who waits for it does not wait for the next one
        try:
            with calling:
                for batch in batches:
                    batch.under_call = calling
                self._write(batches)
                for batch in batches:
                    batch.under_call = None
        except Exception:  # noqa: BLE001 - what has left is not known: these connections end, and their pages come back
            _log.exception("a crowd could not be written to")
            for batch in batches:
                batch.failed, batch.under_call = True, None
            if self._kernel is not None:
                self._kernel.close()  # whatever it still has to tell belongs to this call
            self._kernel = self._open()
            self._can = self._can and self._kernel is not None
        try:
            self._loop.call_soon_threadsafe(_over, batches)
        except RuntimeError as error:  # the loop has closed
            _log.debug("nobody waits any more: %s", error)

    def _write(self, batches: Sequence[Batch]) -> None:
        if self._kernel is None:
            raise OSError("the kernel takes no lists of writes any more")
        lists = [
            ([one for outlet in batch.outlets if (one := outlet.head) is not None], batch.frame) for batch in batches
        ]
        short = self._kernel.write(lists)
        for batch in batches if short else ():
            left = ((outlet, short.get(outlet.head or b"")) for outlet in batch.outlets)
            batch.short = [(outlet, batch.frame[max(0, taken) :]) for outlet, taken in left if taken is not None]


def _over(batches: Sequence[Batch]) -> None:
    for batch in batches:
        try:
            batch.end()
        except Exception:  # noqa: BLE001 - whatever it is, the others are not to wait for ever
            _log.exception("a crowd's frame could not be followed up")
