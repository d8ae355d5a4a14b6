"""What was typed and voted at the pages, so that it can be looked for everywhere afterwards."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

from server.rehearse.seat import Seat
from sessions.records import Item
from tests.browser.people import bare


class Told:
    """Texts by step; votes by step and option; what must not be seen again."""

    def __init__(self) -> None:
        self._texts: list[tuple[str, str]] = []
        self.votes: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self.dates: dict[str, str] = {}
        self.withdrawn: set[str] = set()
        self.from_all: set[str] = set()

    def text(self, step: str, text: str) -> str:
        self._texts.append((step, text))
        return text

    def gone(self, text: str) -> None:
        """Taken back or rewritten by its author: nowhere any more."""
        self.withdrawn.add(text)

    def hidden(self, text: str) -> None:
        """Hidden by the facilitator: for nobody else any more."""
        self.from_all.add(text)

    def texts_of(self, step: str) -> list[str]:
        return [text for of, text in self._texts if of == step and text not in self.withdrawn | self.from_all]

    @property
    def texts(self) -> list[str]:
        """Everything that the result must show to all."""
        return [text for _, text in self._texts if text not in self.withdrawn | self.from_all]

    def vote(self, step: str, option: str, dots: int) -> None:
        self.votes[step][bare(option)] += dots

    def ballots(self, step: str, seats: Iterable[Seat], round: str) -> None:
        """What simulated people voted: of each the last ballot that they were told is kept."""
        for seat in seats:
            cast = [asked for asked in seat.kept if asked.do == "place_dots" and asked.step == round]
            last = max(cast, key=lambda asked: asked.n, default=None)
            for id, dots in last.args["dots"].items() if last else ():
                item = seat.room.get(id, Item)
                assert item is not None
                self.vote(step, item.text, dots)

    def date(self, step: str, day: str) -> None:
        self.dates[step] = day
