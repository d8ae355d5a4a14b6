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
from collections.abc import Callable, Collection, Iterator, Sequence
from typing import Any, Generic, TypeVar

from server.transport.kernel_writes import AT_A_TIME, ManyWrites, head

FEW = 8
"""Below so many sockets handing them to a thread costs more than writing to them."""
BEHIND = 32 * 1024
"""Bytes that may wait for a batch to be over; with more of them a connection takes nothing."""
MOST = AT_A_TIME // 2
"""Sockets in a batch; several batches go to the kernel together."""
Name = TypeVar("Name")
_log = logging.getLogger(__name__)


class Batch:
    """One frame for many. `over` = everything is written, or waits in a transport."""

    __slots__ = (
        "after",
        "failed",
        "frame",
        "heads",
        "left_out",
        "lost",
        "outlets",
        "over",
        "short",
        "under_call",
        "written",
    )

    def __init__(
        self, outlets: Sequence[Outlet], left_out: frozenset[Outlet], heads: Sequence[bytes], frame: bytes
    ) -> None:
        self.outlets, self.left_out, self.heads, self.frame = outlets, left_out, heads, frame
        """All outlets but those left out, and what stands for them in the kernel's list, in any order."""
        self.written: asyncio.Future[None] | None = None
        """Done when this is over; of several to one crowd only the last has it."""
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


class Outlet:
    """A transport as its protocol sees it, which may be written to beside the loop. Whatever is not said here is the transport's."""

    __slots__ = (
        "_behind",
        "_closing",
        "_ended",
        "_gone",
        "batch",
        "deflates",
        "head",
        "lane",
        "on_free",
        "refused",
        "shut",
        "transport",
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


class Sender:
    """The thread, which begins with the first crowd. `close` ends it."""

    def __init__(self, open_kernel: Callable[[], ManyWrites | None] = ManyWrites.open) -> None:
        self._open = open_kernel
        self._queue: queue.SimpleQueue[Batch | None] = queue.SimpleQueue()
        self._kernel: ManyWrites | None = None
        self._thread: threading.Thread | None = None
        self._can = True

    def send(self, batches: Sequence[Batch]) -> asyncio.Future[None]:
        """Only when it is `ready`. The future is done when all of them are written."""
        written: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        batches[-1].written = written
        for batch in batches:
            self._queue.put(batch)
        return written

    def close(self) -> None:
        """What is under way is written first."""
        self._can = False
        if self._thread is not None:
            self._queue.put(None)
            self._thread.join()
            self._thread = None

    def ready(self) -> bool:
        """Whether this system can do it."""
        if self._can and self._thread is None:
            self._kernel, self._loop = self._another(None), asyncio.get_running_loop()
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
        while (last := found[-1]) is not None and (sockets := sockets + len(last.heads)) <= AT_A_TIME - MOST:
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
            self._kernel = self._another(self._kernel)
            self._can = self._can and self._kernel is not None
        try:
            self._loop.call_soon_threadsafe(_over, batches)
        except RuntimeError as error:  # the loop has closed
            _log.debug("nobody waits any more: %s", error)

    def _another(self, failed: ManyWrites | None) -> ManyWrites | None:
        """In place of one that failed: whatever that still has to tell belongs to a call that is over."""
        try:
            if failed is not None:
                failed.close()
            return self._open()
        except Exception:  # noqa: BLE001 - it is done without; whoever waits for this call must hear that it is over
            _log.exception("crowds are written to one by one from here on")
            return None

    def _write(self, batches: Sequence[Batch]) -> None:
        if self._kernel is None:
            raise OSError("the kernel takes no lists of writes any more")
        lists = [
            (batch.heads if not batch.lost else _without(batch.heads, batch.lost), batch.frame) for batch in batches
        ]
        short = self._kernel.write(lists)
        for batch in batches if short else ():
            left = ((outlet, short.get(outlet.head or b"")) for outlet in batch.members())
            batch.short = [(outlet, batch.frame[max(0, taken) :]) for outlet, taken in left if taken is not None]


def _without(heads: Sequence[bytes], lost: Collection[bytes]) -> Sequence[bytes]:
    return [one for one in heads if one not in lost]


def _over(batches: Sequence[Batch]) -> None:
    for batch in batches:
        batch.end()
