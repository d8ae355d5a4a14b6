"""XLSX: a sheet per table. Every text is written as a text cell, so nothing that somebody typed is ever computed."""

from __future__ import annotations

import io
import re
from datetime import UTC, datetime
from typing import Any

import xlsxwriter

from server.export.source import Source, moment
from server.export.tables import NARROW, WIDTHS, Cell, Table, heading, tables

FORMAT = "xlsx"
MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SUFFIX = ".xlsx"

LONGEST_CELL = 32_767
"""What a cell may hold, in UTF-16 units; a longer text is cut there (whole in the JSON export)."""
LONGEST_NAME = 31

EPOCH = datetime(1980, 1, 1, tzinfo=UTC)
PAPER, INK, LINE = "#EEF1EC", "#1D2A24", "#C9D2CA"


def write(source: Source) -> bytes:
    file = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "nan_inf_to_errors": False,
    }
    with xlsxwriter.Workbook(file, options) as book:
        book.set_properties(
            {"title": fitting(source.tree.title, 255), "comments": "Talkoot", "created": moment(source.at) or EPOCH}
        )
        formats = {
            "head": book.add_format(
                {
                    "bold": True,
                    "bg_color": PAPER,
                    "font_color": INK,
                    "bottom": 1,
                    "bottom_color": LINE,
                    "valign": "vcenter",
                    "text_wrap": True,
                }
            ),
            "text": book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"}),
            "number": book.add_format({"valign": "top"}),
            "moment": book.add_format({"valign": "top", "num_format": "yyyy-mm-dd hh:mm"}),
        }
        taken: set[str] = set()
        for table in tables(source):
            _sheet(book.add_worksheet(sheet_name(table.title, taken)), table, source, formats)
    return file.getvalue()


def _sheet(sheet: Any, table: Table, source: Source, formats: dict[str, Any]) -> None:
    for at, column in enumerate(table.columns):
        sheet.set_column(at, at, WIDTHS.get(column, NARROW))
        sheet.write_string(0, at, heading(source, column), formats["head"])
    for down, row in enumerate(table.rows, 1):
        for at, cell in enumerate(row):
            _cell(sheet, down, at, cell, formats)
    sheet.freeze_panes(1, 0)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.set_footer("&C&P / &N")
    if table.rows:
        sheet.autofilter(0, 0, len(table.rows), len(table.columns) - 1)


def _cell(sheet: Any, down: int, at: int, cell: Cell, formats: dict[str, Any]) -> None:
    if isinstance(cell, str):
        if cell:
            sheet.write_string(down, at, fitting(cell, LONGEST_CELL), formats["text"])
    elif isinstance(cell, datetime):
        sheet.write_datetime(down, at, cell, formats["moment"])
    elif cell is not None:
        sheet.write_number(down, at, cell, formats["number"])


def fitting(text: str, most: int) -> str:
    """The text if it fits into that many UTF-16 units, else its beginning and `…`."""
    units = text.encode("utf-16-le", "replace")
    if len(units) <= 2 * most:
        return text
    return units[: 2 * (most - 1)].decode("utf-16-le", "ignore") + "…"


def sheet_name(title: str, taken: set[str]) -> str:
    """A name that a spreadsheet accepts (no `[]:*?/\\`, no outer `'`, 31 units) and that no other sheet has."""
    clean = re.sub(r"[\[\]:*?/\\\x00-\x1f\x7f]+", " ", title)
    clean = re.sub(r"\s+", " ", clean).strip(" '") or "Sheet"
    name, n = fitting(clean, LONGEST_NAME).strip(" '"), 1
    while name.casefold() in taken or name.casefold() == "history":
        n += 1
        end = f" ({n})"
        name = fitting(clean, LONGEST_NAME - len(end)).strip(" '") + end
    taken.add(name.casefold())
    return name
