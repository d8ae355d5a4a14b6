"""What an HTTP request brings along: a code, a key, a body. Everything is bounded before it is looked at."""

from __future__ import annotations

import hmac
from hashlib import sha256
from typing import TypeVar

import msgspec
from starlette.requests import Request

from server.hub.ports import UnknownRoom
from server.transport.problem import Problem
from server.transport.websocket import clean_code

MOST_JSON = 256 * 1024
Body = TypeVar("Body")


def code_of(request: Request) -> str:
    """The room's code in the path. Raises `UnknownRoom` when it cannot be one."""
    code = clean_code(request.path_params["code"])
    if not code:
        raise UnknownRoom
    return code


def client_of(request: Request) -> str:
    """The address that asks, as the proxy names it where there is one of ours."""
    return request.client.host if request.client else ""


def bearer(request: Request) -> str:
    """The key in the Authorization header, or ""."""
    scheme, _, key = request.headers.get("authorization", "").partition(" ")
    return key.strip() if scheme.lower() == "bearer" else ""


def same(given: str, needed: str) -> bool:
    """Compares two secrets without telling by its time how much of them is equal."""
    return hmac.compare_digest(sha256(given.encode()).digest(), sha256(needed.encode()).digest())


async def read_body(request: Request, most: int) -> bytes:
    """The body, or a `Problem` as soon as it is larger than it may be."""
    parts, size = [], 0
    async for part in request.stream():
        size += len(part)
        if size > most:
            raise Problem(413, "too_large", most=most // 1024)
        parts.append(part)
    return b"".join(parts)


async def read_json(request: Request, kind: type[Body]) -> Body:
    """The body as one of our shapes; an empty one is the shape with nothing asked for."""
    body = await read_body(request, MOST_JSON)
    try:
        return msgspec.json.decode(body or b"{}", type=kind)
    except (msgspec.ValidationError, msgspec.DecodeError, RecursionError) as wrong:
        raise Problem(400, "bad_body", why=str(wrong)) from wrong
