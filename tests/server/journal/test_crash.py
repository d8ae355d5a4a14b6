"""Killed in the middle of appending, again and again: what was answered with Ok is there."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
from pathlib import Path

from server.journal.port import load
from server.journal.sqlite import SqliteJournal
from tests.server.journal.appender import ROOMS, body

REPOSITORY = Path(__file__).parents[3]


def run_and_kill(folder: Path, answers: int) -> dict[str, int]:
    """Run the appender, kill it after so many answers; the last rev that each room was told."""
    told: dict[str, int] = {}
    command = [sys.executable, "-m", "tests.server.journal.appender", str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=REPOSITORY) as process:
        assert process.stdout is not None
        for n, line in enumerate(process.stdout):
            if n == answers:
                os.kill(process.pid, signal.SIGKILL)
            if line.endswith(b"\n"):
                room, rev = line.split()
                told[room.decode()] = int(rev)
    assert process.returncode == -signal.SIGKILL
    return told


async def test_what_was_told_ok_outlives_kill_9(tmp_path: Path) -> None:
    dice = random.Random(4711)
    answered = 0
    for _ in range(6):
        told = run_and_kill(tmp_path, dice.randint(100, 900))
        journal = await SqliteJournal.open(tmp_path)
        heads = {head.room: head for head in await journal.heads()}
        assert sorted(heads) == ROOMS
        for room, rev in told.items():
            assert heads[room].rev >= rev
            assert heads[room].due == heads[room].rev
        for room, head in heads.items():
            snapshot, rows = await load(journal, room)
            since = snapshot.rev if snapshot else 0
            assert [row.last_rev for row in rows] == list(range(since + 1, head.rev + 1))
            assert all(row.frame == body(room, row.last_rev) for row in rows)
            seen = [record["id"] for moment in await journal.history(room) for record in moment.put]
            assert sorted(seen) == sorted(f"{room}-{rev}" for rev in range(1, head.rev + 1))
        answered += sum(told.values())
        await journal.close()
    assert answered > 1_000
