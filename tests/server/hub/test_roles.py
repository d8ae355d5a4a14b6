"""Who may see what changes while people are connected: topics are dropped and added live."""

from __future__ import annotations

from tests.server.hub.stage import Browser, HandLink, Stage


async def test_a_participant_who_enters_and_leaves_a_group() -> None:
    stage = Stage()
    host, ada = await stage.host(), await stage.come("ada")
    host.act("many", count=3, see="group:a")
    await stage.turn()
    assert ada.texts() == []
    host.act("group", person=ada.you["id"], groups=["a"])
    await stage.turn()
    assert len(ada.texts()) == 3
    stage.agrees(host, ada)
    host.act("say", text="for a", see="group:a")
    await stage.turn()
    assert "for a" in ada.texts()
    host.act("group", person=ada.you["id"], groups=["b"])
    host.act("say", text="later for a", see="group:a")
    await stage.turn()
    assert ada.texts() == []
    assert b"later for a" not in b"".join(payload.body for payload in ada.link.payloads)
    stage.agrees(host, ada)
    assert [(w["full"], w["drop"]) for w in ada.welcomes[1:]] == [(False, ["group:a"]), (False, ["group:a", "group:b"])]


async def test_promoted_and_demoted() -> None:
    stage = Stage()
    host, ada = await stage.host(), await stage.come("ada")
    host.act("say", text="backstage", see="hosts")
    await stage.turn()
    host.act("promote", person=ada.you["id"], role="host")
    await stage.turn()
    assert ada.texts() == ["backstage"] and ada.you["role"] == "host"
    stage.agrees(host, ada)
    host.act("promote", person=ada.you["id"], role="participant")
    host.act("say", text="about ada", see="hosts")
    await stage.turn()
    assert ada.texts() == [] and ada.you["role"] == "participant"
    assert not any(r["see"] == "hosts" for r in ada.records.values())
    assert b"about ada" not in b"".join(payload.body for payload in ada.link.payloads)
    stage.agrees(host, ada)


async def test_a_role_lost_in_the_middle_of_a_catch_up_stops_it() -> None:
    stage = Stage()
    host = await stage.host()
    host.act("many", count=300, see="hosts", size=1000)
    ada = await stage.come("ada", HandLink(room=1000))
    await ada.drain_all()
    host.act("promote", person=ada.you["id"], role="host")
    await stage.turn()
    ada.drain()
    assert 0 < len(ada.texts()) < 300
    host.act("promote", person=ada.you["id"], role="participant")
    await stage.turn()
    before = len(ada.link.payloads)
    await ada.drain_all()
    assert all(b"hub_note" not in payload.body for payload in ada.link.payloads[before:])
    assert ada.texts() == []
    stage.agrees(ada)


async def test_a_new_group_reaches_hosts_at_once() -> None:
    stage = Stage()
    one, two = await stage.host("h1"), await stage.host("h2")
    one.act("say", text="first of a", see="group:a")
    await stage.turn()
    assert two.texts() == ["first of a"]
    one.act("say", text="second of a", see="group:a")
    await stage.turn()
    stage.agrees(one, two)


async def test_hosts_participants_and_the_screen_get_their_topics_and_no_others() -> None:
    stage = Stage()
    host, ada, bo = await stage.host(), await stage.come("ada"), await stage.come("bo")
    screen = await stage.come("beamer", role_key=stage.created.screen_key)
    ada.act("say", text="to me", see="person:me")
    ada.act("say", text="to hosts", see="hosts")
    ada.act("say", text="to nobody", see="none")
    ada.act("say", text="to group", see="group:g")
    ada.act("say", text="to all")
    await stage.turn(2)
    assert host.texts() == ["to all", "to group", "to hosts"]
    assert ada.texts() == ["to all", "to me"]
    assert bo.texts() == screen.texts() == ["to all"]
    for browser in (bo, screen):
        sent = b"".join(payload.body for payload in browser.link.payloads)
        assert not any(text in sent for text in (b"to me", b"to hosts", b"to nobody", b"to group"))
    stage.agrees(host, ada, bo, screen)


async def test_a_removed_person_hears_bye_and_may_not_return() -> None:
    stage = Stage()
    host, ada = await stage.host(), await stage.come("ada")
    second = await stage.come("ada")
    host.act("remove", person=ada.you["id"])
    host.act("say", text="now that ada is gone")
    await stage.turn()
    for browser in (ada, second):
        assert [m["t"] for m in browser.read() if m["t"] != "soft"] == ["bye"]
        assert browser.heard[-1]["code"] == "removed" and browser.heard[-1]["again"] is False
        assert browser.link.closed is not None
    ada.back()
    await stage.turn()
    assert ada.read()[-1]["code"] == "removed"
    ada.act("say", text="I am still here")
    await stage.turn()
    assert host.texts() == ["now that ada is gone"]
    stage.agrees(host)


async def test_wrong_and_revoked_keys() -> None:
    stage = Stage()
    host = await stage.host()
    screen = await stage.come("beamer", role_key=stage.created.screen_key)
    guess = await stage.come("guess", role_key="not the key")
    assert guess.heard[-1]["code"] == "wrong_key" and guess.link.closed == (4403, "wrong_key")
    key = await stage.mint("host")
    await stage.turn()
    assert host.read()[-1]["code"] == "key_revoked" and host.link.closed is not None
    assert screen.link.closed is None
    host.back()
    await stage.turn()
    assert host.read()[-1]["code"] == "wrong_key"
    again = await stage.come("host", role_key=key)
    assert again.you == host.you, "the same person with a new key"
    assert await stage.answer(stage.hub.role_of(stage.created.code, key)) == "host"
    assert await stage.answer(stage.hub.role_of(stage.created.code, stage.created.host_key)) is None
    assert await stage.answer(stage.hub.role_of(stage.created.code, stage.created.screen_key)) == "screen"


async def test_the_same_browser_as_host_and_as_participant_is_two_people() -> None:
    stage = Stage()
    host = await stage.host("one-browser")
    phone = await stage.come("one-browser")
    assert host.you["role"] == "host" and phone.you["role"] == "participant"
    assert host.you["id"] != phone.you["id"]


async def test_two_tabs_of_one_person() -> None:
    stage = Stage()
    one, two = await stage.come("ada"), await stage.come("ada")
    one.act("say", text="from one", see="person:me")
    await stage.turn()
    assert two.texts() == ["from one"]
    one.drop_link()
    two.act("say", text="from two")
    await stage.turn()
    one.back()
    await stage.turn()
    stage.agrees(one, two)


def test_the_stand_in_browser_notices_a_gap() -> None:
    browser = Browser.__new__(Browser)
    Browser.__init__(browser, None, "x")  # type: ignore[arg-type]
    browser._change({"t": "change", "topic": "all", "since": 5, "rev": 6, "put": [], "del": []})
    assert browser.wrong
