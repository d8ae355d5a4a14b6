"""One server per data folder, and one line that says why not."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from server.journal.lock import LOCK_FILE, DataFolderLocked, DataFolderUnwritable, FolderLock

REPOSITORY = Path(__file__).parents[3]
HOLD = "import sys; from pathlib import Path; from server.journal.lock import FolderLock; lock = FolderLock(Path(sys.argv[1])); print('held', flush=True); sys.stdin.read()"


def test_the_second_comer_is_told_who_was_first(tmp_path: Path) -> None:
    with (
        FolderLock(tmp_path / "data"),
        pytest.raises(DataFolderLocked, match=f"data is in use by process {os.getpid()} on ") as locked,
    ):
        FolderLock(tmp_path / "data")
    assert "\n" not in str(locked.value)
    FolderLock(tmp_path / "data").release()


def test_the_lock_ends_with_its_process(tmp_path: Path) -> None:
    command = [sys.executable, "-c", HOLD, str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=REPOSITORY) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(DataFolderLocked, match=f"process {holder.pid} "):
            FolderLock(tmp_path)
        holder.kill()
    FolderLock(tmp_path).release()


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(DataFolderUnwritable, match="cannot be used: ") as unwritable:
        FolderLock(tmp_path / "file" / "data")
    assert "\n" not in str(unwritable.value)


def test_a_lock_file_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / LOCK_FILE).mkdir()
    with pytest.raises(DataFolderUnwritable, match="directory"):
        FolderLock(tmp_path)


def test_a_full_disk_does_not_keep_the_server_down(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "pwrite", full)
    lock = FolderLock(tmp_path)
    with pytest.raises(DataFolderLocked, match="another process"):
        FolderLock(tmp_path)
    lock.release()
    lock.release()
