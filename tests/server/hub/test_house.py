"""What time itself does, asleep or awake, before and after a restart."""

from __future__ import annotations

from sessions.records import put
from tests.server.hub.rules import HubAlarm, opening
from tests.server.hub.stage import START, Stage


async def test_the_house_acts_when_it_is_due_and_not_before() -> None:
    stage = Stage()
    ada = await stage.come("ada")
    ada.act("wake_me", after=15_000)
    ada.act("wake_me", after=15_000)
    ada.act("wake_me", after=40_000)
    await stage.turn()
    await stage.clock.advance(14.9)
    assert ada.texts() == []
    await stage.clock.advance(0.2)
    assert ada.texts() == ["rang", "rang"]
    await stage.clock.advance(60)
    assert ada.texts() == ["rang"] * 3
    assert stage.rules.decided.count("tick") == 3
    stage.agrees(ada)


async def test_what_arrives_after_it_was_due_is_decided_after_it() -> None:
    stage = Stage()
    ada = await stage.come("ada")
    ada.act("wake_me", after=1_000)
    await stage.turn()
    stage.clock.seconds += 2
    stage.clock.ms += 2_000
    ada.act("count")
    await stage.turn()
    assert stage.rules.decided == ["wake_me", "tick", "count"]


async def test_a_tick_that_changes_nothing_does_not_spin() -> None:
    stage = Stage()
    ada = await stage.come("ada")
    ada.act("wake_me", after=1_000)
    await stage.turn()
    stage.rules.do_tick = stage.rules.do_nothing  # type: ignore[method-assign]
    await stage.clock.advance(180)
    assert 2 <= stage.rules.decided.count("tick") <= 5
    del stage.rules.do_tick
    await stage.clock.advance(61)
    assert ada.texts() == ["rang"]


async def test_a_room_without_anybody_falls_asleep_after_a_snapshot() -> None:
    stage = Stage(idle=60.0)
    ada = await stage.come("ada")
    ada.act("say", text="good night")
    await stage.turn()
    await stage.clock.advance(300)
    assert stage.hub._rooms, "as long as somebody is there"
    ada.drop_link()
    await stage.clock.advance(59)
    assert stage.hub._rooms
    await stage.clock.advance(2)
    assert not stage.hub._rooms and not stage.hub._tasks
    snapshot = (await stage.journal.get_snapshots(stage.created.code))[0]
    assert snapshot.rev == stage.journal.store.rooms[stage.created.code].head.rev
    ada.back(await stage.open())
    await stage.turn()
    assert ada.texts() == ["good night"]
    assert not ada.welcomes[-1]["full"]
    stage.agrees(ada)


async def test_a_knock_keeps_a_room_awake_and_a_late_hello_is_sent_back_for_another_knock() -> None:
    stage = Stage(idle=60.0)
    live = await stage.open()
    await stage.clock.advance(50)
    assert await stage.open() is live
    await stage.clock.advance(50)
    assert await stage.open() is live
    await stage.clock.advance(61)
    from tests.server.hub.stage import Browser

    late = Browser(live, "late").hello()
    assert late.read()[-1]["code"] == "unavailable" and late.heard[-1]["again"] is True


async def test_a_sleeping_room_is_woken_when_something_is_due() -> None:
    stage = Stage(idle=60.0)
    ada = await stage.come("ada")
    ada.act("wake_me", after=600_000)
    await stage.turn()
    ada.drop_link()
    await stage.clock.advance(100)
    assert not stage.hub._rooms
    await stage.clock.advance(490)
    assert not stage.hub._rooms
    await stage.clock.advance(11)
    assert stage.rules.decided == ["wake_me", "tick"]
    await stage.clock.advance(600)
    ada.back(await stage.open())
    await stage.turn()
    assert ada.texts() == ["rang"]
    rang = next(r for r in ada.records.values() if r.get("text") == "rang")
    assert rang["n"] <= START + 601_500


async def test_after_a_restart_a_grace_is_honoured_though_nobody_knocks() -> None:
    stage = Stage()
    ada = await stage.come("ada")
    ada.act("wake_me", after=15_000)
    await stage.turn()
    await stage.kill()
    await stage.hub.start()
    await stage.clock.advance(10)
    assert not stage.hub._rooms
    await stage.clock.advance(6)
    assert stage.rules.decided == ["wake_me", "tick"]
    ada.back(await stage.open())
    await stage.turn()
    assert ada.texts() == ["rang"]


async def test_what_was_due_while_the_server_was_away_happens_at_once() -> None:
    stage = Stage()
    ada = await stage.come("ada")
    ada.act("wake_me", after=15_000)
    await stage.turn()
    stage.clock.ms += 3_600_000
    await stage.kill()
    await stage.hub.start()
    await stage.clock.advance(0.1)
    assert stage.rules.decided == ["wake_me", "tick"]


async def test_a_clock_set_forward_is_noticed() -> None:
    stage = Stage()
    ada = await stage.come("ada")
    ada.act("wake_me", after=3_600_000)
    await stage.turn()
    stage.clock.ms += 3_600_000
    await stage.clock.advance(16)
    assert ada.texts() == ["rang"]


async def test_a_room_made_with_something_due_is_woken_though_nobody_ever_came() -> None:
    stage = Stage()
    stage.created = await stage.hub.create(
        lambda hashes, by: opening(hashes, by) + put(HubAlarm(id="alarm", see="none", due=by.at + 60_000))
    )
    await stage.clock.advance(59)
    assert not stage.hub._rooms
    await stage.clock.advance(2)
    assert stage.rules.decided == ["tick"]


async def test_a_room_that_breaks_is_not_woken_in_a_hot_loop() -> None:
    stage = Stage()
    ada = await stage.come("ada")
    ada.act("wake_me", after=1_000)
    await stage.turn()
    stage.journal.order(*(["conflict"] * 200))  # type: ignore[arg-type]
    await stage.clock.advance(30)
    assert stage.rules.decided.count("tick") <= 10
