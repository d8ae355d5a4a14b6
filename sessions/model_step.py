"""One step of a model: what it may say, and the judging of it.

A step names its activity and hands it settings; it names the earlier steps it takes from. Whether all of that holds can
be told from the model alone, so it is told before anybody joins.
"""

import re
from collections.abc import Collection, Mapping
from typing import Any

import msgspec

from sessions.model_fields import LONGEST_LINE, Fields, guess, in_words, listed, spoken
from sessions.model_lines import Path
from sessions.records import Texts

PHASES = ("open", "discover", "define", "develop", "deliver", "close")
MOST_LINES, MOST_MINUTES, MOST_TOP = 500, 480, 500

Activities = Mapping[str, type[msgspec.Struct]]


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


class StepFields(Fields):
    """Reads one step after the other; knows the activities of the house and the lists that come with it."""

    def __init__(self, source: str, text: str | None, activities: Activities, lists: Collection[str] | None) -> None:
        super().__init__(source, text)
        self.activities, self.lists = activities, lists

    def step(self, raw: Any, at: Path, keys: list[Any]) -> ModelStep:
        self.table(raw, at, STEP_KEYS, "a step")
        key = self.key(raw, (*at, "key"), keys)
        paper = self.truth(raw, (*at, "paper"))
        activity = self.activity(raw, (*at, "activity"), paper)
        takes = self.takes(raw, (*at, "takes"), keys)
        top = self.number(raw, (*at, "top"), 0, MOST_TOP, 0)
        if top and not takes:
            raise self.no(
                (*at, "top"), "expected takes beside it: top cuts what a step takes, and this one takes nothing"
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
            raise self.no(path, f"expected a short name in small letters, digits, - and _, not {spoken(key)}")
        if key in keys[:place]:
            raise self.no(path, f"expected a key of its own; step {keys.index(key) + 1} is already called {key}")
        return key

    def activity(self, raw: Mapping[str, Any], path: Path, paper: bool) -> str:
        name = raw.get("activity", "talk" if paper else None)
        if paper and isinstance(name, str) and re.fullmatch(r"[a-z][a-z0-9_]*", name):
            return "talk"
        if not isinstance(name, str) or name not in self.activities:
            known = sorted(self.activities)
            hint = guess(name, known) if isinstance(name, str) else ""
            offer = hint or ". For one that does not exist yet, write paper = true and a script"
            raise self.no(path, f"expected an activity: {listed(known)}, not {spoken(name)}{offer}")
        return name

    def takes(self, raw: Mapping[str, Any], path: Path, keys: list[Any]) -> tuple[str, ...]:
        takes, place = self.words(raw, path, "keys of earlier steps"), int(path[1])
        for number, key in enumerate(takes):
            if key in keys[place:]:
                when = "this very step" if key == keys[place] else "a later step"
                raise self.no((*path, number), f"expected the key of an earlier step; {key} is {when}")
            if key not in keys:
                earlier = [known for known in keys[:place] if isinstance(known, str)]
                offer = f": {listed(earlier)}" if earlier else ", and there is none before this one"
                raise self.no(
                    (*path, number), f"expected the key of an earlier step{offer}, not {key}{guess(key, earlier)}"
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
            raise self.no((*path, str(next(iter(given)))), f"expected none, as {activity} has no settings")
        try:
            msgspec.convert(given, kind or dict)
        except msgspec.ValidationError as error:
            inner, expected = in_words(str(error))
            raise self.no((*path, *inner), expected) from error
        return dict(given)
