"""What a measurement needs around it: the compiled generator and limit, servers as processes, their CPU time and memory."""

from __future__ import annotations

import json
import os
import platform
import resource
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Any, Self

HERE = Path(__file__).resolve().parent
BUILD = HERE.parent / "build" / "bench"
TICKS = os.sysconf("SC_CLK_TCK")
Figures = dict[str, Any]


def compiled(name: str) -> Path:
    """The C program of this name, compiled when it is older than its source. Raises `SystemExit` where there is no cc."""
    source, program = HERE / "c" / f"{name}.c", BUILD / name
    newest = max(source.stat().st_mtime, (HERE / "c" / "wire.h").stat().st_mtime)
    if not program.exists() or program.stat().st_mtime < newest:
        BUILD.mkdir(parents=True, exist_ok=True)
        try:
            done = subprocess.run(["cc", "-O2", "-Wall", "-Wextra", "-o", program, source, "-lz"], check=False)
        except FileNotFoundError:
            raise SystemExit(
                "talkoot bench: needs a C compiler (cc) and zlib's header; on Debian: apt install gcc zlib1g-dev"
            ) from None
        if done.returncode:
            raise SystemExit(f"talkoot bench: {source} does not compile")
    return program


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Process:
    """A server under measurement."""

    def __init__(self, process: subprocess.Popen[str], port: int) -> None:
        self.process, self.port = process, port

    def cpu(self) -> float:
        """CPU seconds so far, of all threads of the process."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    def rss(self) -> int:
        """Bytes of memory that are its own (resident, without shared files)."""
        for line in Path(f"/proc/{self.process.pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
        raise RuntimeError("no Pss in smaps_rollup")

    def metric(self, name: str) -> float:
        """A figure of Talkoot's own."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/metrics") as answer:
            lines = answer.read().decode().splitlines()
        return next(float(line.split()[1]) for line in lines if line.startswith(f"{name} "))

    def files(self) -> int:
        return sum(1 for _ in Path(f"/proc/{self.process.pid}/fd").iterdir())


@contextmanager
def running(command: list[str], port: int, ready: str, **environ: str) -> Iterator[Process]:
    """A server process from its `ready` line to SIGTERM."""
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env={**os.environ, **environ},
    )  # fmt: skip
    assert process.stdout is not None
    try:
        while ready not in (line := process.stdout.readline()):
            if not line:
                raise SystemExit(f"talkoot bench: {' '.join(command)} did not start")
        yield Process(process, port)
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.communicate(timeout=30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()


def many_files() -> None:
    """As many sockets as the machine allows, for this process and those it starts."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


@contextmanager
def limit(tick_ms: int = 20) -> Iterator[Process]:
    port = free_port()
    with running([str(compiled("limit")), str(port), str(tick_ms)], port, "ready") as process:
        yield process


@contextmanager
def talkoot(data: Path | None = None) -> Iterator[Process]:
    """The product with its defaults."""
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="talkoot-bench-", dir=BUILD if BUILD.exists() else None) as folder:
        command = [sys.executable, "-m", "server", "serve", "--port", str(port), "--data", str(data or folder)]
        with running(command, port, "serves on", TALKOOT_LOG="error") as process:
            yield process


class Load:
    """The generator: one line says what to do, one line of JSON says what came of it."""

    def __init__(self, port: int, *flags: str) -> None:
        self._process = subprocess.Popen(
            [compiled("load"), str(port), *flags], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def tell(self, *words: object) -> None:
        """A line that is not answered."""
        assert self._process.stdin is not None
        self._process.stdin.write(" ".join(map(str, words)) + "\n")
        self._process.stdin.flush()

    def do(self, *words: object) -> Figures:
        """A line that is."""
        assert self._process.stdout is not None
        self.tell(*words)
        line = self._process.stdout.readline()
        if not line:
            raise SystemExit(f"talkoot bench: the generator ended at {words}")
        figures: Figures = json.loads(line)
        return figures

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.communicate()


@contextmanager
def hurting(port: int, code: str, round: str, hurt: dict[str, int]) -> Iterator[Figures]:
    """A room is hurt (bench/hurt.py) for the length of a block; what came of that stands in the figures afterwards."""
    seen: Figures = {}
    if not hurt:
        yield seen
        return
    flags = [word for what, many in hurt.items() for word in (f"--{what}", str(many))]
    process = subprocess.Popen(
        [sys.executable, "-m", "bench.hurt", str(port), code, round, *flags],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=HERE.parent,
    )  # fmt: skip
    assert process.stdout is not None
    try:
        if process.stdout.readline() != "ready\n":
            raise SystemExit("talkoot bench: those who hurt did not come in")
        yield seen
        said, _ = process.communicate(timeout=60)
        seen["hurt"] = json.loads(said)
    finally:
        process.kill()
        process.wait()


def machine() -> dict[str, str]:
    """On what the figures were made."""
    cpu = next(
        (
            line.partition(":")[2].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if "model name" in line
        ),
        "?",
    )
    memory = Path("/proc/meminfo").read_text().split()[1]
    return {
        "cpu": cpu, "cores": str(os.cpu_count()), "memory": f"{int(memory) // 1024**2} GiB", "system": platform.release(),
        "versions": ", ".join(
            [f"Python {platform.python_version()}", f"SQLite {sqlite3.sqlite_version}"]
            + [f"{name} {version(name)}" for name in ("uvicorn", "uvloop", "websockets", "aiosqlite")]
        ),
    }  # fmt: skip


def commit() -> str:
    """Of which commit the figures are; with a + where files differ from it."""
    asked = (
        ["git", "rev-parse", "--short", "HEAD"],
        ["git", "status", "--porcelain", "--", "server", "sessions", "static", "bench/c"],
    )
    head, changed = (
        subprocess.run(ask, cwd=HERE, capture_output=True, text=True, check=False).stdout.strip() for ask in asked
    )
    return head + ("+" if changed else "")
