"""Similar notes: which notes look alike, offered to the people who group them, never done for them.

No counting of letters finds what a group means by its themes; it finds look-alikes, typing errors and inflected words
included, and that is what this is for. Notes become weighted runs of three to five letters within words (char_wb n-grams,
TF-IDF); notes that share rare runs are alike. Piles are suggested by average linkage, cut where likeness gets thin. Every
answer is the same for the same notes, so that a replay suggests what the room saw.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from math import log, sqrt

import msgspec

from sessions.similar_names import Names, words_of

CUT = 0.12
"""Notes and piles less alike than this are not joined; below about 0.10 pairs are mostly chance."""
SHORTEST, LONGEST = 3, 5

Vector = dict[str, float]


class Suggestion(msgspec.Struct, frozen=True):
    """One suggested pile: places of its notes, how alike they are (0…1), a proposed name, its most central note."""

    members: tuple[int, ...]
    score: float
    name: str
    quote: str


def similar(texts: Sequence[str], cut: float = CUT) -> list[Suggestion]:
    """Suggested piles of two notes or more, the most alike first; a note is in one pile at most, many are in none."""
    likeness = _likeness(texts)
    names = Names(texts)
    found = []
    for members in _linked(likeness, cut):
        nearness = {i: sum(likeness[i].get(j, 0.0) for j in members if j != i) for i in members}
        score = sum(nearness.values()) / (len(members) * (len(members) - 1))
        central = max(members, key=lambda i: (nearness[i], -i))
        found.append(Suggestion(members, round(score, 4), names.of(members, central), texts[central]))
    return sorted(found, key=lambda suggestion: (-suggestion.score, suggestion.members))


def nearest(texts: Sequence[str], i: int, k: int = 3) -> list[tuple[int, float]]:
    """The places of the `k` notes most like note `i`, with how alike they are; those with nothing in common are left out."""
    vectors = _vectors(texts)
    alike = [(j, _dot(vectors[i], vector)) for j, vector in enumerate(vectors) if j != i]
    return sorted(((j, score) for j, score in alike if score > 0), key=lambda pair: (-pair[1], pair[0]))[:k]


def targets(piles: Sequence[Sequence[str]], note: str, k: int = 3) -> list[int]:
    """The places of up to `k` piles that the note most likely belongs to. A pile is its texts, its name among them."""
    texts = [text for pile in piles for text in pile]
    *vectors, own = _vectors([*texts, note])
    scores: list[tuple[float, int]] = []
    start = 0
    for place, pile in enumerate(piles):
        alike = [_dot(own, vector) for vector in vectors[start : start + len(pile)]]
        start += len(pile)
        if any(alike):
            scores.append((sum(alike) / len(alike), place))
    return [place for _, place in sorted(scores, key=lambda pair: (-pair[0], pair[1]))[:k]]


def _runs(text: str) -> set[str]:
    """Runs of letters within words, each word with a blank before and after it. How often a run comes does not matter."""
    runs: set[str] = set()
    for word in words_of(text):
        padded = f" {word} "
        for length in range(SHORTEST, min(LONGEST, len(padded)) + 1):
            runs.update(padded[start : start + length] for start in range(len(padded) - length + 1))
    return runs


def _vectors(texts: Sequence[str]) -> list[Vector]:
    """One vector of length 1 per text: a run weighs more the fewer texts have it."""
    every = [_runs(text) for text in texts]
    having = Counter(run for runs in every for run in runs)
    vectors = []
    for runs in every:
        vector = {run: _weight(having[run], len(texts)) for run in sorted(runs)}
        length = sqrt(sum(value * value for value in vector.values())) or 1.0
        vectors.append({run: value / length for run, value in vector.items()})
    return vectors


def _weight(having: int, total: int) -> float:
    return log((3 + total) / (2 + having))


def _dot(one: Vector, other: Vector) -> float:
    small, large = (one, other) if len(one) <= len(other) else (other, one)
    return sum(value * large[run] for run, value in small.items() if run in large)


def _likeness(texts: Sequence[str]) -> list[dict[int, float]]:
    """For each note the notes that share a run with it, and how alike they are: the products of `_vectors`, sooner.

    An index leads from run to notes. Runs that stand in exactly the same notes (most runs of one word do) count as one
    that weighs as much as all of them together.
    """
    index: defaultdict[str, list[int]] = defaultdict(list)
    for i, text in enumerate(texts):
        for run in sorted(_runs(text)):
            index[run].append(i)
    rows = [[0.0] * i for i in range(len(texts))]
    squares = [0.0] * len(texts)
    for notes, runs in Counter(map(tuple, index.values())).items():
        weight = runs * _weight(len(notes), len(texts)) ** 2
        for place, i in enumerate(notes):
            squares[i] += weight
            row = rows[i]
            for j in notes[:place]:
                row[j] += weight
    lengths = [sqrt(square) for square in squares]
    likeness: list[dict[int, float]] = [{} for _ in texts]
    for i, row in enumerate(rows):
        for j, product in enumerate(row):
            if product:
                likeness[i][j] = likeness[j][i] = product / (lengths[i] * lengths[j])
    return likeness


def _linked(likeness: Sequence[dict[int, float]], cut: float) -> list[tuple[int, ...]]:
    """Average linkage by nearest-neighbour chains. A pile whose best neighbour is below the cut can never rise again
    (an average is never above its best part), so it is finished and leaves."""
    members: dict[int, tuple[int, ...]] = {i: (i,) for i in range(len(likeness))}
    sums = {i: dict(row) for i, row in enumerate(likeness)}
    finished: list[tuple[int, ...]] = []
    chain: list[int] = []
    while members:
        if not chain:
            chain.append(min(members))
        top = chain[-1]
        size = len(members[top])
        best, alike = -1, 0.0
        for other, total in sums[top].items():
            mean = total / (size * len(members[other]))
            if mean > alike or (mean == alike and other < best):
                best, alike = other, mean
        before = chain[-2] if len(chain) > 1 else -1
        if best < 0 or alike < cut:
            for other in sums.pop(top):
                del sums[other][top]
            finished.append(members.pop(top))
            chain.pop()
        elif before >= 0 and sums[top][before] / (size * len(members[before])) >= alike:
            _join(members, sums, before, top)
            del chain[-2:]
        else:
            chain.append(best)
    return sorted(tuple(sorted(pile)) for pile in finished if len(pile) > 1)


def _join(members: dict[int, tuple[int, ...]], sums: dict[int, dict[int, float]], one: int, other: int) -> None:
    """Puts two piles into the lower of their places; likeness to a third is the sum of both."""
    keep, gone = min(one, other), max(one, other)
    members[keep] += members.pop(gone)
    del sums[keep][gone]
    for third, total in sums.pop(gone).items():
        if third != keep:
            sums[keep][third] = sums[third][keep] = sums[keep].get(third, 0.0) + total
            del sums[third][gone]
