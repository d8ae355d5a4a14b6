"""Where the Chromium is that browser tests drive, and how it comes to be there.

`TALKOOT_CHROMIUM`, then a Chromium or Chrome of the machine, then one that Playwright keeps. As a program (`make test`
runs it) it fetches one when there is none: through Playwright, else, as root on Debian or Ubuntu, through apt.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
HOW = "no Chromium: install one (Debian: apt install chromium) or set TALKOOT_CHROMIUM=/path/to/chromium"


def kept_by_playwright() -> Path | None:
    """The newest full Chromium in Playwright's folder, whatever version Playwright itself would ask for."""
    home = Path.home()
    own = os.environ.get("PLAYWRIGHT_BROWSERS_PATH", "")
    folders = [Path(own)] if own else [home / ".cache/ms-playwright", home / "Library/Caches/ms-playwright"]
    inside = ("chrome-linux*/chrome", "chrome-mac*/*.app/Contents/MacOS/*")
    found = [path for folder in folders for end in inside for path in folder.glob(f"chromium-*/{end}")]
    return max(found, key=lambda path: path.stat().st_mtime, default=None)


def find_chromium() -> str | None:
    """The program to start, or None when there is none on this machine."""
    named = os.environ.get("TALKOOT_CHROMIUM", "")
    if named:
        return shutil.which(named)
    for name in NAMES:
        found = shutil.which(name)
        if found:
            return found
    kept = kept_by_playwright()
    return str(kept) if kept else None


def attempts() -> list[list[list[str]]]:
    """Ways to get one, each a list of commands, the kindest to the machine first."""
    ways = [[[sys.executable, "-m", "playwright", "install", "chromium"]]]
    if hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get"):
        ways.append([["apt-get", "update", "-qq"], ["apt-get", "install", "-y", "-qq", "chromium"]])
    return ways


def fetch_chromium() -> str | None:
    """Try each way until there is a Chromium."""
    for commands in attempts():
        print("Fetching Chromium:", " ".join(commands[-1]), flush=True)  # noqa: T201 - a program's own words
        for command in commands:
            if subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode != 0:
                break
        found = find_chromium()
        if found:
            return found
    return None


def main() -> int:
    """Make sure that there is one; say how in one line when it cannot be had."""
    if os.environ.get("TALKOOT_CHROMIUM") and not find_chromium():
        sys.stderr.write(f"talkoot: TALKOOT_CHROMIUM={os.environ['TALKOOT_CHROMIUM']} is not a program\n")
        return 1
    if find_chromium() or fetch_chromium():
        return 0
    sys.stderr.write(f"talkoot: {HOW}\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
