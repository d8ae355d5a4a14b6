"""Which actions have been answered, so that a repeat is answered again and never done twice.

An action's name is `(person, tab, n)`. What was *kept* is durable: it stands in the frame that kept it and in every
snapshot, per tab as the highest `n` and which of the last 64 were kept. What was refused, and the exact rev of what was
kept, is remembered only while the room is awake: a refusal changed nothing, so deciding it afresh after a restart is
no second time.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable

WINDOW = 64
TABS_EACH = 32
LOOSE_TABS = 4096
_BITS = (1 << WINDOW) - 1
REFUSED = -1

TabRow = tuple[str, str, int, int]
"""(person, tab, highest n kept, which of the last 64 were kept: bit i = n - i)."""


class Answered:
    """The answers of one room."""

    def __init__(self, rows: Iterable[TabRow] = ()) -> None:
        self._tabs: dict[str, dict[str, tuple[int, int]]] = {}
        self._loose: OrderedDict[tuple[str, str], OrderedDict[int, int]] = OrderedDict()
        for person, tab, high, bits in rows:
            self._tabs.setdefault(person, {})[tab] = (high, bits)

    def keep(self, person: str, tab: str, n: int) -> None:
        """From a frame: this action was kept. The order of frames alone decides which tabs are remembered."""
        tabs = self._tabs.setdefault(person, {})
        high, bits = tabs.pop(tab, (n, 0))
        if n > high:
            shift = n - high
            high, bits = n, (bits << shift) & _BITS if shift < WINDOW else 0
        if high - n < WINDOW:
            bits |= 1 << (high - n)
        tabs[tab] = (high, bits)
        if len(tabs) > TABS_EACH:
            del tabs[next(iter(tabs))]

    def note(self, person: str, tab: str, n: int, rev: int) -> None:
        """While awake: this action was answered with `rev`, or `REFUSED`."""
        answers = self._loose.setdefault((person, tab), OrderedDict())
        self._loose.move_to_end((person, tab))
        answers[n] = rev
        if len(answers) > WINDOW:
            answers.popitem(last=False)
        if len(self._loose) > LOOSE_TABS:
            self._loose.popitem(last=False)

    def before(self, person: str, tab: str, n: int) -> int | None:
        """None: never answered. `REFUSED`, or the rev at which it was kept (0 = kept, at a rev not known any more)."""
        loose = self._loose.get((person, tab))
        if loose is not None and n in loose:
            return loose[n]
        durable = self._tabs.get(person, {}).get(tab)
        if durable is not None:
            high, bits = durable
            if n <= high:
                return 0 if high - n < WINDOW and bits >> (high - n) & 1 else REFUSED
        return None

    def rows(self) -> list[TabRow]:
        """The durable half, people in order, tabs oldest first."""
        return [(p, tab, high, bits) for p in sorted(self._tabs) for tab, (high, bits) in self._tabs[p].items()]

    def forget_exact(self) -> None:
        """After a purge: nothing here says any more at which rev a person acted."""
        for answers in self._loose.values():
            for n, rev in answers.items():
                if rev != REFUSED:
                    answers[n] = 0
