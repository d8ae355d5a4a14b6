"""What the server says on stderr: one line for each event, that a program can take apart, and nothing that people wrote.

    2026-11-21T19:42:07.120Z WARNING server.hub.hub: read-only: too little space
    {"at":"2026-11-21T19:42:07.120Z","level":"warning","of":"server.hub.hub","say":"read-only: too little space"}

Of an error it says the kind and the places in the code, never the error's own message: that may cite what somebody typed.
"""

from __future__ import annotations

import json
import logging
import re
import sys
import threading
import traceback
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
OTHERS = ("uvicorn", "uvicorn.error", "uvicorn.access", "websockets", "asyncio")
"""What uvicorn says about requests (addresses, paths with codes) is never logged."""
DEEPEST = 12
_OBJECTS, _CONTROLS = re.compile(r"[(<{:]"), re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_log = logging.getLogger(__name__)


def set_up(level: str, as_json: bool = False) -> None:
    """From now on all of this process logs so, mistakes that nobody caught too."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Json() if as_json else Lines())
    logging.basicConfig(handlers=[handler], level=level.upper(), force=True)
    for name in OTHERS:
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.getLogger("uvicorn.error").addFilter(Sparing())
    logging.captureWarnings(True)
    sys.excepthook = _uncaught
    sys.unraisablehook = lambda found: _uncaught(found.exc_type, found.exc_value, found.exc_traceback)
    threading.excepthook = lambda found: _uncaught(found.exc_type, found.exc_value, found.exc_traceback)


def _uncaught(kind: type[BaseException], error: BaseException | None, at: TracebackType | None) -> None:
    _log.critical("nobody caught this", exc_info=(kind, error or kind(), at))


class Lines(logging.Formatter):
    """An event as a line to read: when, how bad, who says it, what."""

    def format(self, record: logging.LogRecord) -> str:
        error = "".join(f" | {part}" for part in told(record))
        return f"{moment(record)} {record.levelname} {record.name}: {said(record)}{error}"


class Json(logging.Formatter):
    """The same as a JSON object."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": moment(record), "level": record.levelname.lower(), "of": record.name, "say": said(record),
        }  # fmt: skip
        if errors := list(told(record)):
            line["errors"] = errors
        return json.dumps(line, ensure_ascii=False, separators=(",", ":"))


def moment(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def said(record: logging.LogRecord) -> str:
    """The message on one line. Of what is not ours only how it begins: asyncio goes on with whole objects."""
    lines = record.getMessage().splitlines() or [""]
    text = _OBJECTS.split(lines[0])[0] if record.name.startswith(OTHERS) else " ".join(map(str.strip, lines))
    return _CONTROLS.sub(lambda found: f"\\x{ord(found[0]):02x}", text).strip()


def told(record: logging.LogRecord) -> Iterator[str]:
    """The kind of an error and where it came up, newest call first; then what it came from."""
    error = record.exc_info[1] if record.exc_info else None
    known: set[int] = set()
    while error is not None and id(error) not in known and len(known) < DEEPEST:
        known.add(id(error))
        calls = traceback.extract_tb(error.__traceback__)[-DEEPEST:]
        places = " < ".join(f"{_short(call.filename)}:{call.lineno} {call.name}" for call in reversed(calls))
        yield f"{type(error).__name__} at {places or '?'}"
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def _short(file: str) -> str:
    path = Path(file)
    return str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else "/".join(path.parts[-2:])


class Sparing(logging.Filter):
    """Lets one kind of line through once a second, so that nobody can fill a disk with broken requests."""

    def __init__(self) -> None:
        super().__init__()
        self._last: dict[str, float] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        kind = str(record.msg)[:100]
        if record.created - self._last.get(kind, 0.0) < 1.0:
            return False
        if len(self._last) > 100:
            self._last.clear()
        self._last[kind] = record.created
        return True
