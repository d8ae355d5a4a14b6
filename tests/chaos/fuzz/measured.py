"""What hostile input may cost: processor time of the thread that reads it, and memory that stays."""

from __future__ import annotations

import contextlib
import ctypes
import gc
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from time import thread_time

MOST_MS = 20.0
MOST_MB = 20.0
AGAIN = 5


def resident_mb(pid: int | str = "self") -> float:
    """Memory that a process holds, in MB."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    found = re.search(r"VmRSS:\s+(\d+)", status)
    assert found is not None
    return int(found[1]) / 1024


def settled_mb() -> float:
    """What somebody holds: memory that earlier tests let go of and the allocator kept would hide what stays."""
    gc.collect()
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:  # glibc's
        trim(0)
    return resident_mb()


@dataclass
class Costs:
    """What happened to every input, the dearest of them, and what nobody caught."""

    answers: Counter[str] = field(default_factory=Counter)
    uncaught: list[str] = field(default_factory=list)
    dearest_ms: float = 0.0
    dearest: bytes = b""

    def take(self, how: str, body: bytes, read: Callable[[bytes], object], expected: type[Exception]) -> None:
        """Gives one input to `read`; `expected` is how it says no."""
        started = thread_time()
        try:
            read(body)
            answer = "taken"
        except expected as refused:
            answer = str(refused) or type(refused).__name__
        except BaseException as wrong:
            self.uncaught.append(f"{how}: {wrong!r} {body[:200].hex()}")
            answer = "uncaught"
        spent = (thread_time() - started) * 1000
        self.answers[f"{how} {answer}"] += 1
        if spent > self.dearest_ms:
            if spent > MOST_MS / 2:
                spent = min(spent, *(self._again(body, read, expected) for _ in range(AGAIN)))
            if spent > self.dearest_ms:
                self.dearest_ms, self.dearest = spent, body

    def _again(self, body: bytes, read: Callable[[bytes], object], expected: type[Exception]) -> float:
        """Its cost once more: what the machine did beside is not the input's."""
        started = thread_time()
        with contextlib.suppress(expected):
            read(body)
        return (thread_time() - started) * 1000
