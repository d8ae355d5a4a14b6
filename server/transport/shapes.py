"""What goes over HTTP, as types: requests are checked against them, and the OpenAPI document is made from them."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from msgspec import Meta, Struct

from sessions.agenda import LEAST_DAYS, MOST_DAYS
from sessions.records import Texts

Lang = Annotated[str, Meta(description="fi, en or sv")]


class CreateRoom(Struct, frozen=True, forbid_unknown_fields=True):
    """A new workshop: from a ready model by name, or from an agenda (a model as JSON)."""

    model: Annotated[str, Meta(max_length=100)] = ""
    agenda: dict[str, Any] | None = None
    title: Annotated[str, Meta(max_length=200)] = ""
    lang: Lang = ""
    keep_days: Annotated[int, Meta(ge=LEAST_DAYS, le=MOST_DAYS)] | None = None
    """Erase all of it after so many days; left out: as the server does by default."""


class EraseRoom(Struct, frozen=True, forbid_unknown_fields=True):
    """Erases a room for good. `code` = its code once more, so that nobody does it by mistake."""

    code: Annotated[str, Meta(max_length=20)]


class StartDemo(Struct, frozen=True, forbid_unknown_fields=True):
    """A demo: a room in which simulated people move in real time."""

    lang: Lang = ""


class RoomLinks(Struct, frozen=True):
    """The ways into a room. The secret part of a link comes after its `#` and is told this once only."""

    code: str
    join_url: str
    host_url: str
    screen_url: str


class NewLink(Struct, frozen=True, forbid_unknown_fields=True):
    """Whose link to make anew: the facilitators' or the screen's."""

    role: Literal["host", "screen"] = "host"


class Link(Struct, frozen=True):
    """One way into a room."""

    url: str


class ModelStep(Struct, frozen=True):
    """One step of a ready workshop. `paper` = no activity yet, run it with paper and voice."""

    phase: str
    activity: str
    title: Texts
    minutes: int
    paper: bool


class ModelInfo(Struct, frozen=True):
    """A ready workshop."""

    name: str
    title: Texts
    description: Texts
    people: Texts
    minutes: int
    langs: tuple[str, ...]
    steps: tuple[ModelStep, ...]


class Warned(Struct, frozen=True):
    """Something about this server that its facilitators should know."""

    code: str
    say: str


class Info(Struct, frozen=True):
    """About this server: the address that phones open, what to be warned of, what one may do here."""

    version: str
    url: str
    warnings: tuple[Warned, ...]
    create_key: Annotated[bool, Meta(description="whether starting a workshop needs the create key")]
    demo: bool
    keep_days: Annotated[int, Meta(description="after how many days a room is erased, unless somebody says otherwise")]
    langs: tuple[str, ...]
    formats: tuple[str, ...]


class Health(Struct, frozen=True):
    """Whether the server works, part by part."""

    ok: bool
    checks: dict[str, bool] = {}
