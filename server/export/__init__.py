"""Exports, found by listing this folder: a module here with `FORMAT`, `MEDIA_TYPE`, `SUFFIX` and `write` is a format.

All of them are written from one `Source`: the room as its hosts may see it and the outcome tree made from that. What is
secret never reaches a format, so no format can tell it.
"""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from typing import Protocol, cast

from server.export.source import Source, Words, day, source_of, zone_named
from sessions.room import Room

__all__ = ["Format", "Source", "UnknownFormat", "Words", "file_name", "formats", "write"]


class UnknownFormat(Exception):
    """Nobody here writes that format; `known` are those that exist."""

    def __init__(self, format: str) -> None:
        super().__init__(f"unknown export format {format!r}; there are {', '.join(formats())}")
        self.known = tuple(formats())


class Format(Protocol):
    """What a module in this folder must have to be an export format."""

    FORMAT: str
    MEDIA_TYPE: str
    SUFFIX: str

    def write(self, source: Source) -> bytes: ...


@cache
def formats() -> dict[str, Format]:
    """Every format by its name in `?format=`."""
    names = sorted(entry.name for entry in pkgutil.iter_modules(__path__))
    modules = [importlib.import_module(f"{__name__}.{name}") for name in names]
    return {module.FORMAT: cast(Format, module) for module in modules if hasattr(module, "FORMAT")}


def write(
    format: str, room: Room, lang: str, words: Words, *, code: str = "", epoch: str = "", at: int = 0, zone: str = "UTC"
) -> bytes:
    """The room as a file of that format, for its hosts, with headings in `lang`; `at` = now, in server ms.

    Moments are written in the time zone of that name.
    """
    found = formats().get(format)
    if found is None:
        raise UnknownFormat(format)
    return found.write(source_of(room, lang, words, code=code, epoch=epoch, at=at, zone=zone_named(zone)))


def file_name(format: str, code: str, at: int, zone: str = "UTC") -> str:
    """A name for the file to be saved under: `talkoot-KX4P7M-2026-03-14.xlsx`. Never a word that somebody typed."""
    found = formats().get(format)
    if found is None:
        raise UnknownFormat(format)
    return "-".join(part for part in ("talkoot", code, day(at, zone_named(zone))) if part) + found.SUFFIX
