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


def loose_in_python(text: str) -> list[str]:
    """What of a lock of pip's could become something else tomorrow."""
    pins = re.findall(r"^[a-z0-9][\w.-]*.*(?:\n +--hash=.*)*", text, flags=re.MULTILINE)
    assert pins
    hosts = re.findall(r"://|--(?:extra-)?index-url|--find-links|--trusted-host", text)
    return [pin for pin in pins if "==" not in pin or "--hash=sha256:" not in pin] + hosts


def loose_in_npm(text: str) -> list[str]:
    """The same of npm's."""
    packages = {name: package for name, package in json.loads(text)["packages"].items() if name}
    assert packages
    return [name for name, package in packages.items() if "integrity" not in package or "resolved" in package]


@pytest.mark.parametrize("part", ["run", "dev", "node"])
def test_a_python_lock_has_hashes_and_names_no_host(part: str) -> None:
    assert loose_in_python((ROOT / f"requirements/{part}.txt").read_text(encoding="utf-8")) == []


def test_the_npm_lock_has_hashes_and_names_no_host() -> None:
    assert loose_in_npm((ROOT / "package-lock.json").read_text(encoding="utf-8")) == []


def test_a_lock_without_a_hash_or_with_a_host_is_found() -> None:
    """The twin: locks as they must not be."""
    text = (ROOT / "requirements/run.txt").read_text(encoding="utf-8")
    without = re.sub(r"(?m)^(msgpack==\S+).*(?:\n +--hash=.*)+", r"\1", text)
    assert without != text and len(loose_in_python(without)) == 1
    assert len(loose_in_python(text.replace("msgpack==", "msgpack>=", 1))) == 1
    assert len(loose_in_python("--index-url https://packages.example\n" + text)) == 2
    lock = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))
    name = next(name for name in lock["packages"] if name)
    for harm in ({"integrity": None}, {"resolved": "https://packages.example/x.tgz"}):
        package = {**lock["packages"][name], **harm}
        packages = lock["packages"] | {name: {key: value for key, value in package.items() if value}}
        assert loose_in_npm(json.dumps({"packages": packages})) == [name]


def test_what_pip_installs_is_what_the_lock_was_made_from() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    named = {canonical(re.split(r"[<>=;\s]", dependency)[0]) for dependency in project["dependencies"]}
    assert named == {canonical(name) for name in wanted("run")}


def test_every_dependency_is_explained() -> None:
    npm = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))
    names = [*wanted("run"), *wanted("dev"), *wanted("node"), *npm["dependencies"], *npm["devDependencies"]]
    text = DECISION.read_text(encoding="utf-8")
    assert [name for name in names if f"| `{name}` |" not in text] == []
