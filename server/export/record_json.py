"""JSON: the room itself, as its hosts may see it, to be taken in again by another server.

Canonical: records by id, keys in order, one record per line, no revs; two exports of one state differ in nothing but
the moment, and after an import in code too; the epoch stays empty where the file is for a person. Records of kinds that
nobody here knows go out as they came.
"""

from __future__ import annotations

import msgspec

from server import __version__
from server.export.source import Source
from sessions.records import to_map

FORMAT = "json"
MEDIA_TYPE = "application/json"
SUFFIX = ".json"

NAME, VERSION = "talkoot-room", 1


def write(source: Source) -> bytes:
    head = {
        "format": NAME,
        "version": VERSION,
        "talkoot": __version__,
        "code": source.code,
        "epoch": source.epoch,
        "exported": source.at,
    }
    lines = []
    for record in sorted(source.room, key=lambda record: record.id):
        plain = to_map(record)
        plain.pop("rev", None)
        lines.append(msgspec.json.encode(plain, order="sorted"))
    return msgspec.json.encode(head)[:-1] + b',"records":[\n' + b",\n".join(lines) + b"\n]}\n"
