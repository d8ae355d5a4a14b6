"""A workshop model: the agenda somebody wrote down so that others can run it too.

Models are TOML files and agendas come as JSON, written by people, often in a hurry. So this module exists to say, before
a single participant has joined, exactly what is wrong: which file, which line, which key, and what was expected there.
It never reads a file itself: `judge` takes what was read, and the mapping of activities with their `Settings` that the
house has, and answers with a frozen `Model` or raises one `ModelMistake`. How to write a model: `docs/models.md`.
"""

import re
import tomllib
from collections.abc import Collection, Mapping
from typing import Any

import msgspec

from sessions.model_fields import (
    LANGS,
    LONGEST_LINE,
    Fields,
    ModelMistake,
    guess,
    in_words,
    listed,
    spoken,
)
from sessions.model_lines import Path

__all__ = ["LANGS", "PHASES", "Model", "ModelMistake", "ModelStep", "judge", "parse"]

PHASES = ("open", "discover", "define", "develop", "deliver", "close")
MOST_STEPS, MOST_LINES, MOST_MINUTES, MOST_TOP = 60, 500, 480, 500
MODEL_KEYS = ("title", "description", "people", "minutes", "langs", "steps")

Activities = Mapping[str, type[msgspec.Struct]]
Texts = dict[str, str]


class ModelStep(msgspec.Struct, frozen=True, kw_only=True):
    """One step of a model; texts are `{lang: text}`, `takes` names earlier steps, `top` 0 means all of what they give."""

    key: str
    phase: str
    activity: str
    title: Texts
    question: Texts = {}
    instruction: Texts = {}
    minutes: int = 0
    settings: dict[str, Any] = {}
    takes: tuple[str, ...] = ()
    top: int = 0
    list: str = ""
    lines: tuple[Texts, ...] = ()
    script: Texts = {}
    paper: bool = False


STEP_KEYS = ModelStep.__struct_fields__


class Model(msgspec.Struct, frozen=True, kw_only=True):
    """A whole workshop: what it is called, for whom, how long, and its steps in order."""

    name: str
    title: Texts
    description: Texts = {}
    people: Texts = {}
    minutes: int = 0
    langs: tuple[str, ...] = LANGS
    steps: tuple[ModelStep, ...] = ()


def parse(text: str, source: str) -> dict[str, Any]:
    """The TOML text as a dict; a syntax error is a `ModelMistake` with its line."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        said = str(error)
        found = re.search(r" \(at line (\d+), column \d+\)$", said)
        line = int(found[1]) if found else text.count("\n") + 1
        said = re.sub(r" \(at (line \d+, column \d+|end of document)\)$", "", said)
        raise ModelMistake(source, line, "", f"this is not TOML: {said[:1].lower()}{said[1:]}") from error


def judge(
    raw: Mapping[str, Any],
    source: str,
    text: str | None,
    activities: Activities,
    lists: Collection[str] | None = None,
) -> Model:
    """The model that `raw` describes, or its first mistake. `lists` are the names of the bundled lists, where known."""
    return _Judge(source, text, activities, lists).model(raw)


class _Judge(Fields):
    """Walks through one model from top to bottom."""

    def __init__(
        self,
        source: str,
        text: str | None,
        activities: Activities,
        lists: Collection[str] | None,
    ) -> None:
        super().__init__(source, text)
        self.activities, self.lists = activities, lists

    def model(self, raw: Any) -> Model:
        self.table(raw, (), MODEL_KEYS, "a model")
        self.langs = self.languages(raw)
        steps = self.steps(raw.get("steps"))
        total = sum(step.minutes for step in steps)
        minutes = self.number(raw, ("minutes",), 0, MOST_STEPS * MOST_MINUTES, total)
        if minutes != total:
            raise self.no(
                ("minutes",),
                f"expected {total}, as the minutes of the steps add up to that, not {minutes}",
            )
        return Model(
            name=re.split(r"[\\/]", self.source)[-1].removesuffix(".toml"),
            title=self.texts(raw, ("title",), required=True),
            description=self.texts(raw, ("description",)),
            people=self.texts(raw, ("people",)),
            minutes=minutes,
            langs=self.langs,
            steps=steps,
        )

    def languages(self, raw: Mapping[str, Any]) -> tuple[str, ...]:
        langs = self.words(raw, ("langs",), "languages") or LANGS
        for place, lang in enumerate(langs):
            if lang not in LANGS:
                raise self.no(
                    ("langs", place),
                    f"expected a language that the pages speak: {listed(LANGS)}, not {spoken(lang)}",
                )
        return langs

    def steps(self, given: Any) -> tuple[ModelStep, ...]:
        if not isinstance(given, list) or not 1 <= len(given) <= MOST_STEPS:
            raise self.no(
                ("steps",),
                f"expected 1 to {MOST_STEPS} steps, each under its own [[steps]]",
            )
        keys = [step.get("key") if isinstance(step, Mapping) else None for step in given]
        return tuple(self.step(step, ("steps", place), keys) for place, step in enumerate(given))

    def step(self, raw: Any, at: Path, keys: list[Any]) -> ModelStep:
        self.table(raw, at, STEP_KEYS, "a step")
        key = self.key(raw, (*at, "key"), keys)
        paper = self.truth(raw, (*at, "paper"))
        activity = self.activity(raw, (*at, "activity"), paper)
        takes = self.takes(raw, (*at, "takes"), keys)
        top = self.number(raw, (*at, "top"), 0, MOST_TOP, 0)
        if top and not takes:
            raise self.no(
                (*at, "top"),
                "expected takes beside it: top cuts what a step takes, and this one takes nothing",
            )
        return ModelStep(
            key=key,
            phase=self.word(raw, (*at, "phase"), PHASES, "phase"),
            activity=activity,
            title=self.texts(raw, (*at, "title"), required=True),
            question=self.texts(raw, (*at, "question")),
            instruction=self.texts(raw, (*at, "instruction")),
            minutes=self.number(raw, (*at, "minutes"), 0, MOST_MINUTES, 0),
            settings=self.settings(raw, (*at, "settings"), activity),
            takes=takes,
            top=top,
            list=self.list_name(raw, (*at, "list")),
            lines=self.lines(raw, (*at, "lines")),
            script=self.texts(raw, (*at, "script"), required=paper),
            paper=paper,
        )

    def key(self, raw: Mapping[str, Any], path: Path, keys: list[Any]) -> str:
        key, place = raw.get("key"), int(path[1])
        if not isinstance(key, str) or not re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,39}", key):
            raise self.no(
                path,
                f"expected a short name in small letters, digits, - and _, not {spoken(key)}",
            )
        if key in keys[:place]:
            raise self.no(
                path,
                f"expected a key of its own; step {keys.index(key) + 1} is already called {key}",
            )
        return key

    def activity(self, raw: Mapping[str, Any], path: Path, paper: bool) -> str:
        name = raw.get("activity", "talk" if paper else None)
        if paper and isinstance(name, str) and re.fullmatch(r"[a-z][a-z0-9_]*", name):
            return "talk"
        if not isinstance(name, str) or name not in self.activities:
            known = sorted(self.activities)
            hint = guess(name, known) if isinstance(name, str) else ""
            offer = hint or ". For one that does not exist yet, write paper = true and a script"
            raise self.no(
                path,
                f"expected an activity: {listed(known)}, not {spoken(name)}{offer}",
            )
        return name

    def takes(self, raw: Mapping[str, Any], path: Path, keys: list[Any]) -> tuple[str, ...]:
        takes, place = self.words(raw, path, "keys of earlier steps"), int(path[1])
        for number, key in enumerate(takes):
            if key in keys[place:]:
                when = "this very step" if key == keys[place] else "a later step"
                raise self.no(
                    (*path, number),
                    f"expected the key of an earlier step; {key} is {when}",
                )
            if key not in keys:
                earlier = [known for known in keys[:place] if isinstance(known, str)]
                offer = f": {listed(earlier)}" if earlier else ", and there is none before this one"
                raise self.no(
                    (*path, number),
                    f"expected the key of an earlier step{offer}, not {key}{guess(key, earlier)}",
                )
        return takes

    def list_name(self, raw: Mapping[str, Any], path: Path) -> str:
        name = raw.get("list", "")
        if not isinstance(name, str) or (name and self.lists is not None and name not in self.lists):
            known = f": {listed(sorted(self.lists))}" if self.lists else ""
            raise self.no(path, f"expected the name of a bundled list{known}, not {spoken(name)}")
        return name

    def lines(self, raw: Mapping[str, Any], path: Path) -> tuple[Texts, ...]:
        given = raw.get("lines", [])
        if not isinstance(given, list) or len(given) > MOST_LINES:
            raise self.no(path, f"expected a list of at most {MOST_LINES} lines")
        return tuple(self.text_table(line, (*path, place), LONGEST_LINE) for place, line in enumerate(given))

    def settings(self, raw: Mapping[str, Any], path: Path, activity: str) -> dict[str, Any]:
        given = raw.get("settings", {})
        kind = self.activities.get(activity)
        known = kind.__struct_encode_fields__ if kind else ()
        if known or not given:
            self.table(given, path, known, f"the settings of {activity}")
        elif isinstance(given, Mapping):
            raise self.no(
                (*path, str(next(iter(given)))),
                f"expected none, as {activity} has no settings",
            )
        try:
            msgspec.convert(given, kind or dict)
        except msgspec.ValidationError as error:
            inner, expected = in_words(str(error))
            raise self.no((*path, *inner), expected) from error
        return dict(given)
