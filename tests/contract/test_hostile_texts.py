"""Five hundred hostile texts in every field that takes one, and then in every export: all of it text, none of it live.

The pages are looked at by tests/browser/test_hostile_texts.py, with the same rooms.
"""

from __future__ import annotations

import csv
import html
import io
import json
import re
import unicodedata
import warnings
import zipfile
from functools import cache

import msgspec
import openpyxl
import pytest
from markdown_it import MarkdownIt

from server import export, words
from server.export import csv_zip, plain_text, workbook
from server.import_room import read
from sessions.activities import ACTIVITIES
from sessions.outcome import tree
from sessions.records import to_map
from sessions.room import Room
from tests.hostile.room import STEPS, Host, batches
from tests.hostile.texts import MANY, hostile

AT = 1_700_000_000_000
FIELDS = {
    "person.name", "candidate", "candidate edited", "step.title", "step.question", "step.instruction", "step.script",
    "workshop.title", "workshop.line", "warm-up", "reason", "idea", "pile", "pile name", "remark", "first act", "owner", "best", "handed",
}  # fmt: skip
RENDER = {
    "commonmark": MarkdownIt("commonmark", {"html": True}),
    "gfm": MarkdownIt("gfm-like", {"html": True, "linkify": False}),
}
OURS = {
    "h1",
    "h2",
    "h3",
    "h4",
    "p",
    "br",
    "a",
    "ul",
    "ol",
    "li",
    "em",
    "strong",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "hr",
}
each = pytest.mark.parametrize("batch", range(len(batches())))


@cache
def furnished(batch: int) -> Host:
    return Host(batches()[batch], seed=batch + 1)


@cache
def written(format: str, batch: int, lang: str = "fi") -> bytes:
    return export.write(format, furnished(batch).room, lang, words, code="K7RMX4", at=AT)


def test_there_are_five_hundred_different_ones() -> None:
    texts = hostile()
    assert len(texts) == len(set(texts)) == MANY == 500
    assert sum("hit" in text for text in texts) > 250
    assert sum(len(text) > 800 for text in texts) >= 20


@each
def test_every_field_takes_them_as_they_are(batch: int) -> None:
    room = furnished(batch)
    assert set(room.taken) == FIELDS, "a field more or less than this test knows"
    for field, texts in room.taken.items():
        assert len(texts) + len(room.refused.get(field, ())) >= len(set(batches()[batch])) // 2, field
        for text in texts:
            assert not [c for c in text if unicodedata.category(c) in ("Cc", "Cs") and c not in "\n\t"], field
    assert not room.taken.get("date"), "a date is a date"


# --- exports ------------------------------------------------------------------------------------------------------------


@each
def test_json_brings_every_text_back(batch: int) -> None:
    content = written("json", batch)
    json.loads(content)
    room = Room()
    room.apply(read(content), 1)
    for record in room:
        was = furnished(batch).room.records[record.id]
        assert to_map(record) | {"rev": 0} == to_map(was) | {"rev": 0}
    for public in (True, False):
        json.loads(msgspec.json.encode(tree(furnished(batch).room, ACTIVITIES, public=public)))


def live(cell: str) -> bool:
    """Whether a spreadsheet would compute it: what it begins with once what cannot be seen is left out."""
    seen = "".join(c for c in cell if unicodedata.category(c) not in ("Cf", "Cc"))
    return bool(re.match(r"\s*[=@＝＠]+[^=@\s]|[+\-＋－]+[\w(]", seen))


@each
@pytest.mark.parametrize("lang", ["fi", "en"])
def test_csv_computes_nothing_whatever_separates_the_cells(batch: int, lang: str) -> None:
    own = ";" if lang == "fi" else ","
    with zipfile.ZipFile(io.BytesIO(written("csv", batch, lang))) as archive:
        for name in archive.namelist():
            content = archive.read(name).decode("utf-8-sig")
            for separator in (own, *({",", ";", "\t", "|"} - {own})):
                for row in csv.reader(io.StringIO(content, newline=""), delimiter=separator):
                    assert not [cell for cell in row if live(cell)], (name, separator)
                    assert separator != own or not [cell for cell in row if cell[:1] in ("\t", "\r", "\n", "\0")]
            widths = {len(row) for row in csv.reader(io.StringIO(content, newline=""), delimiter=own)}
            assert len(widths) == 1, name
        told = next(archive.read(name) for name in archive.namelist() if name.startswith("step-06")).decode("utf-8-sig")
    cells = {cell for row in csv.reader(io.StringIO(told, newline=""), delimiter=own) for cell in row}
    for text in furnished(batch).taken["remark"]:
        assert csv_zip.guarded(text).replace("'", "") in {cell.replace("'", "") for cell in cells}


@pytest.mark.parametrize("batch", [at for at, texts in enumerate(batches()) if any(map(live, texts))])
def test_without_the_guard_cells_compute(batch: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csv_zip, "guarded", lambda text: text)
    bare = export.write("csv", furnished(batch).room, "fi", words, code="K7RMX4", at=AT)
    monkeypatch.setattr("tests.contract.test_hostile_texts.written", lambda *asked: bare)
    with pytest.raises(AssertionError):
        test_csv_computes_nothing_whatever_separates_the_cells(batch, "fi")


@each
def test_a_workbook_holds_texts_and_nothing_that_acts(batch: int) -> None:
    content = written("xlsx", batch)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        for name in archive.namelist():
            part = archive.read(name)
            assert not re.search(rb"<f[ >]|<hyperlink|<oleObject|<externalLink|ddeLink|<!DOCTYPE|<!ENTITY", part), name
            assert not re.search(r"vba|external|embeddings|activeX|connections", name)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        book = openpyxl.load_workbook(io.BytesIO(content))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n", "d"}
    assert not [cell for cell in cells if cell.hyperlink is not None]
    found = {unescaped(str(cell.value)) for cell in cells if cell.data_type == "s"}
    for text in furnished(batch).taken["remark"]:
        assert unescaped(workbook.fitting(text, workbook.LONGEST_CELL)) in found, text


def unescaped(text: str) -> str:
    """Without what XML cannot hold, and what readers make of line ends and escapes."""
    text = re.sub(r"_x([0-9A-Fa-f]{4})_", lambda found: chr(int(found[1], 16)), text)
    return re.sub(r"[\s\x00-\x1f\ufffd-\uffff]+", "", text)


@each
@pytest.mark.parametrize("flavour", sorted(RENDER))
def test_markdown_shows_them_as_typed(batch: int, flavour: str) -> None:
    page = RENDER[flavour].render(written("md", batch).decode())
    assert {tag.lower() for tag in re.findall(r"<\s*/?\s*([A-Za-z!?][^\s>/]*)", page)} <= OURS
    assert not re.search(r"<[^>]*\bon\w+\s*=", page)
    for href in re.findall(r'<a href="([^"]*)"', page):
        assert re.match(r"https?://|mailto:", href, re.IGNORECASE), href
    assert page.count("<h1>") == 1
    shown = bare(html.unescape(re.sub(r"<[^>]*>", "", page)))
    for text in furnished(batch).taken["idea"]:
        assert bare(text) in shown, text


def bare(text: str) -> str:
    return re.sub(r"[\s\xa0\x00-\x1f\x7f\ufffd\ufffe\uffff]+", "", text)


def test_without_escapes_markdown_is_live(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plain_text, "_escaped", lambda text: text)
    live_one = export.write("md", furnished(0).room, "fi", words, code="K7RMX4", at=AT)
    monkeypatch.setattr("tests.contract.test_hostile_texts.written", lambda *asked: live_one)
    with pytest.raises(AssertionError):
        test_markdown_shows_them_as_typed(0, "commonmark")


def test_every_activity_is_there() -> None:
    assert set(STEPS) == set(ACTIVITIES), "an activity more: give it hostile texts too (tests/hostile/room.py)"
