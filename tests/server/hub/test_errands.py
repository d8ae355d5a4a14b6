"""Errands of one room wait for each other, are gathered when their turn comes, and never outlive the server."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from server.hub.errands import MOST_WAITING, Desk
from server.hub.metrics import Metrics
from sessions.records import HOSTS, Change, Errand, put
from sessions.room import Room

ROOT = Path(__file__).parents[3]


class ByHand:
    """Rules and errands in one; both write down what they are asked."""

    def __init__(self) -> None:
        self.gathered: list[str] = []
        self.ends: list[asyncio.Future[Any]] = []
        self.wrong: set[str] = set()

    def errand_of(self, room: Room, errand: Errand) -> tuple[str, Any] | None:
        self.gathered.append(errand.id)
        if errand.id in self.wrong:
            raise AttributeError("a mistake of ours")
        return "tiny", errand.work

    def submit(self, activity: str, payload: Any) -> asyncio.Future[Any]:
        self.ends.append(asyncio.get_running_loop().create_future())
        return self.ends[-1]


def desk_of(hand: ByHand, delivered: list[str]) -> Desk:
    return Desk(hand, hand, Metrics(), lambda id, result: delivered.append(id))  # type: ignore[arg-type]


def wanting(count: int) -> Room:
    room = Room()
    room.apply(put(*(Errand(id=f"e{n:04}", see=HOSTS, work="x") for n in range(count))), 1)
    return room


async def test_a_thousand_errands_are_gathered_one_by_one() -> None:
    hand, delivered = ByHand(), list[str]()
    desk, room = desk_of(hand, delivered), wanting(1000)
    desk.begin(room, list(room.records))
    assert hand.gathered == ["e0000"] and list(desk.running) == ["e0000"]
    for n in range(1, MOST_WAITING + 5):
        if not desk.running:
            break
        hand.ends[-1].set_result(None)
        await asyncio.sleep(0)
        assert len(delivered) == n
        room.apply(Change(delete=(delivered[-1],)), n + 1)
        desk.begin(room, [])
    assert hand.gathered == delivered and len(delivered) in (MOST_WAITING, MOST_WAITING + 1)


async def test_one_that_fails_does_not_hold_up_the_next() -> None:
    hand, delivered = ByHand(), list[str]()
    desk, room = desk_of(hand, delivered), wanting(3)
    hand.wrong.add("e0000")
    desk.begin(room, list(room.records))
    assert list(desk.running) == ["e0001"], "a mistake in a payload costs that errand only"
    hand.ends[-1].set_exception(RuntimeError())
    await asyncio.sleep(0)
    assert list(desk.running) == ["e0002"]
    hand.ends[-1].set_result(None)
    await asyncio.sleep(0)
    assert delivered == ["e0002"]
    for _ in range(9):
        desk.begin(room, [])
        if desk.running:
            hand.ends[-1].set_exception(RuntimeError())
            await asyncio.sleep(0)
    assert hand.gathered.count("e0000") == hand.gathered.count("e0001") == 3, "tried again, and not for ever"


PARENT = """
import asyncio, os, time
from server.hub.errands import ProcessErrands
from tests.server.hub.test_errands import sleeps

async def main():
    errands = ProcessErrands(sleeps)
    print(await errands.submit("pid", None), flush=True)
    await errands.submit("sleep", None)

if __name__ == "__main__":
    asyncio.run(main())
"""


def sleeps(activity: str, payload: Any) -> int:
    if activity == "sleep":
        time.sleep(60)
    return os.getpid()


def test_the_other_process_ends_with_a_server_that_was_killed(tmp_path: Path) -> None:
    (tmp_path / "parent.py").write_text(PARENT)
    command = [sys.executable, str(tmp_path / "parent.py")]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)}
    ) as server:
        assert server.stdout is not None
        worker = int(server.stdout.readline())
        server.kill()
        server.wait()
        end = time.monotonic() + 10
        while _runs(worker):
            assert time.monotonic() < end, "it is still there"
            time.sleep(0.05)


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    state = Path(f"/proc/{pid}/stat")
    return not state.exists() or state.read_text().rpartition(")")[2].split()[0] != "Z"
