"""The built browser half: hashed files that may be kept for ever, compressed beforehand.

Names are looked up in a listing of the folder, never joined into a path, so no request reaches another file. The
listing is made again when a new build has put a new manifest there (`make dev`).
"""

from __future__ import annotations

import hashlib
import mimetypes
import re
from pathlib import Path

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from server.transport.problem import Problem

FOREVER = "public, max-age=31536000, immutable"
_HASHED = re.compile(r"-[A-Z0-9]{8}\.[a-z0-9]+$")
_TYPES = {".js": "text/javascript; charset=utf-8", ".woff2": "font/woff2", ".txt": "text/plain; charset=utf-8"}
_ENCODINGS = (("br", ".br"), ("gzip", ".gz"))


class Entry(msgspec.Struct, frozen=True):
    """What one page loads, by the names that the build gave."""

    js: str
    css: tuple[str, ...] = ()
    modulepreload: tuple[str, ...] = ()


class Statics:
    """The files of `static/dist`, read once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._made: float = -1
        self._paths: dict[str, Path] = {}
        self._bodies: dict[str, bytes] = {}
        self._entries: dict[str, Entry] = {}

    def entry(self, page: str) -> Entry | None:
        """The files of a page; None before the first build."""
        self._look()
        return self._entries.get(page)

    async def answer(self, request: Request) -> Response:
        """The file asked for, in the smallest form that its reader takes."""
        self._look()
        name = request.path_params["name"]
        path = self._paths.get(name)
        if path is None or path.suffix in (".br", ".gz") or name == "manifest.json":
            raise Problem(404, "not_found")
        headers = {"vary": "accept-encoding", "cache-control": FOREVER if _HASHED.search(name) else "no-cache"}
        body = self._body(name)
        tag = f'W/"{hashlib.sha256(body).hexdigest()[:20]}"'
        headers["etag"] = tag
        if request.headers.get("if-none-match") == tag:
            return Response(status_code=304, headers=headers)
        accepted = accepted_encodings(request.headers.get("accept-encoding", ""))
        for encoding, suffix in _ENCODINGS:
            if encoding in accepted and name + suffix in self._paths:
                headers["content-encoding"] = encoding
                body = self._body(name + suffix)
                break
        return Response(body, headers=headers, media_type=media_type(path))

    def _body(self, name: str) -> bytes:
        body = self._bodies.get(name)
        if body is None:
            try:
                body = self._bodies[name] = self._paths[name].read_bytes()
            except FileNotFoundError as gone:  # replaced by a new build this very moment
                raise Problem(404, "not_found") from gone
        return body

    def _look(self) -> None:
        manifest = self._folder / "manifest.json"
        try:
            made = manifest.stat().st_mtime
            if made == self._made:
                return
            raw = manifest.read_bytes()
        except FileNotFoundError:  # not built yet, or a new build takes its place this very moment
            made, raw = 0.0, b"{}"
        files = (path for path in self._folder.rglob("*") if path.is_file())
        self._paths = {path.relative_to(self._folder).as_posix(): path for path in files}
        self._bodies = {}
        self._entries, self._made = msgspec.json.decode(raw, type=dict[str, Entry]), made


def media_type(path: Path) -> str:
    """The Content-Type of a file by its name; machines differ in what `mimetypes` knows."""
    return _TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0] or "application/octet-stream"


def accepted_encodings(header: str) -> set[str]:
    """The encodings that an Accept-Encoding header names and does not rule out."""
    accepted = set()
    for part in header.lower().split(","):
        name, _, q = part.partition(";")
        if not re.fullmatch(r"\s*q\s*=\s*0(\.0*)?\s*", q):
            accepted.add(name.strip())
    return accepted
