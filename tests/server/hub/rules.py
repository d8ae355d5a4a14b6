"""A tiny workshop to try the hub with: the real door (join, keys, topics), and actions that do exactly one thing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from sessions import people
from sessions.activity import HOUSE, By, Refused
from sessions.opening import keys
from sessions.records import HOSTS, NONE, NOTHING, Change, Errand, Person, Progress, Record, Workshop, put, register
from sessions.room import Room


class HubNote(Record, frozen=True, kw_only=True):
    text: str
    n: int = 0


class HubSecret(Record, frozen=True, kw_only=True):
    text: str


class HubGroup(Record, frozen=True, kw_only=True):
    of: str
    groups: tuple[str, ...]


class HubAlarm(Record, frozen=True, kw_only=True):
    due: int


register([HubNote, HubSecret, HubGroup, HubAlarm])


def opening(hashes: Mapping[str, str], by: By) -> Change:
    return put(*keys(hashes), Workshop(id="workshop", see="all", title="Try", lang="en", created=by.at))


class TinyRules:
    """Satisfies `ports.Rules`."""

    known = staticmethod(people.known)
    role_of_key = staticmethod(people.role_of_key)
    join = staticmethod(people.join)

    def __init__(self) -> None:
        self.decided: list[str] = []

    def topics(self, room: Room, person: str, role: str) -> tuple[str, ...]:
        own = people.topics(room, person, role)
        in_groups = [f"group:{g}" for record in room.every(HubGroup) if record.of == person for g in record.groups]
        return (*own, *(topic for topic in in_groups if topic not in own))

    def errand_of(self, room: Room, errand: Errand) -> tuple[str, Any] | None:
        return "tiny", errand.work

    def decide(self, room: Room, do: str, step: str, args: dict[str, Any], by: By) -> Change:
        self.decided.append(do)
        act = getattr(self, f"do_{do}", None)
        if act is None:
            raise Refused("unknown_action", do=do)
        change: Change = act(room, by, **args)
        return change

    def do_say(self, room: Room, by: By, text: str, see: str = "all", id: str = "") -> Change:
        return put(HubNote(id=id or by.dice.id(), see=see.replace("me", by.person), text=text))

    def do_many(self, room: Room, by: By, count: int, see: str = "all", size: int = 10) -> Change:
        see = see.replace("me", by.person)
        return put(*(HubNote(id=by.dice.id(), see=see, text="x" * size, n=n) for n in range(count)))

    def do_delete(self, room: Room, by: By, id: str) -> Change:
        return Change(delete=(id,))

    def do_move(self, room: Room, by: By, id: str, see: str) -> Change:
        note = room.get(id, HubNote)
        if note is None:
            raise Refused("unknown_record")
        return put(msgspec.structs.replace(note, see=see.replace("me", by.person)))

    def do_hide(self, room: Room, by: By, id: str) -> Change:
        note = room.get(id, HubNote)
        assert note is not None
        return Change(put=(msgspec.structs.replace(note, see=HOSTS),), redact=(id,))

    def do_count(self, room: Room, by: By) -> Change:
        tally = room.get("tally", HubNote) or HubNote(id="tally", see="all", text="")
        return put(msgspec.structs.replace(tally, n=tally.n + 1))

    def do_cast(self, room: Room, by: By) -> Change:
        """A vote: something of one's own, and one more in the count for all."""
        cast = room.get("progress", Progress) or Progress(id="progress", see="all")
        mine = HubSecret(id=by.dice.id(), see=by.see, text="cast")
        return put(mine, msgspec.structs.replace(cast, voters=cast.voters + 1))

    def do_end(self, room: Room, by: By) -> Change:
        return put(msgspec.structs.replace(room.workshop, ended=True))

    def do_secret(self, room: Room, by: By, text: str) -> Change:
        return put(HubSecret(id=by.dice.id(), see=by.see, text=text))

    def do_seal(self, room: Room, by: By) -> Change:
        gone = tuple(record.id for record in room.every(HubSecret))
        return Change(put=tuple(sorted(room.every(HubNote), key=lambda n: n.id)), delete=gone, purge=True)

    def do_group(self, room: Room, by: By, person: str, groups: list[str]) -> Change:
        return put(HubGroup(id=f"of-{person}", see=f"person:{person}", of=person, groups=tuple(groups)))

    def do_promote(self, room: Room, by: By, person: str, role: str) -> Change:
        found = room.get(person, Person)
        assert found is not None
        return put(msgspec.structs.replace(found, role=role))

    def do_rename(self, room: Room, by: By, name: str) -> Change:
        return people.rename(room, people.Rename(name), by)

    def do_remove(self, room: Room, by: By, person: str) -> Change:
        return people.remove_person(room, people.RemovePerson(person), by)

    def do_wake_me(self, room: Room, by: By, after: int) -> Change:
        return put(HubAlarm(id=by.dice.id(), see=NONE, due=by.at + after))

    def do_tick(self, room: Room, by: By) -> Change:
        if by.role != HOUSE:
            raise Refused("not_yours")
        for alarm in room.every(HubAlarm):
            if alarm.due <= by.at:
                rang = HubNote(id=by.dice.id(), see="all", text="rang", n=by.at)
                return Change(put=(rang,), delete=(alarm.id,))
        return NOTHING

    def do_errand(self, room: Room, by: By, work: str) -> Change:
        return put(Errand(id=by.dice.id(), see=HOSTS, work=work))

    def do_deliver(self, room: Room, by: By, errand: str, result: Any) -> Change:
        if room.get(errand, Errand) is None:
            raise Refused("unknown_record")
        return Change(put=(HubNote(id=by.dice.id(), see="all", text=str(result)),), delete=(errand,))

    def do_nothing(self, room: Room, by: By) -> Change:
        return NOTHING

    def do_refuse(self, room: Room, by: By) -> Change:
        raise Refused("late", step=1)

    def do_spoil(self, room: Room, by: By) -> Change:
        return put(HubNote(id="spoilt", see="all", text=object()))  # type: ignore[arg-type]

    def do_crash(self, room: Room, by: By) -> Change:
        raise RuntimeError("a mistake in an activity")
