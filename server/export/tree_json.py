"""The outcome tree as JSON: what the report page renders."""

from __future__ import annotations

import msgspec

from server.export.source import Source

FORMAT = "outcome"
MEDIA_TYPE = "application/json"
SUFFIX = ".outcome.json"


def write(source: Source) -> bytes:
    return msgspec.json.encode(source.tree, order="deterministic")
