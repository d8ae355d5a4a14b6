"""Forgetting a person who asks for it: what is kept of them is gone, from the journal and the history too.

Their texts stay without a name, or go with them, as they choose; of what was sealed before nobody can tell any more which
were theirs, and for those they have the tokens on their own device. What was counted of them in a result stays in it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

import msgspec

from sessions import contacts, taking_back
from sessions.activity import Action, By, progress
from sessions.anonymity import Byline, Reclaim
from sessions.records import NONE, NOTHING, AnyRecord, Authorship, Change, Done, Pass, Person, Record, Step, put
from sessions.room import Room
from sessions.unsaid import Unsaid, hash_of, signature, unsaid

COUNTING = frozenset({"open", "grace", "closed"})
"""While a step is in one of these, a ballot that goes is not counted; later it is part of a result."""


class ForgetMe(Action, frozen=True):
    """Everything that is kept of the one who asks. `texts` = also what they wrote, as far as anybody can tell it is theirs."""

    texts: bool = False


def forget_me(room: Room, action: ForgetMe, by: By) -> Change:
    return _forgotten(room, by.person, action.texts)


def _forgotten(room: Room, person: str, texts: bool) -> Change:
    after = _copy(room)  # each part is decided on the room as the parts before it leave it
    change = NOTHING
    for part in (_texts, _signatures, _counts):
        for more in part(after, person, texts):
            after.apply(more, after.rev + 1)
            change += more
    passes = tuple(known.id for known in room.every(Pass) if known.of == person)
    own = tuple(after.topic(f"person:{person}").revs)
    tokens = [token for id in own if texts for token in _tokens(after.records[id])]
    listed = put(*unsaid(after, "", person, *tokens))
    return change + contacts.withdrawn(after, person) + listed + Change(delete=(*own, *passes, person), purge=True)


def still_gone(room: Room, listed: Collection[str]) -> Change:
    """What a room as it was before has to give up, by hashes of what people took back since; and the list goes on.

    Of a text from which a name was taken, all names go: nothing may be kept by which one could ask whose it was.
    """
    news = set(listed) - room.records.keys()
    after, change = _copy(room), put(*(Unsaid(id=id, see=NONE) for id in sorted(news)))
    for id in sorted(room.records) if news else ():
        record = after.records.get(id)
        if record is not None and hash_of(id) in news:
            more = _again(after, record)
        elif isinstance(record, Record) and record.signed and hash_of(signature(id)) in news:
            more = put(record.unsigned(""))
        else:
            continue
        after.apply(more, after.rev + 1)
        change += more
    return change


def _again(room: Room, record: AnyRecord) -> Change:
    if isinstance(record, Person):
        return _forgotten(room, record.id, texts=False)
    text = room.records.get(record.of) if isinstance(record, Reclaim) else record
    step = room.step_of(text.step) if text is not None and text.step else None
    without = Change(delete=(record.id,), redact=(record.id,))
    if isinstance(text, Record) and step is not None:
        return taking_back.gone(room, msgspec.structs.replace(step, round=text.step), text) + without
    return without


def _tokens(record: AnyRecord) -> Collection[str]:
    return record.tokens() if isinstance(record, Record) else ()


def _copy(room: Room) -> Room:
    copy = Room()
    copy.restore(room, room.rev)
    return copy


def _steps(room: Room) -> Iterator[tuple[Step, str]]:
    """Every round that is not sealed, with its step."""
    return ((step, step.round) for step in room.steps() if step.state != "sealed")


def _texts(room: Room, person: str, texts: bool) -> Iterator[Change]:
    """Their texts are withdrawn, or nobody's: without a name and without a byline. What they alone had goes anyway."""
    for step, round in _steps(room):
        for text, name in _own(room, person, round):
            if not name and (texts or text.see == f"person:{person}"):
                yield taking_back.gone(room, step, text)
                continue
            bare = text.unsigned(name)
            lines = tuple(line.id for line in room.of(round, Byline) if line.of == text.id)
            yield Change(put=(bare, *unsaid(room, round, signature(text.id))) if bare != text else (), delete=lines)


def _own(room: Room, person: str, round: str) -> Iterator[tuple[Record, str]]:
    """What is known to be theirs: by an authorship (with the name they typed there), by a token that their ballot holds."""
    for tie in room.mine(person, round, Authorship):
        id, _, name = tie.of.partition(" ")
        if name and any(one.of == tie.of and one.id != tie.id for one in room.of(round, Authorship)):
            continue  # somebody else signs with this name, too
        if isinstance(text := room.records.get(id), Record):
            yield text, name
    for ballot in room.mine(person, round, Record):
        for token in ballot.tokens():
            reclaim = room.get(token, Reclaim)
            if reclaim and isinstance(text := room.records.get(reclaim.of), Record):
                yield text, ""


def _signatures(room: Room, person: str, texts: bool) -> Iterator[Change]:
    """Their name where they signed with it, also in steps that are sealed, unless somebody else here bears it."""
    known = room.get(person, Person)
    names = {known.name} if known and known.name else set()
    for name in names:
        if any(other.name == name for other in room.every(Person) if other.id != person):
            continue
        signed = [(r, r.unsigned(name)) for r in room if isinstance(r, Record) and r.signed]
        yield put(*(bare for record, bare in signed if bare != record))


def _counts(room: Room, person: str, texts: bool) -> Iterator[Change]:
    """Marks of being done and ballots go out of the counts."""
    for step, round in _steps(room):
        done = len(room.mine(person, round, Done))
        ballots = [r for r in room.mine(person, round, Record) if r.ballot] if step.state in COUNTING else []
        if done or ballots:
            yield put(progress(room, step, done=-done, voters=-len(ballots)))
