"""How the command line reaches the server that is running on the same data folder.

A running server leaves a note there, readable by its owner only: where it listens, and a token that is good until it
stops. Who may read the data folder may ask for new links anyway; the token says no more than that.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path

import msgspec

NOTE = "running.json"


class Running(msgspec.Struct, frozen=True):
    """A server on this machine: its own address (never the public one), and the token for this run."""

    url: str
    token: str


def note(data: Path, host: str, port: int) -> Running:
    """Leaves the note of a server that has just started."""
    local = {"0.0.0.0": "127.0.0.1", "::": "[::1]", "": "127.0.0.1"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104
    running = Running(f"http://{local}:{port}", secrets.token_urlsafe(24))
    path = data / NOTE
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(msgspec.json.encode(running))
    return running


def running(data: Path) -> Running | None:
    """The note, when there is one; the server may be gone all the same."""
    try:
        return msgspec.json.decode((data / NOTE).read_bytes(), type=Running)
    except (OSError, msgspec.DecodeError):
        return None


def remove(data: Path) -> None:
    """The server has stopped."""
    (data / NOTE).unlink(missing_ok=True)
