"""How long it takes to find similar notes: `python -m bench.similar`. Aim: 500 notes under 1.5 s on one core.

The notes are the labelled ideas that come with Talkoot, and beyond those 150 new ones made of their words in another order, so
that runs of letters are as common as in a real room.
"""

from __future__ import annotations

import random
import time

from server import models
from sessions.similar import similar


def notes(lang: str, count: int) -> list[str]:
    """As many notes as wanted; the same ones every time."""
    texts = models.texts("ideas", lang)
    rng, words = random.Random(count), [word for text in texts for word in text.split()]
    made = [" ".join(rng.choices(words, k=len(texts[n % len(texts)].split()))) for n in range(count)]
    return [*texts, *made][:count]


def main() -> None:
    print(f"{'notes':>24} {'piles':>6} {'seconds':>8}")
    boards = {f"{count} {lang}": notes(lang, count) for lang in ("fi", "en") for count in (60, 150, 300, 500)}
    boards["500 fi, 2,000 characters"] = [" ".join(notes("fi", 500)[n:] * 2)[:2000] for n in range(500)]
    for name, texts in boards.items():
        started = time.perf_counter()
        piles = similar(texts)
        print(f"{name:>24} {len(piles):>6} {time.perf_counter() - started:>8.2f}", flush=True)


if __name__ == "__main__":
    main()
