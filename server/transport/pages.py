"""The pages: five shells of one template. What a page shows is drawn by its script from the room's records.

A shell carries the language, the hashed files of its page and nothing of the room: no title, no name, no key. Only that
there is no such room is said in the shell itself, so that it can be read before (and without) any script; and that the
session has ended, so that whoever comes later sees its result without a door in between.
"""

from __future__ import annotations

import gzip
from html import escape

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from server import __version__, words
from server.hub.ports import LiveRoom, RoomBroken, Unavailable, UnknownRoom
from server.transport.asked import client_of
from server.transport.problem import Problem, language, sentence
from server.transport.statics import FOREVER, Entry, Statics, accepted_encodings
from server.transport.websocket import clean_code
from server.transport.world import World

ICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">'
    '<path fill="#7a3e9d" d="M1 16 9 6l8 10-8 10z"/><path fill="#b4451f" fill-opacity=".85" d="M15 16l8-10 8 10-8 10z"/>'
    "</svg>"
)
_SHELL = """<!doctype html>
<html lang="{lang}" data-page="{page}" data-version="{version}" data-words="/words/{{lang}}.ftl?v={words}"{data}>
<head>
<meta charset="utf-8">
<title>{title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover, interactive-widget=resizes-content">
<meta name="color-scheme" content="light dark">
<meta name="theme-color" content="#faf6ef" media="(prefers-color-scheme: light)">
<meta name="theme-color" content="#12181f" media="(prefers-color-scheme: dark)">
<meta name="robots" content="noindex">
<link rel="icon" href="/favicon.svg" type="image/svg+xml">
<link rel="preload" href="/words/{lang}.ftl?v={words}" as="fetch" type="text/plain" crossorigin>
{files}</head>
<body>
<div id="app">{said}</div>
<noscript><p>{noscript}</p></noscript>
</body>
</html>
"""


def shell(
    page: str,
    lang: str,
    entry: Entry | None,
    *,
    code: str = "",
    problem: Problem | None = None,
    room: LiveRoom | None = None,
) -> str:
    """The HTML of one page; of its room it knows what it is called, whether it has ended and until when it is kept."""
    said = sentence(lang, problem) if problem else "" if entry else words.say(lang, "page-not-built")
    data = {
        "code": code,
        "problem": problem.code if problem else "",
        "ended": "yes" if room and room.ended else "",
        "title": room.title if room else "",
        "delete-on": str(room.delete_on or "") if room else "",
    }
    name = words.say(lang, "page-name")
    return _SHELL.format(
        lang=lang,
        page=page,
        version=escape(__version__),
        words=words.version(),
        data="".join(f' data-{key}="{escape(value)}"' for key, value in data.items() if value),
        title=escape(f"{words.say(lang, f'page-{page}')} · {name}" if page in ("host", "screen", "report") else name),
        files=_files(entry) if entry else "",
        said=f"<p>{escape(said)}</p>" if said else f'<p class="coming">{escape(words.say(lang, "page-coming"))}</p>',
        noscript=escape(words.say(lang, "page-needs-script")),
    )


def _files(entry: Entry) -> str:
    lines = [f'<link rel="stylesheet" href="/static/{escape(name)}">' for name in entry.css]
    lines += [f'<link rel="modulepreload" href="/static/{escape(name)}">' for name in entry.modulepreload]
    lines.append(f'<script type="module" src="/static/{escape(entry.js)}"></script>')
    return "\n".join(lines) + "\n"


class Pages:
    """The routes of everything that a person opens in a browser."""

    def __init__(self, world: World, statics: Statics) -> None:
        self._world, self._statics = world, statics

    def routes(self) -> list[Route]:
        """In the order in which they are tried; `/{code}` comes last of all."""
        return [
            Route("/", self.start),
            Route("/favicon.svg", self.icon),
            Route("/favicon.ico", self.icon),
            Route("/robots.txt", self.robots),
            Route("/words/{lang}.ftl", self.words),
            Route("/static/{name:path}", self._statics.answer),
            Route("/{page:str}/{code}", self.of_room),
            Route("/{code}", self.join),
        ]

    async def start(self, request: Request) -> Response:
        """The first page: start a workshop, join one, watch a demo."""
        return self._page(request, "start")

    async def join(self, request: Request) -> Response:
        """The page behind the code on the wall."""
        return await self._of_room(request, "join")

    async def of_room(self, request: Request) -> Response:
        """The facilitator's page, the screen, the report; their key stays in the browser, behind the #."""
        page = request.path_params["page"]
        if page not in ("host", "screen", "report"):
            raise Problem(404, "not_found")
        return await self._of_room(request, page)

    async def _of_room(self, request: Request, page: str) -> Response:
        typed = request.path_params["code"]
        code = clean_code(typed)
        if "." in typed or len(typed) > 20:
            raise Problem(404, "not_found")
        if code and typed != code:
            return RedirectResponse("/".join(("", *((page,) if page != "join" else ()), code)), 308)
        try:
            room = await self._knock(request, code, typed)
        except Problem as problem:
            return self._page(request, page, code, problem)
        return self._page(request, page, code, room=room)

    async def _knock(self, request: Request, code: str, typed: str) -> LiveRoom | None:
        """The room; a `Problem` when there is none to show."""
        client = client_of(request)
        if not self._world.brake.allows(client, code):
            raise Problem(429, "slow_down")
        try:
            if not code:
                raise UnknownRoom
            return await self._world.hub.room(code)
        except UnknownRoom:
            self._world.brake.wrong(client)
            raise Problem(404, "unknown_room", code=typed) from None
        except RoomBroken:
            raise Problem(500, "room_broken") from None
        except Unavailable:
            return None  # the page's own socket comes back by itself and says what is going on

    def _page(
        self, request: Request, page: str, code: str = "", problem: Problem | None = None, room: LiveRoom | None = None
    ) -> Response:
        lang = language(request)
        html = shell(page, lang, self._statics.entry(page), code=code, problem=problem, room=room)
        headers = {"content-language": lang, "vary": "accept-language", "cache-control": "no-store"}
        return Response(html, problem.status if problem else 200, headers, "text/html")

    async def icon(self, request: Request) -> Response:
        """The mark for the browser's tab."""
        return Response(ICON, headers={"cache-control": "public, max-age=86400"}, media_type="image/svg+xml")

    async def robots(self, request: Request) -> Response:
        """Nothing here is for search engines."""
        return Response("User-agent: *\nDisallow: /\n", media_type="text/plain")

    async def words(self, request: Request) -> Response:
        """Every word of a language, as one Fluent file; with its version in the address it may be kept for ever."""
        lang = request.path_params["lang"]
        if lang not in words.LANGS:
            raise Problem(404, "not_found")
        current = request.query_params.get("v") == words.version()
        headers = {
            "cache-control": FOREVER if current else "no-cache",
            "etag": f'W/"{words.version()}"',
            "vary": "accept-encoding",
        }
        if request.headers.get("if-none-match") == headers["etag"]:
            return Response(status_code=304, headers=headers)
        body, encoding = packed(lang, request.headers.get("accept-encoding", ""))
        if encoding:
            headers["content-encoding"] = encoding
        return Response(body, headers=headers, media_type="text/plain; charset=utf-8")


_gzipped: dict[str, bytes] = {}


def packed(lang: str, accept: str) -> tuple[bytes, str]:
    """The words as bytes, gzipped once for all who take that."""
    body = words.ftl(lang).encode()
    if "gzip" not in accepted_encodings(accept):
        return body, ""
    if lang not in _gzipped:
        _gzipped[lang] = gzip.compress(body, 9, mtime=0)
    return _gzipped[lang], "gzip"
