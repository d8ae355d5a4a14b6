"""Every word that a page asks for exists, also where the key is chosen or put together while the page is drawn.

`tests/server/test_words.py` holds the languages against each other and finds what is left over; this one reads each call for
words as a browser would run it: both ends of `t(open ? "less" : "more")`, and whether anything fits `t(`phase-${phase}`)`.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from fluent.syntax import FluentParser
from fluent.syntax import ast as ftl

from server import words
from sessions.activities import ACTIVITIES

ROOT = Path(__file__).resolve().parents[1]
KEY = r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*"
HOLE = "\0"


@cache
def keys() -> frozenset[str]:
    """Every key there is; that the languages agree is held elsewhere."""
    resource = FluentParser(with_spans=False).parse(words.ftl("fi"))
    return frozenset(entry.id.name for entry in resource.body if isinstance(entry, ftl.Message))


def sources(*globs: str) -> Iterator[tuple[Path, str]]:
    for glob in globs:
        for path in sorted(ROOT.glob(glob)):
            yield path, path.read_text(encoding="utf-8")


TYPESCRIPT = ("static/src/**/*.ts", "static/src/**/*.tsx")
LITERAL = re.compile(r'"((?:[^"\\\n]|\\.)*)"|\'((?:[^\'\\\n]|\\.)*)\'|`((?:[^`\\]|\\.)*)`')
CALL = re.compile(r"(?<![\w.])(?:t|rich|has|own)\(")


def literals(text: str) -> Iterator[str]:
    """The texts in quotes; the holes of a template as `HOLE`."""
    for found in LITERAL.finditer(text):
        yield re.sub(r"\$\{[^}]*\}", HOLE, next(group for group in found.groups() if group is not None))


def first_argument(text: str, start: int) -> str:
    """From behind a call's bracket to the comma or bracket that ends its first argument."""
    depth, quote = 0, ""
    for at in range(start, len(text)):
        char = text[at]
        if quote:
            quote = "" if char == quote else quote
        elif char in "\"'`":
            quote = char
        elif char in "([{":
            depth += 1
        elif char in ")]}" or (char == "," and depth == 0):
            if depth == 0:
                return text[start:at]
            depth -= 1
    return text[start:]


def asked_by_pages() -> Iterator[tuple[str, str]]:
    """(where, key or pattern) of every call for words in the browser half."""
    for path, text in sources(*TYPESCRIPT):
        code = re.sub(r"/\*.*?\*/|(?<![:\"'`])//[^\n]*", "", text, flags=re.DOTALL)
        for call in CALL.finditer(code):
            # what a condition compares with is no key
            argument = re.sub(r"[!=]==\s*(\"[^\"]*\"|'[^']*')", "", first_argument(code, call.end()))
            for literal in literals(argument):
                if re.fullmatch(f"{KEY}|[a-z0-9{HOLE}-]*{HOLE}[a-z0-9{HOLE}-]*", literal) and "-" in literal:
                    yield f"{path.name}: {literal.replace(HOLE, '${…}')}", literal


def asked_by_server() -> Iterator[str]:
    """The whole keys that `say` is called with."""
    for path, code in sources("server/**/*.py"):
        for node in ast.walk(ast.parse(code)):
            if not isinstance(node, ast.Call) or getattr(node.func, "attr", "") not in ("say", "has"):
                continue
            for argument in node.args:
                key = argument.value if isinstance(argument, ast.Constant) else None
                if isinstance(key, str) and "-" in key and re.fullmatch(KEY, key):
                    yield f"{path.name}: {key}"


def matches(pattern: str, key: str) -> bool:
    """Whether a key fills a pattern's holes. One that begins with a hole speaks of activities."""
    if pattern.startswith(HOLE):
        kinds = "|".join(kind.replace("_", "-") for kind in ACTIVITIES)
        return re.fullmatch(rf"(?:{kinds})" + _holes(pattern[1:]), key) is not None
    return re.fullmatch(_holes(pattern), key) is not None


def _holes(pattern: str) -> str:
    return ".+".join(map(re.escape, pattern.split(HOLE)))


def test_every_word_that_a_page_asks_for_exists() -> None:
    known = keys()
    missing = []
    for where, asked in asked_by_pages():
        if HOLE in asked:
            if not any(matches(asked, key) for key in known):
                missing.append(where)
        elif asked not in known:
            missing.append(where)
    assert missing == []


def test_every_word_that_the_server_asks_for_exists() -> None:
    known = keys()
    assert [where for where in asked_by_server() if where.split(": ")[1] not in known] == []


def test_the_reading_of_sources_bites() -> None:
    """The test's own eyes: a literal, a condition, a template, and what only looks like one."""
    text = 't(open ? "text-less" : "text-more"); rich(`phase-${one.phase}`, {n}); t(x === "not-a-key" ? "kept" : "a-b")'
    found = [list(literals(first_argument(text, call.end()))) for call in CALL.finditer(text)]
    assert found == [["text-less", "text-more"], [f"phase-{HOLE}"], ["not-a-key", "kept", "a-b"]]
    assert matches(f"phase-{HOLE}", "phase-open") and not matches(f"{HOLE}-name", "phase-name")
    assert len(list(asked_by_pages())) > 300
