"""Contacts: who may be reached after the workshop, with what each agreed to. Asked for by name; no other export holds any.

A CSV as everywhere else (`csv_zip.py`), with the purpose and the last day beside every address, so that a copy of the file
still says what it may be used for.
"""

from __future__ import annotations

from server.export.csv_zip import written
from server.export.source import Source, day

FORMAT = "contacts"
MEDIA_TYPE = "text/csv"
SUFFIX = ".contacts.csv"
COLUMNS = ("name", "address", "purpose", "until")


def write(source: Source) -> bytes:
    rows = sorted((one.name, one.address, one.purpose, day(one.due)) for one in source.contacts)
    return written([source.say("contacts-column", name=column) for column in COLUMNS], rows, source)
