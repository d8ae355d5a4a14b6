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

from sessions.model_fields import LANGS, ModelMistake, listed, spoken
from sessions.model_step import MOST_MINUTES, PHASES, Activities, ModelStep, StepFields
from sessions.records import Texts

__all__ = ["LANGS", "PHASES", "Model", "ModelMistake", "ModelStep", "judge", "parse"]

MOST_STEPS = 60
MODEL_KEYS = ("title", "description", "people", "minutes", "langs", "steps")


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
        line = int(found[1]) if found else text.rstrip("\n").count("\n") + 1
        said = re.sub(r" \(at (line \d+, column \d+|end of document)\)$", "", said)
        raise ModelMistake(source, line, "", f"this is not TOML: {said[:1].lower()}{said[1:]}") from error


def judge(
    raw: Mapping[str, Any], source: str, text: str | None, activities: Activities, lists: Collection[str] | None = None
) -> Model:
    """The model that `raw` describes, or its first mistake. `lists` are the names of the bundled lists, where known."""
    return _Judge(source, text, activities, lists).model(raw)


class _Judge(StepFields):
    """Walks through one model from top to bottom."""

    def model(self, raw: Any) -> Model:
        self.table(raw, (), MODEL_KEYS, "a model")
        self.langs = self.languages(raw)
        steps = self.steps(raw.get("steps"))
        total = sum(step.minutes for step in steps)
        minutes = self.number(raw, ("minutes",), 0, MOST_STEPS * MOST_MINUTES, total)
        if minutes != total:
            raise self.no(("minutes",), f"expected {total}, as the minutes of the steps add up to that, not {minutes}")
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
                    ("langs", place), f"expected a language that the pages speak: {listed(LANGS)}, not {spoken(lang)}"
                )
        return langs

    def steps(self, given: Any) -> tuple[ModelStep, ...]:
        if not isinstance(given, list) or not 1 <= len(given) <= MOST_STEPS:
            raise self.no(("steps",), f"expected 1 to {MOST_STEPS} steps, each under its own [[steps]]")
        keys = [step.get("key") if isinstance(step, Mapping) else None for step in given]
        return tuple(self.step(step, ("steps", place), keys) for place, step in enumerate(given))
