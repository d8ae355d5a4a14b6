"""The order of a flush, and that nothing of it leaves before its append has returned."""

from __future__ import annotations

import asyncio

import pytest

from sessions.room import Room
from tests.server.hub.rules import HubAlarm
from tests.server.hub.stage import Browser, HandLink, Stage, settle


async def test_a_person_joins_acts_and_hears_the_change_before_kept() -> None:
    stage = Stage()
    ada, bo = await stage.come("ada", name="Ada"), await stage.come("bo")
    ada.act("say", text="hello")
    await stage.turn()
    kinds = [m["t"] for m in ada.read()]
    assert kinds == ["change", "kept"]
    assert bo.texts() == ["hello"]
    stage.agrees(ada, bo)


async def test_nothing_leaves_before_the_append_has_returned() -> None:
    stage = Stage()
    ada, host = await stage.come("ada"), await stage.host()
    late = Browser(stage.live, "late")
    stage.journal.gate.clear()
    ada.act("say", text="hello")
    ada.act("refuse")
    ada.act("nothing")
    late.hello()
    asked = stage.hub.ask(stage.created.code, "say", {"text": "from outside"})
    state = stage.hub.state(stage.created.code)
    waiting: list[asyncio.Future[object]] = [asyncio.ensure_future(asked), asyncio.ensure_future(state)]
    await stage.turn()
    assert stage.journal.appends > 0 and stage.live.flusher.ahead
    for browser in (ada, host, late):
        assert [m for m in browser.read() if m["t"] != "soft"] == []
    assert not any(future.done() for future in waiting)
    stage.journal.gate.set()
    await stage.turn()
    assert [m["t"] for m in ada.read() if m["t"] != "soft"][:4] == ["change", "kept", "refused", "kept"]
    assert late.read()[0]["t"] == "welcome"
    assert waiting[0].result() == stage.room.rev
    assert isinstance(copy := waiting[1].result(), Room) and len(copy) == len(stage.room)
    stage.agrees(ada, host, late)


async def test_what_a_page_asks_at_the_door_is_what_is_on_disk_also_while_a_flush_is_under_way() -> None:
    stage = Stage()
    ada = await stage.come("ada")
    stage.journal.gate.clear()
    ada.act("end")
    await stage.turn()
    assert (stage.live.flusher.ahead, stage.live.title, stage.live.ended) == (True, "Try", False)
    stage.journal.gate.set()
    await stage.turn()
    assert stage.live.ended
    stage.journal.gate.clear()
    ada.act("say", text="on the way")
    await stage.turn()
    assert (stage.live.flusher.ahead, stage.live.title, stage.live.ended) == (True, "Try", True)
    stage.journal.gate.set()
    await stage.turn()


async def test_while_an_append_is_in_flight_nothing_is_decided() -> None:
    stage = Stage()
    ada = await stage.come("ada")
    stage.journal.gate.clear()
    ada.act("say", text="one")
    await stage.turn()
    ada.act("say", text="two")
    ada.act("refuse")
    await stage.turn(5)
    assert stage.rules.decided == ["say"]
    assert ada.answers() == []
    stage.journal.gate.set()
    await stage.turn(2)
    assert stage.rules.decided == ["say", "say", "refuse"]
    assert ada.answers() == [("kept", 1), ("kept", 2), ("refused", 3, "late")]


async def test_a_link_that_drains_during_an_append_gets_its_delta_only_afterwards() -> None:
    stage = Stage()
    ada = await stage.come("ada")
    slow = await stage.come("slow", HandLink(room=0))
    await slow.drain_all()
    slow.link.buffered = 1
    ada.act("say", text="one")
    await stage.turn()
    stage.journal.gate.clear()
    ada.act("say", text="two")
    await stage.turn()
    slow.drain()
    await settle()
    assert slow.texts() == []
    stage.journal.gate.set()
    await stage.turn()
    await slow.drain_all()
    assert slow.texts() == ["one", "two"]
    stage.agrees(slow)


async def test_private_frames_go_before_the_all_frame() -> None:
    stage = Stage()
    host = await stage.host()
    ada = await stage.come("ada")
    host.read()
    ada.act("say", text="open")
    ada.act("say", text="for hosts", see="hosts")
    ada.act("say", text="for me", see="person:me")
    await stage.turn()
    assert [m["topic"] for m in host.read() if m["t"] == "change"] == ["hosts", "all"]
    mine = [m for m in ada.read() if m["t"] != "soft"]
    assert [m.get("topic", m["t"]) for m in mine] == [f"person:{ada.you['id']}", "all", "kept", "kept", "kept"]
    stage.agrees(host, ada)


async def test_several_puts_of_one_record_in_a_flush_become_one_and_bytes_are_shared() -> None:
    stage = Stage()
    people = [await stage.come(f"p{i}") for i in range(5)]
    for person in people:
        person.read()
        person.act("count")
    await stage.turn()
    frames = [[p for p in person.link.payloads if b"change" in p.body][-1] for person in people]
    assert len({id(frame) for frame in frames}) == 1 and frames[0].shared
    change = next(m for m in people[0].read() if m["t"] == "change")
    assert [(record["id"], record["n"]) for record in change["put"]] == [("tally", 5)]
    stage.agrees(*people)


async def test_a_frame_carries_what_is_new_and_on_which_rev_it_builds() -> None:
    stage = Stage()
    ada, host = await stage.come("ada"), await stage.host()
    for text in ("one", "two", "three"):
        ada.act("say", text=text)
        ada.act("say", text=f"hosts {text}", see="hosts")
        await stage.turn()
    host.act("say", text="hosts only", see="hosts")
    await stage.turn()
    ada.act("say", text="four")
    await stage.turn()
    host.read()
    of_all = [m for m in host.heard if m["t"] == "change" and m["topic"] == "all" and m["since"] > 0][-4:]
    assert [[record["text"] for record in m["put"]] for m in of_all] == [["one"], ["two"], ["three"], ["four"]]
    assert [m["since"] for m in of_all[1:]] == [m["rev"] for m in of_all[:-1]]
    of_hosts = [m for m in host.heard if m["t"] == "change" and m["topic"] == "hosts"][-4:]
    assert [len(m["put"]) for m in of_hosts] == [1, 1, 1, 1]
    assert all(frame["since"] <= frame["rev"] for frame in of_hosts)
    stage.agrees(ada, host)


async def test_private_frames_are_not_marked_as_shared() -> None:
    stage = Stage()
    ada = await stage.come("ada")
    ada.act("say", text="mine", see="person:me")
    await stage.turn()
    assert [p.shared for p in ada.link.payloads if b"mine" in p.body] == [False]


async def test_one_append_for_all_that_waits_and_at_most_fifty_flushes_a_second() -> None:
    stage = Stage()
    ada = await stage.come("ada")
    await stage.turn()
    before = stage.journal.appends
    ada.act("count")
    await settle()
    assert stage.journal.appends == before + 1, "the first action does not wait"
    for _ in range(10):
        ada.act("count")
        await settle()
    assert stage.journal.appends == before + 1
    await stage.clock.advance(0.019)
    assert stage.journal.appends == before + 1
    await stage.clock.advance(0.001)
    assert stage.journal.appends == before + 2
    for _ in range(200):
        ada.act("count")
        await stage.clock.advance(0.001)
    assert stage.journal.appends <= before + 2 + 11
    stage.agrees(ada)


async def test_a_flush_that_changes_nothing_appends_nothing() -> None:
    stage = Stage()
    ada = await stage.come("ada")
    before = stage.journal.appends
    ada.act("nothing")
    ada.act("refuse")
    ada.act("no_such_thing")
    await stage.turn()
    assert stage.journal.appends == before
    assert ada.answers() == [("kept", 1), ("refused", 2, "late"), ("refused", 3, "unknown_action")]


async def test_refusals_carry_a_sentence_in_the_persons_language() -> None:
    stage = Stage()
    ada = await stage.come("ada", lang="fi")
    ada.act("refuse")
    await stage.turn()
    assert [m["say"] for m in ada.read() if m["t"] == "refused"] == ["fi:late"]


async def test_a_mistake_in_an_activity_costs_one_action_not_the_room() -> None:
    stage = Stage()
    ada = await stage.come("ada")
    ada.act("crash")
    ada.act("say", text="still here")
    await stage.turn()
    assert ada.answers() == [("refused", 1, "internal"), ("kept", 2)]
    assert stage.metrics.broken.value == 1
    stage.agrees(ada)


async def test_time_never_falls_in_a_room() -> None:
    stage = Stage()
    ada = await stage.come("ada")
    ada.act("wake_me", after=1_000)
    await stage.turn()
    before = stage.live.flusher.state.at
    stage.clock.ms -= 3_600_000
    ada.act("wake_me", after=2_000)
    await stage.turn()
    assert stage.live.flusher.state.at == before
    assert max(alarm.due for alarm in stage.room.every(HubAlarm)) == before + 2_000


async def test_acts_before_hello_and_acts_of_a_screen_are_refused() -> None:
    stage = Stage()
    nobody = Browser(await stage.open(), "nobody")
    nobody.act("say", text="x")
    screen = await stage.come("beamer", role_key=stage.created.screen_key)
    assert screen.you == {"id": "", "role": "screen"} and screen.topics == {"all"}
    screen.act("say", text="x")
    await stage.turn()
    assert nobody.answers() == [("refused", 1, "first_hello")]
    assert screen.answers() == [("refused", 1, "not_yours")]
    assert stage.rules.decided == []


async def test_who_says_something_while_the_next_turn_is_set_wakes_nobody() -> None:
    stage = Stage()
    ada = await stage.come("ada")
    asked = 0
    delay = stage.live._delay

    def counted() -> float:
        nonlocal asked
        asked += 1
        return delay()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stage.live, "_delay", counted)
        for n in range(10):
            ada.act("say", text=f"{n}")
            await settle()
        assert asked < 5, "the first, and the turn that it begins"
    await stage.turn()
    assert len(ada.texts()) == 10
