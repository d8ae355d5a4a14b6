"""The few HTTP calls that the command line makes to a running server."""

from __future__ import annotations

import asyncio
import json
import urllib.error
import urllib.request
from typing import Any


class Failed(Exception):
    """The server said no; the message is its sentence, `code` its stable code."""

    def __init__(self, code: str, say: str) -> None:
        super().__init__(say)
        self.code = code


def call(url: str, body: Any = None, key: str = "", method: str = "", lang: str = "en") -> bytes:
    """One request; the body is sent as JSON (bytes as they are). Raises `Failed`."""
    data = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
    headers = {"Accept-Language": lang} | ({"Content-Type": "application/json"} if data is not None else {})
    if key:
        headers["Authorization"] = f"Bearer {key}"
    if not url.startswith(("http://", "https://")):
        raise Failed("wrong_url", f"expected an address that begins with http:// or https://, not {url!r}")
    request = urllib.request.Request(url, data, headers, method=method or ("POST" if data is not None else "GET"))  # noqa: S310
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310 - the scheme is checked above
            read: bytes = answer.read()
            return read
    except urllib.error.HTTPError as error:
        try:
            said = json.loads(error.read())
            code, say = str(said["code"]), str(said["say"])
        except (ValueError, KeyError, TypeError):
            code, say = "http", f"{url} answered {error.code}"
        raise Failed(code, say) from error
    except OSError as error:
        reason = getattr(error, "reason", error)
        why = (getattr(reason, "strerror", None) or str(reason)).lower()
        raise Failed("unreachable", f"cannot reach {url}: {why}; is a server running there?") from error


async def ask(url: str, body: Any = None, key: str = "") -> Any:
    """`call` away from the loop, its answer read as JSON."""
    return json.loads(await asyncio.to_thread(call, url, body, key))


def socket_url(base: str, code: str) -> str:
    return f"ws{base.removeprefix('http')}/ws/{code}"
