"""The ready workshops and the ready lists that come with Talkoot, read from their files and judged.

`sessions.model` says what a model is and what is wrong with one, but never opens a file; this does. A list
(`list = "theses"` in a model) is a set of `sessions/data/<name>.<lang>.json` files, joined by the ids of their lines.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

import sessions
from sessions.activities import ACTIVITIES
from sessions.model import Model, judge, parse
from sessions.records import Texts

_SESSIONS = Path(sessions.__file__).resolve().parent
MODELS, DATA = _SESSIONS / "models", _SESSIONS / "data"


class UnknownModel(Exception):
    """There is no ready workshop of this name."""


def settings_of_activities() -> dict[str, type[msgspec.Struct]]:
    """Activity → its settings, as `judge` wants to know them."""
    return {kind: module.Settings for kind, module in ACTIVITIES.items()}


def names() -> list[str]:
    """The ready workshops by name."""
    return sorted(path.stem for path in MODELS.glob("*.toml"))


def load(name: str) -> Model:
    """A ready workshop. Raises `UnknownModel`, or `ModelMistake` when its file is wrong."""
    if name not in names():
        raise UnknownModel(name)
    return read(MODELS / f"{name}.toml")


def read(path: Path) -> Model:
    """The model in a file of somebody's own. Raises `ModelMistake`, or `OSError` when it cannot be read."""
    text = path.read_text(encoding="utf-8")
    return judge(parse(text, str(path)), str(path), text, settings_of_activities(), list(lists()))


def judged(raw: Mapping[str, Any], source: str = "agenda") -> Model:
    """An agenda that came as JSON. Raises `ModelMistake`."""
    return judge(raw, source, None, settings_of_activities(), list(lists()))


@cache
def lists() -> dict[str, Sequence[Texts]]:
    """Every ready list: name → its lines, each in the languages it has."""
    lines: dict[str, dict[str, Texts]] = {}
    for path in sorted(DATA.glob("*.*.json")):
        name, lang = path.stem.split(".")
        for line in msgspec.json.decode(path.read_bytes())[name]:
            lines.setdefault(name, {}).setdefault(line["id"], {})[lang] = line["text"]
    return {name: tuple(of.values()) for name, of in lines.items()}
