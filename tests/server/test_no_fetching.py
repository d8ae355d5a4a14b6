"""The server asks nobody for anything: no address that somebody typed is ever fetched, no browser runs beside it (T15)."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ASKS = {
    "aiohttp", "ftplib", "http.client", "httpx", "playwright", "requests", "selenium", "smtplib", "telnetlib", "urllib.request",
    "urllib3", "websockets.asyncio.client", "websockets.sync.client", "weasyprint", "xmlrpc.client",
}  # fmt: skip
"""Modules with which one asks others."""
CALLS = {"create_connection", "open_connection", "sock_connect", "urlopen", "urlretrieve"}
COMMANDS = ("server/rehearse/", "server/commands/", "server/operator.py")
"""What a person runs by hand, with an address of their own; no part of what serves imports it."""


def asking(source: str) -> Iterator[str]:
    """What in a file could ask others for something."""
    for node in ast.walk(ast.parse(source)):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CALLS:
            yield f"{node.func.attr} in line {node.lineno}"
        yield from (name for name in names if name in ASKS)


def imported(source: str) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


def served() -> dict[str, str]:
    """Every module that `serve` loads, over however many steps: name → source."""
    modules = {
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
        for part in ("server", "sessions")
        for path in (ROOT / part).rglob("*.py")
    }
    found: dict[str, str] = {}
    ahead = ["server.serve", *(name for name in modules if name.startswith(("server.export", "sessions")))]
    while ahead:
        name = ahead.pop()
        if name in found or name not in modules:
            continue
        found[name] = modules[name].read_text(encoding="utf-8")
        ahead += imported(found[name])
    return found


def test_nothing_that_serves_can_ask_anybody() -> None:
    modules = served()
    assert len(modules) > 80 and "server.transport.api" in modules
    assert {name: found for name, source in modules.items() if (found := list(asking(source)))} == {}


def test_only_commands_can() -> None:
    asks = [
        str(path.relative_to(ROOT))
        for path in (ROOT / "server").rglob("*.py")
        if list(asking(path.read_text(encoding="utf-8")))
    ]
    assert asks and all(path.startswith(COMMANDS) for path in asks)


def test_the_look_bites() -> None:
    """The twin."""
    for source in ("import urllib.request", "from urllib import request", "import httpx", "loop.sock_connect(s, a)"):
        assert list(asking(source)), source
