"""XLSX, read back: every text is a text, every figure a figure, no sheet name is refused."""

from __future__ import annotations

import io
import warnings
import zipfile
from functools import cache

import openpyxl
import pytest

from server import words
from server.export.source import source_of
from server.export.tables import OF_CODEBOOK, OF_STEP, heading, tables
from server.export.workbook import LONGEST_CELL, fitting, sheet_name
from sessions.activities.talk import Remark
from sessions.records import put
from tests.server.export.whole import AT, NASTY, exported, played
from tests.sessions.play import Play, plan


@cache
def book(lang: str = "en") -> openpyxl.Workbook:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        return openpyxl.load_workbook(io.BytesIO(exported("xlsx", played().room, lang)))


def texts(sheet: str, column: str, lang: str = "en") -> list[object]:
    rows = list(book(lang)[sheet].iter_rows(values_only=True))
    at = rows[0].index(words.say(lang, "export-column", name=column))
    return [row[at] for row in rows[1:]]


def test_a_sheet_for_the_whole_and_one_for_each_step() -> None:
    assert book().sheetnames == [
        "Summary", "Agenda", "1 lobby", "2 thesis_walk", "3 brainstorm", "4 clustering", "5 dot_vote", "6 talk",
        "7 next_steps", "8 feedback", "Participants", "Came too late", "Codebook",
    ]  # fmt: skip
    assert book("fi").sheetnames[-1] == "Selitteet"


def test_what_was_typed_stands_there_as_text() -> None:
    typed = [text.strip() for text in NASTY]
    for sheet in ("3 brainstorm", "6 talk"):
        assert set(typed) <= set(texts(sheet, "text"))
    for sheet in book():
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type in ("s", "n", "d"), f"{sheet.title}!{cell.coordinate} is {cell.data_type}"
                assert cell.hyperlink is None
    with zipfile.ZipFile(io.BytesIO(exported("xlsx", played().room))) as archive:
        sheets = [archive.read(name) for name in archive.namelist() if name.startswith("xl/worksheets/")]
        assert not any(b"<f>" in sheet or b"<hyperlink" in sheet for sheet in sheets)
        assert not [name for name in archive.namelist() if "vba" in name or "external" in name]


def test_figures_are_figures() -> None:
    votes = texts("5 dot_vote", "votes")
    assert votes and all(isinstance(n, int) for n in votes)
    assert sum(n for n in votes if isinstance(n, int)) > 0
    assert all(isinstance(score, int | float) for score in texts("8 feedback", "score")[:4])


def test_the_columns_are_fixed_and_explained() -> None:
    source = source_of(played().room, "sv", words)
    for sheet in ("3 brainstorm", "5 dot_vote"):
        first = next(book("sv")[sheet].iter_rows(max_row=1, values_only=True))
        assert first == tuple(heading(source, column) for column in OF_STEP)
    made = tables(source)
    explained = {row[1]: row for row in made[-1].rows}
    for table in made:
        for column in (*table.columns, *OF_CODEBOOK):
            if table is not made[-1]:
                assert column in explained or column in OF_CODEBOOK
    for _, name, means in made[-1].rows:
        assert means != name, f"{name} is not explained"


def test_heads_stay_in_sight_and_columns_have_room() -> None:
    sheet = book()["3 brainstorm"]
    assert sheet.freeze_panes == "A2" and sheet.auto_filter.ref
    assert sheet.column_dimensions["F"].width > 50


def test_a_pile_and_its_cards_stand_together() -> None:
    groups = [group for group in texts("4 clustering", "group") if group]
    piles = [
        text
        for text, what in zip(texts("4 clustering", "text"), texts("4 clustering", "what"), strict=True)
        if what == "pile"
    ]
    assert groups and set(groups) <= set(piles)


def test_no_names_no_sheet_of_participants() -> None:
    play = Play(plan("talk"), people=0)
    play.hosts("rename", name="")
    content = io.BytesIO(exported("xlsx", play.room))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        assert openpyxl.load_workbook(content).sheetnames == ["Summary", "Agenda", "Codebook"]


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("1 Ideas: [the] best/worst*?", "1 Ideas the best worst"),
        ("x" * 40, "x" * 30 + "…"),
        ("'quoted'", "quoted"),
        ("   ", "Sheet"),
        ("\x00\x07", "Sheet"),
        ("🦄" * 20, "🦄" * 15 + "…"),
        ("HISTORY", "HISTORY (2)"),
    ],
)
def test_sheet_names_that_a_spreadsheet_accepts(title: str, name: str) -> None:
    assert sheet_name(title, set()) == name
    assert len(name.encode("utf-16-le")) <= 62


def test_sheet_names_are_unique_whatever_the_case() -> None:
    taken: set[str] = set()
    names = [sheet_name(title, taken) for title in ("Ideas", "IDEAS", "ideas", "x" * 31, "X" * 35, "x" * 31)]
    assert len({name.casefold() for name in names}) == len(names)
    assert all(len(name) <= 31 for name in names)


def test_odd_titles_and_long_texts_make_a_workbook_that_opens() -> None:
    play = Play(plan("talk", "a"), plan("talk", "b"), people=0)
    for key, title in (("a", "A: [odd] */\\? 'title'"), ("b", "A: [odd] */\\? 'title'")):
        play.hosts("edit_step", id=play.step(key).id, title=title)
        play.open(key)
    long = "ä" * (LONGEST_CELL + 10)
    odd = "\x01\x0b\ufffe\uffff\x7f _x0041_ \ud7ff"
    for n, text in enumerate((long, odd, "🦄" * LONGEST_CELL)):
        play.keep(put(Remark(id=f"r{n}", see="all", step=play.step("a").round, text=text)))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        read = openpyxl.load_workbook(io.BytesIO(exported("xlsx", play.room)))
    rows = list(read[read.sheetnames[2]].iter_rows(min_row=2, values_only=True))
    assert {len(str(row[5]).encode("utf-16-le")) // 2 for row in rows} >= {LONGEST_CELL}
    assert any("_x0041_" in str(row[5]) for row in rows), "an escape that was typed stays as typed"
    assert sum(title.startswith(("1 A odd", "2 A odd")) for title in read.sheetnames) == 2


def test_fitting_cuts_between_characters() -> None:
    assert fitting("abc", 3) == "abc"
    assert fitting("abcd", 3) == "ab…"
    assert fitting("🦄🦄", 3) == "🦄…"


def test_the_book_says_when_and_what() -> None:
    assert book().properties.title == "Testi"
    assert book().properties.created is not None
    assert book().properties.created.timestamp() * 1000 // 60_000 != 0 and AT
