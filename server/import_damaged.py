"""What is wrong with a file that was to be brought in: the place, and what was expected there."""

from __future__ import annotations

import re

import msgspec

from server.export.source import Words

DEEPEST = 8
UNREADABLE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
_TYPE = re.compile(r"^Expected `(?P<wanted>[^`]+)`(?:, got `(?P<got>[^`]+)`)?$")
_FIELD = re.compile(r"^Object (?:missing required|contains unknown) field `(?P<field>[^`]+)`$")


class Damaged(Exception):
    """The file cannot be taken in: `where` it is wrong and, as code and arguments of words, what was `expected`."""

    def __init__(self, where: str, expected: str, **args: str | int) -> None:
        details = " ".join(f"{name}={value}" for name, value in args.items())
        super().__init__(f"{where or 'the file'}: expected {expected} {details}".strip())
        self.where = where
        self.expected = expected
        self.args_ = args

    def sentence(self, words: Words, lang: str) -> str:
        """For the person: where, and what was expected there, in their language."""
        if self.expected == "export":
            return words.say(lang, "export-wanted")
        expected = words.say(lang, "export-expected", what=self.expected, **self.args_)
        return words.say(lang, "export-damaged", where=self.where or "JSON", expected=expected)


def damaged_by(place: str, wrong: Exception) -> Damaged:
    """A mistake that msgspec found, as place and expectation."""
    said, _, at = str(wrong).partition(" - at `$")
    where = f"{place}{at.rstrip('`')}".removeprefix(".")
    if found := _TYPE.match(said):
        return Damaged(where, "type", wanted=found["wanted"], got=found["got"] or "…")
    if found := _FIELD.match(said):
        return Damaged(f"{where}.{found['field']}".removeprefix("."), "missing" if "missing" in said else "field")
    if isinstance(wrong, msgspec.ValidationError):
        return Damaged(where, "other", said=said.removeprefix("Expected "))
    if isinstance(wrong, RecursionError):
        return Damaged(place, "depth", most=DEEPEST)
    return Damaged(place, "json", said=said) if isinstance(wrong, UNREADABLE) else Damaged(place, "record")
