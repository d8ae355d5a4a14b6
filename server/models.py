"""The ready workshops and the ready lists that come with Talkoot, and workshops from a folder of somebody's own.

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
from sessions.model import LANGS, Model, ModelMistake, judge, parse
from sessions.records import Texts

_SESSIONS = Path(sessions.__file__).resolve().parent
MODELS, DATA = _SESSIONS / "models", _SESSIONS / "data"


class UnknownModel(Exception):
    """There is no ready workshop of this name."""


def settings_of_activities() -> dict[str, type[msgspec.Struct]]:
    """Activity → its settings, as `judge` wants to know them."""
    return {kind: module.Settings for kind, module in ACTIVITIES.items()}


def names(folder: Path | None = None) -> list[str]:
    """The workshops one can start with, by name: the ready ones and those in the folder."""
    return sorted(_files(folder))


def load(name: str, folder: Path | None = None) -> Model:
    """A workshop by its name; one in the folder goes before a ready one. Raises `UnknownModel` or `ModelMistake`."""
    path = _files(folder).get(name)
    if path is None:
        raise UnknownModel(name)
    return _ready(name) if path.parent == MODELS else read(path)


def find(wanted: str, folder: Path | None = None) -> Model:
    """What somebody at the command line means: the path of a file (`mine.toml`), else a name. Never for the network."""
    return read(Path(wanted)) if wanted.endswith(".toml") else load(wanted, folder)


def read(path: Path) -> Model:
    """The model in a file of somebody's own. Raises `ModelMistake`, or `OSError` when it cannot be read."""
    raw = path.read_bytes()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise ModelMistake(str(path), line, "", "expected text in UTF-8; save the file in that encoding") from error
    return judge(parse(text, str(path)), str(path), text, settings_of_activities(), list(lists()))


def judged(raw: Mapping[str, Any], source: str = "agenda") -> Model:
    """An agenda that came as JSON. Raises `ModelMistake`."""
    return judge(raw, source, None, settings_of_activities(), list(lists()))


def _files(folder: Path | None) -> dict[str, Path]:
    folders = [MODELS] if folder is None else [MODELS, folder]
    return {path.stem: path for at in folders for path in sorted(at.glob("*.toml")) if path.is_file()}


@cache
def _ready(name: str) -> Model:
    return read(MODELS / f"{name}.toml")


@cache
def lists() -> dict[str, Sequence[Texts]]:
    """Every list that a model may name: name → its lines, each in all languages."""
    return {name: lines for name, lines in _lines().items() if all(set(LANGS) == set(line) for line in lines)}


def texts(name: str, lang: str) -> list[str]:
    """The lines of any list that comes with Talkoot (`theses`, `ideas`) in one language, in order."""
    return [line[lang] for line in _lines().get(name, ()) if lang in line]


@cache
def personas(kind: str = "participant") -> tuple[dict[str, Any], ...]:
    """Made-up people: `participant`s for rehearsals and the demo, `service_user`s to look through the eyes of."""
    decoded = msgspec.json.decode((DATA / "personas.json").read_bytes())
    everybody = [*decoded["personas"], *decoded["participants"]]
    return tuple(persona for persona in everybody if persona["kind"] == kind)


@cache
def _lines() -> dict[str, tuple[Texts, ...]]:
    lines: dict[str, dict[str, Texts]] = {}
    for path in sorted(DATA.glob("*.*.json")):
        name, lang = path.stem.split(".")
        for line in msgspec.json.decode(path.read_bytes())[name]:
            lines.setdefault(name, {}).setdefault(line["id"], {})[lang] = line["text"]
    return {name: tuple(of.values()) for name, of in lines.items()}
