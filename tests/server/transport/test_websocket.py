"""The socket of a room: who may connect, what a mistake costs, and that the loop never waits."""

from __future__ import annotations

import asyncio
import random
from typing import Any

import msgpack
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from server.hub.ports import Act, Hello, Soft, Sync
from server.transport import websocket
from tests.server.transport.conftest import HELLO, Served, hear, tell, until
from tests.server.transport.fakes import message


async def closed_with(socket_: Any) -> int:
    with pytest.raises(ConnectionClosed) as closed:
        async with asyncio.timeout(5):
            await socket_.recv()
    assert closed.value.rcvd is not None
    return closed.value.rcvd.code


async def test_hello_acts_sync_and_soft_reach_the_room(served: Served) -> None:
    room = served.hub.rooms["K7RMX4"]
    async with served.socket() as socket_:
        assert socket_.subprotocol == "talkoot.v1"
        await tell(socket_, **HELLO, lang="fi")
        assert (await hear(socket_))["t"] == "welcome"
        await tell(socket_, t="act", tab="tab1", n=1, do="rename", args={"name": "Aino"})
        assert await hear(socket_) == {"t": "kept", "tab": "tab1", "n": 1, "rev": 2}
        await tell(socket_, t="sync", since=["e", 1, ["all"]])
        await tell(socket_, t="soft", ping=3)
        assert (await hear(socket_))["pong"] == 3
        assert [type(heard) for heard in room.heard] == [Hello, Act, Sync, Soft]
        assert room.links[0].lang == "fi"
    await until(lambda: room.left == 1)
    assert not served.world.metrics.buffers


@pytest.mark.parametrize("code", ["k7rmx4", "K7R-MX4", "k7r-mx4"])
async def test_a_code_may_be_typed_as_it_is_spoken(served: Served, code: str) -> None:
    async with served.socket(code) as socket_:
        await tell(socket_, **HELLO)
        assert (await hear(socket_))["t"] == "welcome"


SENTENCES = {
    "fi": "Tällä koodilla ei löydy työpajaa. Tarkista koodi fasilitaattorilta.",
    "sv": "Det finns ingen workshop med den här koden. Kontrollera koden med ledaren.",
}


@pytest.mark.parametrize("lang", SENTENCES)
async def test_an_unknown_code_is_said_in_the_persons_language(served: Served, lang: str) -> None:
    async with served.socket("AAAAAA", additional_headers={"Accept-Language": f"{lang}, en;q=0.5"}) as socket_:
        await tell(socket_, **HELLO)
        said = await hear(socket_)
        assert said == {"t": "bye", "code": "unknown_room", "say": SENTENCES[lang], "again": False, "after": 0}
        assert await closed_with(socket_) == websocket.CLOSE_UNKNOWN


async def test_the_hellos_language_counts_more_than_the_headers(served: Served) -> None:
    async with served.socket("AAAAAA", additional_headers={"Accept-Language": "sv"}) as socket_:
        await tell(socket_, **HELLO, lang="fi-FI")
        assert (await hear(socket_))["say"] == SENTENCES["fi"]


@pytest.mark.parametrize(
    ("code", "said", "again"),
    [
        ("BROKE", "room_broken", False),
        ("LATER", "unavailable", True),
        ("CRASH", "internal", True),
        ("..", "unknown_room", False),
    ],
)
async def test_a_room_that_cannot_be_opened_says_why(served: Served, code: str, said: str, again: bool) -> None:
    async with served.socket(code) as socket_:
        await tell(socket_, **HELLO)
        bye = await hear(socket_)
        assert (bye["t"], bye["code"], bye["again"]) == ("bye", said, again)
        assert (bye["after"] > 0) == again and bye["say"] != bye["code"]
        await closed_with(socket_)


FIRST = {
    "malformed": [b"\xc1", msgpack.packb({"t": "hello"}), random.Random(1).randbytes(100), "text"],
    "unknown_message": [msgpack.packb({"t": "admin"})],
    "first_hello": [msgpack.packb({"t": "act", "tab": "t", "n": 1, "do": "rename"}), msgpack.packb({"t": "soft"})],
}


@pytest.mark.parametrize(("code", "body"), [(code, body) for code, bodies in FIRST.items() for body in bodies])
async def test_a_wrong_first_message_costs_the_socket(served: Served, code: str, body: bytes | str) -> None:
    async with served.socket() as socket_:
        await socket_.send(body)
        bye = await hear(socket_)
        assert bye["t"] == "bye" and not bye["again"] and bye["code"] in (code, "malformed", "unknown_message")
        assert await closed_with(socket_) == websocket.CLOSE_MALFORMED
    assert not served.hub.rooms["K7RMX4"].heard


async def test_who_says_nothing_is_let_go(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(websocket, "FIRST_MESSAGE_WITHIN", 0.05)
    async with served.socket() as socket_:
        assert (await hear(socket_))["code"] == "first_hello"
        await closed_with(socket_)


async def test_who_leaves_before_saying_anything_is_no_error(served: Served, caplog: pytest.LogCaptureFixture) -> None:
    async with served.socket():
        pass
    await until(lambda: served.world.metrics.opened.value == 1 and not served.world.metrics.buffers)
    assert not caplog.records


@pytest.mark.parametrize(
    "body",
    [
        b"\xc1",
        msgpack.packb({"t": "act", "tab": "tab1", "n": 9, "do": "x", "admin": True}),
        msgpack.packb({"t": "hello", "me": "m" * 32, "tab": "t"}),
        "text",
    ],
)
async def test_a_wrong_later_message_is_refused_and_the_socket_survives(served: Served, body: bytes | str) -> None:
    async with served.socket() as socket_:
        await tell(socket_, **HELLO)
        await hear(socket_)
        await socket_.send(body)
        refused = await hear(socket_)
        assert refused["t"] == "refused" and refused["code"] in ("malformed", "unknown_message") and refused["say"]
        assert (refused["tab"], refused["n"]) == (
            ("tab1", 9) if b"admin" in (body if isinstance(body, bytes) else b"") else ("", 0)
        )
        await tell(socket_, t="act", tab="tab1", n=10, do="rename")
        assert (await hear(socket_))["t"] == "kept"


@pytest.mark.parametrize("served", [{"acts_at_once": 5.0, "acts_per_second": 0.5}], indirect=True)
async def test_too_many_actions_at_once_are_slowed(served: Served) -> None:
    async with served.socket() as socket_:
        await tell(socket_, **HELLO)
        await hear(socket_)
        for n in range(1, 8):
            await tell(socket_, t="act", tab="tab1", n=n, do="rename")
        answers = [await hear(socket_) for _ in range(7)]
    assert [answer["t"] for answer in answers] == ["kept"] * 5 + ["refused"] * 2
    assert [(a["code"], a["n"]) for a in answers[5:]] == [("slow_down", 6), ("slow_down", 7)]
    assert len(served.hub.rooms["K7RMX4"].heard) == 6


@pytest.mark.parametrize("served", [{"acts_at_once": 1.0, "acts_per_second": 0.0}], indirect=True)
async def test_a_flood_ends_the_connection(served: Served) -> None:
    async with served.socket() as socket_:
        await tell(socket_, **HELLO)
        said: list[dict[str, Any]] = [await hear(socket_)]
        for n in range(websocket.PATIENCE + 5):
            await tell(socket_, t="act", tab="tab1", n=n + 1, do="rename")
        while said[-1]["t"] != "bye":
            said.append(await hear(socket_))
        assert said[-1]["code"] == "slow_down" and said[-1]["again"] and said[-1]["after"] >= 10_000
        await closed_with(socket_)


async def test_too_many_soft_messages_are_dropped_in_silence(served: Served) -> None:
    async with served.socket() as socket_:
        await tell(socket_, **HELLO)
        await hear(socket_)
        for _ in range(300):
            await tell(socket_, t="soft", writing=True)
        await tell(socket_, t="act", tab="tab1", n=1, do="rename")
        assert (await hear(socket_))["t"] == "kept"
    heard = [one for one in served.hub.rooms["K7RMX4"].heard if isinstance(one, Soft)]
    assert 30 <= len(heard) < 100


async def test_pongs_are_read_while_the_room_is_busy(served: Served) -> None:
    """The room answers when its disk has answered; the socket does not wait for that."""
    room = served.hub.rooms["K7RMX4"]
    waiting: list[Any] = []
    room.on_act = lambda link, act: waiting.append((link, act))
    async with served.socket() as socket_:
        await tell(socket_, **HELLO)
        await hear(socket_)
        for n in range(1, 31):
            await tell(socket_, t="act", tab="tab1", n=n, do="rename")
        async with asyncio.timeout(5):
            await (await socket_.ping())
        await until(lambda: len(waiting) == 30)
        for link, act in waiting:
            link.write(message(t="kept", tab=act.tab, n=act.n, rev=1))
        assert [(await hear(socket_))["n"] for _ in range(30)] == list(range(1, 31))


# --- from where ------------------------------------------------------------------------------------------------------


async def knock(served: Served, **headers: str) -> int:
    """The HTTP status of a handshake with these headers."""
    try:
        async with served.socket(additional_headers=headers):
            return 101
    except InvalidStatus as refused:
        return refused.response.status_code


FOREIGN = [
    "https://evil.example", "http://evil.example", "null", "", "file://", "http://localhost", "https://localhost:1",
    "http://127.0.0.1", "http://127.0.0.1:1", "http://127.0.0.1.evil.example:{port}", "http://evil.example:{port}",
    "http://127.0.0.1:{port}.evil.example", "http://user@127.0.0.1:{port}", "http://127.0.0.1:{port}/", "127.0.0.1:{port}",
    "http://127.0.0.1:{port}@evil.example", "chrome-extension://abc", "ws://127.0.0.1:{port}", "http://[::1]:{port}",
    "http://127.0.0.1:{port} http://evil.example", "javascript:1", "data:,x", "http://localhost:{port}",
    "Null", "NULL", "undefined", "about:blank", "blob:http://127.0.0.1:{port}/x", "filesystem:http://127.0.0.1:{port}",
    "moz-extension://abc", "capacitor://localhost", "ionic://127.0.0.1:{port}", "app://127.0.0.1:{port}", "//127.0.0.1:{port}",
    "HTTP://127.0.0.1:{port}", "http:/127.0.0.1:{port}", "http:127.0.0.1:{port}", "http://127.0.0.1:{port}?x", "http://127.0.0.1:{port}#x",
    "http://127.0.0.1:{port}\\evil.example", "http://127.0.0.1:0{port}", "http://127.0.0.1:{port}0", "http://127.1:{port}",
    "http://2130706433:{port}", "http://0x7f000001:{port}", "http://0177.0.0.1:{port}", "http://[::ffff:127.0.0.1]:{port}",
    "http://127.0.0.1.:{port}", "http://127.0.0.1%3A{port}", "http://127.0.0.1:{port},http://127.0.0.1:{port}", "*",
]  # fmt: skip


@pytest.mark.parametrize("origin", FOREIGN)
async def test_foreign_origins_are_refused(served: Served, origin: str) -> None:
    assert await knock(served, Origin=origin.format(port=served.port)) == 403
    assert served.world.metrics.unwelcome.value == 1


def test_there_are_fifty_foreign_ones() -> None:
    assert len(set(FOREIGN)) >= 50


async def test_without_the_look_at_origins_all_of_them_come_in(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    """The twin: what refuses them is this one look."""
    monkeypatch.setattr(websocket, "own_origin", lambda settings, scope: True)
    for origin in FOREIGN:
        assert await knock(served, Origin=origin.format(port=served.port)) == 101


async def test_our_own_page_and_programs_may_connect(served: Served) -> None:
    assert await knock(served, Origin=f"http://127.0.0.1:{served.port}") == 101
    assert await knock(served) == 101


@pytest.mark.parametrize("served", [{"public_url": "https://workshop.example.org"}], indirect=True)
async def test_the_public_address_may_connect(served: Served) -> None:
    assert await knock(served, Origin="https://workshop.example.org") == 101
    assert await knock(served, Origin="https://workshop.example.org:444") == 403
    assert await knock(served, Origin="https://other.example.org") == 403


async def test_another_name_for_this_server_may_connect(served: Served) -> None:
    """A venue's name for the machine, or a proxy that passes the Host on."""
    where = {"host": "127.0.0.1", "port": served.port, "subprotocols": ["talkoot.v1"], "proxy": None}
    async with connect("ws://workshop.lan/ws/K7RMX4", origin="http://workshop.lan", **where):  # type: ignore[arg-type]
        pass
    with pytest.raises(InvalidStatus):
        async with connect("ws://workshop.lan/ws/K7RMX4", origin="http://other.lan", **where):  # type: ignore[arg-type]
            pass


async def test_two_hosts_are_one_too_many(served: Served) -> None:
    assert await knock(served, Host="workshop.lan") == 403


async def test_two_origins_are_one_too_many(served: Served) -> None:
    own = f"http://127.0.0.1:{served.port}"
    with pytest.raises(InvalidStatus):
        async with served.socket(additional_headers=[("Origin", own), ("Origin", own)]):
            pass


async def test_without_the_subprotocol_there_is_no_socket(served: Served) -> None:
    with pytest.raises(InvalidStatus):
        async with served.socket(subprotocols=["talkoot.v2"]):
            pass


async def test_other_paths_have_no_socket(served: Served) -> None:
    with pytest.raises(InvalidStatus):
        async with served.socket("a/b"):
            pass


@pytest.mark.parametrize("served", [{"wrong_codes_at_once": 3.0, "wrong_codes_per_minute": 0.0}], indirect=True)
async def test_trying_codes_is_braked_but_not_for_rooms_one_is_in(served: Served) -> None:
    async def first_word(code: str) -> str:
        async with served.socket(code) as socket_:
            await tell(socket_, **HELLO)
            said = await hear(socket_)
            return str(said.get("code", said["t"]))

    served.hub.rooms["AB2CD3"] = served.hub.rooms["K7RMX4"]
    assert await first_word("K7RMX4") == "welcome"
    assert [await first_word(f"AAAAA{n}") for n in range(2, 5)] == ["unknown_room"] * 3
    assert await first_word("AAAAA5") == "slow_down"
    assert await first_word("AB2CD3") == "slow_down"
    assert await first_word("K7RMX4") == "welcome"


# --- leaving ---------------------------------------------------------------------------------------------------------


async def test_everybody_reads_the_goodbye_before_the_server_goes(served: Served) -> None:
    sockets = [await served.socket() for _ in range(5)]
    for socket_ in sockets:
        await tell(socket_, **HELLO)
        await hear(socket_)
    served.server.should_exit = True
    for socket_ in sockets:
        bye = await hear(socket_)
        assert (bye["t"], bye["again"]) == ("bye", True)
        assert await closed_with(socket_) == 1012
    async with asyncio.timeout(5):
        await served.task
    assert served.hub.drained
