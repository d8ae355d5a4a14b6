"""docs/threats.md names tests that exist, a twin for each guard, and every threat that we know of."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")
GUARD = re.compile(r"`((?:server|sessions|static|docs|requirements)/[\w./-]*)`")
ROWS = [f"T{n}" for n in range(1, 24)]
NOT_OURS = {"T14"}


def rows(text: str) -> dict[str, list[str]]:
    """Threat → threat, guard, shown by, without the guard."""
    found = [
        re.split(r"(?<!\\) \| ", line.strip("| \n")) for line in text.splitlines() if re.match(r"\| T\d+ \|", line)
    ]
    return {row[0]: row[1:] for row in found}


@cache
def functions(file: str) -> frozenset[str]:
    path = ROOT / file
    if not path.exists():
        return frozenset()
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def missing(cell: str) -> list[str]:
    """Tests that are named and are not there."""
    return [f"{file}::{name}" for file, name in NAMED.findall(cell) if name not in functions(file)]


PAGE = rows((ROOT / "docs/threats.md").read_text(encoding="utf-8"))


def test_every_threat_has_a_row() -> None:
    assert list(PAGE) == ROWS and all(len(row) == 4 for row in PAGE.values())


def test_every_row_has_a_guard_that_is_there_a_test_and_a_twin() -> None:
    for name, (_, guard, shown, without) in PAGE.items():
        if name in NOT_OURS:
            assert guard.startswith("*does not apply*: ") and (shown, without) == ("–", "–")
            continue
        assert guard and NAMED.search(shown), name
        assert NAMED.search(without) or "test" in without, name
        assert [path for path in GUARD.findall(guard) if not (ROOT / path).exists()] == [], name


def test_every_test_that_is_named_is_there() -> None:
    assert {name: found for name, row in PAGE.items() if (found := missing(" ".join(row)))} == {}
    assert sum(len(NAMED.findall(" ".join(row))) for row in PAGE.values()) > 70


def test_one_that_is_not_there_is_noticed() -> None:
    """The twin."""
    assert missing("`tests/test_threats.py::test_of_nothing` `tests/test_nothing.py::test_x`") == [
        "tests/test_threats.py::test_of_nothing",
        "tests/test_nothing.py::test_x",
    ]
    assert missing("`tests/test_threats.py::test_one_that_is_not_there_is_noticed`") == []
