"""Rooms made, asked, read and counted; the work that is done elsewhere."""

from __future__ import annotations

import asyncio
import itertools
import re

import pytest

from server.hub.errands import ProcessErrands
from server.hub.hub import LENGTH, LETTERS
from server.hub.ports import Payload, Unavailable
from sessions import session
from sessions.activity import Refused
from sessions.records import Errand, Item, Key, put
from tests.server.hub.rules import opening
from tests.server.hub.stage import Stage, settle

LARGE = 20_000


async def test_a_new_room_has_a_code_without_look_alikes_and_keys_that_are_kept_as_hashes() -> None:
    stage = Stage()
    made = [await stage.hub.create(opening) for _ in range(30)]
    assert len({m.code for m in made}) == 30
    assert all(re.fullmatch(f"[{LETTERS}]{{{LENGTH}}}", m.code) for m in made)
    assert not set("0O1IL5S8B2Z") & set(LETTERS)
    assert len({key for m in made for key in (m.host_key, m.screen_key)}) == 60
    on_disk = repr(stage.journal.store.rooms[made[0].code].rows)
    assert made[0].host_key not in on_disk and made[0].screen_key not in on_disk
    stage.created = made[0]
    host = await stage.host()
    assert host.you["role"] == "host"
    assert not any(r["kind"] in ("key", "pass") for r in host.records.values())


async def test_a_taken_code_is_not_taken_again() -> None:
    stage = Stage()
    first = await stage.hub.create(opening)
    other = Stage(stage.journal)
    second = await other.hub.create(opening)
    assert first.code != second.code


async def test_while_a_large_room_is_made_others_have_their_turn() -> None:
    stage = Stage()
    ada = await stage.come("ada")
    looks = itertools.count()
    stage.clock.monotonic = lambda: stage.clock.seconds + next(looks)  # type: ignore[method-assign] # each slice is used up
    ideas = put(*(Item(id=f"i{n}", see="all", text="x") for n in range(LARGE)))
    making = asyncio.ensure_future(stage.hub.create(lambda keys, by: opening(keys, by) + ideas))
    ada.act("say", text="meanwhile")
    await stage.turn()
    assert ada.texts() == ["meanwhile"] and not making.done()
    made = await making
    room = await stage.answer(stage.hub.state(made.code))
    assert len(room.every(Item)) == LARGE and {record.rev for record in room} == {1}


async def test_ask_is_decided_like_everything_else() -> None:
    stage = Stage()
    ada = await stage.come("ada")
    rev = await stage.answer(stage.hub.ask(stage.created.code, "say", {"text": "from HTTP"}))
    assert rev == stage.room.rev and ada.texts() == ["from HTTP"]
    with pytest.raises(Refused) as refused:
        await stage.answer(stage.hub.ask(stage.created.code, "refuse", {}))
    assert refused.value.code == "late"


async def test_state_is_a_copy() -> None:
    stage = Stage()
    ada = await stage.come("ada")
    copy = await stage.answer(stage.hub.state(stage.created.code))
    ada.act("count")
    await stage.turn()
    assert "tally" not in copy.records and "tally" in stage.room.records


async def test_minting_a_key_leaves_one_of_its_role() -> None:
    stage = Stage()
    await stage.open()
    await stage.mint("screen")
    await stage.mint("screen")
    assert sorted(key.role for key in stage.room.every(Key)) == ["host", "screen"]


async def test_many_knocks_open_a_room_once() -> None:
    stage = Stage()
    await stage.open()
    stage.start()
    lives = await asyncio.gather(*(stage.hub.room(stage.created.code) for _ in range(20)))
    assert len({id(live) for live in lives}) == 1


async def test_a_draining_hub_takes_nobody_in() -> None:
    stage = Stage()
    await stage.open()
    drained = asyncio.ensure_future(stage.hub.drain())
    await stage.turn()
    await drained
    for asked in (stage.hub.room(stage.created.code), stage.hub.create(opening), stage.hub.state(stage.created.code)):
        with pytest.raises(Unavailable):
            await asked


async def test_the_figures_name_nobody() -> None:
    stage = Stage()
    ada, _ = await stage.come("ada", name="Ada"), await stage.host()
    ada.act("count")
    ada.act("refuse")
    await stage.turn()
    text = stage.metrics.text()
    for line in ("talkoot_rooms 1", "talkoot_people 2", "talkoot_links 2", "talkoot_kept_total 1"):
        assert f"{line}\n" in text
    assert 'talkoot_refused_total{code="late"} 1\n' in text
    assert 'talkoot_append_seconds_bucket{le="+Inf"}' in text
    assert "Ada" not in text and stage.created.code not in text and ada.you["id"] not in text


def test_a_payload_is_framed_once() -> None:
    built = []

    def build(body: bytes) -> bytes:
        built.append(body)
        return b"frame:" + body

    payload = Payload(b"x")
    assert [payload.framed("plain", build) for _ in range(3)] == [b"frame:x"] * 3
    assert payload.framed("deflated", build) and built == [b"x", b"x"]


# --- errands


async def test_an_errand_is_begun_when_it_is_durable_and_its_result_comes_back() -> None:
    stage = Stage()
    ada = await stage.come("ada")
    stage.journal.gate.clear()
    ada.act("errand", work="compare")
    await stage.turn()
    assert stage.errands.asked == []
    stage.journal.gate.set()
    await stage.turn()
    assert [(a, p) for a, p, _ in stage.errands.asked] == [("tiny", "compare")]
    stage.errands.asked[0][2].set_result(["alike"])
    await stage.turn(2)
    assert ada.texts() == ["['alike']"]
    assert stage.room.every(Errand) == []


async def test_an_errand_that_was_under_way_begins_again_after_a_restart() -> None:
    stage = Stage()
    ada = await stage.come("ada")
    ada.act("errand", work="compare")
    await stage.turn()
    stage.errands.asked.clear()
    ada.back(await stage.restart())
    assert len(stage.errands.asked) == 1
    stage.errands.asked[0][2].set_result("done")
    await stage.turn(2)
    assert ada.texts() == ["done"]


async def test_a_failing_errand_is_tried_three_times_and_the_room_goes_on() -> None:
    stage = Stage()
    ada = await stage.come("ada")
    ada.act("errand", work="boom")
    await stage.turn()
    for _ in range(6):
        for _, _, done in stage.errands.asked:
            if not done.done():
                done.set_exception(RuntimeError("no"))
        await settle()
        ada.act("count")
        await stage.turn()
    assert len(stage.errands.asked) == 3
    assert stage.metrics.errands.values == {"failed": 3}
    stage.agrees(ada)


async def test_a_result_that_nobody_wants_any_more_is_dropped() -> None:
    stage = Stage()
    ada = await stage.come("ada")
    ada.act("errand", work="compare")
    await stage.turn()
    ada.act("delete", id=stage.room.every(Errand)[0].id)
    await stage.turn()
    stage.errands.asked[0][2].set_result("late")
    await stage.turn(2)
    assert ada.texts() == []


async def test_a_room_does_not_fall_asleep_over_an_errand() -> None:
    stage = Stage(idle=10.0)
    ada = await stage.come("ada")
    ada.act("errand", work="compare")
    await stage.turn()
    ada.drop_link()
    await stage.clock.advance(100)
    assert stage.hub._rooms
    stage.errands.asked[0][2].set_result("done")
    await stage.clock.advance(60)
    assert not stage.hub._rooms


def double(activity: str, payload: int) -> tuple[str, int]:
    if payload < 0:
        raise ValueError("negative")
    return activity, payload * 2


async def test_errands_run_in_another_process() -> None:
    errands = ProcessErrands(double)
    try:
        assert await errands.submit("tiny", 21) == ("tiny", 42)
        with pytest.raises(ValueError, match="negative"):
            await errands.submit("tiny", -1)
    finally:
        errands.close()


# --- the real workshop


async def test_the_real_rules_fit_in() -> None:
    stage = Stage()
    stage.rules = session  # type: ignore[assignment]
    stage.start()
    ada, host = await stage.come("ada", name="Ada"), await stage.host()
    ada.act("rename", name="Augusta")
    ada.act("say_line", text="hello")
    host.act("say_line", text="hello")
    await stage.turn()
    assert ada.answers() == [("kept", 1), ("refused", 2, "not_yours")]
    assert ada.records["workshop"]["line"] == "hello"
    assert {"person", "self"} <= {r["kind"] for r in host.records.values()}
    stage.agrees(ada, host)
