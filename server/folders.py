"""Where the files that come with Talkoot lie: beside the code in a checkout, inside the package when installed."""

from __future__ import annotations

from pathlib import Path

_SERVER = Path(__file__).resolve().parent


def static_folder() -> Path:
    """`static/` of the checkout, else `server/_static` of the installed package (locales and dist)."""
    checkout = _SERVER.parent / "static"
    return checkout if (checkout / "locales").is_dir() else _SERVER / "_static"
