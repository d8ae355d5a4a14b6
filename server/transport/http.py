"""Everything a server speaks, as one ASGI app: the sockets of rooms, the API, the pages and the files."""

from __future__ import annotations

import re
from typing import Any, cast

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from server.folders import static_folder
from server.transport.api import Api
from server.transport.headers import Guarded
from server.transport.pages import Pages, shell
from server.transport.problem import Problem, answer, language
from server.transport.statics import Statics
from server.transport.websocket import Sockets
from server.transport.world import World

_SOCKET = re.compile(r"/ws/([^/]{1,40})")
_CODES = {404: "not_found", 405: "not_allowed", 413: "too_large"}


def build(world: World, statics: Statics | None = None) -> ASGIApp:
    """The app that a server is given."""
    files = statics or Statics(static_folder() / "dist")

    def problem_page(request: Request, problem: Problem) -> Response:
        if request.method != "GET" or "text/html" not in request.headers.get("accept", ""):
            return answer(request, problem)
        html = shell("start", language(request), files.entry("start"), problem=problem)
        return Response(html, problem.status, problem.headers, "text/html")

    async def on_problem(request: Request, error: Exception) -> Response:
        return problem_page(request, cast(Problem, error))

    async def on_http(request: Request, error: Exception) -> Response:
        status, headers = cast(HTTPException, error).status_code, cast(HTTPException, error).headers
        return problem_page(request, Problem(status, _CODES.get(status, "not_found"), headers))

    async def on_error(request: Request, error: Exception) -> Response:
        return problem_page(request, Problem(500, "internal"))

    web = Starlette(
        routes=[*Api(world).routes(), *Pages(world, files).routes()],
        exception_handlers={Problem: on_problem, HTTPException: on_http, Exception: on_error},
    )
    web.router.redirect_slashes = False
    sockets = Sockets(world.hub, world.settings, world.metrics, world.brake, world.flood)

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "websocket":
            await web(scope, receive, send)
        elif found := _SOCKET.fullmatch(scope["path"]):
            await sockets.serve(cast(dict[str, Any], scope), cast(Any, receive), cast(Any, send), found[1])
        else:
            await receive()
            await send({"type": "websocket.close", "code": 1008})

    return Guarded(app, world.settings, world.metrics)
