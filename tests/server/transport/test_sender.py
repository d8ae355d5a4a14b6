"""Crowds are written to beside the loop: in order, whole, to nobody else, and where the system cannot do it, as before."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import inspect
import os
import platform
import random
import socket
import struct
import threading
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager
from typing import Any

import pytest

from server.serve import loop_factory
from server.transport import kernel_writes, sender
from server.transport.kernel_writes import ManyWrites, head
from server.transport.sender import Outlet, Sender
from server.transport.websocket import Crowds
from tests.server.transport.conftest import HELLO, Served, hear, tell, until
from tests.server.transport.fakes import message


def takes_lists() -> bool:
    kernel = ManyWrites.open()
    if kernel is not None:
        kernel.close()
    return kernel is not None


# Where a container forbids it the product does without (the last test here), and so do the tests.
pytestmark = pytest.mark.skipif(not takes_lists(), reason="this system takes no lists of writes")


def on_loops(test: Callable[..., Coroutine[Any, Any, None]]) -> Any:
    """The test on Python's own loop and on the one that serves: their transports differ."""

    def run(make: Callable[[], asyncio.AbstractEventLoop], **given: Any) -> None:
        with asyncio.Runner(loop_factory=make) as runner:
            runner.run(test(**given))

    asks = inspect.signature(test).parameters.values()
    more = inspect.Parameter("make", inspect.Parameter.POSITIONAL_OR_KEYWORD)
    run.__name__, run.__signature__ = test.__name__, inspect.Signature([more, *asks])  # type: ignore[attr-defined]
    makes = [asyncio.new_event_loop, loop_factory()]
    return pytest.mark.parametrize("make", makes, ids=["asyncio", "as served"])(run)


class Ours(asyncio.Protocol):
    """The server's side of a connection."""

    def __init__(self, ours: list[Ours]) -> None:
        self.gone = False
        self._ours = ours

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        endpoint = transport.get_extra_info("socket")
        endpoint.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 16_384)
        self.outlet = Outlet(transport)
        self.outlet.admit()
        self.fd: int = endpoint.fileno()
        self._ours.append(self)

    def connection_lost(self, exc: Exception | None) -> None:
        self.gone = True
        self.outlet.lost()


@asynccontextmanager
async def connections(many: int) -> AsyncIterator[tuple[list[Ours], list[socket.socket], Callable[..., Any]]]:
    """Ours, theirs, and a way to connect one more."""
    loop = asyncio.get_running_loop()
    ours: list[Ours] = []
    theirs: list[socket.socket] = []
    server = await loop.create_server(lambda: Ours(ours), "127.0.0.1", 0)
    address = server.sockets[0].getsockname()

    async def one_more(there: socket.socket | None = None) -> socket.socket:
        there = there or socket.socket()
        there.setblocking(False)
        there.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8_192)
        await loop.sock_connect(there, address)
        theirs.append(there)
        await until(lambda: len(ours) == len(theirs))
        return there

    try:
        for _ in range(many):
            await one_more()
        yield ours, theirs, one_more
    finally:
        server.close()
        for one in ours:
            if not one.gone:
                one.outlet.abort()
        for there in theirs:
            there.close()
        await until(lambda: all(one.gone for one in ours))


class Held(ManyWrites):
    """Waits where a test says: before a call looks who takes part, or inside it."""

    go_on: threading.Event
    called: threading.Event

    def write(self, lists: Sequence[kernel_writes.List]) -> dict[bytes, int]:
        self.called.set()
        assert self.go_on.wait(10)
        return super().write(lists)


def held() -> tuple[Sender, Held]:
    kernel = Held.open()
    assert isinstance(kernel, Held)
    kernel.go_on, kernel.called = threading.Event(), threading.Event()
    return Sender(lambda: kernel), kernel


async def read(there: socket.socket, size: int) -> bytes:
    found = bytearray()
    async with asyncio.timeout(10):
        while len(found) < size and (some := await asyncio.get_running_loop().sock_recv(there, 65_536)):
            found += some
    return bytes(found)


# --- the call to the kernel ------------------------------------------------------------------------------------------


def test_a_list_of_writes_reaches_everybody_and_says_who_did_not_take_all() -> None:
    kernel = ManyWrites.open()
    assert kernel is not None
    pairs = [socket.socketpair() for _ in range(6)]
    for one, _ in pairs:
        one.setblocking(False)
    heads = [head(one.fileno()) for one, _ in pairs]
    assert kernel.write([(heads[:3], b"to these"), (heads[3:], b"to those, more")]) == {}
    assert [other.recv(100) for _, other in pairs] == [b"to these"] * 3 + [b"to those, more"] * 3
    # One is full, one has gone, and the number of one is nobody's.
    size = 4_000_000
    pairs[2][1].close()
    missing = os.dup(pairs[0][0].fileno())
    os.close(missing)
    short = kernel.write([(heads[1:3], b"x" * size), ([head(missing), heads[4]], b"small")])
    assert short.keys() == {heads[1], heads[2], head(missing)}
    assert 0 < short[heads[1]] < size
    assert short[heads[2]] == -errno.EPIPE and short[head(missing)] == -errno.EBADF
    assert pairs[4][1].recv(100) == b"small"
    assert kernel.write([([heads[1]], b"x")]) == {heads[1]: -errno.EAGAIN}
    assert kernel.write([([], b"all of these have gone"), ([heads[5]], b"not all"), ([], b"")]) == {}
    assert pairs[5][1].recv(100) == b"not all"
    kernel.close()
    for pair in pairs:
        for one in pair:
            one.close()


def test_elsewhere_there_is_no_such_call(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(platform, "machine", lambda: "riscv64")
    assert ManyWrites.open() is None


# --- order -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(4))
@on_loops
async def test_everybody_reads_what_was_written_to_them_in_that_order(seed: int) -> None:
    """Frames to crowds and to one, small and larger than any buffer, to those who read at once and those who dawdle."""
    dice = random.Random(seed)
    beside = Sender()
    async with connections(24) as (ours, theirs, _):
        wanted = [bytearray() for _ in ours]
        heard = [bytearray() for _ in ours]

        async def listen(place: int) -> None:
            loop = asyncio.get_running_loop()
            while some := await loop.sock_recv(theirs[place], 4_096):
                heard[place].extend(some)
                if place % 3 == 0:
                    await asyncio.sleep(dice.random() * 0.002)

        listening = [asyncio.create_task(listen(place)) for place in range(len(ours))]

        async def crowd(among: Sequence[int]) -> None:
            for n in range(60):
                some = dice.sample(among, dice.randint(1, len(among)))
                frame = struct.pack("!II", n, len(some)) * dice.choice([1, 5, 40, 3_000])
                half = len(some) // 2
                for place in some:
                    wanted[place] += frame + (b"." if place in some[half:] else b"")
                lists = [([ours[at].outlet for at in some[:half]], frame)] if half else []
                written = beside.send([*lists, ([ours[at].outlet for at in some[half:]], frame + b".")])
                assert written is not None
                if dice.random() < 0.5:  # to one, while the crowd's frame may be under way
                    place = dice.choice(some)
                    ours[place].outlet.write(b"for you alone")
                    wanted[place] += b"for you alone"
                if dice.random() < 0.8:
                    await written

        await asyncio.gather(crowd(range(12)), crowd(range(12, 24)))
        for place, one in enumerate(ours):
            one.outlet.write(b"goodbye")
            wanted[place] += b"goodbye"
            one.outlet.close()
            assert one.outlet.is_closing()
        async with asyncio.timeout(60):
            await asyncio.gather(*listening)
        assert heard == wanted
    beside.close()


@on_loops
async def test_what_is_written_or_closed_meanwhile_waits() -> None:
    beside, kernel = held()
    async with connections(2) as (ours, theirs, _):
        written = beside.send([([one.outlet for one in ours], b"to all, ")])
        assert written is not None
        await asyncio.to_thread(kernel.called.wait)
        ours[0].outlet.write(b"and to you, ")
        ours[0].outlet.write(b"bye")
        ours[0].outlet.close()
        ours[0].outlet.write(b"too late")
        assert ours[0].outlet.is_closing() and ours[0].outlet.get_write_buffer_size() == 15
        again = beside.send([([ours[1].outlet], b"the next")])  # not overtaken either
        assert again is not None and again.done()
        kernel.go_on.set()
        await written
        assert await read(theirs[0], 1_000) == b"to all, and to you, bye"
        assert await read(theirs[1], 16) == b"to all, the next"
    beside.close()


@on_loops
async def test_a_large_crowd_is_written_to_in_parts_and_done_with_the_last(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sender, "MOST", 2)
    monkeypatch.setattr(sender, "AT_A_TIME", 4)
    calls: list[list[int]] = []

    class Counting(ManyWrites):
        def write(self, lists: Sequence[kernel_writes.List]) -> dict[bytes, int]:
            calls.append([len(heads) for heads, _ in lists])
            return super().write(lists)

    beside = Sender(Counting.open)
    async with connections(7) as (ours, theirs, _):
        ours[6].outlet.head = None  # as under TLS: it is written to as always
        written = beside.send([([one.outlet for one in ours], b"to all")])
        assert written is not None
        await written
        assert sorted(part for call in calls for part in call) == [2, 2, 2]
        assert max(map(sum, calls)) <= 4
        assert [await read(there, 6) for there in theirs] == [b"to all"] * 7
    beside.close()


# --- whoever goes ----------------------------------------------------------------------------------------------------


@on_loops
async def test_the_number_of_a_socket_that_has_gone_is_not_written_to() -> None:
    """Two batches wait; meanwhile somebody of the second goes, and the next who comes gets the same file descriptor."""
    beside, kernel = held()
    async with connections(3) as (ours, theirs, one_more):
        first = beside.send([([ours[0].outlet], b"first")])
        await asyncio.to_thread(kernel.called.wait)
        second = beside.send([([ours[1].outlet, ours[2].outlet], b"a secret of the room")])
        assert first is not None and second is not None
        fd, unconnected = ours[2].fd, [socket.socket() for _ in range(3)]
        ours[2].outlet.abort()
        await until(lambda: ours[2].gone)
        strangers = [await one_more(there) for there in unconnected]
        [stranger] = [theirs.index(there) for there in strangers if ours[theirs.index(there)].fd == fd]
        kernel.go_on.set()
        await second
        assert await read(theirs[1], 20) == b"a secret of the room"
        ours[stranger].outlet.write(b"nothing else")
        assert await read(theirs[stranger], 12) == b"nothing else"
    beside.close()


@on_loops
async def test_a_socket_stays_open_as_long_as_the_kernel_is_at_it() -> None:
    beside, kernel = held()
    async with connections(2) as (ours, theirs, _):
        written = beside.send([([one.outlet for one in ours], b"to all")])
        assert written is not None
        await asyncio.to_thread(kernel.called.wait)
        open_before_going_on: list[bool] = []

        def go_on() -> None:
            with contextlib.suppress(OSError):
                os.fstat(ours[0].fd)
                open_before_going_on.append(True)
            kernel.go_on.set()

        timer = threading.Timer(0.2, go_on)
        timer.start()
        ours[0].outlet.abort()
        await until(lambda: ours[0].gone)
        assert kernel.go_on.is_set() and open_before_going_on == [True]
        await written
        assert await read(theirs[1], 6) == b"to all"
        timer.join()
    beside.close()


@on_loops
async def test_if_it_is_not_known_what_has_left_these_connections_end_and_others_go_on() -> None:
    class Failing(ManyWrites):
        fails = True

        def write(self, lists: Sequence[kernel_writes.List]) -> dict[bytes, int]:
            if self.fails:
                raise OSError(errno.EINVAL, "made up")
            return super().write(lists)

    beside = Sender(Failing.open)
    async with connections(3) as (ours, theirs, _):
        written = beside.send([([ours[0].outlet, ours[1].outlet], b"lost")])
        assert written is not None
        await written
        await until(lambda: ours[0].gone and ours[1].gone)
        assert ours[0].outlet.batch.outlets == [] and ours[0].outlet.batch.frame == b""  # it lets go of what it held
        Failing.fails = False
        again = beside.send([([ours[2].outlet], b"whole")])
        assert again is not None
        await again
        assert await read(theirs[2], 5) == b"whole"
    beside.close()


@on_loops
async def test_a_kernel_that_fails_and_cannot_be_had_again_is_done_without() -> None:
    class Failing(ManyWrites):
        def write(self, lists: Sequence[kernel_writes.List]) -> dict[bytes, int]:
            raise OSError(errno.EINVAL, "made up")

    kernels: list[ManyWrites | None] = [None, Failing.open()]
    beside = Sender(kernels.pop)
    async with connections(2) as (ours, _theirs, _):
        written = beside.send([([ours[0].outlet], b"lost")])
        assert written is not None
        await written
        await until(lambda: ours[0].gone)
        assert beside.send([([ours[1].outlet], b"as before")]) is None
    beside.close()


# --- in the product --------------------------------------------------------------------------------------------------


async def test_a_crowd_of_real_pages_one_of_which_reads_nothing(served: Served) -> None:
    beside = Sender()
    crowds = Crowds(beside)
    room = served.hub.rooms["K7RMX4"]
    async with contextlib.AsyncExitStack() as stack:
        pages = [
            await stack.enter_async_context(served.socket(compression="deflate" if n % 2 else None, max_queue=1))
            for n in range(2 * sender.FEW)
        ]
        for page in pages:
            await tell(page, **HELLO)
            await hear(page)
        links: list[Any] = list(room.links)
        refused: set[Any] = set()
        for n in range(300):  # the first page reads nothing from here on
            left, written = crowds.write_each(links, message(shared=True, t="change", n=n, pad="words " * 5_000))
            assert written is not None
            await written
            refused |= set(left)
            for page in pages[1:]:
                assert (await hear(page))["n"] == n
        assert refused == {links[0]}
        assert links[0].outlet.get_write_buffer_size() < 3 * 65_536
        first = [(await hear(pages[0]))["n"] for _ in range(5)]
        assert first == [0, 1, 2, 3, 4]
    assert any(thread.name == "sender" for thread in threading.enumerate())
    beside.close()
    assert not any(thread.name == "sender" for thread in threading.enumerate())


async def test_where_the_system_cannot_do_it_everybody_is_written_to_all_the_same(served: Served) -> None:
    asked: list[None] = []

    def none() -> None:
        asked.append(None)

    crowds = Crowds(Sender(none))
    room = served.hub.rooms["K7RMX4"]
    async with contextlib.AsyncExitStack() as stack:
        pages = [await stack.enter_async_context(served.socket()) for _ in range(sender.FEW + 2)]
        for page in pages:
            await tell(page, **HELLO)
            await hear(page)
        for n in range(2):
            assert crowds.write_each(list(room.links), message(shared=True, t="change", n=n)) == ([], None)
            assert [(await hear(page))["n"] for page in pages] == [n] * len(pages)
    assert asked == [None]
