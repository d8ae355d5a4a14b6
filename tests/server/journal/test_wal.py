"""A log that was left behind: one flipped bit is put right, what nobody was told of is dropped, damage is not guessed at."""

from __future__ import annotations

import shutil
from pathlib import Path
from random import Random

import pytest
import pytest_asyncio

from server.journal import wal
from server.journal.port import JournalFailed
from server.journal.schema import FILE
from server.journal.sqlite import SqliteJournal
from tests.server.journal.engines import ROOM, fill

REVS = 6


@pytest_asyncio.fixture
async def left(tmp_path: Path) -> Path:
    """What a killed server leaves: a folder with a log that was not brought home."""
    folder = tmp_path / "left"
    folder.mkdir()
    journal = await SqliteJournal.open(tmp_path / "data")
    assert await journal.create(ROOM)
    await fill(journal, range(1, REVS + 1))
    for file in (tmp_path / "data").glob(FILE + "*"):
        if not file.name.endswith("-shm"):
            shutil.copy(file, folder)
    await journal.close()
    return folder


def flip(folder: Path, *bits: int) -> bytes:
    log = folder / (FILE + "-wal")
    content = bytearray(log.read_bytes())
    before = bytes(content)
    for bit in bits:
        content[bit // 8] ^= 1 << bit % 8
    log.write_bytes(content)
    return before


async def revs(folder: Path) -> int:
    journal = await SqliteJournal.open(folder)
    try:
        return len(await journal.read(ROOM, 0))
    finally:
        await journal.close()


def test_a_whole_log_is_left_alone(left: Path) -> None:
    before = flip(left)
    assert wal.mend(left / FILE) == 0
    assert (left / (FILE + "-wal")).read_bytes() == before


def test_where_there_is_no_log_there_is_nothing_to_do(tmp_path: Path) -> None:
    assert wal.mend(tmp_path / FILE) == 0


@pytest.mark.parametrize("byte", [0, 3, 9, 17, 25, 27, 32 + 2, 32 + 8, 32 + 15, 32 + 17, 32 + 19, 32 + 24 + 100])
async def test_one_bit_is_put_right(left: Path, byte: int, caplog: pytest.LogCaptureFixture) -> None:
    """In the header and in a frame's page number, salts, sums and page. Low bits, which are unmistakable but in the last word."""
    before = flip(left, byte * 8)
    assert wal.mend(left / FILE) == 1
    assert (left / (FILE + "-wal")).read_bytes() == before
    assert f"byte {byte} had flipped" in caplog.text
    assert await revs(left) == REVS


async def test_two_bits_in_different_frames_are_put_right(left: Path) -> None:
    before = flip(left, (32 + 300) * 8, (32 + 3 * 1048 + 200) * 8)
    assert wal.mend(left / FILE) == 2
    assert (left / (FILE + "-wal")).read_bytes() == before


async def test_what_cannot_be_put_right_before_other_commits_keeps_the_journal_shut(left: Path) -> None:
    flip(left, (32 + 300) * 8, (32 + 301) * 8 + 1, (32 + 402) * 8)
    with pytest.raises(JournalFailed, match="damaged near byte"):
        await revs(left)


@pytest.mark.parametrize("bit", range(8))
async def test_no_bit_of_the_headers_own_sum_costs_anything_without_a_word(left: Path, bit: int) -> None:
    """Its last word and that of the salts before it look alike: put right, or refused, never passed over."""
    flip(left, 31 * 8 + bit)
    try:
        found = await revs(left)
    except JournalFailed:
        return
    assert found == REVS


async def test_a_torn_end_is_dropped_without_a_word(left: Path, caplog: pytest.LogCaptureFixture) -> None:
    log = left / (FILE + "-wal")
    content = log.read_bytes()
    log.write_bytes(content[:-600] + Random(1).randbytes(600))
    assert wal.mend(left / FILE) == 0
    assert caplog.text == ""
    assert await revs(left) == REVS - 1
