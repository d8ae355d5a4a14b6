"""Writing to a crowd beside the loop: a thread that hands lists of writes to the kernel (kernel_writes.py).

The loop gives batches (outlet.py) away and goes on reading and deciding; the thread takes all that wait at once, as many as
fit into one call.
"""

from __future__ import annotations

import asyncio
import logging
import queue
import threading
from collections.abc import Callable, Collection, Sequence

from server.transport.kernel_writes import AT_A_TIME, ManyWrites
from server.transport.outlet import Batch

_log = logging.getLogger(__name__)


class Sender:
    """The thread, which begins with the first crowd. `close` ends it."""

    def __init__(self, open_kernel: Callable[[], ManyWrites | None] = ManyWrites.open) -> None:
        self._open = open_kernel
        self._queue: queue.SimpleQueue[Batch | None] = queue.SimpleQueue()
        self._kernel: ManyWrites | None = None
        self._thread: threading.Thread | None = None
        self._can = True

    def send(self, batches: Sequence[Batch]) -> Sequence[asyncio.Future[None]]:
        """Only when it is `ready`. In order, when each of them is written."""
        loop = asyncio.get_running_loop()
        written: list[asyncio.Future[None]] = []
        for batch in batches:
            batch.written = loop.create_future()
            written.append(batch.written)
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
        """What there is to do: one batch at least, and the others that fit into the same call, half of which one takes at most."""
        found = [self._queue.get()]
        sockets = 0
        while (last := found[-1]) is not None and (sockets := sockets + len(last.heads)) <= AT_A_TIME // 2:
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
