"""CSV, read back: the same tables as the workbook, and nothing in them that a spreadsheet would compute."""

from __future__ import annotations

import csv
import io
import zipfile

import pytest

from server.export.csv_zip import COMPUTED
from tests.server.export.whole import NASTY, exported, played
from tests.sessions.play import Play, plan


def files(lang: str) -> dict[str, list[list[str]]]:
    with zipfile.ZipFile(io.BytesIO(exported("csv", played().room, lang))) as archive:
        assert archive.testzip() is None
        found = {}
        for name in archive.namelist():
            raw = archive.read(name)
            assert raw.startswith(b"\xef\xbb\xbf"), "spreadsheets need the mark to read ä"
            text = raw.decode("utf-8-sig")
            found[name] = list(csv.reader(io.StringIO(text, newline=""), delimiter="," if lang == "en" else ";"))
        return found


@pytest.mark.parametrize("lang", ["fi", "en", "sv"])
def test_every_table_is_a_file_of_even_rows(lang: str) -> None:
    found = files(lang)
    assert list(found)[:3] == ["summary.csv", "agenda.csv", "step-01-lobby.csv"]
    assert {"participants.csv", "late.csv", "codebook.csv", "step-05-dot-vote.csv"} <= set(found)
    for name, rows in found.items():
        assert len({len(row) for row in rows}) == 1, name


@pytest.mark.parametrize("lang", ["fi", "en"])
def test_what_was_typed_stands_there_and_computes_nothing(lang: str) -> None:
    found = files(lang)
    cells = {row[5] for row in found["step-06-talk.csv"][1:]}
    for text in (text.strip() for text in NASTY):
        assert (f"'{text}" if text.startswith(COMPUTED) else text) in cells
    for name, rows in found.items():
        for row in rows:
            assert not [cell for cell in row if cell.startswith(COMPUTED)], name


def test_line_breaks_are_kept() -> None:
    cells = {row[5] for row in files("fi")["step-06-talk.csv"]}
    assert "Two lines\n\nand a gap: https://example.org/a_b?c=1&d=*2* and anna.b@example.org." in cells


def test_decimals_as_the_language_writes_them() -> None:
    finnish = [row[8] for row in files("fi")["step-08-feedback.csv"][1:5]]
    english = [row[8] for row in files("en")["step-08-feedback.csv"][1:5]]
    assert any("," in n for n in finnish) and not any("." in n for n in finnish)
    assert english == [n.replace(",", ".") for n in finnish]


def test_file_names_are_plain_and_unique() -> None:
    play = Play(plan("talk", "a"), plan("talk", "b"), people=0)
    for key, title in (("a", "Ääkköset & ../../etc/passwd"), ("b", "🦄")):
        play.hosts("edit_step", id=play.step(key).id, title=title)
        play.open(key)
    with zipfile.ZipFile(io.BytesIO(exported("csv", play.room))) as archive:
        assert archive.namelist() == [
            "summary.csv", "agenda.csv", "step-01-aakkoset-etc-passwd.csv", "step-02.csv", "participants.csv",
            "codebook.csv",
        ]  # fmt: skip
