"""The HTTP API's own description (OpenAPI 3.1), made from the operations and their types, so it cannot be out of date."""

from __future__ import annotations

import inspect
import re
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from server import __version__
from server.transport.problem import Said

_KEYS = {
    "create": "The server's create key; needed where the server has one.",
    "operator": "The token in the data folder of the running server; for its own command line.",
    "host": "A key from a host link of this room (the part after its #).",
}
_QUERY = {"format": "json, xlsx, csv, md, outcome …; /api/info lists them", "lang": "fi, en or sv",
          "zone": "the time zone of moments, such as Europe/Helsinki; UTC where it is unknown"}  # fmt: skip
_REF = "#/components/schemas/{name}"


@dataclass(frozen=True)
class Operation:
    """One thing that can be asked. The first line of the endpoint's docstring is its summary."""

    method: str
    path: str
    endpoint: Callable[[Request], Awaitable[Response]]
    answer: Any
    body: Any = None
    key: str = ""
    query: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return self.endpoint.__name__.strip("_")

    @property
    def summary(self) -> str:
        return (inspect.getdoc(self.endpoint) or "").split("\n\n")[0].replace("\n", " ")


def document(operations: Iterable[Operation]) -> dict[str, Any]:
    """The whole document."""
    all_ = list(operations)
    types = [kind for op in all_ for kind in (op.answer, op.body) if kind not in (None, str, bytes)]
    schemas, components = msgspec.json.schema_components([*types, Said], ref_template=_REF)
    refs = {id(kind): schema for kind, schema in zip(types, schemas, strict=False)}
    paths: dict[str, Any] = {}
    for op in all_:
        paths.setdefault(op.path, {})[op.method.lower()] = _described(op, refs)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Talkoot", "version": __version__},
        "paths": paths,
        "components": {
            "schemas": components,
            "securitySchemes": {
                name: {"type": "http", "scheme": "bearer", "description": said} for name, said in _KEYS.items()
            },
        },
    }


def _described(op: Operation, refs: dict[int, Any]) -> dict[str, Any]:
    created = op.method == "POST"
    described: dict[str, Any] = {
        "operationId": op.name,
        "summary": op.summary,
        "parameters": _parameters(op),
        "responses": {
            "201" if created else "200": {"description": "Done", "content": _content(op.answer, refs)},
            "default": {
                "description": "Why not",
                "content": {"application/json": {"schema": {"$ref": _REF.format(name=Said.__name__)}}},
            },
        },
    }
    if op.body is not None:
        described["requestBody"] = {"required": True, "content": _content(op.body, refs)}
    if op.key:
        described["security"] = [{op.key: []}]
    return described


def _parameters(op: Operation) -> list[dict[str, Any]]:
    inside = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in re.findall(r"{(\w+)}", op.path)
    ]
    return inside + [
        {"name": name, "in": "query", "description": _QUERY[name], "schema": {"type": "string"}} for name in op.query
    ]


def _content(kind: Any, refs: dict[int, Any]) -> dict[str, Any]:
    if kind is str:
        return {"text/plain": {"schema": {"type": "string"}}}
    if kind is bytes:
        return {"application/octet-stream": {}}
    return {"application/json": {"schema": refs[id(kind)]}}
