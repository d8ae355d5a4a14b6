"""What `doctor` says of the backup and of the disk."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from server.backup.bundle import MANIFEST, Held, Manifest, write_manifest
from server.commands import doctor
from server.commands.doctor import Found
from server.settings import Settings


def backup(settings: Settings) -> Found:
    [found] = doctor._backup(settings)
    return found


def disk(settings: Settings) -> Found:
    [found] = doctor._disk(settings)
    return found


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    (tmp_path / "b").mkdir()
    return Settings(data=tmp_path, backup=tmp_path / "b")


def kept(settings: Settings, age: float, **fields: object) -> None:
    """A backup that was up to date so many seconds ago."""
    assert settings.backup is not None
    file = settings.backup / MANIFEST
    file.write_bytes(write_manifest(Manifest("h1", "0.1.0", 1, {"K7RMX4": Held(3, "")}, **fields)))  # type: ignore[arg-type]
    os.utime(file, (time.time() - age, time.time() - age))


def test_how_old_the_backup_is(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    assert backup(Settings(data=settings.data)).state == "warning"
    assert "none in" in backup(settings).says
    kept(settings, 3600)
    assert backup(settings).state == "ok" and "3600" in backup(settings).says, "no server runs: nothing is late"
    monkeypatch.setattr(doctor, "running", lambda data: object())
    assert backup(settings).state == "wrong"
    kept(settings, 0.5)
    assert (backup(settings).state, backup(settings).says[:8]) == ("ok", "1 room; ")
    kept(settings, 0.5, damaged=["K7RMX4"])
    assert backup(settings).state == "wrong" and "1 damaged" in backup(settings).says
    assert settings.backup is not None
    (settings.backup / MANIFEST).write_text("{")
    assert backup(settings).state == "wrong"


@pytest.mark.parametrize(("floor_mb", "state"), [(0, "ok"), (10**8, "wrong")])
def test_whether_there_is_space(tmp_path: Path, floor_mb: int, state: str) -> None:
    assert disk(Settings(data=tmp_path, floor_mb=floor_mb)).state == state
