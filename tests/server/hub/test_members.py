"""What a flush costs depends on whom it concerns, not on how many are there; and who comes back shares what is made for it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from server.hub import publishing
from server.hub.member import Member
from tests.server.hub.stage import Stage


@pytest.fixture
def visited(monkeypatch: pytest.MonkeyPatch) -> list[Member]:
    found: list[Member] = []

    private, tell = Member.private, publishing.tell

    def looked_at_alone(member: Member, *flush: Any) -> None:
        found.append(member)
        private(member, *flush)

    async def looked_at_with_all(members: Sequence[Member], *flush: Any) -> None:
        found.extend(members)
        await tell(members, *flush)

    monkeypatch.setattr(Member, "private", looked_at_alone)
    monkeypatch.setattr(publishing, "tell", looked_at_with_all)
    return found


async def test_what_is_private_is_looked_at_for_those_who_may_see_it_only(visited: list[Member]) -> None:
    stage = Stage()
    people = [await stage.come(f"p{n}") for n in range(20)]
    host = await stage.host()
    visited.clear()
    people[3].act("say", text="mine", see="person:me")
    await stage.turn()
    assert {member.link for member in visited} == {people[3].link}
    visited.clear()
    await stage.come("new")  # hosts hear who comes; nobody else does
    assert {member.link for member in visited} <= {host.link}
    visited.clear()
    people[3].act("say", text="for all")
    await stage.turn()
    assert len(visited) == 22
    stage.agrees(host, *people)


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
