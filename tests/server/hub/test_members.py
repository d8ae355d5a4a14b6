"""What a flush costs depends on whom it concerns, not on how many are there; and who comes back shares what is made for it."""

from __future__ import annotations

from typing import Any

import pytest

from server.hub.front import Front
from server.hub.member import Member
from tests.server.hub.stage import Stage


@pytest.fixture
def visited(monkeypatch: pytest.MonkeyPatch) -> list[Member]:
    """Everybody whom a flush looks at by themselves."""
    found: list[Member] = []

    def looked_at(kind: type, what: str) -> None:
        was = getattr(kind, what)

        def look(*given: Any) -> None:
            found.extend(one for one in given if isinstance(one, Member))
            was(*given)

        monkeypatch.setattr(kind, what, look)

    looked_at(Member, "private")
    looked_at(Member, "missed")
    looked_at(Front, "_join")
    return found


async def test_a_flush_looks_at_those_whom_it_concerns_only(visited: list[Member]) -> None:
    stage = Stage()
    people = [await stage.come(f"p{n}") for n in range(20)]
    host = await stage.host()
    people[0].act("say", text="all are here")
    await stage.turn()
    visited.clear()
    people[3].act("say", text="mine", see="person:me")
    await stage.turn()
    assert {member.link for member in visited} == {people[3].link}
    visited.clear()
    new = await stage.come("new")  # hosts hear who comes; nobody else does
    assert {member.link for member in visited} <= {host.link}
    visited.clear()
    people[3].act("say", text="for all")
    await stage.turn()
    assert {member.link for member in visited} <= {new.link, host.link}
    visited.clear()
    people[3].act("say", text="for all, again")
    await stage.turn()
    assert not visited
    assert new.texts()[-1] == "for all, again"
    stage.agrees(host, new, *people)


async def test_who_moves_or_goes_is_found_where_they_are() -> None:
    stage = Stage()
    ada, bo, host = await stage.come("ada"), await stage.come("bo"), await stage.host()
    one = ada.you["id"]

    def holds(*topics: str) -> set[object]:
        return {member.link for member in stage.live.flusher.members.of(topics)}

    host.act("group", person=one, groups=["red"])
    await stage.turn()
    assert holds("group:red") == {ada.link}
    host.act("group", person=one, groups=["blue"])
    await stage.turn()
    assert ada.link not in holds("group:red") and ada.link in holds("group:blue")
    ada.act("say", text="in blue", see="group:blue")
    await stage.turn()
    stage.agrees(ada, bo, host)
    assert ada.texts() == ["in blue"] and bo.texts() == []
    host.act("promote", person=one, role="host")
    await stage.turn()
    assert holds("hosts") == {ada.link, host.link}
    ada.drop_link()
    await stage.turn()
    assert holds("group:blue", "hosts", f"person:{one}") == {host.link}
    ada.back(stage.live)
    await stage.turn()
    assert holds(f"person:{one}") == {ada.link}
    stage.agrees(ada, bo, host)


async def test_who_comes_back_from_the_same_rev_gets_the_same_bytes() -> None:
    stage = Stage()
    people = [await stage.come(f"p{n}") for n in range(6)]
    host = await stage.host()
    for person in people:
        person.read()
        person.drop_link()
    await stage.turn()
    host.act("many", count=40)
    await stage.turn()
    for person in people:
        person.back(stage.live)
    await stage.turn()
    deltas = [[p for p in person.link.payloads if p.shared and b"change" in p.body] for person in people]
    assert all(len(found) == 1 for found in deltas)
    assert len({id(found[0]) for found in deltas}) == 1
    stage.agrees(host, *people)
