"""What a rehearsal counts and times."""

from __future__ import annotations

import time
from collections import Counter
from typing import Any

KEYS = (
    "model", "people", "steps", "sent", "kept", "refused", "lost", "doubled", "kept_p50_ms", "kept_p99_ms",
    "seen_p50_ms", "seen_p99_ms", "seconds",
)  # fmt: skip

IN_WORDS = {
    "people": ("simulated people", ""),
    "steps": ("steps opened", ""),
    "sent": ("actions sent", ""),
    "kept": ("of these kept on disk", ""),
    "refused": ("of these refused, with a reason", ""),
    "lost": ("kept, but not there afterwards", ""),
    "doubled": ("kept, and there twice", ""),
    "kept_p50_ms": ("from an action until it is kept: half within", "ms"),
    "kept_p99_ms": ("from an action until it is kept: 99 of 100 within", "ms"),
    "seen_p50_ms": ("from an action until the facilitator sees it: half within", "ms"),
    "seen_p99_ms": ("from an action until the facilitator sees it: 99 of 100 within", "ms"),
    "seconds": ("the whole rehearsal", "s"),
}
"""What the figures are called and counted in where people read them."""


class Figures:
    """Counts of actions, and how long they took: action → kept (on disk, said so), action → seen by the facilitator."""

    def __init__(self) -> None:
        self.sent = self.kept = self.refused = self.received = 0
        self.differing = self.gaps = 0
        """Frames whose count or sum was another than one's own, and frames that built on something never heard."""
        self.kept_s: list[float] = []
        self.seen_s: list[float] = []
        self.refusals: Counter[str] = Counter()
        self._start = time.perf_counter()

    def keeps(self, seconds: float) -> None:
        self.kept += 1
        self.kept_s.append(seconds)

    def refuses(self, do: str, code: str) -> None:
        self.refused += 1
        self.refusals[f"{do}: {code}"] += 1

    def report(self, model: str, people: int, steps: int, lost: int, doubled: int) -> dict[str, Any]:
        """The figures under exactly `KEYS`; times in milliseconds, `seconds` from start to now."""
        return {
            "model": model, "people": people, "steps": steps, "sent": self.sent, "kept": self.kept,
            "refused": self.refused, "lost": lost, "doubled": doubled,
            "kept_p50_ms": milliseconds(self.kept_s, 50), "kept_p99_ms": milliseconds(self.kept_s, 99),
            "seen_p50_ms": milliseconds(self.seen_s, 50), "seen_p99_ms": milliseconds(self.seen_s, 99),
            "seconds": round(time.perf_counter() - self._start, 1),
        }  # fmt: skip


def in_words(report: dict[str, Any]) -> list[tuple[str, str]]:
    """The figures as (what it is, how much), for people."""
    return [(words, f"{report[key]:,} {unit}".rstrip()) for key, (words, unit) in IN_WORDS.items()]


def milliseconds(seconds: list[float], percent: int) -> float:
    """The percentile (nearest rank) in ms; 0 where there is nothing."""
    if not seconds:
        return 0.0
    ranked = sorted(seconds)
    return round(1000 * ranked[min(len(ranked) - 1, len(ranked) * percent // 100)], 1)
