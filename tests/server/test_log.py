"""The log of a real server through a whole workshop: every line can be taken apart, and none holds what people wrote."""

from __future__ import annotations

import asyncio
import json
import logging
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from server import log
from server.rehearse import bots, web
from server.rehearse.facilitator import Facilitator
from server.rehearse.figures import Figures
from server.rehearse.run import Rehearsal
from server.rehearse.seat import Seat
from sessions.records import to_map
from tests.chaos.workshop import AGENDA
from tests.server.test_serve import served

LINE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z (DEBUG|INFO|WARNING|ERROR|CRITICAL) [a-z_.]+: \S.*")
CLUMSY = "kömpelö"
WORDS = frozenset(
    {"kind", "see", "step", "activity", "phase", "state", "stage", "lang", "model", "what", "work", "role"}
)
"""Fields that hold words of ours."""


class Canaries(Rehearsal):
    """A rehearsal in which everything that anybody says can be recognised."""

    def __init__(self, url: str, links: dict[str, str]) -> None:
        super().__init__(url, links, 7, "fi", 200.0)
        for n, seat in enumerate(self.seats):
            seat.name = f"Zqxjkaino {n}"
        self.texts = bots.ideas([f"zqxjkteksti {n}\nkahdella rivillä" for n in range(30)], 1, marked=True)

    def said(self) -> set[str]:
        """Names, texts, ids of people and texts, and everything by which anybody is let in."""
        seen = {text for seat in self.seats for record in seat.room for text in _texts(record)}
        keys = {value for seat in self.seats for value in (seat.me, seat.tab, seat.key, seat.id, seat.name) if value}
        typed = {str(value) for seat in self.seats for asked in seat.kept for value in asked.args.values()}
        return {text for text in seen | keys | typed if len(text) > 7} | {self.host_key}


def _texts(record: Any) -> Iterator[str]:
    stack: list[Any] = [value for name, value in to_map(record).items() if name not in WORDS]
    while stack:
        value = stack.pop()
        if isinstance(value, str):
            yield from value.splitlines()
        elif isinstance(value, dict):
            stack += value.values()
        elif isinstance(value, list | tuple):
            stack += value


async def held(url: str) -> set[str]:
    """A workshop with mistakes in it; everything that was said there."""
    links = await web.ask(f"{url}/api/rooms", {"agenda": AGENDA, "lang": "fi", "title": "Zqxjkotsikko"})
    room = Canaries(url, links)
    await room.gather()
    leader = Facilitator(room.host, room.speed)
    for step in room.host.room.steps():
        if await leader.open(step.id):
            if step.activity == "brainstorm":
                now = leader.step(step.id)
                for seat in room.people[:3]:
                    asked = await seat.ask("add_idea", now.round, text=f"{CLUMSY} zqxjk {seat.id}")
                    assert asked.refused == "internal"
            await leader.through(step.id)
    await room.people[0].ask("leave_contact", address="zqxjk@example.org", purpose="Kuulla lisää", days=30)
    await leader.ask("seal_step", id=leader.step(room.host.room.steps()[3].id).id)
    await web.ask(f"{url}/api/rooms/{links['code']}/export?format=json", key=room.host_key)
    stranger = Seat(web.socket_url(url, links["code"]), Figures(), name="zqxjkvieras", key="zqxjkavain", patient=False)
    with pytest.raises(Exception, match="wrong_key"):
        await stranger.join()
    await room.rest()
    found = room.said() | {"zqxjk@example.org", "zqxjkvieras", "zqxjkavain", stranger.me}
    await room.leave()
    return found


async def logged(tmp_path: Path, form: str, **env: str) -> tuple[list[str], set[str]]:
    """Every line that a server says in a workshop, and everything that was said in it."""
    data = tmp_path / "data"
    module = "tests.chaos.servers.clumsy"
    async with served(data, module=module, TALKOOT_LOG=form, TALKOOT_BACKUP=str(tmp_path / "backup"), **env) as server:
        said = await held(server.url)
        await asyncio.sleep(0.6)
        code, lines = await server.end()
    assert code == 0
    return lines.splitlines(), said


def leaks(lines: list[str], said: set[str]) -> list[str]:
    """Lines with anything of it, as it is or as JSON or Python write it."""
    forms = {form for text in said for form in (text, json.dumps(text)[1:-1], repr(text)[1:-1])}
    return [line for line in lines for form in forms if form in line]


@pytest.mark.parametrize("form", ["debug", "debug json"])
async def test_no_line_holds_what_people_wrote_and_every_line_can_be_taken_apart(tmp_path: Path, form: str) -> None:
    lines, said = await logged(tmp_path, form)
    assert len(said) > 100 and {"Zqxjkotsikko", "Zqxjkaino 3"} <= said
    assert leaks(lines, said) == []
    assert not [line for line in lines if "zqxjk" in line.lower()]
    for line in lines:
        if "json" in form:
            event = json.loads(line)
            assert {"at", "level", "of", "say"} <= event.keys() <= {"at", "level", "of", "say", "errors"}, line
            assert event["level"].upper() in logging.getLevelNamesMapping() and event["say"], line
        else:
            assert LINE.fullmatch(line), line
    errors = [line for line in lines if "RuntimeError at tests/chaos/servers/clumsy.py:" in line]
    assert len(errors) == 3 and all("ValueError at" in line and "sessions/session.py" in line for line in errors)
    assert sum("Exception in callback" in line for line in lines) >= 1, "what the loop caught"
    assert sum("nobody caught this" in line for line in lines) == 3, "what threads died of"
    assert any("exception was never retrieved" in line for line in lines)


async def test_a_plain_log_holds_it_all(tmp_path: Path) -> None:
    """The twin: the same workshop, with the log that Python makes by itself."""
    lines, said = await logged(tmp_path, "debug", PLAINLY="1")
    assert leaks(lines, said) and [line for line in lines if not LINE.fullmatch(line)]


def record(text: str, *args: object, name: str = "server.hub", error: BaseException | None = None) -> logging.LogRecord:
    info = (type(error), error, error.__traceback__) if error else None
    return logging.LogRecord(name, logging.WARNING, "x.py", 1, text, args, info)


def test_one_event_is_one_line_whatever_is_in_it() -> None:
    line = log.Lines().format(record("two\nlines %s", "\x1b[31mred\r\n2026-01-01 INFO forged\u2028"))
    assert (
        line.endswith(r"WARNING server.hub: two lines \x1b[31mred 2026-01-01 INFO forged")
        and len(line.splitlines()) == 1
    )
    event = json.loads(log.Json().format(record('a "quote" %s', "\n")))
    assert (event["level"], event["of"], event["say"]) == ("warning", "server.hub", 'a "quote"')


def test_of_an_error_it_says_kinds_and_places_and_ends() -> None:
    def fails(text: str) -> None:
        try:
            int(text)
        except ValueError as first:
            raise KeyError(text) from first

    with pytest.raises(KeyError) as raised:
        fails("zqxjk")
    error = raised.value
    assert error.__cause__ is not None
    error.__cause__.__cause__ = error  # a ring
    line = log.Lines().format(record("it failed", error=error))
    assert "KeyError at tests/server/test_log.py:" in line and "ValueError at tests/server/test_log.py:" in line
    assert "zqxjk" not in line


def test_of_what_others_say_only_the_beginning_stands() -> None:
    said = "Exception in callback Link.write('zqxjk')\nhandle: <Handle zqxjk>"
    assert log.Lines().format(record(said, name="asyncio")).endswith("asyncio: Exception in callback Link.write")
