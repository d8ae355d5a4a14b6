"""What people take home is looked through for everything that they gave: the result page, and each file."""

from __future__ import annotations

import csv
import html
import io
import json
import re
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
from playwright.async_api import expect

from tests.browser.desk import Desk
from tests.browser.people import Thumb, bare, said, within
from tests.browser.told import Told
from tests.browser.venue import PHONE

if TYPE_CHECKING:
    from tests.browser.test_workshop import Play


async def in_result(play: Play, links: dict[str, str]) -> None:
    """Who was there sees the result by itself; who comes by the join link later sees the same."""
    late = Thumb(await play.venue.page(links["join_url"], **PHONE), "myöhässä")
    for one in (*play.people, late):
        await expect(one.page.locator(".result-step").first).to_be_visible()
        for rest in await one.page.locator(".result-rest > summary").all():
            await one.press(rest)
        shown = bare(await one.page.locator("main").inner_text())
        missing = [text for text in play.told.texts if bare(text) not in shown]
        assert not missing, f"{one.name}: not in the result: {missing}"
        for text in play.told.withdrawn | play.told.from_all:
            assert not re.search(re.escape(text) + r"(?!,)", shown), f"{one.name}: still in the result: {text}"
        for key, votes in play.told.votes.items():
            step = one.page.locator(".result-step", has_text=within(play.desk.title(key)))
            for option, count in votes.items():
                row = step.locator(".result-row", has=one.page.locator(".result-text", has_text=within(option)))
                counted = row.first.locator(".result-votes .num")
                await expect(counted, f"{key}: {option}").to_have_text(said("dot-vote-on", n=count))
    await play.venue.axe(late.page, "the result")


async def in_files(desk: Desk, told: Told, folder: Path) -> None:
    """Each file, by its own reader."""
    cells = {
        "json": list(_strings(json.loads(await desk.download("json", folder)))),
        "xlsx": _of_workbook(await desk.download("xlsx", folder)),
        "csv": _of_tables(await desk.download("csv", folder)),
        "md": [_of_markdown((await desk.download("md", folder)).decode())],
    }
    for format, found in cells.items():
        whole = "\n".join(bare(text) for text in found)
        missing = [text for text in [*told.texts, *told.dates.values()] if bare(text) not in whole]
        assert not missing, f"not in {format}: {missing}"
        for text in told.withdrawn:
            assert not re.search(re.escape(text) + r"(?!,)", whole), f"still in {format}: {text}"
    await _votes(desk, told)


async def _votes(desk: Desk, told: Told) -> None:
    """The counts, in the outcome that every format is written from."""
    from server.rehearse import web

    url = f"{desk.page.url.split('/host/')[0]}/api/rooms/{desk.peer.code}/export?format=outcome"
    tree: dict[str, Any] = await web.ask(url, key=desk.peer.key)
    for key, votes in told.votes.items():
        step = next(step for step in tree["steps"] if step["round"] == desk.step(key).round)
        counted = {bare(row["text"]): row["votes"] for row in step["rows"] if row["votes"]}
        assert counted == {option: count for option, count in votes.items() if count}, key


def _strings(value: Any) -> Any:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner)


def _of_workbook(file: bytes) -> list[str]:
    book = openpyxl.load_workbook(io.BytesIO(file))
    return [
        str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row if cell is not None
    ]


def _of_tables(file: bytes) -> list[str]:
    found: list[str] = []
    with zipfile.ZipFile(io.BytesIO(file)) as packed:
        for name in packed.namelist():
            text = packed.read(name).decode("utf-8-sig")
            found += [cell.removeprefix("'") for row in csv.reader(io.StringIO(text), delimiter=";") for cell in row]
    return found


def _of_markdown(text: str) -> str:
    """What a reader of Markdown sees."""
    return html.unescape(re.sub(r"\\(.)", r"\1", re.sub(r"<(https?://[^>]*)>", r"\1", text)))
