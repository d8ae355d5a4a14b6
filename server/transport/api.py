"""The HTTP API: rooms are made, copied, exported and brought in here; everything live goes over the socket.

Each operation is one line of `operations()`, from which both the routes and the OpenAPI document are made. There are no
cookies: who may do something shows a key as `Authorization: Bearer …`, the server's create key or a room's host key.
"""

from __future__ import annotations

import asyncio
import functools
from collections.abc import Awaitable, Callable
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from server import __version__, export, models, words
from server.erasing import dated
from server.hub.ports import Created, Full, Make, RoomBroken, Unavailable, UnknownRoom
from server.import_room import LARGEST, Damaged, read
from server.receipts import Receipt
from server.settings import is_loopback
from server.transport.admission import LATER, SHUT, Admission
from server.transport.asked import bearer, code_of, read_body, read_json, same
from server.transport.hosts import bare, base_url, own_origin
from server.transport.openapi import Operation, document
from server.transport.problem import Problem, language
from server.transport.qr import qr_svg
from server.transport.ready import described, model_of
from server.transport.results import Results
from server.transport.shapes import (
    CreateRoom,
    EraseRoom,
    Health,
    Info,
    Link,
    ModelInfo,
    NewLink,
    RoomLinks,
    StartDemo,
    Warned,
)
from server.transport.websocket import clean_code
from server.transport.world import World
from sessions import opening
from sessions.activity import Refused
from sessions.outcome import Tree
from sessions.records import Change

HARD_AT_ONCE = 2
"""Work that takes a processor for a while: more of it at once would only make all of it late."""
IMPORTS_AT_ONCE = 4
"""How many files may be on their way in; each may be large."""


def as_json(value: Any, status: int = 200) -> Response:
    """Any of our shapes as JSON."""
    return Response(msgspec.json.encode(value), status, media_type="application/json")


class Api:
    """The operations, each a method."""

    def __init__(self, world: World) -> None:
        self._world, self._door = world, Admission(world)
        self._hard = asyncio.Semaphore(HARD_AT_ONCE)
        self._results = Results(world.hub, self._hard)
        self._reading = 0

    def operations(self) -> list[Operation]:
        """All of them, in the order in which the document lists them."""
        links, tree_ = RoomLinks, Tree
        return [
            Operation("POST", "/api/rooms", self.create, links, CreateRoom, key="create"),
            Operation("POST", "/api/rooms/{code}/copy", self.copy, links, key="host"),
            Operation("POST", "/api/rooms/{code}/link", self.link, Link, NewLink, key="host"),
            Operation("DELETE", "/api/rooms/{code}", self.erase, Receipt, EraseRoom, key="host"),
            Operation(
                "GET", "/api/rooms/{code}/export", self.export, bytes, key="host", query=("format", "lang", "zone")
            ),
            Operation("GET", "/api/rooms/{code}/result", self.result, tree_),
            Operation("POST", "/api/import", self.import_, links, dict[str, Any], key="create"),
            Operation("POST", "/api/demo", self.demo, links, StartDemo, key="create"),
            Operation("GET", "/api/models", self.models, list[ModelInfo]),
            Operation("GET", "/api/info", self.info, Info, query=("lang",)),
            Operation("GET", "/livez", self.livez, Health),
            Operation("GET", "/readyz", self.readyz, Health),
            Operation("GET", "/metrics", self.metrics, str),
            Operation("GET", "/qr/{code}.svg", self.qr, bytes),
            Operation("GET", "/api/openapi.json", self.openapi, dict[str, Any]),
        ]

    def routes(self) -> list[Route]:
        """The operations as routes."""
        made = [Route(op.path, guarded(self._world, op), methods=[op.method]) for op in self.operations()]
        return [*made, Route("/api/{rest:path}", nothing, methods=["GET", "POST", "PUT", "PATCH", "DELETE"])]

    # rooms

    async def create(self, request: Request) -> Response:
        """Start a workshop from a ready model or an agenda of one's own."""
        self._door.needs_create_key(request)
        wish = await read_json(request, CreateRoom)
        lang = wish.lang or language(request)
        if lang not in words.LANGS:
            raise Problem(400, "bad_body", why=f"lang: {', '.join(words.LANGS)}")
        model = await asyncio.to_thread(model_of, wish)
        made = await self._create(
            request, lambda keys, by: opening.create(model, wish.title, lang, keys, models.lists(), by), wish.keep_days
        )
        return self._made(request, made)

    async def copy(self, request: Request) -> Response:
        """An empty room with the same steps, to rehearse in one and then start clean in the other."""
        room = await self._door.as_host(request)
        return self._made(request, await self._create(request, lambda keys, by: opening.copy(room, keys, by)))

    async def link(self, request: Request) -> Response:
        """A new screen link, or for the operator a facilitator link; the old one is revoked, and its sockets are closed."""
        needed = self._world.operator
        by_operator = bool(needed) and same(bearer(request), needed)
        if not by_operator:
            self._door.heavy(request)
            await self._door.as_host(request)
        wish, code = await read_json(request, NewLink), code_of(request)
        if wish.role != "screen" and not by_operator:
            raise Problem(401, "no_key", SHUT)
        key = await self._world.hub.mint_key(code, wish.role)
        return as_json(Link(f"{self._base(request)}/{wish.role}/{code}#{key}"), 201)

    async def erase(self, request: Request) -> Response:
        """Erase a room for good, with everything that anybody wrote in it; a receipt says how much that was."""
        wish, code = await read_json(request, EraseRoom), code_of(request)
        needed, given = self._world.operator, bearer(request)
        by_operator = bool(needed) and same(given, needed)
        if not by_operator:
            await self._door.as_host(request)
        if clean_code(wish.code) != code:
            raise Problem(400, "wrong_code", code=code)
        if self._world.erase is None:
            raise Problem(404, "not_found")
        return as_json(await self._world.erase(code, "operator" if by_operator else "host"))

    async def export(self, request: Request) -> Response:
        """The room as a file of the asked format, at any minute."""
        self._door.heavy(request)
        room = await self._door.as_host(request)
        code, format = code_of(request), request.query_params.get("format", "json")
        asked = request.query_params.get("lang", "")
        lang = asked if asked in words.LANGS else words.known(room.workshop.lang)
        if format not in export.formats():
            raise Problem(400, "unknown_format", format=format[:40], formats=", ".join(export.formats()))
        now, zone = self._world.now(), request.query_params.get("zone", "UTC")[:64]
        async with self._hard:
            body = await asyncio.to_thread(export.write, format, room, lang, words, code=code, at=now, zone=zone)
        name = export.file_name(format, code, now, zone)
        headers = {"content-disposition": f'attachment; filename="{name}"', "content-language": lang}
        return Response(body, headers=headers, media_type=export.formats()[format].MEDIA_TYPE)

    async def result(self, request: Request) -> Response:
        """What the workshop gave, as everybody in it may see it; there once it has ended."""
        charge = functools.partial(self._door.heavy, request)
        body = await self._door.braked(request, lambda code: self._results.of(code, charge))
        return Response(body, media_type="application/json")

    async def import_(self, request: Request) -> Response:
        """Bring in a JSON export as a new room with a code and keys of its own."""
        self._door.needs_create_key(request)
        self._door.heavy(request)
        if self._reading >= IMPORTS_AT_ONCE:
            raise Problem(429, "slow_down", LATER)
        self._reading += 1
        try:
            body = await read_body(request, LARGEST)
            async with self._hard:
                change = await asyncio.to_thread(read, body)
        except Damaged as wrong:
            raise Problem(400, "wrong_import", why=wrong.sentence(words, language(request))) from wrong
        finally:
            self._reading -= 1
        made = await self._create(request, lambda keys, by: Change(put=(*opening.keys(keys), *change.put)))
        return self._made(request, made)

    async def demo(self, request: Request) -> Response:
        """Start a room in which simulated people move in real time."""
        self._door.needs_create_key(request)
        self._door.heavy(request)
        start = self._world.demo()
        if start is None:
            raise Problem(404, "not_found")
        wish = await read_json(request, StartDemo)
        return self._made(request, await start(words.known(wish.lang or language(request))))

    # about the server

    async def models(self, request: Request) -> Response:
        """The ready workshops."""
        return as_json(await asyncio.to_thread(lambda: [described(models.load(name)) for name in models.names()]))

    async def info(self, request: Request) -> Response:
        """About this server, for the pages that somebody starts a workshop from."""
        settings, lang = self._world.settings, language(request)
        url = self._base(request)
        codes = []
        if is_loopback(bare(url.partition("://")[2])):
            codes.append("loopback")
        if settings.passing_data:
            codes.append("passing-data")
        return as_json(
            Info(
                version=__version__,
                url=url,
                warnings=tuple(Warned(code.replace("-", "_"), words.say(lang, f"warning-{code}")) for code in codes),
                create_key=self._door.keyed(request),
                demo=self._world.demo() is not None,
                keep_days=self._world.settings.keep_days,
                langs=words.LANGS,
                formats=tuple(export.formats()),
            )
        )

    async def livez(self, request: Request) -> Response:
        """The process runs; says nothing about anything it depends on."""
        return as_json(Health(ok=True))

    async def readyz(self, request: Request) -> Response:
        """Everything that is needed to keep somebody's action works."""
        checks = dict(await self._world.checks())
        ok = all(checks.values())
        return as_json(Health(ok, checks), 200 if ok else 503)

    async def metrics(self, request: Request) -> Response:
        """Figures in the Prometheus text format; no names, no codes, no texts."""
        return Response(self._world.figures(), media_type="text/plain; version=0.0.4; charset=utf-8")

    async def qr(self, request: Request) -> Response:
        """The join address as a QR code that scales to a wall."""
        code = code_of(request)
        self._door.heavy(request)
        svg = await asyncio.to_thread(qr_svg, f"{self._base(request)}/{code}")
        return Response(svg, media_type="image/svg+xml")

    async def openapi(self, request: Request) -> Response:
        """This document."""
        return as_json(document(self.operations()))

    # what they share

    def _base(self, request: Request) -> str:
        return base_url(self._world.settings, request.scope, self._world.port)

    async def _create(self, request: Request, make: Make, keep_days: int | None = None) -> Created:
        self._door.makes_room(request)
        return await self._world.hub.create(dated(make, keep_days or self._world.settings.keep_days))

    def _made(self, request: Request, created: Created) -> Response:
        base, code = self._base(request), created.code
        host, screen = f"{base}/host/{code}#{created.host_key}", f"{base}/screen/{code}#{created.screen_key}"
        return as_json(RoomLinks(code, f"{base}/{code}", host, screen), 201)


def guarded(world: World, op: Operation) -> Callable[[Request], Awaitable[Response]]:
    """The operation, for our own pages and for programs; another site's page may read and change nothing."""

    async def endpoint(request: Request) -> Response:
        if op.method != "GET" and not own_origin(world.settings, request.scope):
            raise Problem(403, "foreign_origin")
        try:
            return await op.endpoint(request)
        except UnknownRoom as wrong:
            raise Problem(404, "unknown_room", code=str(request.path_params.get("code", ""))[:20]) from wrong
        except Refused as refused:
            if refused.code != "disk_full":
                raise
            raise Problem(507, "disk_full", {"retry-after": "60"}) from refused
        except RoomBroken as wrong:
            raise Problem(500, "room_broken") from wrong
        except Full as wrong:
            raise Problem(507, "disk_full", {"retry-after": "60"}) from wrong
        except Unavailable as wrong:
            raise Problem(503, "unavailable", {"retry-after": "5"}) from wrong

    return endpoint


async def nothing(request: Request) -> Response:
    """No operation has this path."""
    raise Problem(404, "not_found")
