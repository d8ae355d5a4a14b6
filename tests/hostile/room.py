"""Rooms in which every field that takes a text holds hostile ones, put there by the same actions that browsers send."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sessions.activity import Refused, typed
from sessions.records import Person, Step, put
from sessions.suggestions import Suggestion
from tests.hostile.texts import cut, hostile
from tests.sessions.play import Play, plan

BATCH = 100
"""Texts in one room; each stands in every field."""
STEPS = ("lobby", "thesis_walk", "brainstorm", "clustering", "dot_vote", "talk", "next_steps", "feedback")


def batches() -> list[tuple[str, ...]]:
    """The five hundred in rooms."""
    all_ = hostile()
    return [all_[at : at + BATCH] for at in range(0, len(all_), BATCH)]


class Host(Play):
    """A play that counts what was taken and in which field, and goes on after what was refused."""

    def __init__(self, texts: Sequence[str], **fields: Any) -> None:
        self.texts = texts
        self.taken: dict[str, set[str]] = {}
        """Field → the texts that stand in it, as the room keeps them."""
        self.refused: dict[str, set[str]] = {}
        super().__init__(
            *(plan(kind, lines=()) for kind in STEPS),
            plan("talk", "draft", takes=("brainstorm",)),
            people=BATCH,
            **fields,
        )
        self.furnish()

    def offer(self, field: str, words: str, most: int, person: str, do: str, key: str = "", /, **args: Any) -> bool:
        """One text into one field; True when it was taken."""
        name = next(name for name, value in args.items() if value is ...)
        text = cut(words, most)
        sent = {**args, name: text}
        try:
            if key:
                self.act(person, key, do, **sent)
            elif person == self.host:
                self.hosts(do, **sent)
            else:
                self.ask(person, do, **sent)
        except Refused as refused:
            if refused.code not in ("empty", "too_short", "malformed", "not_a_date"):
                raise AssertionError(f"{field}: {refused.code} {text!r}") from refused
            self.refused.setdefault(field, set()).add(text)
            return False
        self.taken.setdefault(field, set()).add(typed(text, 10_000, 0))
        return True

    def each(self) -> Iterator[tuple[int, str, str]]:
        """(which, person, text)."""
        for n, text in enumerate(self.texts):
            yield n, self.people[n], text

    def furnish(self) -> None:
        for _, person, text in self.each():
            self.offer("person.name", text, 40, person, "rename", name=...)
        for kind in STEPS:
            self.items(kind)
            self.open(kind)
            getattr(self, f"_{kind}", lambda: None)()
            for _, _, text in self.each():
                for field, most in (("title", 120), ("question", 2_000), ("instruction", 2_000), ("script", 8_000)):
                    self.offer(
                        f"step.{field}", text, most, self.host, "edit_step", id=self.step(kind).id, **{field: ...}
                    )
                self.offer("workshop.line", text, 280, self.host, "say_line", text=...)
            self.close(kind)
            self.reveal(kind)
        for _, person, text in self.each():
            self.offer("handed", text, 2_000, person, "hand_over", of_step=self.step("talk").round, text=...)
            self.offer("workshop.title", text, 120, self.host, "edit_workshop", title=...)
        self.candidates()

    def items(self, kind: str) -> None:
        for _, _, text in self.each():
            self.offer("candidate", text, 2_000, self.host, "paste_items", id=self.step(kind).id, lines=...)

    def candidates(self) -> None:
        draft = self.step("draft")
        self.hosts("prepare_step", id=draft.id)
        found = [record for record in self.room if getattr(record, "ticked", None) and record.step == draft.round]
        for (_, _, text), candidate in zip(self.each(), found, strict=False):
            self.offer("candidate edited", text, 2_000, self.host, "edit_candidate", id=candidate.id, text=...)

    # what people type in each activity

    def _lobby(self) -> None:
        for _, person, text in self.each():
            self.offer("warm-up", text, 140, person, "answer_warm_up", "lobby", text=...)

    def _thesis_walk(self) -> None:
        items = self.of_kind("item", "thesis_walk")
        for n, person, text in self.each():
            item = items[n % len(items)]
            self.offer("reason", text, 140, person, "pick_thesis", "thesis_walk", item=item, named=True, reason=...)

    def _brainstorm(self) -> None:
        self.hosts("advance_step", id=self.step("brainstorm").id, stage="build")
        for _, person, text in self.each():
            self.offer("idea", text, 2_000, person, "add_idea", "brainstorm", named=True, text=...)

    def _clustering(self) -> None:
        items = self.of_kind("item", "clustering")
        for n, person, text in self.each():
            if self.offer("pile", text, 80, person, "make_pile", "clustering", items=[items[n % len(items)]], name=...):
                pile = self.of_kind("pile", "clustering")[-1]
                self.offer("pile name", text, 80, person, "name_pile", "clustering", pile=pile, text=...)
        round = self.step("clustering").round
        self.keep(
            put(
                *(
                    Suggestion(
                        id=f"s{n}-{round}", see="all", step=round, items=tuple(items[:2]), name=typed(cut(text, 80), 80, 0),
                        quote=typed(text, 2_000, 0),
                    )
                    for n, _, text in self.each()
                )
            )
        )  # fmt: skip

    def _dot_vote(self) -> None:
        items = self.of_kind("item", "dot_vote")
        for n, person, _ in self.each():
            self.act(person, "dot_vote", "place_dots", dots={items[n % len(items)]: 1})

    def _talk(self) -> None:
        for _, _, text in self.each():
            self.offer("remark", text, 2_000, self.host, "note_down", "talk", text=...)

    def _next_steps(self) -> None:
        items = self.of_kind("item", "next_steps")
        for n, person, text in self.each():
            item = items[n % len(items)]
            self.offer("first act", text, 200, person, "write_first_act", "next_steps", item=item, text=...)
            self.offer("owner", text, 40, person, "take_on", "next_steps", item=item, name=...)
            self.offer("date", text, 40, person, "set_date", "next_steps", item=item, by_date=...)

    def _feedback(self) -> None:
        for _, person, text in self.each():
            self.offer(
                "best", text, 500, person, "give_feedback", "feedback", scales={"content": 4}, quote=True, best=...
            )

    def of_kind(self, kind: str, key: str) -> list[str]:
        """Ids, in the order in which they came."""
        round = self.step(key).round
        found = [r for r in self.room if r.step == round and type(r).__name__.lower() == kind]
        return [record.id for record in sorted(found, key=lambda record: record.rev)]

    def names(self) -> set[str]:
        return {person.name for person in self.room.every(Person)}

    def agenda(self) -> list[Step]:
        return self.room.steps()
