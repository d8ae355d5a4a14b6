"""Ballots and counts: what people cast in secret, found again in their own copy and in the revealed totals.

A ballot goes to its voter alone until it is revealed. So it is held against the voter's own records as long as there
are any, and against the revealed result: totals, spread, voters, and the texts that came with it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from server.rehearse.kept import Differs, Kept, by_slot, own_last
from sessions.activities.dot_vote import Ballot, Tally
from sessions.activities.feedback import Quote, Response, Scales
from sessions.activities.thesis_walk import Bookmark, Pick, PickTally, Reason
from sessions.records import ALL, Done, Progress, Record
from sessions.room import Room

BALLOTS: dict[str, type[Record]] = {"place_dots": Ballot, "pick_thesis": Pick, "give_feedback": Response}
RESULTS: dict[str, type[Record]] = {"place_dots": Tally, "pick_thesis": PickTally, "give_feedback": Scales}
REVEALED = ("revealed", "sealed")


def differs(kept: list[Kept], room: Room) -> Iterator[Differs]:
    for do in BALLOTS:
        by_round: dict[str, dict[str, Kept]] = defaultdict(dict)
        for (round, person), last in own_last(kept, do).items():
            by_round[round][person] = last
        for round, last_words in by_round.items():
            yield from _own_ballots(do, round, last_words, room)
            yield from _voters(do, round, last_words, room)
            if (step := room.step_of(round)) is None or step.state in REVEALED or step.round != round:
                yield from _result(do, round, list(last_words.values()), kept, room)
    yield from _bookmarks(kept, room)
    yield from _done(kept, room)
    yield from _counts(kept, room)


def knows(room: Room, person: str) -> bool:
    """Whether this copy holds what that person alone gets."""
    return room.topic(f"person:{person}").count > 0


def _is_sealed(room: Room, round: str) -> bool:
    step = room.step_of(round)
    return step is None or step.state == "sealed" or step.round != round


# each person's own


def _content(do: str, args: Mapping[str, Any]) -> dict[str, Any]:
    """What a ballot says, as its record has it."""
    if do == "place_dots":
        return {"dots": {id: n for id, n in args["dots"].items() if n}}
    if do == "pick_thesis":
        return {"item": args["item"], "reason": str(args.get("reason", "")).strip()}
    said = {name: str(args.get(name, "")).strip() for name in ("best", "take")}
    return {"scales": dict(args["scales"]), "quote": args.get("quote", False), **said}


def _cast(do: str, last_words: Mapping[str, Kept]) -> dict[str, dict[str, Any]]:
    """Person → what their ballot says; one taken back is none."""
    said = {person: _content(do, one.args) for person, one in last_words.items()}
    return {person: content for person, content in said.items() if content.get("dots") != {}}


def _own_ballots(do: str, round: str, last_words: Mapping[str, Kept], room: Room) -> Iterator[Differs]:
    if _is_sealed(room, round):
        return
    cast = _cast(do, last_words)
    for person in last_words:
        if not knows(room, person):
            continue
        own = room.mine(person, round, BALLOTS[do])
        wanted = cast.get(person)
        if wanted is None:
            same = not own
        else:
            same = any(all(getattr(ballot, name) == value for name, value in wanted.items()) for ballot in own)
        if not same or len(own) > 1:
            yield Differs(int(not same), max(0, len(own) - 1), f"{do} of one person in {round}")


def _bookmarks(kept: list[Kept], room: Room) -> Iterator[Differs]:
    wanted: dict[tuple[str, str], dict[str, bool]] = defaultdict(dict)
    for one in sorted((one for one in kept if one.do == "bookmark_thesis"), key=lambda one: one.n):
        wanted[one.step, one.person][str(one.args["item"])] = bool(one.args["on"])
    for (round, person), marks in wanted.items():
        if _is_sealed(room, round) or not knows(room, person):
            continue
        found = Counter(mark.item for mark in room.mine(person, round, Bookmark))
        for item in marks.keys() | found.keys():
            want = int(marks.get(item, False))
            if found[item] != want:
                yield Differs(max(0, want - found[item]), max(0, found[item] - want), f"bookmark of {item}")


# what is revealed


def _voters(do: str, round: str, last_words: Mapping[str, Kept], room: Room) -> Iterator[Differs]:
    progress = room.get(f"progress-{round}", Progress)
    yield from _compared(
        {"": len(_cast(do, last_words))}, {"": progress.voters if progress else 0}, f"{do}: voters of {round}"
    )


def _result(do: str, round: str, last: list[Kept], kept: list[Kept], room: Room) -> Iterator[Differs]:
    contents = list(_cast(do, {one.person: one for one in last}).values())
    result = room.one(round, RESULTS[do])
    if result is None:
        step = room.step_of(round)
        if any(one.do == "reveal_step" and step is not None and one.args["id"] == step.id for one in kept):
            yield Differs(len(contents), 0, f"the result of {do} in {round} is not there")
        return
    if isinstance(result, Scales) and result.see != ALL:
        return  # sealed without a reveal: few answers give no sums
    if isinstance(result, Tally):
        yield from _dots(contents, result)
    elif isinstance(result, PickTally):
        yield from _compared(Counter(content["item"] for content in contents), result.totals, "picks")
        told = Counter((c["item"], c["reason"]) for c in contents if c["reason"])
        found = Counter((reason.item, reason.text) for reason in room.of(round, Reason) if reason.text)
        yield from _compared(told, found, "reason")
    elif isinstance(result, Scales):
        shown = result.spread.keys()  # the others were answered by few
        marks = Counter(f"{scale}/{value}" for c in contents for scale, value in c["scales"].items() if scale in shown)
        spread = {f"{scale}/{value}": n for scale, counts in result.spread.items() for value, n in counts.items()}
        yield from _compared(marks, spread, "scale")
        texts = Counter((which, c[which], c["quote"]) for c in contents for which in ("best", "take") if c[which])
        yield from _compared(texts, Counter((q.which, q.text, q.quotable) for q in room.of(round, Quote)), "quote")


def _dots(contents: list[dict[str, Any]], tally: Tally) -> Iterator[Differs]:
    given: Counter[Any] = Counter()
    spread: Counter[Any] = Counter()
    for content in contents:
        given.update(content["dots"])
        spread.update((item, str(n)) for item, n in content["dots"].items() if item in tally.spread)
    yield from _compared(given, tally.totals, "dots")
    found = {(item, n): voters for item, counts in tally.spread.items() for n, voters in counts.items()}
    yield from _compared(spread, found, "ballots with so many dots")


def _compared(wanted: Mapping[Any, int], found: Mapping[Any, int], what: str) -> Iterator[Differs]:
    for key in wanted.keys() | found.keys():
        want, have = wanted.get(key, 0), found.get(key, 0)
        if want != have:
            yield Differs(max(0, want - have), max(0, have - want), f"{what} {str(key)[:60]}")


# counts for all


def _done(kept: list[Kept], room: Room) -> Iterator[Differs]:
    says = {key: bool(one.args["done"]) for key, one in own_last(kept, "mark_done").items()}
    wanted = Counter(round for (round, _), done in says.items() if done)
    found = {progress.step: progress.done for progress in room.every(Progress)}
    yield from _compared(wanted, {round: n for round, n in found.items() if n or wanted[round]}, "done of")
    for (round, person), done in says.items():
        if not _is_sealed(room, round) and knows(room, person):
            own = len(room.mine(person, round, Done))
            yield from _compared({person: int(done)}, {person: own}, "done as one's own page has it,")


def _counts(kept: list[Kept], room: Room) -> Iterator[Differs]:
    """Progress counts texts; what was added less what was taken back."""
    wanted: Counter[str] = Counter()
    for one in kept:
        wanted[one.step] += {"add_idea": 1, "note_down": 1, "withdraw_idea": -1, "strike_out": -1}.get(one.do, 0)
    for round, answers in by_slot(own_last(kept, "answer_warm_up").values(), lambda one: one.step).items():
        wanted[round] += sum(bool(one.text()) for one in answers)
    told = {one.step for one in kept if one.do in ("add_idea", "note_down", "answer_warm_up")}
    for round in told:
        progress = room.get(f"progress-{round}", Progress)
        yield from _compared({round: wanted[round]}, {round: progress.count if progress else 0}, "count of texts in")
