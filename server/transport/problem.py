"""What an HTTP request gets when it cannot have what it asks for: `{code, say}`, in its own language."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from server import words


class Said(msgspec.Struct, frozen=True):
    """Why not: a stable code for programs, a sentence for people."""

    code: str
    say: str


class Problem(Exception):
    """Raised anywhere below a route; the sentence is the message `error-<code>` with `args`."""

    def __init__(self, status: int, code: str, /, headers: Mapping[str, str] | None = None, **args: str | int) -> None:
        super().__init__(code)
        self.status, self.code, self.headers, self.args_ = status, code, headers, args


def language(request: Request) -> str:
    """The language asked for in the address, else the one the browser prefers."""
    asked = request.query_params.get("lang", "")
    return asked if asked in words.LANGS else words.preferred(request.headers.get("accept-language", ""))


def sentence(lang: str, problem: Problem) -> str:
    """What a person reads about it."""
    return words.say(lang, f"error-{problem.code.replace('_', '-')}", **problem.args_)


def answer(request: Request, problem: Problem) -> Response:
    """The problem as JSON."""
    lang = language(request)
    body = msgspec.json.encode(Said(problem.code, sentence(lang, problem)))
    headers = {"content-language": lang, **(problem.headers or {})}
    return Response(body, problem.status, headers, "application/json")
