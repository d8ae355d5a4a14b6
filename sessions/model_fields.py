"""The single values of a model file: texts, numbers, words. Each look names its path, so each mistake names its line.

`model.py` says what a model is made of; this module says what a text or a number in it may be, in sentences that somebody
who wrote the file by hand can act on.
"""

import difflib
import re
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from sessions.model_lines import Path, line_of, lines_of

LANGS = ("fi", "en", "sv")
LENGTHS = {"title": 200, "description": 2000, "people": 80, "question": 500, "instruction": 2000, "script": 8000}
LONGEST_LINE = 2000


class ModelMistake(Exception):
    """What is wrong with a model, and where. `line` is 0 when there is no text to point into (an agenda over HTTP)."""

    def __init__(self, file: str, line: int, key: str, expected: str) -> None:
        super().__init__(file, line, key, expected)
        self.file, self.line, self.key, self.expected = file, line, key, expected

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}: {self.key}: {self.expected}" if self.key else f"{place}: {self.expected}"


def spoken(value: Any) -> str:
    """A value as one would say it: `a list`, `the text "three"`, `true`."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return f'the text "{value if len(value) <= 40 else value[:39] + "…"}"' if value.strip() else "an empty text"
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, Mapping):
        return "a table"
    return "a list" if isinstance(value, list) else "nothing" if value is None else f"a {type(value).__name__}"


def listed(words: Iterable[str]) -> str:
    """`a`, `a or b`, `a, b or c`."""
    *head, last = words
    return f"{', '.join(head)} or {last}" if head else last


def guess(word: str, among: Iterable[str]) -> str:
    """` Did you mean …?` when one of the known words is close, else nothing."""
    close = difflib.get_close_matches(word, list(among), 1)
    return f". Did you mean {close[0]}?" if close else ""


_KINDS = {
    "`int`": "a whole number",
    "`float`": "a number",
    "`str`": "a text",
    "`bool`": "true or false",
    "`array`": "a list",
    "`object`": "a table",
    "`null`": "nothing",
    "Object missing required field": "Expected the setting",
}


def in_words(said: str) -> tuple[Path, str]:
    """Where in the settings msgspec found a mistake, and its sentence without the words of the type checker."""
    said, _, place = said.partition(" - at `$")
    inner: list[str | int] = [int(part) if part.isdigit() else part for part in re.findall(r"\w+", place)]
    for kind, words in _KINDS.items():
        said = said.replace(kind, words)
    said = re.sub(r" >= (\S+)", r" of at least \1", re.sub(r" <= (\S+)", r" of at most \1", said))
    return tuple(inner), f"{said[:1].lower()}{said[1:]}".replace(", got ", ", not ")


class Fields:
    """Reads values out of one model; knows the file, the line of every key, and the languages the model is written in."""

    def __init__(self, source: str, text: str | None) -> None:
        self.source = source
        self.where = lines_of(text) if text is not None else {}
        self.langs: tuple[str, ...] = LANGS

    def no(self, path: Path, expected: str) -> ModelMistake:
        """The mistake at this path, to be raised by whoever found it."""
        key = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path).removeprefix(".")
        return ModelMistake(self.source, line_of(self.where, path), key, expected)

    def table(self, raw: Any, at: Path, known: Collection[str], what: str) -> Mapping[str, Any]:
        """`raw` itself, when it is a table with no key beyond the known ones."""
        if not isinstance(raw, Mapping):
            raise self.no(at, f"expected {what}, which is a table of keys, not {spoken(raw)}")
        for key in raw:
            if key not in known:
                raise self.no(
                    (*at, str(key)), f"{what} has no such key; it has {listed(known)}{guess(str(key), known)}"
                )
        return raw

    def number(self, raw: Mapping[str, Any], path: Path, least: int, most: int, default: int) -> int:
        """A whole number between two bounds."""
        value = raw.get(str(path[-1]), default)
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            raise self.no(path, f"expected a whole number from {least} to {most}, not {spoken(value)}")
        return value

    def truth(self, raw: Mapping[str, Any], path: Path) -> bool:
        """True or false; false when it is not there."""
        value = raw.get(str(path[-1]), False)
        if not isinstance(value, bool):
            raise self.no(path, f"expected true or false, not {spoken(value)}")
        return value

    def word(self, raw: Mapping[str, Any], path: Path, known: Collection[str], what: str) -> str:
        """One of the known words."""
        value = raw.get(str(path[-1]))
        if not isinstance(value, str) or value not in known:
            hint = guess(value, known) if isinstance(value, str) else ""
            raise self.no(path, f"expected a {what}: {listed(known)}, not {spoken(value)}{hint}")
        return value

    def words(self, raw: Mapping[str, Any], path: Path, what: str) -> tuple[str, ...]:
        """A list of words, none twice; empty when it is not there."""
        value = raw.get(str(path[-1]), [])
        if not isinstance(value, list | tuple):
            raise self.no(path, f'expected a list of {what}, such as ["a", "b"], not {spoken(value)}')
        seen: list[str] = []
        for place, word in enumerate(value):
            if not isinstance(word, str) or not word:
                raise self.no((*path, place), f"expected one of the {what}, not {spoken(word)}")
            if word in seen:
                raise self.no((*path, place), f"expected each of the {what} once; {word} is here twice")
            seen.append(word)
        return tuple(seen)

    def texts(self, raw: Mapping[str, Any], path: Path, *, required: bool = False) -> dict[str, str]:
        """A text in every language of the model; a plain text stands for all of them."""
        name = str(path[-1])
        if name not in raw and not required:
            return {}
        if name not in raw:
            raise self.no(path, f"expected a text in {listed(self.langs).replace(' or ', ' and ')}; there is none")
        return self.text_table(raw[name], path, LENGTHS[name])

    def text_table(self, value: Any, path: Path, longest: int) -> dict[str, str]:
        """One text or one table of texts, judged."""
        if isinstance(value, str):
            return dict.fromkeys(self.langs, self.text(value, path, longest))
        if not isinstance(value, Mapping):
            raise self.no(path, f"expected a text, or a table with {listed(self.langs)}, not {spoken(value)}")
        for lang in value:
            if lang not in self.langs:
                raise self.no((*path, str(lang)), f"expected a language of this model: {listed(self.langs)}")
        for lang in self.langs:
            if lang not in value:
                raise self.no(
                    (*path, lang),
                    f"expected this text in {listed(self.langs).replace(' or ', ' and ')}; {lang} is missing",
                )
        return {lang: self.text(value[lang], (*path, lang), longest) for lang in self.langs}

    def text(self, value: Any, path: Path, longest: int) -> str:
        """One text, without the white space around it and with line breaks as they are."""
        if not isinstance(value, str) or not value.strip():
            raise self.no(path, f"expected a text, not {spoken(value)}")
        clean = re.sub(r"\r\n?", "\n", value).strip()
        if len(clean) > longest:
            raise self.no(path, f"expected at most {longest} characters, not {len(clean)}")
        if "\x00" in clean:
            raise self.no(path, "expected a text without NUL characters")
        return clean
