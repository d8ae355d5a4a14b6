"""An action's name is answered once and for all: again when asked again, never done twice."""

from __future__ import annotations

import random
import re
from pathlib import Path

import msgspec
import pytest

from server.hub import dedup
from server.hub import frame as frames
from server.hub.dedup import EXACT, REFUSED, WINDOW, Answered, key_of
from server.hub.state import Blob
from tests.server.hub.stage import Stage

ROOT = Path(__file__).resolve().parents[3]


async def test_a_repeat_is_answered_again_and_not_done_again() -> None:
    stage = Stage()
    ada = await stage.come("ada")
    ada.act("count")
    ada.act("refuse")
    await stage.turn()
    rev, decided = stage.room.rev, list(stage.rules.decided)
    ada.act("count", 1)
    ada.act("refuse", 2)
    await stage.turn()
    # Asked again why, and nothing done.
    assert stage.rules.decided == [*decided, "refuse"] and stage.room.rev == rev
    assert ada.answers() == [("kept", 1), ("refused", 2, "late"), ("kept", 1), ("refused", 2, "late")]
    revs = [m["rev"] for m in ada.heard if m["t"] == "kept"]
    assert revs[0] == revs[1]


async def test_a_repeat_within_one_flush_is_done_once() -> None:
    stage = Stage()
    ada = await stage.come("ada")
    for _ in range(3):
        ada.act("count", 1)
    await stage.turn()
    assert ada.answers() == [("kept", 1)] * 3
    assert stage.tally == 1


async def test_a_repeat_over_a_new_connection_and_after_a_restart_is_kept_again() -> None:
    stage = Stage()
    ada = await stage.come("ada")
    ada.act("count")
    ada.act("count")
    await stage.turn()
    ada.drop_link()
    ada.back()
    ada.act("count", 2)
    await stage.turn()
    live = await stage.restart()
    ada.back(live)
    ada.act("count", 1)
    ada.act("count", 2)
    ada.act("count", 3)
    await stage.turn()
    assert ada.answers() == [("kept", 1), ("kept", 2), ("kept", 2), ("kept", 1), ("kept", 2), ("kept", 3)]
    assert stage.tally == 3


async def test_dedup_lives_in_snapshots() -> None:
    stage = Stage(snapshot_every=1)
    ada = await stage.come("ada")
    for _ in range(5):
        ada.act("count")
        await stage.turn()
    kept = stage.journal.store.rooms[stage.created.code]
    assert kept.snapshots and len(kept.rows) < 5
    ada.back(await stage.restart())
    ada.act("count", 3)
    await stage.turn()
    assert ada.answers()[-1] == ("kept", 3)
    assert stage.tally == 5


async def test_tabs_and_people_are_told_apart() -> None:
    stage = Stage()
    ada, bo = await stage.come("ada"), await stage.come("bo")
    other = await stage.come("ada")
    bo.tab = ada.tab
    other.tab = "another tab"
    for browser in (ada, bo, other):
        browser.act("count", 1)
        await stage.turn()
    assert stage.tally == 3
    assert other.you == ada.you


async def test_an_action_kept_before_a_failure_of_the_append_is_decided_afresh() -> None:
    stage = Stage()
    ada = await stage.come("ada")
    stage.journal.order("conflict")
    ada.act("count")
    await stage.turn()
    assert ada.answers() == [("kept", 1)]
    assert stage.tally == 1


async def test_what_was_refused_is_not_done_after_a_restart_behind_a_later_word() -> None:
    stage = Stage()
    ada = await stage.come("ada")
    ada.act("refuse", 1)
    ada.act("count", 2)
    await stage.turn()
    ada.back(await stage.restart())
    ada.act("count", 1)
    await stage.turn()
    assert ada.answers() == [("refused", 1, "late"), ("kept", 2), ("refused", 1, "refused_before")]
    assert stage.tally == 1


def test_answers_agree_with_a_naive_model_inside_the_window() -> None:
    for seed in range(50):
        dice = random.Random(seed)
        answered, kept, high = Answered(), set(), 0
        for _ in range(300):
            n = max(1, high + dice.randint(-10, 12))
            if n > high:
                high = n
                if dice.random() < 0.7:
                    kept.add(n)
                    answered.keep(key_of("p", "t"), n)
                    high = n
        top = max(kept)
        answered = Answered(answered.rows())
        for n in range(1, top + 3):
            want = None if n > top else 0 if n in kept and top - n < WINDOW else REFUSED
            assert answered.before("p", "t", n) == want, (seed, n)


def test_what_a_page_sends_ahead_is_remembered_exactly_and_no_more_than_that() -> None:
    answered = Answered()
    for n in range(1, 1_001):
        answered.note("p", "t", n, REFUSED if n % 3 else 10 * n)
        answered.note("q", "t", n, 7)
    ahead = int(re.findall(r"const AHEAD = (\d+);", (ROOT / "static/src/kernel/queue.ts").read_text())[0])
    for n in range(1_001 - ahead, 1_001):
        assert answered.before("p", "t", n) == (REFUSED if n % 3 else 10 * n)
    assert [len(answers) for answers in answered._loose.values()] == [EXACT, EXACT]


def test_a_huge_number_costs_nothing() -> None:
    answered = Answered()
    answered.keep(key_of("p", "t"), 1)
    answered.keep(key_of("p", "t"), 2**53)
    assert answered.rows() == [(key_of("p", "t"), 2**53, 1)]
    assert answered.before("p", "t", 1) == REFUSED


def test_only_so_many_tabs_are_remembered_the_latest_used_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dedup, "TABS", 32)
    answered = Answered()
    for tab in range(40):
        answered.keep(key_of("p", f"t{tab}"), 1)
        answered.keep(key_of("p", "t0"), tab + 1)
    assert len(answered.rows()) == 32
    assert answered.before("p", "t0", 40) == 0
    assert answered.before("p", "t1", 1) is None


async def test_what_is_durable_names_neither_person_nor_tab() -> None:
    stage = Stage(snapshot_every=1)
    ada = await stage.come("ada")
    ada.act("count")
    await stage.turn(3)
    kept = stage.journal.store.rooms[stage.created.code]
    tabs = [row for body in [link.body for link in kept.rows.values()] for row in frames.decode(body).tabs]
    rows = [row for snapshot in kept.snapshots for row in msgspec.msgpack.decode(snapshot.blob, type=Blob).tabs]
    assert {key for key, _ in tabs} | {key for key, _, _ in rows} == {key_of(ada.you["id"], ada.tab)}


async def test_nobody_can_push_what_others_were_told_out_of_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dedup, "TABS", 200)
    monkeypatch.setattr(dedup, "LOOSE_TABS", 200)
    stage = Stage()
    ada, flooder = await stage.come("ada"), await stage.come("flooder")
    ada.act("say", text="only once")
    await stage.turn()
    for n in range(300):
        flooder.tab, flooder.n = f"tab-{n}", 0
        flooder.act("say", text="again")
        await stage.turn()
    slowed = [answer for answer in flooder.answers() if answer[0] == "refused"]
    assert {answer[2] for answer in slowed} == {"slow_down"} and len(slowed) > 200
    await stage.kill()
    await stage.restart()
    ada.back(stage.live)
    ada.act("say", 1, text="only once")
    await stage.turn()
    assert ada.texts().count("only once") == 1
    flooder.back(stage.live)
    await stage.clock.advance(60)
    flooder.act("say", text="in time")
    await stage.turn()
    assert "in time" in ada.texts()


def test_a_new_tab_costs_once_however_much_is_done_in_it() -> None:
    answered = Answered()
    assert all(answered.may_begin("ada", "one", 0) for _ in range(500))
    begun = sum(answered.may_begin("ada", f"tab {n}", 0) for n in range(500))
    assert begun == dedup.FRESH_AT_ONCE - 1
    assert answered.may_begin("ada", "tab 0", 0) and not answered.may_begin("ada", "later", 0)
    assert answered.may_begin("ada", "later", dedup.FRESH_EVERY_MS)
