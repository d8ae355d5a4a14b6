"""What make says on a machine that lacks something: one line, and an exit code that is not 0."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
NO_VENV = """#!/bin/sh
case "$2" in *version_info*) exit 0 ;; *) exit 1 ;; esac
"""
TOO_OLD = """#!/bin/sh
exit 1
"""


@pytest.mark.parametrize(
    ("python", "said"),
    [
        pytest.param(NO_VENV, "has no venv module", id="no venv module"),
        pytest.param(TOO_OLD, "needs Python 3.11 or newer", id="too old"),
    ],
)
def test_a_python_that_will_not_do_is_named_in_one_line(tmp_path: Path, python: str, said: str) -> None:
    fake = tmp_path / "python"
    fake.write_text(python)
    fake.chmod(0o755)
    words = ["make", "--no-print-directory", "setup", f"PYTHON={fake}", f"VENV={tmp_path / 'venv'}"]
    clean = {key: value for key, value in os.environ.items() if not key.startswith("MAKE") and key != "MFLAGS"}
    done = subprocess.run(words, cwd=ROOT, env=clean, capture_output=True, text=True)
    assert done.returncode != 0
    spoken = [line for line in done.stderr.splitlines() if not line.startswith("make")]
    assert len(spoken) == 1
    assert said in spoken[0]
    assert done.stdout == ""


def test_make_alone_lists_the_words() -> None:
    done = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True, check=True)
    for word in ("setup", "run", "dev", "test", "check", "bench"):
        assert f"make {word} " in done.stdout


@pytest.mark.parametrize("named", ["/nowhere/chromium"])
def test_a_chromium_that_is_named_but_not_there_is_said(named: str) -> None:
    words = [sys.executable, str(ROOT / "tests/browser/chromium.py")]
    done = subprocess.run(words, env=os.environ | {"TALKOOT_CHROMIUM": named}, capture_output=True, text=True)
    assert done.returncode == 1
    assert done.stderr.splitlines() == [f"talkoot: TALKOOT_CHROMIUM={named} is not a program"]
