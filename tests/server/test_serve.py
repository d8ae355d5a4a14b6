"""The real process: how it starts, what it refuses to start with, and how it leaves."""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
import signal
import socket
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import msgpack
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

ROOT = Path(__file__).resolve().parents[2]
HELLO: dict[str, Any] = {"t": "hello", "me": "m" * 32, "tab": "tab1", "name": "Aino Virtanen"}
AGENDA = {
    "title": {"fi": "Kevät"},
    "langs": ["fi"],
    "steps": [{"key": "a", "phase": "open", "activity": "talk", "title": {"fi": "Alku"}, "minutes": 5}],
}


class Process:
    """`python -m server serve` with its own folder and a free port."""

    def __init__(self, process: asyncio.subprocess.Process, port: int) -> None:
        self.process, self.port, self.url = process, port, f"http://127.0.0.1:{port}"

    async def room(self) -> dict[str, str]:
        async with httpx.AsyncClient(base_url=self.url, trust_env=False) as http:
            answer = await http.post("/api/rooms", json={"agenda": AGENDA, "lang": "fi"})
        assert answer.status_code == 201, answer.text
        return answer.json()  # type: ignore[no-any-return]

    def socket(self, code: str) -> connect:
        return connect(f"ws://127.0.0.1:{self.port}/ws/{code}", subprotocols=[Subprotocol("talkoot.v1")], proxy=None)

    async def end(self, number: int = signal.SIGTERM) -> tuple[int, str]:
        """Exit code and everything that was said on stderr."""
        if self.process.returncode is None:
            self.process.send_signal(number)
        async with asyncio.timeout(15):
            _, said = await self.process.communicate()
        return self.process.returncode or 0, said.decode()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def begun(data: Path, *flags: str, module: str = "server", **env: str) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", module, "serve", "--data", str(data), *flags,
        cwd=ROOT, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE, env=os.environ | env,
    )  # fmt: skip


@contextlib.asynccontextmanager
async def served(data: Path, *flags: str, module: str = "server", **env: str) -> AsyncIterator[Process]:
    port = free_port()
    process = await begun(data, "--port", str(port), *flags, module=module, **env)
    running = Process(process, port)
    try:
        async with asyncio.timeout(20), httpx.AsyncClient(base_url=running.url, trust_env=False) as http:
            while True:
                assert process.returncode is None, (await process.communicate())[1].decode()
                with contextlib.suppress(httpx.TransportError):
                    if (await http.get("/readyz")).status_code == 200:
                        break
                await asyncio.sleep(0.05)
        yield running
    finally:
        if process.returncode is None:
            process.kill()
            await process.communicate()


async def hear(socket_: Any) -> dict[str, Any]:
    async with asyncio.timeout(10):
        return msgpack.unpackb(await socket_.recv())  # type: ignore[no-any-return]


async def hear_until(socket_: Any, kind: str) -> dict[str, Any]:
    while (said := await hear(socket_))["t"] != kind:
        pass
    return said


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_it_says_goodbye_and_leaves_with_0(tmp_path: Path, number: int) -> None:
    async with served(tmp_path / "data") as server:
        code = (await server.room())["code"]
        async with server.socket(code) as socket_:
            await socket_.send(msgpack.packb(HELLO))
            await hear_until(socket_, "welcome")
            server.process.send_signal(number)
            bye = await hear_until(socket_, "bye")
            assert bye["code"] == "restart" and bye["again"] and bye["say"]
            with pytest.raises(ConnectionClosed) as closed:
                await hear(socket_)
            assert closed.value.rcvd is not None and closed.value.rcvd.code == 1012
        exit_code, said = await server.end(number)
    assert exit_code == 0, said
    assert "Traceback" not in said


async def test_what_was_kept_is_there_after_a_restart_and_after_a_kill(tmp_path: Path) -> None:
    data = tmp_path / "data"
    names: list[str] = []
    async with served(data) as server:
        code = (await server.room())["code"]
    for n, number in enumerate((signal.SIGKILL, signal.SIGTERM, signal.SIGKILL)):
        async with served(data) as server, server.socket(code) as socket_:
            await socket_.send(msgpack.packb(HELLO))
            welcome = await hear_until(socket_, "welcome")
            own = [record["name"] for record in welcome["put"] if record["kind"] == "self"]
            assert own == [names[-1] if names else "Aino Virtanen"]
            names.append(f"Name {n}")
            act = {"t": "act", "tab": f"tab{n}", "n": 1, "do": "rename", "args": {"name": names[-1]}}
            await socket_.send(msgpack.packb(act))
            assert (await hear_until(socket_, "kept"))["n"] == 1
            await server.end(number)


async def test_one_process_whatever_the_platform_says(tmp_path: Path) -> None:
    async with served(tmp_path / "data", WEB_CONCURRENCY="4") as server:
        children = Path(f"/proc/{server.process.pid}/task/{server.process.pid}/children")
        assert not children.exists() or not children.read_text(encoding="utf-8").strip()
        exit_code, _ = await server.end()
    assert exit_code == 0


async def refusal(data: Path, *flags: str, **env: str) -> str:
    """The one line with which it refuses to start."""
    process = await begun(data, *flags, **env)
    async with asyncio.timeout(20):
        _, said = await process.communicate()
    assert process.returncode, "it started"
    lines = said.decode().strip().splitlines()
    assert len(lines) == 1, said.decode()
    return lines[0]


async def test_a_port_in_use_is_one_line(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        line = await refusal(tmp_path / "data", "--port", str(port))
    assert str(port) in line and "in use" in line


async def test_a_folder_in_use_is_one_line(tmp_path: Path) -> None:
    async with served(tmp_path / "data"):
        line = await refusal(tmp_path / "data", "--port", "0")
    assert str(tmp_path / "data") in line and "in use" in line


async def test_a_folder_that_cannot_be_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert str(tmp_path / "file") in await refusal(tmp_path / "file" / "data", "--port", "0")


async def test_a_wrong_setting_is_one_line(tmp_path: Path) -> None:
    assert "PORT" in await refusal(tmp_path / "data", PORT="eighty")


async def test_off_loopback_a_key_is_made_printed_and_asked_for(tmp_path: Path) -> None:
    data = tmp_path / "data"
    async with served(data, "--host", "0.0.0.0") as server:
        async with httpx.AsyncClient(base_url=server.url, trust_env=False) as http:
            assert (await http.post("/api/rooms", json={"agenda": AGENDA})).status_code == 401
            key = (data / "create-key").read_text(encoding="utf-8").strip()
            right = await http.post("/api/rooms", json={"agenda": AGENDA}, headers={"Authorization": f"Bearer {key}"})
            assert right.status_code == 201
        server.process.terminate()
        async with asyncio.timeout(15):
            printed, _ = await server.process.communicate()
    assert key in printed.decode()


async def test_the_log_holds_no_code_no_name_no_key_and_no_address(tmp_path: Path) -> None:
    async with served(tmp_path / "data", "--log", "debug") as server:
        links = await server.room()
        code, key = links["code"], links["host_url"].partition("#")[2]
        async with httpx.AsyncClient(base_url=server.url, trust_env=False) as http:
            await http.get(f"/{code}")
            await http.get(f"/api/rooms/{code}/export", headers={"Authorization": f"Bearer {key}"})
            await http.get("/api/rooms/AAAAAA/result")
        async with server.socket(code) as socket_:
            await socket_.send(msgpack.packb(HELLO | {"role_key": key}))
            await hear_until(socket_, "welcome")
            await socket_.send(b"\xff\xff canary \xff")
            await hear_until(socket_, "refused")
        exit_code, said = await server.end()
    assert exit_code == 0
    assert code not in said
    assert key not in said and "Virtanen" not in said and "canary" not in said and HELLO["me"] not in said
    assert not re.search(r"127\.0\.0\.1:\d+", said)


async def test_broken_requests_do_not_fill_the_log(tmp_path: Path) -> None:
    async with served(tmp_path / "data") as server:
        for _ in range(200):
            reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
            writer.write(b"\x00\x01\x02 broken\r\n\r\n")
            await reader.read()
            writer.close()
        exit_code, said = await server.end()
    assert exit_code == 0
    assert 1 <= len(said.splitlines()) < 20, said
