"""CSV: the same tables as the workbook, one file each, zipped. UTF-8 with a BOM, so that spreadsheets read ä and ö.

For Finnish and Swedish readers fields are parted by semicolons and decimals by commas, as their spreadsheets expect. A
text that a spreadsheet would compute gets an apostrophe in front; apart from that every text is as it was typed.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from server.export.source import Source, moment
from server.export.tables import Cell, Table, heading, tables

FORMAT = "csv"
MEDIA_TYPE = "application/zip"
SUFFIX = ".csv.zip"

COMPUTED = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠")
UNSEEN = r"[\s\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
LEADS = re.compile(rf"^{UNSEEN}*[=+\-@＝＋－＠\0]|^[\t\r\n]")
"""What a spreadsheet computes, also behind what it leaves out when it reads a cell."""
WITHIN = re.compile(rf"""([,;\t|\n])(?=["']?{UNSEEN}*[=@＝＠]+[^=@\s]|["']?[+\-＋－]+[\w(])""")
"""The same within a text: a spreadsheet set to another separator than this file's splits it there, and at its line ends."""
SEMICOLON = frozenset({"fi", "sv"})


def write(source: Source) -> bytes:
    file = io.BytesIO()
    at = moment(source.at) or datetime(1980, 1, 1, tzinfo=UTC)
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        taken: set[str] = set()
        for table in tables(source):
            entry = zipfile.ZipInfo(_name(table, taken), at.timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, _file(table, source))
    return file.getvalue()


def _name(table: Table, taken: set[str]) -> str:
    name, n = table.name, 1
    while name in taken:
        n += 1
        name = f"{table.name}-{n}"
    taken.add(name)
    return f"{name}.csv"


def _file(table: Table, source: Source) -> bytes:
    return written([heading(source, column) for column in table.columns], table.rows, source)


def written(headings: Sequence[str], rows: Iterable[Sequence[Cell]], source: Source) -> bytes:
    """One table as a file that spreadsheets of that language read."""
    comma = "," if source.lang in SEMICOLON else "."
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";" if source.lang in SEMICOLON else ",", lineterminator="\r\n")
    writer.writerow(headings)
    writer.writerows([_cell(cell, comma) for cell in row] for row in rows)
    return b"\xef\xbb\xbf" + out.getvalue().encode("utf-8", "replace")


def guarded(text: str) -> str:
    """A text that no spreadsheet computes any part of."""
    text = WITHIN.sub(r"\1'", text)
    return f"'{text}" if LEADS.match(text) else text


def _cell(cell: Cell, comma: str) -> str:
    if isinstance(cell, str):
        return guarded(cell)
    if isinstance(cell, datetime):
        return cell.strftime("%Y-%m-%d %H:%M")
    if cell is None:
        return ""
    return f"{cell:.10g}".replace(".", comma) if isinstance(cell, float) else str(cell)
