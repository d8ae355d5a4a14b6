"""Two things in one flush: whoever is shown out, or whose key dies, is out from that decision on, whatever else waits."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from server.hub.deciding import Decider
from server.hub.flush import Flusher
from server.hub.ports import Act
from sessions.activity import HOST, SCREEN
from tests.contract.town import Town
from tests.server.hub.stage import Browser, Stage, settle
from tests.sessions.play import plan

SECRET = b"behind the scenes"
Check = Callable[[], Awaitable[None]]


def sent(browser: Browser) -> bytes:
    return b"".join(payload.body for payload in browser.link.payloads)


async def in_one_flush(stage: Stage, busy: Browser) -> None:
    """From here on everything that is asked waits for one flush, which comes at the next turn."""
    await stage.turn()
    busy.act("count")
    await settle()


async def minting(stage: Stage, role: str) -> asyncio.Task[str]:
    """The order for a new key lies in the inbox."""
    task = asyncio.ensure_future(stage.hub.mint_key(stage.created.code, role))
    await settle()
    return task


async def test_a_hello_and_the_end_of_its_key_in_one_flush() -> None:
    stage = Stage()
    ada, other = await stage.come("ada"), await stage.host("two")
    screen = await stage.come("beamer", role_key=stage.created.screen_key)
    other.act("say", text=SECRET.decode(), see="hosts")
    await stage.turn()
    for browser, role in ((other, HOST), (screen, SCREEN)):
        browser.drop_link()
        browser.epoch = ""
        await in_one_flush(stage, ada)
        flushes = stage.metrics.flushes.value
        browser.back()
        minted = await minting(stage, role)
        await stage.turn()
        assert stage.metrics.flushes.value == flushes + 1
        await minted
        assert browser.link.closed == (4403, "key_revoked"), role
        assert SECRET not in sent(browser) and b"welcome" not in sent(browser)
        assert browser.link not in stage.live.flusher.members


async def test_an_act_and_the_end_of_its_key_in_one_flush() -> None:
    stage = Stage()
    ada, host = await stage.come("ada"), await stage.host()
    await in_one_flush(stage, ada)
    minted = await minting(stage, HOST)
    host.act("say", text="after the key")
    await stage.turn()
    await minted
    assert "after the key" not in ada.texts()
    assert ("kept", host.n) not in host.answers()


async def test_a_hello_and_being_shown_out_in_one_flush() -> None:
    town = Town(plan("talk"))
    await town.open()
    one, two = await town.enter("Yksi", HOST), await town.enter("Kaksi", HOST)
    participant = await town.enter("Osallistuja")
    for page in (two, participant):
        page.drop_link()
        page.epoch = ""
        page.back(await town.open())
        one.ask("remove_person", id=page.person)
        await town.turn(2)
        assert page.link.closed == (4403, "removed")
        await town.asks(one, "say_line", text="ilman häntä")
        assert "ilman häntä".encode() not in sent(page)
        assert page.link not in town.live.flusher.members


async def test_a_removed_host_acts_no_more_in_the_same_flush() -> None:
    town = Town(plan("talk"))
    await town.open()
    one, two = await town.enter("Yksi", HOST), await town.enter("Kaksi", HOST)
    one.ask("remove_person", id=two.person)
    two.ask("say_line", text="vielä minä")
    two.ask("remove_person", id=one.person)
    await town.turn(2)
    assert town.room.workshop.line == ""
    assert one.link.closed is None and two.link.closed is not None


async def test_another_s_tab_and_number_are_one_s_own() -> None:
    """`(tab, n)` names an action of one person only: under another's name it is nobody's answer but one's own."""
    town = Town(plan("brainstorm"))
    await town.open()
    host = await town.enter("Vetäjä", HOST)
    await town.asks(host, "open_step", id=town.step("brainstorm").id)
    victim, thief = await town.enter("Uhri"), await town.enter("Varas")
    round = town.step("brainstorm").round
    await town.asks(victim, "add_idea", round, text="uhrin ajatus")
    town.live.act(thief.link, Act(tab=victim.tab, n=victim.n, do="add_idea", step=round, args={"text": "varkaan oma"}))
    await town.turn()
    town.live.act(thief.link, Act(tab=victim.tab, n=victim.n + 50, do="add_idea", step=round, args={"text": "toinen"}))
    await town.turn()
    await town.asks(victim, "add_idea", round, text="uhrin toinen")
    assert [a for a in victim.answers() if a[0] == "refused"] == []
    thief.read()
    assert not any("uhrin" in str(record) for record in thief.records.values())


# --- without the guard, the same tries succeed -----------------------------------------------------------------------


@pytest.mark.parametrize(
    "check", [test_a_hello_and_the_end_of_its_key_in_one_flush, test_a_hello_and_being_shown_out_in_one_flush]
)
async def test_without_a_look_at_who_greets(check: Check, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Flusher, "_shut_out", lambda flusher, who: "")
    with pytest.raises(AssertionError):
        await check()


async def test_without_a_look_at_the_key_of_who_acts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Decider, "_person", lambda decider, member: member.who)
    with pytest.raises(AssertionError):
        await test_an_act_and_the_end_of_its_key_in_one_flush()
    with pytest.raises(AssertionError):
        await test_a_removed_host_acts_no_more_in_the_same_flush()
