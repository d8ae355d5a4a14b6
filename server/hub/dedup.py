"""Which actions have been answered, so that a repeat is answered again and never done twice.

An action's name is `(person, tab, n)`. What was *kept* is durable: it stands in the frame that kept it and in every
snapshot, per tab as the highest `n` and which of the last 64 were kept. What was refused, and the exact rev of what was
kept, is remembered only while the room is awake: a refusal changed nothing, so deciding it afresh after a restart is
no second time.

What is durable names nobody: person and tab stand there as one hash. A browser takes a fresh tab for every round of a step,
so that how much somebody did in a round that was sealed (a tap for each dot, an idea mended twice) is nobody's any more.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Iterable

WINDOW = 64
EXACT = 32
"""Answers of a tab that are remembered exactly: as many as a page sends ahead of an answer (docs/protocol.md), and may send again."""
TABS = 65_536
FRESH_AT_ONCE = 60
FRESH_EVERY_MS = 6_000
"""How many tabs a person may begin; a page takes one for every round, and new ones when it is loaded again."""
LOOSE_TABS = 4096
_BITS = (1 << WINDOW) - 1
REFUSED = -1

TabRow = tuple[str, int, int]
"""(key of person and tab, highest n kept, which of the last 64 were kept: bit i = n - i)."""


def key_of(person: str, tab: str) -> str:
    """Says which person's tab it is to whoever knows both; a tab is random and stands nowhere."""
    return hashlib.blake2b(f"{person}\0{tab}".encode(), digest_size=12).hexdigest()


class Answered:
    """The answers of one room."""

    def __init__(self, rows: Iterable[TabRow] = ()) -> None:
        self._tabs: dict[str, tuple[int, int]] = {key: (high, bits) for key, high, bits in rows}
        self._loose: OrderedDict[tuple[str, str], dict[int, int]] = OrderedDict()
        self._fresh: dict[str, tuple[float, int]] = {}

    def may_begin(self, person: str, tab: str, at: int) -> bool:
        """Whether this person may use this tab: one that is known, or one more. Otherwise they could push what others
        have been told out of memory. `at` = server ms."""
        if (person, tab) in self._loose or key_of(person, tab) in self._tabs:
            return True
        left, since = self._fresh.get(person, (FRESH_AT_ONCE, at))
        left = min(FRESH_AT_ONCE, left + (at - since) / FRESH_EVERY_MS)
        if left < 1:
            return False
        self._fresh[person] = (left - 1, at)
        self._answers(person, tab)
        return True

    def keep(self, key: str, n: int) -> None:
        """From a frame: this action was kept. The order of frames alone decides which tabs are remembered."""
        high, bits = self._tabs.pop(key, (n, 0))
        if n > high:
            shift = n - high
            high, bits = n, (bits << shift) & _BITS if shift < WINDOW else 0
        if high - n < WINDOW:
            bits |= 1 << (high - n)
        self._tabs[key] = (high, bits)
        if len(self._tabs) > TABS:
            del self._tabs[next(iter(self._tabs))]

    def note(self, person: str, tab: str, n: int, rev: int) -> None:
        """While awake: this action was answered with `rev`, or `REFUSED`."""
        answers = self._answers(person, tab)
        answers[n] = rev
        if len(answers) > EXACT:
            del answers[next(iter(answers))]

    def _answers(self, person: str, tab: str) -> dict[int, int]:
        """What this tab was told while awake, the longest unused tab forgotten for it."""
        answers = self._loose.setdefault((person, tab), {})
        self._loose.move_to_end((person, tab))
        if len(self._loose) > LOOSE_TABS:
            self._loose.popitem(last=False)
        return answers

    def before(self, person: str, tab: str, n: int) -> int | None:
        """None: never answered. `REFUSED`, or the rev at which it was kept (0 = kept, at a rev not known any more)."""
        loose = self._loose.get((person, tab))
        if loose is not None and n in loose:
            return loose[n]
        durable = self._tabs.get(key_of(person, tab))
        if durable is not None:
            high, bits = durable
            if n <= high:
                # Actions of a tab come in order: one that was passed over was refused. Deciding it now, behind what was
                # done since, could undo a later word.
                return 0 if high - n < WINDOW and bits >> (high - n) & 1 else REFUSED
        return None

    def rows(self) -> list[TabRow]:
        """The durable half, those longest unused first."""
        return [(key, high, bits) for key, (high, bits) in self._tabs.items()]

    def forget_exact(self) -> None:
        """After a purge: nothing here says any more at which rev a person acted."""
        for answers in self._loose.values():
            for n, rev in answers.items():
                if rev != REFUSED:
                    answers[n] = 0
