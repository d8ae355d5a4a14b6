"""Every dependency is locked by hash, comes from wherever the machine gets its packages, and is explained."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DECISION = ROOT / "docs/decisions/001-dependencies.md"


def wanted(part: str) -> list[str]:
    """The names that a requirements/*.in file asks for."""
    lines = (ROOT / f"requirements/{part}.in").read_text(encoding="utf-8").splitlines()
    return [line.partition(";")[0].strip() for line in lines if re.match(r"[A-Za-z]", line)]


def canonical(name: str) -> str:
    """A package's name as the index compares it."""
    return re.sub(r"[-_.]+", "-", name).lower()


@pytest.mark.parametrize("part", ["run", "dev", "node"])
def test_a_python_lock_has_hashes_and_names_no_host(part: str) -> None:
    text = (ROOT / f"requirements/{part}.txt").read_text(encoding="utf-8")
    pins = re.findall(r"^[a-z0-9][\w.-]*==.*(?:\n +--hash=.*)*", text, flags=re.MULTILINE)
    assert pins
    assert [pin for pin in pins if "--hash=sha256:" not in pin] == []
    assert not re.search(r"://|--(?:extra-)?index-url|--find-links|--trusted-host", text)


def test_the_npm_lock_has_hashes_and_names_no_host() -> None:
    lock = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))
    packages = {name: package for name, package in lock["packages"].items() if name}
    assert packages
    assert [name for name, package in packages.items() if "integrity" not in package] == []
    assert [name for name, package in packages.items() if "resolved" in package] == []


def test_what_pip_installs_is_what_the_lock_was_made_from() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    named = {canonical(re.split(r"[<>=;\s]", dependency)[0]) for dependency in project["dependencies"]}
    assert named == {canonical(name) for name in wanted("run")}


def test_every_dependency_is_explained() -> None:
    npm = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))
    names = [*wanted("run"), *wanted("dev"), *wanted("node"), *npm["dependencies"], *npm["devDependencies"]]
    text = DECISION.read_text(encoding="utf-8")
    assert [name for name in names if f"| `{name}` |" not in text] == []
