"""Crowds are written to beside the loop: in order, whole, to nobody else, and where the system cannot do it, as before."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import functools
import gc
import inspect
import os
import platform
import random
import socket
import struct
import threading
import weakref
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager
from typing import Any, cast

import pytest

from server.hub.ports import Link, Payload
from server.serve import loop_factory
from server.transport import crowd as crowd_module
from server.transport import kernel_writes, sender
from server.transport import outlet as outlet_module
from server.transport.crowd import FEW, Crowd, Lane
from server.transport.frames import frame_of, framed
from server.transport.kernel_writes import ManyWrites, head
from server.transport.outlet import Outlet
from server.transport.sender import Sender
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


async def _all(written: Sequence[asyncio.Future[None]]) -> None:
    for one in written:
        await one


def send(beside: Sender, *lists: tuple[Sequence[Ours], bytes]) -> asyncio.Task[None] | None:
    """Frames to some, in lanes that are there for this alone. None: nothing of it goes beside the loop."""
    batches = []
    for some, frame in lists:
        lane: Lane[Ours] = Lane()
        for one in some:
            lane.join(one.outlet, one)
        batch, refused = lane.frame(frame, beside.ready())
        assert not refused
        for one in some:
            lane.leave(one.outlet)
        batches += [batch] if batch is not None else []
    return asyncio.ensure_future(_all(beside.send(batches))) if batches else None


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
async def test_everybody_reads_what_was_written_to_them_in_that_order(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Frames to crowds and to one, small and larger than any buffer, to those who read at once and those who dawdle."""
    monkeypatch.setattr(outlet_module, "BEHIND", 10_000_000)  # nobody is refused anything here
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
                lists = ([ours[at] for at in some[:half]], frame), ([ours[at] for at in some[half:]], frame + b".")
                written = send(beside, *lists)
                if dice.random() < 0.5:  # to one, while the crowd's frame may be under way
                    place = dice.choice(some)
                    ours[place].outlet.write(b"for you alone")
                    wanted[place] += b"for you alone"
                if written is not None and dice.random() < 0.8:
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
        written = send(beside, (ours, b"to all, "))
        assert written is not None
        await asyncio.to_thread(kernel.called.wait)
        ours[0].outlet.write(b"and to you, ")
        ours[0].outlet.write(b"bye")
        ours[0].outlet.close()
        ours[0].outlet.write(b"too late")
        assert ours[0].outlet.is_closing() and ours[0].outlet.get_write_buffer_size() == 15
        assert send(beside, (ours[1:], b"the next")) is None  # not overtaken either
        kernel.go_on.set()
        await written
        assert await read(theirs[0], 1_000) == b"to all, and to you, bye"
        assert await read(theirs[1], 16) == b"to all, the next"
    beside.close()


class Standing:
    """A link as a crowd sees it."""

    def __init__(self, one: Ours) -> None:
        self.outlet = one.outlet


def crowd_of(beside: Sender, ours: Sequence[Ours]) -> tuple[Crowd, list[Any]]:
    crowd, links = Crowd(beside), [Standing(one) for one in ours]
    for link in links:
        crowd.join(cast(Link, link))
    return crowd, links


@on_loops
async def test_a_large_crowd_is_written_to_in_parts_and_done_with_the_last(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crowd_module, "MOST", 2)
    monkeypatch.setattr(crowd_module, "FEW", 2)
    monkeypatch.setattr(sender, "AT_A_TIME", 4)
    calls: list[list[int]] = []

    class Counting(ManyWrites):
        def write(self, lists: Sequence[kernel_writes.List]) -> dict[bytes, int]:
            calls.append([len(heads) for heads, _ in lists])
            return super().write(lists)

    beside = Sender(Counting.open)
    async with connections(7) as (ours, theirs, _):
        ours[6].outlet.head = None  # as under TLS: it is written to as always
        crowd, _links = crowd_of(beside, ours)
        refused, written = crowd.write(Payload(b"to all"))
        assert len(written) == 3 and not refused
        await written[0]
        await _all(written)
        assert sorted(part for call in calls for part in call) == [2, 2, 2]
        assert max(map(sum, calls)) <= 4
        assert [await read(there, 8) for there in theirs] == [framed(b"to all")] * 7
    beside.close()


@pytest.mark.parametrize("seed", range(4))
@on_loops
async def test_people_come_and_go_while_their_crowd_is_written_to(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """What each has got is what was written while they were in, and what was for them alone, in that order."""
    monkeypatch.setattr(crowd_module, "MOST", 5)
    monkeypatch.setattr(crowd_module, "FEW", 2)
    dice = random.Random(seed)
    beside = Sender()
    async with connections(16) as (ours, theirs, _):
        for one in ours[::3]:
            one.outlet.deflates = True
        crowd, links = Crowd(beside), [cast(Any, Standing(one)) for one in ours]
        inside: set[int] = set()
        wanted = [bytearray() for _ in ours]
        together = 0
        for n in range(200):
            for place in dice.sample(range(16), dice.choice([0, 0, 0, 1, 3])):
                (crowd.leave if place in inside else crowd.join)(links[place])
                inside ^= {place}
            for place in dice.sample(range(16), dice.choice([0, 1, 1, 4])):
                alone = framed(b"for %d alone %d" % (place, n))
                ours[place].outlet.write(alone)
                wanted[place] += alone
            payload = Payload(b"%d " % n * dice.choice([1, 5, 200]), shared=True)
            refused, written = crowd.write(payload)
            assert not refused
            for place in inside:
                wanted[place] += frame_of(payload, ours[place].outlet.deflates)
            together += bool(written)
            if dice.random() < 0.7:
                await _all(written)
            if dice.random() < 0.8:
                for place in range(16):
                    there = await read(theirs[place], len(wanted[place]))
                    assert there == wanted[place]
                    wanted[place].clear()
        assert together > 60
    beside.close()


@on_loops
async def test_nobody_is_asked_anything_as_long_as_all_is_well(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crowd_module, "FEW", 2)
    beside = Sender()
    async with connections(6) as (ours, theirs, _):
        asked: list[int] = []

        def asking(place: int, unsent: Callable[[], int]) -> int:
            asked.append(place)
            return unsent()

        for place, one in enumerate(ours):
            one.outlet.unsent = functools.partial(asking, place, one.outlet.unsent)
        crowd, links = crowd_of(beside, ours)

        async def write(frame: bytes, *but: int) -> list[int]:
            """Who was asked whether their buffer is empty."""
            asked.clear()
            refused, written = crowd.write(Payload(frame))
            found = sorted(set(asked))
            assert written
            assert [links.index(link) for link in refused] == list(but)
            await _all(written)
            for place, there in enumerate(theirs):
                if place not in but:
                    assert await read(there, len(framed(frame))) == framed(frame)
            return found

        assert await write(b"the first") == [0, 1, 2, 3, 4, 5]
        assert await write(b"the second") == []
        ours[2].outlet.write(b"alone")
        assert await read(theirs[2], 5) == b"alone"
        assert await write(b"the third") == [2]
        assert await write(b"the fourth") == []
        ours[1].outlet.bar()
        assert await write(b"the fifth", 1) == []
        assert ours[1].outlet.refused
        ours[1].outlet.open_again()
        assert await write(b"the sixth") == [1]
        ours[4].outlet.end()
        ours[4].outlet.open_again()  # its buffer is empty; it was said goodbye to all the same
        assert await write(b"the seventh", 4) == []
    beside.close()


@pytest.mark.parametrize("seed", range(3))
@on_loops
async def test_who_reads_slowly_gets_each_frame_of_their_crowd_whole_and_in_order(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(crowd_module, "FEW", 2)
    dice = random.Random(seed)
    beside = Sender()
    async with connections(8) as (ours, theirs, _):
        crowd, _links = crowd_of(beside, ours)
        wanted, heard = bytearray(), {there: bytearray() for there in theirs}
        for n in range(120):
            payload = Payload(b"%d " % n * dice.choice([10, 800, 4_000]))
            wanted += framed(payload.body)
            _, written = crowd.write(payload)
            await _all(written)
            for there in theirs[: dice.randint(0, 8)]:  # the last ones seldom read
                with contextlib.suppress(BlockingIOError):
                    heard[there] += there.recv(dice.choice([100, 65_536]))
        for there in theirs:
            heard[there] += await read(there, len(wanted) - len(heard[there]))
        assert all(some == wanted for some in heard.values())
    beside.close()


# --- whoever goes ----------------------------------------------------------------------------------------------------


@on_loops
async def test_the_number_of_a_socket_that_has_gone_is_not_written_to() -> None:
    """Two batches wait; meanwhile somebody of the second goes, and the next who comes gets the same file descriptor."""
    beside, kernel = held()
    async with connections(3) as (ours, theirs, one_more):
        first = send(beside, (ours[:1], b"first"))
        await asyncio.to_thread(kernel.called.wait)
        second = send(beside, (ours[1:3], b"a secret of the room"))
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
async def test_who_is_gone_and_still_in_the_crowd_is_not_written_to(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crowd_module, "FEW", 2)
    beside = Sender()
    async with connections(4) as (ours, theirs, one_more):
        crowd, links = crowd_of(beside, ours)
        for frame in (b"one", b"two"):
            _, written = crowd.write(Payload(frame))
            assert written
            await _all(written)
            assert [await read(there, 5) for there in theirs] == [framed(frame)] * 4
        fd, unconnected = ours[1].fd, [socket.socket() for _ in range(3)]
        ours[1].outlet.abort()
        await until(lambda: ours[1].gone)
        strangers = [await one_more(there) for there in unconnected]
        [stranger] = [theirs.index(there) for there in strangers if ours[theirs.index(there)].fd == fd]
        refused, written = crowd.write(Payload(b"a secret of the room"))
        assert written and refused == [links[1]]
        await _all(written)
        for place in (0, 2, 3):
            assert await read(theirs[place], 22) == framed(b"a secret of the room")
        ours[stranger].outlet.write(b"nothing else")
        assert await read(theirs[stranger], 12) == b"nothing else"
    beside.close()


@on_loops
async def test_a_socket_stays_open_as_long_as_the_kernel_is_at_it() -> None:
    beside, kernel = held()
    async with connections(2) as (ours, theirs, _):
        written = send(beside, (ours, b"to all"))
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
        written = send(beside, (ours[:2], b"lost"))
        assert written is not None
        await written
        await until(lambda: ours[0].gone and ours[1].gone)
        kept = ours[0].outlet.batch
        assert not kept.outlets and not kept.heads and kept.frame == b""  # it lets go of what it held
        Failing.fails = False
        again = send(beside, (ours[2:], b"whole"))
        assert again is not None
        await again
        assert await read(theirs[2], 5) == b"whole"
    beside.close()


@pytest.mark.parametrize("says", ["no", "an error"])
@on_loops
async def test_a_kernel_that_fails_and_cannot_be_had_again_is_done_without(says: str) -> None:
    """And nobody waits for ever for what it was at."""

    class Failing(ManyWrites):
        def write(self, lists: Sequence[kernel_writes.List]) -> dict[bytes, int]:
            raise OSError(errno.EINVAL, "made up")

    opened = [Failing.open()]

    def open_kernel() -> ManyWrites | None:
        if not opened and says == "an error":
            raise MemoryError
        return opened.pop() if opened else None

    beside = Sender(open_kernel)
    async with connections(2) as (ours, theirs, _):
        written = send(beside, (ours[:1], b"lost"))
        assert written is not None
        async with asyncio.timeout(10):
            await written
        await until(lambda: ours[0].gone)
        assert not beside.ready() and send(beside, (ours[1:], b"as before")) is None
        assert await read(theirs[1], 9) == b"as before"
    beside.close()


@on_loops
async def test_what_goes_wrong_with_one_afterwards_costs_that_one(monkeypatch: pytest.MonkeyPatch) -> None:
    beside, kernel = held()
    async with connections(3) as (ours, theirs, _):
        written = send(beside, (ours, b"to all, "))
        assert written is not None
        await asyncio.to_thread(kernel.called.wait)
        for one in ours:
            one.outlet.write(b"and to you")
        wrong, go_on = ours[0].outlet, Outlet.go_on

        def stumble(outlet: Outlet) -> None:
            if outlet is wrong:
                raise RuntimeError("made up")
            go_on(outlet)

        monkeypatch.setattr(Outlet, "go_on", stumble)
        kernel.go_on.set()
        async with asyncio.timeout(10):
            await written
        await until(lambda: ours[0].gone)
        assert [await read(there, 18) for there in theirs[1:]] == [b"to all, and to you"] * 2
    beside.close()


@on_loops
async def test_a_crowd_does_not_hold_on_to_those_who_have_left() -> None:
    beside = Sender()
    async with connections(10) as (ours, _theirs, _):
        crowd, links = crowd_of(beside, ours)
        _, written = crowd.write(Payload(b"to all"))
        assert written
        await _all(written)
        watched = [weakref.ref(link) for link in links[:9]]
        outlets = [link.outlet for link in links[:9]]
        for link in links[:9]:
            crowd.leave(link)
        link = None
        del links[:9]
        gc.collect()
        assert not any(ref() for ref in watched)
        lane = ours[9].outlet.lane
        assert lane is not None
        assert not any(held is outlet for outlet in outlets for held in gc.get_referents(lane))
        assert not any(
            outlet in found for found in gc.get_referents(lane) if isinstance(found, tuple) for outlet in outlets
        )
    beside.close()


# --- in the product --------------------------------------------------------------------------------------------------


async def test_a_crowd_of_real_pages_one_of_which_reads_nothing(served: Served) -> None:
    beside = Sender()
    crowd = Crowd(beside)
    room = served.hub.rooms["K7RMX4"]
    async with contextlib.AsyncExitStack() as stack:
        pages = [
            await stack.enter_async_context(served.socket(compression="deflate" if n % 2 else None, max_queue=1))
            for n in range(2 * FEW)
        ]
        for page in pages:
            await tell(page, **HELLO)
            await hear(page)
        links: list[Any] = list(room.links)
        for link in links:
            crowd.join(link)
        refused: set[Any] = set()
        for n in range(300):  # the first page reads nothing from here on
            left, written = crowd.write(message(shared=True, t="change", n=n, pad="words " * 5_000))
            assert written
            await _all(written)
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


async def test_a_catch_up_stops_while_a_crowd_is_written_to_and_goes_on_afterwards(served: Served) -> None:
    """What is written meanwhile waits, but not without end: a whole room would, and be older than what is true by then."""
    beside, kernel = held()
    crowd, room = Crowd(beside), served.hub.rooms["K7RMX4"]
    async with contextlib.AsyncExitStack() as stack:
        pages = [await stack.enter_async_context(served.socket()) for _ in range(FEW)]
        for page in pages:
            await tell(page, **HELLO)
            await hear(page)
        links: list[Any] = list(room.links)
        for link in links:
            crowd.join(link)
        _, written = crowd.write(message(shared=True, t="change", n=0))
        assert written
        await asyncio.to_thread(kernel.called.wait)
        taken = 0
        while links[0].write(message(t="change", n=taken + 1, pad="x" * 10_000)):
            taken += 1
            assert taken < 10
        assert taken >= 3
        assert crowd.write(message(shared=True, t="change", n=-1))[0] == [links[0]]
        drains = room.drains
        crowd.leave(links[0])
        kernel.go_on.set()
        await _all(written)
        await until(lambda: room.drains == drains + 1)
        assert links[0].write(message(t="change", n=taken + 1))
        assert [(await hear(pages[0]))["n"] for _ in range(taken + 2)] == list(range(taken + 2))
        assert [(await hear(pages[1]))["n"] for _ in range(2)] == [0, -1]
    beside.close()


async def test_where_the_system_cannot_do_it_everybody_is_written_to_all_the_same(served: Served) -> None:
    asked: list[None] = []

    def none() -> None:
        asked.append(None)

    crowd = Crowd(Sender(none))
    room = served.hub.rooms["K7RMX4"]
    async with contextlib.AsyncExitStack() as stack:
        pages = [await stack.enter_async_context(served.socket()) for _ in range(FEW + 2)]
        for page in pages:
            await tell(page, **HELLO)
            await hear(page)
        for link in room.links:
            crowd.join(link)
        for n in range(2):
            assert crowd.write(message(shared=True, t="change", n=n)) == ([], ())
            assert [(await hear(page))["n"] for page in pages] == [n] * len(pages)
    assert asked == [None]
