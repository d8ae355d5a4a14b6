"""Catching up: from whatever a browser has to exactly what it may see."""

from __future__ import annotations

import itertools
import random

import pytest

from server.hub.member import Ground, Member, Who
from server.hub.resume import SharedSnapshots
from server.hub.state import State
from sessions.records import Change
from sessions.room import Room
from tests.server.hub.rules import HubNote
from tests.server.hub.stage import Browser, HandLink, Stage, may_see

TOPICS = ("all", "hosts", "group:a", "group:b", "person:p")
ROLES = {
    "participant": ("all", "person:p"),
    "in a": ("all", "person:p", "group:a"),
    "in both": ("all", "person:p", "group:a", "group:b"),
    "host": ("all", "person:p", "hosts", "group:a", "group:b"),
    "screen": ("all",),
}


def who(topics: tuple[str, ...]) -> Who:
    return Who("p", "participant") if "person:p" in topics else Who("", "screen")


def play(room: Room, dice: random.Random, changes: int, size: int = 5) -> None:
    """Random puts, moves between topics and deletions."""
    for _ in range(changes):
        ids = list(room.records)
        gone = tuple(dice.sample(ids, min(len(ids), dice.randint(0, 2)))) if dice.random() < 0.3 else ()
        puts = {dice.choice(ids) if ids and dice.random() < 0.5 else f"n{dice.getrandbits(40)}" for _ in range(2)}
        notes = [
            HubNote(id=id, see=dice.choice((*TOPICS, "none")), text="x" * size, n=room.rev)
            for id in sorted(puts - set(gone))
        ]
        room.apply(Change(put=tuple(notes), delete=gone), room.rev + 1)


class Desk:
    """One room and one browser that reads what a member writes, without a hub between."""

    def __init__(self, room: Room, epoch: str = "e") -> None:
        self.state = State()
        self.state.room, self.state.epoch = room, epoch
        self.ms = 0
        self.ground = Ground(lambda: self.state.room, lambda: self.state.epoch, SharedSnapshots(), lambda: self.ms)

    def browser(self, room_in_link: int | None = None) -> Browser:
        browser = Browser.__new__(Browser)
        Browser.__init__(browser, None, "p", HandLink(room_in_link))  # type: ignore[arg-type]
        return browser

    def catch_up(self, browser: Browser, topics: tuple[str, ...], fresh: bool = False) -> str:
        """The browser says hello on a new link, and reads everything."""
        browser.link, browser._read = HandLink(browser.link.room), 0
        member = Member(browser.link)
        since = (browser.epoch, browser.rev, tuple(browser.topics)) if browser.epoch and not fresh else None
        member.greet(who(topics), topics, since)
        how = member.go_on(self.ground)
        while not member.there:
            browser.read()
            browser.link.buffered = 0
            member.go_on(self.ground)
        browser.read()
        return how

    def check(self, browser: Browser, topics: tuple[str, ...]) -> None:
        assert browser.records == may_see(self.state.room, topics)
        assert browser.rev == self.state.room.rev
        assert browser.wrong == []


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize(("before", "after"), list(itertools.product(ROLES, ROLES)))
def test_resume_is_right_for_every_pair_of_rev_and_topics(before: str, after: str, seed: int) -> None:
    dice = random.Random(f"{seed}{before}{after}")
    room = Room()
    desk = Desk(room)
    play(room, dice, 30)
    for _ in range(6):
        browser = desk.browser()
        assert desk.catch_up(browser, ROLES[before]) == "full"
        desk.check(browser, ROLES[before])
        play(room, dice, dice.randint(0, 15))
        assert desk.catch_up(browser, ROLES[after]) == "resume"
        desk.check(browser, ROLES[after])
        assert not browser.welcomes[-1]["full"]
        assert browser.topics <= set(ROLES[after])


@pytest.mark.parametrize("seed", range(12))
def test_parts_over_a_narrow_link_while_the_room_goes_on(seed: int) -> None:
    dice = random.Random(seed)
    room = Room()
    desk = Desk(room)
    play(room, dice, 400, size=900)
    for role in ("host", "participant", "in a"):
        topics = ROLES[role]
        browser = desk.browser(room_in_link=32_768)
        member = Member(browser.link)
        member.greet(who(topics), topics, None)
        member.go_on(desk.ground)
        for _ in range(5):
            play(room, dice, 3, size=900)
            browser.read()
            browser.link.buffered = 0
            desk.ms += 700
            if member.there:
                member.lag()
            member.go_on(desk.ground)
        while not member.there:
            browser.read()
            browser.link.buffered = 0
            member.go_on(desk.ground)
        browser.read()
        desk.check(browser, topics)
        assert max(len(payload) for payload in browser.link.payloads[1:]) < 70_000
        assert len(browser.link.payloads) > 2


@pytest.mark.parametrize("seed", range(20))
def test_a_connection_that_breaks_in_the_middle_of_catching_up_resumes_right(seed: int) -> None:
    dice = random.Random(seed)
    room = Room()
    desk = Desk(room)
    play(room, dice, 300, size=900)
    browser = desk.browser(room_in_link=32_768)
    for _ in range(12):
        topics = ROLES[dice.choice(list(ROLES))]
        browser.link, browser._read = HandLink(32_768), 0
        member = Member(browser.link)
        since = (browser.epoch, browser.rev, tuple(browser.topics)) if browser.epoch else None
        member.greet(who(topics), topics, since)
        for _ in range(dice.randint(1, 6)):
            member.go_on(desk.ground)
            browser.read()
            browser.link.buffered = 0
            play(room, dice, dice.randint(0, 3), size=900)
    topics = ROLES["host"]
    desk.catch_up(browser, topics)
    desk.check(browser, topics)


def test_another_epoch_a_rev_of_the_future_and_a_rev_below_the_floor_get_everything() -> None:
    room, dice = Room(), random.Random(1)
    desk = Desk(room)
    play(room, dice, 50)
    for spoil in ("epoch", "rev", "floor"):
        browser = desk.browser()
        desk.catch_up(browser, ROLES["host"])
        play(room, dice, 20)
        if spoil == "epoch":
            browser.epoch = "another"
        elif spoil == "rev":
            browser.rev = room.rev + 1
        else:
            for topic in room.topics.values():
                topic.forget_before(room.rev)
        assert desk.catch_up(browser, ROLES["host"]) == "full"
        assert browser.welcomes[-1]["full"]
        desk.check(browser, ROLES["host"])


def test_what_was_hidden_while_a_slow_link_reads_is_never_sent_to_it() -> None:
    room = Room()
    desk = Desk(room)
    room.apply(Change(put=tuple(HubNote(id=f"a{i:03}", see="all", text="y" * 2000) for i in range(200))), 1)
    room.apply(Change(put=tuple(HubNote(id=f"h{i:03}", see="hosts", text="y" * 2000) for i in range(200))), 2)
    browser = desk.browser(room_in_link=1000)
    member = Member(browser.link)
    member.greet(Who("p", "host"), ROLES["host"], None)
    member.go_on(desk.ground)
    secret = HubNote(id="a199", see="none", text="hidden"), HubNote(id="h199", see="none", text="hidden")
    room.apply(Change(put=secret), 3)
    while not member.there:
        browser.read()
        browser.link.buffered = 0
        member.go_on(desk.ground)
    browser.read()
    sent = b"".join(payload.body for payload in browser.link.payloads)
    assert b"a199" not in sent.replace(b"\xa4a199\x03", b"")  # only as a deletion: [id, rev]
    assert sent.count(b"h199") == 1
    desk.check(browser, ROLES["host"])


def test_fresh_joiners_share_the_bytes_of_all() -> None:
    room, dice = Room(), random.Random(3)
    desk = Desk(room)
    play(room, dice, 300, size=300)
    links = []
    for _ in range(3):
        browser = desk.browser()
        desk.catch_up(browser, ROLES["participant"])
        desk.check(browser, ROLES["participant"])
        links.append([payload for payload in browser.link.payloads if payload.shared])
        room.apply(Change(put=(HubNote(id=f"fresh{room.rev}", see="all", text="new"),)), room.rev + 1)
    assert {id(payload) for payload in links[0][:-1]} == {id(payload) for payload in links[1][:-1]}
    assert links[0][:-1], "the shared part is not the whole of it"
    desk.ms += 2_001
    browser = desk.browser()
    desk.catch_up(browser, ROLES["participant"])
    assert browser.link.payloads[1] is not links[0][0], "two seconds old is too old"
    desk.check(browser, ROLES["participant"])


async def test_reconnects_and_late_joiners_in_a_live_room() -> None:
    stage = Stage()
    ada, host = await stage.come("ada"), await stage.host()
    ada.drop_link()
    host.act("many", count=20, see="hosts")
    host.act("say", text="for all")
    host.act("say", id="moving", text="moves", see="hosts")
    await stage.turn()
    host.act("move", id="moving", see="all")
    await stage.turn()
    ada.back()
    late = await stage.come("late")
    await stage.turn()
    stage.agrees(ada, host, late)
    assert [w["full"] for w in ada.welcomes] == [True, False]
    assert ada.you == {"id": ada.you["id"], "role": "participant"}


async def test_a_hello_said_twice_makes_no_ghost() -> None:
    stage = Stage()
    ada = await stage.come("ada")
    ada.hello()
    ada.hello()
    await stage.turn()
    stage.agrees(ada)
    assert len([r for r in stage.room.records.values() if type(r).__name__ == "Person"]) == 1


async def test_sync_gives_a_delta_then_everything_and_not_too_often() -> None:
    stage = Stage()
    ada = await stage.come("ada")
    ada.act("many", count=3)
    await stage.turn()
    ada.read()
    ada.records.popitem()
    ada.sync()
    await stage.turn()
    assert not [m for m in ada.read() if m["t"] == "welcome"]
    ada.sync()
    await stage.turn()
    assert ada.read() == []
    await stage.clock.advance(10)
    ada.sync()
    await stage.turn()
    stage_wrong, ada.wrong = ada.wrong, []
    assert ada.welcomes[-1]["full"] and stage_wrong
    stage.agrees(ada)
    assert stage.metrics.syncs.values == {"delta": 1, "too_often": 1, "everything": 1}
