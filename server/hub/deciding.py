"""Deciding one flush in memory: what waits in the inbox becomes changes, and answers that must not leave yet.

Nothing here writes to a link or to the journal. If the append fails, the whole draft is thrown away with the room it was
decided on, and the same entries are decided again on the room as the journal has it.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Collection
from typing import Any

from server.hub import wire
from server.hub.dedup import REFUSED, key_of
from server.hub.draft import Asked, Draft, Edited, Entry, Said, Spoiled, answer, fail, look
from server.hub.frame import kept
from server.hub.member import Member, Who
from server.hub.metrics import Metrics
from server.hub.ports import Act, Clock, Hello, Rules, Say, Seeds, Sync
from server.hub.state import State
from sessions.activity import HOST, HOUSE, PARTICIPANT, SCREEN, By, Dice, Refused
from sessions.contacts import Contact, OwnContact
from sessions.records import NOTHING, Change, Errand, Handed, Key, Pass, Person, Script, Self, Step, Workshop

_log = logging.getLogger(__name__)
_NO_GROUPS = (Contact, Handed, OwnContact, Pass, Script, Step, Workshop)
"""Records of the room itself that say nothing about who belongs where."""


def hash_secret(text: str) -> str:
    """How keys and a browser's `me` are kept."""
    return hashlib.sha256(text.encode()).hexdigest()


class Decider:
    """Decides entries against one state, into one draft."""

    def __init__(
        self,
        state: State,
        rules: Rules,
        clock: Clock,
        seeds: Seeds,
        say: Say,
        metrics: Metrics,
        full: bool = False,
        spoils: Collection[int] = (),
    ) -> None:
        self.state, self.rules, self.clock = state, rules, clock
        self.seeds, self.say, self.metrics = seeds, say, metrics
        self.full = full
        self._spoils = spoils
        self.owing = False
        """A purge that was decided is not done: nothing is told *kept*, not even again, until it is."""
        self._now: Entry | None = None
        self.draft = Draft(state.at)

    def entry(self, entry: Entry) -> None:
        """Decide one entry. Raises `Spoiled` when the room must be read back because of it."""
        self._now = entry
        if isinstance(entry, Said):
            self._said(entry.member, entry.message)
        elif isinstance(entry, Asked):
            self._asked(entry)
        elif isinstance(entry, Edited):
            self._edited(entry)
        else:
            self.draft.after.append(lambda: look(entry, self.state.room))

    def house(self, do: str) -> bool:
        """Time itself acts; False when it changed nothing."""
        before = len(self.draft.changes)
        self._asked(Asked(do, "", {}, HOUSE))
        return len(self.draft.changes) > before

    # who asks

    def _by(self, who: Who, lang: str = "en") -> By:
        self.draft.at = max(self.draft.at, self.clock.now())
        groups: tuple[str, ...] = ()
        if who.role not in (HOUSE, SCREEN) and who.person:
            topics = self.rules.topics(self.state.room, who.person, who.role)
            groups = tuple(topic[6:] for topic in topics if topic.startswith("group:"))
        return By(who.person, who.role, self.draft.at, Dice(self.seeds()), groups, lang)

    def _person(self, member: Member) -> Who | None:
        """Who a connection speaks for at this point of the flush, in their present role; nobody without a living key."""
        greeted = self.draft.greets.get(member)
        who = greeted[0] if greeted else member.who
        if who is None or not who.person:
            return who
        if who.key and self.state.room.get(who.key, Key) is None:
            return None
        person = self.state.room.get(who.person, Person)
        return Who(who.person, person.role, who.key) if person else None

    def lang(self, member: Member) -> str:
        person = self.state.room.get(member.who.person, Person) if member.who else None
        return person.lang if person else member.link.lang

    # what is said

    def _said(self, member: Member, message: Hello | Act | Sync) -> None:
        if isinstance(message, Hello):
            if not member.gone:
                self._hello(member, message)
        elif isinstance(message, Act):
            self._act(member, message)
        else:
            self.draft.syncs.append((member, message))

    def _hello(self, member: Member, hello: Hello) -> None:
        room, role, key = self.state.room, PARTICIPANT, ""
        if hello.role_key is not None:
            key = hash_secret(hello.role_key)
            found = self.rules.role_of_key(room, key)
            if found is None:
                self.draft.byes.append((member, "wrong_key"))
                return
            role = found
        if role == SCREEN:
            self.draft.greets[member] = (Who("", SCREEN, key), hello)
            return
        # A host's browser may also be somebody's phone: the same secret is another person in another role.
        me = hash_secret(f"{role}:{hello.me}")
        known = self.rules.known(room, me)
        if known is not None and (known.removed or room.get(known.of) is None):
            self.draft.byes.append((member, "removed"))
        elif known is not None:
            self.draft.greets[member] = (Who(known.of, role, key), hello)
        elif self.full:
            self.draft.byes.append((member, "disk_full"))
        else:
            self._join(member, hello, Who("", role, key), me)

    def _join(self, member: Member, hello: Hello, who: Who, me: str) -> None:
        if not member.link.newcomer():
            self.draft.byes.append((member, "slow_down"))
            return
        by = self._by(who)
        try:
            person, change = self.rules.join(
                self.state.room, hello.name, hello.lang or member.link.lang, who.role, me, by
            )
        except Refused as refused:
            self.draft.byes.append((member, refused.code))
            return
        self._apply(change, by.at)
        self.draft.greets[member] = (Who(person, who.role, who.key), hello)

    def _act(self, member: Member, act: Act) -> None:
        who = self._person(member)
        if who is None or not who.person:
            self._refuse(member, act, Refused("first_hello" if who is None else "not_yours"))
            return
        if self.owing:
            self._refuse(member, act, Refused("disk_full"))
            return
        name = (who.person, act.tab, act.n)
        before = self.draft.answered.get(name, self.state.answered.before(*name))
        if before is not None:
            self.metrics.repeats.add()
            if before == REFUSED:
                self._refuse(member, act, self._why_again(act, self._by(who, self.lang(member))))
            else:
                self._keep(member, act, before or self.state.room.rev)
            return
        if self.full:
            self._refuse(member, act, Refused("disk_full"))
            return
        if not self.state.answered.may_begin(who.person, act.tab, self.clock.now()):
            self._refuse(member, act, Refused("slow_down"))
            return
        by = self._by(who, self.lang(member))
        try:
            rev = self._decide(act.do, act.step, act.args, by)
        except Refused as refused:
            self.draft.answered[name] = REFUSED
            self._refuse(member, act, refused)
        else:
            self.draft.answered[name] = rev
            self.draft.tabs.append((key_of(who.person, act.tab), act.n))
            self._keep(member, act, rev)

    def _why_again(self, act: Act, by: By) -> Refused:
        """Why what was refused once is refused still, in the words of today; nothing is done."""
        try:
            self.rules.decide(self.state.room, act.do, act.step, act.args, by)
        except Refused as still:
            return still
        except Exception:  # noqa: BLE001 - as in `_decide`: it costs one answer, not the room
            _log.exception("deciding %s failed", act.do)
        return Refused("refused_before")

    def _asked(self, asked: Asked) -> None:
        if self.full:
            fail(asked.answer, Refused("disk_full"))
            return
        by = self._by(Who("", asked.role))
        try:
            rev = self._decide(asked.do, asked.step, asked.args, by)
        except Refused as refused:
            if asked.answer is None and asked.role == HOUSE:
                _log.info("the house was refused %s: %s", asked.do, refused.code)
            refusal = refused
            self.draft.after.append(lambda: fail(asked.answer, refusal))
        else:
            self.draft.after.append(lambda: answer(asked.answer, rev))

    def _edited(self, edited: Edited) -> None:
        if self.full:
            fail(edited.answer, Refused("disk_full"))
            return
        by = self._by(Who("", HOST))
        rev = self._apply(edited.make(self.state.room, by), by.at)
        self.draft.after.append(lambda: answer(edited.answer, rev))

    # what comes of it

    def _decide(self, do: str, step: str, args: dict[str, Any], by: By) -> int:
        try:
            change = self.rules.decide(self.state.room, do, step, args, by)
            if id(self._now) in self._spoils:
                raise Refused("internal")
        except Refused:
            raise
        except Exception as error:
            # A mistake in an activity costs one action, not the room: deciding changes nothing.
            _log.exception("deciding %s failed", do)
            self.metrics.broken.add()
            raise Refused("internal") from error
        return self._apply(change, by.at)

    def _apply(self, change: Change, at: int) -> int:
        room, draft = self.state.room, self.draft
        if change == NOTHING:
            return room.rev
        for id in (*change.delete, *(record.id for record in change.put)):
            old = room.records.get(id)
            if old is not None:
                self._note(old)
        for record in change.put:
            self._note(record)
        rev = room.rev + 1
        try:
            room.apply(change, rev)
            draft.changes.append(kept(rev, at, change, [room.records[record.id] for record in change.put]))
        except Exception as error:
            raise Spoiled(self._now) from error
        draft.purge = draft.purge or change.purge
        draft.redact += change.redact
        return rev

    def _note(self, record: Any) -> None:
        """What a change to this record may mean for connections and errands."""
        draft = self.draft
        draft.touched.add(record.see)
        if isinstance(record, Person):
            draft.people.add(record.id)
        elif isinstance(record, Self):
            draft.people.add(record.of)
        elif isinstance(record, Key):
            draft.keys.add(record.id)
        elif isinstance(record, Errand):
            draft.errands.append(record.id)
        elif not record.step and not isinstance(record, _NO_GROUPS):
            draft.regroup = True
        if record.see.startswith("group:") and record.see not in self.state.room.topics:
            draft.regroup = True

    def _keep(self, member: Member, act: Act, rev: int) -> None:
        self.draft.kept += 1
        self.draft.after.append(lambda: member.answer(wire.kept(act.tab, act.n, rev)))

    def _refuse(self, member: Member, act: Act, refused: Refused) -> None:
        def say_no() -> None:
            self.metrics.refused.add(of=refused.code)
            say = self.say(self.lang(member), refused.code, refused.args_)
            member.answer(wire.refused(act.tab, act.n, refused.code, say))

        self.draft.after.append(say_no)
