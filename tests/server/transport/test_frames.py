"""Shared frames on real sockets: built once, deflated once, never queued, and the same interface anywhere else."""

from __future__ import annotations

import asyncio
import contextlib
import inspect
import logging
import os
import socket
import struct
import zlib
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any

import msgpack
import pytest
import websockets
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.exceptions import ConnectionClosed
from websockets.extensions.permessage_deflate import ClientPerMessageDeflateFactory

from server.hub.ports import Payload
from server.settings import Settings
from server.transport import frames, plain_frames
from server.transport.crowd import Crowd
from server.transport.frames import HIGH_WATER, SharedFramesProtocol, SocketFrames, deflated, framed
from server.transport.inbox import Gate, Inbox
from server.transport.plain_frames import PlainFrames
from tests.server.transport.conftest import HELLO, Served, hear, serve_world, tell, until
from tests.server.transport.fakes import message


async def link_of(served: Served) -> Any:
    room = served.hub.rooms["K7RMX4"]
    await until(lambda: bool(room.links))
    return room.links[0]


async def stall(link: Any) -> int:
    """Write until nothing more is taken for a while, here and in both kernels; how many messages that were."""
    written, refused = 0, 0
    while refused < 40:
        if link.write(message(t="change", pad=b"x" * 30_000, n=written)):
            written, refused = written + 1, 0
        else:
            refused += 1
            await asyncio.sleep(0.005)
        assert written < 1000, "the kernel takes everything"
    return written


# --- framing ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [0, 1, 125, 126, 65535, 65536, 70000])
def test_a_frame_is_what_websockets_itself_would_write(size: int) -> None:
    body = os.urandom(size)
    frame = websockets.frames.Frame(websockets.frames.Opcode.BINARY, body)
    assert framed(body) == frame.serialize(mask=False)


def test_a_deflated_frame_inflates_to_the_body() -> None:
    body = b"the same words again and again " * 100
    frame = deflated(body)
    assert frame[0] == 0xC2 and len(frame) < len(body) / 5
    size, start = (frame[1], 2) if frame[1] < 126 else (struct.unpack("!H", frame[2:4])[0], 4)
    assert size == len(frame) - start
    assert zlib.decompressobj(-15).decompress(frame[start:] + b"\x00\x00\xff\xff") == body


def test_what_does_not_get_smaller_goes_plain() -> None:
    noise, short = os.urandom(5000), b"short"
    assert deflated(noise) == framed(noise)
    assert deflated(short) == framed(short)


def test_each_form_is_built_once(monkeypatch: pytest.MonkeyPatch) -> None:
    built: list[bytes] = []

    def build(body: bytes) -> bytes:
        built.append(body)
        return b"frame"

    monkeypatch.setattr(frames, "deflated", build)
    payload = Payload(b"x" * 1000, shared=True)
    assert [frames.frame_of(payload, True) for _ in range(500)] == [b"frame"] * 500
    assert len(built) == 1


def test_private_records_are_never_deflated() -> None:
    payload = Payload(b"x" * 1000, shared=False)
    assert frames.frame_of(payload, True) == framed(payload.body)


def guessed(frame: Callable[[Payload], bytes]) -> str:
    """The first four letters of a secret, found by the length of frames in which it stands beside one's own text."""
    known = "token="
    for _ in range(4):
        sizes = {}
        for letter in "0123456789abcdef":
            own = f"{known}{letter}" * 3
            body = f"{own};{'lorem ipsum dolor sit amet ' * 20};token=7c1e;{own}".encode()
            sizes[known + letter] = len(frame(Payload(body, shared=False)))
        known = min(sizes, key=sizes.__getitem__)
    return known.removeprefix("token=")


def test_the_length_of_a_private_frame_tells_nothing_of_what_stands_in_it() -> None:
    assert guessed(lambda payload: frames.frame_of(payload, True)) != "7c1e"
    # The twin: deflated beside text that somebody else chose, its length spells it out.
    assert guessed(lambda payload: frames.deflated(payload.body)) == "7c1e"


# --- on real sockets -------------------------------------------------------------------------------------------------


async def test_one_deflated_frame_is_read_by_every_client(served: Served) -> None:
    payload = message(shared=True, t="change", put=[{"text": "an idea of the room"}] * 200)
    deflated_ = {"compression": "deflate"}
    async with served.socket(**deflated_) as one, served.socket(**deflated_) as two, served.socket() as plain:
        for socket_ in (one, two, plain):
            await tell(socket_, **HELLO)
            await hear(socket_)
        room = served.hub.rooms["K7RMX4"]
        for _ in range(3):  # without context takeover the same bytes can come again
            assert all(link.write(payload) for link in room.links)
        for socket_ in (one, two, plain):
            for _ in range(3):
                assert len((await hear(socket_))["put"]) == 200
    assert "no_context_takeover" in str(one.protocol.extensions)
    assert "permessage-deflate" in one.response.headers["Sec-WebSocket-Extensions"]  # type: ignore[union-attr]
    assert "server_no_context_takeover" in one.response.headers["Sec-WebSocket-Extensions"]  # type: ignore[union-attr]
    assert "client_no_context_takeover" in one.response.headers["Sec-WebSocket-Extensions"]  # type: ignore[union-attr]


async def test_a_client_with_a_small_window_gets_plain_frames(served: Served) -> None:
    """What repeats over a longer distance than its window could not be inflated there."""
    small, far = ClientPerMessageDeflateFactory(server_max_window_bits=9), os.urandom(2000)
    async with served.socket(extensions=[small]) as socket_:
        await tell(socket_, **HELLO)
        await hear(socket_)
        [protocol] = [one for one in served.server.server_state.connections if isinstance(one, SharedFramesProtocol)]
        assert protocol.shared is not None and not protocol.outlet.deflates
        assert (await link_of(served)).write(message(shared=True, t="change", put=[far] * 5))
        assert (await hear(socket_))["put"] == [far] * 5


async def test_a_socket_that_does_not_read_gets_nothing_until_it_has_drained(served: Served) -> None:
    room = served.hub.rooms["K7RMX4"]
    async with served.socket(max_queue=1) as socket_:
        await tell(socket_, **HELLO)
        await hear(socket_)
        link = await link_of(served)
        written = await stall(link)
        drains = room.drains
        transport = next(
            one.transport for one in served.server.server_state.connections if isinstance(one, SharedFramesProtocol)
        )
        assert HIGH_WATER < transport.get_write_buffer_size() < HIGH_WATER + 31_000
        assert [(await hear(socket_))["n"] for _ in range(written)] == list(range(written))
        await until(lambda: room.drains == drains + 1)
        assert link.write(message(t="change", n=-1))
        assert (await hear(socket_))["n"] == -1


async def test_a_crowd_gets_the_same_bytes_and_who_cannot_take_them_is_named(served: Served) -> None:
    payload = message(shared=True, t="change", put=[{"text": "an idea of the room"}] * 200)
    crowd = Crowd()
    room = served.hub.rooms["K7RMX4"]
    async with (
        served.socket(compression="deflate") as deflating,
        served.socket() as plain,
        served.socket(max_queue=1) as slow,
        served.socket() as closing,
    ):
        for socket_ in (deflating, plain, slow, closing):
            await tell(socket_, **HELLO)
            await hear(socket_)
        links = list(room.links)
        for link in links:
            crowd.join(link)
        assert crowd.write(payload) == ([], ())
        for socket_ in (deflating, plain, slow, closing):
            assert len((await hear(socket_))["put"]) == 200
        written = await stall(links[2])
        drains = room.drains
        assert crowd.write(payload)[0] == [links[2]]
        for socket_ in (deflating, plain, closing):
            assert len((await hear(socket_))["put"]) == 200
        links[3].close(4403, "x")
        refused, _ = crowd.write(payload)  # one that closes takes nothing any more
        assert set(refused) == {links[2], links[3]}
        for socket_ in (deflating, plain):
            assert len((await hear(socket_))["put"]) == 200
        for _ in range(written):
            await hear(slow)
        await until(lambda: room.drains == drains + 1)
        crowd.leave(links[3])
        assert crowd.write(payload) == ([], ())
        assert len((await hear(slow))["put"]) == 200
    assert len(payload.frames) == 2


@pytest.mark.parametrize("how", ["close", "reset", "nonsense", "silence", "shutdown"])
async def test_a_socket_is_shut_as_soon_as_it_closes_however_it_closes(served: Served, how: str) -> None:
    """`shut` stands for asking the transport at every frame: nothing may follow a close, or reach a transport that is gone."""
    async with served.socket() as socket_:
        await tell(socket_, **HELLO)
        await hear(socket_)
        [protocol] = [one for one in served.server.server_state.connections if isinstance(one, SharedFramesProtocol)]
        shared = protocol.shared
        assert shared is not None
        before = shared.outlet.shut
        if how == "close":
            await socket_.close()
        elif how == "reset":
            socket_.transport.abort()
        elif how == "nonsense":
            socket_.transport.write(b"\xff\xff\xff")
        elif how == "silence":
            protocol.keepalive_timeout()
        else:
            protocol.shutdown()
        # Whoever is cut off is closing first and gone in the next turn; what is written in between is lost like what was under way.
        await until(lambda: protocol.disconnected if how == "reset" else protocol.transport.is_closing())
        assert (before, shared.outlet.shut) == (False, True)
        assert not shared.write(message(t="change"))


async def test_who_was_never_refused_is_not_told_of_draining(served: Served) -> None:
    async with served.socket() as socket_:
        await tell(socket_, **HELLO)
        await hear(socket_)
        link = await link_of(served)
        assert link.write(message(t="change", pad=b"x" * 1_000_000))
        await hear(socket_)
        await asyncio.sleep(0.02)
        assert served.hub.rooms["K7RMX4"].drains == 0


async def test_the_kernel_keeps_little(served: Served) -> None:
    async with served.socket() as socket_:
        await tell(socket_, **HELLO)
        await hear(socket_)
        [protocol] = [one for one in served.server.server_state.connections if isinstance(one, SharedFramesProtocol)]
        size = protocol.transport.get_extra_info("socket").getsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF)
        assert size <= 2 * frames.SEND_BUFFER  # Linux doubles what it is asked for


async def test_nothing_is_written_after_a_close(served: Served) -> None:
    async with served.socket() as socket_:
        await tell(socket_, **HELLO)
        await hear(socket_)
        link = await link_of(served)
        link.write(message(t="bye", code="x"))
        link.close(4403, "x")
        link.close(4403, "x")
        assert not link.write(message(t="change"))
        assert (await hear(socket_))["t"] == "bye"
        with pytest.raises(ConnectionClosed) as closed:
            await socket_.recv()
        assert closed.value.rcvd is not None and closed.value.rcvd.code == 4403
    await until(lambda: served.hub.rooms["K7RMX4"].left == 1)
    assert not link.write(message(t="change"))


async def test_who_pings_without_reading_gets_no_pongs(served: Served) -> None:
    """A pong for each ping would fill our memory instead of theirs."""
    async with served.socket(max_queue=1) as socket_:
        await tell(socket_, **HELLO)
        await hear(socket_)
        link = await link_of(served)
        await stall(link)
        [protocol] = [one for one in served.server.server_state.connections if isinstance(one, SharedFramesProtocol)]
        before = protocol.transport.get_write_buffer_size()
        for _ in range(2000):
            socket_.protocol.send_ping(b"p" * 100)
        socket_.transport.write(b"".join(socket_.protocol.data_to_send()))
        await tell(socket_, t="soft", ping=1)
        room = served.hub.rooms["K7RMX4"]
        await until(lambda: any(getattr(heard, "ping", None) == 1 for heard in room.heard))
        assert protocol.transport.get_write_buffer_size() <= before
        socket_.transport.abort()


async def test_who_has_just_spoken_is_not_asked_whether_they_are_there(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with served.socket() as socket_:
        await tell(socket_, **HELLO)
        await hear(socket_)
        [protocol] = [one for one in served.server.server_state.connections if isinstance(one, SharedFramesProtocol)]
        asked, ping = list[bytes](), protocol.conn.send_ping

        def seen(data: bytes) -> None:
            asked.append(data)
            ping(data)

        monkeypatch.setattr(protocol.conn, "send_ping", seen)
        protocol.stop_keepalive()
        protocol.send_keepalive_ping()
        assert protocol.ping_interval and protocol.ping_timer and not asked
        assert 0 < protocol.ping_timer.when() - protocol.loop.time() < protocol.ping_interval + 0.1
        protocol.stop_keepalive()
        assert protocol.shared is not None
        protocol.outlet.shut = True
        protocol.send_keepalive_ping()
        assert len(asked) == 1, "who says something and reads nothing is asked all the same"
        protocol.outlet.shut = False
        protocol.stop_keepalive()
        protocol.heard_at -= protocol.ping_interval
        protocol.send_keepalive_ping()
        assert len(asked) == 2 and protocol.pong_timer, "who has been quiet is asked, and cut when there is no answer"


async def test_a_stalled_socket_is_cut_when_it_is_closed(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(frames, "STALLED_GRACE", 0.05)
    async with served.socket(max_queue=1) as socket_:
        await tell(socket_, **HELLO)
        await hear(socket_)
        link = await link_of(served)
        await stall(link)
        link.close(1013, "slow")
        await until(lambda: served.hub.rooms["K7RMX4"].left == 1)
        socket_.transport.abort()


async def test_a_message_in_very_many_fragments_is_refused(served: Served) -> None:
    async with served.socket() as socket_:
        await tell(socket_, **HELLO)
        await hear(socket_)

        async def endless() -> Any:
            while True:
                yield b""
                await asyncio.sleep(0)

        with pytest.raises(ConnectionClosed) as closed:
            await asyncio.wait_for(socket_.send(endless()), 5)
        assert closed.value.rcvd is not None and closed.value.rcvd.code == 1009


@pytest.mark.parametrize("body", [os.urandom(65_537), b"\0" * 15 * 1024 * 1024], ids=["plain", "bomb"])
async def test_more_than_64_kib_after_inflation_is_refused(served: Served, body: bytes) -> None:
    async with served.socket(compression="deflate" if body[:2] == b"\0\0" else None) as socket_:
        await tell(socket_, **HELLO)
        await hear(socket_)
        with contextlib.suppress(ConnectionClosed):
            await socket_.send(body)
        with pytest.raises(ConnectionClosed) as closed:
            await hear(socket_)
        assert closed.value.rcvd is not None and closed.value.rcvd.code == 1009


async def test_bad_text_costs_no_line_in_the_log(served: Served, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        async with served.socket() as socket_:
            await tell(socket_, **HELLO)
            await hear(socket_)
            await socket_.send(b"\xff\xfe", text=True)
            assert (await hear(socket_))["code"] == "malformed"
    assert not caplog.records


# --- the parts of uvicorn that this leans on -------------------------------------------------------------------------


def test_uvicorn_is_the_version_this_was_read_against() -> None:
    """A newer one: read websockets_sansio_impl.py again, run these tests, then change the number here."""
    assert version("uvicorn").startswith("0.54.")
    assert version("websockets").startswith("17.")


async def test_uvicorns_internals_are_where_we_use_them(served: Served) -> None:
    async with served.socket() as socket_:
        await tell(socket_, **HELLO)
        await hear(socket_)
        [protocol] = [one for one in served.server.server_state.connections if isinstance(one, SharedFramesProtocol)]
        missing = [name for name in frames.INTERNALS if not hasattr(protocol, name)]
        assert not missing
        found: Any = protocol.scope["extensions"]
        assert isinstance(protocol.shared, SocketFrames) and protocol.shared.open
        assert found[frames.EXTENSION] is protocol.shared
        assert not protocol.scope["headers"] and protocol.request is None, "the handshake is let go"


async def test_what_comes_in_is_heard_at_once_and_in_order(served: Served) -> None:
    async with served.socket() as socket_:
        await tell(socket_, **HELLO)
        for n in range(1, 16):
            await tell(socket_, t="act", tab="t", n=n, do="rename")
        kept: list[int] = []
        while 15 not in kept:
            kept += [one["n"] for one in [await hear(socket_)] if one["t"] == "kept"]
        assert kept == list(range(1, 16))
        [protocol] = [one for one in served.server.server_state.connections if isinstance(one, SharedFramesProtocol)]
        assert protocol.shared is not None and protocol.shared.heard is not None
        assert not protocol.read_paused and protocol.queue.empty()


async def test_an_inbox_gives_in_order_and_a_gate_holds_all_who_wait() -> None:
    inbox, gate, through = Inbox(), Gate(), list[int]()

    async def pass_through(n: int) -> None:
        await gate.wait()
        through.append(n)

    first = asyncio.create_task(inbox.get())
    await asyncio.sleep(0)
    for n in range(3):
        inbox.put_nowait({"type": str(n)})
    assert [await first, await inbox.get(), await inbox.get()] == [{"type": "0"}, {"type": "1"}, {"type": "2"}]
    assert inbox.empty()
    gate.clear()
    waiting = [asyncio.create_task(pass_through(n)) for n in range(3)]
    await asyncio.sleep(0)
    waiting[0].cancel()
    await asyncio.sleep(0)
    assert not through
    gate.set()
    await asyncio.gather(*waiting, return_exceptions=True)
    await pass_through(3)
    assert through == [1, 2, 3]


@pytest.mark.parametrize("name", [n for n in vars(SharedFramesProtocol) if not n.startswith("_") and n != "cut_later"])
def test_each_method_that_we_override_still_exists(name: str) -> None:
    ours, theirs = getattr(SharedFramesProtocol, name), getattr(WebSocketsSansIOProtocol, name, None)
    assert theirs is not None, f"uvicorn has no {name} any more"
    assert list(inspect.signature(ours).parameters) == list(inspect.signature(theirs).parameters)
    assert inspect.iscoroutinefunction(ours) == inspect.iscoroutinefunction(theirs)


# --- any other server ------------------------------------------------------------------------------------------------


class AnotherServer:
    """ASGI `send` as any server has it; it takes as long as the test wants."""

    def __init__(self) -> None:
        self.sent: list[dict[str, Any]] = []
        self.may = asyncio.Event()
        self.fails = False

    async def send(self, event: dict[str, Any]) -> None:
        await self.may.wait()
        if self.fails:
            raise OSError("gone")
        self.sent.append(event)


async def test_elsewhere_one_message_is_under_way_and_none_waits() -> None:
    server = AnotherServer()
    plain = plain_frames.frames_of({"extensions": {}}, server.send)
    assert isinstance(plain, PlainFrames)
    drains: list[int] = []
    plain.on_drained = lambda: drains.append(len(server.sent))
    assert plain.write(message(n=1))
    assert not plain.write(message(n=2)) and not plain.write(message(n=3))
    server.may.set()
    await until(lambda: drains == [1])
    assert plain.write(message(n=4))
    await plain.settle()
    assert [msgpack.unpackb(event["bytes"])["n"] for event in server.sent] == [1, 4]
    assert drains == [1]


async def test_elsewhere_a_failed_send_closes_without_noise() -> None:
    server = AnotherServer()
    server.fails = True
    server.may.set()
    plain = PlainFrames(server.send)
    assert plain.write(message(n=1))
    await until(lambda: not plain.open)
    assert not plain.write(message(n=2))


async def test_a_whole_conversation_over_plain_sends(dist: Path) -> None:
    """Our app under uvicorn's own protocol, which knows nothing of shared frames."""

    def without_extension(world: Any) -> Any:
        from server.transport.http import build
        from server.transport.statics import Statics

        inner = build(world, Statics(dist))

        async def app(scope: dict[str, Any], receive: Any, send: Any) -> None:
            await inner({**scope, "extensions": {}}, receive, send)

        return app

    async with serve_world(Settings(host="127.0.0.1", port=0), dist, without_extension) as served:
        async with served.socket() as socket_:
            await tell(socket_, **HELLO)
            assert (await hear(socket_))["t"] == "welcome"
            for n in range(1, 6):
                await tell(socket_, t="act", tab="tab1", n=n, do="rename", args={"name": "Aino"})
                assert await hear(socket_) == {"t": "kept", "tab": "tab1", "n": n, "rev": 2}
        await until(lambda: served.hub.rooms["K7RMX4"].left == 1)


async def test_these_tests_run_on_the_loop_that_serves() -> None:
    assert type(asyncio.get_running_loop()).__module__.startswith("uvloop")
