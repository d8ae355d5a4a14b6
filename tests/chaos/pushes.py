"""What people push in a burst: for every kind of step actions that leave a trace of their own."""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable
from typing import Any

from server.rehearse.seat import Asked, Seat
from sessions.piles import Pile, pile_of
from sessions.records import Authorship, Done, Idea, Item, Step

Push = tuple[str, dict[str, Any]]


class Pushes:
    """Seeded; every text is said once in the whole run."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)
        self._n = itertools.count(1)
        self._of: dict[str, Callable[[Seat, Step], Push]] = {
            "lobby": self.warm_up, "thesis_walk": self.walk, "brainstorm": self.storm, "clustering": self.sort,
            "dot_vote": self.vote, "next_steps": self.promise, "feedback": self.feedback,
        }  # fmt: skip

    def say(self, what: str) -> str:
        return f"{what} {next(self._n)}"

    def person(self, seat: Seat, step: Step | None) -> Asked:
        """One action of a participant, of the step that is open or of those that are always there."""
        chance = self.dice.random()
        if step is None or step.activity not in self._of or chance < 0.15:
            do, args = self.anytime(seat, step)
        else:
            do, args = self._of[step.activity](seat, step)
        return seat.send(do, step.round if step else "", **args)

    def anytime(self, seat: Seat, step: Step | None) -> Push:
        chance = self.dice.random()
        if step is not None and chance < 0.4:
            return "mark_done", {"done": not seat.room.mine(seat.id, step.round, Done)}
        if chance < 0.6:
            return "rename", {"name": self.say("Nimi")}
        return "hand_over", {"text": self.say("Myöhästynyt"), "of_step": step.round if step else ""}

    def warm_up(self, seat: Seat, step: Step) -> Push:
        return "answer_warm_up", {"text": self.say("Vastaus") if self.dice.random() < 0.9 else ""}

    def walk(self, seat: Seat, step: Step) -> Push:
        item = self._item(seat, step)
        if self.dice.random() < 0.4:
            return "bookmark_thesis", {"item": item, "on": self.dice.random() < 0.7}
        reason = self.say("Koska") if self.dice.random() < 0.8 else ""
        return "pick_thesis", {"item": item, "reason": reason, "named": self.dice.random() < 0.2}

    def storm(self, seat: Seat, step: Step) -> Push:
        own = sorted(tie.of for tie in seat.room.mine(seat.id, step.round, Authorship) if tie.of in seat.room.records)
        chance = self.dice.random()
        if own and chance < 0.15:
            return "edit_idea", {"id": self.dice.choice(own), "text": self.say("Muutettu ajatus")}
        if own and chance < 0.25:
            return "withdraw_idea", {"id": self.dice.choice(own)}
        ideas = sorted(idea.id for idea in seat.room.of(step.round, Idea))
        parent = self.dice.choice(ideas) if ideas and chance > 0.7 else ""
        return "add_idea", {"text": self.say("Ajatus"), "parent": parent}

    def sort(self, seat: Seat, step: Step) -> Push:
        note, chance = self._item(seat, step), self.dice.random()
        piles = sorted(pile.id for pile in seat.room.of(step.round, Pile))
        if piles and chance < 0.35:
            return "move_note", {"item": note, "pile": self.dice.choice(piles) if self.dice.random() < 0.85 else ""}
        if piles and chance < 0.5:
            return "name_pile", {"pile": self.dice.choice(piles), "text": self.say("Kasa")}
        if chance < 0.7 and not pile_of(seat.room, note):
            return "make_pile", {"items": [note], "name": self.say("Uusi kasa") if self.dice.random() < 0.6 else ""}
        return "put_beside", {"item": note, "beside": self._item(seat, step)}

    def vote(self, seat: Seat, step: Step) -> Push:
        dots: dict[str, int] = {}
        for _ in range(self.dice.randint(0, 3)):
            item = self._item(seat, step)
            dots[item] = min(2, dots.get(item, 0) + 1)
        return "place_dots", {"dots": dots}

    def promise(self, seat: Seat, step: Step) -> Push:
        item, chance = self._item(seat, step), self.dice.random()
        if chance < 0.5:
            return "write_first_act", {"item": item, "text": self.say("Teko")}
        if chance < 0.8:
            return "set_date", {
                "item": item,
                "by_date": f"20{self.dice.randint(30, 99)}-{self.dice.randint(1, 12):02}-11",
            }
        return "take_on", {"item": item, "name": self.say("Aino")}

    def feedback(self, seat: Seat, step: Step) -> Push:
        names = ("content", "methods", "tools", "facilitation")
        scales = {name: self.dice.randint(1, 5) for name in names if self.dice.random() < 0.9}
        best, quote = self.say("Parasta"), self.dice.random() < 0.5
        return "give_feedback", {"scales": scales, "best": best, "take": self.say("Vien"), "quote": quote}

    def _item(self, seat: Seat, step: Step) -> str:
        return self.dice.choice(sorted(item.id for item in seat.room.of(step.round, Item)))

    def host(self, seat: Seat, step: Step | None) -> Asked:
        """One action of a facilitator."""
        drafts = [other for other in seat.room.steps() if other.state == "draft"]
        chance = self.dice.random()
        if step is not None and step.activity == "talk" and chance < 0.6:
            return seat.send("note_down", step.round, text=self.say("Sanottua"))
        if drafts and chance < 0.3:
            return seat.send("edit_step", id=self.dice.choice(drafts).id, question=self.say("Kysymys"))
        if drafts and chance < 0.5:
            lines = "\n".join(self.say("Rivi") for _ in range(2))
            return seat.send("paste_items", id=drafts[-1].id, lines=lines)
        if drafts and chance < 0.6:
            return seat.send(
                "add_step", after=drafts[-1].id, activity="talk", title=self.say("Lisätty"), phase="close", minutes=1
            )
        if chance < 0.8:
            ideas = sorted(idea.id for idea in seat.room.every(Idea) if idea.see in ("all", "hosts"))
            if ideas:
                return seat.send(self.dice.choice(("hide", "show")), id=self.dice.choice(ideas))
        return seat.send("say_line", text=self.say("Kaikille"))
