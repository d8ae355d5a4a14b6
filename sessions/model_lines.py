"""On which line of a TOML text each key stands, so that a mistake in a model can point at it.

The parser of the standard library gives values without their places. This is a second, much smaller reader: it follows
tables, arrays of tables, dotted keys, inline tables, arrays and all four kinds of strings, and notes the line where each key
path begins. It reads only text that has already been parsed, so it needs no error handling of its own: what it does not
understand it steps over.
"""

import re

Path = tuple[str | int, ...]

_KEY = re.compile(r"""\s*("(?:[^"\\\n]|\\.)*"|'[^'\n]*'|[A-Za-z0-9_-]+)\s*""")
_STRING = re.compile(
    r'"""(?:[^"\\]|\\.|"{1,2}(?!"))*"{3,5}'
    r"|'''(?:[^']|'{1,2}(?!'))*'{3,5}"
    r'|"(?:[^"\\\n]|\\.)*"'
    r"|'[^'\n]*'",
    re.DOTALL,
)
_BLANK = re.compile(r"(?:[\s,]|#[^\n]*)*")
_BARE = re.compile(r"[^\s,\]}#]*")


def lines_of(text: str) -> dict[Path, int]:
    """Every key path of the text with the line where it begins, counted from 1."""
    return _Reader(text.replace("\r\n", "\n")).read()


def line_of(where: dict[Path, int], path: Path) -> int:
    """The line of this path, or of the nearest thing around it; 1 if there is a text at all, else 0."""
    while path:
        if path in where:
            return where[path]
        path = path[:-1]
    return 1 if where else 0


class _Reader:
    """One pass over the text; `at` only ever grows."""

    def __init__(self, text: str) -> None:
        self.text, self.at = text, 0
        self.table: Path = ()
        self.where: dict[Path, int] = {}
        self.counts: dict[Path, int] = {}
        self._line, self._seen = 1, 0

    def read(self) -> dict[Path, int]:
        while self._skip(_BLANK) and self.at < len(self.text):
            before = self.at
            if self.text[self.at] == "[":
                self._header()
            else:
                self._pair(self.table)
            if self.at == before:
                self.at += 1
        return self.where

    def _line_here(self) -> int:
        self._line += self.text.count("\n", self._seen, self.at)
        self._seen = self.at
        return self._line

    def _skip(self, pattern: re.Pattern[str]) -> bool:
        found = pattern.match(self.text, self.at)
        self.at = found.end() if found else self.at
        return True

    def _note(self, path: Path, line: int) -> None:
        for end in range(1, len(path) + 1):
            self.where.setdefault(path[:end], line)

    def _header(self) -> None:
        line, many = self._line_here(), self.text.startswith("[[", self.at)
        self.at += 2 if many else 1
        names = self._keys()
        path: Path = ()
        for name in names[:-1]:
            path = (*path, name)
            path = (*path, self.counts[path] - 1) if path in self.counts else path
        path = (*path, *names[-1:])
        if many:
            self.counts[path] = self.counts.get(path, 0) + 1
            path = (*path, self.counts[path] - 1)
        elif path in self.counts:
            path = (*path, self.counts[path] - 1)
        self.table = path
        self._note(path, line)
        self.at += 2 if many else 1

    def _keys(self) -> list[str]:
        names: list[str] = []
        while found := _KEY.match(self.text, self.at):
            names.append(found[1][1:-1] if found[1][0] in "\"'" else found[1])
            self.at = found.end()
            if self.text[self.at : self.at + 1] != ".":
                break
            self.at += 1
        return names

    def _pair(self, inside: Path) -> None:
        line = self._line_here()
        path = (*inside, *self._keys())
        self._note(path, line)
        if self.text[self.at : self.at + 1] == "=":
            self.at += 1
            self._value(path)

    def _value(self, path: Path) -> None:
        self._skip(_BLANK)
        opening = self.text[self.at : self.at + 1]
        if opening == "{":
            self._inline(path, "}")
        elif opening == "[":
            self._inline(path, "]")
        elif found := _STRING.match(self.text, self.at):
            self.at = found.end()
        else:
            self._skip(_BARE)

    def _inline(self, path: Path, closing: str) -> None:
        self.at += 1
        place = 0
        while self._skip(_BLANK) and self.text[self.at : self.at + 1] not in (closing, ""):
            before = self.at
            if closing == "]":
                self.where.setdefault((*path, place), self._line_here())
                self._value((*path, place))
                place += 1
            else:
                self._pair(path)
            if self.at == before:
                self.at += 1
        self.at += 1
